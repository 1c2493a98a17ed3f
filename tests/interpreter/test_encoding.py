"""Encodings, line breaks, gzip and long lines: what `delimited` may rely on."""

from __future__ import annotations

import codecs
import gzip
import re
import tempfile
import zlib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from interpreter import encoding
from interpreter.encoding import LONGEST, MARK, Lines, Unreadable, detect

CHINESE = "编号,姓名\nL1,张三\nL2,李四\n"


def read(path: Path) -> tuple[list[str], Unreadable | None]:
    lines = Lines(path)
    while lines.more():
        pass
    return list(lines.waiting), lines.failure


def lines_of(path: Path, content: bytes) -> list[str]:
    path.write_bytes(content)
    lines, failure = read(path)
    assert failure is None
    return lines


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "line.csv"


# ── encodings ────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("content", "codec"),
    [
        (CHINESE.encode(), "utf-8-sig"),
        (CHINESE.encode("utf-8-sig"), "utf-8-sig"),
        (CHINESE.encode("utf-16"), "utf-16"),
        (codecs.BOM_UTF16_BE + CHINESE.encode("utf-16-be"), "utf-16"),
        (CHINESE.encode("gb18030"), "gb18030"),
        (b"", "utf-8-sig"),
        (b"id,name\nL1,x\n", "utf-8-sig"),
    ],
)
def test_an_encoding_is_found_and_its_mark_is_no_text(file: Path, content: bytes, codec: str) -> None:
    text = CHINESE if len(content) > 20 else content.decode()
    assert lines_of(file, content) == text.splitlines(keepends=True)
    assert detect(file) == codec


def test_utf8_with_a_few_bad_bytes_stays_utf8(file: Path) -> None:
    content = CHINESE.encode() + b"L3,\xff\xe7\n" + "L4,王五\n".encode()
    lines = lines_of(file, content)
    assert MARK in lines[3]
    assert lines[4] == "L4,王五\n"


@pytest.mark.parametrize(
    ("header", "body"),
    [
        ("编号,姓名\n", b"L1,\xe5\xbc\n" * 3),  # UTF-8, each name cut in the middle of a character
        (
            "id,name\n",
            "L1,François é\n".encode("latin-1"),
        ),  # a lone high byte takes a letter after it for its second half
        ("id,name\n", b"L1,\xe9tat\nL2,na\xefve\n"),
        ("id,name\n", "L1,créées étés\n".encode("latin-1")),  # and two of them look like a character
        (
            "id,name\n",
            "L1,张三\n".encode("gb18030") * 20 + b"L2,\xff\n",
        ),  # an English header needs a body without fault
        ("id,name\n", "L1,café\n".encode() * 9 + "L2,café".encode("latin-1") + b"s\n"),
        ("id,name\n", "L1,张三\n".encode() * 3 + b"L2,\xd5\xc5\xc8\xfd\n"),  # one row pasted in from another system
    ],
)
def test_what_is_no_gb18030_is_never_taken_for_it(file: Path, header: str, body: bytes) -> None:
    file.write_bytes(header.encode() + body)
    assert detect(file) == "utf-8-sig"


def test_a_header_that_decodes_to_no_chinese_is_no_sign_of_gb18030(file: Path) -> None:
    file.write_bytes("id,£¥\n1,2\n".encode("latin-1"))  # in GB18030, a full-width percent sign
    assert detect(file) == "utf-8-sig"


@pytest.mark.parametrize(
    "text",
    [
        "id,name\nL1,张三\nL2,李四\n",  # an English header
        "id,sex\nL1,男\nL2,女\nL3,女\n",  # 女 in GB18030 is also two good bytes of UTF-8
        "编号,姓名\nL1,镕喆\nL2,𠮷野\n",  # characters outside GB2312, of two and of four bytes
        "姓名\n" + "a\n" * 100,
    ],
)
def test_gb18030_is_known_by_its_header_or_by_its_body(file: Path, text: str) -> None:
    assert "".join(lines_of(file, text.encode("gb18030"))) == text
    assert detect(file) == "gb18030"


def test_gb18030_with_a_bad_byte_swallows_nothing_around_it(file: Path) -> None:
    content = "编号,姓名,省份\n".encode("gb18030") + b"L1,\x81,\xff\nL2," + "张三,广东\n".encode("gb18030")
    lines = lines_of(file, content)
    assert lines[1] == f"L1,{MARK},{MARK}\n"
    assert lines[2] == "L2,张三,广东\n"


def test_utf16_with_an_odd_byte_or_half_a_pair_is_marked(file: Path) -> None:
    content = codecs.BOM_UTF16_LE + "a\nb".encode("utf-16-le") + b"\x00\xd8" + "\nc".encode("utf-16-le") + b"x"
    assert lines_of(file, content) == ["a\n", f"b{MARK}\n", f"c{MARK}"]


