"""Conditions on one fact

A condition on a person is *met*, *unmet* or *unknown*. The simplest condition names one fact and the values that count: `fact: {operator: value}`. It
is met if every value that the fact can still have satisfies it, unmet if none does, and otherwise unknown. Learning more can settle what was unknown,
but never changes what was met or unmet. No operator can test whether a question was asked.
"""

from tests.spec.shows import Shows

GIVEN = """
facts:
  symptom_severity: {type: scale, values: [none, mild, moderate, severe], worse: high}
  weekly_therapy: {type: choice, values: [never_tried, helping, not_enough]}
  phq9: {type: score, range: [0, 27], worse: high, title: PHQ-9}
  safe_at_home: {type: yes_no, worse: no}
  conditions: {type: set, values: [depression, ocd, ptsd]}
"""


class TestAnyFact:
    """Facts with one value

    These operators work on scales, choices, scores and yes_no facts, and on facts [derived](#derived_facts) from them."""

    def test_value(self, shows: Shows) -> None:
        """A value alone means that the fact has this value."""
        shows.truth("safe_at_home: no", {"{safe_at_home: no}": "met", "{safe_at_home: yes}": "unmet", "{}": "unknown"})

    def test_is(self, shows: Shows) -> None:
        """`is` means the same."""
        shows.truth(
            "weekly_therapy: {is: helping}",
            {
                "{weekly_therapy: helping}": "met",
                "{weekly_therapy: not_enough}": "unmet",
                "{weekly_therapy: {is_not: never_tried}}": "unknown",
                "{}": "unknown",
            },
        )

    def test_is_not(self, shows: Shows) -> None:
        """`is_not`: the fact is known to have another value. An unknown fact does not satisfy it."""
        shows.truth(
            "weekly_therapy: {is_not: helping}",
            {
                "{weekly_therapy: not_enough}": "met",
                "{weekly_therapy: {one_of: [never_tried, not_enough]}}": "met",
                "{weekly_therapy: helping}": "unmet",
                "{}": "unknown",
            },
        )

    def test_one_of(self, shows: Shows) -> None:
        """`one_of`: the fact has one of these values."""
        shows.truth(
            "weekly_therapy: {one_of: [helping, not_enough]}",
            {
                "{weekly_therapy: helping}": "met",
                "{weekly_therapy: {is_not: never_tried}}": "met",
                "{weekly_therapy: never_tried}": "unmet",
                "{}": "unknown",
            },
        )

    def test_none_of(self, shows: Shows) -> None:
        """`none_of`: the fact is known to have none of these values."""
        shows.truth(
            "weekly_therapy: {none_of: [helping, not_enough]}",
            {
                "{weekly_therapy: never_tried}": "met",
                "{weekly_therapy: helping}": "unmet",
                "{weekly_therapy: {is_not: never_tried}}": "unmet",
                "{}": "unknown",
            },
        )


class TestOrder:
    """Facts with an order

    Scales, scores, sums, bands and the worst of several scales also have these operators. For a scale, "more" means later in its list of values."""

    def test_at_least(self, shows: Shows) -> None:
        """`at_least`: this value or a higher one."""
        shows.truth(
            "phq9: {at_least: 10}",
            {
                "{phq9: 10}": "met",
                "{phq9: {at_least: 12}}": "met",
                "{phq9: 9}": "unmet",
                "{phq9: {at_least: 5}}": "unknown",
                "{}": "unknown",
            },
        )

    def test_at_most(self, shows: Shows) -> None:
        """`at_most`: this value or a lower one."""
        shows.truth(
            "symptom_severity: {at_most: mild}",
            {
                "{symptom_severity: mild}": "met",
                "{symptom_severity: moderate}": "unmet",
                "{symptom_severity: {at_least: moderate}}": "unmet",
                "{symptom_severity: {at_most: moderate}}": "unknown",
                "{}": "unknown",
            },
        )

    def test_between(self, shows: Shows) -> None:
        """`between`: from the first to the second value, both included."""
        shows.truth(
            "phq9: {between: [10, 14]}",
            {
                "{phq9: 10}": "met",
                "{phq9: 14}": "met",
                "{phq9: 15}": "unmet",
                "{phq9: {at_least: 14}}": "unknown",
                "{}": "unknown",
            },
        )

    def test_under(self, shows: Shows) -> None:
        """`under`, for scores and sums only: a lower number; the bound itself is left out."""
        shows.truth(
            "phq9: {under: 10}",
            {"{phq9: 9}": "met", "{phq9: 10}": "unmet", "{phq9: {at_most: 10}}": "unknown", "{}": "unknown"},
        )

    def test_over(self, shows: Shows) -> None:
        """`over`: a higher number. Both decide the same as the step below or above, and are said and written as they stand in the file."""
        shows.truth(
            "phq9: {over: 14}",
            {"{phq9: 15}": "met", "{phq9: 14}": "unmet", "{phq9: {at_least: 14}}": "unknown", "{}": "unknown"},
        )


