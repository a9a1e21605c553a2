"""What keeps a condition from being met, or from being unmet: the parts that fail, each as recorded, as needed, and how far the two are apart."""

from bisect import bisect_left
from collections.abc import Collection, Iterable
from dataclasses import replace
from typing import Any, Literal

from carelevel.answers.explain.points import fewest_wishes, lacking_points_words, wishes_for
from carelevel.answers.explain.quotas import Group, fulfilled, in_points, need_of
from carelevel.answers.explain.taking import NoWayError, Taking
from carelevel.logic.awarding import given_facts
from carelevel.logic.english import lacking_members_words, lacking_words, sentence
from carelevel.logic.meaning import ends, possible_values
from carelevel.model.cases import Case, said
from carelevel.model.conditions import Among, Condition, Holds, Includes, Strict
from carelevel.model.facts import (
    AnyFact,
    Bands,
    Fact,
    Percent,
    Points,
    Scalar,
    Score,
    SetOf,
    Sum,
    Value,
    Worst,
    domain,
    is_never,
    is_ordered,
    ranks_of,
    scores_below,
    step_of,
)
from carelevel.model.frozen import FrozenDict, record
from carelevel.model.numbers import number_of, times_written
from carelevel.model.truth import Truth

_NOT_FULFILLED: dict[Truth, Literal["unmet", "unknown"]] = {Truth.UNMET: "unmet", Truth.UNKNOWN: "unknown"}


@record
class Gap:
    """A part of a condition that would have to change. Parts that are already as needed are left out.

    Attributes:
        words: the part in plain English; for a group, how many of its parts are needed.
        status: `unmet` when what is known rules it out, `unknown` when it can still be as needed.
        fact: id of the fact, derived fact or named condition; None for a group without a name.
        recorded: what is known of the fact, as a case gives it; None when nothing is.
        needed: the values that are needed, as a case gives them.
        distance: how far the nearest recorded value is from the nearest needed one; None where it may be there already, and where values have no order.
        unit: what the distance counts: the score's own unit, or `points`; on a scale `steps`.
        changes: False when the fact is one that does not change, such as age.
        how_many: how many of `parts` are needed, at least; 0 for a fact.
        parts: what fails inside.
    """

    _shown = ("status", "distance", "unit")

    words: str
    status: Literal["unmet", "unknown"]
    fact: str | None = None
    recorded: Any = None
    needed: Any = None
    distance: int | float | None = None
    unit: str | None = None
    changes: bool = True
    how_many: int = 0
    parts: "tuple[Gap, ...]" = ()

    @property
    def fewest(self) -> int:
        """The fewest facts that would have to change, if each is in one part only."""
        return sum(sorted(part.fewest for part in self.parts)[: self.how_many]) if self.parts else 1


def lacking(condition: Condition, case: Case, *, wanted: bool, taking: Taking | None = None) -> Gap | None:
    """Return what keeps a condition from being met (`wanted`) or from being unmet; None when nothing does.

    Args:
        condition: the condition.
        case: what is known.
        wanted: whether it is to be met, or to be unmet.
        taking: the people who have the level for which it is to be so; what leads to none of them is left out.

    Raises:
        NoWayError: what is left leads to none of them; only with `taking`.
    """
    truth = fulfilled(condition, wanted, case)
    if truth is Truth.MET:
        return None
    status = _NOT_FULFILLED[truth]
    match condition:
        case Among(fact, values, written):
            return _of_scalar(*in_points(fact, values, wanted), case, taking, written if wanted else None)
        case Includes(fact, member):
            if taking is not None and not taking.is_somebody(frozenset(((fact.id, member),))):
                raise NoWayError
            return lack_of_member(fact, member, status, wanted=wanted)
        case _:
            return _of_group(condition, case, status, wanted=wanted, taking=taking)


def _of_scalar(fact: Scalar, needed: frozenset[Value], case: Case, taking: Taking | None, written: Strict | None) -> Gap:
    """Return what a fact lacks; where points of several facts are weighed in a sum, what one of these facts would have to be."""
    if isinstance(fact, Points):
        return _of_points(fact, needed, case, taking, written)
    if taking is None:
        return lack_of_fact(fact, needed, case, written)
    weighed = _weighed(fact)
    if weighed and needed.isdisjoint(possible_values(fact, case)):
        # One of these facts alone: what others of the route take of the rest is not its doing.
        others = frozenset((score.id, None) for score in weighed)
        there = replace(taking.with_all([(Among(fact, needed), True)]), outside=taking.outside - others)
        parts = {score.id: score for score in weighed if score.id in case.values}
        found = [lack_of_fact(score, values, case) for score in parts.values() if (values := there.values_of(score))]
        alone = [lack for lack in found if lack.changes] or found
        if alone:
            return any_of(alone)
    left = taking.values(fact, needed, frozenset(possible_values(fact, case)))
    if not left:
        raise NoWayError
    # In the words of the criterion, unless the nearest of its values leads no one there.
    whole, part = lack_of_fact(fact, needed, case, written), lack_of_fact(fact, left, case)
    is_near = is_ordered(fact) and whole.status == part.status and (whole.status == "unknown" or _nearest(fact, needed, case) == _nearest(fact, left, case))
    # When other criteria have to change too, they may need more of the same fact. What changes this criterion is then enough here.
    is_on_the_way = taking.is_beside_others and not _sides(fact, needed, case).isdisjoint(_sides(fact, left, case))
    return whole if is_near or is_on_the_way else part


