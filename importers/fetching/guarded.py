"""Getting one file over HTTP and nothing else: allowed hosts, public addresses, limits on size, time and redirects.

A name is resolved once, every address it gives is checked, and the connection goes to the checked address; a redirect
is a new request under the same rules (OWASP: Server-Side Request Forgery Prevention). No proxy of the environment
is used, no cookie kept, no credential sent.
"""

from __future__ import annotations

import http.client
import ipaddress
import socket
import ssl
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from urllib.parse import SplitResult, urljoin, urlsplit

from durable import reason

_BLOCK = 1 << 16
_REDIRECTS = frozenset([301, 302, 303, 307, 308])
# What servers answer to HEAD that would answer GET otherwise: they know no HEAD, or shut out whoever asks so.
_NOT_BY_HEAD = frozenset([400, 403, 404, 405, 500, 501])
_PORTS = {"http": 80, "https": 443}
ANY = "*"
_NO_ADDRESS = "网址不成形"

Resolver = Callable[[str], Sequence[str]]


class Refused(ValueError):
    """A request that must not be made, or an answer that must not be taken; the message is Chinese."""


def resolve(host: str) -> list[str]:
    """Every address of *host*. Raises OSError."""
    return sorted({str(one[4][0]) for one in socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)})


def unanswered(error: OSError | http.client.HTTPException) -> str:
    """Why there was no answer, in Chinese."""
    if isinstance(error, http.client.HTTPException):
        return "对方的回答读不懂"
    if isinstance(error, socket.gaierror):
        return "找不到这个域名"
    if isinstance(error, ssl.SSLError):
        return "安全证书有问题"
    return "对方没有回答" if isinstance(error, TimeoutError) else reason(error)


def is_public(address: str) -> bool:
    """Whether *address* is one of the open internet: not private, local, shared, reserved, multicast or mapped to such."""
    parsed = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(parsed, ipaddress.IPv6Address):
        inner = parsed.ipv4_mapped or parsed.sixtofour
        if inner is not None or parsed.teredo is not None:
            return inner is not None and is_public(str(inner))
    return parsed.is_global and not parsed.is_multicast


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """What may be fetched.

    *hosts* maps each allowed host (`.example.cn`: and all below it, `ANY`: every one) to the Referer it wants.
    *octets* is the most bytes of a file, *seconds* the longest for all of it, redirects included. *port* stands for
    the scheme's own, for tests.
    """

    hosts: Mapping[str, str]
    octets: int = 30 << 20
    seconds: float = 30
    redirects: int = 3
    schemes: frozenset[str] = frozenset(["http", "https"])
    ports: Mapping[str, int] = field(default_factory=lambda: _PORTS)
    resolve: Resolver = resolve
    allows: Callable[[str], bool] = is_public

    def referer(self, host: str) -> str:
        """The Referer that *host* wants. Raises Refused for a host that is not allowed."""
        for allowed, referer in self.hosts.items():
            if (
                allowed == ANY
                or host == allowed.lstrip(".")
                or (allowed.startswith(".") and host.endswith(allowed))
            ):
                return referer
        raise Refused(f"{host} 不在允许的网站之列（用 --allow 加上）")


def fetch(url: str, policy: Policy) -> bytes:
    """The bytes at *url*. Raises Refused for what the *policy* forbids, OSError or HTTPException for what fails."""
    deadline = time.monotonic() + policy.seconds
    for _ in range(policy.redirects + 1):
        answer = _ask(url, policy, deadline)
        if isinstance(answer, bytes):
            return answer
        url = _led(url, answer)
    raise Refused(f"转向超过 {policy.redirects} 次")


def probe(url: str, policy: Policy) -> tuple[int, str]:
    """With which status *url* answers after all redirects, and where it led; no body is read.

    Raises Refused for what the *policy* forbids, OSError or HTTPException where there is no answer.
    """
    deadline = time.monotonic() + policy.seconds
    for _ in range(policy.redirects + 1):
        status, target = _status(url, policy, deadline)
        if not target:
            return status, url
        url = _led(url, target)
    raise Refused(f"转向超过 {policy.redirects} 次")


