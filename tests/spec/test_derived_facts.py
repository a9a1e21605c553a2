"""Derived facts

A *derived* fact follows from others. It is named once and then used wherever a fact can be used; a case does not give it. There are four kinds.
Derived facts may stand on each other, in any order, but not in a circle.
"""

from tests.spec.shows import Shows

GIVEN = """
facts:
  phq9: {type: score, range: [0, 27], worse: high}
  gad7: {type: score, range: [0, 21], worse: high}
  phq9_at_start: {type: score, range: [0, 27]}
  mood: {type: scale, values: [none, mild, moderate, severe], worse: high}
  anxiety: {type: scale, values: [none, mild, moderate, severe], worse: high}
  weekly_therapy: {type: choice, values: [never_tried, helping, not_enough]}
"""


class TestSum:
    """Sums"""

    def test_sum(self, shows: Shows) -> None:
        """A **sum** of scores is a score. Its range follows from its parts; while a part is unknown, the sum is known as a range."""
        shows.derived(
            "distress: {sum: [phq9, gad7]}",
            {"{phq9: 12, gad7: 9}": "21", "{phq9: 12}": "12 to 33", "{phq9: {at_least: 20}, gad7: 9}": "29 to 36", "{}": "0 to 48"},
        )

    def test_times(self, shows: Shows) -> None:
        """A part can count several times, or be taken away: `times` is a whole number. That is how a change over time is said."""
        shows.derived(
            "improvement: {sum: [phq9_at_start, {of: phq9, times: -1}]}",
            {"{phq9_at_start: 20, phq9: 8}": "12", "{phq9_at_start: 8, phq9: 20}": "-12", "{phq9_at_start: 20}": "-7 to 20"},
        )


class TestWorst:
    """The worst of several"""

    def test_worst(self, shows: Shows) -> None:
        """The **worst** of several scales that have the same values and the same `worse`. One part at the very worst is enough to know it."""
        shows.derived(
            "worst_symptom: {worst: [mood, anxiety]}",
            {"{mood: mild, anxiety: moderate}": "moderate", "{mood: severe}": "severe", "{mood: mild}": "mild or worse", "{anxiety: {at_most: mild}}": ""},
        )


class TestBands:
    """Bands"""

    def test_bands(self, shows: Shows) -> None:
        """**Bands** cut a score into a scale. Together they cover its range, without gap and without overlap. The words are ordered by their bounds, and
        which end is the worse one follows from the score."""
        shows.derived(
            "phq9_band: {bands: {of: phq9, low: [0, 9], moderate: [10, 14], high: [15, 27]}}",
            {"{phq9: 10}": "moderate", "{phq9: {at_least: 12}}": "moderate or worse", "{phq9: {at_least: 15}}": "high", "{phq9: {at_most: 14}}": ""},
        )

    def test_bands_of_a_sum(self, shows: Shows) -> None:
        """A sum can be cut as well."""
        shows.derived(
            """
            distress: {sum: [phq9, gad7]}
            distress_band: {bands: {of: distress, low: [0, 9], middle: [10, 24], high: [25, 48]}}
            """,
            {"{phq9: 20, gad7: 8}": "high", "{phq9: 10}": "middle or worse", "{gad7: {at_most: 4}, phq9: {at_most: 5}}": "low"},
        )


class TestNamedConditions:
    """Named conditions"""

    def test_when(self, shows: Shows) -> None:
        """A **condition with a name** is a yes_no fact: yes when the condition is met, no when it is unmet, unknown while it is unknown."""
        shows.truth(
            "more_than_weekly: yes",
            {"{mood: severe, weekly_therapy: not_enough}": "met", "{mood: mild}": "unmet", "{mood: severe}": "unknown"},
            snippet="""
            derived:
              more_than_weekly:
                when:
                  mood: {at_least: moderate}
                  weekly_therapy: not_enough
            """,
        )
