"""What is said of what is legal but unwise, in both languages: code → text and hint. All of them are warnings.

RB70 unused, RB71 figures, RB72 law and time, RB73 scenarios, RB74 conditions, RB75 names and numbers, RB76 suppressions.
"""

from __future__ import annotations

from dsl.core import Words

_UNUSED = Words("请在规则中引用，或予以删除", "read it in a rule, or delete it")
_ANOTHER = Words("或为“{suggestion}”", "perhaps `{suggestion}`")

LINTS: dict[str, tuple[Words, Words]] = {
    # ── unused ──
    "RB701": (Words("事实“{name}”未被任何规则、不变式或其他事实引用", "no rule, invariant or other fact reads the fact `{name}`"), _UNUSED),
    "RB702": (Words("参数“{name}”未被引用", "nothing reads the parameter `{name}`"), _UNUSED),
    "RB703": (
        Words("法源“{name}”未被引用", "nothing cites the source `{name}`"),
        Words("请由规则或参数引用，或从登记中删除", "cite it in a rule or a figure, or take it out of the register")),
    "RB704": (
        Words("行为“{name}”既无规则许可或禁止，也无不变式或案例涉及", "no rule permits or forbids `{name}`, no invariant guards it and no scenario expects it"),
        Words("请为其订立规则，或予以删除", "write a rule about it, or delete it")),
    "RB705": (
        Words("没有字段或参数以枚举“{name}”为类型", "no field and no figure is of the kind `{name}`"),
        Words("请用作某个字段的 kind，或予以删除", "give some field this `kind`, or delete it")),
    "RB706": (
        Words("“{name}”未被任何规则、罚则、参数、推定或行为引用", "no rule, penalty, figure, presumption or action stands on {name}"),
        Words("请引用，或写明原因 untranslated: {{zh: …, en: …}}", "cite it, or say why with `untranslated: {{zh: …, en: …}}`")),
    "RB707": (
        Words("“{name}”写明了为何不译成规则（untranslated），却已被引用", "{name} says why no rule stands on it (`untranslated`), yet it is cited"),
        Words("请删去 untranslated", "delete `untranslated`")),
    # ── figures ──
    "RB711": (
        Words("参数“{name}”最近一次核对为 {checked}，至 {on} 已逾 {days} 日", "`{name}` was last checked on {checked}, more than {days} days before {on}"),
        Words("请对照法源核对，并更新 checked", "compare it with its source and bring `checked` up to date")),
    "RB712": (
        Words("参数“{name}”没有核对日期，本规则集的其他参数有", "`{name}` lacks the day of its last check, which other parameters here have"),
        Words("请对照法源核对，并写明 checked: …", "compare it with its source and write `checked: …`")),
    "RB713": (
        Words("参数“{name}”的这一数值可信度为 {confidence}（{meaning}），却为无争议的规则所依据：{rules}", "this value of `{name}` is of confidence {confidence} ({meaning}), yet settled rules stand on it: {rules}"),
        Words("请核对原文并更正可信度，或将规则标为“地位 有争议”", "check it against the text and mend its confidence, or mark the rules `standing contested`")),
    "RB714": (
        Words("参数“{name}”的这一数值只引法源、未引条款，却为无争议的规则所依据：{rules}", "this value of `{name}` cites a source and no article of it, yet settled rules stand on it: {rules}"),
        Words("请写明条款，例如 gd-2015 art 3", "name the article, for example `gd-2015 art 3`")),
    # ── law and time ──
    "RB721": (
        Words("{what}{gap}，没有施行中的依据", "{what} stands on no source that is in force {gap}"),
        Words("请补引当时施行的法源，或限定施行时间", "cite what was law then, or bound the time in force")),
    "RB722": (
        Words("{what}所引“{source}”（{times}）与其自身的时间（{own}）并无重合", "{what} ({own}) cites “{source}” ({times}), which is in force on none of its days"),
        Words("请改引当时施行的法源，或删去此引用", "cite what is law then, or take the citation out")),
    "RB723": (
        Words("{what}仍引{old}，该条款自 {on} 起为{new}", "{what} still cites {old}, which is {new} from {on} on"),
        Words("请补引{new}，或令其在该日之前终止", "cite {new} as well, or let it end before that day")),
    "RB724": (
        Words("{what}引{new}，该条款在 {on} 之前为{old}", "{what} cites {new}, which was {old} before {on}"),
        Words("请补引{old}，或令其自该日起施行", "cite {old} as well, or let it begin on that day")),
    "RB725": (
        Words("“{name}”（{rank}）优先于位阶更高的“{other}”（{higher}），却未说明理由", "`{name}` ({rank}) overrides `{other}`, which is of higher rank ({higher}), and gives no reason"),
        Words("请以“备注 \"…\"”写明为何可以优先", "say why in a `note \"…\"`")),
    # ── scenarios ──
    "RB731": (
        Words("没有案例触及规则“{name}”", "no scenario reaches the rule `{name}`"),
        Words("请写一个该规则适用的案例", "write a scenario in which it applies")),
    "RB732": (
        Words("规则“{name}”的期限没有{missing}的案例", "the deadline of `{name}` has no scenario {missing}"),
        Words("期限的最后一日与次日各应有一个案例", "the last day and the day after it want a scenario each")),
    "RB733": (
        Words("规则集没有案例", "the rulebook has no scenario"),
        Words("请在 scenarios/ 中写明事实与预期的结果", "write some in `scenarios/`: facts, and what is expected of them")),
    # ── conditions ──
    "RB741": (
        Words("此条件恒为真", "this condition is always true"),
        Words("请删去，或改正所比较的内容", "delete it, or compare with what was meant")),
    "RB742": (
        Words("此条件恒为假", "this condition is always false"),
        Words("请删去，或改正所比较的内容", "delete it, or compare with what was meant")),
    "RB743": (
        Words("此条件与前面的一项相同", "this condition is said twice"),
        Words("请删去其一，或改正其中一项", "delete one of the two, or write what was meant")),
    "RB744": (
        Words("此项与前面的一项不能同时成立，整个条件恒为假", "this cannot hold together with a condition before it, so the whole is always false"),
        Words("请改正其中一项，或将“且”改为“或”", "mend one of the two, or join them with `or`")),
    "RB745": (
        Words("此项与前面的一项总有一项成立，整个条件恒为真", "either this or a condition before it always holds, so the whole is always true"),
        Words("请改正其中一项，或将“或”改为“且”", "mend one of the two, or join them with `and`")),
    "RB746": (
        Words("事实“{name}”的这一例外永远不会适用：其条件成立时，在先的例外已经成立", "this exception of `{name}` is never reached: whenever its condition holds, that of an earlier one does"),
        Words("请将较窄的例外置于前面，或予以删除", "put the narrower exception first, or delete this one")),
    "RB747": (
        Words("许可“{name}”永远不起作用：凡其适用之处，“{other}”均予禁止", "the permission `{name}` never takes effect: wherever it applies, `{other}` forbids"),
        Words("请为禁止规则写明“除非 …”，或删去此许可", "give the prohibition its `unless …`, or delete the permission")),
    # ── names and numbers ──
    "RB751": (
        Words("{of}缺少{language}{what}", "{of} has no {language} {what}"),
        Words("请补上{language}{what}", "add its {language} {what}")),
    "RB752": (
        Words("此处直接写出了数值", "a figure is written out here"),
        Words("请在 parameters.yaml 中设为参数，写明依据与可信度", "make it a parameter in parameters.yaml, with its source and confidence")),
    # ── suppressions ──
    "RB761": (
        Words("忽略须写明理由；没有理由的不起作用", "a suppression needs a reason; without one it does nothing"),
        Words("请写：# 忽略[{codes}] 理由", "write `# ignore[{codes}] REASON`")),
    "RB762": (
        Words("此处没有 {code} 可以忽略", "there is no {code} here to be ignored"),
        Words("请删去", "delete it")),
    "RB763": (
        Words("{code} {why}，不能忽略", "{code} {why} and cannot be ignored"),
        Words("请改正其所指之处", "mend what it points at")),
    "RB764": (Words("没有编号为 {name} 的诊断", "there is no diagnostic `{name}`"), _ANOTHER),
}  # fmt: skip
