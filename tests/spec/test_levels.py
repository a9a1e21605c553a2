"""From criteria to a level

Each criterion that is met has something to say about the level of care. This chapter says how all of them together give one level. There is one short
rule, and nothing beside it: no priorities, no weights, no points, no order.
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
    """What a criterion says

    A criterion has an `id`, a condition under `when`, the reason in words under `because`, and exactly one effect. `source` says what it rests on,
    `examples` are [run as tests](#examples_and_vignettes). Of the four effects three speak of the level. The fourth, `adds`, speaks of
    [services](#services)."""

    def test_requires(self, shows: Shows) -> None:
        """**`requires`**: nothing below this level is safe or adequate. Nothing lowers it, work or no work."""
        shows.levels(
            {
                "{suicide_risk: imminent}": "inpatient",
                "{suicide_risk: imminent, symptom_severity: none, works: yes}": "inpatient",
                "{suicide_risk: low, symptom_severity: none}": "outpatient",
            }
        )

    def test_suggests(self, shows: Shows) -> None:
        """**`suggests`**: this level, or a more intensive one, is indicated. Of several that are met, the most intensive counts."""
        shows.levels(
            {
                "{suicide_risk: none, symptom_severity: mild, works: no}": "outpatient",
                "{suicide_risk: none, symptom_severity: moderate, works: no}": "iop",
                "{suicide_risk: none, symptom_severity: severe, works: no}": "residential",
            }
        )

    def test_suggests_the_lowest(self, shows: Shows) -> None:
        """A criterion may suggest the lowest level. That changes no level; it gives the lowest level a reason of its own, which is shown."""
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
        """**`limits_to`**: something in this person's life makes more than this level hard to take up. It lowers what is suggested, and never what is required.
        It raises nothing: where less is suggested anyway, it changes nothing."""
        shows.levels(
            {
                "{suicide_risk: none, symptom_severity: severe, works: yes}": "iop",
                "{suicide_risk: none, symptom_severity: mild, works: yes}": "outpatient",
                "{suicide_risk: imminent, symptom_severity: severe, works: yes}": "inpatient",
            }
        )

    def test_a_limit_is_never_silent(self, shows: Shows) -> None:
        """A limit that lowered the level is a **barrier** in the answer, and so is one that would have, but for a requirement: something to be arranged, or
        weighed, by the clinician."""
        shows.answer("{suicide_risk: none, symptom_severity: severe, works: yes}", {"level": "iop", "barriers": "works"})
        shows.answer("{suicide_risk: imminent, works: yes}", {"level": "inpatient", "barriers": "works"})


class TestRule:
    """The rule

    - **R** is the most intensive level that is required; the lowest level when none is.
    - **S** is the most intensive level that is suggested or required; so S is never below R.
    - **L** is the least intensive level that something limits to; the highest level when nothing does.

    The level is S, lowered to L where L is below it, but never below R:

    ```text
    level = max(R, min(S, L))
    ```"""

    def test_rule(self, shows: Shows) -> None:
        """When S is not below R, that is the middle one of the three."""
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
        """When everything is known and no criterion is met, it is the lowest level."""
        shows.answer("{suicide_risk: low, symptom_severity: mild, works: no}", {"level": "outpatient", "met": "nothing", "reasons": "nothing"})

    def test_order(self, shows: Shows) -> None:
        """The order of the criteria in the file means nothing. The four criteria above can be put in 24 orders; the level is the same in each of them."""
        shows.levels_in_any_order(
            {
                "{suicide_risk: none, symptom_severity: severe, works: yes}": "iop",
                "{suicide_risk: imminent, symptom_severity: severe, works: yes}": "inpatient",
                "{symptom_severity: severe}": "iop or residential or inpatient",
                "{}": "outpatient or iop or residential or inpatient",
            }
        )

    def test_levels(self, shows: Shows) -> None:
        """The order of the *levels* does mean something: under `levels` they stand from the least to the most intensive. There may be more or fewer than
        four, and they may have any names. A `setting` (`home`, `facility` or `hospital`) and `hours_per_week` are shown to readers and decide
        nothing. They may not fall from one level to the next: then either they or the order is wrong."""
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
    """While something is unknown

    A criterion that is unknown may turn out met or unmet. What follows is not guessed: the answer is every level that is still possible."""

    def test_silence(self, shows: Shows) -> None:
        """Nothing is met on silence. When nothing is known, every level is possible, and none is settled."""
        shows.answer("{}", {"met": "nothing", "level": "none", "possible": "outpatient, iop, residential, inpatient"})

    def test_only_narrower(self, shows: Shows) -> None:
        """Every answer to a question leaves as many levels or fewer, never another one. A level that is settled stays, whatever is learned later."""
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
        """A limit that is unknown leaves the lower level possible; a requirement or suggestion that is unknown leaves the higher one possible."""
        shows.levels(
            {
                "{suicide_risk: none, symptom_severity: severe}": "iop or residential",
                "{suicide_risk: none, symptom_severity: {at_least: moderate}, works: no}": "iop or residential",
            }
        )

    def test_holes(self, shows: Shows) -> None:
        """The possible levels need not lie side by side."""
        shows.levels({"{symptom_severity: mild}": "outpatient or inpatient", "{symptom_severity: moderate, works: no}": "iop or inpatient"})

    def test_exact(self, shows: Shows) -> None:
        """`recommend` is **exact**: a level is possible when there is a way to answer everything that is still open, so that it comes out. Programs that need
        a quick answer for many people can ask `decide`. It looks at each criterion by itself, and says only between which ends the level lies. That range always
        holds every possible level. It may hold more, when one unknown fact matters to several criteria; so `decide` may call open what is settled, but
        never settled what is open. Here one of the last two criteria is met in any case:"""
        shows.both_ranges(
            {
                "{}": ("outpatient to residential", "iop or residential"),
                "{lives_alone: no}": ("iop", "iop"),
                "{symptom_severity: mild}": ("outpatient to iop", "iop"),
            },
            snippet=ALONE,
        )

    def test_explain_exactness(self, shows: Shows) -> None:
        """`carelevel check --explain-exactness` says which facts can do that. Where every fact pushes the level one way only, the ends that `decide` gives are
        exact; so they are for the criteria at the head of this chapter, but not for those above."""
        shows.exactness("", "note: range-exact: every fact pushes the level one way only: the ends of the range that `decide` gives are exact")
        shows.exactness(
            ALONE,
            """
            criteria.yaml:2:3: note: range-not-exact: `lives_alone` can push the level up as well as down, in `alone-and-severe`, `alone`, `not-alone`: `decide` may give too wide a range
            """,
        )


class TestRefused:
    """What is refused"""

    def test_effects(self, shows: Shows) -> None:
        """A criterion without an effect or with two, and one that names a level that is not declared."""
        shows.refused(
            """
            criteria:
              - {id: no-effect, when: {works: yes}, because: It says nothing.}
              - {id: two-effects, requires: iop, limits_to: iop, when: {works: yes}, because: It says two things.}
              - {id: no-such-level, suggests: day_clinic, when: {works: yes}, because: The day clinic is near.}
            """,
            "criteria.yaml:2:5: one-of: a criterion has exactly one of `requires`, `suggests`, `limits_to`, `adds`; found none of them",
            "criteria.yaml:3:5: one-of: a criterion has exactly one of `requires`, `suggests`, `limits_to`, `adds`; found `requires`, `limits_to`",
            "criteria.yaml:4:35: unknown-level: no level is called `day_clinic`; the levels are `outpatient`, `iop`, `residential`, `inpatient`",
        )

    def test_order(self, shows: Shows) -> None:
        """Levels whose `setting` falls, or whose hours do while people sleep at the same place: the one says that a level is more intensive than the one before it,
        the other that it is less. The same is refused of a scale or bands whose words contradict their `worse` end."""
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
