"""What the page asks for: problems, forms, vignettes, interviews and pages to print, as the library has them."""

import json
from pathlib import Path

import pytest

from carelevel.api import CriteriaSet
from tests.unit.phases import PHASES
from tests.web.conftest import TINY, VIGNETTES, Page


def test_a_look_says_what_is_wrong_and_what_is_suggested(page: Page, name: str) -> None:
    found = page.ask("/workbench/look", name=name, text=TINY, case={"danger": "yes"})

    assert (found["usable"], found["answer"]["level"], found["lines"]) == (True, "inpatient", {"in-danger": 10, "many-points": 11})
    assert [(fact["id"], fact["kind"]) for fact in found["form"]["facts"]] == [("danger", "yes_no"), ("points", "score")]


def test_the_page_knows_the_lines_and_names_of_sections(page: Page, name: str) -> None:
    look = page.ask("/workbench/look", name=name, text=PHASES, case={"stage": "continued_stay", "symptoms": "mild"})
    follow = page.ask("/workbench/follow", name=name, text=PHASES, case={})

    assert look["answer"]["level"] == "outpatient"
    assert look["lines"]["admission"] == next(number for number, line in enumerate(PHASES.splitlines(), 1) if "id: admission" in line)
    assert follow["vocabulary"]["sections"] == {"admission": "Admission", "continued-stay": "Continued stay"}


def test_a_look_at_a_text_with_problems_suggests_nothing(page: Page, name: str) -> None:
    """What was suggested before the slip is not what these criteria suggest."""
    found = page.ask("/workbench/look", name=name, text=TINY.replace("requires", "requirse"), case={"danger": "yes"})

    assert found["usable"] is False
    assert "answer" not in found


def test_a_form_that_the_page_has_is_not_sent_again(page: Page, name: str) -> None:
    first = page.ask("/workbench/look", name=name, text=TINY)

    again = page.ask("/workbench/look", name=name, text=TINY + "# a remark\n", form=first["form"]["digest"])
    changed = page.ask("/workbench/look", name=name, text=TINY.replace("[0, 9]", "[0, 8]"), form=first["form"]["digest"])

    assert "form" not in again
    assert changed["form"]["facts"][1]["high"] == 8


def test_a_case_with_problems_is_reported_next_to_the_form(page: Page, name: str) -> None:
    found = page.ask("/workbench/look", name=name, text=TINY, case={"gone": 1})

    assert [problem["code"] for problem in found["case_problems"]] == ["unknown-fact"]
    assert "answer" not in found


def test_vignettes_turn_red_when_a_threshold_moves(page: Page, name: str) -> None:
    before = page.ask("/workbench/follow", name=name, text=TINY, vignettes=VIGNETTES)["vignettes"]
    after = page.ask("/workbench/follow", name=name, text=TINY.replace("at_least: 5", "at_least: 4"), vignettes=VIGNETTES)["vignettes"]

    assert [row["outcome"] for row in before] == ["passed", "passed"]
    assert [row["failed"] for row in after] == [True, False]
    assert after[0]["differences"] == [{"member": "level", "expected": "outpatient", "actual": "inpatient"}]


def test_a_vignette_that_is_half_written_leaves_the_others_as_they_are(page: Page, name: str) -> None:
    found = page.ask("/workbench/follow", name=name, text=TINY, vignettes=VIGNETTES.replace("points: 4", "pionts: 4"))

    assert [row["id"] for row in found["vignettes"]] == ["in-danger"]
    assert [problem["place"]["line"] for problem in found["vignette_problems"]] == [3]


def test_vignettes_of_other_criteria_are_said_to_be(page: Page, name: str) -> None:
    found = page.ask("/workbench/follow", name=name, text=TINY, vignettes=VIGNETTES.replace("criteria: tiny", "criteria: huge"))

    assert [problem["code"] for problem in found["vignette_problems"]] == ["wrong-criteria"]


