"""Answers

The answer for one person is a *recommendation*. It says which levels are possible and why, what stands in the way, which services the care should
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
    """The level"""

    def test_settled(self, shows: Shows) -> None:
        """If only one level is possible, the answer is **settled**, and `level` is that level. Not every fact has to be known: here the outcome of weekly
        therapy makes no difference."""
        shows.answer(
            "{suicide_risk: low, symptom_severity: severe, works: no, studies: no}",
            {"settled": "yes", "level": "residential", "lowest": "residential", "highest": "residential", "possible": "residential"},
        )

    def test_not_settled(self, shows: Shows) -> None:
        """Otherwise there is no `level`. `lowest` and `highest` are the ends of the possible range, and `possible` lists every possible level. A program
        that reads only `level` gets no value rather than a low one: a missing fact never sends anyone home."""
        shows.answer(
            "{symptom_severity: severe, works: yes}",
            {"settled": "no", "level": "none", "lowest": "iop", "highest": "inpatient", "possible": "iop, inpatient"},
        )

    def test_headlines(self, shows: Shows) -> None:
        """Every answer opens with a sentence that states the whole range and what to ask first. Where a limit lowers the level, it says what is indicated,
        what can be taken up instead, and why."""
        shows.headlines(
            {
                "{suicide_risk: none, symptom_severity: severe, works: no, studies: no}": "residential is suggested",
                "{suicide_risk: none, symptom_severity: severe, works: yes}": (
                    "residential is indicated; iop is what can be taken up now, because of a limit: Work or studies would have to be put down"
                ),
                "{symptom_severity: severe}": "iop or more; not settled: ask about suicide risk, work and studies",
                "{symptom_severity: severe, works: yes}": (
                    "iop or inpatient; not settled: ask about suicide risk. So far, residential is indicated, limited to iop, because of a limit: "
                    "Work or studies would have to be put down"
                ),
                "{suicide_risk: none, works: yes}": "outpatient or iop; not settled: ask about symptom severity and weekly therapy",
                "{}": "Any level from outpatient to inpatient; not settled: ask about suicide risk, symptom severity, weekly therapy and 2 more",
            }
        )

    def test_indicated(self, shows: Shows) -> None:
        """`indicated` is the level that follows if all unknown criteria are ignored: where the criteria point so far. It is always shown together with the
        range."""
        shows.answer("{symptom_severity: severe}", {"indicated": "residential", "lowest": "iop", "highest": "inpatient"})
        shows.answer("{}", {"indicated": "outpatient", "lowest": "outpatient", "highest": "inpatient"})

    def test_indicated_within(self, shows: Shows) -> None:
        """It is always within the range. Below, neither criterion is met while it is unknown whether the person lives alone; but one of them will be."""
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
        """`exact` is normally yes: `possible` has all possible levels and no others. With very many criteria and few known facts, working this out can
        exceed the work allowed. Then `exact` is no: `possible` still includes every possible level, but may include others, and `missing` may include
        facts that do not matter but never omits one that does. The answer says so. Sets of the size of the bundled ones are far from this limit; this
        example allows almost no work."""
        shows.answer("{symptom_severity: mild}", {"possible": "outpatient, inpatient", "exact": "yes"})
        shows.answer_without_room("{symptom_severity: mild}", {"possible": "outpatient, iop, residential, inpatient", "exact": "no"})


class TestReasons:
    """Reasons"""

    def test_reasons(self, shows: Shows) -> None:
        """`reasons` are the criteria that are met and require or suggest a level, the most intensive level first; within a level, requirements first.
        Reasons for lower levels are included."""
        shows.answer(
            "{suicide_risk: imminent, symptom_severity: severe, weekly_therapy: not_enough}",
            {"level": "inpatient", "reasons": "imminent-risk, severe-symptoms, therapy-not-enough"},
        )

    def test_evidence(self, shows: Shows) -> None:
        """Each reason has its effect and level, its text, its sources and its **evidence**: a smallest part of the known facts that is sufficient to meet
        the criterion. Whatever else becomes known, this reason remains."""
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
        """A level above the lowest always has a reason. If no single criterion that is met leads to it, `joint` lists criteria of which **at least one is
        met in every case**, the evidence for this, and under `whichever` the facts that do not need to be known. Everyone to whom the criteria apply
        and who matches the evidence meets at least one of these criteria, and no evidence or criterion can be left out."""
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
        """The lowest level needs no reason: it remains if nothing requires or suggests a higher one. The answer says so."""
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
        """`joint_barrier` lists limits of which at least one is met in every case, if they are tighter than the limits that are met."""
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
        """`barriers` are the limits that are met and are below the suggested level, the tightest first. `lowered_from` is the suggested level, if the
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
        """A requirement is not lowered. The limit is still shown, as `overridden`: here, someone has to make arrangements for the person's work."""
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
        """A limit that is met but lowers nothing is not a barrier. It is a *possible* barrier if it would lower the level once a suggestion that is still
        unknown is met."""
        shows.answer("{suicide_risk: none, symptom_severity: mild, works: yes}", {"level": "outpatient", "barriers": "nothing", "possible_barriers": "nothing"})
        shows.answer("{suicide_risk: none, works: yes}", {"level": "none", "barriers": "nothing", "possible_barriers": "duties"})


