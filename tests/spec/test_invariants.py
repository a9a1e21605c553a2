"""Invariants

An *invariant* is a statement about the criteria as a whole: everyone with these facts has one of these levels, requirements or services, whatever else
is true of them. Criteria grow over the years; an invariant says what no change may break. `carelevel check` proves it for every possible person instead
of trying examples. An invariant changes no answer.
"""

from tests.spec.shows import Shows

GIVEN = """
facts:
  suicide_risk: {type: scale, values: [none, low, high, imminent], worse: high}
  symptom_severity: {type: scale, values: [none, mild, moderate, severe], worse: high}
  works: {type: yes_no}
criteria:
  - {id: imminent-risk, requires: inpatient, when: {suicide_risk: imminent}, because: Cannot be kept safe elsewhere.}
  - {id: severe-symptoms, suggests: residential, when: {symptom_severity: severe}, because: Symptoms are severe.}
  - {id: works, limits_to: iop, when: {works: yes}, because: Work would have to be put down.}
"""


class TestProved:
    """Stating and proving invariants"""

    def test_it_holds(self, shows: Shows) -> None:
        """`when` says whom it covers, and `level` which levels are allowed. `because` and `source` are optional, as in a criterion. `check` reports
        nothing if the invariant holds."""
        shows.findings(
            """
            invariants:
              - id: imminent-risk-is-inpatient
                when: {suicide_risk: imminent}
                level: {is: inpatient}
                because: Nobody in immediate danger is sent home, whatever their duties.
            """,
            "no problems",
        )

    def test_it_is_broken(self, shows: Shows) -> None:
        """An invariant that does not hold is an error, shown with a person for whom it fails, to copy into a vignette. This invariant overlooks that work
        lowers the level:"""
        shows.findings(
            """
            invariants:
              - {id: severe-is-residential, when: {symptom_severity: severe}, level: {at_least: residential}}
            """,
            """
            criteria.yaml:2:5: invariant-broken: the invariant `severe-is-residential` does not hold for this person, whose level is `iop`: {suicide_risk: none, symptom_severity: severe, works: yes}
            """,
        )

    def test_levels(self, shows: Shows) -> None:
        """`level` takes `at_least`, `at_most`, `is` and `one_of`; if there are several, all apply. `when` takes any [condition](#atoms)."""
        shows.findings(
            """
            invariants:
              - {id: at-least, when: {suicide_risk: imminent}, level: {at_least: residential}}
              - {id: at-most, when: {works: yes, suicide_risk: {at_most: high}}, level: {at_most: iop}}
              - {id: one-of, when: {symptom_severity: severe}, level: {one_of: [iop, residential, inpatient]}}
              - {id: between, when: {symptom_severity: severe, suicide_risk: none}, level: {at_least: iop, at_most: residential}}
            """,
            "no problems",
        )

    def test_required(self, shows: Shows) -> None:
        """`required` takes the same words as `level`. It is about the highest required level, which no limit lowers; if nothing is required, it is the
        lowest level. So a suggestion does not count as a requirement:"""
        shows.findings(
            """
            invariants:
              - {id: imminent-risk-requires-inpatient, when: {suicide_risk: imminent}, required: {is: inpatient}}
              - {id: severe-requires-iop, when: {symptom_severity: severe}, required: {at_least: iop}}
            """,
            """
            criteria.yaml:3:5: invariant-broken: the invariant `severe-requires-iop` does not hold for this person, for whom nothing is required: {suicide_risk: none, symptom_severity: severe}
            """,
        )

    def test_services(self, shows: Shows) -> None:
        """`services` lists services that everyone covered must get. An invariant needs at least one of `level`, `required` and `services`; if it has
        several, all apply. `with_level` restricts it to people with a certain level: everyone with OCD in an IOP also gets ERP."""
        shows.findings(
            """
            facts:
              symptom_severity: {type: scale, values: [none, mild, moderate, severe], worse: high}
              works: {type: yes_no}
              conditions: {type: set, values: [depression, ocd]}
            services:
              erp: Exposure and response prevention
            criteria:
              - {id: severe-symptoms, suggests: iop, when: {symptom_severity: severe}, because: Symptoms are severe.}
              - {id: ocd, adds: [erp], when: {conditions: {includes: ocd}, works: no}, because: It is the first choice.}
            invariants:
              - {id: ocd-in-an-iop, when: {conditions: {includes: ocd}}, with_level: {is: iop}, services: [erp]}
            """,
            """
            criteria.yaml:11:5: invariant-broken: the invariant `ocd-in-an-iop` does not hold for this person, whose care does not include `erp`: {symptom_severity: severe, works: yes, conditions: {ocd: yes}}
            """,
        )


