"""A receipt, a book and the data → computed again: what is not what the receipt names, and whether all came out equal.

Where the book or the data are others, nothing is computed: it would be another question. A calendar, an engine or a
guiju of another version is told of, and computed with: what counts is whether the answer is the same.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from dsl.core import Words
from dsl.version import version
from interpreter.live import is_live
from interpreter.receipts.digest import files, hashing, of_calendar, of_file
from interpreter.receipts.form import Receipt
from interpreter.receipts.making import audited, decided, engine_version, sealed

if TYPE_CHECKING:
    from interpreter.ask import Interpreter
    from interpreter.audit import Engine
    from interpreter.receipts.digest import Part
    from interpreter.receipts.keys import Key
    from interpreter.run import Run

Matter = Literal["book", "part", "facts", "key", "file", "calendar", "engine", "guiju", "answer"]


@dataclass(frozen=True, slots=True)
class Difference:
    """What is another one than the receipt names. `what` says which; the two sides are told where they are short."""

    matter: Matter
    what: str
    named: str = ""
    found: str = ""


@dataclass(frozen=True, slots=True)
class Replay:
    """What came of it. `others` stand in the way of computing; `differing` does not; `answers` came out otherwise."""

    receipt: Receipt
    others: tuple[Difference, ...] = ()
    differing: tuple[Difference, ...] = ()
    answers: tuple[Difference, ...] = ()

    @property
    def is_equal(self) -> bool:
        """Whether the very same was asked, and the very same came out."""
        return not self.others and not self.answers


def of_audit(
    receipt: Receipt, interpreter: Interpreter, snapshot: str | Path, engine: Engine | None = None,
    beside: Path | None = None, **options: Any,
) -> Replay:  # fmt: skip
    """An audit again, by the engine that made it if no other is asked for; `beside` is the folder of its files.

    Options and what is raised are those of `audit`.
    """
    others = (*_of_book(receipt, interpreter), *_of_files(receipt, beside))
    if others or (others := _of_folder(receipt, interpreter, snapshot)):
        return Replay(receipt, others)
    asked = receipt.data["asked"]
    targets = {"only": asked["rules"], "everything": asked["all"], "engine": engine or receipt.data["engine"]["name"]}
    if unknown := [name for name in asked["rules"] if not _is_target(interpreter, name)]:
        return Replay(receipt, tuple(Difference("answer", f"asked.rules.{name}") for name in unknown))
    run = interpreter.audit(snapshot, date.fromisoformat(asked["on"]), **targets, **options)
    return audited_again(receipt, interpreter, run)


def audited_again(receipt: Receipt, interpreter: Interpreter, run: Run) -> Replay:
    """What a run comes to beside the receipt."""
    assert run.asked is not None  # it was wanted
    if others := tuple(_of_parts(receipt.data["snapshot"], run.asked.parts)):
        return Replay(receipt, others)
    answers = _answers({name: each for name, each in receipt.data["answer"].items() if name != "files"}, audited(run))
    return Replay(receipt, (), _differing(receipt, interpreter, run.engine), answers)


def of_decision(
    receipt: Receipt, interpreter: Interpreter, facts: Mapping[str, object], key: Key, engine: str | None = None
) -> Replay:
    """A decision again. Raises FactsError where the facts do not fit the book."""
    if others := tuple(_of_book(receipt, interpreter)):
        return Replay(receipt, others)
    named, engine = receipt.data["facts"], engine or receipt.data["engine"]["name"]
    if key.name != named["key"]:
        return Replay(receipt, (Difference("key", "", named["key"], key.name),))
    interpreter.case(facts)
    if sealed(interpreter.book, facts, key) != named:
        return Replay(receipt, (Difference("facts", ""),))
    action, on = receipt.data["asked"]["action"], moment(receipt.data["asked"]["on"])
    if engine == "compiled":
        verdict = interpreter.complete(interpreter.decision(action, on)(facts))
    else:
        verdict = interpreter.decide(action, facts, on)
    answers = _answers(receipt.data["answer"], decided(verdict))
    return Replay(receipt, (), _differing(receipt, interpreter, engine), answers)


def moment(text: str) -> date | datetime:
    """The day or the moment that a receipt names."""
    return datetime.fromisoformat(text) if "T" in text else date.fromisoformat(text)


def _is_target(interpreter: Interpreter, name: str) -> bool:
    from interpreter.audit import targets

    return name in targets(interpreter.book)


# ── what is another one ──────────────────────────────────────────────────────────────────────────────────────────────


def _of_book(receipt: Receipt, interpreter: Interpreter) -> Iterator[Difference]:
    named, book = receipt.data["book"], interpreter.book
    found = {"name": book.name, "edition": book.edition, "hash": book.hash}
    for name, each in found.items():
        if named[name] != each:
            yield Difference("book", name, named[name], each)


def _of_folder(receipt: Receipt, interpreter: Interpreter, snapshot: str | Path) -> tuple[Difference, ...]:
    """Of a snapshot in files, before it is judged; what a database holds is seen once it was read."""
    if is_live(snapshot):
        return ()
    with hashing(Path(snapshot), files(interpreter.book, Path(snapshot))) as found:
        return tuple(_of_parts(receipt.data["snapshot"], found.parts()))


def _of_parts(named: list[dict[str, Any]], found: Sequence[Part]) -> Iterator[Difference]:
    """Parts that are missing, that are others, and that the receipt does not name."""
    before, now = _by_name(named), _by_name([part.data() for part in found])
    for name in sorted(before.keys() | now.keys()):
        one, other = before.get(name, ""), now.get(name, "")
        if one != other:
            yield Difference("part", name, one, other)


def _by_name(parts: list[dict[str, Any]]) -> dict[str, str]:
    """The hashes of parts; where a name is there twice, for a number in it was cut down, of all of them."""
    found: dict[str, str] = {}
    for part in parts:
        found[part["name"]] = " ".join(filter(None, (found.get(part["name"]), part["sha256"])))
    return found


def _of_files(receipt: Receipt, beside: Path | None) -> Iterator[Difference]:
    """Files of the run that lie beside its receipt and are not as they were written; those not there are not missed."""
    for name, named in receipt.data["answer"].get("files", {}).items() if beside else ():
        path = beside / name if _is_inside(name) else None
        if path and path.is_file() and (found := of_file(path)) != named:
            yield Difference("file", name, named["sha256"], str(found["sha256"]))


def _is_inside(name: str) -> bool:
    return not name.startswith("/") and ".." not in Path(name).parts


def _differing(receipt: Receipt, interpreter: Interpreter, engine: str) -> tuple[Difference, ...]:
    """Other versions of what computes and of what is known of the days."""
    data = receipt.data
    found: list[Difference] = []
    calendar = of_calendar(interpreter.book.calendar)
    if calendar["sha256"] != data["calendar"]["sha256"]:
        found.append(Difference("calendar", "", data["calendar"]["sha256"], str(calendar["sha256"])))
    named = f"{data['engine']['name']} {data['engine']['version']}".strip()
    computed = f"{engine} {engine_version(engine)}".strip()
    if named != computed:
        found.append(Difference("engine", "", named, computed))
    if data["guiju"] != version():
        found.append(Difference("guiju", "", data["guiju"], version()))
    return tuple(found)


def _answers(named: Any, found: Any, path: str = "") -> tuple[Difference, ...]:
    """Where two answers differ, by the way to it."""
    if isinstance(named, dict) and isinstance(found, dict):
        names = dict.fromkeys((*named, *found))
        inner = (_answers(named.get(each), found.get(each), f"{path}.{each}" if path else each) for each in names)
        return tuple(each for some in inner for each in some)
    return () if named == found else (Difference("answer", path, _shown(named), _shown(found)),)


def _shown(value: Any) -> str:
    return "" if value is None or isinstance(value, list | dict) else str(value)


WORDS: Mapping[Matter, Words] = {
    "book": Words("规则集", "the book"), "part": Words("快照的文件", "a part of the snapshot"),
    "facts": Words("事实", "the facts"), "key": Words("密钥", "the key"),
    "file": Words("审计结果文件", "a file of the run"),
    "calendar": Words("日历", "the calendar"), "engine": Words("引擎", "the engine"),
    "guiju": Words("guiju 的版本", "the version of guiju"), "answer": Words("结果", "the answer"),
}  # fmt: skip
