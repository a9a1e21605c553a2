"""From a case to its answer, in six steps.

1. The case is read, and each criterion is met, unmet or unknown (`logic/case_encoder.py`, `logic/bit_tables.py`).
2. Where facts disagree, those that are disputed are set aside (`logic/contradictions.py`).
3. The range of the level follows (`logic/levels.py`). Where more than one level is left, `logic/possible_levels.py` finds
   those that are possible, and the facts that decide between them.
4. Services are found in the same way, by the same module.
5. Every criterion that is met becomes a reason or a barrier, with its evidence (`logic/evidence.py`). Where no criterion alone carries the level,
   `joint_reasons.py` finds those that carry it together.
6. All of this is put into one `Recommendation` (`results.py`).
"""

from collections.abc import Iterable, Mapping, Sequence
from operator import attrgetter
from typing import Any, Literal

from carelevel.answers.disputed import dispute, refuse_nobody
from carelevel.answers.documents import to_document
from carelevel.answers.fast import Decider
from carelevel.answers.joint_reasons import carrier, limiting, limits_alone, limits_aside, lowest_rank, raised_from, service_carrier
from carelevel.answers.results import Barrier, Documented, Joint, JointBarrier, Reason, Recommendation, RuledOut, SuggestedService
from carelevel.answers.whom import whom_parts
from carelevel.logic.applies_parts import PartsOfWhom, parts_of_whom
from carelevel.logic.bit_tables import MOST_REMEMBERED, Tables, truth
from carelevel.logic.contradictions import disputed_by, not_recorded, widening, without
from carelevel.logic.documentation import status_of
from carelevel.logic.evidence import DecidingFacts
from carelevel.logic.level_diagram import QUESTION, Open, PreparedCriteria
from carelevel.logic.levels import Range, Rule, by_effect, calls, lowers, reason_order, rules_of, undecided
from carelevel.logic.possible_levels import NOT_FOR_THEM, PossibleLevels, Whom, outlook, possible_ranks, refuse_impossible, service_outlook, whom
from carelevel.logic.work import a_question
from carelevel.model.cases import Case, as_given
from carelevel.model.criteria import Contradiction, Criterion, Definition, Service
from carelevel.model.frozen import FrozenDict, record
from carelevel.model.truth import Truth

FOR_THEM = Whom(Truth.MET)
NO_PARTS = PartsOfWhom()

_StillOpen = tuple[tuple[int, ...], Truth, tuple[Truth, ...]]
"""What is open: the ranks of the possible levels, and whether the criteria are for this person, also part by part."""


