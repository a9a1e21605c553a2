"""The published JSON Schemas say what carelevel itself does: no more, no less."""

import json
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

import carelevel
from carelevel.api import CriteriaSet
from carelevel.model.cases import check_case
from carelevel.model.facts import Bands, Score, SetOf, YesNo, domain
from carelevel.model.operators import OPERATORS
from carelevel.model.problems import CaseError, CriteriaError
from carelevel.syntax.bundled import bundled_ids, rules_folder
from carelevel.syntax.json_schema_answers import answer_schema, case_schema
from carelevel.syntax.json_schema_files import criteria_schema, needs_schema, programs_schema, vignettes_schema
from carelevel.syntax.program_reader import read_programs
from carelevel.syntax.yaml_reader import read_yaml
from tests.budgets import without_room
from tests.profiles import examples

SETS = ("adult-mental-health", "adult-mental-health-php", "adult-substance-use", "adult-substance-use-php")
BEYOND_SCHEMAS = {"contradiction", "bounds-reversed", "impossible"}
"""What is wrong only when two parts of a case are seen together; no schema says that."""


@cache
def loaded(name: str) -> CriteriaSet:
    return carelevel.load(name)


@cache
def validator(name: str) -> jsonschema.Draft202012Validator:
    return jsonschema.Draft202012Validator(case_schema(loaded(name).definition))


def problems(schema: dict[str, Any], instance: Any) -> list[str]:
    """Return what a schema finds wrong, as places and words."""
    return [f"{error.json_path}: {error.message[:200]}" for error in jsonschema.Draft202012Validator(schema).iter_errors(instance)]


def data(path: Path) -> Any:
    return read_yaml(path.read_bytes(), path.name)[0].data


def test_every_schema_is_a_valid_json_schema() -> None:
    for schema in (
        criteria_schema(),
        vignettes_schema(),
        programs_schema(),
        needs_schema(),
        answer_schema(),
        *(case_schema(loaded(name).definition) for name in SETS),
    ):
        jsonschema.Draft202012Validator.check_schema(schema)
        assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
        assert json.loads(json.dumps(schema)) == schema


def test_every_reference_in_a_schema_leads_somewhere() -> None:
    for schema in (criteria_schema(), vignettes_schema(), programs_schema(), needs_schema()):
        named = {f"#/$defs/{name}" for name in schema["$defs"]}
        used = {part.split('"')[0] for part in json.dumps(schema).split('"$ref": "')[1:]}

        assert used <= named


@pytest.mark.parametrize("name", SETS)
def test_bundled_files_fit_their_schemas(name: str) -> None:
    folder = rules_folder() / name

    assert set(SETS) == set(bundled_ids())
    assert problems(criteria_schema(), data(folder / "criteria.yaml")) == []
    assert problems(vignettes_schema(), data(folder / "vignettes.yaml")) == []


def test_the_example_programs_and_needs_fit_their_schemas() -> None:
    here = Path(__file__).parents[3]
    complete = here / "tests" / "problems"

    assert problems(programs_schema(), data(rules_folder() / SETS[0] / "programs.yaml")) == []
    assert problems(programs_schema(), data(complete / "complete-programs.yaml")) == []
    assert problems(needs_schema(), data(here / "examples" / "works-full-time.yaml")) == []
    assert problems(needs_schema(), data(complete / "complete-needs.yaml")) == []


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("colour", "red"),
        ("hours_per_week", [9, None]),
        ("services", {"erp": "perhaps"}),
        ("tracks", [{"sessions": [{"days": ["monday"], "from": "09:00", "to": "12:00"}]}]),
        ("tracks", [{"sessions": [{"days": ["mon"], "from": "9:00", "to": "12:00"}]}]),
        ("location", {"words": "Here", "at": [100, 0]}),
        ("on", "yesterday"),
    ],
)
def test_an_editor_underlines_in_a_program_file_what_the_reader_refuses(key: str, value: Any) -> None:
    given = data(Path(__file__).parents[2] / "problems" / "complete-programs.yaml")
    given["programs"][0]["stated"][0][key] = value
    given["criteria"] = SETS[0]

    with pytest.raises(CriteriaError):
        read_programs([(json.dumps(given), "programs.yaml")], loaded(SETS[0]).definition)
    assert problems(programs_schema(), given) != []


@pytest.mark.parametrize("name", SETS)
def test_dumped_criteria_fit_the_schema_too(name: str) -> None:
    assert problems(criteria_schema(), loaded(name).to_dict()) == []
    assert problems(criteria_schema(), read_yaml(carelevel.dumps(loaded(name)), "dumped.yaml")[0].data) == []


def test_a_local_version_fits_the_schema_and_its_slips_do_not() -> None:
    complete = data(Path(__file__).parents[2] / "problems" / "complete-local.yaml")

    assert problems(criteria_schema(), complete) == []
    for slip in (
        {"based_on": {"set": "county"}},
        {"replace": {"criteria": [{"id": "x"}]}},
        {"leave_out": {"criteria": "x"}},
        {"add": {"levels": {"x": {"title": "X"}}}},
        {"criteria": []},
    ):
        assert problems(criteria_schema(), complete | slip) != []
    assert problems(criteria_schema(), {key: value for key, value in complete.items() if key != "based_on"}) != []


