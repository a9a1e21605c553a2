"""Notices

A *notice* is information to show with an answer, such as whom to call in a crisis. It is shown **unless** its condition is known to be met, so it is
also shown while the question is unanswered. It never changes the answer.
"""

from tests.spec.shows import Shows

GIVEN = """
sources:
  crisis-line: {title: Website of the crisis line}
facts:
  age: {type: score, range: [0, 120], unit: years, or_more: true}
  suicide_risk: {type: scale, values: [none, low, high, imminent], worse: high}
criteria:
  - {id: imminent-risk, requires: inpatient, when: {suicide_risk: imminent}, because: Cannot be kept safe elsewhere.}
notices:
  - id: crisis-line
    unless: {suicide_risk: none}
    text: In a crisis, call the line that is open day and night.
    source: crisis-line
"""


class TestShown:
    """When a notice is shown"""

    def test_unless(self, shows: Shows) -> None:
        """Only known facts remove a notice. "At most low" may still be low."""
        shows.notices(
            {"{}": "crisis-line", "{suicide_risk: high}": "crisis-line", "{suicide_risk: {at_most: low}}": "crisis-line", "{suicide_risk: none}": "none"}
        )

    def test_every_notice(self, shows: Shows) -> None:
        """Each notice has its own condition. Notices are shown in the order of the file."""
        shows.notices(
            {
                "{}": "crisis-line, children",
                "{age: 30}": "crisis-line",
                "{age: 15, suicide_risk: none}": "children",
                "{age: 30, suicide_risk: none}": "none",
            },
            snippet="""
            notices:
              - {id: crisis-line, unless: {suicide_risk: none}, text: Call the line that is open day and night.}
              - {id: children, unless: {age: {at_least: 18}}, text: Under 18 a guardian may have to agree.}
            """,
        )

    def test_whom_the_criteria_are_not_for(self, shows: Shows) -> None:
        """A notice is shown with every answer, even if the criteria do not apply to the person."""
        shows.answer(
            "{age: 15}",
            {"applies": "unmet", "level": "none", "notices": "crisis-line"},
            snippet="applies_when: {age: {at_least: 18}}",
        )

    def test_json(self, shows: Shows) -> None:
        """In the JSON form of an answer, a notice includes its text."""
        shows.answer_json("{suicide_risk: low}", "notices", [{"id": "crisis-line", "text": "In a crisis, call the line that is open day and night."}])


class TestRefused:
    """Errors"""

    def test_refused(self, shows: Shows) -> None:
        """A notice without a condition, with a condition that is always met, or with an id that is already used:"""
        shows.refused(
            """
            notices:
              - {id: crisis-line, text: Call the line that is open day and night.}
              - {id: crisis-line, unless: {suicide_risk: {at_least: none}}, text: Call.}
            """,
            """
            criteria.yaml:2:5: missing-key: `unless` is missing here
              hint: write when it is not needed: `unless: {fact: value}`
            """,
            "criteria.yaml:3:10: repeated-id: the id `crisis-line` is already used in line 2",
            """
            criteria.yaml:3:57: says-nothing: this condition is always met, even when nothing is known: `suicide_risk` has the values `none`, `low`, `high`, `imminent`
            """,
        )
