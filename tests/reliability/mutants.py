"""Mutants of the core: each changes one thing in one module, and the tests have to notice.

    python -m tests.reliability.mutants all modules
    python -m tests.reliability.mutants model/truth logic/levels

The tests of a module are collected once. Each mutant is tried in a fork of that process, in which the code of the changed function, and nothing else, is
replaced; the tests that noticed others of the same function come first, and the first that fails ends it. So a mutant costs no start of Python, no import and
no file. What stands outside of functions is not changed: tables of words, declarations, classes.

What is changed: comparisons are shifted and turned, `and` and `or`, `&`, `|` and `^`, `+` and `-`, `<<` and `>>`, `min` and `max`, `any` and `all` and the like are
swapped, `not`, `~` and signs are taken away, numbers moved by one, `True` and `False` turned, words that are compared are changed, the two sides of a choice are
swapped, conditions become always true and never true, `break`, `continue`, `raise` and statements that only do something are left out.

A mutant that no test can notice stands in `survivors.json` with the reason. One that survives and does not stand there is a fall, and so is a line there of one
that does not survive.
"""

import ast
import copy
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from importlib import import_module
from itertools import islice
from pathlib import Path
from types import CodeType, FunctionType
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
LISTED = Path(__file__).with_name("survivors.json")

SMALL = "tests/unit/logic/test_meaning.py"
"""Every case of some small facts: it takes no time, and notices most."""

LEFT = "tests/unit/logic/test_possible_levels_everyone_left.py"
"""Every case of some small sets, with everyone who is left."""

TESTS: dict[str, tuple[str, ...]] = {
    "model/truth": ("tests/unit/model/test_truth.py", "tests/spec/test_groups.py"),
    "logic/levels": ("tests/unit/logic/test_levels.py", "tests/unit/answers/test_fast.py", "tests/spec/test_levels.py", "tests/spec/test_answers.py"),
    "logic/fold": ("tests/unit/logic/test_fold.py",),
    "logic/meaning": (SMALL, "tests/property/test_shortcuts.py"),
    "model/conditions": (
        SMALL,
        "tests/unit/model/test_conditions.py",
        "tests/spec/test_groups.py",
        "tests/spec/test_derived_facts.py",
        "tests/spec/test_answers.py",
    ),
    "model/facts": (
        *("tests/spec/test_facts.py", "tests/spec/test_derived_facts.py"),
        *("tests/unit/model/test_conditions.py", "tests/unit/model/test_cases.py", "tests/unit/logic/test_corners.py"),
    ),
    "model/operators": (
        *("tests/unit/model/test_operators.py", "tests/spec/test_atoms.py", "tests/spec/test_what_is_refused.py"),
        *("tests/spec/test_cases.py", "tests/unit/model/test_cases.py"),
    ),
    "model/cases": ("tests/spec/test_cases.py", "tests/unit/model/test_cases.py", SMALL),
    "answers/fast": (
        "tests/unit/answers/test_fast.py",
        SMALL,
        "tests/unit/logic/test_bit_tables.py",
        "tests/spec/test_answers.py",
        "tests/spec/test_levels.py",
        "tests/spec/test_who_they_are_for.py",
    ),
    "logic/evidence": ("tests/unit/logic/test_evidence.py", SMALL, "tests/spec/test_levels.py", "tests/spec/test_answers.py"),
    "logic/bit_tables": (
        *(
            SMALL,
            "tests/unit/logic/test_bit_tables.py",
            "tests/unit/answers/test_fast.py",
            "tests/unit/answers/test_recommend.py",
            "tests/unit/logic/test_evidence.py",
        ),
        "tests/unit/answers/test_recommend_remembering.py",
    ),
    "logic/case_encoder": ("tests/unit/logic/test_case_encoder.py", SMALL, "tests/unit/logic/test_bit_tables.py"),
    "answers/recommend": (
        *(SMALL, "tests/spec/test_answers.py", "tests/spec/test_levels.py", "tests/spec/test_services.py", "tests/spec/test_who_they_are_for.py"),
        *("tests/spec/test_notices.py", "tests/spec/test_impossible.py", "tests/unit/answers/test_recommend.py", "tests/unit/logic/test_corners.py"),
    ),
    "logic/bit_layout": ("tests/unit/logic/test_bit_layout.py", SMALL),
    "logic/diagram_restriction": (LEFT, "tests/unit/logic/test_diagram_runs.py"),
    "logic/monotonicity": ("tests/unit/logic/test_monotonicity_pushes.py", "tests/unit/logic/test_monotonicity.py"),
    "logic/possible_levels": (LEFT, "tests/unit/logic/test_possible_levels.py", "tests/unit/answers/test_recommend.py", "tests/spec/test_services.py"),
    "logic/possible_by_solver": (LEFT, "tests/unit/logic/test_possible_levels.py"),
    "logic/level_diagram": (LEFT, "tests/unit/logic/test_level_diagram.py", "tests/unit/logic/test_possible_levels.py", "tests/unit/logic/test_corners.py"),
    "logic/model_count": ("tests/unit/logic/test_model_count.py",),
    "logic/variable_order": ("tests/unit/logic/test_variable_order.py", "tests/unit/logic/test_corners.py"),
    "model/criteria": ("tests/unit/model/test_criteria.py",),
    "answers/results": ("tests/unit/answers/test_results.py", "tests/unit/answers/test_recommend.py", "tests/spec/test_answers.py"),
}
"""The modules that are changed, and the tests that are asked about each."""

