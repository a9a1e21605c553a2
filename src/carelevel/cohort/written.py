"""Numbers and truth values in writing: when a cell equals a code.

A number in writing has digits, perhaps a sign before them and a point among them, and space around them: `99`, `99.0`, `099`, `+99`. A comma, a separator of
thousands, an exponent (`1e2` is a code of ICD-11 too), and digits of other scripts make it a text. Two numbers in writing are compared as numbers, all else
as text.
"""

import re
import struct
from collections.abc import Iterable
from decimal import Decimal
from fractions import Fraction
from math import isfinite
from numbers import Integral, Real
from typing import Literal

from carelevel.model.operators import is_missing, unwrapped

SPACE = " \t\n\r\f\v\u00a0"
"""The characters that count as space around a word; listed, since libraries differ in this."""

TRUTHS = {"true": "true", "True": "true", "TRUE": "true", "false": "false", "False": "false", "FALSE": "false"}
"""The ways to write true and false."""

WHOLE = rf"^[{SPACE}]*[-+]?(?:[0-9]+(?:\.0*)?|\.0+)[{SPACE}]*$"
"""A whole number in writing."""

MOST_DIGITS = 15
"""Longer numbers are larger than every bound of a score, and are all one to it."""

_NUMBER = re.compile(r"([-+]?)(?:([0-9]+)(?:\.([0-9]*))?|\.([0-9]+))")
_EXPONENT = re.compile(r"[-+]?[0-9.]+[eE][-+]?[0-9]+")
_COMMAS = re.compile(r"[-+]?[0-9]+([.,'’ \u00a0\u202f][0-9]+)+")
_LONGEST = 400
_FORMS = {16: "e", 32: "f", 64: "d"}

Bits = Literal[16, 32, 64]


def canonical(text: str) -> str:
    """Return a text in the one way to write it: of equal numbers, and of equal truths, it is the same.

    >>> [canonical(text) for text in ("99.0", "+099", " 99 ", ".50", "-0", "TRUE", "1e2", "1,000")]
    ['99', '99', '99', '0.5', '0', 'true', '1e2', '1,000']
    """
    stripped = text.strip(SPACE)
    found = _NUMBER.fullmatch(stripped)
    if found is None:
        return TRUTHS.get(text, text) if stripped else ""
    whole = (found[2] or "").lstrip("0") or "0"
    part = (found[3] or found[4] or "").rstrip("0")
    number = f"{whole}.{part}" if part else whole
    return f"-{number}" if found[1] == "-" and number != "0" else number


def is_number(code: str) -> bool:
    """Return whether a code, in the one way to write it, is a number."""
    return _NUMBER.fullmatch(code) is not None


def writing(value: object) -> str | None:
    """Return how a text, a number or a truth is written, in the one way; None for anything else, and for numbers without end.

    >>> from decimal import Decimal
    >>> writing(99.0), writing(Decimal("9.50")), writing(True), writing("yes"), writing(float("nan")), writing([1])
    ('99', '9.5', 'true', 'yes', None, None)
    """
    if isinstance(value, str):
        return canonical(str.__str__(value))
    # A number of few bits is written with few digits, as the array library does; as a plain number it would show digits that it does not have.
    short = str(value) if getattr(value, "shape", None) == () and getattr(getattr(value, "dtype", None), "kind", "") == "f" else None
    plain = unwrapped(value)
    if isinstance(plain, bool):
        return "true" if plain else "false"
    if not isinstance(plain, Real | Decimal) or is_missing(plain):
        return None
    if isinstance(plain, Integral):
        return str(plain) if abs(plain) < 10**_LONGEST else None
    if isinstance(plain, Fraction):
        return str(plain) if plain.denominator == 1 else None
    number = plain if isinstance(plain, Decimal) else Decimal(short or repr(float(plain)))
    return canonical(f"{number:f}") if number.is_finite() and abs(number.adjusted()) < _LONGEST else None


def pattern(codes: Iterable[str]) -> str:
    r"""Return a regular expression for every way to write some numbers or truths, for any engine: it keeps no groups, and looks neither ahead nor behind.

    >>> pattern(["99", "0", "-9.5"])
    '(?:[+]?0*99(?:\\.0*)?|[-+]?(?:0+(?:\\.0*)?|\\.0+)|-0*9\\.50*)'
    """
    return f"(?:{'|'.join(_ways(code) for code in codes)})"


def way_to_write(code: str) -> str:
    """Return a regular expression for a text that is nothing but a number or a truth, the number perhaps with space around it."""
    return f"^[{SPACE}]*{pattern([code])}[{SPACE}]*$" if is_number(code) else f"^{pattern([code])}$"


def _ways(code: str) -> str:
    if code in TRUTHS:
        return "|".join(spelling for spelling, truth in TRUTHS.items() if truth == code)
    if code == "0":
        return r"[-+]?(?:0+(?:\.0*)?|\.0+)"
    sign = "-" if code.startswith("-") else "[+]?"
    whole, _, part = code.removeprefix("-").partition(".")
    leading = "0*" if whole == "0" else f"0*{whole}"
    trailing = rf"\.{part}0*" if part else r"(?:\.0*)?"
    return f"{sign}{leading}{trailing}"


def as_float(code: str, bits: Bits) -> float | None:
    """Return the floating-point number that a code is the shortest form of, in so many bits; None if there is none.

    >>> as_float("0.1", 64), as_float("0.1", 32), as_float("9007199254740993", 64)
    (0.1, 0.10000000149011612, None)
    """
    form = _FORMS[bits]
    try:
        value = _rounded(float(code), form)
    except OverflowError:
        return None
    return value if isfinite(value) and canonical(f"{Decimal(_shortest(value, form)):f}") == code else None


def _rounded(value: float, form: str) -> float:
    return float(struct.unpack(form, struct.pack(form, value))[0])


def _shortest(value: float, form: str) -> str:
    """Return the fewest digits that are read back as the number."""
    if form == "d":
        return repr(value)
    return next(text for digits in range(1, 18) if _rounded(float(text := f"{value:.{digits}g}"), form) == value)


def hint_for(value: object, *, untyped: bool) -> str | None:
    """Return how to write a number that is not read as one; None where nothing can be guessed.

    >>> hint_for("12", untyped=False), hint_for("9,5", untyped=True)
    ('make it a column of numbers; in Python, untyped=True reads text as numbers', 'write digits, with a point before a part: no comma, no space')
    """
    text = value.strip(SPACE) if isinstance(value, str) else ""
    if is_number(text):
        return None if untyped else "make it a column of numbers; in Python, untyped=True reads text as numbers"
    if _EXPONENT.fullmatch(text):
        return "write the number in full: with an exponent it is a text"
    if _COMMAS.fullmatch(text):
        return "write digits, with a point before a part: no comma, no space"
    return None
