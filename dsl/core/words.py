"""A text in the two languages that everything is said in."""

from __future__ import annotations

from typing import Literal

from dsl.record import dataclass

Language = Literal["zh", "en"]


@dataclass(frozen=True, slots=True)
class Words:
    """One text in both languages; where one is missing the other stands in."""

    zh: str = ""
    en: str = ""

    def say(self, lang: Language) -> str:
        """The text in `lang`, or in the other language where it was not written."""
        return (self.zh or self.en) if lang == "zh" else (self.en or self.zh)
