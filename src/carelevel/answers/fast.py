"""The fast answer: from a case to the Kleene range of the level, by the tables of `logic/bit_tables.py`."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, Literal

from carelevel.answers.results import Decision, Outcome
from carelevel.logic.bit_tables import Tables
from carelevel.logic.case_encoder import CaseEncoder
from carelevel.logic.contradictions import disputed_by, without
from carelevel.logic.levels import Ranges
from carelevel.logic.possible_levels import refuse_impossible
from carelevel.model.cases import Case
from carelevel.model.conditions import Named
from carelevel.model.criteria import Definition
from carelevel.model.facts import AnyFact
from carelevel.model.problems import CaseError

# A question about the level, "is it at least k?": the results that raise it so far, those of them that require it, and those that limit it to less;
# then the next question when it is not, and when it is. A rank is the answer.
_Question = tuple[int, int, int, "_Question | int", "_Question | int"]
_Settling = Any  # the same with outcomes in place of ranks, or with more questions

NOT_FOR_THEM = Outcome(lowest=None, highest=None, settled=False, level=None, applies="unmet")


class Decider:
    """Decides by the tables of one definition; made once and shared between threads.

    Attributes:
        tables: the conditions of the definition as numbers.
        cells: what reads cases.
        ranges: what finds the range of the level.
    """

    __slots__ = (
        "_asked",
        "_complete",
        "_expected",
        "_from_low",
        "_ids",
        "_outcomes",
        "_question",
        "_results_in_part",
        "_settled",
        "cells",
        "ranges",
        "tables",
    )

    def __init__(self, definition: Definition, facts: Mapping[str, AnyFact | Named]) -> None:
        self.tables = Tables(definition)
        self.cells = CaseEncoder(self.tables, facts)
        self._complete, self._results_in_part = self.cells.complete, self.cells.results_in_part
        # Nearly every case is possible, is one that the criteria are for, and has no facts that disagree: one comparison shows it.
        self.ranges = Ranges(definition, self.tables.criteria)
        # Where levels can be ruled out, no case is such a one.
        self._expected = -1 if self.ranges.ruling else self.tables.applies
        self._asked = self.tables.applies | self.tables.impossible | self.tables.contradicting
        self._question: _Question | int = self._question_between(0, self.ranges.top)
        ids = [level.id for level in definition.levels]
        self._outcomes: dict[Literal["met", "unknown"], tuple[tuple[Outcome, ...], ...]] = {
            applies: tuple(tuple(_outcome(low, high, applies) for high in ids) for low in ids) for applies in ("met", "unknown")
        }
        rows = self._outcomes["met"]
        self._settled = _renamed(self._question, [outcomes[rank] for rank, outcomes in enumerate(rows)])
        # For each low end the questions that find the high end; in a list, since a tuple is a question about the low end.
        self._from_low = _renamed(self._question, [[_renamed(self._question_between(rank, self.ranges.top), row)] for rank, row in enumerate(rows)])
        self._ids = self.tables.ids

    def decide(self, given: Mapping[str, Any] | Case) -> Decision:
        """Return the fast answer for what is known of a person.

        Raises:
            CaseError: with every problem of the case, or since it is declared impossible.
        """
        total = self._complete(given)
        if total is None:
            return self._in_part(given)
        tables = self.tables
        met = (total & tables.kept) + tables.added if tables.is_plain else tables.read(total)
        if met & self._asked != self._expected:
            return self._decision(given, met, met)
        # As `_level`, without the call.
        question = self._settled
        while type(question) is tuple:
            raising, requiring, limiting, lower, higher = question
            question = higher if met & raising and (not met & limiting or met & requiring) else lower
        return Decision(question, self._ids, met, met)

    def _in_part(self, given: Mapping[str, Any] | Case) -> Decision:
        """Return the answer for a case in which something is unknown, or not written in the plainest form."""
        met, possible = self._results_in_part(given)
        if met & self._asked != self._expected:
            return self._decision(given, met, possible)
        # As `_level`, twice, without the calls.
        question = self._from_low
        while type(question) is tuple:
            raising, requiring, limiting, lower, higher = question
            question = higher if met & raising and (not possible & limiting or met & requiring) else lower
        question = question[0]
        while type(question) is tuple:
            raising, requiring, limiting, lower, higher = question
            question = higher if possible & raising and (not met & limiting or possible & requiring) else lower
        return Decision(question, self._ids, met, possible)

    def _decision(self, given: Mapping[str, Any] | Case, met: int, possible: int) -> Decision:
        """Return the answer for a case that may be impossible, that the criteria may not be for, or in which facts disagree."""
        tables = self.tables
        if not met & (tables.impossible | tables.contradicting):
            return Decision(self._outcome(met, possible), self._ids, met, possible)
        case = self.cells.case_of(given)
        refuse_impossible(tables.definition, case)
        found = tables.standing(met)
        if found:
            met, possible = self._results_in_part(without(case, disputed_by(found)))
        outcome = self._outcome(met, possible)
        return Decision(replace(outcome, contradictions=tuple(each.id for each in found)) if found else outcome, self._ids, met, possible)

    def _outcome(self, met: int, possible: int) -> Outcome:
        """Return the level in an answer, for the results that are met and those that are possible."""
        applies = self.tables.applies
        if applies and not possible & applies:
            return NOT_FOR_THEM
        rows = self._outcomes["met" if met & applies == applies else "unknown"]
        return rows[self._level(met, possible)][self._level(possible, met)]

    def decide_many(self, cases: Iterable[Mapping[str, Any] | Case]) -> Iterator[Decision | CaseError]:
        """Yield the fast answer for each case, in order; for a case with problems its error."""
        for given in cases:
            try:
                yield self.decide(given)
            except CaseError as error:
                # Callers may keep thousands of these: without the frames that they came through, which hold the case.
                yield error.with_traceback(None)

    def _level(self, raised: int, limited: int) -> int:
        """Return the rank of the level, where R, S and what is ruled out come from some results and L from others.

        `max(R, min(S, L))` is at least k when something that is met requires k or more; or when something suggests it and nothing limits to less.
        The level is the next one that is not ruled out.
        """
        question = self._question
        while type(question) is tuple:
            raising, requiring, limiting, lower, higher = question
            question = higher if raised & raising and (not limited & limiting or raised & requiring) else lower
        for rank, bits in self.ranges.ruling:
            if rank == question and raised & bits:
                question += 1
        return question  # type: ignore[return-value]  # mypy does not follow `type(...) is`, which is faster than `isinstance`

    def _question_between(self, low: int, high: int) -> _Question | int:
        """Return the questions that find a rank between two, each of which halves what is left."""
        if low == high:
            return low
        rank = (low + high + 1) // 2
        requiring = sum(bits for other, bits in self.ranges.required if other >= rank)
        raising = requiring + sum(bits for other, bits in self.ranges.suggested if other >= rank)
        limiting = sum(bits for other, bits in self.ranges.limits if other < rank)
        return raising, requiring, limiting, self._question_between(low, rank - 1), self._question_between(rank, high)


def _outcome(low: str, high: str, applies: Literal["met", "unknown"]) -> Outcome:
    is_settled = low == high and applies == "met"
    return Outcome(low, high, is_settled, low if is_settled else None, applies)


def _renamed(question: _Question | int, outcomes: Sequence[Any]) -> _Settling:
    """Return questions with other answers in place of ranks."""
    if isinstance(question, int):
        return outcomes[question]
    return (*question[:3], _renamed(question[3], outcomes), _renamed(question[4], outcomes))
