"""The passes in order: a rulebook folder → (checked book, diagnostics).

read and parse → fit the schemas → declare → resolve → check → the book as a whole. The book is None where an error was
found; all the errors of all its files come back, each once.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path

from dsl import core, misdated, norms, order
from dsl import syntax as s
from dsl.above import told_once
from dsl.cases import calendar as calendar_of
from dsl.cases import scenarios as scenarios_of
from dsl.check import Checker
from dsl.comments import QUOTED
from dsl.diagnose import Diagnostic, has_errors, ordered, unknown
from dsl.figures import parameters as parameters_of
from dsl.given import unknown_names
from dsl.glossary import Glossary
from dsl.messages.catalogue import FIRST
from dsl.nodes import chinese_names, unread, words
from dsl.parse import parse
from dsl.register import Register
from dsl.register import sources as sources_of
from dsl.resolve import Names, collect_facts, english_path, names_of
from dsl.sanctions import borne
from dsl.segment import Lexicon, stated
from dsl.shelf import find
from dsl.source import Source, Sources, Span, is_chinese
from dsl.understand import NOTHING, understand
from dsl.vocabulary import unread_names
from dsl.vocabulary import vocabulary as vocabulary_of

MAX_BYTES = 32_000_000
"""Bytes read of one file: four for each character that `read.py` allows."""
_YAML = ("rulebook", "vocabulary", "parameters", "sources")
_NEVER_EMPTY = ("rulebook", "vocabulary")


@dataclass
class Loaded:
    """What loading gave: the book (None if it has errors), its diagnostics in order of place, its texts, its counts."""

    book: core.Book | None
    diagnostics: tuple[Diagnostic, ...]
    sources: Sources
    rules: int = 0
    parameters: int = 0
    scenarios: int = 0
    glossary: Glossary = field(default_factory=Glossary)
    statements: Mapping[str, tuple[s.Statement, ...]] = field(default_factory=dict)
    """By file of rules; a file that has an error of syntax is not among them."""


@dataclass
class _Reading:
    """What the reading passes gather on the way: texts, trees, the names that are broken, diagnostics."""

    texts: Sources = field(default_factory=dict)
    problems: list[Diagnostic] = field(default_factory=list)
    broken: set[str] = field(default_factory=set)
    statements: dict[str, tuple[s.Statement, ...]] = field(default_factory=dict)
    lost: bool = False
    """Whether it is not known what some file would have declared: then nothing that stands on it can be judged."""


def load(name: str | Path) -> tuple[core.Book | None, tuple[Diagnostic, ...]]:
    """Folder or shipped name → (book, diagnostics); the book is None where one of them is an error."""
    loaded = load_book(name)
    return loaded.book, loaded.diagnostics


def load_book(name: str | Path) -> Loaded:
    """As `load`, with the texts that diagnostics point into."""
    folder = find(str(name))
    reading = _Reading()
    if not os.path.isfile(folder / "rulebook.yaml"):
        shown = str(name) or str(folder)
        problem = Diagnostic("RB101", Span(shown, 0, 0), {"name": shown})
        return Loaded(None, (problem,), {})
    yaml = {part: _yaml(folder / f"{part}.yaml", part, part, reading) for part in _YAML}
    cases = [_yaml(path, path.stem, "scenarios", reading, folder) for path in sorted(folder.glob("scenarios/*.yaml"))]
    statements = _rules(sorted(folder.glob("rules/*.rules")), folder, chinese_names(yaml.values()), reading)
    loaded = Loaded(None, (), reading.texts) if reading.lost else _build(yaml, cases, statements, reading)
    loaded.diagnostics = ordered(told_once(reading.problems, reading.texts))
    if has_errors(loaded.diagnostics):
        loaded.book = None
    return loaded


def load_rules(path: Path) -> Loaded:
    """One file of rules that lies in no book: its statements, and what is wrong with their syntax."""
    reading = _Reading()
    _rules([path], path.parent, frozenset(), reading)
    return Loaded(None, ordered(reading.problems), reading.texts, statements=reading.statements)


# ── reading ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def _source(path: Path, name: str, reading: _Reading) -> Source | None:
    """The text of a file, or None and what keeps it from being read."""
    try:
        source = Source(name, _text_of(path))
    except OSError:
        problem = "RB101", {"name": name}
    except _TooLong:
        problem = "RB102", {"limit": str(MAX_BYTES)}
    except UnicodeDecodeError as error:
        problem = "RB106", {"name": name, "byte": str(error.start + 1)}
    else:
        reading.texts[name] = source
        return source
    reading.problems.append(Diagnostic(problem[0], Span(name, 0, 0), problem[1]))
    return None


class _TooLong(Exception):
    """The file has more bytes than are read."""


def _text_of(path: Path) -> str:
    """What is no file (a folder, a device, a pipe) is not opened: reading it might never end."""
    if not path.is_file():
        raise FileNotFoundError(path)
    with path.open("rb") as file:
        data = file.read(MAX_BYTES + 1)
    if len(data) > MAX_BYTES:
        raise _TooLong
    if (nul := data.find(b"\0")) >= 0:  # UTF-16 without a mark, or no text at all
        raise UnicodeDecodeError("utf-8", data, nul, nul + 1, "no text")
    return data.decode("utf-8-sig")


def _yaml(path: Path, part: str, shape: str, reading: _Reading, folder: Path | None = None) -> s.Node | None:
    """What of a YAML file fits its schema; None where it cannot be read, or has nothing in it."""
    name = path.relative_to(folder or path.parent).as_posix()
    source = _source(path, name, reading)
    found = understand(shape, source) if source else NOTHING
    problems = found.problems
    if source and found.empty and part in _NEVER_EMPTY:
        problems = (Diagnostic("RB107", Span(name, 0, 0), {"name": name}),)
    reading.problems += problems
    reading.broken |= found.broken
    reading.lost |= found.node is None and shape != "scenarios" and bool(not source or problems)
    return found.node


def _rules(paths: list[Path], folder: Path, names: frozenset[str], reading: _Reading) -> list[s.Statement]:
    """The statements of all files of rules; Chinese is cut into words by the names of the book and of all the files."""
    sources = [_source(path, path.relative_to(folder).as_posix(), reading) for path in paths]
    reading.lost |= None in sources
    given = [source for source in sources if source]
    lexicon = Lexicon(names | reading.broken | stated(source.text for source in given))
    found: list[s.Statement] = []
    for source in given:
        statements, broken, problems = parse(source, lexicon)
        if reading.lost:  # without the names of the book, Chinese cannot be cut into words
            problems = tuple(each for each in problems if not _is_chinese_code(source, each.span))
        if not problems:
            reading.statements[source.name] = statements
        reading.problems += problems
        reading.broken |= broken
        found += statements
    return found


def _is_chinese_code(source: Source, span: Span) -> bool:
    """Whether a line of rules is in Chinese, its titles and comments aside."""
    line = source.line(source.position(span.start)[0])
    return is_chinese(re.sub(rf"{QUOTED}|#.*", "", line))


# ── checking ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def _build(
    yaml: Mapping[str, s.Node | None], cases: list[s.Node | None], statements: list[s.Statement], reading: _Reading
) -> Loaded:
    problems = reading.problems
    manifest = yaml["rulebook"] if isinstance(yaml["rulebook"], s.Mapping) else s.Mapping(())
    zone = _zone(manifest, problems)
    laws = sources_of(yaml["sources"], problems, frozenset(reading.broken))
    broken = frozenset({*reading.broken, *unread(yaml["sources"], laws)})
    register = Register(laws, broken)
    vocabulary = vocabulary_of(yaml["vocabulary"], register, problems)
    parameters = parameters_of(yaml["parameters"], vocabulary, register, zone, problems)
    broken |= {*unread_names(yaml["vocabulary"], vocabulary), *unread(yaml["parameters"], parameters)}
    laws = borne(register.sources, vocabulary, broken, problems)
    given = [each for each in statements if isinstance(each, s.Fact)]
    glossary = Glossary()
    written = collect_facts(given, vocabulary, broken, glossary, problems)
    kept = {id(fact) for fact in written.values()}
    broken |= {name for fact in given if id(fact) not in kept for name in names_of(fact)}
    broken |= {english_path(name, vocabulary) for name in broken}
    bare = Names(vocabulary, parameters, register, written, {}, broken, glossary)
    names = Names(vocabulary, parameters, register, written, _by_path(statements, bare, problems), broken, glossary)
    checker = Checker(names, zone, problems)
    facts = norms.facts(names, checker)
    rules = norms.rules(names, checker)
    safety = [each for each in statements if isinstance(each, s.Invariant)]
    invariants = norms.invariants(safety, names, checker)
    problems += order.problems(facts, rules, vocabulary)
    problems += misdated.problems(facts, rules, names, yaml)
    scenarios = tuple(case for node in cases for case in scenarios_of(node, zone, problems))
    book = core.Book(
        _text(manifest, "name"),
        words(manifest.get("title")),
        _text(manifest, "edition"),
        _text(manifest, "jurisdiction"),
        calendar_of(manifest.get("calendar"), problems),
        zone,
        vocabulary,
        laws,
        parameters,
        facts,
        rules,
        invariants,
        scenarios,
        _hash(reading.texts),
        _overriders(rules),
        {action: tuple(each for each in rules.values() if _is_about(each, action)) for action in vocabulary.actions},
    )
    problems += _scenario_targets(book, names, {each.name.text for each in safety})
    problems += [problem for each in scenarios for problem in unknown_names(each, names)]
    if problems:
        from dsl.blame import blamed  # only where something is wrong
        from dsl.mistyped import mistyped

        reading.problems = mistyped(blamed(problems, yaml, cases, statements), yaml, checker, book)
    counts = len(names.rules), len(parameters), len(scenarios)
    return Loaded(book, (), reading.texts, *counts, glossary, reading.statements)


def _overriders(rules: Mapping[str, core.Rule]) -> dict[str, tuple[core.Rule, ...]]:
    """For each rule those that override it, in one pass, for a book may have thousands."""
    found: dict[str, list[core.Rule]] = {path: [] for path in rules}
    for rule in rules.values():
        for path in dict.fromkeys(rule.overrides):
            if path in found:
                found[path].append(rule)
    return {path: tuple(each) for path, each in found.items()}


def _is_about(rule: core.Rule, action: str) -> bool:
    return isinstance(rule.norm, core.Prohibition | core.Permission) and rule.norm.action == action


def _text(node: s.Mapping, name: str) -> str:
    found = node.get(name)
    return found.text if isinstance(found, s.Scalar) else ""


def _zone(manifest: s.Mapping, problems: list[Diagnostic]) -> str:
    from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

    name = _text(manifest, "zone") or "Asia/Shanghai"
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        node = manifest.get("zone")
        problems.append(Diagnostic("RB138", node.span if node else manifest.span, {"name": name[:60]}))
        return "Asia/Shanghai"
    return name


def _by_path(statements: list[s.Statement], names: Names, problems: list[Diagnostic]) -> dict[str, s.Rule]:
    """Rules by path; a path is taken where another rule has it, or an action, for each is known by its name alone."""
    found: dict[str, s.Rule] = {}
    taken = {name: names.vocabulary.actions[action].span for name, action in names.actions.items()}
    for rule in (each for each in statements if isinstance(each, s.Rule)):
        path = names.path(rule.path.text)
        names.glossary.note_path(rule.path.span, path, names.vocabulary.words)
        if first := taken.get(path):
            problems.append(Diagnostic("RB210", rule.path.span, {"name": rule.path.text}, ((first, FIRST),)))
        else:
            taken[path] = rule.path.span
            found[path] = rule
    return found


def _scenario_targets(book: core.Book, names: Names, safety: set[str]) -> Iterable[Diagnostic]:
    """Every expectation names an action, a rule, an invariant or a fact of the book."""
    known = {*names.actions, *names.rules, *book.invariants, *(".".join(key) for key in book.facts)}
    for case in book.scenarios:
        for wanted in case.expect:
            if target(book, names.actions, wanted.target) is None and not _is_broken(wanted.target, names, safety):
                yield unknown("RB601", wanted.target, known, wanted.span)


def _is_broken(text: str, names: Names, safety: set[str]) -> bool:
    """Whether a name is that of something written but wrong, which has been complained of already."""
    entity, _, member = text.partition(".")
    written = (
        names.path(text) in names.rules or text in safety or (names.entities.get(entity, ""), member) in names.facts
    )
    return written or bool({text, member, entity} & names.broken)


def target(book: core.Book, actions: Mapping[str, str], text: str) -> str | None:
    """The name by which the book knows what an expectation speaks of, or None."""
    if text in actions:
        return actions[text]
    if (path := english_path(text, book.vocabulary)) in book.rules or path in book.invariants:
        return path
    entity, _, name = text.partition(".")
    for key, fact in book.facts.items():
        words = book.vocabulary.entities[key[0]].names
        if entity in (key[0], words.zh) and name in (key[1], fact.names.zh):
            return ".".join(key)
    return None


def _hash(texts: Sources) -> str:
    """One hash of all the files: names and contents, in order of name."""
    digest = sha256()
    for name in sorted(texts):
        digest.update(f"{name}\0{sha256(texts[name].text.encode()).hexdigest()}\n".encode())
    return digest.hexdigest()
