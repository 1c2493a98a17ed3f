"""The passes in order: a rulebook's folder, edition or revision → (checked book, diagnostics).

read and parse, with what is imported → fit the schemas → declare → resolve → check → the book as a whole. The book is
None where an error was found; all the errors of all its files come back, each once.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from dsl import conflict, core, ground, misdated, norms, order
from dsl import syntax as s
from dsl.above import told_once
from dsl.cases import calendar as calendar_of
from dsl.cases import scenarios as scenarios_of
from dsl.check import Checker
from dsl.diagnose import Diagnostic, has_errors, ordered, unknown
from dsl.figures import parameters as parameters_of
from dsl.folder import Folder, Reading, read_rules
from dsl.given import unknown_names
from dsl.glossary import Glossary
from dsl.imports import Layer, Reader
from dsl.messages.catalogue import FIRST
from dsl.nodes import as_map, text_of, unread, words
from dsl.place import KEPT, MANIFEST, Disk, Held, Place, Refused
from dsl.place import label as label_of
from dsl.register import Register
from dsl.register import sources as sources_of
from dsl.resolve import Names, collect_facts, english_path, names_of
from dsl.sanctions import borne
from dsl.shelf import find, is_edition
from dsl.source import Source, Sources, Span
from dsl.targets import Targets
from dsl.vocabulary import unread_names
from dsl.vocabulary import vocabulary as vocabulary_of

if TYPE_CHECKING:
    from dsl.edition import Edition


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
    imported: frozenset[str] = frozenset()
    """The files among the texts that belong to imported books."""
    sought: frozenset[Path] = frozenset()
    """The folders in which imported books were looked for, whether there is one or not."""

    draft: bool = False
    """Whether the book, or one that it imports, says that it is no law yet."""
    files: tuple[tuple[str, Source], ...] = ()
    """All the texts by the names that they have in an edition, which keeps what is imported in its folder `imports`."""

    @property
    def own(self) -> Sources:
        """The texts of the book's own files."""
        return {name: text for name, text in self.sources.items() if name not in self.imported}


def load(name: str | Path) -> tuple[core.Book | None, tuple[Diagnostic, ...]]:
    """Folder, shipped name, edition, revision → (book, diagnostics); the book is None where one of them is an error."""
    loaded = load_book(name)
    return loaded.book, loaded.diagnostics


def load_book(name: str | Path, home: Path | None = None, more: tuple[Source, ...] = ()) -> Loaded:
    """As `load`, with the texts that diagnostics point into.

    What is imported from a relative folder is looked for as if the book lay at `home`, where that is given. `more` are
    rules that are read with those of the book and stand in none of its files.
    """
    folder = find(str(name))
    if os.path.isfile(folder / MANIFEST):
        return _loaded(Disk(folder, Path(os.path.abspath(home or folder))), more)
    try:
        if found := _elsewhere(folder, str(name), more):
            return found
    except Refused as refused:
        return Loaded(None, (refused.about(str(name)),), {})
    shown = str(name) or str(folder)
    return Loaded(None, (Diagnostic("RB101", Span(shown, 0, 0), {"name": shown}),), {})


def _elsewhere(path: Path, name: str, more: tuple[Source, ...]) -> Loaded | None:
    """A book that is no folder: an edition, a revision, or nothing. Raises Refused."""
    if is_edition(path):
        from dsl.seal import opened  # only those who ask for such a book need it

        edition = opened(path)
        return load_edition(edition, more) if edition else None
    if "@" in name and not os.path.exists(path):
        from dsl.revision import revision

        return _loaded(revision(name), more)
    return None


def load_edition(edition: Edition, more: tuple[Source, ...] = ()) -> Loaded:
    """The book of an edition, which stands alone and bears the edition's name."""
    loaded = _loaded(Held(edition.files), more)
    if loaded.book:
        loaded.book = replace(loaded.book, edition=edition.manifest.edition)
    return loaded


def _loaded(place: Place, more: tuple[Source, ...]) -> Loaded:
    """The book at a place."""
    loaded = _checked(Reader(place, lambda below: _checked(below).diagnostics, more).layer())
    loaded.diagnostics = tuple(each for each in loaded.diagnostics if _is_told(each, loaded))
    return loaded


def _checked(layer: Layer) -> Loaded:
    """A book as written, checked; unless it is not known what some of its files would have declared."""
    reading, texts = layer.reading, layer.texts
    loaded = Loaded(None, (), texts) if reading.lost else _build(layer)
    loaded.imported, loaded.sought, loaded.draft = layer.imported, layer.sought, _is_draft(layer)
    loaded.files = tuple(_kept(layer))
    loaded.diagnostics = ordered(told_once(reading.problems, texts))
    if has_errors(loaded.diagnostics):
        loaded.book = None
    return loaded


