"""How wide text is in a picture, and where lines break. Letters count as wide as in DejaVu Sans, a wide font."""

import re
import unicodedata

_NARROW = {
    **dict.fromkeys("ijlI.,:;'|! ", 0.34),
    **dict.fromkeys('ftr()[]{}/\\-"`', 0.47),
    **dict.fromkeys("mwMW@%", 1.02),
    **dict.fromkeys("ABCDEFGHJKLNOPQRSTUVXYZ&+=<>#~", 0.85),
}
_BREAK = re.compile(r"(?<=[ _\-/,])")


def width(text: str, size: float) -> float:
    """Return the greatest width that text can have, in the unit of `size`."""
    return size * sum(map(_letter, text))


def _letter(letter: str) -> float:
    if unicodedata.combining(letter):
        return 0.0
    return _NARROW.get(letter, 0.66 if letter.isascii() or letter.islower() else 1.1)


def wrapped(text: str, size: float, room: float) -> list[str]:
    """Return text as lines of a given width, broken at spaces, then after `_`, `-` or `/`, then anywhere."""
    lines = [""]
    for piece in _BREAK.split(text):
        if width((lines[-1] + piece).rstrip(), size) <= room:
            lines[-1] += piece
            continue
        if lines[-1]:
            lines.append("")
        for letter in piece:
            if lines[-1] and width(lines[-1] + letter, size) > room:
                lines.append("")
            lines[-1] += letter
    return [line.strip() for line in lines]
