"""Results as JSON values."""

from typing import Any

from carelevel.criteria import Definition
from carelevel.sources import Citation

_LEFT_OUT = ("case", "definition")


def as_json(result: Any) -> dict[str, Any]:
    """Return a result as a dictionary of JSON values: sources by their ids, with the places in them under `cited`, and of the criteria their id and version."""
    shown: dict[str, Any] = _json(result)
    definition: Definition = result.definition
    return shown | {"criteria": {"id": definition.id, "version": definition.version}}


def _json(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _json(item) for key, item in value.items()}
    if isinstance(value, tuple):
        if value and isinstance(value[0], Citation):
            return list(dict.fromkeys(citation.id for citation in value))
        return [_json(item) for item in value]
    fields = getattr(value, "__dataclass_fields__", None)
    if fields is None:
        return value
    shown = {name: _json(getattr(value, name)) for name in fields if name not in _LEFT_OUT}
    if "sources" in fields:
        shown["cited"] = [{"id": citation.id, "at": citation.at} for citation in value.sources]
    return shown
