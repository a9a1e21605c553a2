"""What is still possible, and what can still change it: exact over everyone that the person could turn out to be.

The answers come from a diagram of the level over the facts that are still unknown (`interpret/diagram.py`), people whom the criteria declare
impossible left out. When the diagram grows over its budget a solver is asked (`interpret/solver.py`), which finds the possible levels but not which facts
can change them; and when that goes over its own, the answer is a sound range, and says so.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from operator import itemgetter

from carelevel.cases import Case
from carelevel.conditions import Condition, Named, facts_of
from carelevel.criteria import Criterion, Definition
from carelevel.facts import AnyFact, base_facts
from carelevel.frozen import record
from carelevel.interpret.clauses import Clauses
from carelevel.interpret.compiling import Compiler
from carelevel.interpret.cutting import Known, cut
from carelevel.interpret.diagram import Diagrams, Node, OverBudgetError
from carelevel.interpret.directions import Signed, best_and_worst, facts_both_ways, open_atoms
from carelevel.interpret.meaning import meaning
from carelevel.interpret.ordering import orders
from carelevel.interpret.solver import Literal, UndecidedError
from carelevel.levels import Range, Rule, can_matter, level_of, level_range, rules_of
from carelevel.problems import CaseError, Problem, quoted
from carelevel.truth import Truth

NODES = 250_000
"""Nodes of one diagram before it is given up and the solver is asked: about a second, and a hundred megabytes at most."""

SMALL, LITTLE = 20_000, 60_000
"""Nodes made for a diagram up to which no other order of facts is tried, and up to which the first order is."""

_EFFECTS = ("requires", "suggests")
_NO_HURRY = (len(_EFFECTS), 0)

FIRST, LEVEL = "first question", "level of care"

MOST_REMEMBERED = 1024
"""Things known of the facts that bear on one service that are remembered with what they mean for it."""

SOLVER_WORK = 3_000_000
"""Literals that the solver may follow up before it is given up and the sound range is left: some seconds."""


@record
class Engine:
    """A definition, made ready to be asked; built once and shared between threads.

    Attributes:
        definition: the definition.
        criteria: its criteria that bear on the level.
        rules: what each of them does to the level.
        impossible: the conditions that no person meets.
        certificate: what keeps the fast range from having exact ends, once that has been asked.
        services: what has been found out about each service.
    """

    definition: Definition
    criteria: tuple[Criterion, ...]
    rules: tuple[Rule, ...]
    impossible: tuple[Condition, ...]
    _asked: dict[str, "LevelDiagram | None"] = field(default_factory=dict, init=False, compare=False, repr=False)
    certificate: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = field(default_factory=dict, init=False, compare=False, repr=False)
    _order: dict[str, Mapping[str, int]] = field(default_factory=dict, init=False, compare=False, repr=False)
    services: "dict[str, _Service]" = field(default_factory=dict, init=False, compare=False, repr=False)

    @classmethod
    def of(cls, definition: Definition) -> "Engine":
        """Return the engine of a definition."""
        pairs = rules_of(definition)
        impossible = tuple(item.when for item in definition.impossible)
        return cls(definition, tuple(criterion for criterion, _ in pairs), tuple(rule for _, rule in pairs), impossible)

    @property
    def top(self) -> int:
        """The rank of the most intensive level."""
        return len(self.definition.levels) - 1

    def statuses(self, case: Case) -> tuple[Truth, ...]:
        """Return the truth of each criterion that bears on the level."""
        return tuple(meaning(criterion.when, case) for criterion in self.criteria)

    @property
    def order(self) -> Mapping[str, int]:
        """Ids of facts with the places in which diagrams ask about them."""
        return self._order["order"] if "order" in self._order else self.ordered(next(self.orders()))

    def orders(self) -> Iterator[tuple[str, ...]]:
        """Yield orders in which to ask about facts; in each of them those that stand in one condition lie close together."""
        conditions = (*(criterion.when for criterion in self.criteria), *self.impossible)
        return orders([fact.id for fact in self.definition.facts], map(_given_facts, conditions))

    def ordered(self, order: Sequence[str]) -> Mapping[str, int]:
        """Ask about facts in an order from now on. It changes no answer, only how much work there is."""
        places = self._order["order"] = {name: place for place, name in enumerate(order)}
        return places

    def with_others(self, pairs: Iterable[tuple[Criterion, Rule]], impossible: tuple[Condition, ...]) -> "Engine":
        """Return an engine for other criteria over the same facts, which asks in the same order."""
        criteria, rules = zip(*pairs, strict=True) if (pairs := tuple(pairs)) else ((), ())
        other = Engine(self.definition, criteria, rules, impossible)
        other.ordered(tuple(self.order))
        return other

    def whole(self) -> "LevelDiagram | None":
        """Return the level over everyone, for reading only; None when it is over its budget."""
        return self.made_once(LEVEL, lambda: _whole(self))

    def made_once(self, what: str, make: Callable[[], "LevelDiagram | None"]) -> "LevelDiagram | None":
        """Return what is made when it is first asked for. Two threads that ask first at the same time each make it, and make the same."""
        if what not in self._asked:
            self._asked[what] = make()
        return self._asked[what]

    def is_asked_again(self) -> bool:
        """Return whether this is not the first question: the first is answered for itself, since making the whole diagram takes longer than one answer."""
        if FIRST in self._asked:
            return True
        self._asked[FIRST] = None
        return False


@record
class Outlook:
    """What is still possible.

    Attributes:
        ranks: ranks of the possible levels, ascending.
        missing: ids of the facts that can still change the level, those that could raise it first; perhaps one too many when the diagram was over its budget.
        is_exact: False when the solver went over its budget too: `ranks` is then every rank between sound ends.
    """

    ranks: tuple[int, ...]
    missing: tuple[str, ...]
    is_exact: bool


@dataclass(frozen=True, slots=True)
class LevelDiagram:
    """The level of care as a function of what is unknown of one person.

    Attributes:
        compiler: what made it; makes diagrams of more conditions over the same facts.
        level: the function: its end points are ranks of levels, and `diagrams.excluded` where no possible person is.
    """

    compiler: Compiler
    level: Node

    @property
    def diagrams(self) -> Diagrams:
        """The store that the function lies in; each level diagram has one of its own."""
        return self.compiler.diagrams


@record
class _Open:
    """The criteria that can still change the level, with the range as far as it is known."""

    known: Range
    criteria: tuple[tuple[Criterion, Rule], ...]


def refuse_impossible(definition: Definition, case: Case) -> None:
    """Raise a `CaseError` when what is known of a person is declared impossible."""
    found = [item for item in definition.impossible if meaning(item.when, case) is Truth.MET]
    if found:
        raise CaseError(_impossible_problem(item.id, item.because, item.when) for item in found)


def _impossible_problem(name: str, because: str, when: Condition) -> Problem:
    facts = tuple(dict.fromkeys(name for fact in facts_of(when) if not isinstance(fact, Named) for name in base_facts(fact)))
    message = f"this combination is declared impossible by {quoted(name)} ({', '.join(map(quoted, facts))}): {because}"
    return Problem("impossible", message, path=facts[:1])


def possible_ranks(engine: Engine, case: Case) -> tuple[int, ...]:
    """Return the ranks of the possible levels of a person, ascending; as in `outlook`.

    Raises:
        CaseError: no possible person is like this.
    """
    whole = engine.whole() if engine.is_asked_again() else None
    return outlook(engine, case).ranks if whole is None else _looked_up(engine, whole, case)


def _looked_up(engine: Engine, whole: LevelDiagram, case: Case) -> tuple[int, ...]:
    diagrams, level = whole.diagrams, whole.level
    return _of_someone(engine, sorted(diagrams.ends_within(level, Known(diagrams, case), diagrams.reach(level))))


def outlook(engine: Engine, case: Case, statuses: Sequence[Truth] = ()) -> Outlook:
    """Return the possible levels of a person, and the facts that can still change the level.

    Args:
        engine: the criteria.
        case: what is known.
        statuses: the truth of each criterion that bears on the level, where it has been found already.

    Raises:
        CaseError: no possible person is like this.
    """
    whole = engine.whole() if engine.is_asked_again() else None
    if whole is not None:
        return _read_off(engine, case, statuses, *cut(whole.diagrams, whole.level, Known(whole.diagrams, case), NODES))
    open_criteria = _open_criteria(engine, case, statuses)
    unruled = _unruled(engine, case)
    if not open_criteria.criteria and not unruled:
        return Outlook((_certain(open_criteria.known),), (), is_exact=True)
    try:
        seen = _level_diagram(engine, case, open_criteria, unruled, whole)
    except OverBudgetError:
        return _solved_outlook(engine, case, open_criteria, unruled)
    return _read_off(engine, case, statuses, seen.diagrams, seen.level)


def _read_off(engine: Engine, case: Case, statuses: Sequence[Truth], diagrams: Diagrams, level: Node) -> Outlook:
    ranks = _of_someone(engine, sorted(diagrams.ends(level)))
    if len(ranks) == 1:
        return Outlook(ranks, (), is_exact=True)
    try:
        missing = _changing(diagrams, level, ranks)
    except OverBudgetError:
        missing = diagrams.asked(level)
    return Outlook(ranks, _by_urgency(engine, case, _open_criteria(engine, case, statuses), missing), is_exact=True)


def level_diagram(engine: Engine, case: Case) -> LevelDiagram:
    """Return the level as a function of what a case leaves open, in a store of its own.

    Raises:
        OverBudgetError: the diagram is over its budget.
    """
    whole = engine.whole() if engine.is_asked_again() else None
    return _level_diagram(engine, case, _open_criteria(engine, case), _unruled(engine, case), whole)


def _level_diagram(engine: Engine, case: Case, open_criteria: _Open, unruled: Sequence[Condition], whole: LevelDiagram | None) -> LevelDiagram:
    if whole is None:
        try:
            return _diagram(engine, case, open_criteria, unruled)
        except OverBudgetError:
            whole = engine.whole()
            if whole is None:
                raise
    compiler = Compiler(whole.compiler.facts, case, max(engine.top, 1), NODES)
    return LevelDiagram(compiler, compiler.taken_over(whole.diagrams, whole.level))


def _whole(engine: Engine) -> LevelDiagram | None:
    """Return the level over everyone, in the order that makes it smallest; other orders are tried only where the first does not make it small."""
    others = engine.orders()
    first = next(others)
    best, chosen = _in_order(engine, first, min(LITTLE, NODES)), first
    if best is None or best.diagrams.size > SMALL:
        for order in others:
            smaller = _in_order(engine, order, best.diagrams.size if best else NODES)
            best, chosen = (smaller, order) if smaller else (best, chosen)
    engine.ordered(chosen)
    return best


def _in_order(engine: Engine, order: Sequence[str], budget: int) -> LevelDiagram | None:
    # On an engine of its own, since other threads may be asking this one.
    trial = engine.with_others(zip(engine.criteria, engine.rules, strict=True), engine.impossible)
    trial.ordered(order)
    return whole_in_its_order(trial, budget)


def whole_in_its_order(engine: Engine, budget: int | None = None) -> LevelDiagram | None:
    """Return the level over everyone, made in the order that the engine has; None when it is over its budget."""
    nobody = Case()
    open_criteria = _open_criteria(engine, nobody)
    try:
        return _diagram(engine, nobody, open_criteria, engine.impossible, budget)
    except OverBudgetError:
        return None


def _diagram(engine: Engine, case: Case, open_criteria: _Open, unruled: Sequence[Condition], budget: int | None = None) -> LevelDiagram:
    compiler = _compiler(engine, case, [*(criterion.when for criterion, _ in open_criteria.criteria), *unruled], engine.top, budget)
    diagrams = compiler.diagrams
    return LevelDiagram(compiler, diagrams.without(_level(compiler, open_criteria), diagrams.highest(map(compiler.condition, unruled))))


def _unruled(engine: Engine, case: Case) -> tuple[Condition, ...]:
    """Return the impossible combinations that the case does not rule out yet."""
    return tuple(condition for condition in engine.impossible if meaning(condition, case) is not Truth.UNMET)


def _open_criteria(engine: Engine, case: Case, statuses: Sequence[Truth] = ()) -> _Open:
    found = statuses or engine.statuses(case)
    known = level_range(engine.rules, found, engine.top)
    pairs = zip(engine.criteria, engine.rules, found, strict=True)
    return _Open(known, tuple((criterion, rule) for criterion, rule, status in pairs if status is Truth.UNKNOWN and can_matter(rule, known)))


def _certain(known: Range) -> int:
    """Return the level as far as met criteria fix it: what is unknown is left aside."""
    return level_of(known.required[0], known.suggested[0], known.limit[1])


def _compiler(engine: Engine, case: Case, conditions: Iterable[Condition], top: int, budget: int | None = None) -> Compiler:
    """Return a compiler for the facts that conditions name."""
    facts = {fact.id: fact for fact in engine.definition.facts}
    named = frozenset().union(*map(_given_facts, conditions))
    return Compiler([facts[name] for name in sorted(named, key=engine.order.__getitem__)], case, max(top, 1), NODES if budget is None else budget)


def _given_facts(condition: Condition) -> frozenset[str]:
    """Return the facts of a case that a condition stands on."""
    return frozenset(name for fact in facts_of(condition) for name in _given_below(fact))


def _given_below(fact: AnyFact | Named) -> tuple[str, ...]:
    return () if isinstance(fact, Named) else base_facts(fact)


def _level(compiler: Compiler, open_criteria: _Open) -> Node:
    """Return the level as a function of what is unknown: `max(R, min(S, L))`."""
    diagrams = compiler.diagrams
    known = open_criteria.known
    required, suggested, limits = [known.required[0]], [known.suggested[0]], [known.limit[1]]
    for criterion, rule in open_criteria.criteria:
        met = compiler.condition(criterion.when)
        if rule.effect == "limits_to":
            limits.append(diagrams.either(diagrams.negated(met), rule.rank))
        else:
            (required if rule.effect == "requires" else suggested).append(diagrams.both(met, rule.rank))
    at_least = diagrams.highest(required)
    return diagrams.either(at_least, diagrams.both(diagrams.highest((at_least, *suggested)), diagrams.lowest(limits)))


def _changing(diagrams: Diagrams, level: Node, ranks: Sequence[int]) -> frozenset[str]:
    """Return the facts that can change the level.

    A fact can when two possible people who differ in nothing else have different levels, or when one answer to it would leave fewer levels possible. The second
    can hold without the first only where combinations are declared impossible.
    """
    asked = diagrams.asked(level)
    # Where a fact does not bear on who is possible, and the level asks about it, two possible people differ in it and in their level.
    tied = diagrams.tied(level)
    if not tied:
        return asked
    every = frozenset(ranks)
    found = {name for name in asked if name not in tied or diagrams.can_change(level, name)}
    found |= {name for name in asked - found if any(left not in (every, frozenset()) for left in diagrams.answers(level, name))}
    # Impossible combinations can tie facts together so that no answer alone changes anything; then each of them is worth knowing.
    return frozenset(found) or asked


def _by_urgency(engine: Engine, case: Case, open_criteria: _Open, names: Collection[str]) -> tuple[str, ...]:
    """Return facts in the order to ask about them: those that could require the highest level first, then those that could suggest one, then the rest."""
    calling = [(_EFFECTS.index(rule.effect), -rule.rank, criterion.when) for criterion, rule in open_criteria.criteria if rule.effect in _EFFECTS]
    urgency: dict[str, tuple[int, int]] = {}
    for effect, rank, when in sorted(calling, key=itemgetter(0, 1)):
        if len(urgency) == len(names):
            break
        for name in _named_by(case, (when,)):
            if name in names:
                urgency.setdefault(name, (effect, rank))
    order = {fact.id: place for place, fact in enumerate(engine.definition.facts)}
    return tuple(sorted(names, key=lambda name: (urgency.get(name, _NO_HURRY), order[name])))


def _of_someone(engine: Engine, ranks: Iterable[int]) -> tuple[int, ...]:
    """Return ranks, or raise a `CaseError` when there are none: nobody is like this."""
    found = tuple(ranks)
    if not found:
        names = ", ".join(quoted(item.id) for item in engine.definition.impossible)
        raise CaseError([Problem("impossible", f"no possible person is like this: every completion is declared impossible by {names}")])
    return found


def _solved_outlook(engine: Engine, case: Case, open_criteria: _Open, unruled: Sequence[Condition]) -> Outlook:
    """Return what the solver finds when the diagram is over its budget: the possible levels, and facts of which some may not matter after all."""
    try:
        question = _Question(engine, case, open_criteria, unruled)
        # Impossible combinations could leave nobody at all, so with them every level is looked for.
        ends = () if unruled else _certain_ends(engine, case, open_criteria)
        between = range(open_criteria.known.lowest, open_criteria.known.highest + 1)
        ranks = _of_someone(engine, (rank for rank in between if rank in ends or question.someone_at(rank)))
    except (OverBudgetError, UndecidedError):
        return _sound_outlook(engine, case, open_criteria)
    missing = _may_change(engine, case, open_criteria) if len(ranks) > 1 else ()
    return Outlook(ranks, _by_urgency(engine, case, open_criteria, missing), is_exact=True)


class _Question:
    """The level of everyone that a case could still be, as clauses."""

    def __init__(self, engine: Engine, case: Case, open_criteria: _Open, unruled: Sequence[Condition]) -> None:
        self._case = case
        compiler = _compiler(engine, case, [*(criterion.when for criterion, _ in open_criteria.criteria), *unruled], engine.top)
        self._clauses = Clauses(compiler)
        for condition in unruled:
            self._clauses.require(-self._clauses.condition(condition))
        met = [(rule, self._clauses.condition(criterion.when)) for criterion, rule in open_criteria.criteria]
        self._above = [self._reaches(rank, met, open_criteria.known) for rank in range(engine.top + 1)] + [-self._clauses.true]
        self._solver = self._clauses.solver(SOLVER_WORK)

    def someone_at(self, rank: int) -> Case | None:
        """Return a person whose level has a rank, or None when there is none.

        Raises:
            UndecidedError: the solver's budget is used up.
        """
        model = self._solver.model((self._above[rank], -self._above[rank + 1]))
        return None if model is None else self._clauses.person(model, self._case)

    def _reaches(self, rank: int, met: Sequence[tuple[Rule, Literal]], known: Range) -> Literal:
        """Return the literal of "the level is this one or above": required there, or suggested there and not limited below."""
        make = self._clauses
        required = [make.true] if known.required[0] >= rank else [literal for rule, literal in met if rule.effect == "requires" and rule.rank >= rank]
        suggested = [make.true] if known.suggested[0] >= rank else [literal for rule, literal in met if rule.effect != "limits_to" and rule.rank >= rank]
        limited = [make.true] if known.limit[1] < rank else [literal for rule, literal in met if rule.effect == "limits_to" and rule.rank < rank]
        return make.any_of((make.any_of(required), make.all_of((make.any_of(suggested), -make.any_of(limited)))))


def _named_by(case: Case, conditions: Iterable[Condition]) -> tuple[str, ...]:
    """Return the facts that can still decide some conditions, each for itself."""
    atoms = (atom for condition in conditions for atom, _raises in open_atoms(condition, case))
    return tuple(dict.fromkeys(name for atom in atoms for name in base_facts(atom.fact)))


def _may_change(engine: Engine, case: Case, open_criteria: _Open) -> tuple[str, ...]:
    """Return every fact that could change the level: those that open criteria name, and those that impossible combinations tie to them."""
    conditions = [criterion.when for criterion, _ in open_criteria.criteria]
    return _named_by(case, [*conditions, *_touching(conditions, _unruled(engine, case))])


def _sound_outlook(engine: Engine, case: Case, open_criteria: _Open) -> Outlook:
    """Return a range that is sound, and with one-way facts exact at its ends, when diagram and solver are over their budgets."""
    ends = _certain_ends(engine, case, open_criteria) or (open_criteria.known.lowest, open_criteria.known.highest)
    names = _may_change(engine, case, open_criteria)
    return Outlook(tuple(range(min(ends), max(ends) + 1)), _by_urgency(engine, case, open_criteria, names), is_exact=False)


def _certain_ends(engine: Engine, case: Case, open_criteria: _Open) -> tuple[int, ...]:
    """Return the lowest and highest rank when every open fact pushes one way and both extremes are possible people; else nothing."""
    if what_keeps_the_range_from_being_exact(engine) == ((), ()):
        return open_criteria.known.lowest, open_criteria.known.highest
    extremes = best_and_worst(case, _signed(open_criteria, case))
    if extremes is None or any(meaning(condition, extreme) is not Truth.UNMET for extreme in extremes for condition in engine.impossible):
        return ()
    return tuple(_certain(level_range(engine.rules, engine.statuses(extreme), engine.top)) for extreme in extremes)


def _signed(open_criteria: _Open, case: Case) -> Iterator[Signed]:
    for criterion, rule in open_criteria.criteria:
        yield from open_atoms(criterion.when, case, raises=rule.effect != "limits_to")


def what_keeps_the_range_from_being_exact(engine: Engine) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return why the ends of the fast range need not be exact: facts that push the level both ways, and impossible combinations of facts that matter.

    With neither, all facts can be at their worst together, or at their best, whatever is known; then the ends of the range of Kleene's logic are levels that
    people really have. It is found out once for an engine.
    """
    if "found" not in engine.certificate:
        engine.certificate["found"] = _what_keeps_it(engine)
    return engine.certificate["found"]


