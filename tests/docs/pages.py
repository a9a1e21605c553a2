"""Pages of Markdown as blocks: what stands between fences, and what the page says is to be done with it."""

import re
from dataclasses import dataclass
from pathlib import Path
from textwrap import dedent

ROOT = Path(__file__).parents[2]

PRINTED = "<!-- Printed from tests/"
"""Begins a line of pages that other tests print; those tests compare them whole."""

_FENCE = re.compile(r"( *)(`{3,})(\w*) *\Z")
_MARK = re.compile(r"<!-- (file|add to|part of|in): (\S+) -->\Z")


@dataclass(frozen=True)
class Block:
    """A fenced block.

    Attributes:
        kind: the word behind the fence: `python`, `console`, `yaml`.
        text: what stands between the fences.
        line: the line of the page in which the text begins.
        mark: what the comment above the block says is to be done with it (`file`, `add to`, `part of`, `in`), if there is one.
        file: the file that the mark names.
    """

    kind: str
    text: str
    line: int
    mark: str = ""
    file: str = ""


def pages() -> list[Path]:
    """Return the pages that have blocks of their own: the README, and everything in docs that no other test prints."""
    every = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
    return [page for page in every if PRINTED not in page.read_text("utf-8")]


def blocks(page: str) -> list[Block]:
    """Return the blocks of a page.

    Raises:
        ValueError: a fence is never closed.
    """
    found: list[Block] = []
    lines = page.splitlines()
    at, before = 0, ""
    while at < len(lines):
        fence = _FENCE.match(lines[at])
        if fence:
            closing = f"{fence[1]}{fence[2]}"
            if closing not in lines[at + 1 :]:
                raise ValueError(f"the fence in line {at + 1} is never closed")
            end = lines.index(closing, at + 1)
            text = "".join(f"{line}\n" for line in lines[at + 1 : end])
            mark = _MARK.match(before)
            found.append(Block(fence[3], dedent(text) if fence[1] else text, at + 2, *(mark.groups() if mark else ())))
            at = end
        before = lines[at].strip() or before
        at += 1
    return found
