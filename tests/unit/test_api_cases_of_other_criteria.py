"""A case belongs to the criteria that read it: others refuse it, or read it anew, through every method that takes one.

The methods are found by their signatures, so that a new one is held to it from its first day.
"""

import copy
import inspect
import json
import pickle
from collections.abc import Callable, Mapping
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from carelevel.answers.explain.interview import Interview
from carelevel.api import CriteriaSet, loads
from carelevel.model.cases import Case
from carelevel.model.problems import CaseError, ProblemsError

WORDS = ("none", "some", "marked", "grave", "extreme")
LEVELS = ("outpatient", "day", "inpatient")
Plain = dict[str, Any]
Draw = Any

# What a method takes beside cases. One that takes something else is to be added here.
BESIDE: Mapping[str, Callable[[CriteriaSet], Any]] = {
    "level": lambda _: "inpatient",
    "n": lambda _: 2,
    "rows": lambda criteria: varied(criteria)[0],
    "columns": lambda criteria: varied(criteria)[1],
}
FITTING = {"unknown-fact", "unknown-value", "out-of-range", "wrong-type", "wrong-operator", "derived-fact", "unknown-key", "contradiction", "other-criteria"}


def varied(criteria: CriteriaSet) -> list[str]:
    return [fact.id for fact in criteria.definition.facts if type(fact).__name__ != "SetOf"][:2]


def takers() -> dict[str, tuple[str, ...]]:
    """Return the public methods of a criteria set that take cases, with the names under which they do."""
    methods = {name: method for name, method in inspect.getmembers(CriteriaSet, inspect.isfunction) if not name.startswith("_")}
    taking = {name: [each.name for each in inspect.signature(method).parameters.values() if "Case" in str(each.annotation)] for name, method in methods.items()}
    return {name: tuple(found) for name, found in taking.items() if found}


TAKERS = takers()


class Refused(frozenset[str]):
    """The codes of the problems for which a case was refused."""


def asked(criteria: CriteriaSet, method: str, case: Any) -> Any:
    """Return what a method answers about a case, or why it refuses it."""
    parameters = inspect.signature(getattr(CriteriaSet, method)).parameters.values()
    needed = [each.name for each in parameters if each.default is each.empty and each.name not in {"self", *TAKERS[method]}]
    given_cases = {name: [case] if name == "cases" else case for name in TAKERS[method]}
    try:
        answer = getattr(criteria, method)(**given_cases, **{name: BESIDE[name](criteria) for name in needed})
        found = next(answer) if method == "decide_many" else answer
    except CaseError as error:
        found = error
    return Refused(problem.code for problem in found.problems) if isinstance(found, CaseError) else found


def test_every_method_that_takes_a_case_is_found() -> None:
    assert {"case", "recommend", "decide", "decide_many", "compare", "interview", "slice", "why_not"} < set(TAKERS)
    assert TAKERS["compare"] == ("before", "after")


# Two versions


def version(facts: Plain, requires: Plain, number: int = 1) -> CriteriaSet:
    """Return criteria with these facts: each condition in `requires` asks for the most intensive level."""
    return loads(
        json.dumps(
            {
                "carelevel": 1,
                "id": "versions",
                "version": str(number),
                "title": "Versions",
                "levels": {name: {"title": name.title()} for name in LEVELS},
                "facts": {**facts, "calm": {"type": "yes_no"}, "alone": {"type": "yes_no"}},
                "criteria": [
                    {"id": "not-calm", "suggests": "day", "when": {"calm": "no"}, "because": "Not calm."},
                    *({"id": f"grave-{i}", "requires": "inpatient", "when": when, "because": "Grave."} for i, when in enumerate(requires.values())),
                ],
                "accept": [{"check": "unused-fact", "fact": name, "because": "Versions differ in it."} for name in [*facts, "alone"] if name not in requires],
            }
        )
    )


def scale(*values: str) -> Plain:
    return {"type": "scale", "values": list(values), "worse": "high"}


