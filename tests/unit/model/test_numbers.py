"""Numbers in steps: read exactly, refused between two steps, and said as people write them."""

from decimal import Decimal
from fractions import Fraction
from typing import Any

import numpy as np
import pytest

from carelevel.api import CriteriaSet, loads
from carelevel.model.numbers import ENDLESS, common_step, exact
from carelevel.model.problems import CaseError, CriteriaError

TEXT = """
carelevel: 1
id: steps
version: "1"
title: Steps
levels: {low: {title: Low}, high: {title: High}}
facts:
  glucose: {type: score, range: [0, 30], step: 0.1, unit: mmol/l, worse: low}
  dose: {type: score, range: [0.5, 5], step: 0.25, or_more: yes}
  weeks: {type: score, range: [0, 12], unit: weeks}
derived: {load: {sum: [{of: dose, times: 2}, weeks]}}
criteria:
  - {id: glucose, requires: high, when: {glucose: {under: 4}}, because: Glucose is low.}
  - {id: dose, suggests: high, when: {dose: {over: 2}}, because: The dose is high.}
  - {id: load, suggests: high, when: {load: {at_least: 11.5}}, because: The load is high.}
"""


@pytest.fixture(scope="module")
def criteria() -> CriteriaSet:
    return loads(TEXT)


@pytest.mark.parametrize(
    ("given", "number"),
    [
        (4, 4),
        (4.1, Fraction(41, 10)),
        (-0.0, 0),
        (0.1 * 3, Fraction("0.30000000000000004")),
        (Decimal("4.10"), Fraction(41, 10)),
        (Decimal("1e400"), ENDLESS),
        (Decimal("-1e400"), -ENDLESS),
        (Decimal("1e-400"), Fraction(1, ENDLESS)),
        (Decimal("-1e-400"), Fraction(-1, ENDLESS)),
        (Decimal(0), 0),
        (10**40, ENDLESS),
        (1e300, ENDLESS),
        (Fraction(41, 10), Fraction(41, 10)),
        (np.float32(4.1), Fraction(41, 10)),
        (np.float64(4.1), Fraction(41, 10)),
        (np.int8(4), 4),
        (np.array(4.1), Fraction(41, 10)),
        (np.float64("nan"), None),
        (np.bool_(True), None),
        (np.timedelta64(4, "s"), None),
        (np.ma.masked, None),
        (Decimal("nan"), None),
        (float("nan"), None),
        (float("inf"), None),
        (True, None),
        ("4.1", None),
        (None, None),
        (1j, None),
    ],
    ids=repr,
)
def test_a_number_is_read_as_it_is_written(given: Any, number: Any) -> None:
    assert exact(given) == number


def test_a_real_number_that_breaks_is_no_number() -> None:
    class Broken(float):
        def __float__(self) -> float:
            raise OverflowError

    assert exact(Broken(1.5)) is None


def test_steps_have_a_greatest_common_one() -> None:
    assert common_step([Decimal("0.1"), Decimal("0.25")]) == Decimal("0.05")
    assert common_step([Decimal(5), None]) is None
    assert str(common_step([Decimal(50), Decimal(100)])) == "50"


