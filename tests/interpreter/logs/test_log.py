"""A log is added to and nothing else; what was altered in it is told, entry by entry and byte by byte."""

from __future__ import annotations

import multiprocessing
import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from contextlib import closing
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dsl.place import Refused
from interpreter.logs import log
from interpreter.logs.entry import FIRST, Entry, Flawed, chained, read
from interpreter.logs.file import File
from tests.interpreter.receipts.issued import FACTS, KEY, ON, OTHER, book
from tests.workbench.running import HOUSE

AT = datetime(2026, 11, 27, 7, 40, 12, tzinfo=UTC)


def add(where: Path | str, count: int = 1, key: object = KEY) -> Entry:
    """Adds so many decisions; the last entry."""
    verdict = book().decide("terminate", FACTS, ON)
    assert key in (KEY, OTHER)
    found = [log.append(where, verdict, verdict.receipt(KEY), KEY if key == KEY else OTHER, AT) for _ in range(count)]
    return found[-1]


@pytest.fixture
def kept(tmp_path: Path) -> Path:
    """A log of twelve entries."""
    add(tmp_path / "log", 12)
    return tmp_path / "log"


def refused(where: Path | str, **asked: object) -> str:
    with pytest.raises(Refused) as told:
        log.verify(where, **asked)  # type: ignore[arg-type]  # what `verify` is asked
    return told.value.about("log").message("en")


def rewritten(path: Path, lines: list[tuple[int, str]]) -> None:
    """The log with other lines, written as guiju writes it."""
    path.unlink()
    kept = File(path)
    for number, line in lines:
        kept.append(lambda _, n=number, text=line: _Line(n, text))  # type: ignore[misc, arg-type]


class _Line:
    def __init__(self, number: int, text: str) -> None:
        self.number, self.text = number, text

    def line(self) -> str:
        return self.text


def lines(path: Path) -> list[tuple[int, str]]:
    with log.store(path).held() as held:
        return list(held.lines())


# ── what is sound ──


def test_what_was_added_is_sound_with_the_key_and_without(kept: Path) -> None:
    head = log.entries(kept)[-1].hash
    for key in (KEY, None):
        found = log.verify(kept, key, head, 12)
        assert (found.count, found.head, found.flaw, found.is_keyed) == (12, head, None, key is not None)


def test_entries_are_numbered_and_each_holds_the_hash_of_the_one_before(kept: Path) -> None:
    found = log.entries(kept)
    assert [each.number for each in found] == list(range(1, 13))
    assert [each.data["previous"] for each in found] == [FIRST, *(each.hash for each in found[:-1])]
    assert [each.number for each in log.entries(kept, 2)] == [11, 12]
    first = found[0]
    assert first.data["at"] == "2026-11-27T07:40:12Z"
    assert first.receipt == book().decide("terminate", FACTS, ON).receipt(KEY)


def test_the_head_that_was_noted_before_is_there_when_the_log_has_grown(kept: Path) -> None:
    noted = log.verify(kept).head
    add(kept, 3)
    assert log.verify(kept, KEY, noted, 12).flaw is None


def test_a_new_log_is_for_its_owner_alone(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        add(tmp_path / "log")
    finally:
        os.umask(before)
    assert (tmp_path / "log").stat().st_mode & 0o777 == 0o600


# ── what refuses to be changed ──


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE entry SET content = 'x'",
        "UPDATE entry SET number = 99 WHERE number = 12",
        "DELETE FROM entry WHERE number = 12",
        "INSERT OR REPLACE INTO entry VALUES (12, 'x')",
        "INSERT INTO entry VALUES (14, 'x')",
        "INSERT INTO entry VALUES (0, 'x')",
    ],
)
def test_the_table_refuses_to_be_changed(kept: Path, statement: str) -> None:
    with closing(sqlite3.connect(kept)) as connection, pytest.raises(sqlite3.IntegrityError):
        connection.execute(statement)
    assert log.verify(kept, KEY).flaw is None


# ── what was altered ──


def test_no_byte_of_the_file_can_be_another(kept: Path, tmp_path: Path) -> None:
    """Every byte of the first page and many of the others, those that SQLite does not look at too."""
    whole, chance = kept.read_bytes(), random.Random()
    other = tmp_path / "other"
    places = [*range(100), *chance.sample(range(len(whole)), 300)]
    for at in places:
        other.write_bytes(whole[:at] + bytes([whole[at] ^ 1 << chance.randrange(8)]) + whole[at + 1 :])
        assert not is_sound(other), at


def is_sound(path: Path) -> bool:
    try:
        return log.verify(path).flaw is None
    except Refused:
        return False


@pytest.mark.parametrize("more", [b"\0", b"\0" * 4096, b"x" * 10_000])
def test_nothing_can_stand_behind_the_file(kept: Path, more: bytes) -> None:
    with kept.open("ab") as file:
        file.write(more)
    assert not is_sound(kept)


