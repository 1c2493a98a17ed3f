"""The made-up snapshot: the same for the same seed, like an operator's, nobody's, and wrong just where it says so."""

from __future__ import annotations

import csv
import json
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from dsl import core
from interpreter.evaluate import Day, Evaluator
from interpreter.facts import Row, read_given
from interpreter.snapshot import SnapshotWorld
from interpreter.switches import switched_off
from interpreter.tables import Refused, read_table
from tests.books import telecom
from workbench import demo
from workbench import sample as sampling
from workbench.damage import KINDS
from workbench.faults import plant
from workbench.planting import Planting
from workbench.population import PREFIXES, Form
from workbench.sample import DEFAULT_DAY, FIRST_DAY, LAST_DAY, Sample, make_sample

LINES = 2_000


@pytest.fixture(scope="module", autouse=True)
def one_book() -> Iterator[None]:
    """The book that the tests have read is not read once more."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sampling, "_book", lambda: telecom().book)
        yield


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Sample]:
    folder = tmp_path_factory.mktemp("base")
    return folder, make_sample(folder, LINES, 7, "csv")


@pytest.fixture(scope="module")
def faulty(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Sample]:
    folder = tmp_path_factory.mktemp("faulty")
    return folder, make_sample(folder, 400, 3, "csv", faults=True)


def _rows(folder: Path, table: str) -> list[dict[str, str]]:
    with (folder / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _bytes(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}


# ── the same for the same seed ───────────────────────────────────────────────────────────────────────────────────────


def test_the_same_seed_gives_the_same_bytes_and_another_seed_others(
    faulty: tuple[Path, Sample], tmp_path: Path
) -> None:
    again = make_sample(tmp_path / "again", 400, 3, "csv", faults=True)
    assert again == faulty[1]
    assert _bytes(tmp_path / "again") == _bytes(faulty[0])
    make_sample(tmp_path / "other", 400, 4, "csv", faults=True)
    assert _bytes(tmp_path / "other")["line.csv"] != _bytes(faulty[0])["line.csv"]


def test_the_number_of_threads_changes_nothing(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """More rows than the engine gives to one thread at a time."""
    import duckdb

    connect = duckdb.connect
    for threads in (1, 4):
        monkeypatch.setattr(
            duckdb, "connect", lambda name, config, n=threads: connect(name, config=config | {"threads": n})
        )
        make_sample(tmp_path / str(threads), 130_000, 1, "csv")
    assert _bytes(tmp_path / "1") == _bytes(tmp_path / "4")


def test_a_sample_replaces_one_of_its_form_and_refuses_to_lie_beside_another(tmp_path: Path) -> None:
    make_sample(tmp_path, 50, 1, "csv", faults=True)
    make_sample(tmp_path, 40, 1, "csv")
    assert len(_rows(tmp_path, "line")) == 40
    assert not (tmp_path / "faults.json").exists()
    with pytest.raises(FileExistsError):
        make_sample(tmp_path, 40, 1, "parquet")


@pytest.mark.parametrize(
    ("lines", "on"), [(0, DEFAULT_DAY), (10**9, DEFAULT_DAY), (1, date(2019, 1, 1)), (1, date(2027, 1, 1))]
)
def test_a_size_or_day_that_cannot_be_had_is_refused_before_anything_is_written(
    tmp_path: Path, lines: int, on: date
) -> None:
    with pytest.raises(ValueError, match=r"lines|day"):
        make_sample(tmp_path / "new", lines, 1, on=on)
    assert not (tmp_path / "new").exists()


# ── like an operator's ───────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("lines", [1, 9])
def test_there_are_as_many_lines_as_asked_for_and_the_counts_are_true(tmp_path: Path, lines: int) -> None:
    sample = make_sample(tmp_path, lines, 1, "csv")
    assert sample.counts["line"] == lines
    assert {table: len(_rows(tmp_path, table)) for table in PREFIXES} == sample.counts


def test_counts_are_true_of_larger_ones_too(base: tuple[Path, Sample]) -> None:
    assert {table: len(_rows(base[0], table)) for table in PREFIXES} == base[1].counts
    assert base[1].counts["line"] == LINES


def test_columns_are_those_of_the_vocabulary_in_their_order(base: tuple[Path, Sample]) -> None:
    for table, entity in telecom().book.vocabulary.entities.items():
        header = (base[0] / f"{table}.csv").read_text(encoding="utf-8").splitlines()[0]
        assert header.split(",") == list(entity.fields)


def test_parquet_holds_the_same_rows_as_csv(base: tuple[Path, Sample], tmp_path: Path) -> None:
    make_sample(tmp_path, LINES, 7, "parquet")
    for table in ("line", "message"):
        stored = pq.read_table(tmp_path / f"{table}.parquet").to_pylist()
        written = _rows(base[0], table)
        assert [row["id"] for row in stored] == [row["id"] for row in written]
        for name in ("registered_on", "sent_at"):
            if name in written[0]:
                assert [str(row[name] or "") for row in stored] == [row[name] for row in written]


def test_most_people_have_few_cards_and_a_few_have_very_many(base: tuple[Path, Sample]) -> None:
    holders = {row["id"]: row["kind"] for row in _rows(base[0], "holder")}
    cards = Counter(row["holder_id"] for row in _rows(base[0], "line") if row["holder_id"])
    sizes = sorted(cards.values())
    assert sizes[len(sizes) // 2] == 1
    assert sum(size <= 5 for size in sizes) > 0.9 * len(sizes)
    assert max(size for holder, size in cards.items() if holders[holder] == "unit") > 20
    assert max(size for holder, size in cards.items() if holders[holder] == "individual") > 8


def test_every_stage_of_the_ladder_and_of_a_bill_is_met(base: tuple[Path, Sample]) -> None:
    lines = _rows(base[0], "line")
    ladder = ("found_unregistered_on", "first_reminded_on", "suspended_on", "terminated_on")
    bill = ("payment_due_on", "arrears_suspended_on", "arrears_terminated_on")
    for stages in (ladder, bill, ("paid_at", "restored_at"), ("cancelled_on", "released_on"), ("file_deleted_on",)):
        reached = [sum(bool(row[stage]) for row in lines) for stage in stages]
        assert all(reached)
        assert reached == sorted(reached, reverse=True)


def test_provinces_carriers_years_and_gaps_are_spread(base: tuple[Path, Sample]) -> None:
    lines = _rows(base[0], "line")
    assert len({row["province"] for row in lines}) == 32  # 31 and unknown
    assert len({row["carrier"] for row in lines if row["carrier"].startswith("转售商")}) >= 8
    assert {row["activated_on"][:4] for row in lines} == {str(year) for year in range(2012, 2027)}
    for name in ("holder_id", "province", "carrier", "kind"):
        assert 0 < sum(not row[name] for row in lines) < 0.05 * len(lines)


# ── nobody's ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def _resident(number: str) -> bool:
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    return number[17] == "10X98765432"[sum(w * int(d) for w, d in zip(weights, number, strict=False)) % 11]


def _unit(number: str) -> bool:
    letters = "0123456789ABCDEFGHJKLMNPQRTUWXY"
    total = sum(3**place % 31 * letters.index(letter) for place, letter in enumerate(number[:17]))
    organisation = sum(w * int(d) for w, d in zip((3, 7, 9, 10, 5, 8, 4, 2), number[8:16], strict=True))
    return number[17] == letters[-total % 31] and number[16] == "0X987654321"[organisation % 11]


def test_identity_numbers_are_distinct_with_right_check_digits_and_an_area_that_is_no_place(
    base: tuple[Path, Sample],
) -> None:
    holders = [row for row in _rows(base[0], "holder") if row["id_number"]]
    assert len({row["id_number"] for row in holders}) == len(holders)
    for row in holders:
        number = row["id_number"]
        if row["kind"] == "unit":
            assert number.startswith("9999")
            assert _unit(number)
        else:
            assert number.startswith("99")
            assert row["born_on"].replace("-", "") in ("", number[6:14])
            assert _resident(number)


def test_planted_people_have_such_numbers_too() -> None:
    planting = plant(telecom().book, DEFAULT_DAY, 1, 20)
    people = [row for row in planting.rows["holder"] if row["id_number"]]
    assert len({row["id_number"] for row in people}) == len(people)
    assert all(str(row["id_number"]).startswith("99") and _resident(str(row["id_number"])) for row in people)
    assert all(re.fullmatch("100[0-9]{8}", str(row["msisdn"])) for row in planting.rows["line"])


def test_telephone_numbers_are_distinct_and_of_a_form_that_nobody_has(base: tuple[Path, Sample]) -> None:
    numbers = [row["msisdn"] for row in _rows(base[0], "line")]
    assert len(set(numbers)) == len(numbers)
    assert all(re.fullmatch("100[0-9]{8}|10000[0-9]{8}|0100[0-9]{7}", number) for number in numbers)


# ── wrong exactly where it says so ───────────────────────────────────────────────────────────────────────────────────


def _judged(planting: Planting, on: date) -> set[tuple[str, int, str]]:
    """Every breach and every late act among planted rows alone, by the reference meaning."""
    book = telecom().book
    world = SnapshotWorld(book.vocabulary)
    world.present |= set(book.vocabulary.entities)
    for table, rows in planting.rows.items():
        fields = book.vocabulary.entities[table].fields
        for row in rows:
            values = {name: read_given(book, fields[name], cell) for name, cell in row.items() if cell is not None}
            world.tables[table].append(Row(table, str(row["id"]), values))
    evaluator = Evaluator(book, world, Day.of(on, book.zone))
    duties = [rule for rule in book.rules.values() if rule.is_duty]
    acts = [action for action in book.vocabulary.actions.values() if action.recorded_by]
    found = [
        *((row, evaluator.judge(rule, row)) for rule in duties for row in world.tables[rule.subject]),
        *((row, evaluator.judge_act(action, row)) for action in acts for row in world.tables[action.on]),
    ]
    return {(each.rule, int(row.key), each.name) for row, each in found if each.name in ("breach", "late")}


@pytest.mark.parametrize("on", [DEFAULT_DAY, FIRST_DAY, LAST_DAY], ids=str)
def test_each_planted_fault_is_what_it_claims_to_be_and_nothing_else_is_wrong_with_it(on: date) -> None:
    planting = plant(telecom().book, on, 11, 8)
    claimed = {(claim.rule, claim.number, claim.outcome): claim.why.en for claim in planting.claims}
    judged = _judged(planting, on)
    assert [why for claim, why in claimed.items() if claim not in judged] == []
    assert judged - set(claimed) == set()


def test_every_recorded_action_and_every_duty_in_force_has_a_fault() -> None:
    book = telecom().book
    duties = {
        path
        for path, rule in book.rules.items()
        if rule.is_duty and not _is_over(rule) and not switched_off(book, rule, DEFAULT_DAY)
    }
    acts = {name for name, action in book.vocabulary.actions.items() if action.recorded_by}
    assert {claim.rule for claim in plant(book, DEFAULT_DAY, 1, 1).claims} == duties | acts


def _is_over(rule: core.Rule) -> bool:
    return rule.until is not None and rule.until < DEFAULT_DAY


def test_a_base_is_lawful_and_refers_to_nothing_that_is_not_there(base: tuple[Path, Sample]) -> None:
    run = telecom().audit(base[0], base[1].on, engine="reference")
    wrong = [each for each in run.listed if each.outcome.name in ("breach", "late")]
    assert wrong == []
    assert run.rejected == []
    undetermined = sum(each.outcome.name == "undetermined" for each in run.listed)
    assert 0 < undetermined < 0.05 * sum(counts["judged"] for counts in run.rows.values())
    assert any(each.outcome.name == "pending" for each in run.listed)


def test_an_audit_finds_every_fault_and_reports_every_malformed_row_and_nothing_more(
    faulty: tuple[Path, Sample],
) -> None:
    _assert_found(*faulty)


@pytest.mark.parametrize("form", ["csv", "parquet"])
def test_so_it_does_in_the_smallest_sample_which_holds_one_fault_of_each_kind(tmp_path: Path, form: Form) -> None:
    _assert_found(tmp_path, make_sample(tmp_path, 1, 5, form, faults=True))


def _assert_found(folder: Path, sample: Sample) -> None:
    run = telecom().audit(folder, sample.on, engine="reference")
    wrong = {(each.rule, each.subject, each.outcome.name) for each in run.listed}
    assert {each for each in wrong if each[2] in ("breach", "late")} == {
        (each.rule, each.subject, each.outcome) for each in sample.faults
    }
    assert {(each.entity, each.file, each.line, each.code) for each in run.rejected} == {
        (each.entity, each.file, each.line, each.code) for each in sample.malformed
    }
    assert {table: counts["read"] for table, counts in run.rows.items()} == sample.counts


def test_malformed_rows_stand_first_in_the_middle_and_last(faulty: tuple[Path, Sample]) -> None:
    sample = faulty[1]
    lines = [each.line for each in sample.malformed if each.entity == "line"]
    assert (lines[0], lines[-1], sample.counts["line"]) == (2, 401, 400)
    assert any(150 < line < 250 for line in lines)
    assert {each.code for each in sample.malformed} == {kind.code for kinds in KINDS.values() for kind in kinds}


def test_faults_are_listed_beside_the_tables(faulty: tuple[Path, Sample]) -> None:
    folder, sample = faulty
    listed = json.loads((folder / "faults.json").read_text(encoding="utf-8"))
    assert [(each["rule"], each["subject"], each["outcome"]) for each in listed["faults"]] == [
        (each.rule, each.subject, each.outcome) for each in sample.faults
    ]
    assert [each["code"] for each in listed["malformed"]] == [each.code for each in sample.malformed]
    assert all(each["why"]["zh"] and each["why"]["en"] for each in listed["faults"])


def test_faults_grow_with_the_sample(faulty: tuple[Path, Sample], tmp_path: Path) -> None:
    assert len(make_sample(tmp_path, 15_000, 1, faults=True).faults) == 3 * len(faulty[1].faults)


def test_quotes_left_open_stand_too_far_apart_to_close_each_other(tmp_path: Path) -> None:
    sample = make_sample(tmp_path, 40_000, 1, "csv", faults=True)
    for table in ("line", "message", "application"):
        records = read_table(tmp_path / f"{table}.csv", tmp_path)
        refused = [(each.line, each.code) for each in records if isinstance(each, Refused)]
        raw = [(each.line, each.code) for each in sample.malformed if each.entity == table and each.code < "SN200"]
        assert refused == raw
        assert len(raw) >= 2


# ── the demonstration ────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_demonstration_finds_everything_and_explains_in_both_languages(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(demo, "LINES", 300)
    assert demo.main() == 0
    shown = capsys.readouterr().out
    assert "冷冻期最后一日放号" in shown
    assert "given out again on the last day of the quarantine" in shown


def test_the_demonstration_fails_where_a_fault_or_a_malformed_row_is_missed(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    sample = make_sample(tmp_path, 1, 1, "csv", faults=True)
    run = telecom().audit(tmp_path, sample.on, engine="reference")
    assert demo._check(sample, run, "en") == 0
    invented = replace(sample.faults[0], subject="L99999999")
    assert demo._check(replace(sample, faults=(*sample.faults, invented)), run, "en") == 1
    moved = replace(sample.malformed[0], line=10**6)
    assert demo._check(replace(sample, malformed=(*sample.malformed, moved)), run, "en") == 1
    assert capsys.readouterr().out.count("missed: ") == 2
