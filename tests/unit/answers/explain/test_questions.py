"""The question to ask next: what it says, what comes first, and how many more there are."""

import json
import pickle
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest

from carelevel.answers.explain import optimal_order, question_count, question_stages
from carelevel.api import CriteriaSet, loads
from carelevel.logic import level_diagram
from carelevel.model.frozen import FrozenDict
from carelevel.model.problems import CaseError

Plain = dict[str, Any]

LEVELS = {"low": {"title": "Low"}, "middle": {"title": "Middle"}, "high": {"title": "High"}}


def criteria_of(facts: Mapping[str, Any], criteria: list[Plain], **more: Any) -> CriteriaSet:
    """Return a set with three levels; what a criterion does not say of itself is filled in."""
    whole = [{"id": f"c{i}", "because": f"Reason {i}."} | criterion for i, criterion in enumerate(criteria)]
    return loads(json.dumps({"carelevel": 1, "id": "small", "version": "1", "title": "Small", "levels": LEVELS, "facts": facts, "criteria": whole} | more))


YES_NO = {"type": "yes_no"}


def asked(criteria: CriteriaSet, case: Plain) -> list[str]:
    return [question.fact for question in criteria.next_questions(case, 99)]


# What a question says


def test_a_question_names_the_highest_level_that_it_can_decide_is_required() -> None:
    """Each of them can raise the level, but not each to the highest one."""
    facts = {"danger": YES_NO, "alone": YES_NO, "calm": YES_NO}
    criteria = criteria_of(
        facts,
        [
            {"requires": "high", "when": {"danger": "yes"}},
            {"requires": "middle", "when": {"alone": "yes"}},
            {"suggests": "middle", "when": {"calm": "no"}},
        ],
    )

    questions = criteria.next_questions({}, 3)

    assert [(question.fact, question.is_safety, question.why) for question in questions] == [
        ("danger", True, "It can decide whether High is required; what concerns safety is asked first."),
        ("alone", True, "It can decide whether Middle is required; what concerns safety is asked first."),
        ("calm", False, "It can still change the level."),
    ]


def test_of_what_any_requirement_waits_for_the_fact_is_asked_that_settles_most() -> None:
    """The highest requirement waits for eight signs together, and is hardly ever met."""
    facts = {**{f"sign_{number}": YES_NO for number in range(8)}, "alone": YES_NO}
    signs = [{name: "yes"} for name in facts if name != "alone"]
    criteria = criteria_of(facts, [{"requires": "high", "when": {"all": signs}}, {"requires": "middle", "when": {"alone": "yes"}}])

    question = criteria.next_question({})

    assert question is not None
    assert (question.fact, question.is_safety) == ("alone", True)


def test_a_question_says_all_that_a_front_end_shows(adult: CriteriaSet) -> None:
    question = adult.next_question({"age": 34, "medically_unstable": "no", "judgement": "sound", "suicide_risk": "none", "violence_risk": "none"})

    assert question is not None
    assert question.to_dict() == {
        "fact": "withdrawal_risk",
        "title": "withdrawal risk",
        "ask": adult.facts["withdrawal_risk"].about.ask,
        "help": adult.facts["withdrawal_risk"].about.help,
        "type": "scale",
        "values": [
            {"value": "none", "words": "absent"},
            {"value": "low", "words": "low"},
            {"value": "moderate", "words": "moderate"},
            {"value": "severe", "words": "severe"},
        ],
        "range": None,
        "or_more": False,
        "unit": None,
        "about": "level",
        "is_safety": True,
        "why": "It can decide whether Inpatient care is required; what concerns safety is asked first.",
        "criteria": list(question.criteria),
        "with_facts": [],
        "exact": True,
        "problems": [],
        "opens": "circumstances",
    }
    assert set(question.criteria) <= set(adult.criteria)
    assert question.criteria


def test_a_question_compares_hashes_pickles_and_turns_into_json(adult: CriteriaSet) -> None:
    question, again = (adult.next_question({"age": 34}) for _ in range(2))

    assert question is not None
    assert question == again == pickle.loads(pickle.dumps(question))
    assert len({question, again}) == 1
    assert json.loads(json.dumps(question.to_dict())) == question.to_dict()
    assert repr(question) == "<Question fact='suicide_risk' type='scale' about='level' is_safety=True>"


