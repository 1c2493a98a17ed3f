"""vocabulary.yaml → entities, fields, relations and their inverses, enumerations, actions, parties, words."""

from __future__ import annotations

from pathlib import Path

import pytest

from dsl import core
from dsl.core import Citation, Words
from dsl.kinds import Date, Instant, Money, OneOf, Text
from tests.dsl.folders import VOCABULARY, book, codes, drawn, loaded

BARE = {"rules/all.rules": "", "scenarios/all.yaml": "", "parameters.yaml": ""}


@pytest.fixture
def read(tmp_path: Path) -> core.Vocabulary:
    return book(tmp_path).vocabulary


def changed(folder: Path, old: str, new: str) -> core.Vocabulary:
    return book(folder, {**BARE, "vocabulary.yaml": (old, new)}).vocabulary


def test_a_field_has_its_kind_what_its_absence_means_and_how_it_behaves_in_time(read: core.Vocabulary) -> None:
    fields = read.entities["line"].fields
    assert (fields["id"].kind, fields["id"].absent, fields["id"].tense) == (Text(), "refused", "lasting")
    assert (fields["opened_on"].kind, fields["opened_on"].absent, fields["opened_on"].tense) == (
        Date(),
        "never",
        "dated",
    )
    assert (fields["asked_at"].kind, fields["owed"].kind) == (Instant(), Money("CNY"))
    assert (fields["province"].kind, fields["province"].names) == (OneOf("province"), Words("省份", "province"))
    assert fields["status"].tense == "current"
    assert read.entities["holder"].fields["name"].personal
    assert not fields["id"].personal


def test_a_field_of_which_nothing_is_said_is_lasting_and_its_absence_unknown(tmp_path: Path) -> None:
    field = changed(tmp_path, "{zh: 正常, kind: yes/no, absent: unknown, time: current}", "{zh: 正常, kind: yes/no}")
    status = field.entities["line"].fields["status"]
    assert (status.absent, status.tense, status.personal) == ("unknown", "lasting", False)


def test_a_relation_brings_its_inverse(read: core.Vocabulary) -> None:
    there, back = read.entities["line"].relations["holder"], read.entities["holder"].relations["lines"]
    assert (there.to, there.many, there.on, there.inverse) == ("holder", False, (("holder_id", "id"),), "lines")
    assert (back.to, back.many, back.on, back.inverse) == ("line", True, (("id", "holder_id"),), "holder")
    assert back.names == Words("名下号卡", "lines")


def test_a_relation_may_join_on_several_fields_and_go_to_many_or_to_its_own_entity(tmp_path: Path) -> None:
    vocabulary = changed(
        tmp_path,
        "      line: {zh: 号卡, to: line, on: line_id, inverse: calls, inverse_zh: 通话}",
        "      twins: {zh: 同类, to many: call, on: {line_id: line_id, made_on: made_on}}\n"
        "      line: {zh: 号卡, to: line, on: line_id, inverse: calls, inverse_zh: 通话}",
    )
    twins = vocabulary.entities["call"].relations["twins"]
    assert (twins.to, twins.many, twins.inverse) == ("call", True, None)
    assert twins.on == (("line_id", "line_id"), ("made_on", "made_on"))


def test_a_relation_to_an_entity_that_is_declared_later_is_found(tmp_path: Path) -> None:
    order = VOCABULARY.index("  line:"), VOCABULARY.index("  holder:\n"), VOCABULARY.index("enumerations:")
    moved = (
        VOCABULARY[: order[0]]
        + VOCABULARY[order[1] : order[2]]
        + VOCABULARY[order[0] : order[1]]
        + VOCABULARY[order[2] :]
    )
    vocabulary = book(tmp_path, {"vocabulary.yaml": moved}).vocabulary
    assert vocabulary.entities["line"].relations["calls"].to == "call"


def test_an_action_has_its_subject_its_default_and_what_records_it(read: core.Vocabulary) -> None:
    close, erase = read.actions["close"], read.actions["erase"]
    assert (close.on, close.default, close.recorded_by, close.sources) == ("line", "denied", "closed_on", ())
    assert (erase.recorded_by, erase.sources) == (None, (Citation("law", "2"),))


