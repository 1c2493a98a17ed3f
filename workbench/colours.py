"""The words of the language → patterns that tell one kind of text from another, in two dialects of regular expressions.

What highlighters are made from: `highlight.py` (Pygments) and `textmate.py` (editors). They read a text without knowing
a book's vocabulary, so names are told from keywords by their places: after a dot, before a dot, after a keyword that
wants a name. Chinese written without blanks has to wait for the language server.

At each place the first pattern that fits is taken, and no pattern reaches beyond its line: editors read line by line.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import Literal

from dsl.keywords import BY_NAME, CURRENCIES, TERMINALS, Role, Terminal
from dsl.record import dataclass

Kind = (
    Role
    | Literal["comment", "text", "open text", "date", "number", "article", "source", "rule", "name", "operator"]
    | Literal["punctuation", "blank", "stray"]
)
"""What a piece of text is: a keyword by its role, or one of the rest. A text that is open never ends on its line."""


@dataclass(frozen=True, slots=True)
class Dialect:
    """How a regular expression says what a name begins with, and what else it may have."""

    first: str
    more: str

    @property
    def name(self) -> str:
        """A name, as the grammar's NAME."""
        return f"{self.first}{self.more}*"

    @property
    def end(self) -> str:
        """Ends a word, as `keywords.END` does: no letter follows."""
        return f"(?!{self.first})"


PYTHON = Dialect(r"[^\W\d]", r"\w")
ONIGURUMA = Dialect(r"[\p{L}\p{Nl}\p{No}_]", r"[\p{L}\p{N}_]")
r"""Editors' engine, written so that PCRE reads it alike: `\w` would take in accents that Python's does not."""


@dataclass(frozen=True, slots=True)
class Pattern:
    """A regular expression and the kinds of its groups; of the whole, where it has no group."""

    regex: str
    kinds: tuple[Kind, ...]


_BLANK = r"[^\S\n]"
_DIGIT = "[0-9０-９]"
_NUMERAL = "[0-9０-９〇零一二三四五六七八九十百千]"
_WANTING_A_NAME = (
    *(
        "FACT",
        "RULE",
        "INVARIANT",
        "REPLACE",
        "REPEAL",
        "INSERT",
        "FOR_EACH",
        "OVERRIDES",
        "BINDS",
        "SEVERITY",
        "STANDING",
    ),
    *("MUST_NOT", "MAY", "NEVER_PERMITTED", "QUANTITY", "COUNT_OF", "FOR"),
)
"""Terminals after which the grammar takes nothing but a name or a path: a test asks the grammar."""
_CITING = ("SOURCE", "PENALTY")
_AFTER_NUMBERS = "UNIT"


def patterns(dialect: Dialect) -> tuple[Pattern, ...]:
    """All of them, first come first served."""
    return tuple(_patterns(dialect))


def _patterns(d: Dialect) -> Iterator[Pattern]:
    path, source, article = rf"{d.name}(?:[/／]{d.more}+)+", rf"{d.first}(?:{d.more}|[-－])*", _article()
    yield Pattern(r"[#＃][^\n]*", ("comment",))
    yield Pattern(r'"[^"\n]*"|“[^”\n]*”|＂[^＂\n]*＂', ("text",))
    yield Pattern(r'["“”＂][^\n]*', ("open text",))
    yield Pattern(article, ("article",))
    yield from _figures(d)
    yield Pattern(rf"([.．])({_BLANK}*)({d.name})", ("punctuation", "blank", "name"))
    yield Pattern(rf"{d.name}(?={_BLANK}*[.．]{_BLANK}*{d.first})", ("name",))
    citing = _any(map(BY_NAME.__getitem__, _CITING), d)
    yield Pattern(rf"({citing})({_BLANK}+)(?!{article})({source})", ("clause", "blank", "source"))
    yield Pattern(rf"{source}(?={_BLANK}+(?:{article}))", ("source",))
    another = rf"([,，、])({_BLANK}*)({d.name}(?:[-－]{d.more}+)+)(?={_BLANK}*(?:[,，、#＃]|$))"
    yield Pattern(another, ("punctuation", "blank", "source"))
    for terminals in _grouped(each.name for each in TERMINALS if each.name != _AFTER_NUMBERS):
        role = terminals[0].role
        if words := _any((each for each in terminals if each.name in _WANTING_A_NAME), d):
            yield Pattern(rf"({words})({_BLANK}+)({path})", (role, "blank", "rule"))
            yield Pattern(rf"({words})({_BLANK}+)({d.name})", (role, "blank", "name"))
        yield Pattern(_any(terminals, d), (role,))
    yield Pattern(path, ("rule",))
    yield Pattern(d.name, ("name",))
    yield Pattern(r"[-－+＋*＊×]", ("operator",))
    yield Pattern(r"[()（）:：,，、.．]", ("punctuation",))
    yield Pattern(r"\S", ("stray",))


