"""A ladder of levels as a picture (SVG): possible levels filled, the others dashed, a bar over the range.

It uses the color of the surrounding text and does not depend on color. Screen readers read its title and description.
"""

import textwrap
from collections.abc import Iterator
from html import escape

from carelevel.logic.english import capital, joined
from carelevel.show.document import Ladder, Rung

WIDTH = 460
_BAR, _BOX, _TEXT = 10, 26, 74
_LINE, _GAP = 18, 12
_LETTERS = 44
"""How many letters fit in a line of a title, even wide ones."""

# As attributes, and not as a style: a page with a strict content security policy shows them too.
_FONT = 'font-family="system-ui,sans-serif" font-size="14"'


def svg(ladder: Ladder) -> str:
    """Return a ladder as a piece of SVG, most intensive level on top."""
    rows: list[tuple[Rung, list[str], int]] = []
    top = _GAP
    for rung in reversed(ladder.rungs):
        lines = textwrap.wrap(rung.title, _LETTERS) or [""]
        rows.append((rung, [*lines, _state(rung)], top))
        top += _LINE * (len(lines) + 1) + _GAP
    shapes = "".join(_rung(*row) for row in rows)
    said = f"<title>{escape(title(ladder))}</title><desc>{escape(description(ladder))}</desc>"
    size = f'width="{WIDTH}" height="{top}" viewBox="0 0 {WIDTH} {top}"'
    return f'<svg xmlns="http://www.w3.org/2000/svg" role="img" {size} fill="currentColor" stroke="none">{said}{_bar(rows)}{shapes}</svg>'


def title(ladder: Ladder) -> str:
    """Return what the picture shows, in a few words."""
    return f"Levels of care: {sum(rung.is_possible for rung in ladder.rungs)} of {len(ladder.rungs)} possible"


def description(ladder: Ladder) -> str:
    """Return the whole picture in words."""
    possible = [rung.title for rung in ladder.rungs if rung.is_possible]
    others = [rung.title for rung in ladder.rungs if not rung.is_possible]
    pointed = [rung.title for rung in ladder.rungs if rung.is_indicated]
    sentences = [
        f"From least to most intensive: {joined([rung.title for rung in ladder.rungs])}.",
        f"Possible: {joined(possible, 'or')}." if possible else "",
        f"Not possible: {joined(others, 'or')}." if others else "",
        f"What is known so far points to {pointed[0]}." if pointed else "",
    ]
    return " ".join(filter(None, sentences))


def _state(rung: Rung) -> str:
    return capital("possible" if rung.is_possible else "not possible") + ("; what is known so far points here" if rung.is_indicated else "")


def _rung(rung: Rung, lines: list[str], top: int) -> str:
    height = _LINE * len(lines)
    look = 'fill-opacity="0.75"' if rung.is_possible else 'fill="none" stroke-dasharray="4 4"'
    box = f'<rect x="{_BOX}" y="{top}" width="28" height="{height}" rx="3" stroke="currentColor" stroke-width="1.5" {look}/>'
    middle = top + height // 2
    # An arrow from the right, between the box and the words.
    arrow = f'<path d="M{_BOX + 32} {middle}l10 -6v12z"/>' if rung.is_indicated else ""
    return box + arrow + "".join(_texts(rung, lines, top))


def _texts(rung: Rung, lines: list[str], top: int) -> Iterator[str]:
    for number, words in enumerate(lines):
        is_state = number == len(lines) - 1
        weight = ' font-weight="bold"' if rung.is_possible and not is_state else ""
        yield f'<text x="{_TEXT}" y="{top + _LINE * number + 14}" {_FONT}{weight}>{escape(words)}</text>'


def _bar(rows: list[tuple[Rung, list[str], int]]) -> str:
    """Return the bar from the lowest possible level to the highest, past impossible levels between them."""
    spans = [(top, top + _LINE * len(lines)) for rung, lines, top in rows if rung.is_possible]
    if not spans:
        return ""
    first, last = spans[0][0], spans[-1][1]
    return f'<path d="M{_BAR + 8} {first}h-8V{last}h8" fill="none" stroke="currentColor" stroke-width="2.5"/>'
