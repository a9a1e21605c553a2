"""What stands before an engine that checks nothing: from a user's mapping to numbers, as fast as we could make it in Python."""

from collections.abc import Callable
from typing import Any

from benchmarks.workloads import Fact, Workload

Check = Callable[[dict[str, Any]], dict[str, Any]]


def checker(drawn: Workload) -> Check:
    """Return a function from a user's mapping to one of ranks; it raises a LookupError, TypeError or ValueError for what is no complete case.

    It is generated, a line a fact, and does no more than it has to: to look a word up is to check it, so types are only tested where Python takes one for another.
    """
    namespace: dict[str, Any] = {}
    lines = ["def check(case):", f"    if len(case) != {len(drawn.facts)}:", "        raise ValueError(case)"]
    for fact in drawn.facts:
        lines += fact_checked(fact, namespace)
    lines.append(f"    return {{{', '.join(f'{fact.name!r}: {fact.name}' for fact in drawn.facts)}}}")
    exec("\n".join(lines), namespace)
    check: Check = namespace["check"]
    return check


def fact_checked(fact: Fact, namespace: dict[str, Any]) -> list[str]:
    """Return lines of a function that put the rank of a fact, checked, into a variable of its name."""
    name = fact.name
    refuse = "        raise ValueError(case)"
    if fact.kind == "set":
        namespace[f"members_of_{name}"] = frozenset(fact.values)
        return [f'    {name} = case["{name}"]', f"    if type({name}) is not list or not members_of_{name}.issuperset({name}):", refuse]
    if fact.kind == "score":
        low, high = fact.values[0], fact.values[-1]
        return [f'    {name} = case["{name}"]', f"    if type({name}) is not int or not {low} <= {name} <= {high}:", refuse]
    namespace[f"ranks_of_{name}"] = {value: rank for rank, value in enumerate(fact.values)}
    return [f'    {name} = ranks_of_{name}[case["{name}"]]']


def wrong(drawn: Workload, case: dict[str, Any]) -> list[dict[str, Any]]:
    """Return cases that are wrong in one thing each: whoever checks refuses all of them."""
    first = {fact.kind: fact.name for fact in reversed(drawn.facts)}
    slips: list[tuple[str, Any]] = [
        ("no_such_fact", "yes"),
        (first["scale"], "sevre"),
        (first["scale"], 2),
        (first["yes_no"], "maybe"),
        (first["score"], -1),
        (first["score"], 1000),
        (first["score"], True),
        (first["score"], "5"),
        (first["set"], "ocd"),
        (first["set"], ["asthma"]),
        (first["set"], [["ocd"]]),
    ]
    return [{**case, name: value} for name, value in slips]
