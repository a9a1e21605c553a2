"""A real browser, without a screen, on a real server: each test has its own of both, and its own files."""

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import pytest

from tests.web.conftest import TINY, VIGNETTES, absent

if TYPE_CHECKING:
    from selenium.webdriver import Chrome

    from tests.browser.bench import Server, Workbench

NEEDED = {"selenium": "the group `browser`", "starlette": "the extra `web`"}
PROGRAMS = ("chromium", "chromedriver")


class Absent(pytest.Module):
    """A module of tests for something that is not installed."""

    def collect(self) -> NoReturn:
        """Skip it, and say why."""
        pytest.skip(lacking() or "", allow_module_level=True)


def lacking() -> str | None:
    """Return what is not installed, in words; None when everything is."""
    return absent(NEEDED) or next((f"{program} is not installed" for program in PROGRAMS if shutil.which(program) is None), None)


def pytest_pycollect_makemodule(module_path: Path, parent: pytest.Collector) -> pytest.Module | None:
    """Look into a module only where what it needs is there."""
    return Absent.from_parent(parent, path=module_path) if lacking() else None


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with a small criteria file and its vignettes."""
    (tmp_path / "tiny.yaml").write_text(TINY, "utf-8")
    (tmp_path / "vignettes.yaml").write_text(VIGNETTES, "utf-8")
    return tmp_path


@pytest.fixture
def start(tmp_path: Path) -> "Iterator[Callable[..., Server]]":
    """Start servers, which are stopped in the end."""
    from tests.browser.bench import Server

    started: list[Server] = []

    def begin(*words: str) -> "Server":
        started.append(Server(*words, cwd=tmp_path))
        return started[-1]

    yield begin
    for server in started:
        server.stop()


@pytest.fixture
def driver(tmp_path_factory: pytest.TempPathFactory) -> "Iterator[Chrome]":
    """A browser that was never used before."""
    from tests.browser.bench import browser

    made = browser(tmp_path_factory.mktemp("chromium"))
    yield made
    made.quit()


@pytest.fixture
def bench(driver: "Chrome", start: "Callable[..., Server]", folder: Path) -> "Workbench":
    """The workbench on a small criteria file."""
    from tests.browser.bench import Workbench

    made = Workbench(driver, start("tiny.yaml").address)
    made.open()
    return made


@pytest.fixture(scope="session")
def axe() -> str:
    """The text of axe-core, from the npm registry; CARELEVEL_AXE says where its axe.min.js lies."""
    path = os.environ.get("CARELEVEL_AXE")
    if path is None:
        pytest.skip("CARELEVEL_AXE does not say where axe.min.js of axe-core lies")
    return Path(path).read_text("utf-8")
