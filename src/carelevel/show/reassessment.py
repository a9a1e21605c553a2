"""Two answers side by side as a document: a reassessment, or a "what if"."""

from collections.abc import Iterable

from carelevel.answers.explain.reassessment import Comparison, CriterionTurn, FactTurn
from carelevel.answers.results import Joint, Recommendation
from carelevel.logic.english import capital, case_words, ended, joined, values_words
from carelevel.model.cases import Case
from carelevel.model.criteria import Criterion, Definition
from carelevel.model.facts import Fact, SetOf, YesNo
from carelevel.show.answer import VERBS, cited, contradictions, headline, levels_said, range_words
from carelevel.show.document import Block, Bullets, Heading, Item, Line, Paragraph, Table, code, line, strong
from carelevel.show.section import STATUS, Section

SINCE = ("before", "now")
WHAT_IF = ("as recorded", "if changed")


SUPPOSED = "This shows what the criteria would answer for changed facts. It is not a reason to record anything that is not true."


def section(comparison: Comparison, *, what_if: bool = False) -> Section:
    """Return what has changed between two answers; with `what_if`, what would change."""
    words = WHAT_IF if what_if else SINCE
    told = (turn for turn in comparison.criteria if "met" in {turn.was, turn.is_now} or turn.criterion in comparison.through)
    blocks = (
        *contradictions(comparison.after),
        Paragraph(line(strong(moved_words(comparison, words)))),
        _answers(comparison, words),
        *_facts(comparison, words),
        *_turned(comparison, words),
        *_services(comparison, words),
    )
    cites = frozenset(citation.id for turn in told for citation in _criterion(comparison, turn).sources)
    cites |= {citation.id for each in comparison.after.contradictions for citation in each.sources}
    return Section("What if" if what_if else "Since last time", blocks, cites, (SUPPOSED,) if what_if else ())


def moved_words(comparison: Comparison, words: tuple[str, str] = SINCE) -> str:
    """Return how the level changed, in one sentence."""
    before, after = (_level(answer) for answer in (comparison.before, comparison.after))
    both = f"{capital(words[0])}: {before}; {words[1]}: {after}"
    match comparison.moved:
        case "stay":
            return f"No change of level: {after}"
        case "step-up":
            return f"Step-up. {both}"
        case "step-down":
            return f"Step-down. {both}"
        case "open":
            return f"It is not known whether the level {'would change' if words == WHAT_IF else 'has changed'}. {both}"


def _level(answer: Recommendation) -> str:
    if not answer.possible:
        return "no level (these criteria are not for this person)"
    return range_words(answer) if answer.applies == "met" else f"{range_words(answer)} (if these criteria are for this person)"


def _answers(comparison: Comparison, words: tuple[str, str]) -> Table:
    """Return both answers side by side."""
    both = (comparison.before, comparison.after)
    rows: list[tuple[Line, ...]] = [(line("Answer"), *(line(headline(answer, with_reason=False)) for answer in both))]
    rows.append((line("Rests on"), *(_rests_on(answer) for answer in both)))
    if any(answer.barriers or answer.joint_barrier for answer in both):
        rows.append((line("Barriers"), *(_in_the_way(answer) for answer in both)))
    return Table(("", capital(words[0]), capital(words[1])), tuple(rows))


def _rests_on(answer: Recommendation) -> Line:
    return _ids((*_one_of(answer.joint), *(reason.criterion for reason in answer.reasons)))


def _in_the_way(answer: Recommendation) -> Line:
    return _ids((*_one_of(None if answer.joint_barrier is None else answer.joint_barrier.joint), *(barrier.criterion for barrier in answer.barriers)))


def _one_of(joint: Joint | None) -> tuple[str, ...]:
    return () if joint is None else (f"one of {joined(list(joint.criteria))}" if len(joint.criteria) > 1 else joint.criteria[0],)


def _ids(criteria: Iterable[str]) -> Line:
    found = ", ".join(criteria)
    return line(code(found)) if found else line("no criterion")


