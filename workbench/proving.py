"""What `guiju prove` says, in both languages."""

from __future__ import annotations

from collections.abc import Mapping

from dsl.core import Words
from interpreter.proof.ask import Topic
from interpreter.proof.prove import Name

ANSWERS: Mapping[Name, Words] = {
    "proved": Words("已证明", "proved"),
    "refuted": Words("有反例", "refuted"),
    "unknown": Words("时限内未决", "unknown: time ran out"),
}
TOPICS: Mapping[Topic, Words] = {
    "invariant": Words("{about}", "{about}"),
    "never applies": Words("从不适用：{about}", "never applies: {about}"),
    "always applies": Words("施行期间总是适用：{about}", "always applies while in force: {about}"),
    "always beaten": Words("总被禁止所压倒的许可：{about}", "a permission that is always beaten: {about}"),
    "never displaces": Words("从不排除所称优先于的规则：{about}", "never displaces what it overrides: {about}"),
    "redundant": Words("去掉它，结论都不变：{about}", "without it every verdict is the same: {about}"),
    "branches differ": Words("两个例外同时成立而取值不同：{about}", "two branches hold and differ: {about}"),
    "no rule speaks": Words("无规则可循，仅凭默认不许：{about}", "no rule speaks, the default alone denies: {about}"),
    "undetermined though known": Words("事实俱在仍无定论：{about}", "undetermined though all is known: {about}"),
    "both demanded and prohibited": Words("同日既须为又不得为：{about}", "demanded and prohibited on one day: {about}"),
}
