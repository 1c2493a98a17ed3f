"""A file given a new text: wholly or not at all, with the mark and the rights that it had."""

from __future__ import annotations

import os
import shutil
from codecs import BOM_UTF8
from contextlib import suppress
from pathlib import Path
from tempfile import NamedTemporaryFile


def rewrite(path: Path, text: str) -> None:
    """Writes beside the file and then puts the new one in its place: a crash leaves the old one. Raises OSError."""
    target = path.resolve()  # a link stays a link
    mark = BOM_UTF8 if target.read_bytes()[:3] == BOM_UTF8 else b""
    with NamedTemporaryFile(dir=target.parent, prefix=f".{target.name}.", delete=False) as file:
        file.write(mark + text.encode())
        file.flush()
        os.fsync(file.fileno())
    try:
        shutil.copymode(target, file.name)
        os.replace(file.name, target)
    except OSError:
        with suppress(OSError):
            os.unlink(file.name)
        raise
