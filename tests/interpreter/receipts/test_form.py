"""A receipt is written in one form, and whatever is not that form, or not what its hash says, is refused."""

from __future__ import annotations

import json
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dsl.edition import canonical
from dsl.place import Refused
from interpreter.receipts import form
from interpreter.receipts.form import Receipt, fits, issued, read
from tests.dsl.editions import who
from tests.interpreter.receipts.issued import FACTS, KEY, NUMBER, ON, PHONE, audited, book, decided, forged, snapshot


@pytest.fixture(scope="module")
def receipts(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Receipt]:
    folder = tmp_path_factory.mktemp("form")
    signed = book().decide("terminate", FACTS, ON).receipt(KEY, who(1))
    return {
        "decision": decided(), "signed": signed, "audit": audited(snapshot(folder / "s"), everything=True),
        "out": audited(folder / "s", out=folder / "out"),
    }  # fmt: skip


KINDS = ("decision", "signed", "audit", "out")


def refused(data: bytes, *keys: str) -> Refused:
    with pytest.raises(Refused) as told:
        read(data, keys)
    return told.value


@pytest.mark.parametrize("kind", KINDS)
def test_what_was_issued_is_read(receipts: dict[str, Receipt], kind: str) -> None:
    found = read(receipts[kind].bytes())
    assert found == receipts[kind]
    assert found.is_audit == (kind in ("audit", "out"))


def test_the_hash_is_that_of_all_the_rest_and_anybody_can_compute_it(receipts: dict[str, Receipt]) -> None:
    said = json.loads(receipts["audit"].bytes())
    told = said.pop("sha256")
    text = json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    assert told == receipts["audit"].hash == sha256(text.encode()).hexdigest()


@pytest.mark.parametrize("kind", KINDS)
@given(data=st.data())
def test_no_byte_can_be_another(receipts: dict[str, Receipt], kind: str, data: st.DataObject) -> None:
    whole = receipts[kind].bytes()
    at, change = data.draw(st.integers(0, len(whole) - 1)), data.draw(st.integers(1, 255))
    assert refused(whole[:at] + bytes([whole[at] ^ change]) + whole[at + 1 :]).code in ("RC101", "RC102", "RC103")
    assert refused(whole[:at] + whole[at + 1 :]).code
    assert refused(whole[:at] + bytes([change]) + whole[at:]).code


def test_the_same_in_another_form_is_refused(receipts: dict[str, Receipt]) -> None:
    said = receipts["audit"].data
    ways = [
        json.dumps(said, ensure_ascii=False, indent=1, sort_keys=True).encode() + b"\n",
        json.dumps(dict(reversed(list(said.items()))), ensure_ascii=False, separators=(",", ":")).encode() + b"\n",
        canonical(said), canonical(said) + b"\n\n", b"\xef\xbb\xbf" + canonical(said) + b"\n",
        canonical(said).replace(b'"form":1', b'"form":1,"form":1') + b"\n",
    ]  # fmt: skip
    assert {refused(way).code for way in ways} == {"RC102"}


@pytest.mark.parametrize(
    "data",
    [b"", b"{}", b"[]\n", b"null\n", b"{\n", b"\xff\n", b"[" * 100_000, b'{"form":1}\n', b'"\\ud800"\n'],
)
def test_what_is_no_receipt_is_refused_in_words(data: bytes) -> None:
    said = refused(data)
    assert said.code in ("RC101", "RC102")
    assert said.about("x").message("zh")


def test_a_receipt_that_is_too_large_is_not_read() -> None:
    assert refused(b" " * (form.MOST + 1)).code == "RC102"


@pytest.mark.parametrize(("member", "what"), [("form", "form"), ("language", "language")])
def test_a_receipt_of_another_version_is_refused_and_says_so(
    receipts: dict[str, Receipt], member: str, what: str
) -> None:
    said = refused(forged(receipts["audit"], **{member: 2}))
    assert said.code == "RC103"
    assert f"version 2 of the {what}" in said.about("x").message("en")


STRANGE: list[dict[str, Any]] = [
    {"asked": {"what": "audit"}}, {"asked": {"what": "guess", "on": "2016-01-01"}}, {"asked": None}, {"snapshot": [1]},
    {"snapshot": [{"name": "a", "size": -1, "sha256": "0" * 64}]}, {"book": "cn-telecom"}, {"form": True},
    {"form": None}, {"engine": {"name": "abacus", "version": "1"}}, {"more": 1}, {"sha": "0"}, {"answer": {}},
    {"language": "1"}, {"asked": {"all": False, "on": "2016-13-41", "rules": [], "what": "audit"}},
]  # fmt: skip


