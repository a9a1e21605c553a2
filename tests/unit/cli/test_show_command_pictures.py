"""`carelevel show --picture` and `--slice`."""

import json
from pathlib import Path

import pytest

import carelevel
from carelevel.show import criteria_picture
from tests.unit.cli.running import Cli


@pytest.mark.usefixtures("clinic")
def test_show_draws_and_cuts(cli: Cli) -> None:
    assert cli("show", "criteria.yaml", "--picture").out == criteria_picture.svg(carelevel.load("criteria.yaml").definition)
    assert cli("show", "criteria.yaml", "--picture", "--out", "a.svg").out == ""
    assert Path("a.svg").read_text("utf-8").startswith("<svg ")
    assert "impossible" in cli("show", "criteria.yaml", "--slice", "score", "danger").out
    assert "| **9** | high | impossible |" in cli("show", "criteria.yaml", "--slice", "score", "danger", "--format", "markdown").out
    assert json.loads(cli("show", "criteria.yaml", "--slice", "score", "danger", "--format", "json").out)["cells"][1][1]["possible"] is False
    assert '<th scope="row">' in cli("show", "criteria.yaml", "--slice", "score", "danger", "--format", "html").out
    assert "(this case)" in cli("show", "criteria.yaml", "--slice", "score", "danger", "--case", "-", stdin="{score: 5, danger: no}").out


@pytest.mark.usefixtures("clinic")
@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--format", "svg"], "SVG goes with --picture or --slice"),
        (["--picture", "--format", "html"], "a picture is SVG, not html"),
        (["--case", "danger.yaml"], "--case goes with --slice"),
        (["--slice", "score", "danger", "--case", "list.yaml"], "wrong-type: --case needs one case, and `list.yaml` has 2"),
        (["--slice", "score", "dangr"], "did you mean `danger`?"),
        (["--picture", "--out", "no/such/folder.svg"], "`no/such/folder.svg` cannot be used: no such file or directory"),
    ],
)
def test_what_does_not_go_together_is_said(cli: Cli, words: list[str], said: str) -> None:
    result = cli("show", "criteria.yaml", *words)

    assert (result.code, result.out) == (2, "")
    assert said in result.err
