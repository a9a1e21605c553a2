"""What goes with a level: what stands in its way, what is still to be asked, services, and who gets no answer."""

import json
from collections.abc import Iterator, Mapping
from itertools import product
from typing import Any

import pytest

from carelevel.answers import recommend
from carelevel.answers.results import Recommendation
from carelevel.api import CriteriaSet, loads
from carelevel.model.problems import CaseError
from tests.budgets import without_room

NAMES = ("adult", "referred", "alone", "accompanied", "tired", "ill", "working")


def criteria(*listed: dict[str, Any], **more: Any) -> CriteriaSet:
    """Return criteria about levels from a to d, each of which is given by its effect and condition, and named by its place."""
    levels = {level: {"title": level} for level in "abcd"}
    facts: dict[str, Any] = {"mood": {"type": "choice", "values": ["low", "even", "high"]}, **{name: {"type": "yes_no"} for name in NAMES}}
    every = [{"id": f"c{at}", "because": "Reason.", **each} for at, each in enumerate(listed)]
    return loads(json.dumps({"carelevel": 1, "id": "tiny", "version": "1", "title": "Tiny", "levels": levels, "facts": facts, "criteria": every, **more}))


def case(**known: bool | None) -> dict[str, Any]:
    return {name: {True: "yes", False: "no", None: None}[held] for name, held in known.items()}


# Barriers


def barriers(found: Recommendation) -> list[tuple[str, str | None, bool]]:
    return [(each.criterion, each.lowered_from, each.overridden) for each in found.barriers]


TIRED_REQUIRES = {"requires": "b", "when": {"tired": "yes"}}
ILL_SUGGESTS = {"suggests": "c", "when": {"ill": "yes"}}
ALONE_SUGGESTS = {"suggests": "b", "when": {"alone": "yes"}}


@pytest.mark.parametrize(
    ("limit", "found"),
    [("a", [("c3", "c", True)]), ("b", [("c3", "c", False)]), ("c", []), ("d", [])],
)
def test_a_limit_is_a_barrier_below_what_is_suggested_and_overridden_below_what_is_required(limit: str, found: list[Any]) -> None:
    whole = criteria(TIRED_REQUIRES, ILL_SUGGESTS, ALONE_SUGGESTS, {"limits_to": limit, "when": {"working": "yes"}})

    assert barriers(whole.recommend(case(tired=True, ill=True, alone=False, working=True))) == found


EVERY_LIMIT = (
    TIRED_REQUIRES,
    ILL_SUGGESTS,
    ALONE_SUGGESTS,
    *({"limits_to": level, "when": {name: "yes"}} for level, name in zip("abc", ("working", "adult", "referred"), strict=True)),
)


def test_a_possible_barrier_is_none_yet_and_would_be_one_if_every_suggestion_that_is_open_were_met() -> None:
    """Of requirements and limits that are open, it is not asked: they lower nothing, or stand in the way of nothing, when they are met."""
    whole = criteria(*EVERY_LIMIT)
    asked = ("tired", "ill", "alone", "working", "adult", "referred")

    for known in product((True, False, None), repeat=len(asked)):
        given = dict(zip(asked, known, strict=True))
        left_aside = {name: bool(held) for name, held in given.items()}
        all_met = left_aside | {name: True for name in ("ill", "alone") if given[name] is None}
        now, then = ({name for name, _, _ in barriers(whole.recommend(case(**each)))} for each in (left_aside, all_met))

        assert set(whole.recommend(case(**given)).possible_barriers) == then - now, given


# What is still to be asked


def test_a_fact_is_asked_once_though_it_matters_to_the_level_and_to_whom_the_criteria_are_for() -> None:
    whole = criteria({"suggests": "b", "when": {"any": [{"adult": "yes"}, {"ill": "yes"}]}}, applies_when={"any": [{"adult": "yes"}, {"referred": "yes"}]})

    assert whole.recommend({}).missing == ("adult", "referred", "ill")


def test_whoever_the_criteria_are_for_is_not_asked_about_it_any_more() -> None:
    whole = criteria({"suggests": "b", "when": {"ill": "yes"}}, applies_when={"any": [{"adult": "yes"}, {"referred": "yes"}]})

    assert whole.recommend(case(adult=True)).missing == ("ill",)


# Services


