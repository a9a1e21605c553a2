"""Comparing two answers for one person: which facts and criteria changed, whether the level moved, and which criteria moved it."""

from collections.abc import Iterable
from typing import Any, Literal, assert_never

from carelevel.answers.results import Recommendation
from carelevel.logic.levels import lowers, rules_out
from carelevel.model.cases import Case, as_given
from carelevel.model.criteria import Criterion, Definition
from carelevel.model.frozen import record, thawed
from carelevel.model.operators import Effect
from carelevel.model.printable import Printable

Moved = Literal["step-up", "step-down", "stay", "open"]
Status = Literal["met", "unmet", "unknown"]

_TRUTHS: tuple[Status, ...] = ("unmet", "unknown", "met")


@record
class FactTurn:
    """A fact of which something else is known than before.

    Attributes:
        fact: its id.
        was: what was known of it, as a case gives it; None when nothing was.
        is_now: what is known of it now; None when nothing is any more.
    """

    _shown = ()

    fact: str
    was: Any
    is_now: Any


@record
class CriterionTurn:
    """A criterion that is not what it was.

    Attributes:
        criterion: its id.
        effect: what it does when met.
        level: the level it speaks of; None when it adds services.
        was: `met`, `unmet` or `unknown` before.
        is_now: the same now.
    """

    _shown = ("effect", "level", "was", "is_now")

    criterion: str
    effect: Effect
    level: str | None
    was: Status
    is_now: Status


@record
class Comparison(Printable):
    """What changed between two answers for one person, for a reassessment or a "what if".

    Attributes:
        before: the answer for the earlier case.
        after: the answer for the later one.
        facts: the facts for which something else is known, in the order of the file.
        criteria: the criteria whose status changed, in the order of the file.
        moved: `step-up` when every level that is possible now is above every level that was possible before, `step-down` when it is below, `stay` when
            both answers are settled at the same level; else `open`, also when the criteria may not be for this person. A fact that is unknown in either
            case can have any value. It is never assumed to be unchanged.
        through: ids of the criteria that moved the level: each is part of a smallest set of changes that is enough for the move. Empty unless the level
            moved. Where a level is certain only because several unknown criteria cannot all be unmet, these are all changes in that direction.
    """

    _shown = ("moved", "facts", "criteria")

    before: Recommendation
    after: Recommendation
    facts: tuple[FactTurn, ...]
    criteria: tuple[CriterionTurn, ...]
    moved: Moved
    through: tuple[str, ...]

    @property
    def definition(self) -> Definition:
        """The criteria that both answers rest on."""
        return self.after.definition

    @property
    def exact(self) -> bool:
        """Whether both answers are exact. A move of the level is certain even when they are not."""
        return self.before.exact and self.after.exact

    def to_dict(self) -> dict[str, Any]:
        """Return the comparison as a dictionary of JSON values."""
        return {
            "moved": self.moved,
            "through": list(self.through),
            "facts": [{"fact": turn.fact, "was": thawed(turn.was), "is_now": thawed(turn.is_now)} for turn in self.facts],
            "criteria": [{name: getattr(turn, name) for name in CriterionTurn.__dataclass_fields__} for turn in self.criteria],
            "exact": self.exact,
            "before": self.before.to_dict(),
            "after": self.after.to_dict(),
        }


@record
class _Bearing:
    """A criterion that bears on the level, as it bears on one end of the range: whether it counted before, and whether it counts now."""

    criterion: Criterion
    rank: int
    was: bool
    now: bool

    @property
    def stands(self) -> bool:
        """Whether it counted all along."""
        return self.was and self.now

    @property
    def came(self) -> bool:
        """Whether it counts now and did not before."""
        return self.now and not self.was

    @property
    def went(self) -> bool:
        """Whether it counted before and does not now."""
        return self.was and not self.now


def compare(before: Recommendation, after: Recommendation) -> Comparison:
    """Return what has changed between two answers of the same criteria."""
    turns = _criterion_turns(before, after)
    moved = _moved(before, after)
    changed = {turn.criterion for turn in turns}
    through = _through(before, after, moved) & changed
    return Comparison(
        before=before,
        after=after,
        facts=_fact_turns(after.definition, before.case, after.case),
        criteria=turns,
        moved=moved,
        through=tuple(turn.criterion for turn in turns if turn.criterion in through),
    )


def _fact_turns(definition: Definition, before: Case, after: Case) -> tuple[FactTurn, ...]:
    facts = definition.by_id()
    was, now = as_given(facts, before), as_given(facts, after)
    return tuple(FactTurn(fact.id, was.get(fact.id), now.get(fact.id)) for fact in definition.facts if was.get(fact.id) != now.get(fact.id))


def _criterion_turns(before: Recommendation, after: Recommendation) -> tuple[CriterionTurn, ...]:
    every = ((criterion, _status(before, criterion), _status(after, criterion)) for criterion in after.definition.criteria)
    return tuple(CriterionTurn(criterion.id, criterion.effect, criterion.level, was, now) for criterion, was, now in every if was != now)


