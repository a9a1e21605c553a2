"""A little of everything that `python -m tests.reliability` does, and that it would notice if something fell."""

import ast
import itertools
import json
import random
import re
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest

from carelevel.api import loads
from carelevel.cli.main import COMMANDS
from carelevel.model.problems import CarelevelError
from carelevel.model.truth import Truth, negate
from carelevel.syntax.bundled import bundled_ids
from tests.reliability import __main__ as runner
from tests.reliability import faults, hostile, large, mutants, sameness, slips
from tests.reliability.slips import Slip, bundled


@pytest.mark.slow
def test_hostile_inputs_end_in_answers_or_problems() -> None:
    found = hostile.tried(800, seed=11)

    assert found["fallen"] == []
    assert sum(sum(of.values()) for of in found["doors"].values()) == 800 - 266
    assert all(of["refused"] for of in found["doors"].values())
    assert found["large"]["questions"] == 266
    assert found["large"]["fallen"] == []


@pytest.mark.slow
def test_a_large_set_is_accepted_and_made_from_its_number_alone() -> None:
    """One of each shape; the smallest of some, so that it takes seconds."""
    by_size = sorted(range(45), key=lambda number: large.planned(number)[1])

    for shape in large.SHAPES:
        of = next(of for number in by_size if large.planned(number)[0] == shape and (of := large.made(number)).shape == shape)
        assert large.SMALLEST * 0.9 < len(of.text) < large.LARGEST * 1.1
        assert loads(of.text).id == "large"
        assert large.made(of.number) == of


@pytest.mark.slow
def test_every_question_can_be_asked() -> None:
    of = large.made(next(number for number in itertools.count() if large.planned(number)[0] == "levels" and large.planned(number)[1] < 20_000))
    asked, chance = large.Asked(of), random.Random(3)

    for name in {*large.EASY, *large.HARD} if find_spec("starlette") is not None else large.EASY:
        how, seconds, megabytes, wrong = large.measured(lambda name=name: getattr(asked, name)(large.case(of, chance, ("most",))[1], chance))
        assert (how, wrong) == ("answered", ""), name
        assert seconds >= 0
        assert megabytes >= 0


def grown(megabytes: int) -> Callable[[], Any]:
    return lambda: len(bytearray(megabytes * 2**20)) and None


