"""Examples and vignettes

Criteria are tested with cases. An *example* belongs to one criterion and says whether the criterion is met. A *vignette* is in a separate file next to
the criteria and says what the whole answer for one person should be. `carelevel test` runs both, so you notice a change that alters an answer before
anyone relies on it.
"""

from tests.spec.shows import Shows

GIVEN = """
services:
  erp: Exposure and response prevention
  safety_plan: A safety plan
facts:
  suicide_risk: {type: scale, values: [none, low, high, imminent], worse: high}
  symptom_severity: {type: scale, values: [none, mild, moderate, severe], worse: high}
  conditions: {type: set, values: [depression, ocd]}
  works: {type: yes_no}
  retired: {type: yes_no}
impossible:
  - {id: retired-is-retired, when: {works: yes, retired: yes}, because: Whoever is retired does not work.}
criteria:
  - {id: imminent-risk, requires: inpatient, when: {suicide_risk: imminent}, because: Cannot be kept safe elsewhere.}
  - {id: more-than-mild, suggests: iop, when: {symptom_severity: {at_least: moderate}}, because: Symptoms are more than mild.}
  - {id: severe-symptoms, suggests: residential, when: {symptom_severity: severe}, because: Symptoms are severe.}
  - {id: works, limits_to: iop, when: {works: yes}, because: Work would have to be put down.}
  - {id: ocd, adds: [erp], when: {conditions: {includes: ocd}}, because: It is the first choice for OCD.}
  - {id: any-risk, adds: [safety_plan], when: {suicide_risk: {at_least: low}}, because: There is a risk.}
"""


class TestExamples:
    """Examples

    An example has a case, and `is` says whether the criterion is met, unmet or unknown. Write an example for each outcome, above all at the threshold."""

    GIVEN = """
facts:
  symptom_severity: {type: scale, values: [none, mild, moderate, severe], worse: high}
"""

    def test_examples(self, shows: Shows) -> None:
        """Each example is run separately."""
        shows.examples(
            """
            criteria:
              - id: severe-symptoms
                suggests: iop
                when: {symptom_severity: severe}
                because: Symptoms are severe.
                examples:
                  - {case: {symptom_severity: severe}, is: met}
                  - {case: {symptom_severity: moderate}, is: unmet}
                  - {case: {symptom_severity: {at_least: moderate}}, is: unknown}
            """,
            "passed: example severe-symptoms 1",
            "passed: example severe-symptoms 2",
            "passed: example severe-symptoms 3",
        )

    def test_a_wrong_example(self, shows: Shows) -> None:
        """If an example and its criterion disagree, one of them is wrong. The set does not load."""
        shows.refused(
            """
            criteria:
              - id: severe-symptoms
                suggests: iop
                when: {symptom_severity: {at_least: moderate}}
                because: Symptoms are severe.
                examples:
                  - {case: {symptom_severity: moderate}, is: unmet}
            """,
            "criteria.yaml:7:9: example-fails: `severe-symptoms` is met in this case, but the example says unmet",
        )

    def test_an_impossible_example(self, shows: Shows) -> None:
        """A set with an example of an impossible person does not load either."""
        shows.refused(
            """
            facts:
              weekly_therapy: {type: choice, values: [never_tried, helping, not_enough]}
              weeks_of_therapy: {type: score, range: [0, 52], unit: weeks, or_more: true}
            impossible:
              - {id: no-therapy-no-weeks, when: {weekly_therapy: never_tried, weeks_of_therapy: {at_least: 1}}, because: There are none to count.}
            criteria:
              - id: weekly-therapy-not-enough
                suggests: iop
                when: {weekly_therapy: not_enough, weeks_of_therapy: {at_least: 6}}
                because: Weekly therapy was given a fair try.
                examples:
                  - {case: {weekly_therapy: never_tried, weeks_of_therapy: 8}, is: unmet}
            """,
            "criteria.yaml:12:9: example-fails: the case of this example is declared impossible by `no-therapy-no-weeks`",
        )


