"""Which services a person's care can still include, and go without: exact over everyone that the person could turn out to be."""

from dataclasses import field

from carelevel.answers.level_diagram import BESIDE, Engine, LevelDiagram, any_of
from carelevel.logic.meaning import meaning
from carelevel.logic.monotonicity import open_facts
from carelevel.logic.work import OverBudgetError, apart
from carelevel.model.cases import Case
from carelevel.model.conditions import Condition
from carelevel.model.criteria import Criterion
from carelevel.model.frozen import record
from carelevel.model.truth import Truth

MOST_REMEMBERED = 1024
"""Things known of the facts that bear on one service that are remembered with what they mean for it."""

REMEMBERED = 300_000
"""Steps of work (`logic/work.py`) for one of them: a fraction of a second."""


@record
class ServiceOutlook:
    """Whether a service can still be added by some criterion, whether it can still be left out, and the facts that this waits for."""

    can_be_added: bool
    can_be_left_out: bool
    missing: frozenset[str]


@record
class _Service:
    """The facts that bear on a service, with what was found for each thing known of them."""

    facts: tuple[str, ...]
    found: dict[tuple[object, ...], ServiceOutlook] = field(default_factory=dict)


def service_outlook(engine: Engine, case: Case, service: str) -> ServiceOutlook:
    """Return what is possible of a service; when the diagram is over its budget, both are, and every fact is named that its criteria still ask about.

    Few facts bear on a service, so that for many people the same is known of all of them: what was found for one is remembered for the others.
    """
    whole = service_diagram(engine, service)
    if whole is None:
        return ServiceOutlook(can_be_added=True, can_be_left_out=True, missing=frozenset(open_facts(case, _adding(engine, service))))
    if service not in engine.services:
        engine.services[service] = _Service(tuple(whole.diagrams.asked(whole.level)))
    seen: _Service = engine.services[service]
    known = tuple([case.values.get(fact) or case.members.get(fact) for fact in seen.facts])
    outlook = seen.found.get(known)
    if outlook is None:
        # It is remembered, and so has steps of its own: what is found must not depend on who asked first.
        with apart(REMEMBERED):
            outlook = _service_outlook(whole, case)
        if len(seen.found) < MOST_REMEMBERED:
            seen.found[known] = outlook
    return outlook


def _service_outlook(whole: LevelDiagram, case: Case) -> ServiceOutlook:
    diagrams, met = whole.left_open(case)
    ends = diagrams.ends(met)
    missing = diagrams.asked(met) if len(ends) > 1 else frozenset[str]()
    try:
        tied = diagrams.tied(met) if missing else missing
        missing = frozenset(name for name in missing if name not in tied or diagrams.can_change(met, name)) or missing
    except OverBudgetError:
        pass
    return ServiceOutlook(can_be_added=1 in ends, can_be_left_out=0 in ends, missing=missing)


def waited_for(engine: Engine, case: Case) -> frozenset[str]:
    """Return the facts that open services wait for."""
    conditions = {service.id: _adding(engine, service.id) for service in engine.definition.services}
    still_open = [name for name, adding in conditions.items() if not any(meaning(each, case) is Truth.MET for each in adding)]
    return frozenset[str]().union(*(service_outlook(engine, case, name).missing for name in still_open))


def service_diagram(engine: Engine, service: str) -> LevelDiagram | None:
    """Return whether some criterion adds a service, over everyone, for reading only; None when it is over its budget."""
    steps = BESIDE // max(len(engine.definition.services), 1)
    return engine.made_once(service, lambda: any_of(engine, _adding(engine, service)), steps)


def adding(engine: Engine, service: str) -> list[Criterion]:
    """Return the criteria that add a service."""
    return [criterion for criterion in engine.definition.criteria if service in criterion.adds]


def _adding(engine: Engine, service: str) -> list[Condition]:
    return [criterion.when for criterion in adding(engine, service)]
