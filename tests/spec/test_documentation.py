"""Documentation

Many levels take *documentation*: a certification, a signature, a date, or something that has to be true of the program. An answer lists it: for
each possible level it is **there**, **lacking** or **not known**. It never changes a level, never counts as missing for it, and is in no `decision_digest`.
"""

from tests.spec.shows import Shows

GIVEN = """
sources:
  manual: {title: Benefit policy manual}
levels: {outpatient: {title: Outpatient care}, iop: {title: Intensive outpatient program}, php: {title: Partial hospitalization}}
facts:
  symptoms: {type: scale, values: [mild, moderate, severe], worse: high}
  certified: {type: yes_no, title: physician certification}
  certified_on_day: {type: score, range: [0, 30], or_more: yes, unit: days, asked_when: {certified: yes}}
criteria:
  - {id: moderate, suggests: iop, when: {symptoms: {at_least: moderate}}, because: Weekly care is not enough.}
  - {id: severe, suggests: php, when: {symptoms: severe}, because: It takes care on most days.}
documentation:
  - id: certification
    for: {at_least: iop}
    needs: {certified: yes}
    because: A physician certifies the need.
    source: manual
  - id: recertification
    for: php
    when: {certified: yes}
    needs: {certified_on_day: {at_most: 18}}
    because: The certification is renewed after 18 days.
"""


class TestShown:
    """There, lacking, not known"""

    def test_status(self, shows: Shows) -> None:
        """`for` says which levels take it, `when` for whom, and `needs` what has to be so. Where `when` is not met, it is not shown. Where `when` is not
        known, it is not known, unless what is needed is there."""
        shows.documentation(
            {
                "{symptoms: mild}": "none",
                "{symptoms: moderate}": "certification: not known",
                "{symptoms: moderate, certified: no}": "certification: lacking",
                "{symptoms: severe, certified: yes}": "certification: there; recertification: not known",
                "{symptoms: severe, certified: yes, certified_on_day: 20}": "certification: there; recertification: lacking",
                "{symptoms: severe, certified_on_day: 20}": "certification: not known; recertification: not known",
                "{symptoms: severe, certified_on_day: 3}": "certification: not known; recertification: there",
            }
        )

    def test_possible_levels(self, shows: Shows) -> None:
        """While several levels are possible, the documentation of each of them is shown."""
        shows.answer_json(
            "{certified: yes, certified_on_day: 5}",
            "documentation",
            [
                {
                    "id": "certification",
                    "levels": ["iop", "php"],
                    "status": "there",
                    "because": "A physician certifies the need.",
                    "missing": [],
                    "sources": ["manual"],
                },
                {
                    "id": "recertification",
                    "levels": ["php"],
                    "status": "there",
                    "because": "The certification is renewed after 18 days.",
                    "missing": [],
                    "sources": [],
                },
            ],
        )

    def test_missing(self, shows: Shows) -> None:
        """The facts that documentation waits for have a list of their own. They are not missing for the level, which is settled without them."""
        shows.answer("{symptoms: severe}", {"level": "php", "settled": "yes", "missing": "nothing", "missing_for_documentation": "certified, certified_on_day"})

    def test_levels(self, shows: Shows) -> None:
        """`for` takes one level, or bounds: `at_least`, `at_most`, `between`, `one_of`. Several bounds hold together."""
        shows.documentation(
            {"{symptoms: severe}": "a: not known; b: not known; c: not known", "{symptoms: mild}": "d: not known"},
            snippet="""
            documentation:
              - {id: a, for: php, needs: {certified: yes}, because: For one level.}
              - {id: b, for: {between: [iop, php]}, needs: {certified: yes}, because: For a range.}
              - {id: c, for: {one_of: [iop, php]}, needs: {certified: yes}, because: For some levels.}
              - {id: d, for: {at_most: iop, one_of: [outpatient, php]}, needs: {certified: yes}, because: For the levels that fit both.}
            """,
        )


class TestAsked:
    """Asked only where that is wanted"""

    def test_documentation(self, shows: Shows) -> None:
        """Documentation is asked about after the level, and only with `documentation=True` or `--documentation`. What decides whether it is needed comes
        before what decides whether it is there."""
        shows.next_asked(
            {"{}": "symptoms", "{symptoms: severe}": "certified", "{symptoms: severe, certified: yes}": "certified_on_day", "{symptoms: mild}": "nothing"},
            documentation=True,
        )

    def test_otherwise(self, shows: Shows) -> None:
        """Otherwise no question is about it:"""
        shows.next_asked({"{}": "symptoms", "{symptoms: severe}": "nothing"})


class TestRefused:
    """Errors and findings"""

    def test_refused(self, shows: Shows) -> None:
        """A level that does not exist, bounds in the wrong order, and a condition that is missing:"""
        shows.refused(
            """
            documentation:
              - {id: a, for: pph, needs: {certified: yes}, because: A misspelled level.}
              - {id: b, for: {between: [php, iop]}, needs: {certified: yes}, because: The wrong order.}
              - {id: c, for: php, because: Nothing is needed.}
            """,
            """
            criteria.yaml:2:18: unknown-level: no level is called `pph`; the levels are `outpatient`, `iop`, `php`
              hint: did you mean `php`?
            """,
            """
            criteria.yaml:3:28: bounds-reversed: the levels `php` and `iop` are in the wrong order
              hint: write [iop, php]
            """,
            """
            criteria.yaml:4:5: missing-key: `needs` is missing here
            """,
        )

    def test_never_lacking(self, shows: Shows) -> None:
        """`check` finds documentation that nobody can lack:"""
        shows.findings(
            """
            documentation:
              - {id: again, for: php, when: {certified: yes}, needs: {certified: yes}, because: It is there whenever it is needed.}
              - {id: renewed, for: php, needs: {certified_on_day: {at_most: 18}}, because: It is renewed., source: manual}
            """,
            """
            criteria.yaml:2:5: warning: never-lacking: nobody lacks `again`: whoever needs it meets its `needs`
              hint: `needs` says what has to be there, and `when` for whom; one of them may be wrong
            """,
        )
