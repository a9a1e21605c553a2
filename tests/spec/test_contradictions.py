"""Facts that disagree

A screener says high, and a clinician's rating says none. Both can have been recorded with care, and no answer should quietly choose one of them. `contradictions`
lists what cannot stand side by side: each has the condition under `when`, the facts that then count as unknown under `disputed`, what a clinician records to
resolve it under `unless`, and the reason under `because`; a `source` may stand beside them. A contradiction is nothing `impossible`: nobody is refused.
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
        """It stands while `when` is met and `unless` is not. Then the disputed facts count as unknown, all of them together; the level is the range over all their
        values. `unless` has to be recorded: unknown does not resolve anything."""
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
        """`when` and `unless` read the case as it is recorded, once, and so does the refusal of an impossible case. Everything else reads what is left: criteria,
        services, explanations, notices. So the notice stays, although the rating alone would have taken it away."""
        shows.answer(
            "{function: managing, suicide_risk: none, screener: high}",
            {"contradictions": "screener-above-rating", "unknown": "high-risk", "notices": "crisis-line"},
        )

    def test_open(self, shows: Shows) -> None:
        """As long as it is open whether it stands, the facts are read as they are recorded."""
        shows.answer("{function: managing, suicide_risk: none}", {"level": "outpatient", "contradictions": "nothing"})

    def test_derived(self, shows: Shows) -> None:
        """`disputed` names given facts. A band goes with its score, so the score is named."""
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
    """What is asked for"""

    def test_resolving(self, shows: Shows) -> None:
        """One that stands asks for what `unless` names, and for nothing that is recorded. With that answered the range can stay open, and nothing is missing:
        the record has to be put right."""
        shows.answer("{function: managing, suicide_risk: none, screener: high}", {"level": "none", "missing": "rating_reviewed"})
        shows.answer("{function: managing, suicide_risk: none, screener: high, rating_reviewed: no}", {"level": "none", "missing": "nothing"})

    def test_missing(self, shows: Shows) -> None:
        """Facts that could make one stand, and so widen the range or open for whom the criteria are, are named under `missing_for_contradictions`. They are asked
        before an interview ends, but for the most intensive level, which nothing can widen."""
        shows.answer("{function: managing, suicide_risk: none}", {"level": "outpatient", "missing_for_contradictions": "screener"})
        shows.answer("{function: managing, suicide_risk: high}", {"level": "inpatient", "missing_for_contradictions": "nothing"})

    def test_wider(self, shows: Shows) -> None:
        """This is the one exception to the rule that learning more only narrows a range: what is learned can show that something recorded before is in doubt."""
        shows.levels(
            {"{function: managing, suicide_risk: none}": "outpatient", "{function: managing, suicide_risk: none, screener: high}": "outpatient or inpatient"}
        )


class TestProved:
    """What is proved"""

    def test_people(self, shows: Shows) -> None:
        """Proofs are about people in whom no facts disagree, and `check`, `diff` and `test` say how many combinations that leaves out. What is proved here would not
        hold of somebody with a high screener whose rating nobody has reviewed."""
        shows.findings(
            """
            invariants:
              - {id: screened, when: {screener: high, rating_reviewed: no}, level: {at_least: inpatient}, because: The screener says so.}
            """,
            "no problems",
        )

    def test_never(self, shows: Shows) -> None:
        """`never-stands`: a contradiction that stands for nobody says nothing."""
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
