"""What the commands share: their options, how a book is opened, how JSON leaves, how a question's facts are read."""

from __future__ import annotations

import json
import os
import sys
from collections import Counter
from collections.abc import Callable, Collection
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar, cast

import click

from dsl.core import Language, Words
from dsl.load import Loaded, load_book
from dsl.source import nearest
from interpreter.ask import FactsError, Interpreter
from interpreter.mask import mask

if TYPE_CHECKING:
    from interpreter.snapshot import SnapshotError

F = TypeVar("F", bound=Callable[..., Any])
MAX_FACTS = 16_000_000
"""Bytes of one facts file."""


def language() -> Language:
    """The reader's language, from the locale."""
    locale = os.environ.get("LC_ALL") or os.environ.get("LC_MESSAGES") or os.environ.get("LANG") or ""
    return "zh" if locale.lower().startswith("zh") else "en"


def common(*formats: str, lang: bool = True) -> Callable[[F], F]:
    """`--format`, `--lang`, `-q`, which every command takes; `fmt` has a `--lang` of its own."""

    def add(command: F) -> F:
        command = click.option("-q", "--quiet", is_flag=True, help="No progress and no summary.")(command)
        command = _lang_option(command) if lang else command
        choice = click.Choice(["text", "json", *formats])
        return click.option(
            "--format", "form", type=choice, default="text", show_default=True, help="Form of the answer."
        )(command)

    return add


_lang_option = click.option(
    "--lang",
    type=click.Choice(["zh", "en"]),
    default=language,
    show_default="from the locale",
    help="Language of the answer.",
)
book_option = click.option(
    "--book", default="cn-telecom", show_default=True, help="Rulebook: a shipped name or a folder."
)
facts_option = click.option(
    "--facts", "facts_file", metavar="FILE", help="JSON file with the facts; - for standard input."
)


class Moment(click.ParamType[Any]):
    """A date, or a moment: 2026-11-20, 2026-11-20T18:00."""

    name = "DATE"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date | datetime:
        """The date or the moment; a moment without a zone is in that of the rulebook."""
        text = str(value)
        try:
            if len(text) <= 10:
                return date.fromisoformat(text)
            found = datetime.fromisoformat(text)
            if found.year in (date.min.year, date.max.year):
                raise ValueError  # in another zone it may lie beyond the calendar
            return found
        except ValueError:
            self.fail(f"`{value}` is not a date; write it as 2026-11-20 (or 2026-11-20T18:00)", param, ctx)


on_option = click.option(
    "--on", type=Moment(), required=True, metavar="DATE", help="The day (or the moment) asked about."
)


def open_book(name: str, lang: Language) -> Interpreter:
    """A book that has no errors; otherwise the command cannot do its work."""
    loaded: Loaded = load_book(name)
    if loaded.book is None:
        errors = [each for each in loaded.diagnostics if each.level == "error"]
        first = errors[0]
        where = ""
        if source := loaded.sources.get(first.span.file):
            line, column = source.position(first.span.start)
            where = f"{first.span.file}:{line}:{column}: "
        said = f"{where}[{first.code}] {first.message(lang)}"
        raise wrong(
            lang,
            f"规则集 {name}：{said}（错误 {len(errors)} 处；详见 `guiju check {name}`）",
            f"rulebook {name}: {said} (errors: {len(errors)}; see `guiju check {name}`)",
        )
    return Interpreter(loaded.book, loaded.sources)


def read_facts(file: str | None, lang: Language) -> dict[str, object]:
    """The facts of one question: a JSON object from a file or from standard input."""
    if not file:
        raise wrong(lang, "须给出 --facts FILE（- 为标准输入）", "--facts FILE is needed (- reads standard input)")
    data = sys.stdin.buffer.read(MAX_FACTS + 1) if file == "-" else _bytes(Path(file))
    if len(data) > MAX_FACTS:
        raise wrong(lang, f"{file}：事实超过 {MAX_FACTS} 字节", f"{file}: the facts are larger than {MAX_FACTS} bytes")
    try:
        found = json.loads(data.decode("utf-8-sig"), parse_float=_number, object_pairs_hook=_members)
    except UnicodeDecodeError as error:
        at = error.start
        raise wrong(lang, f"{file}：不是 UTF-8（第 {at} 字节起）", f"{file}: not UTF-8 (from byte {at} on)") from None
    except RecursionError:
        raise wrong(lang, f"{file}：嵌套过深", f"{file}: nested too deep") from None
    except json.JSONDecodeError as error:
        place = f"{file}:{error.lineno}:{error.colno}"
        raise wrong(lang, f"{place}：不是合规的 JSON：{error.msg}", f"{place}: not JSON: {error.msg}") from None
    except _Unfit as error:
        raise wrong(lang, f"{file}：{error.said.zh}", f"{file}: {error.said.en}") from None
    except ValueError:  # Python reads no integer of more than 4,300 digits
        raise wrong(lang, f"{file}：{_TOO_LARGE.zh}", f"{file}: {_TOO_LARGE.en}") from None
    if not isinstance(found, dict):
        sample = '{"line": {…}}'
        raise wrong(
            lang, f"{file}：事实应为一个 JSON 对象，如 {sample}", f"{file}: not a JSON object, for example {sample}"
        )
    return cast("dict[str, object]", found)


