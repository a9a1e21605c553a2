"""The page about the rooms names the rooms that there are, and each is where the import contract has it."""

import re

import pytest

from tests.docs.house import PACKAGE, PAGE, PICTURE, ROOT, floors, page, picture, sentence

if not (ROOT / "pyproject.toml").is_file() or not PACKAGE.is_dir():
    pytest.skip("the package is not beside the tests", allow_module_level=True)

FOLDERS = {path.parent.relative_to(PACKAGE).as_posix() for path in PACKAGE.rglob("__init__.py")} - {"."}
MODULES = {path.stem for path in PACKAGE.glob("*.py")} - {"__init__"}


def test_the_page_and_the_picture_are_not_stale() -> None:
    assert PAGE.read_text("utf-8") == page()
    assert PICTURE.read_text("utf-8") == picture()


def test_the_page_names_exactly_the_rooms_that_exist() -> None:
    table = re.findall(r"^\| `([\w/]+)(/|\.py)` \| ", PAGE.read_text("utf-8").partition("## From")[0], re.MULTILINE)

    assert {name for name, end in table if end == "/"} == FOLDERS
    assert {name for name, end in table if end == ".py"} == MODULES
    assert len(table) == len(FOLDERS) + len(MODULES)


def test_every_room_has_a_floor() -> None:
    named = [name for floor in floors() for name in floor]

    assert sorted(named) == sorted({name for name in FOLDERS if "/" not in name} | MODULES)


def test_the_house_stays_small() -> None:
    assert len(floors()) <= 9
    assert len(MODULES) + 1 <= 6


@pytest.mark.parametrize("name", sorted(FOLDERS))
def test_a_room_says_what_is_in_it_in_one_line(name: str) -> None:
    said = sentence(name)

    assert said.endswith(".")
    assert len(said) <= 160