def test_an_interview_goes_from_question_to_question_to_a_settled_level(page: Page, name: str) -> None:
    first = page.ask("/workbench/interview", name=name, text=TINY)
    second = page.ask("/workbench/interview", name=name, text=TINY, interview=first["interview"], step="answer", value="no")
    back = page.ask("/workbench/interview", name=name, text=TINY, interview=second["interview"], step="back")
    skipped = page.ask("/workbench/interview", name=name, text=TINY, interview=first["interview"], step="skip")
    done = page.ask("/workbench/interview", name=name, text=TINY, interview=second["interview"], step="answer", value=3)

    assert (first["question"]["fact"], second["question"]["fact"], back["question"]["fact"]) == ("danger", "points", "danger")
    assert skipped["interview"]["skipped"] == ["danger"]
    assert (done["question"], done["case"], done["headline"]) == (None, {"danger": "no", "points": 3}, "Outpatient is suggested")


def test_an_interview_with_other_criteria_is_not_gone_on_with(page: Page, name: str) -> None:
    first = page.ask("/workbench/interview", name=name, text=TINY)

    refused = page.refused("/workbench/interview", name=name, text=TINY.replace("at_least: 5", "at_least: 6"), interview=first["interview"], step="skip")

    assert refused["problems"][0]["code"] == "other-criteria"


def test_why_not_another_level_comes_with_what_would_change_that(page: Page, name: str) -> None:
    found = json.dumps(page.ask("/workbench/level", name=name, text=TINY, case={"danger": "no", "points": 4}, level="inpatient")["document"])

    assert "Why not Inpatient" in found
    assert "What would change this" in found
    assert "in-danger" in found


@pytest.mark.parametrize(("file", "content"), [("case.yaml", "danger: yes\n"), ("case.json", '{"danger": true}')])
def test_a_case_file_is_opened(file: str, content: str, page: Page, name: str) -> None:
    assert page.ask("/workbench/case", name=name, text=TINY, file=file, content=content) == {"case": {"danger": "yes"}}


def test_a_case_file_with_problems_is_refused_with_their_places(page: Page, name: str) -> None:
    refused = page.refused("/workbench/case", name=name, text=TINY, file="case.yaml", content="danger: yes\nponts: 3\n")

    assert (refused["problems"][0]["place"], refused["problems"][0]["hint"]) == (
        {"file": "case.yaml", "line": 2, "column": 1},
        "did you mean `points`?",
    )


def test_a_recommendation_to_print_is_whole_in_itself_and_dated(page: Page, name: str, adult: CriteriaSet) -> None:
    answer = page.printed(name=name, text=TINY, what="recommendation", case={"danger": "yes"})

    assert answer.status_code == 200
    assert "Inpatient is suggested" in answer.text
    assert "tiny, version 1" in answer.text
    assert "Fingerprint of the criteria: sha256:" in answer.text
    assert "danger: yes" in answer.text or "danger" in answer.text
    assert "Made on 20" in answer.text
    assert "<script" not in answer.text
    assert "unsafe" not in answer.headers["content-security-policy"]
    assert " style=" not in answer.text


def test_criteria_are_printed_or_kept_as_a_document(page: Page, name: str) -> None:
    shown = page.printed(name=name, text=TINY, what="criteria")
    kept = page.printed(name=name, text=TINY, what="criteria", download=True)

    assert "Nobody in danger is left alone." in shown.text
    assert "content-disposition" not in shown.headers
    assert kept.headers["content-disposition"] == 'attachment; filename="tiny.html"'


def test_what_users_wrote_is_text_in_what_is_printed(page: Page, name: str) -> None:
    text = TINY.replace("Many points.", "'<script>alert(1)</script><img src=x onerror=alert(1)>'")

    printed = page.printed(name=name, text=text, what="criteria").text

    assert "<script" not in printed
    assert "<img" not in printed
    assert "&lt;script&gt;" in printed


def test_instruments_next_to_a_file_are_read_anew_when_they_change(page: Page, name: str, folder: Path) -> None:
    text = TINY.replace("facts:", "instruments: [mood]\nfacts:").replace("points: {at_least: 5}", "mood: {at_least: 5}")
    instrument = "carelevel: 1\nid: mood\ntitle: Mood\nfacts:\n  mood: {type: score, range: [0, 9]}\n"
    (folder / "mood.yaml").write_text(instrument, "utf-8")
    first = page.ask("/workbench/look", name=name, text=text)

    (folder / "mood.yaml").write_text(instrument.replace("[0, 9]", "[0, 19]"), "utf-8")
    second = page.ask("/workbench/look", name=name, text=text)

    assert [found["form"]["facts"][-1]["high"] for found in (first, second)] == [9, 19]


