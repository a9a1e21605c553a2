"""What would change it: the smallest changes of known facts after which another level is possible, or is the only one.

A fact known in part counts as changed when it would have a value that is ruled out now. What is unknown is no change when it becomes known: for a level to be
possible it may be anything, and for a level to be the only one it may be anything too, whatever is worst.
"""

from collections.abc import Sequence
from dataclasses import field, replace
from typing import Any, ClassVar, Literal

from carelevel.answers.disputed import case_as_read, disputes, possible_as_read
from carelevel.answers.explain.budgeted import Budgeted
from carelevel.answers.explain.counterfactual_search import Search, Turn, Ways
from carelevel.answers.explain.diagram_walks import possible_now, spelt, whole_undisputed
from carelevel.answers.explain.json_values import as_json
from carelevel.answers.results import StandingContradiction, WhomPart
from carelevel.answers.whom import whom_parts_now
from carelevel.logic.english import change_words, members_change_words
from carelevel.logic.level_diagram import PreparedCriteria
from carelevel.logic.possible_levels import refuse_impossible
from carelevel.logic.work import OverBudgetError
from carelevel.model.cases import Case, as_given, check_case, said
from carelevel.model.criteria import Definition
from carelevel.model.facts import SetOf, domain, with_more
from carelevel.model.frozen import FrozenDict, record
from carelevel.model.problems import CaseError


@record
class FactChange:
    """One known fact that would be different.

    Attributes:
        fact: its id.
        was: what is recorded, as a case gives it.
        becomes: the nearest value that does it, as a case gives it; for a set what would be known of its members.
        steps: how far it is from what is recorded: steps of a score, places on a scale, members of a set; 1 where values have no order.
        words: the change in plain English.
    """

    _shown = ("steps",)

    fact: str
    was: Any
    becomes: Any
    steps: int
    words: str


@record
class Change:
    """Facts that would be different together; nothing less would do. In the order of the facts."""

    _shown = ("changes",)

    changes: tuple[FactChange, ...]

    @property
    def steps(self) -> int:
        """The steps of all of them."""
        return sum(each.steps for each in self.changes)


@record
class ChangesTo:
    """The smallest changes that give one level, those of fewest facts first, then those of fewest steps.

    Attributes:
        level: its id.
        could: changes after which it is possible; none where it is possible already.
        must: changes after which it is the only possible level, whatever is still unknown.
    """

    _shown = ("level", "could", "must")

    level: str
    could: tuple[Change, ...]
    must: tuple[Change, ...]


@record
class Changes(Budgeted):
    """The smallest changes of what is known that lead to each other level.

    They say how far away other levels are. They are not a reason to record anything that is not true.

    Attributes:
        now: the possible levels; none when the criteria are not for this person.
        applies: whether the criteria are for this person.
        to: the smallest changes that lead to each level, least intensive first; a level that is already the only possible one is left out. A level has none
            when it takes more than `most_facts` facts, or when no possible person has it.
        unchangeable: whether facts that do not change (age, history) were varied too.
        most_facts: up to how many facts were varied at once.
        exact: False when the search ran out of its budget; `to` is then empty.
        contradictions: the contradictions in what is recorded; the facts that they dispute count as unknown.
        case: what is known.
        definition: the criteria.
        whom: the parts of `applies_when`, if it has parts, each with its status.
    """

    _shown = ("to", "most_facts", "exact")

    now: tuple[str, ...]
    applies: Literal["met", "unmet", "unknown"]
    to: tuple[ChangesTo, ...]
    unchangeable: bool
    most_facts: int
    exact: bool
    case: Case = field(repr=False)
    definition: Definition = field(repr=False)
    contradictions: tuple[StandingContradiction, ...] = ()
    whom: tuple[WhomPart, ...] = ()

    not_found: ClassVar[str] = "what would change the level"

    def to_dict(self) -> dict[str, Any]:
        """Return the changes as a dictionary of JSON values; `whom` is in it only where there is such a thing."""
        return {name: value for name, value in as_json(self).items() if value or name != "whom"}