def _of_points(fact: Points, needed: frozenset[Value], case: Case, taking: Taking | None, written: Strict | None) -> Gap:
    """Return what points lack, with what would have to change in the facts themselves."""
    whole = replace(lack_of_fact(fact, needed, case, written), words=lacking_points_words(fact, case, needed, written))
    found = wishes_for(fact, needed, case)
    distance = _distance(fact, frozenset(possible_values(fact, case)), needed, case)
    how_many = fewest_wishes([points for _, points in found], distance or 0)
    wishes, takings = [wish for wish, _ in found], dict[int, Taking]()
    if taking is not None:
        # Conditions that share facts can change together: one may be enough where the points of one are not.
        how_many, takings = taking.of_group(wishes, case, 1)
    parts: dict[str, Gap] = {}
    for place in takings or range(len(wishes)):
        condition, wanted = wishes[place]
        lack = lacking(condition, case, wanted=wanted, taking=takings.get(place))
        if lack is not None:
            parts.setdefault(lack.words, lack)
    return replace(whole, parts=tuple(parts.values()), how_many=min(how_many, len(parts)), changes=any(part.changes for part in parts.values()))


def lack_of_fact(fact: Scalar, needed: frozenset[Value], case: Case, written: Strict | None = None) -> Gap:
    """Return a fact as it is recorded, and as it is needed; said as it is `written`."""
    possible = frozenset(possible_values(fact, case))
    status: Literal["unmet", "unknown"] = "unmet" if possible.isdisjoint(needed) else "unknown"
    recorded = possible if len(possible) < len(domain(fact)) else None
    distance = _distance(fact, possible, needed, case) if status == "unmet" and not isinstance(fact, Percent) else None
    return Gap(
        words=lacking_words(fact, recorded, needed, written),
        status=status,
        fact=fact.id,
        recorded=None if recorded is None else said(fact, recorded),
        needed=said(fact, needed),
        distance=None if distance is None else number_of(step_of(fact), distance),
        unit=None if distance is None else _unit(fact),
        changes=_changes(fact),
    )


def lack_of_member(fact: SetOf, member: str, status: Literal["unmet", "unknown"], *, wanted: bool) -> Gap:
    """Return a member as it is recorded to be in a set or not, and as it is needed."""
    return Gap(
        words=lacking_members_words(fact, member, held=wanted, is_known=status == "unmet"),
        status=status,
        fact=fact.id,
        recorded=FrozenDict({member: "no" if wanted else "yes"}) if status == "unmet" else None,
        needed=FrozenDict({member: "yes" if wanted else "no"}),
        changes=fact.changes,
    )


def any_of(lacks: Iterable[Gap]) -> Gap:
    """Return lacks one of which is enough."""
    parts = tuple(lacks)
    return parts[0] if len(parts) == 1 else _group(1, parts, "unmet")


def all_of(lacks: Iterable[Gap]) -> Gap:
    """Return lacks all of which have to be made good."""
    parts = tuple(lacks)
    return parts[0] if len(parts) == 1 else _group(len(parts), parts, "unmet")


def _group(how_many: int, parts: tuple[Gap, ...], status: Literal["unmet", "unknown"]) -> Gap:
    return Gap(_group_words(how_many, len(parts)), status, changes=any(part.changes for part in parts), how_many=how_many, parts=parts)


def _of_group(group: Group, case: Case, status: Literal["unmet", "unknown"], *, wanted: bool, taking: Taking | None) -> Gap:
    count, wishes = need_of(group, wanted)
    open_wishes = [(part, wish) for part, wish in wishes if fulfilled(part, wish, case) is not Truth.MET]
    how_many = count - (len(wishes) - len(open_wishes))
    takings: dict[int, Taking] = {}
    if taking is not None:
        how_many, takings = taking.of_group(open_wishes, case, how_many)
    found = [lacking(open_wishes[place][0], case, wanted=open_wishes[place][1], taking=takings.get(place)) for place in takings or range(len(open_wishes))]
    failing = [lack for lack in found if lack is not None]
    if isinstance(group, Holds):
        inside, how_many = _opened(failing[0], how_many)
        answer = "yes" if group.expected is wanted else "no"
        return Gap(
            words=sentence(Holds(group.named, answer == "yes")),
            status=status,
            fact=group.named.id,
            recorded=None if status == "unknown" else "no" if answer == "yes" else "yes",
            needed=answer,
            changes=any(part.changes for part in inside),
            how_many=how_many,
            parts=inside,
        )
    if len(failing) == 1:
        return failing[0]
    parts = tuple(part for lack in failing for part in _of_same_kind(lack, how_many, len(failing)))
    return _group(how_many if how_many < len(failing) else len(parts), parts, status)


