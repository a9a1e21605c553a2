"""What an answer says

The answer for one person is a *recommendation*. It says which levels are possible, what that rests on, what stands in the way, what the care should
include, and what to ask next. It supports a clinician's judgment and does not replace it.
"""

from tests.spec.shows import Shows

GIVEN = """
sources:
  guideline: {title: A guideline on symptoms}
facts:
  suicide_risk: {type: scale, values: [none, low, high, imminent], worse: high, ask: How high is the risk of suicide?}
  symptom_severity: {type: scale, values: [none, mild, moderate, severe], worse: high, ask: How severe are the symptoms?}
  weekly_therapy: {type: choice, values: [never_tried, helping, not_enough], ask: How did weekly therapy go?}
  works: {type: yes_no, title: work, titles: {yes: the person works, no: the person does not work}}
  studies: {type: yes_no, titles: {yes: the person studies, no: the person does not study}}
criteria:
  - {id: imminent-risk, requires: inpatient, when: {suicide_risk: imminent}, because: Cannot be kept safe elsewhere.}
  - id: therapy-not-enough
    suggests: iop
    when: {symptom_severity: {at_least: moderate}, weekly_therapy: not_enough}
    because: Symptoms persist although weekly therapy was tried.
    source: [{id: guideline, at: page 4}]
  - {id: severe-symptoms, suggests: residential, when: {symptom_severity: severe}, because: Symptoms are severe.}
  - {id: duties, limits_to: iop, when: {any: [{works: yes}, {studies: yes}]}, because: Work or studies would have to be put down.}
"""


class TestLevel:
    """The level, and how far it is settled"""

    def test_settled(self, shows: Shows) -> None:
        """When one level is possible, the answer is **settled**, and `level` is that level. Not everything has to be known for that: here it makes no
        difference how weekly therapy went."""
        shows.answer(
            "{suicide_risk: low, symptom_severity: severe, works: no, studies: no}",
            {"settled": "yes", "level": "residential", "lowest": "residential", "highest": "residential", "possible": "residential"},
        )

    def test_not_settled(self, shows: Shows) -> None:
        """Otherwise there is no `level`. `lowest` and `highest` are the ends of what is possible, and `possible` is every level that is. A program that reads
        `level` alone gets no answer instead of a low one: silence never sends anyone home."""
        shows.answer(
            "{symptom_severity: severe, works: yes}",
            {"settled": "no", "level": "none", "lowest": "iop", "highest": "inpatient", "possible": "iop, inpatient"},
        )

    def test_headlines(self, shows: Shows) -> None:
        """Wherever an answer is shown, it opens with a sentence that tells the whole truth of the range, and what to ask first."""
        shows.headlines(
            {
                "{suicide_risk: none, symptom_severity: severe, works: no, studies: no}": "residential is suggested",
                "{symptom_severity: severe}": "iop or more; not settled: ask about suicide risk, work and studies",
                "{symptom_severity: severe, works: yes}": "iop or inpatient; not settled: ask about suicide risk",
                "{suicide_risk: none, works: yes}": "outpatient or iop; not settled: ask about symptom severity and weekly therapy",
                "{}": "Any level from outpatient to inpatient; not settled: ask about suicide risk, symptom severity, weekly therapy and 2 more",
            }
        )

    def test_indicated(self, shows: Shows) -> None:
        """`indicated` says where the criteria point so far: the level that follows when every criterion that is still unknown is left aside. It is a
        landmark within the range, and shown with the range, never alone."""
        shows.answer("{symptom_severity: severe}", {"indicated": "residential", "lowest": "iop", "highest": "inpatient"})
        shows.answer("{}", {"indicated": "outpatient", "lowest": "outpatient", "highest": "inpatient"})

    def test_indicated_within(self, shows: Shows) -> None:
        """It never lies outside the range. Below, neither criterion is met as long as it is unknown whether the person lives alone; but one of them will be."""
        shows.answer(
            "{}",
            {"level": "iop", "indicated": "iop", "met": "nothing", "unknown": "alone, not-alone"},
            snippet="""
            facts:
              lives_alone: {type: yes_no}
            criteria:
              - {id: alone, suggests: iop, when: {lives_alone: yes}, because: The days need structure.}
              - {id: not-alone, suggests: iop, when: {lives_alone: no}, because: Others need relief during the day.}
            """,
        )

    def test_exact(self, shows: Shows) -> None:
        """`exact` is yes, as a rule: the levels in `possible` are those that are possible, no more and no fewer. With very many criteria and little known,
        working that out can take more room than it is given. Then `exact` is no: `possible` is certain to hold every possible level, but may hold
        more, and `missing` may name a fact too many, never one too few. The answer says so. Sets of the size of the bundled ones are far from that; here, next to no
        room was given."""
        shows.answer("{symptom_severity: mild}", {"possible": "outpatient, inpatient", "exact": "yes"})
        shows.answer_without_room("{symptom_severity: mild}", {"possible": "outpatient, iop, residential, inpatient", "exact": "no"})


