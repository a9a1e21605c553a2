"""Comparing versions

`carelevel diff OLD NEW` says what a new version of criteria does to people. Not texts are compared but decisions: the level, and the services. Each answer
is proved for everybody who is possible in both versions. In Python it is `carelevel.diff(old, new)`. `--vignettes` also says which vignettes beside the new
version are answered otherwise, and `--cohort TABLE` how many people of a table; `--columns FILE` says what its columns tell. With `--exit-code` the command ends
with 1 when anything differs for anybody: by the proofs, in the table or among the vignettes, or because somebody is left out of the comparison. When nobody is left
to compare, that is an error.
"""

from tests.spec.shows import Shows

GIVEN = """
facts:
  symptoms: {type: scale, values: [none, mild, moderate, severe], worse: high}
  works: {type: yes_no}
services:
  erp: Exposure and response prevention
criteria:
  - {id: severe, suggests: residential, when: {symptoms: severe}, because: Symptoms are severe.}
  - {id: works, limits_to: iop, when: {works: yes}, because: Work would have to be put down.}
  - {id: exposure, adds: [erp], when: {symptoms: {at_least: moderate}}, because: It helps.}
"""


class TestPeople:
    """Who moves

    The versions before are those above. Shown are the sections that the new version has instead."""

    def test_move(self, shows: Shows) -> None:
        """For each pair of levels between which somebody moves: the share of all combinations of values, exactly counted; *regions*, which together say who moves, and
        of nobody else; the criteria through which; and a witness. Regions speak of the changed criteria, and of what all the others together require,
        suggest and limit to."""
        shows.compared(
            """
            criteria:
              - {id: severe, suggests: residential, when: {symptoms: {at_least: moderate}}, because: Symptoms are severe.}
              - {id: works, limits_to: iop, when: {works: yes}, because: Work would have to be put down.}
              - {id: exposure, adds: [erp], when: {symptoms: {at_least: moderate}}, because: It helps.}
            """,
            """
            shown: 1 → 1
            ============

            25.0 % of all possible cases get another level.

            Who moves to another level
            --------------------------

            - outpatient → iop
              When: `severe` is newly met, something else limits to `iop` or less
              Because of: [severe]
              For example: [{symptoms: moderate, works: yes}]
              Share: 12.5 % of all possible cases.
            - outpatient → residential
              When: `severe` is newly met, nothing else limits below `residential`
              Because of: [severe]
              For example: [{symptoms: moderate, works: no}]
              Share: 12.5 % of all possible cases.

            A share is of all possible cases, each counted once, not of patients: most possible cases are rare.
            To see how many of your own people change level, pass a table with `--cohort`.

            Criteria that changed
            ---------------------

            - [severe]: is met in other cases than before
            """,
        )

    def test_services(self, shows: Shows) -> None:
        """Who gains or loses a service is said in the same way."""
        shows.compared(
            """
            criteria:
              - {id: severe, suggests: residential, when: {symptoms: severe}, because: Symptoms are severe.}
              - {id: works, limits_to: iop, when: {works: yes}, because: Work would have to be put down.}
              - {id: exposure, adds: [erp], when: {symptoms: severe}, because: It helps.}
            """,
            """
            shown: 1 → 1
            ============

            Everyone keeps their level; some people gain or lose a service.

            Who gains or loses a service
            ----------------------------

            - Exposure and response prevention [erp]: no longer included for some people
              For example: [{symptoms: moderate}]
              Share: 25.0 % of all possible cases.

            Criteria that changed
            ---------------------

            - [exposure]: is met in other cases than before
            """,
        )

    def test_the_same(self, shows: Shows) -> None:
        """ "The same decisions" is a proof. Whether criteria are met by others does not count as long as nobody's level and services change."""
        shows.compared(
            """
            criteria:
              - {id: severe, suggests: residential, when: {none: [{symptoms: {at_most: moderate}}]}, because: Symptoms are severe.}
              - {id: works, limits_to: iop, when: {works: yes, symptoms: {at_least: moderate}}, because: Work would have to be put down.}
              - {id: exposure, adds: [erp], when: {symptoms: {at_least: moderate}}, because: It helps.}
            """,
            """
            shown: 1 → 1
            ============

            The same decisions for everyone who can be compared. This is proved, not sampled.

            Criteria that changed
            ---------------------

            - [works]: is met in other cases than before
            """,
        )

    def test_text(self, shows: Shows) -> None:
        """When nothing but words has changed (titles, reasons, sources), both have the same [`decision_digest`](#digests), and that is said."""
        shows.compared(
            """
            criteria:
              - {id: severe, suggests: residential, when: {symptoms: severe}, because: Symptoms are severe by now.}
              - {id: works, limits_to: iop, when: {works: yes}, because: Work would have to be put down.}
              - {id: exposure, adds: [erp], when: {symptoms: {at_least: moderate}}, because: It helps.}
            """,
            """
            shown: 1 → 1
            ============

            The same decisions for everyone: only text has changed.
            """,
        )