def _facts(comparison: Comparison, words: tuple[str, str]) -> list[Block]:
    if not comparison.facts:
        return [Paragraph(line(f"What is known is the same {words[0]} and {words[1]}."))]
    rows = tuple(_fact(turn, comparison) for turn in comparison.facts)
    return [Heading("What would be different" if words == WHAT_IF else "What has changed"), Table(("Fact", capital(words[0]), capital(words[1])), rows)]


def _fact(turn: FactTurn, comparison: Comparison) -> tuple[Line, ...]:
    fact = next(fact for fact in comparison.definition.facts if fact.id == turn.fact)
    return line(strong(capital(fact.about.title))), *(line(known_words(fact, answer.case)) for answer in (comparison.before, comparison.after))


def known_words(fact: Fact, case: Case) -> str:
    """Return what is known of a fact, without its name."""
    if isinstance(fact, SetOf | YesNo):
        clauses = [clause.removeprefix(f"{fact.about.title} ").removeprefix(f'"{fact.about.title}" is ') for clause in case_words([fact], case)]
        return "; ".join(clauses) or "not known"
    return values_words(fact, case.values[fact.id]) if fact.id in case.values else "not known"


def _turned(comparison: Comparison, words: tuple[str, str]) -> list[Block]:
    """Return the criteria that changed: those that moved the level, other met ones, then the rest in brief."""
    is_supposed = words == WHAT_IF
    carried = [turn for turn in comparison.criteria if turn.criterion in comparison.through]
    others = [turn for turn in comparison.criteria if turn not in carried and "met" in {turn.was, turn.is_now}]
    rest = [turn for turn in comparison.criteria if turn not in carried and turn not in others]
    turned = "criteria that would change" if is_supposed else "criteria that changed"
    groups = (
        ("Criteria that would change the level" if is_supposed else "Criteria that changed the level", [_turn(turn, comparison, words) for turn in carried]),
        (f"Other {turned}" if carried else capital(turned), [_turn(turn, comparison, words) for turn in others]),
        (
            "Criteria that would become known, or not known" if is_supposed else "Criteria that became known, or not known",
            [_brief(turn, words) for turn in rest],
        ),
    )
    return [block for heading, items in groups if items for block in (Heading(heading), Bullets(tuple(items)))]


def _brief(turn: CriterionTurn, words: tuple[str, str]) -> Item:
    return Item(line(code(turn.criterion), f" {STATUS[turn.was]} {words[0]}, {STATUS[turn.is_now]} {words[1]}"))


def _turn(turn: CriterionTurn, comparison: Comparison, words: tuple[str, str]) -> Item:
    criterion = _criterion(comparison, turn)
    turned = line(f"{capital(STATUS[turn.was])} {words[0]}, ", strong(STATUS[turn.is_now]), f" {words[1]}.")
    return Item(line(f"{ended(criterion.because)} {_says(criterion, comparison.definition)} ", code(criterion.id)), (turned, *cited(criterion.sources)))


def _criterion(comparison: Comparison, turn: CriterionTurn) -> Criterion:
    return next(criterion for criterion in comparison.definition.criteria if criterion.id == turn.criterion)


def _says(criterion: Criterion, definition: Definition) -> str:
    if criterion.level is None:
        titles = {service.id: service.title for service in definition.services}
        return f"Adds {joined([titles[name] for name in criterion.adds])}."
    return f"{VERBS[criterion.effect]}: {levels_said(definition, criterion.id, criterion.level)}."


def _services(comparison: Comparison, words: tuple[str, str]) -> list[Block]:
    """Return the services that are certain in only one of the answers."""
    was, now = ({service.id: service.title for service in answer.services if service.status == "met"} for answer in (comparison.before, comparison.after))
    added, gone = _only_in(now, was), _only_in(was, now)
    lines = [f"Only {word}: {joined(titles)}." for word, titles in ((words[1], added), (words[0], gone)) if titles]
    return [Heading("What the care should include"), *(Paragraph(line(each)) for each in lines)] if lines else []


def _only_in(some: dict[str, str], others: Iterable[str]) -> list[str]:
    return [title for name, title in some.items() if name not in set(others)]