class TestForWhom:
    """Whom an invariant covers

    It must hold for everyone who meets `when`, with all their facts known."""

    def test_possible_people(self, shows: Shows) -> None:
        """`impossible` combinations are left out. Nobody who is retired works, so this invariant holds:"""
        shows.findings(
            """
            facts:
              suicide_risk: {type: scale, values: [none, low, high, imminent], worse: high}
              symptom_severity: {type: scale, values: [none, mild, moderate, severe], worse: high}
              works: {type: yes_no}
              retired: {type: yes_no}
            impossible:
              - {id: retired-is-retired, when: {works: yes, retired: yes}, because: Whoever is retired does not work.}
            invariants:
              - {id: severe-and-retired, when: {symptom_severity: severe, retired: yes}, level: {at_least: residential}}
            """,
            "no problems",
        )

    def test_who_the_criteria_are_for(self, shows: Shows) -> None:
        """People to whom the criteria do not apply get no level and are left out. In criteria for people without work, the invariant that failed above
        holds:"""
        shows.findings(
            """
            applies_when: {works: no}
            invariants:
              - {id: severe-is-residential, when: {symptom_severity: severe}, level: {at_least: residential}}
            """,
            "no problems",
        )

    def test_nobody(self, shows: Shows) -> None:
        """An invariant that covers no possible person holds trivially. This is a warning:"""
        shows.findings(
            """
            applies_when: {symptom_severity: {at_most: moderate}}
            invariants:
              - {id: severe-is-residential, when: {symptom_severity: severe}, level: {at_least: residential}}
            """,
            """
            criteria.yaml:3:5: warning: says-nothing: the invariant `severe-is-residential` says nothing: no possible person whom the criteria are for is as its `when` says
            """,
        )

    def test_budget(self, shows: Shows) -> None:
        """If a proof exceeds the work allowed, `check` reports it as not decided, which is also an error: carelevel never reports something as proved that
        it did not prove. Sets of the size of the bundled ones are far from this limit; this example allows almost no work."""
        shows.findings_without_room(
            """
            invariants:
              - {id: imminent-risk-is-inpatient, when: {suicide_risk: imminent}, level: {is: inpatient}}
            """,
            """
            criteria.yaml:2:5: not-decided: the invariant `imminent-risk-is-inpatient` was neither proved nor refuted within the allowed work
              hint: try a narrower condition, or fewer facts in it
            """,
        )


class TestRefused:
    """Errors"""

    def test_refused(self, shows: Shows) -> None:
        """An invariant that allows every level or none, names a level that is not declared, or states nothing:"""
        shows.refused(
            """
            invariants:
              - {id: every-level, when: {works: yes}, level: {at_least: outpatient}}
              - {id: no-level, when: {works: yes}, level: {at_least: residential, at_most: iop}}
              - {id: not-said, when: {works: yes}, level: {}}
              - {id: misspelt, when: {works: yes}, level: {is: inpatiant}}
              - {id: nothing, when: {works: yes}}
            """,
            "criteria.yaml:2:50: says-nothing: this says nothing: every level fits all of this at once",
            "criteria.yaml:3:47: says-nothing: this says nothing: no level fits all of this at once",
            "criteria.yaml:4:47: empty-group: `level` needs at least one of `at_least`, `at_most`, `is`, `one_of`",
            """
            criteria.yaml:5:52: unknown-level: no level is called `inpatiant`; the levels are `outpatient`, `iop`, `residential`, `inpatient`
              hint: did you mean `inpatient`?
            criteria.yaml:6:5: missing-key: an invariant needs at least one of `level`, `required`, `services`
            """,
        )
