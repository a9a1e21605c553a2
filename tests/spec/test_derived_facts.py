"""Derived facts

A *derived* fact is worked out from other facts and can be used wherever a fact can; a case does not give it. There are five kinds. Derived facts can
depend on each other, in any order, but not in a circle.
"""

from tests.spec.shows import Shows

GIVEN = """
facts:
  phq9: {type: score, range: [0, 27], worse: high}
  gad7: {type: score, range: [0, 21], worse: high}
  phq9_at_start: {type: score, range: [0, 27]}
  dose: {type: score, range: [0, 10], step: 0.5}
  extra_tablets: {type: score, range: [0, 4]}
  weeks_before: {type: score, range: [0, 52], or_more: yes}
  weeks_here: {type: score, range: [0, 52], or_more: yes}
  last_attempt: {type: score, range: [0, 365], unit: days ago, or_never: yes}
  mood: {type: scale, values: [none, mild, moderate, severe], worse: high}
  anxiety: {type: scale, values: [none, mild, moderate, severe], worse: high}
  weekly_therapy: {type: choice, values: [never_tried, helping, not_enough]}
"""


class TestSum:
    """Sums"""

    def test_sum(self, shows: Shows) -> None:
        """A **sum** of scores is a score. Its range follows from its parts. While a part is unknown, the sum is known as a range."""
        shows.derived(
            "distress: {sum: [phq9, gad7]}",
            {"{phq9: 12, gad7: 9}": "21", "{phq9: 12}": "12 to 33", "{phq9: {at_least: 20}, gad7: 9}": "29 to 36", "{}": "unknown"},
        )

    def test_times(self, shows: Shows) -> None:
        """`times`, a whole number, counts a part several times or subtracts it. A change over time can be written this way."""
        shows.derived(
            "improvement: {sum: [phq9_at_start, {of: phq9, times: -1}]}",
            {"{phq9_at_start: 20, phq9: 8}": "12", "{phq9_at_start: 8, phq9: 20}": "-12", "{phq9_at_start: 20}": "-7 to 20"},
        )

    def test_steps(self, shows: Shows) -> None:
        """A sum of scores with steps has a step too: the greatest one that goes into each of theirs."""
        shows.derived(
            "dose_in_all: {sum: [dose, {of: extra_tablets, times: 2}]}",
            {"{dose: 2.5, extra_tablets: 1}": "4.5", "{dose: 2.5}": "2.5 to 10.5"},
        )

    def test_or_more(self, shows: Shows) -> None:
        """A sum uses the number itself, even above the top of a part with `or_more`: 60 counts as 60, and "52 or more" as at least 52. The top of such a
        sum also means "this or more"."""
        shows.derived(
            "weeks_in_all: {sum: [weeks_before, weeks_here]}",
            {
                "{weeks_before: 60, weeks_here: 10}": "70",
                "{weeks_before: 52, weeks_here: 10}": "62 or more",
                "{weeks_before: 60, weeks_here: 52}": "104 or more",
                "{weeks_before: 51}": "51 or more",
            },
        )

    def test_a_sum_of_or_more(self, shows: Shows) -> None:
        """So "52 weeks or more" can leave open what 60 weeks would decide, and the exact number is then reported as missing. Conditions on the score
        itself do not look above its top: for them, 60 weeks are "52 or more"."""
        shows.truth(
            "weeks_in_all: {at_least: 60}",
            {
                "{weeks_before: 60}": "met",
                "{weeks_before: 52, weeks_here: 0}": "unknown",
                "{weeks_before: 52, weeks_here: 8}": "met",
                "{weeks_before: 51, weeks_here: 8}": "unmet",
            },
            snippet="""
            derived:
              weeks_in_all: {sum: [weeks_before, weeks_here]}
            """,
        )


