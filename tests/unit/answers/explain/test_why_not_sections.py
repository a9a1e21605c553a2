"""Sections that do not apply are no way to a level."""

from tests.unit.phases import phases

SET = phases()


def test_no_route_leads_through_a_section_that_does_not_apply() -> None:
    explained = SET.why_not({"stage": "continued_stay", "symptoms": "mild", "progress": "yes"}, "iop")

    assert [(route.criterion, route.also) for route in explained.routes] == [("still-severe", ())]
    assert explained.other_sections == ("admission",)
    assert explained.to_dict()["other_sections"] == ["admission"]


def test_it_is_said_which_sections_are_left_out() -> None:
    shown = str(SET.why_not({"stage": "continued_stay", "symptoms": "mild", "progress": "yes"}, "iop"))

    assert "Left out, since it does not apply: Admission (when stage is admission)." in shown


def test_while_it_is_open_which_section_applies_none_is_left_out() -> None:
    explained = SET.why_not({"symptoms": "mild", "progress": "yes"}, "iop")

    assert explained.other_sections == ()
    assert "other_sections" not in explained.to_dict()


def test_of_a_level_that_no_other_section_leads_to_it_says_so() -> None:
    narrow = phases(
        "  - {id: danger, requires: php, when: {symptoms: severe, progress: no}, because: It cannot wait.}\n",
        "  - {id: danger, adds: [rest], when: {progress: no}, because: Rest.}\n",
    )

    explained = narrow.why_not({"stage": "continued_stay", "symptoms": "mild", "progress": "yes"}, "php")

    assert explained.routes == ()
    assert "no criterion of the sections that apply can lead to this level" in " ".join(str(explained).split())


def test_sections_are_left_out_of_a_letter_about_the_level_itself() -> None:
    shown = str(SET.why_not({"stage": "continued_stay", "symptoms": "mild", "progress": "yes"}, "outpatient"))

    assert "Left out" not in shown
