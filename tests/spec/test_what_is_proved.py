"""What check proves

`carelevel check` examines every possible person, not a few examples: each of its findings is proved. A finding stays open, with exit code 1, until it
is fixed or [accepted](#accepted_findings) with a reason. Most findings are mistakes: a threshold changed by accident, an `all` that should be an `any`.
"""

from tests.spec.shows import Shows

GIVEN = """
facts:
  symptoms: {type: scale, values: [none, mild, moderate, severe], worse: high}
  sleeps_badly: {type: yes_no}
  works: {type: yes_no}
services:
  erp: Exposure and response prevention
"""


class TestPeople:
    """Which people a proof covers"""

    def test_possible_people(self, shows: Shows) -> None:
        """A possible person has one value for every fact, including facts that no criterion uses. Proofs leave out people who are declared `impossible`
        and those to whom the criteria do not apply (`applies_when`). If a finding depends on what is declared impossible, it says so:"""
        shows.proved(
            """
            impossible:
              - {id: no-work-with-severe-symptoms, when: {symptoms: severe, works: yes}, because: Nobody works with severe symptoms.}
            criteria:
              - {id: severe-at-work, suggests: iop, when: {symptoms: severe, works: yes}, because: Work has become too much.}
            """,
            """
            criteria.yaml:4:5: warning: never-met: `severe-at-work` is never met: no possible person is as its `when` says, since `no-work-with-severe-symptoms` is declared impossible
              hint: two of its parts may exclude each other
            """,
        )

    def test_nobody(self, shows: Shows) -> None:
        """Every proof about an empty population would hold. So criteria that apply to nobody are an error, and nothing else is checked:"""
        shows.findings(
            """
            applies_when: {symptoms: severe}
            impossible:
              - {id: no-symptoms, when: {symptoms: {at_least: mild}}, because: Nobody here has symptoms.}
            criteria:
              - {id: severe, suggests: iop, when: {symptoms: severe, works: no, sleeps_badly: yes}, because: Symptoms are severe.}
              - {id: exposure, adds: [erp], when: {symptoms: severe}, because: It helps.}
            """,
            """
            applies_when: says-nothing: `shown` is for nobody: no possible person is as `applies_when` and `impossible` leave them
            """,
        )

    def test_root_causes(self, shows: Shows) -> None:
        """One mistake is one finding. Its consequences are not reported as well: here, that nobody gets `iop`, and that `works` matters to nobody."""
        shows.proved(
            """
            criteria:
              - {id: at-work, suggests: iop, when: {symptoms: mild, all: [{works: yes}, {works: no}]}, because: It is meant for some.}
              - {id: severe, requires: residential, when: {symptoms: severe}, because: Symptoms are severe.}
            """,
            """
            criteria.yaml:2:5: warning: never-met: `at-work` is never met: no possible person is as its `when` says; but for `works is yes, and works is no`, somebody would be
              hint: two of its parts may exclude each other
              witness: {symptoms: mild}
            """,
        )

    def test_witness(self, shows: Shows) -> None:
        """A finding comes with a *witness* if a person can show it: one person, or two who differ in one fact. The witness has only the facts needed for
        the finding, whatever else is true of the person, with values as ordinary as possible. Each witness is checked against the criteria before it is
        shown. `carelevel check` prints it as a vignette with the level that the criteria give now; the reader decides what it should be."""
        shows.proved(
            """
            criteria:
              - {id: severe, adds: [erp], when: {symptoms: severe, sleeps_badly: yes}, because: Bad nights make it worse.}
            """,
            """
            criteria.yaml:9:3: warning: nothing-met: `symptoms` can be at its worst, `severe`, and no criterion is met
              hint: add a criterion that speaks of it, or say under `accept` why none does
              witness: {symptoms: severe, sleeps_badly: no}
            """,
        )

    def test_not_decided(self, shows: Shows) -> None:
        """Each proof has its own limit on work. A proof that exceeds it is reported as `not-decided`, which is an error: neither a finding nor an
        all-clear. The limit counts steps, not seconds, so the same file gives the same result everywhere. This example allows almost no work:"""
        shows.findings_without_room(
            """
            criteria:
              - {id: severe, suggests: iop, when: {symptoms: severe}, because: Symptoms are severe.}
              - {id: bad-nights-at-work, adds: [erp], when: {sleeps_badly: yes, works: yes}, because: It helps.}
            invariants:
              - {id: severe-is-iop, when: {symptoms: severe, exactly: {count: 1, of: [{sleeps_badly: yes}, {works: yes}]}}, level: {at_least: iop}}
            """,
            """
            criteria.yaml:5:5: not-decided: the invariant `severe-is-iop` was neither proved nor refuted within the allowed work
              hint: try a narrower condition, or fewer facts in it
            """,
        )


