"""A pytest plugin: the scenario files of a rulebook as test items, one for each case. Imports nothing until it must.

A file is collected where it lies in `scenarios/` beside a `rulebook.yaml`. The items bear the names of the cases, in
the language of `--guiju-lang` or of the locale; `-k` finds them by either. A failure says what was expected and what
came, with file and line, without a traceback. A rulebook with errors is an error of its collection.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from dsl.core import Language, Scenario
    from interpreter.ask import Interpreter


def pytest_addoption(parser: pytest.Parser) -> None:
    """`--guiju-lang`."""
    group = parser.getgroup("guiju", "scenarios of rulebooks")
    group.addoption(
        "--guiju-lang", choices=["zh", "en"], help="language of the scenarios' names (default: from the locale)"
    )


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> pytest.Collector | None:
    """A scenario file of a rulebook; what has another suffix or lies elsewhere costs no look at the disk."""
    if file_path.suffix != ".yaml" or file_path.parent.name != "scenarios":
        return None
    if not (file_path.parent.parent / "rulebook.yaml").is_file():
        return None
    return ScenarioFile.from_parent(parent, path=file_path)


class ScenarioFile(pytest.File):
    """One file of cases."""

    def collect(self) -> Iterable[pytest.Item]:
        """An item for each case of the file, in order. Raises CollectError where the rulebook has errors."""
        book = _book(self.config, self.path.parent.parent)
        name = f"scenarios/{self.path.name}"
        lang = _language(self.config)
        for scenario in book.book.scenarios:
            if scenario.span.file == name:
                yield ScenarioItem.from_parent(
                    self, name=scenario.name.say(lang), scenario=scenario, book=book, lang=lang
                )


class ScenarioItem(pytest.Item):
    """One case."""

    def __init__(self, *, scenario: Scenario, book: Interpreter, lang: Language, **rest: Any) -> None:
        super().__init__(**rest)
        self.scenario = scenario
        self.book = book
        self.lang = lang
        self.extra_keyword_matches |= {scenario.name.zh, scenario.name.en, scenario.basis}

    def runtest(self) -> None:
        """Asks what the case expects. Raises Unexpected where something else came."""
        from interpreter.coverage import Coverage
        from interpreter.scenarios import check

        checked = check(self.book, self.scenario, Coverage())
        if not checked.ok:
            raise Unexpected([failure.say(self.lang) for failure in checked.failures])

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: Any = None) -> Any:
        """`file:line: name`, then a line for each thing that came otherwise."""
        if not isinstance(excinfo.value, Unexpected):
            return super().repr_failure(excinfo, style)
        path, line, name = self.reportinfo()
        try:
            shown = Path(path).relative_to(self.config.rootpath)
        except ValueError:
            shown = Path(path)
        return "\n".join([f"{shown}:{line + 1}: {name}", *(f"    {each}" for each in excinfo.value.said)])

    def reportinfo(self) -> tuple[Path, int, str]:
        """Where the case stands; its line is counted from nought, as pytest does."""
        span = self.scenario.span
        line, _ = self.book.sources[span.file].position(span.start)
        return self.path, line - 1, self.name


class Unexpected(AssertionError):
    """What a case expected and what came, in words."""

    def __init__(self, said: list[str]) -> None:
        super().__init__("; ".join(said))
        self.said = said


_BOOKS = pytest.StashKey["dict[Path, Interpreter | str]"]()


def _book(config: pytest.Config, folder: Path) -> Interpreter:
    """The rulebook of a folder, read once in a run. Raises CollectError, each time, where it has errors."""
    books = config.stash.setdefault(_BOOKS, {})
    if folder not in books:
        books[folder] = _read(folder, _language(config))
    found = books[folder]
    if isinstance(found, str):
        raise pytest.Collector.CollectError(found)
    return found


def _read(folder: Path, lang: Language) -> Interpreter | str:
    """The rulebook, or what is wrong with it."""
    from dsl.diagnose import draw
    from dsl.load import load_book
    from interpreter.ask import Interpreter

    loaded = load_book(folder)
    if loaded.book is not None:
        return Interpreter(loaded.book, loaded.sources)
    return "\n".join(draw(each, loaded.sources, lang) for each in loaded.diagnostics if each.level == "error")


def _language(config: pytest.Config) -> Language:
    """The language asked for, or that of the locale."""
    asked: Language | None = config.getoption("--guiju-lang")
    locale = os.environ.get("LC_ALL") or os.environ.get("LC_MESSAGES") or os.environ.get("LANG") or ""
    return asked or ("zh" if locale.lower().startswith("zh") else "en")