def score(low: int, high: int, **more: str) -> Plain:
    return {"type": "score", "range": [low, high], **more}


NOT_TAKEN = {
    "a value has another name": ({"danger": scale("none", "grave")}, {"danger": "grave"}, {"danger": scale("none", "severe")}, "unknown-value"),
    "a fact has another name": ({"danger": {"type": "yes_no"}}, {"danger": "yes"}, {"risk": {"type": "yes_no"}}, "unknown-fact"),
    "a member has another name": (
        {"conditions": {"type": "set", "values": ["ocd", "ptsd"]}},
        {"conditions": ["ocd"]},
        {"conditions": {"type": "set", "values": ["obsessions", "ptsd"]}},
        "unknown-value",
    ),
    "a range is narrower": ({"weeks": score(0, 52)}, {"weeks": 40}, {"weeks": score(0, 26)}, "out-of-range"),
    "a range is narrower, and the case knows it in part": ({"weeks": score(0, 52)}, {"weeks": {"at_least": 10}}, {"weeks": score(0, 26)}, "other-criteria"),
    "a type is another": ({"weeks": score(0, 52)}, {"weeks": 4}, {"weeks": scale("few", "many")}, "wrong-type"),
    "a unit is another": ({"weight": score(0, 99, unit="kg")}, {"weight": 60}, {"weight": score(0, 99, unit="lb")}, "other-criteria"),
    "an order is another": (
        {"pace": scale("slow", "even", "brisk")},
        {"pace": {"at_least": "even"}},
        {"pace": scale("brisk", "even", "slow")},
        "other-criteria",
    ),
}


@pytest.mark.parametrize("method", TAKERS)
@pytest.mark.parametrize("what", NOT_TAKEN)
def test_what_no_longer_fits_is_refused_by_every_method(what: str, method: str) -> None:
    before, case, after, code = NOT_TAKEN[what]
    old, new = version(before, {}), version(after, {}, 2)

    assert asked(new, method, old.case(case)) == Refused({code})


@pytest.mark.parametrize("method", TAKERS)
@pytest.mark.parametrize("other", [lambda criteria: criteria.recommend({}), lambda criteria: criteria.interview(), lambda criteria: criteria.next_question({})])
def test_what_only_holds_a_case_is_none(other: Callable[[CriteriaSet], Any], method: str) -> None:
    criteria = version({"danger": scale("none", "grave")}, {"danger": {"danger": "grave"}})

    assert asked(criteria, method, other(criteria)) == Refused({"wrong-type"})


TAKEN: Mapping[str, tuple[Plain, Plain, Plain, Plain]] = {
    "what stays as it is": ({"danger": scale("none", "grave")}, {"danger": "grave"}, {"danger": scale("none", "grave", "extreme")}, {"danger": "grave"}),
    "a top that stood for more": ({"weeks": score(0, 52, or_more="yes")}, {"weeks": 52}, {"weeks": score(0, 104)}, {"weeks": {"at_least": 52}}),
    "a top that stood for more, or something below": (
        {"weeks": score(0, 4, or_more="yes")},
        {"weeks": {"one_of": [1, 4]}},
        {"weeks": score(0, 6)},
        {"weeks": {"none_of": [0, 2, 3]}},
    ),
    "a top below which more is meant now": ({"weeks": score(0, 52)}, {"weeks": 40}, {"weeks": score(0, 26, or_more="yes")}, {"weeks": 26}),
    "a list that was complete": (
        {"conditions": {"type": "set", "values": ["ocd", "ptsd"]}},
        {"conditions": ["ocd"]},
        {"conditions": {"type": "set", "values": ["ocd", "ptsd", "panic"]}},
        {"conditions": {"ocd": "yes", "ptsd": "no"}},
    ),
}


@pytest.mark.parametrize("method", TAKERS)
@pytest.mark.parametrize("what", TAKEN)
def test_what_still_fits_is_read_anew_by_every_method(what: str, method: str) -> None:
    before, case, after, meant = TAKEN[what]
    old, new = version(before, {}), version(after, {}, 2)

    assert new.case(old.case(case)) == new.case(meant)
    assert asked(new, method, old.case(case)) == asked(new, method, meant)


