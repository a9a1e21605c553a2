"""Where a test is: unit tests lie where their module lies, every module is tried by some test, and the table of contents lists them all."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests import contents

TESTS = Path(__file__).parents[1]
UNIT = TESTS / "unit"
PACKAGE = TESTS.parent / "src" / "carelevel"

SPANNING = {
    "logic/test_corners.py": "the same sets and budgets go through several engines",
    "show/test_hostile.py": "the same hostile words go through every format",
}
"""Unit tests of several modules at once, with what keeps them together."""

TRIED_FROM_OUTSIDE = {
    "answers/": "tests/spec and tests/property compare every answer with the definition",
    "cli/": "tests/unit/cli runs the commands by their words",
    "cohort/": "tests/property/test_cohort.py and tests/unit/cohort compare every row of a table with `recommend`",
    "logic/": "tests/property compares every engine with the definition",
    "model/": "tests/spec says what can be written, and reads it",
    "programs/": "tests/spec/test_programs.py and tests/property/test_matching.py match programs",
    "records/": "tests/unit/records makes, keeps and replays records",
    "show/": "tests/unit/show prints every result in every format",
    "syntax/": "tests/problems has a file that is refused, and one that is accepted, for every problem",
    "verify/": "tests/faults plants what the checks have to find, and tests/property compares proofs with everybody",
    "web/": "tests/web and tests/browser ask the server as a browser does",
    "__main__.py": "tests/unit/cli/running.py starts it",
}
"""What tries a module that no test imports by itself: by where the module lies."""


def module_of(test: Path) -> Path | None:
    """Return the module that a unit test is named after: `test_<module>.py`, or `test_<module>_<topic>.py`."""
    room = PACKAGE / test.parent.relative_to(UNIT)
    words = test.stem.removeprefix("test_").split("_")
    named = (room / f"{'_'.join(words[:count])}.py" for count in range(len(words), 0, -1))
    return next((module for module in named if module.is_file()), None)


def imported() -> Iterator[str]:
    """Yield every name of the package that some test imports."""
    for file in TESTS.rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if isinstance(node, ast.ImportFrom) and node.module:
                yield node.module
                yield from (f"{node.module}.{alias.name}" for alias in node.names)
            elif isinstance(node, ast.Import):
                yield from (alias.name for alias in node.names)


@pytest.fixture(scope="module", autouse=True)
def package() -> None:
    if not PACKAGE.is_dir():
        pytest.skip("the package is not beside the tests")


@pytest.mark.parametrize("test", sorted(UNIT.rglob("test_*.py")), ids=lambda test: test.relative_to(UNIT).as_posix())
def test_a_unit_test_lies_where_its_module_lies(test: Path) -> None:
    name = test.relative_to(UNIT).as_posix()

    assert (module_of(test) is None) == (name in SPANNING), (
        f"call it test_<module>.py or test_<module>_<topic>.py, in the folder of the module, or say in SPANNING why not: {name}"
    )


@pytest.mark.slow
def test_every_module_has_a_unit_test_or_is_imported_by_another_or_is_tried_from_outside() -> None:
    modules = {file.relative_to(PACKAGE).as_posix() for file in PACKAGE.rglob("*.py") if file.name != "__init__.py"}
    mirrored = {module.relative_to(PACKAGE).as_posix() for test in UNIT.rglob("test_*.py") if (module := module_of(test)) is not None}
    names = set(imported())
    alone = {module for module in modules - mirrored if f"carelevel.{module[:-3].replace('/', '.')}" not in names}

    assert mirrored
    assert sorted(module for module in alone if not module.startswith(tuple(TRIED_FROM_OUTSIDE))) == []
    assert [begin for begin in TRIED_FROM_OUTSIDE if not any(module.startswith(begin) for module in alone)] == []


def test_what_keeps_a_test_apart_is_about_a_test_that_is_there() -> None:
    assert [name for name in SPANNING if not (UNIT / name).is_file()] == []


def test_every_file_of_tests_says_what_it_is() -> None:
    assert [str(file.relative_to(TESTS)) for file in TESTS.rglob("test_*.py") if not contents.said(file)] == []


@pytest.mark.slow
def test_the_table_of_contents_is_not_stale() -> None:
    """`python -m tests.contents` writes it."""
    page = contents.PAGE.read_text("utf-8")

    assert contents.written(page) == page


def test_every_folder_of_tests_has_a_row_in_the_readme() -> None:
    kinds = {folder.name for folder in TESTS.iterdir() if folder.is_dir() and not folder.name.startswith(("_", "."))}
    page = contents.PAGE.read_text("utf-8").partition(contents.BEGIN)[0]

    assert sorted(kind for kind in kinds if f"| `{kind}/` |" not in page) == []
