"""The server as people start it, and the page with the eyes and hands of somebody who uses it.

The page draws parts of itself anew whenever an answer comes. So nothing here holds an element for longer than one click, whatever belongs together is
read by one script at one moment, and nothing is asserted of a page that still waits for something: `until` waits for what has to come, `rest` for the
moment when nothing more will.
"""

import json
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from selenium import webdriver
from selenium.common.exceptions import (
    ElementClickInterceptedException,
    ElementNotInteractableException,
    NoSuchElementException,
    StaleElementReferenceException,
    TimeoutException,
)
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.remote.webelement import WebElement
from selenium.webdriver.support.ui import WebDriverWait

# Without a network: nothing that Chromium itself would fetch.
FLAGS = ("headless", "no-sandbox", "disable-gpu", "disable-quic", "no-first-run", "disable-background-networking", "disable-component-update", "disable-sync")
SECONDS = 60

MOVED = (StaleElementReferenceException, NoSuchElementException, ElementClickInterceptedException, ElementNotInteractableException)
"""What happens to a hand while the page draws itself anew: it reaches again."""

RESTING = """
(() => {
  const { fetch, setTimeout, clearTimeout } = window;
  const timers = new Set();
  let waiting = 0;
  // Counted until what the answer sets off has begun.
  const counted = (promise) => {
    const done = () => setTimeout.call(window, () => (waiting -= 1), 0);
    waiting += 1;
    promise.then(done, done);
    return promise;
  };
  for (const read of ["json", "text"]) {
    const real = Response.prototype[read];
    Response.prototype[read] = function () { return counted(real.call(this)); };
  }
  window.fetch = (...asked) => counted(fetch.apply(window, asked));
  window.setTimeout = (act, wait = 0, ...more) => {
    const id = setTimeout.call(window, () => { try { act(...more); } finally { timers.delete(id); } }, wait);
    // Longer ones look again for a server that is gone, and never end.
    if (wait <= 1000) timers.add(id);
    return id;
  };
  window.clearTimeout = (id) => { timers.delete(id); clearTimeout.call(window, id); };
  window.isAtRest = () => document.readyState === "complete" && waiting === 0 && timers.size === 0;
})();
"""
"""Put into the page before anything of its own, it tells whether the page waits for an answer, or has put something off."""

FIND_BUTTON = """
const [within, words] = arguments;
const name = (each) => each.getAttribute("aria-label") ?? each.innerText.trim();
const found = [...document.querySelectorAll(`${within} button`)].find((each) => each.checkVisibility() && !each.disabled && name(each) === words);
// To the middle: at the edge the line that is always in view lies over it.
found?.scrollIntoView({ block: "center" });
return found ?? null;
"""

FIND_TAB = "const found = [...document.querySelectorAll('#views [role=tab]')].find((each) => each.innerText.startsWith(arguments[0])); found?.scrollIntoView({block: 'center'}); return found ?? null"

FIND = "const found = document.querySelector(arguments[0]); found?.scrollIntoView({block: 'center'}); return found"


def browser(profile: Path) -> webdriver.Chrome:
    """Return a browser that was never used before."""
    options = webdriver.ChromeOptions()
    options.binary_location = shutil.which("chromium") or ""
    for flag in FLAGS:
        options.add_argument(f"--{flag}")
    options.add_argument(f"--user-data-dir={profile}")
    options.add_argument("--window-size=1440,1000")
    options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
    driver = webdriver.Chrome(options=options, service=Service(shutil.which("chromedriver")))
    driver.set_script_timeout(SECONDS)
    driver.execute_cdp_cmd("Page.addScriptToEvaluateOnNewDocument", {"source": RESTING})
    return driver


# Checks stand back for everything else that the machine does, and here it runs browsers.
AS_ON_A_QUIET_MACHINE = """
import sys
from carelevel.cli.main import main
from carelevel.web import apart
apart.NICENESS = 0
sys.exit(main())
"""


