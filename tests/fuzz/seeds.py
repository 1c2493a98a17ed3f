"""Where a search begins: the sound sample, each mistake of its tests, the pieces of `cn-telecom`; and the words.

Small seeds are worth more than large ones: a change of one line in twenty is more likely to matter than one in four
hundred, and is read faster.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from dsl.keywords import CURRENCIES, TERMINALS
from dsl.kinds import UNITS
from dsl.schema import schema
from dsl.shelf import SHIPPED
from tests.dsl.folders import AMENDED, SOUND, Change
from tests.dsl.mistakes import MISTAKES

FILES: Mapping[str, str] = {
    "rulebook": "rulebook.yaml",
    "vocabulary": "vocabulary.yaml",
    "parameters": "parameters.yaml",
    "sources": "sources.yaml",
    "amendments": "amendments.yaml",
    "scenarios": "scenarios/all.yaml",
    "dsl": "rules/all.rules",
    "format": "rules/all.rules",
}
"""Target → the file of the sample whose place its texts take."""
SAMPLE: Mapping[str, str] = {**SOUND, "amendments.yaml": AMENDED}
"""The text of each: that of amendments is of a book that imports the sample."""

CORPUS = Path(__file__).with_name("corpus")
"""A folder for each target: the smallest set of inputs that reaches all that was ever reached. `make fuzz KEEP=1`."""

LONGEST = 8000
"""Bytes of an input: ten times a long declaration."""
_PAIRS = Path(__file__).parent.parent / "dsl" / "pairs"
_YAML_PIECE = re.compile(r"^(?=[^\s#])", re.MULTILINE)
_RULES_PIECE = re.compile(
    r"^(?=(?:rule|fact|invariant|replace|repeal|insert|规则|事实|不变式|修改规则|废止规则|删去规则|增加规则)\s)",
    re.MULTILINE,
)
_WORD = re.compile(r"[^\W\d]\w*")


def seeds(target: str) -> set[bytes]:
    """The inputs from which the search for a target begins."""
    texts = {SAMPLE[FILES[target]], "", *_mistaken(target), *_pieces(target)}
    return {data for text in texts if len(data := text.encode("utf-8", "ignore")) <= LONGEST}


def _mistaken(target: str) -> Iterator[str]:
    """The sample's file with each of the mistakes that are made in it."""
    name = FILES[target]
    for book in (book for cases in MISTAKES.values() for book in cases.values()):
        for file, change in book.items():
            if file == name or file.split("/")[0] == name.split("/")[0]:
                yield _text(SOUND.get(file, ""), change)


def _text(sound: str, change: Change) -> str:
    match change:
        case None:
            return ""
        case bytes():
            return change.decode("utf-8", "ignore")
        case str():
            return change
        case old, new:
            return sound.replace(old, new)


def _pieces(target: str) -> Iterator[str]:
    """The declarations and statements of cn-telecom, each by itself."""
    folder, _, _ = FILES[target].partition("/")
    found = sorted(
        SHIPPED.glob(f"cn-telecom/{folder}/*") if folder != FILES[target] else SHIPPED.glob(f"cn-telecom/{folder}")
    )
    if folder == "rules":
        found += sorted(_PAIRS.glob("*.rules"))
    cut = _RULES_PIECE if folder == "rules" else _YAML_PIECE
    for file in (file for file in found if file.suffix in (".yaml", ".rules")):
        yield from cut.split(file.read_text(encoding="utf-8"))


def words(target: str) -> list[str]:
    """What a mutation may put in: keywords and signs in both languages, or a schema's keys; and the sample's names."""
    found = {*_WORD.findall(SAMPLE[FILES[target]]), "# ignore[RB702] why", "  # 忽略[RB704] 理由", "\n# ignore[RB701]"}
    if FILES[target] == "rules/all.rules":
        found |= {word for terminal in TERMINALS for word in terminal.spellings}
        found |= {word for pair in CURRENCIES for word in pair.spellings}
        found |= {*_WORD.findall(SOUND["vocabulary.yaml"]), *_WORD.findall(SOUND["parameters.yaml"]), "law", "法"}
        found |= {
            *'()"“”：（），、。％‰.:,#*×+-≤≥≠',
            "第十八条第一款",
            "第四项",
            "art 18(1)",
            "item 4",
            "2016-02-29",
            "2016-02-29T24:00",
        }
    else:
        found |= set(_keys(schema(target).schema))
        found |= {
            *UNITS,
            "yes/no",
            "integer",
            "decimal",
            "text",
            "date",
            "instant",
            "money CNY",
            "10 days",
            "0.5",
            "3‰",
        }
        found |= {
            *"{}[],:\"'|>-?&*!%@`#~",
            "- ",
            ": ",
            "\n  ",
            "---\n",
            "...\n",
            "!!str ",
            "<<: ",
            "\\u0000",
            "2016-02-29",
            "law art 1",
        }
    return sorted(found)


def _keys(part: object) -> Iterator[str]:
    """The keys and the values that a schema names."""
    if isinstance(part, dict):
        yield from part.get("properties", {})
        yield from (each for each in part.get("enum", ()) if isinstance(each, str))
        for value in part.values():
            yield from _keys(value)
    elif isinstance(part, list):
        for value in part:
            yield from _keys(value)


def dictionary(target: str) -> str:
    """The words as libFuzzer's `-dict` reads them: one a line, in quotes, bytes beyond ASCII in hexadecimal."""
    return "".join(f'"{"".join(map(_escaped, word.encode()))}"\n' for word in words(target) if len(word.encode()) <= 60)


def _escaped(byte: int) -> str:
    return chr(byte) if 0x20 <= byte < 0x7F and chr(byte) not in '"\\' else f"\\x{byte:02x}"
