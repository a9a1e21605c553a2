"""Counts a newcomer's walk: the files of the package that a reader opens who follows a call from its beginning to its result.

python -m tools.walk                  the walks below, as tables
python -m tools.walk recommend CASE   one of them; CASE is a case file, and examples/moderate-after-weekly-therapy.yaml unless it is given

    recommend   from a case to its answer, by criteria that have answered before
    first       the same by criteria that have just been loaded: what is made once is made on the way
    cohort      from a dataframe to its answers
    effect      from the text of criteria to an answer, through the functions that read or name an effect, and no others

A file counts when one of its functions is entered for the first time. It is a return when it lies in a room that the walk had left before, and a climb when it
lies on a higher floor than the new file before it. A change of file is a call into another file, or the way back from one.

Three kinds of functions are no step, because a reader does not follow them: what Python calls by itself to compare, hash or show a value; what refuses an
argument of a wrong type, or loads criteria that were given as a path (`model/arguments.py`, `criteria_of`); and what counts the work of a question
(`logic/work.py`), around the question and in every loop. They are named below a table.
"""

import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import CodeType, FrameType
from typing import Any

import carelevel
from carelevel.model.operators import EFFECTS
from carelevel.syntax.case_reader import read_cases
from tests.docs.house import PACKAGE, ROOT, floors

BY_ITSELF = frozenset(("__eq__", "__hash__", "__repr__", "_eq", "_hash", "_repr", "_compared"))
"""Functions that Python calls by itself; those with one underscore are shared by all records (`model/frozen.py`)."""

ACCOUNTS = "logic/work.py"
"""What counts the work of a question."""

ARGUMENTS = frozenset(("model/arguments.py", "criteria_of"))
"""What looks at the arguments of a call: a file, and a function."""

CASE = ROOT / "examples" / "moderate-after-weekly-therapy.yaml"
CRITERIA = "adult-mental-health"


@dataclass(frozen=True)
class Step:
    """The first time that a walk comes into a file.

    Attributes:
        file: the file, from the folder of the package.
        function: its function that was entered.
        caller: the file and the function that it was entered from; empty at the beginning.
    """

    file: str
    function: str
    caller: str

    @property
    def room(self) -> str:
        """The room it lies in: a folder of the package, or a file beside them."""
        return self.file.partition("/")[0].removesuffix(".py")


@dataclass
class Walk:
    """What was counted.

    Attributes:
        name: what was followed.
        steps: the files, in the order in which they were entered first.
        changes: how often the file changed.
        calls: how many functions were entered.
        beside: the files of what is no step.
    """

    name: str
    steps: list[Step] = field(default_factory=list)
    changes: int = 0
    calls: int = 0
    beside: set[str] = field(default_factory=set)

    @property
    def returns(self) -> list[Step]:
        """The steps into a room that was left before."""
        found, left, here = [], set(), ""
        for step in self.steps:
            if step.room != here:
                left.add(here)
                here = step.room
                if here in left:
                    found.append(step)
        return found

    @property
    def climbs(self) -> list[Step]:
        """The steps to a higher floor than that of the step before."""
        floor_of = {room: number for number, floor in enumerate(floors()) for room in floor}
        # The package's own `__init__` is above all floors: it only hands names out.
        numbers = [floor_of.get(step.room, -1) for step in self.steps]
        return [step for step, number, before in zip(self.steps[1:], numbers[1:], numbers, strict=False) if number < before]


def is_no_step(file: str, code: CodeType) -> bool:
    """Return whether a reader does not follow a function of a file."""
    return file == ACCOUNTS or not BY_ITSELF.isdisjoint(code.co_qualname.split(".")) or not ARGUMENTS.isdisjoint((file, code.co_name))


