"""Why: for each reason the evidence, for the level what alone is enough for it, and the criteria without which it would be another."""

from dataclasses import field
from typing import Any, ClassVar, Literal

from carelevel.answers.explain.budgeted import Budgeted
from carelevel.answers.explain.evidence import TooMuchEvidenceError, every_evidence, evidence_words
from carelevel.answers.explain.json_values import as_json
from carelevel.answers.results import Barrier, Joint, Reason, Recommendation, RuledOut, StandingContradiction, WhomPart
from carelevel.logic.evidence import evidence
from carelevel.logic.level_diagram import PreparedCriteria, for_whom, level_diagram
from carelevel.logic.levels import level_range
from carelevel.logic.sufficient_reason import sufficient
from carelevel.logic.work import OverBudgetError, spend
from carelevel.model.cases import Case, as_given
from carelevel.model.criteria import Criterion, Definition
from carelevel.model.facts import SetOf
from carelevel.model.frozen import FrozenDict, record
from carelevel.model.operators import Effect
from carelevel.model.sources import Citation
from carelevel.model.truth import Truth


@record
class ReasonWhy:
    """A criterion that is met, with what it rests on.

    Attributes:
        criterion: its id.
        effect: `requires`, `suggests`, `limits_to` or `rules_out`.
        level: the level it speaks of; of several that it rules out, the least intensive.
        because: the reason, as the criteria give it.
        sources: what it cites.
        evidence: a smallest part of what is known that is enough for it to be met; itself a case.
        every_evidence: every such part none of which can go, the smallest first; `evidence` is the first.
        all_told: False when there are too many to tell; `evidence` is then the only one.
        words: the evidence in plain English, with what was needed where the recorded value goes beyond it.
    """

    _shown = ("effect", "level")

    criterion: str
    effect: Effect
    level: str
    because: str
    sources: tuple[Citation, ...]
    evidence: FrozenDict[str, Any]
    every_evidence: tuple[FrozenDict[str, Any], ...]
    all_told: bool
    words: str


@record
class Why(Budgeted):
    """Why the level is what it is.

    Attributes:
        level: the level when settled, else None.
        possible: the possible levels; none when the criteria are not for this person.
        applies: whether the criteria are for this person.
        reasons: criteria met that require or suggest a level, most intensive first.
        joint: criteria one of which holds and carries the lowest possible level, where no single reason does; with the evidence for that.
        barriers: limits met that lowered the level, or that a requirement overrode.
        joint_barrier: limits one of which holds, where they are tighter than those that are met.
        sufficient: a smallest part of what is known with which the level is settled already; itself a case. None when the level is not settled.
        carried_by: ids of the criteria met without which, each taken away alone, other levels would be possible.
        exact: False when a search ran out of its budget: `sufficient` may then be missing, and `carried_by` incomplete.
        contradictions: the contradictions in what is recorded; the facts that they dispute count as unknown.
        case: what is known.
        definition: the criteria.
        ruled_out: criteria met that rule out levels.
        whom: the parts of `applies_when`, if it has parts, each with its status.
    """

    _shown = ("level", "possible", "reasons", "barriers", "exact")

    level: str | None
    possible: tuple[str, ...]
    applies: Literal["met", "unmet", "unknown"]
    reasons: tuple[ReasonWhy, ...]
    joint: Joint | None
    barriers: tuple[ReasonWhy, ...]
    joint_barrier: Joint | None
    sufficient: FrozenDict[str, Any] | None
    carried_by: tuple[str, ...]
    exact: bool
    case: Case = field(repr=False)
    definition: Definition = field(repr=False)
    contradictions: tuple[StandingContradiction, ...] = ()
    ruled_out: tuple[ReasonWhy, ...] = ()
    whom: tuple[WhomPart, ...] = ()

    not_found: ClassVar[str] = "what alone settles the level, or which criteria carry it,"

    def to_dict(self) -> dict[str, Any]:
        """Return the explanation as a dictionary of JSON values; `ruled_out` and `whom` are in it only where there is such a thing."""
        return {name: value for name, value in as_json(self).items() if value or name not in {"ruled_out", "whom"}}