class TestVignettes:
    """Vignettes

    `criteria` in a vignette file names its criteria set: the id of a bundled set, the id of a set in a file next to it, or a path. `vignettes` is a
    list; each vignette has an `id`, a `title`, a `case`, and under `expect` what the answer should be. `source` can cite a source of the criteria."""

    def test_vignette(self, shows: Shows) -> None:
        """Only what `expect` names is compared."""
        shows.vignettes(
            """
            vignettes:
              - id: severe-depression
                title: Severe depression, no risk, not working
                case: {suicide_risk: none, symptom_severity: severe, conditions: [depression], works: no}
                expect: {level: residential}
            """,
            "passed: vignette severe-depression (Severe depression, no risk, not working)",
        )

    def test_not_as_expected(self, shows: Shows) -> None:
        """A vignette that fails shows what was expected, what came out, and the first sentence of the answer. The set still loads."""
        shows.vignettes(
            """
            vignettes:
              - id: severe-depression-and-work
                title: The same person, working
                case: {suicide_risk: none, symptom_severity: severe, conditions: [depression], works: yes}
                expect: {level: residential, reasons: [severe-symptoms], exactly: {barriers: []}}
            """,
            """
            FAILED: vignette severe-depression-and-work (The same person, working)
              vignettes.yaml:2:5
              level: expected residential, came out iop
              barriers: expected exactly nothing, came out works
              the answer: residential is indicated; iop is what can be taken up now, because of a limit: Work would have to be put down
            """,
        )

    def test_not_settled(self, shows: Shows) -> None:
        """`level: none` expects that the level is not settled."""
        shows.vignettes(
            """
            vignettes:
              - id: risk-not-asked
                title: Severe symptoms, nothing said about risk
                case: {symptom_severity: severe, works: no}
                expect: {level: none, lowest: residential, highest: inpatient, indicated: residential}
            """,
            "passed: vignette risk-not-asked (Severe symptoms, nothing said about risk)",
        )

    def test_several_cases(self, shows: Shows) -> None:
        """If several people should get the same answer, `case` has what they share, and `cases` what each of them adds. Each is run separately."""
        shows.vignettes(
            """
            vignettes:
              - id: imminent-risk-comes-first
                title: Imminent risk, whatever else there is
                case: {suicide_risk: imminent}
                cases:
                  - {symptom_severity: none}
                  - {symptom_severity: severe, works: yes}
                expect: {level: inpatient}
            """,
            """
            passed: vignette imminent-risk-comes-first 1 (Imminent risk, whatever else there is)
            passed: vignette imminent-risk-comes-first 2 (Imminent risk, whatever else there is)
            """,
        )

    def test_to_do(self, shows: Shows) -> None:
        """`todo` says why an answer is not right yet. Such a vignette is expected to fail: each run lists it, and `carelevel test` still passes."""
        shows.vignettes(
            """
            vignettes:
              - id: moderate-and-at-work
                title: Moderate symptoms, low risk, working
                case: {suicide_risk: low, symptom_severity: moderate, works: yes}
                todo: The team would see this person every day; no criterion says so yet.
                expect: {level: residential}
            """,
            """
            todo: vignette moderate-and-at-work (Moderate symptoms, low risk, working)
              vignettes.yaml:2:5
              todo: The team would see this person every day; no criterion says so yet.
              level: expected residential, came out iop
              the answer: iop is suggested
            """,
        )

    def test_done(self, shows: Shows) -> None:
        """When a vignette with `todo` passes, `carelevel test` fails, so that you remove `todo` and the vignette counts from then on."""
        shows.vignettes(
            """
            vignettes:
              - id: moderate-and-at-work
                title: Moderate symptoms, low risk, working
                case: {suicide_risk: low, symptom_severity: moderate, works: yes}
                todo: It came out as outpatient care when this was written.
                expect: {level: iop}
            """,
            """
            FAILED: vignette moderate-and-at-work (Moderate symptoms, low risk, working)
              vignettes.yaml:2:5
              it passes although `todo` says that it does not yet: It came out as outpatient care when this was written.
              take `todo` out
            """,
        )

    def test_nobody(self, shows: Shows) -> None:
        """A vignette of an impossible person fails."""
        shows.vignettes(
            """
            vignettes:
              - {id: retired, title: Retired and at work, case: {works: yes, retired: yes}, expect: {level: none}}
            """,
            """
            FAILED: vignette retired (Retired and at work)
              vignettes.yaml:2:5
              case: expected a possible person, came out works: impossible: this combination is declared impossible by `retired-is-retired` (`works`, `retired`): Whoever is retired does not work.
            """,
        )


