"""Which columns of a table tell which facts, and what their words mean: from their names, or from a mapping that the caller gives."""

import os
import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any, TypeGuard

from carelevel.cohort.names import items_beside, members_beside, renamed, twins
from carelevel.cohort.written import SPACE, canonical, writing
from carelevel.model.criteria import Definition
from carelevel.model.facts import NEVER, NO, YES, Bands, Fact, Score, SetOf, YesNo
from carelevel.model.frozen import FrozenDict, record
from carelevel.model.numbers import steps_in
from carelevel.model.operators import described
from carelevel.model.problems import CaseError, Problem, Report, listed, quoted
from carelevel.model.problems import Path as Steps

TellableFact = Fact | Bands
"""What a column can tell: a fact, or the band of a score."""

YES_OR_NO = (YES, NO)

ITEM_OR_TOTAL = ("item", "total")
"""What `is` can say of a column that is one of several numbered ones."""

BETWEEN_STEPS = "between_steps"
"""The option of a column that says what a number between two steps of its fact is."""

KNOWN_IN_PART = "known_in_part"

ODD_STEPS = ("refused", KNOWN_IN_PART)
"""What a number between two steps can be: refused, or known to be one of its two neighbors."""


@record
class Column:
    """A column that tells one thing.

    Attributes:
        name: the column's name in the table.
        words: words in it with the values that they mean, where these differ; None for unknown.
        separator: the text between the members of a set that is one text.
        empty: the text for a set without members.
        shown: the name to show, if it is another.
        is_read: whether its cells were compared with `words` already, and are values of the fact.
        is_numerals: whether its text is that of a column of numbers, which no library compares exactly.
        in_part: whether a number between two steps is known to be one of its neighbors, and not refused.
    """

    name: str
    words: FrozenDict[str, str | None] = FrozenDict()
    separator: str | None = None
    empty: str | None = None
    shown: str | None = None
    is_read: bool = False
    is_numerals: bool = False
    in_part: bool = False

    def codes(self, *, untyped: bool) -> dict[str, str | None]:
        """Return the codes to compare with cells, in their canonical form, and what each means; without space around them where text has no type."""
        return {} if self.is_read else {canonical(word.strip(SPACE) if untyped else word): meant for word, meant in self.words.items()}

    @property
    def title(self) -> str:
        """The column's name for readers: the one that the table gave it."""
        return self.shown or self.name


@record
class Members:
    """A column for each member of a set, with yes or no in it; members without a column are unknown."""

    of: FrozenDict[str, Column]


Binding = Column | Members


@record
class FactColumns:
    """A fact with the columns that tell it."""

    fact: TellableFact
    by: Binding

    def names(self) -> Iterator[str]:
        """Yield the names of the columns."""
        yield from (column.name for column in self.columns())

    def columns(self) -> Iterable[Column]:
        """Return the columns."""
        return self.by.of.values() if isinstance(self.by, Members) else (self.by,)

    def read_by(self, other: Callable[[Column], Column]) -> "FactColumns":
        """Return the fact with other columns in place of its own."""
        by = self.by
        return FactColumns(self.fact, Members(FrozenDict({word: other(column) for word, column in by.of.items()})) if isinstance(by, Members) else other(by))


def bind_columns(
    definition: Definition,
    columns: Mapping[str, Any] | str | os.PathLike[str] | None,
    table: Sequence[str],
    others: Collection[str] = (),
    elsewhere: Collection[str] | None = None,
) -> tuple[FactColumns, ...]:
    """Return the facts that the columns of a table tell.

    Args:
        definition: the criteria.
        columns: fact id to column: a name, a mapping with `column`, `values`, `separator`, `empty`, for a set `members`, for a score `is`, or None for a fact
            that the table does not tell; or the path of a YAML file with such a mapping under `columns`. Any other fact is told by the column of its name.
        table: the names of the table's columns.
        others: facts that may be named although the criteria do not have them.
        elsewhere: facts of the criteria that are told in another way; if this is given, the columns need not tell any other fact.

    Raises:
        CaseError: with every problem, such as an unknown fact or column.
    """
    report = Report()
    located: Callable[[Report], list[Problem]] = _as_they_are
    if isinstance(columns, str | os.PathLike):
        columns, located = _from_file(Path(columns))
    given: Mapping[str, Any] = columns if isinstance(columns, Mapping) else {}
    told = facts_told(definition)
    found: list[FactColumns] = []
    reader = _Reader(told, tuple(table), report, others)
    for name, said in given.items():
        if name in (elsewhere or ()) or (name in others and name not in told):
            continue
        fact = reader.fact(name)
        if fact is not None and said is not None:
            by = reader.binding(fact, said, (name,))
            found += [FactColumns(fact, by)] if by and not reader.is_item(fact, by, said, (name,)) else []
    # If columns could not be used, further reports about their names would be misleading.
    looks_for_slips = not report.problems
    found += [each for name, fact in told.items() if name not in given and name not in (elsewhere or ()) for each in reader.by_name(fact)]
    if looks_for_slips:
        reader.refuse_slips({name for each in found for name in each.names()}, {each.fact.id for each in found}, {*given, *(elsewhere or ())})
    if not found and not report.problems and elsewhere is None:
        facts = listed(told, most=6)
        report.add(
            "unknown-fact",
            (),
            f"no column of the table has the name of a fact: it has {listed(table, most=6)}; facts are {facts}",
            "`columns` says which column tells which fact",
        )
    if report.problems:
        raise CaseError(located(report))
    return tuple(found)