def test_a_case_of_criteria_that_define_its_facts_equally_is_taken_as_it_is() -> None:
    facts = {"danger": scale("none", "grave"), "weeks": score(0, 52)}
    old, new = version(facts, {}), version(facts | {"weeks": score(0, 9)}, {}, 2)
    case = old.case({"danger": "grave"})

    assert old.case(case) is case
    assert new.case(case) == case
    assert new.recommend(case).case.facts is new.case({}).facts


@pytest.mark.parametrize("again", [copy.copy, copy.deepcopy, lambda case: pickle.loads(pickle.dumps(case))])
def test_a_copy_of_a_case_belongs_to_the_same_criteria(again: Callable[[Case], Case]) -> None:
    old, new = version({"danger": scale("none", "grave")}, {}), version({"danger": scale("none", "severe")}, {}, 2)
    case = again(old.case({"danger": "grave", "calm": "yes"}).only([("danger", None)]))

    assert old.recommend(case) == old.recommend({"danger": "grave"})
    assert asked(new, "recommend", case) == Refused({"unknown-value"})
    assert asked(new, "recommend", case.narrowed("calm", frozenset(("yes",)))) == Refused({"unknown-value"})


def test_a_case_that_was_put_together_says_all_that_it_knows() -> None:
    case = Case().narrowed("weeks", frozenset((3, 4))).with_member("conditions", "ocd", included=True)

    assert case.to_dict() == {"weeks": {"one_of": [3, 4]}, "conditions": {"ocd": "yes"}}


def test_a_record_of_a_top_that_stood_for_more_is_run_anew_as_one() -> None:
    """It was "52 weeks or more": where 104 are counted now, nobody knows how many it was."""
    old, new = version({"weeks": score(0, 52, or_more="yes")}, {}), version({"weeks": score(0, 104)}, {"weeks": {"weeks": {"at_least": 60}}}, 2)
    record = old.recommend({"weeks": 60, "calm": "yes"}).record("2026-11-25T14:30:00Z", facts="masked")
    all_kept = old.recommend({"weeks": 60, "calm": "yes"}).record("2026-11-25T14:30:00Z", facts=True)

    assert all_kept.facts == {"weeks": {"at_least": 52}, "calm": "yes"}
    assert new.replay([all_kept], other_criteria=True).differences[0].is_now["possible"] == ("outpatient", "inpatient")
    assert record.facts == {"calm": "yes"}


def test_a_scale_that_is_now_the_bands_of_a_score_narrows_the_score() -> None:
    old = version({"danger": scale("low", "high")}, {})
    plain = version({"points": score(0, 9)}, {}, 2).to_dict()
    new = loads(json.dumps(plain | {"derived": {"danger": {"bands": {"of": "points", "low": [0, 4], "high": [5, 9]}}}}))

    assert new.case(old.case({"danger": "high"})) == new.case({"points": {"at_least": 5}})


# Versions by chance


@st.composite
def fact(draw: Draw) -> Plain:
    kind = draw(st.sampled_from(("scale", "choice", "score", "set", "yes_no")))
    if kind == "score":
        low = draw(st.integers(-1, 2))
        made = score(low, low + draw(st.integers(1, 5))) | draw(st.sampled_from(({}, {"unit": "kg"}, {"unit": "lb"})))
        return made | draw(st.sampled_from(({}, {"or_more": "yes"})))
    if kind == "yes_no":
        return {"type": kind}
    values = draw(st.permutations(WORDS))[: draw(st.integers(2, 4))]
    if draw(st.booleans()):
        values = sorted(values, key=WORDS.index)
    return {"type": kind, "values": list(values)}


