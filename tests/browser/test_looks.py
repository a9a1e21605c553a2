"""How the page looks and reads: for screen readers, in light and dark, narrow, wide and enlarged. CARELEVEL_SHOTS keeps the pictures, to be looked at."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from selenium.webdriver.common.by import By

from tests.browser.bench import Server, Workbench

pytestmark = pytest.mark.browser

SIZES = {"wide": (1920, 1080), "usual": (1280, 800), "tablet": (800, 1000), "narrow": (320, 800)}
SHEETS = ("Try", "Vignettes", "Check", "Compare", "Print and share")


@pytest.fixture
def bench(driver: Any, start: Callable[..., Server]) -> Workbench:
    """The workbench on a real set."""
    made = Workbench(driver, start().address)
    made.open()
    made.pick("suicide_risk", "high")
    made.shows(".document", "Requires")
    made.shows(".next", "Ask next")
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
    bench.driver.execute_script(axe)
    found = bench.driver.execute_async_script("const done = arguments[arguments.length - 1]; axe.run(document).then((r) => done(r.violations))")
    return [f"{rule['id']}: {node['html'][:200]} {node['any'][:1]}" for rule in found for node in rule["nodes"]]


@pytest.mark.parametrize(("size", "scheme"), [("wide", "light"), ("usual", "dark"), ("tablet", "light"), ("narrow", "dark"), ("narrow", "light")])
def test_axe_finds_nothing_and_nothing_runs_out_of_the_page(size: str, scheme: str, bench: Workbench, axe: str) -> None:
    resize(bench, *SIZES[size])
    emulate(bench, prefers_color_scheme=scheme, prefers_reduced_motion="reduce")
    bench.click("Why not Inpatient care, and what would change this")
    bench.shows(".why-not", "Why not Inpatient care")

    found = []
    for sheet in SHEETS:
        bench.tab(sheet)
        if sheet == "Check":
            bench.click("Check", "#panel-check")
            bench.shows("#panel-check .lead", "ound")
        if sheet == "Compare":
            bench.driver.execute_script("document.getElementById('compare-with').value = 'adult-mental-health'")
            bench.click("Compare", "#panel-compare")
            bench.shows("#panel-compare .document", "same")
        keep(bench, f"{size}-{scheme}-{sheet.split()[0].lower()}")
        found += violations(bench, axe)
        wide = bench.driver.execute_script("return document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert wide <= 0, f"{sheet} is {wide} pixels too wide"
    bench.tab("Try")
    bench.click("Interview")
    bench.shows(".interview", "Next")
    keep(bench, f"{size}-{scheme}-interview")
    assert [*found, *violations(bench, axe)] == []


@pytest.mark.parametrize("size", SIZES)
def test_the_line_about_purpose_and_emergencies_is_always_in_view(size: str, bench: Workbench) -> None:
    resize(bench, *SIZES[size])
    for where in (0, 500, 10_000_000):
        bench.driver.execute_script("scrollTo(0, arguments[0])", where)
        top, bottom, height = bench.driver.execute_script(
            "const box = document.querySelector('footer').getBoundingClientRect(); return [box.top, box.bottom, innerHeight]"
        )
        assert 0 <= top < bottom <= height + 1
    assert "call or text 988" in bench.text("footer")
    assert "a clinician decides" in bench.text("footer")


def test_everything_is_there_at_twice_the_size(bench: Workbench) -> None:
    """A window of 1280 pixels at 200 % has room for 640."""
    resize(bench, 640, 400, 2)
    bench.driver.execute_script("scrollTo(0, 0)")
    keep(bench, "zoomed")

    assert bench.driver.execute_script("return document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    for element in bench.driver.find_elements(By.CSS_SELECTOR, "header button, [role=tab]"):
        assert element.rect["x"] >= 0
        assert element.rect["x"] + element.rect["width"] <= 640


def test_whatever_has_the_focus_shows_it(bench: Workbench) -> None:
    outline = "const s = getComputedStyle(document.activeElement); const e = document.activeElement.closest('.cm-editor'); return s.outlineStyle + (e ? getComputedStyle(e).outlineStyle : '')"
    for _ in range(25):
        bench.press("\ue004")
        assert "solid" in bench.driver.execute_script(outline), bench.focused()


def test_every_control_has_a_name(bench: Workbench) -> None:
    controls = bench.driver.find_elements(By.CSS_SELECTOR, "button, input, select, [role=tabpanel], [role=radiogroup], fieldset, .cm-content")

    assert len(controls) > 100
    names = bench.driver.execute_script(
        "return arguments[0].map((e) => e.getAttribute('aria-label') || e.labels?.[0]?.textContent || e.textContent || e.getAttribute('aria-labelledby'))",
        controls,
    )
    assert [control.get_attribute("outerHTML") for control, name in zip(controls, names, strict=True) if not name] == []


def test_nothing_moves_for_those_who_ask_for_it(bench: Workbench) -> None:
    emulate(bench, prefers_reduced_motion="reduce")

    moving = bench.driver.execute_script(
        "return [...document.querySelectorAll('*')].filter((e) => parseFloat(getComputedStyle(e).transitionDuration) > 0).length"
    )
    assert moving == 0