def test_what_a_text_decides_otherwise_is_reported_with_people(page: Page, name: str) -> None:
    found = page.ask("/workbench/compare", name=name, text=TINY.replace("at_least: 5", "at_least: 6"), **{"with": name})

    assert [person["words"] for person in found["people"]] == ["Inpatient → Outpatient"]
    assert found["people"][0]["case"] == {"danger": "no", "points": 5}


def test_whom_a_comparison_leaves_out_and_that_nobody_is_left_is_reported_on_the_page_too(page: Page, name: str) -> None:
    wider = page.ask("/workbench/compare", name=name, text=TINY.replace("range: [0, 9]", "range: [0, 12]"), **{"with": name})
    nobody = "impossible:\n" + "".join(f"  - {{id: {value}-danger, when: {{danger: {value}}}, because: Nobody.}}\n" for value in ("yes", "no"))
    refused = page.refused("/workbench/compare", name=name, text=f"{TINY}{nobody}", **{"with": name})

    assert "Some people are left out of the comparison" in str(wider["document"])
    assert [problem["code"] for problem in refused["problems"]] == ["nobody-to-compare"]


def test_an_example_that_fails_keeps_a_file_from_programs_and_not_from_its_author(page: Page, name: str) -> None:
    text = TINY.replace("because: Many", "examples: [{case: {points: 4}, is: met}], because: Many")

    found = page.ask("/workbench/look", name=name, text=text, case={"danger": "yes"})

    assert (found["usable"], found["sound"], found["answer"]["level"]) == (True, False, "inpatient")
    assert page.refused("/recommend", case={}, criteria={"text": text})["problems"][0]["code"] == "example-fails"
    assert page.printed(name=name, text=text, what="recommendation", case={}).status_code == 422


def test_remarks_leave_what_reasoning_has_made(page: Page, name: str) -> None:
    """And the places are those of the new text."""
    first = page.ask("/workbench/look", name=name, text=TINY, case={"points": 7})
    second = page.ask("/workbench/look", name=name, text="# a remark\n" + TINY, case={"points": 7})

    assert first["answer"] == second["answer"]
    assert second["lines"] == {criterion: line + 1 for criterion, line in first["lines"].items()}


def test_what_examples_and_vignettes_reach_is_measured_with_the_places_of_what_they_leave_out(page: Page, name: str) -> None:
    found = page.ask("/workbench/coverage", name=name, text=TINY, vignettes=VIGNETTES)
    more = VIGNETTES + "  - {id: five, title: Five, case: {danger: no, points: 5}, expect: {level: inpatient}}\n"
    better = page.ask("/workbench/coverage", name=name, text=TINY, vignettes=more)

    assert found["said"].startswith("Coverage ")
    assert {missing["line"] for missing in found["missing"]} <= {None, 10, 11}
    assert len(better["missing"]) < len(found["missing"])
    assert "Coverage" in json.dumps(found["document"])


def test_what_fails_reaches_nothing(page: Page, name: str) -> None:
    found = page.ask("/workbench/coverage", name=name, text=TINY.replace("at_least: 5", "at_least: 4"), vignettes=VIGNETTES)

    assert (found["said"], found["missing"]) == ("Not measured: some examples or vignettes fail. Tests that fail check nothing.", [])


def test_a_vignette_that_is_to_do_is_neither_green_nor_red(page: Page, name: str) -> None:
    text = VIGNETTES.replace("{id: safe,", "{id: safe, todo: Wait for the panel.,").replace("points: 4", "points: 5")

    (first, _) = page.ask("/workbench/follow", name=name, text=TINY, vignettes=text)["vignettes"]

    assert (first["outcome"], first["failed"], first["todo"]) == ("todo", False, "Wait for the panel.")
