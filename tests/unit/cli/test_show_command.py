"""`carelevel show`, `list`, `new` and `schema`."""

import json
from pathlib import Path

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

import carelevel
from carelevel.cli.main import main
from carelevel.show import criteria, html, markdown, text
from carelevel.syntax.bundled import bundled_instruments
from carelevel.syntax.schema import KEBAB
from carelevel.syntax.yaml_reader import read_yaml
from tests.unit.cli.running import CRITERIA, Cli, Result


@pytest.mark.usefixtures("clinic")
@pytest.mark.parametrize("name", ["criteria.yaml", ".", "-"])
def test_criteria_are_shown_from_a_file_a_folder_or_standard_input(cli: Cli, name: str) -> None:
    small = carelevel.loads(CRITERIA)

    assert cli("show", name, stdin=CRITERIA) == Result(0, f"{text.render(criteria.document(small))}\n", "")


@pytest.mark.usefixtures("clinic")
def test_criteria_have_every_format(cli: Cli) -> None:
    small = carelevel.loads(CRITERIA)
    document = criteria.document(small)

    assert cli("show", "criteria.yaml", "--format", "markdown").out == markdown.render(document)
    assert cli("show", "criteria.yaml", "--format", "html").out == html.page(document, "Small")
    assert json.loads(cli("show", "criteria.yaml", "--format", "json").out) == small.to_dict()


@pytest.mark.usefixtures("clinic")
def test_what_show_gives_as_json_is_criteria_again(cli: Cli) -> None:
    Path("shown.json").write_text(cli("show", "criteria.yaml", "--format", "json").out, "utf-8")

    assert cli("check", "shown.json") == Result(0, "shown.json: no problems\n", "")
    assert cli("recommend", "danger.yaml", "--criteria", "shown.json") == cli("recommend", "danger.yaml", "--criteria", "criteria.yaml")


def test_without_a_name_the_default_set_is_shown(cli: Cli) -> None:
    assert cli("show").out.startswith("Adult mental health\n===================\n")


def test_the_list_has_every_bundled_set_and_instrument(cli: Cli) -> None:
    result = cli("list")

    assert (result.code, result.err) == (0, "")
    assert result.out.startswith("Criteria sets\n=============\n\nId                       Version    Criteria  For\n")
    assert all(f"\n{name:23}  {carelevel.load(name).version}  " in result.out for name in carelevel.bundled())
    assert result.out.partition("\nInstruments for your own criteria: ")[2].split() == [*(f"{name}," for name in bundled_instruments()[:-1]), "ybocs."]


def test_the_list_has_every_format(cli: Cli) -> None:
    as_json, in_markdown, as_html = (cli("list", "--format", shape).out for shape in ("json", "markdown", "html"))

    assert [(each["id"], each["digest"]) for each in json.loads(as_json)] == [(name, carelevel.load(name).digest) for name in carelevel.bundled()]
    assert "| `adult-mental-health` | " in in_markdown
    assert "<td><code>adult-substance-use</code></td>" in as_html


def test_the_starting_point_has_no_problems_and_passes_its_examples(cli: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is the first criteria file that most people see."""
    monkeypatch.chdir(tmp_path)

    assert cli("new", "my-criteria", "--out", "my.yaml") == Result(0, "wrote my.yaml; now try: carelevel check my.yaml\n", "")
    assert cli("check", "my.yaml", "--strict") == Result(0, "my.yaml: no problems\n", "")
    assert cli("test", "my.yaml") == Result(0, "my-criteria: 6 examples, 0 vignettes, 0 failed\n", "")
    assert cli("new").out == Path("my.yaml").read_text("utf-8")


def test_a_file_that_is_there_is_left_as_it_is(cli: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    mine = tmp_path / "mine.yaml"
    mine.write_text("a year of work", "utf-8")

    result = cli("new", "mine", "--out", "mine.yaml")

    assert result == Result(2, "", "carelevel: `mine.yaml` already exists and was not changed\n")
    assert mine.read_text("utf-8") == "a year of work"


@pytest.mark.parametrize("out", ["missing/mine.yaml", "\0", "a" * 300])
def test_a_file_that_cannot_be_written_is_named(cli: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, out: str) -> None:
    monkeypatch.chdir(tmp_path)

    result = cli("new", "mine", "--out", out)

    assert (result.code, result.out) == (2, "")
    assert result.err.startswith("carelevel: `")
    assert result.err.count("\n") == 1


@pytest.mark.parametrize("name", ["Mine", "my_criteria", "my criteria", "-", "mine-", "", "é", "mine\n", "a" * 65, "../mine"])
def test_what_is_no_id_is_refused(cli: Cli, name: str) -> None:
    result = cli("new", "--", name) if name.startswith("-") else cli("new", name)

    assert (result.code, result.out) == (2, "")
    assert result.err.endswith(" is not an id; write up to 64 lowercase letters, digits and hyphens\n")


@given(
    st.one_of(
        st.sampled_from(["true", "false", "null", "1", "1.10", "0x1f", "1e5", "012", "2026-11-01", "y", "no", "phq9"]),
        st.from_regex(KEBAB.removesuffix("$"), fullmatch=True),
    )
)
def test_whatever_is_an_id_makes_a_file_that_loads(name: str) -> None:
    """`true` and `1.10` are ids as well, and YAML would read them as something else."""
    with pytest.MonkeyPatch.context() as patch:
        printed: list[str] = []
        patch.setattr("builtins.print", lambda text="", **_: printed.append(text))
        code = main(["new", name[:64].rstrip("-.")])

    assert code == 0
    assert carelevel.loads("".join(printed)).id == name[:64].rstrip("-.")


@pytest.mark.parametrize("what", ["criteria", "vignettes", "cases", "answers"])
def test_every_schema_is_a_json_schema(cli: Cli, what: str) -> None:
    result = cli("schema", "--for", what)

    assert (result.code, result.err) == (0, "")
    jsonschema.Draft202012Validator.check_schema(json.loads(result.out))


@pytest.mark.usefixtures("clinic")
def test_a_case_schema_is_that_of_the_criteria_named(cli: Cli) -> None:
    schema = json.loads(cli("schema", "--for", "cases", "--criteria", "-", stdin=CRITERIA).out)

    assert list(schema["properties"]) == ["danger", "score"]
    assert jsonschema.Draft202012Validator(schema).is_valid(read_yaml(Path("danger.yaml").read_bytes(), "danger.yaml")[0].data)
