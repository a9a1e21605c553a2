"""Two answers of one criteria set side by side, compared with brute force over the turns of criteria."""

from itertools import combinations
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from carelevel.answers.explain.reassessment import compare
from carelevel.answers.results import Recommendation
from carelevel.logic.levels import level_range, rules_of
from carelevel.model.truth import Truth
from tests.profiles import examples
from tests.property import oracle
from tests.property.oracle import Plain
from tests.property.test_meaning import everything_of, loaded
from tests.strategies import cases, criteria_sets, persons

Pair = tuple[Plain, Plain, Plain]


@st.composite
def reassessments(draw: Any) -> Pair:
    """Draw a criteria set, and two cases of possible people; mostly known completely, since only then levels often move for certain."""
    criteria = draw(criteria_sets())
    whole = persons(criteria).map(everything_of)
    known = draw(st.sampled_from((whole, whole, cases(criteria))))
    return criteria, draw(known), draw(known)


def ends(answer: Recommendation, status: dict[str, Truth]) -> tuple[int, int]:
    """Return the ends of the level's range when criteria have these statuses."""
    pairs = rules_of(answer.definition)
    known = level_range([rule for _, rule in pairs], [status[criterion.id] for criterion, _ in pairs], len(answer.definition.levels) - 1)
    return known.lowest, known.highest


def statuses(answer: Recommendation) -> dict[str, Truth]:
    return {name: truth for truth in Truth for name in getattr(answer, truth.value)}


def through_by_brute_force(before: Recommendation, after: Recommendation, up: bool) -> set[str] | None:
    """Return the criteria in any smallest set of turns after which the level is at least (at most) what it is now, the turns that push the other way all made."""
    was, now = statuses(before), statuses(after)
    order = [truth for name in ("unmet", "unknown", "met") for truth in Truth if truth.value == name]
    pushing, other = [], {}
    for criterion, rule in rules_of(after.definition):
        name = criterion.id
        rises = (order.index(now[name]) > order.index(was[name])) is (rule.effect != "limits_to")
        if was[name] is not now[name] and rises is up:
            pushing.append(name)
        else:
            other[name] = now[name]
    target = after.definition.rank(after.possible[0 if up else -1])

    def is_enough(turned: tuple[str, ...]) -> bool:
        end = ends(after, {**was, **other, **{name: now[name] for name in turned}})[0 if up else 1]
        return end >= target if up else end <= target

    if not is_enough(tuple(pushing)):
        return None
    smallest: list[set[str]] = []
    for size in range(len(pushing) + 1):
        smallest += [set(turned) for turned in combinations(pushing, size) if is_enough(turned) and not any(less <= set(turned) for less in smallest)]
    return set().union(*smallest)


@given(reassessments())
def test_the_level_moved_only_if_it_did_for_everyone_whom_the_cases_could_be(pair: Pair) -> None:
    criteria, before, after = pair
    comparison = compare(*(loaded(criteria).recommend(case) for case in (before, after)))

    was, now = (_levels(criteria, case) for case in (before, after))
    turns = {(one < other) - (one > other) for one in was for other in now}

    expected = {frozenset({1}): "step-up", frozenset({-1}): "step-down", frozenset({0}): "stay"}.get(frozenset(turns), "open")
    assert comparison.moved == expected


def _levels(criteria: Plain, case: Plain) -> set[int]:
    known = oracle.known_from(criteria, case)
    return {oracle.level_of(criteria, person) for person in oracle.people(criteria, known)} if oracle.applies_to_all(criteria, known) else set()


@given(reassessments())
def test_what_carried_a_move_is_in_a_smallest_set_of_turns_that_is_enough(pair: Pair) -> None:
    criteria, *both = pair
    before, after = (loaded(criteria).recommend(case) for case in both)
    comparison = compare(before, after)
    turned = {turn.criterion for turn in comparison.criteria}

    assert turned == {name for name, truth in statuses(after).items() if statuses(before)[name] is not truth}
    assert set(comparison.through) <= turned
    if comparison.moved in {"step-up", "step-down"}:
        expected = through_by_brute_force(before, after, comparison.moved == "step-up")
        assert expected is None or set(comparison.through) == expected
    else:
        assert comparison.through == ()


@settings(max_examples=examples(10))
@given(reassessments())
def test_looking_back_turns_everything_round(pair: Pair) -> None:
    criteria, *both = pair
    one, other = (loaded(criteria).recommend(case) for case in both)
    there, back = compare(one, other), compare(other, one)

    assert back.moved == {"step-up": "step-down", "step-down": "step-up"}.get(there.moved, there.moved)
    assert [(turn.fact, turn.is_now, turn.was) for turn in back.facts] == [(turn.fact, turn.was, turn.is_now) for turn in there.facts]
    assert [(turn.criterion, turn.is_now, turn.was) for turn in back.criteria] == [(turn.criterion, turn.was, turn.is_now) for turn in there.criteria]
