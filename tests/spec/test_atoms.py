"""Conditions on one fact

A condition says something of a person that is *met*, *unmet* or *unknown*. The smallest conditions name one fact and say which of its values count:
`fact: {operator: value}`. Such a condition is met when everything that the fact can still be satisfies it, unmet when nothing does, and unknown
otherwise. No operator can tell whether a question was asked: to learn more can settle what was unknown, and never overturns what was met or unmet.
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
    """Any fact that has one value

    These operators are there for scales, choices, scores and yes_no facts, and for what is [derived](#derived_facts) from them."""

    def test_value(self, shows: Shows) -> None:
        """A value alone: the fact is that value."""
        shows.truth("safe_at_home: no", {"{safe_at_home: no}": "met", "{safe_at_home: yes}": "unmet", "{}": "unknown"})

    def test_is(self, shows: Shows) -> None:
        """`is` says the same in full."""
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
        """`is_not`: the fact is known, and something else. What is not known is not "something else"."""
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
        """`one_of`: the fact is one of these."""
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
        """`none_of`: the fact is known, and none of these."""
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

    Scales and scores have these operators too, and so do sums, bands and the worst of several scales. For a scale, "more" means further on in the
    list of its values."""

    def test_at_least(self, shows: Shows) -> None:
        """`at_least`: this value or one above it."""
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
        """`at_most`: this value or one below it."""
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
        """`between`: from the first to the second, both included."""
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


class TestSets:
    """Sets

    A set has operators of its own. Each member is looked at by itself, so one member that is known can be enough."""

    def test_includes(self, shows: Shows) -> None:
        """`includes`: this member is there."""
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
        """`includes_any`: at least one of these is there."""
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
        """`includes_all`: every one of these is there; others may be there too."""
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
        """`excludes`: this member is known not to be there."""
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
        """`excludes_all`: every one of these is known not to be there."""
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
        """Wherever a condition reaches a reader, it is put into words. The [`title` and `titles`](#facts) of facts make them read well."""
        shows.words(
            {
                "safe_at_home: no": '"safe at home" is no',
                "weekly_therapy: {is_not: helping}": 'weekly therapy is "never tried" or "not enough"',
                "phq9: {at_least: 10}": "PHQ-9 is 10 or more",
                "phq9: {between: [10, 14]}": "PHQ-9 is 10 to 14",
                "symptom_severity: {at_least: moderate}": "symptom severity is moderate or worse",
                "symptom_severity: {at_most: mild}": "symptom severity is at most mild",
                "conditions: {includes_any: [ocd, ptsd]}": "conditions include ocd or ptsd",
                "conditions: {excludes: ocd}": "conditions do not include ocd",
            }
        )


class TestRefused:
    """What is refused"""

    def test_says_nothing(self, shows: Shows) -> None:
        """A condition that every value satisfies, or none, says nothing. If it were allowed, a criterion could be met for a person of whom nothing is known."""
        shows.refused_condition(
            "phq9: {at_least: 0}",
            "says-nothing: this condition is always met, even when nothing is known: `phq9` has the values 0 to 27",
        )
        shows.refused_condition(
            "symptom_severity: {at_least: severe, at_most: mild}",
            "says-nothing: no value of `symptom_severity` fits all of this at once",
        )

    def test_wrong_operator(self, shows: Shows) -> None:
        """An operator that the type of the fact does not have."""
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
        """A bound outside the range, bounds the wrong way round, a value that is not declared, or one that is named twice."""
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
