"""From criteria to a level

Each criterion that is met says something about the level of care. One short rule combines them into one level. There are no priorities, weights or
points, and the order of criteria does not count.
"""

from tests.spec.shows import Shows

GIVEN = """
facts:
  suicide_risk: {type: scale, values: [none, low, high, imminent], worse: high}
  symptom_severity: {type: scale, values: [none, mild, moderate, severe], worse: high}
  works: {type: yes_no}
criteria:
  - {id: imminent-risk, requires: inpatient, when: {suicide_risk: imminent}, because: Cannot be kept safe elsewhere.}
  - {id: more-than-mild, suggests: iop, when: {symptom_severity: {at_least: moderate}}, because: Symptoms are more than mild.}
  - {id: severe-symptoms, suggests: residential, when: {symptom_severity: severe}, because: Symptoms are severe.}
  - {id: works, limits_to: iop, when: {works: yes}, because: Work would have to be put down for a stay.}
"""

ALONE = """
facts:
  lives_alone: {type: yes_no}
  symptom_severity: {type: scale, values: [none, mild, moderate, severe], worse: high}
criteria:
  - {id: alone-and-severe, suggests: residential, when: {lives_alone: yes, symptom_severity: severe}, because: Nobody is there at night.}
  - {id: alone, suggests: iop, when: {lives_alone: yes}, because: The days need structure.}
  - {id: not-alone, suggests: iop, when: {lives_alone: no}, because: Others need relief during the day.}
"""


class TestEffects:
    """Effects

    A criterion has an `id`, a condition under `when`, the reason in words under `because`, and exactly one effect. `source` cites what it is based on,
    and `examples` are [run as tests](#examples_and_vignettes). Four of the five effects concern the level; the fifth, `adds`, concerns
    [services](#services)."""

    def test_requires(self, shows: Shows) -> None:
        """**`requires`**: no lower level is safe or adequate. No limit lowers it, whether the person works or not."""
        shows.levels(
            {
                "{suicide_risk: imminent}": "inpatient",
                "{suicide_risk: imminent, symptom_severity: none, works: yes}": "inpatient",
                "{suicide_risk: low, symptom_severity: none}": "outpatient",
            }
        )

    def test_suggests(self, shows: Shows) -> None:
        """**`suggests`**: this level, or a more intensive one, is indicated. If several are met, the most intensive counts."""
        shows.levels(
            {
                "{suicide_risk: none, symptom_severity: mild, works: no}": "outpatient",
                "{suicide_risk: none, symptom_severity: moderate, works: no}": "iop",
                "{suicide_risk: none, symptom_severity: severe, works: no}": "residential",
            }
        )

    def test_suggests_the_lowest(self, shows: Shows) -> None:
        """A criterion may suggest the lowest level. This changes no level, but gives the lowest level a reason, which is shown."""
        shows.answer(
            "{symptom_severity: mild}",
            {"level": "outpatient", "reasons": "mild-symptoms"},
            snippet="""
            criteria:
              - id: mild-symptoms
                suggests: outpatient
                when: {symptom_severity: {at_most: mild}}
                because: Mild symptoms are treated best where life goes on.
            """,
        )

    def test_limits_to(self, shows: Shows) -> None:
        """**`limits_to`**: something in the person's life makes a higher level hard to attend. It lowers a suggested level, but never a required one. It
        never raises a level: if a lower level is suggested anyway, it changes nothing."""
        shows.levels(
            {
                "{suicide_risk: none, symptom_severity: severe, works: yes}": "iop",
                "{suicide_risk: none, symptom_severity: mild, works: yes}": "outpatient",
                "{suicide_risk: imminent, symptom_severity: severe, works: yes}": "inpatient",
            }
        )

    def test_a_limit_is_never_silent(self, shows: Shows) -> None:
        """A limit that lowers the level is reported as a **barrier**, and so is one that a requirement overrides: the clinician has to weigh it or arrange
        something."""
        shows.answer("{suicide_risk: none, symptom_severity: severe, works: yes}", {"level": "iop", "barriers": "works"})
        shows.answer("{suicide_risk: imminent, works: yes}", {"level": "inpatient", "barriers": "works"})