def test_an_answer_of_a_local_version_fits_the_schema() -> None:
    local = carelevel.load(
        {
            "carelevel": 1,
            "id": "local",
            "version": "1",
            "title": "Local",
            "based_on": {"set": SETS[0], "version": loaded(SETS[0]).version},
            "leave_out": {"notices": [loaded(SETS[0]).definition.notices[0].id]},
        }
    )

    answer = local.recommend({}).to_dict()

    assert answer["criteria"]["based_on"]["id"] == SETS[0]
    assert problems(answer_schema(), answer) == []


def test_the_starting_point_fits_the_schema() -> None:
    path = Path(carelevel.__file__).parent / "cli" / "starting_point.yaml"

    assert problems(criteria_schema(), data(path)) == []


MINIMAL: dict[str, Any] = {
    "carelevel": 1,
    "id": "minimal",
    "version": "1",
    "title": "Minimal",
    "levels": {"low": {"title": "Low"}, "high": {"title": "High"}},
    "facts": {"a": {"type": "yes_no"}, "s": {"type": "score", "range": [0, 9]}},
    "criteria": [{"id": "x", "suggests": "high", "when": {"a": "yes"}, "because": "Because."}],
}

SLIPS: list[tuple[str, dict[str, Any]]] = [
    ("a key too many", {"colour": "red"}),
    ("no title", {"title": None}),
    ("a number for a version", {"version": 1.1}),
    ("another version of the language", {"carelevel": 2}),
    ("an id with large letters", {"id": "Minimal"}),
    ("a list of levels", {"levels": ["low", "high"]}),
    ("a level with a key too many", {"levels": {"low": {"title": "Low", "colour": "red"}}}),
    ("a setting that is none", {"levels": {"low": {"title": "Low", "setting": "moon"}}}),
    ("hours in one number", {"levels": {"low": {"title": "Low", "hours_per_week": 3}}}),
    ("a fact without a type", {"facts": {"a": {"values": ["x", "y"]}}}),
    ("a type that is none", {"facts": {"a": {"type": "number"}}}),
    ("a scale with a range", {"facts": {"a": {"type": "scale", "range": [0, 3]}}}),
    ("a fact's name with large letters", {"facts": {"A": {"type": "yes_no"}}}),
    ("a criterion without because", {"criteria": [{"id": "x", "suggests": "high", "when": {"a": "yes"}}]}),
    ("a criterion without when", {"criteria": [{"id": "x", "suggests": "high", "because": "Because."}]}),
    ("a criterion without an effect", {"criteria": [{"id": "x", "when": {"a": "yes"}, "because": "Because."}]}),
    ("a criterion with two effects", {"criteria": [{"id": "x", "suggests": "high", "limits_to": "low", "when": {"a": "yes"}, "because": "Because."}]}),
    ("an empty condition", {"criteria": [{"id": "x", "suggests": "high", "when": {}, "because": "Because."}]}),
    ("an empty group", {"criteria": [{"id": "x", "suggests": "high", "when": {"any": []}, "because": "Because."}]}),
    ("an operator that is none", {"criteria": [{"id": "x", "suggests": "high", "when": {"s": {"more_than": 3}}, "because": "Because."}]}),
    ("three bounds", {"criteria": [{"id": "x", "suggests": "high", "when": {"s": {"between": [1, 2, 3]}}, "because": "Because."}]}),
    ("a count without parts", {"criteria": [{"id": "x", "suggests": "high", "when": {"at_least": {"count": 1}}, "because": "Because."}]}),
    ("a derived fact of two kinds", {"derived": {"d": {"when": {"a": "yes"}, "sum": ["s"]}}}),
    ("a derived fact of no kind", {"derived": {"d": {"title": "D"}}}),
    ("an address that is none", {"sources": {"x": {"title": "X", "url": "javascript:alert(1)"}}}),
    ("a date that is none", {"effective": {"from": "1 May"}}),
]


def test_a_minimal_set_fits_the_schema() -> None:
    assert problems(criteria_schema(), MINIMAL) == []
    assert carelevel.loads(json.dumps(MINIMAL)).id == "minimal"


@pytest.mark.parametrize("change", [change for _, change in SLIPS], ids=[name for name, _ in SLIPS])
def test_an_editor_underlines_what_the_reader_refuses(change: dict[str, Any]) -> None:
    slipped = {key: value for key, value in {**MINIMAL, **change}.items() if value is not None}

    with pytest.raises(CriteriaError):
        carelevel.loads(json.dumps(slipped))
    assert problems(criteria_schema(), slipped) != []


def known(draw: Any, name: str) -> dict[str, Any]:
    """Draw what may be known of a person, with nothing that is wrong by itself."""
    case: dict[str, Any] = {}
    for fact in loaded(name).definition.facts:
        way = draw(st.sampled_from(("unknown", "known", "known", "partly")))
        if way == "unknown":
            continue
        if isinstance(fact, SetOf):
            some = draw(st.lists(st.sampled_from(fact.values), unique=True))
            case[fact.id] = some if way == "known" else dict.fromkeys(some, draw(st.sampled_from(("yes", "no"))))
        else:
            value = draw(st.sampled_from(domain(fact)))
            case[fact.id] = {"one_of": [value]} if way == "partly" and isinstance(fact, YesNo) else value
    return case


