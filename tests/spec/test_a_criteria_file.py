"""A criteria file

A criteria set is one file. It is text that can be read, printed, reviewed and compared; there is no program in it.
"""

from tests.spec.shows import Shows


class TestWhole:
    """A whole file"""

    def test_whole(self, shows: Shows) -> None:
        """A small one, with all that a file needs. `key: value` says one thing. What is indented below a key belongs to it; a dash begins each item of a list.
        Short lists may stand in square brackets, and several keys in braces, on one line. [YAML as it is read](#yaml_as_it_is_read) has the rest."""
        shows.levels(
            {
                "{suicide_risk: imminent}": "inpatient",
                "{suicide_risk: none, symptom_severity: severe, weekly_therapy: not_enough}": "iop",
                "{symptom_severity: severe, weekly_therapy: not_enough}": "iop or inpatient",
                "{}": "outpatient or iop or inpatient",
            },
            snippet="""
            carelevel: 1
            id: small-clinic
            version: "1"
            title: Criteria of a small clinic
            levels:
              outpatient: {title: Outpatient care}
              iop: {title: Intensive outpatient program (IOP)}
              inpatient: {title: Inpatient care}
            facts:
              suicide_risk:
                type: scale
                values: [none, low, high, imminent]
                worse: high
                ask: How high is the risk of suicide?
              symptom_severity:
                type: scale
                values: [none, mild, moderate, severe]
                worse: high
                ask: How severe have symptoms been over the past two weeks?
              weekly_therapy:
                type: choice
                values: [never_tried, in_progress, helping, not_enough]
                ask: How did weekly therapy go?
            criteria:
              - id: imminent-risk
                requires: inpatient
                when: {suicide_risk: imminent}
                because: Cannot be kept safe without supervision around the clock.
              - id: weekly-therapy-not-enough
                suggests: iop
                when:
                  symptom_severity: {at_least: moderate}
                  weekly_therapy: not_enough
                because: Symptoms persist although weekly therapy was given a fair try.
            """,
        )

    def test_sections(self, shows: Shows) -> None:
        """These are all the keys that a file can have at its left edge. They may stand in any order."""
        shows.keys_of_a_file(
            {
                "carelevel": "the version of the language; it is 1",
                "id": "what programs and other files call the set",
                "version": "the version of the set; its authors choose it",
                "title": "its name for readers",
                "population": "[who the criteria are for](#who_they_are_for), in words",
                "applies_when": "[who the criteria are for](#who_they_are_for), as a condition",
                "effective": "[from when, and until when](#who_they_are_for), the set is in force",
                "sources": "what criteria, facts and levels cite: each has a `title`, and may have a `url` and a `doi`",
                "levels": "the [levels of care](#levels), the least intensive first",
                "services": "the [services](#services) that care can include",
                "override_reasons": "the usual [reasons to decide otherwise](#override_reasons)",
                "instruments": "[instruments](#instruments) whose facts are used",
                "facts": "the [facts](#facts) that a case can give",
                "derived": "the [facts that follow](#derived_facts) from others",
                "impossible": "[combinations that nobody has](#impossible)",
                "contradictions": "[facts that disagree](#contradictions)",
                "criteria": "the [criteria](#levels)",
                "invariants": "[what must hold](#invariants) for everyone",
                "notices": "[notices](#notices) shown beside an answer",
                "accept": "[findings](#accepted_findings) that are deliberate",
                "renamed": "under `facts`, `values`, `levels`, `services`, `criteria`: what a [version before](#what-has-another-name-or-is-not-there) called by another name",
            }
        )