def _opened(lack: Gap, how_many: int) -> tuple[tuple[Gap, ...], int]:
    """Return the parts of a group without a name, with how many of them are needed; anything else is one part."""
    return (lack.parts, lack.how_many) if lack.fact is None else ((lack,), how_many)


def _of_same_kind(lack: Gap, how_many: int, of: int) -> tuple[Gap, ...]:
    """Return the parts of a group within a group of the same kind: all of all, or one of one; anything else is returned as it is."""
    is_all = how_many == of and lack.how_many == len(lack.parts)
    is_any = how_many == lack.how_many == 1
    return lack.parts if lack.fact is None and (is_all or is_any) else (lack,)


def _group_words(how_many: int, of: int) -> str:
    if how_many == of:
        return "both of these" if of == 2 else f"all {of} of these"
    return "one of these" if how_many == 1 else f"at least {how_many} of these"


def _weighed(fact: Scalar) -> tuple[Score, ...]:
    """Return the scores of a sum or a percentage if its own points are not theirs; a distance is then one of each of them."""
    if isinstance(fact, Percent):
        return tuple(score for side in (fact.of, fact.to) for score, _ in scores_below(side))
    return tuple(score for score, _ in scores_below(fact)) if isinstance(fact, Sum) and _common_unit(fact) is None else ()


def _distance(fact: Scalar, possible: Collection[Value], needed: Collection[Value], case: Case) -> int | None:
    if not is_ordered(fact):
        return None
    # From a number to never there is no way to count.
    here, there = ([value for value in values if not is_never(fact, value)] for values in (possible, needed))
    return min(map(abs, _steps(fact, here, there, case))) if here and there else None


def _nearest(fact: Scalar, needed: Collection[Value], case: Case) -> int:
    """Return how far the nearest needed value of an ordered fact is from what is recorded, `never` counted as the value after the highest number."""
    return min(map(abs, _steps(fact, possible_values(fact, case), needed, case)))


def _sides(fact: Scalar, needed: Collection[Value], case: Case) -> frozenset[bool]:
    """Return whether the nearest needed value lies above what is recorded, or below: both where it is as near on both sides, or there is no order."""
    possible = frozenset(possible_values(fact, case))
    if not is_ordered(fact) or not possible.isdisjoint(needed):
        return frozenset((True, False))
    steps = _steps(fact, possible, needed, case)
    nearest = min(map(abs, steps))
    return frozenset(step > 0 for step in steps if abs(step) == nearest)


def _steps(fact: Scalar, possible: Collection[Value], needed: Collection[Value], case: Case) -> list[int]:
    """Return how far above what is recorded of an ordered fact each needed value is, negative where it is below."""
    if isinstance(fact, Sum):
        # Its true ends: a sum may be beyond its top.
        low, high = ends(fact, case)
        return [int(value) - (high if int(value) > high else low) for value in needed]
    every = domain(fact)
    here, there = ranks_of(possible, every), ranks_of(needed, every)
    found = []
    for place in there:
        after = bisect_left(here, place)
        found.append(min((place - known for known in here[max(0, after - 1) : after + 1]), key=abs))
    return found


def _unit(fact: Scalar) -> str:
    """Return what distances on an ordered fact count."""
    if not isinstance(fact, Score | Sum | Points):
        return "steps"
    unit = (fact.unit if isinstance(fact, Score) else _common_unit(fact) if isinstance(fact, Sum) else None) or "points"
    # Two times ago are days apart, and not days ago.
    return unit.removesuffix(" ago")


def _common_unit(fact: Sum) -> str | None:
    """Return the unit of a sum, that of its parts where it counts each of them once; None where a point of it is one of no part's."""
    units = {score.unit or "points" if abs(times_written(score.step, times, fact.step)) == 1 else None for score, times in scores_below(fact)}
    return units.pop() if len(units) == 1 else None


def _changes(fact: AnyFact) -> bool:
    """Return whether a fact can change. A derived fact can when one that it comes from can."""
    match fact:
        case Sum():
            return any(_changes(part.of) for part in fact.parts)
        case Percent():
            return _changes(fact.of) or _changes(fact.to)
        case Worst():
            return any(map(_changes, fact.parts))
        case Bands():
            return _changes(fact.of)
        case Points():
            return any(given.changes for award in fact.awards for given in given_facts(award.when))
        case _:
            given: Fact = fact
            return given.changes