def _status(answer: Recommendation, criterion: Criterion) -> Status:
    return "met" if criterion.id in answer.met else "unmet" if criterion.id in answer.unmet else "unknown"


def _moved(before: Recommendation, after: Recommendation) -> Moved:
    was, now = _ranks(before), _ranks(after)
    # A person whom the criteria are not for has no level that could have moved.
    if {before.applies, after.applies} != {"met"}:
        return "open"
    if max(was) < min(now):
        return "step-up"
    if min(was) > max(now):
        return "step-down"
    return "stay" if was == now and after.settled else "open"


def _ranks(answer: Recommendation) -> tuple[int, ...]:
    return tuple(answer.definition.rank(level) for level in answer.possible)


def _through(before: Recommendation, after: Recommendation, moved: Moved) -> set[str]:
    if moved not in {"step-up", "step-down"}:
        return set()
    up = moved == "step-up"
    end = _ranks(after)[0 if up else -1]
    # What is ruled out raises a level above all that speaks of one, so R, S and L alone tell nothing.
    is_ruled = any(rules_out(c.effect) and {_status(before, c), _status(after, c)} != {"unmet"} for c in after.definition.criteria)
    found = None if is_ruled else (_raised if up else _lowered)(_bearings(before, after, up=up), end)
    if found is None:
        return {c.id for c in _pushes(before, after, up=up) if _bears_on(c, after.definition, end, up=up)}
    return {bearing.criterion.id for bearing in found}


def _bearings(before: Recommendation, after: Recommendation, *, up: bool) -> list[_Bearing]:
    """Return what holds the lower end of the range (`up`) or the upper end: an unknown criterion counts where it would move that end."""
    found: list[_Bearing] = []
    for criterion in after.definition.criteria:
        if criterion.level is not None and not rules_out(criterion.effect):
            counting = {"met"} if up is not lowers(criterion.effect) else {"met", "unknown"}
            was, now = (_status(answer, criterion) in counting for answer in (before, after))
            found.append(_Bearing(criterion, after.definition.rank(criterion.level), was, now))
    return found


def _raised(bearings: Iterable[_Bearing], end: int) -> list[_Bearing] | None:
    """Return what raised the level to a rank at least: a new requirement, or a suggestion with no limit in its way; None when neither tells."""
    required, suggested, limits = _by_effect(bearings)
    enough = [each for each in required if each.rank >= end and each.came]
    calling = [each for each in suggested if each.rank >= end and each.now]
    in_the_way = [each for each in limits if each.rank < end]
    if calling and not any(each.now for each in in_the_way):
        enough += [each for each in in_the_way if each.went]
        enough += [] if any(each.stands for each in calling) else calling
    return enough or None


def _lowered(bearings: Iterable[_Bearing], end: int) -> list[_Bearing] | None:
    """Return what lowered the level to a rank at most: requirements that went, with suggestions that went or a limit; None when neither tells."""
    required, suggested, limits = _by_effect(bearings)
    if any(each.rank > end and each.now for each in required):
        return None
    gone = [each for each in required if each.rank > end and each.went]
    above = [each for each in suggested if each.rank > end]
    limiting = [each for each in limits if each.rank <= end and each.now]
    is_quiet = not any(each.now for each in above)
    if any(each.stands for each in limiting) or (is_quiet and not any(each.was for each in above)):
        return gone or None
    gone += [each for each in above if is_quiet and each.went]
    return [*gone, *limiting] if is_quiet or limiting else None


def _by_effect(bearings: Iterable[_Bearing]) -> tuple[list[_Bearing], list[_Bearing], list[_Bearing]]:
    required: list[_Bearing] = []
    suggested: list[_Bearing] = []
    limits: list[_Bearing] = []
    for each in bearings:
        match each.criterion.effect:
            case "requires":
                required.append(each)
            case "suggests":
                suggested.append(each)
            case "limits_to":
                limits.append(each)
            case "rules_out" | "adds":
                pass
            case _:
                assert_never(each.criterion.effect)
    return required, suggested, limits


def _pushes(before: Recommendation, after: Recommendation, *, up: bool) -> list[Criterion]:
    """Return the criteria that changed, as far as it may be, towards more care, or towards less."""
    pushing: list[Criterion] = []
    for criterion in after.definition.criteria:
        was, now = (_TRUTHS.index(_status(answer, criterion)) for answer in (before, after))
        rises = now > was if not lowers(criterion.effect) else now < was
        if was != now and rises is up:
            pushing.append(criterion)
    return pushing


def _bears_on(criterion: Criterion, definition: Definition, end: int, *, up: bool) -> bool:
    """Return whether a criterion can have a part in a level that has come up, or down, to a rank."""
    if criterion.level is None:
        return False
    if rules_out(criterion.effect):
        return any(rank < end if up else rank >= end for rank in map(definition.rank, criterion.rules_out))
    rank = definition.rank(criterion.level)
    return (rank < end if up else rank <= end) if lowers(criterion.effect) else (rank >= end if up else rank > end)
