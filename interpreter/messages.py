"""The words of answers, in both languages: outcomes, verdicts, effects. One catalogue for reports and explanations."""

from __future__ import annotations

from dsl.core import Words

NAMES = {
    "compliant": Words("合规", "compliant"),
    "breach": Words("违反", "breach"),
    "late": Words("逾期履行", "late"),
    "pending": Words("期限未到", "pending"),
    "not_applicable": Words("不适用", "not applicable"),
    "displaced": Words("被优先规则取代", "displaced"),
    "undetermined": Words("无法确定", "undetermined"),
    "permitted": Words("许可", "permitted"),
    "denied": Words("不许可", "denied"),
    "holds": Words("成立", "holds"),
    "does_not_hold": Words("不成立", "does not hold"),
    "violated": Words("被违反", "violated"),
}

EFFECTS = {
    "Prohibition": Words("不得", "must not"),
    "Permission": Words("可以", "may"),
    "default denied": Words("没有规则许可，默认不许可", "no rule permits it: denied by default"),
    "default permitted": Words("没有规则禁止，默认许可", "no rule prohibits it: permitted by default"),
}
