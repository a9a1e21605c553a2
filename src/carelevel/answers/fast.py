"""The fast answer: from a case to the Kleene range of the level, by the tables of `logic/bit_tables.py`."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, Literal

from carelevel.answers.exact import refuse_impossible
from carelevel.answers.results import Decision, Outcome
from carelevel.logic.bit_tables import Tables
from carelevel.logic.case_encoder import Cells
from carelevel.logic.contradictions import disputed_by, standing, without
from carelevel.logic.levels import Range, level_of
from carelevel.model.cases import Case
from carelevel.model.conditions import Named
from carelevel.model.criteria import Definition, Effect
from carelevel.model.facts import AnyFact
from carelevel.model.problems import CaseError

# A question about the level, "is it at least k?": the results that raise it so far, those of them that require it, and those that limit it to less;
# then the next question when it is not, and when it is. A rank is the answer.
_Question = tuple[int, int, int, "_Question | int", "_Question | int"]
_Settling = Any  # the same with outcomes in place of ranks, or with more questions
_Ranked = tuple[tuple[int, int], ...]

NOT_FOR_THEM = Outcome(lowest=None, highest=None, settled=False, level=None, applies="unmet")


class Decider:
    """Decides by the tables of one definition; made once and shared between threads.

    Attributes:
        tables: the conditions of the definition as numbers.
        cells: what reads cases.
    """

    __slots__ = (
        "_asked",
        "_complete",
        "_expected",
        "_from_low",
        "_ids",
        "_limits",
        "_one_by_one",
        "_outcomes",
        "_question",
        "_ranges",
        "_required",
        "_settled",
        "_suggested",
        "_top",
        "cells",
        "tables",
    )

    def __init__(self, definition: Definition, facts: Mapping[str, AnyFact | Named]) -> None:
        self.tables = Tables(definition)
        self.cells = Cells(self.tables, facts)
        self._complete, self._one_by_one = self.cells.complete, self.cells.one_by_one
        # Nearly everyone is possible, is someone whom the criteria are for, and has no facts that disagree: that is seen at one glance.
        self._expected = self.tables.applies
        self._asked = self.tables.applies | self.tables.impossible | self.tables.contradicting
        self._required, self._suggested = self._ranked("requires"), self._ranked("suggests")
        # The tightest first.
        self._limits = self._ranked("limits_to")[::-1]
        self._top = len(definition.levels) - 1
        self._ranges: dict[tuple[int, ...], Range] = {}
        self._question: _Question | int = self._question_between(0, self._top)
        ids = [level.id for level in definition.levels]
        self._outcomes: dict[Literal["met", "unknown"], tuple[tuple[Outcome, ...], ...]] = {
            applies: tuple(tuple(_outcome(low, high, applies) for high in ids) for low in ids) for applies in ("met", "unknown")
        }
        rows = self._outcomes["met"]
        self._settled = _renamed(self._question, [outcomes[rank] for rank, outcomes in enumerate(rows)])
        # For each low end the questions that find the high end; in a list, since a tuple is a question about the low end.
        self._from_low = _renamed(self._question, [[_renamed(self._question_between(rank, self._top), row)] for rank, row in enumerate(rows)])
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
        """Return the answer for someone of whom not everything is known, or not in the plainest words."""
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
        """Return the answer for someone who may not be possible, whom the criteria may not be for, or of whom facts disagree."""
        tables = self.tables
        if not met & (tables.impossible | tables.contradicting):
            return Decision(self._outcome(met, possible), self._ids, met, possible)
        case = self.cells.case_of(given)
        refuse_impossible(tables.definition, case)
        found = standing(tables.definition, case)
        if found:
            met, possible = self._results_in_part(without(case, disputed_by(found)))
        outcome = self._outcome(met, possible)
        return Decision(replace(outcome, contradictions=tuple(each.id for each in found)) if found else outcome, self._ids, met, possible)

    def _outcome(self, met: int, possible: int) -> Outcome:
        """Return what is said of the level, for the results that are met and those that are possible."""
        applies = self.tables.applies
        if applies and not possible & applies:
            return NOT_FOR_THEM
        rows = self._outcomes["met" if met & applies == applies else "unknown"]
        return rows[self._level(met, possible)][self._level(possible, met)]

    def results(self, given: Mapping[str, Any] | Case) -> tuple[int, int]:
        """Return the results that are met, and those that are met or unknown.

        Raises:
            CaseError: with every problem of the case.
        """
        total = self._complete(given)
        if total is None:
            return self._results_in_part(given)
        met = self.tables.read(total)
        return met, met

    def _results_in_part(self, given: Mapping[str, Any] | Case) -> tuple[int, int]:
        tables = self.tables
        if type(given) is dict:
            total, more = self._one_by_one(given)
        else:
            total, more = tables.sum_of(self.cells.case_of(given)) if isinstance(given, Case) else self.cells.sum_of(given)
        most = total + more + tables.could_add(total)
        if tables.is_plain:
            return (total & tables.kept) + tables.added, (most & tables.kept) + tables.added
        return tables.read(total), tables.read(most)

    def decide_many(self, cases: Iterable[Mapping[str, Any] | Case]) -> Iterator[Decision | CaseError]:
        """Yield the fast answer for each case, in order; for a case with problems its error."""
        for given in cases:
            try:
                yield self.decide(given)
            except CaseError as error:
                # Perhaps kept by the thousand: not with the frames that it came through, which hold the case.
                yield error.with_traceback(None)

    def range_of(self, met: int, possible: int) -> Range:
        """Return the range of the level, and of what it comes from, for the results that are met and those that are possible."""
        top = self._top
        required, limit = _first(met, self._required, 0), _first(met, self._limits, top)
        suggested = max(required, _first(met, self._suggested, 0))
        ends = required, suggested, limit, required, suggested, limit
        if met != possible:
            could_require = _first(possible, self._required, 0)
            ends = required, suggested, limit, could_require, max(could_require, _first(possible, self._suggested, 0)), _first(possible, self._limits, top)
        # There are few.
        return self._ranges.get(ends) or self._range(ends)

    def _range(self, ends: tuple[int, int, int, int, int, int]) -> Range:
        required, suggested, limit, could_require, could_suggest, lowest_limit = ends
        lowest, highest = level_of(required, suggested, lowest_limit), level_of(could_require, could_suggest, limit)
        found = Range(lowest, highest, (required, could_require), (suggested, could_suggest), (lowest_limit, limit))
        self._ranges[ends] = found
        return found

    def _level(self, raised: int, limited: int) -> int:
        """Return the rank of the level, `max(R, min(S, L))`, where R and S come from some results and L from others.

        It is at least k when something that is met requires k or more; or when something suggests it and nothing limits to less.
        """
        question = self._question
        while type(question) is tuple:
            raising, requiring, limiting, lower, higher = question
            question = higher if raised & raising and (not limited & limiting or raised & requiring) else lower
        return question  # type: ignore[return-value]  # mypy does not follow `type(...) is`, which is faster than `isinstance`

    def _question_between(self, low: int, high: int) -> _Question | int:
        """Return the questions that find a rank between two, each of which halves what is left."""
        if low == high:
            return low
        rank = (low + high + 1) // 2
        requiring = sum(bits for other, bits in self._required if other >= rank)
        raising = requiring + sum(bits for other, bits in self._suggested if other >= rank)
        limiting = sum(bits for other, bits in self._limits if other < rank)
        return raising, requiring, limiting, self._question_between(low, rank - 1), self._question_between(rank, high)

    def _ranked(self, effect: Effect) -> _Ranked:
        """Return the ranks that criteria with an effect speak of, highest first, each with the result bits of these criteria."""
        bits: dict[int, int] = {}
        definition = self.tables.definition
        ranks = definition.ranks()
        for criterion, bit in zip(definition.criteria, self.tables.criteria, strict=True):
            if criterion.effect == effect and criterion.level is not None:
                rank = ranks[criterion.level]
                bits[rank] = bits.get(rank, 0) | bit
        return tuple(sorted(bits.items(), reverse=True))


def _outcome(low: str, high: str, applies: Literal["met", "unknown"]) -> Outcome:
    is_settled = low == high and applies == "met"
    return Outcome(low, high, is_settled, low if is_settled else None, applies)


def _first(results: int, ranked: _Ranked, default: int) -> int:
    for rank, bits in ranked:
        if results & bits:
            return rank
    return default


def _renamed(question: _Question | int, outcomes: Sequence[Any]) -> _Settling:
    """Return questions with other answers in place of ranks."""
    if isinstance(question, int):
        return outcomes[question]
    return (*question[:3], _renamed(question[3], outcomes), _renamed(question[4], outcomes))
