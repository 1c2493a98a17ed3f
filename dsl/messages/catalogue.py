"""The catalogue of diagnostics: each code with its level, its text and its hint, in Chinese and English.

A template's blanks are filled from the diagnostic's detail; a hint whose blanks are not filled is not shown. Codes are
stable: RB1 reading, RB2 names, RB3 kinds and units, RB4 norms and time, RB5 law, RB6 scenarios, RB7 lints (`lints.py`),
RB8 amendments (`amending.py`); ED1 published editions, ED2 revisions in git; RC1 receipts, RC2 logs of decisions.
"""

from __future__ import annotations

from typing import Literal

from dsl.core import Words
from dsl.messages.amending import AMENDING
from dsl.messages.lints import LINTS
from dsl.record import dataclass


@dataclass(frozen=True, slots=True)
class Entry:
    """One code's level, what it says and how it says to mend it; `otherwise` is the hint where the first has a blank."""

    text: Words
    hint: Words | None = None
    level: Literal["error", "warning"] = "error"
    otherwise: Words | None = None


FIRST = Words("首次声明于此", "first declared here")
FIRST_CLAUSE = Words("前一条在此", "the first one is here")
BEGINNING = Words("起始日在此", "it begins here")
BEFORE = Words("前一数值止于此", "the value before it ends here")
DECLARED = Words("参数声明于此", "the parameter is declared here")
READ = Words("在此取用", "it is read here")
ENDLESS = Words("前一数值没有写截止日（until）", "the value before it has no `until`")
OPENED = Words("括号开于此", "the bracket opens here")
MAIN_VALUE = Words("事实的值写在此处", "the fact's own value is here")
FIELD = Words("字段声明于此", "the field is declared here")
SPLIT = Words("请把其中一部分另立为事实（事实 …）", "make a part of it a `fact` of its own")
JOINED = Words("与此字段相联", "it is joined with this field")
_KNOWN = Words("可用：{known}", "there are: {known}")
_MEANT = Words("或为“{suggestion}”", "perhaps `{suggestion}`")


def _entry(zh: str, en: str, hint_zh: str = "", hint_en: str = "") -> Entry:
    return Entry(Words(zh, en), Words(hint_zh, hint_en) if hint_en else None)


def _name(zh: str, en: str) -> Entry:
    return Entry(Words(zh, en), _MEANT, otherwise=_KNOWN)


