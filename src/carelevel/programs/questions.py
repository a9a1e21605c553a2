"""The questions that every program has to answer, each a condition on what is known of it."""

from collections.abc import Iterator, Mapping
from typing import Literal

from carelevel.answers.results import Recommendation
from carelevel.logic.english import sentence
from carelevel.logic.levels import by_effect, rules_of
from carelevel.model.cases import Case
from carelevel.model.conditions import AllOf, Among, Condition, Includes
from carelevel.model.criteria import Criterion, Definition
from carelevel.model.facts import YES, Fact, Scale, Score, SetOf, YesNo
from carelevel.model.frozen import record
from carelevel.model.programs import Needs, Programs
from carelevel.model.truth import Truth, agreed, any_of, negate

IF_NEEDED = ", if that turns out to be needed"

Topic = Literal["level", "hours", "condition", "service", "takes", "excludes", "week", "need"]


@record
class ProgramQuestion:
    """Something that a program is asked.

    Attributes:
        id: its name in results.
        topic: what it is about.
        words: what is needed, in words.
        required: whether a program has to meet it to fit: met, unmet for a preference, or unknown while facts about the person are not known.
        condition: what is needed, as a condition on the facts of programs; None where it is about the person.
        needed: whether the person needs it at all: met, or unknown while facts about the person are not known.
    """

    _shown = ("topic", "is_required")

    id: str
    topic: Topic
    words: str
    required: Truth = Truth.MET
    condition: Condition | None = None
    needed: Truth = Truth.MET

    @property
    def is_required(self) -> bool:
        """Whether a program may have to meet it to fit; otherwise it is a preference."""
        return self.required is not Truth.UNMET


def questions(recommendation: Recommendation, programs: Programs, needs: Needs) -> tuple[ProgramQuestion, ...]:
    """Return the questions: level, hours, conditions, services, whom the program takes, and the person's needs."""
    facts = programs.facts
    demanded = level_is_required(recommendation)
    return (
        ProgramQuestion("level", "level", _level_words(recommendation, facts)),
        *_hours(recommendation, facts),
        *_conditions(recommendation.undisputed_case, programs, negate(demanded)),
        *_services(recommendation, facts),
        ProgramQuestion("takes", "takes", "it takes people like this person"),
        ProgramQuestion("excludes", "excludes", "none of its exclusions applies to this person"),
        *([_asked("week", "week", Among(_yes_no(facts), frozenset((YES,))), _week_required(recommendation, demanded))] if needs.taken else []),
        *(_asked(f"requirement-{i}", "need", condition) for i, condition in enumerate(needs.requires, 1)),
        *(_asked(f"preference-{i}", "need", condition, Truth.UNMET) for i, condition in enumerate(needs.prefers, 1)),
    )


def _asked(name: str, topic: Topic, condition: Condition, required: Truth = Truth.MET) -> ProgramQuestion:
    return ProgramQuestion(name, topic, sentence(condition), required, condition)


def level_is_required(recommendation: Recommendation) -> Truth:
    """Return whether a criterion requires more than the least intensive level. Then only the level, whom a place takes, and needs can rule places out."""
    status = dict.fromkeys(recommendation.met, Truth.MET) | dict.fromkeys(recommendation.unknown, Truth.UNKNOWN)
    return any_of(status.get(criterion.id, Truth.UNMET) for criterion in requiring(recommendation.definition))


def requiring(definition: Definition) -> tuple[Criterion, ...]:
    """Return the criteria that require more than the least intensive level."""
    return tuple(criterion for criterion, rule in by_effect(rules_of(definition)).required if rule.rank > 0)


def _week_required(recommendation: Recommendation, demanded: Truth) -> Truth:
    """Return whether sessions have to avoid hours that are taken: not for a stay that is required, for which work has to wait."""
    stays = {level.id for level in recommendation.definition.levels if level.setting not in {None, "home"}}
    return agreed(negate(demanded) if level in stays else Truth.MET for level in recommendation.possible)


def level_of_programs(facts: Mapping[str, Fact]) -> Scale:
    """Return the fact that is the level of a program."""
    fact = facts["level"]
    assert isinstance(fact, Scale)
    return fact


def hours_of_programs(facts: Mapping[str, Fact]) -> Score:
    """Return the fact that is the time a program takes in a week."""
    fact = facts["hours_per_week"]
    assert isinstance(fact, Score)
    return fact


def _yes_no(facts: Mapping[str, Fact]) -> YesNo:
    fact = facts["fits_the_week"]
    assert isinstance(fact, YesNo)
    return fact


def _level_words(recommendation: Recommendation, facts: Mapping[str, Fact]) -> str:
    if not recommendation.possible:
        return "level of care is the one that is suggested"
    return sentence(Among(level_of_programs(facts), frozenset(recommendation.possible)))


def _hours(recommendation: Recommendation, facts: Mapping[str, Fact]) -> Iterator[ProgramQuestion]:
    """Yield whether a program has the hours of a level; nothing when no level states hours."""
    fact = hours_of_programs(facts)
    least = {level.id: level.hours_per_week[0] for level in recommendation.definition.levels if level.hours_per_week and level.hours_per_week[0]}
    named = {least.get(level) for level in recommendation.possible}
    only = named.pop() if len(named) == 1 else None
    if only is not None:
        yield ProgramQuestion("hours", "hours", sentence(Among(fact, frozenset(range(only, fact.high + 1)))))
    elif least:
        yield ProgramQuestion("hours", "hours", "time a week reaches the minimum of its level")


def _conditions(case: Case, programs: Programs, required: Truth) -> Iterator[ProgramQuestion]:
    """Yield whether each condition of the person is treated, those that are known first."""
    fact = programs.facts.get("treats")
    if not isinstance(fact, SetOf):
        return
    has = {member: any_of(_included(case, name, member) for name in names) for member, names in programs.treated.items()}
    for member in fact.values:
        if has[member] is Truth.MET:
            yield _asked(f"condition-{member}", "condition", Includes(fact, member), required)
    still_open = tuple(Includes(fact, member) for member in fact.values if has[member] is Truth.UNKNOWN)
    if still_open:
        yield _perhaps("conditions-not-known", "condition", still_open, required)


def _included(case: Case, name: str, member: str) -> Truth:
    held = case.includes(name, member)
    return Truth.UNKNOWN if held is None else Truth.MET if held else Truth.UNMET


def _services(recommendation: Recommendation, facts: Mapping[str, Fact]) -> Iterator[ProgramQuestion]:
    """Yield whether each service that the care should include is offered, those that are certain first.

    Each is a preference: a missing service never rules out a program of the level that is needed.
    """
    fact = facts.get("services")
    if not isinstance(fact, SetOf):
        return
    for service in recommendation.services:
        if service.status == "met":
            yield _asked(f"service-{service.id}", "service", Includes(fact, service.id), Truth.UNMET)
    still_open = tuple(Includes(fact, service.id) for service in recommendation.services if service.status == "open")
    if still_open:
        yield _perhaps("services-not-known", "service", still_open, Truth.UNMET)


def _perhaps(name: str, topic: Topic, parts: tuple[Condition, ...], required: Truth) -> ProgramQuestion:
    """Return a question about what the person may turn out to need."""
    condition = AllOf(parts)
    return ProgramQuestion(name, topic, f"{sentence(condition)}{IF_NEEDED}", required, condition, Truth.UNKNOWN)
