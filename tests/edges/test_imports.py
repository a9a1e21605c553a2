"""What importing carelevel brings along, and what its public names are."""

import ast
import inspect
import json
import pydoc
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

import carelevel

READER = {"pydantic_core", "typing_extensions", "yaml"}
BY_CYTHON = ("_cython_", "cython_runtime", "_yaml")
FUNCTIONS = [name for name in carelevel.__all__ if inspect.isfunction(getattr(carelevel, name))]
CLASSES = [name for name in carelevel.__all__ if inspect.isclass(getattr(carelevel, name))]


def brought(statements: str) -> set[str]:
    """Return the top-level modules that statements bring along in a fresh interpreter, those of Python itself left out."""
    code = f"import sys; before = set(sys.modules)\n{statements}\nimport json; print(json.dumps(sorted(set(sys.modules) - before)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, text=True, timeout=60)
    modules = {name.partition(".")[0] for name in json.loads(done.stdout)}
    return {name for name in modules if name not in sys.stdlib_module_names and not name.startswith(BY_CYTHON)}


def test_importing_carelevel_brings_python_alone() -> None:
    """An app that imports it at its start pays for a reader only when it reads."""
    assert brought("import carelevel") == {"carelevel"}


def test_loading_brings_the_two_libraries_and_no_more() -> None:
    assert brought("import carelevel; carelevel.load('adult-mental-health')") <= {"carelevel", *READER}


def test_answering_and_showing_bring_nothing_more() -> None:
    code = "import carelevel; r = carelevel.load('adult-mental-health').recommend({}); str(r), r.to_html(), r.to_markdown(), r.to_dict(), carelevel.dumps(carelevel.load('adult-mental-health'))"

    assert brought(code) <= {"carelevel", *READER}


def test_answering_tables_brings_no_dataframe_library() -> None:
    """Whoever has one brings it; the others are not loaded."""
    assert brought("import carelevel; carelevel.cohort.recommend") <= {"carelevel", "narwhals", *READER}


@pytest.mark.parametrize("name", ["Recommendation", "Decision", "CriteriaSet", "check"])
def test_naming_a_type_does_not_bring_the_reader(name: str) -> None:
    assert brought(f"import carelevel; carelevel.{name}") == {"carelevel"}


def test_the_heavy_half_of_pydantic_is_not_loaded() -> None:
    """pydantic's own module takes longer to import than carelevel takes to answer."""
    done = subprocess.run(
        [sys.executable, "-c", "import carelevel, sys; carelevel.load('adult-mental-health'); print('pydantic' in sys.modules)"],
        capture_output=True,
        check=True,
        text=True,
        timeout=60,
    )

    assert done.stdout == "False\n"


def test_importing_logs_and_prints_nothing() -> None:
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", "import carelevel; carelevel.load('adult-mental-health')"], capture_output=True, check=True, timeout=60
    )

    assert (done.stdout, done.stderr) == (b"", b"")