def test_a_question_can_be_printed_and_put_into_a_page() -> None:
    facts = {"weeks": {"type": "score", "range": [0, 9], "unit": "weeks", "or_more": "yes", "ask": "How many weeks <of it>?", "help": "Count them."}}
    question = criteria_of(facts, [{"suggests": "high", "when": {"weeks": {"at_least": 5}}}]).next_question({})

    assert str(question) == (
        "How many weeks <of it>? [weeks]\n\nCount them.\n\nA whole number from 0 to 9 weeks; 9 also means more.\n\n"
        "Why this question: Of the facts that can still change the level, it is expected to settle most."
    )
    assert question is not None
    assert "How many weeks &lt;of it&gt;?" in question.to_html() == question._repr_html_()
    assert "**How many weeks" in question.to_markdown() == question._repr_markdown_()


@pytest.mark.parametrize(
    ("fact", "when", "ask"),
    [
        (YES_NO, {"given": "yes"}, "Yes or no: given?"),
        ({"type": "set", "values": ["a", "b"]}, {"given": {"includes": "a"}}, "Which of these are there: given?"),
        ({"type": "score", "range": [0, 3]}, {"given": {"at_least": 2}}, "What is known of this: given?"),
    ],
)
def test_a_fact_without_a_question_is_asked_about_in_plain_words(fact: Plain, when: Plain, ask: str) -> None:
    question = criteria_of({"given": fact}, [{"suggests": "high", "when": when}]).next_question({})

    assert question is not None
    assert question.ask == ask


def test_only_answers_that_are_still_possible_are_offered(adult: CriteriaSet) -> None:
    """Part of a score is known, and some of what is left is impossible beside the rest."""
    facts = {"score": {"type": "score", "range": [0, 9]}, "calm": YES_NO}
    criteria = criteria_of(
        facts,
        [{"suggests": "high", "when": {"score": {"at_least": 5}}}],
        impossible=[{"id": "calm", "when": {"calm": "yes", "score": {"at_least": 8}}, "because": "Nobody is."}],
    )

    question = criteria.next_question({"score": {"at_least": 3}, "calm": "yes"})

    assert question is not None
    assert (question.range, question.values) == ((3, 7), ())


def test_a_set_is_asked_whole_but_for_what_is_known_of_it() -> None:
    criteria = criteria_of(
        {"given": {"type": "set", "values": ["a", "b", "c"], "titles": {"c": "See"}}},
        [{"suggests": "high", "when": {"given": {"includes": "a"}}}, {"suggests": "middle", "when": {"given": {"includes": "c"}}}],
    )

    question = criteria.next_question({"given": {"a": "no"}})

    assert question is not None
    assert (question.type, question.values) == ("set", (("b", "b"), ("c", "See")))


def test_a_question_names_what_else_the_same_instrument_gives(adult: CriteriaSet) -> None:
    criteria = criteria_of(
        {"other": YES_NO},
        [{"suggests": "high", "when": {"all": [{"phq9": {"at_least": 20}}, {"phq9_item9": {"at_least": 1}}]}}],
        instruments=["phq9"],
    )

    question = criteria.next_question({})

    assert question is not None
    assert {question.fact, *question.with_facts} == {"phq9", "phq9_item9"}
    assert f"Ask together with {criteria.facts[question.with_facts[0]].about.title} ({question.with_facts[0]}): the same instrument gives both." in " ".join(
        str(question).split()
    )
    assert criteria.next_question({"phq9": 3}) is None


def test_only_the_next_question_is_said_to_settle_most(adult: CriteriaSet) -> None:
    calm = {"age": 34, "suicide_risk": "none", "violence_risk": "none", "judgement": "sound", "self_care": "able", "medically_unstable": "no"}

    harmless = {"withdrawal_risk": "none", "safe_at_home": "yes", "needs_round_the_clock_structure": "no", "self_harm": "none", "suicidal_behavior": "none"}
    first, *others = adult.next_questions({**calm, **harmless, "conditions": ["depression"], "circumstances": []}, 9)

    assert "expected to settle most" in first.why
    assert {question.why for question in others} == {"It can still change the level."}


