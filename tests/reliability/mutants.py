"""Mutants of the core: each changes one thing in one module, and the tests have to notice.

    python -m tests.reliability.mutants truth levels

A mutant that survives stands in `SURVIVORS` with the reason why it may, or the tests lack something. Comparisons are shifted and turned, `and` and `or` swapped,
`not` taken away, numbers moved by one, `min` and `max` swapped, `+` and `-` swapped, and names of truth values swapped.
"""

import ast
import copy
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]

TESTS: dict[str, tuple[str, ...]] = {
    "truth": ("tests/spec/test_met_unmet_unknown.py", "tests/spec/test_groups.py", "tests/property/test_meaning.py"),
    "levels": ("tests/spec/test_levels.py", "tests/property/test_recommendation.py"),
    "interpret/meaning": ("tests/spec/test_atoms.py", "tests/spec/test_derived_facts.py", "tests/spec/test_groups.py", "tests/property/test_meaning.py"),
}
"""The modules that are changed, and the tests that are asked about each."""

SURVIVORS: dict[str, str] = {}
"""Mutants that no test can notice, by how they are printed, each with the reason."""

_COMPARED: dict[type[ast.cmpop], tuple[type[ast.cmpop], ...]] = {
    ast.Lt: (ast.LtE, ast.Gt),
    ast.LtE: (ast.Lt, ast.Gt),
    ast.Gt: (ast.GtE, ast.Lt),
    ast.GtE: (ast.Gt, ast.Lt),
    ast.Eq: (ast.NotEq,),
    ast.NotEq: (ast.Eq,),
    ast.Is: (ast.IsNot,),
    ast.IsNot: (ast.Is,),
}
_SWAPPED = {
    "min": "max",
    "max": "min",
    "all_of": "any_of",
    "any_of": "all_of",
    "issuperset": "issubset",
    "isdisjoint": "issuperset",
    "MET": "UNMET",
    "UNMET": "MET",
    "UNKNOWN": "MET",
}


def _changes(node: ast.AST) -> Iterator[ast.AST]:
    """Yield what a node is changed to."""
    match node:
        case ast.Compare(ops=[op]):
            for other in _COMPARED.get(type(op), ()):
                changed = copy.deepcopy(node)
                changed.ops = [other()]
                yield changed
        case ast.BoolOp():
            changed = copy.deepcopy(node)
            changed.op = ast.And() if isinstance(node.op, ast.Or) else ast.Or()
            yield changed
        case ast.UnaryOp(ast.Not(), operand):
            yield operand
        case ast.BinOp(_, ast.Add() | ast.Sub(), _):
            changed = copy.deepcopy(node)
            changed.op = ast.Sub() if isinstance(node.op, ast.Add) else ast.Add()
            yield changed
        case ast.Constant(int(value)) if not isinstance(value, bool):
            yield ast.Constant(value + 1)
        case ast.Name(name) if name in _SWAPPED:
            yield ast.Name(_SWAPPED[name], node.ctx)
        case ast.Attribute(_, name) if name in _SWAPPED:
            changed = copy.deepcopy(node)
            changed.attr = _SWAPPED[name]
            yield changed


class _Replaced(ast.NodeTransformer):
    def __init__(self, at: int, by: ast.AST) -> None:
        self.at, self.by, self.count = at, by, -1

    def visit(self, node: ast.AST) -> ast.AST:
        self.count += 1
        return self.by if self.count == self.at else super().generic_visit(node)


def mutants(source: str) -> Iterator[tuple[str, str]]:
    """Yield each mutant of a module: how it is printed, and its text."""
    tree = ast.parse(source)
    order: list[ast.AST] = []

    class Walk(ast.NodeVisitor):
        def visit(self, node: ast.AST) -> None:
            order.append(node)
            super().generic_visit(node)

    Walk().visit(tree)
    for at, node in enumerate(order):
        for changed in _changes(node):
            mutant = ast.fix_missing_locations(_Replaced(at, changed).visit(copy.deepcopy(tree)))
            yield f"line {getattr(node, 'lineno', 0)}: {ast.unparse(node)} -> {ast.unparse(changed)}", ast.unparse(mutant)


def survives(name: str, text: str, folder: Path) -> bool:
    """Return whether the tests pass with a mutant in the place of a module."""
    path = folder / "src" / "carelevel" / f"{name}.py"
    whole = path.read_text("utf-8")
    path.write_text(text, "utf-8")
    try:
        words = [sys.executable, "-B", "-m", "pytest", "-n", "0", "-x", "-q", "-p", "no:cacheprovider", *TESTS[name]]
        env = {**os.environ, "HYPOTHESIS_PROFILE": "ci", "PYTHONPATH": str(folder / "src")}
        return subprocess.run(words, cwd=folder, env=env, capture_output=True, check=False, timeout=600).returncode == 0
    except subprocess.TimeoutExpired:
        return False
    finally:
        path.write_text(whole, "utf-8")


def tried(names: list[str]) -> dict[str, object]:
    """Return how many mutants there are of some modules, and which survive."""
    found: dict[str, object] = {}
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary) / "copy"
        shutil.copytree(ROOT, folder, ignore=shutil.ignore_patterns("__pycache__", ".git", ".venv", ".*_cache", ".hypothesis", "build"))
        for name in names:
            source = (folder / "src" / "carelevel" / f"{name}.py").read_text("utf-8")
            if not survives(name, source, folder):
                raise AssertionError(f"the tests of {name} fail without a mutant")
            every = list(mutants(source))
            alive = [shown for shown, text in every if survives(name, text, folder)]
            found[name] = {"mutants": len(every), "survivors": [shown for shown in alive if f"{name}, {shown}" not in SURVIVORS]}
            print(name, json.dumps(found[name], indent=1), flush=True)
    return found


if __name__ == "__main__":
    tried(sys.argv[1:] or list(TESTS))
