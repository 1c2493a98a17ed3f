"""A book as written, with all that it imports → the checked book, and what is wrong anywhere in it.

fit the schemas → declare → resolve → check → the book as a whole.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from dsl import conflict, core, ground, misdated, norms, order
from dsl import syntax as s
from dsl.cases import calendar as calendar_of
from dsl.cases import scenarios as scenarios_of
from dsl.check import Checker
from dsl.diagnose import Diagnostic, ordered
from dsl.figures import parameters as parameters_of
from dsl.given import unknown_names
from dsl.glossary import Glossary
from dsl.layer import Layer
from dsl.messages.catalogue import FIRST
from dsl.nodes import as_map, text_of, unread, words
from dsl.register import Register
from dsl.register import sources as sources_of
from dsl.resolve import Names, collect_facts, english_path, names_of
from dsl.sanctions import borne
from dsl.targets import unknown_targets
from dsl.vocabulary import unread_names
from dsl.vocabulary import vocabulary as vocabulary_of


def assembled(layer: Layer) -> tuple[core.Book, Names]:
    """The book, and all that it names; what is wrong is added to what is wrong with its own files."""
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
        layer.hash(),
        _overriders(rules),
        {action: tuple(each for each in rules.values() if _is_about(each, action)) for action in vocabulary.actions},
        layer.is_draft,
        layer.imported,
        names.history,
        names.texts,
        revalued,
    )
    problems += conflict.problems(layer, rules, names)
    problems += ground.problems(book, as_map(layer.yaml["rulebook"]))
    problems += unknown_targets(book, names, {each.name.text for each in safety})
    problems += unknown_names(scenarios, names)
    if problems:
        reading.problems = _blamed(problems, layer, names, checker, book)
    return book, names


def _blamed(
    problems: list[Diagnostic], layer: Layer, names: Names, checker: Checker, book: core.Book
) -> list[Diagnostic]:
    """What is wrong, told where it was made wrong; only where something is, these passes are needed."""
    from dsl.blame import blamed
    from dsl.mistyped import mistyped

    if names.texts:
        problems = list(ordered(problems))  # several texts of a rule may have one mistake
    if any(acts := layer.acts):
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
    if not any(acts := layer.acts):
        return {}
    from dsl.revalue import revaluations
    from dsl.whence import Whence

    whence = Whence(layer.yaml["rulebook"], layer.below)
    return revaluations(acts, parameters, register, whence, problems)


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