@st.composite
def known(draw: Draw, of: Plain) -> Any:
    """Draw what is known of a fact."""
    if of["type"] == "yes_no":
        return draw(st.sampled_from(("yes", "no")))
    if of["type"] == "set":
        some = draw(st.lists(st.sampled_from(of["values"]), unique=True))
        return some if draw(st.booleans()) else {member: draw(st.sampled_from(("yes", "no"))) for member in some}
    values = of["values"] if of["type"] != "score" else [*range(of["range"][0], of["range"][1] + 1)]
    some = sorted(draw(st.lists(st.sampled_from(values), unique=True, min_size=1)), key=values.index)
    said: list[Any] = [some[0], {"one_of": some}]
    if of["type"] != "choice":
        said += [{"at_least": some[0]}, {"at_most": some[0]}, {"between": [some[0], some[-1]]}]
    return draw(st.sampled_from(said))


@st.composite
def two_versions(draw: Draw) -> tuple[CriteriaSet, CriteriaSet, Plain]:
    """Draw two versions that differ in facts that are renamed, dropped, new or changed, and a case of the first."""
    names = ("danger", "weeks", "conditions", "mood")
    before = {name: draw(fact()) for name in draw(st.lists(st.sampled_from(names), unique=True, min_size=1))}
    after = {name: draw(st.one_of(st.just(before.get(name, {"type": "yes_no"})), fact())) for name in draw(st.lists(st.sampled_from(names), unique=True))}
    case = {name: draw(known(of)) for name, of in before.items() if draw(st.booleans())}
    requires = []
    for facts in (before, after):
        requires.append({name: {name: {"includes": of["values"][0]} if of["type"] == "set" else _last(of)} for name, of in facts.items()})
    old, new = version(before, requires[0]), version(after, requires[1], 2)
    assume(old.decision_digest != new.decision_digest)
    return old, new, case


@pytest.mark.parametrize("what", NOT_TAKEN)
def test_no_interview_is_taken_up_by_criteria_that_understand_its_answers_otherwise(what: str) -> None:
    before, case, after, _ = NOT_TAKEN[what]

    with pytest.raises(CaseError, match="other-criteria"):
        Interview.from_dict(version(before, {}).interview(case).to_dict(), version(after, {}, 2))


def _last(of: Plain) -> Any:
    return "yes" if of["type"] == "yes_no" else of["range"][1] if of["type"] == "score" else of["values"][-1]


@given(two_versions())
def test_every_method_refuses_a_case_of_another_version_or_reads_it_anew(versions: tuple[CriteriaSet, CriteriaSet, Plain]) -> None:
    old, new, plain = versions
    case = old.case(plain)

    assert old.case(case.to_dict()) == case
    for method in TAKERS:
        answer = asked(new, method, case)
        assert answer in (asked(new, method, case.to_dict()), Refused({"other-criteria"})), method
        if isinstance(answer, Refused):
            assert answer <= FITTING, method


@given(two_versions())
def test_what_else_belongs_to_its_criteria_is_refused_or_run_anew(versions: tuple[CriteriaSet, CriteriaSet, Plain]) -> None:
    """Interviews, and records; a record is run by other criteria when that is meant, and then as its facts would be."""
    old, new, plain = versions
    answer = old.recommend(plain)
    record = answer.record("2026-11-25T14:30:00Z", facts=True)

    with pytest.raises(CaseError) as refused:
        Interview.from_dict(old.interview(plain).to_dict(), new)
    assert [problem.code for problem in refused.value.problems] == ["other-criteria"]
    with pytest.raises(ProblemsError) as not_run:
        new.replay([record])
    assert [problem.code for problem in not_run.value.problems] == ["other-criteria"]

    replay = new.replay([record], other_criteria=True)
    anew = asked(new, "recommend", answer.case.to_dict())
    if isinstance(anew, Refused):
        assert replay.differences[0].problems
    else:
        kept = anew.record("2026-11-25T14:30:00Z").answer
        assert replay.same == (kept == record.answer)
        assert all(kept[name] == value for difference in replay.differences for name, value in difference.is_now.items())
