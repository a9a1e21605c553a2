"""Reasons to decide otherwise

The level is the clinician's decision. A file may list the usual reasons for deciding on another level than the one suggested, under `override_reasons`: an
id and a sentence each. A record of what was decided names one of them, or says it in words of its own, so that what stands in the way can be counted later.
They change no answer.
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
    """What they do to an answer"""

    def test_nothing(self, shows: Shows) -> None:
        """They change no answer, and so not the `decision_digest`. They reach readers, so they are part of the `digest`."""
        shows.digests(
            {"another reason": ("No place is free at this level within reach.", "There is no place.")},
            {"another reason": ("another", "the same")},
        )


class TestRecords:
    """What a record says"""

    def test_decided(self, shows: Shows) -> None:
        """A level that the answer settled on is *accepted*. One among several that it left open is *chosen*: there was nothing to accept. Any other level
        *overrides* the answer, and that needs a reason. One word without a space is taken for an id, so that a slip in one is not kept as somebody's words.
        """
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
    """What is refused"""

    def test_refused(self, shows: Shows) -> None:
        """An id that is not written as ids are, and a reason without words."""
        shows.refused(
            """
            override_reasons:
              No Place: No place is free.
              declined: ""
            """,
            """
            criteria.yaml:2:3: bad-name: `No Place` cannot be a name here; allowed are small letters, digits and -
              hint: write `no-place`
            """,
            "criteria.yaml:3:13: missing-value: `declined` is empty",
        )
