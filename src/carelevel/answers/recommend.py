"""From a case to an answer: statuses, then R, S and L, then the level with its range, reasons, barriers and what is missing."""

from collections.abc import Iterable, Mapping, Sequence
from operator import attrgetter
from typing import Any, Literal

from carelevel.answers.disputed import case_as_read, said
from carelevel.answers.exact import NOT_FOR_THEM, Outlook, Whom, outlook, possible_ranks, refuse_impossible, whom
from carelevel.answers.fast import Decider
from carelevel.answers.joint_reasons import carrier, limiting, limits_alone, limits_aside, lowest_rank, service_carrier
from carelevel.answers.level_diagram import Engine
from carelevel.answers.reasons import Grounds, smallest
from carelevel.answers.results import Barrier, Joint, JointBarrier, Reason, Recommendation, SuggestedService
from carelevel.answers.services import service_outlook
from carelevel.logic.bit_tables import MOST_REMEMBERED, truth
from carelevel.logic.levels import Range
from carelevel.logic.meaning import meaning
from carelevel.model.cases import Case, Part, as_given
from carelevel.model.conditions import Condition, Includes, atoms
from carelevel.model.criteria import Criterion, Definition, Service
from carelevel.model.facts import base_facts
from carelevel.model.frozen import record
from carelevel.model.truth import Truth

FOR_THEM = Whom(Truth.MET)


def possible_levels(engine: Engine, case: Case) -> tuple[str, ...]:
    """Return the levels over all possible completions of a case, least intensive first; none for a person whom the criteria are not for.

    Raises:
        CaseError: no possible person is like this.
    """
    return possible_as_read(engine, case_as_read(engine, case))


def possible_as_read(engine: Engine, case: Case) -> tuple[str, ...]:
    """Return the possible levels of a case in which nothing is disputed, or nothing disputed is left.

    Raises:
        CaseError: no possible person is like this.
    """
    refuse_impossible(engine.definition, case)
    return tuple(engine.definition.levels[rank].id for rank in possible_ranks(engine, case))


def outlook_as_read(engine: Engine, case: Case) -> tuple[tuple[str, ...], Truth]:
    """Return the possible levels of a case in which nothing is disputed, and whether the criteria are for this person: both settle an answer.

    Raises:
        CaseError: no possible person is like this.
    """
    return possible_as_read(engine, case), whom(engine, case).applies