class Recommender:
    """Answers by one definition; made once and shared between threads."""

    __slots__ = (
        "_adding",
        "_bearing",
        "_by_id",
        "_cells",
        "_certain",
        "_criteria",
        "_disputes",
        "_engine",
        "_ranges",
        "_services",
        "_steps",
        "_tables",
        "_whens",
    )

    def __init__(self, engine: PreparedCriteria, decider: Decider) -> None:
        self._engine = engine
        self._steps = engine.steps(QUESTION)
        self._cells, self._tables, self._ranges = decider.cells, decider.tables, decider.ranges
        definition, tables = engine.definition, decider.tables
        bits = dict(zip([each.id for each in definition.criteria], tables.criteria, strict=True))
        self._criteria = tuple(LevelCriterion(criterion, rule, bits[criterion.id], tables) for criterion, rule in rules_of(definition))
        self._by_id = {each.criterion.id: each for each in self._criteria}
        # All that bears on the level, and on who is possible.
        self._bearing = sum(each.result for each in self._criteria) + tables.impossible
        adding = {service: tuple((each, bits[each.id]) for each in definition.criteria if service.id in each.adds) for service in definition.services}
        self._adding = tuple((service, sum(bit for _, bit in its), its) for service, its in adding.items())
        self._certain = tuple(PossibleLevels((rank,), (), is_exact=True) for rank in range(len(definition.levels)))
        self._services: dict[tuple[Any, ...], SuggestedService] = {}
        self._whens = {each.id: DecidingFacts(each.when, when, tables, lambda given: given) for each, when, _ in tables.contradictions}
        self._disputes = {each.id: dispute(definition, each) for each in definition.contradictions}

    def recommend(self, given: Mapping[str, Any] | Case, digest: str, decision_digest: str) -> Recommendation:
        """Return the whole answer for what is known of a person.

        Raises:
            CaseError: with every problem of the case, or since it is declared impossible.
        """
        with a_question(self._steps):
            read = self._read(given)
            return self._answer(read, digest, decision_digest)

    def _read(self, given: Mapping[str, Any] | Case) -> "_Read":
        """Return a case with the criteria that are met and possible by it; where contradictions stand, without the facts that they dispute."""
        cells, tables = self._cells, self._tables
        case = cells.case_of(given)
        # A mapping that is no dictionary is read once: it may be slow, or not say the same twice.
        met, possible = cells.results(given if type(given) is dict else case)
        if not possible & tables.contradicting:
            return _Read(case, case, met, possible)
        standing, coming = tables.standing(met), tables.could_stand(met, possible)
        if not standing:
            return _Read(case, case, met, possible, (), coming)
        refuse_nobody(self._engine, case)
        undisputed = without(case, disputed_by(standing))
        return _Read(case, undisputed, *cells.results(undisputed), standing, coming)

    def _answer(self, read: "_Read", digest: str, decision_digest: str) -> Recommendation:
        definition, tables = self._engine.definition, self._tables
        case, met, possible = read.case, read.met, read.possible
        if met & tables.impossible:
            refuse_impossible(definition, case)
        known = self._ranges.of(met, possible)
        is_open = bool((met ^ possible) & self._bearing)
        statuses = tuple([truth(each.result, met, possible) for each in self._criteria]) if is_open else ()
        who = self._whom(case, met)
        seen = NOT_FOR_THEM if who.applies is Truth.UNMET else self._outlook(case, statuses, known, met ^ possible)
        is_for_them = bool(seen.ranks)
        applies = who.applies if is_for_them else Truth.UNMET
        is_settled = len(seen.ranks) == 1 and applies is Truth.MET
        parts = parts_of_whom(self._engine, case, applies) if definition.applies_parts else NO_PARTS
        levels = tuple([definition.levels[rank].id for rank in seen.ranks])
        services, missing_for_services = self._suggested_services(case, met, possible) if is_for_them and self._adding else ((), ())
        ids_met = tables.ids(met)
        criteria = [self._by_id[name] for name in ids_met if name in self._by_id] if is_for_them else []
        documentation = self._documentation(read, levels) if tables.documentation else ()
        certain = self._certain_bounds(case, statuses, known, is_exact=seen.is_exact) if is_for_them and is_open else CertainBounds.of(known)
        return Recommendation(
            level=levels[0] if is_settled else None,
            lowest=levels[0] if levels else None,
            highest=levels[-1] if levels else None,
            possible=levels,
            settled=is_settled,
            exact=seen.is_exact and who.is_exact,
            indicated=definition.levels[max(seen.ranks[0], min(known.certain, seen.ranks[-1]))].id if levels else None,
            applies=applies.value,
            reasons=_reasons(criteria, case),
            joint=self._joint(criteria, case, seen) if is_for_them and (is_open or self._ranges.ruling) else None,
            barriers=_barriers(criteria, case, certain.suggested, seen.ranks[0], definition) if is_for_them else (),
            joint_barrier=self._joint_barrier(case, known, certain, seen.ranks[0]) if is_for_them else None,
            possible_barriers=self._possible_barriers(statuses, certain) if is_for_them and is_open else (),
            services=services,
            missing=self._with_records(read, (*_with_those_for_whom(seen, who), *parts.missing), is_open=len(levels) > 1),
            missing_for_services=self._with_records(read, missing_for_services, is_open=False),
            notices=tuple([notice.id for notice, bit in zip(definition.notices, tables.notices, strict=True) if not met & bit]),
            met=ids_met,
            unmet=tables.ids(~possible),
            unknown=tables.ids(met ^ possible) if met != possible else (),
            case=read.recorded,
            definition=definition,
            digest=digest,
            decision_digest=decision_digest,
            missing_for_contradictions=self._could_widen(read, (seen.ranks, who.applies, parts.truths))
            if read.coming and levels[:1] != (definition.levels[-1].id,)
            else (),
            contradictions=tuple([self._disputes[each.id] for each in read.standing]),
            raised_from=self._raised_from(case, known, seen) if self._ranges.ruling and is_for_them else None,
            ruled_out=_ruled_out(criteria, case) if self._ranges.ruling else (),
            whom=whom_parts(self._engine, case, parts) if definition.applies_parts else (),
            documentation=documentation,
            missing_for_documentation=self._in_file_order(each.missing for each in documentation) if documentation else (),
        )

    # The level

    def _whom(self, case: Case, met: int) -> Whom:
        """Return whether the criteria are for this person. The tables answer by Kleene's logic: certain where it is met, and else it takes a closer look."""
        applies = self._tables.applies
        return FOR_THEM if not applies or met & applies else whom(self._engine, case)

    def _outlook(self, case: Case, statuses: Sequence[Truth], known: Range, unknown: int) -> PossibleLevels:
        """Return what is still possible; where one level is left and everybody is possible, it is that, and nothing is missing."""
        if not statuses or (known.lowest == known.highest and not unknown & self._tables.impossible):
            return self._certain[known.lowest]
        engine = self._engine
        open_criteria = undecided(zip(engine.criteria, engine.rules, strict=True), statuses, known)
        return outlook(engine, case, Open(known, open_criteria, self._open_facts_of))

    def _open_facts_of(self, criterion: Criterion, case: Case) -> Iterable[str]:
        return self._by_id[criterion.id].facts.open_facts(case)

    # Contradictions

    def _with_records(self, read: "_Read", missing: tuple[str, ...], *, is_open: bool) -> tuple[str, ...]:
        """Return missing facts without those that are disputed; before them what to record, where the answer is open or waits for a disputed fact.

        A disputed fact that is learned counts as unknown all the same.
        """
        if not read.standing:
            return missing
        disputed = disputed_by(read.standing)
        waits = is_open or not disputed.isdisjoint(missing)
        first = not_recorded(self._engine.definition, read.recorded, (each.unless for each in read.standing)) if waits else ()
        return (*first, *(name for name in missing if name not in {*first, *disputed}))

    def _could_widen(self, read: "_Read", now: "_StillOpen") -> tuple[str, ...]:
        """Return the facts that could cause a new contradiction, and so leave more open than now, in the order of the file."""
        found = widening(read.coming, read.case, lambda left: now if left is read.case else self._what_is_open(left))
        names = {name for each in found for name in self._whens[each.id].open_facts(read.recorded)}
        return tuple([fact.id for fact in self._engine.definition.facts if fact.id in names]) if names else ()

    def _what_is_open(self, case: Case) -> "_StillOpen":
        """Return what is open in a case in which nothing is disputed."""
        met, possible = self._cells.results(case)
        applies, known = self._whom(case, met).applies, self._ranges.of(met, possible)
        if applies is Truth.MET and known.lowest == known.highest and not (met ^ possible) & self._tables.impossible:
            return (known.lowest,), applies, self._parts_now(case, applies)
        return possible_ranks(self._engine, case), applies, self._parts_now(case, applies)

    def _parts_now(self, case: Case, applies: Truth) -> tuple[Truth, ...]:
        return parts_of_whom(self._engine, case, applies).truths if self._engine.definition.applies_parts else ()

    # Documentation

    def _documentation(self, read: "_Read", levels: Sequence[str]) -> tuple[Documented, ...]:
        """Return the documentation that the possible levels take, in the order of the file."""
        found: list[Documented] = []
        for item, when, needs in self._tables.documentation:
            taking = tuple([level for level in item.levels if level in levels])
            status = status_of(truth(when, read.met, read.possible), truth(needs, read.met, read.possible)) if taking else None
            if status is not None:
                missing = self._with_records(read, to_document((item,), read.case), is_open=False)
                found.append(Documented(item.id, taking, status, item.because, missing, item.sources))
        return tuple(found)

    def _in_file_order(self, names: Iterable[Iterable[str]]) -> tuple[str, ...]:
        found = {name for each in names for name in each}
        return tuple([fact.id for fact in self._engine.definition.facts if fact.id in found])

    # Services

    def _suggested_services(self, case: Case, met: int, possible: int) -> tuple[tuple[SuggestedService, ...], tuple[str, ...]]:
        """Return the services that care should include, or may have to, the certain ones first; and the facts that open ones wait for, in their order.

        A service can be certain although none of its criteria is: when one adds it to those who answer yes, and another to those who answer no.
        """
        services: list[SuggestedService] = []
        missing: set[str] = set()
        for service, results, adding in self._adding:
            reached = met & results
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
            if is_certain and not met & results:
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
            found = _suggested(service, status, [each for each, bit in adding if reached & bit])
            if len(self._services) < MOST_REMEMBERED:
                self._services[key] = found
        return found

    def _joint_service(self, service: Service, case: Case) -> SuggestedService:
        """Return a service that is certain although no single criterion that adds it is met."""
        evidence, by, whichever = service_carrier(self._engine, case, service.id)
        return _suggested(service, "met", by, as_given(self._engine.definition.by_id(), evidence), whichever)

    # What holds the level up or down

    def _joint(self, met: "Iterable[LevelCriterion]", case: Case, seen: PossibleLevels) -> Joint | None:
        """Return what carries the lowest possible level together, where it is above the lowest one and no single reason carries it."""
        lowest = seen.ranks[0]
        if not lowest or any(each.is_calling and each.rank >= lowest for each in met):
            return None
        return carrier(self._engine, case, lowest)

    def _raised_from(self, case: Case, known: Range, seen: PossibleLevels) -> str | None:
        """Return the lowest level that would be possible if nothing was ruled out, where that is a lower one."""
        rank = raised_from(self._engine, case, known, seen)
        return None if rank is None else self._engine.definition.levels[rank].id

    def _certain_bounds(self, case: Case, statuses: Sequence[Truth], known: Range, *, is_exact: bool) -> "CertainBounds":
        """Return the bounds that are certain; exact wherever a limit could bear on the level, unless the answer is not."""
        met = CertainBounds.of(known)
        limits = [each.rank for each, status in zip(self._criteria, statuses, strict=True) if each.is_limit and status is not Truth.UNMET]
        if not is_exact or not any(rank < known.suggested[1] for rank in limits):
            return met
        suggested = met.suggested
        if suggested < known.suggested[1]:
            suggested = max(suggested, lowest_rank(limits_aside(self._engine), case, suggested))
        is_limited = min(limits) < min(met.limit, suggested)
        return CertainBounds(suggested, min(met.limit, possible_ranks(limits_alone(self._engine), case)[-1]) if is_limited else met.limit)

    def _joint_barrier(self, case: Case, known: Range, certain: "CertainBounds", lowest: int) -> JointBarrier | None:
        """Return the limits that together lower the level more than those that are met do."""
        if certain.limit >= min(known.limit[1], certain.suggested):
            return None
        lowered_from = self._engine.definition.levels[certain.suggested].id if lowest < certain.suggested else None
        return JointBarrier(limiting(self._engine, case, certain.limit), lowered_from, overridden=lowest > certain.limit)

    def _possible_barriers(self, statuses: Sequence[Truth], certain: "CertainBounds") -> tuple[str, ...]:
        """Return the limits met that lower nothing yet, but would if a suggestion that is still unknown were met."""
        engine = self._engine
        by = by_effect(zip(zip(engine.criteria, statuses, strict=True), engine.rules, strict=True))
        highest = max([rule.rank for (_, status), rule in by.suggested if status is Truth.UNKNOWN], default=0)
        return tuple([each.id for (each, status), rule in by.limits if status is Truth.MET and certain.suggested <= rule.rank < highest])


