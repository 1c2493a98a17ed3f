"""Rows to be planted in a sample and what is claimed of them: lawful lives in Python, for the one thing amiss in each.

`faults` says what goes wrong. What is here is lawful on the day it is given, and the ends of periods are taken from the
rulebook's own figures and calendar, so that a fault can miss one by a single day.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from random import Random

from dsl import core
from dsl.core import Words
from dsl.kinds import Duration
from dsl.record import dataclass
from interpreter.periods import Undetermined, end_of_period, schedule_of, shift

CARRIERS = ("运营商甲", "运营商乙", "运营商丙")
PROVINCES = ("guangdong", "sichuan", "zhejiang", "hubei", "beijing", "gansu")
NO_FEE = Decimal("0.00")
DAY, HOUR, MINUTE = timedelta(days=1), timedelta(hours=1), timedelta(minutes=1)
LONG_AGO = date(2017, 1, 1)  # after the ladder, the cap on cards and the complaint clock began
LAWS_OF_TODAY = date(2022, 12, 10)  # after the Anti-Fraud Law
IMPLEMENTING_REGULATIONS = date(2024, 7, 1)
STOCK_CHECKED = date(2016, 12, 5)  # when the users with many cards of old were verified once more
_PRIME, _SPREAD = 99999989, 61803399
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


@dataclass(frozen=True, slots=True)
class Claim:
    """What an audit will say of a planted row; `number` is the row's, below zero."""

    rule: str
    entity: str
    number: int
    outcome: str
    why: Words