# What comes first


def test_whom_the_criteria_are_for_comes_after_what_could_require_the_most_intensive_level_and_before_the_rest() -> None:
    facts = {"danger": YES_NO, "adult": YES_NO, "tired": YES_NO}
    requires, suggests = {"requires": "high", "when": {"danger": "yes"}}, {"suggests": "high", "when": {"tired": "yes"}}
    criteria = criteria_of(facts, [requires, suggests], applies_when={"adult": "yes"})

    assert asked(criteria, {}) == ["danger", "adult", "tired"]
    assert asked(criteria, {"danger": "yes"}) == []
    assert asked(criteria, {"adult": "no"}) == []
    assert asked(criteria, {"adult": "yes"}) == ["danger", "tired"]
    assert criteria.recommend({}).missing == ("danger", "adult", "tired")
    first, then = criteria.next_question({}), criteria.next_question({"danger": "no"})
    assert first is not None
    assert (first.about, first.is_safety) == ("level", True)
    assert then is not None
    assert (then.about, then.why) == ("applies", "It decides whether these criteria are for this person.")


def test_a_question_that_comes_before_whom_the_criteria_are_for_can_be_answered_by_everyone() -> None:
    """Age decides both whether danger requires a hospital and whom the criteria are for: children can say how old they are."""
    facts = {"age": {"type": "score", "range": [0, 99]}, "danger": YES_NO}
    criteria = criteria_of(facts, [{"requires": "high", "when": {"danger": "yes", "age": {"at_least": 30}}}], applies_when={"age": {"at_least": 18}})

    first = criteria.next_question({"danger": "yes"})

    assert first is not None
    assert (first.fact, first.about, first.range) == ("age", "level", (0, 99))


def test_in_a_set_of_one_level_whom_the_criteria_are_for_is_asked_all_the_same() -> None:
    text = {"carelevel": 1, "id": "one", "version": "1", "title": "One", "levels": {"low": {"title": "Low"}}, "facts": {"adult": YES_NO, "tired": YES_NO}}
    criterion = {"id": "c0", "suggests": "low", "when": {"tired": "yes"}, "because": "Tired."}
    criteria = loads(json.dumps(text | {"criteria": [criterion], "applies_when": {"adult": "yes"}}))

    assert asked(criteria, {}) == ["adult"]


def test_a_condition_that_every_possible_person_meets_is_met_and_asked_about_no_more() -> None:
    either = {"any": [{"old": "yes"}, {"old": "no"}]}
    criteria = criteria_of({"danger": YES_NO, "old": YES_NO}, [{"requires": "high", "when": {"danger": "yes"}}], applies_when=either)

    assert asked(criteria, {}) == ["danger"]
    answer = criteria.recommend({"danger": "no"})
    assert (answer.applies, answer.level, answer.missing) == ("met", "low", ())
    assert asked(criteria, {"danger": "no"}) == []


def test_what_a_requirement_waits_for_comes_before_what_settles_more() -> None:
    facts = {"risk": {"type": "score", "range": [0, 9]}, "tired": YES_NO}
    criteria = criteria_of(facts, [{"suggests": "high", "when": {"tired": "yes"}}, {"requires": "high", "when": {"risk": 9}}])

    first = criteria.next_question({})

    assert first is not None
    assert (first.fact, first.is_safety) == ("risk", True)
    assert asked(criteria, {}) == ["risk", "tired"]


def test_a_requirement_that_can_raise_nothing_any_more_goes_before_nobody() -> None:
    facts = {"risk": {"type": "score", "range": [0, 9]}, "tired": YES_NO, "sad": YES_NO}
    rules = [{"suggests": "high", "when": {"tired": "yes"}}, {"requires": "middle", "when": {"risk": 9}}, {"suggests": "middle", "when": {"sad": "yes"}}]

    assert asked(criteria_of(facts, rules), {"sad": "yes"}) == ["tired"]


