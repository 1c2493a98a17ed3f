"""The house keeps its own rules: names, what is imported when, nothing of one machine in the files.

Which module may import which, heavy libraries included, stands in pyproject.toml and is checked by import-linter.
"""

from __future__ import annotations

import ast
import os
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
HOUSES = ("dsl", "interpreter", "workbench")
CODE = (*HOUSES, "tests", "bench")
MODULES = sorted(file for house in CODE for file in (ROOT / house).rglob("*.py"))
VAGUE = {"utils", "util", "common", "helpers", "helper", "base", "manager", "misc", "shared"}
ENGINES = {"duckdb", "pyarrow", "pyspark", "z3", "fastapi", "pygls", "hypothesis", "rich", "pandas", "numpy"}
MACHINE_PATH = re.compile(r"(?<![\w.~])/(?:root|home|Users|work|tmp|opt)/\w+")


def _name(file: Path) -> str:
    return file.relative_to(ROOT).as_posix()


def _texts() -> Iterator[Path]:
    """The files that git keeps or would keep; in an unpacked archive, all that lie in the known folders."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"], cwd=ROOT, capture_output=True
    )
    names = listed.stdout.decode().split("\0") if listed.returncode == 0 else [_name(file) for file in MODULES]
    return (ROOT / name for name in names if name and (ROOT / name).is_file())


@pytest.mark.parametrize("file", MODULES, ids=_name)
def test_no_module_is_named_like_one_of_the_standard_library_or_like_nothing(file: Path) -> None:
    inside = file.relative_to(ROOT).with_suffix("").parts
    assert not {part for part in inside if part in sys.stdlib_module_names}
    assert not {part for part in inside if part in VAGUE}


@pytest.mark.parametrize("file", [file for file in MODULES if _name(file).startswith(HOUSES)], ids=_name)
def test_every_module_says_first_what_it_is(file: Path) -> None:
    assert ast.get_docstring(ast.parse(file.read_text(encoding="utf-8")))


def test_test_folders_are_no_packages_so_that_tests_dsl_never_hides_dsl() -> None:
    assert not list((ROOT / "tests").rglob("__init__.py"))


def test_rulebook_is_data_only() -> None:
    """A docstring may say what the folder is; nothing else in it is Python."""
    for file in (ROOT / "rulebook").rglob("*.py"):
        assert [type(node) for node in ast.parse(file.read_text(encoding="utf-8")).body] == [ast.Expr], _name(file)


def test_no_file_names_a_place_on_somebodys_machine() -> None:
    found = []
    for file in _texts():
        try:
            text = file.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue  # a sample in another encoding, or Parquet
        found += [f"{_name(file)}: {match[0]}" for match in MACHINE_PATH.finditer(text)]
    assert not found


def test_constraints_pin_versions_and_name_no_index() -> None:
    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    pins = [line for line in lines if line and not line.startswith("#")]
    assert [pin for pin in pins if not re.fullmatch(r"[A-Za-z0-9._-]+==[A-Za-z0-9.!+]+", pin)] == []


def test_every_direct_dependency_is_pinned() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = project["optional-dependencies"]
    wanted = [*project["dependencies"], *extras["test"], *extras["docs"], *extras["mutants"]]
    names = {_normal(re.match(r"[A-Za-z0-9._-]+", each)[0]) for each in wanted if "sys_platform" not in each}  # type: ignore[index]
    pins = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    assert names <= {_normal(pin.partition("==")[0]) for pin in pins}


def _normal(distribution: str) -> str:
    return re.sub(r"[-_.]+", "-", distribution).lower()


def test_the_command_starts_without_any_engine() -> None:
    """`guiju --version` and `--help` import no engine, no plots, no test library, and nothing that draws."""
    probe = "import sys; import workbench.command; print(*sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", probe], cwd=ROOT, capture_output=True, text=True, check=True, env=os.environ
    )
    assert not ENGINES & set(done.stdout.split())
