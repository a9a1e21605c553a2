"""A whole criteria set as a document to review and sign."""

import json
from typing import Any

import pytest

import carelevel
from carelevel.api import CriteriaSet
from carelevel.show import criteria, text
from carelevel.show.criteria import outline
from carelevel.show.document import Bullets, Item, safe
from tests.unit.answers.test_recommend_ruled_out import TEXT as RULING
from tests.unit.show.clinic import CLINIC


def test_a_reviewer_sees_everything_that_the_file_says() -> None:
    clinic = carelevel.loads(CLINIC)

    shown = text.render(criteria.document(clinic)).replace(clinic.digest, "sha256:0")

    assert (
        shown
        == """\
Our clinic
==========

clinic, version 3, in force from 2026-11-01

For: Adults who ask for care

These criteria apply when age is 18 years or more.

The level is the highest one that a met criterion requires or suggests. A met limit lowers what is
suggested, never what is required. While facts are not known, it may be open whether a criterion is
met. The answer is then a range of levels.

This supports a clinician's judgment and does not replace it.

Fingerprint of the criteria: sha256:0

Levels of care, least intensive first
-------------------------------------

Level                       Id           Setting   Hours a week
--------------------------  -----------  --------  ------------
Outpatient                  outpatient   home      0 to 3
Intensive outpatient (IOP)  iop          home      9 to 19
Residential                 residential  facility
Inpatient                   inpatient    hospital

- Intensive outpatient (IOP). Source: [guideline]

Services
--------

- Cognitive behavioural therapy [cbt]
- Exposure and response prevention [erp]
- Safety plan, with means out of reach [plan]

What requires a level
---------------------

Inpatient

- When suicide risk is imminent: Cannot be kept safe at home. [danger]
  Source: [guideline], section 4

Intensive outpatient (IOP)

- When suicide risk is high or worse: High risk asks for contact on several days a week. [high-risk]
  Source: [guideline]; [convention]

What suggests a level
---------------------

Residential

- When "needs structure" is yes: Structure is needed at night too. [structure]

Intensive outpatient (IOP)

- When weekly therapy was given a fair try: Weekly therapy was not enough. [failed-therapy]
  Source: [guideline]
- When PHQ-9 band is middle or worse, and gain since the start is 0 or less: Nothing has changed for
  the better. [little-gain]

What limits a level
-------------------

Outpatient

- When the person works or studies: Work would have to be put down. [work]
  Source: [convention]

What the care should include
----------------------------

- When conditions include OCD: Adds Exposure and response prevention, and Cognitive behavioural
  therapy. These are the first choice for OCD. [ocd]
  Source: [guideline]
- When either suicide risk is low or worse, or PHQ-9 total is 20 or more: Adds Safety plan, with
  means out of reach. Any sign of thoughts of suicide goes with a plan. [plan]

What is impossible
------------------

- Weekly therapy is never tried, and time in weekly therapy is 1 week or more. Weeks are counted for
  someone who has had some. [no-weeks]
  Source: [convention]

What holds for everyone
-----------------------

- When suicide risk is imminent: The level is Inpatient. [danger-is-inpatient]
- When suicide risk is high or worse: The level is Intensive outpatient (IOP) or more. Nobody at
  high risk goes home with an appointment. [high-is-more]
  Source: [guideline]

Notices shown with an answer
----------------------------

- In danger now? Call the emergency number. (Shown unless suicide risk is absent.) [crisis]
  Source: [guideline]

Facts
-----

- Age: How old is the person? [age]
  0 to 120 years or more; does not change.
- Suicide risk: What did the assessment of suicide risk find? [suicide_risk]
  Of today.
  In this order: absent, low, high, imminent; the last is the worst.
  Source: [guideline]
- Time in weekly therapy [weeks]
  0 to 52 weeks or more.
- PHQ-9 total [phq9]
  0 to 27; higher is worse.
- PHQ-9 total at the start [phq9_at_start]
  0 to 27; higher is worse.
- Weekly therapy: How has weekly therapy gone? [weekly_therapy]
  One of: never tried, helping, not enough.
- Works: Does the person work or study? [works]
  Yes or no (yes: the person works or studies; no: the person neither works nor studies).
- Needs structure [needs_structure]
  Yes or no; yes is worse.
- Conditions [conditions]
  Any of: OCD, PTSD, anxiety.

What is worked out from the facts
---------------------------------

- PHQ-9 band: PHQ-9 total in bands: low 0 to 9, middle 10 to 14, high 15 to 27 [phq9_band]
- Gain since the start: PHQ-9 total at the start minus PHQ-9 total, from -27 to 27 [gain]
- Failed (weekly therapy was given a fair try), when weekly therapy is not enough, and time in
  weekly therapy is 6 weeks or more [failed]

Sources
-------

- [guideline] Guideline, 2nd edition (https://example.org/guideline), doi:10.1234/abc
- [convention] Convention of our clinic

Review
------

             To be filled in by the reviewer
-----------  -------------------------------
Reviewed by
Role
Date
Signature
Remarks"""
    )


