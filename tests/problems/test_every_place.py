"""Slips at every place of a file in which every key of the language stands: none goes unnoticed, none is said in words for programmers."""

import copy
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, get_args, get_origin

import pytest

from carelevel.api import load
from carelevel.model.problems import CarelevelError, Problem
from carelevel.syntax.loading import read_problems
from carelevel.syntax.needs_reader import read_needs
from carelevel.syntax.program_reader import read_programs
from carelevel.syntax.program_schema import NeedsShape, ProgramsShape
from carelevel.syntax.schema import AddedScoreShape, CriteriaShape, InstrumentShape, LocalShape, ScoreShape, Shape, VignettesShape
from carelevel.syntax.schema_types import fields, item_of, stand_in
from carelevel.syntax.validation import bare, by_form, by_type, is_shape, keys, validator
from carelevel.syntax.vignette_reader import read_vignettes, resolve_vignettes
from carelevel.syntax.yaml_reader import Document, Node, read_yaml
from tests.problems.test_pairs import check_wording
from tests.problems.transcripts import HERE
from tests.profiles import IS_NIGHT

FILES: dict[str, type[Shape]] = {
    "complete.yaml": CriteriaShape,
    "complete-local.yaml": LocalShape,
    "questionnaire.yaml": InstrumentShape,
    "complete-vignettes.yaml": VignettesShape,
    "complete-programs.yaml": ProgramsShape,
    "complete-needs.yaml": NeedsShape,
}
TEXTS = {name: (HERE / name).read_text("utf-8") for name in FILES}
DOCUMENTS: dict[str, Document] = {name: read_yaml(text, name)[0] for name, text in TEXTS.items()}
Steps = tuple[str | int, ...]


def problems_of(name: str, text: str, folder: Path) -> list[Problem]:
    """Return the problems of one of the files when this is its text, warnings left out; the others stand beside it."""
    if name == "complete-vignettes.yaml":
        (folder / name).write_text(text, "utf-8")
        try:
            _, shape, document, problems = read_vignettes(folder / name, name)
            return problems + resolve_vignettes(shape, document, load(HERE / "complete.yaml").definition)[1]
        except CarelevelError as error:
            return list(getattr(error, "problems", ()))
    if name in {"complete-programs.yaml", "complete-needs.yaml"}:
        return problems_of_programs(**{name.removeprefix("complete-").removesuffix(".yaml"): text})
    if name == "questionnaire.yaml":
        (folder / name).write_text(text, "utf-8")
        text, where = TEXTS["complete.yaml"], folder
    else:
        where = HERE
    found = read_problems(text, name if name == "complete-local.yaml" else "complete.yaml", where)[1]
    return [problem for problem in found if problem.severity == "error"]


def problems_of_programs(**texts: str) -> list[Problem]:
    """Return the problems of programs, and of the needs that go with them, where one of the two has this text."""
    definition = load(HERE / "complete.yaml").definition
    try:
        programs = read_programs([(texts.get("programs", TEXTS["complete-programs.yaml"]), "complete-programs.yaml")], definition)
        read_needs(texts.get("needs", TEXTS["complete-needs.yaml"]), "complete-needs.yaml", programs)
    except CarelevelError as error:
        return list(getattr(error, "problems", ()))
    return []


# A key that is misspelt


def entries(annotation: Any, node: Node, path: Steps = ()) -> Iterator[tuple[Steps, Any]]:
    """Yield the path of every key in a file, with the shape that it belongs to; None for a key of a condition, a case, a citation or a band."""
    annotation = bare(annotation)
    shapes = by_type(annotation)
    if shapes:
        annotation = shapes[node.data["type"]]
    if by_form(annotation):
        annotation = bare(by_form(annotation)["list" if isinstance(node.data, list) else "mapping"])
    if isinstance(node.children, list):
        for i, child in enumerate(node.children):
            yield from entries(item_of(annotation), child, (*path, i))
    elif isinstance(node.children, dict):
        known = fields(annotation) if is_shape(annotation) else {}
        # The names in a section are its author's; those of values, beside their titles, are not.
        is_section = get_origin(annotation) is dict and get_args(annotation)[-1] is not Any and path[-1:] != ("titles",)
        for key, child in node.children.items():
            if not is_section:
                yield (*path, key), annotation if is_shape(annotation) else None
            yield from entries(known.get(key, item_of(annotation)), child, (*path, key))


def is_free(path: Steps) -> bool:
    """Return whether a key is a name that the file's author chooses."""
    return len(path) > 3 and path[-2] == "bands" and path[-1] != "of"