def _led(url: str, target: str) -> str:
    """Where the redirect to *target* leads from *url*."""
    try:
        return urljoin(url, target)
    except ValueError:
        raise Refused(_NO_ADDRESS) from None


def _status(url: str, policy: Policy, deadline: float) -> tuple[int, str]:
    """The status of *url*, with the address to which it redirects."""
    for method in ("HEAD", "GET"):
        with _answer(url, policy, deadline, method=method) as response:
            status, target = response.status, response.getheader("Location") or ""
        if method == "GET" or status not in _NOT_BY_HEAD:
            break
    return status, target if status in _REDIRECTS else ""


def _ask(url: str, policy: Policy, deadline: float) -> bytes | str:
    """The bytes at *url*, or the address to which it redirects."""
    with _answer(url, policy, deadline) as response:
        if response.status in _REDIRECTS and (target := response.getheader("Location")):
            return target
        if response.status != 200:
            raise Refused(f"网站回答 {response.status}")
        return _body(response, policy, deadline)


@contextmanager
def _answer(
    url: str, policy: Policy, deadline: float, *, method: str = "GET"
) -> Iterator[http.client.HTTPResponse]:
    """What the server at *url* says to *method*; its connection is closed at the end."""
    parts = _checked(url, policy)
    host = parts.hostname or ""
    referer = policy.referer(host)
    connection = _connected(parts, policy, deadline)
    try:
        path = parts.path or "/"
        headers = {"Host": host, "User-Agent": "guiji (archive of public notices)", "Accept": "*/*"}
        if referer:
            headers["Referer"] = referer
        connection.request(method, f"{path}?{parts.query}" if parts.query else path, headers=headers)
        yield connection.getresponse()
    finally:
        connection.close()


def _checked(url: str, policy: Policy) -> SplitResult:
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise Refused(_NO_ADDRESS) from None
    if parts.scheme not in policy.schemes:
        raise Refused(f"只取 http 和 https，不取 {parts.scheme or '无协议'} 的网址")
    if port is not None and port != _PORTS[parts.scheme]:
        raise Refused(f"不访问端口 {port}")
    if parts.username is not None or not parts.hostname or not url.isascii() or any(map(str.isspace, url)):
        raise Refused(_NO_ADDRESS)
    return parts


def _connected(parts: SplitResult, policy: Policy, deadline: float) -> http.client.HTTPConnection:
    """A connection to an address of the host that was checked before."""
    host = parts.hostname or ""
    try:
        addresses = policy.resolve(host)
    except UnicodeError:  # a label is empty or too long (RFC 1035, 2.3.4)
        raise Refused(_NO_ADDRESS) from None
    for address in addresses:
        if not policy.allows(address):
            raise Refused(f"{host} 指向不公开的地址 {address}")
    if not addresses:
        raise Refused(f"找不到 {host} 的地址")
    left = _left(deadline)
    reached = socket.create_connection((addresses[0], policy.ports[parts.scheme]), timeout=left)
    connection = http.client.HTTPConnection(host, timeout=left)
    if parts.scheme == "https":
        try:
            reached = ssl.create_default_context().wrap_socket(reached, server_hostname=host)
        except OSError:
            reached.close()
            raise
    connection.sock = reached
    return connection


def _left(deadline: float) -> float:
    left = deadline - time.monotonic()
    if left <= 0:
        raise Refused("超过时限")
    return left


def _body(response: http.client.HTTPResponse, policy: Policy, deadline: float) -> bytes:
    blocks: list[bytes] = []
    size = 0
    while block := response.read1(_BLOCK):
        size += len(block)
        if size > policy.octets:
            raise Refused(f"文件超过 {policy.octets} 字节")
        blocks.append(block)
        _left(deadline)
    expected = response.getheader("Content-Length")
    if expected is not None and expected.isdecimal() and int(expected) != size:
        raise Refused(f"只收到 {size} 字节，应有 {expected} 字节")
    return b"".join(blocks)
