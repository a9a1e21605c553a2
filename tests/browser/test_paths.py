"""What people do with the workbench, from the first look to the saved file, with the mouse and without."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from selenium.webdriver import Chrome
from selenium.webdriver.common.keys import Keys

from tests.browser.bench import Server, Workbench
from tests.web.conftest import TINY

pytestmark = pytest.mark.browser


def put(bench: Workbench, old: str, new: str) -> None:
    """Replace words in the criteria, as one does with mouse and keyboard."""
    bench.click_at("#panel-criteria .cm-content")
    bench.replace(old, new)


def test_a_newcomer_s_path(bench: Workbench, folder: Path) -> None:
    """Open, move a threshold, see a vignette go red, undo, try a case, ask why not, save."""
    before = bench.written()
    put(bench, "at_least: 5", "at_least: 4")
    bench.shows("#tab-vignettes", "Vignettes: 1 fails")
    bench.tab("Vignettes: 1 fails")
    bench.shows("[data-vignette=safe]", "level: expected outpatient, got inpatient")

    bench.click_at("#panel-criteria .cm-content")
    bench.undo(to=before)
    bench.says("#tab-vignettes", "Vignettes")
    bench.shows("#panel-vignettes .lead", "All 2 vignettes pass.")

    bench.tab("Try")
    bench.pick("danger", "no")
    bench.write("#n-points", "4")
    bench.shows(".headline", "Outpatient is suggested")
    bench.click("Why not Inpatient, and what would change that")
    bench.shows(".why-not", "What would change this")
    bench.shows(".why-not", "points is 5 (recorded: 4)")

    put(bench, "Many points.", "Very many points.")
    bench.shows("#saved", "Not saved")
    bench.click("Save")
    bench.says("#saved", "Saved")
    assert (folder / "tiny.yaml").read_text("utf-8") == TINY.replace("Many points.", "Very many points.")
    assert bench.complaints() == []
    asked = [address for address in bench.addresses() if address.startswith(("http", "ws", "ftp"))]
    assert len(asked) > 10
    assert [address for address in asked if not address.startswith(bench.origin)] == []


def test_the_printed_address_leads_to_one_without_the_token_which_no_script_sees(bench: Workbench) -> None:
    assert bench.run("return location.href") == bench.origin
    assert bench.run("return document.cookie + JSON.stringify(localStorage) + JSON.stringify(sessionStorage)").find(bench.address.partition("=")[2]) == -1

    bench.driver.refresh()
    bench.shows(".headline", "Outpatient or Inpatient")

    bench.driver.delete_all_cookies()
    bench.driver.get(bench.origin)
    bench.shows("body", "A token is needed: open the address that `carelevel serve` printed")


def test_what_is_left_out_of_a_folder_is_said(driver: Chrome, start: Callable[..., Server], folder: Path) -> None:
    (folder / ".#tiny.yaml").symlink_to("someone@machine.1234:1700000000")
    bench = Workbench(driver, start(".").address)
    bench.open()

    bench.shows("#notices", "One file in the folder is not listed")
    bench.click_at("#notices [data-notice=left-out] summary")
    bench.shows("#notices", ".#tiny.yaml: it is a hidden file")


def walk(bench: Workbench, to: str, *, most: int = 80) -> None:
    """Press Tab until something of a name has the focus."""
    bench.rest()
    seen = []
    for _ in range(most):
        bench.press(Keys.TAB)
        seen.append(bench.focused())
        if seen[-1].startswith(to):
            return
    raise AssertionError(f"Tab never came to {to!r}; it came to {seen}")


def test_the_same_path_with_the_keyboard_alone(bench: Workbench, folder: Path) -> None:
    walk(bench, "Criteria, as YAML")
    bench.replace("at_least: 5", "at_least: 4")
    bench.shows("#tab-vignettes", "Vignettes: 1 fails")

    walk(bench, "Try")
    bench.press(Keys.ARROW_RIGHT)
    bench.is_at("Vignettes: 1 fails")
    bench.shows("[data-vignette=safe]", "fails")
    walk(bench, "Try safe")
    bench.press(Keys.ENTER)
    bench.shows(".headline", "Inpatient is suggested")

    walk(bench, "Why not Outpatient")
    bench.press(Keys.ENTER)
    bench.shows(".why-not", "Why not Outpatient")
    bench.rest()
    bench.is_at("Why not Outpatient")

    bench.hold(Keys.CONTROL, "s")
    bench.says("#saved", "Saved")
    assert "at_least: 4" in (folder / "tiny.yaml").read_text("utf-8")
    assert bench.complaints() == []


def test_a_slip_is_underlined_at_its_place_with_its_hint(bench: Workbench) -> None:
    put(bench, "requires: inpatient", "requires: inpateint")

    bench.shows("#panel-criteria .found", "did you mean `inpatient`?")
    bench.says(".cm-lintRange-error", "inpateint")
    bench.shows(".headline", "No answer")
    bench.says(".ladder", "")


def test_completion_knows_the_schema_and_the_file_s_own_names(bench: Workbench) -> None:
    put(bench, "danger: yes}, because", "")
    bench.press("dan")
    bench.shows(".cm-tooltip-autocomplete", "danger")

    bench.press(Keys.ESCAPE)
    bench.press("ger: ")
    bench.hold(Keys.CONTROL, " ")
    bench.shows(".cm-tooltip-autocomplete", "yes")
    bench.shows(".cm-tooltip-autocomplete", "is_not")


def test_no_question_moves_away_while_the_answer_comes(driver: Chrome, start: Callable[..., Server]) -> None:
    """Who is about to click `low` must not hit `imminent`."""
    bench = Workbench(driver, start().address)
    bench.open()
    where = "return document.getElementById('fact-suicide_risk').getBoundingClientRect().top"
    before = bench.run(where)

    for fact, value in (("suicide_risk", "imminent"), ("suicide_risk", "none"), ("violence_risk", "high")):
        # Not with the mouse, which would move the page to where it clicks.
        bench.run(f"document.querySelector('#fact-{fact} input[value={value}]').click()")
        bench.until(lambda: bench.run("return performance.getEntriesByName('carelevel-look').length"), "the answer")
        assert bench.run(f"performance.clearMeasures(); {where}") == before
        bench.rest()
        assert bench.run(where) == before
    bench.shows(".next", "Ask next")


def test_a_reason_leads_to_its_line(bench: Workbench) -> None:
    bench.pick("danger", "yes")
    bench.shows(".document", "Nobody in danger is left alone.")

    bench.click("in-danger", ".document")
    bench.shows(".cm-activeLine", "- {id: in-danger")
    bench.is_at("Criteria, as YAML")

    before = bench.written()
    put(bench, "title: Tiny", "title: Tiny\ntitle: Twice")
    bench.shows("#panel-criteria .found", "1 error")
    bench.undo(to=before)
    put(bench, "id: tiny", "id: tiny\n# a remark")
    bench.shows("#panel-criteria .found", "No problems")
    bench.click("in-danger", ".document")
    bench.shows(".cm-activeLine", "- {id: in-danger")


def test_unsaved_work_survives_a_reload_and_a_crash_of_the_server(driver: Chrome, start: Callable[..., Server], folder: Path) -> None:
    server = start("tiny.yaml", "--no-token")
    bench = Workbench(driver, server.address)
    bench.open()
    put(bench, "Many points.", "Not yet saved.")
    bench.pick("danger", "yes")
    bench.until(lambda: "Not yet saved." in (bench.run("return localStorage['carelevel-draft:tiny.yaml']") or ""), "the draft to be kept")
    bench.driver.refresh()
    bench.shows("#notices", "Your unsaved work from")
    bench.shows(".headline", "Inpatient is suggested")
    bench.shows("#panel-criteria .cm-content", "Not yet saved.")

    server.crash()
    bench.pick("danger", "no")
    bench.shows("#notices", "The server does not answer.")
    start("tiny.yaml", "--no-token", "--port", str(server.port))
    bench.until(lambda: "does not answer" not in bench.text("#notices"), "the page to find the new server")
    bench.click("Save")
    bench.says("#saved", "Saved")

    assert "Not yet saved." in (folder / "tiny.yaml").read_text("utf-8")
    assert "danger" not in json.dumps(bench.run("return Object.keys(localStorage).map((key) => localStorage[key]).filter((text) => text.includes('\"no\"'))"))


def test_what_changed_on_the_disk_is_not_written_over(bench: Workbench, folder: Path) -> None:
    put(bench, "Many points.", "Mine.")
    (folder / "tiny.yaml").write_text(TINY.replace("Many points.", "Theirs."), "utf-8")

    bench.click("Save")

    bench.shows("#notices", "has changed on the disk since it was opened")
    assert "Theirs." in (folder / "tiny.yaml").read_text("utf-8")
    bench.click("open the file on the disk")
    bench.shows("#panel-criteria .cm-content", "Theirs.")


def test_the_case_becomes_a_vignette(bench: Workbench, folder: Path) -> None:
    bench.pick("danger", "no")
    bench.write("#n-points", "7")
    bench.shows(".headline", "Inpatient is suggested")
    bench.tab("Vignettes")
    bench.write("#vignette-id", "seven-points")
    bench.write("#vignette-title", 'Seven "points": # all')
    bench.click("Add the current case")

    bench.shows("[data-vignette=seven-points]", "passes")
    bench.click("Save")
    bench.says("#saved", "Saved")
    assert (
        (folder / "vignettes.yaml")
        .read_text("utf-8")
        .endswith('  - id: seven-points\n    title: "Seven \\"points\\": # all"\n    case: {danger: no, points: 7}\n    expect: {level: inpatient}\n')
    )


def test_what_the_vignettes_leave_out_is_shown_with_its_line(bench: Workbench) -> None:
    bench.tab("Vignettes")
    bench.click("Measure")
    bench.shows("#panel-vignettes", "Coverage ")

    bench.click("Line 11", "#panel-vignettes")

    bench.shows(".cm-activeLine", "- {id: many-points")
    assert bench.complaints() == []


def test_an_interview_asks_until_the_level_is_settled(bench: Workbench) -> None:
    bench.click("Interview")
    bench.shows(".interview h3", "danger")
    bench.shows(".interview", "Safety first")
    bench.click_at(".interview input[value=no]")
    bench.click("Next")
    bench.shows(".interview h3", "points")
    bench.write("#asked", "3")
    bench.click("Next")

    bench.shows(".interview", "The level is settled")
    bench.shows(".headline", "Outpatient is suggested")
    bench.click("End the interview")
    assert bench.value("#n-points") == "3"


def test_a_finding_of_the_proofs_brings_its_person(bench: Workbench, folder: Path) -> None:
    (folder / "tiny.yaml").write_text(TINY + "invariants:\n  - {id: few-points-stay, when: {points: {at_most: 4}}, level: {is: outpatient}}\n", "utf-8")
    bench.open()
    bench.tab("Check")
    bench.click("Check", "#panel-check")
    bench.shows("#panel-check", "few-points-stay")

    bench.click("Try this case")

    bench.shows(".headline", "Inpatient is suggested")
    assert bench.complaints() == []


def test_what_an_edit_decides_otherwise_comes_with_its_people(bench: Workbench) -> None:
    put(bench, "at_least: 5", "at_least: 6")
    bench.rest()
    bench.says("#panel-criteria .found", "No problems")
    bench.tab("Compare")
    bench.click("Compare", "#panel-compare")
    bench.shows("#panel-compare", "Example cases")

    bench.click("Try: Inpatient → Outpatient")

    bench.shows(".headline", "Outpatient is suggested")
    assert bench.value("#n-points") == "5"
    assert bench.complaints() == []


def test_an_example_that_fails_is_said_and_the_answer_is_shown_all_the_same(bench: Workbench, folder: Path) -> None:
    """Whoever moves a threshold wants to see what becomes of the vignettes before mending the examples."""
    example = "examples: [{case: {points: 5}, is: met}], because: Many"
    (folder / "tiny.yaml").write_text(TINY.replace("because: Many", example), "utf-8")
    bench.open()
    put(bench, "at_least: 5", "at_least: 6")

    bench.shows("#panel-criteria .found", "1 error")
    bench.shows("#panel-try", "Some examples in the criteria fail.")
    bench.shows(".headline", "Outpatient or Inpatient")


def test_what_users_write_is_never_markup(bench: Workbench) -> None:
    put(bench, "Many points.", "'<img src=x onerror=alert(1)><b>bold</b>'")
    bench.pick("danger", "no")
    bench.write("#n-points", "7")

    bench.shows(".document", "<img src=x onerror=alert(1)><b>bold</b>")
    assert bench.count(".document img, .document b") == 0
    assert bench.complaints() == []


def test_a_recommendation_is_a_page_of_its_own(bench: Workbench) -> None:
    bench.pick("danger", "yes")
    bench.shows(".headline", "Inpatient is suggested")
    bench.tab("Print and share")
    bench.click("Print the recommendation")
    bench.until(lambda: len(bench.driver.window_handles) == 2, "the page to open")
    bench.driver.switch_to.window(bench.driver.window_handles[1])

    bench.shows("body", "Inpatient is suggested")
    bench.shows("body", "Fingerprint of the criteria: sha256:")
    bench.until(lambda: bench.run("return getComputedStyle(document.body).maxWidth") == "800px", "the page to have its style")
    assert bench.complaints() == []


def test_a_case_file_is_opened_and_what_is_wrong_with_one_is_said(bench: Workbench, tmp_path: Path) -> None:
    good, bad = tmp_path / "good.yaml", tmp_path / "bad.yaml"
    good.write_text("danger: yes\n", "utf-8")
    bad.write_text("dangr: yes\n", "utf-8")
    bench.tab("Print and share")

    bench.write("#open-case", str(bad))
    bench.shows("#panel-share .warning", "did you mean `danger`?")
    bench.write("#open-case", str(good))

    bench.shows(".headline", "Inpatient is suggested")


def test_a_set_that_comes_with_carelevel_is_read_and_not_saved(bench: Workbench) -> None:
    bench.choose("#file", "adult-mental-health")
    bench.shows("#saved", "read only")
    bench.shows(".headline", "Any level from")
    assert bench.run("return document.getElementById('save').disabled")


def test_ctrl_c_stops_the_server_cleanly(start: Callable[..., Server], folder: Path) -> None:
    assert start("tiny.yaml").stop() == (0, "")
