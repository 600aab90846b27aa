"""What MDN's HTTP Observatory grades, checked here, of our server and of the nginx file: it needs the network.

The names are its tests' (https://github.com/mdn/mdn-http-observatory, src/analyzer/tests).
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from search.responses import SECURITY_HEADERS

NGINX = Path(__file__).resolve().parents[2] / "deploy" / "nginx"


def of_nginx() -> dict[str, str]:
    text = "".join((NGINX / name).read_text(encoding="utf-8") for name in ("headers.conf", "guiji.conf"))
    return dict(re.findall(r'^\s*add_header (\S+) "(.*)" always;$', text, re.MULTILINE))


SOURCES = [pytest.param(SECURITY_HEADERS, id="server"), pytest.param(of_nginx(), id="nginx")]


def policy(headers: dict[str, str]) -> dict[str, list[str]]:
    parts = (part.split() for part in headers["Content-Security-Policy"].split(";") if part.strip())
    return {name: values for name, *values in parts}


def faults(headers: dict[str, str]) -> set[str]:
    """The checks that *headers* fail."""
    rules = policy(headers)
    pictures = {"img-src": ["data:"]}  # a picture within the page: grades as no fault, runs nothing
    values = [value for name, row in rules.items() for value in row if value not in pictures.get(name, [])]
    failing = {
        "csp-default-src-none": rules.get("default-src") != ["'none'"],
        "csp-unsafe": any(value.startswith("'unsafe") for value in values),
        "csp-scheme-or-wildcard": any(
            "*" in value or value in {"https:", "http:", "data:"} for value in values
        ),
        "csp-other-origin": any(not value.startswith("'") for value in values),
        "csp-frame-ancestors": rules.get("frame-ancestors") != ["'none'"],
        "csp-base-uri": rules.get("base-uri") != ["'none'"],
        "csp-form-action": rules.get("form-action") not in (["'self'"], ["'none'"]),
        "csp-object-src": rules.get("object-src", rules.get("default-src")) != ["'none'"],
        "x-content-type-options": headers.get("X-Content-Type-Options") != "nosniff",
        "x-frame-options": headers.get("X-Frame-Options") != "DENY",
        "referrer-policy": headers.get("Referrer-Policy")
        not in {"no-referrer", "same-origin", "strict-origin", "strict-origin-when-cross-origin"},
        "cross-origin-resource-policy": headers.get("Cross-Origin-Resource-Policy") != "same-origin",
        "cross-origin-opener-policy": headers.get("Cross-Origin-Opener-Policy") != "same-origin",
        "permissions-policy": not re.fullmatch(
            r"(\w[\w-]*=\(\)(, )?)+", headers.get("Permissions-Policy", "")
        ),
        "cross-origin-resource-sharing": "Access-Control-Allow-Origin" in headers,
        "cookies": "Set-Cookie" in headers,
    }
    return {name for name, failed in failing.items() if failed}


@pytest.mark.parametrize("headers", SOURCES)
def test_the_observatory_finds_nothing(headers: dict[str, str]) -> None:
    assert faults(headers) == set()


@pytest.mark.parametrize(
    ("name", "value", "fault"),
    [
        ("Content-Security-Policy", "default-src 'self'", "csp-default-src-none"),
        ("Content-Security-Policy", "default-src 'none'; script-src 'unsafe-inline'", "csp-unsafe"),
        ("Content-Security-Policy", "default-src 'none'; img-src *", "csp-scheme-or-wildcard"),
        ("Content-Security-Policy", "default-src 'none'; img-src cdn.example", "csp-other-origin"),
        ("Content-Security-Policy", "default-src 'none'; script-src data:", "csp-scheme-or-wildcard"),
        ("X-Content-Type-Options", "", "x-content-type-options"),
        ("Referrer-Policy", "unsafe-url", "referrer-policy"),
        ("Permissions-Policy", "camera=*", "permissions-policy"),
        ("Access-Control-Allow-Origin", "*", "cross-origin-resource-sharing"),
        ("Set-Cookie", "a=b", "cookies"),
    ],
)
def test_worse_headers_are_found(name: str, value: str, fault: str) -> None:
    assert fault in faults({**SECURITY_HEADERS, name: value})


def test_transport_is_secured_for_a_year_and_plain_requests_are_sent_on() -> None:
    found = re.fullmatch(r"max-age=(\d+)", of_nginx()["Strict-Transport-Security"])
    assert found
    assert int(found[1]) >= 31_536_000
    text = (NGINX / "guiji.conf").read_text(encoding="utf-8")
    assert "return 301 https://$server_name$request_uri;" in text
    assert re.search(r"ssl_protocols\s+TLSv1\.2 TLSv1\.3;", text)


def test_headers_are_set_where_no_location_undoes_them() -> None:
    for path in NGINX.glob("*.conf"):
        blocks = re.findall(r"location [^{]*\{[^}]*\}", path.read_text(encoding="utf-8"))
        assert not [block for block in blocks if "add_header" in block]