MEMORY = 4_000_000_000
"""Bytes that a mutant may use."""

_COMPARED: dict[type[ast.cmpop], tuple[type[ast.cmpop], ...]] = {
    ast.Lt: (ast.LtE, ast.Gt),
    ast.LtE: (ast.Lt, ast.Gt),
    ast.Gt: (ast.GtE, ast.Lt),
    ast.GtE: (ast.Gt, ast.Lt),
    ast.Eq: (ast.NotEq,),
    ast.NotEq: (ast.Eq,),
    ast.Is: (ast.IsNot,),
    ast.IsNot: (ast.Is,),
    ast.In: (ast.NotIn,),
    ast.NotIn: (ast.In,),
}
_CALCULATED: dict[type[ast.operator], tuple[type[ast.operator], ...]] = {
    ast.Add: (ast.Sub,),
    ast.Sub: (ast.Add,),
    ast.Mult: (ast.Add,),
    ast.FloorDiv: (ast.Mult,),
    ast.Mod: (ast.FloorDiv,),
    ast.LShift: (ast.RShift,),
    ast.RShift: (ast.LShift,),
    ast.BitAnd: (ast.BitOr,),
    ast.BitOr: (ast.BitAnd,),
    ast.BitXor: (ast.BitOr,),
}
_SWAPPED = {
    "min": "max",
    "max": "min",
    "any": "all",
    "all": "any",
    "all_of": "any_of",
    "any_of": "all_of",
    "issuperset": "issubset",
    "issubset": "issuperset",
    "isdisjoint": "issuperset",
    "MET": "UNMET",
    "UNMET": "MET",
    "UNKNOWN": "MET",
    "YES": "NO",
    "NO": "YES",
}


def _with(node: Any, **members: Any) -> Any:
    changed = copy.deepcopy(node)
    for name, value in members.items():
        setattr(changed, name, value)
    return changed


def changes(node: ast.AST) -> Iterator[ast.AST]:
    """Yield what a node is changed to."""
    match node:
        case ast.Compare(ops=ops):
            for at, op in enumerate(ops):
                for other in _COMPARED[type(op)]:
                    yield _with(node, ops=[*ops[:at], other(), *ops[at + 1 :]])
            for at, side in enumerate(node.comparators):
                if isinstance(side, ast.Constant) and isinstance(side.value, str):
                    yield _with(node, comparators=[*node.comparators[:at], ast.Constant(side.value + "?"), *node.comparators[at + 1 :]])
        case ast.BoolOp(op):
            yield _with(node, op=ast.And() if isinstance(op, ast.Or) else ast.Or())
        case ast.UnaryOp(ast.Not() | ast.Invert() | ast.USub(), operand):
            yield operand
        case ast.BinOp(_, op) | ast.AugAssign(_, op):
            for swapped in _CALCULATED.get(type(op), ()):
                yield _with(node, op=swapped())
        case ast.Constant(bool(value)):
            yield ast.Constant(not value)
        case ast.Constant(int(number)):
            yield ast.Constant(number + 1)
        case ast.Name(name) if name in _SWAPPED:
            yield ast.Name(_SWAPPED[name], node.ctx)
        case ast.Attribute(_, name) if name in _SWAPPED:
            yield _with(node, attr=_SWAPPED[name])
        case ast.IfExp(_, body, orelse):
            yield _with(node, body=orelse, orelse=body)
        case ast.If():
            yield _with(node, test=ast.Constant(True))
            yield _with(node, test=ast.Constant(False))
        case ast.comprehension(ifs=[_, *_]):
            yield _with(node, ifs=[])
        case ast.Continue() | ast.Break() | ast.Raise():
            yield ast.Pass()
        case ast.Expr(value) if not isinstance(value, ast.Constant | ast.Yield | ast.YieldFrom):
            yield ast.Pass()