def test_what_settles_most_comes_first_and_the_order_of_the_file_decides_between_equals() -> None:
    facts = {"rare": {"type": "score", "range": [0, 9]}, "even": YES_NO, "odd": YES_NO}
    one_each = [{"suggests": "high", "when": {"rare": 9}}, {"suggests": "high", "when": {"even": "yes"}}, {"suggests": "high", "when": {"odd": "yes"}}]

    assert asked(criteria_of(facts, one_each), {}) == ["even", "odd", "rare"]
    assert asked(criteria_of(dict(reversed(facts.items())), one_each), {}) == ["odd", "even", "rare"]


def test_what_is_implied_is_not_asked() -> None:
    criteria = criteria_of(
        {"carer": YES_NO, "help": YES_NO},
        [{"suggests": "high", "when": {"help": "no"}}],
        impossible=[{"id": "help", "when": {"carer": "yes", "help": "no"}, "because": "A carer helps."}],
    )

    assert criteria.next_question({"carer": "yes"}) is None
    assert asked(criteria, {}) == ["help", "carer"]


def test_facts_that_are_tied_together_are_asked_though_none_of_them_alone_changes_anything() -> None:
    """Each of three can be alike to one other only; no two people differ in one fact alone."""
    three = dict.fromkeys(("one", "two", "three"), YES_NO)
    odd = {"at_least": {"count": 1, "of": [{"exactly": {"count": 1, "of": [{name: "yes"} for name in three]}}, {"all": [{name: "yes"} for name in three]}]}}
    criteria = criteria_of(
        three, [{"suggests": "high", "when": {"all": [{"one": "yes"}, {"two": "yes"}]}}], impossible=[{"id": "odd", "when": odd, "because": "Never."}]
    )

    case: Plain = {}
    questions = []
    while (question := criteria.next_question(case)) is not None:
        questions.append(question.fact)
        case = {**case, question.fact: "yes" if len(case) < 2 else "no"}

    assert questions[:1] == ["one"]
    assert criteria.recommend(case).settled


def test_nobody_is_asked_who_cannot_be() -> None:
    criteria = criteria_of(
        {"a": YES_NO, "b": YES_NO}, [{"suggests": "high", "when": {"a": "yes"}}], impossible=[{"id": "x", "when": {"b": "yes"}, "because": "No."}]
    )

    for ask in (criteria.next_question, criteria.asks, lambda case: criteria.next_questions(case, 2)):
        with pytest.raises(CaseError, match="declared impossible"):
            ask({"b": "yes"})


def test_services_are_asked_about_only_when_they_are_wanted_and_after_the_level() -> None:
    criteria = criteria_of(
        {"danger": YES_NO, "sad": YES_NO, "conditions": {"type": "set", "values": ["ocd", "ptsd"]}},
        [{"requires": "high", "when": {"danger": "yes"}}, {"adds": ["erp"], "when": {"conditions": {"includes": "ocd"}, "sad": "yes"}}],
        services={"erp": "Exposure"},
    )

    assert criteria.next_question({"danger": "no"}) is None
    question = criteria.next_question({"danger": "no"}, services=True)
    assert question is not None
    assert (question.fact, question.about, question.why) == ("sad", "services", "It can decide whether care should include: Exposure.")
    first = criteria.next_question({}, services=True)
    assert first is not None
    assert first.about == "level"
    assert criteria.next_question({"danger": "no", "sad": "no"}, services=True) is None


def test_no_more_questions_are_given_than_wanted(adult: CriteriaSet) -> None:
    three = adult.next_questions({"age": 34}, 3)

    assert len(three) == 3
    assert three[0] == adult.next_question({"age": 34})
    assert adult.next_questions({"age": 34}, 0) == ()


# How many more


