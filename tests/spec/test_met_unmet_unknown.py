"""Met, unmet, unknown

Every criterion is always exactly one of these. Unknown is not a value halfway between met and unmet: it means that the known facts allow both.
"""

from tests.spec.shows import Shows

GIVEN = """
facts:
  a: {type: yes_no}
  b: {type: yes_no}
  c: {type: yes_no}
  phq9: {type: score, range: [0, 27], worse: high}
  gad7: {type: score, range: [0, 21], worse: high}
  mood: {type: scale, values: [none, mild, moderate, severe], worse: high}
  anxiety: {type: scale, values: [none, mild, moderate, severe], worse: high}
derived:
  distress: {sum: [phq9, gad7]}
  distress_band: {bands: {of: distress, low: [0, 9], middle: [10, 24], high: [25, 48]}}
  worst_symptom: {worst: [mood, anxiety]}
"""

TRUTHS = ("met", "unmet", "unknown")


class TestGroups:
    """Groups with unknown parts"""

    def test_all_any_none(self, shows: Shows) -> None:
        """`all` is unmet as soon as one part is unmet, and met if every part is met. `any` is met as soon as one part is met, and unmet if every part is
        unmet. `none` is the opposite of `any`. Otherwise the group is unknown."""
        met, unmet, unknown = TRUTHS
        shows.truth_table(
            {"all": "all: [{a: yes}, {b: yes}]", "any": "any: [{a: yes}, {b: yes}]", "none": "none: [{a: yes}, {b: yes}]"},
            ("a", "b"),
            {
                (met, met): (met, met, unmet),
                (met, unmet): (unmet, met, unmet),
                (met, unknown): (unknown, met, unmet),
                (unmet, met): (unmet, met, unmet),
                (unmet, unmet): (unmet, unmet, met),
                (unmet, unknown): (unmet, unknown, unknown),
                (unknown, met): (unknown, met, unmet),
                (unknown, unmet): (unmet, unknown, unknown),
                (unknown, unknown): (unknown, unknown, unknown),
            },
        )

    def test_counts(self, shows: Shows) -> None:
        """A count is settled as soon as the unknown parts cannot change it. Two of three, at most one of three, exactly one of three:"""
        met, unmet, unknown = TRUTHS
        of = "of: [{a: yes}, {b: yes}, {c: yes}]"
        shows.truth_table(
            {"at least 2": f"at_least: {{count: 2, {of}}}", "at most 1": f"at_most: {{count: 1, {of}}}", "exactly 1": f"exactly: {{count: 1, {of}}}"},
            ("a", "b", "c"),
            {
                (met, met, met): (met, unmet, unmet),
                (met, met, unknown): (met, unmet, unmet),
                (met, unmet, unmet): (unmet, met, met),
                (met, unmet, unknown): (unknown, unknown, unknown),
                (met, unknown, unknown): (unknown, unknown, unknown),
                (unmet, unmet, unmet): (unmet, met, unmet),
                (unmet, unmet, unknown): (unmet, met, unknown),
                (unmet, unknown, unknown): (unknown, unknown, unknown),
                (unknown, unknown, unknown): (unknown, unknown, unknown),
            },
        )

    def test_each_part_by_itself(self, shows: Shows) -> None:
        """Each part is evaluated on its own. So if a condition names an unknown fact twice, it can be unknown even though every value of the fact would
        give the same result. (The level of care is still exact: see [From criteria to a level](#levels).)"""
        shows.truth("any: [{mood: {at_most: mild}}, {mood: {at_least: moderate}}]", {"{mood: mild}": "met", "{mood: severe}": "met", "{}": "unknown"})


class TestDerived:
    """Derived facts with unknown parts"""

    def test_sums(self, shows: Shows) -> None:
        """A sum with unknown parts is a range. A condition on the sum is settled as soon as this range settles it."""
        shows.truth(
            "distress: {at_least: 25}",
            {
                "{phq9: 25}": "met",
                "{phq9: 24}": "unknown",
                "{phq9: 20, gad7: {at_least: 5}}": "met",
                "{phq9: 3}": "unmet",
                "{}": "unknown",
            },
        )

    def test_bands(self, shows: Shows) -> None:
        """A band is known as soon as all values that the score can still have are in it."""
        shows.truth(
            "distress_band: high",
            {"{phq9: 25}": "met", "{phq9: 3}": "unmet", "{phq9: 12}": "unknown"},
        )

    def test_worst(self, shows: Shows) -> None:
        """The worst of several scales is at least as bad as the worst known one."""
        shows.truth(
            "worst_symptom: {at_least: moderate}",
            {"{mood: moderate}": "met", "{mood: mild, anxiety: none}": "unmet", "{mood: mild}": "unknown"},
        )


class TestLearning:
    """Learning more"""

    def test_learning_only_narrows(self, shows: Shows) -> None:
        """A criterion that is met or unmet stays so, whatever else becomes known. Only unknown can change."""
        shows.truth(
            """
            at_least:
              count: 2
              of: [{mood: {at_least: moderate}}, {anxiety: {at_least: moderate}}, {phq9: {at_least: 10}}]
            """,
            {
                "{}": "unknown",
                "{mood: severe}": "unknown",
                "{mood: severe, phq9: {at_least: 10}}": "met",
                "{mood: severe, phq9: 14}": "met",
                "{mood: severe, phq9: 14, anxiety: none}": "met",
            },
        )
