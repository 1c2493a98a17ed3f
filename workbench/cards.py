"""The faults of cards, numbers and their files, and of entry.

As in `faults`: each a lawful life with one thing amiss.
"""

from __future__ import annotations

from datetime import date

from workbench.planting import DAY, LAWS_OF_TODAY, LONG_AGO, Fault, Planting

# ── cards and numbers ────────────────────────────────────────────────────────────────────────────────────────────────


def _sixth_card(p: Planting) -> None:
    day, holder = p.day(LONG_AGO, 30), p.holder()
    for years in range(1, 6):
        p.line(holder_id=holder, carrier="运营商甲", province="hunan", activated_on=day - years * 300 * DAY)
    sixth = p.application(day, holder_id=holder, carrier="运营商甲", province="hunan")
    p.claim(sixth, "同一企业第六张卡", "a sixth card at one operator", ("activate", "breach"))


def _sixth_card_in_a_shop(p: Planting) -> None:
    day, holder = p.day(date(2016, 5, 24), 30, date(2016, 9, 22)), p.holder()
    for years in range(1, 6):
        p.line(holder_id=holder, carrier="运营商乙", province="hubei", activated_on=day - years * 100 * DAY)
    sixth = p.application(
        day, holder_id=holder, carrier="运营商乙", province="hubei", channel="agent_shop", key_verified=True
    )
    zh, en = "2016年夏在代理网点办理第六张卡", "a sixth card in an agent's shop, in the summer of 2016"
    p.claim(sixth, zh, en, ("activate", "breach"))


def _lent(p: Planting) -> None:
    line = p.line(lent_on=p.day(LAWS_OF_TODAY, 30))
    p.claim(line, "转借号卡", "lent to another", ("lend", "breach"))


def _released_early(p: Planting) -> None:
    ended = p.day(date(2021, 1, 1), 150)
    line = p.line(cancelled_on=ended, released_on=p.last_day("number_quarantine", ended))
    zh, en = "冷冻期最后一日放号", "given out again on the last day of the quarantine"
    p.claim(line, zh, en, ("release", "breach"))


def _file_deleted_early(p: Planting) -> None:
    ended = p.day(date(2021, 1, 1), 800)
    line = p.line(cancelled_on=ended, file_deleted_on=p.plainly("file_retention", ended))
    zh, en = "保存期最后一日删除档案", "the file deleted on the last day of its retention"
    p.claim(line, zh, en, ("delete_file", "breach"))


# ── entry: a lawful application with one thing changed ───────────────────────────────────────────────────────────────


def _entry(first: date, zh: str, en: str, **cells: object) -> Fault:
    def fault(p: Planting) -> None:
        p.claim(p.application(p.day(first, 30), **cells), zh, en, ("activate", "breach"))

    return fault


def _minor_alone(p: Planting) -> None:
    day = p.day(date(2021, 6, 1), 30)
    holder = p.holder(born_on=date(day.year - 15, 1, 1))
    number = p.application(day, holder_id=holder)
    p.claim(number, "未满十六周岁自行办理", "entered alone at fifteen", ("activate", "breach"))


def _unit_without_authority(p: Planting) -> None:
    unit = p.holder(kind="unit", born_on=None)
    number = p.application(
        p.day(LONG_AGO, 30), holder_id=unit, id_kind="unit_licence", applicant="handler", applicant_id_shown=True,
        authority_letter=False,
    )  # fmt: skip
    p.claim(number, "单位无授权书", "a unit without a letter of authority", ("activate", "breach"))


def _unmarked_copy(p: Planting) -> None:
    number = p.application(p.day(LONG_AGO, 30), copy_kept=True, copy_marked=False)
    p.claim(number, "复印件未注明用途", "a copy kept unmarked", ("registration/copy", "breach"))


FAULTS: tuple[Fault, ...] = (
    _sixth_card, _sixth_card_in_a_shop, _lent, _released_early, _file_deleted_early,
    _entry(LONG_AGO, "未出示证件入网", "entered without showing a document", id_check="not_shown"),
    _entry(LONG_AGO, "冒用他人证件入网", "entered with another's document", id_check="anothers"),
    _entry(LONG_AGO, "手工录入", "entered by hand", entry="manual"),
    _entry(LONG_AGO, "实体渠道未用识读设备", "no document reader in a shop", entry="app", channel="agent_shop"),
    _entry(LONG_AGO, "未现场拍照", "no photo taken", photo_taken=False),
    _entry(LONG_AGO, "网络渠道未视频认证", "no live video online", channel="online", entry="app", video_checked=False),
    _entry(date(2019, 12, 1), "未经人像比对入网", "no comparison of faces", face_matched=False, channel="agent_shop"),
    _entry(LONG_AGO, "代办人未出示证件", "a proxy without an ID", applicant="proxy", applicant_id_shown=False),
    _entry(LONG_AGO, "护照在代理网点办理", "a passport in an agent's shop", id_kind="passport", channel="agent_shop"),
    _entry(LONG_AGO, "证件不在规定之列", "a document that is not on the list", id_kind="other"),
    _minor_alone, _unit_without_authority, _unmarked_copy,
)  # fmt: skip
