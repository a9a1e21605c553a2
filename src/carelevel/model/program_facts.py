"""The facts of programs, which conditions can use like the facts of a person."""

from collections.abc import Iterable, Mapping

from carelevel.model.criteria import Definition
from carelevel.model.facts import About, Choice, Fact, Scale, Score, SetOf, YesNo, value_text
from carelevel.model.frozen import FrozenDict

SETTINGS = ("home", "facility", "hospital")
MOST_DAYS = 366
MOST_WEEKS = 104
MOST_KM = 2_000

FOLLOWS = ("fits_the_week", "distance_km")
"""Facts that no file gives: they follow from the place and times of a program and from the person's needs."""

NOTES: Mapping[str, str] = FrozenDict(
    {
        "price": "Stated price",
        "licence": "License",
        "assessment": "Assessment before admission",
        "crisis": "Nights and crises",
        "aftercare": "Aftercare and step-down",
        "outcomes": "Reported outcomes",
    }
)
"""What a program describes in words, with titles for readers."""


def program_facts(
    definition: Definition, treated: Iterable[str], languages: Mapping[str, str], payers: Mapping[str, str], accreditors: Mapping[str, str]
) -> FrozenDict[str, Fact]:
    """Return the facts of programs by name.

    Args:
        definition: the criteria with the levels, services and conditions of people.
        treated: the sets of the criteria whose members programs treat.
        languages: the languages of the file, with their titles.
        payers: the payers of the file, with their titles.
        accreditors: the accreditors of the file, with their titles.
    """
    levels = {level.id: level.title for level in definition.levels}
    hours = "How many hours a week does it take?"
    facts: list[Fact] = [
        Scale("level", _about("level of care", "Which level of care is it?", levels), tuple(levels)),
        Choice("setting", _about("setting", "Do people sleep at home, or there?", {}), SETTINGS),
        Score("hours_per_week", _about("time a week", hours), 0, 168, unit="hours"),
        Score("days_per_week", _about("number of days a week", "On how many days a week does it meet?"), 0, 7),
        Score("weeks", _about("usual course", "How long does a usual course take?"), 1, MOST_WEEKS, unit="weeks", or_more=True),
        Score("waiting_days", _about("waiting time", "How many days is it until the first session?"), 0, MOST_DAYS, unit="days", or_more=True),
        YesNo("licensed", _statements("it is licensed for this level", "it is not licensed for this level", "Is it licensed for this level of care?")),
        YesNo("reports_outcomes", _statements("it reports outcomes", "it reports no outcomes", "Does it measure and report outcomes?")),
        YesNo("step_down", _statements("it arranges follow-up care", "it does not arrange follow-up care", "Does it arrange care after the last day?")),
        YesNo("fits_the_week", _statements("sessions keep clear of the hours taken", "sessions fall into hours that are taken", "When exactly does it meet?")),
        Score("distance_km", _about("distance in a straight line", "Where exactly is it?"), 0, MOST_KM, unit="km", or_more=True),
        _set("services", "services", "Does it offer {}?", {service.id: service.title for service in definition.services}),
        _set("treats", "conditions treated", "Does it treat {}?", _members(definition, treated)),
        _set("formats", "kinds of session", "Are there {} sessions?", {"individual": "individual", "group": "group", "family": "family"}),
        _set("modes", "ways to take part", "Can people take part {}?", {"in_person": "in person", "telehealth": "by telehealth"}),
        _set("times", "times of day", "Does it meet {}?", {"daytime": "in the daytime", "evening": "in the evening", "weekend": "on weekends"}),
        _set("languages", "languages", "Is the whole program available in {}?", languages),
        _set("payers", "payers accepted", "Does it accept {}?", payers),
        _set("accreditation", "accreditations", "Is it accredited by {}?", accreditors),
    ]
    # There is nothing to ask about a set without members.
    return FrozenDict({fact.id: fact for fact in facts if not isinstance(fact, SetOf) or fact.values})


def _about(title: str, ask: str, titles: Mapping[str, str] | None = None) -> About:
    return About(title, ask, titles=FrozenDict(titles or {}))


def _statements(yes: str, no: str, ask: str) -> About:
    return _about(yes.removeprefix("it "), ask, {"yes": yes, "no": no})


def _set(name: str, title: str, ask: str, members: Mapping[str, str]) -> SetOf:
    return SetOf(name, _about(title, ask, members), tuple(members))


def _members(definition: Definition, treated: Iterable[str]) -> dict[str, str]:
    """Return the conditions that programs treat, with titles: the members of the given sets."""
    facts = definition.by_id()
    found: dict[str, str] = {}
    for name in treated:
        fact = facts[name]
        for member in fact.values if isinstance(fact, SetOf) else ():
            title = value_text(fact, member)
            found[member] = title if found.get(member, title) == title else f"{found[member]} or {title}"
    return found