@pytest.mark.parametrize(
    ("ask", "how", "over"),
    [
        (lambda: raising(ZeroDivisionError())(0), "fell", False),
        (lambda: raising(CarelevelError("No."))(0), "refused", False),
        (lambda: forever(0), "hung", True),
        (grown(60), "answered", True),
        (lambda: None, "answered", False),
    ],
)
def test_a_question_that_falls_or_is_over_its_budget_is_noticed(ask: Callable[[], Any], how: str, over: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in {"SECONDS": 0.1, "MEGABYTES": 40, "GIVEN_UP": 0.3, "EASY": ("recommend",)}.items():
        monkeypatch.setattr(large, name, value)
    monkeypatch.setattr(large.Asked, "recommend", lambda *_: ask())
    number = next(number for number in itertools.count() if large.planned(number)[1] < 10_000)

    (read, found) = large.to_one(number, (0, 2))

    assert (read.how, found.how) == ("answered", how)
    assert bool(found.wrong) == (how in {"fell", "hung"})
    assert (found.over > 1) == over
    assert found.line.startswith(f"--set {number} (")


@pytest.mark.slow
def test_most_slips_are_said_on_their_line_and_with_the_right_hint() -> None:
    found = slips.tried(40, seed=7)

    shares = runner.slip_shares(found)
    assert shares["slips"] > 30
    assert shares["noticed"] >= 0.95
    assert shares["line"] >= 0.9
    assert shares["hint"] >= 0.8
    assert found["pairs"]["both"] >= 0.9 * found["pairs"]["pairs"]


@pytest.mark.parametrize("name", ["recommend", "new", "records", "replay", *(name for name in faults.EXTRAS if name in faults.installed())])
@pytest.mark.slow
def test_no_fault_of_the_machine_ends_in_a_traceback(name: str) -> None:
    found = faults.tried((name,), step=2 if name not in faults.EXTRAS else 11)

    assert found["fallen"] == []
    assert found["commands"][name]["said"] >= 2


def test_every_command_is_tried() -> None:
    assert set(COMMANDS) == set(faults.WORDS)


@pytest.mark.slow
def test_the_order_of_a_file_changes_no_answer() -> None:
    assert sameness.shuffles(2 * len(bundled_ids()), seed=3)["fallen"] == []


# What looks for falls finds them


def raising(error: BaseException) -> Callable[[Any], Any]:
    def ask(_given: Any) -> None:
        raise error

    return ask


def forever(_given: Any) -> None:
    while True:
        pass


@pytest.mark.parametrize(
    ("ask", "how"),
    [
        (raising(ZeroDivisionError()), "fell"),
        (raising(RecursionError()), "fell"),
        (raising(CarelevelError("\x1b[31m")), "refused"),
        (forever, "hung"),
        (repr, "answered"),
    ],
)
def test_what_falls_or_hangs_is_noticed(ask: Callable[[Any], Any], how: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hostile, "SECONDS", 0.05)
    hostile.signal.signal(hostile.signal.SIGPROF, hostile._late)

    found, what = hostile.outcome(ask, "x")

    assert found == how
    assert bool(what) is (ask is not repr)


def test_a_slip_that_is_said_elsewhere_is_no_hit() -> None:
    """The title of a level is text for readers: to say nothing of it would be right, and here counts as not noticed."""
    file = bundled("adult-mental-health")
    start = file.text.index("title: Outpatient")
    unnoticed = file.found(Slip("text", start + 7, start + 17, "Outpatint", frozenset((1,))))
    noticed = file.found(Slip("key", start, start + 5, "titel", frozenset((1,)), hint="title"))

    assert (unnoticed.is_noticed, unnoticed.is_harmless) == (False, False)
    assert (noticed.is_noticed, noticed.is_on_line, noticed.has_hint) == (True, False, False)


def test_a_fault_that_ends_in_a_traceback_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(faults, "main", lambda words: Path("case.yaml").read_text() and 0)

    assert "PermissionError" in {line.partition(": fell: ")[2].partition(":")[0] for line in faults.tried(("recommend",))["fallen"]}


def test_an_answer_that_depends_on_the_order_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    told = iter(range(10**6))
    monkeypatch.setattr(sameness, "told", lambda criteria, case: {"level": next(told)})

    assert len(sameness.shuffles(len(bundled_ids()), seed=1)["fallen"]) == len(bundled_ids()) * len(sameness.GIVEN)


# Mutants


def mutant(function: str, was: str, becomes: str) -> mutants.Mutant:
    return next(each for each in mutants.mutants("model/truth") if (each.function, each.was, each.becomes) == (function, was, becomes))


def test_a_mutant_changes_what_a_function_does_wherever_it_is_held() -> None:
    code = negate.__code__
    try:
        mutants.put_in(mutant("negate", "Truth.UNMET", "Truth.MET"))
        changed = negate(Truth.MET)
    finally:
        negate.__code__ = code

    assert (changed, negate(Truth.MET)) == (Truth.MET, Truth.UNMET)


@pytest.mark.parametrize(
    ("text", "changed"),
    [
        ("a < b", ["a <= b", "a > b"]),
        ("a < b <= c", ["a <= b <= c", "a > b <= c", "a < b < c", "a < b > c"]),
        ("a == 'x'", ["a != 'x'", "a == 'x?'"]),
        ("a and b", ["a or b"]),
        ("not a", ["a"]),
        ("a + 1", ["a - 1"]),
        ("min(a)", []),
        ("a if b else c", ["c if b else a"]),
        ("True", ["False"]),
        ("7", ["8"]),
    ],
)
def test_what_a_line_is_changed_to(text: str, changed: list[str]) -> None:
    assert [ast.unparse(each) for each in mutants.changes(ast.parse(text, mode="eval").body)] == changed


def test_a_mutant_is_a_fall_unless_there_is_a_reason_and_so_is_a_reason_without_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mutants, "reasons", lambda: {"truth f: a -> b": "It is the same.", "truth g: a -> b": "It was.", "levels h: a -> b": "Not asked."})

    found = mutants.fallen({"truth": {"mutants": 3, "tests": 1, "survivors": ["truth f: a -> b", "truth x: a -> b"]}})

    assert found == ["no test notices truth x: a -> b", "no survivor, and listed as one: truth g: a -> b"]


def test_every_mutant_that_has_a_reason_is_there() -> None:
    """A reason for code that has gone is no reason."""
    known = {str(each) for module in mutants.TESTS for each in mutants.mutants(module)}

    assert [each for each in mutants.reasons() if each not in known] == []


# The page

