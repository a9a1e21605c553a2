"""Sections

Published criteria often have phases: admission, continued stay, discharge. A *section* is a list of criteria that apply together while a condition is met. Its condition
is added to each of its criteria when the file is loaded. So a set with sections is the same as one in which every criterion repeats the condition: answers, proofs and
comparisons are the same.
"""

from tests.spec.shows import Shows

GIVEN = """
facts:
  stage: {type: choice, values: [admission, continued_stay]}
  symptoms: {type: scale, values: [none, mild, moderate, severe], worse: high}
  progress: {type: yes_no}
sections:
  - id: admission
    title: Admission
    when: {stage: admission}
    criteria:
      - {id: severe, suggests: residential, when: {symptoms: severe}, because: Severe symptoms need a stay.}
      - {id: moderate, suggests: iop, when: {symptoms: moderate}, because: Weekly care is seldom enough.}
    otherwise: {id: no-admission, suggests: outpatient, because: Weekly care is enough.}
  - id: continued-stay
    title: Continued stay
    when: {stage: continued_stay}
    criteria:
      - {id: still-severe, suggests: residential, when: {symptoms: {at_least: moderate}, progress: yes}, because: The stay helps and is still needed.}
    otherwise: {id: step-down, suggests: outpatient, because: Step-down is to be planned.}
"""


class TestSections:
    """What a section says"""

    def test_sections(self, shows: Shows) -> None:
        """`sections` is a list, in a file with criteria outside of sections or without. A section has an `id`, a `title`, its condition under `when`, and its `criteria`. Ids
        are unique in the file: no section has that of a criterion."""
        shows.levels(
            {
                "{stage: admission, symptoms: severe}": "residential",
                "{stage: admission, symptoms: moderate}": "iop",
                "{stage: continued_stay, symptoms: moderate, progress: yes}": "residential",
                "{stage: continued_stay, symptoms: moderate, progress: no}": "outpatient",
            }
        )

    def test_unknown(self, shows: Shows) -> None:
        """While it is not known whether a section applies, it is open whether its criteria are met. A section that is known not to apply says nothing: here, `progress` does
        not matter at admission."""
        shows.answer("{symptoms: severe}", {"possible": "outpatient, residential", "missing": "stage, progress"})
        shows.answer("{stage: admission}", {"possible": "outpatient, iop, residential", "missing": "symptoms"})


class TestOtherwise:
    """What holds otherwise"""

    def test_otherwise(self, shows: Shows) -> None:
        """`otherwise` says what is suggested when a section applies and none of its criteria requires or suggests a level. It has an `id`, a level under `suggests`, and
        `because`, and may have `source` and `examples`. It is a criterion like the others, with the condition "none of these is met". So the lowest level has a reason, too:"""
        shows.answer("{stage: continued_stay, symptoms: mild}", {"level": "outpatient", "reasons": "step-down"})

    def test_unknown_is_not_unmet(self, shows: Shows) -> None:
        """Unknown is not unmet. While one of the others may still be met, `otherwise` is unknown:"""
        shows.answer("{stage: continued_stay, symptoms: severe}", {"unknown": "still-severe, step-down", "level": "none"})

    def test_it_has_to_be_there(self, shows: Shows) -> None:
        """Every section with a criterion that requires or suggests a level has an `otherwise`. Without one, the section would lead to the lowest level by saying nothing."""
        shows.refused(
            """
            facts:
              stage: {type: choice, values: [admission, continued_stay]}
              severe: {type: yes_no}
            sections:
              - id: admission
                title: Admission
                when: {stage: admission}
                criteria:
                  - {id: severe, suggests: iop, when: {severe: yes}, because: Weekly care is seldom enough.}
            """,
            """
            criteria.yaml:5:5: missing-key: `otherwise` is missing here: `admission` says nothing for people who meet none of its criteria
              hint: write what is suggested for them: `otherwise: {id: admission-otherwise, suggests: outpatient, because: ...}`
            """,
        )

    def test_no_section(self, shows: Shows) -> None:
        """For every possible person some section has to apply. `check` proves it, and shows a person for whom none does:"""
        shows.findings(
            """
            facts:
              stage: {type: choice, values: [admission, continued_stay]}
              severe: {type: yes_no}
            sections:
              - id: admission
                title: Admission
                when: {stage: admission}
                criteria:
                  - {id: severe, suggests: iop, when: {severe: yes}, because: Weekly care is seldom enough.}
                otherwise: {id: no-admission, suggests: outpatient, because: Weekly care is enough.}
            """,
            """
            criteria.yaml:5:5: no-section: no section applies to some possible person: `admission` does not apply, so that no level is suggested on purpose
              hint: add a section for these people, widen the `when` of one, or declare in `applies_when` or `impossible` that there are none
            """,
        )


