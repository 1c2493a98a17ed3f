"""A disk that is nearly full: a process of its own that sees one folder on a disk of some size."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from pathlib import Path

import pytest

HOUSE = Path(__file__).resolve().parents[1]
_MOUNT = 'mount -t tmpfs -o "size=$2" none "$1" || exit 99; shift 2; exec "$@"'
SMALL = ["unshare", "--user", "--map-root-user", "--mount", "sh", "-c", _MOUNT, "sh"]
"""To be followed by the folder, the size of its disk, and a command that finds it so."""


def _is_possible() -> bool:
    """Linux lets a process have disks of its own, where its administrator does."""
    if not shutil.which("unshare"):
        return False
    with tempfile.TemporaryDirectory() as folder:
        return not subprocess.run([*SMALL, folder, "64k", "true"], capture_output=True, check=False).returncode


in_a_small_room = pytest.mark.skipif(not _is_possible(), reason="NOT TRIED: no small disk can be made on this machine")