def _is_told(problem: Diagnostic, loaded: Loaded) -> bool:
    """What is unwise in an imported book is told to those who check that book."""
    return problem.level == "error" or problem.span.file not in loaded.imported


def load_rules(path: Path) -> Loaded:
    """One file of rules that lies in no book: its statements, and what is wrong with their syntax."""
    reading = Reading()
    read_rules([path.name], Folder(Disk(path.parent, path.parent), "", reading), frozenset)
    return Loaded(None, ordered(reading.problems), reading.texts, statements=reading.statements)


# ── checking ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def _build(layer: Layer) -> Loaded:
    yaml, reading, statements = layer.whole, layer.reading, layer.statements
    problems = reading.problems
    manifest = as_map(yaml["rulebook"])
    zone = _zone(manifest, problems)
    laws = sources_of(yaml["sources"], problems, frozenset(reading.broken))
    broken = frozenset({*reading.broken, *unread(yaml["sources"], laws)})
    register = Register(laws, broken)
    vocabulary = vocabulary_of(yaml["vocabulary"], register, problems)
    parameters = parameters_of(yaml["parameters"], vocabulary, register, zone, problems)
    broken |= {*unread_names(yaml["vocabulary"], vocabulary), *unread(yaml["parameters"], parameters)}
    laws = borne(register.sources, vocabulary, broken, problems)
    revalued = _revalued(layer, parameters, register, problems)
    names = _names(statements, vocabulary, parameters, register, broken, problems)
    names = _as_amended(layer, names, problems)
    checker = Checker(names, zone, problems)
    facts = norms.facts(names, checker)
    rules = norms.rules(names, checker)
    safety = [each for each in statements if isinstance(each, s.Invariant)]
    invariants = norms.invariants(safety, names, checker)
    problems += order.problems(facts, rules, vocabulary)
    problems += misdated.problems(facts, rules, names, yaml, layer.imported)
    scenarios = tuple(case for file in layer.cases for case in scenarios_of(file, zone, problems))
    book = core.Book(
        text_of(manifest.get("name")),
        words(manifest.get("title")),
        text_of(manifest.get("edition")),
        text_of(manifest.get("jurisdiction")),
        calendar_of(manifest.get("calendar"), problems),
        zone,
        vocabulary,
        laws,
        parameters,
        facts,
        rules,
        invariants,
        scenarios,
        _hash(layer),
        _overriders(rules),
        {action: tuple(each for each in rules.values() if _is_about(each, action)) for action in vocabulary.actions},
        _is_draft(layer),
        layer.imported,
        names.history,
        names.texts,
        revalued,
    )
    problems += conflict.problems(layer, rules, names)
    problems += ground.problems(book, as_map(layer.yaml["rulebook"]))
    problems += _scenario_targets(book, names, {each.name.text for each in safety})
    problems += unknown_names(scenarios, names)
    if problems:
        reading.problems = _blamed(problems, layer, names, checker, book)
    counts = _own(names.rules, layer), _own(parameters, layer), len(scenarios)
    return Loaded(book, (), layer.texts, *counts, names.glossary, reading.statements)


def _blamed(
    problems: list[Diagnostic], layer: Layer, names: Names, checker: Checker, book: core.Book
) -> list[Diagnostic]:
    """What is wrong, told where it was made wrong; only where something is, these passes are needed."""
    from dsl.blame import blamed
    from dsl.mistyped import mistyped

    if names.texts:
        problems = list(ordered(problems))  # several texts of a rule may have one mistake
    if any(acts := _acts(layer)):
        from dsl.revalue import unfitting

        problems = unfitting(problems, acts, layer.imported, as_map(layer.whole["rulebook"]))
    own = layer.yaml  # what is imported is sound: no declaration of it is to blame
    cases = [each.node for each in layer.cases]
    return mistyped(blamed(problems, own, cases, layer.statements), own, checker, book)


def _names(
    statements: list[s.Statement],
    vocabulary: core.Vocabulary,
    parameters: Mapping[str, core.Parameter],
    register: Register,
    broken: frozenset[str],
    problems: list[Diagnostic],
) -> Names:
    """All that can be named: what the YAML declares, and the facts and rules of the statements."""
    given = [each for each in statements if isinstance(each, s.Fact)]
    glossary = Glossary()
    written = collect_facts(given, vocabulary, broken, glossary, problems)
    kept = {id(fact) for fact in written.values()}
    broken |= {name for fact in given if id(fact) not in kept for name in names_of(fact)}
    broken |= {english_path(name, vocabulary) for name in broken}
    bare = Names(vocabulary, parameters, register, written, {}, broken, glossary)
    return replace(bare, rules=_by_path(statements, bare, problems))


