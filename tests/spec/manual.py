"""Prints the language reference, docs/semantics.md, from the tests in this folder.

    python -m tests.spec.manual            writes it
    python -m tests.spec.manual --check    exits with 1 if the written page is stale

A module is a chapter, a class in it a section, a test a paragraph. Docstrings are the prose; what a test shows is printed below its own, with the
result of running it. A link to a chapter names its module: `[Facts](#facts)`.
"""

import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import import_module
from inspect import getdoc
from pathlib import Path
from types import ModuleType

from tests.spec.shows import LEVELS, Shows

MANUAL = Path(__file__).parents[2] / "docs" / "semantics.md"

CHAPTERS = (
    "a_criteria_file",
    "facts",
    "cases",
    "derived_facts",
    "atoms",
    "groups",
    "met_unmet_unknown",
    "levels",
    "answers",
    "services",
    "who_they_are_for",
    "impossible",
    "contradictions",
    "invariants",
    "what_is_proved",
    "examples_and_vignettes",
    "notices",
    "documentation",
    "accepted_findings",
    "comparing_versions",
    "agreeing_sets",
    "sections",
    "instruments",
    "local_versions",
    "programs",
    "override_reasons",
    "digests",
    "yaml_as_it_is_read",
    "what_is_refused",
)
"""The chapters in the order of the manual; each is a module `test_<name>` in this folder."""

OPENING = f"""\
# The language and what it means

<!-- Printed from tests/spec by `python -m tests.spec.manual`. Change it there. -->

This page explains what a criteria file means: what can be known about a person, which criteria are met, and which level of care they suggest. It is
written for clinicians first and needs no programming. Every result on this page is what carelevel answered when the page was printed; a test fails if an
answer changes.

A *criteria set* declares the *levels* of care from the least to the most intensive, the *facts* that matter, and *criteria*. Each criterion says under
which condition a level is required, suggested or limited, or which services to include, and why. A *case* is what is known about one person. The answer
is a *recommendation*: it supports a clinician's judgment and does not replace it.

The examples are as small as possible and not meant for use with patients. Most show a part of a criteria file and then its result: a table with one case
per row, or the problems that carelevel found. If an example declares no levels, it has these: {", ".join(f"`{level}`" for level in LEVELS)}.
`{{}}` is a case in which nothing is known. The [glossary](glossary.md) explains the terms; the [tutorial](tutorial.md) builds a first criteria set
step by step.
"""

STANDS_ON = "The examples in this {} use these definitions:"


@dataclass(frozen=True)
class Chapter:
    """A chapter of the manual: its title, its text, and everything it shows."""

    title: str
    text: str
    pages: tuple[Shows, ...]


def chapters() -> list[Chapter]:
    """Return every chapter; the tests in it are run."""
    return [_chapter(number, import_module(f"tests.spec.test_{name}")) for number, name in enumerate(CHAPTERS, 1)]


def printed(whole: list[Chapter]) -> str:
    """Return the manual."""
    contents = "\n".join(f"- [{chapter.title}](#{anchor(chapter.title)})" for chapter in whole)
    text = "\n".join([OPENING, contents, *(f"\n## {chapter.title}\n\n{chapter.text}" for chapter in whole)]) + "\n"
    anchors = dict(zip(CHAPTERS, (anchor(chapter.title) for chapter in whole), strict=True))
    return re.sub(r"\]\(#(\w+)\)", lambda link: f"](#{anchors.get(link[1], link[1])})", text)


def _chapter(number: int, module: ModuleType) -> Chapter:
    title, _, prose = (module.__doc__ or "").partition("\n")
    pages: list[Shows] = []
    blocks = [prose.strip(), *_given(module, "chapter")]
    for section in _classes(module):
        heading, _, intro = (getdoc(section) or "").partition("\n")
        blocks += [f"### {heading}", intro.strip(), *_given(section, "section")]
        for name, test in vars(section).items():
            if name.startswith("test_"):
                page = Shows(getattr(section, "GIVEN", "") or getattr(module, "GIVEN", ""), f"{section.__name__}.{name}", getdoc(test) or "")
                test(section(), page)
                blocks += [page.said, *page.blocks]
                pages.append(page)
    return Chapter(f"{number}. {title}", "\n\n".join(block for block in blocks if block), tuple(pages))


def _classes(module: ModuleType) -> Iterator[type]:
    for value in vars(module).values():
        if isinstance(value, type) and value.__module__ == module.__name__ and value.__name__.startswith("Test"):
            yield value


def _given(part: object, what: str) -> list[str]:
    given = getattr(part, "GIVEN", "").strip()
    return [STANDS_ON.format(what), f"```yaml\n{given}\n```"] if given else []


def anchor(title: str) -> str:
    """Return the anchor of a heading, for links."""
    return re.sub(r"[^\w -]", "", title.lower()).replace(" ", "-")


def main(arguments: list[str]) -> int:
    """Write the manual, or compare it with what is written."""
    text = printed(chapters())
    if "--check" in arguments:
        is_stale = not MANUAL.is_file() or MANUAL.read_text("utf-8") != text
        print("docs/semantics.md is stale: run python -m tests.spec.manual" if is_stale else "docs/semantics.md is up to date")
        return int(is_stale)
    MANUAL.write_text(text, "utf-8")
    print("wrote docs/semantics.md")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
