"""From a level to a place, and from a set that comes with carelevel to one of one's own."""

from collections.abc import Callable
from pathlib import Path

import pytest
from selenium.webdriver import Chrome
from selenium.webdriver.common.keys import Keys

from tests.browser.bench import Server, Workbench
from tests.docs.pages import ROOT
from tests.web.conftest import TINY
from tests.web.test_programs import HOUSE

pytestmark = pytest.mark.browser


@pytest.fixture
def clinic(driver: Chrome, start: Callable[..., Server]) -> Workbench:
    """The bundled sets, and somebody with OCD who works."""
    bench = Workbench(driver, start().address)
    bench.open()
    bench.tab("Print and share")
    bench.write("#open-case", str(ROOT / "examples" / "ocd-with-a-job.yaml"))
    bench.says(".headline", "Intensive outpatient program (IOP) is suggested")
    bench.rest()
    return bench


def column(bench: Workbench, program: str) -> dict[str, str]:
    """Return what stands below a program in the comparison, by the question."""
    look = """
    const [table] = document.querySelectorAll("#panel-programs .comparison table");
    const at = [...table.tHead.rows[0].cells].findIndex((cell) => cell.innerText.startsWith(arguments[0]));
    return [...table.tBodies[0].rows].map((row) => [row.cells[0].innerText, row.cells[at].innerText]);
    """
    return dict(bench.run(look, program))


def test_the_programs_that_fit_around_a_job(clinic: Workbench) -> None:
    clinic.tab("Programs")
    clinic.shows("#panel-programs .lead", "Of 13 programs")
    clinic.click("Add hours that are taken")
    clinic.choose("[data-need='payers:north_mutual']", "requires")
    clinic.write("#needs-waiting_days", "7")
    clinic.choose("[data-need=waiting_days]", "prefers")
    clinic.rest()

    clinic.shows("#panel-programs .comparison", "would overlap with hours that are taken: work")
    harbor = column(clinic, "Harbor Evening IOP")
    assert harbor["outcome"] == "fits"
    assert harbor["payers accepted include North Mutual (invented)"] == "yes"
    assert harbor["preferred: waiting time is 7 days or less"] == "no: 12 days"
    assert column(clinic, "Thrive")["payers accepted include North Mutual (invented)"] == "not stated"
    clinic.shows(
        "#panel-programs .comparison",
        "Ranked below From Home Telehealth IOP (invented), which is at least as good in everything and better here: sessions keep clear of the hours taken.",
    )
    assert clinic.complaints() == []


def test_what_cannot_be_told_leads_to_what_to_ask(clinic: Workbench) -> None:
    clinic.tab("Programs")
    clinic.shows("#panel-programs .comparison", "What may fit, but is not known yet")
    clinic.rest()

    clinic.click("thrive", "#panel-programs .comparison")

    clinic.is_at("Thrive, IOP for mental health: not known yet")
    clinic.shows("details[data-program=thrive]", "Who can be admitted, and from what age?")
    clinic.click("Print this list: Thrive, IOP for mental health")
    clinic.until(lambda: len(clinic.driver.window_handles) == 2, "the page to open")
    clinic.driver.switch_to.window(clinic.driver.window_handles[1])
    clinic.shows("body", "First: what could rule it out")
    assert clinic.complaints() == []


def test_the_comparison_follows_the_case_and_the_needs_survive_a_reload(clinic: Workbench) -> None:
    clinic.tab("Programs")
    clinic.shows("#panel-programs .lead", "Of 13 programs")
    clinic.choose("[data-need='languages:asl']", "requires")
    clinic.shows("#panel-programs .comparison", "languages include American Sign Language")
    clinic.driver.refresh()
    clinic.says(".headline", "Intensive outpatient program (IOP) is suggested")
    clinic.tab("Programs")
    clinic.shows("#panel-programs .comparison", "languages include American Sign Language")

    clinic.tab("Try")
    clinic.pick("suicide_risk", "imminent")
    clinic.shows(".headline", "Inpatient care is suggested")
    clinic.tab("Programs")
    clinic.shows("#panel-programs .comparison", "Level: Inpatient care is suggested.")
    clinic.rest()
    assert column(clinic, "Thrive")["outcome"] == "does not fit"

    clinic.tab("Try")
    clinic.click("New case")
    clinic.tab("Programs")
    clinic.rest()
    assert "American Sign Language" not in clinic.text("#panel-programs .comparison thead, #panel-programs .comparison tbody th")


