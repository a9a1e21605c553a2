"""What keeps a condition from being met, or from being unmet: the parts that fail, each as recorded, as needed, and how far the two are apart."""

from collections.abc import Collection
from typing import Any, Literal

from carelevel.cases import Case, said
from carelevel.conditions import Among, Condition, Holds, Includes
from carelevel.explain.needs import Group, fulfilled, in_points, need_of
from carelevel.facts import AnyFact, Bands, Fact, Scalar, Score, SetOf, Sum, Value, Worst, domain, is_ordered
from carelevel.frozen import FrozenDict, record
from carelevel.interpret.meaning import ends, possible_values
from carelevel.interpret.words import lacking_members_words, lacking_words, sentence
from carelevel.truth import Truth

_NOT_FULFILLED: dict[Truth, Literal["unmet", "unknown"]] = {Truth.UNMET: "unmet", Truth.UNKNOWN: "unknown"}


@record
class Lack:
    """A part of a condition that is not as it would have to be. Parts that are so already are left out.

    Attributes:
        words: it in plain English; for a group how many of its parts are needed.
        status: `unmet` when what is known rules it out, `unknown` when it may turn out as needed.
        fact: id of the fact, derived fact or named condition; None for a group without a name.
        recorded: what is known of the fact, as a case gives it; None when nothing is.
        needed: what would have to be known of it, as a case gives it.
        distance: how far the nearest recorded value is from the nearest needed one; None where it may be there already, and where values have no order.
        unit: what the distance counts: the score's own unit, or `points`; on a scale `steps`.
        changes: False when the fact is one that does not change, such as age.
        how_many: how many of `parts` are needed, at least; 0 for a fact.
        parts: what fails inside.
    """

    words: str
    status: Literal["unmet", "unknown"]
    fact: str | None = None
    recorded: Any = None
    needed: Any = None
    distance: int | None = None
    unit: str | None = None
    changes: bool = True
    how_many: int = 0
    parts: "tuple[Lack, ...]" = ()

    @property
    def fewest(self) -> int:
        """How many facts at least are not as needed, as far as each stands in one part."""
        return sum(sorted(part.fewest for part in self.parts)[: self.how_many]) if self.parts else 1


def lacking(condition: Condition, case: Case, *, wanted: bool) -> Lack | None:
    """Return what keeps a condition from being met (`wanted`) or from being unmet; None when nothing does."""
    truth = fulfilled(condition, wanted, case)
    if truth is Truth.MET:
        return None
    status = _NOT_FULFILLED[truth]
    match condition:
        case Among(fact, values):
            return _of_fact(*in_points(fact, values, wanted), case, status)
        case Includes(fact, member):
            return _of_member(fact, member, status, wanted=wanted)
        case _:
            return _of_group(condition, case, status, wanted=wanted)


def _of_fact(fact: Scalar, needed: frozenset[Value], case: Case, status: Literal["unmet", "unknown"]) -> Lack:
    possible = frozenset(possible_values(fact, case))
    recorded = possible if len(possible) < len(domain(fact)) else None
    distance = _distance(fact, possible, needed, case) if status == "unmet" else None
    return Lack(
        words=lacking_words(fact, recorded, needed),
        status=status,
        fact=fact.id,
        recorded=None if recorded is None else said(fact, recorded),
        needed=said(fact, needed),
        distance=distance,
        unit=None if distance is None else _unit(fact),
        changes=_changes(fact),
    )


def _of_member(fact: SetOf, member: str, status: Literal["unmet", "unknown"], *, wanted: bool) -> Lack:
    return Lack(
        words=lacking_members_words(fact, member, held=wanted, is_known=status == "unmet"),
        status=status,
        fact=fact.id,
        recorded=FrozenDict({member: "no" if wanted else "yes"}) if status == "unmet" else None,
        needed=FrozenDict({member: "yes" if wanted else "no"}),
        changes=fact.changes,
    )


def _of_group(group: Group, case: Case, status: Literal["unmet", "unknown"], *, wanted: bool) -> Lack:
    count, wishes = need_of(group, wanted)
    found = [lacking(part, case, wanted=wish) for part, wish in wishes]
    failing = [lack for lack in found if lack is not None]
    how_many = count - (len(found) - len(failing))
    if isinstance(group, Holds):
        inside, how_many = _opened(failing[0], how_many)
        answer = "yes" if group.expected is wanted else "no"
        return Lack(
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
    how_many = how_many if how_many < len(failing) else len(parts)
    return Lack(_group_words(how_many, len(parts)), status, changes=any(part.changes for part in parts), how_many=how_many, parts=parts)


def _opened(lack: Lack, how_many: int) -> tuple[tuple[Lack, ...], int]:
    """Return the parts of a group without a name, with how many of them are needed; anything else is one part."""
    return (lack.parts, lack.how_many) if lack.fact is None else ((lack,), how_many)


def _of_same_kind(lack: Lack, how_many: int, of: int) -> tuple[Lack, ...]:
    """Return the parts of a group that stands in a group of its own kind: all of all, or one of one; anything else is itself."""
    is_all = how_many == of and lack.how_many == len(lack.parts)
    is_any = how_many == lack.how_many == 1
    return lack.parts if lack.fact is None and (is_all or is_any) else (lack,)


def _group_words(how_many: int, of: int) -> str:
    if how_many == of:
        return "both of these" if of == 2 else f"all {of} of these"
    return "one of these" if how_many == 1 else f"at least {how_many} of these"


def _distance(fact: Scalar, possible: Collection[Value], needed: Collection[Value], case: Case) -> int | None:
    if not is_ordered(fact):
        return None
    if isinstance(fact, Sum):
        # Its true ends: a sum may be beyond its top.
        low, high = ends(fact, case)
        return min(max(low - int(value), int(value) - high) for value in needed)
    every = domain(fact)
    here, there = ([every.index(value) for value in values] for values in (possible, needed))
    return min(abs(a - b) for a in here for b in there)


def _unit(fact: Scalar) -> str:
    """Return what distances on an ordered fact count."""
    if not isinstance(fact, Score | Sum):
        return "steps"
    units = {score.unit for score in _scores(fact)}
    return (units.pop() if len(units) == 1 else None) or "points"


def _scores(fact: Score | Sum) -> list[Score]:
    return [fact] if isinstance(fact, Score) else [score for part in fact.parts for score in _scores(part.of)]


def _changes(fact: AnyFact) -> bool:
    """Return whether a fact can change; a derived one can when any that it stands on can."""
    match fact:
        case Sum():
            return any(_changes(part.of) for part in fact.parts)
        case Worst():
            return any(map(_changes, fact.parts))
        case Bands():
            return _changes(fact.of)
        case _:
            given: Fact = fact
            return given.changes