KEYS = [
    (name, path, shape) for name, model in FILES.items() for path, shape in entries(model, DOCUMENTS[name].root) if not is_free(path)
]  # fmt: skip


def shapes_below(annotation: Any) -> set[type[Shape]]:
    """Return every shape that can stand in a value of a type."""
    annotation = bare(annotation)
    here = {annotation} if is_shape(annotation) else set(by_type(annotation).values())
    below = (
        [kind for shape in here for _, kind in keys(shape).values()]
        if here
        else [kind for kind in get_args(annotation) if not isinstance(kind, str | bool | int)]
    )
    return here.union(*map(shapes_below, below))


def test_every_key_of_every_shape_is_in_the_files() -> None:
    """So that the test below leaves no place out; a new key of the language has to be put there."""
    every = {(shape, key) for model in FILES.values() for shape in shapes_below(model) for key in keys(shape)}
    # All facts share it, and the values of a score are no words.
    every -= {(ScoreShape, "titles"), (AddedScoreShape, "titles")}

    assert {(shape, path[-1]) for _, path, shape in KEYS if shape is not None} == every


def test_the_files_have_no_problems(tmp_path: Path) -> None:
    for name, text in TEXTS.items():
        assert problems_of(name, text, tmp_path) == []


@pytest.mark.parametrize(("name", "path", "shape"), KEYS, ids=[f"{name}:{'.'.join(map(str, path))}" for name, path, _ in KEYS])
@pytest.mark.slow
def test_a_misspelt_key_is_the_one_problem_at_its_place(name: str, path: Steps, shape: type[Shape] | None, tmp_path: Path) -> None:
    """Whatever stands there, one wrong letter is not passed over, and nothing else is said of it."""
    key, place = str(path[-1]), DOCUMENTS[name].place_of_key(path)
    lines = TEXTS[name].split("\n")
    line = lines[place.line - 1]
    assert line[place.column - 1 :].startswith(key)
    lines[place.line - 1] = f"{line[: place.column - 1]}{key}{key[-1]}{line[place.column - 1 + len(key) :]}"

    problems = problems_of(name, "\n".join(lines), tmp_path)

    assert [(problem.place and (problem.place.line, problem.place.column), problem.hint) for problem in problems] == [
        ((place.line, place.column), f"did you mean `{key}`?")
    ]
    assert problems[0].code in ({"unknown-key"} if shape is not None else {"unknown-key", "unknown-fact", "unknown-value"})


# A value of another kind

OTHERS: tuple[Any, ...] = (None, "other word", "x" * 6_000, 3, True, [], {}, [None], {"at_least": 1}, ["other", "other"], 1.5, "", {"other": {"other": "x"}})


def values(data: Any, path: Steps = ()) -> Iterator[Steps]:
    """Yield the path of every value."""
    yield path
    for step, value in data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ():
        yield from values(value, (*path, step))


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize("section", range(4))
@pytest.mark.slow
def test_a_value_of_another_kind_is_said_in_plain_words(name: str, section: int, tmp_path: Path) -> None:
    """Every value in turn is replaced by one of those above; which one goes round. At night by all of them."""
    data = DOCUMENTS[name].data
    tried = noticed = 0
    for number, path in list(enumerate(values(data)))[section::4]:
        for step in range(len(OTHERS) if IS_NIGHT else 1):
            other = OTHERS[(number + step) % len(OTHERS)]
            changed = put(copy.deepcopy(data), path, other)
            problems = problems_of(name, json.dumps(changed, indent=1), tmp_path)
            tried += 1
            noticed += bool(problems)
            for problem in problems:
                assert problem.place is not None
                check_wording(problem.message)
                check_wording(problem.hint or "there is none")

    # Some of the values fit: a text can be any text.
    assert noticed > tried / 2


def put(data: Any, path: Steps, value: Any) -> Any:
    """Return data with another value at a path."""
    if not path:
        return value
    inner = data
    for step in path[:-1]:
        inner = inner[step]
    inner[path[-1]] = value
    return data


# What stands in for an unreadable value


@pytest.mark.parametrize("shape", sorted(set[type[Shape]]().union(*map(shapes_below, FILES.values())), key=lambda shape: shape.__name__))
def test_what_stands_in_for_an_unreadable_value_fits_everywhere(shape: type[Shape]) -> None:
    """Else reading would stop at it, and what is wrong further on would be said only in the next run."""
    validator(shape).validate_python({key: stand_in(kind) for key, (_, kind) in keys(shape).items()})
