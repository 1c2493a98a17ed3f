"""What is said of a snapshot's files and records that cannot be read, in both languages.

`SN0…` speaks of a file or folder that cannot be used, `SN1…` of one record that is refused. The names in braces are the keys
of the `detail` that comes with the code; none of them ever holds a cell's value, for it may be personal data.
"""

from __future__ import annotations

from dsl.core import Words

SNAPSHOT: dict[str, Words] = {
    # ── a file or a folder ──────────────────────────────────────────────────────────────────────────────────────────
    "SN001": Words("无法打开：{reason}", "cannot be opened: {reason}"),
    "SN002": Words("文件被截断或已损坏", "the file is truncated or damaged"),
    "SN003": Words("没有表头", "there is no header"),
    "SN004": Words("第 {first} 列与第 {second} 列同名", "columns {first} and {second} have the same name"),
    "SN005": Words(
        "同一张表有多个来源：{files}；请只保留一个", "one table has several sources: {files}; only one may stay"
    ),
    "SN006": Words("词汇表中没有这张表", "the vocabulary knows no such table"),
    "SN007": Words("不是可读的 gzip 文件", "not a readable gzip file"),
    "SN008": Words(
        "表头不是 UTF-8、带 BOM 的 UTF-16 或 GB18030 文本",
        "the header is not text in UTF-8, in UTF-16 with a byte order mark, or in GB18030",
    ),
    "SN009": Words("第 {column} 列没有列名", "column {column} has no name"),
    "SN010": Words("表头的引号有误或表头过长", "the header is wrongly quoted or too long"),
    "SN011": Words(
        "不支持这种形式；可用 .parquet、.csv、.jsonl、.ndjson（后三种可加 .gz）或由这些文件组成的文件夹",
        "not a form that is read; use .parquet, .csv, .jsonl or .ndjson (the last three also with .gz), or a folder of these",
    ),
    "SN012": Words("文件夹中没有数据文件", "the folder holds no data file"),
    "SN013": Words("快照不是文件夹", "the snapshot is not a folder"),
    "SN014": Words(
        "读取此文件所需内存超过上限 {limit}", "reading this file takes more memory than the limit of {limit}"
    ),
    "SN015": Words(
        "审计期间此文件被改动，审计结果不知出自哪些数据",
        "was changed while it was audited: nobody knows what was judged",
    ),
    # ── one record ──────────────────────────────────────────────────────────────────────────────────────────────────
    "SN101": Words(
        "有 {cells} 个单元格，而表头有 {columns} 列", "{cells} cells, where the header has {columns} columns"
    ),
    "SN102": Words("引号没有闭合", "a quote is not closed"),
    "SN103": Words("含有无法解码的字节或字符", "holds bytes or characters that cannot be decoded"),
    "SN104": Words("不是可读的 JSON 对象", "not a readable JSON object"),
    "SN105": Words("含有空字符（NUL）", "holds a NUL character"),
    "SN106": Words("JSON 对象中的键“{column}”重复", "the key “{column}” occurs twice in the JSON object"),
    "SN107": Words("记录过长，上限为 {limit} 个字符", "the record is too long; the limit is {limit} characters"),
    "SN108": Words("未加引号的单元格中出现引号", "a quote inside a cell that is not quoted"),
    "SN109": Words("闭合引号之后还有文字", "there is text after a closing quote"),
    "SN110": Words("记录因文件损坏而中断", "the record is cut off where the file is damaged"),
    "SN111": Words(
        "“{column}”列的数字、日期或时刻超出可表示的范围",
        "column “{column}”: a number, date or moment outside the range that can be represented",
    ),
    "SN112": Words(
        "“{column}”列不是单个值（列表、对象或二进制）",
        "column “{column}” is not a single value (a list, object or binary)",
    ),
    # ── one record, against the vocabulary ──
    "SN301": Words("“{column}”列的值不是{kind}", "column “{column}”: the value is not {kind}"),
    "SN302": Words("“{column}”列不得缺失", "column “{column}” may not be absent"),
    "SN303": Words("编号重复，首次出现于 {first}", "the key is already in use, first at {first}"),
    "SN304": Words("“{column}”列所指的{target}不存在", "column “{column}” refers to a {target} that does not exist"),
    "SN305": Words(
        "词汇表中没有“{column}”列；相近的有：{meant}",
        "the vocabulary has no column “{column}”; the nearest is: {meant}",
    ),
    "SN306": Words(
        "“{column}”列出现两次（中文名与英文名各一次）", "column “{column}” is there twice, by both of its names"
    ),
}

REASONS: dict[str, Words] = {
    english: Words(chinese, english)
    for english, chinese in {
        "No such file or directory": "文件或文件夹不存在",
        "Permission denied": "没有读取权限",
        "Is a directory": "是文件夹而不是文件",
        "Input/output error": "磁盘读取出错",
        "Too many levels of symbolic links": "链接互相指向",
        "Too many open files": "打开的文件过多",
        "Stale file handle": "网络文件已失效",
    }.items()
}
"""What the operating system says of a file that cannot be opened; what is not listed stays as it says it."""
