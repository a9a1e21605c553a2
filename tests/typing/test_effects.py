"""Where an effect of criteria is told from the others, the type checker knows all effects: a new one is an error there until somebody says what it does."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

import carelevel
from carelevel.model.operators import EFFECTS

PACKAGE = Path(carelevel.__file__).parent

MATCHING = {
    "logic/levels.py",
    "logic/level_diagram.py",
    "logic/possible_levels.py",
    "logic/possible_by_solver.py",
    "logic/decision_formulas.py",
    "model/sections.py",
    "answers/explain/why_not.py",
    "answers/explain/reassessment.py",
    "answers/explain/question_stages.py",
    "programs/interim.py",
    "syntax/criteria_reader.py",
    "show/answer.py",
    "show/criteria.py",
    "show/criteria_picture.py",
    "verify/checks/criteria.py",
    "verify/proofs/probes.py",
    "verify/testing/coverage_goals.py",
}
"""The modules that the type checker names when there is one effect more; those that ask `logic/levels.py` are not among them."""


@cache
def modules() -> dict[str, ast.Module]:
    return {path.relative_to(PACKAGE).as_posix(): ast.parse(path.read_text("utf-8")) for path in sorted(PACKAGE.rglob("*.py"))}


def names_of_effects(*nodes: ast.AST) -> set[str]:
    return {each.value for node in nodes for each in ast.walk(node) if isinstance(each, ast.Constant) and isinstance(each.value, str)} & {*EFFECTS}


def exhaustive_matches(tree: ast.Module) -> Iterator[ast.Match]:
    """Yield the matches on an effect whose last case is that there is no other."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Match) and names_of_effects(node):
            last = node.cases[-1]
            if isinstance(last.pattern, ast.MatchAs) and last.pattern.pattern is None and "assert_never(" in ast.unparse(last):
                yield node


def compares_an_effect(tree: ast.Module) -> bool:
    for node in ast.walk(tree):
        if isinstance(node, ast.Compare) and names_of_effects(node) and any("effect" in ast.unparse(side) for side in (node.left, *node.comparators)):
            return True
    return False


@pytest.mark.slow
def test_the_modules_that_match_effects_are_these() -> None:
    assert {name for name, tree in modules().items() if any(exhaustive_matches(tree))} == MATCHING


def test_no_module_compares_an_effect_without_a_match_that_knows_all() -> None:
    comparing = {name for name, tree in modules().items() if compares_an_effect(tree)}

    assert comparing
    assert comparing - MATCHING == set()


@pytest.mark.parametrize("name", sorted(MATCHING))
def test_each_of_these_matches_names_every_effect_or_every_effect_on_a_level(name: str) -> None:
    for node in exhaustive_matches(modules()[name]):
        named = names_of_effects(*(case.pattern for case in node.cases))
        assert {*EFFECTS} - named <= {"adds"}, ast.unparse(node.subject)
