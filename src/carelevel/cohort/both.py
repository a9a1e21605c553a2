"""One table for two versions of criteria: which columns tell each version which facts, although names of facts, values or members differ.

If a name in the table, or a word in a cell, means different things in the two versions, the version that comes first decides.
"""

import os
from collections.abc import Collection, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from carelevel.cohort.columns import Binding, Column, FactColumns, Members, TellableFact, bind_columns, facts_told
from carelevel.model.criteria import Definition
from carelevel.model.facts import Bands, Choice, Scale, SetOf, Value
from carelevel.model.frozen import FrozenDict, record
from carelevel.model.problems import listed, quoted
from carelevel.syntax.column_reader import read_columns
from carelevel.verify.diff.align import shared_facts
from carelevel.verify.diff.names import matched
from carelevel.verify.diff.sharing import Values

Columns = Mapping[str, Any] | str | os.PathLike[str] | None


@record
class ColumnsForBoth:
    """The facts of two versions, with the columns of a table that tell them.

    Attributes:
        first: the facts of the version whose names decide, with their columns.
        second: the facts of the other one.
        notes: in words, what a column tells only one version.
    """

    first: tuple[FactColumns, ...]
    second: tuple[FactColumns, ...]
    notes: tuple[str, ...]


def bind_for_both(old: Definition, new: Definition, columns: Columns, table: Sequence[str], *, is_old_first: bool) -> ColumnsForBoth:
    """Return which columns of a table tell which facts of two versions.

    Args:
        old: the version before.
        new: the version now, which says under `renamed` what has another name in it.
        columns: as in `bound`; it may name facts of either version.
        table: the names of the table's columns.
        is_old_first: whether names are looked up in the old version first.

    Raises:
        CaseError: as `bound`.
        CriteriaError: the names of the two versions contradict each other.
    """
    reading = _Reading(old, new, table, is_old_first=is_old_first)
    given = _given(columns)
    names, others = ([*definition.every_name()] for definition in (reading.first, reading.second))
    back = {name for name, other in reading.pairs.items() if other not in names and reading.is_told(other, given) and not reading.is_told(name, given)}
    own = bind_columns(reading.first, columns, table, others, back)
    through = {reading.pairs[each.fact.id]: each for each in own if each.fact.id in reading.pairs and not reading.is_alike(each.fact.id)}
    foreign = {name for name in reading.touched if name in names and name in others and reading.pairs.get(name) != name}
    second = bind_columns(reading.second, columns, table, names, {*through, *foreign})
    if not own and not second:
        bind_columns(reading.first, columns, table, others)
    which, other = ("old", "new") if is_old_first else ("new", "old")
    reading.notes += [
        f"the column {quoted(name)} is {quoted(name)} of the {which} version, and no column tells {quoted(name)} of the {other} one"
        for name in sorted(foreign - through.keys())
        if name in (*table, *given)
    ]
    reading.notes += reading.new_members(own)
    reading.read = {name for each in own for name in each.names()}
    from_second = [reading.translated(each, is_back=True) for each in second if reading.second_pairs.get(each.fact.id) in back]
    from_first = [reading.translated(each, is_back=False) for each in through.values()]
    return ColumnsForBoth((*own, *filter(None, from_second)), (*second, *filter(None, from_first)), tuple(reading.notes))


def _given(columns: Columns) -> Collection[str]:
    """Return the names that `columns` says something of."""
    if isinstance(columns, str | os.PathLike):
        columns, _ = read_columns(Path(columns))
    return [str(name) for name in columns or ()]


