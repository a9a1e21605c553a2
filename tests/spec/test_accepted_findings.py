"""Findings that are deliberate

`carelevel check` warns of what is mostly a slip, such as a service that no criterion adds. Some of it is meant. The author says so in the file, with the
reason, so that the next reader does not wonder, and so that a new warning is not lost among old ones.
"""

from tests.spec.shows import Shows

GIVEN = """
facts:
  symptom_severity: {type: scale, values: [none, mild, moderate, severe], worse: high}
criteria:
  - {id: severe-symptoms, suggests: iop, when: {symptom_severity: severe}, because: Symptoms are severe.}
"""


class TestAccepting:
    """Accepting a warning"""

    def test_not_accepted(self, shows: Shows) -> None:
        """Without a word about it, a service that no criterion adds is a warning."""
        shows.findings(
            """
            services:
              peer_support: Support by peers
            """,
            "criteria.yaml:2:3: warning: unused-service: no criterion adds `peer_support`",
        )

    def test_accepted(self, shows: Shows) -> None:
        """An entry of `accept` names the code of a warning under `check`, and says under `because` why it is fine. The warning becomes a note; it does not
        vanish. The entry is for every warning with that code, or with `criterion` for those about one criterion only."""
        shows.findings(
            """
            services:
              peer_support: Support by peers
            accept:
              - {check: unused-service, because: It is added by hand.}
            """,
            "criteria.yaml:2:3: note: unused-service: no criterion adds `peer_support` (accepted: It is added by hand.)",
        )

    def test_for_a_while(self, shows: Shows) -> None:
        """`until` is the last day on which it is accepted. From the next day on the warning is back. On 24 November 2026:"""
        shows.findings(
            """
            services:
              peer_support: Support by peers
            accept:
              - {check: unused-service, because: A criterion follows., until: 2026-11-24}
            """,
            "criteria.yaml:2:3: note: unused-service: no criterion adds `peer_support` (accepted: A criterion follows.)",
        )
        shows.findings(
            """
            services:
              peer_support: Support by peers
            accept:
              - {check: unused-service, because: A criterion follows., until: 2026-11-23}
            """,
            "criteria.yaml:2:3: warning: unused-service: no criterion adds `peer_support` (it was accepted until 2026-11-23)",
        )

    def test_twice(self, shows: Shows) -> None:
        """Where two entries are for the same warning, the one that lasts longer counts."""
        shows.findings(
            """
            services:
              peer_support: Support by peers
            accept:
              - {check: unused-service, because: A criterion follows., until: 2026-11-23}
              - {check: unused-service, because: The criterion is late., until: 2027-01-31}
            """,
            "criteria.yaml:2:3: note: unused-service: no criterion adds `peer_support` (accepted: The criterion is late.)",
        )


class TestNotAccepted:
    """What cannot be accepted"""

    def test_errors(self, shows: Shows) -> None:
        """Only warnings are accepted. An error stays an error: an invariant that is broken has to be mended or taken out."""
        shows.findings(
            """
            invariants:
              - {id: moderate-is-iop, when: {symptom_severity: moderate}, level: {at_least: iop}}
            accept:
              - {check: invariant-broken, because: It was decided so.}
            """,
            """
            criteria.yaml:2:5: invariant-broken: the invariant `moderate-is-iop` does not hold for this person, whose level is `outpatient`: {symptom_severity: moderate} (this cannot be accepted)
            """,
        )

    def test_slips(self, shows: Shows) -> None:
        """A criterion that is not there and a day that no calendar has are refused."""
        shows.refused(
            """
            accept:
              - {check: never-limits, criterion: severe-symptom, because: It is kept for the reports., until: 2026-02-30}
            """,
            """
            criteria.yaml:2:38: unknown-criterion: no criterion is called `severe-symptom`
              hint: did you mean `severe-symptoms`?
            """,
            "criteria.yaml:2:99: out-of-range: `2026-02-30` is no day of any calendar",
        )
