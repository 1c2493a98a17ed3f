"""`make mutations`: of single slips in the shipped book, how many are told of once, at their line; into docs/status.md.

Eight kinds of slip, the files of the book in turn, once with the rules in English and once in Chinese. What was not
told of just so is listed with what was said instead. The sample is drawn by a seed and the same for everybody.
"""

from __future__ import annotations

import argparse
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from dsl.shelf import SHIPPED
from tests.generating.books import book
from tests.generating.outline import seeded
from tests.nearly.chinese import in_chinese
from tests.nearly.pages import library
from tests.nearly.sample import Judge, Judged, Sample, by_kind, of_rules, sample

STATUS = Path(__file__).resolve().parent.parent / "docs" / "status.md"
BEGIN, END = "<!-- mutations:begin -->", "<!-- mutations:end -->"
SEED, EACH, FURTHER, BOOKS = 2026, 25, 3, 24
"""The seed was chosen before the first measurement; eight kinds of 25 are 200. Later seeds draw other samples."""


def measured(seed: int, each: int, only: str = "") -> Sample:
    """A sample of both spellings of the shipped book, judged."""
    with TemporaryDirectory(prefix="guiju-en-") as english, TemporaryDirectory(prefix="guiju-zh-") as chinese:
        books = library(SHIPPED / "cn-telecom"), library(in_chinese(Path(chinese)))
        judges = [Judge(Path(folder), book) for folder, book in zip((english, chinese), books, strict=True)]
        return sample(judges, each, seed, only)


def made_up(books: int, each: int = 4) -> Sample:
    """Slips in the rules of books that the grammar made up, so many of each kind in every book."""
    found = Sample()
    for seed in range(books):
        with TemporaryDirectory(prefix="guiju-made-") as made, TemporaryDirectory(prefix="guiju-slips-") as folder:
            judge = Judge(Path(folder), library(book(seeded(seed), 3, 8).write(Path(made))))
            found.judged += of_rules(judge, each, seed).judged
    return found


def table(found: Sample) -> Iterator[str]:
    """The figures by kind, as Markdown."""
    yield "| slip | mutations | exactly one error, at its line | discarded, for the book stays sound |"
    yield "|---|---|---|---|"
    for kind, judged in by_kind(found).items():
        hits = sum(each.hit for each in judged)
        gone = sum(count for (of, _), count in found.discarded.items() if of == kind)
        yield f"| {kind} | {len(judged)} | {hits} | {gone} |"
    hits = sum(each.hit for each in found.judged)
    yield f"| **all** | **{len(found.judged)}** | **{hits} ({found.share:.1%})** | {found.discarded.total()} |"


def misses(found: Sample) -> Iterator[str]:
    """What was not told of once, at its line, and what was said."""
    for each in found.judged:
        if not each.hit:
            yield f"- {each.slip.kind}: {_where(each)}, {each.slip.told}"
            yield from (f"  - {line}" for line in _said(each))


def _where(judged: Judged) -> str:
    lines = judged.slip.lines
    return f"{judged.slip.page.name}:{lines[0]}" + (f"–{lines[-1]}" if len(lines) > 1 else "")


def _said(judged: Judged, most: int = 3) -> Iterator[str]:
    if not judged.errors:
        yield "nothing is said"
    for error in judged.errors[:most]:
        yield f"{error.code} at {error.span.file}:{judged.line(error)}: {error.message('en')[:160]}"
    if len(judged.errors) > most:
        yield f"and {len(judged.errors) - most} more"


def written(found: Sample, seed: int, further: Sequence[float], others: Sample) -> str:
    """What goes into the document: the sample, its misses, how others of its size come out, and made-up books."""
    lines = [*table(found), "", f"Seed {seed}; half with the rules in English, half in Chinese."]
    if further:
        lines += ["", f"Of as many drawn by each of the next seeds: {', '.join(f'{share:.1%}' for share in further)}."]
    if others.judged:
        beside = sum(each.is_beside for each in others.judged) / len(others.judged)
        of = f"Of {len(others.judged)} slips in the rules of {BOOKS} made-up books"
        lines += ["", f"{of}, {others.share:.1%}; the first error is on their line or the next one in {beside:.1%}."]
    return "\n".join([*lines, "", "Misses:", "", *(misses(found) if found.share < 1 else ["none"])])


def put(text: str, block: str) -> str:
    """The document with the figures between their markers, which are added at the end where they are not there."""
    marked = f"{BEGIN}\n{block}\n{END}"
    if BEGIN in text and END in text:
        return re.sub(f"{re.escape(BEGIN)}.*?{re.escape(END)}", lambda _: marked, text, count=1, flags=re.DOTALL)
    return f"{text.rstrip()}\n\n## Single slips in the shipped book\n\n{marked}\n"


def main() -> None:
    """Measures, prints, and writes the figures down unless told not to."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--seed", type=int, default=SEED, help="which sample is drawn")
    asked.add_argument("--each", type=int, default=EACH, help="slips of each kind")
    asked.add_argument("--only", default="", help="kinds with this word in their name")
    asked.add_argument("--further", type=int, default=FURTHER, help="samples drawn by the next seeds")
    asked.add_argument("--dry", action="store_true", help="print only; docs/status.md stays as it is")
    words = asked.parse_args()
    others = range(words.seed + 1, words.seed + 1 + words.further)
    further = [measured(seed, words.each, words.only).share for seed in others]
    made = made_up(BOOKS) if words.further else Sample()
    block = written(measured(words.seed, words.each, words.only), words.seed, further, made)
    print(block)
    if not words.dry and STATUS.is_file():
        STATUS.write_text(put(STATUS.read_text(encoding="utf-8"), block), encoding="utf-8")


if __name__ == "__main__":
    main()
