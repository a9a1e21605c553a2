"""Whatever is given to a public function in the place of what it takes, it says so in words: which argument, what that is, and what was found."""

import inspect
import re
from collections.abc import Callable, Iterator
from functools import cache
from types import UnionType
from typing import Any, Literal, TypeVar, Union, get_args, get_origin

import pytest

import carelevel
from carelevel import types
from tests.edges.public import hints, members
from tests.edges.results import CASE, ID, NEEDS, called_with, objects

BAD = (None, 3, object())
IN_WORDS = re.compile(r"`\w+` is .+; found ")


FUNCTIONS = (
    *("agree", "bundled", "check", "diff", "dumps", "load", "loads", "match", "cohort.recommend", "cohort.level_pairs", "cohort.table_people"),
    *("RecordStore", "Problem", "CaseError", "CriteriaError", "RecordError", "MissingExtraError.of"),
)


@cache
def good() -> dict[str, tuple[Callable[..., Any], dict[str, Any]]]:
    """Return every public function and method, with arguments that it takes."""
    criteria = carelevel.load(ID)
    answer = criteria.recommend(CASE)
    given: dict[str, dict[str, Any]] = {
        "bundled": {},
        "check": {"criteria": criteria},
        "agree": {"one": criteria, "other": criteria, "within": 1},
        "diff": {"old": criteria, "new": criteria},
        "dumps": {"criteria": criteria},
        "load": {"source": ID},
        "loads": {"text": "carelevel: 1"},
        "match": {"recommendation": answer, "programs": criteria.programs(ID), "needs": NEEDS},
        "cohort.recommend": {"criteria": criteria, "frame": "a table"},
        "cohort.level_pairs": {"table": "none.csv", "old": criteria, "new": criteria},
        "cohort.table_people": {"table": "none.csv", "old": criteria, "new": criteria},
        "RecordStore": {"path": "records.db"},
        "Problem": {"code": "x", "message": "y"},
        "CaseError": {"problems": ()},
        "CriteriaError": {"problems": ()},
        "RecordError": {"problems": ()},
        "MissingExtraError.of": {"what": "tables need", "extra": "cohort"},
    }
    found: dict[str, tuple[Callable[..., Any], dict[str, Any]]] = {}
    for name, arguments in given.items():
        called: Any = carelevel
        for part in name.split("."):
            called = getattr(called, part)
        found[name] = called, arguments
    for kind, name in methods():
        method = getattr(next(each for each in objects() if type(each) is kind), name)
        values = called_with().get(f"{kind.__name__}.{name}", ())
        found[f"{kind.__name__}.{name}"] = method, dict(zip(inspect.signature(method).parameters, values, strict=False))
    return found


def methods() -> Iterator[tuple[type, str]]:
    """Yield the public methods of the public classes."""
    for kind in (getattr(carelevel, name) for name in carelevel.__all__):
        for name, _ in members(kind) if inspect.isclass(kind) and not issubclass(kind, Exception) else ():
            if not isinstance(inspect.getattr_static(kind, name), property):
                yield kind, name


def takes(annotation: Any, value: Any) -> bool:
    """Return whether an annotation allows a value."""
    if annotation in {Any, object, inspect.Parameter.empty} or isinstance(annotation, TypeVar):
        return annotation is not inspect.Parameter.empty
    origin = get_origin(annotation)
    if origin in {Union, UnionType}:
        return any(takes(each, value) for each in get_args(annotation))
    if origin is Literal:
        return value in get_args(annotation)
    kind = type(None) if annotation is None else origin or annotation
    return isinstance(value, kind) if inspect.isclass(kind) and not getattr(kind, "_is_protocol", False) else False


def wrong(name: str) -> Iterator[tuple[str, Any]]:
    """Yield every argument of a function, each with a value that its annotation does not allow."""
    called, _ = good()[name]
    told = hints(called.__init__ if inspect.isclass(called) else getattr(called, "__func__", called))
    for parameter in inspect.signature(called).parameters:
        # A dataframe of any library is one.
        if (name, parameter) != ("cohort.recommend", "frame"):
            yield from ((parameter, value) for value in BAD if not takes(told[parameter], value))


NAMES = (*FUNCTIONS, *(f"{kind.__name__}.{name}" for kind, name in methods()))


@pytest.mark.slow
def test_every_public_function_is_looked_at() -> None:
    functions = {name for name in carelevel.__all__ if inspect.isfunction(getattr(carelevel, name))}
    functions |= {f"cohort.{name}" for name in carelevel.cohort.__all__}

    assert functions <= set(NAMES) == good().keys()
    assert {"CriteriaSet.recommend", "Interview.told", "Recommendation.record", "RecordStore.append", "Decision.from_dict"} <= set(NAMES)
    assert sum(len(list(wrong(name))) for name in NAMES) > 130


@pytest.mark.parametrize("name", ["agree", "check", "load", "dumps", "diff", "match", "CriteriaSet.recommend", "CriteriaSet.case_model"])
def test_what_is_right_is_taken(name: str) -> None:
    """The test of the test: the arguments beside the wrong one are no reason to refuse."""
    called, arguments = good()[name]

    assert called(**arguments) is not None


@pytest.mark.parametrize("name", NAMES)
def test_a_wrong_argument_is_refused_in_words(name: str) -> None:
    called, arguments = good()[name]
    found = {f"{parameter}={value!r}": refusal(called, {**arguments, parameter: value}) for parameter, value in wrong(name)}

    # Nothing of Python shows but the name of a type.
    assert {given: said for given, said in found.items() if not said or "object at 0x" in said} == {}


def refusal(called: Callable[..., Any], arguments: dict[str, Any]) -> str | None:
    """Return the words in which arguments are refused; None where they are taken, or refused in the words of Python."""
    try:
        called(**arguments)
    except carelevel.CarelevelError as error:
        return str(error)
    except TypeError as error:
        return str(error) if IN_WORDS.match(str(error)) else None
    return None


@pytest.mark.parametrize(
    ("called", "message"),
    [
        (
            lambda: carelevel.check(3),
            "`criteria` is the id of a bundled set, a path, a mapping that was parsed already, an open file, or a place inside a package or a zip",
        ),  # type: ignore[arg-type]
        (lambda: carelevel.diff(ID, None), "`new` is the id of a bundled set"),  # type: ignore[arg-type]
        (lambda: carelevel.loads({}), "`text` is the text of criteria; a path, a mapping or an open file goes to `load`; found the type `dict`"),  # type: ignore[arg-type]
        (lambda: carelevel.load(ID).why_not({}, 3), '`level` is the id of a level, such as "iop"; found the type `int`'),  # type: ignore[arg-type]
        (lambda: carelevel.load(ID).decide_many({"age": 3}), "a single case goes to `decide`"),  # type: ignore[arg-type]
        (lambda: types.Case.from_dict({}, ID), '`criteria` is a criteria set, such as carelevel.load("adult-mental-health"); found the type `str`'),  # type: ignore[arg-type]
    ],
)
def test_the_words_name_the_argument_and_what_to_write(called: Callable[[], Any], message: str) -> None:
    with pytest.raises(TypeError, match=re.escape(message)):
        called()
