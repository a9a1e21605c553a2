"""The decision procedure, `max(R, min(S, L))` or the next level that is not ruled out, compared with every way in which unknown criteria can turn out."""

from collections.abc import Iterator, Sequence
from itertools import product

import pytest

from carelevel.api import CriteriaSet
from carelevel.logic.levels import Range, Rule, calls, can_matter, level_range, rules_of, rules_out
from carelevel.model.operators import EFFECTS
from carelevel.model.truth import Truth

TOP = 3

RULES = [
    *(Rule(effect, rank) for effect in ("requires", "suggests", "limits_to") for rank in range(TOP + 1)),
    *(Rule("rules_out", ranks[0], ranks) for ranks in ((1,), (2,), (1, 2))),
]

Given = tuple[tuple[Rule, Truth], ...]

# Every set of up to two criteria, and of the larger ones one in many.
SETS: list[Given] = [
    *(given for size in range(3) for given in product(product(RULES, Truth), repeat=size)),
    *list(product(product(RULES, Truth), repeat=3))[::31],
]


def turned_out(given: Given) -> Iterator[list[Rule]]:
    """Yield the criteria that are met, in every way in which the unknown ones can turn out."""
    for met in product(*({Truth.MET: (True,), Truth.UNMET: (False,), Truth.UNKNOWN: (True, False)}[status] for _, status in given)):
        yield [rule for (rule, _), is_met in zip(given, met, strict=True) if is_met]


def ends(met: Sequence[Rule]) -> tuple[int, int, int]:
    """Return R, S and L, as the language defines them."""
    required = max((rule.rank for rule in met if rule.effect == "requires"), default=0)
    suggested = max((rule.rank for rule in met if rule.effect in {"requires", "suggests"}), default=0)
    return required, suggested, min((rule.rank for rule in met if rule.effect == "limits_to"), default=TOP)


def level(met: Sequence[Rule]) -> int:
    required, suggested, limit = ends(met)
    middle = sorted((required, suggested, limit))[1] if suggested >= required else required
    out = {rank for rule in met for rank in rule.ruled_out}
    return next(rank for rank in range(middle, TOP + 1) if rank not in out)


def ranged(given: Given) -> Range:
    return level_range([rule for rule, _ in given], [status for _, status in given], TOP)


def test_the_range_holds_every_level_that_can_turn_out_and_ends_in_two_of_them() -> None:
    for given in SETS:
        levels = [level(met) for met in turned_out(given)]
        found = ranged(given)

        assert (found.lowest, found.highest) == (min(levels), max(levels)), given


def test_what_is_required_suggested_and_limited_is_ranged_in_the_same_way() -> None:
    for given in SETS:
        required, suggested, limit = zip(*(ends(met) for met in turned_out(given)), strict=True)
        found = ranged(given)

        assert (found.required, found.suggested, found.limit) == tuple((min(each), max(each)) for each in (required, suggested, limit)), given


def test_an_unknown_criterion_that_can_change_the_level_is_said_to_matter() -> None:
    """What is said not to matter is not asked about: there it has to be so however everything else turns out."""
    for given in SETS:
        found = ranged(given)
        for at, (rule, status) in enumerate(given):
            others = (*given[:at], *given[at + 1 :])
            if status is Truth.UNKNOWN and any(level(met) != level([*met, rule]) for met in turned_out(others)):
                assert can_matter(rule, found), (rule, given)


def a_range(required: int, suggested: int, limit: tuple[int, int]) -> Range:
    lowest = max(required, min(suggested, limit[0]))
    return Range(lowest=lowest, highest=TOP, required=(required, required), suggested=(suggested, suggested), limit=limit)


@pytest.mark.parametrize(
    ("rule", "known", "matters"),
    [
        (Rule("requires", 2), a_range(1, 1, (TOP, TOP)), True),
        (Rule("requires", 1), a_range(1, 1, (TOP, TOP)), False),
        (Rule("requires", 1), a_range(1, 1, (0, TOP)), False),
        (Rule("requires", 1), a_range(0, 2, (1, 1)), False),
        (Rule("suggests", 2), a_range(1, 1, (TOP, TOP)), True),
        (Rule("suggests", 1), a_range(1, 1, (TOP, TOP)), False),
        (Rule("suggests", 2), a_range(0, 1, (1, 1)), False),
        (Rule("limits_to", 0), a_range(0, 1, (TOP, TOP)), True),
        (Rule("limits_to", 1), a_range(0, 1, (TOP, TOP)), False),
        (Rule("limits_to", 1), a_range(0, 2, (1, 1)), False),
        (Rule("limits_to", 0), a_range(1, 2, (1, 1)), False),
        (Rule("rules_out", 1, (1,)), a_range(1, 1, (TOP, TOP)), True),
        (Rule("rules_out", 1, (1,)), a_range(2, 2, (TOP, TOP)), False),
        (Rule("rules_out", 1, (1, 2)), a_range(2, 2, (TOP, TOP)), True),
    ],
)
def test_a_criterion_matters_only_where_it_can_move_what_is_there(rule: Rule, known: Range, matters: bool) -> None:
    assert can_matter(rule, known) is matters


def test_criteria_that_add_services_bear_on_no_level(adult: CriteriaSet) -> None:
    assert {criterion.effect for criterion, _ in rules_of(adult.definition)} == {"requires", "suggests", "limits_to"}
    assert "adds" in {criterion.effect for criterion in adult.criteria.values()}


def test_each_criterion_has_a_status() -> None:
    with pytest.raises(ValueError, match="zip"):
        level_range(RULES, [Truth.MET], TOP)


def test_what_is_certain_is_the_level_of_the_met_criteria_alone() -> None:
    for given in SETS:
        found = level_range([rule for rule, _ in given], [status for _, status in given], TOP)
        assert found.certain == level([rule for rule, status in given if status is Truth.MET])


def test_what_is_known_without_what_is_ruled_out() -> None:
    for given in SETS:
        assert ranged(given).unraised == ranged(tuple((rule, status) for rule, status in given if rule.effect != "rules_out")), given


def test_only_what_requires_or_suggests_calls_for_a_level() -> None:
    assert [effect for effect in EFFECTS if calls(effect)] == ["requires", "suggests"]
    assert [effect for effect in EFFECTS if rules_out(effect)] == ["rules_out"]
