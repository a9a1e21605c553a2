"""Reading the `source` key: which source, and where in it."""

from collections.abc import Collection, Container, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from carelevel.model.operators import described
from carelevel.model.problems import Path, Report, listed, quoted
from carelevel.model.sources import Citation

_KEYS = ("id", "at")
_OTHER_KEYS: Mapping[str, str] = MappingProxyType({**dict.fromkeys(("page", "section", "paragraph", "chapter", "where"), "at"), "source": "id"})


@dataclass(slots=True)
class CitationReader:
    """Reads citations of known sources."""

    report: Report
    known: Collection[str]
    broken: Container[str] = field(default_factory=set)

    def read(self, raw: Any, path: Path) -> tuple[Citation, ...]:
        """Return the citations under a `source` key, or none without such a key."""
        if raw is None:
            return ()
        if not isinstance(raw, list):
            return self._one(raw, path)
        if not raw:
            self.report.add("empty-group", path, "a list of sources needs at least one source")
        found: dict[Citation, None] = {}
        for i, item in enumerate(raw):
            for citation in self._one(item, (*path, i)):
                if citation in found:
                    self.report.add("repeated-value", (*path, i), f"{quoted(citation.id)} is cited twice at the same place")
                found[citation] = None
        return tuple(found)

    def _one(self, raw: object, path: Path) -> tuple[Citation, ...]:
        at: object = None
        if isinstance(raw, dict):
            raw = self._with_known_keys(raw, path)
            at = raw.get("at")
            if at is not None and not isinstance(at, str):
                hint = f'put quotation marks around it: "{at}"' if isinstance(at, int | float) and not isinstance(at, bool) else None
                self.report.add("wrong-type", (*path, "at"), f"`at` takes text; found {described(at)}", hint)
            if "id" not in raw:
                self.report.add("missing-key", path, "`id` is missing here", "write the id of the source: `id: ...`")
                return ()
            raw, path = raw["id"], (*path, "id")
        if not isinstance(raw, str):
            self.report.add("wrong-type", path, f"`source` takes the id of a source; found {described(raw)}")
            return ()
        if raw not in self.known:
            if raw not in self.broken:
                self.report.add("unknown-source", path, f"no source is called {quoted(raw)}", self.report.near(raw, self.known) or "declare it under `sources`")
            return ()
        return (Citation(raw, at if isinstance(at, str) else None),)

    def _with_known_keys(self, raw: dict[str, Any], path: Path) -> dict[str, Any]:
        """Return the known keys of a citation, after reporting misspelled and unknown keys."""
        known: dict[str, Any] = {}
        for key, value in raw.items():
            if key in _KEYS:
                known[key] = value
                continue
            guess = self.report.guess(key, _KEYS, _OTHER_KEYS)
            hint = None if guess is None else f"did you mean {quoted(guess)}?"
            self.report.add_key("unknown-key", (*path, key), f"the key {quoted(key)} has no meaning here; allowed are {listed(_KEYS)}", hint)
            if guess is not None:
                known.setdefault(guess, value)
        return known
