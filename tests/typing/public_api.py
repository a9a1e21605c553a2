"""The public names as an app uses them. Type-checked by `mypy --strict`, never run."""

from collections.abc import Mapping, Sequence
from datetime import date
from importlib.resources import files
from io import BytesIO
from pathlib import Path
from typing import Any, Literal, assert_type
from zipfile import Path as ZipPath

import carelevel
from carelevel import (
    CarelevelError,
    CaseError,
    CriteriaError,
    CriteriaSet,
    Decision,
    MissingExtraError,
    Place,
    Problem,
    Recommendation,
    check,
    dumps,
    load,
    loads,
    match,
)
from carelevel.types import Case, Fact, Fit, Interview, Level, Matches, Needs, Programs, Question


def doors(folder: Path) -> CriteriaSet:
    """Load from each place that criteria may come from."""
    assert_type(load("adult-mental-health"), CriteriaSet)
    assert_type(load(folder), CriteriaSet)
    assert_type(loads("carelevel: 1"), CriteriaSet)
    assert_type(loads(b"carelevel: 1", "mine.yaml"), CriteriaSet)
    assert_type(dumps(load(folder)), str)
    assert_type(carelevel.__version__, str)
    assert_type(carelevel.bundled(), tuple[str, ...])
    assert_type(load({"carelevel": 1}), CriteriaSet)
    assert_type(load(files("clinic") / "criteria.yaml"), CriteriaSet)
    assert_type(load(ZipPath("criteria.zip", "clinic/")), CriteriaSet)
    assert_type(load(BytesIO(b"")), CriteriaSet)
    assert_type(dumps(folder), str)
    with folder.open(encoding="utf-8") as text, folder.open("rb") as content:
        assert_type(load(text), CriteriaSet)
        assert_type(load(content), CriteriaSet)
    return carelevel.load(str(folder))


def look(criteria: CriteriaSet) -> None:
    """Read what a set says of itself."""
    assert_type(criteria.id, str)
    assert_type(criteria.version, str)
    assert_type(criteria.title, str)
    assert_type(criteria.digest, str)
    assert_type(criteria.decision_digest, str)
    assert_type(criteria.warnings, tuple[Problem, ...])
    assert_type(criteria.to_dict(), dict[str, Any])
    assert_type(criteria.case_schema(), dict[str, Any])
    assert_type(criteria.answer_schema(), dict[str, Any])
    assert_type(criteria.levels["iop"].title, str)
    assert_type(criteria.levels["iop"].hours_per_week, tuple[int, int] | None)
    assert_type(criteria.criteria["x"].because, str)
    assert_type(criteria.facts["x"].about.ask, str | None)
    assert_type(list(criteria.facts), list[str])


def ask(criteria: CriteriaSet, given: Mapping[str, Any]) -> str:
    """Ask for a level, and take care of what is open."""
    answer = criteria.recommend(given)
    assert_type(answer, Recommendation)
    assert_type(answer.level, str | None)
    assert_type(answer.lowest, str | None)
    assert_type(answer.possible, tuple[str, ...])
    assert_type(answer.settled, bool)
    assert_type(answer.exact, bool)
    assert_type(answer.applies, Literal["met", "unmet", "unknown"])
    assert_type(answer.missing, tuple[str, ...])
    for reason in answer.reasons:
        assert_type(reason.criterion, str)
        assert_type(reason.level, str)
        assert_type(reason.evidence["fact"], Any)
        assert_type([source.id for source in reason.sources], list[str])
    for barrier in answer.barriers:
        assert_type(barrier.lowered_from, str | None)
        assert_type(barrier.overridden, bool)
    for service in answer.services:
        assert_type(service.status, Literal["met", "open"])
    assert_type(answer.to_dict(), dict[str, Any])
    assert_type(answer.to_markdown(), str)
    assert_type(answer.to_html(), str)
    return answer.level if answer.level is not None else ", ".join(answer.missing)


