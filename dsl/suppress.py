"""Diagnostics and the texts they point into → those that no comment suppresses, and what is wrong with such comments.

`# ignore[RB701] REASON` (or `# 忽略[RB701] 理由`) stands at the end of the line of a finding, or on lines of its own
directly above that line, above what the line belongs to (a clause, a YAML entry), or above its whole statement. Only
warnings can be suppressed, and only for a reason.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import field
from unicodedata import normalize

from dsl import skim
from dsl import syntax as s
from dsl.comments import Comment, comments
from dsl.core import Words
from dsl.diagnose import Diagnostic, unknown
from dsl.messages.catalogue import CATALOGUE
from dsl.record import dataclass
from dsl.source import Source, Sources, Span

_SUPPRESSION = re.compile(r"#\s*(?:忽略|ignore)\s*[\[［【](?P<codes>[^\]］】\n]+)[\]］】]\s*[:：]?\s*(?P<reason>.*)")
_OWN = "RB76"
"""Codes that speak of suppressions themselves."""
_ERROR = Words("是错误", "is an error")
_ABOUT_THESE = Words("针对忽略本身", "is about suppressions themselves")


@dataclass(frozen=True, slots=True)
class Suppression:
    """One comment: the codes that it names, whether it gives a reason, and the lines for which it speaks."""

    codes: tuple[str, ...]
    reasoned: bool
    lines: range
    span: Span
    used: set[str] = field(default_factory=set, compare=False)


def suppress(
    found: Iterable[Diagnostic],
    sources: Sources,
    statements: Mapping[str, tuple[s.Statement, ...]],
    *,
    complete: bool = True,
) -> tuple[Diagnostic, ...]:
    """What is left to be told. Where not all was looked at (`complete`), a suppression may yet be of use elsewhere."""
    written = {name: tuple(suppressions(source, statements.get(name, ()))) for name, source in sources.items()}
    kept = [each for each in found if not _is_suppressed(each, sources, written)]
    wrong = [problem for part in written.values() for each in part for problem in _problems(each, complete)]
    return (*kept, *wrong)


def _is_suppressed(found: Diagnostic, sources: Sources, written: Mapping[str, tuple[Suppression, ...]]) -> bool:
    there = written.get(found.span.file, ())
    if not there or not _can_be(found.code):
        return False
    line, _ = sources[found.span.file].position(found.span.start)
    by = [each for each in there if found.code in each.codes and line in each.lines and each.reasoned]
    for each in by:
        each.used.add(found.code)
    return bool(by)


def _can_be(code: str) -> bool:
    """Whether what has this code can be suppressed: a warning, but not one about suppressions."""
    return code in CATALOGUE and CATALOGUE[code].level == "warning" and not code.startswith(_OWN)


def _problems(each: Suppression, complete: bool) -> Iterator[Diagnostic]:
    for code in each.codes:
        if code not in CATALOGUE:
            yield unknown("RB764", code, CATALOGUE, each.span)
        elif not _can_be(code):
            why = _ABOUT_THESE if code.startswith(_OWN) else _ERROR
            yield Diagnostic("RB763", each.span, {"code": code, "why": why})
        elif complete and each.reasoned and code not in each.used:
            yield Diagnostic("RB762", each.span, {"code": code})
    if not each.reasoned:
        yield Diagnostic("RB761", each.span, {"codes": ", ".join(each.codes)})


# ── reading ──


def suppressions(source: Source, statements: tuple[s.Statement, ...] = ()) -> Iterator[Suppression]:
    """The suppressions that a file has in its comments."""
    if not _SUPPRESSION.search(source.text):
        return
    is_rules = source.name.endswith(".rules")
    extents = dict(_extents(source, statements))
    for comment in comments(source.text) if is_rules else _yaml_comments(source):
        if match := _SUPPRESSION.search(comment.text):
            at = comment.start + match.start()
            codes = re.split(r"[,，、\s]+", normalize("NFKC", match["codes"]).upper().strip())
            reasoned = any(char.isalnum() for char in match["reason"])
            span = Span(source.name, at, comment.start + len(comment.text))
            yield Suppression(tuple(filter(None, codes)), reasoned, _lines(source, comment, extents), span)


def _extents(source: Source, statements: tuple[s.Statement, ...]) -> Iterator[tuple[int, int]]:
    """The first line and the last of each statement."""
    for each in statements:
        yield source.position(each.span.start)[0], source.position(each.span.end)[0]


def _yaml_comments(source: Source) -> Iterator[Comment]:
    """The comments of a YAML file: what begins with `#` at the beginning of a word and stands in no key or value."""
    text, ranges = source.text, _texts(source)
    at = text.find("#")
    while at >= 0:
        index = bisect_right(ranges, (at, len(text))) - 1
        inside = index >= 0 and at < ranges[index][1]
        end = ranges[index][1] if inside else at + 1
        if not inside and (at == 0 or text[at - 1].isspace()):
            end = text.find("\n", at) if "\n" in text[at:] else len(text)
            line = text[text.rfind("\n", 0, at) + 1 : at]
            yield Comment(text[at:end].rstrip(), at, not line.strip())
        at = text.find("#", end)


def _texts(source: Source) -> tuple[tuple[int, int], ...]:
    if (surely := skim.texts(source)) is not None:
        return surely
    from dsl import read  # the library is needed only for what is not as people write it

    return read.texts(source)


# ── what a suppression speaks for ──


def _lines(source: Source, comment: Comment, extents: Mapping[int, int]) -> range:
    """The line that the comment ends, or what begins on the line under it."""
    line, _ = source.position(comment.start)
    if not comment.own_line:
        return range(line, line + 1)
    written = source.text.split("\n")
    head = next((n for n in range(line, len(written)) if not written[n].lstrip().startswith("#")), len(written))
    if head == len(written) or not written[head].strip():
        return range(0)
    last = extents.get(head + 1) or _last_of_block(written, head, source.name)
    return range(head + 1, last + 1)


def _last_of_block(written: list[str], head: int, name: str) -> int:
    """The last line of what begins on a line: those under it that are indented more, and the items of its list.

    A section of the vocabulary is not one declaration: a comment above it speaks for its heading only.
    """
    indent = _indent(written[head])
    if name == "vocabulary.yaml" and not indent:
        return head + 1
    has_items = not written[head].lstrip().startswith("- ")
    last = head
    for number, line in enumerate(written[head + 1 :], head + 1):
        is_own_item = has_items and _indent(line) == indent and line.lstrip().startswith("- ")
        if not line.strip():
            continue
        if _indent(line) <= indent and not is_own_item:
            break
        last = number
    return last + 1


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip())