@pytest.mark.parametrize("members", STRANGE, ids=str)
def test_what_holds_anything_else_is_refused_though_its_hash_is_right(
    receipts: dict[str, Receipt], members: dict[str, Any]
) -> None:
    assert refused(forged(receipts["audit"], **members)).code == "RC102"


def test_a_shape_is_types_patterns_members_and_lists() -> None:
    shape = {"a": int, "b?": [str], "c?": {"*": (bool, type(None))}}
    assert fits({"a": 1}, shape)
    assert fits({"a": 0, "b": ["x"], "c": {"any": None, "other": True}}, shape)
    strange: list[object] = [{}, {"a": True}, {"a": -1}, {"a": 1, "b": [1]}, {"a": 1, "c": {"x": 1}}, [], None]
    assert not any(fits(wrong, shape) for wrong in [*strange, {"a": 1, "d": 1}])


# ── signed ──


def test_a_signature_is_looked_at_wherever_it_can_be(receipts: dict[str, Receipt]) -> None:
    signed, ours, theirs = receipts["signed"], who(1).public, who(2).public
    assert read(signed.bytes(), [ours]) == signed
    assert refused(signed.bytes(), theirs).code == "RC104"
    assert refused(receipts["decision"].bytes(), ours).code == "RC104"
    other = {**signed.data["answer"], "verdict": "permitted"}
    for members in (
        {"answer": other},
        {"signature": "0" * 128},
        {"signer": theirs},
        {"signer": None},
        {"signature": None},
    ):
        assert refused(forged(signed, **members)).code == "RC104"


def test_without_a_signature_a_forger_who_mends_the_hash_is_not_told() -> None:
    """The pages say so: a hash shows damage and no forgery. Whoever computes it again sees it."""
    forgery = forged(decided(), answer={**decided().data["answer"], "verdict": "permitted"})
    assert read(forgery).data["answer"]["verdict"] == "permitted"
    stripped = forged(book().decide("terminate", FACTS, ON).receipt(KEY, who(1)), signer=None, signature=None)
    assert read(stripped) == decided()
    assert refused(stripped, who(1).public).code == "RC104"


def test_where_signatures_cannot_be_looked_at_one_that_is_asked_for_is_refused(
    receipts: dict[str, Receipt], monkeypatch: pytest.MonkeyPatch
) -> None:
    bad, ours = forged(receipts["signed"], signature="0" * 128), who(1).public
    monkeypatch.setattr(form, "is_able", lambda: False)
    assert read(bad)
    assert refused(bad, ours).code == "RC104"


# ── what is in it ──


def test_the_same_question_has_the_same_receipt(tmp_path: Path) -> None:
    """No clock is in it, no path and nothing random."""
    assert decided() == decided()
    one, other = snapshot(tmp_path / "one"), snapshot(tmp_path / "other")
    first = audited(one, out=tmp_path / "a")
    assert audited(other, out=tmp_path / "b") == first
    assert (tmp_path / "a" / "receipt.json").read_bytes() == (tmp_path / "b" / "receipt.json").read_bytes()
    assert (tmp_path / "a" / "receipt.json").read_bytes() == first.bytes()


def test_nothing_personal_is_in_it(receipts: dict[str, Receipt]) -> None:
    for each in receipts.values():
        for secret in (PHONE, NUMBER, "1949", "H1"):
            assert secret.encode() not in each.bytes()


def test_it_is_made_of_what_was_named(receipts: dict[str, Receipt]) -> None:
    audit, decision = receipts["audit"].data, receipts["decision"].data
    assert audit["asked"] == {"all": True, "on": "2016-07-20", "rules": [], "what": "audit"}
    assert [part["name"] for part in audit["snapshot"]] == [
        "holder.csv",
        "line.csv",
        "reminder/0.csv",
        "reminder/1.csv",
    ]
    assert audit["answer"]["rows"]["line"] == {"judged": 3, "read": 4, "rejected": 1}
    assert audit["book"]["hash"] == decision["book"]["hash"] == book().book.hash
    assert decision["asked"] == {"action": "terminate", "on": "2016-07-11", "what": "decide"}
    assert decision["answer"]["verdict"] == "denied"
    assert decision["facts"]["key"] == KEY.name
    assert issued({"a": 1}).data["form"] == 1
