"""The pages: how they are shown; and those of facts and snapshots, whose examples are put to the very commands."""

from __future__ import annotations

import gzip
import io
import re
from collections.abc import Callable, Mapping
from functools import cache
from itertools import count
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from dsl.core import Language
from dsl.messages.page import Example, codes, page, pages
from dsl.source import width
from interpreter import tables
from interpreter.receipts import digest
from interpreter.snapshot import Reject
from interpreter.tables import Refused, read_table
from tests.dsl.examples import LANGUAGES, as_yaml
from tests.dsl.folders import Change, write
from tests.workbench.running import Done, guiju, refused
from workbench.pages import wrapped

HUNDREDS = ("SN0", "SN1", "SN2", "SN3")
CODES = [code for hundred in HUNDREDS for code in pages(hundred)]
ON = ("--on", "2016-03-01")


# ── examples made into files ─────────────────────────────────────────────────────────────────────────────────────────


def _broken_off(text: str) -> bytes:
    """What of a gzip file has come through when the connection is lost."""
    stream = io.BytesIO()
    whole = gzip.GzipFile(fileobj=stream, mode="wb")
    whole.write(text.rstrip("\n").encode())
    whole.flush()
    return stream.getvalue()


def _endless(text: str) -> bytes:
    unit = re.search(r'\{"[^"]+": "H1".*(?=……)', text)
    assert unit
    return text.replace("……", unit[0] * 20 + "{}" + "}]}" * 20).encode()


def _large(_: str) -> bytes:
    return _parquet([f"{n:0900}" for n in range(20_000)])


MADE: Mapping[str, Callable[[str], bytes]] = {
    "SN002": _broken_off,
    "SN007": str.encode,
    "SN008": lambda text: text.encode("utf-16-le"),
    "SN014": _large,
    "SN103": lambda text: text.encode().replace("�".encode(), "甲".encode()[:2]),
    "SN107": lambda text: text.replace("……", "甲" * (1 << 20)).encode(),
    "SN110": _broken_off,
    "SN209": _endless,
}
"""The wrong examples that are too long to be shown, or are no text: what is shown → what is written."""

BOOKS: Mapping[str, Mapping[str, Change]] = {
    "SN207": {
        "vocabulary.yaml": ("{zh: 大小, kind: integer, absent: unknown}", "{zh: 大小, kind: integer, absent: refused}")
    }
}
"""Where the sample book has to be another."""

_TIMES = count()
LIMIT = "4MB"
"""In place of the limit of memory, so that the test need not reach it."""


def _parquet(keys: list[str]) -> bytes:
    stream = io.BytesIO()
    pq.write_table(pa.table({"id": keys}), stream)
    return stream.getvalue()


def _listed(name: str) -> bytes:
    """A small file for one that an example only names."""
    key = re.sub(r"\W", "", name)
    return _parquet([key]) if name.endswith(".parquet") else f"id\n{key}\n".encode()


def _put(folder: Path, name: str, data: bytes) -> None:
    (folder / name).parent.mkdir(parents=True, exist_ok=True)
    (folder / name).write_bytes(data)


def _files(example: Example, lang: Language, made: Callable[[str], bytes] | None) -> Mapping[str, bytes]:
    """The files of the snapshot or the question that the example shows."""
    text = example.text.say(lang)
    if example.file == "$":
        return {"line.csv": _listed("line.csv")}
    if example.file == ".":
        sizes = {name: size for name, *size in map(str.split, text.splitlines())}
        return {n: b"" if size[:1] == ["0"] else (made or _listed)(n) for n, size in sizes.items()}
    beside = {name: each.encode() for name, each in (example.beside or {}).items()}
    plain = gzip.compress if example.file.endswith(".gz") else bytes
    return {**beside, example.file: made(text) if made else plain(text.encode())}


# ── what the commands say of them ────────────────────────────────────────────────────────────────────────────────────

Look = Callable[[str, str, Language], Done]


@pytest.fixture(scope="module")
def look(tmp_path_factory: pytest.TempPathFactory) -> Look:
    """What a command says of the `wrong` or the `right` example of a code; asked once."""

    @cache
    def look(code: str, which: str, lang: Language) -> Done:
        found = page(code)
        assert found
        example = found.wrong if which == "wrong" else found.right
        folder = tmp_path_factory.mktemp(code)
        write(folder / "sample", BOOKS.get(code))
        for name, data in _files(example, lang, MADE.get(code) if which == "wrong" else None).items():
            _put(folder if name == "facts.json" else folder / "snapshot", name, data)
        with pytest.MonkeyPatch.context() as patch:
            patch.chdir(folder)
            if (code, which) == ("SN015", "wrong"):  # whenever it is looked at, it is another one
                patch.setattr(digest, "_state", lambda _: (1, next(_TIMES), 1))
            patch.setattr(tables, "_MEMORY", LIMIT if code == "SN014" and which == "wrong" else tables._MEMORY)
            whose = ("--engine", "reference") if code == "SN014" else ()  # the limit is that of the reference reading
            return guiju(*_asked(example, lang), "--book", "sample", "--lang", lang, *whose)

    return look


def _asked(example: Example, lang: Language) -> list[str]:
    if example.file == "$":
        return example.text.say(lang).split()[1:]
    if example.file == "facts.json":
        return ["decide", "close", "--facts", "facts.json", *ON]
    return ["audit", "snapshot", *ON]


