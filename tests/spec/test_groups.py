"""Combining conditions

Groups combine conditions and can be nested. A group needs at least one part.
"""

from tests.spec.shows import Shows

GIVEN = """
facts:
  symptom_severity: {type: scale, values: [none, mild, moderate, severe], worse: high}
  weekly_therapy: {type: choice, values: [never_tried, helping, not_enough]}
  safe_at_home: {type: yes_no, worse: no}
  works: {type: yes_no}
  studies: {type: yes_no}
  cares_for_others: {type: yes_no}
"""


class TestEveryPart:
    """All parts"""

    def test_mapping(self, shows: Shows) -> None:
        """If a mapping has several facts, all of them must be met. This is "and"."""
        shows.truth(
            """
            symptom_severity: {at_least: moderate}
            weekly_therapy: not_enough
            """,
            {
                "{symptom_severity: severe, weekly_therapy: not_enough}": "met",
                "{symptom_severity: mild}": "unmet",
                "{symptom_severity: severe}": "unknown",
                "{}": "unknown",
            },
        )

    def test_mapping_with_groups(self, shows: Shows) -> None:
        """A mapping can contain groups next to facts."""
        shows.truth(
            """
            safe_at_home: no
            any: [{works: yes}, {studies: yes}]
            """,
            {
                "{safe_at_home: no, studies: yes}": "met",
                "{safe_at_home: yes}": "unmet",
                "{works: no, studies: no}": "unmet",
                "{safe_at_home: no, works: no}": "unknown",
            },
        )

    def test_several_operators(self, shows: Shows) -> None:
        """Several operators on one fact must all be met, too."""
        shows.truth(
            "symptom_severity: {at_least: mild, is_not: severe}",
            {"{symptom_severity: mild}": "met", "{symptom_severity: severe}": "unmet", "{symptom_severity: {at_least: moderate}}": "unknown"},
        )

    def test_all(self, shows: Shows) -> None:
        """`all` means the same, with a list. Use it when the same key would appear twice in one mapping, such as `any` here."""
        shows.truth(
            """
            all:
              - any: [{works: yes}, {studies: yes}]
              - any: [{safe_at_home: no}, {cares_for_others: yes}]
            """,
            {
                "{studies: yes, safe_at_home: no}": "met",
                "{works: no, studies: no}": "unmet",
                "{works: yes, safe_at_home: yes}": "unknown",
                "{}": "unknown",
            },
        )


class TestSomePart:
    """Any part, or none"""

    def test_any(self, shows: Shows) -> None:
        """`any`: one part is enough, whatever the others are."""
        shows.truth(
            "any: [{works: yes}, {studies: yes}]",
            {"{works: yes}": "met", "{works: no, studies: no}": "unmet", "{works: no}": "unknown", "{}": "unknown"},
        )

    def test_none(self, shows: Shows) -> None:
        """`none`: every part is known to be unmet. With one part it means "not"."""
        shows.truth(
            "none: [{works: yes}, {studies: yes}]",
            {"{works: no, studies: no}": "met", "{works: yes}": "unmet", "{works: no}": "unknown", "{}": "unknown"},
        )


class TestCounts:
    """Counting parts

    Below a fact, `at_least` and `at_most` compare its value. In the place of a fact, with `count` and `of`, they count parts."""

    def test_at_least(self, shows: Shows) -> None:
        """`at_least`: this many parts or more are met."""
        shows.truth(
            "at_least: {count: 2, of: [{works: yes}, {studies: yes}, {cares_for_others: yes}]}",
            {"{works: yes, studies: yes}": "met", "{works: no, studies: no}": "unmet", "{works: yes, studies: no}": "unknown"},
        )

    def test_at_most(self, shows: Shows) -> None:
        """`at_most`: this many parts or fewer are met."""
        shows.truth(
            "at_most: {count: 1, of: [{works: yes}, {studies: yes}, {cares_for_others: yes}]}",
            {"{works: no, studies: no}": "met", "{works: yes, studies: yes}": "unmet", "{works: yes, studies: no}": "unknown"},
        )

    def test_exactly(self, shows: Shows) -> None:
        """`exactly`: exactly this many parts are met."""
        shows.truth(
            "exactly: {count: 1, of: [{works: yes}, {studies: yes}]}",
            {
                "{works: yes, studies: no}": "met",
                "{works: yes, studies: yes}": "unmet",
                "{works: no, studies: no}": "unmet",
                "{works: yes}": "unknown",
            },
        )


