"""Instruments

An *instrument* is a questionnaire or rating scale with a fixed range and published cut-offs, such as the PHQ-9. Its facts and bands are in a file of
their own, with their sources, so that nobody has to copy them by hand.
"""

from tests.spec.shows import Shows

GIVEN = """
instruments: [phq9, gad7]
criteria:
  - {id: depressed, suggests: iop, when: {phq9_band: {at_least: moderately_severe}}, because: The PHQ-9 is high.}
"""


class TestAsking:
    """Using an instrument"""

    def test_facts(self, shows: Shows) -> None:
        """`instruments` lists them by name. Their facts and derived facts then belong to the set as if they were in its file, and so do their impossible
        combinations: a ninth item of 3 cannot be part of a total of 2."""
        shows.levels({"{phq9: 14}": "outpatient", "{phq9_band: severe}": "iop", "{}": "outpatient or iop"})
        shows.refused_case(
            "{phq9: 2, phq9_item9: 3}",
            """
            phq9: impossible: this combination is declared impossible by `phq9-total-contains-item-nine` (`phq9`, `phq9_item9`): The total contains the ninth item, and the other eight items give 0 to 24 points together.
            """,
        )

    def test_with_own_facts(self, shows: Shows) -> None:
        """Derived facts of the set can use facts of its instruments."""
        shows.derived(
            """
            distress: {sum: [phq9, gad7]}
            distress_band: {bands: {of: distress, low: [0, 9], middle: [10, 24], high: [25, 48]}}
            """,
            {"{phq9: 20, gad7: 10}": "high", "{phq9: 20}": "middle or worse"},
        )

    def test_bundled(self, shows: Shows) -> None:
        """These come with carelevel:"""
        shows.instruments(
            {
                "audit": "`audit`, `audit_band`",
                "audit_c": "`audit_c`, `audit_c_band`, `audit_c_cutoff`, `audit_c_positive`",
                "ciwa_ar": "`ciwa_ar`, `ciwa_ar_band`",
                "cows": "`cows`, `cows_band`",
                "cssrs": "`cssrs_screen`",
                "cssrs_items": "`cssrs_answer1`, `cssrs_answer2`, `cssrs_answer3`, `cssrs_answer4`, `cssrs_answer5`, `cssrs_answer6`, "
                "`cssrs_answers_group`, `cssrs_answers_step`",
                "dast10": "`dast10`, `dast10_band`",
                "epds": "`epds`, `epds_band`, `epds_item10`, `epds_other_items`",
                "gad7": "`gad7`, `gad7_band`",
                "gad7_items": "`gad7_answer1`, `gad7_answer2`, `gad7_answer3`, `gad7_answer4`, `gad7_answer5`, `gad7_answer6`, `gad7_answer7`, "
                "`gad7_answers_band`, `gad7_answers_total`",
                "pcl5": "`pcl5`, `pcl5_band`",
                "phq9": "`phq9`, `phq9_band`, `phq9_item9`, `phq9_other_items`",
                "phq9_items": "`phq9_answer1`, `phq9_answer2`, `phq9_answer3`, `phq9_answer4`, `phq9_answer5`, `phq9_answer6`, `phq9_answer7`, "
                "`phq9_answer8`, `phq9_answer9`, `phq9_answers_band`, `phq9_answers_total`",
                "phq_a": "`phq_a`, `phq_a_attempt`, `phq_a_band`, `phq_a_item9`, `phq_a_other_items`, `phq_a_recent_thoughts`, `phq_a_suicide_interview`",
                "scoff": "`scoff`, `scoff_band`",
                "wsas": "`wsas`, `wsas_band`",
                "ybocs": "`ybocs`, `ybocs_band`",
            }
        )