class _Reading:
    """Translates facts of two versions into each other.

    Attributes:
        first: the version whose names come first.
        second: the other one.
        pairs: facts of the first version, each with the same fact of the other.
        second_pairs: the reverse.
        touched: names in `renamed`.
        read: the columns that tell facts of the first version.
        notes: in words, what cannot be translated into the other version.
    """

    def __init__(self, old: Definition, new: Definition, table: Sequence[str], *, is_old_first: bool) -> None:
        names = matched(old, new)
        self.first, self.second = (old, new) if is_old_first else (new, old)
        self.notes: list[str] = []
        self.read: set[str] = set()
        self._first, self._second = map(facts_told, (self.first, self.second))
        self._table = table
        self._is_old_first = is_old_first
        self._shared = shared_facts(old, new, names)[0]
        # A column may have the band of a score instead of the score; labels of bands are not renamed.
        bands = [{name for name, fact in facts_told(definition).items() if isinstance(fact, Bands)} for definition in (old, new)]
        pairs = {name: names.facts[name] for name in self._shared}
        pairs |= {name: now for name in bands[0] if (now := new.renamed.facts.get(name, name)) in bands[1]}
        self.pairs = pairs if is_old_first else {now: name for name, now in pairs.items()}
        self.second_pairs = {other: name for name, other in self.pairs.items()}
        self.touched = {name for pair in names.facts.items() if pair[0] != pair[1] for name in pair}

    def is_told(self, name: str, given: Collection[str]) -> bool:
        """Return whether a column tells a fact of either version under its own name."""
        fact = self._first.get(name) or self._second.get(name)
        members = [f"{name}_{word}" for word in fact.values] if isinstance(fact, SetOf) else []
        return name in given or any(each in self._table for each in (name, *members))

    def is_alike(self, name: str) -> bool:
        """Return whether a fact of the first version has the same name in the other, and no word of it means something else there."""
        other = self.pairs[name]
        values = _values(self._second.get(other))
        words = self._words(name, is_back=False)
        return name == other and all(meant == word or (meant is None and word not in values) for word, meant in words.items())

    def translated(self, told: FactColumns, *, is_back: bool) -> FactColumns | None:
        """Return the same fact in the other version, with the same columns; None if they tell nothing about it."""
        name = self.second_pairs[told.fact.id] if is_back else told.fact.id
        other = self._first.get(name) if is_back else self._second.get(self.pairs[name])
        assert other is not None
        words = self._words(name, is_back=is_back)
        free = [each for each in self._table if each not in self.read]
        by: Binding | None = _members(told.by, words, other, free) if isinstance(told.by, Members) else _column(told.by, words, other)
        self.notes += _untold(told, by, words, other)
        return None if by is None else FactColumns(other, by)

    def new_members(self, own: Sequence[FactColumns]) -> Iterator[str]:
        """Yield the members that the first version does not have, of sets whose lists are complete by its words."""
        for each in own:
            other = self._second.get(self.pairs.get(each.fact.id, ""))
            if isinstance(other, SetOf) and isinstance(each.by, Column):
                words = self._words(each.fact.id, is_back=False)
                added = [member for member in other.values if member not in words.values() and member not in words]
                if added:
                    yield f"a list of {quoted(each.fact.id)} without {listed(added)} counts as complete, although only one version has {listed(added)}"

    def _words(self, name: str, *, is_back: bool) -> Mapping[str, str | None]:
        """Return each word of a fact with the one that means the same in the other version; None where that is no single word."""
        each = self._shared.get(name if self._is_old_first else self.pairs[name])
        if each is None or not _values(each.fact):
            return {}
        here, there = (each.was, each.is_now) if self._is_old_first is not is_back else (each.is_now, each.was)
        return {str(word): _only(read, there) for word, read in here.items()}


def _column(column: Column, words: Mapping[str, str | None], other: TellableFact) -> Column | None:
    """Return a column whose words are those of another version."""
    if not words:
        return column
    known = {word: meant for word, meant in words.items() if meant != word and (meant is not None or word in _values(other))}
    said = {word: None if meant is None else words[meant] for word, meant in column.words.items()}
    meant = {**known, **said}
    # A list with a member that cannot be translated is not complete.
    if isinstance(other, SetOf) and None in meant.values():
        return None
    return Column(column.name, FrozenDict(meant), column.separator, column.empty, column.shown, in_part=column.in_part)


def _members(by: Members, words: Mapping[str, str | None], other: TellableFact, table: Sequence[str]) -> Members | None:
    """Return the columns of members for the other version. Members that are merged into one there tell nothing."""
    told = [words[word] for word in by.of]
    found = {meant: column for word, column in by.of.items() if (meant := words[word]) is not None and told.count(meant) == 1}
    found |= {word: Column(f"{other.id}_{word}") for word in _values(other) if word not in words.values() and f"{other.id}_{word}" in table}
    return Members(FrozenDict(found)) if found else None


def _untold(told: FactColumns, by: Binding | None, words: Mapping[str, str | None], other: TellableFact) -> Iterator[str]:
    """Yield, in words, what a column tells only one version."""
    if isinstance(told.by, Members):
        columns = by.of.values() if isinstance(by, Members) else ()
        lost = [word for word, column in told.by.of.items() if column.name not in [each.name for each in columns]]
    else:
        said = [meant for meant in told.by.words.values() if meant is not None and words.get(meant, meant) is None]
        lost = [word for word, meant in words.items() if meant is None and (word in _values(other) or word in said or by is None)]
    if lost:
        have, count = ("has", "counts") if len(lost) == 1 else ("have", "count")
        yield f"{listed(lost)} of {quoted(told.fact.id)} {have} no single counterpart in {quoted(other.id)} of the other version, and {count} as unknown there"


def _values(fact: TellableFact | None) -> tuple[str, ...]:
    return fact.values if isinstance(fact, Scale | Choice | SetOf) else ()


def _only(read: Values, there: Mapping[Value, Values]) -> str | None:
    found = [str(word) for word, each in there.items() if each & read]
    return found[0] if len(found) == 1 else None