CATALOGUE: dict[str, Entry] = {
    # ── reading ──
    "RB101": _entry(
        "找不到规则集文件“{name}”，或无法读取", "the rulebook file `{name}` is missing or cannot be read",
        "规则集是一个文件夹，其中须有 rulebook.yaml、vocabulary.yaml、parameters.yaml、sources.yaml 与 rules/",
        "a rulebook is a folder with rulebook.yaml, vocabulary.yaml, parameters.yaml, sources.yaml and rules/"),
    "RB102": _entry("文件过长，上限为 {limit} 字符", "the file is too long: at most {limit} characters are read", "请把一部分移到别的文件", "move a part of it into another file"),
    "RB103": _entry(
        "此处有看不见的字符 {char}", "a character that cannot be seen, {char}, stands here",
        "请删除：它使显示的文字与实际的文字不同", "delete it: it makes the text look otherwise than it is"),
    "RB104": _entry(
        "嵌套过深，上限为 {limit} 层", "nested too deep: at most {limit} levels", "{mend}", "{mend}"),
    "RB105": _entry("事实层层相叠过深，上限为 {limit} 层", "facts stand on facts too deep: at most {limit} levels", "请合并其中几个事实", "join some of these facts into one"),
    "RB106": _entry(
        "文件“{name}”不是 UTF-8 文本（自第 {byte} 字节起）", "the file `{name}` is not text in UTF-8 (from byte {byte} on)",
        "请另存为 UTF-8", "save it as UTF-8"),
    "RB107": _entry("文件“{name}”是空的", "the file `{name}` is empty", "可从 rulebook/cn-telecom 复制一份再改", "begin with a copy of that of `rulebook/cn-telecom`"),
    "RB108": _entry(
        "语句过长，上限为 {limit} 字符", "the statement is too long: at most {limit} characters",
        "请把其中一部分另立为事实（事实 …）", "make a part of it a `fact` of its own"),
    "RB110": _entry(
        "此处不应是“{found}”；应为{wanted}", "`{found}` does not fit here; expected {wanted}",
        "或为“{suggestion}”", "perhaps `{suggestion}`"),
    "RB111": _entry(
        "引号没有闭合", "this quotation mark is never closed",
        "文字写在同一行的一对引号之内", "text stands between two quotation marks on one line"),
    "RB112": _entry("此处不能有字符“{found}”；应为{wanted}", "the character `{found}` has no meaning here; expected {wanted}",
        "或为“{suggestion}”", "perhaps `{suggestion}`"),
    "RB113": _entry("语句没有写完；此后应为{wanted}", "the statement ends too early; expected {wanted} after this"),
    "RB114": _entry(
        "此处有两种读法：“{first}”或“{second}”", "this can be read in two ways: `{first}` or `{second}`",
        "请在词与词之间加空格，写明所指", "put a blank between the words that are meant"),
    "RB120": _entry("YAML 格式有误：{problem}", "this is not well-formed YAML: {problem}"),
    "RB121": _entry("“{name}”在同一处写了两次", "`{name}` is written twice in the same mapping", "请改名或删去其一", "rename one of the two, or delete it"),
    "RB122": _entry(
        "规则集中不使用 YAML 锚点与别名", "YAML anchors and aliases are not used in a rulebook",
        "请把内容原样写出", "write the content out where it is needed"),
    "RB123": _entry(
        "规则集中不使用 YAML 标签（{tag}）", "YAML tags are not used in a rulebook ({tag})",
        "请删除“!”开头的标签；值的类型由词汇表决定", "delete it: what a value is, the vocabulary says"),
    "RB124": _entry("YAML 内容过多，上限为 {limit} 个节点", "too much YAML: at most {limit} nodes"),
    "RB125": _entry("一个文件只能有一个 YAML 文档", "a file holds one YAML document only", "请只留一个文档，另一个移到别的文件", "keep one of them here and move the other into a file of its own"),
    "RB126": _entry("YAML 缩进不能使用制表符", "YAML is not indented with tabs", "请改用空格", "use blanks instead"),
    "RB127": _entry("键只能是一个词", "a key is a single word", "例如 name: …", "for example `name: …`"),
    "RB128": _entry(
        "花括号内的逗号截断了“{key}”的值：“{name}”成了另一个键", "inside braces a comma ends the value of `{key}`: `{name}` became another key",
        "请给整个值加引号：{key}: \"{whole}\"", "put the whole value in quotation marks: {key}: \"{whole}\""),
    "RB129": _entry("此处不能为空", "this may not be left empty", "请填写内容，或删去此键", "fill it in, or delete the key"),
    "RB130": _entry("这里不认识“{name}”；可用：{known}", "`{name}` is not known here; known are: {known}", "或为“{suggestion}”", "perhaps `{suggestion}`"),
    "RB131": _entry("缺少“{name}”", "`{name}` is missing here", "请补上 {name}: …", "add `{name}: …`"),
    "RB132": _entry("此处应为{wanted}", "{wanted} is wanted here"),
    "RB133": _entry("此处只能是：{known}", "this must be one of: {known}", "或为“{suggestion}”", "perhaps `{suggestion}`"),
    "RB134": _entry("以下各项必须一起写出：{names}", "these must be written together: {names}"),
    "RB135": _entry("“{name}”不能作名称", "`{name}` cannot be a name", "名称以字母或汉字开头，不含空格与标点", "a name begins with a letter or a Chinese character and has no blanks or punctuation"),
    "RB136": _entry("此处应恰有 {count} 项", "exactly {count} wanted here, neither more nor fewer"),
    "RB137": _entry("“{name}”不是有效日期", "`{name}` is not a day of the calendar", "日期写作 2026-11-20；时刻写作 2026-11-20T18:00", "write a date as 2026-11-20 and an instant as 2026-11-20T18:00"),
    "RB138": _entry("不认识时区“{name}”", "the time zone `{name}` is not known", "例如 Asia/Shanghai", "for example Asia/Shanghai"),
    "RB139": _entry("以下各项中须写出{how_many}：{names}", "{how_many} of these must be written here: {names}"),
    "RB140": _entry("“{name}”是语言的关键词，在此不能作名称", "`{name}` is a word of the language and cannot be a name here", "请换一个名字", "choose another name"),
    "RB141": _entry("此行缩进 {found} 格，应为 {wanted} 格", "this line stands {found} blanks to the right; it belongs at {wanted}", "请与同级的行对齐", "align it with its neighbours"),
    "RB142": _entry("“{first}”与“{second}”互换了位置", "`{first}` and `{second}` have changed places", "请换回来", "put each in the place of the other"),
    "RB143": _entry("此处的“{found}”是全角字符，YAML 只认半角的“{wanted}”", "`{found}` is a full-width character; YAML knows `{wanted}` only", "请改为半角", "type it with the Chinese keyboard off"),
    "RB144": _entry("“{value}”没有键", "`{value}` has no key", "或为{whole}", "perhaps {whole}"),
    "RB150": Entry(
        Words("找不到要导入的规则集“{name}”", "there is no rulebook `{name}` to import"), _MEANT, otherwise=Words(
            "请写随附规则集的名称，例如 cn-telecom，或写相对于本规则集的文件夹，例如 ../cn-telecom",
            "name one that is shipped, for example `cn-telecom`, or a folder relative to this book, for example `../cn-telecom`")),
    "RB151": _entry("导入成环：{circle}", "these rulebooks import each other in a circle: {circle}", "请删去其中一处导入", "take one of the imports out"),
    "RB152": _entry(
        "所导入的规则集“{name}”有错误 {count} 处，不能在其上继续", "the imported rulebook `{name}` has errors ({count}), so nothing can stand on it",
        "请先检查并改正该规则集；其第一处错误列于下方", "check that rulebook and mend it first; the first of its errors is shown here"),
    # ── names ──
    "RB201": _name("没有名为“{name}”的实体", "there is no entity `{name}`"),
    "RB202": _name("“{entity}”没有名为“{name}”的字段、关系或事实", "`{entity}` has no field, relation or fact `{name}`"),
    "RB203": _name("没有名为“{name}”的变量或参数", "there is no variable or parameter `{name}`"),
    "RB204": Entry(Words("“{name}”不是“{of}”的取值；可用：{known}", "`{name}` is not a value of `{of}`; its values are: {known}"), _MEANT),
    "RB205": _name("没有名为“{name}”的行为", "there is no action `{name}`"),
    "RB206": _name("法源登记（sources.yaml）中没有“{name}”", "the law register (sources.yaml) has no source `{name}`"),
    "RB207": _name("没有名为“{name}”的规则", "there is no rule `{name}`"),
    "RB208": _name("词汇表中没有名为“{name}”的当事人", "the vocabulary has no party `{name}`"),
    "RB209": Entry(Words("没有名为“{name}”的类型或枚举；可用：{known}", "there is no kind or enumeration `{name}`; known are: {known}"), _MEANT),
    "RB210": _entry("“{name}”重复声明", "`{name}` is declared twice", "请改名或删去其一", "rename one of the two, or delete it"),
    "RB211": _entry("变量名“{name}”在此已被使用", "the variable `{name}` is already in use here", "请换一个名字", "choose another name"),
    "RB212": _entry("事实循环定义：{circle}", "these facts are defined by each other in a circle: {circle}", "请让其中一个事实不依赖下一个", "let one of them do without the next"),
    "RB213": _entry("规则相互优先，形成循环：{circle}", "these rules override each other in a circle: {circle}", "请删去其中一个“优先于”", "delete one of the `overrides`"),
    "RB214": Entry(Words("实体“{entity}”没有字段“{name}”", "the entity `{entity}` has no field `{name}`"), _MEANT),
    "RB215": _entry("字段“{name}”与“{other}”类型不同，不能相联", "`{name}` and `{other}` are of different kinds and cannot be joined", "请给两个字段同一 kind", "give the two fields one `kind`"),
    "RB216": _entry("只有日期或时刻才能以“从未”表示缺失（字段“{name}”）", "only a date or an instant can be absent as `never` (field `{name}`)", "请写 absent: unknown", "write `absent: unknown`"),
    "RB217": _entry("记录行为的字段“{name}”必须是日期或时刻", "an action is recorded by a date or an instant; `{name}` is neither", "请把该字段的 kind 改为 date，或另选字段", "give the field the kind `date`, or name another field"),
    "RB218": _entry("“{name}”之前是若干行，不能直接取用", "what stands before `{name}` is a collection, not one row", "请用：存在 x 属于 … 满足 x.{name} …，或计数、合计、最早、最晚", "say which rows: `some x in … satisfies x.{name} …`, or `count of`, `sum of`, `earliest of`"),
    "RB219": _entry("“{name}”之前是{found}，没有下一层", "what stands before `{name}` is {found}: it has no members", "请删去“.{name}”", "delete `.{name}`"),
    "RB220": _entry("“{name}”是行为，不是条件", "`{name}` is an action, not a condition", "请写“可以 {name}”或“不得 {name}”；“应当”之后写应有的状态", "write `may {name}` or `must not {name}`; what follows `must` is a state of affairs"),
    "RB221": Entry(Words("“{name}”在此声明，却无处使用；“{used}”用于 {count} 处，却无处声明", "`{name}` is declared here and used nowhere; `{used}` is used ({count}×) and declared nowhere"), _MEANT),
    "RB222": _entry("违法所得的字段“{name}”必须是金额", "what an act brought in is told by money; `{name}` is none", "请把该字段的 kind 改为 money CNY，或另选字段", "give the field the kind `money CNY`, or name another field"),
    # ── kinds and units ──
    "RB301": _entry("此处应为条件（是/否），却是{found}", "a condition (yes/no) is wanted here, but this is {found}", "请写成比较，例如 {example}", "compare it with something, for example {example}"),
    "RB302": _entry("不能把{left}与{right}相比", "{left} cannot be compared with {right}", "{mend}", "{mend}"),
    "RB303": _entry("{left}没有大小先后", "values of this kind ({left}) have no order", "请用 = 或 !=", "compare them with `=` or `!=`"),
    "RB304": _entry("不能对{left}与{right}作“{op}”运算", "`{op}` cannot be applied to {left} and {right}", "{mend}", "{mend}"),
    "RB305": _entry("此处应为{wanted}，却是{found}", "{wanted} is wanted here, but this is {found}", "{mend}", "{mend}"),
    "RB306": _entry("日期与时刻不能混用：应为{wanted}，却是{found}", "a date and an instant do not mix: {wanted} is wanted, this is {found}", "用“… 之日”取时刻所在的日期", "take the day of an instant with `date of …`"),
    "RB307": _entry("以{unit}计的期限不能从{found}起算", "a duration in {unit} cannot run from {found}", "小时从时刻起算；日、工作日、月、年从日期起算（用“… 之日”取日期）", "hours run from an instant; days, working days, months and years from a date (take it with `date of …`)"),
    "RB308": _entry("此处应为期限，却是{found}", "a duration is wanted here, but this is {found}", "例如 30 日、15 个工作日、24 小时", "for example `30 days`, `15 working days`, `24 hours`"),
    "RB309": _entry("此处应为若干行（对多关系），却是{found}", "a collection of rows is wanted here, but this is {found}", "{mend}", "{mend}"),
    "RB310": _entry("“{text}”不是{kind}", "`{text}` is not {kind}", "例如 {example}", "for example {example}"),
    "RB311": _entry("金额只能与同一币种的金额相比：{left}与{right}", "money is compared with money of the same currency only: {left} and {right}", "例如写 100 元", "write for example `100 CNY`"),
    "RB312": _entry("“于某日”只能用于参数", "`on DATE` asks for a parameter's value on that day; this is no parameter", "其他值不随日期而变：请删去“于 …”", "nothing else has a value of a day: delete `on …`"),
    "RB313": _entry("只能合计数或金额，这里是{found}", "only numbers and money can be summed; this is {found}"),
    "RB314": _entry("此数不能用：期限须为整数，数不能过大", "this number cannot be used: durations are whole numbers, and no number may be that large"),
    "RB315": _entry("事实不能是{found}", "a fact cannot be {found}", "请用：计数、存在 … 满足 …、最早、最晚、合计", "count them, ask for one (`some x in … satisfies …`), or take `earliest of`, `latest of`, `sum of`"),
    "RB316": _entry("与事实的类型不符：应为{wanted}，却是{found}", "this does not have the kind of the fact: {wanted} is wanted, this is {found}"),
    "RB317": _entry("“{name}”在此为{found}，与用到它的 {count} 处都不合", "`{name}` is {found} here, which does not go with what uses it ({count}×)", "请改其类型；否则请改这些用处", "change its kind, or else these uses"),
    # ── norms and time ──
    "RB401": _entry("“{name}”缺少“{clause}”子句", "`{name}` lacks its `{clause}` clause", "请补上“{clause} …”", "add `{clause} …`"),
    "RB402": _entry("“{clause}”子句重复", "there are two `{clause}` clauses", "只留其一：条件可用“且”合并，规范应分为两条规则", "keep one: conditions are joined with `and`, and each norm has a rule of its own"),
    "RB403": _entry("规则“{name}”没有依据", "the rule `{name}` cites no source", "请写：依据 法源 第N条", "write `source ID art N`"),
    "RB404": _entry("此子句不能用于不变式“{name}”", "this clause has no place in the invariant `{name}`", "不变式只有：适用于每个 …、绝不许可 …、除非 …", "an invariant has `for each …`, `never permitted …` and `unless …` only"),
    "RB405": _entry("终止日早于起始日（{name}）", "it ends before it begins ({name})", "请对照原文核对两个日期", "compare both dates with the text"),
    "RB406": _entry("参数“{name}”的数值时间重叠", "two values of `{name}` overlap in time", "前一数值应止于前一日：until: {day}", "let the earlier value end on the day before: `until: {day}`"),
    "RB407": _entry("参数“{name}”在 {from} 与 {to} 之间没有数值", "`{name}` has no value between {from} and {to}", "后一数值应自次日起：from: {day}", "let the later value begin on the day after: `from: {day}`"),
    "RB408": _entry("参数“{name}”在 {gap} 期间没有数值，而取用它的规则当时施行：{rules}", "`{name}` has no value during {gap}, while rules that read it are in force: {rules}", "请补足数值，或以“自 … 起施行”“至 … 止”限定规则", "give it a value for those days, or bound the rule with `from` and `until`"),
    "RB409": _entry("“{name}”与“{other}”的适用对象不同，不能优先", "`{name}` and `{other}` are about different entities, so neither can override the other", "请给两条规则同一“适用于每个”，或以“除非”限缩另一条", "give both the same `for each`, or narrow the other with `unless`"),
    "RB410": _entry("行为“{name}”的对象是“{on}”，而规则的对象是“{entity}”", "the action `{name}` is done on a `{on}`, but this is about a `{entity}`", "请写“适用于每个 {on}”，或换一个行为", "write `for each {on}`, or name another action"),
    "RB411": _entry("“绝不许可”只用于不变式", "`never permitted` belongs to an invariant", "规则请写“不得 {name}”", "in a rule, write `must not {name}`"),
    "RB412": Entry(Words("“{clause}”只能是：{known}", "`{clause}` must be one of: {known}"), _MEANT),
    "RB416": Entry(
        Words("规制“{action}”的条件取用了现状字段“{name}”：对快照日之前的行为，其值未知", "this guard of `{action}` reads the current field `{name}`, which is unknown for acts before the snapshot's day"),
        Words("请改用有日期的字段", "stand on dated fields instead"), "warning"),
    "RB417": _entry(
        "“{name}”与另一规则集的“{other}”对同一事件自同一起点规定了不同期限，且均未写明优先", "`{name}` and `{other}` of another rulebook set deadlines for the same event from the same start, and neither overrides the other",
        "请写“优先于 {other}”，或令两者的适用条件互不重合", "write `overrides {other}`, or give the two conditions that exclude each other"),
    "RB418": _entry(
        "“{name}”与另一规则集的“{other}”对“{action}”一许一禁，且均未写明优先", "of `{name}` and `{other}`, rules of two rulebooks, one permits `{action}` and the other forbids it, and neither overrides the other",
        "请写“优先于 {other}”，或令两者的适用条件互不重合", "write `overrides {other}`, or give the two conditions that exclude each other"),
    # ── law ──
    "RB501": _entry("法源“{source}”没有登记{place}；已登记：{known}", "{place} of “{source}” is not registered; registered are: {known}", "请在 sources.yaml 中登记该条并写明摘要", "register it in sources.yaml with its summary"),
    "RB502": _entry("“{text}”不是引用的写法", "`{text}` is not how a source is cited", "例如 gd-2015 art 3、circular-2016-09 item 4", "for example `gd-2015 art 3`, `circular-2016-09 item 4`"),
    "RB503": _entry("“{name}”不是条款编号", "`{name}` is not the number of an article", "例如 3、18(1)、22-1", "for example `3`, `18(1)`, `22-1`"),
    "RB504": _entry(
        "{what}以“{source}”为依据，而它是{rank}，不是法律", "{what} stands on “{source}”, which is {rank} and not law",
        "请改引施行中的法源；本规则集本身即为草案的，在 rulebook.yaml 中写明 draft: yes", "cite a source that is in force; a book that is a draft itself says `draft: yes` in rulebook.yaml"),
    "RB505": _entry(
        "“{name}”仅以行业做法为依据，却未标明有争议", "`{name}` stands on practice alone and is not marked as contested",
        "请写“地位 有争议”，或引用规范性的法源", "write `standing contested`, or cite a norm"),
    "RB511": _entry("“{name}”是罚款的数额，此项为“{measure}”", "`{name}` is an amount of a fine, and this is `{measure}`", "请写 measure: fine，或删去数额", "write `measure: fine`, or delete the amount"),
    "RB512": _entry("下限“{low}”高于上限“{high}”", "the lower bound `{low}` is above the upper bound `{high}`", "请对照原文核对两个数", "compare both numbers with the text"),
    # ── scenarios ──
    "RB601": _name("没有名为“{name}”的行为、规则、不变式或事实", "there is no action, rule, invariant or fact `{name}`"),
    "RB602": _entry("案例的事实有误：{where}：{problem}", "the facts of this scenario are wrong: {where}: {problem}", "{mend}", "{mend}"),
    "RB603": Entry(Words("“{name}”不能作为“{target}”的期望；可用：{known}", "`{name}` cannot be expected of `{target}`; what can: {known}"), _MEANT),
    # ── facts given as a mapping ──
    "SN201": _entry("事实应写作 {{实体: {{…}}}}，且只有一个实体", "facts are written as {{ENTITY: {{…}}}} with exactly one entity"),
    "SN202": _name("“{entity}”没有名为“{name}”的字段或关系", "`{entity}` has no field or relation `{name}`"),
    "SN203": _entry("此处应为一行（字段: 值）", "one row (FIELD: VALUE) is wanted here"),
    "SN204": _entry("此值不是{kind}", "this value is not {kind}", "例如 {example}", "for example {example}"),
    "SN205": _entry("此处应为若干行的列表", "a list of rows is wanted here"),
    "SN206": _entry("同一行在别处有不同的值", "the same row has another value elsewhere"),
    "SN207": _entry("缺少不得缺失的“{name}”", "`{name}` may not be absent"),
    "SN209": _entry("事实嵌套过深", "the facts are nested too deep"),
    # ── editions and revisions ──
    "ED101": _entry(
        "发布的版本已损坏或被改动：{why}", "the edition is damaged or was altered: {why}",
        "请向发布者重新索取，并核对 sha256", "get it again from who published it, and compare its sha256"),
    "ED102": _entry("版本过大，上限为 {limit}", "the edition is too large: at most {limit}"),
    "ED103": _entry("不合版本文件的形式：{why}", "this is not in the form of an edition: {why}", "版本文件由 guiju pack 写成", "editions are written by `guiju pack`"),
    "ED104": _entry(
        "该版本以第 {found} 版语言写成，而此程序读第 {known} 版", "the edition is in version {found} of the language, and this guiju reads version {known}",
        "请用读该版语言的 guiju，以免文字被读作他义", "use a guiju that reads that version, so that no word is given another meaning"),
    "ED105": _entry("签名不被接受：{why}", "the signature is not accepted: {why}"),
    "ED201": _entry("读不到修订“{revision}”：{why}", "the revision `{revision}` cannot be read: {why}"),
    # ── receipts and logs ──
    "RC101": _entry(
        "回执已损坏或被改动：{why}", "the receipt is damaged or was altered: {why}", "请向出具者重新索取", "get it again from who issued it"),
    "RC102": _entry("不合回执的形式：{why}", "this is not in the form of a receipt: {why}", "回执由 guiju audit、guiju decide 写成", "receipts are written by `guiju audit` and `guiju decide`"),
    "RC103": _entry(
        "回执的{what}是第 {found} 版，而此程序读第 {known} 版", "the receipt is in version {found} of the {what}, and this guiju reads version {known}",
        "请用读该版的 guiju", "use a guiju that reads that version"),
    "RC104": _entry("回执的签名不被接受：{why}", "the signature of the receipt is not accepted: {why}"),
    "RC105": _entry("密钥不能用：{why}", "the key cannot be used: {why}", "密钥由 guiju log key 写成", "keys are made by `guiju log key`"),
    "RC201": _entry(
        "日志被改动：{what}：{why}", "the log was altered: {what}: {why}",
        "请与备份核对", "compare it with a copy that was kept elsewhere"),
    "RC202": _entry("日志不能用：{why}", "the log cannot be used: {why}"),
    "RC203": _entry(
        "未记入日志：不能续写在最后一条之后：{why}", "nothing was logged: the last entry cannot be followed: {why}",
        "请用写成该条的密钥，或另起一份日志；guiju log verify 可核验", "use the key that it was made with, or begin another log; `guiju log verify` looks at it"),
}  # fmt: skip

CATALOGUE |= {code: Entry(text, hint, "warning") for code, (text, hint) in LINTS.items()}
CATALOGUE |= {code: Entry(text, hint, otherwise=otherwise) for code, (text, hint, otherwise) in AMENDING.items()}
