"""The server as people start it, and the page with the eyes and hands of somebody who uses it."""

import json
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from selenium import webdriver
from selenium.common.exceptions import NoSuchElementException, StaleElementReferenceException
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.by import By
from selenium.webdriver.remote.webelement import WebElement
from selenium.webdriver.support.ui import WebDriverWait

# Without a network: nothing that Chromium itself would fetch.
FLAGS = ("headless", "no-sandbox", "disable-gpu", "disable-quic", "no-first-run", "disable-background-networking", "disable-component-update", "disable-sync")
SECONDS = 30


def browser(profile: Path) -> webdriver.Chrome:
    """Return a browser that was never used before."""
    options = webdriver.ChromeOptions()
    options.binary_location = shutil.which("chromium") or ""
    for flag in FLAGS:
        options.add_argument(f"--{flag}")
    options.add_argument(f"--user-data-dir={profile}")
    options.add_argument("--window-size=1440,1000")
    options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
    return webdriver.Chrome(options=options, service=Service(shutil.which("chromedriver")))


class Server:
    """`carelevel serve`, as people start it."""

    def __init__(self, *words: str, cwd: Path) -> None:
        command = [sys.executable, "-m", "carelevel", "serve", "--port", "0", *words]
        self._process = subprocess.Popen(command, cwd=cwd, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        self._is_over = False
        assert self._process.stdout is not None
        self.address = next(word for word in self._process.stdout.readline().split() if word.startswith("http"))

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

    def open(self) -> None:
        self.driver.get(self.address)
        self.until(lambda: self.text(".headline") and self.text("#saved"), "the page to have an answer")

    def until(self, condition: Callable[[], Any], what: str) -> Any:
        """Wait for something to be so; elements that are drawn anew meanwhile are looked up again."""
        wait = WebDriverWait(self.driver, SECONDS, poll_frequency=0.05, ignored_exceptions=[StaleElementReferenceException, NoSuchElementException])
        return wait.until(lambda _: condition(), f"waited in vain for {what}; the answer was: {self.text('.headline')!r}")

    def all(self, css: str) -> list[WebElement]:
        return list(self.driver.find_elements(By.CSS_SELECTOR, css))

    def one(self, css: str) -> WebElement:
        return self.driver.find_element(By.CSS_SELECTOR, css)

    def text(self, css: str) -> str:
        return str(self.driver.execute_script("return [...document.querySelectorAll(arguments[0])].map((e) => e.innerText).join('\\n')", css))

    def shows(self, css: str, words: str) -> None:
        self.until(lambda: words in self.text(css), f"{words!r} in {css}")

    def button(self, words: str, within: str = "body") -> WebElement:
        """Return the button of a name."""
        found = self.until(
            lambda: [each for each in self.all(f"{within} button") if each.is_displayed() and words == (each.accessible_name or each.text)],
            f"the button {words!r}",
        )
        return found[0]

    def click(self, words: str, within: str = "body") -> None:
        self.until(lambda: self._click(self.button(words, within)), f"a click on {words!r}")

    def _click(self, element: WebElement) -> bool:
        # To the middle: at the edge the line that is always in view lies over it.
        self.driver.execute_script("arguments[0].scrollIntoView({block: 'center'})", element)
        element.click()
        return True

    def tab(self, words: str) -> None:
        self.until(lambda: self._click(next(each for each in self.all("#views [role=tab]") if each.text.startswith(words))), f"the tab {words!r}")

    def press(self, *keys: str) -> None:
        """Press keys one after the other, wherever the focus is."""
        ActionChains(self.driver).send_keys(*keys).perform()

    def hold(self, key: str, letter: str) -> None:
        ActionChains(self.driver).key_down(key).send_keys(letter).key_up(key).perform()

    def pick(self, fact: str, value: str) -> None:
        """Answer a question of the form."""
        self.until(lambda: self._click(self.one(f"#fact-{fact} input[value='{value}']")), f"{value} of {fact}")

    def focused(self) -> str:
        """Return the name of what has the focus."""
        return str(self.driver.switch_to.active_element.accessible_name)

    def complaints(self) -> list[str]:
        """Return what the console of the browser says."""
        return [str(entry["message"]) for entry in self.driver.get_log("browser")]

    def addresses(self) -> list[str]:
        """Return every address that was asked for since the last time."""
        events = [json.loads(entry["message"])["message"] for entry in self.driver.get_log("performance")]
        return [event["params"]["request"]["url"] for event in events if event["method"] == "Network.requestWillBeSent"]
