"""Points of conditions on percentages, bands and members of sets that share facts: counted for everybody, known or not."""

from itertools import product

import pytest

from carelevel.api import dumps, loads
from carelevel.logic import diagram_compiler
from carelevel.logic.awarding import given_facts
from carelevel.model.facts import Points

SHARED = loads("""
carelevel: 1
id: shared
version: "1"
title: Shared
levels: {low: {title: Low}, high: {title: High}}
facts:
  now: {type: score, range: [0, 5], worse: high}
  start: {type: score, range: [0, 5]}
  sleep: {type: score, range: [0, 5]}
  conditions: {type: set, values: [ocd, ptsd]}
derived:
  share: {percent: {of: now, to: start}}
  both: {sum: [now, sleep]}
  heavy: {bands: {of: both, light: [0, 6], heavy: [7, 10]}}
  burden:
    points:
      - {when: {share: {over: 100}}, points: 2}
      - {when: {now: {at_least: 3}}, points: 1}
      - {when: {any: [{heavy: heavy}, {conditions: {includes: ocd}}]}, points: 1}
criteria:
  - {id: burden, suggests: high, when: {burden: {at_least: 3}}, because: It is a burden.}
  - {id: worse, suggests: high, when: {share: {at_least: 400}}, because: It got much worse.}
""")


def is_high(now: int, start: int, sleep: int, ocd: bool) -> bool:
    points = 2 * (now > start) + (now >= 3) + (now + sleep >= 7 or ocd)
    # Nothing of nothing is 100 %, anything of nothing is above every bound.
    return points >= 3 or (now >= 4 * start if start else now > 0)


PEOPLE = [{"now": now, "start": start, "sleep": sleep, "ocd": ocd} for now, start, sleep, ocd in product(range(6), range(6), (0, 2, 5), (True, False))]


def case_of(person: dict[str, int], *known: str) -> dict[str, object]:
    case: dict[str, object] = {name: person[name] for name in known if name != "ocd"}
    return case | ({"conditions": {"ocd": bool(person["ocd"]), "ptsd": False}} if "ocd" in known else {})


def test_points_are_counted_for_everybody() -> None:
    for person in PEOPLE:
        high = is_high(person["now"], person["start"], person["sleep"], bool(person["ocd"]))
        assert SHARED.decide(case_of(person, "now", "start", "sleep", "ocd")).level == ("high" if high else "low"), person


@pytest.mark.parametrize("known", [("now",), ("now", "start"), ("start", "sleep"), ("now", "sleep", "ocd"), ()])
def test_of_whom_less_is_known_the_levels_are_those_of_everybody_like_this(known: tuple[str, ...]) -> None:
    every = {tuple(person[name] for name in known): person for person in PEOPLE}
    for told, person in every.items():
        alike = [
            is_high(now, start, sleep, ocd)
            for now, start, sleep, ocd in product(range(6), range(6), range(6), (True, False))
            if all({"now": now, "start": start, "sleep": sleep, "ocd": ocd}[name] == value for name, value in zip(known, told, strict=True))
        ]
        expected = tuple(level for level, is_there in (("low", not all(alike)), ("high", any(alike))) if is_there)
        assert SHARED.recommend(case_of(person, *known)).possible == expected, (known, told)


def test_what_would_have_to_change_names_the_facts() -> None:
    why_not = str(SHARED.why_not({"now": 2, "start": 2, "sleep": 0, "conditions": []}, "high"))

    assert "now" in why_not
    assert "3 or more needed" in " ".join(why_not.split())


def test_points_that_are_too_deep_are_left_to_the_solver(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(diagram_compiler, "DEEPEST", 1)
    anew = loads(dumps(SHARED))

    assert anew.recommend({"now": 5, "start": 1}).possible == ("high",)
    assert anew.recommend({"now": 1}).possible == ("low", "high")


def test_the_facts_below_are_the_given_ones() -> None:
    (burden,) = [each for each in SHARED.definition.derived if isinstance(each, Points)]

    assert [[given.id for given in given_facts(award.when)] for award in burden.awards] == [["now", "start"], ["now"], ["now", "sleep", "conditions"]]