class TestCriteria:
    """Criteria without effect"""

    def test_never_met(self, shows: Shows) -> None:
        """`never-met`: no possible person meets `when`. The message names a part without which someone would, and the witness is that person."""
        shows.proved(
            """
            criteria:
              - {id: mild-and-severe, suggests: iop, when: {all: [{symptoms: {at_most: mild}}, {symptoms: severe}]}, because: It is severe.}
            """,
            """
            criteria.yaml:2:5: warning: never-met: `mild-and-severe` is never met: no possible person is as its `when` says; but for `symptoms is at most mild`, somebody would be
              hint: two of its parts may exclude each other
              witness: {symptoms: severe}
            """,
        )

    def test_always_met(self, shows: Shows) -> None:
        """`always-met`: every possible person meets `when`."""
        shows.proved(
            """
            criteria:
              - {id: anybody, suggests: iop, when: {any: [{symptoms: {at_least: mild}}, {symptoms: {at_most: mild}}]}, because: It is severe.}
            """,
            """
            criteria.yaml:2:5: warning: always-met: `anybody` is always met: every possible person is as its `when` says
            """,
        )

    def test_never_decides(self, shows: Shows) -> None:
        """`never-decides`: without this requirement or suggestion, everyone to whom the criteria apply would have the same level, requirement and
        barriers. A requirement for a level that is also suggested does decide what is required and is not reported, and carelevel never advises
        removing a requirement. A criterion that suggests the lowest level gives it a reason and is not reported either."""
        shows.proved(
            """
            criteria:
              - {id: severe, suggests: iop, when: {symptoms: severe}, because: Symptoms are severe.}
              - {id: severe-and-bad-nights, suggests: iop, when: {symptoms: severe, sleeps_badly: yes}, because: Bad nights make it worse.}
              - {id: mild, suggests: outpatient, when: {symptoms: {at_most: mild}}, because: Weekly care is enough.}
            """,
            """
            criteria.yaml:3:5: warning: never-decides: `severe-and-bad-nights` never decides: whoever meets it meets `severe`, which says as much
              hint: take it out, or say under `accept` why it stays
              witness: {symptoms: severe, sleeps_badly: yes}
            """,
        )

    def test_never_limits(self, shows: Shows) -> None:
        """`never-limits`: nobody who meets this limit has a higher level suggested or required. A limit that only meets requirements lowers nothing but is
        not reported: it is shown as a [barrier](#levels)."""
        shows.proved(
            """
            criteria:
              - {id: severe, suggests: iop, when: {symptoms: severe}, because: Symptoms are severe.}
              - {id: works, limits_to: iop, when: {works: yes}, because: Work would have to be put down.}
            """,
            """
            criteria.yaml:3:5: warning: never-limits: `works` never limits: to no possible person who meets it is more than `iop` suggested or required
              hint: take it out, or say under `accept` why it stays
              witness: {works: yes}
            """,
        )

    def test_never_rules_out(self, shows: Shows) -> None:
        """`never-rules-out`: nobody who meets this criterion would be at a level that it rules out."""
        shows.proved(
            """
            criteria:
              - {id: severe, suggests: iop, when: {symptoms: severe}, because: Symptoms are severe.}
              - {id: no-work, rules_out: residential, when: {works: no}, because: It is for people who go on working.}
            """,
            """
            criteria.yaml:3:5: warning: never-rules-out: `no-work` never rules anything out: no possible person who meets it would be at `residential` without it
              hint: take it out, or say under `accept` why it stays
              witness: {works: no}
            """,
        )

    def test_never_unmet(self, shows: Shows) -> None:
        """`never-unmet`: every possible person meets this part of `applies_when`, so it leaves no one out."""
        shows.proved(
            """
            applies_when:
              - {id: works-or-not-severe, when: {any: [{works: yes}, {symptoms: {is_not: severe}}]}, because: They are for people who can work.}
            impossible:
              - {id: severe-and-no-work, when: {symptoms: severe, works: no}, because: Nobody is recorded so.}
            criteria:
              - {id: severe, suggests: iop, when: {symptoms: severe}, because: Symptoms are severe.}
            """,
            """
            criteria.yaml:2:5: warning: never-unmet: every possible person meets the part `works-or-not-severe`, so it leaves no one out
            """,
        )

    def test_overshoots(self, shows: Shows) -> None:
        """`overshoots`: what is ruled out raises somebody two levels or more above everything that is suggested or required for them, or above it to the
        most intensive level. Where several criteria raise the same person, it is reported of those without which the level would be lower."""
        shows.proved(
            """
            criteria:
              - {id: severe, suggests: iop, when: {symptoms: severe}, because: Symptoms are severe.}
              - {id: no-work, rules_out: [iop, residential], when: {works: no}, because: It is for people who go on working.}
            """,
            """
            criteria.yaml:3:5: warning: overshoots: `no-work` overshoots: somebody is raised to `inpatient`, two levels or more above everything suggested or required for them
              hint: rule out fewer levels, say under `suggests` or `requires` what is needed instead, or say under `accept` why it is meant
              witness: {symptoms: severe, works: no}
            """,
        )

    def test_subsumed(self, shows: Shows) -> None:
        """`subsumed`: everyone who meets this limit meets another that limits as much, or everyone who meets this criterion gets all its services from
        others."""
        shows.proved(
            """
            criteria:
              - {id: severe, suggests: residential, when: {symptoms: severe}, because: Symptoms are severe.}
              - {id: works, limits_to: iop, when: {works: yes}, because: Work would have to be put down.}
              - {id: works-and-sleeps-badly, limits_to: iop, when: {works: yes, sleeps_badly: yes}, because: It would be too much.}
            """,
            """
            criteria.yaml:4:5: warning: subsumed: `works-and-sleeps-badly` limits nobody further: whoever meets it meets `works`, which limits as much
              hint: take it out, or say under `accept` why it stays
              witness: {sleeps_badly: yes, works: yes}
            """,
        )


