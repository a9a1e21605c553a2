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
                "ciwa_ar": "`ciwa_ar`, `ciwa_ar_band`",
                "cssrs": "`cssrs_screen`",
                "dast10": "`dast10`, `dast10_band`",
                "gad7": "`gad7`, `gad7_band`",
                "pcl5": "`pcl5`, `pcl5_band`",
                "phq9": "`phq9`, `phq9_band`, `phq9_item9`, `phq9_other_items`",
                "wsas": "`wsas`, `wsas_band`",
            }
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
            criteria.yaml:1:15: unknown-instrument: no instrument is called `phq8`; bundled are `audit`, `ciwa_ar`, `cssrs`, `dast10`, `gad7`, `pcl5`, `phq9`, `wsas`
              hint: did you mean `phq9`?
            """,
            "criteria.yaml:1:33: repeated-id: the instrument `gad7` is listed twice",
            "criteria.yaml:3:3: name-clash: `gad7` is already the name of another fact",
        )
