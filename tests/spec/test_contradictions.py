"""Contradictions

A screener says high risk, and a clinician's rating says none. Both may have been recorded with care, and no answer should silently choose one.
`contradictions` lists facts that disagree: the condition under `when`, the facts that then count as unknown under `disputed`, what a clinician records
to resolve it under `unless`, the reason under `because`, and optionally a `source`. Unlike an `impossible` combination, a contradiction does not reject
the case.
"""

from tests.spec.shows import Shows

GIVEN = """
facts:
  suicide_risk: {type: scale, values: [none, low, high], worse: high}
  screener: {type: scale, values: [low, high], worse: high}
  rating_reviewed: {type: yes_no}
  function: {type: scale, values: [managing, failing], worse: high}
contradictions:
  - id: screener-above-rating
    when: {suicide_risk: {at_most: low}, screener: high}
    disputed: [suicide_risk]
    unless: {rating_reviewed: yes}
    because: The screener says high, and suicide risk is rated lower.
criteria:
  - {id: high-risk, requires: inpatient, when: {suicide_risk: high}, because: Danger to life.}
  - {id: failing, suggests: iop, when: {function: failing}, because: Daily life no longer works.}
notices:
  - {id: crisis-line, unless: {suicide_risk: none}, text: The crisis line is open day and night.}
"""


class TestStanding:
    """When a contradiction stands"""

    def test_when(self, shows: Shows) -> None:
        """A contradiction stands if `when` is met and `unless` is not. Then all disputed facts count as unknown, and the level is the range over all their
        values. Only what is recorded can resolve it: if `unless` is unknown, the contradiction stands."""
        shows.levels(
            {
                "{function: managing, suicide_risk: none, screener: low}": "outpatient",
                "{function: managing, suicide_risk: none, screener: high}": "outpatient or inpatient",
                "{function: managing, suicide_risk: none, screener: high, rating_reviewed: no}": "outpatient or inpatient",
                "{function: managing, suicide_risk: none, screener: high, rating_reviewed: yes}": "outpatient",
                "{function: managing, suicide_risk: high, screener: high}": "inpatient",
            }
        )

    def test_recorded(self, shows: Shows) -> None:
        """`when` and `unless` use the case as recorded, and so does the check for impossible cases. Everything else, from criteria and services to
        explanations and notices, uses the case without the disputed facts. So the notice is shown here, although the rating alone would have removed
        it."""
        shows.answer(
            "{function: managing, suicide_risk: none, screener: high}",
            {"contradictions": "screener-above-rating", "unknown": "high-risk", "notices": "crisis-line"},
        )

    def test_open(self, shows: Shows) -> None:
        """While it is unknown whether a contradiction stands, the facts count as recorded."""
        shows.answer("{function: managing, suicide_risk: none}", {"level": "outpatient", "contradictions": "nothing"})

    def test_derived(self, shows: Shows) -> None:
        """`disputed` lists facts that are given, not derived. To dispute a band, list its score."""
        shows.refused(
            """
            facts: {phq9: {type: score, range: [0, 27]}, rating_reviewed: {type: yes_no}, symptoms: {type: scale, values: [mild, severe]}}
            derived: {phq9_band: {bands: {of: phq9, low: [0, 19], high: [20, 27]}}}
            contradictions:
              - id: score-above-rating
                when: {phq9_band: high, symptoms: mild}
                disputed: [phq9_band]
                unless: {rating_reviewed: yes}
                because: The total is high, and symptoms are rated as mild.
            criteria:
              - {id: severe, suggests: iop, when: {symptoms: severe}, because: Weekly care is not enough.}
            notices: []
            """,
            """
            criteria.yaml:6:16: derived-fact: `phq9_band` is derived from other facts, and only facts that are given can be disputed
              hint: name the facts it is derived from: `phq9`
            """,
        )


class TestAsked:
    """What to ask"""

    def test_resolving(self, shows: Shows) -> None:
        """A contradiction that stands asks for the facts in `unless`, and for nothing that is already recorded. Once they are answered, the range can stay
        open with nothing missing: the record has to be corrected."""
        shows.answer("{function: managing, suicide_risk: none, screener: high}", {"level": "none", "missing": "rating_reviewed"})
        shows.answer("{function: managing, suicide_risk: none, screener: high, rating_reviewed: no}", {"level": "none", "missing": "nothing"})

    def test_missing(self, shows: Shows) -> None:
        """`missing_for_contradictions` lists facts that could make a contradiction stand, and so widen the range or make it unknown whether the criteria
        apply. An interview asks them before it ends, unless the most intensive level is settled, which nothing can widen."""
        shows.answer("{function: managing, suicide_risk: none}", {"level": "outpatient", "missing_for_contradictions": "screener"})
        shows.answer("{function: managing, suicide_risk: high}", {"level": "inpatient", "missing_for_contradictions": "nothing"})

    def test_wider(self, shows: Shows) -> None:
        """This is the one exception to the rule that learning more only narrows a range: new facts can cast doubt on recorded ones."""
        shows.levels(
            {"{function: managing, suicide_risk: none}": "outpatient", "{function: managing, suicide_risk: none, screener: high}": "outpatient or inpatient"}
        )


class TestProved:
    """Proofs"""

    def test_people(self, shows: Shows) -> None:
        """Proofs cover people in whom no facts disagree; `check`, `diff` and `test` say how many combinations are left out. A proof says nothing about a
        person with a high screener whose rating nobody has reviewed."""
        shows.findings(
            """
            invariants:
              - {id: screened, when: {screener: high, rating_reviewed: no}, level: {at_least: inpatient}, because: The screener says so.}
            """,
            "no problems",
        )

    def test_never(self, shows: Shows) -> None:
        """`never-stands`: the contradiction applies to no possible person."""
        shows.findings(
            """
            contradictions:
              - id: screener-above-rating
                when: {suicide_risk: {at_most: low}, screener: high}
                disputed: [suicide_risk]
                unless: {any: [{rating_reviewed: yes}, {screener: high}]}
                because: The screener says high, and suicide risk is rated lower.
            """,
            """
            criteria.yaml:2:5: warning: never-stands: `screener-above-rating` never stands: whoever meets its `when` meets its `unless` as well
              hint: what resolves it has to be more than what `when` asks for
            """,
        )