class TestNames:
    """What has another name, or is not there"""

    def test_renamed(self, shows: Shows) -> None:
        """A new version says under `renamed` what a version before called otherwise: `facts`, `values`, `levels`, `services`, `criteria`, each from the old name to the
        new one. Values and members of sets stand under the new name of their fact. `renamed` changes no answer. `diff`, `replay`, and the tables and vignettes
        that two versions are asked about all read it."""
        shows.compared(
            """
            levels: {outpatient: {title: Outpatient}, day_program: {title: Day program}, residential: {title: Residential}, inpatient: {title: Inpatient}}
            facts:
              severity: {type: scale, values: [none, mild, moderate, very_severe], worse: high}
              works: {type: yes_no}
            services:
              exposure: Exposure and response prevention
            criteria:
              - {id: very-severe, suggests: residential, when: {severity: very_severe}, because: Symptoms are severe.}
              - {id: works, limits_to: day_program, when: {works: yes}, because: Work would have to be put down.}
              - {id: exposure, adds: [exposure], when: {severity: {at_least: moderate}}, because: It helps.}
            renamed:
              facts: {symptoms: severity}
              values: {severity: {severe: very_severe}}
              levels: {iop: day_program}
              services: {erp: exposure}
              criteria: {severe: very-severe}
            """,
            """
            shown: 1 → 1
            ============

            The same decisions for everyone who can be compared. This is proved, not sampled.
            """,
        )

    def test_merged(self, shows: Shows) -> None:
        """Several levels, services, criteria or values may be one now, and that is said. A level that keeps its name is the same level; whoever was at another one
        that went into it moves. So do people of a level that is split, unless its name stays and they stay at it."""
        shows.compared(
            """
            levels: {outpatient: {title: Outpatient}, iop: {title: IOP}, inpatient: {title: Inpatient}}
            criteria:
              - {id: severe, suggests: inpatient, when: {symptoms: severe}, because: Symptoms are severe.}
              - {id: works, limits_to: iop, when: {works: yes}, because: Work would have to be put down.}
              - {id: exposure, adds: [erp], when: {symptoms: {at_least: moderate}}, because: It helps.}
            renamed:
              levels: {residential: inpatient}
            """,
            """
            shown: 1 → 1
            ============

            12.5 % of all possible cases get another level.

            Who moves to another level
            --------------------------

            - residential → Inpatient
              For example: [{symptoms: severe, works: no}]
              Share: 12.5 % of all possible cases.

            A share is of all possible cases, each counted once, not of patients: most possible cases are rare.
            To see how many of your own people change level, pass a table with `--cohort`.

            Criteria that changed
            ---------------------

            - [severe]: says something else in the same cases

            What is not in both versions
            ----------------------------

            - Merged: the levels `residential` and `inpatient` of the old version are `inpatient` in the new one
            """,
        )

    def test_taken(self, shows: Shows) -> None:
        """Two facts cannot be one: what has a new name has it alone. A fact of the old version whose name another one has now is gone, and a new fact may have the name
        that an old one had. Both are said. In an example, `before` marks the old one."""
        shows.compared(
            """
            facts:
              works: {type: scale, values: [none, mild, moderate, severe], worse: high}
            criteria:
              - {id: severe, suggests: residential, when: {works: severe}, because: Symptoms are severe.}
              - {id: exposure, adds: [erp], when: {works: {at_least: moderate}}, because: It helps.}
            renamed:
              facts: {symptoms: works}
            """,
            """
            shown: 1 → 1
            ============

            12.5 % of all possible cases get another level.

            Who moves to another level
            --------------------------

            - iop → residential
              When: `works` was met, the rest suggests or requires `residential` or more
              Because of: [works]
              For example: [{works: severe, works before: yes}]
              Share: 12.5 % of all possible cases.

            A share is of all possible cases, each counted once, not of patients: most possible cases are rare.
            To see how many of your own people change level, pass a table with `--cohort`.

            Criteria that changed
            ---------------------

            - [works]: gone

            What is not in both versions
            ----------------------------

            - Gone: the fact `works` of the old version; what the new one calls `works` was `symptoms`
            """,
        )

    def test_clash(self, shows: Shows) -> None:
        """Of two names that both versions have, one cannot have become the other, unless they changed places; and no two facts of the old version can be one now. Then
        nothing is compared: `name-clash` says where."""
        shows.not_compared(
            """
            renamed:
              facts: {works: symptoms}
            """,
            """
            criteria.yaml:2:11: name-clash: the facts `works` and `symptoms` stand in both versions, so `works` has not become `symptoms`
              hint: take `works` out of `renamed`; if the two changed places, write both: works: symptoms, symptoms: works
            """,
        )

    def test_new_fact(self, shows: Shows) -> None:
        """A fact that only one version has counts for everybody: the other version does not ask for it."""
        shows.compared(
            """
            facts:
              symptoms: {type: scale, values: [none, mild, moderate, severe], worse: high}
              works: {type: yes_no}
              safe_at_home: {type: yes_no, worse: no}
            criteria:
              - {id: severe, suggests: residential, when: {symptoms: severe}, because: Symptoms are severe.}
              - {id: works, limits_to: iop, when: {works: yes}, because: Work would have to be put down.}
              - {id: exposure, adds: [erp], when: {symptoms: {at_least: moderate}}, because: It helps.}
              - {id: not-safe, requires: residential, when: {safe_at_home: no}, because: Nobody goes home to danger.}
            """,
            """
            shown: 1 → 1
            ============

            43.8 % of all possible cases get another level.

            Who moves to another level
            --------------------------

            - outpatient → residential
              When: `not-safe` is met, the rest suggests or requires less than `iop`
              Because of: [not-safe]
              For example: [{symptoms: none, safe_at_home: no}]
              Share: 37.5 % of all possible cases.
            - iop → residential
              When: `not-safe` is met, the rest suggests or requires `residential` or more, something else
              limits to `iop` or less
              Because of: [not-safe]
              For example: [{symptoms: severe, works: yes, safe_at_home: no}]
              Share: 6.2 % of all possible cases.

            A share is of all possible cases, each counted once, not of patients: most possible cases are rare.
            To see how many of your own people change level, pass a table with `--cohort`.

            Criteria that changed
            ---------------------

            - [not-safe]: new

            What is not in both versions
            ----------------------------

            - New: the fact `safe_at_home`; everybody has some value there, which the other version does not ask
              for
            """,
        )

    def test_values(self, shows: Shows) -> None:
        """Of a fact with other values, people with a value that both versions have are compared, and those who are left out are named. The top of an `or_more` score
        stands for every number from there on, so these are compared with the numbers of a longer range. A fact of another kind, or with its values in another
        order, is taken as two facts. People who are `impossible` in one version only are left out. Whenever somebody is left out, the first sentence says so."""
        shows.compared(
            """
            facts:
              symptoms: {type: scale, values: [none, mild, moderate, severe, extreme], worse: high}
              works: {type: yes_no}
            criteria:
              - {id: severe, suggests: residential, when: {symptoms: {at_least: severe}}, because: Symptoms are severe.}
              - {id: works, limits_to: iop, when: {works: yes}, because: Work would have to be put down.}
              - {id: exposure, adds: [erp], when: {symptoms: {at_least: moderate}}, because: It helps.}
            """,
            """
            shown: 1 → 1
            ============

            The same decisions for everyone who can be compared. This is proved, not sampled. Some people are
            left out of the comparison: see below.

            What is not in both versions
            ----------------------------

            - Of `symptoms` only what both versions have is compared (`none`, `mild`, `moderate`, `severe`);
              people with another value (`extreme`) are left out
            """,
        )
