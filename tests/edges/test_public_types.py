"""`carelevel.types` names whatever a public function or method takes or returns. It is found from annotations, so that the list cannot fall behind."""

import inspect
from types import UnionType

import pytest

import carelevel
from carelevel import types
from tests.edges.public import hints, led_to, public_types
from tests.edges.test_imports import READER, brought

NAMED = [getattr(types, name) for name in types.__all__]


def test_every_type_of_a_signature_has_a_public_name() -> None:
    found = public_types()

    assert len(found) > 90
    assert sorted(str(each) for each in found if each not in NAMED) == []


def test_a_public_type_is_found_in_a_signature_or_is_a_union_of_such() -> None:
    found = public_types() | {types.Printable}  # what all results have in common

    assert [each for each in NAMED if inspect.isclass(each) and each not in found] == []
    unions = [each for each in NAMED if not inspect.isclass(each)]
    assert unions
    assert all(isinstance(each, UnionType) and set(each.__args__) <= found for each in unions)


def test_public_types_have_one_name_each_and_stand_in_order() -> None:
    assert types.__all__ == sorted(types.__all__)
    assert [name for name in types.__all__ if inspect.isclass(getattr(types, name)) and getattr(types, name).__name__ != name] == []
    assert len(set(map(id, NAMED))) == len(NAMED)


def test_the_public_names_of_the_package_are_the_same_types() -> None:
    both = [name for name in carelevel.__all__ if inspect.isclass(getattr(carelevel, name))]

    assert both
    assert all(getattr(types, name) is getattr(carelevel, name) for name in both)


def test_signatures_are_followed_into_containers_members_and_properties() -> None:
    """The test of the test: one of each way in which a signature names a type."""
    assert types.Reason in set(led_to(types.Recommendation))
    assert types.Interview in set(led_to(types.CriteriaSet))
    assert types.Case in set(led_to(types.Recommendation))
    assert types.Difference in set(led_to(carelevel.diff))
    assert types.Consistency in set(led_to(carelevel.agree))
    assert types.CaseError in set(led_to(types.CriteriaSet))
    assert "PreparedCriteria" not in {kind.__name__ for kind in led_to(types.Interview)}


@pytest.mark.parametrize("name", types.__all__)
def test_every_public_type_is_explained(name: str) -> None:
    kind = getattr(types, name)

    assert not inspect.isclass(kind) or inspect.getdoc(kind)
    assert not inspect.isclass(kind) or hints(kind) is not None


def test_naming_types_brings_no_more_than_loading_criteria_does() -> None:
    assert brought("import carelevel; carelevel.types.Matches") <= {"carelevel", *READER}