class TestReasons:
    """Reasons"""

    def test_reasons(self, shows: Shows) -> None:
        """`reasons` are the criteria that are met and require or suggest a level, the most intensive first; of the same level, requirements first. Those that
        would be content with less are among them."""
        shows.answer(
            "{suicide_risk: imminent, symptom_severity: severe, weekly_therapy: not_enough}",
            {"level": "inpatient", "reasons": "imminent-risk, severe-symptoms, therapy-not-enough"},
        )

    def test_evidence(self, shows: Shows) -> None:
        """Each has its effect and level, its reason in words, its sources, and its **evidence**: a smallest part of what is known that is enough for the
        criterion to be met. Whatever else is learned of the person, this reason stands."""
        shows.answer_json(
            "{suicide_risk: none, symptom_severity: moderate, weekly_therapy: not_enough}",
            "reasons",
            [
                {
                    "criterion": "therapy-not-enough",
                    "effect": "suggests",
                    "level": "iop",
                    "because": "Symptoms persist although weekly therapy was tried.",
                    "evidence": {"symptom_severity": "moderate", "weekly_therapy": "not_enough"},
                    "sources": ["guideline"],
                }
            ],
        )

    def test_joint(self, shows: Shows) -> None:
        """A level above the lowest always has a reason. Where no criterion that is met calls for it, `joint` has criteria **one of which holds, whichever it
        is**, with the evidence for that, and in `whichever` the facts that need not be known. Of everyone whom the criteria are for and of whom the evidence
        alone is true, each meets one of them, and no part of the evidence and no criterion can be left out."""
        slow = """
            levels: {outpatient: {title: Outpatient}, inpatient: {title: Inpatient}}
            facts:
              age: {type: score, range: [0, 120]}
              pulse: {type: score, range: [0, 220], worse: low}
              works: {type: yes_no}
            criteria:
              - {id: slow-adult, requires: inpatient, when: {age: {at_least: 18}, pulse: {at_most: 39}}, because: A pulse below 40 in an adult.}
              - {id: slow-child, requires: inpatient, when: {age: {at_most: 17}, pulse: {at_most: 49}}, because: A pulse below 50 in a child.}
            """
        shows.answer_json(
            "{pulse: 39, works: yes}",
            "joint",
            {
                "criteria": ["slow-adult", "slow-child"],
                "effect": "requires",
                "level": "inpatient",
                "because": ["A pulse below 40 in an adult.", "A pulse below 50 in a child."],
                "evidence": {"pulse": 39},
                "whichever": ["age"],
                "sources": [],
            },
            snippet=slow,
        )

    def test_nothing_indicated(self, shows: Shows) -> None:
        """The lowest level needs no reason: it is what remains when nothing requires or suggests more. The answer says that in words."""
        shows.printed(
            "{suicide_risk: low, symptom_severity: mild}",
            """
            outpatient is suggested

            Why
            ---

            No criterion requires or suggests more than outpatient.
            """,
        )