@pytest.mark.slow
def test_nothing_is_said_to_logging() -> None:
    """An app decides what is logged, and what is known of a person is not."""
    code = """
import logging
made = []
logging.setLogRecordFactory(lambda *said, **more: made.append(said) or logging.LogRecord(*said, **more))
before = logging.root.handlers[:], set(logging.root.manager.loggerDict)
logging.root.setLevel(0)
import carelevel, carelevel.web.serving, carelevel.types
criteria = carelevel.load("adult-mental-health")
case = {"age": 34, "suicide_risk": "imminent"}
answer = criteria.recommend(case)
criteria.decide(case), criteria.why(case), criteria.interview(case).to_dict(), str(answer), answer.record("2026-11-25T14:30:00Z", facts=True)
carelevel.match(answer, "adult-mental-health"), carelevel.diff(criteria, criteria)
try:
    criteria.recommend({"age": "old"})
except carelevel.CaseError:
    pass
import polars
carelevel.cohort.recommend(criteria, polars.DataFrame({"age": [34]}))
carelevel.check(carelevel.loads(carelevel.dumps(criteria)))
own = [name for name in logging.root.manager.loggerDict if name.partition(".")[0] == "carelevel"]
handlers = [name for name, each in logging.root.manager.loggerDict.items() if getattr(each, "handlers", None) and name not in before[1]]
print(made, own, handlers, logging.root.handlers == before[0])
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, text=True, timeout=300)

    assert (done.stdout, done.stderr) == ("[] [] [] True\n", "")


def test_help_reads_as_a_page() -> None:
    """What `help(carelevel)` shows first: what it is, an example, and where to go from there."""
    page = pydoc.render_doc(carelevel, renderer=pydoc.plaintext)
    top = page.partition("PACKAGE CONTENTS")[0]
    named = re.findall(r"^ {8}((?:[\w.]+, )*[\w.]+) {2,}", top, re.MULTILINE)

    assert max(map(len, top.splitlines())) <= 160
    assert top.index(">>> import carelevel") < top.index("Where to go:") < top.index("At the command line:")
    assert len(named) > 5
    for name in (name.removeprefix("carelevel.") for line in named for name in line.split(", ")):
        assert hasattr(carelevel, name), name
    assert {"load", "check", "diff", "agree", "match", "CriteriaSet", "RecordStore", "carelevel.types"} <= {name for line in named for name in line.split(", ")}


def test_the_public_names_are_few_and_in_order() -> None:
    assert carelevel.__all__ == sorted(carelevel.__all__)
    assert len(carelevel.__all__) <= 21
    assert set(carelevel.__all__) == {*FUNCTIONS, *CLASSES}
    assert dir(carelevel) == carelevel.__all__
    assert dir(carelevel.cohort) == carelevel.cohort.__all__


def test_a_star_import_brings_the_public_names() -> None:
    namespace: dict[str, object] = {}
    exec("from carelevel import *", namespace)

    assert set(namespace) - {"__builtins__"} == set(carelevel.__all__)


def test_an_unknown_name_is_an_ordinary_error() -> None:
    with pytest.raises(AttributeError, match="module 'carelevel' has no attribute 'laod'"):
        carelevel.laod  # noqa: B018


@pytest.mark.parametrize("name", carelevel.__all__)
def test_every_public_name_is_explained(name: str) -> None:
    public = getattr(carelevel, name)

    assert public.__module__.startswith("carelevel.")
    assert inspect.getdoc(public)
    assert name in FUNCTIONS or public.__doc__ is not None


@pytest.mark.parametrize("name", FUNCTIONS)
def test_every_public_function_has_an_example(name: str) -> None:
    assert ">>> " in (inspect.getdoc(getattr(carelevel, name)) or "")


@pytest.mark.parametrize("name", CLASSES)
def test_every_public_method_is_explained(name: str) -> None:
    methods = [member for member in vars(getattr(carelevel, name)).values() if inspect.isfunction(member) or isinstance(member, property)]

    assert [member for member in methods if not getattr(member, "__name__", "").startswith("_") and not inspect.getdoc(member)] == []


ROOT = Path(__file__).parents[2]

# What people call a library where they install it, in place of where they import it.
INSTALLED_AS = {"yaml": "PyYAML"}

# What the caller brings: frames of these libraries are handed in, and pytest runs the plug-in.
OF_THE_CALLER = {"numpy", "pandas", "pyarrow", "pytest"}


@pytest.mark.slow
def test_whatever_is_imported_is_declared() -> None:
    """A library that comes along with another can go away with it."""
    if not (ROOT / "pyproject.toml").is_file():
        pytest.skip("the settings are not beside the tests")
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    told = [*project["dependencies"], *(each for name in ("cohort", "duckdb", "spark", "web") for each in project["optional-dependencies"][name])]
    declared = {re.split(r"[<>=\[]", each)[0] for each in told}

    trees = [ast.parse(path.read_text("utf-8")) for path in (ROOT / "src").rglob("*.py")]
    nodes = [node for tree in trees for node in ast.walk(tree)]
    names = {alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names}
    names |= {node.module for node in nodes if isinstance(node, ast.ImportFrom) and node.module}
    imported = {name.partition(".")[0] for name in names} - {"carelevel", *sys.stdlib_module_names}

    assert "pydantic_core" in imported
    assert {INSTALLED_AS.get(name, name) for name in imported - OF_THE_CALLER} <= declared
