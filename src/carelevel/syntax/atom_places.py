"""The places of the leaves of conditions in a file; a definition has only their meaning."""

from collections.abc import Iterator, Mapping
from typing import Any

from carelevel.model.conditions import Named
from carelevel.model.criteria import Definition
from carelevel.model.facts import AnyFact, SetOf
from carelevel.model.problems import Path, Place
from carelevel.syntax.yaml_reader import Document

_LISTS = ("all", "any", "none")
_COUNTS = ("at_least", "at_most", "exactly")


def leaf_places(document: Document, definition: Definition) -> Mapping[tuple[str, str], tuple[Place, ...]]:
    """Return the places of the leaves of each condition, by section and id.

    They are in the order of the condition. The id of an `applies_when` without parts is empty.

    Args:
        document: the criteria file, which has no problems; a local version as one with its base.
        definition: the definition read from it.
    """
    whole = document.data
    found: dict[tuple[str, str], Path] = {("criteria", item["id"]): ("criteria", i, "when") for i, item in enumerate(whole.get("criteria", ()))}
    for i, phase in enumerate(whole.get("sections", ())):
        found["sections", phase["id"]] = ("sections", i, "when")
        found |= {("criteria", item["id"]): ("sections", i, "criteria", j, "when") for j, item in enumerate(phase["criteria"])}
    points = {name: item["points"] for name, item in whole.get("derived", {}).items() if "points" in item}
    found |= {("derived", name): ("derived", name, "when") for name, item in whole.get("derived", {}).items() if "when" in item}
    whom = whole.get("applies_when")
    if isinstance(whom, dict):
        found["applies_when", ""] = ("applies_when",)
    elif whom:
        found |= {("applies_when", part["id"]): ("applies_when", i, "when") for i, part in enumerate(whom)}
    names = definition.every_name()
    paths = {owner: (path,) for owner, path in found.items()}
    awards = {("derived", name): tuple(("derived", name, "points", i, "when") for i in range(len(items))) for name, items in points.items()}
    documents = whole.get("documentation", ())
    papers = {("documentation", item["id"]): tuple(("documentation", i, key) for key in ("when", "needs") if key in item) for i, item in enumerate(documents)}
    return {
        owner: tuple(document.place_of_key(at) for path in each for at in _leaves(document.node(path).data, path, names))
        for owner, each in (*paths.items(), *awards.items(), *papers.items())
    }


def _leaves(raw: Mapping[str, Any], path: Path, names: Mapping[str, AnyFact | Named]) -> Iterator[Path]:
    """Yield the path of each leaf, in the order of the condition reader."""
    for key, value in raw.items():
        at = (*path, key)
        if key in _LISTS:
            for i, part in enumerate(value):
                yield from _leaves(part, (*at, i), names)
        elif key in _COUNTS:
            for i, part in enumerate(value["of"]):
                yield from _leaves(part, (*at, "of", i), names)
        else:
            yield from _of_fact(names[key], value, at)


def _of_fact(fact: AnyFact | Named, said: Any, path: Path) -> Iterator[Path]:
    if isinstance(fact, Named) or not isinstance(said, dict):
        yield path
        return
    for operator, operand in said.items():
        members = operand if isinstance(fact, SetOf) and isinstance(operand, list) else [operand]
        yield from [(*path, operator)] * len(members)