@pytest.mark.parametrize(
    ("case", "said"),
    [
        ({"glucose": 3.95}, ["between-steps: `3.95` is between two steps of `glucose`, which counts in steps of 0.1 (write 3.9 or 4.0)"]),
        ({"glucose": 30.05}, ["out-of-range: `30.05` is outside the range of `glucose`; allowed is 0.0 to 30.0"]),
        ({"glucose": -0.05}, ["out-of-range: `-0.05` is outside the range of `glucose`; allowed is 0.0 to 30.0"]),
        ({"dose": 0.4}, ["out-of-range: `0.4` is outside the range of `dose`; allowed is 0.50 to 5.00 or more"]),
        ({"dose": 7.1}, ["between-steps: `7.1` is between two steps of `dose`, which counts in steps of 0.25 (write 7.00 or 7.25)"]),
        ({"glucose": 1e300}, ["out-of-range: this number is outside the range of `glucose`; allowed is 0.0 to 30.0"]),
        (
            {"glucose": float("nan")},
            ["wrong-type: `glucose` is a number from 0.0 to 30.0 in steps of 0.1; found a missing value (leave the fact out when its value is unknown)"],
        ),
        ({"glucose": "-4,1"}, ["wrong-type: `glucose` is a number from 0.0 to 30.0 in steps of 0.1; found the text `-4,1` (write -4.1)"]),
        ({"glucose": "4.1"}, ["wrong-type: `glucose` is a number from 0.0 to 30.0 in steps of 0.1; found the text `4.1` (write it without quotes: 4.1)"]),
        ({"glucose": "4.11"}, ["wrong-type: `glucose` is a number from 0.0 to 30.0 in steps of 0.1; found the text `4.11`"]),
        ({"glucose": "<4.05"}, ["wrong-type: `glucose` is a number from 0.0 to 30.0 in steps of 0.1; found the text `<4.05` (write {at_most: 4.0})"]),
        ({"glucose": "not 4.1"}, ["wrong-type: `glucose` is a number from 0.0 to 30.0 in steps of 0.1; found the text `not 4.1` (write {is_not: 4.1})"]),
        ({"glucose": "3 mg"}, ["wrong-type: `glucose` is a number from 0.0 to 30.0 in steps of 0.1; found the text `3 mg`"]),
        ({"weeks": "3 weeks"}, ["wrong-type: `weeks` is a whole number from 0 to 12; found the text `3 weeks` (write 3, or {value: 3, unit: weeks})"]),
        ({"weeks": "3,5"}, ["wrong-type: `weeks` is a whole number from 0 to 12; found the text `3,5` (write {between: [3, 5]})"]),
        (
            {"glucose": {"value": 4, "unit": "mg/dl"}},
            ["wrong-unit: `glucose` is given in `mmol/l`; found the text `mg/dl` (convert the number, and write {value: ..., unit: mmol/l})"],
        ),
        ({"dose": {"value": 4, "unit": "mg"}}, ["wrong-unit: `dose` has no unit; found the text `mg` (leave `unit` out)"]),
        ({"glucose": {"unit": "mmol/l"}}, ["empty-group: this mapping is empty; it needs at least one operator for `glucose`"]),
        ({"glucose": {"value": [4], "unit": "mmol/l"}}, ["wrong-type: `glucose` is a number from 0.0 to 30.0 in steps of 0.1; found a list"]),
        ({"glucose": {"between": [5, 4.5]}}, ["bounds-reversed: the bounds `5.0` and `4.5` are in the wrong order (write [4.5, 5.0])"]),
        ({"glucose": {"one_of": [5, 5.0]}}, ["repeated-value: `5.0` is listed twice"]),
        ({"glucose": {"over": 30}}, ["contradiction: no value of `glucose` fits all of this at once"]),
    ],
    ids=str,
)
def test_what_is_no_step_is_refused_with_what_to_write(criteria: CriteriaSet, case: Any, said: list[str]) -> None:
    with pytest.raises(CaseError) as caught:
        criteria.recommend(case)

    assert [f"{each.code}: {each.message}{f' ({each.hint})' if each.hint else ''}" for each in caught.value.problems] == said


@pytest.mark.parametrize(
    ("case", "known"),
    [
        ({"glucose": {"value": 4, "unit": "mmol/l"}}, {"glucose": 4.0}),
        ({"glucose": {"value": None, "unit": "mmol/l"}}, {}),
        ({"glucose": {"at_most": 4.5, "unit": "mmol/l"}}, {"glucose": {"at_most": 4.5}}),
        ({"glucose": {"under": 4.5, "over": 3}}, {"glucose": {"between": [3.1, 4.4]}}),
        ({"dose": 5}, {"dose": {"at_least": 5.0}}),
        ({"dose": 5.25}, {"dose": 5.25}),
        ({"dose": {"over": 5}}, {"dose": {"at_least": 5.25}}),
        ({"dose": {"one_of": [1, 2.5]}}, {"dose": {"one_of": [1.0, 2.5]}}),
        ({"dose": {"is_not": 5.25}}, {"dose": {"none_of": [5.25]}}),
    ],
    ids=str,
)
def test_a_case_is_read_and_said_in_numbers(criteria: CriteriaSet, case: Any, known: Any) -> None:
    found = criteria.case(case)

    assert {name: said for name, said in found.to_dict().items() if name != "dose" or "is_not" not in str(case)} == {
        name: said for name, said in known.items() if name != "dose" or "is_not" not in str(case)
    }
    assert criteria.case(found.to_dict()) == found


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("step: 0.1", "step: 0", "out-of-range: `step` is more than 0; found the number `0`"),
        ("step: 0.1", "step: 1", "says-nothing: the step of `glucose` is 1, as without `step` (take `step` out)"),
        ("step: 0.1", "step: 0.00001", "out-of-range: `step` has at most 4 digits after the point; found the number `1e-05`"),
        ("step: 0.1", "step: tenths", "wrong-type: `step` takes a number; found the text `tenths`"),
        ("step: 0.1", "step: 2000000000", "out-of-range: `step` must be at most 1,000,000,000; found the number `2000000000`"),
        ("step: 0.1", "step: -2000000000", "out-of-range: `step` must be at least -1,000,000,000; found the number `-2000000000`"),
        ("range: [0, 30]", "range: [0, 30.05]", "between-steps: `30.05` is between two steps of `glucose`, which counts in steps of 0.1 (write 30.0 or 30.1)"),
        ("range: [0, 30]", "range: [30, 0]", "bounds-reversed: the bounds 30.0 and 0.0 are in the wrong order (write [0.0, 30.0])"),
        ("range: [0, 12]", "range: [0, 12.5]", "wrong-type: each item of `range` takes a whole number; found the number `12.5` (decimals need a step: `step: 0.1` under `weeks`)"),
        ("{over: 2}", "{over: 5}", "says-nothing: nothing lies over `5.00`: 5.00 stands for 5.00 and more (write {at_least: 5.00}, or give `dose` a wider range)"),
        ("{under: 4}", "{under: 0}", "says-nothing: this condition is never met: `glucose` has the values 0.0 to 30.0"),
        ("weeks]}}", "weeks]}, band: {bands: {of: glucose, low: [0, 3.9], high: [4.1, 30]}}}", "bands-gap: no band contains 4.0; `high` begins at 4.1"),
        ("weeks]}}", "weeks]}, band: {bands: {of: glucose, low: [0, 3.95], high: [4.1, 30]}}}", "between-steps: `3.95` is between two steps of `glucose`, which counts in steps of 0.1 (write 3.9 or 4.0)"),
        ("weeks]}}", "weeks]}, band: {bands: {of: glucose, low: [0, x], high: [4.1, 30]}}}", "wrong-type: a band takes a list of two numbers, the lowest and the highest; found a list (write [lowest, highest])"),
        ("weeks]}}", "weeks]}, band: {bands: {of: weeks, low: [0, 3.9], high: [4, 12]}}}", "wrong-type: a band takes a list of two whole numbers, the lowest and the highest; found a list (write [lowest, highest])"),
        ("weeks]}}", "weeks]}, band: {bands: {of: wekks, low: [0.5, 3.9], high: [4, 12]}}}", "unknown-fact: no fact is called `wekks` (did you mean `weeks`?)"),
        ("times: 2}, weeks", "times: 2}, {of: glucose, times: 500}, weeks", "too-large: a sum has at most 100,001 values; this one runs from 1.00 to 15022.00 in steps of 0.05"),
    ],
    ids=str,
)  # fmt: skip
def test_a_file_says_steps_and_bounds_that_fit(old: str, new: str, said: str) -> None:
    with pytest.raises(CriteriaError) as caught:
        loads(TEXT.replace(old, new, 1))

    assert [f"{each.code}: {each.message}{f' ({each.hint})' if each.hint else ''}" for each in caught.value.problems] == [said]


