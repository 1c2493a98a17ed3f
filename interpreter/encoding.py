"""Bytes to text: a file's path in, its physical lines out, whatever the encoding and whether or not it is gzipped.

A physical line ends at LF, CRLF or a lone CR, and at nothing else; it keeps its line break. Text is decoded as it is
read, so nothing is written to disk. What cannot be decoded becomes `MARK`, so that only the record it stands in is
refused. Memory is bounded: of a line longer than `LONGEST`, `LONGEST` characters and one more are given.
"""

from __future__ import annotations

import codecs
import gzip
import io
import os
import re
import zlib
from collections import deque
from collections.abc import Generator, Iterator
from contextlib import closing
from itertools import islice
from pathlib import Path

LONGEST = 1 << 20
"""The most characters of a line, its line break included."""

MARK = "\udcff"
"""Stands for bytes that cannot be decoded; no decoder of ours ever gives it for good ones."""

_CHUNK = 1 << 20
_HEAD = 1 << 16
_SAMPLE = 20_000
_HAN = re.compile("[\u3400-\u4dbf\u4e00-\u9fff]")
_HIGH = re.compile(rb"[\x80-\xff]+")
_UTF8_SHORT = re.compile(rb"(?:[\xc2-\xdf][\x80-\xbf])+")
_GB_PAIRS = re.compile(rb"(?:[\xa1-\xf7][\xa1-\xfe])+")


class Unreadable(Exception):
    """A file cannot be read from here on. `code` says why; `cut` says whether an unfinished line was lost with it."""

    def __init__(self, code: str, reason: str = "", cut: bool = False) -> None:
        super().__init__(code)
        self.code = code
        self.reason = reason
        self.cut = cut


class Lines:
    """The physical lines of a text file. Those in `waiting` have been read ahead; `more` reads some further ones.

    Where `more` says no, `failure` tells whether the file ended there or broke off.
    """

    def __init__(self, path: Path) -> None:
        self.waiting: deque[str] = deque()
        self.failure: Unreadable | None = None
        self._blocks = _blocks(path)

    def more(self) -> bool:
        """Whether at least one further line could be read; never raises for what the file holds."""
        text = self.block()
        self.waiting.extend(split(text))
        return bool(text)

    def block(self) -> str:
        """Some further whole lines as one text, instead of into `waiting`; "" where `more` would say no."""
        try:
            return next(self._blocks)
        except StopIteration:
            return ""
        except Unreadable as failure:
            self.failure = failure
            return ""


def detect(path: Path) -> str:
    """The codec of a text file: `utf-16` by its mark, else `utf-8-sig` unless it is not UTF-8 and looks like `gb18030`.

    Taking UTF-8 with a few bad bytes for GB18030 would silently turn its text into other text, while the contrary error
    only refuses records; so GB18030 is what needs evidence.
    """
    head = _head(path)
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    if head.startswith(codecs.BOM_UTF8) or _decodes(path, "utf-8") or not _looks_gb18030(path, head):
        return "utf-8-sig"
    return "gb18030"


def _blocks(path: Path) -> Iterator[str]:
    """Texts of one whole line or more, in order; raises `Unreadable` after the last whole line before the damage."""
    decoder = codecs.getincrementaldecoder(detect(path))("guiju.mark")
    rest = ""
    try:
        for chunk in _chunks(path):
            text = rest + decoder.decode(chunk)
            # A CR at the end stays behind as well: an LF may follow it.
            whole = max(text.rfind("\n"), text.rfind("\r", 0, -1)) + 1
            rest = text[whole:]
            if len(rest) > LONGEST:
                rest = rest[:LONGEST] + rest[-1]
            if whole:
                yield text[:whole]
    except Unreadable as failure:
        cut = bool(rest or decoder.getstate()[0])
        raise Unreadable(failure.code, failure.reason, cut) from failure
    rest += decoder.decode(b"", final=True)
    if rest:
        yield rest


def split(text: str) -> list[str]:
    """The physical lines of a text; `str.splitlines` would also break at U+2028, form feeds and others."""
    return io.StringIO(text, newline="").readlines()


def _chunks(path: Path) -> Iterator[bytes]:
    """The bytes of a file, unzipped where its name ends in `.gz`."""
    begun = False
    try:
        with gzip.open(path) if path.name.lower().endswith(".gz") else path.open("rb") as stream:
            # `read1` hands out what was unzipped before the damage; `read` would lose it.
            while chunk := stream.read1(_CHUNK):
                begun = True
                yield chunk
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        raise Unreadable("SN002" if begun or isinstance(error, EOFError) else "SN007") from error
    except OSError as error:
        raise Unreadable("SN001", os.strerror(error.errno or 0)) from error


def _until_damage(path: Path) -> Generator[bytes, None, None]:
    """As `_chunks`, but a file that breaks off just ends."""
    try:
        yield from _chunks(path)
    except Unreadable:
        return


def _head(path: Path) -> bytes:
    head = b""
    with closing(_until_damage(path)) as chunks:
        for chunk in chunks:
            head += chunk
            if len(head) >= _HEAD:
                break
    return head


def _decodes(path: Path, codec: str) -> bool:
    """Whether all bytes are good; a character cut off by the end of the file is left to the last record."""
    decoder = codecs.getincrementaldecoder(codec)()
    try:
        for chunk in _until_damage(path):
            decoder.decode(chunk)
    except UnicodeDecodeError:
        return False
    return True


def _looks_gb18030(path: Path, head: bytes) -> bool:
    """Whether a file that is not UTF-8 is GB18030.

    Either its header is Chinese in GB18030 and no UTF-8, or its header is ASCII and all of it decodes as GB18030,
    nearly always to common characters. In both cases its runs of high bytes must be UTF-8 less often than not.
    """
    first = re.split(rb"[\r\n]", head.lstrip(b"\r\n"), maxsplit=1)[0]
    pairs, utf8, others = _runs(path)
    if pairs <= utf8:
        return False
    if first.isascii():
        return pairs >= 9 * others and _decodes(path, "gb18030")
    return not _is(first, "utf-8") and _is(first, "gb18030") and bool(_HAN.search(first.decode("gb18030")))


def _is(text: bytes, codec: str) -> bool:
    try:
        text.decode(codec)
    except UnicodeDecodeError:
        return False
    return True


def _runs(path: Path) -> tuple[float, float, float]:
    """How many of the first runs of high bytes look like GB2312, like UTF-8 and like neither.

    Two-byte sequences of UTF-8 are a weak sign, for one Chinese character in GB2312 may look like one.
    """
    pairs = utf8 = others = 0.0
    for run in islice((run for chunk in _until_damage(path) for run in _HIGH.findall(chunk)), _SAMPLE):
        if _UTF8_SHORT.fullmatch(run):
            utf8 += 0.25
        elif _is(run, "utf-8"):
            utf8 += 1
        elif _GB_PAIRS.fullmatch(run):
            pairs += 1
        else:
            others += 1
    return pairs, utf8, others


def _mark(error: UnicodeError) -> tuple[str, int]:
    assert isinstance(error, UnicodeDecodeError)
    return MARK, error.end


codecs.register_error("guiju.mark", _mark)