def _what_keeps_it(engine: Engine) -> tuple[tuple[str, ...], tuple[str, ...]]:
    nobody = Case()
    open_criteria = _open_criteria(engine, nobody)
    near = _touching([criterion.when for criterion, _ in open_criteria.criteria], engine.impossible)
    ids = tuple(item.id for item in engine.definition.impossible if any(item.when is condition for condition in near))
    return facts_both_ways(_signed(open_criteria, nobody)), ids


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
        return ServiceOutlook(can_be_added=True, can_be_left_out=True, missing=frozenset(_named_by(case, _adding(engine, service))))
    if service not in engine.services:
        engine.services[service] = _Service(tuple(whole.diagrams.asked(whole.level)))
    seen = engine.services[service]
    known = tuple([case.values.get(fact) or case.members.get(fact) for fact in seen.facts])
    outlook = seen.found.get(known)
    if outlook is None:
        outlook = _service_outlook(whole, case)
        if len(seen.found) < MOST_REMEMBERED:
            seen.found[known] = outlook
    return outlook


def _service_outlook(whole: LevelDiagram, case: Case) -> ServiceOutlook:
    diagrams, met = cut(whole.diagrams, whole.level, Known(whole.diagrams, case), NODES)
    ends = diagrams.ends(met)
    missing = frozenset[str]()
    if len(ends) > 1:
        asked, tied = diagrams.asked(met), diagrams.tied(met)
        missing = frozenset(name for name in asked if name not in tied or diagrams.can_change(met, name)) or asked
    return ServiceOutlook(can_be_added=1 in ends, can_be_left_out=0 in ends, missing=missing)