@pytest.mark.parametrize("name", SETS)
@settings(max_examples=examples(25))
@given(st.data())
def test_answers_fit_the_published_schema(name: str, data: st.DataObject) -> None:
    case = known(data.draw, name)
    try:
        answer = loaded(name).recommend(case)
    except CaseError:
        assume(False)

    written = json.loads(json.dumps(answer.to_dict()))

    assert problems(answer_schema(), written) == []
    assert written == answer.to_dict()
    assert [error.message for reason in written["reasons"] for error in validator(name).iter_errors(reason["evidence"])] == []


def test_an_answer_for_nobody_of_this_kind_fits_the_schema_too() -> None:
    assert problems(answer_schema(), loaded(SETS[0]).recommend({"age": 12}).to_dict()) == []
    assert problems(answer_schema(), {**loaded(SETS[0]).recommend({}).to_dict(), "level": 3}) != []


def test_so_does_one_that_went_over_its_budget() -> None:
    with without_room(3):
        answer = carelevel.load(SETS[0]).recommend({}).to_dict()

    assert not answer["exact"]
    assert problems(answer_schema(), answer) == []


ODD = ("xyzzy", "", "yes", "no", "3", -1, 0, 1, 3, 10**9, 3.0, 3.5, -0.0, 1e300, True, False, None, [], {}, [[]], [None], {"xyzzy": "yes"}, {"is": {}}, {"": 1})


@st.composite
def said(draw: Any, name: str) -> tuple[str, Any]:
    """Draw a fact, and something that a case might say of it: right, nearly right, or wrong."""
    definition = loaded(name).definition
    fact = draw(st.sampled_from((*definition.facts, *definition.derived)))
    values = getattr(fact, "values", None) or (domain(fact) if isinstance(fact, Score) else ("yes", "no"))
    value = st.one_of(st.sampled_from(values), st.sampled_from(values), st.sampled_from(ODD))
    many = st.lists(value, max_size=3)
    by_name = st.dictionaries(st.sampled_from((*map(str, values), "xyzzy")), st.sampled_from(("yes", "no", True, False, None, "maybe", 1)), max_size=3)
    by_operator = st.dictionaries(st.sampled_from((*OPERATORS, "more_than", "xyzzy")), st.one_of(value, many), min_size=1, max_size=1)
    spelling = st.sampled_from((fact.id, fact.id, fact.id, fact.id, fact.id.upper(), "xyzzy"))
    return draw(spelling), draw(st.one_of(value, many, by_name, by_operator, by_operator))


@pytest.mark.parametrize("name", SETS)
@settings(max_examples=examples(100))
@given(data=st.data())
def test_a_case_schema_accepts_what_the_reader_accepts_and_refuses_what_it_refuses(name: str, data: st.DataObject) -> None:
    fact, value = data.draw(said(name))

    codes: set[str] = set()
    try:
        check_case(loaded(name).definition.by_id(), {fact: value})
    except CaseError as error:
        codes = {problem.code for problem in error.problems}

    found = [error.message for error in validator(name).iter_errors({fact: value})]
    if not codes:
        assert found == []
    elif not codes <= BEYOND_SCHEMAS:
        assert found != []


@given(st.sampled_from((None, 3, "x", [], [{}], True)))
@example({})
def test_a_case_is_a_mapping(case: Any) -> None:
    assert validator(SETS[0]).is_valid(case) is (case == {})


@pytest.mark.parametrize("name", SETS)
def test_every_vignette_s_case_and_every_example_fits_the_case_schema(name: str) -> None:
    folder = rules_folder() / name
    cases = [vignette["case"] for vignette in data(folder / "vignettes.yaml")["vignettes"]]
    written = data(folder / "criteria.yaml")
    parts = [written, written.get("replace", {}), written.get("add", {})]  # a local version has the last two
    cases += [given["case"] for part in parts for criterion in part.get("criteria", ()) for given in criterion.get("examples", ())]
    cases += [vignette["case"] for part in parts for vignette in part.get("vignettes", ())]

    assert len(cases) > 80
    assert [error.message for case in cases for error in validator(name).iter_errors(case)] == []


@pytest.mark.parametrize("name", SETS)
def test_a_case_schema_asks_the_questions(name: str) -> None:
    """An editor or a form made from the schema shows what a clinician is asked."""
    definition = loaded(name).definition

    asked = case_schema(definition)["properties"]

    assert list(asked) == [fact.id for fact in definition.facts] + [
        fact.id for fact in definition.derived if isinstance(fact, Bands) and isinstance(fact.of, Score)
    ]
    assert all(asked[fact.id]["title"] == fact.about.title for fact in definition.facts)
    assert all((fact.about.ask or "") in asked[fact.id].get("description", "") for fact in definition.facts)
