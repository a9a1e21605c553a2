"""Accepted findings

`carelevel check` reports what is usually a mistake, such as a service that no criterion adds, and what it [proves](#what_is_proved) about everyone.
Some of it may be intended. The author then says so in the file, with the reason, so that the next reader does not wonder and a new finding is not lost
among old ones.
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
        """Unless accepted, a service that no criterion adds is a warning."""
        shows.findings(
            """
            services:
              peer_support: Support by peers
            """,
            "criteria.yaml:2:3: warning: unused-service: no criterion adds `peer_support`",
        )

    def test_accepted(self, shows: Shows) -> None:
        """An entry under `accept` gives the code of a warning under `check`, and under `because` why it is fine. The warning becomes a note; it does not
        disappear. The entry covers every finding with this code, or only those about the part that it names: a `criterion`, also one of a section, a
        `section`, `fact`, `level`, `service`, `contradiction`, `documentation`, or `part` of `applies_when`."""
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

    def test_section(self, shows: Shows) -> None:
        """A section is named by `section`. This covers findings about the section itself; a finding about one of its criteria names the `criterion`."""
        shows.findings(
            """
            facts:
              symptom_severity: {type: scale, values: [none, mild, moderate, severe], worse: high}
              stage: {type: choice, values: [admission, continued_stay]}
            sections:
              - id: any-stage
                title: Any stage
                when: {any: [{stage: admission}, {stage: continued_stay}]}
                criteria:
                  - {id: moderate-symptoms, suggests: iop, when: {symptom_severity: moderate}, because: Symptoms need more care.}
                otherwise: {id: weekly, suggests: outpatient, because: Weekly care is enough.}
              - id: discharge
                title: Discharge
                when: {all: [{stage: admission}, {stage: continued_stay}]}
                criteria:
                  - {id: still-severe, suggests: iop, when: {symptom_severity: severe}, because: Symptoms are severe.}
                otherwise: {id: home, suggests: outpatient, because: A visit is enough.}
            accept:
              - {check: never-met, section: discharge, because: It is written next year.}
            """,
            "criteria.yaml:11:5: note: never-met: the section `discharge` applies to nobody: no possible person is as its `when` says (accepted: It is written next year.)",
        )

    def test_proofs(self, shows: Shows) -> None:
        """Proved findings are accepted in the same way, including `wrong-direction`, which is an error until then."""
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
        """An entry that matches no finding is a warning, `accepts-nothing`: the finding was fixed, and the entry could hide a later one."""
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
        """`until` is the last day of the acceptance. From the next day on the warning is back. On 24 November 2026:"""
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
        """If two entries match the same warning, the one that lasts longer counts."""
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
        """Errors that keep a file from loading cannot be accepted, nor can an invariant that does not hold: fix it or remove it. `not-decided` cannot be
        accepted either, because nobody knows what it hides."""
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
        """An entry that names a criterion or another part that does not exist, or a date that does not exist, is an error."""
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
