"""From a case to an answer: statuses, then R, S and L, then the level with its range, reasons, barriers and what is missing."""

from collections.abc import Iterable, Mapping, Sequence
from itertools import combinations

from carelevel.answer import Barrier, Decision, Reason, Recommendation, SuggestedService, ids_where
from carelevel.cases import Case, Part, as_given, knows
from carelevel.conditions import AnyOf, Condition, Includes, Named, atoms, facts_of
from carelevel.criteria import Criterion, Definition
from carelevel.facts import Fact, base_facts
from carelevel.frozen import record
from carelevel.interpret.directions import best_and_worst, open_atoms
from carelevel.interpret.meaning import meaning
from carelevel.interpret.search import Budget, OverBudgetError, Search, Statuses
from carelevel.levels import Range, Rule, can_matter, level_of, level_range, rules_of
from carelevel.problems import CaseError, Problem, quoted
from carelevel.truth import Truth

WORK = 1_000_000
"""What one search may cost, in steps times criteria: about a second."""

POSSIBLE_STEPS = 20_000
"""Steps of the search for possible levels before it refuses and leaves the sound range."""

MISSING_STEPS = 2_000
"""Steps of the search whether one fact can still matter, before it counts as one that can; `WORK` bounds those of all facts together."""

SMALL_EVIDENCE = 10
"""Known parts of a condition up to which the smallest sufficient part is looked for among all; beyond, one that cannot be made smaller."""


@record
class LevelOutcome:
    """The level as an outcome to search for; outcomes are ranks of levels."""

    conditions: Sequence[Condition]
    rules: Sequence[Rule]
    top: int

    def judge(self, statuses: Statuses) -> tuple[frozenset[int], Sequence[int]]:
        """Return the ranks that are possible, and the criteria that can still change the level, most intensive first."""
        known = level_range(self.rules, statuses, self.top)
        live = [i for i, status in enumerate(statuses) if status is Truth.UNKNOWN and can_matter(self.rules[i], known)]
        if not live:
            return frozenset((level_of(known.required[0], known.suggested[0], known.limit[1]),)), ()
        named = {known.required[0], known.suggested[0], known.limit[1], *(self.rules[i].rank for i in live)}
        live.sort(key=lambda i: (-self.rules[i].rank, self.rules[i].effect != "requires"))
        return frozenset(rank for rank in named if known.lowest <= rank <= known.highest), live


@record
class MetOutcome:
    """Whether a condition is met, as an outcome to search for: 1 for yes, 0 for no."""

    conditions: Sequence[Condition]

    def judge(self, statuses: Statuses) -> tuple[frozenset[int], Sequence[int]]:
        """Return whether the one condition can be met, and unmet."""
        match statuses[0]:
            case Truth.UNKNOWN:
                return frozenset((0, 1)), (0,)
            case truth:
                return frozenset((int(truth is Truth.MET),)), ()


