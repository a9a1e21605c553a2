"""What tests of a criteria set should reach, each thing with the people who can reach it."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Literal, assert_never

from carelevel.logic.decision_formulas import Decisions
from carelevel.logic.documentation import DocumentationStatus
from carelevel.model.conditions import EVERYBODY, AllOf, Among, AnyOf, Condition, NoneOf
from carelevel.model.criteria import AppliesPart, Criterion, Definition, Documentation
from carelevel.model.facts import Scalar, Value, outside, with_more
from carelevel.model.frozen import record
from carelevel.model.problems import Place, quoted
from carelevel.model.truth import Truth
from carelevel.verify.testing.atoms import Key, Leaf, Owner, Places, bounds, owners, text


@record
class Status:
    """A leaf with one of the three truths."""

    leaf: Leaf
    truth: Truth


@record
class Side:
    """A person with the value at one side of a threshold, known exactly."""

    fact: Scalar
    value: Value


@record
class Decides:
    """A criterion without which the answer would be another one: in its level, or in a service that nothing else adds."""

    criterion: str
    service: str | None


@record
class Reaches:
    """A settled level."""

    level: str


@record
class LeavesOut:
    """A person who does not meet a part of `applies_when`."""

    part: AppliesPart


@record
class Documents:
    """An answer in which documentation has a status."""

    item: Documentation
    status: DocumentationStatus


Aim = Status | Side | Decides | Reaches | LeavesOut | Documents


@record
class Goal:
    """Something that tests should reach.

    Attributes:
        key: the condition that it belongs to; None for a level.
        aim: what is to be reached.
        leaf: the leaf it belongs to, as written; None of an effect, of documentation or a level.
        says: what it is, in a few words.
        words: what is missing while it is not reached.
        place: where it is written.
        whom: the condition of the people who can reach it.
    """

    key: Key | None
    aim: Aim
    leaf: str | None
    says: str
    words: str
    place: Place | None
    whom: Condition

    @property
    def kind(self) -> Literal["status", "threshold", "effect", "level"]:
        """What sort of thing it is."""
        match self.aim:
            case Status():
                return "status"
            case Side():
                return "threshold"
            case Decides() | LeavesOut() | Documents():
                return "effect"
            case Reaches():
                return "level"


def goals(definition: Definition, places: Places) -> tuple[Goal, ...]:
    """Return everything that tests of a definition should reach, in the order of the file; levels last."""
    decisions = Decisions(definition)
    criteria = {criterion.id: criterion for criterion in definition.criteria}
    found: list[Goal] = []
    parts = {part.id: part for part in definition.applies_parts}
    documentation = {item.id: item for item in definition.documentation}
    for owner in owners(definition, places):
        for leaf, place in owner.leaves:
            found += _of_leaf(owner, leaf, place)
        if owner.key[0] == "applies_when" and owner.key[1]:
            part = parts[owner.key[1]]
            words = f"no vignette is of a person who does not meet {quoted(part.id)}"
            found.append(Goal(owner.key, LeavesOut(part), None, "leaves somebody out", words, owner.place, NoneOf((part.when,))))
        if owner.key[0] == "criteria":
            found += _of_effect(definition, decisions, owner, criteria[owner.key[1]])
        if owner.key[0] == "documentation" and owner.part == 1:
            found += _of_documentation(decisions, owner, documentation[owner.key[1]])
    for rank, level in enumerate(definition.levels):
        words = f"no vignette has the level {quoted(level.id)}"
        found.append(Goal(None, Reaches(level.id), None, level.id, words, None, AllOf(decisions.is_level(rank))))
    return tuple(found)


def _of_leaf(owner: Owner, leaf: Leaf, place: Place | None) -> Iterator[Goal]:
    written = text(leaf)
    said = quoted(written)
    # With nothing known, every leaf is unknown.
    whom = {Truth.MET: leaf, Truth.UNMET: NoneOf((leaf,)), Truth.UNKNOWN: EVERYBODY}
    for truth, condition in whom.items():
        yield Goal(owner.key, Status(leaf, truth), written, truth.value, f"{said} is never {truth.value}", place, condition)
    tried: set[Value] = set()
    for bound in bounds(leaf):
        for value in (bound.inside, bound.outside):
            if value not in tried:
                tried.add(value)
                at = f"{bound.fact.id}: {outside(bound.fact, value)}"
                words = f"{said} is not tried at its threshold, with {quoted(at)}"
                yield Goal(owner.key, Side(bound.fact, value), written, at, words, place, Among(bound.fact, with_more(bound.fact, (value,))))


def _of_effect(definition: Definition, decisions: Decisions, owner: Owner, criterion: Criterion) -> Iterator[Goal]:
    if criterion.level is not None and _can_move(decisions, criterion):
        words = f"{quoted(criterion.id)} never decides the level"
        yield Goal(owner.key, Decides(criterion.id, None), None, "decides the level", words, owner.place, decides(definition, decisions, criterion))
    for service in criterion.adds:
        words = f"{quoted(criterion.id)} is never alone in adding {quoted(service)}"
        yield Goal(
            owner.key, Decides(criterion.id, service), None, f"is alone in adding {service}", words, owner.place, adds_alone(definition, criterion, service)
        )


def _of_documentation(decisions: Decisions, owner: Owner, item: Documentation) -> Iterator[Goal]:
    shown = (decisions.one_of(item.levels), item.when)
    statuses: dict[DocumentationStatus, Condition] = {"there": item.needs, "lacking": NoneOf((item.needs,))}
    for status, needs in statuses.items():
        words = f"no vignette is of a person for whom {quoted(item.id)} is {status}"
        yield Goal(owner.key, Documents(item, status), None, status, words, owner.place, AllOf((*shown, needs)))


def _can_move(decisions: Decisions, criterion: Criterion) -> bool:
    """Return whether an effect can change a level at all: the lowest level needs no reason, and the most intensive one is no limit."""
    match criterion.effect:
        case "requires" | "suggests":
            return decisions.rank(criterion) > 0
        case "limits_to":
            return decisions.rank(criterion) < decisions.top
        case "rules_out" | "adds":
            return True
        case _:
            assert_never(criterion.effect)


def decides(definition: Definition, decisions: Decisions, criterion: Criterion) -> Condition:
    """Return the condition of the people whose level would change without a criterion: it is met, and some rank is reached only with it, or only without it."""
    without = Decisions(without_criterion(definition, criterion))
    own = decisions.rank(criterion)
    ways: list[Condition]
    match criterion.effect:
        case "requires":
            ways = [NoneOf((without.at_least(own),))]
        case "suggests":
            # What is required is the same with it and without it, so only what limits can keep it from being the level.
            ways = [AllOf((NoneOf((decisions.limited(rank),)), NoneOf((without.at_least(rank),)))) for rank in range(1, own + 1)]
        case "rules_out":
            ranks = map(definition.rank, criterion.rules_out)
            ways = [AllOf((decisions.at_least(rank + 1), NoneOf((without.at_least(rank + 1),)))) for rank in ranks]
        case "limits_to" | "adds":
            # With a limit a level above it is reached by what is required alone, or by what is ruled out.
            reached = decisions.at_least if decisions.saying("rules_out", lambda _: True) else decisions.required
            ways = [AllOf((without.at_least(rank), NoneOf((reached(rank),)))) for rank in range(own + 1, decisions.top + 1)]
        case _:
            assert_never(criterion.effect)
    return AllOf((criterion.when, ways[0] if len(ways) == 1 else AnyOf(tuple(ways))))


def adds_alone(definition: Definition, criterion: Criterion, service: str) -> Condition:
    """Return the condition of the people for which a criterion is the only one that adds a service."""
    others = [other.when for other in definition.criteria if service in other.adds and other.id != criterion.id]
    return AllOf((criterion.when, NoneOf(tuple(others)))) if others else criterion.when


def without_criterion(definition: Definition, criterion: Criterion) -> Definition:
    """Return a definition without one of its criteria."""
    return replace(definition, criteria=tuple(other for other in definition.criteria if other.id != criterion.id))
