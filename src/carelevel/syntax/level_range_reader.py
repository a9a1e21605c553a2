"""Reading a range of levels: one level, or bounds on them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from carelevel.model.operators import described
from carelevel.model.problems import Path, Report, listed, quoted

_WORDS = ("at_least", "at_most", "between", "one_of")
_WRITE = "write the id of a level, {at_least: ...}, {at_most: ...}, {between: [..., ...]} or {one_of: [...]}"


@dataclass(frozen=True, slots=True)
class LevelRangeReader:
    """Reads ranges of levels.

    Attributes:
        order: the levels of the file, least intensive first.
        report: where to report problems.
        check: reports a level that the file does not have.
    """

    order: Sequence[str]
    report: Report
    check: Callable[[str, Path], object]

    def read(self, raw: object, path: Path) -> tuple[str, ...] | None:
        """Return the levels in a range, least intensive first, or None after reporting what is wrong with it."""
        if isinstance(raw, str):
            self.check(raw, path)
            return (raw,) if raw in self.order else None
        if not isinstance(raw, dict):
            self.report.add("wrong-type", path, f"`for` takes a level, or a mapping of bounds; found {described(raw)}", _WRITE)
            return None
        if not raw:
            self.report.add("empty-group", path, f"`for` needs at least one of {listed(_WORDS)}", _WRITE)
            return None
        bounds = [self._bound(word, named, (*path, word)) for word, named in raw.items()]
        known = [bound for bound in bounds if bound is not None]
        if len(known) < len(bounds):
            return None
        found = tuple(name for name in self.order if all(name in bound for bound in known))
        if not found:
            self.report.add("says-nothing", path, "this says nothing: no level fits all of this at once")
        return found or None

    def _bound(self, word: str, named: object, path: Path) -> Sequence[str] | None:
        """Return the levels that one bound allows, or None after reporting what is wrong with it."""
        if word not in _WORDS:
            hint = f"write the level itself: `for: {named}`" if word == "is" and isinstance(named, str) else self.report.near(word, _WORDS)
            self.report.add_key("unknown-key", path, f"the key {quoted(word)} has no meaning here; allowed are {listed(_WORDS)}", hint)
            return None
        names = self._names(word, named, path)
        if names is None or any(name not in self.order for name in names):
            return None
        ranks = [self.order.index(name) for name in names]
        match word:
            case "at_least":
                return self.order[ranks[0] :]
            case "at_most":
                return self.order[: ranks[0] + 1]
            case "between" if ranks[0] > ranks[1]:
                message = f"the levels {quoted(names[0])} and {quoted(names[1])} are in the wrong order"
                self.report.add("bounds-reversed", path, message, f"write [{names[1]}, {names[0]}]")
                return None
            case "between":
                return self.order[ranks[0] : ranks[1] + 1]
            case _:
                return names

    def _names(self, word: str, named: object, path: Path) -> list[str] | None:
        """Return the levels that a bound names, or None after reporting that these are none."""
        takes_list = word in ("between", "one_of")
        names = named if takes_list else [named]
        is_list = isinstance(names, list) and bool(names) and all(isinstance(name, str) for name in names)
        if not isinstance(names, list) or not is_list or (word == "between" and len(names) != 2):
            what = {"between": "a list of two levels, the least and the most intensive", "one_of": "a list of levels"}.get(word, "a level")
            self.report.add("wrong-type", path, f"{quoted(word)} takes {what}; found {described(named)}", _WRITE)
            return None
        for i, name in enumerate(names):
            self.check(name, (*path, i) if takes_list else path)
        return names