RULED_OUT = """
facts:
  suicide_risk: {type: scale, values: [none, low, high, imminent], worse: high}
  symptom_severity: {type: scale, values: [none, mild, moderate, severe], worse: high}
  works: {type: yes_no}
  medically_unstable: {type: yes_no, worse: yes}
criteria:
  - {id: imminent-risk, requires: inpatient, when: {suicide_risk: imminent}, because: Cannot be kept safe elsewhere.}
  - {id: more-than-mild, suggests: iop, when: {symptom_severity: {at_least: moderate}}, because: Symptoms are more than mild.}
  - {id: severe-symptoms, suggests: residential, when: {symptom_severity: severe}, because: Symptoms are severe.}
  - {id: works, limits_to: iop, when: {works: yes}, because: Work would have to be put down for a stay.}
  - {id: unstable, rules_out: residential, when: {medically_unstable: yes}, because: The house has no doctor at night.}
"""


class TestRuledOut:
    """Levels that are ruled out

    An exclusion says for whom a level is not a place: a house without a doctor at night does not take people who are medically unstable. Such a person
    must not be sent to a lower level because of that. So an exclusion is not a part of the condition that suggests the level, but a criterion of its own."""

    GIVEN = RULED_OUT

    def test_rules_out(self, shows: Shows) -> None:
        """**`rules_out`**: a level, or a list of levels, is not adequate for this person. The level is then the next more intensive one that is not ruled out.
        Nobody is ever sent to a lower level. Whoever would not be at the level anyway is at the same level as before."""
        shows.levels(
            {
                "{suicide_risk: none, symptom_severity: severe, works: no, medically_unstable: no}": "residential",
                "{suicide_risk: none, symptom_severity: severe, works: no, medically_unstable: yes}": "inpatient",
                "{suicide_risk: none, symptom_severity: moderate, works: no, medically_unstable: yes}": "iop",
                "{suicide_risk: none, symptom_severity: severe, works: yes, medically_unstable: yes}": "iop",
                "{suicide_risk: none, symptom_severity: severe, works: no}": "residential or inpatient",
            }
        )

    def test_the_answer_says_so(self, shows: Shows) -> None:
        """The answer names the criteria that rule out levels, and the level that it would be if nothing was ruled out."""
        shows.answer(
            "{suicide_risk: none, symptom_severity: severe, works: no, medically_unstable: yes}",
            {"level": "inpatient", "raised_from": "residential", "ruled_out": "unstable", "reasons": "severe-symptoms, more-than-mild"},
        )

    def test_a_limit_is_passed(self, shows: Shows) -> None:
        """A limit to a level that is ruled out does not hold: what is ruled out raises the level above it. The limit is still reported as a barrier."""
        shows.answer(
            "{suicide_risk: none, symptom_severity: severe, works: yes, medically_unstable: yes}",
            {"level": "residential", "raised_from": "iop", "barriers": "works"},
            snippet="""
            criteria:
              - {id: severe-symptoms, suggests: residential, when: {symptom_severity: severe}, because: Symptoms are severe.}
              - {id: works, limits_to: iop, when: {works: yes}, because: Work would have to be put down for a stay.}
              - {id: unstable, rules_out: iop, when: {medically_unstable: yes}, because: Somebody has to be there at night.}
            """,
        )

    def test_the_ends_are_never_ruled_out(self, shows: Shows) -> None:
        """Neither end can be ruled out. Above the most intensive level there is none. And whoever needs more than the lowest level has a reason for it, which
        `requires` or `suggests` gives:"""
        shows.refused(
            """
            criteria:
              - {id: alone, rules_out: outpatient, when: {works: no}, because: The days need structure.}
              - {id: voluntary, rules_out: [residential, inpatient], when: {works: yes}, because: The person declines a stay.}
            """,
            """
            criteria.yaml:2:28: out-of-range: `outpatient` is the least intensive level, which cannot be ruled out
              hint: say which level is needed at least: `requires` or `suggests` with that level, under the same `when`
            """,
            """
            criteria.yaml:3:46: out-of-range: `inpatient` is the most intensive level, which cannot be ruled out: nobody may be left without a level
              hint: for people whom these criteria are not for, use `applies_when`; where something in a life keeps a person from it, use `limits_to`
            """,
        )


