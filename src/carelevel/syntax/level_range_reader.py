"""Reading a range of levels: one level, or bounds on them."""

from collections.abc import Callable, Sequence

from carelevel.model.operators import described
from carelevel.model.problems import Path, Report, listed, quoted

_WORDS = ("at_least", "at_most", "between", "one_of")
_WRITE = "write the id of a level, {at_least: ...}, {at_most: ...}, {between: [..., ...]} or {one_of: [...]}"


def read_level_range(raw: object, path: Path, order: Sequence[str], report: Report, check: Callable[[str, Path], object]) -> tuple[str, ...] | None:
    """Return the levels in a range, least intensive first, or None after reporting what is wrong with it.

    Args:
        raw: what is written.
        path: where it is written.
        order: the levels of the file, least intensive first.
        report: where to report problems.
        check: reports a level that the file does not have.
    """
    if isinstance(raw, str):
        check(raw, path)
        return (raw,) if raw in order else None
    if not isinstance(raw, dict):
        report.add("wrong-type", path, f"`for` takes a level, or a mapping of bounds; found {described(raw)}", _WRITE)
        return None
    if not raw:
        report.add("empty-group", path, f"`for` needs at least one of {listed(_WORDS)}", _WRITE)
        return None
    bounds = [_bound(word, named, (*path, word), order, report, check) for word, named in raw.items()]
    if any(bound is None for bound in bounds):
        return None
    found = tuple(name for name in order if all(bound is not None and name in bound for bound in bounds))
    if not found:
        report.add("says-nothing", path, "this says nothing: no level fits all of this at once")
    return found or None


def _bound(word: str, named: object, path: Path, order: Sequence[str], report: Report, check: Callable[[str, Path], object]) -> frozenset[str] | None:
    """Return the levels that one bound allows, or None after reporting what is wrong with it."""
    if word not in _WORDS:
        hint = "write the level itself: `for: php`" if word == "is" else report.near(word, _WORDS)
        report.add_key("unknown-key", path, f"the key {quoted(word)} has no meaning here; allowed are {listed(_WORDS)}", hint)
        return None
    takes_list = word in ("between", "one_of")
    names = named if takes_list else [named]
    is_right = isinstance(names, list) and all(isinstance(name, str) for name in names)
    if not isinstance(names, list) or not is_right or (word == "between" and len(names) != 2) or not names:
        what = {"between": "a list of two levels, the least and the most intensive", "one_of": "a list of levels"}.get(word, "a level")
        report.add("wrong-type", path, f"{quoted(word)} takes {what}; found {described(named)}", _WRITE)
        return None
    for i, name in enumerate(names):
        check(name, (*path, i) if takes_list else path)
    if any(name not in order for name in names):
        return None
    ranks = [order.index(name) for name in names]
    if word == "between" and ranks[0] > ranks[1]:
        report.add("bounds-reversed", path, f"the levels {quoted(names[0])} and {quoted(names[1])} are in the wrong order", f"write [{names[1]}, {names[0]}]")
        return None
    match word:
        case "at_least":
            return frozenset(order[ranks[0] :])
        case "at_most":
            return frozenset(order[: ranks[0] + 1])
        case "between":
            return frozenset(order[ranks[0] : ranks[1] + 1])
        case _:
            return frozenset(names)