class TestAnswers:
    """A total, or its answers

    `phq9`, `gad7` and `cssrs` take a result; `phq9_items`, `gad7_items` and `cssrs_items` work it out from the answers. A set lists the one that its users
    have, or both."""

    def test_open_answers(self, shows: Shows) -> None:
        """An open answer is not filled in. It leaves a range."""
        shows.levels(
            {
                "{gad7_answer1: 3, gad7_answer2: 3, gad7_answer3: 3, gad7_answer4: 3, gad7_answer5: 3}": "iop",
                "{gad7_answer1: 0, gad7_answer2: 3, gad7_answer3: 3, gad7_answer4: 3, gad7_answer5: 3}": "outpatient or iop",
                "{gad7_answer1: 0, gad7_answer2: 0, gad7_answer3: 0, gad7_answer4: 3, gad7_answer5: 3}": "outpatient",
            },
            """
            instruments: [gad7_items]
            criteria:
              - {id: anxious, suggests: iop, when: {gad7_answers_band: severe}, because: The GAD-7 is high.}
            """,
        )

    def test_both(self, shows: Shows) -> None:
        """If a set lists both, a [contradiction](#13-contradictions) says where they disagree. It disputes the total, and the answers count. The set
        decides what resolves it."""
        shows.levels(
            {
                "{gad7: 16}": "iop",
                "{gad7: 4, gad7_answer1: 3, gad7_answer2: 3}": "outpatient or iop",
                "{gad7: 4, gad7_answer1: 3, gad7_answer2: 3, gad7_checked: yes}": "outpatient",
                "{gad7: 6, gad7_answer1: 3, gad7_answer2: 3}": "outpatient",
            },
            """
            instruments: [gad7, gad7_items]
            facts:
              gad7_checked: {type: yes_no, ask: Was the total of the GAD-7 added up again and kept?}
            derived:
              gad7_difference: {sum: [gad7, {of: gad7_answers_total, times: -1}]}
            contradictions:
              - id: gad7-total-and-answers
                when: {any: [{gad7_difference: {at_least: 1}}, {gad7_difference: {at_most: -1}}]}
                disputed: [gad7]
                unless: {gad7_checked: yes}
                because: The total of the GAD-7 is not the sum of its answers.
            criteria:
              - {id: anxious, suggests: iop, when: {gad7_band: severe}, because: The GAD-7 is high.}
            """,
        )


class TestOwn:
    """Your own instruments

    An instrument that does not come with carelevel is a file with its name, next to the criteria or in a folder `instruments` there. It has
    `carelevel`, `id` and `title`, and the sections `sources`, `facts`, `derived` and `impossible`. It takes precedence over a bundled instrument with
    the same name. Criteria loaded from text instead of a file can use only bundled instruments."""

    def test_own(self, shows: Shows) -> None:
        """For example:"""
        shows.beside(
            """
            carelevel: 1
            id: sleep_scale
            title: A scale of sleep
            facts:
              sleep_total: {type: score, range: [0, 20], worse: high}
            derived:
              sleep_band: {bands: {of: sleep_total, good: [0, 7], poor: [8, 20]}}
            """,
            """
            instruments: [sleep_scale]
            criteria:
              - {id: poor-sleep, suggests: iop, when: {sleep_band: poor}, because: Sleep is poor.}
            """,
            {"{sleep_total: 7}": "outpatient", "{sleep_total: 8}": "iop"},
        )


class TestRefused:
    """Errors"""

    def test_refused(self, shows: Shows) -> None:
        """An instrument that does not exist or is listed twice, and a fact of the set with the same name as a fact of an instrument:"""
        shows.refused(
            """
            instruments: [phq8, phq9, gad7, gad7]
            facts:
              gad7: {type: score, range: [0, 21]}
            """,
            """
            criteria.yaml:1:15: unknown-instrument: no instrument is called `phq8`; bundled are `audit`, `audit_c`, `ciwa_ar`, `cows`, `cssrs`, `cssrs_items`, `dast10`, `epds`, `gad7`, `gad7_items`, `pcl5`, `phq9`, `phq9_items`, `phq_a`, `scoff`, `wsas`, `ybocs`
              hint: did you mean `phq9`?
            """,
            "criteria.yaml:1:33: repeated-id: the instrument `gad7` is listed twice",
            "criteria.yaml:3:3: name-clash: `gad7` is already the name of another fact",
        )