def facts_told(definition: Definition) -> dict[str, TellableFact]:
    """Return the facts that a column can tell, by id, and the bands of scores."""
    return {fact.id: fact for fact in (*definition.facts, *filter(_is_band_of_score, definition.derived))}


def _is_band_of_score(derived: object) -> TypeGuard[Bands]:
    return isinstance(derived, Bands) and isinstance(derived.of, Score)


def _as_they_are(report: Report) -> list[Problem]:
    return report.problems


def _from_file(path: Path) -> tuple[Mapping[str, Any], Callable[[Report], list[Problem]]]:
    """Return the mapping of columns in a YAML file, and what adds the places of its problems."""
    from carelevel.syntax.column_reader import read_columns

    return read_columns(path)


@record
class _Reader:
    """Reads a mapping of columns for the facts of a definition and the columns of a table, and reports its problems."""

    told: Mapping[str, TellableFact]
    table: tuple[str, ...]
    report: Report
    others: Collection[str] = ()

    def fact(self, name: object) -> TellableFact | None:
        """Return the fact of a name, or None after reporting that there is none."""
        fact = self.told.get(name) if isinstance(name, str) else None
        if fact is None:
            self.report.add_key("unknown-fact", (str(name),), f"no fact is called {quoted(name)}", self.report.near(name, self.told))
        return fact

    def by_name(self, fact: TellableFact) -> Iterator[FactColumns]:
        """Yield the columns that tell a fact by their names alone: the column of its name, or for a set the columns of its members."""
        members = {word: Column(f"{fact.id}_{word}") for word in fact.values if f"{fact.id}_{word}" in self.table} if isinstance(fact, SetOf) else {}
        members = {word: column for word, column in members.items() if column.name not in self.told}
        if fact.id in self.table:
            if members:
                message = f"{quoted(fact.id)} has its values in two places: in {quoted(fact.id)} and in {listed([each.name for each in members.values()])}"
                self.report.add("repeated-key", (fact.id,), message, "`columns` says which of them to read")
            if not self.is_item(fact, Column(fact.id), None, (fact.id,)):
                yield FactColumns(fact, Column(fact.id))
        elif members:
            yield FactColumns(fact, Members(FrozenDict(members)))

    def binding(self, fact: TellableFact, said: object, path: Steps) -> Binding | None:
        """Return the columns that the mapping gives for a fact."""
        if isinstance(said, Mapping) and "members" in said:
            return self._members(fact, said, path)
        more = ("separator", "empty") if isinstance(fact, SetOf) else ("is",) if isinstance(fact, Score) else ()
        step = fact.step if isinstance(fact, Score) else None
        if step is not None:
            more = (*more, BETWEEN_STEPS)
        found = self._column(fact.id, _allowed(fact), said, ("column", "values", *more), path)
        what = said.get(BETWEEN_STEPS) if isinstance(said, Mapping) and step is not None else None
        if what not in {None, *ODD_STEPS}:
            message = f"`{BETWEEN_STEPS}` says what a number between two steps is, one of {listed(ODD_STEPS)}; found {described(what)}"
            self.report.add("unknown-value", (*path, BETWEEN_STEPS), message, self.report.near(what, ODD_STEPS))
        return found and replace(found, in_part=what == KNOWN_IN_PART)

    def is_item(self, fact: TellableFact, by: Binding, said: object, path: Steps) -> bool:
        """Return whether a column is an item and does not tell the fact; report a column that may be an item if the mapping does not say."""
        what = said.get("is") if isinstance(said, Mapping) else None
        if what not in {None, *ITEM_OR_TOTAL}:
            message = f"`is` says whether a numbered column is one item or the total, as {listed(ITEM_OR_TOTAL)}; found {described(what)}"
            self.report.add("unknown-value", (*path, "is"), message, self.report.near(what, ITEM_OR_TOTAL))
        if not isinstance(fact, Score) or isinstance(by, Members):
            return False
        items = items_beside(fact, by.name, self.table, {*self.told, *self.others})
        if items and what is None:
            self._note_item(fact, by.name, items, path)
        return bool(items) and what != "total"

    def _note_item(self, fact: TellableFact, column: str, items: Sequence[str], path: Steps) -> None:
        """Note that a column may be an item although it is called like a fact."""
        message = f"the column {quoted(column)} is next to {listed(items, most=3)}: it may be one item, and not the total that {quoted(fact.id)} means"
        hint = (
            f"look into the table; in `columns`, {fact.id}: null says that it is an item, and the total stays unknown; "
            f"{fact.id}: {{column: {_in_brackets(column)}, is: total}} says that it counts every item"
        )
        self.report.add("item-or-total", path, message, hint)

    def _members(self, fact: TellableFact, said: Mapping[Any, Any], path: Steps) -> Members | None:
        self._refuse_others(said, ("members",), path)
        members = said["members"]
        if not isinstance(fact, SetOf) or not isinstance(members, Mapping) or not members:
            message = f"`members` is for a set: a mapping from its members to their columns; {quoted(fact.id)} has {described(members)}"
            self.report.add("wrong-type", (*path, "members"), message)
            return None
        found: dict[str, Column] = {}
        for word, column in members.items():
            step = (*path, "members", str(word))
            if word not in fact.values:
                message = f"{quoted(word)} is no member of {quoted(fact.id)}; allowed are {listed(fact.values)}"
                self.report.add_key("unknown-value", step, message, self.report.near(word, fact.values))
            else:
                read = self._column(f"{fact.id} {word}", YES_OR_NO, column, ("column", "values"), step)
                found |= {word: read} if read else {}
        return Members(FrozenDict(found))

    def _column(self, name: str, allowed: Sequence[str] | Score, said: object, options: Sequence[str], path: Steps) -> Column | None:
        """Return a column, as a name or as a mapping with options; `allowed` are the values of its fact, or its score."""
        given: Mapping[Any, Any] = said if isinstance(said, Mapping) else {"column": said}
        self._refuse_others(given, options, path)
        column = given.get("column")
        if isinstance(column, int) and not isinstance(column, bool):
            # Tables without a header have numbers for names.
            column = str(column)
        if not isinstance(column, str):
            message = f"a column of {quoted(name)} is its name, or a mapping with {listed(options)}; found {described(said)}"
            self.report.add("wrong-type", path, message)
            return None
        if column not in self.table:
            step = (*path, "column") if isinstance(said, Mapping) else path
            self.report.add("unknown-key", step, f"the table has no column {quoted(column)}; it has {listed(self.table)}", self.report.near(column, self.table))
            return None
        words = self._words(name, allowed, given.get("values"), (*path, "values"), is_set="separator" in options)
        texts = [given.get(option) for option in ("separator", "empty")]
        for option, text in zip(("separator", "empty"), texts, strict=True):
            if text is not None and (not isinstance(text, str) or not text.strip()):
                self.report.add("wrong-type", (*path, option), f"{quoted(option)} is a text with something in it; found {described(text)}")
                return None
        return Column(column, words, separator=texts[0], empty=texts[1])

    def _words(self, name: str, allowed: Sequence[str] | Score, said: object, path: Steps, *, is_set: bool) -> FrozenDict[str, str | None]:
        """Return what the words of a column mean."""
        if said is None:
            return FrozenDict()
        if not isinstance(said, Mapping):
            self.report.add("wrong-type", path, f"`values` is a mapping from what stands in the column to values of {quoted(name)}; found {described(said)}")
            return FrozenDict()
        words: dict[str, str | None] = {}
        first: dict[str, str] = {}
        for word, value in said.items():
            key = word if isinstance(word, str) else writing(word) or str(word)
            meant = (
                writing(value) if isinstance(allowed, Score) and allowed.step is not None and not (isinstance(value, str) and value == NEVER) else _meant(value)
            )
            if writing(word) is None:
                self.report.add_key("wrong-type", (*path, key), f"what stands in a column is a text, a number, or true or false; found {described(word)}")
            elif (meant is None and (value is not None or is_set)) or not _is_value(meant, allowed):
                what = _numbers(allowed) if isinstance(allowed, Score) else f"one of {listed(allowed)}"
                hint = None if isinstance(allowed, Score) else self.report.near(value, allowed)
                unknown = "" if is_set else ", or null for unknown"
                self.report.add("unknown-value", (*path, key), f"{quoted(key)} stands for {described(value)}; {quoted(name)} is {what}{unknown}", hint)
            same = first.setdefault(canonical(key.strip(SPACE)), key)
            if words.get(same, meant) != meant:
                message = f"{quoted(same)} and {quoted(key)} are the same in a cell, and stand for {described(words[same])} and for {described(meant)}"
                self.report.add_key("contradiction", (*path, key), message, "numbers are compared as numbers; keep one of the two")
            words[key] = meant
        return FrozenDict(words)

    def _refuse_others(self, given: Mapping[Any, Any], options: Sequence[str], path: Steps) -> None:
        for key in given:
            if key not in options:
                message = f"{quoted(key)} is no option of a column; the options are {listed(options)}"
                self.report.add_key("unknown-key", (*path, str(key)), message, self.report.near(key, options))

    def refuse_slips(self, read: set[str], bound: set[str], given: set[str]) -> None:
        """Report the columns whose names are close to those of facts or of columns that are read: ignored, they would be unknown in every row.

        Args:
            read: the names of columns that are read.
            bound: the facts that columns tell.
            given: the facts of which something is said, here or elsewhere, so that nothing has to be guessed.
        """
        for fact in self.told.values():
            if fact.id in given:
                continue
            same = twins(fact.id, self.table, read)
            if fact.id in bound:
                self._refuse_twins(fact, [*same, *renamed(fact.id, self.table, self.told)])
            else:
                self._refuse_nearly(fact, same)
            if isinstance(fact, SetOf):
                self._refuse_members(fact, read)

    def _refuse_twins(self, fact: TellableFact, columns: Sequence[str]) -> None:
        if columns and fact.id in self.table:
            message = f"{quoted(fact.id)} is in the table twice: {listed(columns)} is what a second column of that name is called"
            self.report.add("repeated-key", (fact.id,), message, f"say in `columns` which one is meant, as in {fact.id}: {fact.id}; or take one out")

    def _refuse_nearly(self, fact: TellableFact, columns: Iterable[str]) -> None:
        for column in columns:
            if column == fact.id or self.is_item(fact, Column(column), None, (column,)):
                continue
            hint = f"say so in `columns`: {fact.id}: {_as_in_a_file(column)}; or {fact.id}: null when it is something else"
            self.report.add("unknown-key", (column,), f"the column {quoted(column)} is not read, and a fact is called {quoted(fact.id)}", hint)

    def _refuse_members(self, fact: SetOf, read: set[str]) -> None:
        """Report the columns that seem to tell members of a set and are not read."""
        others = dict(members_beside(fact, self.table, {*read, *self.told, *(f"{fact.id}_{word}" for word in fact.values)}))
        if not others:
            return
        known = {word: f"{fact.id}_{word}" for word in fact.values if f"{fact.id}_{word}" in read}
        told = known | {word: column for column, word in others.items() if word is not None}
        codes = [f"MEMBER: {_in_brackets(column)}" for column, word in others.items() if word is None]
        members = ", ".join([*(f"{word}: {_in_brackets(column)}" for word, column in told.items()), *codes])
        columns = f"the column {listed(others)} is" if len(others) == 1 else f"the columns {listed(others)} are"
        self.report.add(
            "unknown-key",
            (next(iter(others)),),
            f"{columns} not read, and may tell members of {quoted(fact.id)}: {listed(fact.values)}",
            f"say in `columns` which member each of them tells, {fact.id}: {{members: {{{members}}}}}; or leave out what is something else",
        )


