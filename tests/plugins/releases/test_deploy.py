"""The files of deploy/ say what the server says, and nginx and systemd accept and obey them."""

from __future__ import annotations

import http.client
import json
import os
import re
import shutil
import socket
import ssl
import subprocess
import sys
import time
import tomllib
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import city
import pytest
from building import ROOT
from releasing import released

from search import files
from search.responses import SECURITY_HEADERS

DEPLOY = ROOT / "deploy"
NGINX = shutil.which("nginx", path=f"{os.environ['PATH']}:/usr/sbin")
SYSTEMD = shutil.which("systemd-analyze")
UNITS = sorted((DEPLOY / "systemd").iterdir())
KEPT, GONE = city.own()


def text(name: str) -> str:
    return (DEPLOY / name).read_text(encoding="utf-8")


def test_nginx_sends_the_headers_of_the_server() -> None:
    sent = re.findall(r'^add_header (\S+) "(.*)" always;$', text("nginx/headers.conf"), re.MULTILINE)
    assert dict(sent) == SECURITY_HEADERS
    hidden = re.findall(r"^proxy_hide_header (\S+);$", text("nginx/proxy.conf"), re.MULTILINE)
    assert hidden == list(SECURITY_HEADERS)
    assert "add_header" not in re.sub(r"#.*", "", text("nginx/site.conf"))


def test_nginx_knows_the_media_types_of_the_server() -> None:
    block = re.search(r"types \{(.*?)\}", text("nginx/site.conf"), re.DOTALL)
    assert block
    named = {
        f".{ending}": kind
        for kind, *endings in (line.rstrip(";").split() for line in block[1].strip().split("\n"))
        for ending in endings
    }
    assert named == {ending: kind.partition(";")[0] for ending, kind in files._TYPES.items()}


def test_the_image_holds_every_package() -> None:
    copied = set(re.findall(r"^COPY (\S+) \1$", text("Dockerfile"), re.MULTILINE))
    linter = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"]
    assert copied == {*linter["root_packages"], "theme"}


