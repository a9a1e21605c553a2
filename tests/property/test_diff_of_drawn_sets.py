"""Differences between versions that have little in common: other criteria over the same facts, compared with what the definition of truth says of every person."""

import math
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from itertools import product

import pytest

from carelevel.logic.level_diagram import PreparedCriteria
from carelevel.logic.levels import level_range
from carelevel.logic.meaning import meaning
from carelevel.model.cases import Case
from carelevel.model.criteria import Definition
from carelevel.model.facts import SetOf, domain
from carelevel.model.frozen import FrozenDict
from carelevel.model.problems import CriteriaError
from carelevel.model.truth import Truth
from carelevel.verify.diff.compare import compared
from carelevel.verify.diff.results import Version
from tests.property.drawn_sets import Drawing

MOST_PEOPLE = 400
SEEDS = 90

Outcome = tuple[str | None, frozenset[str]]


def everyone(definition: Definition) -> Iterator[Case]:
    choices = [list(product((False, True), repeat=len(fact.values))) if isinstance(fact, SetOf) else list(domain(fact)) for fact in definition.facts]
    for values in product(*choices):
        told = Case()
        for fact, value in zip(definition.facts, values, strict=True):
            if isinstance(fact, SetOf):
                told = replace(told, members=FrozenDict({**told.members, fact.id: FrozenDict(zip(fact.values, value, strict=True))}))
            else:
                told = told.narrowed(fact.id, frozenset((value,)))
        yield told


def outcome(definition: Definition, person: Case) -> Outcome:
    if meaning(definition.applies_when, person) is not Truth.MET:
        return None, frozenset()
    engine = PreparedCriteria.of(definition)
    rank = level_range(engine.rules, engine.statuses(person), engine.top).lowest
    met = (criterion for criterion in definition.criteria if meaning(criterion.when, person) is Truth.MET)
    return definition.levels[rank].id, frozenset(service for criterion in met for service in criterion.adds)


def two_versions(seed: int) -> tuple[Definition, Definition] | None:
    drawing = Drawing(f"versions {seed}")
    old = drawing.definition()
    if math.prod(2 ** len(fact.values) if isinstance(fact, SetOf) else len(domain(fact)) for fact in old.facts) > MOST_PEOPLE:
        return None
    others = tuple(drawing._criterion(i, old.levels) for i in range(drawing.chance.randint(1, 5)))
    kept = tuple(criterion for criterion in old.criteria if drawing.chance.random() < 0.5)
    added = tuple(replace(criterion, id=f"new-{criterion.id}") for criterion in others)
    return old, replace(old, version="2", criteria=(*kept, *added))


@pytest.mark.slow
def test_who_moves_how_many_and_who_gains_a_service_is_what_looking_at_every_person_finds(monkeypatch: pytest.MonkeyPatch) -> None:
    # What is drawn goes further than files can, and so has no digest.
    monkeypatch.setattr("carelevel.verify.diff.compare._version", lambda each: Version(each.id, each.version, each.version, each.version))
    seen: Counter[str] = Counter()
    for seed in range(SEEDS):
        versions = two_versions(seed)
        if versions is None:
            continue
        old, new = versions
        people = [person for person in everyone(old) if all(meaning(item.when, person) is Truth.UNMET for item in old.impossible)]
        pairs = [(outcome(old, person), outcome(new, person)) for person in people]
        moves = Counter((before[0], now[0]) for before, now in pairs if before[0] != now[0])
        services = Counter((name, name in now[1]) for before, now in pairs for name in before[1] ^ now[1] if None not in {before[0], now[0]})

        if not people:
            with pytest.raises(CriteriaError, match="nobody is left to compare"):
                compared(old, new)
            continue
        found = compared(old, new)

        assert {(move.was, move.is_now): move.share for move in found.moves} == {pair: Fraction(count, len(people)) for pair, count in moves.items()}
        assert {(each.service, each.is_added): each.share for each in found.services} == {
            service: Fraction(count, len(people)) for service, count in services.items()
        }
        assert found.is_same == (not moves and not services)
        seen.update({"moves": bool(moves), "services": bool(services), "the same": found.is_same, "not for all": any(before[0] is None for before, _ in pairs)})
    # A comparison of versions between which nobody moves says little.
    assert min(seen[what] for what in ("moves", "services", "the same", "not for all")) >= 3