def test_asks_counts_the_questions_that_are_left() -> None:
    facts = {"one": YES_NO, "two": YES_NO, "three": {"type": "score", "range": [0, 9]}}
    criteria = criteria_of(facts, [{"requires": "high", "when": {"one": "yes"}}, {"suggests": "high", "when": {"two": "yes", "three": {"at_least": 5}}}])

    asks = criteria.asks({})

    assert asks.to_dict() == {"at_least": 1, "on_average": 1.75, "at_most": 3, "no_order_below": 1.75, "exact": True, "problems": []}
    assert str(asks) == "Between 1 and 3 more questions until the level is settled; 1.8 on average."
    assert str(criteria.asks({"one": "no", "two": "yes"})) == "1 more question until the level is settled."
    assert str(criteria.asks({"one": "yes"})) == "The level is settled: no question is left."
    assert asks == pickle.loads(pickle.dumps(asks))


def test_asks_counts_the_questions_about_whom_the_criteria_are_for() -> None:
    facts = {"age": {"type": "score", "range": [0, 99]}, "danger": YES_NO}
    danger = [{"requires": "high", "when": {"danger": "yes"}}]

    # Who is in danger is asked nothing else, and everyone else is asked for their age.
    assert criteria_of(facts, danger, applies_when={"age": {"at_least": 25}}).asks({}).on_average == pytest.approx(1.5)
    old = [*danger, {"suggests": "high", "when": {"age": {"at_least": 50}}}]
    asks = criteria_of(facts, old, applies_when={"age": {"at_least": 25}}).asks({})
    assert (asks.at_least, asks.on_average, asks.at_most, asks.no_order_below, asks.exact) == (1, 1.5, 2, None, True)
    few = {**facts, "age": {"type": "score", "range": [0, 9]}}
    assert criteria_of(few, [*danger, {"suggests": "high", "when": {"age": {"at_least": 5}}}], applies_when={"age": {"at_least": 3}}).asks(
        {}
    ).on_average == pytest.approx(1.5)


def test_asks_estimates_where_counting_is_too_much(adult: CriteriaSet, monkeypatch: pytest.MonkeyPatch) -> None:
    open_gates = replace(adult.definition, asked_when=FrozenDict())  # with a gate that waits, only bounds are known
    criteria = CriteriaSet(open_gates)
    case = {"age": 34, "suicide_risk": "high", "violence_risk": "none", "medically_unstable": "no", "judgement": "sound", "circumstances": []}
    counted = criteria.asks(case)
    monkeypatch.setattr(question_count, "STATES", 3)
    monkeypatch.setattr(optimal_order, "PARTIAL_ANSWERS", 10)

    estimated = criteria.asks(case)

    assert not estimated.exact
    assert estimated == criteria.asks(case)
    assert estimated.at_least <= counted.at_least <= counted.at_most <= estimated.at_most
    assert estimated.on_average is not None
    assert estimated.on_average == pytest.approx(counted.on_average, rel=0.5)


def test_beyond_the_budget_questions_are_still_asked_and_say_that_they_may_not_matter(monkeypatch: pytest.MonkeyPatch) -> None:
    facts = {f"f{i}": YES_NO for i in range(6)}
    criteria = criteria_of(
        facts, [{"requires": "high", "when": {name: "yes"}} for name in facts] + [{"adds": ["s"], "when": {"f5": "no"}}], services={"s": "S"}
    )
    monkeypatch.setattr(level_diagram, "NODES", 2)
    monkeypatch.setattr(question_stages, "NODES", 2)

    question = criteria.next_question({})
    asks = criteria.asks({})

    assert question is not None
    assert (question.fact, question.exact, question.range) == ("f0", False, None)
    assert (asks.on_average, asks.at_most, asks.exact) == (None, 6, False)
    assert [(each.code, each.message) for each in question.problems] == [
        ("not-decided", "whether `f0` can still matter was not decided within the allowed work")
    ]
    assert [(each.code, each.message) for each in asks.problems] == [("not-decided", "the mean number of questions was not counted within the allowed work")]
    assert question.to_dict()["problems"] == [each.to_dict() for each in question.problems]
    assert [question.fact for question in criteria.next_questions({}, 9)] == list(facts)
    assert criteria.next_question(dict.fromkeys(facts, "no")) is None
