"""The pages made from docstrings have every public name once, and show what it says."""

import inspect
import re
import subprocess
import sys
from html.parser import HTMLParser
from importlib.util import find_spec
from operator import attrgetter
from pathlib import Path

import pytest

import carelevel
from tests.docs.pages import ROOT

FOLDER = ROOT / "docs" / "api"
PAGES = {path.name: path.read_text("utf-8") for path in sorted(FOLDER.glob("*.md")) if path.name != "index.md"}
INDEX = (FOLDER / "index.md").read_text("utf-8")
TYPES = [f"types.{name}" for name in carelevel.types.__all__ if name not in carelevel.__all__]
PUBLIC = [*carelevel.__all__, *(f"cohort.{name}" for name in carelevel.cohort.__all__), *TYPES]


def shown(page: str) -> list[str]:
    """Return the names that a page shows, in its order."""
    return re.findall(r"^::: carelevel\.(\S+)$", PAGES[page], re.MULTILINE)


def test_every_public_name_is_on_one_page() -> None:
    """A new name needs a line `::: carelevel.NAME` on the page that it belongs to."""
    found = [name for page in PAGES for name in shown(page)]

    assert sorted(found) == sorted(PUBLIC)


@pytest.mark.parametrize("page", PAGES)
def test_the_first_page_lists_the_names_of_a_page(page: str) -> None:
    title = PAGES[page].partition("\n")[0].removeprefix("# ")
    # There are a hundred types.
    names = "every other class in `carelevel.types`" if shown(page) == TYPES else ", ".join(f"`{name}`" for name in shown(page))
    row = f"| [{title}]({page}) | {names} |"

    assert row in INDEX.splitlines()


def test_every_page_is_in_the_menu_of_the_site() -> None:
    menu = re.findall(r"^ +- api/(\S+)$", (ROOT / "mkdocs.yml").read_text("utf-8"), re.MULTILINE)

    assert menu[0] == "index.md"
    assert sorted(menu) == sorted(["index.md", *PAGES])


class Seen(HTMLParser):
    """The anchors of a page, and the text of its blocks of code."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.ids: set[str] = set()
        self.code: list[str] = []
        self._depth = 0
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.ids |= {value for name, value in attrs if name == "id" and value}
        if tag == "pre":
            self._depth += 1
            self.code.append("")

    def handle_endtag(self, tag: str) -> None:
        self._depth -= tag == "pre"

    def handle_data(self, data: str) -> None:
        if self._depth:
            self.code[-1] += data


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site, built as `.ci/run` builds it."""
    if find_spec("mkdocs") is None or find_spec("mkdocstrings") is None:
        pytest.skip("the group `docs` is not installed")
    folder = tmp_path_factory.mktemp("site")
    words = [sys.executable, "-m", "mkdocs", "build", "--strict", "--quiet", "--site-dir", str(folder)]
    done = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=False, timeout=300)
    assert done.returncode == 0, done.stdout + done.stderr
    return folder


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.slow
def test_a_page_of_the_site_shows_the_members_and_examples_of_its_names(page: str, site: Path) -> None:
    seen = Seen((site / "api" / page).with_suffix(".html").read_text("utf-8"))
    code = "\n".join(seen.code)

    for name in shown(page):
        named = attrgetter(name)(carelevel)
        # What only refuses has no name of its own, as the methods of `FrozenDict` that would change it.
        own = {member for member in vars(named) if getattr(getattr(named, member), "__name__", "") == member} if inspect.isclass(named) else set()
        members = [member for member in own if not member.startswith("_") and callable(getattr(named, member))]
        assert {f"carelevel.{name}", *(f"carelevel.{name}.{member}" for member in members)} <= seen.ids
        assert (named.__doc__.partition(">>> ")[2].partition("\n")[0]) in code