class TestRule:
    """The rule

    - **R** is the most intensive required level, or the lowest level if none is required.
    - **S** is the most intensive level that is suggested or required, so S is never below R.
    - **L** is the lowest level that something limits to, or the highest level if nothing does.

    The level is S, lowered to L if L is below it, but never below R:

    ```text
    level = max(R, min(S, L))
    ```

    If this level is [ruled out](#levels), it is the next more intensive one that is not."""

    def test_rule(self, shows: Shows) -> None:
        """As S is never below R, the level is the middle one of the three."""
        shows.rule(
            {
                ("outpatient", "outpatient", "inpatient"): "outpatient",
                ("outpatient", "iop", "inpatient"): "iop",
                ("outpatient", "residential", "inpatient"): "residential",
                ("outpatient", "residential", "iop"): "iop",
                ("outpatient", "iop", "iop"): "iop",
                ("outpatient", "iop", "residential"): "iop",
                ("iop", "residential", "outpatient"): "iop",
                ("residential", "inpatient", "iop"): "residential",
                ("inpatient", "inpatient", "outpatient"): "inpatient",
            }
        )

    def test_nothing_met(self, shows: Shows) -> None:
        """If everything is known and no criterion is met, it is the lowest level."""
        shows.answer("{suicide_risk: low, symptom_severity: mild, works: no}", {"level": "outpatient", "met": "nothing", "reasons": "nothing"})

    def test_order(self, shows: Shows) -> None:
        """The order of criteria in the file has no effect. The four criteria above can be put in 24 orders; each gives the same level."""
        shows.levels_in_any_order(
            {
                "{suicide_risk: none, symptom_severity: severe, works: yes}": "iop",
                "{suicide_risk: imminent, symptom_severity: severe, works: yes}": "inpatient",
                "{symptom_severity: severe}": "iop or residential or inpatient",
                "{}": "outpatient or iop or residential or inpatient",
            }
        )

    def test_levels(self, shows: Shows) -> None:
        """The order of *levels* does have an effect: `levels` lists them from the least to the most intensive. There can be any number of levels, with any
        names. `setting` (`home`, `facility` or `hospital`) and `hours_per_week` are shown to readers and decide nothing. They must not decrease from
        one level to the next: if they do, either they or the order is wrong."""
        shows.levels(
            {"{suicide_risk: high}": "crisis_home or ward", "{suicide_risk: low}": "at_home"},
            snippet="""
            levels:
              at_home: {title: Care at home, setting: home, hours_per_week: [1, 5]}
              crisis_home: {title: Crisis home, setting: facility}
              ward: {title: Ward, setting: hospital}
            criteria:
              - {id: high-risk, requires: crisis_home, when: {suicide_risk: {at_least: high}}, because: Somebody has to be there at night.}
              - {id: severe-and-high, requires: ward, when: {suicide_risk: high, symptom_severity: severe}, because: The ward is safer.}
            """,
        )