class Recommender:
    """Answers by one definition; made once and shared between threads."""

    __slots__ = ("_adding", "_bearing", "_by_id", "_certain", "_decider", "_engine", "_grounds", "_services")

    def __init__(self, engine: Engine, decider: Decider) -> None:
        self._engine = engine
        self._decider = decider
        definition, tables = engine.definition, decider.tables
        pairs = tuple(zip(definition.criteria, tables.criteria, strict=True))
        ranks = definition.ranks()
        self._grounds = tuple(Grounds(each, bit, ranks[each.level], tables) for each, bit in pairs if each.level is not None)
        self._by_id = {grounds.criterion.id: grounds for grounds in self._grounds}
        # All that bears on the level, and on who is possible.
        self._bearing = sum(grounds.result for grounds in self._grounds) + tables.impossible
        adding = {service: tuple((each, bit) for each, bit in pairs if service.id in each.adds) for service in definition.services}
        self._adding = tuple((service, sum(bit for _, bit in its), its) for service, its in adding.items())
        self._certain = tuple(Outlook((rank,), (), is_exact=True) for rank in range(len(definition.levels)))
        self._services: dict[tuple[Any, ...], SuggestedService] = {}

    def recommend(self, given: Mapping[str, Any] | Case, digest: str, decision_digest: str) -> Recommendation:
        """Return the whole answer for what is known of a person.

        Raises:
            CaseError: with every problem of the case, or since it is declared impossible.
        """
        definition = self._engine.definition
        if not definition.contradictions:
            return self._undisputed(given, digest, decision_digest)
        case = self._decider.cells.case_of(given)
        read = case_as_read(self._engine, case)
        answer = self._undisputed(given if read is case and type(given) is dict else read, digest, decision_digest)
        return said(definition, answer, case, lambda left: outlook_as_read(self._engine, left))

    def _undisputed(self, given: Mapping[str, Any] | Case, digest: str, decision_digest: str) -> Recommendation:
        """Return the answer for a case in which nothing is disputed, or nothing disputed is left."""
        definition, tables = self._engine.definition, self._decider.tables
        case = self._decider.cells.case_of(given)
        # A mapping that is no dictionary is read once: it may be slow, or not say the same twice.
        bits, possible = self._decider.results(given if type(given) is dict else case)
        if bits & tables.impossible:
            refuse_impossible(definition, case)
        # The tables answer by Kleene's logic: certain where it is met, and else to be looked at closer.
        who = FOR_THEM if not tables.applies or bits & tables.applies else whom(self._engine, case)
        known = self._decider.range_of(bits, possible)
        is_open = bool((bits ^ possible) & self._bearing)
        on_level = tuple([truth(grounds.result, bits, possible) for grounds in self._grounds]) if is_open else ()
        seen = NOT_FOR_THEM if who.applies is Truth.UNMET else self._seen(case, on_level, known, bits, possible)
        is_for_them = bool(seen.ranks)
        applies = who.applies if is_for_them else Truth.UNMET
        is_settled = len(seen.ranks) == 1 and applies is Truth.MET
        levels = tuple([definition.levels[rank].id for rank in seen.ranks])
        met = tables.ids(bits)
        standing = [self._by_id[name] for name in met if name in self._by_id] if is_for_them else []
        held = self._held(case, on_level, known, is_exact=seen.is_exact) if is_for_them and is_open else Held.of(known)
        services, missing_for_services = self._suggested(case, bits, possible) if is_for_them and self._adding else ((), ())
        return Recommendation(
            level=levels[0] if is_settled else None,
            lowest=levels[0] if levels else None,
            highest=levels[-1] if levels else None,
            possible=levels,
            settled=is_settled,
            exact=seen.is_exact and who.is_exact,
            indicated=definition.levels[_indicated(known, seen.ranks)].id if levels else None,
            applies=applies.value,
            reasons=_reasons(standing, case),
            joint=self._joint(standing, case, seen) if is_for_them and is_open else None,
            barriers=_barriers(standing, case, held.suggested, seen.ranks[0], definition) if is_for_them else (),
            joint_barrier=self._joint_barrier(case, known, held, seen.ranks[0]) if is_for_them else None,
            possible_barriers=_possible_barriers(self._engine, on_level, held) if is_for_them and is_open else (),
            services=services,
            missing=_with_those_for_whom(seen, who) if who.missing and is_for_them else seen.missing,
            missing_for_services=missing_for_services,
            notices=tuple([notice.id for notice, bit in zip(definition.notices, tables.notices, strict=True) if not bits & bit]),
            met=met,
            unmet=tables.ids(~possible),
            unknown=tables.ids(bits ^ possible) if bits != possible else (),
            case=case,
            definition=definition,
            digest=digest,
            decision_digest=decision_digest,
        )

    def _seen(self, case: Case, on_level: Sequence[Truth], known: Range, bits: int, possible: int) -> Outlook:
        """Return what is still possible; where one level is left and everybody is possible, it is that, and nothing is missing."""
        if not on_level or (known.lowest == known.highest and not (bits ^ possible) & self._decider.tables.impossible):
            return self._certain[known.lowest]
        return outlook(self._engine, case, on_level)

    def _suggested(self, case: Case, bits: int, possible: int) -> tuple[tuple[SuggestedService, ...], tuple[str, ...]]:
        """Return the services that care should include, or may have to, the certain ones first; and the facts that open ones wait for, in their order.

        A service can be certain although none of its criteria is: when one adds it to those who answer yes, and another to those who answer no.
        """
        services: list[SuggestedService] = []
        missing: set[str] = set()
        for service, results, adding in self._adding:
            reached = bits & results
            is_certain = bool(reached)
            if not is_certain:
                reached = possible & results
                if not reached:
                    continue
                seen = service_outlook(self._engine, case, service.id)
                if not seen.can_be_added:
                    continue
                missing |= seen.missing
                is_certain = not seen.can_be_left_out
            if is_certain and not bits & results:
                services.append(self._joint_service(service, case))
            else:
                services.append(self._service(service, adding, reached, "met" if is_certain else "open"))
        order = tuple([fact.id for fact in self._engine.definition.facts if fact.id in missing]) if missing else ()
        return tuple(sorted(services, key=_is_open)), order

    def _service(self, service: Service, adding: Sequence[tuple[Criterion, int]], reached: int, status: Literal["met", "open"]) -> SuggestedService:
        """Return a service with those of the criteria which add it whose result bits are reached."""
        key = service.id, status, reached
        found = self._services.get(key)
        if found is None:
            by = [each for each, bit in adding if reached & bit]
            sources = tuple(dict.fromkeys(citation for each in by for citation in each.sources))
            found = SuggestedService(service.id, service.title, status, tuple(each.because for each in by), tuple(each.id for each in by), sources)
            if len(self._services) < MOST_REMEMBERED:
                self._services[key] = found
        return found

    def _joint_service(self, service: Service, case: Case) -> SuggestedService:
        """Return a service that is certain although no single criterion that adds it is met."""
        evidence, by, whichever = service_carrier(self._engine, case, service.id)
        sources = tuple(dict.fromkeys(citation for each in by for citation in each.sources))
        given = as_given(self._engine.definition.by_id(), evidence)
        because, ids = tuple(each.because for each in by), tuple(each.id for each in by)
        return SuggestedService(service.id, service.title, "met", because, ids, sources, given, whichever)

    def _joint(self, standing: Iterable[Grounds], case: Case, seen: Outlook) -> Joint | None:
        """Return what carries the lowest possible level together, where it is above the lowest one and no single reason carries it."""
        lowest = seen.ranks[0]
        if not lowest or any(not grounds.is_limit and grounds.rank >= lowest for grounds in standing):
            return None
        return carrier(self._engine, case, lowest)

    def _held(self, case: Case, on_level: Sequence[Truth], known: Range, *, is_exact: bool) -> "Held":
        """Return what the level is held between for certain; exact wherever a limit could bear on it, unless the answer is not."""
        met = Held.of(known)
        limits = [grounds.rank for grounds, truth in zip(self._grounds, on_level, strict=True) if grounds.is_limit and truth is not Truth.UNMET]
        if not is_exact or not any(rank < known.suggested[1] for rank in limits):
            return met
        suggested = met.suggested
        if suggested < known.suggested[1]:
            suggested = max(suggested, lowest_rank(limits_aside(self._engine), case, suggested))
        is_limited = min(limits) < min(met.limit, suggested)
        return Held(suggested, min(met.limit, possible_ranks(limits_alone(self._engine), case)[-1]) if is_limited else met.limit)

    def _joint_barrier(self, case: Case, known: Range, held: "Held", lowest: int) -> JointBarrier | None:
        """Return the limits that together lower the level more than those that are met do."""
        if held.limit >= min(known.limit[1], held.suggested):
            return None
        lowered_from = self._engine.definition.levels[held.suggested].id if lowest < held.suggested else None
        return JointBarrier(limiting(self._engine, case, held.limit), lowered_from, overridden=lowest > held.limit)