def _as_in_a_file(column: str, *, in_brackets: bool = False) -> str:
    """Return the name of a column as it is written in a YAML file, for hints that are copied there."""
    from carelevel.syntax.scalars import written

    return written(column, in_brackets=in_brackets)


def _in_brackets(column: str) -> str:
    return _as_in_a_file(column, in_brackets=True)


def _allowed(fact: TellableFact) -> Sequence[str] | Score:
    if isinstance(fact, Score):
        return fact
    return YES_OR_NO if isinstance(fact, YesNo) else fact.values


def _numbers(score: Score) -> str:
    numbers = "a whole number" if score.step is None else f"a number in steps of {score.step}"
    return f"{numbers}, or `never`" if score.or_never else numbers


def _meant(value: object) -> str | None:
    """Return the value that a code means, as a word of the language."""
    if isinstance(value, bool):
        return YES if value else NO
    return str(value) if isinstance(value, str | int) else None


def _is_value(meant: str | None, allowed: Sequence[str] | Score) -> bool:
    if meant is None:
        return True
    if not isinstance(allowed, Score):
        return meant in allowed
    if meant == NEVER:
        return allowed.or_never
    if allowed.step is None:
        return re.fullmatch(r"[-+]?[0-9]{1,9}", meant) is not None
    return re.fullmatch(r"-?[0-9]{1,9}(?:\.[0-9]{1,9})?", meant) is not None and steps_in(allowed.step, Fraction(meant)).denominator == 1


def columns_read(found: Iterable[FactColumns]) -> tuple[str, ...]:
    """Return the names of the columns that are read, each once."""
    return tuple(dict.fromkeys(name for each in found for name in each.names()))
