"""Override reasons

The clinician decides on the level. Under `override_reasons`, a file can list the usual reasons for deciding on a level other than the suggested one: an
id and a sentence each. A record of a decision names one of them, or gives a reason in its own words, so that reasons can be counted later. They change
no answer.
"""

from tests.spec.shows import Shows

GIVEN = """
facts:
  suicide_risk: {type: scale, values: [none, low, high, imminent], worse: high}
criteria:
  - {id: imminent-risk, requires: inpatient, when: {suicide_risk: imminent}, because: Cannot be kept safe elsewhere.}
override_reasons:
  no-place: No place is free at this level within reach.
  declined: The person declines this level after being told what it is for.
"""


class TestAnswers:
    """Effect on answers"""

    def test_nothing(self, shows: Shows) -> None:
        """They change no answer, so they are not part of the `decision_digest`. Readers see them, so they are part of the `digest`."""
        shows.digests(
            {"another reason": ("No place is free at this level within reach.", "There is no place.")},
            {"another reason": ("changed", "the same")},
        )


class TestRecords:
    """Recording a decision"""

    def test_decided(self, shows: Shows) -> None:
        """Deciding on the settled level is *accepted*. Deciding on one of several possible levels is *chosen*: there was nothing to accept. Any other
        level *overrides* the answer and needs a reason. A single word without spaces counts as an id, so that a misspelled id is not saved as free
        text."""
        shows.decided(
            {
                ("{suicide_risk: imminent}", "inpatient", ""): "accepted",
                ("{suicide_risk: low}", "outpatient", ""): "accepted",
                ("{suicide_risk: {at_least: high}}", "inpatient", ""): "chosen",
                ("{suicide_risk: imminent}", "iop", "no-place"): "overridden, for `no-place`",
                ("{suicide_risk: imminent}", "iop", "The ward is closed."): "overridden, in own words",
                (
                    "{suicide_risk: imminent}",
                    "iop",
                    "",
                ): "refused: `iop` is not a possible level of the answer; say why it was decided with `override_because`: one of `no-place`, `declined`, or your own words",
                (
                    "{suicide_risk: imminent}",
                    "iop",
                    "no-plase",
                ): "refused: `no-plase` is not a reason that these criteria declare; allowed are `no-place`, `declined`",
                (
                    "{suicide_risk: imminent}",
                    "inpatient",
                    "no-place",
                ): "refused: `inpatient` is a possible level of the answer, so there is nothing to override",
            }
        )


class TestRefused:
    """Errors"""

    def test_refused(self, shows: Shows) -> None:
        """An id in the wrong form, and a reason without words:"""
        shows.refused(
            """
            override_reasons:
              No Place: No place is free.
              declined: ""
            """,
            """
            criteria.yaml:2:3: bad-name: `No Place` cannot be a name here; allowed are lowercase letters, digits and -
              hint: write `no-place`
            """,
            "criteria.yaml:3:13: missing-value: `declined` is empty",
        )
