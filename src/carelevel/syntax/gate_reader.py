"""Reading `asked_when`: under which condition a fact is asked."""

from collections.abc import Iterator, Mapping
from typing import Any

from carelevel.model.conditions import Condition, Named, facts_of
from carelevel.model.facts import base_facts
from carelevel.model.problems import quoted
from carelevel.syntax.condition_reader import ConditionReader
from carelevel.syntax.fact_reader import FactTable


def read_gates(shapes: Mapping[str, Any], table: FactTable, conditions: ConditionReader) -> dict[str, Condition]:
    """Return the conditions under which facts are asked, by fact, after reporting facts that wait for each other in a circle.

    Args:
        shapes: the declared facts of one file.
        table: its facts.
        conditions: reads conditions on them.
    """
    gates: dict[str, Condition] = {}
    for name, shape in shapes.items():
        if shape.asked_when is not None:
            when = conditions.read(shape.asked_when, ("facts", name, "asked_when"))
            if when is not None and name in table.facts:
                gates[name] = when
    waits = {name: given_in(when) for name, when in gates.items()}
    reported: set[str] = set()
    for name in gates:
        circle = () if name in reported else next(_circles(name, waits, (name,), set()), ())
        if circle:
            reported.update(circle)
            around = " → ".join(map(quoted, circle))
            message = f"facts wait for each other in a circle: {around}; each would be asked only once another is known"
            table.report.add_key("circular", ("facts", name), message, "take one of the facts out of these conditions")
    return gates


def given_in(condition: Condition) -> tuple[str, ...]:
    """Return the ids of the given facts that a condition depends on, in the order named."""
    return tuple(dict.fromkeys(name for fact in facts_of(condition) if not isinstance(fact, Named) for name in base_facts(fact)))


def _circles(start: str, waits: Mapping[str, tuple[str, ...]], so_far: tuple[str, ...], seen: set[str]) -> Iterator[tuple[str, ...]]:
    """Yield the ways on which a fact waits for itself."""
    for name in waits.get(so_far[-1], ()):
        if name == start:
            yield (*so_far, name)
        elif name not in seen:
            seen.add(name)
            yield from _circles(start, waits, (*so_far, name), seen)
