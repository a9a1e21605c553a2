"""Who the criteria apply to

Criteria are written for certain people. `population` describes them for readers. `applies_when` describes them as a [condition](#atoms). Without it,
the criteria apply to everyone.
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

    `applies` in the answer is the outcome of `applies_when`."""

    def test_met(self, shows: Shows) -> None:
        """**Met**: the criteria apply to this person, and the answer is as in the chapters above."""
        shows.answer("{age: 34, suicide_risk: imminent}", {"applies": "met", "level": "inpatient"})

    def test_unmet(self, shows: Shows) -> None:
        """**Unmet**: the criteria do not apply to this person. The answer has no level, not even a possible one, and no reasons. It says why."""
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
        """**Unknown**: the criteria may or may not apply. The answer has the levels for the case that they do apply, but **nothing is settled**, even if
        only one level is left: it is stated with its condition."""
        shows.answer("{suicide_risk: imminent}", {"applies": "unknown", "level": "none", "settled": "no", "possible": "inpatient", "missing": "age"})
        shows.answer("{suicide_risk: low}", {"applies": "unknown", "level": "none", "settled": "no", "possible": "outpatient", "missing": "age"})
        shows.headlines(
            {
                "{suicide_risk: imminent}": "inpatient, if these criteria are for this person: age is not known",
                "{suicide_risk: low}": "outpatient, if these criteria are for this person: age is not known",
            }
        )

    def test_order(self, shows: Shows) -> None:
        """Facts that could require the most intensive level are asked first, then facts that decide whether the criteria apply, then the rest. An
        interview stops once only the most intensive level is possible: danger does not wait for a date of birth."""
        shows.answer("{}", {"applies": "unknown", "possible": "outpatient, inpatient", "missing": "suicide_risk, age"})
        shows.headlines({"{}": "outpatient or inpatient; not settled: ask about suicide risk and age"})

    def test_possible(self, shows: Shows) -> None:
        """People to whom the criteria do not apply do not add possible levels. Here a person under 18 would get the lowest level, and a person of unknown
        age cannot."""
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
        """Met, unmet and unknown are exact here: they consider every possible person who fits the case. Two unknown conditions of which one is always met
        together count as met."""
        shows.answer(
            "{suicide_risk: low}",
            {"applies": "met", "level": "outpatient"},
            snippet="""
            applies_when: {any: [{age: {at_least: 18}}, {age: {at_most: 17}}]}
            """,
        )

    def test_criteria(self, shows: Shows) -> None:
        """Every criterion is still met, unmet or unknown. If the criteria do not apply to the person, this has no effect."""
        shows.answer("{age: 15, suicide_risk: imminent}", {"applies": "unmet", "met": "imminent-risk", "reasons": "nothing", "level": "none"})


class TestParts:
    """A list of parts

    `applies_when` may be a list of parts. Each has an `id`, a condition under `when`, and under `because` the reason why the criteria are not for people who do
    not meet it. `refer_to` says where these people are referred to, and `source` what the part is taken from; both are optional. The criteria are for those
    who meet **all** parts."""

    GIVEN = """
    applies_when:
      - {id: adults, when: {age: {at_least: 18}}, because: These criteria are for adults.}
      - {id: no-emergency, when: {emergency: no}, because: A medical emergency comes first., refer_to: acute medical care}
    facts:
      age: {type: score, range: [0, 120], unit: years, or_more: true}
      emergency: {type: yes_no, title: medical emergency}
      suicide_risk: {type: scale, values: [none, low, high, imminent], worse: high}
    criteria:
      - {id: imminent-risk, requires: inpatient, when: {suicide_risk: imminent}, because: Cannot be kept safe elsewhere.}
    """

    def test_unmet(self, shows: Shows) -> None:
        """A person who does not meet a part has no level. The answer says which part it is, why, and where to refer. `whom` has every part with
        its status."""
        shows.answer("{age: 34, emergency: yes}", {"applies": "unmet", "level": "none", "possible": "nothing", "whom": "adults met, no-emergency unmet"})
        shows.printed(
            "{age: 34, emergency: yes}",
            """
            These criteria are not for this person: a medical emergency comes first. Refer to: acute medical
            care

            - A medical emergency comes first. Refer to: acute medical care. [no-emergency]
              Rests on: "medical emergency" is yes.
            """,
        )

    def test_still_asked(self, shows: Shows) -> None:
        """Facts that decide an unknown part with `refer_to` are `missing`, and asked in an interview, even if another part is unmet already. An unknown part
        without `refer_to` is not asked about then."""
        shows.answer("{age: 15}", {"applies": "unmet", "whom": "adults unmet, no-emergency unknown", "missing": "emergency"})
        shows.answer("{emergency: yes}", {"applies": "unmet", "whom": "adults unknown, no-emergency unmet", "missing": "nothing"})

    def test_unknown(self, shows: Shows) -> None:
        """While a part is unknown and none is unmet, nothing is settled."""
        shows.answer("{age: 34, suicide_risk: low}", {"applies": "unknown", "level": "none", "settled": "no", "possible": "outpatient", "missing": "emergency"})
        shows.headlines({"{suicide_risk: imminent}": "inpatient, if these criteria are for this person: age and medical emergency are not known"})

    def test_exclude_each_other(self, shows: Shows) -> None:
        """Parts can exclude each other: each of them may be met, but no possible person meets them together. Then the criteria are not for this person,
        though no part alone is unmet."""
        shows.answer(
            "{emergency: no}",
            {"applies": "unmet", "whom": "adults unknown, at-school unknown", "level": "none"},
            snippet="""
            applies_when:
              - {id: adults, when: {age: {at_least: 18}}, because: These criteria are for adults.}
              - {id: at-school, when: {any: [{age: {at_most: 17}}, {emergency: yes}]}, because: These criteria are for people at school.}
            """,
        )

    def test_refused(self, shows: Shows) -> None:
        """A part without `because` is an error."""
        shows.refused(
            """
            applies_when:
              - {id: adults, when: {age: {at_least: 18}}}
            """,
            """
            criteria.yaml:2:5: missing-key: `because` is missing here
              hint: write the reason that readers of the answer will see
            """,
        )


class TestInForce:
    """Effective dates"""

    def test_effective(self, shows: Shows) -> None:
        """`effective` says from when and until when the criteria are in force. Every answer shows it, but it does not change the answer: people decide
        which criteria to use. `carelevel check` warns when they are out of date."""
        shows.findings(
            """
            effective: {from: 2020-01-01, until: 2020-12-31}
            """,
            "warning: outdated: `shown` was in force until 2020-12-31",
        )