@pytest.mark.skipif(SYSTEMD is None, reason="systemd-analyze is not installed")
def test_systemd_accepts_the_units(tmp_path: Path) -> None:
    assert SYSTEMD
    for unit in UNITS:
        (tmp_path / unit.name).write_text(unit.read_text().replace("/srv/guiji/.venv/bin/", "/usr/bin/true "))
    units = [str(tmp_path / unit.name) for unit in UNITS]
    done = subprocess.run(
        [SYSTEMD, "verify", "--man=no", *units], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")


def free_port() -> int:
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        return int(listening.getsockname()[1])


@contextmanager
def running(command: list[str], port: int) -> Iterator[None]:
    """Run *command* until it has been used; wait for it to listen on *port*."""
    process = subprocess.Popen(command, cwd=ROOT, stderr=subprocess.DEVNULL)
    try:
        for _ in range(200):
            with socket.socket() as asking:
                if asking.connect_ex(("127.0.0.1", port)) == 0:
                    break
            assert process.poll() is None, command
            time.sleep(0.05)
        yield
    finally:
        process.terminate()
        process.wait(20)


@dataclass(frozen=True, slots=True)
class Front:
    """An nginx before a project: where it listens, and the command that runs the server behind it."""

    root: Path
    plain: int
    secure: int
    behind: list[str]
    behind_port: int

    def get(self, path: str, method: str = "GET") -> tuple[int, dict[str, str], bytes]:
        context = ssl.create_default_context(cafile=str(self.root / "city.pem"))
        connection = http.client.HTTPSConnection("localhost", self.secure, context=context, timeout=20)
        connection.request(method, path, headers={"Host": "www.city.example"})
        response = connection.getresponse()
        assert len(response.getheaders()) == len({name.lower() for name, _ in response.getheaders()})
        found = (
            response.status,
            {name.lower(): value for name, value in response.getheaders()},
            response.read(),
        )
        connection.close()
        return found

    def get_plain(self, host: str, path: str) -> tuple[int, str]:
        connection = http.client.HTTPConnection("127.0.0.1", self.plain, timeout=20)
        connection.request("GET", path, headers={"Host": host})
        response = connection.getresponse()
        response.read()
        connection.close()
        return response.status, response.getheader("Location", "")


def configured(root: Path, ports: tuple[int, int, int]) -> Path:
    """The files of deploy/nginx for *root* and *ports* (plain, TLS, the server's) instead of a real machine's."""
    plain, secure, behind = ports
    for name in ("guiji.conf", "old-host.conf", "headers.conf", "proxy.conf", "site.conf"):
        made = re.sub(r" *listen \[::\].*\n", "", text(f"nginx/{name}"))
        for former, latter in {
            "/srv/guiji": root,
            "/etc/nginx/guiji": root / "nginx",
            "/etc/ssl/certs/city.pem": root / "city.pem",
            "/etc/ssl/private/city.key": root / "city.key",
            "/var/log/nginx": root,
            "listen 80;": f"listen 127.0.0.1:{plain};",
            "listen 443 ": f"listen 127.0.0.1:{secure} ",
            "127.0.0.1:8000": f"127.0.0.1:{behind}",
        }.items():
            made = made.replace(former, str(latter))
        city.put(root / "nginx" / name, made.encode())
    temporary = "".join(
        f"{name}_temp_path {root}/tmp-{name};"
        for name in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    user = "user root;" if os.geteuid() == 0 else ""
    whole = (
        f"{user} daemon off; pid {root}/nginx.pid; error_log {root}/error.log; events {{}}\n"
        f"http {{ {temporary} include {root}/nginx/guiji.conf; include {root}/nginx/old-host.conf; }}\n"
    )
    city.put(root / "nginx.conf", whole.encode())
    return root / "nginx.conf"


@pytest.fixture(scope="module")
def front(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Front]:
    """A released city with a withdrawn notice and a closed website, behind nginx and without its server."""
    if NGINX is None or shutil.which("openssl") is None:
        pytest.skip("nginx or openssl is not installed")
    root = tmp_path_factory.mktemp("front")
    withdrawn = replace(GONE, status="withdrawn")
    city.write(root / "content", [KEPT, withdrawn, *city.weibo()])
    released(root, searchable=True)
    old = root / "output/data/redirects/old.city.example/nginx.map"
    city.put(old, b'"/art/1.html" https://www.city.example/water/;\n')
    subject = ["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost"]
    key = ["-keyout", str(root / "city.key"), "-out", str(root / "city.pem")]
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", *subject, *key],
        check=True,
        capture_output=True,
    )
    ports = free_port(), free_port(), free_port()
    conf = configured(root, ports)
    tried = subprocess.run([NGINX, "-t", "-c", str(conf)], capture_output=True, text=True, check=False)
    assert tried.returncode == 0, tried.stderr
    assert "warn" not in tried.stderr
    serve = [sys.executable, "-m", "search", "serve", str(root / "output"), "--port", str(ports[2])]
    with running([NGINX, "-c", str(conf)], ports[1]):
        yield Front(root, ports[0], ports[1], serve, ports[2])


def address(notice: object) -> str:
    assert notice in (KEPT, GONE)
    return f"/{notice.department}/{notice.date.year}/{notice.slug}.html"


STATIC = [
    ("/", 200, "text/html; charset=utf-8"),
    (address(KEPT), 200, "text/html; charset=utf-8"),
    (address(GONE), 410, "text/html; charset=utf-8"),
    ("/water/", 200, "text/html; charset=utf-8"),
    ("/theme/guiji.css", 200, "text/css; charset=utf-8"),
    ("/data/accounts.csv", 200, "text/csv; charset=utf-8"),
    ("/no-such-page.html", 404, "text/html; charset=utf-8"),
    ("/.git/config", 404, "text/html; charset=utf-8"),
    ("/../documents.jsonl", 400, "text/html; charset=utf-8"),
    ("/%2e%2e/documents.jsonl", 400, "text/html; charset=utf-8"),
]


@pytest.mark.long
@pytest.mark.parametrize(("path", "status", "kind"), STATIC)
def test_static_pages(front: Front, path: str, status: int, kind: str) -> None:
    found, headers, body = front.get(path)
    assert (found, headers["content-type"]) == (status, kind)
    assert headers["server"] == "nginx"
    if status != 400:
        for name, value in SECURITY_HEADERS.items():
            assert headers[name.lower()] == value
        assert headers["strict-transport-security"] == "max-age=31536000"
    if status == 200:
        fresh = "no-cache" if kind.startswith("text/html") else "max-age=600"
        assert headers["cache-control"] == fresh
    assert not body.startswith(b'{"id"')


@pytest.mark.long
def test_a_withdrawn_page_says_so_and_keeps_its_secret(front: Front) -> None:
    _, _, body = front.get(address(GONE))
    assert "已撤下" in body.decode()
    assert GONE.title not in body.decode()


@pytest.mark.long
@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "OPTIONS", "PROPFIND"])
def test_nothing_but_reading(front: Front, method: str) -> None:
    assert front.get("/", method)[0] == 405


