"""A book to be published and the edition before it → whether its number says as much as the change does.

Numbers are those of semantic versioning (https://semver.org, 2.0.0): patch where nobody is treated otherwise, minor
where only new subjects or later days are concerned, major for all else. Before 1.0.0 all stand one place further back.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from dsl.core import Language, Words
from interpreter.ask import Interpreter
from interpreter.proof.between import Apart
from interpreter.proof.prove import Terms
from interpreter.proof.question import Found
from interpreter.proof.saying import shown
from interpreter.versions.behaviour import behaviour
from interpreter.versions.size import Name
from interpreter.versions.written import matched
from workbench.comparing import SIZES, Comparison, told

SECONDS = 20.0
"""For each question to the solver."""
_FORM = re.compile(
    r"(0|[1-9][0-9]*)\.(0|[1-9][0-9]*)\.(0|[1-9][0-9]*)"
    r"(?:-((?:0|[1-9][0-9]*|[0-9]*[A-Za-z-][0-9A-Za-z-]*)(?:\.(?:0|[1-9][0-9]*|[0-9]*[A-Za-z-][0-9A-Za-z-]*))*))?"
    r"(?:\+[0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*)?"
)
_LONGEST = 200


@dataclass(frozen=True, order=True)
class Number:
    """A version, in its order: one that is not final comes before the final one; what is built is no part of it."""

    core: tuple[int, int, int]
    is_final: bool = True
    rest: tuple[tuple[bool, int, str], ...] = ()

    def __str__(self) -> str:
        return ".".join(map(str, self.core))


def number(text: str) -> Number | None:
    """A version as it is written; None where it is none."""
    found = _FORM.fullmatch(text)
    if found is None:
        return None
    major, minor, patch = map(int, found.group(1, 2, 3))
    rest = found.group(4).split(".") if found.group(4) else []
    parts = tuple((not each.isdigit(), int(each) if each.isdigit() else 0, each) for each in rest)
    return Number((major, minor, patch), not rest, parts)


def least(before: Number, size: Name) -> Number:
    """The least final number that says so; that of an edition which was announced by `before`, where it says enough."""
    major, minor, patch = before.core
    place = ("major", "minor", "patch").index(size) + (major == 0)
    if not before.is_final and not any(before.core[place + 1 :]):
        return Number(before.core)
    if place == 0:
        return Number((major + 1, 0, 0))
    return Number((major, minor + 1, 0)) if place == 1 else Number((major, minor, patch + 1))


def suffices(after: Number, before: Number, size: Name) -> bool:
    """Whether it comes after the other one, and says how large the change is; it need not be final."""
    return after > before and after.core >= least(before, size).core


@dataclass(frozen=True)
class Succession:
    """How large a change is, and what demands that, in words; the names of both editions."""

    before: str
    after: str
    size: Name
    because: Words
    rule: str = ""

    @property
    def least(self) -> Number | None:
        """The least number that would do; None where the edition before has none."""
        before = number(self.before)
        return before and least(before, self.size)

    @property
    def is_told(self) -> bool:
        """Whether both names are numbers, so that there is something to compare."""
        return number(self.before) is not None and number(self.after) is not None

    @property
    def understates(self) -> bool:
        """Whether the number says less than the change does."""
        before, after = number(self.before), number(self.after)
        return bool(before and after and not suffices(after, before, self.size))

    def say(self, lang: Language) -> str:
        """What is wrong with the number, what demands another, and the least that would do; or that there is none."""
        before, after = number(self.before), number(self.after)
        words = _UNDERSTATED
        if before is None or after is None:
            words = _NO_NUMBER
        elif after <= before:
            words = _NOT_AFTER
        elif not self.understates:
            words = _FITS
        which = self.after if after is None else self.before
        because = f"{self.because.say(lang)}" if self.because.en else SIZES[self.size].say(lang)
        return words.say(lang).format(
            after=self.after, before=self.before, which=which, size=self.size, because=because, least=self.least
        )


_UNDERSTATED = Words(
    "版本号 {after} 小于改动所要求的：自 {before} 以来为 {size}，因为{because}；至少应为 {least}",
    "edition {after} understates the change since {before}, which is {size}: {because}; at least {least} would do",
)
_NOT_AFTER = Words(
    "版本号 {after} 不大于已发布的 {before}；改动为 {size}（{because}），至少应为 {least}",
    "edition {after} does not come after {before}; the change is {size} ({because}), and at least {least} would do",
)
_NO_NUMBER = Words(
    "“{which}”不是版本号（主.次.修订，如 2.1.0），没有可比的；自 {before} 以来的改动为 {size}：{because}",
    "`{which}` is no version number (as 2.1.0 is): nothing is compared; the change since {before} is {size}: {because}",
)
_FITS = Words("自 {before} 以来的改动为 {size}：{because}", "the change since {before} is {size}: {because}")


def succession(old: Interpreter, new: Interpreter, name: str, day: date) -> Succession:
    """The change from the one to the other, which is to be called `name`, seen from a day: later ones are new."""
    names, terms = matched(old.book, new.book), Terms(day, seconds=SECONDS)
    try:
        treated = tuple(behaviour(old.book, new.book, names, terms))
    except Apart as error:
        said = Words(f"“{error.what}”在两版中不是一回事", f"`{error.what}` means another thing in each")
        return Succession(old.book.edition, name, "major", said, error.what)
    compared = Comparison(old, new, (), treated, None, names, terms)
    size = compared.size
    if size.what:
        said = Words(f"旧版可写的“{size.what}”不再有，或者须另行给出", f"`{size.what}` is gone, or has to be given now")
        return Succession(old.book.edition, name, "major", said, size.what)
    if size.because is None:
        return Succession(old.book.edition, name, size.name, Words("", ""))
    found = size.because.stricter or size.because.looser
    zh, en = (told(compared, size.because, lang) + _instance(compared, found, lang) for lang in ("zh", "en"))
    return Succession(old.book.edition, name, size.name, Words(zh, en), size.because.name)


def _instance(compared: Comparison, found: Found | None, lang: Language) -> str:
    """A case in one line."""
    if found is None:
        return ""
    said = ("；" if lang == "zh" else "; ").join(line.strip() for line in shown(compared.whole, found, lang))
    short = said if len(said) <= _LONGEST else f"{said[:_LONGEST]}…"
    return f"，例如（{short}）" if lang == "zh" else f", for instance ({short})"
