"""How the page looks and reads: for screen readers, in light and dark, narrow, wide and enlarged. CARELEVEL_SHOTS keeps the pictures, to be looked at."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from selenium.webdriver.common.keys import Keys

from tests.browser.bench import Server, Workbench

pytestmark = pytest.mark.browser

SIZES = {"wide": (1920, 1080), "usual": (1280, 800), "tablet": (800, 1000), "narrow": (320, 800)}
SHEETS = ("Try", "Vignettes", "Check", "Compare", "Programs", "Print and share")


@pytest.fixture
def bench(driver: Any, start: Callable[..., Server]) -> Workbench:
    """The workbench on a real set."""
    made = Workbench(driver, start().address)
    made.open()
    made.pick("suicide_risk", "high")
    made.shows(".document", "Requires")
    made.shows(".next", "Ask next")
    made.rest()
    return made


def resize(bench: Workbench, width: int, height: int, scale: float = 1) -> None:
    bench.driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", {"width": width, "height": height, "deviceScaleFactor": scale, "mobile": False})


def emulate(bench: Workbench, **features: str) -> None:
    named = [{"name": name.replace("_", "-"), "value": value} for name, value in features.items()]
    bench.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": named})


def keep(bench: Workbench, name: str) -> None:
    folder = os.environ.get("CARELEVEL_SHOTS")
    if folder:
        bench.driver.save_screenshot(str(Path(folder) / f"{name}.png"))


def violations(bench: Workbench, axe: str) -> list[str]:
    bench.rest()
    bench.run(axe)
    found = bench.driver.execute_async_script("const done = arguments[arguments.length - 1]; axe.run(document).then((r) => done(r.violations))")
    return [f"{rule['id']}: {node['html'][:200]} {node['any'][:1]}" for rule in found for node in rule["nodes"]]


@pytest.mark.parametrize(("size", "scheme"), [("wide", "light"), ("usual", "dark"), ("tablet", "light"), ("narrow", "dark"), ("narrow", "light")])
def test_axe_finds_nothing_and_nothing_runs_out_of_the_page(size: str, scheme: str, bench: Workbench, axe: str) -> None:
    resize(bench, *SIZES[size])
    emulate(bench, prefers_color_scheme=scheme, prefers_reduced_motion="reduce")
    bench.click("Why not Inpatient care, and what would change that")
    bench.shows(".why-not", "Why not Inpatient care")

    found = []
    for sheet in SHEETS:
        bench.tab(sheet)
        if sheet == "Check":
            bench.click("Check", "#panel-check")
            bench.shows("#panel-check .lead", "ound")
        if sheet == "Compare":
            bench.choose("#compare-with", "adult-mental-health")
            bench.click("Compare", "#panel-compare")
            bench.shows("#panel-compare .document", "same")
        if sheet == "Programs":
            bench.click("Add hours that are taken")
            bench.choose("[data-need='payers:north_mutual']", "requires")
            bench.shows("#panel-programs .lead", "Of 13 programs")
            bench.run("document.querySelector('.asks').open = true")
        bench.rest()
        keep(bench, f"{size}-{scheme}-{sheet.split()[0].lower()}")
        if sheet == "Programs":
            bench.run("document.querySelector('#panel-programs .comparison .scrolled').scrollIntoView()")
            keep(bench, f"{size}-{scheme}-side-by-side")
        found += violations(bench, axe)
        wide = bench.run("return document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert wide <= 0, f"{sheet} is {wide} pixels too wide"
    bench.tab("Try")
    bench.click("Interview")
    bench.shows(".interview", "Next")
    bench.rest()
    keep(bench, f"{size}-{scheme}-interview")
    assert [*found, *violations(bench, axe)] == []


@pytest.mark.parametrize("size", SIZES)
def test_the_line_about_purpose_and_emergencies_is_always_in_view(size: str, bench: Workbench) -> None:
    resize(bench, *SIZES[size])
    for where in (0, 500, 10_000_000):
        look = "scrollTo(0, arguments[0]); const box = document.querySelector('footer').getBoundingClientRect(); return [box.top, box.bottom, innerHeight]"
        top, bottom, height = bench.run(look, where)
        assert 0 <= top < bottom <= height + 1
    assert "call or text 988" in bench.text("footer")
    assert "A clinician decides" in bench.text("footer")


def test_everything_is_there_at_twice_the_size(bench: Workbench) -> None:
    """A window of 1280 pixels at 200 % has room for 640."""
    resize(bench, 640, 400, 2)
    bench.run("scrollTo(0, 0)")
    keep(bench, "zoomed")

    assert bench.run("return document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    boxes = bench.run(
        "return [...document.querySelectorAll('header button, [role=tab]')].map((e) => e.getBoundingClientRect()).map((box) => [box.left, box.right])"
    )
    assert len(boxes) > 5
    assert all(0 <= left < right <= 640 for left, right in boxes)


OUTLINE = """
const has = document.activeElement;
const editor = has.closest(".cm-editor");
return [getComputedStyle(has).outlineStyle, editor && getComputedStyle(editor).outlineStyle, has.outerHTML.slice(0, 200)];
"""


def test_whatever_has_the_focus_shows_it(bench: Workbench) -> None:
    for _ in range(25):
        bench.press(Keys.TAB)
        own, of_editor, element = bench.run(OUTLINE)
        assert "solid" in (own, of_editor), element


CONTROLS = {"button", "checkbox", "combobox", "DisclosureTriangle", "group", "radio", "radiogroup", "region", "spinbutton", "tab", "tabpanel", "textbox"}


def test_every_control_has_a_name(bench: Workbench) -> None:
    """In all sheets, and of both texts, by what the browser tells screen readers."""
    seen = []
    for tab in bench.run("return [...document.querySelectorAll('[role=tab]')].map((e) => e.id)"):
        bench.click_at(f"#{tab}")
        bench.rest()
        seen += [(role, name) for role, name in bench.told() if role in CONTROLS]

    assert len(seen) > 300
    assert {role for role, _ in seen} == CONTROLS
    nameless = [role for role, name in seen if not name]
    # What can be opened and closed is a group as well, and has its name in what opens it.
    assert nameless == ["group"] * sum(role == "DisclosureTriangle" for role, _ in seen)


MOVING = "return [...document.querySelectorAll('*')].filter((e) => parseFloat(getComputedStyle(e).transitionDuration) > 0).length"


def test_nothing_moves_for_those_who_ask_for_it(bench: Workbench) -> None:
    emulate(bench, prefers_reduced_motion="no-preference")
    bench.until(lambda: bench.run(MOVING) > 0, "something to move for the others")

    emulate(bench, prefers_reduced_motion="reduce")

    bench.until(lambda: bench.run(MOVING) == 0, "nothing to move")


HELD = """
window.held = [...document.querySelectorAll("main *, #notices *, header *")];
return window.held.length;
"""


def test_what_is_the_same_is_not_drawn_again(bench: Workbench) -> None:
    """Whoever reads, or has the focus, somewhere loses neither when something else is answered that changes nothing there."""
    bench.tab("Vignettes")
    bench.run("document.querySelector('[data-vignette] button').focus()")
    before = bench.focused()
    assert bench.run(HELD) > 300

    # Known and unknown again, and the same answer: once for the server, once more for what follows.
    for value in ("high", "high"):
        bench.run("document.querySelector(`#fact-suicide_risk input[value=${arguments[0]}]`).dispatchEvent(new Event('change'))", value)
        bench.until(lambda: bench.run("return performance.getEntriesByName('carelevel-look').length"), "the answer")
        bench.run("performance.clearMeasures()")
        bench.rest()

    assert bench.run("return held.filter((e) => !e.isConnected).map((e) => e.outerHTML.slice(0, 100))") == []
    assert bench.focused() == before
