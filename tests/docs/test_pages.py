"""What the pages show is what happens. And what runs them finds a page that is wrong: a test of pages that cannot fail would say nothing."""

import re
import shutil
from pathlib import Path
from textwrap import dedent

import pytest

from carelevel.syntax.formatter import laid_out
from tests.docs.pages import ROOT, blocks, pages
from tests.docs.running import added, fits, slips

# The kinds of blocks that a page has to show: without them a page that lost its fences would pass.
SHOWN = {
    "README.md": {"python", "console", "yaml"},
    "docs/tutorial.md": {"python", "console", "yaml", "diff"},
    "docs/writing-criteria.md": {"console", "yaml"},
    "docs/cohort.md": {"python", "console"},
    "docs/in-fastapi.md": {"python"},
    "docs/in-a-database.md": {"python"},
    "docs/in-a-notebook.md": {"python"},
    "docs/in-a-batch-job.md": {"python"},
}

# Pages of words alone, with what looks after them.
WORDS = {
    "docs/glossary.md": "tests/docs/test_glossary.py",
    "docs/decisions": "tests/docs/test_decisions.py",
    "docs/engine.md": "tests/unit/logic/test_bit_tables.py",
    "docs/performance.md": "benchmarks/__main__.py",
    "docs/workbench.md": "tests/web/test_manual.py",
    "docs/releasing.md": ".ci/run",
    "docs/performance-of-explanations.md": "benchmarks/explaining.py",
    "docs/performance-of-questions.md": "benchmarks/questions.py",
    "docs/performance-since-an-earlier-build.md": "benchmarks/builds.py",
    "docs/performance-of-proofs.md": "benchmarks/proving.py",
    "docs/cohort-performance.md": "benchmarks/cohort.py",
    "docs/files.md": "tests/edges/reached.py",
    "docs/api": "tests/docs/test_reference.py",
    "docs/intended-use.md": "tests/docs/test_sources.py",
    "docs/evidence.md": "tests/docs/test_sources.py",
}

CRITERIA = """\
carelevel: 1
id: small
version: "1"
title: Small
levels: {low: {title: Low}, high: {title: High}}
facts:
  danger: {type: yes_no}
criteria:
  - {id: danger, requires: high, when: {danger: yes}, because: Danger.}
"""


def named(page: Path) -> str:
    return page.relative_to(ROOT).as_posix()


def fenced(kind: str, text: str, mark: str = "") -> str:
    return f"{f'<!-- {mark} -->' if mark else ''}\n```{kind}\n{text}```\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder as a reader of the README has it."""
    shutil.copytree(ROOT / "examples", tmp_path / "examples")
    return tmp_path


@pytest.mark.parametrize("page", pages(), ids=named)
def test_a_page_shows_what_happens(page: Path, folder: Path) -> None:
    found = "\n".join(slips(page.read_text("utf-8"), folder))

    assert found == ""


@pytest.mark.parametrize("page", pages(), ids=named)
def test_what_a_page_shows_of_files_is_laid_out(page: Path) -> None:
    """Whoever copies it and runs `carelevel fmt` finds it as it was."""
    shown = [(block.line, dedent(block.text)) for block in blocks(page.read_text("utf-8")) if block.kind == "yaml"]

    assert [line for line, text in shown if laid_out(text, named(page)) != text] == []


@pytest.mark.parametrize("page", SHOWN)
def test_a_page_has_the_blocks_that_make_its_test_worth_something(page: str) -> None:
    kinds = {block.kind for block in blocks((ROOT / page).read_text("utf-8"))}

    assert kinds >= SHOWN[page]


def test_every_page_runs_something_or_is_looked_after_elsewhere() -> None:
    idle = [page for page in pages() if not any(block.kind in {"python", "console"} for block in blocks(page.read_text("utf-8")))]

    assert [page for page in map(named, idle) if not page.startswith(tuple(WORDS))] == []
    assert all((ROOT / test).is_file() for test in WORDS.values())


@pytest.mark.parametrize("page", [ROOT / "CHANGELOG.md", *pages()], ids=named)
def test_links_lead_to_files_that_are_there(page: Path) -> None:
    text = re.sub(r"^```.*?^```", "", page.read_text("utf-8"), flags=re.MULTILINE | re.DOTALL)
    targets = re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", text)

    assert [target for target in targets if not (page.parent / target).exists()] == []


@pytest.mark.parametrize("page", [ROOT / "CHANGELOG.md", *pages()], ids=named)
def test_links_into_a_page_lead_to_a_heading_of_it(page: Path) -> None:
    """Chapters are numbered, and a new one moves those after it."""
    links = re.findall(r"\]\(([\w./-]*\.md)#([^)]+)\)", page.read_text("utf-8"))
    lost = [(to, anchor) for to, anchor in links if anchor not in anchors((page.parent / to).read_text("utf-8"))]

    assert lost == []


