"""Sections in the document and in the picture of a set."""

from dataclasses import replace

from carelevel.model.criteria import BasedOn, LocalChange
from carelevel.show import criteria, text
from carelevel.show.criteria_picture import svg
from tests.unit.phases import phases

SET = phases()


def shown(changes: tuple[LocalChange, ...] = (), condition: str = "") -> str:
    made = phases("when: {stage: continued_stay}", condition) if condition else SET
    based_on = BasedOn("base", "1", "digest", changes) if changes else None

    class Shown:
        definition = replace(made.definition, based_on=based_on)
        digest = made.digest

    return text.render(criteria.document(Shown()))


def test_a_section_is_a_heading_and_its_condition_is_said_once() -> None:
    found = shown()

    assert found.count("stage is admission") == 1
    start = found.index("Section: Admission")
    section = found[start : found.index("Section: Continued stay")]
    assert section == (
        "Section: Admission\n------------------\n\nApplies when stage is admission. [admission]\n\nSource: [leaflet]\n\nWhat suggests a level\n\n"
        "Partial hospitalization\n\n- When symptoms is severe: Severe symptoms need days. [severe]\n\nIntensive outpatient program\n\n"
        "- When symptoms is moderate: Moderate symptoms need hours. [moderate]\n\nWhat limits a level\n\nIntensive outpatient program\n\n"
        '- When "progress" is yes: Days would be too much. [better]\n\nOtherwise\n\n'
        "- When none of these requires or suggests a level: Outpatient care. Weekly care is enough.\n  [no-admission]\n  Source: [leaflet]\n\n"
    )


def test_a_long_condition_is_a_list() -> None:
    found = shown(condition="when: {any: [{stage: continued_stay}, {all: [{symptoms: none}, {progress: no}]}, {stage: {is: admission}, symptoms: mild}]}")

    assert "Applies when at least one of these holds: [continued-stay]\n\n- stage is continued stay\n" in found


def test_what_is_local_is_marked() -> None:
    found = shown((LocalChange("replaced", "sections", "admission"),))

    assert "[admission] (local: replaced)" in found


def test_the_picture_says_the_section_of_a_criterion() -> None:
    drawn = svg(SET.definition)

    assert "severe suggests Partial hospitalization in the section Admission, when symptoms is severe." in drawn
    assert "no-admission suggests Outpatient care in the section Admission, when no other criterion of it requires or suggests a level." in drawn
    assert "danger requires Partial hospitalization, when symptoms is severe" in drawn