def test_enumerations_parties_and_words_have_both_languages(read: core.Vocabulary) -> None:
    assert read.enumerations["province"].values["guangdong"] == Words("广东", "guangdong")
    assert read.parties["operator"] == Words("企业", "operator")
    assert read.words["grace"] == Words("宽限", "grace")


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("{zh: 欠款, kind: money CNY", "{zh: 欠款, kind: money", "RB209"),
        ("province:  {zh: 省份, kind: province", "province:  {zh: 省份, kind: provinec", "RB209"),
        ("{zh: 大小, kind: integer, absent: unknown}", "{zh: 大小, kind: integer, absent: never}", "RB216"),
        ("    zh: 机主\n    key: id", "    zh: 机主\n    key: number", "RB214"),
        ("to: holder, on: holder_id", "to: owner, on: holder_id", "RB201"),
        ("to: holder, on: holder_id", "to: holder, on: owner_id", "RB214"),
        ("to: holder, on: holder_id", "to: holder, on: {holder_id: number}", "RB214"),
        ("to: holder, on: holder_id", "to: holder, on: opened_on", "RB215"),
        ("renew: {zh: 续期, on: line", "renew: {zh: 续期, on: lines", "RB201"),
        ("recorded_by: closed_on", "recorded_by: shut_on", "RB214"),
        ("recorded_by: closed_on", "recorded_by: size", "RB217"),
        ("source: law art 2", "source: law art 99", "RB501"),
        ("source: law art 2", "source: act art 2", "RB206"),
        # ── one name, two declarations ──
        ("  call:\n    zh: 通话", "  call:\n    zh: 号卡", "RB210"),
        ("told_on:   {zh: 告知日", "told_on:   {zh: 开通日", "RB210"),
        ("told_on:   {zh: 告知日", "told_on:   {zh: opened_on", "RB210"),
        ("holder: {zh: 机主, to", "holder: {zh: 省份, to", "RB210"),
        ("inverse: lines, inverse_zh: 名下号卡", "inverse: id, inverse_zh: 名下号卡", "RB210"),
        ("inverse: lines, inverse_zh: 名下号卡", "inverse: lines, inverse_zh: 姓名", "RB210"),
        ("renew: {zh: 续期", "renew: {zh: 关闭", "RB210"),
        ("{guangdong: 广东, beijing: 北京}", "{guangdong: 广东, beijing: 广东}", "RB210"),
        ("{operator: 企业, agent: 代理}", "{operator: 企业, agent: 企业}", "RB210"),
        ("{grace: 宽限, notice: 通知, cap: 上限}", "{grace: 宽限, notice: 宽限, cap: 上限}", "RB210"),
        ("enumerations:\n", "enumerations:\n  city: {zh: 省份, values: {x: 某}}\n", "RB210"),
    ],
)
def test_each_mistake_is_told_once(old: str, new: str, code: str, tmp_path: Path) -> None:
    found = loaded(tmp_path, {**BARE, "vocabulary.yaml": (old, new)})
    assert codes(found) == [code], drawn(found)


@pytest.mark.parametrize(
    ("old", "new", "rules"),
    [
        ("good:      {zh: 良好, kind: yes/no", "good:      {zh: 良好, kind: yesno", "fact line.x: line.good or 号卡.良好"),
        ("{zh: 机主, to: holder,", "{zh: 机主, to: holdr,", 'fact line.x: line.holder is known\nfact holder.y "乙": (count of l in holder.lines) > 1'),
        ("line: {zh: 号卡, to: line, on: line_id", "line: {zh: 号卡, to: line, on: lineid", "fact line.x: some c in 号卡.通话 satisfies c.late"),
        ("renew: {zh: 续期, on: line", "renew: {zh: 续期, on: lines", 'rule a "某"\n source law art 1\n for each line\n may renew'),
    ],
)  # fmt: skip
def test_what_stands_on_a_wrong_declaration_is_not_blamed(old: str, new: str, rules: str, tmp_path: Path) -> None:
    found = loaded(tmp_path, {**BARE, "vocabulary.yaml": (old, new), "rules/all.rules": rules})
    assert len(found.diagnostics) == 1, drawn(found)
    assert found.diagnostics[0].span.file == "vocabulary.yaml"


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("    zh: 机主\n    key: id\n    fields:\n      id:   {zh: 编号, kind: text", "    zh: 机主\n    key: id\n    fields:\n      id:   {zh: 编号, kind: txt"),
        ("    zh: 机主\n    key: id\n    fields:\n      id:   {zh: 编号, kind", "    zh: 机主\n    key: id\n    fields:\n      id:   {zh: 编号, knid"),
        ("line_id: {zh: 号卡编号, kind: text", "line_id: {zh: 号卡编号, kind: txt"),
        ("closed_on: {zh: 关闭日, kind: date", "closed_on: {zh: 关闭日, kind: dat"),
        ("  province:\n    zh: 省份", "  province:\n    zhh: 省份"),
        ("parties: {operator: 企业", "parties: {operator x: 企业"),
        ("\nactions:", "\nactons:"),
        ("entities:\n", "entites:\n"),
    ],
)  # fmt: skip
def test_one_wrong_word_costs_one_message_in_the_whole_book(old: str, new: str, tmp_path: Path) -> None:
    """Keys, joins, records, kinds and rules that stand on what it spoilt say nothing."""
    rule = 'rule a "某"\n source law\n for each line\n binds operator\n may close\n when line.province is guangdong'
    found = loaded(tmp_path, {"vocabulary.yaml": (old, new), "rules/more.rules": rule})
    assert len(found.diagnostics) == 1, drawn(found)


def test_every_mistake_of_a_vocabulary_is_told(tmp_path: Path) -> None:
    wrong = (
        VOCABULARY.replace("kind: yes/no, absent: unknown}", "kind: yesno, absent: unknown}")
        .replace("to: holder,", "to: holdr,")
        .replace("recorded_by: closed_on", "recorded_by: size")
    )
    assert codes(loaded(tmp_path, {**BARE, "vocabulary.yaml": wrong})) == ["RB209", "RB201", "RB209", "RB217"]