class TestWhatToExpect:
    """Expectations

    `expect` can name these [members of an answer](#answers). Levels, criteria, services, facts and notices are named by id."""

    def test_members(self, shows: Shows) -> None:
        """At least one of `level`, `lowest`, `highest`, `possible` and `applies` is required: a vignette always says something about the level."""
        shows.expectations(
            {
                "level": "the level; `none` if it should not be settled",
                "lowest": "the least intensive level possible level; `none` if the criteria should not apply",
                "highest": "the most intensive level possible level; `none` if the criteria should not apply",
                "possible": "possible levels",
                "settled": "whether the level is settled, `yes` or `no`",
                "indicated": "where the criteria point so far; `none` if they should not apply",
                "raised_from": "the level that `lowest` would be if nothing was [ruled out](#levels); `none` if it would be the same",
                "applies": "whether the criteria apply to this person: `met`, `unmet` or `unknown`",
                "exact": "whether the answer is exact, `yes` or `no`",
                "reasons": "criteria that are reasons for the level",
                "barriers": "limits that lowered the level or that a requirement overrides",
                "possible_barriers": "limits that would lower the level if more were known",
                "ruled_out": "criteria that rule out levels",
                "unmet_parts": "[parts of `applies_when`](#a-list-of-parts) that are unmet",
                "services": "services that are certain",
                "open_services": "services that depend on unknown facts",
                "missing": "facts that can still change the level",
                "missing_first": "the facts that come first in `missing`, in any order",
                "missing_for_services": "facts that open services depend on",
                "missing_for_contradictions": "facts that could show that others [disagree](#contradictions)",
                "contradictions": "[contradictions](#contradictions) that stand",
                "documentation_there": "[documentation](#documentation) that is there",
                "documentation_lacking": "documentation that is lacking",
                "documentation_unknown": "documentation that is not known",
                "missing_for_documentation": "facts that documentation depends on",
                "notices": "notices that are shown",
                "met": "criteria that are met",
                "unmet": "criteria that are not met",
                "unknown": "criteria that depend on unknown facts",
                "exactly": "whole lists",
                "not": "what lists should not have",
            }
        )

    def test_among(self, shows: Shows) -> None:
        """A list names some of what the answer should have. It can have more."""
        shows.vignettes(
            """
            vignettes:
              - id: low-risk
                title: Severe symptoms, low risk
                case: {suicide_risk: low, symptom_severity: severe, works: no}
                expect: {level: residential, reasons: [more-than-mild], services: [safety_plan], open_services: [erp]}
            """,
            "passed: vignette low-risk (Severe symptoms, low risk)",
        )

    def test_exactly(self, shows: Shows) -> None:
        """`exactly` compares whole lists: nothing more, nothing less. For `possible`, `reasons`, `barriers` and `missing` the order counts, because it
        tells the reader something. The other lists follow the order of the criteria file and can be in any order here."""
        shows.vignettes(
            """
            vignettes:
              - id: as-it-is
                title: Severe symptoms and nothing else known
                case: {symptom_severity: severe}
                expect:
                  exactly: {possible: [iop, residential, inpatient], reasons: [severe-symptoms, more-than-mild], met: [severe-symptoms, more-than-mild]}
              - id: the-other-way-round
                title: The same, with the weakest reason first
                case: {symptom_severity: severe}
                expect: {level: none, exactly: {reasons: [more-than-mild, severe-symptoms]}}
            """,
            """
            passed: vignette as-it-is (Severe symptoms and nothing else known)
            """,
            """
            FAILED: vignette the-other-way-round (The same, with the weakest reason first)
              vignettes.yaml:7:5
              reasons: expected more-than-mild, severe-symptoms in this order, came out severe-symptoms, more-than-mild
              the answer: iop or more; not settled: ask about suicide risk, works and retired
            """,
        )

    def test_not(self, shows: Shows) -> None:
        """`not` names what the answer should not have."""
        shows.vignettes(
            """
            vignettes:
              - id: work-comes-first
                title: Severe symptoms, working
                case: {suicide_risk: none, symptom_severity: severe, works: yes}
                expect: {level: iop, not: {reasons: [imminent-risk], services: [safety_plan], missing: [conditions]}}
            """,
            "passed: vignette work-comes-first (Severe symptoms, working)",
        )

    def test_missing_first(self, shows: Shows) -> None:
        """`missing_first` names what must be asked before anything else."""
        shows.vignettes(
            """
            vignettes:
              - {id: nothing-known, title: Nothing is known, case: {}, expect: {level: none, missing_first: [suicide_risk]}}
            """,
            "passed: vignette nothing-known (Nothing is known)",
        )


