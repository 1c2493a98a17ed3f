"""The key of a log and of decisions' receipts: its file, and the keyed hashes made with it.

A telephone number has eleven digits: who has its plain hash tries them all. So whatever is hashed of a person is hashed
with a key, which is kept elsewhere; of one key others are made for each use, so that no hash tells of another.
"""

from __future__ import annotations

import hmac
import os
import secrets
import stat
from dataclasses import dataclass, field
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Literal

from dsl.core import Words
from dsl.place import Refused

LEAST = 32
"""Bytes of a key."""
_MOST = 4096


@dataclass(frozen=True)
class Key:
    """A secret. `name` tells which one it was, and nothing of it."""

    secret: bytes = field(repr=False)

    @property
    def name(self) -> str:
        """By this a receipt and a log name the key that they were made with."""
        return self.hash("name", b"")

    def hash(self, use: Literal["name", "facts", "identity", "chain"], data: bytes) -> str:
        """The keyed hash of something, for one use."""
        return hmac.new(_for(self.secret, use), data, sha256).hexdigest()


@cache
def _for(secret: bytes, use: str) -> bytes:
    return hmac.digest(secret, f"guiju {use}".encode(), "sha256")


def made(path: Path) -> Key:
    """A new key in a new file that nobody else may read. Raises OSError, FileExistsError too."""
    secret = secrets.token_bytes(LEAST)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(secret.hex().encode() + b"\n")
    return Key(secret)


def opened(path: Path) -> Key:
    """The key in a file. Raises Refused, and OSError."""
    with path.open("rb") as file:
        if _is_open_to_others(file.fileno()):
            raise Refused("RC105", why=_OPEN)
        data = file.read(_MOST + 1)
    return Key(_secret(data))


def _secret(data: bytes) -> bytes:
    """Hexadecimal digits as `guiju log key` writes them; other bytes as they are, if they are many enough."""
    if len(data) > _MOST:
        raise Refused("RC105", why=_LONG)
    stripped = data.strip()
    try:
        found = bytes.fromhex(stripped.decode("ascii"))
    except ValueError:
        found = stripped
    if len(found) < LEAST:
        raise Refused("RC105", why=_SHORT)
    if len(set(found)) < _FEWEST:
        raise Refused("RC105", why=_DULL)
    return found


_FEWEST = 8
"""Different bytes in a key: 32 random ones have fewer once in more than 10^30 times."""


def _is_open_to_others(handle: int) -> bool:
    """Whether users other than its owner may read or write a file, where the system knows of that."""
    return os.name == "posix" and bool(stat.S_IMODE(os.fstat(handle).st_mode) & (stat.S_IRWXG | stat.S_IRWXO))


_OPEN = Words("其他用户可以读写此文件；请改为 0600", "others may read or write it; make it 0600")
_SHORT = Words(f"少于 {LEAST} 字节", f"it has fewer than {LEAST} bytes")
_LONG = Words("文件过大，不是密钥", "it is too large for a key")
_DULL = Words("不是随机的字节", "its bytes are not random")
