"""Runs as a document: what failed, what is covered with the criteria marked, and which changes nothing would notice."""

from collections.abc import Iterator, Mapping, Sequence

from carelevel.logic.english import capital, joined, sentence
from carelevel.model.conditions import EVERYBODY
from carelevel.model.criteria import CriteriaSection, Criterion, Definition, Documentation
from carelevel.model.facts import value_text
from carelevel.model.truth import Truth
from carelevel.show.document import Block, Bullets, Document, Heading, Item, Line, Paragraph, Table, TextRun, code, line, strong
from carelevel.verify.checks.tests import Tested
from carelevel.verify.testing.atoms import Key
from carelevel.verify.testing.coverage import Coverage
from carelevel.verify.testing.coverage_goals import Goal, Side, Status
from carelevel.verify.testing.mutants import Mutant
from carelevel.verify.testing.mutation import Mutation
from carelevel.verify.testing.runs import Run, coverage_said, mutation_said, noticing


def document(runs: Sequence[Run], *, verbose: bool) -> Document:
    """Return runs as a document; what passed is listed only when asked for."""
    blocks: list[Block] = [Heading("Examples and vignettes", 1)]
    for run in runs:
        items = tuple(_item(result) for result in run.results if verbose or result.outcome != "passed")
        blocks += [Heading(run.definition.id), Paragraph(line(f"{run.summary()}."))]
        blocks += [Bullets(items)] if items else []
        blocks += _covered(run, run.coverage) if run.coverage is not None else []
        blocks += _mutated(run, run.mutation) if run.mutation is not None else []
    return tuple(blocks)


def _item(result: Tested) -> Item:
    title = f": {result.title}" if result.title else ""
    told = [said for said in result.told() if said != str(result.place)]
    below = [line(capital(said) if said.startswith("the answer") else said) for said in told]
    below += [line(code(str(result.place)))] if told and result.place else []
    return Item(line(strong(result.word), f" {result.kind} ", code(result.name), title), tuple(below))


def _covered(run: Run, found: Coverage) -> Iterator[Block]:
    yield Heading("Coverage")
    yield Paragraph(line(f"{capital(coverage_said(found))}. ", "Missing goals are highlighted."))
    state = {id(goal): "" for goal in found.reached}
    state |= {id(goal): "missing" for goal in found.missing} | {id(goal): "not decided" for goal in found.undecided}
    criteria = {criterion.id: criterion for criterion in run.definition.criteria}
    phases = {phase.id: phase for phase in run.definition.sections}
    documentation = {item.id: item for item in run.definition.documentation}
    for key in dict.fromkeys(goal.key for goal in found.goals):
        of_key = [goal for goal in found.goals if goal.key == key]
        yield Heading("Levels" if key is None else key[1] or "Who the criteria are for", 3)
        if key is not None and key[0] == "sections":
            yield Paragraph(line(f"Section. It applies when {sentence(phases[key[1]].when)}."))
        if key is not None and key[0] == "criteria":
            criterion = criteria[key[1]]
            effect = f"{criterion.effect}: {', '.join(criterion.rules_out) or criterion.level or ', '.join(criterion.adds)}"
            yield Paragraph(line(code(effect), f" {_when(criterion, phases)}."))
        if key is not None and key[0] == "documentation":
            yield Paragraph(line(_documentation(run.definition, documentation[key[1]])))
        if key is None:
            yield Bullets(tuple(Item((_marked(goal, state, goal.says),)) for goal in of_key))
        elif any(goal.leaf is not None for goal in of_key):
            yield _table(of_key, state)
        effects = [goal for goal in of_key if goal.kind == "effect"]
        if effects:
            yield Bullets(tuple(Item((_marked(goal, state, goal.says),)) for goal in effects))


def _documentation(definition: Definition, item: Documentation) -> str:
    """Return which levels take documentation, when, and what it takes."""
    titles = joined([level.title for level in definition.levels if level.id in item.levels])
    when = "" if item.when == EVERYBODY else f", needed when {sentence(item.when)}"
    return f"Documentation for {titles}{when}. It takes: {sentence(item.needs)}."


def _when(criterion: Criterion, phases: Mapping[str, CriteriaSection]) -> str:
    """Return the condition of a criterion in words; that of its section is said with the section."""
    if criterion.section is None:
        return f"when {sentence(criterion.own)}"
    phase = phases[criterion.section]
    own = "none of its other criteria requires or suggests a level" if criterion.id == phase.otherwise else sentence(criterion.own)
    return f"in the section {phase.title}, when {own}"


def _table(goals: Sequence[Goal], state: dict[int, str]) -> Table:
    rows: list[tuple[Line, ...]] = []
    leaves: dict[tuple[str, str], list[Goal]] = {}
    for goal in goals:
        if goal.leaf is not None:
            leaves.setdefault((str(goal.place), goal.leaf), []).append(goal)
    for (place, leaf), of_leaf in leaves.items():
        statuses = {goal.aim.truth: goal for goal in of_leaf if isinstance(goal.aim, Status)}
        sides = [goal for goal in of_leaf if isinstance(goal.aim, Side)]
        cells = [(_marked(statuses[truth], state, "yes"),) for truth in Truth if truth in statuses]
        tried = tuple(span for i, goal in enumerate(sides) for span in ((TextRun(", "),) if i else ()) + (_marked(goal, state, _side(goal)),))
        rows.append((line(code(leaf)), *cells, tried, line(code(place))))
    return Table(("Condition", "Met", "Not met", "Not known", "Tried at", "Where"), tuple(rows))


def _side(goal: Goal) -> str:
    assert isinstance(goal.aim, Side)
    return value_text(goal.aim.fact, goal.aim.value)


def _marked(goal: Goal, state: dict[int, str], words: str) -> TextRun:
    """Return the words for a goal, marked when it is missing, or when no person can reach it."""
    found = state.get(id(goal), "nobody")
    if found == "":
        return TextRun(words)
    if found == "nobody":
        return TextRun(f"{'' if words == 'yes' else f'{words}: '}impossible")
    return TextRun(found if words == "yes" else f"{words}: {found}", strong=True, mark=True)


def _mutated(run: Run, found: Mutation) -> Iterator[Block]:
    yield Heading("Changes that no test would detect")
    yield Paragraph(line(f"{capital(mutation_said(found))}."))
    for survivors, vignette in noticing(run.definition, found):
        yield Bullets(tuple(Item(_said(survivor.mutant, "survived")) for survivor in survivors))
        yield Paragraph(line("This vignette would detect it: ", code(f"- {{{', '.join(each.strip(' -') for each in vignette)}}}")))
    if found.undecided:
        yield Bullets(tuple(Item(_said(mutant, "not decided")) for mutant in found.undecided))
    if found.same:
        yield Paragraph(line("These changes decide the same for everyone, so there is nothing to detect:"))
        yield Bullets(tuple(Item(_said(mutant, "")) for mutant in found.same))


def _said(mutant: Mutant, outcome: str) -> Line:
    # Quoted words are between backticks.
    words = [code(each) if i % 2 else each for i, each in enumerate(mutant.words.split("`"))]
    return line(strong(f"{outcome}: ") if outcome else "", code(_name(mutant.key)), ": ", *words, " ", code(str(mutant.place)))


def _name(key: Key) -> str:
    return key[1] or key[0]