class _Unfit(ValueError):
    """JSON that is well-formed and yet no facts."""

    def __init__(self, said: Words) -> None:
        super().__init__(said.en)
        self.said = said


_LARGEST_EXPONENT = 400
_TOO_LARGE = Words("有一个数的位数过多", "a number has too many digits")


def _number(text: str) -> Decimal:
    """A decimal as written; one whose exponent would fill the memory once it is written out is refused."""
    found = Decimal(text)
    if abs(found.adjusted()) > _LARGEST_EXPONENT:
        raise _Unfit(_TOO_LARGE)
    return found


def _members(pairs: list[tuple[str, object]]) -> dict[str, object]:
    """An object's members; one that is written twice would silently lose its first value."""
    found = dict(pairs)
    if len(found) < len(pairs):
        name = mask(Counter(name for name, _ in pairs).most_common(1)[0][0])[:60]
        raise _Unfit(Words(f"同一对象中“{name}”写了两次", f"`{name}` is written twice in one object"))
    return found


def file_name(file: str | None) -> str:
    """How messages name the file of the facts."""
    return "facts" if file in (None, "-") else str(file)


def _bytes(path: Path) -> bytes:
    try:
        with path.open("rb") as stream:
            return stream.read(MAX_FACTS + 1)
    except OSError as error:
        raise click.ClickException(f"{path}: {error.strerror}") from None


def wrong(lang: Language, zh: str, en: str) -> click.ClickException:
    """Why the command cannot do its work, in the reader's language: the one line that ends it."""
    return click.ClickException(zh if lang == "zh" else en)


def meant(lang: Language, name: str, known: Collection[str]) -> str:
    """` — perhaps …`, where a known name is near."""
    found = nearest(name, known)
    return "" if found is None else f"；或为“{found}”" if lang == "zh" else f"; perhaps `{found}`"


def told(error: FactsError, lang: Language, file: str = "facts") -> click.ClickException:
    """Wrong facts as the one line that ends the command: the file, the place in it, what is wrong there."""
    first = error.diagnostics[0]
    place = first.span.file.removeprefix("facts").removeprefix(": ")
    where = "".join(f"{each}: " for each in (file if first.span.file else "", place) if each)
    hint = f" — {hint}" if (hint := first.hint(lang)) else ""
    more = len(error.diagnostics) - 1
    rest = "" if not more else f"（另有 {more} 处）" if lang == "zh" else f" (and {more} more)"
    return click.ClickException(f"{where}[{first.code}] {first.message(lang)}{hint}{rest}")


def unusable(error: SnapshotError, lang: Language) -> click.ClickException:
    """A snapshot that cannot be used as the one line that ends the command: its first files, and how many more."""
    lines = error.lines(lang)
    more = len(lines) - _MOST_FILES
    rest = "" if more <= 0 else f"（另有 {more} 个文件）" if lang == "zh" else f" (and {more} more files)"
    return click.ClickException(("；" if lang == "zh" else "; ").join(lines[:_MOST_FILES]) + rest)


_MOST_FILES = 3


def print_json(data: object) -> None:
    """JSON to stdout, alone; in ASCII where the stream is not Unicode."""
    click.echo(json.dumps(data, ensure_ascii=is_narrow(), indent=2, default=str))


def is_narrow() -> bool:
    """Whether stdout is in an encoding (GBK, ASCII) that has not every character."""
    return not (sys.stdout.encoding or "utf-8").lower().startswith("utf")


def say(message: str, quiet: bool = False) -> None:
    """A message to stderr."""
    if not quiet:
        click.echo(message, err=True)
