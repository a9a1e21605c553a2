"""What counts a newcomer's walk counts right: on a package made for it, and on the package itself."""

import re
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from carelevel.cli.main import main as command
from carelevel.syntax.case_reader import read_cases
from tests.docs.house import PACKAGE, ROOT

if not (ROOT / "tools" / "walk.py").is_file() or not PACKAGE.is_dir():
    pytest.skip("the package and its tools are not beside the tests", allow_module_level=True)

from tools.walk import CASE, WALKS, Step, Walk, cohort, followed, main, names_an_effect, recommend, table

CELLAR, SHOP = "cellar", "shop"
DESK = "from walked.cellar import tools\nfrom walked.shop import shelf\n\n\ndef ask():\n    return [tools.cut(1), shelf.find(2)]\n"
TOOLS = "def cut(number):\n    return turn(number)\n\n\ndef turn(number):\n    return number\n"
SHELF = "from walked.cellar import saw\n\n\ndef find(number):\n    return saw.saw(number)\n"
SAW = "def saw(number):\n    return number if number else 'limits_to'\n"


@pytest.fixture
def walked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[Path, Callable[[], object]]:
    """A package with a desk, a shop and a cellar; and what is asked at the desk."""
    package = tmp_path / "walked"
    for name, text in {"desk.py": DESK, f"{CELLAR}/tools.py": TOOLS, f"{SHOP}/shelf.py": SHELF, f"{CELLAR}/saw.py": SAW}.items():
        (package / name).parent.mkdir(parents=True, exist_ok=True)
        (package / name).write_text(text, "utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    from walked import desk  # type: ignore[import-not-found]

    yield package, desk.ask
    for name in [name for name in sys.modules if name.partition(".")[0] == "walked"]:
        del sys.modules[name]


def test_files_are_listed_in_the_order_of_their_first_call(walked: tuple[Path, Callable[[], object]]) -> None:
    package, ask = walked

    walk = followed("ask", ask, package=package)

    assert walk.steps == [
        Step("desk.py", "ask", ""),
        Step(f"{CELLAR}/tools.py", "cut", "desk.py, ask"),
        Step(f"{SHOP}/shelf.py", "find", "desk.py, ask"),
        Step(f"{CELLAR}/saw.py", "saw", f"{SHOP}/shelf.py, find"),
    ]
    assert [step.room for step in walk.steps] == ["desk", "cellar", "shop", "cellar"]
    assert (walk.calls, walk.changes) == (5, 6)
    assert [step.file for step in walk.returns] == [f"{CELLAR}/saw.py"]


def test_only_the_functions_that_are_asked_for_count(walked: tuple[Path, Callable[[], object]]) -> None:
    package, ask = walked

    walk = followed("ask", ask, package=package, through=names_an_effect)

    assert walk.steps == [Step(f"{CELLAR}/saw.py", "saw", "")]
    assert (walk.calls, walk.changes, walk.returns) == (1, 0, [])


def test_a_climb_is_a_step_to_a_higher_floor() -> None:
    walk = Walk("up and down", [Step(file, "", "") for file in ("__init__.py", "api.py", "logic/meaning.py", "answers/fast.py", "syntax/schema.py")])

    assert [step.file for step in walk.climbs] == ["answers/fast.py"]
    assert walk.returns == []


def test_what_watched_before_watches_again(walked: tuple[Path, Callable[[], object]]) -> None:
    seen: list[str] = []
    sys.setprofile(lambda _, event, __: seen.append(event))
    try:
        followed("ask", walked[1], package=walked[0])
        mark = len(seen)
        command(["--version"])
    finally:
        sys.setprofile(None)

    assert len(seen) > mark


THE_WAY = (
    "api.py",
    "answers/recommend.py",
    "logic/case_encoder.py",
    "logic/bit_tables.py",
    "logic/levels.py",
    "logic/possible_levels.py",
    "logic/diagram_restriction.py",
    "logic/diagrams.py",
    "logic/evidence.py",
    "logic/contradictions.py",
)
"""The files from a case to its answer, as docs/house.md lists them."""

OF_PARTS = {"model/cases.py", "logic/applies_parts.py", "answers/whom.py"}
"""What is entered in addition where `applies_when` has parts that look at a set of members, as docs/house.md says beside the list."""


def test_from_a_case_to_its_answer_there_are_ten_files_and_no_return_to_a_room() -> None:
    (given,) = read_cases(CASE.read_bytes(), CASE.name).cases

    walk = recommend(dict(given.given))

    hardly_known = recommend({"age": 34, "suicide_risk": "high", "circumstances": []})
    for each in (walk, hardly_known):
        without_parts = Walk("without parts", [step for step in each.steps if step.file not in OF_PARTS])
        assert tuple(step.file for step in without_parts.steps) == THE_WAY
        assert (without_parts.returns, without_parts.climbs) == ([], [])
        assert {step.file for step in each.steps} - {*THE_WAY} == OF_PARTS
    assert walk.beside == {"logic/work.py"}
    house = (ROOT / "docs" / "house.md").read_text("utf-8")
    assert [line.split("`")[1] for line in house.splitlines() if re.match(r"\d+\. .*`", line)] == [*THE_WAY]
    assert all(f"`{file}`" in house for file in OF_PARTS)


@pytest.mark.parametrize("known", [{}, {"age": 34}, {"age": 34, "suicide_risk": "high"}, {"age": 34, "suicide_risk": "imminent", "phq9": 20}])
def test_of_whomever_less_is_known_the_walk_goes_to_no_other_room(known: dict[str, object]) -> None:
    """What a person who is not known so well takes in addition lies in the rooms of the way."""
    walk = recommend(known)
    files = [step.file for step in walk.steps]

    assert all((PACKAGE / file).is_file() for file in files)
    assert len(set(files)) == len(files) <= 18 + len(OF_PARTS)
    assert tuple(files[:5]) == THE_WAY[:5]
    assert {step.room for step in walk.steps} <= {"api", "answers", "logic", "model"}
    assert walk.changes >= len(files) - 1
    assert len(list(table(walk))) == len(files) + 1 + bool(walk.beside)


def test_what_python_calls_by_itself_is_no_step(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    package = tmp_path / "walked"
    package.mkdir()
    (package / "desk.py").write_text("from walked import thing\n\n\ndef ask():\n    return {thing.Thing(): 1}\n", "utf-8")
    (package / "thing.py").write_text("class Thing:\n    def __hash__(self):\n        return 1\n", "utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    from walked import desk

    walk = followed("ask", desk.ask, package=package)
    for name in [name for name in sys.modules if name.partition(".")[0] == "walked"]:
        del sys.modules[name]

    assert [step.file for step in walk.steps] == ["desk.py"]
    assert walk.beside == {"thing.py"}


@pytest.mark.parametrize("name", WALKS)
@pytest.mark.slow
def test_each_walk_is_printed(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    pytest.importorskip("polars", reason="the extra `cohort` is not installed")

    assert main([name, str(CASE)]) == 0

    printed = capsys.readouterr().out
    assert printed.startswith(f"{name}: ")
    assert {"recommend": "answers/recommend.py", "first": "logic/diagram_compiler.py", "cohort": "cohort/answers.py", "effect": "logic/levels.py"}[
        name
    ] in printed


def test_the_walk_of_a_table_goes_down_and_never_back() -> None:
    """Once a table has what it asks of the criteria, it needs no file above the last one, and comes into no room a second time."""
    pytest.importorskip("polars", reason="the extra `cohort` is not installed")

    walk = cohort({"age": 34, "suicide_risk": "high", "phq9": 12})

    assert [step.file for step in walk.returns] == []
    assert [step.file for step in walk.climbs] == []
    assert list(dict.fromkeys(step.room for step in walk.steps)) == ["cohort", "api", "answers", "logic", "model"]
    assert len(walk.steps) <= 26
