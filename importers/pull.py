"""What an account published, page by page from the platform's own interface, into files of exactly what it answered.

The contract is that of developers.weixin.qq.com: `POST /cgi-bin/stable_token`, then `POST /cgi-bin/freepublish/batchget`
(or `material/batchget_material`) with offset and count; errors are answers of status 200 with an `errcode`. The
account's owner alone has the keys; nothing here runs unless asked for. Neither key nor token is ever written.
"""

from __future__ import annotations

import http.client
import json
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

import durable
from importers.fetching.guarded import unanswered

SERVER = "https://api.weixin.qq.com"
PAGE = 20  # the most the interface gives at once
_LARGEST = 64 << 20
_TIMEOUT = 30  # seconds
_TRIES = 5
_RESTARTS = 3
_LOOPBACK = frozenset(("127.0.0.1", "localhost", "::1"))
_STALE = frozenset((40001, 40014, 42001))  # the token is no longer good
_BUSY = frozenset((-1, 45011))  # try again soon; a minute's quota
_WAIT = {-1: 2.0, 45011: 60.0}  # seconds
_REASONS = {
    40013: "AppID 不对，请核对环境变量 WECHAT_APPID",
    40125: "AppSecret 不对或已重置，请核对环境变量 WECHAT_APPSECRET",
    40164: "本机的 IP 不在公众号后台的“IP 白名单”里，请在 设置与开发→基本配置 中加上",
    45009: "今天的调用次数已用完，明天再运行同一命令即可接着取",
    48001: "这个公众号没有此接口的权限（须为已认证的账号）",
    50002: "账号已被限制使用接口（可能正在冻结或注销），只能用其他导出方式",
}
CALLS: dict[str, tuple[str, dict[str, object]]] = {
    "freepublish": ("/cgi-bin/freepublish/batchget", {"no_content": 0}),
    "material": ("/cgi-bin/material/batchget_material", {"type": "news"}),
}


class Refused(RuntimeError):
    """The interface will not answer; the message is one Chinese line that says why and what to do."""


@dataclass(frozen=True, slots=True)
class Keys:
    """The account's *appid* and *secret*; never shown."""

    appid: str = field(repr=False)
    secret: str = field(repr=False)


@dataclass(slots=True)
class Interface:
    """The interface at *server*, asked as the account of *keys*, at most once in *pause* seconds."""

    keys: Keys
    server: str = SERVER
    pause: float = 1.0
    sleep: Callable[[float], None] = time.sleep
    _token: str = field(default="", repr=False)

    def __post_init__(self) -> None:
        """Refuse to send keys in the open."""
        parts = urlsplit(self.server)
        if parts.scheme != "https" and parts.hostname not in _LOOPBACK:
            raise Refused(f"{self.server}：密钥只能经 https 发送，请改用 https 地址。")

    def page(self, call: str, offset: int) -> bytes:
        """The answer for the page at *offset*, as it came. Raises Refused."""
        path, extra = CALLS[call]
        for _ in range(_TRIES):
            self._token = self._token or self._new_token()
            content, answer = self._post(
                f"{path}?access_token={quote(self._token)}", extra | {"offset": offset, "count": PAGE}
            )
            code = answer.get("errcode") or 0
            if not code:
                return content
            if code in _STALE:
                self._token = ""
            elif code in _BUSY:
                self.sleep(_WAIT[code])
            else:
                raise _refused(answer)
        raise Refused("接口一再出错，没有取到这一页。已取的都在，稍后再运行同一命令即可接着取。")

    def _new_token(self) -> str:
        asked: dict[str, object] = {
            "grant_type": "client_credential",
            "appid": self.keys.appid,
            "secret": self.keys.secret,
        }
        _, answer = self._post("/cgi-bin/stable_token", asked)
        token = answer.get("access_token")
        if not isinstance(token, str) or not token:
            raise _refused(answer)
        return token

    def _post(self, path: str, body: dict[str, object]) -> tuple[bytes, dict[str, Any]]:
        self.sleep(self.pause)
        parts = urlsplit(self.server)
        secure = parts.scheme == "https"
        kind = http.client.HTTPSConnection if secure else http.client.HTTPConnection
        connection = kind(parts.hostname or "", parts.port, timeout=_TIMEOUT)
        try:
            connection.request("POST", path, json.dumps(body).encode(), {"Content-Type": "application/json"})
            with connection.getresponse() as response:
                content = response.read(_LARGEST + 1)
                status = response.status
        except (OSError, http.client.HTTPException) as error:
            raise Refused(
                f"连不上 {parts.hostname}（{unanswered(error)}），请检查网络后再运行同一命令。"
            ) from None
        finally:
            connection.close()
        if status != http.client.OK or len(content) > _LARGEST:
            raise Refused(f"{parts.hostname} 的答复不正常（状态 {status}），请稍后再运行同一命令。")
        return content, _object(content)


def _object(content: bytes) -> dict[str, Any]:
    try:
        answer = json.loads(content)
    except (ValueError, RecursionError):
        answer = None
    if not isinstance(answer, dict):
        raise Refused("接口的答复不是完整的 JSON，请稍后再运行同一命令。")
    return answer


def _refused(answer: dict[str, Any]) -> Refused:
    code = answer.get("errcode", "")
    known = _REASONS.get(code) if isinstance(code, int) else None
    return Refused(f"接口拒绝了请求（{code}）：{known or str(answer.get('errmsg', ''))[:200]}。")


@dataclass(frozen=True, slots=True)
class Page:
    """A page that was pulled or had been before: its *path*, its *offset* of *total*, and whether it is *new*."""

    path: Path
    offset: int
    total: int
    new: bool


def pull(interface: Interface, call: str, folder: Path) -> Iterator[Page]:
    """Every page of *call* into *folder*, each named by the total and its offset; a page that is there is not asked again.

    The newest come first: when the total changes on the way, offsets mean other articles, and all begins anew.
    Raises Refused, OSError.
    """
    for _ in range(_RESTARTS):
        first = interface.page(call, 0)
        total = _total(first)
        yield _kept(folder, call, (0, total), first)
        for offset in range(PAGE, total, PAGE):
            path = _path(folder, call, (offset, total))
            if path.exists():
                yield Page(path, offset, total, new=False)
                continue
            content = interface.page(call, offset)
            if _total(content) != total:
                break
            yield _kept(folder, call, (offset, total), content)
        else:
            return
    raise Refused("取的时候账号一直在增减内容，几次都没有取到一份完整的。请在停止发布后再运行。")


def _total(content: bytes) -> int:
    found = _object(content).get("total_count")
    if not isinstance(found, int) or found < 0:
        raise Refused("接口的答复里没有 total_count，不是所说的列表。")
    return found


def _path(folder: Path, call: str, place: tuple[int, int]) -> Path:
    offset, total = place
    return folder / f"{call}-{total:06d}-{offset:06d}.json"


def _kept(folder: Path, call: str, place: tuple[int, int], content: bytes) -> Page:
    path = _path(folder, call, place)
    durable.atomic_write(path, content)
    return Page(path, place[0], place[1], new=True)