def why(engine: PreparedCriteria, answer: Recommendation) -> Why:
    """Return why an answer is what it is."""
    definition, case = answer.definition, answer.undisputed_case
    found, was_found = _sufficient(engine, answer)
    carrying, were_all_decided = _carried_by(engine, answer)
    return Why(
        level=answer.level,
        possible=answer.possible,
        applies=answer.applies,
        reasons=tuple(_reason(reason, reason.effect, definition, case) for reason in answer.reasons),
        joint=answer.joint,
        joint_barrier=None if answer.joint_barrier is None else answer.joint_barrier.joint,
        barriers=tuple(_reason(barrier, "limits_to", definition, case) for barrier in answer.barriers),
        sufficient=found,
        carried_by=carrying,
        exact=answer.exact and was_found and were_all_decided,
        case=case,
        definition=definition,
        contradictions=answer.contradictions,
        ruled_out=tuple(_reason(_as_reason(each), "rules_out", definition, case) for each in answer.ruled_out),
        whom=answer.whom,
    )


def _as_reason(part: RuledOut) -> Reason:
    return Reason(part.criterion, "rules_out", part.levels[0], part.because, part.sources, part.evidence)


def _reason(part: Reason | Barrier, effect: Effect, definition: Definition, case: Case) -> ReasonWhy:
    condition = next(criterion.when for criterion in definition.criteria if criterion.id == part.criterion)
    smallest = evidence(condition, case)
    order = _order(definition)
    facts = definition.by_id()
    try:
        every = [sorted(parts, key=order.__getitem__) for parts in every_evidence(condition, case)]
    except TooMuchEvidenceError:
        found, all_told = [smallest], False
    else:
        every.sort(key=lambda parts: (len(parts), [order[part] for part in parts]))
        others = [case.only(parts) for parts in every]
        found, all_told = [smallest, *(other for other in others if other != smallest)], True
    given = tuple(as_given(facts, each) for each in found)
    words = evidence_words(condition, smallest)
    return ReasonWhy(part.criterion, effect, part.level, part.because, part.sources, given[0], given, all_told, words)


def _order(definition: Definition) -> dict[tuple[str, str | None], int]:
    """Return the place of every part of what can be known, in the order of the file."""
    members = {fact.id: fact.values if isinstance(fact, SetOf) else (None,) for fact in definition.facts}
    return {part: place for place, part in enumerate((name, member) for name, each in members.items() for member in each)}


def _sufficient(engine: PreparedCriteria, answer: Recommendation) -> tuple[FrozenDict[str, Any] | None, bool]:
    """Return what alone is enough for a settled level, and whether it was found where there is one."""
    if answer.level is None:
        return None, True
    definition = answer.definition
    whole, applies = engine.whole(), for_whom(engine)
    if whole is None or (applies is None and not definition.is_for_everybody):
        return None, False
    wanted = [(whole, (definition.rank(answer.level),)), *([] if applies is None else [(applies, (applies.diagrams.top,))])]
    places = definition.fact_places()
    try:
        return as_given(definition.by_id(), sufficient(wanted, answer.undisputed_case, places)), True
    except OverBudgetError:
        return None, False


def _carried_by(engine: PreparedCriteria, answer: Recommendation) -> tuple[tuple[str, ...], bool]:
    """Return the criteria met without which other levels would be possible, and whether that was decided for each."""
    if not answer.possible:
        return (), True
    statuses = engine.statuses(answer.undisputed_case)
    known = level_range(engine.rules, statuses, engine.top)
    now = frozenset(map(answer.definition.rank, answer.possible))
    carrying: list[str] = []
    is_exact = answer.exact
    for place, (criterion, status) in enumerate(zip(engine.criteria, statuses, strict=True)):
        if status is not Truth.MET:
            continue
        try:
            spend(len(engine.rules))
        except OverBudgetError:
            return tuple(carrying), False
        rules, rest = [*engine.rules[:place], *engine.rules[place + 1 :]], [*statuses[:place], *statuses[place + 1 :]]
        # The level rests on the ends of R, S and L and on what is unknown: where another criterion holds the same ends, nothing is lost.
        if level_range(rules, rest, engine.top) != known:
            possible = _possible(_without(engine, criterion), answer.undisputed_case)
            is_exact = is_exact and possible is not None
            carrying += [criterion.id] * (possible not in {None, now})
    return tuple(carrying), is_exact


def _without(engine: PreparedCriteria, criterion: Criterion) -> PreparedCriteria:
    kept = ((each, rule) for each, rule in zip(engine.criteria, engine.rules, strict=True) if each is not criterion)
    return engine.with_others(kept)


def _possible(engine: PreparedCriteria, case: Case) -> frozenset[int] | None:
    """Return the ranks of the possible levels; None when that is over the budget."""
    try:
        seen = level_diagram(engine, case)
    except OverBudgetError:
        return None
    return seen.diagrams.terminals(seen.level)
