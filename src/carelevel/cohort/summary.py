"""The summary of a whole table: how many rows at each level, which criteria decided, which facts are missing, and problems of rows."""

from collections.abc import Mapping
from functools import reduce
from operator import or_
from typing import Any

import narwhals.stable.v2 as nw

from carelevel.answers.explain.gates import not_asked
from carelevel.answers.formulas import standing_flag
from carelevel.api import engine_of
from carelevel.cohort.answers import documented, is_raised_from, with_level
from carelevel.cohort.formula_columns import HIGHEST, LOWEST, NEVER, SETTLED, STANDS, flag, knowing
from carelevel.cohort.prepare import LaidOutTable
from carelevel.cohort.refusals import collected, problems
from carelevel.logic.circuit_compiler import places
from carelevel.logic.contradictions import disputed_by
from carelevel.logic.monotonicity import open_facts
from carelevel.logic.possible_levels import outlook, whom
from carelevel.model.cases import Case
from carelevel.model.criteria import Criterion
from carelevel.model.facts import SetOf, Value, domain
from carelevel.model.frozen import FrozenDict, record


@record
class CriterionCount:
    """How often a criterion was met, open or decisive.

    Attributes:
        met: rows in which it is met.
        open: rows in which unknown facts leave it open.
        decided: settled rows whose level it calls for; for a limit, those that it lowered to its level; for what rules out levels, those that it raised.
    """

    met: int
    open: int
    decided: int


@record
class DocumentationCount:
    """How often documentation was there, lacking and not known among the rows settled at one level; in the other rows it was not needed."""

    there: int
    lacking: int
    unknown: int


@record
class Summary:
    """The summary of a table.

    Attributes:
        rows: how many there are.
        ranges: how many have each lowest and highest level.
        levels: how many are settled at each level. A row with one possible level is settled unless it is unknown whether the criteria apply.
        not_for: rows to which the criteria do not apply.
        maybe_for: rows for which that is unknown; they have a range and no level.
        not_exact: rows whose range is sound, and perhaps wider than the exact one.
        impossible: impossible rows; they have no answer.
        criteria: for each criterion how often it was met, open or decisive.
        services: for each service in how many rows care should include it, and in how many that is open.
        missing: for each fact, in how many of the open rows that were looked at one by one it can still change the level.
        looked_at: how many open rows these were: all, or a regular sample.
        untold: the facts that no column tells.
        problems: for each kind of problem of a row, as in its `problems`, how many rows have it.
        faulty: rows with any problem.
        contradictions: for each contradiction, in how many rows it holds; the disputed facts count as unknown there.
        disputed: rows in which any contradiction holds.
        unmet_parts: for each part of `applies_when`, in how many rows it is unmet.
        between_steps: for each column whose numbers may lie between two steps, how many do; each is known to be one of its neighbors.
        raised: for each level that is ruled out, how many rows would have it as their lowest possible level if nothing was ruled out.
        documentation: for each level and each piece of documentation that the level takes, how often it was there, where that was asked for.
    """

    rows: int
    ranges: FrozenDict[tuple[str, str], int]
    levels: FrozenDict[str, int]
    not_for: int
    maybe_for: int
    not_exact: int
    impossible: int
    criteria: FrozenDict[str, CriterionCount]
    services: FrozenDict[str, tuple[int, int]]
    missing: FrozenDict[str, int]
    looked_at: int
    untold: tuple[str, ...]
    problems: FrozenDict[str, int]
    faulty: int
    contradictions: FrozenDict[str, int] = FrozenDict()
    disputed: int = 0
    between_steps: FrozenDict[str, int] = FrozenDict()
    raised: FrozenDict[str, int] = FrozenDict()
    unmet_parts: FrozenDict[str, int] = FrozenDict()
    documentation: FrozenDict[tuple[str, str], DocumentationCount] = FrozenDict()

    @property
    def settled(self) -> int:
        """Rows whose level is settled."""
        return sum(self.levels.values())

    def at(self, level: str) -> int:
        """Return how many rows are settled at a level."""
        return self.levels.get(level, 0)


MOST_LOOKED_AT = 2_000
"""The most open rows that are looked at one by one: finding missing facts takes as long as an answer, and no library can do it."""


def completed(table: LaidOutTable, counted: Mapping[str, Any]) -> Summary:
    """Return the summary of counted rows, with the facts missing in open rows."""
    number = {name: int(value or 0) for name, value in counted.items()}
    is_open = sum(count * (name.startswith("range ") - name.startswith("level ")) for name, count in number.items())
    missing, looked_at = _missing(table, is_open) if is_open else ({}, 0)
    return summary_of(table, number, missing, looked_at)


