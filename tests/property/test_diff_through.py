"""What `diff` says once of a section is why its criteria differ: with the section as it was, they are met by the same people."""

from copy import deepcopy

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from carelevel.model.problems import CriteriaError
from carelevel.verify.diff import diff
from tests.property.oracle import Plain
from tests.property.test_meaning import loaded
from tests.strategies import Draw, conditions_in, sectioned_sets


@st.composite
def versions(draw: Draw) -> tuple[Plain, Plain]:
    """Draw a set, and a version of it with another first section, and perhaps with another condition of a criterion there."""
    old = draw(sectioned_sets(contradictions=False))
    new = deepcopy(old)
    section = new["sections"][0]
    section["when"] = draw(conditions_in(new, depth=1))
    if draw(st.booleans()):
        section["criteria"][0]["when"] = draw(conditions_in(new, depth=1))
    return old, new


@given(versions())
@pytest.mark.slow
def test_criteria_that_changed_through_a_section_are_what_they_were_once_it_is(both: tuple[Plain, Plain]) -> None:
    old, new = both
    again = deepcopy(new)
    again["sections"][0]["when"] = old["sections"][0]["when"]
    try:
        found, mended = diff(loaded(old), loaded(new)), diff(loaded(old), loaded(again))
    except CriteriaError:
        assume(False)

    name = old["sections"][0]["id"]
    through = {each.criterion: each.through for each in found.turned if each.through}
    # What differs still does so by its own condition, or by that of another criterion of its section.
    own = {each.criterion for each in mended.turned}
    within = {each.id for each in loaded(new).definition.criteria if each.section == name}

    assert set(through.values()) <= {(name,)}
    assert not own & set(through)
    if old["sections"][0]["criteria"] == new["sections"][0]["criteria"]:
        assert set(through) == {each.criterion for each in found.turned} <= within
