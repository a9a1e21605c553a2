"""One name, one meaning: no two modules have a class of the same name."""

import ast
from collections import defaultdict

import pytest

from tests.docs.house import PACKAGE

if not PACKAGE.is_dir():
    pytest.skip("the package is not beside the tests", allow_module_level=True)


def test_a_class_has_a_name_of_its_own() -> None:
    """A name that begins with an underscore is seen in one file only."""
    places = defaultdict(list)
    for file in sorted(PACKAGE.rglob("*.py")):
        for node in ast.parse(file.read_text("utf-8")).body:
            if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
                places[node.name].append(file.relative_to(PACKAGE).as_posix())

    assert len(places) > 200
    assert {name: files for name, files in places.items() if len(files) > 1} == {}