class TestRefused:
    """Errors

    Mistakes in a vignette file are reported before anything is run: an expectation that says nothing about the level, names that the criteria do not
    have, an id that is already used."""

    def test_refused(self, shows: Shows) -> None:
        """All of them together:"""
        shows.refused_vignettes(
            """
            vignettes:
              - {id: severe, title: Severe symptoms, case: {symptom_severity: severe}, expect: {reasons: [severe-symptoms]}}
              - {id: severe, title: Severe symptoms, case: {symptom_severity: sever}, expect: {level: none, missing: [suicide]}}
            """,
            "vignettes.yaml:2:84: missing-key: `expect` must say which level is expected; it needs one of `level`, `lowest`, `highest`, `possible`, `applies`",
            "vignettes.yaml:3:10: repeated-id: the id `severe` is already used",
            """
            vignettes.yaml:3:67: unknown-value: `sever` is not a value of `symptom_severity`; allowed are `none`, `mild`, `moderate`, `severe`
              hint: did you mean `severe`?
            """,
            """
            vignettes.yaml:3:107: unknown-fact: no fact is called `suicide`
              hint: did you mean `suicide_risk`?
            """,
        )

    def test_not_filled_in(self, shows: Shows) -> None:
        """A level that nobody has filled in yet, as in the files that `carelevel suggest vignettes` prints:"""
        shows.refused_vignettes(
            """
            vignettes:
              - id: person-1
                title: Person 1
                case: {symptom_severity: severe}
                expect:
                  level:
            """,
            """
            vignettes.yaml:6:7: missing-value: `level` has no value
              hint: fill in what you expect for this person, before you see what the criteria answer
            """,
        )

    def test_said_twice(self, shows: Shows) -> None:
        """A fact that one of several cases gives although all of them share it:"""
        shows.refused_vignettes(
            """
            vignettes:
              - id: severe
                title: Severe symptoms, whoever it is
                case: {symptom_severity: severe, works: no}
                cases: [{suicide_risk: none}, {suicide_risk: low, works: yes}]
                expect: {level: residential}
            """,
            "vignettes.yaml:5:55: repeated-key: `works` is already in `case`, which all of the cases share",
        )


class TestCoverage:
    """Coverage

    `carelevel test --coverage` lists what examples and vignettes do not reach: each part of each condition met, unmet and unknown; each threshold on
    both sides, with an exactly known value; each criterion deciding, so that without it the level would be another or a service would be missing; each
    document being there and lacking, for a person with one of its levels; and each level. `--fail-under` sets the required percentage. An example
    reaches only the parts of its own criterion. A vignette with `todo` reaches nothing."""

    GIVEN = """
facts:
  symptom_severity: {type: scale, values: [none, mild, moderate, severe], worse: high}
"""

    def test_missing(self, shows: Shows) -> None:
        """What is missing is listed with its place."""
        shows.coverage(
            """
            criteria:
              - id: more-than-mild
                suggests: iop
                when: {symptom_severity: {at_least: moderate}}
                because: Symptoms are more than mild.
                examples:
                  - {case: {symptom_severity: severe}, is: met}
                  - {case: {symptom_severity: mild}, is: unmet}
            levels:
              outpatient: {title: Outpatient}
              iop: {title: IOP}
            """,
            "",
            """
            coverage 37.5 %, 3 of 8 reached
            missing: criteria.yaml:4:31: more-than-mild: `symptom_severity: {at_least: moderate}` is never unknown
            missing: criteria.yaml:4:31: more-than-mild: `symptom_severity: {at_least: moderate}` is not tried at its threshold, with `symptom_severity: moderate`
            missing: criteria.yaml:2:5: more-than-mild: `more-than-mild` never decides the level
            missing: no vignette has the level `outpatient`
            missing: no vignette has the level `iop`
            """,
        )

    def test_nobody_can(self, shows: Shows) -> None:
        """What no possible person can reach does not count and is listed separately. A criterion that suggests the lowest level gives it a reason and
        cannot decide, so nothing is listed for it."""
        shows.coverage(
            """
            criteria:
              - {id: mild, suggests: outpatient, when: {symptom_severity: {at_most: mild}}, because: Symptoms are mild.}
              - {id: more-than-mild, suggests: iop, when: {symptom_severity: {at_least: moderate}}, because: Symptoms are more than mild.}
              - {id: severe, suggests: iop, when: {symptom_severity: severe}, because: Symptoms are severe.}
            levels:
              outpatient: {title: Outpatient}
              iop: {title: IOP}
            """,
            """
            vignettes:
              - {id: mild, title: Mild symptoms, case: {symptom_severity: mild}, expect: {level: outpatient}}
              - {id: moderate, title: Moderate symptoms, case: {symptom_severity: moderate}, expect: {level: iop}}
              - {id: severe, title: Severe symptoms, case: {symptom_severity: severe}, expect: {level: iop}}
              - {id: not-asked, title: Nobody asked, case: {}, expect: {level: none}}
            """,
            """
            coverage 100 %, 18 of 18 reached, 1 that cannot be reached
            impossible: criteria.yaml:4:5: severe: `severe` never decides the level
            """,
        )