def what_would_change(engine: PreparedCriteria, case: Case, *, unchangeable: bool = False, most_facts: int = 3) -> Changes:
    """Return the smallest changes of known facts that give each other level.

    Every set of at most `most_facts` facts is there that can do it and none of whose parts can, with the fewest steps that it takes. Only possible people whom
    the criteria are for count. What is unknown is free for a level to be possible, and adverse for it to be the only one.

    Args:
        engine: the criteria.
        case: what is known.
        unchangeable: vary facts too that do not change.
        most_facts: how many facts may change at once.

    Raises:
        CaseError: no possible person is like this.
    """
    definition = engine.definition
    recorded, case = case, case_as_read(engine, case)
    refuse_impossible(definition, case)
    ranks, applies, is_exact = possible_now(engine, case)
    to: tuple[ChangesTo, ...] = ()
    if ranks:
        varied = frozenset(fact.id for fact in definition.facts if fact.changes or unchangeable)
        found = _changes_to(engine, case, ranks, varied, most_facts)
        to, is_exact = found or (), is_exact and found is not None
        if definition.contradictions:
            to = tuple(replace(each, must=tuple(change for change in each.must if _leads_to(engine, recorded, change, each.level))) for each in to)
    return Changes(
        spelt(engine, ranks),
        applies,
        to,
        unchangeable,
        most_facts,
        is_exact,
        case,
        definition,
        disputes(definition, recorded),
        whom_parts_now(engine, case, applies),
    )


def _changes_to(engine: PreparedCriteria, case: Case, now: Sequence[int], varied: frozenset[str], most_facts: int) -> tuple[ChangesTo, ...] | None:
    """Return the changes to each level but a settled one; None when they are over their budget."""
    definition = engine.definition
    # A level is possible if some person without contradictions has it. It is the only one if everyone has it, with contradictions or without.
    wholes = [whole_undisputed(engine), engine.whole()] if definition.contradictions else [engine.whole()]
    try:
        found = [Search(whole, case, definition.facts, varied, most_facts).ways() for whole in wholes if whole is not None]
    except OverBudgetError:
        return None
    if len(found) < len(wholes):
        return None
    teller = _Teller(engine, case)
    others = [rank for rank in range(engine.top + 1) if now != (rank,)]
    told = ((teller.changes(found[0].get(rank, {})) if rank not in now else (), teller.changes(found[-1].get(~rank, {}), only=rank)) for rank in others)
    return tuple(ChangesTo(level, could, must) for level, (could, must) in zip(spelt(engine, others), told, strict=True))


def _leads_to(engine: PreparedCriteria, recorded: Case, change: Change, level: str) -> bool:
    """Return whether a level is the only possible one after a change, although the change may make facts disagree."""
    facts = engine.definition.every_name()
    given = {**as_given(facts, recorded), **{each.fact: each.becomes for each in change.changes}}
    try:
        return possible_as_read(engine, case_as_read(engine, check_case(facts, given))) == (level,)
    except CaseError:
        return False


class _Teller:
    """Tells what was found as changes of facts."""

    def __init__(self, engine: PreparedCriteria, case: Case) -> None:
        self._engine = engine
        self._facts = engine.definition.facts
        self._case = case
        self._given = as_given(engine.definition.by_id(), case)

    def changes(self, ways: Ways, only: int | None = None) -> tuple[Change, ...]:
        """Return ways to a goal as changes; none where nothing has to change. With `only`, the goal is that a level is the only one."""
        ordered = sorted((len(turns), steps, turns) for mask, (steps, turns) in ways.items() if mask)
        return tuple(self._changed(turns, only) for _, _, turns in ordered)

    def _changed(self, turns: Sequence[Turn], only: int | None) -> Change:
        """Return a change; the top of a score is written as "this or more" where that does it too, and else as exactly this."""
        or_more = Change(tuple(self._change(turn, or_more=True) for turn in turns))
        exactly = Change(tuple(self._change(turn, or_more=False) for turn in turns))
        return or_more if only is None or or_more == exactly or self._leads_to(or_more, only) else exactly

    def _leads_to(self, change: Change, rank: int) -> bool:
        given = {**self._given, **{each.fact: each.becomes for each in change.changes}}
        return possible_now(self._engine, check_case(self._engine.definition.by_id(), given))[0] == (rank,)

    def _change(self, turn: Turn, *, or_more: bool) -> FactChange:
        place, steps, turned = turn
        fact = self._facts[place]
        was = self._given[fact.id]
        if isinstance(fact, SetOf):
            held = {member: (each == "yes") is not (fact.values.index(member) in turned) for member, each in was.items()}
            gained, lost = ([fact.values[member] for member in turned if held[fact.values[member]] is side] for side in (True, False))
            becomes = FrozenDict({member: "yes" if each else "no" for member, each in held.items()})
            return FactChange(fact.id, was, becomes, steps, members_change_words(fact, gained, lost))
        values = frozenset((domain(fact)[turned[0]],))
        values = with_more(fact, values) if or_more else values
        return FactChange(fact.id, was, said(fact, values), steps, change_words(fact, self._case.values[fact.id], values))
