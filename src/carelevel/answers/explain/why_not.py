"""Why not another level: which criteria would have to change for it, what each of them lacks, and what holds the level down or up.

The level is `max(R, min(S, L))`, so it is a given one in few ways: nothing requires more; nothing suggests more, or a limit is met; and it is required, or
suggested with no limit below. Or it is raised from a lower one, since all from there on are ruled out. Each way names criteria that have to be met and
criteria that must not be. A route is what of a way is not so yet.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import field, replace
from itertools import groupby, product
from typing import Any, ClassVar, Literal, assert_never

from carelevel.answers.disputed import case_as_read, disputes
from carelevel.answers.explain.budgeted import Budgeted
from carelevel.answers.explain.counterfactual_search import Search, Turn
from carelevel.answers.explain.diagram_walks import is_somewhere_both, possible_now, spelt, whole_undisputed
from carelevel.answers.explain.gaps import Gap, all_of, any_of, lack_of_fact, lack_of_member, lacking
from carelevel.answers.explain.json_values import as_json
from carelevel.answers.explain.quotas import Wish
from carelevel.answers.explain.taking import NoWayError, Taking, failing_parts, kept
from carelevel.answers.joint_reasons import carrier, limiting, limits_alone
from carelevel.answers.results import Joint, StandingContradiction, WhomPart
from carelevel.answers.whom import whom_parts_now
from carelevel.logic.diagram_compiler import Compiler
from carelevel.logic.diagram_restriction import Known, cut
from carelevel.logic.diagram_runs import known_ranks
from carelevel.logic.diagrams import Node
from carelevel.logic.level_diagram import NODES, LevelDiagram, PreparedCriteria
from carelevel.logic.levels import Rule, calls, level_range, lowers, rules_out
from carelevel.logic.meaning import meaning
from carelevel.logic.possible_levels import possible_ranks, refuse_impossible
from carelevel.logic.work import OverBudgetError, half, spend
from carelevel.model.cases import Case, Part
from carelevel.model.criteria import Criterion, Definition
from carelevel.model.facts import SetOf, domain
from carelevel.model.frozen import record
from carelevel.model.operators import Effect
from carelevel.model.problems import CaseError, Problem, did_you_mean, listed, quoted
from carelevel.model.sources import Citation
from carelevel.model.truth import Truth

Status = Literal["met", "unmet", "unknown"]

Lacks = Mapping[str, Gap]
"""What each criterion of a way lacks, by its id."""

A_SET = 8
"""Steps of the work of a question for a set of criteria that could change, beside one for each of them."""

MOST_CHANGED = (3, 8)
"""How many facts are changed together, tried one after the other, where criteria lack more than they say part by part."""


@record
class Hold:
    """A criterion that keeps the level from being another, and would have to change for it.

    Attributes:
        criterion: its id.
        effect: what it says when met.
        level: the level it speaks of.
        because: the reason, as the criteria give it.
        sources: what it cites.
        status: what it is: `met`, `unmet` or `unknown`.
        becomes: what it would have to be: `met` or `unmet`.
        needed: what it lacks for that: facts as recorded, as needed, and the distance between.
    """

    _shown = ("effect", "level", "status", "becomes")

    criterion: str
    effect: Effect
    level: str
    because: str
    sources: tuple[Citation, ...]
    status: Status
    becomes: Literal["met", "unmet"]
    needed: Gap


@record
class Route:
    """Criteria that have to change together to reach the level. Each of them is needed, and some possible person reaches the level by these changes.

    The attributes describe the first criterion, as in `Hold`; `also` names the others.

    Attributes:
        criterion: its id.
        effect: what it says when met.
        level: the level it speaks of.
        because: the reason, as the criteria give it.
        sources: what it cites.
        status: what it is: `met`, `unmet` or `unknown`.
        becomes: what it would have to be: `met`, or `unmet` where nothing new has to be met.
        needed: what it lacks for that.
        also: ids of the others; each of them is among the holds.
    """

    _shown = ("effect", "level", "status", "becomes")

    criterion: str
    effect: Effect
    level: str
    because: str
    sources: tuple[Citation, ...]
    status: Status
    becomes: Literal["met", "unmet"]
    needed: Gap
    also: tuple[str, ...]


@record
class WhyNot(Budgeted):
    """Why the level is not another one.

    Attributes:
        level: the id of that level.
        title: its title.
        possible: the levels that are possible; none when the criteria are not for this person.
        applies: whether the criteria are for this person.
        is_level: whether it is the level, settled.
        is_possible: whether it is among the possible levels.
        routes: the ways to it: first those that change the fewest criteria, then those that need the fewest facts.
        held_down_by: limits met that would have to go, on some route.
        held_up_by: requirements and suggestions met that would have to go, on some route.
        held_up_jointly: criteria of which at least one is met and carries the lowest possible level, above this one, when no single criterion does.
        held_down_jointly: limits of which at least one is met and keeps the level below this one, when no single met limit does.
        limited_by: limits not met that would have to be met, on a route where something else leads above the level.
        still_open: ids of unknown criteria that would take the level off again if they turned out to be met.
        exact: False when the search ran out of its budget: there may be routes then that no possible person takes, or `possible` may be too wide.
        case: what is known.
        definition: the criteria.
        ruled_out_by: criteria met that rule the level out and would have to go, on some route.
        other_sections: ids of the sections that are known not to apply; no route leads through their criteria.
        raised_by: criteria not met that would have to rule out lower levels, with something else, on some route.
        needed: what would have to change when no known criterion has to, and still no possible person like this has the level: because of several criteria
            together, of what is declared impossible, or of `applies_when`; else None.
        contradictions: the contradictions in what is recorded; the facts that they dispute count as unknown.
        whom: the parts of `applies_when`, if it has parts, each with its status.
    """

    _shown = ("level", "is_level", "is_possible", "routes", "exact")

    level: str
    title: str
    possible: tuple[str, ...]
    applies: Status
    is_level: bool
    is_possible: bool
    routes: tuple[Route, ...]
    held_down_by: tuple[Hold, ...]
    held_up_by: tuple[Hold, ...]
    held_up_jointly: Joint | None
    held_down_jointly: Joint | None
    limited_by: tuple[Hold, ...]
    still_open: tuple[str, ...]
    exact: bool
    case: Case = field(repr=False)
    definition: Definition = field(repr=False)
    needed: Gap | None = None
    contradictions: tuple[StandingContradiction, ...] = ()
    ruled_out_by: tuple[Hold, ...] = ()
    raised_by: tuple[Hold, ...] = ()
    whom: tuple[WhomPart, ...] = ()
    other_sections: tuple[str, ...] = ()

    not_found: ClassVar[str] = "which ways possible people can take to the level"

    def to_dict(self) -> dict[str, Any]:
        """Return the explanation as a dictionary of JSON values; some members, `needed` for one, are in it only where there is such a thing."""
        return {name: value for name, value in as_json(self).items() if value or name not in _WHERE_THERE_IS}


_WHERE_THERE_IS = ("needed", "ruled_out_by", "raised_by", "whom", "other_sections")


def why_not(engine: PreparedCriteria, recorded: Case, level: str) -> WhyNot:
    """Return why the level of a person is not another one.

    Args:
        engine: the criteria.
        recorded: what is known.
        level: the id of the other level.

    Raises:
        CaseError: no possible person is like this, or there is no such level.
    """
    definition = engine.definition
    rank = _rank(definition, level)
    case = case_as_read(engine, recorded)
    refuse_impossible(definition, case)
    ranks, applies, is_exact = possible_now(engine, case)
    changing = _Changing(engine, case, rank)
    sets, are_all = _minimal(changing.ways()) if ranks not in {(), (rank,)} else ([], True)
    ways = _ways(engine, case, changing) if sets else None
    taken = [] if not sets else None if ways is None else ways.taken(sets)
    lacks_of_way = {each: None if ways is None or taken is None else ways.lacks(each) for each in (sets if taken is None else taken) if each}
    is_ruled_out = rank not in ranks and taken is not None and frozenset() in taken
    needed = ways.changes(frozenset()) if ways is not None and is_ruled_out else None
    routes = [changing.route(each, lacks or changing.lacks(each)) for each, lacks in lacks_of_way.items()]
    routes.sort(key=lambda route: (len(route.also), route.needed.fewest, changing.place(route.criterion)))
    holds = [changing.hold(name, needed) for name, needed in _holds(routes, lacks_of_way, changing).items()]
    still_open, were_all = changing.still_open(sets if taken is None else taken)
    return WhyNot(
        level=level,
        title=definition.levels[rank].title,
        possible=spelt(engine, ranks),
        applies=applies,
        is_level=ranks == (rank,) and applies == "met",
        is_possible=rank in ranks,
        routes=tuple(routes),
        held_down_by=tuple(hold for hold in holds if hold.becomes == "unmet" and lowers(hold.effect)),
        held_up_by=tuple(hold for hold in holds if hold.becomes == "unmet" and calls(hold.effect)),
        held_up_jointly=_jointly(engine, case, ranks[0]) if ranks and ranks[0] > rank else None,
        held_down_jointly=_limited_jointly(engine, case, rank) if ranks and ranks[-1] < rank else None,
        limited_by=tuple(hold for hold in holds if hold.becomes == "met" and not rules_out(hold.effect)),
        still_open=still_open,
        exact=is_exact and are_all and were_all and taken is not None and None not in lacks_of_way.values() and (needed is not None) is is_ruled_out,
        case=case,
        definition=definition,
        needed=needed,
        contradictions=disputes(definition, recorded),
        ruled_out_by=tuple(hold for hold in holds if hold.becomes == "unmet" and rules_out(hold.effect)),
        raised_by=tuple(hold for hold in holds if hold.becomes == "met" and rules_out(hold.effect)),
        whom=whom_parts_now(engine, case, applies),
        other_sections=tuple(each.id for each in definition.sections if meaning(each.when, case) is Truth.UNMET),
    )


def _jointly(engine: PreparedCriteria, case: Case, lowest: int) -> Joint | None:
    calling = (each for each, rule in zip(engine.criteria, engine.rules, strict=True) if calls(rule.effect) and rule.rank >= lowest)
    return None if any(meaning(each.when, case) is Truth.MET for each in calling) else carrier(engine, case, lowest)


def _limited_jointly(engine: PreparedCriteria, case: Case, rank: int) -> Joint | None:
    """Return the limits that hold off a level together, of which something could be suggested otherwise."""
    pairs = [(rule, meaning(each.when, case)) for each, rule in zip(engine.criteria, engine.rules, strict=True)]
    could_limit = [rule.rank for rule, truth in pairs if lowers(rule.effect) and truth is not Truth.UNMET and rule.rank < rank]
    if not could_limit or not any(rule.effect == "suggests" and rule.rank >= rank for rule, _ in pairs):
        return None
    met = min((rule.rank for rule, truth in pairs if lowers(rule.effect) and truth is Truth.MET), default=engine.top)
    if min(could_limit) >= met:
        return None
    tightest = possible_ranks(limits_alone(engine), case)[-1]
    return limiting(engine, case, tightest) if tightest < min(met, rank) else None


def _rank(definition: Definition, level: str) -> int:
    levels = [known.id for known in definition.levels]
    if level not in levels:
        message = f"no level is called {quoted(level)}; allowed are {listed(levels)}"
        raise CaseError([Problem("unknown-level", message, hint=did_you_mean(level, levels))])
    return levels.index(level)


def _criteria_that_hold(route: Route) -> tuple[str, ...]:
    """Return the criteria of a route that are holds: all but one that is to be met and leads it."""
    return route.also if route.becomes == "met" else (route.criterion, *route.also)


class _Changing:
    """What would have to change for the level to have a rank, from what each criterion is now."""

    def __init__(self, engine: PreparedCriteria, case: Case, rank: int) -> None:
        self._case = case
        self.rank = rank
        self._top = engine.top
        # What belongs to a section that does not apply is no way to a level: another phase of care is not this one.
        others = {each.id for each in engine.definition.sections if meaning(each.when, case) is Truth.UNMET}
        self._pairs = tuple((each, rule) for each, rule in zip(engine.criteria, engine.rules, strict=True) if each.section not in others)
        self._status = {criterion.id: status for criterion, status in zip(engine.criteria, engine.statuses(case), strict=True)}
        self._criteria = {criterion.id: criterion for criterion in engine.criteria}
        self._places = {criterion.id: place for place, criterion in enumerate(engine.criteria)}
        self._lacks: dict[str, Gap] = {}

    def _is(self, criterion: Criterion, truth: Truth) -> bool:
        return self._status[criterion.id] is truth

    def _ids(self, effect: Effect, ranks: Iterable[int], *, met: bool) -> frozenset[str]:
        """Return the criteria with an effect on certain ranks, those that are met or those that are not, or not yet."""
        wanted = frozenset(ranks)
        return frozenset(c.id for c, rule in self._pairs if rule.effect == effect and rule.rank in wanted and self._is(c, Truth.MET) is met)

    def ways(self) -> Iterator[frozenset[str]]:
        """Yield sets of criteria such that the level has the rank once all of them change; what is unknown is taken to be unmet unless it has to be met.

        The level is the one that is suggested and required within the limits, or it is raised to its rank from a lower one.
        """
        ruling = self._ruling(self.rank, met=True)
        for lower in range(self.rank, -1, -1):
            raising = [self._raising(out) for out in range(lower, self.rank)]
            if not all(raising):
                break
            for way in self._ways_to(lower):
                yield from (way | ruling.union(*chosen) for chosen in product(*raising))

    def _ruling(self, rank: int, *, met: bool) -> frozenset[str]:
        """Return the criteria that rule out a rank, those that are met or those that are not, or not yet."""
        return frozenset(c.id for c, rule in self._pairs if rank in rule.ruled_out and self._is(c, Truth.MET) is met)

    def _raising(self, rank: int) -> list[frozenset[str]]:
        """Return what can change for a lower rank to be ruled out, but not the level: nothing where that is so, else any one of the criteria that do so."""
        if self._ruling(rank, met=True) - self._ruling(self.rank, met=True):
            return [frozenset()]
        return [frozenset({name}) for name in sorted(self._ruling(rank, met=False) - self._ruling(self.rank, met=False))]

    def _ways_to(self, rank: int) -> Iterator[frozenset[str]]:
        """Yield sets of criteria such that the level would have a rank once all of them change, if nothing was ruled out."""
        above, below = range(rank + 1, self._top + 1), range(rank)
        required, suggested = (self._ids(effect, above, met=True) for effect in ("requires", "suggests"))
        limiting = self._ids("limits_to", below, met=True)
        for calling, rule in self._carriers(rank):
            carried = required | (limiting if rule.effect == "suggests" else frozenset()) | calling
            if rule.effect != "suggests" or rule.rank == rank:
                yield carried | suggested
            caps = (rank,) if rule.effect == "suggests" else (*below, rank)
            if self._ids("limits_to", caps, met=True):
                yield carried
            yield from (carried | {cap} for cap in self._ids("limits_to", caps, met=False))

    def _carriers(self, rank: int) -> Iterator[tuple[frozenset[str], Rule]]:
        """Yield what has to be met for the level to be at least a rank; for the lowest level nothing, as if it were required."""
        if rank == 0:
            yield frozenset(), Rule("requires", 0)
        for criterion, rule in self._pairs:
            match rule.effect:
                case "requires":
                    carries = rule.rank == rank
                case "suggests":
                    carries = rule.rank >= rank
                case "limits_to" | "rules_out":
                    carries = False
                case _:
                    assert_never(rule.effect)
            if carries:
                yield frozenset({criterion.id} if not self._is(criterion, Truth.MET) else ()), rule

    def still_open(self, sets: Sequence[frozenset[str]]) -> tuple[tuple[str, ...], bool]:
        """Return the unknown criteria that, met as well, would take the level off the rank again on some route; and whether there was work left to look at all.

        Those that were not looked at count as such criteria.
        """
        unknown = [c.id for c, rule in self._pairs if self._is(c, Truth.UNKNOWN) and self._could_take_off(rule)]
        found: list[str] = []
        for place, name in enumerate(unknown):
            try:
                if any(name not in each and self._level_after(each | {name}) != self.rank for each in sets):
                    found.append(name)
            except OverBudgetError:
                return (*found, *unknown[place:]), False
        return tuple(found), True

    def _could_take_off(self, rule: Rule) -> bool:
        """Return whether a criterion with a rule could take the level off the rank."""
        if rules_out(rule.effect):
            return self.rank in rule.ruled_out
        return rule.rank < self.rank if lowers(rule.effect) else rule.rank > self.rank

    def _level_after(self, names: frozenset[str]) -> int:
        """Return the level once some criteria have changed, what is unknown taken to be unmet otherwise.

        Raises:
            OverBudgetError: there is no work left for it.
        """
        spend(len(self._pairs))
        statuses = [Truth.MET if self._is(c, Truth.MET) is not (c.id in names) else Truth.UNMET for c, _ in self._pairs]
        return level_range([rule for _, rule in self._pairs], statuses, self._top).lowest

    def in_order(self, names: Iterable[str]) -> list[str]:
        """Return criteria in the order of the file."""
        return sorted(names, key=self._places.__getitem__)

    def place(self, name: str) -> int:
        """Return the place of a criterion in the file."""
        return self._places[name]

    def becomes(self, name: str) -> Literal["met", "unmet"]:
        """Return what a criterion changes to."""
        return "unmet" if self._status[name] is Truth.MET else "met"

    def wish(self, name: str) -> Wish:
        """Return what a criterion that changes has to be."""
        return self._criteria[name].when, self.becomes(name) == "met"

    def lacks(self, names: frozenset[str]) -> Lacks:
        """Return what each of some criteria lacks, by itself."""
        # One criterion is on many ways.
        self._lacks |= {name: _lack(self.wish(name), self._case, None) for name in names if name not in self._lacks}
        return {name: self._lacks[name] for name in names}

    def hold(self, name: str, needed: Gap) -> Hold:
        """Return a criterion that would have to change."""
        criterion = self._criteria[name]
        assert criterion.level is not None
        return Hold(name, criterion.effect, criterion.level, criterion.because, criterion.sources, self._status[name].value, self.becomes(name), needed)

    def route(self, names: frozenset[str], lacks: Lacks) -> Route:
        """Return a route: what is to be met comes first, and of that what calls for a level before what limits."""
        first, *others = sorted(names, key=lambda name: (self.becomes(name) != "met", not calls(self._criteria[name].effect), self._places[name]))
        hold = self.hold(first, lacks[first])
        return Route(hold.criterion, hold.effect, hold.level, hold.because, hold.sources, hold.status, hold.becomes, hold.needed, tuple(others))


def _minimal(sets: Iterable[frozenset[str]]) -> tuple[list[frozenset[str]], bool]:
    """Return the sets that hold no other one, in a fixed order, and whether all sets were looked at within half of the work that is left."""
    found: set[frozenset[str]] = set()
    are_all = True
    try:
        with half():
            for each in sets:
                spend(A_SET + len(each))
                found.add(each)
    except OverBudgetError:
        are_all = False
    kept: list[frozenset[str]] = []
    for _, alike in groupby(sorted(found, key=lambda names: (len(names), sorted(names))), key=len):
        # Sets of one size hold none of each other.
        smaller = tuple(kept)
        kept += (each for each in alike if not any(map(each.issuperset, smaller)))
    return kept, are_all


@record
class _Ways:
    """The ways to a level that possible people take.

    Attributes:
        definition: the criteria.
        case: what is known.
        changing: what would have to change.
        compiler: makes diagrams over everyone.
        there: those who have the level, as a diagram.
    """

    definition: Definition
    case: Case
    changing: _Changing
    compiler: Compiler
    there: Node

    def taken(self, sets: Iterable[frozenset[str]]) -> list[frozenset[str]] | None:
        """Return the sets of criteria that differ for some possible person with the level; None when that is over the budget."""
        make = self.compiler.diagrams
        try:
            return [names for names in sets if is_somewhere_both(make, self.there, make.lowest(self._changed(names)))]
        except OverBudgetError:
            return None

    def lacks(self, names: frozenset[str]) -> Lacks | None:
        """Return what each criterion of a way lacks, such that each part of it leads a possible person to the level; None when that is over the budget."""
        case = self.case
        wishes = {name: self.changing.wish(name) for name in sorted(names)}
        parts = {name: frozenset(failing_parts(*wish, case)) for name, wish in wishes.items()}
        try:
            keeping = self._as_recorded_but(frozenset().union(*parts.values())).with_all(
                [*wishes.values(), *(part for wish in wishes.values() for part in kept(*wish, case))]
            )
            return {
                name: _lack(
                    wish, case, replace(keeping, outside=frozenset().union(*(parts[other] for other in names - {name})), is_beside_others=len(names) > 1)
                )
                for name, wish in wishes.items()
            }
        except NoWayError:
            changes = self.changes(names)
            # Without a change a person as recorded is there already, by what is unknown: which answers do that is not found, so the result is not exact.
            return None if changes is None or not (changes.fact or changes.parts) else dict.fromkeys(names, changes)
        except OverBudgetError:
            return None

    def _as_recorded_but(self, free: frozenset[Part]) -> Taking:
        """Return those who have the level and are as it is recorded, but for some facts: in a store of their own, which is smaller by far."""
        others = self.case.only([part for part in self.case.parts() if part not in free])
        before = self.compiler.diagrams
        compiler = Compiler(self.compiler.facts, others, before.top, NODES)
        there = compiler.taken_over(*cut(before, self.there, Known(before, others), NODES))
        return Taking(compiler, known_ranks(compiler.diagrams, self.case), there, frozenset())

    def _changed(self, names: Iterable[str]) -> Iterator[Node]:
        for condition, wanted in map(self.changing.wish, sorted(names)):
            met = self.compiler.condition(condition)
            yield met if wanted else self.compiler.diagrams.negated(met)

    def changes(self, names: frozenset[str]) -> Gap | None:
        """Return the smallest changes of facts that lead a possible person to the level on a way; None when they are over the budget."""
        varied = frozenset(fact.id for fact in self.definition.facts)
        try:
            whole = LevelDiagram(self.compiler, self.compiler.diagrams.lowest((self.there, *self._changed(names))))
            for most in MOST_CHANGED:
                found = Search(whole, self.case, self.definition.facts, varied, most).ways()
                ways = sorted(found.get(self.compiler.diagrams.top, {}).values(), key=lambda way: (len(way[1]), way))
                if ways:
                    return any_of(all_of(lack for turn in turns for lack in self._lacks_of(turn)) for _, turns in ways)
        except OverBudgetError:
            return None
        return None

    def _lacks_of(self, turn: Turn) -> Iterator[Gap]:
        place, _, turned = turn
        fact = self.definition.facts[place]
        if isinstance(fact, SetOf):
            for member in (fact.values[each] for each in turned):
                yield lack_of_member(fact, member, "unmet", wanted=not self.case.includes(fact.id, member))
        else:
            yield lack_of_fact(fact, frozenset((domain(fact)[turned[0]],)), self.case)


def _ways(engine: PreparedCriteria, case: Case, changing: _Changing) -> _Ways | None:
    """Return the ways of possible people; None when they are over the budget."""
    whole = whole_undisputed(engine)
    if whole is None:
        return None
    compiler = Compiler(whole.compiler.facts, Case(), max(engine.top, 1), NODES)
    make = compiler.diagrams
    try:
        there = make.chosen(compiler.taken_over(whole.diagrams, whole.level), frozenset({changing.rank}))
    except OverBudgetError:
        return None
    return _Ways(engine.definition, case, changing, compiler, there)


def _lack(wish: Wish, case: Case, taking: Taking | None) -> Gap:
    condition, wanted = wish
    lack = lacking(condition, case, wanted=wanted, taking=taking)
    assert lack is not None
    return lack


def _holds(routes: Iterable[Route], lacks_of_way: Mapping[frozenset[str], Lacks | None], changing: _Changing) -> dict[str, Gap]:
    """Return the criteria that are holds with what each of them lacks, as on the first route that it is on."""
    found: dict[str, Gap] = {}
    for route in routes:
        names = frozenset((route.criterion, *route.also))
        lacks = lacks_of_way[names] or changing.lacks(names)
        for name in _criteria_that_hold(route):
            found.setdefault(name, lacks[name])
    return {name: found[name] for name in changing.in_order(found)}
