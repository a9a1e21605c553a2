"""Facts that both adult sets ask about: one definition, and one treatment of the same person."""

from carelevel.model.facts import SetOf, domain
from tests.clinical.assertions import LEVELS, MENTAL_HEALTH, SUBSTANCE_USE
from tests.clinical.by_the_thousand import criteria_of
from tests.clinical.people import SHARED, Drawing

PEOPLE = 4_000
OF_MANY = {"substances", "circumstances", "days_since_discharge", "age", "works_or_studies", "cares_for_others", "duties_can_be_covered", "accepts_a_stay"}


def test_a_shared_fact_has_one_definition() -> None:
    one, other = ({fact.id: fact for fact in criteria_of(name).definition.facts} for name in (MENTAL_HEALTH, SUBSTANCE_USE))
    shared = one.keys() & other.keys()

    assert shared == {*SHARED, *OF_MANY}
    for name in shared:
        here, there = one[name], other[name]
        assert type(here) is type(there)
        assert (here.about.title, here.about.ask, here.about.help) == (there.about.title, there.about.ask, there.about.help), name
        if isinstance(here, SetOf) and isinstance(there, SetOf):
            assert here.values == there.values
        elif not isinstance(here, SetOf) and not isinstance(there, SetOf):
            assert domain(here) == domain(there)
        assert criteria_of(MENTAL_HEALTH).definition.asked_when.get(name) == criteria_of(SUBSTANCE_USE).definition.asked_when.get(name), name


def test_the_same_person_gets_at_most_one_level_apart() -> None:
    """What is certain of a person by the shared facts alone, whatever the facts are that one set has for itself."""
    drawing = Drawing("both sets")
    apart = [0, 0]
    for _ in range(PEOPLE):
        person = {fact: value for fact, value in drawing.person(MENTAL_HEALTH).items() if fact in {*SHARED, *OF_MANY}}
        one, other = (criteria_of(name).decide(person) for name in (MENTAL_HEALTH, SUBSTANCE_USE))
        assert one.applies == other.applies, person
        assert one.contradictions == other.contradictions, person
        if one.lowest is None or other.lowest is None:
            assert one.lowest is other.lowest
            continue
        difference = abs(LEVELS.index(one.lowest) - LEVELS.index(other.lowest))
        assert difference <= 1, person
        apart[difference] += 1

    assert apart[0] > 10 * apart[1] > 0
