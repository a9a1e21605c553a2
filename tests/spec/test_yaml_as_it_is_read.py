"""YAML

Criteria, vignettes and cases are written in YAML: `key: value`, indentation with spaces, lists with dashes or in brackets, comments after a `#`. JSON
is also YAML, so a case that a program wrote as JSON can be read as it is. YAML can do much more, and some of it silently gives a mistake another
meaning. carelevel reads the plain part and rejects the rest.
"""

from tests.spec.shows import Shows

GIVEN = """
facts:
  safe_at_home: {type: yes_no, worse: no}
"""


class TestWordsAndNumbers:
    """Words and numbers

    Single words are read as in YAML 1.2, the newer version."""

    def test_words(self, shows: Shows) -> None:
        """Only `true` and `false` are true and false, and only `null`, `~` and an empty value are null. `yes`, `no`, `on` and `off` are words."""
        shows.scalars(
            {
                "yes": "the text `yes`",
                "no": "the text `no`",
                "off": "the text `off`",
                "true": "`true` (true or false)",
                "False": "`false` (true or false)",
                "none": "the text `none`",
                "null": "nothing",
                "~": "nothing",
            }
        )

    def test_yes_and_no(self, shows: Shows) -> None:
        """`yes` and `no` are the words of a yes_no fact. It also takes `true` and `false`, which programs write."""
        shows.truth("safe_at_home: yes", {"{safe_at_home: yes}": "met", '{"safe_at_home": true}': "met", '{"safe_at_home": false}': "unmet"})

    def test_numbers(self, shows: Shows) -> None:
        """Only what clearly looks like a number is a number. Dates, times of day, and digits after a leading zero are text."""
        shows.scalars(
            {
                "12": "the number `12`",
                "-3": "the number `-3`",
                "1.5": "the number `1.5`",
                "012": "the text `012`",
                "1:30": "the text `1:30`",
                "1_000": "the text `1_000`",
                "0x1F": "the text `0x1F`",
                "2026-11-01": "the text `2026-11-01`",
            }
        )

    def test_quotation_marks(self, shows: Shows) -> None:
        """Quotation marks turn anything into text. A version that looks like a number needs them: as a number, 1.10 is 1.1."""
        shows.scalars(
            {'"12"': "the text `12`", "'no'": "the text `no`", '"null"': "the text `null`", "1.10": "the number `1.1`", "2026.11.0": "the text `2026.11.0`"}
        )
        shows.refused(
            "version: 1.10",
            """
            criteria.yaml:1:10: wrong-type: `version` takes text; found the number `1.10`
              hint: put quotation marks around it: "1.10"
            """,
        )


class TestAnchors:
    """Anchors and aliases

    An anchor (`&name`) names a part of a file, and an alias (`*name`) repeats that part later."""

    def test_anchors(self, shows: Shows) -> None:
        """Both can be used. A list that several facts share can be written once:"""
        shows.known(
            {"{mood: severe, anxiety: mild}": "mood is severe; anxiety is mild"},
            facts="""
            mood: {type: scale, values: &severity [none, mild, moderate, severe], worse: high}
            anxiety: {type: scale, values: *severity, worse: high}
            """,
        )

    def test_no_part_of_itself(self, shows: Shows) -> None:
        """A part cannot contain itself."""
        shows.refused(
            """
            facts:
              mood: {type: scale, values: &severity [none, mild, *severity]}
            """,
            "criteria.yaml:2:54: yaml-feature: the alias `severity` is inside the part it repeats",
        )

    def test_within_limits(self, shows: Shows) -> None:
        """Each repetition counts toward the [limits](#what_is_refused). So nested lists of aliases, which could fill any memory from one small file, are
        rejected:"""
        lists = "".join(f"  f{i}: &f{i} [{', '.join([f'*f{i - 1}'] * 9)}]\n" for i in range(1, 9))
        shows.refused(
            f"facts:\n  f0: &f0 [none, mild]\n{lists}",
            "criteria.yaml:7:27: too-large: the file has more than 100,000 parts; parts repeated by aliases count each time",
            shown=False,
        )


class TestNotRead:
    """What is rejected"""

    def test_repeated_keys(self, shows: Shows) -> None:
        """A key that appears twice in one mapping. Much software silently drops one of them."""
        shows.refused(
            """
            facts:
              mood: {type: scale, values: [none, mild, severe]}
              mood: {type: score, range: [0, 10]}
            """,
            """
            criteria.yaml:3:3: repeated-key: `mood` appears twice; the first one is in line 2
              hint: keep one of them, or combine the two
            """,
        )

    def test_merge_keys(self, shows: Shows) -> None:
        """Merge keys (`<<`). An entry should show its whole content in one place."""
        shows.refused(
            """
            facts:
              mood: &mood {type: scale, values: [none, mild, severe]}
              anxiety: {<<: *mood, type: scale, values: [none, severe]}
            """,
            """
            criteria.yaml:3:13: yaml-feature: merge keys are not allowed
              hint: write the keys out
            """,
        )

    def test_tags(self, shows: Shows) -> None:
        """Tags (`!`), which turn a value into something else."""
        shows.refused(
            "population: !important Adults only",
            """
            criteria.yaml:1:13: yaml-feature: the tag `!important` is not allowed
              hint: put quotation marks around text that begins with !
            """,
        )

    def test_documents(self, shows: Shows) -> None:
        """A second document in the same file."""
        shows.refused(
            """
            facts:
              mood: {type: score, range: [0, 10]}
            ---
            services:
              erp: Exposure and response prevention
            """,
            "criteria.yaml:3:1: yaml-feature: a file holds one document; a second one starts here",
        )

    def test_nothing(self, shows: Shows) -> None:
        """A key without a value: someone may have meant to fill it in. Only in a case does `null` have a meaning: the fact is unknown."""
        shows.refused(
            """
            facts:
              mood:
                type: score
                range: [0, 10]
                ask:
            """,
            """
            criteria.yaml:5:5: missing-value: `ask` has no value
              hint: write it after the colon, or indented below the key; text that begins with # needs quotation marks
            """,
        )


class TestSlips:
    """Typing errors

    If a file cannot be read at all, the message names the error and its place, in words that need no knowledge of YAML. Some common ones:"""

    def test_colons(self, shows: Shows) -> None:
        """A colon needs a space after it, and text with a colon needs quotation marks."""
        shows.refused(
            "title:Adult mental health",
            """
            criteria.yaml:1:1: not-yaml: a space is missing after the colon of `title`
              hint: write `title: Adult mental health`
            """,
        )
        shows.refused(
            "title: Adult mental health: who needs what",
            """
            criteria.yaml:1:27: not-yaml: there is a second colon in this line
              hint: put quotation marks around text that has a colon; or write the value of `title` in the next line, indented
            """,
        )

    def test_brackets(self, shows: Shows) -> None:
        """Brackets and braces close in the order in which they open."""
        shows.refused(
            """
            facts:
              mood: {type: scale, values: [none, mild, severe}
            """,
            """
            criteria.yaml:2:50: not-yaml: `}` does not close the `[` before it
              hint: brackets close in the order in which they open
            """,
        )

    def test_tabs(self, shows: Shows) -> None:
        """Lines are indented with spaces. Here the second line begins with a tab:"""
        shows.refused(
            "facts:\n\tmood: {type: yes_no}",
            """
            criteria.yaml:2:1: not-yaml: this line begins with a tab
              hint: indent with spaces
            """,
            shown=False,
        )