class TestInWords:
    """In words"""

    GIVEN = """
facts:
  symptom_severity: {type: scale, values: [none, mild, moderate, severe], worse: high}
  safe_at_home: {type: yes_no, titles: {yes: the home is safe, no: the home is not safe}}
  works: {type: yes_no, titles: {yes: the person works, no: the person does not work}}
  studies: {type: yes_no, titles: {yes: the person studies, no: the person does not study}}
  cares_for_others: {type: yes_no, titles: {yes: the person cares for others, no: nobody depends on the person}}
"""

    def test_words(self, shows: Shows) -> None:
        """A part that is itself a group is put in brackets, so that it is clear what belongs together."""
        shows.words(
            {
                "{works: yes, studies: yes}": "the person works, and the person studies",
                "any: [{works: yes}, {studies: yes}]": "either the person works, or the person studies",
                "none: [{works: yes}]": "not (the person works)",
                "none: [{works: yes}, {studies: yes}]": "none of these: the person works; the person studies",
                "{symptom_severity: severe, any: [{works: yes}, {studies: yes}]}": "symptom severity is severe, and (either the person works, or the person studies)",
                "at_least: {count: 2, of: [{works: yes}, {studies: yes}, {cares_for_others: yes}]}": "at least 2 of these: the person works; the person studies; the person cares for others",
            }
        )


class TestRefused:
    """Errors"""

    def test_empty_groups(self, shows: Shows) -> None:
        """A group without parts. An empty `all` would be met by everyone."""
        shows.refused_condition("all: []", "empty-group: `all` is empty; it needs at least one part")

    def test_counts(self, shows: Shows) -> None:
        """A count that is always or never met:"""
        shows.refused_condition(
            "at_least: {count: 3, of: [{works: yes}, {studies: yes}]}", "out-of-range: `count` is 3, but `at_least` of 2 parts allows 1 to 2"
        )
        shows.refused_condition("at_most: {count: 2, of: [{works: yes}, {studies: yes}]}", "out-of-range: `count` is 2, but `at_most` of 2 parts allows 0 to 1")

    def test_repeated(self, shows: Shows) -> None:
        """The same fact twice in one mapping. The second would silently replace the first; use `all` instead."""
        shows.refused(
            """
            criteria:
              - id: at-work
                limits_to: iop
                because: Work would have to be put down.
                when:
                  works: yes
                  works: no
            """,
            """
            criteria.yaml:7:7: repeated-key: `works` appears twice; the first one is in line 6
              hint: keep one of them, or combine the two
            """,
        )

    def test_repeated_parts(self, shows: Shows) -> None:
        """The same part twice in one group, or two entries of a mapping that mean the same. The meaning counts, not the wording: a derived condition is
        the same as its definition, a band the same as its scores, and `none` of one part the same as its opposite."""
        shows.refused_condition(
            "at_least: {count: 2, of: [{works: yes}, {studies: yes}, {works: yes}]}",
            """
            repeated-part: part 3 of `at_least` says the same as part 1
              hint: each part counts once: take one of them out, or correct it; often another fact or value was meant; to count a part more, use `points`
            """,
        )
        shows.refused_condition(
            "any: [{works: no}, {none: [{works: yes}]}]",
            """
            repeated-part: part 2 of `any` says the same as part 1
              hint: take one of them out, or correct it; often another fact or value was meant
            """,
        )
