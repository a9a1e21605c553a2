"""Names of modules, files and folders that stand as text, in lists, settings, strings and pages: none of them may outlive what it names.

Such a list does not fail when a module is renamed: it is about nothing any more, and whatever it promised is promised of nothing.
"""

import ast
import json
import re
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

import carelevel
from tests.reliability import mutants

ROOT = Path(__file__).parents[2]
PACKAGE = Path(carelevel.__file__).parent
HISTORY = ("CHANGELOG.md", "docs/decisions/0005-modules.md")
"""What tells of names as they were."""

NOT_THERE = {"carelevel.laod", "carelevel.cohort.level_pair", "carelevel.cohort.recomend", "carelevel.rules", "carelevel.types.Recomendation"}
"""Names of which tests make sure that there is no such thing, and a folder of files that the wheel has beside the modules."""

DOTTED = re.compile(r"(?<![\w/.`-])carelevel(?:\.[a-z_]\w*)+(?![\w/-])")
IMPORTED = re.compile(r"\bfrom (carelevel(?:\.\w+)*) import (\w+(?:, \w+)*)")
PATH = re.compile(r"(?<![\w./*%-])(?:[\w-][\w.-]*/)+\w+\.py\b")


def texts() -> Iterator[tuple[str, str]]:
    """Yield what is written in the project, file by file."""
    for folder, ends in (
        (".", ("*.md", "*.toml")),
        ("src", ("**/*.py",)),
        ("tests", ("**/*.py",)),
        ("benchmarks", ("**/*.py",)),
        ("docs", ("**/*.md",)),
        (".ci", ("*",)),
    ):
        for path in (path for end in ends for path in (ROOT / folder).glob(end) if path.is_file()):
            name = path.relative_to(ROOT).as_posix()
            if name not in HISTORY:
                yield name, path.read_text("utf-8", errors="replace")


@cache
def names_in(module: str) -> frozenset[str] | None:
    """Return the names that a module has at its top, those of the modules in it included; None when there is no such module."""
    path = PACKAGE.parent.joinpath(*module.split("."))
    inside = {each.stem for each in path.iterdir()} if path.is_dir() else set()
    path = path / "__init__.py" if path.is_dir() else path.with_suffix(".py")
    if not path.is_file():
        return None
    tree = ast.parse(path.read_text("utf-8"))
    stored = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)}
    defined = {node.name for node in tree.body if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef)}
    return frozenset(
        inside
        | stored
        | defined
        | {each.asname or each.name for node in ast.walk(tree) if isinstance(node, ast.ImportFrom | ast.Import) for each in node.names}
    )


def exists(name: str) -> bool:
    """Return whether a dotted name is a module, or something in one."""
    module, *rest = name.split(".")
    for step in rest:
        inside = names_in(module)
        if inside is None:
            return True  # in a class, or in a value
        if step not in inside and not step.startswith("__"):
            return False
        module = f"{module}.{step}"
    return True


def test_dotted_names_name_something() -> None:
    found = {(name, text) for name, content in texts() for text in DOTTED.findall(content)}

    assert len(found) > 1_000
    assert sorted((name, text) for name, text in found if text not in NOT_THERE and not exists(text)) == []


@pytest.mark.slow
def test_imports_in_texts_name_something() -> None:
    """Programs that tests start stand in strings, where no type checker looks."""
    found = {(name, f"{module}.{each}") for name, content in texts() for module, names in IMPORTED.findall(content) for each in names.split(", ")}

    assert len(found) > 1_000
    assert sorted((name, text) for name, text in found if not exists(text)) == []


def test_paths_lead_to_files() -> None:
    """A path stands as seen from the repository, the package, the tests, or the folder of the file that holds it."""
    found = {(name, text) for name, content in texts() if not name.startswith("benchmarks/") for text in PATH.findall(content)}
    from_where = (ROOT, PACKAGE, PACKAGE.parent, ROOT / "tests", ROOT / "tests" / "unit")

    assert len(found) > 100
    assert sorted((name, text) for name, text in found if not any((start / text).is_file() for start in (*from_where, (ROOT / name).parent))) == []


def test_settings_name_files() -> None:
    """Coverage of a file that is not there is not missed."""
    pyproject = ROOT / "pyproject.toml"
    if not pyproject.is_file():
        pytest.skip("there is no pyproject.toml beside the tests")
    tools = tomllib.loads(pyproject.read_text("utf-8"))["tool"]
    patterns = [*tools["coverage"]["run"]["include"], *tools["ruff"]["lint"]["per-file-ignores"]]

    assert [pattern for pattern in patterns if not any(ROOT.glob(pattern))] == []


def test_the_commands_before_a_release_name_files() -> None:
    script = ROOT / ".ci" / "run"
    if not script.is_file():
        pytest.skip("the commands are not beside the tests")
    named = re.findall(r"(?<![\w./-])tests/[\w./*-]+", script.read_text("utf-8"))

    assert len(named) > 10
    assert [name for name in named if not any(ROOT.glob(name))] == []


def test_mutants_name_modules_and_tests() -> None:
    listed = json.loads(mutants.LISTED.read_text("utf-8"))
    survivors = {line.partition(" ")[0] for lines in listed.values() for line in lines}

    assert [module for module in mutants.TESTS if not (PACKAGE / f"{module}.py").is_file()] == []
    assert [path for paths in mutants.TESTS.values() for path in paths if not (ROOT / path).exists()] == []
    assert survivors - mutants.TESTS.keys() == set()
