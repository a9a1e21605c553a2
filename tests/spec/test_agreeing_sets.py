"""Other criteria for the same people

A clinic can have several criteria sets, and one person can be asked about by two of them. The two should not treat this person differently without a reason.
`carelevel check --agree ONE OTHER` compares two sets on the facts that both share, for everyone. It proves that they are at most so many levels apart, or
shows who is treated differently, with a case and the reasons of both. In Python, use `carelevel.agree(one, other)`. The command exits with 0 if that is
proved, with 1 if someone is further apart or not everything was decided, and with 2 if the two cannot be compared.
"""

from tests.spec.shows import Shows

GIVEN = """
facts:
  suicide_risk: {type: scale, values: [none, low, high, imminent], worse: high}
  lives_alone: {type: yes_no, worse: yes}
  cravings: {type: scale, values: [none, mild, severe], worse: high}
criteria:
  - {id: imminent, requires: inpatient, when: {suicide_risk: imminent}, because: Cannot be kept safe elsewhere.}
  - {id: high-alone, requires: residential, when: {suicide_risk: high, lives_alone: yes}, because: Somebody has to be there.}
  - {id: cravings, suggests: iop, when: {cravings: severe}, because: Cravings are severe.}
"""


class TestAgreeing:
    """What is proved

    The first set is called `clinic`. Each other set is shown by the sections in which it differs."""

    def test_same(self, shows: Shows) -> None:
        """A fact is *shared* if both sets give it one id, one type and the same values, and of a score the same range, steps and unit. Levels are matched
        by id. When all shared facts are known, each set leaves a range of levels possible, since the facts that it alone has are open. Compared are the
        **lowest levels** of the two ranges: what is certain for this person at least, whatever the open facts turn out to be. If they are never more than
        so many levels apart, the highest level of one set never lies more than so many levels below the lowest of the other, either. `agrees_with` names
        the other set, says `within` how many levels the two may be apart, and why. One file is enough; if both name the other, the smaller number
        counts."""
        shows.agreeing(
            """
            agrees_with:
              - {id: clinic, within: 1, because: This set leaves more to the first visit.}
            facts:
              suicide_risk: {type: scale, values: [none, low, high, imminent], worse: high}
              lives_alone: {type: yes_no, worse: yes}
              sleep: {type: scale, values: [good, poor], worse: high}
            criteria:
              - {id: imminent, requires: inpatient, when: {suicide_risk: imminent}, because: Cannot be kept safe elsewhere.}
              - {id: high, requires: iop, when: {suicide_risk: high}, because: Risk is looked at several times a week.}
              - {id: sleep, suggests: iop, when: {sleep: poor}, because: Sleep is poor.}
            """,
            """
            clinic 1 and shown 1
            ====================

            For everyone the two sets are at most 1 level apart on the facts that both share. This is proved,
            not sampled.

            Why a difference is allowed: This set leaves more to the first visit.

            Compared is the lowest level that each set leaves possible when every shared fact is known and the
            facts that only one set has are open. At least this level is certain, whatever the open facts turn
            out to be. They can still raise one answer above the other. Cases that contradict themselves are
            left out, and people to whom one of the sets does not apply.

            Levels
            ------

            Level        clinic       shown
            -----------  -----------  -----------
            outpatient   outpatient   outpatient
            iop          iop          iop
            residential  residential  residential
            inpatient    inpatient    inpatient

            Facts
            -----

            - Shared (2): [suicide_risk], [lives_alone]
            - Only in clinic (1): [cravings]
            - Only in shown (1): [sleep]
            """,
        )

    def test_different(self, shows: Shows) -> None:
        """Without `agrees_with` in either file, no difference is allowed. For each pair of levels that are further apart there is a witness: as few
        shared facts as are enough for these answers. A high risk means an IOP in `shown`. In `clinic` it leaves outpatient
        care possible, since nothing is required there while it is open whether the person lives alone, which `shown` does not ask."""
        shows.agreeing(
            """
            facts:
              suicide_risk: {type: scale, values: [none, low, high, imminent], worse: high}
              cravings: {type: scale, values: [none, mild, severe], worse: high}
            criteria:
              - {id: imminent, requires: inpatient, when: {suicide_risk: imminent}, because: Cannot be kept safe elsewhere.}
              - {id: high, requires: iop, when: {suicide_risk: high}, because: Risk is looked at several times a week.}
            """,
            """
            clinic 1 and shown 1
            ====================

            For some people the two sets are 1 level apart. They should be at the same level.

            Compared is the lowest level that each set leaves possible when every shared fact is known and the
            facts that only one set has are open. At least this level is certain, whatever the open facts turn
            out to be. They can still raise one answer above the other. Cases that contradict themselves are
            left out, and people to whom one of the sets does not apply.

            Who is treated differently, the furthest apart first
            ----------------------------------------------------

            - At least outpatient in clinic, and at least iop in shown: 1 level apart
              For example: [{suicide_risk: high}]
              [clinic]: outpatient, iop or residential. No criterion is met.
              [shown]: iop. Risk is looked at several times a week. [high]
            - At least iop in clinic, and at least outpatient in shown: 1 level apart
              For example: [{suicide_risk: none, cravings: severe}]
              [clinic]: iop. Cravings are severe. [cravings]
              [shown]: outpatient. No criterion is met.

            Levels
            ------

            Level        clinic       shown
            -----------  -----------  -----------
            outpatient   outpatient   outpatient
            iop          iop          iop
            residential  residential  residential
            inpatient    inpatient    inpatient

            Facts
            -----

            - Shared (2): [suicide_risk], [cravings]
            - Only in clinic (1): [lives_alone]

            What to know about the comparison
            ---------------------------------

            - Of `clinic` and `shown` neither names the other under `agrees_with`: no difference is allowed.
            """,
        )


