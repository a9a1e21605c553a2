"""What counts a newcomer's walk counts right: on a package made for it, and on the package itself."""

import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from carelevel.cli.main import main as command
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


def test_the_walk_of_a_small_case_goes_from_the_front_desk_to_the_definition() -> None:
    walk = recommend({"age": 34, "suicide_risk": "high"})
    files = [step.file for step in walk.steps]

    assert all((PACKAGE / file).is_file() for file in files)
    assert len(set(files)) == len(files)
    assert files.index("api.py") < files.index("answers/recommend.py") < files.index("answers/fast.py")
    assert walk.changes >= len(files) - 1
    assert len(list(table(walk))) == len(files) + 1


@pytest.mark.parametrize("name", WALKS)
def test_each_walk_is_printed(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    pytest.importorskip("polars", reason="the extra `cohort` is not installed")

    assert main([name, str(CASE)]) == 0

    printed = capsys.readouterr().out
    assert printed.startswith(f"{name}: ")
    assert {"recommend": "answers/recommend.py", "cohort": "cohort/answers.py", "effect": "logic/levels.py"}[name] in printed


def test_the_walk_of_a_table_goes_down_and_never_back() -> None:
    """Once a table has what it asks of the criteria, it needs no file above the last one, and comes into no room a second time."""
    pytest.importorskip("polars", reason="the extra `cohort` is not installed")

    walk = cohort({"age": 34, "suicide_risk": "high", "phq9": 12})

    assert [step.file for step in walk.returns] == []
    assert [step.file for step in walk.climbs] == []
    assert list(dict.fromkeys(step.room for step in walk.steps)) == ["cohort", "api", "answers", "logic", "model"]
    assert len(walk.steps) <= 23
