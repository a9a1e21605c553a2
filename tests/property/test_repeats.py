"""A part that stands twice in a group is refused, whatever it is called, and nothing else is."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from carelevel import dumps, loads
from carelevel.model.problems import CriteriaError
from tests.property.oracle import Plain, holds, repeats_a_part, same_as
from tests.strategies import Draw, conditions, criteria_sets, names_in, persons


@st.composite
def sets_with_repeats(draw: Draw) -> Plain:
    """Draw a set with a criterion that may well say something twice: in its own words, by the name of a derived condition, or by a band."""
    criteria = draw(criteria_sets())
    names = names_in(criteria)
    some = draw(st.lists(conditions(names, depth=1), min_size=1, max_size=3))
    some += [{name: draw(st.sampled_from(("yes", "no")))} for name, derived in criteria["derived"].items() if "when" in derived]
    some += [derived["when"] for derived in criteria["derived"].values() if "when" in derived]
    some += [{"none": [part]} for part in some]
    parts = draw(st.lists(st.sampled_from(some), min_size=1, max_size=4))
    count = draw(st.integers(1, len(parts)))
    when = draw(st.sampled_from(({"all": parts}, {"any": parts}, {"none": parts}, {"at_least": {"count": count, "of": parts}}, {**parts[0], **parts[-1]})))
    criteria["criteria"][0]["when"] = when
    return criteria


@given(sets_with_repeats())
def test_a_set_is_refused_where_a_part_is_repeated_and_nowhere_else(criteria: Plain) -> None:
    if repeats_a_part(criteria, criteria["criteria"][0]["when"]):
        with pytest.raises(CriteriaError) as error:
            loads(json.dumps(criteria))
        assert {problem.code for problem in error.value.problems} <= {"repeated-part", "says-nothing"}
        assert "repeated-part" in {problem.code for problem in error.value.problems}
    else:
        loaded = loads(json.dumps(criteria))
        assert loads(dumps(loaded)) == loaded


@given(st.data())
def test_what_counts_as_the_same_is_met_by_the_same_people(data: st.DataObject) -> None:
    criteria = data.draw(criteria_sets())
    one, other = (data.draw(conditions(names_in(criteria), depth=1)) for _ in range(2))
    other = data.draw(st.sampled_from((other, {"none": [{"none": [one]}]}, {"all": [one]}, one)))

    if same_as(criteria, one) == same_as(criteria, other):
        for person in data.draw(st.lists(persons(criteria), min_size=1, max_size=5)):
            assert holds(criteria, one, person) == holds(criteria, other, person)


def test_of_a_derived_condition_two_operators_always_say_the_same() -> None:
    """Once such a criterion was read to nothing, and was gone without a word."""
    criteria = {
        "carelevel": 1,
        "id": "generated",
        "version": "1",
        "title": "Generated",
        "levels": {"outpatient": {"title": "Outpatient"}, "iop": {"title": "IOP"}},
        "facts": {"scale": {"type": "scale", "values": ["none", "mild"]}},
        "derived": {"named": {"when": {"scale": "none"}}},
        "criteria": [{"id": "c0", "requires": "iop", "when": {"named": {"is": "yes", "is_not": "no"}}, "because": "Reason."}],
    }

    with pytest.raises(CriteriaError, match="repeated-part: `is_not` says the same as `is`"):
        loads(json.dumps(criteria))
