"""No two files of the package need each other: every import counts, at the top of a file, inside a function, and for the type checker alone."""

import ast
from collections.abc import Iterator
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

import carelevel

PACKAGE = Path(carelevel.__file__).parent


def modules() -> dict[str, Path]:
    """Return every module of the package with its file."""
    named = {path.relative_to(PACKAGE.parent).with_suffix(""): path for path in PACKAGE.rglob("*.py")}
    return {".".join(name.parts).removesuffix(".__init__"): path for name, path in named.items()}


def imported(path: Path, known: dict[str, Path]) -> Iterator[str]:
    """Yield the modules of the package that a file imports, wherever in it."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (each.name for each in node.names if each.name in known)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path} imports from where it lies: the name of the module is written out"
            if node.module in known:
                yield from (whole if (whole := f"{node.module}.{each.name}") in known else node.module for each in node.names)


@pytest.mark.slow
def test_no_file_needs_itself_by_way_of_others() -> None:
    known = modules()

    graph = {name: {each for each in imported(path, known) if each != name} for name, path in known.items()}

    assert sum(map(len, graph.values())) > len(known)
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as found:
        pytest.fail(f"these import each other: {' -> '.join(found.args[1])}")