class TestDeclared:
    """Levels, bands and services that nobody has"""

    def test_level(self, shows: Shows) -> None:
        """`level-never-reached`: no possible person has this level."""
        shows.proved(
            """
            levels: {outpatient: {title: Outpatient}, iop: {title: IOP}, residential: {title: Residential}}
            criteria:
              - {id: severe, suggests: residential, when: {symptoms: severe}, because: Symptoms are severe.}
            """,
            """
            criteria.yaml:1:43: warning: level-never-reached: no possible person has the level `iop`: no criterion speaks of it
            """,
        )

    def test_band(self, shows: Shows) -> None:
        """`band-never-reached`: no possible person is in this band. Bands of bundled instruments are not checked."""
        shows.proved(
            """
            facts:
              symptoms: {type: scale, values: [none, mild, moderate, severe], worse: high}
              age: {type: score, range: [0, 120]}
            applies_when: {age: {at_least: 18}}
            derived:
              age_group: {bands: {of: age, young: [0, 17], adult: [18, 120]}}
            criteria:
              - {id: severe, suggests: iop, when: {symptoms: severe}, because: Symptoms are severe.}
            """,
            """
            criteria.yaml:6:3: warning: band-never-reached: no possible person whom the criteria are for is in the band `young` of `age_group`
            """,
        )

    def test_service(self, shows: Shows) -> None:
        """`service-never-added`: nobody gets this service, because the criteria that add it are never met. It is reported once, in addition to the
        findings about these criteria, which do not show that the service is gone. A service that no criterion adds is reported as `unused-service`."""
        shows.proved(
            """
            services: {erp: Exposure and response prevention}
            criteria:
              - {id: severe, suggests: iop, when: {symptoms: severe}, because: Symptoms are severe.}
              - {id: mild-and-severe, adds: [erp], when: {all: [{symptoms: {at_most: mild}}, {symptoms: severe}]}, because: It helps.}
            """,
            """
            criteria.yaml:4:5: warning: never-met: `mild-and-severe` is never met: no possible person is as its `when` says; but for `symptoms is at most mild`, somebody would be
              hint: two of its parts may exclude each other
              witness: {symptoms: severe}
            criteria.yaml:1:12: warning: service-never-added: nobody gets `erp`: `mild-and-severe`, the only criterion that adds it, is never met
            """,
        )