@record
class Held:
    """The ranks that are suggested, or required, and limited to for certain."""

    suggested: int
    limit: int

    @classmethod
    def of(cls, known: Range) -> "Held":
        """Return them as far as met criteria hold them."""
        return cls(known.suggested[0], known.limit[1])


def _is_open(service: SuggestedService) -> bool:
    return service.status != "met"


def _indicated(known: Range, ranks: Sequence[int]) -> int:
    """Return the level with every unknown criterion left aside, kept within the possible ones' ends."""
    return max(ranks[0], min(known.certain, ranks[-1]))


def _reasons(met: Iterable[Grounds], case: Case) -> tuple[Reason, ...]:
    """Return the criteria met that call for a level, the most intensive one first, and what is required before what is suggested."""
    calling = sorted([grounds for grounds in met if not grounds.is_limit], key=attrgetter("order"))
    return tuple([grounds.reason(case) for grounds in calling])


def _barriers(met: Iterable[Grounds], case: Case, suggested: int, lowest: int, definition: Definition) -> tuple[Barrier, ...]:
    """Return the limits met that lie below what is suggested, the tightest first. Only what is required lies above one."""
    limits = sorted([grounds for grounds in met if grounds.is_limit and grounds.rank < suggested], key=attrgetter("rank"))
    lowered_from = definition.levels[suggested].id if lowest < suggested else None
    return tuple([_barrier(grounds.reason(case), lowered_from, overridden=lowest > grounds.rank) for grounds in limits])


def _barrier(limit: Reason, lowered_from: str | None, *, overridden: bool) -> Barrier:
    return Barrier(limit.criterion, limit.level, limit.because, limit.sources, limit.evidence, lowered_from, overridden)


def _possible_barriers(engine: Engine, statuses: Sequence[Truth], held: Held) -> tuple[str, ...]:
    """Return the limits met that lower nothing yet, but would if a suggestion that is still unknown were met."""
    open_suggestions = [rule.rank for rule, status in zip(engine.rules, statuses, strict=True) if status is Truth.UNKNOWN and rule.effect == "suggests"]
    highest = max(open_suggestions, default=0)
    return tuple(
        criterion.id
        for criterion, rule, status in zip(engine.criteria, engine.rules, statuses, strict=True)
        if status is Truth.MET and rule.effect == "limits_to" and held.suggested <= rule.rank < highest
    )


def _with_those_for_whom(seen: Outlook, who: Whom) -> tuple[str, ...]:
    """Return what is missing, with the facts that decide whom the criteria are for after those that could require the most intensive level."""
    return tuple(dict.fromkeys((*seen.missing[: seen.urgent], *who.missing, *seen.missing)))


def evidence(condition: Condition, case: Case) -> Case:
    """Return a smallest part of what is known that is enough for a met condition to be met; what it names first wins ties.

    With more than `SMALL_EVIDENCE` known parts it is one that cannot be made smaller.
    """
    return case.only(smallest(_known_parts(condition, case), lambda parts: meaning(condition, case.only(tuple(parts))) is Truth.MET))


def _known_parts(condition: Condition, case: Case) -> list[Part]:
    """Return the facts and set members that a condition names and the case knows, in the order named."""
    parts: dict[Part, None] = {}
    for atom in atoms(condition):
        if isinstance(atom, Includes):
            if atom.member in case.members.get(atom.fact.id, ()):
                parts[atom.fact.id, atom.member] = None
        else:
            parts |= {(name, None): None for name in base_facts(atom.fact) if name in case.values}
    return list(parts)
