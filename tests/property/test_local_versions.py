"""A local version and its base say together what one file says: drawn sets are taken apart into the two, and read again."""

import json
import tempfile
from pathlib import Path
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from carelevel.api import load, loads
from carelevel.syntax.loading import read_problems
from carelevel.syntax.yaml_reader import read_yaml
from tests.problems.transcripts import HERE
from tests.strategies import Plain, dressed_sets

WHOLE = read_yaml((HERE / "complete-local.yaml").read_bytes(), "complete-local.yaml")[0].data

Draw = st.DrawFn
LISTS = ("criteria", "impossible", "notices", "invariants")


@st.composite
def taken_apart(draw: Draw) -> tuple[Plain, Plain, Plain]:
    """Draw a set, a base that is not the set, and the local version that makes the set of it."""
    whole = loads(json.dumps(draw(dressed_sets()))).to_dict()
    base = json.loads(json.dumps(whole)) | {"id": "base", "version": "0", "title": "Base"}
    local: dict[str, Any] = {key: whole[key] for key in ("carelevel", "id", "version", "title")}
    local |= {"based_on": {"set": "base.yaml", "version": "0"}, "replace": {}, "leave_out": {}, "add": {}}
    # A word for the reader is in every list, and nothing else needs these parts.
    word = {"notices": "text"}
    # An `applies_when` with parts is a list like the others; some of its parts stay in the base.
    in_parts = ("applies_when",) if isinstance(whole.get("applies_when"), list) else ()
    for section in (*LISTS, *in_parts):
        kept = draw(st.integers(min_value=section == "criteria", max_value=len(whole.get(section, ())))) if whole.get(section) else 0
        items = base.pop(section, [])
        replaced = [item for item in items[:kept] if draw(st.booleans())]
        # Two parts of `applies_when` that say the same are an error.
        extra = [
            dict(item, id=f"extra-{number}", **{word.get(section, "because"): "Not in the whole."})
            for number, item in enumerate(() if section in in_parts else items)
            if draw(st.booleans())
        ]
        for item in extra:
            item.pop("examples", None)
        if replaced:
            local["replace"][section] = json.loads(json.dumps(replaced))
        if items[kept:]:
            local["add"][section] = items[kept:]
        if extra:
            local["leave_out"][section] = [item["id"] for item in extra]
        for item in replaced:
            item[word.get(section, "because")] = "Another one."
        left = items[:kept]
        for item in extra:
            left.insert(draw(st.integers(min_value=0, max_value=len(left))), item)
        if left or section == "criteria":
            base[section] = left
    _sections_apart(draw, base, local)
    for section in ("facts", "levels", "derived"):
        names = [name for name in whole.get(section, {}) if draw(st.booleans())]
        if names:
            local["replace"][section] = {name: whole[section][name] for name in names}
            for name in names:
                base[section][name] = base[section][name] | {"title": "Another title"}
    if isinstance(whole.get("applies_when"), dict) and draw(st.booleans()):
        local["add"]["applies_when"] = whole["applies_when"]
        del base["applies_when"]
    # An acceptance may be about a criterion that is added, and an old name lead to it.
    for key in ("accept", "renamed"):
        if key in whole:
            del base[key]
            (local["add"] if key == "accept" else local)[key] = whole[key]
    return whole, base, {key: value for key, value in local.items() if value != {}}


def _sections_apart(draw: Draw, base: Plain, local: dict[str, Any]) -> None:
    """Take sections apart: the last one may be added, the heads of others and their criteria replaced, and criteria left out."""
    sections = base.pop("sections", [])
    if sections and draw(st.booleans()):
        local["add"]["sections"] = [sections.pop()]
    for number, section in enumerate(sections):
        if draw(st.booleans()):
            head = {key: value for key, value in section.items() if key != "criteria"}
            local["replace"].setdefault("sections", []).append(json.loads(json.dumps(head)))
            section["title"] = "Another title"
        first, last = section["criteria"][0], section["criteria"][-1]
        if draw(st.booleans()):
            local["replace"].setdefault("criteria", []).append(json.loads(json.dumps(first)))
            first["because"] = "Another one."
        if draw(st.booleans()):
            extra = {key: value for key, value in first.items() if key != "examples"}
            section["criteria"].insert(0, extra | {"id": f"extra-within-{number}"})
            local["leave_out"].setdefault("criteria", []).append(f"extra-within-{number}")
        if first is not last and not {"requires", "suggests"}.intersection(last) and draw(st.booleans()):
            local["add"].setdefault("criteria", []).append(section["criteria"].pop() | {"section": section["id"]})
    if sections:
        base["sections"] = sections


@given(taken_apart())
def test_together_they_say_what_one_file_says(drawn: tuple[Plain, Plain, Plain]) -> None:
    whole, base, local = drawn
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "base.yaml").write_text(json.dumps(base, indent=1), "utf-8")
        (Path(folder) / "local.yaml").write_text(json.dumps(local, indent=1), "utf-8")
        found = load(Path(folder) / "local.yaml")

    assert found.to_dict() == whole
    assert found == loads(json.dumps(whole))
    assert (found.digest, found.decision_digest) == ((expected := loads(json.dumps(whole))).digest, expected.decision_digest)
    listed = {
        (section, id_of(item))
        for part in ("replace", "leave_out", "add")
        for section, items in local.get(part, {}).items()
        for item in listed_in(section, items)
    }
    assert found.definition.based_on is not None
    assert len(found.definition.based_on.changes) == len(listed)


def listed_in(section: str, items: Any) -> list[Any]:
    """Return what a list of changes has, one part each."""
    return ["applies_when"] if section == "applies_when" and isinstance(items, dict) else list(items)


def id_of(item: Any) -> str:
    """Return what tells a part from others."""
    return json.dumps(item["id"] if isinstance(item, dict) and "id" in item else item)


def paths(data: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Return the paths of all values below."""
    items = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()
    return [each for step, value in items for each in ((*path, step), *paths(value, (*path, step)))]


@given(st.data())
def test_whatever_stands_in_a_local_version_ends_in_criteria_or_in_problems_with_their_places(data: st.DataObject) -> None:
    """One value stands where another one was: a whole part, or a word of the file."""
    local = json.loads(json.dumps(WHOLE))
    at, other = data.draw(st.sampled_from(paths(WHOLE))), data.draw(st.sampled_from(paths(WHOLE)))
    taken: Any = WHOLE
    for step in other:
        taken = taken[step]
    around: Any = local
    for step in at[:-1]:
        around = around[step]
    around[at[-1]] = json.loads(json.dumps(taken))
    text = json.dumps(local, indent=1)

    definition, problems = read_problems(text, "complete-local.yaml", HERE)

    errors = [problem for problem in problems if problem.severity == "error"]
    assert bool(errors) or definition is not None
    for problem in errors:
        assert problem.place is not None
        lines = (text if problem.place.file == "complete-local.yaml" else (HERE / problem.place.file).read_text("utf-8")).splitlines()
        assert problem.place.line <= len(lines)
