"""`.pre-commit-hooks.yaml`: hooks that run commands which exist, on the files of rulebooks and on no others."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.dsl.folders import SOUND, write
from tests.workbench.running import HOUSE, guiju
from workbench.command import COMMANDS

HOOKS: dict[str, Any] = {
    each["id"]: each for each in yaml.safe_load((HOUSE / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))
}
MANIFEST = {
    *("id", "name", "entry", "language", "files", "types", "types_or", "exclude", "exclude_types", "args", "stages"),
    *("description", "pass_filenames", "require_serial", "minimum_pre_commit_version", "language_version"),
}
"""What a hook may say; pre-commit takes anything else for a slip."""
RULES = ["rules/a.rules", "rulebook/cn/rules/宽限.rules", "a/b/rules/x y.rules"]
YAML = ["rulebook.yaml", "rulebook/cn/vocabulary.yaml", "a/parameters.yaml", "a/sources.yaml", "b/scenarios/宽限.yaml"]
OTHERS = [
    *("mkdocs.yaml", ".github/workflows/ci.yaml", "a/rulebook.yaml.bak", "my_sources.yaml", "rules/a.rules.orig"),
    *("scenarios/notes.md", "scenarios/deep/x.yaml", "rulebook.yml", "README.md", "a.rule"),
]


def _matched(hook: str, names: list[str]) -> list[str]:
    """Those that pre-commit would pass: it searches with the pattern."""
    return [name for name in names if re.search(HOOKS[hook]["files"], name)]


def test_the_hooks_are_those_that_are_documented() -> None:
    assert list(HOOKS) == ["guiju-check", "guiju-fmt"]


@pytest.mark.parametrize("hook", HOOKS)
def test_a_hook_runs_a_command_that_there_is(hook: str) -> None:
    assert set(HOOKS[hook]) <= MANIFEST
    program, command = HOOKS[hook]["entry"].split()
    assert program == "guiju"
    assert command in COMMANDS
    assert HOOKS[hook]["language"] == "python"


def test_the_check_is_given_every_file_of_a_book_and_no_other() -> None:
    assert _matched("guiju-check", [*RULES, *YAML, *OTHERS]) == [*RULES, *YAML]
    assert _matched("guiju-check", list(SOUND)) == list(SOUND)


def test_the_formatter_is_given_rules() -> None:
    assert _matched("guiju-fmt", [*RULES, *YAML, *OTHERS]) == RULES


def test_every_file_of_the_shipped_book_is_checked() -> None:
    folder = HOUSE / "rulebook" / "cn-telecom"
    parts = [*folder.glob("*.yaml"), *folder.glob("rules/*"), *folder.glob("scenarios/*.yaml")]
    names = sorted(path.relative_to(HOUSE).as_posix() for path in parts)
    assert _matched("guiju-check", names) == names


def test_what_pre_commit_runs_gives_its_verdict(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The entry, its arguments, then the files that changed, from the top of the repository."""
    write(tmp_path / "book")
    write(tmp_path / "other")
    monkeypatch.chdir(tmp_path)
    for hook, files in (("guiju-check", [f"book/{name}" for name in SOUND]), ("guiju-fmt", ["other/rules/all.rules"])):
        words = [*HOOKS[hook]["entry"].split()[1:], *HOOKS[hook].get("args", []), *files]
        assert guiju(*words).status == 0
    spoilt = tmp_path / "book" / "rules" / "all.rules"
    spoilt.write_text(SOUND["rules/all.rules"].replace("    may close", "  may   close"), encoding="utf-8")
    assert guiju("check", "book/rules/all.rules").status == 0
    assert guiju("fmt", "--check", "--diff", "book/rules/all.rules").status == 1
    spoilt.write_text(SOUND["rules/all.rules"].replace("may close", "may clos"), encoding="utf-8")
    assert guiju("check", "book/rules/all.rules", "other/sources.yaml").status == 1