class Server:
    """`carelevel serve`, as people start it."""

    def __init__(self, *words: str, cwd: Path) -> None:
        if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
            # A shell that starts the tests in the background has Ctrl-C ignored, and the server would inherit that.
            signal.signal(signal.SIGINT, signal.default_int_handler)
        command = [sys.executable, "-c", AS_ON_A_QUIET_MACHINE, "serve", "--port", "0", *words]
        self._process = subprocess.Popen(command, cwd=cwd, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        self._is_over = False
        assert self._process.stdout is not None
        said = self._process.stdout.readline()
        addresses = [word for word in said.split() if word.startswith("http")]
        if not addresses:
            raise AssertionError(f"the server did not start: {said}{self.stop()[1]}")
        self.address = addresses[0]
        self.port = urlsplit(self.address).port

    def stop(self) -> tuple[int, str]:
        """Press Ctrl-C; return the exit code, and what was said on standard error."""
        return self._end(signal.SIGINT)

    def crash(self) -> None:
        """End without a word."""
        self._end(signal.SIGKILL)

    def _end(self, how: signal.Signals) -> tuple[int, str]:
        if self._process.poll() is None:
            self._process.send_signal(how)
        _, said = ("", "") if self._is_over else self._process.communicate(timeout=SECONDS)
        self._is_over = True
        return self._process.returncode, said


class Workbench:
    """The page, with the eyes and hands of somebody who uses it."""

    def __init__(self, driver: webdriver.Chrome, address: str) -> None:
        self.driver = driver
        self.address = address
        self.origin = address.partition("?")[0]

    def open(self) -> None:
        self.driver.get(self.address)
        self.until(lambda: self.text(".headline") and self.text("#saved"), "the page to have an answer")
        self.rest()

    # ---- Waiting --------------------------------------------------------------------------------------------------------------------------------------

    def until(self, condition: Callable[[], Any], what: str) -> Any:
        """Wait for something to be so; what is drawn anew meanwhile is looked up again."""
        wait = WebDriverWait(self.driver, SECONDS, poll_frequency=0.05, ignored_exceptions=MOVED)
        try:
            return wait.until(lambda _: condition())
        except TimeoutException as error:
            raise AssertionError(f"waited in vain for {what}; the answer is: {self.text('.headline')!r}") from error

    def rest(self) -> None:
        """Wait until the page waits for nothing: no answer is to come, and nothing is put off."""
        self.until(lambda: self.run("return window.isAtRest()"), "the page to be at rest")

    def shows(self, css: str, words: str) -> None:
        self.until(lambda: words in self.text(css), f"{words!r} in {css}")

    def says(self, css: str, words: str) -> None:
        """Wait for words that are all there is."""
        self.until(lambda: self.text(css) == words, f"nothing but {words!r} in {css}")

    # ---- Seeing ---------------------------------------------------------------------------------------------------------------------------------------

    def run(self, script: str, *arguments: Any) -> Any:
        """Return what a script in the page returns, all of it of one moment."""
        return self.driver.execute_script(script, *arguments)

    def text(self, css: str) -> str:
        return str(self.run("return [...document.querySelectorAll(arguments[0])].map((e) => e.innerText).join('\\n')", css))

    def value(self, css: str) -> str:
        return str(self.run("return document.querySelector(arguments[0]).value", css))

    def written(self) -> str:
        """Return the criteria in the editor, as far as they are in view."""
        return self.text("#panel-criteria .cm-content")

    def count(self, css: str) -> int:
        return int(self.run("return document.querySelectorAll(arguments[0]).length", css))

    def focused(self) -> str:
        """Return the name of what has the focus, as the browser tells it to screen readers."""
        (name,) = self.until(lambda: (self.driver.switch_to.active_element.accessible_name,), "something to have the focus")
        return str(name)

    def is_at(self, name: str) -> None:
        """Wait for the focus to be on what has a name that begins like this."""
        self.until(lambda: self.focused().startswith(name), f"the focus to be on {name!r}")

    def told(self) -> list[tuple[str, str]]:
        """Return role and name of everything that screen readers are told of, all of it of one moment."""
        nodes = self.driver.execute_cdp_cmd("Accessibility.getFullAXTree", {})["nodes"]
        return [(each["role"]["value"], each.get("name", {}).get("value", "")) for each in nodes if not each["ignored"]]

    # ---- Doing ----------------------------------------------------------------------------------------------------------------------------------------

    def click(self, words: str, within: str = "body") -> None:
        """Click the button of a name."""
        self.until(lambda: self._click(FIND_BUTTON, within, words), f"a click on {words!r}")

    def click_at(self, css: str) -> None:
        self.until(lambda: self._click(FIND, css), f"a click at {css}")

    def _click(self, find: str, *arguments: str) -> bool:
        element: WebElement | None = self.run(find, *arguments)
        if element is not None:
            element.click()
        return element is not None

    def tab(self, words: str) -> None:
        self.until(lambda: self._click(FIND_TAB, words), f"the tab {words!r}")
        self.until(lambda: self.text("#views [aria-selected=true]").startswith(words), f"the tab {words!r} to be chosen")

    def pick(self, fact: str, value: str) -> None:
        """Answer a question of the form."""
        css = f"#fact-{fact} input[value='{value}']"
        self.click_at(css)
        self.until(lambda: self.run("return document.querySelector(arguments[0]).checked", css), f"{value} of {fact} to be picked")

    def write(self, css: str, words: str) -> None:
        """Type into a field, or give a file to one that takes files."""

        def typed() -> bool:
            element: WebElement | None = self.run(FIND, css)
            if element is not None:
                element.send_keys(words)
            return element is not None

        self.until(typed, f"a field at {css}")

    def choose(self, css: str, value: str) -> None:
        """Choose in a list."""
        self.run("const s = document.querySelector(arguments[0]); s.value = arguments[1]; s.dispatchEvent(new Event('change', {bubbles: true}))", css, value)

    def press(self, *keys: str) -> None:
        """Press keys one after the other, wherever the focus is."""
        ActionChains(self.driver).send_keys(*keys).perform()

    def hold(self, key: str, letter: str) -> None:
        ActionChains(self.driver).key_down(key).send_keys(letter).key_up(key).perform()

    def replace(self, old: str, new: str) -> None:
        """Replace words in the text that has the focus, with the search of the editor."""
        self.hold(Keys.CONTROL, "f")
        self.is_at("Find")
        self.press(old, Keys.ENTER)
        self.press(Keys.ESCAPE)
        self.until(lambda: self.run("return getSelection().toString()") == old, f"{old!r} to be found")
        self.press(new)

    def undo(self, to: str) -> None:
        """Undo until the text is as it was: whoever types slowly has to undo more than once."""

        def undone() -> bool:
            is_back = self.written() == to
            if not is_back:
                self.hold(Keys.CONTROL, "z")
            return is_back

        self.until(undone, "the text to be as it was")

    # ---- What the browser noticed ---------------------------------------------------------------------------------------------------------------------

    def complaints(self) -> list[str]:
        """Return what the console of the browser says."""
        return [str(entry["message"]) for entry in self.driver.get_log("browser")]

    def addresses(self) -> list[str]:
        """Return every address that was asked for since the last time."""
        events = [json.loads(entry["message"])["message"] for entry in self.driver.get_log("performance")]
        return [event["params"]["request"]["url"] for event in events if event["method"] == "Network.requestWillBeSent"]