def test_the_byte_is_named_where_no_entry_was_altered(kept: Path) -> None:
    whole = bytearray(kept.read_bytes())
    whole[60] ^= 1  # the user's version number: SQLite does not care
    kept.write_bytes(whole)
    found = log.verify(kept, KEY)
    assert found.flaw is not None
    assert found.flaw.en.startswith("byte 60 ")
    assert (found.what.en, found.count) == ("the file", 12)


def test_what_another_version_of_sqlite_left_in_unused_places_is_counted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Between the pointers and the content of a page; anywhere else it is an alteration, with any version."""
    kept = tmp_path / "log"
    monkeypatch.setattr(sqlite3, "sqlite_version", "3.39.7")
    add(kept, 12)
    whole = bytearray(kept.read_bytes())
    whole[96:100] = (3_039_007).to_bytes(4, "big")  # as that version does
    kept.write_bytes(whole)
    assert log.verify(kept, KEY).unused == 0
    page = next(at for at in range(4096, len(whole), 4096) if whole[at] == 13)
    pointers, content = (int.from_bytes(whole[page + at : page + at + 2], "big") for at in (3, 5))
    for at in (page + 8 + 2 * pointers, page + content - 1):
        kept.write_bytes(whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :])
        for version, told in (("3.39.7", None), ("3.40.1", 1)):
            monkeypatch.setattr(sqlite3, "sqlite_version", version)
            found = log.verify(kept, KEY)
            assert (found.flaw is None) == (told is not None)
            assert found.unused == (told or 0)
    for at in (page, page + 8 + 2 * pointers - 1, page + content, 60, 99, len(whole) - 1):
        kept.write_bytes(whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :])
        assert not is_sound(kept), at


def test_an_entry_that_was_changed_removed_or_moved_is_named(kept: Path) -> None:
    whole = lines(kept)
    texts = [text for _, text in whole]
    ways = {
        3: [*texts[:2], texts[2].replace("denied", "permitted"), *texts[3:]],
        5: [*texts[:4], *texts[5:]],
        6: [*texts[:5], texts[6], texts[5], *texts[7:]],
        1: texts[1:],
        9: [*texts[:8], texts[7], *texts[8:]],
    }
    for number, altered in ways.items():
        rewritten(kept, list(enumerate(altered, 1)))
        found = log.verify(kept)
        assert found.flaw is not None
        assert (found.number, found.count) == (number, number - 1)


def test_who_mends_all_hashes_is_told_by_the_key_alone(kept: Path) -> None:
    """Without the key a log that somebody wrote anew is sound, and its page says so; the head shows it too."""
    noted, previous = log.verify(kept).head, None
    texts = []
    for entry in log.entries(kept):
        content = {name: entry.data[name] for name in ("at", "facts", "receipt", "store")}
        at = {"at": "2020-01-01T00:00:00Z"} if entry.number == 7 else {}
        previous = chained({**content, **at}, previous, OTHER)
        texts.append(previous.line())
    rewritten(kept, list(enumerate(texts, 1)))
    assert log.verify(kept).flaw is None
    for asked in ((KEY,), (None, noted)):
        found = log.verify(kept, *asked)
        assert found.flaw is not None
    assert log.verify(kept, KEY).number == 1


def test_an_end_that_was_cut_off_is_told_by_the_head_or_the_count_alone(kept: Path) -> None:
    noted = log.verify(kept).head
    rewritten(kept, lines(kept)[:9])
    assert log.verify(kept, KEY).flaw is None
    for asked in ({"head": noted}, {"least": 12}):
        found = log.verify(kept, KEY, **asked)
        assert found.flaw is not None
        assert found.number == 9


@given(st.data())
@settings(max_examples=60)
def test_no_character_of_an_entry_can_be_another(data: st.DataObject) -> None:
    line = _LINE
    at = data.draw(st.integers(0, len(line) - 1))
    char = data.draw(st.characters(exclude_characters=line[at], codec="utf-8"))
    for other in (line[:at] + char + line[at + 1 :], line[:at] + line[at + 1 :], line[:at] + char + line[at:]):
        with pytest.raises(Flawed):
            read(other)


_VERDICT = book().decide("terminate", FACTS, ON)
_LINE = chained(
    {"at": "2026-11-27T07:40:12Z", "facts": {}, "receipt": dict(_VERDICT.receipt(KEY).data), "store": "postgresql"},
    None,
    KEY,
).line()


@pytest.mark.parametrize("line", ["", "{}", "null", "[]", "[" * 100_000, '{"form":1}', '{"form":NaN}', "1e999"])
def test_what_is_no_entry_is_told(line: str) -> None:
    with pytest.raises(Flawed):
        read(line)


# ── what cannot be added to, or read ──


def test_a_log_is_not_added_to_with_another_key(kept: Path) -> None:
    with pytest.raises(Refused) as told:
        add(kept, 1, OTHER)
    assert told.value.code == "RC203"
    assert log.verify(kept, KEY, least=12).count == 12


def test_a_log_whose_last_entry_was_altered_is_not_added_to(kept: Path) -> None:
    whole = lines(kept)
    rewritten(kept, [*whole[:-1], (12, whole[-1][1].replace("denied", "permitted"))])
    with pytest.raises(Refused, match="RC203"):
        add(kept)


def test_what_is_no_log_is_neither_read_nor_written_to(tmp_path: Path) -> None:
    text, empty, other = tmp_path / "text", tmp_path / "empty", tmp_path / "other"
    text.write_text("no log\n" * 1000, encoding="utf-8")
    empty.touch()
    with closing(sqlite3.connect(other)) as connection:
        connection.execute("CREATE TABLE entry (number INTEGER PRIMARY KEY, content TEXT)")
    assert "no file of SQLite" in refused(text)
    assert "no log" in refused(empty)
    assert "no log" in refused(other)
    assert "no such file" in refused(tmp_path / "nowhere")
    for file in (text, other):
        before = file.read_bytes()
        with pytest.raises(Refused, match="RC202"):
            add(file)
        assert file.read_bytes() == before
    with pytest.raises(Refused, match="RC202"):
        add(tmp_path / "no" / "folder" / "log")
    with pytest.raises(Refused, match="RC202"):
        add(tmp_path)


def test_a_verdict_on_rows_is_not_logged(tmp_path: Path) -> None:
    verdict = book().decide("terminate", FACTS, ON)
    bare = type(verdict)(verdict.action, verdict.name, verdict.because)
    with pytest.raises(ValueError, match="not logged"):
        log.append(tmp_path / "log", bare, verdict.receipt(KEY), KEY, AT)
    assert not (tmp_path / "log").exists()


# ── several at once, and killed ──


def test_several_processes_add_at_once(tmp_path: Path) -> None:
    """Each entry follows the one before it; none is lost, none is there twice."""
    workers = [multiprocessing.get_context("spawn").Process(target=add, args=(tmp_path / "log", 15)) for _ in range(4)]
    for each in workers:
        each.start()
    for each in workers:
        each.join()
    assert [each.exitcode for each in workers] == [0] * 4
    assert log.verify(tmp_path / "log", KEY, least=60).count == 60
    assert log.verify(tmp_path / "log", KEY, least=60).flaw is None


def test_several_threads_add_while_others_verify(tmp_path: Path) -> None:
    add(tmp_path / "log")
    flaws: list[object] = []

    def look() -> None:
        flaws.extend(log.verify(tmp_path / "log", KEY).flaw for _ in range(10))

    threads = [threading.Thread(target=add, args=(tmp_path / "log", 10)) for _ in range(3)]
    threads += [threading.Thread(target=look) for _ in range(2)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert flaws == [None] * 20
    assert log.verify(tmp_path / "log", KEY).count == 31


ADDS = """
import sys
from pathlib import Path
from tests.interpreter.logs.test_log import add
while True:
    print(add(Path(sys.argv[1])).number, flush=True)