@record
class _Read:
    """A case as recorded and as read, its met and possible result bits, and the contradictions that hold or could come to hold."""

    recorded: Case
    case: Case
    met: int
    possible: int
    standing: tuple[Contradiction, ...] = ()
    coming: tuple[Contradiction, ...] = ()


class LevelCriterion:
    """A criterion that speaks of a level, with what is asked of it for every answer.

    Attributes:
        criterion: the criterion.
        result: its result bit.
        rank: the rank of the level that it speaks of.
        is_limit: whether it limits the level.
        is_calling: whether it calls for a level; it rules out levels when it neither does nor limits.
        order: its place among reasons, or among limits, of which the tightest is first.
        facts: the facts that decide it; its evidence is a reason. Of that of a limit, only the evidence is of use.
    """

    __slots__ = ("criterion", "facts", "is_calling", "is_limit", "order", "rank", "result")

    def __init__(self, criterion: Criterion, rule: Rule, result: int, tables: Tables) -> None:
        self.criterion, self.result, self.rank = criterion, result, rule.rank
        self.is_limit, self.is_calling, self.order = lowers(rule.effect), calls(rule.effect), reason_order(rule)
        self.facts = DecidingFacts(criterion.when, result, tables, self._reason)

    def _reason(self, evidence: FrozenDict[str, Any]) -> Reason:
        c = self.criterion
        return Reason(c.id, c.effect, c.level or "", c.because, c.sources, evidence)