def _as_amended(layer: Layer, names: Names, problems: list[Diagnostic]) -> Names:
    """The rules as the books amend them; most books amend none."""
    if not any(isinstance(each, s.Amendment) for each in layer.statements):
        return names
    from dsl.amend import amended

    return amended(layer.statements, names, layer, problems)


def _revalued(
    layer: Layer, parameters: Mapping[str, core.Parameter], register: Register, problems: list[Diagnostic]
) -> Mapping[str, tuple[core.Change, ...]]:
    """What the books amend of figures; most books amend none."""
    if not any(acts := _acts(layer)):
        return {}
    from dsl.revalue import revaluations
    from dsl.whence import Whence

    whence = Whence(layer.yaml["rulebook"], layer.below)
    return revaluations(acts, parameters, register, whence, problems)


def _acts(layer: Layer) -> list[s.Node | None]:
    """The `amendments.yaml` of each book, its own last."""
    return [each.yaml["amendments"] for each in (*layer.below, layer)]


def _own(declared: Mapping[str, s.Rule] | Mapping[str, core.Parameter], layer: Layer) -> int:
    """How many of these the book itself declares."""
    return sum(each.span.file in layer.reading.texts for each in declared.values())


def _is_draft(layer: Layer) -> bool:
    """Whether a book, or one below it, says that it is no law yet."""
    return any(text_of(as_map(each.yaml["rulebook"]).get("draft")) == "yes" for each in (layer, *layer.below))


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


def _zone(manifest: s.Mapping, problems: list[Diagnostic]) -> str:
    from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

    name = text_of(manifest.get("zone")) or "Asia/Shanghai"
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
    for rule in map(_rule, (each for each in statements if isinstance(each, s.Rule | s.Insert))):
        path = names.path(rule.path.text)
        names.glossary.note_path(rule.path.span, path, names.vocabulary.words)
        if first := taken.get(path):
            problems.append(Diagnostic("RB210", rule.path.span, {"name": rule.path.text}, ((first, FIRST),)))
        else:
            taken[path] = rule.path.span
            found[path] = rule
    return found


def _rule(written: s.Rule | s.Insert) -> s.Rule:
    """A rule that an amending act inserts is one."""
    if isinstance(written, s.Rule):
        return written
    return s.Rule(written.path, written.titles, written.clauses, written.span)


def _scenario_targets(book: core.Book, names: Names, safety: set[str]) -> Iterable[Diagnostic]:
    """Every expectation names an action, a rule, an invariant or a fact of the book."""
    known = {*names.actions, *names.rules, *book.invariants, *(".".join(key) for key in book.facts)}
    targets = Targets(book)
    for case in book.scenarios:
        for wanted in case.expect:
            if targets.name(wanted.target) is None and not _is_broken(wanted.target, names, safety):
                yield unknown("RB601", wanted.target, known, wanted.span)


def _is_broken(text: str, names: Names, safety: set[str]) -> bool:
    """Whether a name is that of something written but wrong, which has been complained of already."""
    entity, _, member = text.partition(".")
    written = (
        names.path(text) in names.rules or text in safety or (names.entities.get(entity, ""), member) in names.facts
    )
    return written or bool({text, member, entity} & names.broken)


def _kept(layer: Layer) -> Iterable[tuple[str, Source]]:
    yield from layer.reading.texts.items()
    for each in layer.below:
        for name, source in each.reading.texts.items():
            yield f"{KEPT}/{label_of(each.called)}/{name.removeprefix(each.folder.prefix)}", source


def _hash(layer: Layer) -> str:
    """One hash of all the files: names and contents, in order of name; those of an imported book under its name."""
    digest = sha256()
    for name, text in sorted(_named(layer)):
        digest.update(f"{name}\0{sha256(text.encode()).hexdigest()}\n".encode())
    return digest.hexdigest()


def _named(layer: Layer) -> Iterable[tuple[str, str]]:
    yield from ((name, source.text) for name, source in layer.reading.texts.items())
    for each in layer.below:
        book = text_of(as_map(each.yaml["rulebook"]).get("name"))
        for name, source in each.reading.texts.items():
            yield f"{book}/{name.removeprefix(each.folder.prefix)}", source.text