@dataclass(frozen=True)
class Mutant:
    """A change in a function, which is named as `Class.method` or `function`; `number` tells apart those that read the same, and `at` is the node that `changed` replaces."""

    module: str
    function: str
    was: str
    becomes: str
    number: int
    at: int
    changed: ast.AST

    def __str__(self) -> str:
        """How it is listed: without the line, which moves."""
        return f"{self.module} {self.function}: {self.was} -> {self.becomes}" + (f" ({self.number})" if self.number > 1 else "")


def functions(tree: ast.Module) -> Iterator[tuple[str, ast.FunctionDef]]:
    """Yield the functions and methods of a module; what stands inside of a function is a part of it."""
    for node in tree.body:
        if isinstance(node, ast.FunctionDef):
            yield node.name, node
        elif isinstance(node, ast.ClassDef):
            yield from ((f"{node.name}.{each.name}", each) for each in node.body if isinstance(each, ast.FunctionDef))


class _Replaced(ast.NodeTransformer):
    def __init__(self, target: ast.AST, by: ast.AST) -> None:
        self.target, self.by = target, by

    def visit(self, node: ast.AST) -> ast.AST:
        return self.by if node is self.target else super().generic_visit(node)


def mutants(module: str) -> Iterator[Mutant]:
    """Yield every mutant of a module."""
    tree = parsed(module)
    order = {id(node): at for at, node in enumerate(ast.walk(tree))}
    made: Counter[tuple[str, str, str]] = Counter()
    for name, function in functions(tree):
        inside = [node for part in function.body for node in ast.walk(part)]
        # What is asserted tells the type checker something, what can never be reached is never reached, and what stands behind the colon of a variable is not run.
        wholes = [
            whole.annotation if isinstance(whole, ast.AnnAssign) else whole
            for whole in inside
            if isinstance(whole, ast.AnnAssign | ast.Assert) or _is_never(whole)
        ]
        passed_over = {id(node) for whole in wholes for node in ast.walk(whole)}
        for node in inside:
            for changed in () if id(node) in passed_over else changes(node):
                was, becomes = _shown(node), _shown(changed)
                made[name, was, becomes] += 1
                yield Mutant(module, name, was, becomes, made[name, was, becomes], order[id(node)], changed)


def parsed(module: str) -> ast.Module:
    """Return the tree of a module."""
    return ast.parse((ROOT / "src" / "carelevel" / f"{module}.py").read_text("utf-8"))


def _is_never(node: ast.AST) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Call) and ast.unparse(node.value.func) == "assert_never"


def _shown(node: ast.AST) -> str:
    text = f"if {ast.unparse(node.test)}" if isinstance(node, ast.If) else " ".join(ast.unparse(node).split())
    return text if len(text) <= 90 else f"{text[:90]}…"


def code_of(mutant: Mutant) -> CodeType:
    """Return the code of the changed function. The whole module is compiled: what a name is depends on what stands around it."""
    whole = parsed(mutant.module)
    target = next(islice(ast.walk(whole), mutant.at, None))
    code = compile(ast.fix_missing_locations(_Replaced(target, mutant.changed).visit(whole)), mutant.module, "exec")
    for step in mutant.function.split("."):
        code = next(each for each in code.co_consts if isinstance(each, CodeType) and each.co_name == step)
    return code


def put_in(mutant: Mutant) -> None:
    """Replace the code of a function by that of a mutant, wherever the function is held."""
    found: Any = import_module("carelevel." + mutant.module.replace("/", "."))
    for step in mutant.function.split("."):
        found = vars(found)[step]
    if isinstance(found, property):
        found = found.fget
    found = getattr(found, "__wrapped__", getattr(found, "__func__", found))
    assert isinstance(found, FunctionType), mutant
    found.__code__ = code_of(mutant)