SERVICES = {"rest": "Rest", "company": "Company", "work": "Work"}
ADDING = (
    {"adds": ["rest"], "when": {"tired": "yes"}},
    {"adds": ["company"], "when": {"alone": "yes"}},
    {"adds": ["work"], "when": {"working": "no"}},
)


def services(found: Recommendation) -> list[tuple[str, str]]:
    return [(each.id, each.status) for each in found.services]


def test_certain_services_stand_before_open_ones_and_only_what_these_wait_for_is_missing() -> None:
    found = criteria(*ADDING, services=SERVICES).recommend(case(alone=True, working=True))

    assert services(found) == [("company", "met"), ("rest", "open")]
    assert found.missing_for_services == ("tired",)


def test_without_room_a_service_is_still_met_when_a_criterion_adds_it_and_left_out_when_none_can() -> None:
    with without_room(0):
        found = criteria(*ADDING, services=SERVICES).recommend(case(alone=True, working=True))

    assert services(found) == [("company", "met"), ("rest", "open")]


IMPOSSIBLE = [{"id": "both", "when": {"alone": "yes", "accompanied": "yes"}, "because": "Nobody is both."}]


def test_a_service_for_nobody_who_is_possible_is_not_suggested() -> None:
    whole = criteria(*ADDING, services=SERVICES, impossible=IMPOSSIBLE)

    assert services(whole.recommend(case(tired=False, working=True))) == [("company", "open")]
    assert services(whole.recommend(case(tired=False, working=True, accompanied=True))) == []


def test_whom_the_criteria_are_not_for_is_suggested_no_service() -> None:
    whole = criteria(*ADDING, services=SERVICES, applies_when={"adult": "yes"})

    found = whole.recommend(case(adult=False, tired=True))

    assert (services(found), found.missing_for_services) == ([], ())


def test_what_is_remembered_of_services_has_an_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(recommend, "MOST_REMEMBERED", 2)
    whole = criteria(*ADDING, services=SERVICES)

    first, second = (whole.recommend(case(tired=True, alone=True, working=False)).services for _ in range(2))

    assert first == second
    assert [one is other for one, other in zip(first, second, strict=True)] == [True, True, False]


# Who gets no answer


def test_who_is_impossible_is_told_why_whatever_is_asked() -> None:
    whole = criteria({"suggests": "b", "when": {"ill": "yes"}}, impossible=IMPOSSIBLE)

    for ask in (whole.recommend, whole.possible_levels):
        for known in ({}, {"ill": True}):
            with pytest.raises(CaseError, match="this combination is declared impossible by `both`"):
                ask(case(alone=True, accompanied=True, **known))


ONE_OR_THE_OTHER = {"any": [{"all": [{"tired": "yes"}, {"alone": "yes"}]}, {"all": [{"tired": "yes"}, {"alone": "no"}]}]}


@pytest.mark.parametrize(
    ("nobody", "is_like_this"),
    [([ONE_OR_THE_OTHER], {"tired": "yes"}), ([{"mood": "low"}, {"mood": "high"}], {"mood": {"is_not": "even"}})],
    ids=["one declaration", "two declarations"],
)
def test_a_level_that_is_settled_is_nobodys_when_nobody_possible_is_like_this(nobody: list[Any], is_like_this: dict[str, Any]) -> None:
    """What is declared impossible may be open as far as each condition is known by itself, and yet leave nobody."""
    declared = [{"id": f"n{at}", "when": when, "because": "Nobody."} for at, when in enumerate(nobody)]
    whole = criteria(ILL_SUGGESTS, impossible=[*IMPOSSIBLE, *declared])
    known = case(ill=True, accompanied=False)

    assert whole.recommend(known).level == "c"
    with pytest.raises(CaseError, match="no possible person is like this"):
        whole.recommend(known | is_like_this)


class ReadOnce(Mapping[str, Any]):
    """A mapping that says what it holds a single time, as the row of a cursor does."""

    def __init__(self, held: dict[str, Any]) -> None:
        self._held = held

    def __getitem__(self, name: str) -> Any:
        return self._held.pop(name)

    def __iter__(self) -> Iterator[str]:
        return iter([*self._held])

    def __len__(self) -> int:
        return len(self._held)


def test_a_mapping_that_can_be_read_only_once_is_answered_like_a_dictionary() -> None:
    whole = criteria(ILL_SUGGESTS, TIRED_REQUIRES)
    known = case(ill=True, tired=False)

    assert whole.recommend(ReadOnce({**known})) == whole.recommend(known)
