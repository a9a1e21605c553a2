"""What all pictures (SVG) share: a canvas with a title and a description, text in lines, and colors for light and dark pages.

Nothing depends on color alone: each kind of line has its own stroke, and each level its words.
"""

from collections.abc import Iterable, Sequence
from html import escape

from carelevel.model.frozen import record
from carelevel.show.document import safe

SIZE = 13.0
"""Font size."""

LINE = 17.0
"""Distance from one line of text to the next."""

FONT = f"{SIZE:g}px system-ui,'Segoe UI',Roboto,'Helvetica Neue',Arial,sans-serif"

_STYLE = (
    ":root{{color-scheme:light dark}}"
    ".carelevel{{--ink:#1a1a1a;--paper:#ffffff;--line:#5f6368;--faint:#8a8f94;--box:#f4f5f6;{light}}}"
    "@media(prefers-color-scheme:dark){{.carelevel{{--ink:#f1f1f1;--paper:#16181b;--line:#a9afb5;--faint:#7d8389;--box:#23262a;{dark}}}}}"
    "@media print{{.carelevel{{--ink:#000;--paper:#fff;--line:#444;--faint:#777;--box:#fff;{light}}}}}"
    ".carelevel{{font:{font};fill:var(--ink)}}.paper{{fill:var(--paper)}}.box{{fill:var(--box);stroke:var(--line);stroke-width:1.2}}"
    ".strong{{font-weight:600}}.line{{fill:none;stroke:var(--line)}}.faint{{fill:none;stroke:var(--faint);stroke-width:1}}"
)


@record
class Area:
    """A rectangle, in pixels from the upper left corner of the picture."""

    x: float
    y: float
    width: float
    height: float


@record
class Said:
    """The title of a picture and its text alternative."""

    title: str
    description: str


def canvas(size: tuple[float, float], said: Said, shapes: Iterable[str], *, levels: int = 0, style: str = "") -> str:
    """Return a whole picture.

    Args:
        size: width and height in pixels; it can be scaled.
        said: its words.
        shapes: what is drawn, back to front.
        levels: how many shades of levels are needed: `--level0` is the least intensive.
        style: more CSS rules.
    """
    rules = _STYLE.format(light=_shades(levels, (255, 255, 255), (238, 160, 72)), dark=_shades(levels, (30, 33, 37), (150, 84, 14)), font=FONT) + style
    width, height = size
    shown = f'width="{width:g}" height="{height:g}" viewBox="0 0 {width:g} {height:g}"'
    head = f"<title>{escape(safe(said.title))}</title><desc>{escape(safe(said.description))}</desc><style>{rules}</style>"
    paper = f'<rect class="paper" width="{width:g}" height="{height:g}"/>'
    opening = f'<svg xmlns="http://www.w3.org/2000/svg" class="carelevel" role="group" lang="en" {shown}>'
    return f"{opening}{head}{paper}{''.join(shapes)}</svg>\n"


def _shades(levels: int, first: tuple[int, int, int], last: tuple[int, int, int]) -> str:
    steps = max(levels - 1, 1)
    mixed = [[round(start + (end - start) * rank / steps) for start, end in zip(first, last, strict=True)] for rank in range(levels)]
    return "".join(f"--level{rank}:#{''.join(f'{part:02x}' for part in parts)};" for rank, parts in enumerate(mixed))


def texts(lines: Sequence[str], x: float, y: float, *, kind: str = "", anchor: str = "start") -> str:
    """Return lines of text below each other; `y` is the top of the first."""
    look = (f' class="{kind}"' if kind else "") + (f' text-anchor="{anchor}"' if anchor != "start" else "")
    return "".join(f'<text x="{x:g}" y="{y + LINE * number + SIZE:g}"{look}>{escape(safe(words))}</text>' for number, words in enumerate(lines))


def rectangle(area: Area, look: str = 'class="box" rx="4"') -> str:
    """Return a rectangle."""
    return f'<rect x="{area.x:g}" y="{area.y:g}" width="{area.width:g}" height="{area.height:g}" {look}/>'


def named(words: str, *shapes: str) -> str:
    """Return shapes as a group with a text of its own, for tooltips and screen readers."""
    told = escape(safe(words))
    return f'<g role="img" aria-label="{told}"><title>{told}</title>{"".join(shapes)}</g>'
