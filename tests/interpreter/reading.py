"""A file of a table as it is read, by its form: records, what is refused, problems; and all of it in brief."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from interpreter.delimited import Problem, Record, Refused, read_csv, read_json_lines
from interpreter.tables import read_table

Item = Record | Refused | Problem


def items(file: Path, content: str | bytes) -> list[Item]:
    file.write_bytes(content.encode() if isinstance(content, str) else content)
    return list((read_json_lines if "json" in file.name else read_csv)(file, "line"))


def rows(path: Path, folder: Path | None = None) -> list[Item]:
    return list(read_table(path, folder or path.parent))


def brief(read: Iterable[Item]) -> list[tuple[object, ...]]:
    """Line and cells of a record, line and code of a refused one, the code of a problem."""
    short: list[tuple[object, ...]] = []
    for item in read:
        match item:
            case Record(line=line, cells=cells):
                short.append((line, *cells.values()))
            case Refused(line=line, code=code):
                short.append((line, code))
            case Problem(code=code):
                short.append((code,))
    return short