class Tries:
    """A plug-in of pytest that collects the tests of a module, and instead of running them once runs them for each mutant."""

    def __init__(self, module: str) -> None:
        self.module = module
        self.found: dict[str, Any] = {}
        self._noticing: defaultdict[str, Counter[int]] = defaultdict(Counter)

    def pytest_collection(self) -> None:
        """Ask hypothesis for no more than that an example fails: to make it small takes longer than to find it."""
        from hypothesis import Phase, settings

        settings.register_profile("mutants", settings.get_profile("ci"), phases=(Phase.explicit, Phase.generate), report_multiple_bugs=False)
        settings.load_profile("mutants")

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        """Try every mutant."""
        items = session.items
        times = _timed(items)
        items.sort(key=lambda item: times[item.nodeid])
        every = list(mutants(self.module))
        alive = [mutant for mutant in every if not self._is_noticed(mutant, items, limit=5 * int(sum(times.values())) + 20)]
        self.found = {"mutants": len(every), "tests": len(items), "survivors": [str(mutant) for mutant in alive]}
        return True

    def _is_noticed(self, mutant: Mutant, items: list[pytest.Item], limit: int) -> bool:
        first = [at for at, _ in self._noticing[mutant.function].most_common(5)]
        order = [*first, *(at for at in range(len(items)) if at not in first)]
        told = forked(lambda: put_in(mutant), [items[at] for at in order], limit)
        if told.isdecimal():
            self._noticing[mutant.function][order[int(told)]] += 1
        return told != ALL_PASSED


ALL_PASSED = "all passed"


def _timed(items: list[pytest.Item]) -> dict[str, float]:
    """Return how long each test takes without a mutant."""
    told = forked(lambda: None, items, limit=1000, is_timed=True)
    *times, end = told.split()
    assert end == "end", f"the tests fail without a mutant: {told}"
    return dict(zip([item.nodeid for item in items], map(float, times), strict=True))


def forked(before: Callable[[], None], items: list[pytest.Item], limit: int, *, is_timed: bool = False) -> str:
    """Run tests in a process of their own until one fails; return the number of that one, or that all passed. Nothing when it runs on or breaks down."""
    mine, theirs = os.pipe()
    child = os.fork()
    if not child:
        with suppress(BaseException):
            for number in (1, 2):
                os.dup2(os.open(os.devnull, os.O_WRONLY), number)
            resource.setrlimit(resource.RLIMIT_CPU, (limit, limit))
            resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
            before()
            os.write(theirs, _run(items, is_timed=is_timed).encode())
        os._exit(0)
    os.close(theirs)
    with os.fdopen(mine) as told:
        text = told.read()
    os.waitpid(child, 0)
    return text


def _run(items: list[pytest.Item], *, is_timed: bool) -> str:
    session, times = items[0].session, []
    for number, item in enumerate(items):
        began = time.process_time()
        item.config.hook.pytest_runtest_protocol(item=item, nextitem=items[number + 1] if number + 1 < len(items) else None)
        times.append(f"{time.process_time() - began:.4f}")
        if session.testsfailed:
            return str(number)
    return " ".join([*times, "end"]) if is_timed else ALL_PASSED


def tried(module: str) -> dict[str, Any]:
    """Return how many mutants there are of a module, and which survive. Only once in a process: tests are imported for good."""
    tries = Tries(module)
    with tempfile.TemporaryDirectory() as folder:
        words = ["-n", "0", "-q", "-s", "-p", "no:cacheprovider", "-p", "no:cov", "--basetemp", folder, *TESTS[module]]
        code = pytest.main(words, plugins=[tries])
    assert tries.found, f"the tests of {module} were not run: pytest ended with {code}"
    return tries.found


def in_a_process(module: str) -> dict[str, Any]:
    """Return what came of the mutants of a module, in a process of its own."""
    words = [sys.executable, "-m", "tests.reliability.mutants", "--one", module]
    ended = subprocess.run(words, cwd=ROOT, env={**os.environ, "HYPOTHESIS_PROFILE": "ci"}, capture_output=True, text=True, check=False)
    assert ended.returncode == 0, ended.stdout[-2000:] + ended.stderr[-2000:]
    return json.loads(ended.stdout.splitlines()[-1])


def fallen(found: dict[str, dict[str, Any]]) -> list[str]:
    """Return what no test notices and nobody has given a reason for, and reasons for what a test notices."""
    known = reasons()
    alive = {mutant for of in found.values() for mutant in of["survivors"]}
    listed = {mutant for mutant in known if mutant.partition(" ")[0] in found}
    return [f"no test notices {mutant}" for mutant in sorted(alive - listed)] + [
        f"no survivor, and listed as one: {mutant}" for mutant in sorted(listed - alive)
    ]


def reasons() -> dict[str, str]:
    """Return the mutants that no test can notice, each with the reason."""
    return {mutant: reason for reason, listed in json.loads(LISTED.read_text("utf-8")).items() for mutant in listed}


def main(arguments: list[str]) -> int:
    """Print what came of it as JSON; end with 1 when anything fell."""
    if arguments[:1] == ["--one"]:
        print(json.dumps(tried(arguments[1])))
        return 0
    found = {module: in_a_process(module) for module in arguments or TESTS}
    print(json.dumps(found | {"fallen": fallen(found)}, indent=1))
    return int(bool(fallen(found)))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