class TestTests:
    """Examples, explanations and pages"""

    def test_examples(self, shows: Shows) -> None:
        """An example of a criterion is about the criterion's own condition, as if the section applied. The condition of the section has examples of its own. Coverage
        counts it once, and so do [changes that no test would detect](#examples_and_vignettes)."""
        shows.examples(
            """
            facts:
              stage: {type: choice, values: [admission, continued_stay]}
              severe: {type: yes_no}
            sections:
              - id: admission
                title: Admission
                when: {stage: admission}
                examples:
                  - {case: {stage: admission}, is: met}
                criteria:
                  - id: severe
                    suggests: iop
                    when: {severe: yes}
                    because: Weekly care is seldom enough.
                    examples:
                      - {case: {severe: yes}, is: met}
                otherwise: {id: no-admission, suggests: outpatient, because: Weekly care is enough.}
            """,
            "passed: example admission 1",
            "passed: example severe 1",
        )

    def test_pages(self, shows: Shows) -> None:
        """`carelevel show` prints each section under a heading and says its condition once. `why_not` leaves out sections that are known not to apply, and says so: with
        `{stage: admission, symptoms: mild}` no criterion of continued stay is a way to residential care."""
        shows.answer("{stage: admission, symptoms: mild}", {"level": "outpatient", "reasons": "no-admission"})

    def test_compared(self, shows: Shows) -> None:
        """`carelevel diff` lists a section whose condition alone has changed once, with the criteria that are met in other cases because of it. It does the same for a
        named condition."""
        shows.compared(
            """
            sections:
              - id: admission
                title: Admission
                when: {stage: admission}
                criteria:
                  - {id: severe, suggests: residential, when: {symptoms: severe}, because: Severe symptoms need a stay.}
                  - {id: moderate, suggests: iop, when: {symptoms: moderate}, because: Weekly care is seldom enough.}
                otherwise: {id: no-admission, suggests: outpatient, because: Weekly care is enough.}
              - id: continued-stay
                title: Continued stay
                when: {any: [{stage: continued_stay}, {symptoms: severe}]}
                criteria:
                  - {id: still-severe, suggests: residential, when: {symptoms: {at_least: moderate}, progress: yes}, because: The stay helps and is still needed.}
                otherwise: {id: step-down, suggests: outpatient, because: Step-down is to be planned.}
            """,
            """
            shown: 1 → 1
            ============

            The same decisions for everyone who can be compared. This is proved, not sampled.

            Criteria that changed
            ---------------------

            - [continued-stay]: is met in other cases than before, and so are [still-severe], [step-down]
            """,
        )

    def test_local_versions(self, shows: Shows) -> None:
        """A [local version](#local_versions) changes a criterion of a section by its id, as any other. What it adds names its `section`. A section that is replaced keeps its criteria:
        what is written anew is its title, its condition and what holds otherwise. A section that is left out goes with its criteria."""
        base = 'carelevel: 1\nid: county\nversion: "1"\ntitle: Criteria of a county\nlevels: {outpatient: {title: Outpatient}, iop: {title: IOP}, residential: {title: Residential}}'
        shows.local(
            base + GIVEN,
            """
carelevel: 1
id: payer
version: "1"
title: Criteria of a payer
based_on: {set: county.yaml, version: "1"}
leave_out:
  criteria: [moderate]
add:
  criteria:
    - {id: relapse, section: continued-stay, suggests: iop, when: {symptoms: severe, progress: no}, because: More than weekly care is needed.}
""",
            {"{stage: admission, symptoms: moderate}": "outpatient", "{stage: continued_stay, symptoms: severe, progress: no}": "iop"},
        )
        shows.refused_local(
            base + GIVEN,
            """
carelevel: 1
id: payer
version: "1"
title: Criteria of a payer
based_on: {set: county.yaml, version: "1"}
add:
  criteria:
    - {id: relapse, section: stay, suggests: iop, when: {symptoms: severe, progress: no}, because: More than weekly care is needed.}
""",
            """
            payer.yaml:9:30: unknown-section: `county 1` has no section `stay`; there are `admission`, `continued-stay`
              hint: did you mean `continued-stay`?
            """,
        )