class TestPercent:
    """Percentages"""

    def test_percent(self, shows: Shows) -> None:
        """A **percent** is what percentage one score is of another, such as of the score at the start. It is calculated exactly and never rounded. While
        a score is unknown, it is known as a range."""
        shows.derived(
            "phq9_left: {percent: {of: phq9, to: phq9_at_start}}",
            {
                "{phq9: 11, phq9_at_start: 20}": "55 %",
                "{phq9: 14, phq9_at_start: 27}": "between 51 and 52 %",
                "{phq9: 14}": "over 51 %",
                "{phq9_at_start: 20}": "135 % or less",
            },
        )

    def test_bounds(self, shows: Shows) -> None:
        """Conditions ask for whole percents, up to 1000. `under` and `over` leave their bound out: 49.9 is under 50, and there is no next percent."""
        shows.truth(
            "phq9_left: {under: 50}",
            {
                "{phq9: 12, phq9_at_start: 25}": "met",
                "{phq9: 10, phq9_at_start: 20}": "unmet",
                "{phq9: 14}": "unmet",
                "{phq9: 10}": "unknown",
            },
            snippet="""
            derived:
              phq9_left: {percent: {of: phq9, to: phq9_at_start}}
            """,
        )

    def test_zero(self, shows: Shows) -> None:
        """Nothing of nothing is 100 %: nothing has changed. Anything else of nothing is above every bound."""
        shows.truth(
            "phq9_left: {over: 100}",
            {"{phq9: 0, phq9_at_start: 0}": "unmet", "{phq9: 1, phq9_at_start: 0}": "met", "{phq9_at_start: 0}": "unknown"},
            snippet="""
            derived:
              phq9_left: {percent: {of: phq9, to: phq9_at_start}}
            """,
        )

    def test_or_more(self, shows: Shows) -> None:
        """Of a score with `or_more`, a percent uses the number itself, as a sum does: 60 is 60, and "52 or more" is known in part."""
        shows.derived(
            "share: {percent: {of: weeks_before, to: phq9_at_start}}",
            {"{weeks_before: 54, phq9_at_start: 27}": "200 %", "{weeks_before: 52, phq9_at_start: 26}": "200 % or more"},
        )


class TestWorst:
    """The worst of several scales"""

    def test_worst(self, shows: Shows) -> None:
        """**Worst** takes the worst of several scales with the same values and the same `worse`. If one part is at the very worst, the result is known."""
        shows.derived(
            "worst_symptom: {worst: [mood, anxiety]}",
            {
                "{mood: mild, anxiety: moderate}": "moderate",
                "{mood: severe}": "severe",
                "{mood: mild}": "mild or worse",
                "{mood: {at_most: mild}, anxiety: none}": "at most mild",
            },
        )


class TestBands:
    """Bands"""

    def test_bands(self, shows: Shows) -> None:
        """**Bands** divide a score into a scale. They cover its whole range, without gaps or overlaps. Their bounds give the order of the words, and
        `worse` of the score says which end is worse."""
        shows.derived(
            "phq9_band: {bands: {of: phq9, low: [0, 9], moderate: [10, 14], high: [15, 27]}}",
            {
                "{phq9: 10}": "moderate",
                "{phq9: {at_least: 12}}": "moderate or worse",
                "{phq9: {at_least: 15}}": "high",
                "{phq9: {at_most: 14}}": "at most moderate",
            },
        )

    def test_bands_of_a_sum(self, shows: Shows) -> None:
        """A sum can be divided into bands as well."""
        shows.derived(
            """
            distress: {sum: [phq9, gad7]}
            distress_band: {bands: {of: distress, low: [0, 9], middle: [10, 24], high: [25, 48]}}
            """,
            {"{phq9: 20, gad7: 8}": "high", "{phq9: 10}": "middle or worse", "{gad7: {at_most: 4}, phq9: {at_most: 5}}": "low"},
        )

    def test_bands_of_a_percent(self, shows: Shows) -> None:
        """Bands of a percent have operators as their bounds, `at_least` or `over` below and `at_most` or `under` above, so that nothing lies between two."""
        shows.derived(
            """
            phq9_left: {percent: {of: phq9, to: phq9_at_start}}
            response: {bands: {of: phq9_left, good: {under: 50}, some: {at_least: 50, under: 75}, none: {at_least: 75}}}
            """,
            {"{phq9: 9, phq9_at_start: 20}": "good", "{phq9: 10, phq9_at_start: 20}": "some", "{phq9_at_start: 0}": "none"},
        )

    def test_bands_and_never(self, shows: Shows) -> None:
        """Where a score can be `never`, a band has it alone, or as the upper end of its numbers."""
        shows.derived(
            "attempt: {bands: {of: last_attempt, recent: [0, 30], earlier: [31, 365], none: never}}",
            {"{last_attempt: 12}": "recent", "{last_attempt: never}": "none", "{last_attempt: {at_least: 40}}": "at least earlier"},
        )


