"""What the words of a rulebook turned out to stand for.

Filled while names are looked up; read when a rule is turned into the other language.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from dsl.core import Words
from dsl.source import Span


@dataclass(slots=True)
class Glossary:
    """By place: the two names of what a word stands for; and which comparisons are between days or moments."""

    names: dict[Span, Words] = field(default_factory=dict)
    dated: set[Span] = field(default_factory=set)

    def note(self, place: Span, names: Words) -> None:
        """The word at this place stands for something that has these names."""
        self.names[place] = names

    def note_path(self, place: Span, path: str, words: Mapping[str, Words]) -> None:
        """The rule's path at this place, each segment of which may have a word in either language."""
        # a book may have as many words as rules: they are turned round only for a path that may need it
        english = {} if path.isascii() else {each.zh: name for name, each in words.items()}
        segments = [english.get(segment, segment) for segment in path.split("/")]
        chinese = "/".join(words[segment].zh if segment in words else segment for segment in segments)
        self.names[place] = Words(chinese, "/".join(segments))
