"""Every Python that starts below a watched import notes what it must not do: write elsewhere, ask the network."""

from __future__ import annotations

import os
import sys

_LOG = os.environ.get("WATCH_LOG", "")
_ALLOWED = tuple(filter(None, os.environ.get("WATCH_ALLOWED", "").split(os.pathsep)))
_PATHS = {
    "os.mkdir": 1, "os.rename": 2, "os.remove": 1, "os.rmdir": 1, "os.symlink": 2, "os.link": 2, "os.truncate": 1,
    "os.chmod": 1, "os.chown": 1, "os.utime": 1, "shutil.rmtree": 1, "shutil.move": 2, "shutil.copyfile": 2,
}  # fmt: skip
_NETWORK = {"socket.connect", "socket.getaddrinfo", "socket.gethostbyname", "socket.sendto", "socket.bind"}


def _note(what: str) -> None:
    handle = os.open(_LOG, os.O_WRONLY | os.O_APPEND | os.O_CREAT)
    os.write(handle, (what.replace("\n", " ")[:400] + "\n").encode("utf-8", "backslashreplace"))
    os.close(handle)


def _is_elsewhere(path: object) -> bool:
    if isinstance(path, int):
        return False
    whole = os.path.abspath(os.fsdecode(path))  # type: ignore[arg-type]  # noqa: PTH100 - links stay links
    return not whole.startswith(_ALLOWED) and whole not in (_LOG, "/dev/null", "/dev/tty")


def _watch(event: str, arguments: tuple[object, ...]) -> None:
    if event == "open":
        path, _, flags = arguments
        if isinstance(flags, int) and flags & (os.O_WRONLY | os.O_RDWR | os.O_CREAT) and _is_elsewhere(path):
            _note(f"write {path!r}")
    elif event in _PATHS:
        paths = arguments[: _PATHS[event]]
        if any(
            isinstance(one, int) and one >= 0 for one in arguments[_PATHS[event] :] if event != "os.mkdir"
        ):
            paths = ()  # relative to a folder that is open
        for path in paths:
            if isinstance(path, str | bytes | os.PathLike) and _is_elsewhere(path):
                _note(f"{event} {path!r}")
    elif event in _NETWORK:
        # Workers reach one another by a socket that is a file, and so must lie where files may.
        local = event in ("socket.connect", "socket.bind") and not isinstance(arguments[1], tuple)
        if not local or (event == "socket.bind" and _is_elsewhere(arguments[1])):
            _note(f"{event} {arguments[1:]!r}")
    elif event in ("os.system", "os.exec", "os.posix_spawn"):
        _note(f"{event} {arguments!r}")
    elif event == "subprocess.Popen" and os.fsdecode(arguments[0]) != sys.executable:  # type: ignore[arg-type]
        _note(f"{event} {arguments[:2]!r}")


if _LOG:
    sys.addaudithook(_watch)