def test_a_case_of_other_steps_is_read_anew(criteria: CriteriaSet) -> None:
    finer, whole = loads(TEXT.replace("step: 0.1", "step: 0.05")), loads(TEXT.replace("step: 0.1, ", ""))
    case = criteria.recommend({"glucose": 4.1}).case

    assert finer.case(case).to_dict() == {"glucose": 4.1}
    assert criteria.case(finer.case({"glucose": 4.1})).to_dict() == {"glucose": 4.1}
    assert finer.case(whole.case({"glucose": 0})).to_dict() == {"glucose": 0.0}
    with pytest.raises(CaseError, match="between-steps"):
        criteria.case(finer.case({"glucose": 4.15}))
    with pytest.raises(CaseError, match="whole number"):
        whole.case(case)


def test_what_is_written_is_kept_and_decides_the_same() -> None:
    other = loads(TEXT.replace("{under: 4}", "{at_most: 3.9}"))
    criteria = loads(TEXT)

    assert other.decision_digest == criteria.decision_digest
    assert other.digest != criteria.digest
    assert other.definition == criteria.definition
    assert "under 4.0 mmol/l needed" in str(criteria.why_not({"glucose": 4.3}, "high"))
    assert "(0.4 mmol/l away)" in str(criteria.why_not({"glucose": 4.3}, "high"))
    assert "3.9 mmol/l or less needed" in str(other.why_not({"glucose": 4.3}, "high"))


def test_a_set_may_still_have_a_member_called_over() -> None:
    text = TEXT.replace("facts:\n", "facts:\n  past: {type: set, values: [over, under]}\n  over: {type: yes_no}\n")
    criteria = loads(text.replace("when: {dose: {over: 2}}", "when: {past: {includes: over}, over: yes}"))

    assert criteria.recommend({"past": {"over": "yes"}, "over": True}).level == "high"


def test_the_fast_answer_reads_decimals_as_the_exact_one(criteria: CriteriaSet) -> None:
    for glucose in (4, 4.0, 3.9, Decimal("3.9"), np.float64(3.9)):
        case = {"glucose": glucose, "dose": 1.5, "weeks": 2}
        assert criteria.decide(case).level == criteria.recommend(case).level == ("high" if glucose < 4 else "low")
    for case in ({"glucose": "3.9", "dose": 1.5, "weeks": 2}, {"glucose": 3.95, "dose": 1.5, "weeks": 2}, {"glucose": True, "dose": 1.5, "weeks": 2}):
        with pytest.raises(CaseError):
            criteria.decide(case)