class TestMutants:
    """Mutation testing

    `carelevel test --mutate` makes small changes to the criteria, one at a time: it moves a bound by one step, leaves out a part or a value, swaps
    `all` and `any`, moves a level by one, or leaves out a service, a whole criterion or a document. Each change should make an example or a vignette
    fail. A change that does not has *survived*: a mistake could make the same change without anyone noticing. Changes that are proved to decide the same
    for every possible person are left out."""

    GIVEN = """
facts:
  symptom_severity: {type: scale, values: [none, mild, moderate, severe], worse: high}
levels:
  outpatient: {title: Outpatient}
  iop: {title: IOP}
"""

    def test_survivors(self, shows: Shows) -> None:
        """Each survivor comes with a vignette that would notice it: a person, with as few facts as possible, and the answer of the unchanged criteria. The
        author decides whether that answer is right."""
        shows.mutants(
            """
            criteria:
              - id: more-than-mild
                suggests: iop
                when: {symptom_severity: {at_least: moderate}}
                because: Symptoms are more than mild.
              - id: mild
                suggests: outpatient
                when: {symptom_severity: mild}
                because: Symptoms are mild.
            """,
            """
            vignettes:
              - {id: severe, title: Severe symptoms, case: {symptom_severity: severe}, expect: {level: iop}}
              - {id: moderate, title: Moderate symptoms, case: {symptom_severity: moderate}, expect: {level: iop}}
            """,
            """
            8 mutants: 3 noticed, 3 decide the same for everyone, 2 survived
            SURVIVED: criteria.yaml:4:31: more-than-mild: `symptom_severity: {at_least: moderate}` becomes `symptom_severity: {at_least: mild}`
            SURVIVED: criteria.yaml:6:5: mild: `suggests: outpatient` becomes `suggests: iop`
              - id: more-than-mild-1
                title: "Notices that symptom_severity: {at_least: moderate} becomes symptom_severity: {at_least: mild}, and 1 more"
                case: {symptom_severity: mild}
                expect: {level: outpatient}
            decides the same for everyone: criteria.yaml:8:12: mild: `symptom_severity: mild` becomes `symptom_severity: {at_most: mild}`
            decides the same for everyone: criteria.yaml:8:12: mild: `symptom_severity: mild` becomes `symptom_severity: {between: [mild, moderate]}`
            decides the same for everyone: criteria.yaml:6:5: mild: the criterion is left out
            """,
        )

    def test_documentation(self, shows: Shows) -> None:
        """Documentation changes too: a document is left out, or one level more or less takes it. Only a vignette that expects documentation notices."""
        shows.mutants(
            """
            criteria:
              - {id: severe, suggests: iop, when: {symptom_severity: severe}, because: Symptoms are severe.}
            facts:
              symptom_severity: {type: scale, values: [moderate, severe], worse: high}
              signed: {type: yes_no}
            documentation:
              - {id: consent, for: iop, needs: {signed: yes}, because: The person consents.}
            """,
            """
            vignettes:
              - id: severe
                title: Severe symptoms
                case: {symptom_severity: severe, signed: no}
                expect: {level: iop, documentation_lacking: [consent]}
            """,
            """
            3 mutants: 2 noticed, 0 decide the same for everyone, 1 survived
            SURVIVED: criteria.yaml:7:5: consent: `outpatient` also takes it
              - id: consent-1
                title: "Notices that outpatient also takes it"
                case: {symptom_severity: moderate, signed: yes}
                expect: {level: outpatient, not: {documentation_there: [consent], documentation_lacking: [consent]}}
            """,
        )