class TestUnknown:
    """Unknown facts

    A criterion that is unknown may turn out to be met or unmet. carelevel does not guess: the answer has every level that is still possible."""

    def test_silence(self, shows: Shows) -> None:
        """Missing facts meet no criterion. If nothing is known, every level is possible and none is settled."""
        shows.answer("{}", {"met": "nothing", "level": "none", "possible": "outpatient, iop, residential, inpatient"})

    def test_only_narrower(self, shows: Shows) -> None:
        """Every answer to a question leaves the same levels or fewer, never a new one. A settled level stays settled."""
        shows.levels(
            {
                "{}": "outpatient or iop or residential or inpatient",
                "{symptom_severity: {at_least: moderate}}": "iop or residential or inpatient",
                "{symptom_severity: {at_least: moderate}, suicide_risk: none}": "iop or residential",
                "{symptom_severity: severe, suicide_risk: none}": "iop or residential",
                "{symptom_severity: severe, suicide_risk: none, works: no}": "residential",
            }
        )

    def test_limit_unknown(self, shows: Shows) -> None:
        """An unknown limit leaves the lower level possible; an unknown requirement or suggestion leaves the higher level possible."""
        shows.levels(
            {
                "{suicide_risk: none, symptom_severity: severe}": "iop or residential",
                "{suicide_risk: none, symptom_severity: {at_least: moderate}, works: no}": "iop or residential",
            }
        )

    def test_holes(self, shows: Shows) -> None:
        """There can be a gap between possible levels."""
        shows.levels({"{symptom_severity: mild}": "outpatient or inpatient", "{symptom_severity: moderate, works: no}": "iop or inpatient"})

    def test_exact(self, shows: Shows) -> None:
        """`recommend` is **exact**: a level is possible if some answers to the open questions lead to it. Programs that need a quick answer for many
        people can use `decide`. It evaluates each criterion separately and gives only the lowest and highest level. This range always includes every
        possible level. It can be too wide if one unknown fact affects several criteria; so `decide` may report a settled level as open, but never an
        open one as settled. Here one of the last two criteria is always met:"""
        shows.both_ranges(
            {
                "{}": ("outpatient to residential", "iop or residential"),
                "{lives_alone: no}": ("iop", "iop"),
                "{symptom_severity: mild}": ("outpatient to iop", "iop"),
            },
            snippet=ALONE,
        )

    def test_explain_exactness(self, shows: Shows) -> None:
        """`carelevel check --explain-exactness` shows which facts can do this. If every fact pushes the level in one direction only, the ends of the range
        of `decide` are exact. That is true of the criteria at the start of this chapter, but not of those above."""
        shows.exactness("", "note: range-exact: every fact pushes the level one way only: the ends of the range that `decide` gives are exact")
        shows.exactness(
            ALONE,
            """
            criteria.yaml:2:3: note: range-not-exact: `lives_alone` can push the level up as well as down, in `alone-and-severe`, `alone`, `not-alone`: `decide` may give too wide a range
            """,
        )


class TestRefused:
    """Errors"""

    def test_effects(self, shows: Shows) -> None:
        """A criterion with no effect or two effects, and one that names a level that is not declared:"""
        shows.refused(
            """
            criteria:
              - {id: no-effect, when: {works: yes}, because: It says nothing.}
              - {id: two-effects, requires: iop, limits_to: iop, when: {works: yes}, because: It says two things.}
              - {id: no-such-level, suggests: day_clinic, when: {works: yes}, because: The day clinic is near.}
            """,
            "criteria.yaml:2:5: one-of: a criterion has exactly one of `requires`, `suggests`, `limits_to`, `rules_out`, `adds`; found none of them",
            "criteria.yaml:3:5: one-of: a criterion has exactly one of `requires`, `suggests`, `limits_to`, `rules_out`, `adds`; found `requires`, `limits_to`",
            "criteria.yaml:4:35: unknown-level: no level is called `day_clinic`; the levels are `outpatient`, `iop`, `residential`, `inpatient`",
        )

    def test_order(self, shows: Shows) -> None:
        """Levels whose `setting` decreases, or whose hours decrease in the same setting: the position of the level says that it is more intensive, but its
        setting or hours say less. A scale or bands whose words contradict `worse` are rejected in the same way."""
        shows.refused(
            """
            levels:
              ward: {title: Ward, setting: hospital}
              at_home: {title: Care at home, setting: home}
            criteria:
              - {id: severe, requires: ward, when: {symptom_severity: severe, suicide_risk: high, works: no}, because: The ward is safer.}
            """,
            """
            criteria.yaml:3:3: wrong-order: `at_home` comes after `ward`, which makes it the more intensive level, but its setting `home` is less intensive than `hospital`
              hint: list the levels from the least to the most intensive, or correct the setting
            """,
        )
