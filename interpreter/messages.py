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

ASPECTS = {
    "verdict": Words("结论", "verdict"), "outcome": Words("结果", "outcome"), "holds": Words("是否成立", "holds"),
    "value": Words("值", "value"), "due": Words("到期日", "due"), "earliest": Words("最早许可日", "earliest"),
    "because": Words("理由", "because"), "by": Words("所涉规则", "by"), "missing": Words("所缺", "missing"),
    "standing": Words("地位", "standing"), "measures": Words("处罚种类", "measures"),
    "highest": Words("最高罚款所依条款", "highest"), "fine": Words("最高罚款", "fine"),
    "highest_if_refused": Words("拒不改正时最高罚款所依条款", "highest_if_refused"),
    "fine_if_refused": Words("拒不改正时最高罚款", "fine_if_refused"),
    "highest_if_serious": Words("情节严重时最高罚款所依条款", "highest_if_serious"),
    "fine_if_serious": Words("情节严重时最高罚款", "fine_if_serious"),
}  # fmt: skip
"""What a scenario can expect of an answer."""

EFFECTS = {
    "Prohibition": Words("不得", "must not"),
    "Permission": Words("可以", "may"),
    "default denied": Words("没有规则许可，默认不许可", "no rule permits it: denied by default"),
    "default permitted": Words("没有规则禁止，默认许可", "no rule prohibits it: permitted by default"),
}

MEASURES = {
    "order": Words("责令改正", "order to correct"), "warning": Words("警告", "warning"),
    "notice": Words("通报批评或者公告", "public criticism or notice"), "fine": Words("罚款", "fine"),
    "confiscation": Words("没收违法所得", "confiscation of the illegal gains"),
    "closure": Words("停业整顿或暂停业务", "suspension of business"),
    "licence": Words("吊销许可证照", "loss of licence"),
    "detention": Words("拘留", "detention"), "civil": Words("民事责任", "civil liability"),
}  # fmt: skip
"""What an article threatens."""

CONDITIONS = {
    "always": Words("", ""), "minor": Words("情节较轻的", "in minor cases"),
    "refused": Words("拒不改正的", "if correction is refused"), "serious": Words("情节严重的", "in serious cases"),
    "refused_or_serious": Words("拒不改正或者情节严重的", "if correction is refused, or in serious cases"),
    "optional": Words("可以并处", "may be added"),
}  # fmt: skip
"""On which condition."""

STAGES = {
    "at_once": Words("最高罚款", "highest fine"),
    "refused": Words("拒不改正的，最高罚款", "highest fine if correction is refused"),
    "serious": Words("情节严重的，最高罚款", "highest fine in serious cases"),
}
"""The highest fine, however far a case has got."""
DRAFT = Words("草案，不是法律", "a draft, not law")
"""What is said of a book that is no law yet, wherever it is shown."""

LABELS = {
    "book": Words("规则集", "book"), "edition": Words("版本", "edition"), "rules": Words("规则", "rules"),
    "parameters": Words("参数", "parameters"), "actions": Words("行为", "actions"), "sources": Words("法源", "sources"),
    "invariants": Words("不变式", "invariants"), "rule": Words("规则", "rule"), "title": Words("标题", "title"),
    "from": Words("自", "from"), "until": Words("至", "until"), "in force": Words("施行中", "in force"),
    "penalty": Words("罚则", "penalty"), "overrides": Words("优先于", "overrides"), "binds": Words("约束", "binds"),
    "severity": Words("严重度", "severity"), "standing": Words("地位", "standing"), "note": Words("备注", "note"),
    "subject": Words("适用于", "subject"), "norm": Words("规范", "norm"), "when": Words("当", "when"),
    "unless": Words("除非", "unless"), "text": Words("出处", "text"), "parameter": Words("参数", "parameter"),
    "values": Words("数值", "values"), "value": Words("数值", "value"), "confidence": Words("可信度", "confidence"),
    "source": Words("法源", "source"), "issuer": Words("制定机关", "issuer"), "number": Words("文号", "number"),
    "rank": Words("位阶", "rank"), "status": Words("效力", "status"), "articles": Words("条", "articles"),
    "items": Words("项", "items"), "summary": Words("摘要", "summary"), "sanctions": Words("处罚", "sanctions"),
    "untranslated": Words("未译成规则的原因", "in no rule because"),
    "on": Words("截至", "as of"), "switched off": Words("停用的规则，因参数为“否”", "rules switched off by"),
    "switched off by": Words("停用，因参数为“否”", "switched off by"),
}  # fmt: skip
"""Headings of what `guiju show` prints as text; JSON keeps the English keys."""

STANDINGS = {"settled": Words("无争议", "settled"), "contested": Words("有争议", "contested")}

TERMS = {
    "high": Words("高", "high"), "medium": Words("中", "medium"), "low": Words("低", "low"), **STANDINGS,
    "law": Words("法律", "law"), "administrative_regulation": Words("行政法规", "administrative regulation"),
    "local_regulation": Words("地方性法规", "local regulation"), "ministry_rule": Words("部门规章", "ministry rule"),
    "normative_document": Words("规范性文件", "normative document"), "campaign": Words("专项行动", "campaign"),
    "draft": Words("征求意见稿", "draft"), "promise": Words("企业承诺", "promise"),
    "practice": Words("行业做法", "practice"),
    "judicial_interpretation": Words("司法解释", "judicial interpretation"),
    "True": Words("是", "yes"), "False": Words("否", "no"),
}  # fmt: skip
"""Words that a rulebook writes as identifiers: severities, standings, ranks of law."""
