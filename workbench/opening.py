"""How commands open a book and read a question's facts, and how they say why they cannot."""

from __future__ import annotations

import json
import sys
from collections import Counter
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, cast

import click

from dsl.core import Language, Words
from dsl.load import Loaded, load_book
from interpreter.ask import FactsError, Interpreter
from interpreter.mask import mask
from interpreter.messages import DRAFT
from workbench.options import refusal, wrong

if TYPE_CHECKING:
    from interpreter.snapshot import SnapshotError

MAX_FACTS = 16_000_000
"""Bytes of one facts file."""


def open_book(name: str, lang: Language) -> Interpreter:
    """A book that has no errors, ready to be asked; otherwise the command cannot do its work."""
    loaded = sound(name, lang)
    assert loaded.book
    return Interpreter(loaded.book, loaded.sources)


def sound(name: str, lang: Language) -> Loaded:
    """What loading a book without errors gave. Raises ClickException where it has some."""
    loaded: Loaded = load_book(name)
    if loaded.book is None:
        errors = [each for each in loaded.diagnostics if each.level == "error"]
        first = errors[0]
        if first.code.startswith("ED"):
            raise refusal(first, name, lang)
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
    return loaded


def caution(interpreter: Interpreter, lang: Language) -> tuple[str, ...]:
    """The line that stands above whatever is shown of a book that is no law yet; for any other book, none."""
    book = interpreter.book
    said = f"{book.name}：{DRAFT.zh}" if lang == "zh" else f"{book.name}: {DRAFT.en}"
    return (said,) if book.draft else ()


def flag(interpreter: Interpreter) -> dict[str, object]:
    """The same in an answer for programs."""
    return {"draft": True} if interpreter.book.draft else {}


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
