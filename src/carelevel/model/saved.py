"""Results back from dictionaries: the version of their form, and where a dictionary says something else than it should."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from carelevel.model.operators import described
from carelevel.model.problems import CaseError, Path, Problem, did_you_mean, listed, quoted


def saved_form(given: object, what: str, version: int, oldest: int | None = None) -> Mapping[str, Any]:
    """Return the dictionary of a result, after making sure that its form is one that can be read.

    Args:
        given: the dictionary.
        what: what it is a dictionary of: `an interview`.
        version: the version of the form that can be read.
        oldest: the oldest version that can be read, if it is another one.

    Raises:
        CaseError: it is no dictionary, or has another form.
    """
    if not isinstance(given, Mapping):
        raise CaseError([Problem("wrong-type", f"{what} is read from a mapping, as `to_dict` returns it; found {described(given)}")])
    problems = [*format_problems(given, "format", what, version, oldest)]
    if problems:
        raise CaseError(problems)
    return given


def format_problems(given: Mapping[str, Any], key: str, what: str, version: int, oldest: int | None = None) -> Iterator[Problem]:
    """Yield what is wrong with the version that a dictionary says its form has."""
    if key not in given:
        yield Problem("missing-key", f"{quoted(key)} is missing: the version of the form of {what}, the number {version}", path=(key,))
    elif type(given[key]) is not int:
        yield Problem("unknown-value", f"{quoted(key)} is the version of the form of {what}, the number {version}; found {described(given[key])}", path=(key,))
    elif not (version if oldest is None else oldest) <= given[key] <= version:
        can_be_read = f"only version {version}" if oldest is None else f"only versions {oldest} to {version}"
        hint = "it was written by a newer carelevel; read it with that" if given[key] > version else None
        yield Problem("unknown-value", f"the form of {what} has the version {given[key]}, and {can_be_read} can be read", path=(key,), hint=hint)


def refuse_differences(expected: Mapping[str, Any], given: Mapping[str, Any], what: str) -> None:
    """Raise an error with everything that a dictionary says otherwise than the result that it was read as.

    Raises:
        CaseError: it is not the same, or has other types.
    """
    problems = [*_differences(expected, given, (), what)]
    if problems:
        raise CaseError(problems)


def _differences(expected: Any, given: Any, path: Path, what: str) -> Iterator[Problem]:
    if isinstance(expected, Mapping) and isinstance(given, Mapping):
        yield from _of_mappings(expected, given, path, what)
    elif isinstance(expected, list) and isinstance(given, list | tuple):
        if len(expected) == len(given):
            for position, (should, found) in enumerate(zip(expected, given, strict=True)):
                yield from _differences(should, found, (*path, position), what)
        else:
            yield Problem("contradiction", f"here are {len(given)} things, and {what} has {len(expected)}", path=path)
    elif type(expected) is not type(given) or expected != given:
        yield Problem("contradiction", f"{what} says {described(expected)} here; found {described(given)}", path=path)


def _of_mappings(expected: Mapping[str, Any], given: Mapping[str, Any], path: Path, what: str) -> Iterator[Problem]:
    for key, should in expected.items():
        if key in given:
            yield from _differences(should, given[key], (*path, key), what)
        else:
            yield Problem("missing-key", f"{quoted(key)} is missing here", path=path)
    for key in given:
        if key not in expected:
            hint = did_you_mean(key, expected)
            yield Problem("unknown-key", f"{quoted(str(key))} is no key of {what} here; allowed are {listed(expected)}", path=(*path, str(key)), hint=hint)


def prefixed(problems: Iterable[Problem], *path: str | int) -> list[Problem]:
    """Return problems of a part, by their paths in the whole."""
    return [Problem(each.code, each.message, each.severity, each.place, (*path, *each.path), each.hint, each.witness) for each in problems]