@pytest.mark.parametrize("name", ["adult-mental-health", "adult-substance-use"])
def test_nothing_of_a_bundled_set_is_missing_from_its_review(name: str) -> None:
    """A reviewer signs what is on the page; what is not on it has not been reviewed."""
    definition = carelevel.load(name).definition

    words = " ".join(text.render(criteria.document(CriteriaSet(definition))).split())

    named: list[Any] = [*definition.facts, *definition.derived, *definition.criteria, *definition.sources, *definition.services]
    ids = [part.id for part in named]
    ids += [item.id for item in definition.impossible] + [item.id for item in definition.invariants] + [item.id for item in definition.notices]
    prose = [item.because for item in definition.criteria] + [item.because for item in definition.impossible] + [item.text for item in definition.notices]
    prose += [said for fact in definition.facts for said in (fact.about.ask, fact.about.help) if said]
    prose += [source.title for source in definition.sources] + [source.url for source in definition.sources if source.url]
    assert [name for name in ids if f"[{name}]" not in words] == []
    assert [said for said in prose if " ".join(safe(said).split()) not in words] == []


def flat(items: tuple[Item, ...], depth: int = 0) -> list[str]:
    """Return the lines of a nested list, indented."""
    lines: list[str] = []
    for item in items:
        lines.append("  " * depth + "".join(span.text for span in item.line))
        for below in item.below:
            lines += flat(below.items, depth + 1) if isinstance(below, Bullets) else []
    return lines


@pytest.mark.parametrize(
    ("when", "lines"),
    [
        ({"works": "yes", "suicide_risk": "low"}, ["the person works or studies, and suicide risk is low"]),
        (
            {"all": [{"works": "yes"}, {"any": [{"suicide_risk": "low"}, {"phq9": {"at_least": 5}}]}]},
            ["all of these hold", "the person works or studies", "either suicide risk is low, or PHQ-9 total is 5 or more"],
        ),
        (
            {"any": [{"works": "yes"}, {"suicide_risk": "low"}, {"phq9": 5}, {"weeks": 1}]},
            ["at least one of these holds", "the person works or studies", "suicide risk is low", "PHQ-9 total is 5", "time in weekly therapy is 1 week"],
        ),
        (
            {"none": [{"works": "yes"}, {"suicide_risk": "low", "phq9": 5}]},
            ["none of these holds", "the person works or studies", "suicide risk is low, and PHQ-9 total is 5"],
        ),
        (
            {"at_least": {"count": 1, "of": [{"works": "yes"}, {"suicide_risk": "low"}, {"phq9": 5}, {"weeks": 1}]}},
            ["at least 1 of these holds", "the person works or studies", "suicide risk is low", "PHQ-9 total is 5", "time in weekly therapy is 1 week"],
        ),
        (
            {"at_most": {"count": 2, "of": [{"works": "yes"}, {"suicide_risk": "low"}, {"phq9": 5}, {"weeks": 1}]}},
            ["at most 2 of these hold", "the person works or studies", "suicide risk is low", "PHQ-9 total is 5", "time in weekly therapy is 1 week"],
        ),
        (
            {"any": [{"works": "yes"}, {"all": [{"suicide_risk": "low"}, {"none": [{"phq9": 5, "weeks": 1}, {"phq9": 6}]}]}]},
            [
                "at least one of these holds",
                "the person works or studies",
                "all of these hold:",
                "  suicide risk is low",
                "  none of these holds:",
                "    PHQ-9 total is 5, and time in weekly therapy is 1 week",
                "    PHQ-9 total is 6",
            ],
        ),
    ],
)
def test_long_conditions_are_lists_and_short_ones_sentences(when: Any, lines: list[str]) -> None:
    plain = carelevel.loads(CLINIC).to_dict()
    plain["criteria"] = [{"id": "only", "suggests": "iop", "when": when, "because": "Because."}]

    head, items = outline(carelevel.loads(json.dumps(plain)).criteria["only"].when)

    assert [head, *flat(items)] == lines


