"""How wide text is in a picture, and where it is broken: no fonts are at hand, so every letter counts as wide as it is in a wide font (DejaVu Sans)."""

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
    """Return how wide text is at most, in the units of its size."""
    return size * sum(map(_letter, text))


def _letter(letter: str) -> float:
    if unicodedata.combining(letter):
        return 0.0
    return _NARROW.get(letter, 0.66 if letter.isascii() or letter.islower() else 1.1)


def wrapped(text: str, size: float, room: float) -> list[str]:
    """Return text in lines of no more than a width: broken at spaces, and in long words behind `_`, `-`, `/` or anywhere at last."""
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