def followed(name: str, call: Callable[[], object], *, through: Callable[[CodeType], bool] = lambda _: True, package: Path = PACKAGE) -> Walk:
    """Return the walk through a call.

    Args:
        name: what is followed.
        call: what is called.
        through: which functions count.
        package: the folder of the files that count.
    """
    walk = Walk(name)
    known: dict[CodeType, str | None] = {}
    seen: set[str] = set()
    here = ""

    def file_of(code: CodeType) -> str | None:
        if code not in known:
            path = Path(code.co_filename)
            file = path.relative_to(package).as_posix() if path.is_relative_to(package) and through(code) else None
            if file is not None and (
                file == ACCOUNTS or not BY_ITSELF.isdisjoint(code.co_qualname.split(".")) or not ARGUMENTS.isdisjoint((file, code.co_name))
            ):
                walk.beside.add(file)
                file = None
            known[code] = file
        return known[code]

    def outside(frame: FrameType | None) -> FrameType | None:
        while frame and file_of(frame.f_code) is None:
            frame = frame.f_back
        return frame

    def watch(frame: FrameType, event: str, _: Any) -> None:
        nonlocal here
        file = file_of(frame.f_code)
        if file is None or event not in {"call", "return"}:
            return
        caller = outside(frame.f_back)
        if event == "call":
            walk.calls += 1
            if file not in seen:
                seen.add(file)
                walk.steps.append(Step(file, frame.f_code.co_qualname, f"{file_of(caller.f_code)}, {caller.f_code.co_qualname}" if caller else ""))
        else:
            file = file_of(caller.f_code) if caller else file
        if file != here:
            walk.changes += bool(here)
            here = str(file)

    before = sys.getprofile()
    sys.setprofile(watch)
    try:
        call()
    finally:
        sys.setprofile(before)
    return walk


def names_an_effect(code: CodeType) -> bool:
    """Return whether a function reads the effect of a criterion, or names an effect in a text of its own."""
    constants = {each for constant in code.co_consts for each in (constant if isinstance(constant, tuple | frozenset) else (constant,))}
    return bool({"effect", "EFFECTS", "Effect"}.intersection(code.co_names) or {each for each in constants if isinstance(each, str)}.intersection(EFFECTS))


def recommend(case: dict[str, Any]) -> Walk:
    """Return the walk from a case to its answer, by criteria that have answered before: from the second answer on, what is made once has been made."""
    criteria = carelevel.load(CRITERIA)
    criteria.recommend(case)
    criteria.recommend(case)
    return followed("recommend", lambda: criteria.recommend(case))


def first(case: dict[str, Any]) -> Walk:
    """Return the walk from a case to its answer, by criteria that have just been loaded."""
    criteria = carelevel.load(CRITERIA)
    return followed("first", lambda: criteria.recommend(case))


def cohort(case: dict[str, Any]) -> Walk:
    """Return the walk from a dataframe with one row to its answers, by criteria that have answered before."""
    import polars as pl

    criteria = carelevel.load(CRITERIA)
    lists = {name: pl.List(pl.String) for name, value in case.items() if isinstance(value, list)}
    answer, table = carelevel.cohort.recommend, pl.DataFrame({name: [value] for name, value in case.items()}, schema_overrides=lists)
    answer(criteria, table)
    return followed("cohort", lambda: answer(criteria, table))


def effect(case: dict[str, Any]) -> Walk:
    """Return the walk from the text of criteria to an answer, through the functions that read or name an effect."""
    text = carelevel.dumps(carelevel.load(CRITERIA))
    return followed("effect", lambda: carelevel.loads(text).recommend(case), through=names_an_effect)


WALKS = {"recommend": recommend, "first": first, "cohort": cohort, "effect": effect}


def table(walk: Walk) -> Iterator[str]:
    """Yield the lines that show a walk."""
    returns, climbs = walk.returns, walk.climbs
    yield f"{walk.name}: {len(walk.steps)} files, {len(returns)} returns to a room, {len(climbs)} climbs, {walk.changes} changes of file, {walk.calls} calls"
    width = max(len(step.file) for step in walk.steps)
    for number, step in enumerate(walk.steps, 1):
        marks = " ".join(word for word, those in (("return", returns), ("climb", climbs)) if step in those)
        yield f"{number:>4}  {step.file:<{width}}  {marks:<12}  {step.function}{f'  from {step.caller}' if step.caller else ''}"
    if walk.beside:
        yield f"      no step: {', '.join(sorted(walk.beside))}"


def main(words: Sequence[str]) -> int:
    """Print the walks that were asked for."""
    asked, path = (words[0] if words else "", Path(words[1]) if len(words) > 1 else CASE)
    (given,) = read_cases(path.read_bytes(), path.name).cases
    for walk in (WALKS[asked],) if asked else WALKS.values():
        print("\n".join([*table(walk(dict(given.given))), ""]))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
