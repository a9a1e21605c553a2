"""The manual itself: it is whole, and it is up to date."""

import ast
import re
from pathlib import Path

import pytest

import carelevel
from carelevel.model.operators import GROUPS, OPERATORS, RESERVED
from carelevel.syntax import program_schema, schema
from carelevel.syntax.schema import Shape
from carelevel.syntax.validation import keys
from tests.spec.manual import CHAPTERS, MANUAL, Chapter, anchor, chapters, printed
from tests.spec.shows import MEMBERS, Shows

OUTCOMES = {"met", "unmet", "unknown"}

# Codes that programs may rely on: each is shown with an example. Of other codes it is enough to name them.
CODES = {
    "unknown-key", "unknown-fact", "unknown-value", "unknown-level", "wrong-type", "out-of-range", "repeated-key", "repeated-id", "empty-group",
    "wrong-operator", "says-nothing", "circular", "bands-gap", "bands-overlap", "example-fails", "not-yaml", "too-large", "invariant-broken", "not-decided",
    "never-met", "never-stands", "always-met", "never-decides", "never-limits", "never-rules-out", "overshoots", "subsumed", "level-never-reached", "band-never-reached", "service-never-added", "fact-never-matters",
    "threshold-never-matters", "wrong-direction", "nothing-met", "accepts-nothing",
}  # fmt: skip

# What may stand in criteria, instrument, vignette, program and needs files.
DECLARED = {**vars(schema), **vars(program_schema)}
SHAPES = [shape for shape in DECLARED.values() if isinstance(shape, type) and issubclass(shape, Shape) and shape is not Shape]

# What problems are noted with, and where among the arguments the code is.
NOTING = {"Problem": 0, "add": 0, "add_key": 0, "_fail": 0, "_note": 0, "finding": 0, "_superfluous": 1}


@pytest.fixture(scope="module")
def whole() -> list[Chapter]:
    return chapters()


@pytest.fixture(scope="module")
def text(whole: list[Chapter]) -> str:
    return printed(whole)


@pytest.fixture(scope="module")
def pages(whole: list[Chapter]) -> list[Shows]:
    return [page for chapter in whole for page in chapter.pages]


def test_the_manual_is_what_the_tests_print(text: str) -> None:
    """When this fails: python -m tests.spec.manual, and read the difference."""
    assert MANUAL.read_text("utf-8") == text


def test_every_module_of_the_reference_is_a_chapter() -> None:
    modules = {path.stem.removeprefix("test_") for path in Path(__file__).parent.glob("test_*.py")}

    assert modules - {"manual"} == set(CHAPTERS)


def test_every_paragraph_says_something_and_shows_it(whole: list[Chapter]) -> None:
    """A test without words would be an example that nobody understands, and one that shows nothing a claim that nobody checked."""
    assert [chapter.title for chapter in whole if not chapter.pages] == []
    assert [page.name for chapter in whole for page in chapter.pages if not (page.said and page.blocks)] == []


def test_every_link_within_the_manual_leads_somewhere(text: str) -> None:
    headings = {anchor(heading) for heading in re.findall(r"^#+ (.*)$", _prose(text), re.MULTILINE)}
    links = set(re.findall(r"\]\(#([^)]*)\)", text))

    assert len(links) >= len(CHAPTERS)
    assert links <= headings


@pytest.mark.parametrize("operator", OPERATORS)
def test_every_operator_is_shown_met_unmet_and_with_an_unknown_operand(pages: list[Shows], operator: str) -> None:
    shown = [found for page in pages for when, found in page.truths if re.fullmatch(rf"\w+: \{{{operator}: [^{{}}:]*\}}", when)]

    assert any(OUTCOMES == set(found.values()) and found.get("{}") == "unknown" for found in shown)


@pytest.mark.parametrize("group", GROUPS)
def test_every_group_is_shown_met_unmet_and_with_an_unknown_part(pages: list[Shows], group: str) -> None:
    """A mapping is none of these groups; it is shown beside `all`."""
    shown = [found for page in pages for when, found in page.truths if when.startswith(f"{group}:")]

    assert any(OUTCOMES == set(found.values()) for found in shown)


@pytest.mark.parametrize("word", sorted(RESERVED))
def test_every_word_of_the_language_is_explained(text: str, word: str) -> None:
    assert f"`{word}`" in _prose(text)


@pytest.mark.parametrize("shape", SHAPES, ids=lambda shape: shape.__name__)
def test_every_key_of_a_file_is_explained_or_shown(text: str, shape: type[Shape]) -> None:
    prose = _prose(text)
    unseen = [key for key in keys(shape) if f"`{key}`" not in prose and not re.search(rf"\b{key}: ", text)]

    assert unseen == []


def test_every_member_of_an_answer_is_shown(pages: list[Shows]) -> None:
    assert {member for page in pages for member in page.members} >= MEMBERS


def test_every_code_that_programs_may_rely_on_is_shown(pages: list[Shows]) -> None:
    assert {code for page in pages for code in page.codes} >= CODES


def test_every_code_is_shown_or_listed(pages: list[Shows], text: str) -> None:
    """Whoever meets a code finds it in the manual; and no code is listed that there is not."""
    shown = {code for page in pages for code in page.codes}
    listed = set(re.findall(r"\(problems\.md#([a-z-]+)\)", text))
    every = set(_codes())

    assert shown <= every
    assert listed <= every
    assert every - shown - listed == set()


def _prose(text: str) -> str:
    return re.sub(r"^```.*?^```$", "", text, flags=re.MULTILINE | re.DOTALL)


def _codes() -> list[str]:
    """Return the codes of all problems that the library notes, as its source has them."""
    calls = [
        node
        for path in Path(carelevel.__file__).parent.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Call) and node.args and _called(node) in NOTING
    ]
    codes = [call.args[NOTING[_called(call)]] for call in calls]
    return [code.value for code in codes if isinstance(code, ast.Constant) and isinstance(code.value, str)]


def _called(call: ast.Call) -> str:
    return getattr(call.func, "attr", getattr(call.func, "id", ""))