class Planting:
    """Grows rows by table, numbered -1, -2, …, and claims about them; the same seed grows the same."""

    def __init__(self, book: core.Book, on: date, seed: int) -> None:
        self.book = book
        self.on = on
        self.seed = seed
        self.luck = Random(seed)
        self.rows: dict[str, list[Mapping[str, object]]] = {}
        self.claims: list[Claim] = []
        self._schedule = schedule_of(book.calendar)

    def add(self, table: str, **cells: object) -> int:
        """A row with these cells → its number."""
        rows = self.rows.setdefault(table, [])
        rows.append({"id": -len(rows) - 1, **cells})
        return -len(rows)

    def claim(self, number: int, zh: str, en: str, *broken: tuple[str, str]) -> None:
        """Says that the row breaks these rules or actions, each with its outcome."""
        for rule, outcome in broken:
            self.claims.append(Claim(rule, self._subject(rule), number, outcome, Words(zh, en)))

    def _subject(self, rule: str) -> str:
        action = self.book.vocabulary.actions.get(rule)
        return action.on if action else self.book.rules[rule].subject

    # ── days ──

    def day(self, first: date, back: int, last: date = date.max) -> date:
        """Some day from `first` to `last`, and at least `back` days before the snapshot's."""
        end = min(last, self.on - timedelta(days=back))
        return first + timedelta(days=self.luck.randrange((end - first).days + 1))

    def moment(self, day: date) -> datetime:
        """Some minute of a day, in business hours."""
        return datetime.combine(day, time(9)) + timedelta(minutes=self.luck.randrange(540))

    def last_day(self, figure: str, start: date) -> date:
        """The last day of a period that the rulebook measures, by its calendar."""
        amount, kind = self._figure(figure, start)
        return _known(end_of_period(start, amount, kind.unit, self._schedule))

    def plainly(self, figure: str, start: date) -> date:
        """`start` plus a figure, not moved to a working day."""
        amount, kind = self._figure(figure, start)
        return _known(shift(start, amount, kind.unit, 1, self._schedule))

    def _figure(self, name: str, day: date) -> tuple[int, Duration]:
        figure = self.book.parameters[name]
        value = next(v.value for v in figure.values if (v.since or day) <= day <= (v.until or day))
        assert isinstance(figure.kind, Duration)
        assert isinstance(value, int)
        return value, figure.kind

    # ── lawful rows ──

    def holder(self, **cells: object) -> int:
        """A grown-up person, unless the cells say otherwise."""
        number = -len(self.rows.get("holder", ())) - 1
        born = cells.get("born_on", self.on - timedelta(days=8000 + self.luck.randrange(15000)))
        own: dict[str, object] = {"kind": "individual", "born_on": born, "id_number": identity(number, born)}
        return self.add("holder", **own | cells)

    def line(self, **cells: object) -> int:
        """A registered mobile line in service since 2016 or before; its holder is a new one unless the cells say."""
        number = -len(self.rows.get("line", ())) - 1
        entry = cells.get("activated_on") or self.day(date(2013, 10, 1), 0, date(2016, 5, 1))
        own: dict[str, object] = {
            "msisdn": telephone(number, self.seed), "carrier": self.luck.choice(CARRIERS), "kind": "mobile",
            "province": self.luck.choice(PROVINCES), "activated_on": entry, "registered_on": entry,
            "stock_checked_on": STOCK_CHECKED,
        }  # fmt: skip
        if "holder_id" not in cells:
            own["holder_id"] = self.holder()
        return self.add("line", **own | cells)

    def ladder(self, found: date, **cells: object) -> int:
        """A line without a known holder, found unregistered, reminded after ten days and suspended after fifty."""
        entry = self.day(date(2012, 1, 1), 0, date(2013, 8, 1))
        reminded, suspended = found + timedelta(days=10), found + timedelta(days=50)
        own: dict[str, object] = {
            "holder_id": None, "activated_on": entry, "registered_on": None, "found_unregistered_on": found,
            "informed_on": date(2013, 10, 8),
            "first_reminded_on": reminded, "suspended_on": suspended, "suspension_fees": NO_FEE,
        }  # fmt: skip
        row = own | cells
        line = self.line(**row)
        if row["first_reminded_on"]:
            self.add("reminder", line_id=line, sent_on=row["first_reminded_on"])
        return line

    def debtor(self, due: date, **cells: object) -> int:
        """A line whose bill of `due` is unpaid: suspended on the fiftieth day, no late fee charged."""
        own: dict[str, object] = {
            "payment_due_on": due, "arrears_suspended_on": due + timedelta(days=50),
            "amount_owed": Decimal(self.luck.randrange(3000, 60000)).scaleb(-2), "late_fee_charged": NO_FEE,
        }  # fmt: skip
        return self.line(**own | cells)

    def application(self, day: date, **cells: object) -> int:
        """An entry in an own hall with all that has ever been asked, and the line that it opened."""
        own: dict[str, object] = {
            "carrier": self.luck.choice(CARRIERS), "carrier_kind": "basic", "province": self.luck.choice(PROVINCES),
            "kind": "mobile", "channel": "own_hall", "applicant": "user", "id_kind": "resident_id",
            "id_check": "genuine", "entry": "reader", "photo_taken": True, "face_matched": True, "copy_kept": False,
            "matter": "opening", "name_recorded": True, "id_kind_recorded": True, "id_number_recorded": True,
            "address_recorded": True, "applicant_recorded": True, "applicant_photo": True, "activated_on": day,
        }  # fmt: skip
        row = own | cells
        row.setdefault("holder_id", self.holder())
        shared = {name: row[name] for name in ("holder_id", "carrier", "province", "kind")}
        self.line(activated_on=day, **shared)
        return self.add("application", **row)

    def message(self, sent: datetime, **cells: object) -> int:
        """A commercial message with all notes, to a line of its own unless the cells name one; without any consent."""
        notes = {"has_way_to_refuse": True, "names_sender": True}
        own: dict[str, object] = {"sender_id": "S007", "kind": "commercial", **notes}
        if "line_id" not in cells:
            own["line_id"] = self.line(activated_on=sent.date() - timedelta(days=400))
        return self.add("message", sent_at=sent, **own | cells)

    def subscriber(self, sent: datetime, **cells: object) -> int:
        """A line that agreed to the messages of `S007` thirty days before `sent`; cells are those of the consent."""
        line = self.line(activated_on=sent.date() - timedelta(days=400))
        given: dict[str, object] = {"given_at": sent - timedelta(days=30)}
        self.add("consent", line_id=line, sender_id="S007", **given | cells)
        return line


def telephone(number: int, seed: int) -> str:
    """A telephone number in the form that nobody has (`population.phone`), and that no base row has."""
    return f"100{((90_000_000 - number) * _SPREAD + abs(seed) % 1000003) % _PRIME:08d}"


def identity(number: int, born: object) -> str | None:
    """An identity number of area 99xxxx with its check digit, as `population.resident`; none without a birthday."""
    if not isinstance(born, date):
        return None
    body = f"999{-number // 1000 % 1000:03d}{born:%Y%m%d}{-number % 1000:03d}"
    return body + "10X98765432"[sum(w * int(d) for w, d in zip(_WEIGHTS, body, strict=True)) % 11]


def _known(end: date | datetime | Undetermined) -> date:
    assert not isinstance(end, Undetermined | datetime)  # planted lives keep within the years of the calendar
    return end


Fault = Callable[[Planting], None]
"""Plants one thing amiss."""