class TestSets:
    """Sets

    Sets have their own operators. Each member is checked separately, so one known member can be enough."""

    def test_includes(self, shows: Shows) -> None:
        """`includes`: this member is present."""
        shows.truth(
            "conditions: {includes: ocd}",
            {
                "{conditions: [ocd, ptsd]}": "met",
                "{conditions: {ocd: yes}}": "met",
                "{conditions: [ptsd]}": "unmet",
                "{conditions: {ptsd: yes}}": "unknown",
                "{}": "unknown",
            },
        )

    def test_includes_any(self, shows: Shows) -> None:
        """`includes_any`: at least one of these is present."""
        shows.truth(
            "conditions: {includes_any: [ocd, ptsd]}",
            {
                "{conditions: {ocd: yes}}": "met",
                "{conditions: []}": "unmet",
                "{conditions: {ocd: no}}": "unknown",
                "{}": "unknown",
            },
        )

    def test_includes_all(self, shows: Shows) -> None:
        """`includes_all`: all of these are present; there may be others."""
        shows.truth(
            "conditions: {includes_all: [ocd, ptsd]}",
            {
                "{conditions: [depression, ocd, ptsd]}": "met",
                "{conditions: {ocd: no}}": "unmet",
                "{conditions: {ocd: yes}}": "unknown",
                "{}": "unknown",
            },
        )

    def test_excludes(self, shows: Shows) -> None:
        """`excludes`: this member is known to be absent."""
        shows.truth(
            "conditions: {excludes: ocd}",
            {
                "{conditions: [ptsd]}": "met",
                "{conditions: [ocd]}": "unmet",
                "{conditions: {ptsd: yes}}": "unknown",
                "{}": "unknown",
            },
        )

    def test_excludes_all(self, shows: Shows) -> None:
        """`excludes_all`: all of these are known to be absent."""
        shows.truth(
            "conditions: {excludes_all: [ocd, ptsd]}",
            {
                "{conditions: [depression]}": "met",
                "{conditions: {ocd: yes}}": "unmet",
                "{conditions: {ocd: no}}": "unknown",
                "{}": "unknown",
            },
        )


class TestInWords:
    """In words"""

    def test_words(self, shows: Shows) -> None:
        """Readers see a condition as a sentence. The [`title` and `titles`](#facts) of facts make it read well."""
        shows.words(
            {
                "safe_at_home: no": '"safe at home" is no',
                "weekly_therapy: {is_not: helping}": 'weekly therapy is "never tried" or "not enough"',
                "phq9: {at_least: 10}": "PHQ-9 is 10 or more",
                "phq9: {between: [10, 14]}": "PHQ-9 is 10 to 14",
                "phq9: {under: 10}": "PHQ-9 is under 10",
                "symptom_severity: {at_least: moderate}": "symptom severity is moderate or worse",
                "symptom_severity: {at_most: mild}": "symptom severity is at most mild",
                "conditions: {includes_any: [ocd, ptsd]}": "conditions include ocd or ptsd",
                "conditions: {excludes: ocd}": "conditions do not include ocd",
            }
        )


class TestRefused:
    """Errors"""

    def test_says_nothing(self, shows: Shows) -> None:
        """A condition that every value satisfies, or none. If it were allowed, a criterion could be met for a person about whom nothing is known."""
        shows.refused_condition(
            "phq9: {at_least: 0}",
            "says-nothing: this condition is always met, even when nothing is known: `phq9` has the values 0 to 27",
        )
        shows.refused_condition(
            "symptom_severity: {at_least: severe, at_most: mild}",
            "says-nothing: no value of `symptom_severity` fits all of this at once",
        )

    def test_wrong_operator(self, shows: Shows) -> None:
        """An operator that the type of the fact does not have:"""
        shows.refused_condition(
            "weekly_therapy: {at_least: helping}",
            "wrong-operator: `at_least` cannot be used with `weekly_therapy`, whose values have no order; allowed are `is`, `is_not`, `one_of`, `none_of`",
        )
        shows.refused_condition(
            "conditions: ocd",
            """
            wrong-operator: `conditions` is a set and takes `includes`, `includes_any`, `includes_all`, `excludes`, `excludes_all`; found the text `ocd`
              hint: write {includes: ocd}
            """,
        )

    def test_values(self, shows: Shows) -> None:
        """A bound outside the range, bounds in the wrong order, a value that is not declared, and a value that is listed twice:"""
        shows.refused_condition(
            """
            any:
              - phq9: {at_least: 30}
              - phq9: {between: [14, 10]}
              - symptom_severity: {at_least: moderat}
              - weekly_therapy: {one_of: [helping, helping]}
            """,
            "out-of-range: `30` is outside the range of `phq9`; allowed is 0 to 27",
            """
            bounds-reversed: the bounds `14` and `10` are in the wrong order
              hint: write [10, 14]
            """,
            """
            unknown-value: `moderat` is not a value of `symptom_severity`; allowed are `none`, `mild`, `moderate`, `severe`
              hint: did you mean `moderate`?
            """,
            "repeated-value: `helping` is listed twice",
        )
