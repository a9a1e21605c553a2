"""Findings that are deliberate

`carelevel check` finds what is mostly a slip, such as a service that no criterion adds, or what is [proved](#what_is_proved) about everybody. Some of it is
meant. The author says so in the file, with the reason, so that the next reader does not wonder, and so that a new finding is not lost among old ones.
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
        vanish. The entry is for every finding with that code, or for those about one part only: `criterion`, `fact`, `level` or `service` names it."""
        shows.findings(
            """
            services:
              peer_support: Support by peers
            accept:
              - {check: unused-service, because: It is added by hand.}
            """,
            "criteria.yaml:2:3: note: unused-service: no criterion adds `peer_support` (accepted: It is added by hand.)",
        )

    def test_one_part(self, shows: Shows) -> None:
        """Of two services that nobody adds, one is accepted:"""
        shows.findings(
            """
            services:
              peer_support: Support by peers
              home_visits: Visits at home
            accept:
              - {check: unused-service, service: home_visits, because: They are offered from next year on.}
            """,
            """
            criteria.yaml:2:3: warning: unused-service: no criterion adds `peer_support`
            criteria.yaml:3:3: note: unused-service: no criterion adds `home_visits` (accepted: They are offered from next year on.)
            """,
        )

    def test_proofs(self, shows: Shows) -> None:
        """What is proved is accepted in the same way, `wrong-direction` too, which is an error until then."""
        shows.findings(
            """
            criteria:
              - {id: moderate-symptoms, suggests: iop, when: {symptom_severity: moderate}, because: Symptoms need more care.}
            accept:
              - {check: wrong-direction, fact: symptom_severity, because: Severe symptoms are for other criteria.}
              - {check: nothing-met, fact: symptom_severity, because: Severe symptoms are for other criteria.}
            """,
            """
            criteria.yaml:12:3: note: wrong-direction: from `symptom_severity` `moderate` to the worse `severe` alone, the level of some person falls below `iop` (accepted: Severe symptoms are for other criteria.)
            criteria.yaml:12:3: note: nothing-met: `symptom_severity` can be at its worst, `severe`, and no criterion is met (accepted: Severe symptoms are for other criteria.)
            """,
        )

    def test_nothing_to_accept(self, shows: Shows) -> None:
        """An entry for which nothing is found is a warning, `accepts-nothing`: it was mended, and the entry would cover a finding of later."""
        shows.findings(
            """
            accept:
              - {check: never-decides, criterion: severe-symptoms, because: It is kept for the reports.}
            """,
            """
            criteria.yaml:2:5: warning: accepts-nothing: nothing is found that this accepts: `never-decides` does not come up here
              hint: take it out, or correct what it names
            """,
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
        """What keeps a file from loading is not accepted, nor is an invariant that is broken: it has to be mended or taken out. What is `not-decided` may be anything,
        and is not accepted either."""
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
        """A criterion that is not there and a day that no calendar has are refused, and so are other names of nothing."""
        shows.refused(
            """
            accept:
              - {check: never-limits, criterion: severe-symptom, because: It is kept for the reports., until: 2026-02-30}
              - {check: wrong-direction, fact: symptom_severty, because: It is meant.}
            """,
            """
            criteria.yaml:2:38: unknown-criterion: no criterion is called `severe-symptom`
              hint: did you mean `severe-symptoms`?
            """,
            "criteria.yaml:2:99: out-of-range: `2026-02-30` is not a date in the calendar",
            """
            criteria.yaml:3:36: unknown-fact: no fact is called `symptom_severty`
              hint: did you mean `symptom_severity`?
            """,
        )
