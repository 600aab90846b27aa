"""What we stand on: pinned with hashes, its licences listed, free of secrets, named in every release."""

from __future__ import annotations

import json
import re
import tomllib
from importlib.metadata import distribution
from pathlib import Path

import pytest

from plugins.releases import sbom, secrets

ROOT = Path(__file__).resolve().parent.parent
LOCK = (ROOT / "requirements.lock").read_text(encoding="utf-8")
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
LICENCES = dict(
    re.findall(
        r"^\| ([a-z0-9._-]+) \| (.+) \|$", (ROOT / "docs/licences.md").read_text("utf-8"), re.MULTILINE
    )
)


def asked() -> list[tuple[str, str]]:
    """Name and bounds of everything pyproject.toml asks for, extras included."""
    lines = [
        *PROJECT["dependencies"],
        *(one for extra in PROJECT["optional-dependencies"].values() for one in extra),
    ]
    found = [re.fullmatch(r"([A-Za-z0-9._-]+)(.*)", line) for line in lines]
    return [(sbom.canonical(match[1]), match[2]) for match in found if match]


def numbers(version: str) -> list[int]:
    return [int(number) for number in re.findall(r"\d+", version)][:4]


def within(version: str, bounds: str) -> bool:
    for sign, bound in re.findall(r"(>=|<|==)([\d.]+)", bounds):
        low = numbers(version)[: len(numbers(bound))]
        if (sign == ">=" and low < numbers(bound)) or (sign == "<" and low >= numbers(bound)):
            return False
        if sign == "==" and version != bound:
            return False
    return True


@pytest.mark.parametrize(("name", "bounds"), asked())
def test_what_is_asked_for_is_locked_within_bounds(name: str, bounds: str) -> None:
    assert within(sbom.locked(LOCK)[name], bounds)


@pytest.mark.parametrize(
    ("version", "bounds"), [("2.0", ">=2.1"), ("3.0.1", ">=2,<3"), ("3.53.0", "==3.54.0")]
)
def test_bounds_are_kept(version: str, bounds: str) -> None:
    assert not within(version, bounds)


def test_every_locked_package_has_hashes() -> None:
    entries = re.split(r"^(?=[a-z0-9])", re.sub(r"^#.*\n", "", LOCK, flags=re.MULTILINE), flags=re.MULTILINE)[
        1:
    ]
    assert len(entries) == len(sbom.locked(LOCK)) > 50
    assert [entry.splitlines()[0] for entry in entries if "--hash=sha256:" not in entry] == []
    assert "http" not in re.sub(r"#.*", "", LOCK)


def test_every_locked_package_has_its_licence_listed() -> None:
    assert LICENCES.keys() == sbom.locked(LOCK).keys()
    assert all(LICENCES.values())


def test_no_licence_forbids_what_we_do() -> None:
    """Ours is AGPL-3.0-only: what it stands on has to allow that."""
    fitting = re.compile(
        r"MIT|BSD|Apache|PSF|Python Software|MPL|ISC|AGPL|GPL|HPND|Unlicense|Zlib|CC0|0BSD|Public Domain"
    )
    assert [name for name, licence in LICENCES.items() if not fitting.search(licence)] == []


def test_the_bill_names_all_that_is_imported() -> None:
    bill = json.loads(sbom.text())
    named = {one["name"]: one for one in bill["components"]}
    direct = {sbom.canonical(re.split(r"[<>=]", line)[0]) for line in PROJECT["dependencies"]}
    assert direct <= named.keys()
    assert all(
        one["purl"] == f"pkg:pypi/{name}@{one['version']}" and one["licenses"] for name, one in named.items()
    )
    references = {one["bom-ref"] for one in (*bill["components"], bill["metadata"]["component"])}
    assert references == {one["ref"] for one in bill["dependencies"]}
    assert {to for one in bill["dependencies"] for to in one["dependsOn"]} <= references
    assert (bill["bomFormat"], bill["specVersion"]) == ("CycloneDX", "1.6")
    assert named["lxml"]["version"] == distribution("lxml").version
    assert sbom.text() == sbom.text()


# Put together here, so that the scan of this project does not find them.
PLANTED = [
    "-----BEGIN RSA " + "PRIVATE KEY-----",
    "key = 'AKIA" + "ABCDEFGHIJKLMNOP'",
    "LTAI" + "4GabcdefghijklmnOPQR",
    "token: ghp_" + "a" * 36,
    "glpat-" + "abcdefghij0123456789",
    "sk-" + "a1" * 20,
    "eyJhbGciOiJIUzI1NiJ9xx" + ".eyJzdWIiOiIxMjM0NTY3ODkwIn0.dozjgNryP4J3jVmNHl0w5N",
    "password = " + "'correct-horse-battery'",
    '"api_key": ' + '"0123456789abcdef"',
    "postgres://guiji:" + "hunter2hunter2@db.example/x",
]
HARMLESS = [
    "password = os.environ['GUIJI_PASSWORD']",
    "SECRET = 'GUIJI_WECHAT_APP_SECRET'",
    "the secret: not told here",
    "sha256:59bb03251907983d1603d27c3087ddb1e93299ea2163adcdba37899a4fb12ffb",
    "https://user@host.example/path:80",
    "password = ''",
    "-----BEGIN CERTIFICATE-----",
]


@pytest.mark.parametrize("text", PLANTED)
def test_planted_secrets_are_found(text: str) -> None:
    (secret,) = secrets.found_in("a.py", f"x\n{text}\n")
    assert secret.line == 2
    assert text not in str(secret)


@pytest.mark.parametrize("text", HARMLESS)
def test_harmless_lines_are_let_be(text: str) -> None:
    assert list(secrets.found_in("a.py", text)) == []


def test_the_project_holds_no_secret() -> None:
    if not (ROOT / ".git").exists():
        pytest.skip("not a git work tree")
    assert list(map(str, secrets.look(ROOT))) == []
