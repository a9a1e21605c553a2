"""What is proved

`carelevel check` asks the criteria about everybody whom they can be about, and not about some examples: each answer is a proof. What it finds counts as
found, with the exit code 1, until it is mended or [accepted](#accepted_findings) with a reason. Mostly a finding is a slip: a threshold that was edited at
night, an `all` that should be an `any`.
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
    """Of whom it is proved"""

    def test_possible_people(self, shows: Shows) -> None:
        """A possible person has one value of every fact, of those too that no criterion asks for. Left out are people who are declared `impossible`, and those
        whom the criteria are not for (`applies_when`). Where a proof holds only because of what is declared impossible, the finding says so:"""
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
        """Of nobody everything could be proved. So criteria that are for nobody are an error, and nothing else is asked:"""
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
        """One fault is one finding. What follows from it is not said again: here, that nobody's level is `iop`, and that `works` matters to nobody."""
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
        """A finding comes with a *witness* where a person can show it: one, or two who differ in one fact. Told are as few facts as make it certain: whatever is
        true of this person beside them, the finding is shown. Values are as ordinary as they can be. Every witness was put to the criteria before it is shown.
        `carelevel check` prints it as a vignette, with the level that the criteria give now; what it should be is for the reader to say."""
        shows.proved(
            """
            criteria:
              - {id: severe, suggests: iop, when: {symptoms: severe, sleeps_badly: yes}, because: Bad nights make it worse.}
            """,
            """
            criteria.yaml:9:3: warning: nothing-met: `symptoms` can be at its worst, `severe`, and no criterion is met
              hint: add a criterion that speaks of it, or say under `accept` why none does
              witness: {symptoms: severe, sleeps_badly: no}
            """,
        )

    def test_not_decided(self, shows: Shows) -> None:
        """Every proof has a budget of its own. One that runs out of it says `not-decided`, which is an error: neither a finding nor an all-clear. The budget counts
        steps and not seconds, so that the same file has the same answer everywhere. Here, next to no room was allowed:"""
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
    """Criteria that say nothing"""

    def test_never_met(self, shows: Shows) -> None:
        """`never-met`: no possible person is as `when` says. Named is a part without which somebody would be, and the witness is that person."""
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
        """`always-met`: every possible person is as `when` says."""
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
        """`never-decides`: without this requirement or suggestion, everybody whom the criteria are for would have the same level, requirement and barriers. A requirement
        that is always suggested too decides what is required, and is no finding; and no requirement is advised to be taken out. A criterion that suggests the lowest
        level raises nobody's and gives it a reason; that is no finding either."""
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
        """`never-limits`: of nobody who meets this limit is more suggested or required than it allows. A limit that only ever meets requirements lowers nothing, and yet is no finding: it
        is a [barrier](#levels) that is shown."""
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

    def test_subsumed(self, shows: Shows) -> None:
        """`subsumed`: whoever meets this limit meets another one that limits as much, or whoever meets this criterion gets all its services by others."""
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
    """What nobody ever has"""

    def test_level(self, shows: Shows) -> None:
        """`level-never-reached`: no possible person's level is this one."""
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
        """`band-never-reached`: no possible person is in this band. Bands of an instrument that comes with carelevel are not asked about."""
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
        """`service-never-added`: nobody gets this service, since the criteria that add it are never met. It is said once, however many these are, and beside what is
        said of them: a service that is gone is not seen from a criterion. One that no criterion adds at all is `unused-service`."""
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
    """Facts that do not do what they are there for"""

    def test_fact(self, shows: Shows) -> None:
        """`fact-never-matters`: criteria name the fact, and yet it could be the same for everybody whom the criteria are for without another answer for anybody. An answer
        here is the level, what is required, the services, the barriers and the reasons for the lowest level."""
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
        """`threshold-never-matters`: a criterion asks on which side of a threshold a value lies, and for nobody is the answer another one on the other side, as far as
        the next threshold. Of a fact with one threshold it is the fact that matters or does not. A threshold that `applies_when` has too is never found: on its other side
        the criteria may not be for a person."""
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
        """`wrong-direction`: of two people who differ in one fact alone, the one for whom it is worse (`worse: high` or `worse: low`) has the lower level, or the lower
        requirement. It is an error; where it is meant, it is accepted."""
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
        """`nothing-met`: somebody is at the worst end of a fact, and no criterion is met. A healthy person for whom no criterion is met is no finding, nor is a fact
        without a declared direction."""
        shows.proved(
            """
            criteria:
              - {id: severe-at-work, suggests: iop, when: {symptoms: severe, works: yes}, because: Work has become too much.}
            """,
            """
            criteria.yaml:9:3: warning: nothing-met: `symptoms` can be at its worst, `severe`, and no criterion is met
              hint: add a criterion that speaks of it, or say under `accept` why none does
              witness: {symptoms: severe, works: no}
            """,
        )
