"""What a definition says of its base, as JSON values."""

from carelevel.model.criteria import BasedOn, LocalChange
from carelevel.model.problems import Place


def test_a_basis_is_said_down_to_the_criteria_that_are_based_on_nothing() -> None:
    state = BasedOn("state", "1", "sha256:a", ())
    county = BasedOn("county", "2", "sha256:b", (LocalChange("left_out", "criteria", "x", Place("county.yaml", 3, 1)),), state)

    assert county.to_dict() == {
        "id": "county",
        "version": "2",
        "digest": "sha256:b",
        "changes": [{"kind": "left_out", "section": "criteria", "id": "x"}],
        "based_on": {"id": "state", "version": "1", "digest": "sha256:a", "changes": [], "based_on": None},
    }


def test_places_are_in_no_comparison() -> None:
    assert LocalChange("added", "facts", "x", Place("county.yaml", 3, 1)) == LocalChange("added", "facts", "x")