def decide(criteria: CriteriaSet) -> Sequence[str]:
    """Take the fast path, with a plain literal for a case and with a checked one."""
    case = criteria.case({"symptom_severity": "severe", "phq9": {"at_least": 10}, "conditions": ["ocd"], "works_or_studies": True, "age": None})
    decision = criteria.decide(case)
    assert_type(decision, Decision)
    assert_type(decision.level, str | None)
    assert_type(decision.met, tuple[str, ...])
    assert_type(criteria.possible_levels(case), tuple[str, ...])
    return criteria.recommend(case).unknown


def whole_tables(criteria: CriteriaSet, people: list[int]) -> list[int]:
    """Answer a table: what comes in comes out. The module is there without an import of its own."""
    assert_type(carelevel.cohort.level_pairs("people.csv", criteria, criteria)["iop", None], int)
    return carelevel.cohort.recommend(criteria, people, invalid="unknown")


def what_can_go_wrong(text: str) -> list[Problem]:
    """Catch each error of the family."""
    try:
        return list(check("criteria.yaml")) + list(check(loads(text), date(2026, 11, 24)))
    except CriteriaError as error:
        return list(error.problems)
    except CaseError as error:
        assert_type(error.problems, tuple[Problem, ...])
        return list(error.problems)
    except (MissingExtraError, CarelevelError) as error:
        return [Problem("other", str(error))]


def show(problem: Problem) -> tuple[str, int]:
    """Show a problem in an editor."""
    assert_type(problem.code, str)
    assert_type(problem.severity, Literal["error", "warning", "note"])
    assert_type(problem.hint, str | None)
    assert_type(problem.to_dict(), dict[str, Any])
    place = problem.place or Place("criteria.yaml", 1, 1)
    return f"{place.file}: {problem.message}", place.line


def keep(criteria: CriteriaSet, case: Case, asked: carelevel.types.Asks) -> tuple[Level, Fact, Question | None]:
    """Name in annotations whatever comes back."""
    assert_type(criteria.interview(case), Interview)
    assert_type(criteria.asks(case), carelevel.types.Asks)
    assert_type(asked.at_most, int)
    return criteria.levels["iop"], criteria.facts["age"], criteria.interview(case).question


def what_a_type_checker_refuses(criteria: CriteriaSet) -> None:
    """Each ignore is needed: without the mistake on its line, mypy complains about the ignore."""
    criteria.recommend("severe")  # type: ignore[arg-type]
    criteria.recommend({"age": 3}).level.upper()  # type: ignore[union-attr]
    criteria.recommend({}).level = "iop"  # type: ignore[misc]
    criteria.id = "mine"  # type: ignore[misc]
    load(3)  # type: ignore[arg-type]
    loads(Path("criteria.yaml"))  # type: ignore[arg-type]
    Problem("a", "b", "fatal")  # type: ignore[arg-type]
    carelevel.laod("adult-mental-health")  # type: ignore[attr-defined]
    loads({"carelevel": 1})  # type: ignore[arg-type]
    check(3)  # type: ignore[arg-type]
    criteria.recomend({})  # type: ignore[attr-defined]
    carelevel.cohort.recomend  # type: ignore[attr-defined]  # noqa: B018
    carelevel.types.Recomendation  # type: ignore[attr-defined]  # noqa: B018
    carelevel.cohort.level_pair  # type: ignore[attr-defined]  # noqa: B018


def places(criteria: CriteriaSet, folder: Path, answer: Recommendation) -> Fit:
    """Match programs with an answer."""
    programs = criteria.programs(folder)
    assert_type(programs, Programs)
    assert_type(criteria.needs({"travel_minutes": 20}, programs), Needs)
    matches = match(answer, programs, {"requires": {"waiting_days": {"at_most": 14}}})
    assert_type(matches, Matches)
    assert_type(match(answer, folder, "needs.yaml"), Matches)
    assert_type(criteria.programs({"programs": []}), Programs)
    assert_type(matches["x"].outcome, Literal["fits", "does_not_fit", "cannot_be_told"])
    return matches["x"]
