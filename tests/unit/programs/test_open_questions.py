"""What to ask, what would rule a program out first; and what a neighbouring level would cost."""

from typing import Any

import carelevel
from carelevel.api import CriteriaSet
from carelevel.model.truth import Truth
from tests.unit.programs.small_town import KNOWN, WHOLE, matched

NEEDS: dict[str, Any] = {
    "taken": [{"days": ["mon", "tue"], "from": "08:00", "to": "17:00", "because": "work"}],
    "requires": {"waiting_days": {"at_most": 14}, "any": [{"modes": {"includes": "telehealth"}}, {"distance_km": {"at_most": 5}}]},
    "prefers": {"formats": {"includes": "individual"}, "waiting_days": {"at_most": 7}},
}


def test_of_a_program_that_says_nothing_everything_is_asked_that_matters() -> None:
    asks = matched(needs=NEEDS, house={}).asks("house")

    assert [ask.words for ask in asks if ask.of == "program"] == [
        "Which level of care is it?",
        "How many hours a week does it take?",
        "Does it treat OCD?",
        "Who can be admitted, and from what age?",
        "Who is not admitted?",
        "When exactly does it meet?",
        "How many days is it until the first session?",
        "Can people take part by telehealth?",
        "Does it offer Exposure and response prevention?",
        "Does it offer Medication?",
        "Are there individual sessions?",
    ]


def test_what_would_rule_it_out_comes_first_and_what_is_preferred_last() -> None:
    asks = matched(needs=NEEDS, house={}).asks("house")

    assert [(ask.rules_out, ask.is_required) for ask in asks] == sorted(((ask.rules_out, ask.is_required) for ask in asks), reverse=True)
    assert {ask.fact for ask in asks if not ask.rules_out} == {"modes", "distance_km", "services", "formats"}
    assert [ask.questions for ask in asks if ask.fact == "waiting_days"] == [("requirement-1", "preference-2")]


def test_an_answer_that_rules_out_does_so() -> None:
    """What the list promises is tried: the wrong answer to each of the first questions."""
    asks = matched(needs=NEEDS, house={}).asks("house")
    wrong: dict[str, Any] = {
        "level": "outpatient", "hours_per_week": 6, "treats": [], "takes": {"works": "no"}, "excludes": [{"when": {"works": "yes"}}],
        "fits_the_week": [{"sessions": [{"days": ["mon"], "from": "09:00", "to": "12:00"}]}], "waiting_days": 15,
    }  # fmt: skip

    for ask in asks:
        if ask.rules_out:
            stated = {"tracks" if ask.fact == "fits_the_week" else ask.fact: wrong[ask.fact]}
            if ask.fact == "fits_the_week":
                # Without a level it could be a stay, which collides too.
                stated["setting"] = "home"
            assert matched(needs=NEEDS, house=stated)["house"].outcome == "does_not_fit", ask


def test_what_is_needed_is_said_the_right_way_round() -> None:
    """Under `none` the answer that is needed is no; where either can be, all that is asked for is said."""
    requires = {
        "none": [{"times": {"includes": "weekend"}}],
        "exactly": {"count": 1, "of": [{"languages": {"includes": "english"}}, {"languages": {"includes": "spanish"}}]},
    }

    asks = matched(needs={"requires": requires}, house=WHOLE).asks("house")

    assert [(ask.words, ask.needed) for ask in asks] == [
        ("Does it meet on weekends?", "times of day do not include on weekends"),
        ("Is the whole program available in English?", "exactly 1 of these: languages include English; languages include Spanish"),
        ("Is the whole program available in Spanish?", "exactly 1 of these: languages include English; languages include Spanish"),
    ]


def test_when_all_that_is_asked_is_answered_nothing_is_open() -> None:
    matches = matched(house=WHOLE)

    assert matches.asks("house") == ()


def test_what_is_not_known_of_the_person_is_asked_of_the_person() -> None:
    matches = matched({**KNOWN, "danger": None, "conditions": {"ocd": "yes"}}, house=WHOLE | {"excludes": [{"when": {"works": "yes", "danger": "yes"}}]})

    asks = matches.asks("house")

    assert {ask.fact for ask in asks if ask.of == "person"} == {"danger", "conditions"}
    assert [ask.words for ask in asks if ask.fact == "danger"] == ["Is there danger?"]


def test_without_a_home_the_distance_is_asked_of_the_person() -> None:
    asks = matched(needs={"requires": {"distance_km": {"at_most": 5}}}, house=WHOLE | {"location": {"words": "there", "at": [1, 1]}}).asks("house")

    assert [(ask.of, ask.words) for ask in asks] == [("person", "Where would the person travel from?")]


def test_a_level_below_serves_in_the_meantime_while_nothing_requires_more() -> None:
    """And what calls for more is what it leaves undone."""
    below, above = matched(house=WHOLE).meanwhile()

    assert (below.level, below.is_below, below.serves, below.against, below.open) == ("outpatient", True, Truth.MET, ("severe",), ())
    assert (above.level, above.serves, above.against) == ("residential", Truth.MET, ("works",))


def test_a_level_below_what_is_required_does_not_serve_and_while_that_is_open_it_cannot_be_said() -> None:
    assert matched({**KNOWN, "danger": "yes"}, house=WHOLE).meanwhile()[0].serves is Truth.UNMET
    assert matched({**KNOWN, "danger": None}, house=WHOLE).meanwhile()[0].serves is Truth.UNKNOWN
    assert matched({**KNOWN, "danger": None}, house=WHOLE).meanwhile()[0].open == ("danger",)


def test_for_nobody_there_is_no_neighbouring_level(adult: CriteriaSet) -> None:
    matches = carelevel.match(adult.recommend({"age": 12}), adult.programs("adult-mental-health"))

    assert matches.meanwhile() == ()
    assert "Level: These criteria are not for this person: these" in str(matches)
