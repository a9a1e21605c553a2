"""Where instruments and files are found, and which links are followed."""

import os
from pathlib import Path

import pytest

from carelevel import CriteriaError, load
from carelevel.syntax import bundled
from carelevel.syntax.bundled import find_instrument, find_programs, read_file

CRITERIA = """\
carelevel: 1
id: small
version: "1"
title: Small
instruments: [phq9]
levels: {low: {title: Low}, high: {title: High}}
criteria:
  - {id: many, suggests: high, when: {phq9: {at_least: 20}}, because: Many points.}
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with criteria, beside one that holds an instrument."""
    (tmp_path / "criteria").mkdir()
    (tmp_path / "criteria" / "small.yaml").write_text(CRITERIA, "utf-8")
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere" / "phq9.yaml").write_bytes((bundled.rules_folder() / "instruments" / "phq9.yaml").read_bytes())
    return tmp_path / "criteria"


@pytest.mark.parametrize("place", ["phq9.yaml", "instruments/phq9.yaml", "instruments"])
@pytest.mark.parametrize("leads", ["elsewhere", "nowhere"])
def test_an_instrument_behind_a_link_out_of_the_folder_is_not_read_nor_is_another_one(place: str, leads: str, folder: Path) -> None:
    """That which comes with the library has the same name, and other questions."""
    path = folder / place
    path.parent.mkdir(exist_ok=True)
    path.symlink_to(folder.parent / leads / ("phq9.yaml" if place.endswith(".yaml") else ""))
    if (place, leads) == ("instruments", "nowhere"):
        # No file of that name is there at all.
        assert load(folder / "small.yaml").id == "small"
        return

    with pytest.raises(CriteriaError) as caught:
        load(folder / "small.yaml")

    (problem,) = caught.value.problems
    assert problem.message.endswith(
        {"elsewhere": "is not read: it is a link that leads out of its folder", "nowhere": "cannot be read: no such file or directory"}[leads]
    )


def test_criteria_that_are_a_link_themselves_are_read(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "link.yaml").symlink_to(folder / "small.yaml")
    (tmp_path / "linked").symlink_to(folder)

    assert load(tmp_path / "link.yaml").id == load(tmp_path / "linked" / "small.yaml").id == "small"


def test_an_instrument_in_a_folder_that_is_reached_by_a_link_is_read(folder: Path, tmp_path: Path) -> None:
    (folder / "phq9.yaml").write_bytes((tmp_path / "elsewhere" / "phq9.yaml").read_bytes())
    (tmp_path / "linked").symlink_to(folder)

    assert load(tmp_path / "linked" / "small.yaml").id == "small"


def test_an_instrument_is_called_as_it_is_seen_from_the_criteria(folder: Path) -> None:
    (folder / "instruments").mkdir()
    (folder / "instruments" / "own.yaml").write_text("", "utf-8")

    assert find_instrument("own", folder, "some/criteria.yaml") == (folder / "instruments" / "own.yaml", folder, "some/instruments/own.yaml")
    assert find_instrument("own", folder, "criteria.yaml") == (folder / "instruments" / "own.yaml", folder, "instruments/own.yaml")
    assert find_instrument("own", None, "criteria.yaml") is None


def test_a_file_that_is_exchanged_for_a_link_while_it_is_opened_is_not_read(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What was opened counts, and not what stands there when it is looked at."""
    path = folder / "phq9.yaml"
    path.symlink_to(folder.parent / "elsewhere" / "phq9.yaml")
    real = os.fstat

    def exchanged(handle: int) -> os.stat_result:
        path.unlink(missing_ok=True)
        path.write_text("harmless", "utf-8")
        return real(handle)

    monkeypatch.setattr(os, "fstat", exchanged)

    with pytest.raises(CriteriaError, match="leads out of its folder"):
        read_file(path, "phq9.yaml", folder)


def test_hidden_names_are_no_programs(folder: Path) -> None:
    (folder / ".#small.yaml").symlink_to("someone@machine.1234")

    assert [shown for _, shown in find_programs(folder)] == [str(folder / "small.yaml")]