def _missing(table: LaidOutTable, is_open: int) -> tuple[dict[str, int], int]:
    """Return in how many open rows each fact can still change the level, and how many rows were looked at."""
    frame = with_level(table)
    rows = frame.filter(nw.col(STANDS) & ~nw.col(SETTLED))
    if is_open > MOST_LOOKED_AT and rows.implementation is nw.Implementation.POLARS:
        rows = nw.from_native(nw.to_native(rows).gather_every(-(-is_open // MOST_LOOKED_AT)))
    missing: dict[str, int] = {}
    engine = engine_of(table.criteria)
    known = [name for part in sorted(table.told, key=str) for name in knowing(part)]
    found = {each: flag(standing_flag(each.id)) for each in table.criteria.definition.contradictions}
    looked_at = collected(rows.select(*known, *found.values()).head(MOST_LOOKED_AT)).rows(named=True)
    for row in looked_at:
        case = _case(table, row)
        # A fact that is recorded and disputed counts as unknown and is not missing; a fact that would resolve the dispute is. What is not asked is not missing.
        stand = tuple(each for each, name in found.items() if row[name])
        names = dict.fromkeys((*open_facts(case, (each.unless for each in stand)), *whom(engine, case).missing, *outlook(engine, case).missing))
        hidden = not_asked(table.criteria.definition, case)
        for name in names:
            if name not in disputed_by(stand) and name not in hidden:
                missing[name] = missing.get(name, 0) + 1
    return missing, len(looked_at)


def _case(table: LaidOutTable, row: Mapping[str, Any]) -> Case:
    """Return as a case what a row knows."""
    values: dict[str, frozenset[Value]] = {}
    members: dict[str, dict[str, bool]] = {}
    for name, word in table.told:
        least, most = (row[column] for column in knowing((name, word)))
        if word is not None:
            if least != most:
                members.setdefault(name, {})[word] = bool(least)
            continue
        fact = table.criteria.facts[name]
        assert not isinstance(fact, SetOf)
        at, every = places(fact), domain(fact)
        if (least, most) != (at[0], at[-1]):
            values[name] = frozenset(every[place - at[0]] for place in range(least, most + 1))
    return Case(FrozenDict(values), FrozenDict({name: FrozenDict(known) for name, known in members.items()}))


def counting(table: LaidOutTable, *, documentation: bool = False) -> tuple[Any, list[nw.Expr]]:
    """Return a frame, and the expressions to count in it; those of documentation only where that is asked for."""
    frame = with_level(table)
    conditions = _conditions(table) | (_documented(table) if documentation else {})
    return frame, [nw.len().alias("rows"), *(condition.cast(nw.Int64).sum().alias(name) for name, condition in conditions.items())]


def _conditions(table: LaidOutTable) -> dict[str, nw.Expr]:
    """Return the conditions whose rows are counted."""
    is_open, formulas = table.is_open, table.formulas
    levels = [level.id for level in table.criteria.definition.levels]
    found = problems(table)
    counted = {f"range {a} {b}": nw.col(STANDS) & (nw.col(LOWEST) == a) & (nw.col(HIGHEST) == b) for i, a in enumerate(levels) for b in levels[i:]}
    counted |= {f"level {a}": nw.col(SETTLED) & (nw.col(LOWEST) == a) for a in levels}
    counted |= {"not for": ~is_open(formulas.applies.may) & ~is_open(formulas.refused), "impossible": is_open(formulas.refused)}
    counted |= {"maybe for": nw.col(STANDS) & ~is_open(formulas.applies.must), "not exact": nw.col(STANDS) & ~is_open(formulas.exact)}
    for each in table.criteria.definition.criteria:
        truths = formulas.criteria[each.id]
        counted |= {f"met {each.id}": is_open(truths.must), f"open {each.id}": is_open(truths.may) & ~is_open(truths.must)}
        counted[f"decided {each.id}"] = nw.col(SETTLED) & (_raises(table, each) if each.rules_out else _decides(table, each.id, each.level))
    for service, (may, out) in formulas.services.items():
        counted |= {
            f"service {service}": nw.col(STANDS) & is_open(may) & ~is_open(out),
            f"open service {service}": nw.col(STANDS) & is_open(may) & is_open(out),
        }
    counted |= {f"raised {levels[rank]}": nw.col(STANDS) & is_raised_from(table, rank) for rank in formulas.unraised}
    counted |= {f"between {name}": nw.col(name) for name in table.between}
    counted |= {f"problem {name}": condition for name, condition in found.items()}
    stand = {name: is_open(gate) & ~is_open(formulas.refused) for name, gate in formulas.contradictions.items()}
    counted |= {f"contradiction {name}": condition for name, condition in stand.items()}
    counted |= {f"unmet part {name}": ~is_open(truths.may) & ~is_open(formulas.refused) for name, truths in formulas.parts.items()}
    counted["disputed"] = reduce(or_, stand.values(), nw.col(NEVER))
    anything = nw.col(NEVER)
    for condition in found.values():
        anything = anything | condition
    return {name: condition.fill_null(value=False) for name, condition in (counted | {"faulty": anything}).items()}


def _documented(table: LaidOutTable) -> dict[str, nw.Expr]:
    """Return the conditions by which documentation is counted, among the rows settled at each level that takes it."""
    counted: dict[str, nw.Expr] = {}
    for each in table.criteria.definition.documentation:
        is_said = dict(zip(("there", "lacking", "unknown"), documented(table, each), strict=True))
        for level in each.levels:
            here = nw.col(SETTLED) & (nw.col(LOWEST) == level)
            counted |= {f"documentation {word} {level} {each.id}": here & said for word, said in is_said.items()}
    return {name: condition.fill_null(value=False) for name, condition in counted.items()}


def _decides(table: LaidOutTable, criterion: str, level: str | None) -> nw.Expr:
    if level is None:
        return nw.col(NEVER)
    limit = table.formulas.barriers.get(criterion)
    return table.is_open(table.formulas.criteria[criterion].must if limit is None else limit) & (nw.col(LOWEST) == level)


def _raises(table: LaidOutTable, criterion: Criterion) -> nw.Expr:
    """Return whether a criterion is met and rules out a level from which, or through which, the level was raised."""
    definition, unraised = table.criteria.definition, table.formulas.unraised
    ruled_out = [definition.rank(level) for level in criterion.rules_out]
    passed = [is_raised_from(table, start, rank) for rank in ruled_out for start in unraised if start <= rank]
    return table.is_open(table.formulas.criteria[criterion.id].must) & reduce(or_, passed)


def summary_of(table: LaidOutTable, number: Mapping[str, int], missing: Mapping[str, int], looked_at: int) -> Summary:
    """Return the summary of counted rows."""
    levels = [level.id for level in table.criteria.definition.levels]
    return Summary(
        rows=number["rows"],
        ranges=FrozenDict({(a, b): number[f"range {a} {b}"] for i, a in enumerate(levels) for b in levels[i:]}),
        levels=FrozenDict({level: number[f"level {level}"] for level in levels}),
        not_for=number["not for"],
        maybe_for=number["maybe for"],
        not_exact=number["not exact"],
        impossible=number["impossible"],
        criteria=FrozenDict(
            {each.id: CriterionCount(*(number[f"{what} {each.id}"] for what in ("met", "open", "decided"))) for each in table.criteria.definition.criteria}
        ),
        services=FrozenDict({name: (number[f"service {name}"], number[f"open service {name}"]) for name in table.formulas.services}),
        missing=FrozenDict(dict(sorted(missing.items(), key=lambda item: -item[1]))),
        looked_at=looked_at,
        untold=table.untold,
        problems=FrozenDict({name: number[f"problem {name}"] for name in problems(table) if number[f"problem {name}"]}),
        faulty=number["faulty"],
        contradictions=FrozenDict({name: number[f"contradiction {name}"] for name in table.formulas.contradictions}),
        disputed=number["disputed"],
        between_steps=FrozenDict({column: number[f"between {name}"] for name, column in table.between.items()}),
        raised=FrozenDict({levels[rank]: number[f"raised {levels[rank]}"] for rank in table.formulas.unraised}),
        unmet_parts=FrozenDict({name: number[f"unmet part {name}"] for name in table.formulas.parts}),
        documentation=FrozenDict(
            {
                (level.id, each.id): DocumentationCount(*(number[f"documentation {word} {level.id} {each.id}"] for word in ("there", "lacking", "unknown")))
                for level in table.criteria.definition.levels
                for each in table.criteria.definition.documentation
                if f"documentation there {level.id} {each.id}" in number
            }
        ),
    )
