"""Results as JSON values."""

from dataclasses import fields, is_dataclass
from typing import Any

from carelevel.answers.explain.budgeted import Budgeted
from carelevel.model.criteria import Definition
from carelevel.model.sources import Citation

_LEFT_OUT = ("case", "definition")


def as_json(result: Any) -> dict[str, Any]:
    """Return a result as a dictionary of JSON values: sources by their ids, with the places in them under `cited`, and of the criteria their id and version."""
    shown: dict[str, Any] = _json(result)
    definition: Definition = result.definition
    if isinstance(result, Budgeted):
        shown["problems"] = [problem.to_dict() for problem in result.problems]
    return shown | {"criteria": {"id": definition.id, "version": definition.version}}


def _json(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _json(item) for key, item in value.items()}
    if isinstance(value, tuple):
        if value and isinstance(value[0], Citation):
            return list(dict.fromkeys(citation.id for citation in value))
        return [_json(item) for item in value]
    if not is_dataclass(value) or isinstance(value, type):
        return value
    names = [each.name for each in fields(value)]
    shown = {name: _json(getattr(value, name)) for name in names if name not in _LEFT_OUT}
    cited: tuple[Citation, ...] | None = getattr(value, "sources", None)
    if cited is not None:
        shown["cited"] = [{"id": citation.id, "at": citation.at} for citation in cited]
    return shown