"""


def test_what_was_said_to_be_logged_is_there_after_a_kill(tmp_path: Path) -> None:
    """Killed at random points, again and again: the log is sound, down to its bytes, and goes on."""
    kept, told = tmp_path / "log", 0
    chance = random.Random()
    for _ in range(6):
        started = subprocess.Popen([sys.executable, "-c", ADDS, str(kept)], cwd=HOUSE, stdout=subprocess.PIPE)
        assert started.stdout is not None
        started.stdout.readline()
        time.sleep(chance.uniform(0, 0.3))
        started.send_signal(signal.SIGKILL)
        said = started.stdout.read().split()
        started.wait()
        started.stdout.close()
        told = max([told, *map(int, said)])
        copy = shutil.copyfile(kept, tmp_path / "copy")
        assert Path(copy).stat().st_size
        found = log.verify(kept, KEY, least=told)
        assert found.flaw is None
        assert found.count >= told
    add(kept)
    assert log.verify(kept, KEY).flaw is None


def test_a_write_that_was_given_up_leaves_the_bytes_as_they_were(tmp_path: Path) -> None:
    """As when the disk is full or the entry cannot be made: before the first entry, and after some."""
    kept = tmp_path / "log"
    for count in (0, 5):
        if count:
            add(kept, count)

        def fail(_: str | None) -> Entry:
            raise RuntimeError

        with pytest.raises(RuntimeError):
            log.store(kept).append(fail)
    assert log.verify(kept, KEY).flaw is None
    assert log.entries(kept)[0].receipt.data["asked"]["on"] == date(2016, 7, 11).isoformat()