class TestNotProved:
    """What is not proved

    Nothing is said about what lies above the lowest level. A fact that only one set asks about can raise one answer further, for the same person. Read the
    list of the facts that only one set has: a fact on which both should agree belongs in both, in the same words."""

    def test_other_definitions(self, shows: Shows) -> None:
        """A fact of one id with other values is two facts, one for each set. A fact with the same values is one fact, even if it is asked in other words;
        that is said, since no program can tell whether they mean the same. A level that only one set has is a step of its own between the shared ones: `php` is one step
        from `iop` and one from `residential`."""
        shows.agreeing(
            """
            levels:
              outpatient: {title: outpatient}
              iop: {title: iop}
              php: {title: php}
              residential: {title: residential}
              inpatient: {title: inpatient}
            facts:
              suicide_risk: {type: scale, values: [none, low, high, imminent], worse: high, ask: How high is the risk of suicide?}
              lives_alone: {type: yes_no, worse: yes}
              cravings: {type: scale, values: [none, some, severe], worse: high}
            criteria:
              - {id: imminent, requires: inpatient, when: {suicide_risk: imminent}, because: Cannot be kept safe elsewhere.}
              - {id: high-alone, requires: residential, when: {suicide_risk: high, lives_alone: yes}, because: Somebody has to be there.}
              - {id: cravings, suggests: php, when: {cravings: severe}, because: Cravings are severe.}
            """,
            """
            clinic 1 and shown 1
            ====================

            For everyone the two sets are at the same level on the facts that both share. This is proved, not
            sampled.

            Compared is the lowest level that each set leaves possible when every shared fact is known and the
            facts that only one set has are open. At least this level is certain, whatever the open facts turn
            out to be. They can still raise one answer above the other. Cases that contradict themselves are
            left out, and people to whom one of the sets does not apply.

            Levels
            ------

            Level        clinic       shown
            -----------  -----------  -----------
            outpatient   outpatient   outpatient
            iop          iop          iop
            php                       php
            residential  residential  residential
            inpatient    inpatient    inpatient

            Facts
            -----

            - Shared (2): [suicide_risk], [lives_alone]
            - Only in clinic (1): [cravings]
            - Only in shown (1): [cravings]

            What to know about the comparison
            ---------------------------------

            - `cravings` has other values: it counts as a fact of its own in each set.
            - Asked in other words in each set: `suicide_risk`; they count as shared, so make sure that they
              mean the same.
            - Only `shown` has `php`: each is a step of its own between the levels that both share.
            - Of `clinic` and `shown` neither names the other under `agrees_with`: no difference is allowed.
            """,
        )

    def test_nothing_shared(self, shows: Shows) -> None:
        """Two sets that share no fact, or fewer than two levels, or have their levels in another order, cannot be compared
        ([`nothing-shared`](problems.md#nothing-shared)); nor can two that are for different people
        ([`nobody-to-compare`](problems.md#nobody-to-compare))."""
        shows.not_agreeing(
            """
            facts:
              sleep: {type: scale, values: [good, poor], worse: high}
            criteria:
              - {id: sleep, suggests: iop, when: {sleep: poor}, because: Sleep is poor.}
            """,
            """
            nothing-shared: the two sets share no fact
              hint: a fact is shared under one id, with the same type and values
            """,
        )

    def test_misspelled(self, shows: Shows) -> None:
        """The id of the other set is compared with the sets that are named: a slip is an error ([`unknown-set`](problems.md#unknown-set))."""
        shows.not_agreeing(
            """
            agrees_with:
              - {id: clinics, within: 1, because: This set leaves more to the first visit.}
            """,
            """
            criteria.yaml:2:10: unknown-set: `clinics` is neither of the two sets, and neither file names the other
              hint: did you mean `clinic`?
            """,
        )

    def test_says_nothing(self, shows: Shows) -> None:
        """An entry that no two sets could break is an error when the file is read ([`says-nothing`](problems.md#says-nothing))."""
        shows.refused(
            """
            agrees_with:
              - {id: clinic, within: 4, because: They are for other people.}
              - {id: shown, within: 0, because: It is the same set.}
            """,
            """
            criteria.yaml:2:26: says-nothing: this says nothing: none of the 4 levels here is more than 4 apart from one of another set
              hint: name a smaller number, or take the entry out
            criteria.yaml:3:10: says-nothing: this says nothing: every set agrees with itself
              hint: name another set
            """,
        )
