"""`carelevel programs`: which fit, what to ask, and what is said of input that cannot be used."""

import json
from pathlib import Path

import pytest

from tests.unit.cli.running import Cli

PROGRAMS = """
criteria: small
programs:
  - {id: house, title: House, stated: [{level: high, services: [talk], takes: {score: {at_least: 1}}, excludes: []}]}
  - {id: other, title: Other, stated: [{level: low}]}
"""
SMALL = ("--criteria", "criteria.yaml", "--programs", "places.yaml")


@pytest.fixture(autouse=True)
def _here(clinic: Path) -> None:
    (clinic / "places.yaml").write_text(PROGRAMS, "utf-8")
    (clinic / "known.yaml").write_text("danger: yes\nscore: 6\n", "utf-8")


def test_it_says_which_fit(cli: Cli) -> None:
    result = cli("programs", "known.yaml", *SMALL)

    assert (result.code, result.err) == (0, "")
    assert result.out.startswith("Of 2 programs, 1 fits, 0 are not known yet and 1 does not fit\n")


def test_what_cannot_be_told_is_an_answer(cli: Cli) -> None:
    result = cli("programs", "-", *SMALL, "--format", "json", stdin="{}")

    assert result.code == 0
    assert [program["outcome"] for program in json.loads(result.out)["programs"]] == ["cannot_be_told", "cannot_be_told"]


def test_a_folder_holds_many_files(cli: Cli, clinic: Path) -> None:
    folder = clinic / "many"
    folder.mkdir()
    for name in ("a", "b"):
        (folder / f"{name}.yaml").write_text(PROGRAMS.replace("house", f"house-{name}").replace("other", f"other-{name}"), "utf-8")

    result = cli("programs", "known.yaml", *SMALL[:3], "many", "--format", "json")

    assert [program["id"] for program in json.loads(result.out)["programs"]] == ["house-a", "other-a", "house-b", "other-b"]


def test_hidden_names_in_a_folder_are_left_out_and_said(cli: Cli, clinic: Path) -> None:
    """Emacs locks a file that is edited by a link that leads nowhere."""
    (clinic / "many").mkdir()
    (clinic / "many" / "a.yaml").write_text((clinic / SMALL[-1]).read_text("utf-8"), "utf-8")
    (clinic / "many" / ".#a.yaml").symlink_to("someone@machine.1234")

    result = cli("programs", "known.yaml", *SMALL[:3], "many")

    assert result.code == 0
    assert result.err == "carelevel: `many/.#a.yaml` is left out, because it is a hidden file\n"


def test_the_list_for_the_telephone(cli: Cli) -> None:
    shown = cli("programs", "-", *SMALL, "--ask", "other", stdin="danger: yes")
    data = cli("programs", "-", *SMALL, "--ask", "house", "--format", "json", stdin="danger: yes")

    assert "What to ask Other" in shown.out
    assert {ask["fact"] for ask in json.loads(data.out)} == {"score"}


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--ask", "hous"), ["carelevel: no program is called `hous`; there are `house`, `other`", "hint: did you mean `house`?"]),
        (("--most", "0"), ["carelevel: `--most` must be at least 1"]),
        (("--needs", "none.yaml"), ["not-found: `none.yaml` cannot be read: no such file or directory"]),
    ],
)
def test_what_cannot_be_used_is_said_with_exit_code_2(cli: Cli, words: tuple[str, ...], said: list[str]) -> None:
    result = cli("programs", "known.yaml", *SMALL, *words)

    assert (result.code, result.out) == (2, "")
    assert [each.strip() for each in result.err.splitlines()] == said


def test_without_programs_next_to_the_criteria_they_have_to_be_named(cli: Cli, clinic: Path) -> None:
    missing = cli("programs", "known.yaml", "--criteria", "criteria.yaml")
    (clinic / "empty").mkdir()
    empty = cli("programs", "known.yaml", *SMALL[:3], "empty")

    assert (missing.code, empty.code) == (2, 2)
    assert "name a file or a folder with --programs" in missing.err
    assert empty.err == "not-found: there are no program files in `empty`; their names end with .yaml\n"


def test_a_case_that_nobody_can_be_is_refused_at_its_place(cli: Cli) -> None:
    result = cli("programs", "-", *SMALL, stdin="danger: no\nscore: 9\n")

    assert result.code == 2
    assert result.err.startswith("<stdin>:1:9: impossible:")