class TestBarriers:
    """Barriers"""

    def test_joint_barrier(self, shows: Shows) -> None:
        """Limits one of which holds, whichever it is, are `joint_barrier`, where they are tighter than those that are met."""
        shows.answer_json(
            "{symptom_severity: severe}",
            "joint_barrier",
            {
                "criteria": ["cares-alone", "declines"],
                "effect": "limits_to",
                "level": "iop",
                "because": ["Nobody else can look after the children.", "The person declines a stay."],
                "evidence": {},
                "whichever": ["has_help"],
                "sources": [],
                "lowered_from": "residential",
                "overridden": False,
            },
            snippet="""
            facts:
              symptom_severity: {type: scale, values: [mild, severe], worse: high}
              has_help: {type: yes_no}
            criteria:
              - {id: severe, suggests: residential, when: {symptom_severity: severe}, because: Symptoms are severe.}
              - {id: cares-alone, limits_to: iop, when: {has_help: no}, because: Nobody else can look after the children.}
              - {id: declines, limits_to: iop, when: {has_help: yes}, because: The person declines a stay.}
            """,
        )

    def test_lowered(self, shows: Shows) -> None:
        """`barriers` are limits that are met and lie below what is suggested, the tightest first. `lowered_from` is the level that was suggested, when the
        limit lowered it."""
        shows.answer_json(
            "{suicide_risk: none, symptom_severity: severe, works: yes}",
            "barriers",
            [
                {
                    "criterion": "duties",
                    "level": "iop",
                    "because": "Work or studies would have to be put down.",
                    "evidence": {"works": "yes"},
                    "lowered_from": "residential",
                    "overridden": False,
                    "sources": [],
                }
            ],
        )

    def test_overridden(self, shows: Shows) -> None:
        """A requirement is not lowered. The limit is shown all the same, as `overridden`: somebody has to see to the person's work."""
        shows.answer_json(
            "{suicide_risk: imminent, works: yes}",
            "barriers",
            [
                {
                    "criterion": "duties",
                    "level": "iop",
                    "because": "Work or studies would have to be put down.",
                    "evidence": {"works": "yes"},
                    "lowered_from": None,
                    "overridden": True,
                    "sources": [],
                }
            ],
        )

    def test_no_barrier(self, shows: Shows) -> None:
        """A limit that is met and lowers nothing is no barrier. It is a *possible* barrier when it would lower the level if a suggestion that is still
        unknown were met."""
        shows.answer("{suicide_risk: none, symptom_severity: mild, works: yes}", {"level": "outpatient", "barriers": "nothing", "possible_barriers": "nothing"})
        shows.answer("{suicide_risk: none, works: yes}", {"level": "none", "barriers": "nothing", "possible_barriers": "duties"})


class TestMissing:
    """What is missing"""

    def test_missing(self, shows: Shows) -> None:
        """`missing` names the facts that can still change the level, and no others. When it is empty, the level is settled."""
        shows.answer("{suicide_risk: none, symptom_severity: severe}", {"level": "none", "missing": "works, studies"})
        shows.answer("{suicide_risk: none, symptom_severity: severe, works: yes}", {"level": "iop", "missing": "nothing"})

    def test_order(self, shows: Shows) -> None:
        """Those that could raise the level stand first: facts that could require a level, the most intensive first; then those that could suggest one, the
        most intensive first; then those that could only lower it. Facts that are alike in this stand in the order of the file, so that a file which
        declares the facts about safety first also asks about them first."""
        shows.answer("{}", {"missing": "suicide_risk, symptom_severity, weekly_therapy, works, studies"})
        shows.answer("{symptom_severity: moderate}", {"missing": "suicide_risk, weekly_therapy"})

    def test_in_part(self, shows: Shows) -> None:
        """A fact that is known in part is missing as long as the rest of it can change the level."""
        rest = "suicide_risk: none, weekly_therapy: helping, works: no, studies: no"
        shows.answer(f"{{symptom_severity: {{at_least: moderate}}, {rest}}}", {"possible": "outpatient, residential", "missing": "symptom_severity"})
        shows.answer(f"{{symptom_severity: {{at_most: moderate}}, {rest}}}", {"possible": "outpatient", "missing": "nothing"})


