"""What a whole table comes to: how many people at each level, which criteria decided, what is missing, and what is wrong with rows."""

from collections.abc import Mapping
from functools import reduce
from operator import or_
from typing import Any

import narwhals.stable.v2 as nw

from carelevel.api import engine_of
from carelevel.cohort.answers import with_level
from carelevel.cohort.plan import standing_flag
from carelevel.cohort.prepare import Table
from carelevel.cohort.row_problems import collected, problems
from carelevel.cohort.subexpressions import HIGHEST, LOWEST, NEVER, SETTLED, STANDS, flag, knowing
from carelevel.logic.circuit_compiler import places
from carelevel.logic.contradictions import disputed_by
from carelevel.logic.monotonicity import open_facts
from carelevel.logic.possible_levels import outlook, whom
from carelevel.model.cases import Case
from carelevel.model.facts import SetOf, Value, domain
from carelevel.model.frozen import FrozenDict, record


@record
class Criterial:
    """How often a criterion came up.

    Attributes:
        met: rows in which it is met.
        open: rows in which unknown facts leave it open.
        decided: settled rows whose level it calls for; for a limit, those that it lowered to its level.
    """

    met: int
    open: int
    decided: int


@record
class Summary:
    """What a table comes to.

    Attributes:
        rows: how many there are.
        ranges: how many have each lowest and highest level.
        levels: how many are settled at each level. Where one level is possible, it is settled unless it is unknown whether the criteria are for them.
        not_for: rows of people whom the criteria are not for.
        maybe_for: rows of people of whom that is unknown; they have a range, and no level.
        not_exact: rows whose range is sound, and perhaps wider than the exact one.
        impossible: rows of people who cannot be; they have no answer.
        criteria: for each criterion how often it came up.
        services: for each service in how many rows care should include it, and in how many that is open.
        missing: for each fact, in how many of the open rows that were looked at one by one it can still change the level.
        looked_at: how many open rows these were: all, or a regular sample.
        untold: the facts that no column tells.
        problems: for each kind of problem of a row, as in its `problems`, how many rows have it.
        faulty: rows with any problem.
        contradictions: for each contradiction in how many rows it stands; the disputed facts count as unknown there.
        disputed: rows in which any stands.
    """

    rows: int
    ranges: FrozenDict[tuple[str, str], int]
    levels: FrozenDict[str, int]
    not_for: int
    maybe_for: int
    not_exact: int
    impossible: int
    criteria: FrozenDict[str, Criterial]
    services: FrozenDict[str, tuple[int, int]]
    missing: FrozenDict[str, int]
    looked_at: int
    untold: tuple[str, ...]
    problems: FrozenDict[str, int]
    faulty: int
    contradictions: FrozenDict[str, int] = FrozenDict()
    disputed: int = 0

    @property
    def settled(self) -> int:
        """Rows whose level is settled."""
        return sum(self.levels.values())

    def at(self, level: str) -> int:
        """Return how many rows are settled at a level."""
        return self.levels.get(level, 0)


MOST_LOOKED_AT = 2_000
"""Open rows that are looked at one by one: what is missing takes as long to find as an answer, and no engine can find it."""


def completed(table: Table, counted: Mapping[str, Any]) -> Summary:
    """Return what was counted as a summary, with what is missing in open rows."""
    number = {name: int(value or 0) for name, value in counted.items()}
    is_open = sum(count * (name.startswith("range ") - name.startswith("level ")) for name, count in number.items())
    missing, looked_at = _missing(table, is_open) if is_open else ({}, 0)
    return summary_of(table, number, missing, looked_at)


def _missing(table: Table, is_open: int) -> tuple[dict[str, int], int]:
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
        # What is recorded, and counts as unknown since it is disputed, is not missing; what would resolve that is.
        stand = tuple(each for each, name in found.items() if row[name])
        names = dict.fromkeys((*open_facts(case, (each.unless for each in stand)), *whom(engine, case).missing, *outlook(engine, case).missing))
        for name in names:
            if name not in disputed_by(stand):
                missing[name] = missing.get(name, 0) + 1
    return missing, len(looked_at)


def _case(table: Table, row: Mapping[str, Any]) -> Case:
    """Return what a row knows as a case."""
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


def counting(table: Table) -> tuple[Any, list[nw.Expr]]:
    """Return a frame, and what to count in it."""
    frame = with_level(table)
    conditions = _conditions(table)
    return frame, [nw.len().alias("rows"), *(condition.cast(nw.Int64).sum().alias(name) for name, condition in conditions.items())]


def _conditions(table: Table) -> dict[str, nw.Expr]:
    """Return what is counted."""
    is_open, plan = table.is_open, table.plan
    levels = [level.id for level in table.criteria.definition.levels]
    found = problems(table)
    counted = {f"range {a} {b}": nw.col(STANDS) & (nw.col(LOWEST) == a) & (nw.col(HIGHEST) == b) for i, a in enumerate(levels) for b in levels[i:]}
    counted |= {f"level {a}": nw.col(SETTLED) & (nw.col(LOWEST) == a) for a in levels}
    counted |= {"not for": ~is_open(plan.applies.may) & ~is_open(plan.refused), "impossible": is_open(plan.refused)}
    counted |= {"maybe for": nw.col(STANDS) & ~is_open(plan.applies.must), "not exact": nw.col(STANDS) & ~is_open(plan.exact)}
    for each in table.criteria.definition.criteria:
        truths = plan.criteria[each.id]
        counted |= {f"met {each.id}": is_open(truths.must), f"open {each.id}": is_open(truths.may) & ~is_open(truths.must)}
        counted[f"decided {each.id}"] = nw.col(SETTLED) & _decides(table, each.id, each.level)
    for service, (may, out) in plan.services.items():
        counted |= {
            f"service {service}": nw.col(STANDS) & is_open(may) & ~is_open(out),
            f"open service {service}": nw.col(STANDS) & is_open(may) & is_open(out),
        }
    counted |= {f"problem {name}": condition for name, condition in found.items()}
    stand = {name: is_open(gate) & ~is_open(plan.refused) for name, gate in plan.contradictions.items()}
    counted |= {f"contradiction {name}": condition for name, condition in stand.items()}
    counted["disputed"] = reduce(or_, stand.values(), nw.col(NEVER))
    anything = nw.col(NEVER)
    for condition in found.values():
        anything = anything | condition
    return {name: condition.fill_null(value=False) for name, condition in (counted | {"faulty": anything}).items()}


def _decides(table: Table, criterion: str, level: str | None) -> nw.Expr:
    if level is None:
        return nw.col(NEVER)
    limit = table.plan.barriers.get(criterion)
    return table.is_open(table.plan.criteria[criterion].must if limit is None else limit) & (nw.col(LOWEST) == level)


def summary_of(table: Table, number: Mapping[str, int], missing: Mapping[str, int], looked_at: int) -> Summary:
    """Return what was counted as a summary."""
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
            {each.id: Criterial(*(number[f"{what} {each.id}"] for what in ("met", "open", "decided"))) for each in table.criteria.definition.criteria}
        ),
        services=FrozenDict({name: (number[f"service {name}"], number[f"open service {name}"]) for name in table.plan.services}),
        missing=FrozenDict(dict(sorted(missing.items(), key=lambda item: -item[1]))),
        looked_at=looked_at,
        untold=table.untold,
        problems=FrozenDict({name: number[f"problem {name}"] for name in problems(table) if number[f"problem {name}"]}),
        faulty=number["faulty"],
        contradictions=FrozenDict({name: number[f"contradiction {name}"] for name in table.plan.contradictions}),
        disputed=number["disputed"],
    )
