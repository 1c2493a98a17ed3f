"""A world and its subject → what a frame reads of it, as the compiled function takes it: the long way."""

from __future__ import annotations

from datetime import date
from typing import Any, cast

from dsl.kinds import NEVER
from interpreter.decide.frame import Frame, Group, Spot
from interpreter.decide.runtime import Held, held
from interpreter.facts import Row, World
from interpreter.values import Rows, Unknown, day_of


def taken(frame: Frame, world: World, row: Row) -> tuple[Held, ...]:
    """The values of `frame.root.names()` for a subject."""
    return _read(world, frame.today, frame.root, row)


def _read(world: World, today: date, spot: Spot, row: Row | Unknown) -> tuple[Held, ...]:
    is_known = isinstance(row, Row)
    found: list[Any] = [row if is_known else None] if spot.is_held else []
    for name in spot.fields:
        value = held(world.field(row, name)) if isinstance(row, Row) else None
        is_ahead = spot.entity.fields[name].tense == "dated" and isinstance(value, date) and day_of(value) > today
        found.append(NEVER if is_ahead else value)
    for name, one in spot.ones.items():
        found += _read(
            world, today, one, cast("Row | Unknown", world.follow(row, name)) if isinstance(row, Row) else row
        )
    for name, group in spot.groups.items():
        found += _group(world, today, group, cast(Rows, world.follow(row, name)) if isinstance(row, Row) else None)
    return tuple(found)


def _group(world: World, today: date, group: Group, rows: Rows | None) -> tuple[list[tuple[Held, ...]], bool]:
    if rows is None:
        return [], True
    return [_read(world, today, group.element, row) for row in rows.members], bool(rows.missing)