class TestCriteria:
    """The criteria, one by one"""

    def test_met_unmet_unknown(self, shows: Shows) -> None:
        """Every criterion is in exactly one of `met`, `unmet` and `unknown`, in the order of the file."""
        shows.answer(
            "{suicide_risk: none, symptom_severity: severe}",
            {"met": "severe-symptoms", "unmet": "imminent-risk", "unknown": "therapy-not-enough, duties"},
        )


class TestWhole:
    """The whole answer"""

    def test_printed(self, shows: Shows) -> None:
        """In words, an answer looks like this. What follows it is not shown here: which criteria it rests on, in which version, and what was known."""
        shows.printed(
            "{symptom_severity: severe, weekly_therapy: not_enough, works: yes}",
            """
            iop or inpatient; not settled: ask about suicide risk

            What is known so far points to iop; what is unknown can change that.

            Why
            ---

            - Symptoms are severe. Suggests: residential. [severe-symptoms]
              Rests on: symptom severity is severe.
            - Symptoms persist although weekly therapy was tried. Suggests: iop. [therapy-not-enough]
              Rests on: symptom severity is severe; weekly therapy is not enough.
              Source: [guideline], page 4

            Barriers
            --------

            - Work or studies would have to be put down. residential is suggested, but this limits the level to
              iop. What would have to be arranged to allow more? [duties]
              Rests on: the person works.

            What could still change the level
            ---------------------------------

            - Suicide risk: How high is the risk of suicide? [suicide_risk]

            Sources
            -------

            - [guideline] A guideline on symptoms
            """,
        )

    def test_members(self, shows: Shows) -> None:
        """For programs, an answer has these members. Its JSON form has them under the same names, and besides `format` (the version of the form), `criteria`
        (id, version and [digests](#digests) of the set), `problems` (a `not-decided` while `exact` is no, else nothing) and `carelevel` (the version of the
        library)."""
        shows.every_member(
            {
                "level": "the level when it is settled, else none",
                "settled": "whether one level is possible, and the criteria are for this person for certain",
                "lowest": "the least intensive level that is possible; none when the criteria are not for this person",
                "highest": "the most intensive level that is possible; none when the criteria are not for this person",
                "possible": "the levels that are possible, the least intensive first",
                "exact": "whether `possible` and `missing` are exact",
                "indicated": "where the criteria point so far; none when they are not for this person",
                "applies": "whether the criteria are [for this person](#who_they_are_for): met, unmet or unknown",
                "reasons": "criteria that are met and require or suggest a level, the most intensive first",
                "joint": "criteria one of which holds, whichever it is, and that carry `lowest` where no single reason does; else none",
                "barriers": "limits that lowered the level, or would have but for a requirement, the tightest first",
                "joint_barrier": "limits one of which holds, whichever it is, where they are tighter than those that are met; else none",
                "possible_barriers": "limits that are met, and would lower the level if a suggestion that is still unknown were met",
                "services": "what the care should include, or may have to, each met or open: see [Services](#services)",
                "missing": "the facts that can still change the level, those that could raise it first",
                "missing_for_services": "the facts that open services wait for",
                "missing_for_contradictions": "the facts that could show that others [disagree](#contradictions)",
                "contradictions": "the [contradictions](#contradictions) that stand",
                "notices": "the [notices](#notices) that go with the answer",
                "met": "the criteria that are met",
                "unmet": "the criteria that are not",
                "unknown": "the criteria that unknown facts leave open",
            }
        )
