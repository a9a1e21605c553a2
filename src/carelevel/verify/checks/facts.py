"""Facts that do not do what they are there for: without effect, against their declared direction, or at their worst without a word from any criterion."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from itertools import combinations, pairwise

from carelevel.logic.breakpoints import cuts, merged, runs
from carelevel.logic.decision_formulas import Decisions, as_if, has_value, without_members
from carelevel.logic.levels import lowers
from carelevel.logic.monotonicity import open_atoms
from carelevel.model.cases import Case
from carelevel.model.conditions import Among, Atom, Condition, Includes, NoneOf, atoms
from carelevel.model.criteria import Criterion
from carelevel.model.facts import Choice, Fact, Scale, Score, SetOf, Value, Worst, YesNo, base_facts, domain, value_text, worse_end
from carelevel.model.problems import Problem, listed, quoted
from carelevel.verify.checks.findings import Proving, Subject, proved
from carelevel.verify.proofs.case_space import given_below
from carelevel.verify.proofs.equivalence import require_the_same
from carelevel.verify.proofs.probes import Trials

WHAT = "the level, requirement, services or barriers"
"""All of an answer that the proofs about facts look at. Its reasons may change with a fact, and so may notices."""


def facts_that_fail(proving: Proving) -> Iterator[Problem]:
    """Yield the findings for each fact that some criterion names; a fact that never matters gets no other finding."""
    trials = Trials(proving.decisions.definition, proving.everyone)
    for fact in proving.definition.facts:
        naming = [criterion.id for criterion in proving.definition.criteria if any(fact.id in base_facts(atom.fact) for atom in atoms(criterion.when))]
        # Where only faulty criteria name a fact, what follows from the fault is not reported again.
        if naming and not proving.found.issuperset(naming):
            yield from _fact(proving, fact, naming, trials)


def _fact(proving: Proving, fact: Fact, naming: Sequence[str], trials: Trials) -> Iterator[Problem]:
    subject = _subject(fact)
    certain = frozenset() if isinstance(fact, SetOf) else _certain_cuts(proving, fact, trials)
    if not (trials.members_matter(fact) if isinstance(fact, SetOf) else certain):
        matters = list(proved(f"whether {quoted(fact.id)} matters for anybody", subject, _never_matters(proving, fact, naming)))
        yield from matters
        if any(problem.code == "fact-never-matters" for problem in matters):
            return
    if isinstance(fact, Scale | Score):
        yield from proved(f"whether each threshold of {quoted(fact.id)} matters for anybody", subject, _thresholds(proving, fact, certain))
    if _has_direction(fact):
        yield from proved(f"whether worse {quoted(fact.id)} ever lowers the level", subject, _wrong_direction(proving, fact))
        yield from proved(f"whether some criterion speaks when {quoted(fact.id)} is at its worst", subject, _nothing_met(proving, fact))


def _certain_cuts(proving: Proving, fact: Scale | Choice | Score | YesNo, trials: Trials) -> frozenset[int]:
    """Return thresholds of a fact that are seen to matter when its values are tried on a few people."""
    found = cuts(fact, _conditions(proving))
    values = [domain(fact)[rank] for rank in (0, *found)]
    return frozenset(found[place - 1] for place in trials.turns(fact, values))


def _subject(fact: Fact) -> Subject:
    return Subject("facts", fact.id, fact.about.place)


def _never_matters(proving: Proving, fact: Fact, naming: Sequence[str]) -> Iterator[Problem]:
    """Find a fact that could have one and the same value for every person without changing any answer, apart from its reasons."""
    if proving.everyone.certainly_depends(fact.id, (*proving.decisions.answers().values(), *proving.decisions.requirements())):
        return
    definition = proving.decisions.definition
    readings = [without_members(fact)] if isinstance(fact, SetOf) else [as_if(fact, value) for value in runs(fact, cuts(fact, _conditions(proving)))]
    for reading in readings:
        if require_the_same(proving.everyone, proving.decisions, Decisions(reading.definition(definition))):
            message = f"{quoted(fact.id)} never matters: it changes {WHAT} of no {proving.person}, though {listed(naming)} {_look(naming)} at it{proving.aside}"
            hint = "take it out of the conditions, or say under `accept` why it stays"
            yield _subject(fact).finding("fact-never-matters", message, hint=hint, witness=_anybody(proving))
            return


def _look(naming: Sequence[str]) -> str:
    return "looks" if len(naming) == 1 else "look"


def _anybody(proving: Proving) -> object:
    someone = proving.everyone.someone()
    return None if someone is None else proving.shown(someone)


def _conditions(proving: Proving) -> list[Condition]:
    """Return the conditions of the criteria of which nothing was found."""
    return [criterion.when for criterion in _sound(proving)]


def _thresholds(proving: Proving, fact: Scale | Score, certain: frozenset[int]) -> Iterator[Problem]:
    """Find thresholds that change no answer: every person on one side, up to the next threshold, would get the same answer on the other side.

    A threshold that `applies_when` has too is never found: on one side of it the criteria are for a person, and on the other they may not be.
    """
    found = cuts(fact, _conditions(proving), direct=True)
    if len(found) < 2:
        return  # with one threshold, it is the fact that matters or does not
    is_summed = found != cuts(fact, _conditions(proving))
    values = list(domain(fact))
    ends = [0, *found, len(values)]
    of_whom = frozenset(cuts(fact, [proving.definition.applies_when]))
    for before, cut, after in zip(ends, ends[1:], ends[2:], strict=False):
        # Where sums depend on the fact too, they may have caused the change that the probes saw.
        if cut in of_whom or (cut in certain and not is_summed):
            continue
        if _can_go(proving, fact, values[before:cut], values[cut]) or _can_go(proving, fact, values[cut:after], values[cut - 1]):
            below, above = (quoted(value_text(fact, values[rank])) for rank in (cut - 1, cut))
            threshold = f"the threshold between {below} and {above} of {quoted(fact.id)}"
            message = f"{threshold}, which a criterion has, changes {WHAT} of no {proving.person}{proving.aside}"
            witness = proving.everyone.someone(has_value(fact, values[cut])) or proving.everyone.someone(has_value(fact, values[cut - 1]))
            shown = None if witness is None else proving.shown(witness)
            yield _subject(fact).finding("threshold-never-matters", message, witness=shown)


def _can_go(proving: Proving, fact: Scale | Score, run: Sequence[Value], as_value: Value) -> bool:
    """Return whether every person with some values would get the same answer if these counted as another value."""
    changed = Decisions(merged(fact, run, as_value).definition(proving.decisions.definition))
    return require_the_same(proving.everyone, proving.decisions, changed, Among(fact, frozenset(run)))


def _wrong_direction(proving: Proving, fact: Fact) -> Iterator[Problem]:
    """Find two people who differ in one fact alone, where the worse value goes with the lower level, or the lower requirement."""
    assert not isinstance(fact, SetOf)
    if _only_raises(proving, fact):
        return
    decisions = proving.decisions
    neighbours = proving.everyone.leaves_open(fact.id)
    is_rising = _is_rising(fact)
    for rank in range(decisions.top, 0, -1):
        level = quoted(proving.definition.levels[rank].id)
        for what, claim in (("what is required", decisions.required(rank)), ("the level", decisions.at_least(rank))):
            # One look at all values together, before pair after pair of a score with thousands of them.
            if neighbours and not proving.everyone.can_fall(fact, claim, rising=is_rising):
                continue
            values = _runs_from_better_to_worse(proving, fact, claim)
            for better, worse in _pairs(len(values), neighbours=neighbours):
                people = proving.everyone.two(fact, (values[better], [claim]), (values[worse], [decisions.negated(claim)]))
                if people is not None:
                    better_text, worse_text = (quoted(value_text(fact, values[place])) for place in (better, worse))
                    change = f"from {quoted(fact.id)} {better_text} to the worse {worse_text}"
                    message = f"{change} alone, {what} of some person falls below {level}{proving.aside}"
                    hint = "the file declares which way is worse; find the condition that asks the other way round, or accept it with its reason"
                    yield _subject(fact).finding("wrong-direction", message, severity="error", hint=hint, witness=proving.shown(*people))
                    return


def _is_rising(fact: Scale | Choice | Score | YesNo) -> bool:
    """Return whether the values of a fact are worse the later they come."""
    return _from_better_to_worse(fact)[0] == domain(fact)[0]


def _pairs(size: int, *, neighbours: bool) -> Sequence[tuple[int, int]]:
    """Return the pairs of values to look at: neighbours are enough where every value is possible for everybody."""
    return list(pairwise(range(size))) if neighbours else sorted(combinations(range(size), 2), key=lambda pair: pair[1] - pair[0])


def _runs_from_better_to_worse(proving: Proving, fact: Scale | Choice | Score | YesNo, claim: Condition) -> list[Value]:
    """Return one value of each run of values that are equivalent for a claim, and for who is possible; the best first."""
    starts = proving.everyone.steps(fact, [claim])
    chosen = [domain(fact)[rank] for rank in sorted({0, *starts})]
    return [value for value in _from_better_to_worse(fact) if value in chosen]


def _only_raises(proving: Proving, fact: Fact) -> bool:
    """Return whether every condition that names a fact lets worse values raise the level only: then nothing can go the wrong way."""
    for criterion in proving.decisions.definition.criteria:
        if criterion.level is None:
            continue
        for atom, raises in open_atoms(criterion.when, Case(), raises=not lowers(criterion.effect)):
            is_turned = isinstance(atom.fact, Worst) and worse_end(atom.fact) != worse_end(fact)
            if fact.id in base_facts(atom.fact) and (is_turned or not _raises_when_worse(atom, raises=raises)):
                return False
    return True


def _raises_when_worse(atom: Atom, *, raises: bool) -> bool:
    if isinstance(atom, Includes) or worse_end(atom.fact) is None:
        return False
    every = list(domain(atom.fact))
    rises = not isinstance(atom.fact, YesNo)  # of a yes-or-no fact yes comes first, and counts as high
    best_first = every if (worse_end(atom.fact) == "high") == rises else every[::-1]
    raising = [value for value in best_first if (value in atom.values) is raises]
    return not raising or raising == best_first[-len(raising) :]


def nothing_met_at_the_worst(proving: Proving) -> Iterator[Problem]:
    """Yield a finding if somebody meets no criterion though every fact with a `worse`, of those that a sound criterion names, is at its worst."""
    facts = _directed(proving)
    if facts:
        subject = _subject(facts[0])
        yield from proved("whether some criterion is met when everything is at its worst", subject, _nothing_met_by(proving, facts, subject))


def _directed(proving: Proving) -> list[Fact]:
    """Return the facts with a `worse` that a criterion without a finding names."""
    named = {name for each in _sound(proving) for name in given_below(each.when)}
    return [fact for fact in proving.definition.facts if fact.id in named and _has_direction(fact)]


def _nothing_met_by(proving: Proving, facts: Sequence[Fact], subject: Subject) -> Iterator[Problem]:
    someone = proving.everyone.someone(*(_is_at_its_worst(fact) for fact in facts), _meets_nothing(proving, {fact.id for fact in facts}))
    if someone is not None:
        one = f"{quoted(facts[0].id)} can be at its worst, {quoted(value_text(facts[0], _worst(facts[0])))}"
        what = one if len(facts) == 1 else f"every fact with a `worse` can be at its worst ({listed([fact.id for fact in facts])})"
        found = subject.finding("nothing-met", f"{what}, and {_no_criterion(proving)}", hint=_SPEAK, witness=proving.shown(someone))
        # Several facts are no part that an acceptance could name.
        yield found if len(facts) == 1 else replace(found, path=("facts",))


_SPEAK = "add a criterion that speaks of it, or say under `accept` why none does"


def _nothing_met(proving: Proving, fact: Fact) -> Iterator[Problem]:
    """Find a person with a fact at its worst who meets no criterion, where another value of it alone is enough for one."""
    assert not isinstance(fact, SetOf)
    someone = proving.everyone.someone(_is_at_its_worst(fact), _meets_nothing(proving, {fact.id}))
    # Where it is the only one with a `worse`, it is said of everything at its worst.
    enough = _enough_alone(proving, fact) if someone is not None and len(_directed(proving)) > 1 else None
    if someone is not None and enough is not None:
        criterion, value = enough
        alone = f"at {quoted(value_text(fact, value))} it alone is enough for {quoted(criterion.id)}"
        message = f"{quoted(fact.id)} can be at its worst, {quoted(value_text(fact, _worst(fact)))}, and {_no_criterion(proving)}, though {alone}"
        yield _subject(fact).finding("nothing-met", message, hint=_SPEAK, witness=proving.shown(someone))


def _enough_alone(proving: Proving, fact: Scale | Choice | Score | YesNo) -> tuple[Criterion, Value] | None:
    """Return a criterion that everybody with a certain value of a fact meets, whatever else is true of them, and the worst such value."""
    everyone = proving.everyone
    is_free, is_rising = everyone.leaves_open(fact.id), _is_rising(fact)
    for criterion in _sound(proving):
        if fact.id in given_below(criterion.when):
            unmet = proving.decisions.negated(criterion.when)
            values = _runs_from_better_to_worse(proving, fact, criterion.when)
            if is_free and not everyone.can_fall(fact, criterion.when, rising=is_rising):
                # Whoever meets it meets it with every worse value, too: if the worst one is not enough, none is. A score may have thousands of them.
                values = values[-1:]
            for value in reversed(values):
                here = has_value(fact, value)
                if everyone.has(here) and not everyone.has(here, unmet):
                    return criterion, value
    return None


def _sound(proving: Proving) -> list[Criterion]:
    """Return the criteria of which nothing was found."""
    return [criterion for criterion in _speaking(proving) if criterion.id not in proving.found]


def _speaking(proving: Proving) -> list[Criterion]:
    """Return the criteria that speak of some fact; an `otherwise` is met where nothing else is, and speaks of none."""
    quiet = {section.otherwise for section in proving.definition.sections}
    return [each for each in proving.definition.criteria if each.id not in quiet]


def _no_criterion(proving: Proving) -> str:
    aside = ", `otherwise` aside" if any(section.otherwise for section in proving.definition.sections) else ""
    return f"no criterion is met{aside}"


def _meets_nothing(proving: Proving, names: Collection[str]) -> Condition:
    """Return "no criterion is met"; those that name some facts come first: where one of them speaks, that is soon proved."""
    criteria = sorted(_speaking(proving), key=lambda each: not any(name in given_below(each.when) for name in names))
    return NoneOf(tuple(criterion.when for criterion in criteria))


def _is_at_its_worst(fact: Fact) -> Condition:
    assert not isinstance(fact, SetOf)
    return has_value(fact, _worst(fact))


def _worst(fact: Fact) -> Value:
    return _from_better_to_worse(fact)[-1]


def _has_direction(fact: Fact) -> bool:
    """Return whether one end of a fact is declared to be the worse one."""
    return not isinstance(fact, SetOf) and worse_end(fact) is not None


def _from_better_to_worse(fact: Fact) -> Sequence[Value]:
    """Return the values of a fact with a declared direction, the best first."""
    assert not isinstance(fact, SetOf)
    values = list(domain(fact))
    # A yes-or-no fact lists yes first, and yes counts as high.
    rises = not isinstance(fact, YesNo)
    return values if (worse_end(fact) == "high") == rises else values[::-1]
