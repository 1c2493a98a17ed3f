"""Expressions as written → core, every one given its kind. Names are asked of `resolve.Names`.

What is wrong gives a diagnostic and `None`; whatever needs the missing part is silent about it, so that one mistake
gives one message. Sugar ends here: `every`, `none`, `is one of`, `has passed since` become simpler nodes.
"""

from __future__ import annotations

from dsl.check.basis import Scope
from dsl.check.checker import Checker

__all__ = ["Checker", "Scope"]