class TestFacts:
    """Facts without effect"""

    def test_fact(self, shows: Shows) -> None:
        """`fact-never-matters`: criteria name the fact, but it could have the same value for everyone without changing anyone's answer. Here an answer is
        the level, the requirement, the services, the barriers and the reasons for the lowest level."""
        shows.proved(
            """
            criteria:
              - {id: severe, suggests: iop, when: {any: [{symptoms: severe, works: yes}, {symptoms: severe, works: no}]}, because: It is severe.}
            """,
            """
            criteria.yaml:11:3: warning: fact-never-matters: `works` never matters: it changes the level, requirement, services or barriers of no possible person, though `severe` looks at it
              hint: take it out of the conditions, or say under `accept` why it stays
            """,
        )

    def test_threshold(self, shows: Shows) -> None:
        """`threshold-never-matters`: a criterion uses a threshold, but nobody's answer differs between its two sides, as far as the next threshold. If a
        fact has only one threshold, the finding is about the fact. A threshold that is also in `applies_when` is never reported: on its other side the
        criteria may not apply."""
        shows.proved(
            """
            criteria:
              - {id: severe, suggests: iop, when: {all: [{symptoms: {at_least: moderate}}, {symptoms: severe}]}, because: It is severe.}
            """,
            """
            criteria.yaml:9:3: warning: threshold-never-matters: the threshold between `mild` and `moderate` of `symptoms`, which a criterion has, changes the level, requirement, services or barriers of no possible person
              witness: {symptoms: moderate}
            """,
        )

    def test_direction(self, shows: Shows) -> None:
        """`wrong-direction`: of two people who differ in one fact, the one who is worse off (`worse: high` or `worse: low`) has the lower level or
        requirement. It is an error; if it is intended, accept it."""
        shows.proved(
            """
            criteria:
              - {id: symptoms, suggests: iop, when: {symptoms: moderate}, because: Symptoms need more care.}
              - {id: severe, adds: [erp], when: {symptoms: severe}, because: It helps.}
            """,
            """
            criteria.yaml:10:3: wrong-direction: from `symptoms` `moderate` to the worse `severe` alone, the level of some person falls below `iop`
              hint: the file declares which way is worse; find the condition that asks the other way round, or accept it with its reason
              witness: {symptoms: moderate}
              witness: {symptoms: severe}
            """,
        )

    def test_nothing_met(self, shows: Shows) -> None:
        """`nothing-met`: a person meets no criterion, though every fact with a `worse` is at its worst. A single fact is reported as well where it alone is
        enough for a criterion at another value, and is not at its worst. A healthy person who meets nothing is not reported. A fact that counts only
        together with others is not reported either."""
        shows.proved(
            """
            criteria:
              - {id: severe-at-work, adds: [erp], when: {symptoms: severe, works: yes}, because: Work has become too much.}
            """,
            """
            criteria.yaml:9:3: warning: nothing-met: `symptoms` can be at its worst, `severe`, and no criterion is met
              hint: add a criterion that speaks of it, or say under `accept` why none does
              witness: {symptoms: severe, works: no}
            """,
        )

    def test_exclusion_lowers(self, shows: Shows) -> None:
        """`exclusion-lowers`: one answer to a yes-no question keeps people from meeting a criterion, so that a lower level is suggested, and no criterion takes
        that answer up. Most often it is an exclusion, or a paper that is lacking: neither means that less care is enough. It is reported for facts without
        `worse` that `applies_when` does not name, where the other answer alone is not enough for the criterion. Two people show it."""
        shows.proved(
            """
            criteria:
              - {id: severe-at-work, suggests: iop, when: {symptoms: severe, works: yes}, because: Work has become too much.}
              - {id: severe-help, adds: [erp], when: {symptoms: severe}, because: It helps.}
            """,
            """
            criteria.yaml:12:3: warning: exclusion-lowers: from `works` `yes` to `no` alone, the level of some person falls below `iop`: `severe-at-work` cannot be met with `no`, and no criterion takes that answer up
              hint: say what `no` means: `rules_out` if the level cannot take these people, `applies_when` if the criteria are not for them, `documentation` if a paper is lacking, or `worse: yes` at the fact if they need less care
              witness: {symptoms: severe, works: yes}
              witness: {symptoms: severe, works: no}
            """,
        )