def _article() -> str:
    """An article of a law, as the grammar's ARTICLE, in digits and parentheses of either width."""
    english = rf"(?:art(?:icle)?[.．]?|item){_BLANK}+{_DIGIT}+(?:[-－]{_DIGIT}+)?(?:[(（]{_DIGIT}+[)）])*"
    paragraph = rf"(?:第?{_BLANK}*{_NUMERAL}+{_BLANK}*款)?(?:第?{_BLANK}*[(（]?{_NUMERAL}+[)）]?{_BLANK}*项)?"
    return rf"{english}|第{_BLANK}*{_NUMERAL}+{_BLANK}*[条项](?:之[一二三四五六七八九十])?{paragraph}"


def _figures(d: Dialect) -> Iterator[Pattern]:
    """Days, instants, and numbers with what they are counted in."""
    day = rf"{_DIGIT}{{4}}[-－]{_DIGIT}{{1,4}}[-－]{_DIGIT}{{1,4}}"
    clock = rf"{_DIGIT}{{1,4}}(?:[:：]{_DIGIT}{{1,4}}){{1,2}}(?:[ZＺ]|[-+－＋]{_DIGIT}{{2}}[:：]{_DIGIT}{{2}})?"
    number = rf"{_DIGIT}+(?:[.．]{_DIGIT}+)?[%％‰]?"
    money = "|".join(word for pair in CURRENCIES for word in pair.spellings if not word.isascii())
    yield Pattern(rf"{day}[TＴ]{clock}|{day}(?![0-9０-９TＴ])", ("date",))
    units = _any([BY_NAME[_AFTER_NUMBERS]], d)
    yield Pattern(rf"({number})({_BLANK}*)({units})", ("number", "blank", "unit"))
    yield Pattern(rf"({number})({_BLANK}*)((?:[A-Z]{{3}}|{money}){d.end})", ("number", "blank", "unit"))
    yield Pattern(number, ("number",))


def _grouped(names: Iterable[str]) -> Iterator[list[Terminal]]:
    """Terminals of one role together; and `for each` before `for`, whatever role each of them has."""

    def place(each: Terminal) -> tuple[int, str]:
        return -max(word.count(" ") for word in each.spellings), each.role

    for _, group in groupby(sorted((BY_NAME[name] for name in names), key=place), key=place):
        yield list(group)


def _any(terminals: Iterable[Terminal], d: Dialect) -> str:
    """Any of their words, the longest first, to its end; or any of their signs."""
    spellings = sorted((word for each in terminals for word in each.spellings), key=lambda word: (-len(word), word))
    words = [_spaced(word) for word in spellings if word[0].isalpha()]
    signs = ["".join(map(_of_either_width, word)) for word in spellings if not word[0].isalpha()]
    return "|".join([*signs, *([f"(?:{'|'.join(words)}){d.end}"] if words else [])])


def _spaced(word: str) -> str:
    """Between English words there is at least one blank; between Chinese ones there may be."""
    return word.replace(" ", f"{_BLANK}+" if word.isascii() else f"{_BLANK}*")


def _of_either_width(sign: str) -> str:
    return f"[{sign}{chr(ord(sign) + 0xFEE0)}]" if sign.isascii() else sign
