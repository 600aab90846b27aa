"""Why the system refused, in words that the people who run the house read."""

from __future__ import annotations

import errno
import os

# errno(3); what is not here is told in the system's own words.
_WORDS = {
    errno.ENOSPC: "磁盘已满",
    errno.EDQUOT: "磁盘配额已用完",
    errno.EACCES: "没有权限",
    errno.EPERM: "没有权限",
    errno.EROFS: "磁盘只读",
    errno.EMFILE: "打开的文件太多",
    errno.ENFILE: "打开的文件太多",
    errno.EIO: "读写出错，磁盘可能已损坏",
    errno.ENOENT: "没有这个文件或文件夹",
    errno.EEXIST: "已经有这个名字的文件或文件夹",
    errno.ENOTDIR: "不是文件夹",
    errno.EISDIR: "是文件夹，不是文件",
    errno.ENOTEMPTY: "文件夹不是空的",
    errno.ENAMETOOLONG: "名字太长",
    errno.ELOOP: "是符号链接，或符号链接成环",
    errno.EFBIG: "文件太大",
    errno.EBUSY: "正在使用",
    errno.EXDEV: "不在同一个磁盘上",
    errno.ENOMEM: "内存不足",
    errno.EADDRINUSE: "端口已被占用",
    errno.ECONNREFUSED: "对方拒绝连接",
    errno.ECONNRESET: "对方断开了连接",
    errno.ETIMEDOUT: "对方没有回答",
    errno.ENETUNREACH: "网络不通",
    errno.EHOSTUNREACH: "网络不通",
}


# errno(3) of what a process has too little of.
_LACKING = frozenset((errno.EMFILE, errno.ENFILE, errno.ENOMEM, errno.ENOSPC, errno.EDQUOT))


def lacking(error: BaseException) -> bool:
    """Whether *error* says that the machine lacks something (open files, memory, room): no fault of the file at hand."""
    return isinstance(error, OSError) and error.errno in _LACKING


def reason(error: OSError) -> str:
    """Why *error* came: what it says itself where it says more than the system, else Chinese where we have it."""
    number, told = error.errno, error.strerror or str(error)
    if number in _WORDS and told == os.strerror(number):
        return _WORDS[number]
    return told


def explained(error: Exception) -> str:
    """The one line a person reads of *error*: of an OSError the file and the reason, else its own words."""
    if not isinstance(error, OSError) or error.errno is None:
        return str(error)
    names = [str(name) for name in (error.filename, error.filename2) if name is not None]
    return "：".join([*[" → ".join(names)] * bool(names), reason(error)])