def _told(code: str, done: Done) -> str:
    """What is said: the one line of what could not be used, or the lines of the records that were rejected."""
    lines = [line.strip() for line in (done.err + done.out).splitlines() if re.search(r"\[SN[0-9]{3}\]", line)]
    return "\n".join(lines).replace(LIMIT, "1GB")


def _cut_off(folder: Path, lang: Language) -> str:
    """SN110 as a program reads it: an audit never shows it, for the damaged file stops the audit."""
    found = page("SN110")
    assert found
    _put(folder, found.wrong.file, _broken_off(found.wrong.text.say(lang)))
    cut = next(each for each in read_table(folder / found.wrong.file, folder) if isinstance(each, Refused))
    reason = Reject("line", cut.file, cut.line, cut.code, cut.detail).reason(lang)
    return f"{cut.file}:{cut.line} [{cut.code}] {reason}"


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("code", CODES)
def test_a_wrong_example_gives_its_code_and_no_other(code: str, lang: Language, look: Look, tmp_path: Path) -> None:
    told = _cut_off(tmp_path, lang) if code == "SN110" else _told(code, look(code, "wrong", lang))
    assert re.findall(r"\[(SN[0-9]{3})\]", told) == [code], look(code, "wrong", lang)


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("code", CODES)
def test_a_right_example_gives_nothing(code: str, lang: Language, look: Look) -> None:
    done = look(code, "right", lang)
    assert (done.status, _told(code, done), done.err.count("guiju")) == (0, "", 0), done


@pytest.mark.parametrize("hundred", HUNDREDS)
def test_a_page_shows_what_is_said_of_its_wrong_example(
    hundred: str, look: Look, tmp_path: Path, golden: Callable[[str, str], None]
) -> None:
    """Exactly as `audit` and `decide` print it; `make golden` writes it anew."""
    shown = {
        code: {
            lang: _cut_off(tmp_path, lang) if code == "SN110" else _told(code, look(code, "wrong", lang))
            for lang in LANGUAGES
        }
        for code in pages(hundred)
    }
    golden(f"../../dsl/messages/pages/drawn/{hundred}.yaml", as_yaml(shown))


# ── how a page is shown ──────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("code", codes())
def test_every_code_is_explained(code: str, lang: Language) -> None:
    """Title, level, prose, both examples, and under the wrong one what is said of it; nothing wider than a screen."""
    done = guiju("explain", code, "--lang", lang)
    assert (done.status, done.err) == (0, "")
    found = page(code)
    assert found
    lines = done.out.splitlines()
    assert lines[0].startswith(f"{code} · ")
    assert lines[1] in ("错误", "警告", "error", "warning")
    assert "".join(found.text.say(lang).split()) in "".join(done.out.split())
    shown = [line.strip() for line in lines]
    for example in (found.wrong, found.right):
        assert all(visible_of(line) in shown for line in example.text.say(lang).splitlines())
    assert all(line.strip() in shown for line in found.said.say(lang).splitlines())
    assert found.said.say(lang)


def visible_of(line: str) -> str:
    return re.sub("[\u200b]", "�", line.replace("\t", "→   ")).strip()


@pytest.mark.parametrize("code", ["RB204", "RB302", "SN301"])
def test_a_page_in_json_has_the_shape_of_the_contract(code: str) -> None:
    done = guiju("explain", code.lower(), "--format", "json", "--lang", "zh")
    assert {"code", "level", "title", "text", "wrong", "right"} <= set(done.data)
    assert (done.data["code"], done.data["level"]) == (code, "error")
    found = page(code)
    assert found
    assert done.data["wrong"] == found.wrong.text.zh
    assert done.data["right"] == found.right.text.zh
    assert done.data["message"] == found.said.zh


def test_a_page_reads_like_this(golden: Callable[[str, str], None]) -> None:
    told = [guiju("explain", "RB204", "--lang", lang).out for lang in LANGUAGES]
    golden("explain/RB204.txt", "\n".join(told))


def test_a_code_that_is_none_is_refused_with_the_nearest() -> None:
    refused(guiju("explain", "RB999"), "no diagnostic `RB999`")
    refused(guiju("explain", "RB024"), "no diagnostic `RB024`; perhaps `RB")
    refused(guiju("explain", "rb024", "--lang", "zh"), "没有诊断代码“RB024”；或为“RB")
    refused(guiju("explain", "XY000", "--format", "json"), "no diagnostic `XY000`")


def test_lines_break_between_words_and_between_chinese_characters() -> None:
    assert wrapped("aaa bbb ccc", 7) == ["aaa bbb", "ccc"]
    assert wrapped("甲乙丙丁", 6) == ["甲乙丙", "丁"]
    assert wrapped("甲乙丙，丁", 6) == ["甲乙", "丙，丁"]
    assert wrapped("甲乙“丙”丁", 6) == ["甲乙", "“丙”丁"]
    assert wrapped("甲 absent: never 乙", 8) == ["甲", "absent:", "never 乙"]
    assert wrapped("a" * 20, 6) == ["a" * 20]


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("code", codes())
def test_no_line_of_prose_is_wider_than_a_screen(code: str, lang: Language) -> None:
    found = page(code)
    assert found
    lines = wrapped(found.text.say(lang))
    assert max(map(width, lines)) <= 100
    assert not any(line[0] in "，。；：、！？”）》" for line in lines)
