"""A log tells what the rules read, and nothing by which a person can be told: in no file, entry or message."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from interpreter.logs import log
from interpreter.logs.blind import blind, hashed
from tests.books import FACT, VOCABULARY, rule, small_book
from tests.interpreter.logs.test_log import AT
from tests.interpreter.receipts.issued import FACTS, KEY, NUMBER, ON, OTHER, PHONE, book
from tests.workbench.running import guiju

DIGITS = "0123456789"


def phones() -> st.SearchStrategy[str]:
    """Made-up mobile numbers, in several spellings."""
    plain = st.builds("1{}{}".format, st.sampled_from("3456789"), st.text(DIGITS, min_size=9, max_size=9))
    ways = (str, lambda n: f"+86{n}", lambda n: f"{n[:3]}-{n[3:7]}-{n[7:]}", lambda n: f"{n[:3]} {n[3:7]} {n[7:]}")
    return st.builds(lambda number, way: way(number), plain, st.sampled_from(ways))


def numbers() -> st.SearchStrategy[str]:
    """Made-up identity numbers, of a region that there is not."""
    days = st.dates().map(lambda day: day.strftime("%Y%m%d").rjust(8, "0"))
    return st.builds("99{}{}{}{}".format, st.text(DIGITS, min_size=4, max_size=4), days,
                     st.text(DIGITS, min_size=3, max_size=3), st.sampled_from("0123456789X"))  # fmt: skip


def facts(phone: str, number: str, key: str) -> dict[str, Any]:
    """A line with them in every place that takes a text."""
    return {
        "line": {
            "id": key, "msisdn": phone, "suspended_on": "2016-04-12", "activated_on": "2014-05-01",
            "holder": {"id": number, "id_number": number, "born_on": "1949-12-31", "incapable": True,
                       "lines": [{"id": phone, "msisdn": phone}]},
            "reminders": [{"id": phone, "sent_on": "2016-03-30"}],
        }
    }  # fmt: skip


def secrets(*texts: str) -> list[str]:
    """Each text, and the digits in it: seven of them in a row would tell whose they are."""
    bare = [re.sub(r"\D", "", text) for text in texts]
    return [*texts, *(each[at : at + 7] for each in bare for at in range(0, len(each) - 6, 3))]


def untold(data: bytes, *texts: str) -> bool:
    """Whether nothing of these texts is in some bytes, hashes aside: sixty-four digits hold every short number."""
    return not any(secret.encode() in re.sub(rb"[0-9a-f]{64}", b"", data) for secret in secrets(*texts))


@given(phones(), numbers(), st.one_of(phones(), numbers(), st.just("L1")))
@settings(max_examples=60)
def test_no_number_reaches_a_receipt_or_an_entry(phone: str, number: str, key: str) -> None:
    asked = facts(phone, number, key)
    verdict = book().decide("terminate", asked, ON)
    assert untold(verdict.receipt(KEY).bytes(), phone, number)
    told = json.dumps(blind(book().book, "terminate", asked, KEY))
    assert untold(told.encode(), phone, number, "1949-12-31")
    assert "withheld" not in told  # no rule of this action reads what is withheld


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_no_number_reaches_the_bytes_of_any_file_or_message(tmp_path: Path, lang: str) -> None:
    """Of the commands, those that refuse included."""
    guiju("log", "key", tmp_path / "key")
    said = ""
    for n, (phone, number) in enumerate([(PHONE, NUMBER), ("+86 139-0013-9001", "99010119800101123X")]):
        file = tmp_path / "facts.json"
        file.write_text(json.dumps(facts(phone, number, phone)), encoding="utf-8")
        wrong = tmp_path / "wrong.json"
        wrong.write_text(json.dumps({"line": {phone: number}}), encoding="utf-8")
        kept = ("--log", tmp_path / "log", "--log-key", tmp_path / "key", "--lang", lang)
        asked = ("decide", "terminate", "--on", "2016-07-11", *kept, "--receipt", tmp_path / f"{n}.json")
        for done in (
            guiju(*asked, "--facts", file), guiju(*asked, "--facts", file, "--format", "json"),
            guiju(*asked, "--facts", wrong), guiju("log", "show", tmp_path / "log", "--lang", lang),
            guiju("log", "show", tmp_path / "log", "--format", "json"), guiju("log", "verify", tmp_path / "log"),
            guiju("replay", tmp_path / f"{n}.json", "--facts", wrong, "--log-key", tmp_path / "key"),
            guiju("replay", tmp_path / f"{n}.json", "--facts", file, "--log-key", tmp_path / "key"),
        ):  # fmt: skip
            said += done.out + done.err
        file.unlink()
        wrong.unlink()
        written = b"".join(each.read_bytes() for each in tmp_path.iterdir())
        assert untold(written + said.encode(), phone, number)


def test_the_same_line_is_found_again_by_who_has_the_key() -> None:
    field = book().book.vocabulary.entities["line"].fields["msisdn"]
    told = blind(book().book, "terminate", FACTS, KEY)["line"]["msisdn"]
    assert told == hashed(field, PHONE, KEY)
    assert told != hashed(field, PHONE, OTHER)
    assert told != hashed(book().book.vocabulary.entities["line"].fields["id"], PHONE, KEY)


def test_only_what_the_rules_of_the_action_read_is_kept() -> None:
    """And keys and personal texts, by which an entry is found."""
    told = blind(book().book, "terminate", FACTS, KEY)
    assert told["line"].keys() == {"id", "msisdn", "suspended_on", "holder", "reminders"}
    assert told["line"]["suspended_on"] == "2016-04-12"
    assert told["line"]["reminders"] == [{"sent_on": "2016-03-30"}]
    assert told["line"]["holder"].keys() == {"id", "id_number"}


PERSONAL = VOCABULARY.replace(
    "kind: province, absent: unknown", "kind: province, absent: unknown, personal: yes"
).replace("{zh: 出生日, kind: date, absent: unknown", "{zh: 出生日, kind: date, absent: unknown, personal: yes")
READS = "line.good and line.size > 1 and line.province is guangdong and line.born_on < today and line.holder.kind = 'x'"


def test_what_is_read_is_told_by_its_kind(tmp_path: Path) -> None:
    """Values of few are told or withheld, texts are hashed, and so is a number that looks like a telephone's."""
    small = small_book(tmp_path, FACT + rule(f"may close when {READS}".replace("'", '"')), vocabulary=PERSONAL)
    asked = {
        "line": {
            "id": "L1", "good": True, "size": 13800138000, "province": "广东", "born_on": "1949-12-31", "fair": True,
            "holder": {"id": "H1", "kind": "张三"},
        }
    }  # fmt: skip
    told = blind(small, "close", asked, KEY)["line"]
    assert told["good"] is True
    assert told["size"].keys() == told["id"].keys() == told["holder"]["kind"].keys() == {"hmac"}
    assert told["province"] == told["born_on"] == "withheld"
    assert "fair" not in told
    assert blind(small, "close", {"line": {"id": "L1", "good": "unknown"}}, KEY)["line"]["good"] == "unknown"


def test_entries_of_a_log_hold_no_number(tmp_path: Path) -> None:
    verdict = book().decide("terminate", FACTS, ON)
    log.append(tmp_path / "log", verdict, verdict.receipt(KEY), KEY, AT)
    (entry,) = log.entries(tmp_path / "log")
    found: Mapping[str, Any] = entry.data["facts"]["line"]
    assert found["msisdn"].keys() == {"hmac"}
    assert untold((tmp_path / "log").read_bytes(), PHONE, NUMBER, "19491231")
