"""What is said of an argument of the wrong type."""

from typing import Any

import pytest

from carelevel.model.arguments import expect, expect_criteria, expect_flag, wrong_type


@pytest.mark.parametrize(("given", "kind"), [("iop", str), (3, int), (3, (str, int)), (True, bool), (None, (str, type(None)))])
def test_what_has_the_type_is_taken(given: Any, kind: Any) -> None:
    expect("level", given, kind, "a level")


@pytest.mark.parametrize(("given", "kind"), [(3, str), (True, int), (None, str), ("iop", bool), (object(), (str, int))])
def test_what_has_another_type_is_refused(given: Any, kind: Any) -> None:
    with pytest.raises(TypeError, match="`level` is a level; found "):
        expect("level", given, kind, "a level")


def test_a_flag_is_true_or_false_and_nothing_that_counts_as_one() -> None:
    expect_flag("services", given=False)

    with pytest.raises(TypeError, match="`services` is True or False; found the type `int`"):
        expect_flag("services", 1)


def test_criteria_are_what_recommends() -> None:
    class Answering:
        def recommend(self) -> None: ...

    expect_criteria(Answering())

    with pytest.raises(TypeError, match="`criteria` is a criteria set"):
        expect_criteria("adult-mental-health")


def test_a_value_is_never_repeated() -> None:
    """It may be what is known of a person."""
    assert str(wrong_type("case", "suicide_risk: high", "a mapping")) == "`case` is a mapping; found the type `str`"
    assert str(wrong_type("case", None, "a mapping")) == "`case` is a mapping; found None"