@record
class Engine:
    """A definition, made ready to be asked; built once and shared between threads."""

    definition: Definition
    criteria: tuple[Criterion, ...]
    rules: tuple[Rule, ...]
    search: Search

    @classmethod
    def of(cls, definition: Definition) -> "Engine":
        """Return the engine of a definition."""
        pairs = rules_of(definition)
        rules = tuple(rule for _, rule in pairs)
        outcome = LevelOutcome(tuple(criterion.when for criterion, _ in pairs), rules, len(definition.levels) - 1)
        impossible = tuple(item.when for item in definition.impossible)
        return cls(definition, tuple(criterion for criterion, _ in pairs), rules, Search(outcome, impossible))

    def budget(self, steps: int) -> Budget:
        """Return a budget of steps, fewer when there are so many criteria that each step takes long."""
        return Budget(min(steps, WORK // max(len(self.criteria), 1)))

    @property
    def top(self) -> int:
        """The rank of the most intensive level."""
        return len(self.definition.levels) - 1


def refuse_impossible(definition: Definition, case: Case) -> None:
    """Raise a `CaseError` when what is known of a person is declared impossible."""
    found = [item for item in definition.impossible if meaning(item.when, case) is Truth.MET]
    if found:
        raise CaseError(_impossible_problem(item.id, item.because, item.when) for item in found)


def _impossible_problem(name: str, because: str, when: Condition) -> Problem:
    facts = dict.fromkeys(name for fact in facts_of(when) if not isinstance(fact, Named) for name in base_facts(fact))
    return Problem(
        "impossible", f"this combination is declared impossible by {quoted(name)} ({', '.join(map(quoted, facts))}): {because}", path=tuple(facts)[:1]
    )


def decide(engine: Engine, case: Case) -> Decision:
    """Return the fast answer for a case: the Kleene range, and which criteria are met."""
    definition = engine.definition
    refuse_impossible(definition, case)
    statuses = _statuses(definition, case)
    known = level_range(engine.rules, [statuses[criterion.id] for criterion in engine.criteria], engine.top)
    applies = _applies(definition, case)
    is_settled = known.lowest == known.highest and applies is not Truth.UNMET
    lowest, highest = (definition.levels[rank].id if applies is not Truth.UNMET else None for rank in (known.lowest, known.highest))
    return Decision(
        lowest=lowest,
        highest=highest,
        settled=is_settled,
        level=lowest if is_settled else None,
        applies=applies.value,
        met=ids_where(definition.criteria, statuses, Truth.MET),
        unmet=ids_where(definition.criteria, statuses, Truth.UNMET),
        unknown=ids_where(definition.criteria, statuses, Truth.UNKNOWN),
    )


def possible_levels(engine: Engine, case: Case) -> tuple[tuple[str, ...], bool]:
    """Return the levels over all possible completions of a case, least intensive first, and whether that is exact.

    When the search is over its budget every level of the sound range is returned, and the second value is False.

    Raises:
        CaseError: no possible person is like this.
    """
    refuse_impossible(engine.definition, case)
    ranks, is_exact = _possible_ranks(engine, case, _level_statuses(engine, case))
    return tuple(engine.definition.levels[rank].id for rank in ranks), is_exact


def _possible_ranks(engine: Engine, case: Case, statuses: Statuses) -> tuple[tuple[int, ...], bool]:
    known = level_range(engine.rules, statuses, engine.top)
    budget = engine.budget(POSSIBLE_STEPS)
    ends = _certain_ends(engine, case, statuses)
    try:
        found = engine.search.possible(case, budget, ends)
    except OverBudgetError:
        low, high = (min(ends), max(ends)) if ends else (known.lowest, known.highest)
        return tuple(range(low, high + 1)), False
    if not found:
        raise CaseError([_nobody(engine.definition)])
    return tuple(sorted(found)), True


def _nobody(definition: Definition) -> Problem:
    names = ", ".join(quoted(item.id) for item in definition.impossible)
    return Problem("impossible", f"no possible person is like this: every completion is declared impossible by {names}")


def _certain_ends(engine: Engine, case: Case, statuses: Statuses) -> frozenset[int]:
    """Return the lowest and highest rank when every open fact pushes one way and both extremes are possible people; else nothing."""
    _, live = engine.search.outcome.judge(statuses)
    signed = (atom for i in live for atom in open_atoms(engine.criteria[i].when, case, raises=engine.rules[i].effect != "limits_to"))
    extremes = best_and_worst(case, signed) if live else None
    if extremes is None:
        return frozenset()
    ranks: set[int] = set()
    for extreme in extremes:
        if any(meaning(condition, extreme) is not Truth.UNMET for condition in engine.search.impossible):
            return frozenset()
        ranks |= engine.search.outcome.judge(_level_statuses(engine, extreme))[0]
    return frozenset(ranks)


def recommend(engine: Engine, case: Case, digest: str, decision_digest: str) -> Recommendation:
    """Return the whole answer for a case.

    Raises:
        CaseError: what is known of the person is declared impossible.
    """
    definition = engine.definition
    refuse_impossible(definition, case)
    statuses = _statuses(definition, case)
    on_level = tuple(statuses[criterion.id] for criterion in engine.criteria)
    applies = _applies(definition, case)
    is_for_them = applies is not Truth.UNMET
    ranks, is_exact = _possible_ranks(engine, case, on_level) if is_for_them else ((), True)
    levels = tuple(definition.levels[rank].id for rank in ranks)
    met = [criterion for criterion in engine.criteria if statuses[criterion.id] is Truth.MET] if is_for_them else []
    known = level_range(engine.rules, on_level, engine.top)
    missing, missing_is_exact = _missing(engine, case, on_level, ranks) if is_for_them else ((), True)
    services = _services(definition, statuses) if is_for_them else ()
    first = _open_facts(definition, case, applies)
    return Recommendation(
        level=levels[0] if len(levels) == 1 else None,
        lowest=levels[0] if levels else None,
        highest=levels[-1] if levels else None,
        possible=levels,
        settled=len(levels) == 1,
        exact=is_exact and missing_is_exact,
        indicated=definition.levels[_indicated(known, ranks)].id if ranks else None,
        applies=applies.value,
        reasons=_reasons(definition, met, case),
        barriers=_barriers(definition, met, case, known),
        possible_barriers=_possible_barriers(engine, on_level, known) if is_for_them else (),
        services=services,
        missing=(*first, *(fact for fact in missing if fact not in first)),
        missing_for_services=_missing_for_services(engine, case, services),
        notices=tuple(notice.id for notice in definition.notices if meaning(notice.unless, case) is not Truth.MET),
        met=ids_where(definition.criteria, statuses, Truth.MET),
        unmet=ids_where(definition.criteria, statuses, Truth.UNMET),
        unknown=ids_where(definition.criteria, statuses, Truth.UNKNOWN),
        case=case,
        definition=definition,
        digest=digest,
        decision_digest=decision_digest,
    )


def _statuses(definition: Definition, case: Case) -> Mapping[str, Truth]:
    return {criterion.id: meaning(criterion.when, case) for criterion in definition.criteria}


def _level_statuses(engine: Engine, case: Case) -> Statuses:
    return tuple(meaning(criterion.when, case) for criterion in engine.criteria)


def _applies(definition: Definition, case: Case) -> Truth:
    return Truth.MET if definition.applies_when is None else meaning(definition.applies_when, case)


def _indicated(known: Range, ranks: Sequence[int]) -> int:
    """Return the level with every unknown criterion left aside, kept within the possible ones' ends."""
    aside = level_of(known.required[0], known.suggested[0], known.limit[1])
    return max(ranks[0], min(aside, ranks[-1]))


def _reasons(definition: Definition, met: Iterable[Criterion], case: Case) -> tuple[Reason, ...]:
    reasons = [
        Reason(c.id, c.effect, c.level, c.because, c.sources, as_given(definition.by_id(), evidence(c.when, case)))
        for c in met
        if c.level is not None and c.effect != "limits_to"
    ]
    return tuple(sorted(reasons, key=lambda reason: (-definition.rank(reason.level), reason.effect != "requires")))


def _barriers(definition: Definition, met: Iterable[Criterion], case: Case, known: Range) -> tuple[Barrier, ...]:
    """Return the limits met that lie below what is suggested, the tightest first."""
    required, suggested = known.required[0], known.suggested[0]
    level = level_of(required, suggested, known.limit[1])
    barriers: list[Barrier] = []
    for c in met:
        if c.effect != "limits_to" or c.level is None or definition.rank(c.level) >= suggested:
            continue
        rank = definition.rank(c.level)
        lowered_from = definition.levels[suggested].id if level < suggested else None
        shown = as_given(definition.by_id(), evidence(c.when, case))
        barriers.append(Barrier(c.id, c.level, c.because, c.sources, shown, lowered_from, required > rank))
    return tuple(sorted(barriers, key=lambda barrier: definition.rank(barrier.level)))


def _possible_barriers(engine: Engine, statuses: Statuses, known: Range) -> tuple[str, ...]:
    """Return the limits met that lower nothing yet, but would if a suggestion that is still unknown were met."""
    open_suggestions = [rule.rank for rule, status in zip(engine.rules, statuses, strict=True) if status is Truth.UNKNOWN and rule.effect == "suggests"]
    highest = max(open_suggestions, default=0)
    return tuple(
        criterion.id
        for criterion, rule, status in zip(engine.criteria, engine.rules, statuses, strict=True)
        if status is Truth.MET and rule.effect == "limits_to" and known.suggested[0] <= rule.rank < highest
    )


def _services(definition: Definition, statuses: Mapping[str, Truth]) -> tuple[SuggestedService, ...]:
    """Return the services that criteria add, those that are certain with the reasons that make them so."""
    services: list[SuggestedService] = []
    for service in definition.services:
        adding = [c for c in definition.criteria if service.id in c.adds]
        certain = [c for c in adding if statuses[c.id] is Truth.MET]
        by = certain or [c for c in adding if statuses[c.id] is Truth.UNKNOWN]
        if by:
            sources = tuple(dict.fromkeys(citation for c in by for citation in c.sources))
            because, ids = tuple(c.because for c in by), tuple(c.id for c in by)
            services.append(SuggestedService(service.id, service.title, "met" if certain else "open", because, ids, sources))
    return tuple(sorted(services, key=lambda service: service.status != "met"))


def _missing(engine: Engine, case: Case, statuses: Statuses, ranks: Sequence[int]) -> tuple[tuple[str, ...], bool]:
    """Return the facts that can still change the level, those that could raise it first, and whether that is exact.

    A fact can change the level when two possible people who differ in nothing else have different levels, or when one answer to it would leave fewer
    levels possible. The second can hold without the first only where combinations are declared impossible.
    """
    if len(ranks) == 1:
        return (), True
    _, live = engine.search.outcome.judge(statuses)
    open_in: dict[str, list[Rule]] = {}
    for i in live:
        for atom, _raises in open_atoms(engine.criteria[i].when, case):
            for name in base_facts(atom.fact):
                open_in.setdefault(name, []).append(engine.rules[i])
    linked = [name for item in engine.definition.impossible for atom, _ in open_atoms(item.when, case) for name in base_facts(atom.fact)]
    is_exact = True
    missing: list[str] = []
    candidates = [fact for fact in engine.definition.facts if (fact.id in open_in or fact.id in linked) and not knows(case, fact)]
    whole = engine.budget(WORK)
    for fact in candidates:
        budget = Budget(min(MISSING_STEPS, whole.steps))
        whole.steps -= budget.steps
        try:
            if _can_change(engine, fact, case, frozenset(ranks), budget, is_linked=fact.id in linked):
                missing.append(fact.id)
        except OverBudgetError:
            is_exact = False
            missing.append(fact.id)
        whole.steps += budget.steps
    # Impossible combinations can tie facts together so that none alone changes anything; then each of them is worth knowing.
    missing = missing or [fact.id for fact in candidates]
    missing.sort(key=lambda name: _urgency(open_in.get(name, ())))
    return tuple(missing), is_exact


def _can_change(engine: Engine, fact: Fact, case: Case, ranks: frozenset[int], budget: Budget, *, is_linked: bool) -> bool:  # noqa: PLR0913
    if engine.search.matters(fact.id, case, budget):
        return True
    if not is_linked:
        return False
    ways = engine.search.ways(fact, case)
    return any(engine.search.possible(way, budget) not in (ranks, frozenset()) for way in ways)


def _urgency(rules: Sequence[Rule]) -> tuple[int, int]:
    """Return a key that sorts facts: those that could require the highest level first, then those that could suggest one, then the rest."""
    for order, effect in enumerate(("requires", "suggests")):
        ranks = [rule.rank for rule in rules if rule.effect == effect]
        if ranks:
            return order, -max(ranks)
    return 2, 0


def _open_facts(definition: Definition, case: Case, applies: Truth) -> tuple[str, ...]:
    """Return the facts that decide whether the criteria apply, while that is unknown."""
    if applies is not Truth.UNKNOWN or definition.applies_when is None:
        return ()
    return tuple(dict.fromkeys(name for atom, _ in open_atoms(definition.applies_when, case) for name in base_facts(atom.fact)))


def _missing_for_services(engine: Engine, case: Case, services: Iterable[SuggestedService]) -> tuple[str, ...]:
    """Return the facts that open services wait for, in the order of the facts."""
    wanted: set[str] = set()
    for service in services:
        if service.status == "open":
            parts = tuple(c.when for c in engine.definition.criteria if c.id in service.criteria)
            search = Search(MetOutcome((AnyOf(parts),)), engine.search.impossible)
            candidates = {name for part in parts for atom, _ in open_atoms(part, case) for name in base_facts(atom.fact)}
            wanted |= {name for name in candidates - wanted if _may_matter(search, name, case)}
    return tuple(fact.id for fact in engine.definition.facts if fact.id in wanted)


def _may_matter(search: Search, fact: str, case: Case) -> bool:
    try:
        return search.matters(fact, case, Budget(MISSING_STEPS))
    except OverBudgetError:
        return True


def evidence(condition: Condition, case: Case) -> Case:
    """Return a smallest part of what is known that is enough for a met condition to be met; earlier-declared facts win ties.

    With more than `SMALL_EVIDENCE` known parts it is one that cannot be made smaller.
    """
    parts = _known_parts(condition, case)
    if len(parts) > SMALL_EVIDENCE:
        for part in tuple(parts):
            fewer = [other for other in parts if other != part]
            if meaning(condition, case.only(fewer)) is Truth.MET:
                parts = fewer
        return case.only(parts)
    every = (case.only(chosen) for size in range(len(parts) + 1) for chosen in combinations(parts, size))
    return next(smaller for smaller in every if meaning(condition, smaller) is Truth.MET)


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
