"""Repositories of git for tests: files put into a folder and committed, on a machine of which nothing else is read."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

ENV = {
    "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1", "GIT_AUTHOR_NAME": "a", "GIT_AUTHOR_EMAIL": "a@example.com",
    "GIT_COMMITTER_NAME": "a", "GIT_COMMITTER_EMAIL": "a@example.com",
}  # fmt: skip


def git(folder: Path, *words: str) -> str:
    """What git writes. Raises where it fails."""
    env = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")} | ENV
    return subprocess.run(
        ["git", "-c", "core.autocrlf=false", "-C", str(folder), *words],
        env=env,
        check=True,
        capture_output=True,
        text=True,
    ).stdout.strip()


def committed(folder: Path, *paths: str, tag: str = "") -> str:
    """What lies at these paths as a commit of the folder's repository, which is begun where there is none."""
    if not (folder / ".git").exists():
        git(folder, "init", "-q", "-b", "main")
    git(folder, "add", "--all", "--", *(paths or (".",)))
    git(folder, "commit", "-q", "-m", "a change")
    if tag:
        git(folder, "tag", tag)
    return git(folder, "rev-parse", "HEAD")