def test_hours_that_are_not_whole_are_said_and_not_counted(clinic: Workbench) -> None:
    clinic.tab("Programs")
    clinic.shows("#panel-programs .lead", "Of 13 programs")
    clinic.click("Add hours that are taken")
    clinic.shows("#panel-programs .comparison", "sessions keep clear of the hours taken")

    clinic.choose("#needs-to-0", "")
    clinic.run("document.getElementById('needs-to-0').dispatchEvent(new Event('input', {bubbles: true}))")
    clinic.shows(".hours", "Incomplete, so not used yet. Add: an end time.")
    clinic.until(lambda: "sessions keep clear" not in clinic.text("#panel-programs .comparison"), "the hours not to be counted")

    clinic.choose("#needs-to-0", "08:00")
    clinic.run("document.getElementById('needs-to-0').dispatchEvent(new Event('input', {bubbles: true}))")
    clinic.shows("#panel-programs [role=alert]", "is not later than")
    clinic.says("#panel-programs .lead", "Not compared.")

    clinic.click("Remove hours 1")
    clinic.shows("#panel-programs .lead", "Of 13 programs")
    clinic.is_at("Add hours that are taken")


def test_needs_with_the_keyboard_alone(clinic: Workbench) -> None:
    clinic.tab("Programs")
    clinic.shows("#panel-programs .lead", "Of 13 programs")
    clinic.rest()
    seen = []
    for _ in range(60):
        clinic.press(Keys.TAB)
        seen.append(clinic.focused())
        if seen[-1] == "Payers accepted: North Mutual (invented), how much it matters":
            break
    clinic.press("r")

    clinic.shows("#panel-programs .comparison", "payers accepted include North Mutual (invented)")
    assert {"Program file", "Add hours that are taken", "Latitude", "Waiting time, how much it matters"} <= set(seen)
    clinic.is_at("Payers accepted: North Mutual (invented), how much it matters")


def test_another_program_file_is_opened_and_a_slip_in_it_is_said(bench: Workbench, folder: Path) -> None:
    bench.tab("Programs")
    bench.shows("#panel-programs [role=alert]", "no programs.yaml next to the criteria")
    (folder / "programs.yaml").write_text(HOUSE, "utf-8")
    bench.open()
    bench.tab("Programs")
    bench.shows("#panel-programs .lead", "Of 2 programs, 0 fit, 2 are not known yet")

    (folder / "programs.yaml").write_text(HOUSE.replace("level: inpatient", "level: inpateint"), "utf-8")
    bench.choose("#programs-file", "programs.yaml")

    bench.shows("#panel-programs [role=alert]", "did you mean `inpatient`?")
    bench.says("#panel-programs .lead", "Not compared.")
    assert bench.count("#panel-programs .comparison > *") == 0


def test_a_bundled_set_becomes_one_s_own(driver: Chrome, start: Callable[..., Server], folder: Path) -> None:
    bench = Workbench(driver, start(".").address)
    bench.open()
    bench.choose("#file", "adult-mental-health")
    bench.shows("#saved", "read only")
    bench.rest()
    bench.click_at("#panel-criteria .cm-content")
    bench.replace("title: Adult mental health", "title: Our adults")
    bench.shows("#saved", "save your changes as a set of your own")

    bench.hold(Keys.CONTROL, "s")
    bench.is_at("Name")
    bench.press("our-adults", Keys.ENTER)

    bench.says("#saved", "Saved")
    bench.shows("#notices", "Saved as our-adults/criteria.yaml.")
    assert "title: Our adults" in (folder / "our-adults" / "criteria.yaml").read_text("utf-8")
    assert (folder / "our-adults" / "vignettes.yaml").read_text("utf-8") == (ROOT / "rules" / "adult-mental-health" / "vignettes.yaml").read_text("utf-8")

    bench.tab("Print and share")
    bench.write("#save-name", "our-adults")
    bench.click("Save as")
    bench.shows("#panel-share", "`our-adults` already exists and was not changed.")
    assert (folder / "tiny.yaml").read_text("utf-8") == TINY
    assert [each for each in bench.complaints() if "409" not in each] == []