def anchors(text: str) -> set[str]:
    """Return what the headings of a page are called in links."""
    headings = re.findall(r"^#+ (.+)$", text, re.MULTILINE)
    return {re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-") for heading in headings}


def test_the_readme_shows_the_two_commands_that_are_tried_on_a_new_machine() -> None:
    """`.ci/run` takes them from there."""
    commands = [block.text for block in blocks((ROOT / "README.md").read_text("utf-8")) if block.kind == "sh"]

    assert [command.count("\n") for command in commands] == [1, 1]


def test_nothing_tells_anybody_to_install_from_an_index() -> None:
    """carelevel is on none yet: such a command would fail, or bring in somebody else's package of that name."""
    files = [path for folder in ("src", "docs", "examples", "tests") for path in (ROOT / folder).rglob("*") if path.suffix in {".py", ".md", ".yaml"}]
    asked = re.compile(r"pip install [^\n&;|]*\bcarelevel\b")
    told = [named(path) for path in [ROOT / "README.md", *files] if path != Path(__file__) and asked.search(path.read_text("utf-8", "replace"))]

    assert told == []


@pytest.mark.parametrize(
    ("page", "line"),
    [
        (fenced("console", "$ carelevel --version\ncarelevel 0.0.0\n"), 3),
        (fenced("console", "$ carelevel --version\n"), 3),
        (fenced("console", "$ carelevel --version\n...\n"), 3),
        (fenced("console", "carelevel 0.1.0\n"), 3),
        (fenced("python", ">>> 1 + 1\n3\n"), 3),
        (fenced("python", "import carelevel\n"), 3),
        (fenced("yaml", "a: piece\n"), 3),
        (fenced("yaml", CRITERIA.replace("danger: yes}", "dangr: yes}")), 3),
        (fenced("json", "{'a': 1}\n"), 3),
        (fenced("js", "1\n"), 3),
        (fenced("yaml", "a: 1\n", "file: a.yaml") + fenced("yaml", "b: 1\n", "part of: a.yaml"), 7),
        (fenced("yaml", "a: 1\n", "file: a.yaml") + fenced("diff", "-b: 1\n+b: 2\n", "in: a.yaml"), 7),
        (fenced("yaml", "a: 1\na: 1\n", "file: a.yaml") + fenced("diff", "-a: 1\n+a: 2\n", "in: a.yaml"), 8),
    ],
    ids=[
        "another output",
        "no output where there is some",
        "an output that is left out altogether",
        "no command",
        "another result",
        "no example",
        "a piece that is not marked",
        "criteria with a slip",
        "what is not quite JSON",
        "a kind that nobody knows",
        "no part of the file",
        "a change of what is not there",
        "a change of what is there twice",
    ],
)
def test_a_page_that_is_wrong_is_found_with_its_line(page: str, line: int, tmp_path: Path) -> None:
    found = slips(page, tmp_path)

    assert [slip.partition(":")[0] for slip in found[:1]] == [f"line {line}"]


def test_what_a_page_writes_is_there_for_its_next_blocks(tmp_path: Path) -> None:
    page = [
        fenced("yaml", CRITERIA),
        fenced("yaml", CRITERIA, "file: small.yaml"),
        fenced("yaml", "criteria:\n  - {id: calm, suggests: low, when: {danger: no}, because: Calm.}\n", "add to: small.yaml"),
        fenced("diff", "-title: Small\n+title: Still small\n", "in: small.yaml"),
        fenced("console", "$ carelevel check small.yaml\nsmall.yaml: no problems\n$ echo $?\n0\n"),
        fenced(
            "console",
            "$ echo 'danger: no' | carelevel recommend - --criteria small.yaml\nLow is suggested\n...\nStill small (small, version 1). Criteria: 1 met, 1 not met, 0 not known.\n...\n",
        ),
        fenced("console", "$ carelevel show small.yaml > small.txt\n$ carelevel nothing\n...\n$ echo $?\n2\n"),
        fenced("python", ">>> from pathlib import Path\n>>> Path('small.txt').read_text().partition('\\n')[0]\n'Still small'\n"),
        fenced("python", ">>> Path('small.txt').is_file()\nTrue\n"),
    ]

    found = slips("".join(page), tmp_path)

    assert [slip.partition(":")[2] for slip in found] == [" this would be right whatever the command prints"]


def test_a_fence_that_is_never_closed_is_an_error() -> None:
    with pytest.raises(ValueError, match="the fence in line 3 is never closed"):
        blocks("a\n\n```python\n>>> 1\n1\n")


@pytest.mark.parametrize(
    ("expected", "is_fit"),
    [
        (["a", "b", "c"], True),
        (["..."], True),
        (["a", "..."], True),
        (["...", "c"], True),
        (["a", "...", "c"], True),
        (["...", "b", "..."], True),
        (["a", "...", "b", "c"], True),
        (["a", "b"], False),
        (["b", "..."], False),
        (["...", "b"], False),
        (["...", "d", "..."], False),
        (["...", "b", "...", "a", "..."], False),
        (["a", "b", "...", "b", "c"], False),
        (["...", "c", "...", "c"], False),
    ],
)
def test_dots_alone_on_a_line_stand_for_any_lines(expected: list[str], is_fit: bool) -> None:
    assert fits(expected, ["a", "b", "c"]) is is_fit


def test_a_piece_goes_to_the_ends_of_its_sections() -> None:
    whole = "a:\n  - 1\n\nb:  # b\n  c: 1\n  # about c\n\n  d: 2\n\ne: 3\n"
    piece = "b:\n  f: 4\na:\n  - 2\ng:\n  h: 5\n"

    assert added(whole, piece) == "a:\n  - 1\n  - 2\n\nb:  # b\n  c: 1\n  # about c\n\n  d: 2\n  f: 4\n\ne: 3\n\ng:\n  h: 5\n"
