"""The `source` key: which source, and where in it."""

from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Any

from carelevel.operators import described
from carelevel.problems import Path, Report, did_you_mean, quoted
from carelevel.sources import Citation


@dataclass(slots=True)
class CitationReader:
    """Reads citations of known sources."""

    report: Report
    known: Collection[str]
    broken: Collection[str] = field(default_factory=set)

    def read(self, raw: Any, path: Path) -> tuple[Citation, ...]:
        """Return the citations under a `source` key; none when there is no such key."""
        if raw is None:
            return ()
        if not isinstance(raw, list):
            return self._one(raw, path)
        if not raw:
            self.report.add("empty-group", path, "a list of sources names at least one source")
        found: list[Citation] = []
        for i, item in enumerate(raw):
            for citation in self._one(item, (*path, i)):
                if citation in found:
                    self.report.add("repeated-value", (*path, i), f"{quoted(citation.id)} is cited twice at the same place")
                found.append(citation)
        return tuple(found)

    def _one(self, raw: object, path: Path) -> tuple[Citation, ...]:
        at: object = None
        if isinstance(raw, dict):
            for key in raw:
                if key not in {"id", "at"}:
                    self.report.add_key(
                        "unknown-key", (*path, key), f"the key {quoted(key)} has no meaning here; allowed are `id`, `at`", did_you_mean(key, ("id", "at"))
                    )
            at = raw.get("at")
            if at is not None and not isinstance(at, str):
                self.report.add("wrong-type", (*path, "at"), f"`at` is text, found {described(at)}", f'quote it: "{at}"')
            if "id" not in raw:
                self.report.add("missing-key", path, "`id` is missing here")
                return ()
            raw, path = raw["id"], (*path, "id")
        if not isinstance(raw, str):
            self.report.add("wrong-type", path, f"a source is named by its id, found {described(raw)}")
            return ()
        if raw not in self.known:
            if raw not in self.broken:
                self.report.add("unknown-source", path, f"no source is called {quoted(raw)}", did_you_mean(raw, self.known) or "declare it under `sources`")
            return ()
        return (Citation(raw, at if isinstance(at, str) else None),)