@pytest.mark.parametrize(
    ("parts", "words"),
    [
        (["a", "b"], "the sum of a and b"),
        (["a", "b", {"of": "c", "times": 2}], "the sum of a, b and 2 times c"),
        (["a", {"of": "b", "times": -1}], "a minus b"),
        (["a", {"of": "b", "times": -1}, {"of": "c", "times": -3}], "a minus b minus 3 times c"),
        ([{"of": "a", "times": -1}], "0 minus a"),
        ([{"of": "a", "times": 2}], "2 times a"),
    ],
)
def test_a_sum_reads_as_arithmetic(parts: list[Any], words: str) -> None:
    facts = {name: {"type": "score", "range": [0, 3]} for name in "abc"}
    plain = {
        "carelevel": 1,
        "id": "sums",
        "version": "1",
        "title": "Sums",
        "levels": {"low": {"title": "Low"}, "high": {"title": "High"}},
        "facts": facts,
        "derived": {"total": {"sum": parts}},
        "criteria": [{"id": "only", "suggests": "high", "when": {"total": 0}, "because": "Because."}],
    }
    definition = carelevel.loads(json.dumps(plain)).definition

    total = definition.derived[0]
    shown = text.render(criteria.document(CriteriaSet(definition)))

    assert f"- Total: {words}, from {getattr(total, 'low', None)} to {getattr(total, 'high', None)} [total]" in shown


@pytest.mark.parametrize(
    ("ids", "bound", "words"),
    [
        ("ab", {"is": "a"}, "A"),
        ("ab", {"at_least": "b"}, "B"),
        ("abcd", {"at_least": "b"}, "B or more"),
        ("abcd", {"at_most": "c"}, "C or less"),
        ("abcd", {"one_of": ["a", "d"]}, "A or D"),
        ("abcd", {"one_of": ["c", "d"]}, "C or more"),
        ("abcd", {"one_of": ["a", "b", "d"]}, "A, B or D"),
    ],
)
def test_the_levels_of_an_invariant_read_as_a_range(ids: str, bound: Any, words: str) -> None:
    plain = {
        "carelevel": 1,
        "id": "bounds",
        "version": "1",
        "title": "Bounds",
        "levels": {name: {"title": name.upper()} for name in ids},
        "facts": {"q": {"type": "yes_no", "titles": {"yes": "it is so", "no": "it is not so"}}},
        "criteria": [{"id": "only", "suggests": "b", "when": {"q": "yes"}, "because": "Because."}],
        "invariants": [{"id": "held", "when": {"q": "yes"}, "level": bound}],
    }

    shown = text.render(criteria.document(carelevel.loads(json.dumps(plain))))

    assert f"- When it is so: The level is {words}. [held]" in shown


def test_criteria_that_rule_out_levels_say_what_becomes_of_the_level() -> None:
    said = "Where that level is ruled out, it is the next more intensive one that is not; no limit lowers that."

    assert said in " ".join(text.render(criteria.document(carelevel.loads(RULING))).split())
    assert said not in " ".join(text.render(criteria.document(carelevel.loads(RULING[: RULING.index("  - {id: unstable")]))).split())
