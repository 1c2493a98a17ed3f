"""YAML as written: every scalar is a text still, and has its place."""

from __future__ import annotations

from dsl.record import dataclass
from dsl.source import Span, placed


@dataclass(frozen=True, slots=True)
class Scalar:
    """Any YAML scalar, always as text: `1.10`, `NO` and `013800` stay what they are."""

    text: str
    quoted: bool = False
    span: Span = placed()


@dataclass(frozen=True, slots=True)
class Sequence:
    """A YAML list."""

    items: tuple[Node, ...]
    span: Span = placed()


@dataclass(frozen=True, slots=True)
class Mapping:
    """A YAML mapping whose keys are scalars, in the order written, duplicates already refused."""

    entries: tuple[tuple[Scalar, Node], ...]
    span: Span = placed()

    def get(self, *names: str) -> Node | None:
        """The value of the first entry whose key is one of `names`."""
        return next((value for key, value in self.entries if key.text in names), None)


Node = Scalar | Sequence | Mapping