class TestPoints:
    """Points"""

    def test_points(self, shows: Shows) -> None:
        """**Points** add up numbers for conditions that hold, as many published scores do. A condition is written as anywhere else, and may name several
        facts. The same condition twice is an error: it has all its points at once."""
        shows.derived(
            """
            burden:
              points:
                - {when: {mood: severe}, points: 2}
                - {when: {anxiety: {at_least: moderate}}, points: 1}
                - {when: {weekly_therapy: helping, phq9: {at_most: 14}}, points: -1}
            """,
            {
                "{mood: severe, anxiety: mild, phq9: 20}": "2",
                "{mood: none, anxiety: none, phq9: 5, weekly_therapy: helping}": "-1",
                "{mood: severe, weekly_therapy: not_enough}": "2 or more",
                "{mood: mild}": "1 or less",
                "{}": "unknown",
            },
        )

    def test_together(self, shows: Shows) -> None:
        """Conditions that share a fact, also through derived facts, are counted together. So the range of points is what somebody can have, and what is known
        in part is known as exactly as can be: at 15 or more it is 2 or 3 points here, never 0, 1 or 5."""
        shows.derived(
            """
            depression:
              points:
                - {when: {phq9: {between: [10, 14]}}, points: 1}
                - {when: {phq9: {between: [15, 19]}}, points: 2}
                - {when: {phq9: {at_least: 20}}, points: 3}
            """,
            {"{phq9: {at_least: 15}}": "2 or more", "{phq9: {between: [5, 16]}}": "2 or less", "{phq9: {between: [10, 16]}}": "1 to 2", "{phq9: 27}": "3"},
        )

    def test_exact(self, shows: Shows) -> None:
        """Points between two others that nobody has are possible while the points are known as a range, as with sums. The levels that are possible are exact
        in any case."""
        shows.truth(
            "burden: 1",
            {"{}": "unknown", "{mood: severe}": "unmet"},
            snippet="""
            derived:
              burden: {points: [{when: {mood: severe}, points: 2}]}
            """,
        )

    def test_steps(self, shows: Shows) -> None:
        """Points are whole numbers. With `step` they count in it."""
        shows.derived(
            """
            risk:
              step: 0.5
              points:
                - {when: {mood: severe}, points: 3}
                - {when: {anxiety: severe}, points: 1.5}
            """,
            {"{mood: severe, anxiety: severe}": "4.5", "{mood: mild}": "1.5 or less", "{anxiety: severe}": "1.5 or more"},
        )

    def test_bands_of_points(self, shows: Shows) -> None:
        """Points can be divided into bands, and conditions can compare them with a number. They stand in no sum: all conditions are listed in one place."""
        shows.derived(
            """
            burden: {points: [{when: {mood: severe}, points: 2}, {when: {phq9: {at_least: 20}}, points: 1}, {when: {gad7: {at_least: 15}}, points: 1}]}
            burden_band: {bands: {of: burden, small: [0, 1], large: [2, 4]}}
            """,
            {"{mood: severe}": "large", "{mood: mild, phq9: 12}": "small", "{phq9: 22}": "unknown"},
        )


class TestNamedConditions:
    """Named conditions"""

    def test_when(self, shows: Shows) -> None:
        """A **named condition** is a yes_no fact: yes if the condition is met, no if it is unmet, and unknown if it is unknown."""
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


