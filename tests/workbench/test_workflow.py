"""The workflow that comments on a pull request: what GitHub would accept, and its steps run, as far as they go here."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.dsl.folders import write
from tests.dsl.repositories import ENV, committed
from tests.workbench.running import HOUSE, environment
from workbench.reviewing import TEMPLATE

WORKFLOW: dict[Any, Any] = yaml.safe_load(TEMPLATE.read_text(encoding="utf-8"))
STEPS = {step["name"]: step for step in WORKFLOW["jobs"]["review"]["steps"] if "name" in step}


def test_it_is_a_workflow_by_the_schema_of_github() -> None:
    checker = Path(sys.executable).parent / "check-jsonschema"
    done = subprocess.run(
        [checker, "--builtin-schema", "vendor.github-workflows", TEMPLATE], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout


def test_nothing_of_a_pull_request_is_pasted_into_a_script() -> None:
    """Its text and its branch may be called anything; and its code runs without a secret."""
    assert set(WORKFLOW[True]) == {"pull_request"}, "`on`, which YAML reads as a truth"
    assert WORKFLOW["permissions"] == {"contents": "read", "pull-requests": "write"}
    for step in STEPS.values():
        assert "${{" not in step.get("run", "")


@pytest.fixture
def stage(tmp_path: Path) -> Path:
    """A folder with `guiju` and `gh` to be found, the second of which keeps what it is told."""
    bin_ = tmp_path / "bin"
    bin_.mkdir()
    (tmp_path / "temp").mkdir()
    (bin_ / "guiju").write_text(f'#!/bin/sh\nexec "{sys.executable}" -m workbench "$@"\n', encoding="utf-8")
    (bin_ / "gh").write_text(
        '#!/bin/sh\nprintf "%s\\n" "$*" >> "$RUNNER_TEMP/told"\ncase "$*" in *--edit-last*) exit 1;; esac\n',
        encoding="utf-8",
    )
    for file in bin_.iterdir():
        file.chmod(0o755)
    return tmp_path


def run(stage: Path, name: str, base: str, lines: str = "0", lang: str = "en") -> subprocess.CompletedProcess[str]:
    """A step, as GitHub runs it."""
    more = {
        **ENV, "PATH": f"{stage / 'bin'}:{os.environ['PATH']}", "RUNNER_TEMP": str(stage / "temp"), "LANGUAGE": lang,
        "LINES": lines, "GITHUB_STEP_SUMMARY": str(stage / "summary"), "BASE": base, "NUMBER": "7",
        "GITHUB_REPOSITORY": "somebody/rules", "GH_TOKEN": "none", "PYTHONPATH": str(HOUSE),
    }  # fmt: skip
    env = {k: v for k, v in environment(more).items() if k in more or not k.startswith("GIT_")}
    script = stage / "script.sh"
    script.write_text(STEPS[name]["run"], encoding="utf-8")
    return subprocess.run(
        ["bash", "-e", script], cwd=stage / "repository", env=env, capture_output=True, text=True, check=False
    )


def test_the_three_layers_come_into_the_comment(stage: Path) -> None:
    """The shipped book with a longer reminder period, beside one that is new and one that did not change."""
    top = stage / "repository"
    book = top / "my rules" / "telecom"
    shutil.copytree(HOUSE / "rulebook" / "cn-telecom", book)
    write(top / "untouched")
    base = committed(top)
    figures = book / "parameters.yaml"
    text = figures.read_text(encoding="utf-8")
    figures.write_text(text.replace("value: 10 days", "value: 365 days", 1), encoding="utf-8")
    write(top / "brought in")
    committed(top)
    done = run(stage, "Compare", base, lines="100")
    assert done.returncode == 0, done.stderr
    review = (stage / "temp" / "review.md").read_text(encoding="utf-8")
    assert review == (stage / "summary").read_text(encoding="utf-8")
    for said in ("# `my?rules/telecom`", "## Change of the rulebook: major", "suspend", "365 days", "### How many"):
        assert said in review, said
    assert "compliant → breach" in review
    assert "# `brought?in`\n\n+ rulebook.yaml" in review
    assert "untouched" not in review
    done = run(stage, "Comment", base)
    assert done.returncode == 0, done.stderr
    told = (stage / "temp" / "told").read_text(encoding="utf-8").splitlines()
    assert told == [
        f"pr comment 7 --repo somebody/rules {last}--body-file {stage / 'temp' / 'comment.md'}"
        for last in ("--edit-last ", "")
    ]
    assert (stage / "temp" / "comment.md").read_text(encoding="utf-8") == review


def test_a_book_that_does_not_check_fails_and_says_so(stage: Path) -> None:
    top = stage / "repository"
    write(top / "good")
    write(top / "bad one")
    base = committed(top)
    (top / "bad one" / "sources.yaml").unlink()
    committed(top)
    done = run(stage, "Check", base)
    assert done.returncode == 1
    assert "::error" in done.stdout
    assert "RB101" in done.stdout
    done = run(stage, "Compare", base)
    assert done.returncode == 0, done.stderr
    review = (stage / "temp" / "review.md").read_text(encoding="utf-8")
    assert "# `bad?one`" in review
    assert "[RB101]" in review


def test_books_that_check_pass_and_what_is_unchanged_is_not_commented_on(stage: Path) -> None:
    top = stage / "repository"
    write(top)  # the whole repository is the book
    base = committed(top)
    assert run(stage, "Check", base).returncode == 0
    assert run(stage, "Compare", base).returncode == 0
    assert run(stage, "Comment", base).returncode == 0
    assert not (stage / "temp" / "told").exists()


def test_a_book_at_the_top_is_compared(stage: Path) -> None:
    top = stage / "repository"
    write(top)
    base = committed(top)
    file = top / "parameters.yaml"
    file.write_text(file.read_text(encoding="utf-8").replace("10 days", "11 days"), encoding="utf-8")
    committed(top)
    assert run(stage, "Compare", base, lines="50", lang="zh").returncode == 0
    review = (stage / "temp" / "review.md").read_text(encoding="utf-8")
    assert "## 规则集改动：" in review
    assert "11" in review
