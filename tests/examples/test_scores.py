"""The three published scores among the examples: every cell of their charts, their ranges, and what `check` says of them."""

from itertools import product

import pytest

from carelevel.api import CriteriaSet, load
from carelevel.cli.main import main
from carelevel.logic.meaning import possible_values
from carelevel.model.facts import Points
from tests.docs.pages import ROOT

SCORES = ROOT / "examples" / "scores"
NAMES = ("news2", "curb65", "cha2ds2-vasc")

NORMAL = {
    "respiration": 16,
    "saturation": 97,
    "saturation_scale": "scale_1",
    "oxygen": "no",
    "systolic": 120,
    "pulse": 70,
    "consciousness": "alert",
    "temperature": 37.0,
}
ON_SCALE_2 = {"saturation_scale": "scale_2", "saturation": 90}

# Chart 1 of the report of 2017: both ends of each cell.
CHART = [
    *(({"respiration": rate}, points) for rate, points in ((8, 3), (9, 1), (11, 1), (12, 0), (20, 0), (21, 2), (24, 2), (25, 3))),
    *(({"saturation": percent}, points) for percent, points in ((91, 3), (92, 2), (93, 2), (94, 1), (95, 1), (96, 0), (100, 0))),
    *((ON_SCALE_2 | {"saturation": percent}, points) for percent, points in ((83, 3), (84, 2), (85, 2), (86, 1), (87, 1), (88, 0), (92, 0), (93, 0), (100, 0))),
    # On oxygen, which has 2 points of its own.
    *((ON_SCALE_2 | {"oxygen": "yes", "saturation": percent}, 2 + points) for percent, points in ((92, 0), (93, 1), (94, 1), (95, 2), (96, 2), (97, 3))),
    ({"oxygen": "yes"}, 2),
    *(({"systolic": pressure}, points) for pressure, points in ((90, 3), (91, 2), (100, 2), (101, 1), (110, 1), (111, 0), (219, 0), (220, 3))),
    *(({"pulse": rate}, points) for rate, points in ((40, 3), (41, 1), (50, 1), (51, 0), (90, 0), (91, 1), (110, 1), (111, 2), (130, 2), (131, 3))),
    *(({"consciousness": state}, 3) for state in ("new_confusion", "voice", "pain", "unresponsive")),
    *(({"temperature": degrees}, points) for degrees, points in ((35.0, 3), (35.1, 1), (36.0, 1), (36.1, 0), (38.0, 0), (38.1, 1), (39.0, 1), (39.1, 2))),
]


def points_of(criteria: CriteriaSet, name: str, case: dict[str, object]) -> tuple[int, int]:
    fact = criteria.definition.by_id()[name]
    assert isinstance(fact, Points)
    possible = possible_values(fact, criteria.case(case))
    return int(min(possible)), int(max(possible))


@pytest.fixture(scope="module")
def news2() -> CriteriaSet:
    return load(SCORES / "news2" / "criteria.yaml")


@pytest.mark.parametrize(("changed", "points"), CHART, ids=str)
def test_each_cell_of_the_chart_of_news2(news2: CriteriaSet, changed: dict[str, object], points: int) -> None:
    assert points_of(news2, "news2", {**NORMAL, **changed}) == (points, points)


def test_news2_ends_at_20(news2: CriteriaSet) -> None:
    """Six parameters with 3 points and oxygen with 2; no parameter counts twice."""
    assert points_of(news2, "news2", {}) == (0, 20)


@pytest.mark.parametrize(
    ("case", "ends"),
    [
        ({"respiration": {"at_least": 21}}, (2, 20)),
        ({**NORMAL, "respiration": {"at_least": 21}}, (2, 3)),
        ({**NORMAL, **ON_SCALE_2, "saturation": {"at_least": 93}, "oxygen": {"one_of": ["yes", "no"]}}, (0, 5)),
        ({**NORMAL, "temperature": {"at_most": 36.0}}, (1, 3)),
    ],
)
def test_what_is_known_in_part_is_counted_together(news2: CriteriaSet, case: dict[str, object], ends: tuple[int, int]) -> None:
    assert points_of(news2, "news2", case) == ends


def test_curb65_is_one_point_each() -> None:
    criteria = load(SCORES / "curb65" / "criteria.yaml")
    for confusion, urea, breaths, systolic, diastolic, age in product(("no", "yes"), (7.0, 7.1), (29, 30), (90, 89), (61, 60), (64, 65)):
        case = {"confusion": confusion, "urea": urea, "respiration": breaths, "systolic": systolic, "diastolic": diastolic, "age": age}
        points = (confusion == "yes") + (urea > 7) + (breaths >= 30) + (systolic < 90 or diastolic <= 60) + (age >= 65)

        assert points_of(criteria, "curb65", case) == (points, points)
        assert criteria.recommend(case).level == ("home", "home", "hospital", "severe", "severe", "severe")[points]


def test_cha2ds2_vasc_counts_age_once_and_stroke_twice() -> None:
    criteria = load(SCORES / "cha2ds2-vasc" / "criteria.yaml")
    plain = ("heart_failure", "hypertension", "diabetes", "vascular_disease")
    for found, stroke, (age, for_age), sex in product(product((0, 1), repeat=4), (0, 1), ((64, 0), (65, 1), (74, 1), (75, 2)), ("female", "male")):
        case = {name: ("no", "yes")[held] for name, held in zip(plain, found, strict=True)} | {"stroke": ("no", "yes")[stroke], "age": age, "sex": sex}
        points = sum(found) + 2 * stroke + for_age + (sex == "female")

        assert points_of(criteria, "cha2ds2_vasc", case) == (points, points)
    assert points_of(criteria, "cha2ds2_vasc", {}) == (0, 9)


@pytest.mark.parametrize("name", NAMES)
def test_the_scores_are_proved_and_tested(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", "--strict", str(SCORES / name / "criteria.yaml")]) == 0
    assert main(["test", str(SCORES / name / "vignettes.yaml")]) == 0
    assert " 0 failed" in capsys.readouterr().out