@record
class CertainBounds:
    """The ranks that are suggested, or required, and limited to for certain."""

    suggested: int
    limit: int

    @classmethod
    def of(cls, known: Range) -> "CertainBounds":
        """Return them as far as met criteria hold them."""
        return cls(known.suggested[0], known.limit[1])


def _is_open(service: SuggestedService) -> bool:
    return service.status != "met"


def _suggested(
    service: Service, status: Literal["met", "open"], by: Sequence[Criterion], evidence: FrozenDict[str, Any] | None = None, whichever: tuple[str, ...] = ()
) -> SuggestedService:
    """Return a service with the criteria that add it."""
    sources = tuple(dict.fromkeys(citation for each in by for citation in each.sources))
    because, ids = tuple(each.because for each in by), tuple(each.id for each in by)
    return SuggestedService(service.id, service.title, status, because, ids, sources, evidence, whichever)


def _reasons(met: Iterable[LevelCriterion], case: Case) -> tuple[Reason, ...]:
    """Return the criteria met that call for a level, the most intensive one first, and what is required before what is suggested."""
    return tuple([each.facts.evidence(case) for each in sorted([each for each in met if each.is_calling], key=attrgetter("order"))])


def _ruled_out(met: Iterable[LevelCriterion], case: Case) -> tuple[RuledOut, ...]:
    """Return the criteria met that rule out levels, the one that rules out the least intensive level first."""
    found = []
    for each in sorted([each for each in met if not each.is_calling and not each.is_limit], key=attrgetter("order")):
        reason = each.facts.evidence(case)
        found.append(RuledOut(reason.criterion, each.criterion.rules_out, reason.because, reason.sources, reason.evidence))
    return tuple(found)


def _barriers(met: Iterable[LevelCriterion], case: Case, suggested: int, lowest: int, definition: Definition) -> tuple[Barrier, ...]:
    """Return the limits met that lie below what is suggested, the tightest first. Only what is required lies above one."""
    limits = sorted([each for each in met if each.is_limit and each.rank < suggested], key=attrgetter("order"))
    lowered_from = definition.levels[suggested].id if lowest < suggested else None
    return tuple([_barrier(each.facts.evidence(case), lowered_from, overridden=lowest > each.rank) for each in limits])


def _barrier(limit: Reason, lowered_from: str | None, *, overridden: bool) -> Barrier:
    return Barrier(limit.criterion, limit.level, limit.because, limit.sources, limit.evidence, lowered_from, overridden)


def _with_those_for_whom(seen: PossibleLevels, who: Whom) -> tuple[str, ...]:
    """Return what is missing, with the facts that decide whom the criteria are for after those that could require the most intensive level."""
    if not who.missing or not seen.ranks:
        return seen.missing
    return tuple(dict.fromkeys((*seen.missing[: seen.urgent], *who.missing, *seen.missing)))