@pytest.mark.long
def test_a_folder_without_its_slash_is_sent_on(front: Front) -> None:
    status, headers, _ = front.get("/water")
    assert (status, headers["location"]) == (301, "/water/")


BROWSE = ("/departments/", "/accounts/", "/kinds/", "/years/")


@pytest.mark.long
def test_without_the_server_the_site_stands_and_says_so(front: Front) -> None:
    for path, said in (("/search?q=%E6%B0%B4", "search:begin"), ("/go?u=x", "go:begin")):
        status, headers, body = front.get(path)
        assert status == 503
        assert said in body.decode()
        assert headers["content-security-policy"].startswith("default-src 'none'")
    status, headers, body = front.get("/api/search?q=x")
    assert (status, headers["content-type"].split(";")[0]) == (503, "application/json")
    assert "暂时不可用" in json.loads(body)["error"]
    assert front.get(address(KEPT))[0] == 200
    for link in BROWSE:  # the page that says so leads on, behind nginx and as a plain file
        assert f'href="{link}"' in front.get("/search?q=x")[2].decode()
        assert front.get(link)[0] == 200
        assert f'href="{link}"' in (front.root / "output/search/index.html").read_text(encoding="utf-8")
        assert (front.root / f"output{link}index.html").is_file()


@pytest.mark.long
def test_with_the_server_search_api_and_old_links_answer(front: Front) -> None:
    with ExitStack() as stack:
        stack.enter_context(running(front.behind, front.behind_port))
        time.sleep(1)
        status, headers, body = front.get("/search?q=%E6%B0%B4%E4%BB%B7")
        assert status == 200
        assert "<mark>" in body.decode()
        assert headers["content-security-policy"] == SECURITY_HEADERS["Content-Security-Policy"]
        status, _, body = front.get("/api/search?q=%E6%B0%B4%E4%BB%B7")
        assert [hit["id"] for hit in json.loads(body)["hits"]] == [KEPT.slug]
        assert front.get("/healthz")[0] == 200
        assert front.get("/go?u=nothing-known")[0] == 404
        answers = [front.get("/api/search?q=x")[0] for _ in range(120)]
        assert set(answers) == {200, 429}


@pytest.mark.long
def test_plain_http_leads_to_tls_and_old_hosts_to_us(front: Front) -> None:
    assert front.get_plain("www.city.example", "/water/") == (301, "https://www.city.example/water/")
    assert front.get_plain("old.city.example", "/art/1.html") == (301, "https://www.city.example/water/")
    unknown = front.get_plain("old.city.example", "/art/2.html?id=1&b=2")
    assert unknown == (302, "https://www.city.example/go?u=http://old.city.example/art/2.html?id=1&b=2")


@pytest.mark.long
def test_the_log_keeps_no_questions(front: Front) -> None:
    front.get("/search?q=secret-question")
    log = (front.root / "guiji.log").read_text(encoding="utf-8")
    assert "GET /search" in log
    assert "secret-question" not in log