class TestMissing:
    """Missing facts"""

    def test_missing(self, shows: Shows) -> None:
        """`missing` lists the facts that can still change the level, and only those. If it is empty, the level is settled."""
        shows.answer("{suicide_risk: none, symptom_severity: severe}", {"level": "none", "missing": "works, studies"})
        shows.answer("{suicide_risk: none, symptom_severity: severe, works: yes}", {"level": "iop", "missing": "nothing"})

    def test_order(self, shows: Shows) -> None:
        """Facts that could raise the level come first: those that could require a level, the most intensive first; then those that could suggest one, the
        most intensive first; then those that could only lower it. Otherwise the order of the file counts, so a file that declares the facts about
        safety first also asks about them first."""
        shows.answer("{}", {"missing": "suicide_risk, symptom_severity, weekly_therapy, works, studies"})
        shows.answer("{symptom_severity: moderate}", {"missing": "suicide_risk, weekly_therapy"})

    def test_in_part(self, shows: Shows) -> None:
        """A partly known fact is missing if the rest of it can still change the level."""
        rest = "suicide_risk: none, weekly_therapy: helping, works: no, studies: no"
        shows.answer(f"{{symptom_severity: {{at_least: moderate}}, {rest}}}", {"possible": "outpatient, residential", "missing": "symptom_severity"})
        shows.answer(f"{{symptom_severity: {{at_most: moderate}}, {rest}}}", {"possible": "outpatient", "missing": "nothing"})


class TestCriteria:
    """All criteria"""

    def test_met_unmet_unknown(self, shows: Shows) -> None:
        """Every criterion is in exactly one of `met`, `unmet` and `unknown`, in the order of the file."""
        shows.answer(
            "{suicide_risk: none, symptom_severity: severe}",
            {"met": "severe-symptoms", "unmet": "imminent-risk", "unknown": "therapy-not-enough, duties"},
        )


class TestWhole:
    """The whole answer"""

    def test_printed(self, shows: Shows) -> None:
        """This is an answer in words. The last part, which names the criteria, their version and the known facts, is left out here."""
        shows.printed(
            "{symptom_severity: severe, weekly_therapy: not_enough, works: yes}",
            """
            iop or inpatient; not settled: ask about suicide risk. So far, residential is indicated, limited to
            iop, because of a limit: Work or studies would have to be put down

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
        """For programs, an answer has these members. Its JSON form has the same names, and also `format` (the version of the form), `criteria` (id,
        version and [digests](#digests) of the set), `problems` (`not-decided` if `exact` is no, otherwise empty) and `carelevel` (the version of the
        library)."""
        shows.every_member(
            {
                "level": "the level if it is settled, otherwise none",
                "settled": "whether only one level is possible and the criteria are certain to apply",
                "lowest": "the least intensive level possible level; none if the criteria do not apply",
                "highest": "the most intensive level possible level; none if the criteria do not apply",
                "possible": "the possible levels, the least intensive first",
                "exact": "whether `possible` and `missing` are exact",
                "indicated": "where the criteria point so far; none if they do not apply",
                "applies": "whether the criteria [apply to this person](#who_they_are_for): met, unmet or unknown",
                "reasons": "criteria that are met and require or suggest a level, the most intensive first",
                "joint": "criteria of which at least one is met in every case, if no single reason leads to `lowest`; otherwise none",
                "raised_from": "the level that `lowest` would be if nothing was [ruled out](#levels); none if it would be the same",
                "ruled_out": "criteria that are met and rule out levels, the one that rules out the least intensive level first",
                "whom": "the [parts of `applies_when`](#a-list-of-parts), each with its status; empty if it has no parts",
                "barriers": "limits that lowered the level or that a requirement overrides, the tightest first",
                "joint_barrier": "limits of which at least one is met in every case, if they are tighter than those that are met; otherwise none",
                "possible_barriers": "limits that are met and would lower the level if a suggestion that is still unknown were met",
                "services": "services that the care should include (met) or may need (open): see [Services](#services)",
                "missing": "the facts that can still change the level, those that could raise it first",
                "missing_for_services": "the facts that open services depend on",
                "missing_for_contradictions": "the facts that could show that others [disagree](#contradictions)",
                "contradictions": "the [contradictions](#contradictions) that stand",
                "documentation": "the [documentation](#documentation) that the possible levels take",
                "missing_for_documentation": "the facts that documentation depends on",
                "notices": "the [notices](#notices) shown with the answer",
                "met": "the criteria that are met",
                "unmet": "the criteria that are not met",
                "unknown": "the criteria that depend on unknown facts",
            }
        )
