"""What the system and the database say in English when something fails, and the same for our readers."""

from __future__ import annotations

import errno
import re

from sqlalchemy.exc import DBAPIError

_OF_FILES = {
    errno.ENOENT: "没有这个文件或文件夹",
    errno.EEXIST: "已有同名的文件",
    errno.EACCES: "没有权限",
    errno.EPERM: "没有权限",
    errno.EISDIR: "这是文件夹，应为文件",
    errno.ENOTDIR: "路径中有一段不是文件夹",
    errno.EROFS: "磁盘是只读的",
    errno.ENOSPC: "磁盘已满",
}
#: Of SQLite, as its result codes are worded (sqlite3_errstr). PostgreSQL's words stay as they are.
_OF_DATABASES = {
    "file is not a database": "这个文件不是数据库，或已损坏，请从备份恢复",
    "database disk image is malformed": "数据库文件已损坏，请从备份恢复",
    "database is locked": "另一个程序一直占着，请稍后再试",
    "database or disk is full": "磁盘已满",
    "disk I/O error": "磁盘读写出错，可能已满",
    "attempt to write a readonly database": "数据库文件是只读的",
    "unable to open database file": "打不开数据库文件，请看文件夹在不在、有没有权限",
}


def of_file(error: OSError) -> str:
    """`读写不了 台账.xlsx：磁盘已满`."""
    why = _OF_FILES.get(error.errno or 0) or error.strerror or error
    return f"读写不了 {error.filename or '文件'}：{why}"


def of_database(error: DBAPIError) -> str:
    """The driver's first line, in Chinese where we know it; the address can hold a password and is not
    repeated."""
    first = str(error.orig).strip().partition("\n")[0]
    return _OF_DATABASES.get(first) or re.sub(r"\S+://\S+", "…", first)
