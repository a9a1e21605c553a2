"""A criteria file

A criteria set is one file of plain text, which people can read, print, review and compare. It contains no program.
"""

from tests.spec.shows import Shows


class TestWhole:
    """A whole file"""

    def test_whole(self, shows: Shows) -> None:
        """This small file has everything that a file needs. `key: value` states one thing. Lines indented below a key belong to it; a dash starts each
        item of a list. Short lists can be written in square brackets, and several keys in braces, on one line. For the rest, see
        [YAML](#yaml_as_it_is_read)."""
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
        """These are all the keys that a file can have at its left edge. They can be in any order."""
        shows.keys_of_a_file(
            {
                "carelevel": "the version of the language: 1",
                "id": "the name of the set for programs and other files",
                "version": "the version of the set, chosen by its authors",
                "title": "its name for readers",
                "population": "[who the criteria apply to](#who_they_are_for), in words",
                "applies_when": "[who the criteria apply to](#who_they_are_for), as a condition or a list of parts",
                "effective": "[from when and until when](#who_they_are_for) the set is in force",
                "sources": "publications that criteria, facts and levels cite; each has a `title`, and optionally a `url` and a `doi`",
                "levels": "the [levels of care](#levels), from the least to the most intensive",
                "services": "the [services](#services) that care can include",
                "override_reasons": "the usual [override reasons](#override_reasons)",
                "instruments": "the [instruments](#instruments) whose facts the set uses",
                "facts": "the [facts](#facts) that a case can give",
                "derived": "the [derived facts](#derived_facts)",
                "impossible": "[impossible combinations](#impossible) of facts",
                "contradictions": "[facts that disagree](#contradictions) with each other",
                "criteria": "the [criteria](#levels)",
                "sections": "[sections](#sections): criteria that apply together while a condition is met",
                "invariants": "[invariants](#invariants), which must hold for everyone",
                "notices": "[notices](#notices) to show with an answer",
                "documentation": "[documentation](#documentation): documents, signatures and dates that a level takes",
                "accept": "[accepted findings](#accepted_findings) of `check`",
                "agrees_with": "[other sets](#agreeing_sets) for the same people, and how many levels apart the two may be",
                "renamed": "under `facts`, `values`, `levels`, `services`, `criteria`: what an [earlier version](#renamed-new-and-removed-parts) called by another name",
            }
        )
