"""Facts with `asked_when`: which of them are not asked, and what is asked before one of them. A gate decides nothing else."""

from collections.abc import Collection

from carelevel.logic.meaning import meaning
from carelevel.logic.monotonicity import open_facts
from carelevel.model.cases import Case
from carelevel.model.criteria import Definition
from carelevel.model.truth import Truth


def not_asked(definition: Definition, case: Case) -> frozenset[str]:
    """Return the facts that are not asked, since their `asked_when` is unmet. Where it is unknown, nothing is hidden."""
    return frozenset(name for name, when in definition.asked_when.items() if meaning(when, case) is Truth.UNMET)


def waiting(definition: Definition, case: Case, facts: Collection[str]) -> frozenset[str]:
    """Return those of some facts whose `asked_when` is not met: unmet, or not known."""
    return frozenset(name for name in facts if name in definition.asked_when and meaning(definition.asked_when[name], case) is not Truth.MET)


def asked_first(definition: Definition, case: Case, fact: str, closed: Collection[str]) -> str | None:
    """Return the fact to ask when another one matters: a fact that decides whether that one is asked, or that one itself; None where it is not asked.

    Args:
        definition: the criteria.
        case: what is known.
        fact: the fact that matters.
        closed: facts that are not asked again, though they are not known. If nothing that decides the gate can be asked, the fact itself is asked.
    """
    when = definition.asked_when.get(fact)
    if when is None:
        return fact
    is_open = meaning(when, case)
    if is_open is Truth.UNMET:
        return None
    for name in open_facts(case, (when,)) if is_open is Truth.UNKNOWN else ():
        first = None if name in closed else asked_first(definition, case, name, closed)
        if first is not None:
            return first
    return fact


def may_be_asked(definition: Definition, case: Case, facts: Collection[str]) -> frozenset[str]:
    """Return the facts that may be asked while some facts matter: these, unless they are hidden, and all that open gates wait for."""
    found: set[str] = set()
    left = list(facts)
    while left:
        name = left.pop()
        when = definition.asked_when.get(name)
        truth = Truth.MET if when is None else meaning(when, case)
        if name not in found and truth is not Truth.UNMET:
            found.add(name)
            left += open_facts(case, (when,)) if when is not None and truth is Truth.UNKNOWN else ()
    return frozenset(found)
