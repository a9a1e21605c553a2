"""Comparing versions

`carelevel diff OLD NEW` shows how a new version of criteria changes decisions. It compares decisions, not text: the level and the services, proved for
everyone who is possible in both versions. In Python, use `carelevel.diff(old, new)`. `--vignettes` also lists the vignettes next to the new version
whose answers change. `--cohort TABLE` counts the people in a table whose answers change; `--columns FILE` describes its columns. With `--exit-code`,
the command exits with 1 if anything differs for anyone, in the proofs, the table or the vignettes, or if someone is left out of the comparison. If
nobody is left to compare, that is an error.
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

    The old versions are those above. Each new version is shown by the sections that it changes."""

    def test_move(self, shows: Shows) -> None:
        """For each pair of levels between which people move, `diff` shows the share of all combinations of values, counted exactly; *regions*, which
        together describe exactly the people who move; the criteria responsible; and a witness. Regions use the changed criteria, and what all other
        criteria together require, suggest and limit to."""
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
        """It shows who gains or loses a service in the same way."""
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
        """ "The same decisions" is a proof. Other people may meet a criterion, as long as nobody's level and services change."""
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
        """If only texts have changed (titles, reasons, sources), both versions have the same [`decision_digest`](#digests), and `diff` says so."""
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
    """Renamed, new and removed parts"""

    def test_renamed(self, shows: Shows) -> None:
        """A new version lists under `renamed` what an earlier version called by another name: `facts`, `values`, `levels`, `services`, `criteria`, each
        from the old to the new name. Values and members of sets are listed under the new name of their fact. `renamed` changes no answer. `diff`,
        `replay`, and tables and vignettes for two versions all use it."""
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
        """Several levels, services, criteria or values may have become one; `diff` says so. A level that keeps its name is the same level; people at
        another level that was merged into it move. If a level is split, its people also move, unless they stay at a level with the old name."""
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
        """Two facts cannot become one: a fact that takes a new name is the only fact with it. If another fact now has the name of an old fact, the old
        fact is gone; a new fact can have the name of an old one. `diff` says both. In an example, `before` marks the old fact."""
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
        """If both versions have both names, one cannot have become the other, unless the two were swapped; and two facts of the old version cannot have
        become one. Then nothing is compared, and `name-clash` says where."""
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
        """A fact that only one version has can have any value: the other version does not ask for it."""
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
        """If a fact has different values, people with a value that both versions have are compared; `diff` names those who are left out. The top of an
        `or_more` score stands for all higher numbers and is compared with the numbers of a longer range. A fact of another type, or with its values in
        another order, counts as two facts. People who are `impossible` in only one version are left out. If anyone is left out, the first sentence says
        so."""
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