class TestRefused:
    """Errors"""

    def test_bands(self, shows: Shows) -> None:
        """Bands that leave a gap, overlap, or are outside the range of their score:"""
        shows.refused(
            """
            derived:
              with_a_gap: {bands: {of: phq9, low: [0, 9], high: [15, 27]}}
              overlapping: {bands: {of: phq9, low: [0, 10], high: [10, 27]}}
              too_far: {bands: {of: phq9, low: [0, 9], high: [10, 30]}}
            """,
            "criteria.yaml:2:53: bands-gap: no band contains 10 to 14; `high` begins at 15",
            "criteria.yaml:3:55: bands-overlap: the band `high` begins at 10, but 10 is already in another",
            "criteria.yaml:4:50: out-of-range: the band `high` is outside the range of `phq9`; allowed is 0 to 27",
        )

    def test_points(self, shows: Shows) -> None:
        """A condition of points that stands twice, points that are no number of steps, and points in a sum:"""
        shows.refused(
            """
            derived:
              twice: {points: [{when: {phq9: {at_least: 20}}, points: 1}, {when: {phq9: {at_least: 20}}, points: 2}]}
              halves: {points: [{when: {phq9: {at_least: 20}}, points: 1.5}]}
              burden: {points: [{when: {phq9: {at_least: 20}}, points: 1}]}
              total: {sum: [phq9, burden]}
            """,
            """
            criteria.yaml:2:70: repeated-part: the condition of entry 2 says the same as that of entry 1
              hint: give a condition all its points at once, or correct it; often another fact or value was meant
            """,
            """
            criteria.yaml:3:60: wrong-type: `points` takes a whole number; found the number `1.5`
              hint: decimals need a step: `step: 0.5` under `halves`
            """,
            """
            criteria.yaml:5:23: wrong-type: `burden` is not a score
              hint: points stand in no sum: list all conditions in one `points`
            """,
        )

    def test_circle(self, shows: Shows) -> None:
        """Derived facts that depend on each other in a circle:"""
        shows.refused(
            """
            derived:
              first: {when: {second: yes}}
              second: {when: {first: no}}
            """,
            "criteria.yaml:2:3: circular: derived facts depend on each other in a circle: `first` → `second` → `first`",
        )

    def test_or_more(self, shows: Shows) -> None:
        """A score with `or_more` cannot be subtracted: the result could be any lower number."""
        shows.refused(
            "derived: {difference: {sum: [weeks_here, {of: weeks_before, times: -1}]}}",
            """
            criteria.yaml:1:68: or-more-taken-away: `weeks_before` may be more than 52, so it cannot be subtracted: the result could be any lower number
              hint: give it a range that nobody exceeds, without `or_more`, or make `times` positive
            """,
        )

    def test_never(self, shows: Shows) -> None:
        """A score that can be `never` is in no sum and in no percent."""
        shows.refused(
            "derived: {difference: {sum: [weeks_here, last_attempt]}}",
            """
            criteria.yaml:1:42: never-counted: `last_attempt` may be `never`, which is no number, so it cannot be in a sum
              hint: use a score without `or_never`, or name the two facts in the conditions themselves
            """,
        )

    def test_percents(self, shows: Shows) -> None:
        """A percent takes two scores, neither of which is ever below 0, and no percent is in a sum. If both could be more than their top, one could be any
        percentage of the other."""
        shows.refused(
            """
            facts:
              phq9: {type: score, range: [0, 27]}
              balance: {type: score, range: [-10, 10]}
              weeks_before: {type: score, range: [0, 52], or_more: yes}
              weeks_here: {type: score, range: [0, 52], or_more: yes}
            derived:
              negative: {percent: {of: phq9, to: balance}}
              endless: {percent: {of: weeks_here, to: weeks_before}}
              share: {percent: {of: phq9, to: weeks_here}}
              total: {sum: [phq9, share]}
            """,
            """
            criteria.yaml:7:38: below-zero: `balance` can be -10; a percentage takes two scores that are never below 0
              hint: give it a range from 0 on, or compare the two scores by a sum
            """,
            """
            criteria.yaml:8:22: or-more-of-or-more: both `weeks_here` and `weeks_before` may be more than their top, so that one could be any percentage of the other
              hint: give one of them a range that nobody exceeds, without `or_more`
            """,
            "criteria.yaml:10:23: wrong-type: `share` is not a score",
        )

    def test_kinds(self, shows: Shows) -> None:
        """A sum of something other than scores, the worst of different scales, and a derived fact of two kinds at once:"""
        shows.refused(
            """
            facts:
              phq9: {type: score, range: [0, 27], worse: high}
              mood: {type: scale, values: [none, mild, moderate, severe], worse: high}
              sleep: {type: scale, values: [poor, fair, good], worse: low}
            derived:
              total: {sum: [phq9, mood]}
              worst_of_both: {worst: [mood, sleep]}
              two_at_once: {sum: [phq9], when: {mood: severe}}
            """,
            "criteria.yaml:6:23: wrong-type: `mood` is not a score",
            "criteria.yaml:7:33: unlike-scales: `sleep` has the values `poor`, `fair`, `good`, but `mood` has `none`, `mild`, `moderate`, `severe`",
            "criteria.yaml:8:16: one-of: a derived fact has exactly one of `sum`, `percent`, `worst`, `bands`, `when`, `points`; found `sum`, `when`",
        )
