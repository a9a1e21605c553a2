"""The notebook runs from its first cell to its last, and what stands last in a cell shows itself."""

import ast
import re
from typing import Any

import pytest

from tests.docs.pages import ROOT

TEXT = (ROOT / "examples" / "notebook.py").read_text("utf-8")
CELLS = re.split(r"^# %%(.*)\n", TEXT, flags=re.MULTILINE)[1:]
CODE = [cell for kind, cell in zip(CELLS[::2], CELLS[1::2], strict=True) if not kind.strip()]
WORDS = [cell for kind, cell in zip(CELLS[::2], CELLS[1::2], strict=True) if kind.strip() == "[markdown]"]


def shown(cell: str, names: dict[str, Any]) -> Any:
    """Run a cell, and return the value of its last line if that is an expression."""
    tree = ast.parse(cell)
    last = tree.body.pop() if isinstance(tree.body[-1], ast.Expr) else None
    exec(compile(tree, "notebook", "exec"), names)
    return eval(compile(ast.Expression(last.value), "notebook", "eval"), names) if last else None


def test_every_result_of_the_notebook_shows_itself(capsys: pytest.CaptureFixture[str]) -> None:
    names: dict[str, Any] = {}

    results = [result for cell in CODE if (result := shown(cell, names)) is not None]

    assert [type(result).__name__ for result in results] == ["Recommendation", "WhyNot", "Changes", "Question"]
    assert all(result._repr_html_().startswith('<div class="carelevel">') for result in results)
    assert capsys.readouterr().out.splitlines()[-1] == "extreme: iop or residential"


def test_it_is_made_of_words_and_code() -> None:
    assert len(CODE) + len(WORDS) == len(CELLS) // 2
    assert all(line.startswith("#") for cell in WORDS for line in cell.splitlines() if line)