RESULTS: dict[str, Any] = {
    "kills": {"kills": 2, "told": 3, "kept": 4, "lost": [], "broken": []},
    "slips": {
        "kinds": {
            "a tab": {"slips": 20, "noticed": 20, "line": 20, "code": 20},
            "letter": {"slips": 10, "noticed": 10, "line": 9, "code": 9, "hints": 10, "hint": 9},
        },
        "pairs": {"pairs": 2, "both": 2, "one": 2},
        "misses": [],
    },
    "faults": {"commands": {"list": {"operations": 3, "faults": 3, "said": 3}}, "fallen": []},
    "shuffles": {"shuffles": 2, "answers": 10, "fallen": []},
    "seeds": {"seeds": 2, "fallen": []},
    "mutants/truth": {"mutants": 9, "tests": 3, "survivors": []},
    "hostile": {
        "inputs": 8,
        "doors": {"records": {"refused": 5}},
        "slowest": 0.1,
        "megabytes": 30,
        "fallen": [],
        "left_out": "",
        "large": {
            "sets": 1,
            "questions": 3,
            "kinds": {
                "read": {"answered": 1, "seconds": 0.1, "slowest": 0.1, "megabytes": 3},
                "why": {"answered": 2, "seconds": 3.1, "slowest": 3.0, "megabytes": 9},
            },
            "spread": {"seconds": {"0.10": 2, "3.00": 1}, "megabytes": {"3": 1, "9": 2}},
            "fallen": [],
            "over": [[1.05, "--set 7 question 3"]],
        },
    },
}


def changed(part: str, **more: Any) -> dict[str, Any]:
    return json.loads(json.dumps(RESULTS)) | {part: RESULTS[part] | more}


@pytest.mark.parametrize(
    ("results", "line"),
    [
        (changed("kills", lost=[3]), "a record that was said to be kept is lost: 3"),
        (changed("kills", broken=["record 2 is missing"]), "record 2 is missing"),
        (changed("hostile", fallen=["records: hung"]), "records: hung"),
        (changed("hostile", large=RESULTS["hostile"]["large"] | {"fallen": ["--set 7 question 4: hung"]}), "--set 7 question 4: hung"),
        (changed("hostile", large=RESULTS["hostile"]["large"] | {"over": [[1.05, "a"], [1.2, "b"]]}), "b"),
        (changed("mutants/truth", survivors=["truth negate: a -> b"]), "no test notices truth negate: a -> b"),
        (changed("seeds", fallen=["answers depend on the seed"]), "answers depend on the seed"),
        (
            changed("slips", kinds={"letter": {"slips": 10, "noticed": 10, "line": 9, "code": 9, "hints": 10, "hint": 9}}),
            "only 90.0% of slips have the right line; 95% are asked for",
        ),
    ],
)
def test_the_page_says_what_fell(results: dict[str, Any], line: str) -> None:
    assert runner.fallen(results) == [line]
    assert f"## Failures\n\n- {line}\n" in runner.printed(results, {}, 1, 60)


def test_a_run_in_which_nothing_fell_says_so() -> None:
    assert runner.fallen(RESULTS) == []
    assert "## Failures\n\nNone.\n" in runner.printed(RESULTS, {}, 1, 60)
    assert "| Time | 0.10 s | 3.00 s | 3.00 s | 3.00 s |\n| Memory | 9 MB | 9 MB | 9 MB | 9 MB |\n" in runner.printed(RESULTS, {}, 1, 60)


def test_without_mutants_the_page_keeps_what_it_said_of_them_and_when(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    page = tmp_path / "reliability.md"
    monkeypatch.setattr(runner, "PAGE", page)
    page.write_text("Last run: **2026-11-26**, Python\n\n## Mutants\n\n9 small changes.\n\n## Killed writers\n", "utf-8")
    kept = {name: of for name, of in RESULTS.items() if not name.startswith("mutants/")}

    for _ in range(2):
        page.write_text(runner.printed(kept, {}, 1, 60), "utf-8")

    said = "From the run of 2026-11-26. No mutants were made since then, and modules and tests have changed.\n\n9 small changes."
    assert f"\n## Mutants\n\n{said}\n\n## Killed writers\n" in page.read_text("utf-8").replace("\n\n\n", "\n\n")


def test_what_a_part_came_to_is_asked_for_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(runner, "KEPT", tmp_path)
    told = iter(range(9))

    came = [runner.came_of("a/b", lambda: next(told), asked)["came"] for asked in (["nightly", 1], ["nightly", 1], ["nightly", 2])]

    assert came == [0, 0, 1]


def test_the_page_has_a_date() -> None:
    """How old it may be is for readers to judge; that it says so is tested."""
    assert re.search(r"^Last run: \*\*\d{4}-\d\d-\d\d\*\*, Python 3\.", runner.PAGE.read_text("utf-8"), re.MULTILINE)