def service_diagram(engine: Engine, service: str) -> LevelDiagram | None:
    """Return whether some criterion adds a service, over everyone, for reading only; None when it is over its budget."""
    return engine.made_once(service, lambda: _any_of(engine, _adding(engine, service)))


def _adding(engine: Engine, service: str) -> list[Condition]:
    return [criterion.when for criterion in engine.definition.criteria if service in criterion.adds]


def _any_of(engine: Engine, conditions: Sequence[Condition]) -> LevelDiagram | None:
    """Return whether any of some conditions is met, over everyone; None when that is over its budget."""
    impossible = _touching(conditions, engine.impossible)
    compiler = _compiler(engine, Case(), [*conditions, *impossible], 1)
    diagrams = compiler.diagrams
    try:
        met = diagrams.without(diagrams.highest(map(compiler.condition, conditions)), diagrams.highest(map(compiler.condition, impossible)))
    except OverBudgetError:
        return None
    return LevelDiagram(compiler, met)


def _touching(conditions: Iterable[Condition], impossible: Sequence[Condition]) -> list[Condition]:
    """Return the impossible combinations that have to do with some conditions, directly or through others."""
    facts = frozenset().union(*map(_given_facts, conditions))
    bases = {id(condition): _given_facts(condition) for condition in impossible}
    touching: list[Condition] = []
    while True:
        near = [condition for condition in impossible if condition not in touching and not facts.isdisjoint(bases[id(condition)])]
        if not near:
            return touching
        touching += near
        facts = facts.union(*(bases[id(condition)] for condition in near))
