"""Who the criteria are for

Criteria are written for some people and not for others. `population` says it in words, and is shown to readers. `applies_when` says it as a
[condition](#atoms) of any kind. Without it, the criteria are for everyone.
"""

from tests.spec.shows import Shows

GIVEN = """
population: Adults (18 and over)
applies_when: {age: {at_least: 18}}
facts:
  age: {type: score, range: [0, 120], unit: years, or_more: true}
  suicide_risk: {type: scale, values: [none, low, high, imminent], worse: high}
criteria:
  - {id: imminent-risk, requires: inpatient, when: {suicide_risk: imminent}, because: Cannot be kept safe elsewhere.}
"""


class TestApplies:
    """Met, unmet, unknown

    `applies` in the answer says what comes of `applies_when`."""

    def test_met(self, shows: Shows) -> None:
        """**Met**: the criteria are for this person, and the answer is as in the chapters before."""
        shows.answer("{age: 34, suicide_risk: imminent}", {"applies": "met", "level": "inpatient"})

    def test_unmet(self, shows: Shows) -> None:
        """**Unmet**: the criteria are not for this person, and have nothing to say of them. There is no level, not even a possible one, and there are no
        reasons. The answer says why."""
        shows.answer(
            "{age: 15, suicide_risk: imminent}",
            {
                "applies": "unmet",
                "settled": "no",
                "level": "none",
                "lowest": "none",
                "highest": "none",
                "possible": "nothing",
                "indicated": "none",
                "reasons": "nothing",
                "missing": "nothing",
            },
        )
        shows.printed(
            "{age: 15, suicide_risk: imminent}",
            """
            No answer: these criteria are not for this person

            They apply when age is 18 years or more.
            """,
        )

    def test_unknown(self, shows: Shows) -> None:
        """**Unknown**: they are for some of those that the person could be, and not for others. The answer has the levels of those whom they are for, and
        **nothing settles**, even where only one level is left: that is said with its condition."""
        shows.answer("{suicide_risk: imminent}", {"applies": "unknown", "level": "none", "settled": "no", "possible": "inpatient", "missing": "age"})
        shows.answer("{suicide_risk: low}", {"applies": "unknown", "level": "none", "settled": "no", "possible": "outpatient", "missing": "age"})
        shows.headlines(
            {
                "{suicide_risk: imminent}": "inpatient, if these criteria are for this person: age is not known",
                "{suicide_risk: low}": "outpatient, if these criteria are for this person: age is not known",
            }
        )

    def test_order(self, shows: Shows) -> None:
        """Facts that could require the most intensive level are asked first, then those that decide whom the criteria are for, then the rest. An
        interview stops where no less than the most intensive level is possible: danger does not wait for a date of birth."""
        shows.answer("{}", {"applies": "unknown", "possible": "outpatient, inpatient", "missing": "suicide_risk, age"})
        shows.headlines({"{}": "outpatient or inpatient; not settled: ask about suicide risk and age"})

    def test_possible(self, shows: Shows) -> None:
        """Whoever the criteria are not for counts for no level. Here somebody under 18 would have the lowest one, and a person of unknown age cannot."""
        shows.answer(
            "{}",
            {"applies": "unknown", "level": "none", "possible": "iop"},
            snippet="""
            applies_when: {age: {at_least: 18}}
            criteria:
              - {id: adults, suggests: iop, when: {age: {at_least: 16}}, because: These criteria give adults a day structure.}
            """,
        )

    def test_exact(self, shows: Shows) -> None:
        """Met, unmet and unknown are exact: they are of every possible person that this one could be. Two unknown conditions of which one always
        holds are met together."""
        shows.answer(
            "{suicide_risk: low}",
            {"applies": "met", "level": "outpatient"},
            snippet="""
            applies_when: {any: [{age: {at_least: 18}}, {age: {at_most: 17}}]}
            """,
        )

    def test_criteria(self, shows: Shows) -> None:
        """Every criterion is met, unmet or unknown all the same. For a person whom the criteria are not for, that has no consequence."""
        shows.answer("{age: 15, suicide_risk: imminent}", {"applies": "unmet", "met": "imminent-risk", "reasons": "nothing", "level": "none"})


class TestInForce:
    """In force"""

    def test_effective(self, shows: Shows) -> None:
        """`effective` says from when, and until when, the criteria are in force. It is shown with every answer, and has no effect on it: which criteria to use is
        for people to say. `carelevel check` warns when they are out of date."""
        shows.findings(
            """
            effective: {from: 2020-01-01, until: 2020-12-31}
            """,
            "warning: outdated: `shown` was in force until 2020-12-31",
        )