def test_a_character_cut_off_by_the_end_of_the_file_is_marked(file: Path) -> None:
    assert lines_of(file, "a\n张".encode()[:-1]) == ["a\n", MARK]


# ── lines ────────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_lines_end_at_lf_crlf_and_cr_and_at_nothing_else(file: Path) -> None:
    text = "a\nb\r\nc\rd\x0be\x0cf\x1cg\x85h\u2028i\u2029\n\n\r\r\nj"
    assert lines_of(file, text.encode()) == [
        "a\n",
        "b\r\n",
        "c\r",
        "d\x0be\x0cf\x1cg\x85h\u2028i\u2029\n",
        "\n",
        "\r",
        "\r\n",
        "j",
    ]


@given(
    text=st.text(st.sampled_from("ab\r\n张\u2028𠮷")),
    codec=st.sampled_from(("utf-8", "utf-8-sig", "utf-16")),
    size=st.integers(1, 7),
)
def test_lines_do_not_depend_on_where_the_file_was_cut_into_chunks(text: str, codec: str, size: int) -> None:
    with tempfile.TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch:
        patch.setattr(encoding, "_CHUNK", size)
        file = Path(folder) / "line.csv"
        assert lines_of(file, text.encode(codec)) == re.findall(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+", text)


@pytest.mark.parametrize("chunk", [1 << 10, 1 << 20])
def test_a_line_too_long_is_cut_and_its_neighbours_are_whole(
    file: Path, chunk: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(encoding, "_CHUNK", chunk)
    monkeypatch.setattr(encoding, "LONGEST", 5000)
    first, long, last = lines_of(file, b"a\r\n" + b"x" * 3_000_000 + b"\r\nb\n")
    assert (first, last) == ("a\r\n", "b\n")
    assert 5000 < len(long) < 5010 + chunk


def test_a_bomb_without_a_line_break_does_not_fill_the_memory(tmp_path: Path) -> None:
    file = tmp_path / "line.csv.gz"
    with gzip.open(file, "wb", compresslevel=1) as stream:
        for _ in range(64):
            stream.write(b"x" * LONGEST)
    (line,), failure = read(file)
    assert failure is None
    assert LONGEST < len(line) <= 3 * LONGEST


# ── files that cannot be read ────────────────────────────────────────────────────────────────────────────────────────


def test_a_missing_file_cannot_be_opened(tmp_path: Path) -> None:
    lines, failure = read(tmp_path / "line.csv")
    assert not lines
    assert failure is not None
    assert (failure.code, failure.reason) == ("SN001", "No such file or directory")


def test_what_is_no_gzip_is_told_from_what_is_damaged(tmp_path: Path) -> None:
    file = tmp_path / "line.csv.gz"
    file.write_bytes(b"id,name\n")
    assert_fails(file, "SN007", cut=False)
    whole = gzip.compress(b"id,name\nL1,x\n")
    file.write_bytes(whole + b"garbage")
    assert_fails(file, "SN002", cut=False)
    file.write_bytes(whole[:5])
    assert_fails(file, "SN002", cut=False)
    file.write_bytes(whole[:-6] + b"wrong!")  # the checksum
    assert_fails(file, "SN002", cut=False)


def assert_fails(file: Path, code: str, cut: bool) -> None:
    failure = read(file)[1]
    assert failure is not None
    assert (failure.code, failure.cut) == (code, cut)


def test_of_a_truncated_gzip_the_whole_lines_are_read(tmp_path: Path) -> None:
    file = tmp_path / "line.csv.gz"
    written = [f"L{number},{number * 7919 % 10007}\n" for number in range(20_000)]
    file.write_bytes(gzip.compress("".join(written).encode())[:20_000])
    lines, failure = read(file)
    assert 1000 < len(lines) < 20_000
    assert lines == written[: len(lines)]
    assert failure is not None
    assert (failure.code, failure.cut) == ("SN002", True)


def test_half_a_character_before_the_damage_is_a_line_cut_off(tmp_path: Path) -> None:
    file = tmp_path / "line.csv.gz"
    for content, cut in (("a\n张".encode()[:-1], True), (b"a\n", False)):
        pack = zlib.compressobj(wbits=31)
        file.write_bytes(pack.compress(content) + pack.flush(zlib.Z_SYNC_FLUSH))
        assert_fails(file, "SN002", cut)


@given(st.binary(max_size=200))
def test_no_bytes_raise(content: bytes) -> None:
    with tempfile.TemporaryDirectory() as folder:
        for name in ("line.csv", "line.csv.gz"):
            file = Path(folder) / name
            file.write_bytes(content)
            read(file)
