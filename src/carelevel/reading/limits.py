"""How large an input may be. What is larger is refused with its place, before it can use up memory or time."""

MAX_BYTES = 4_000_000
"""Bytes in one file."""

MAX_DEPTH = 40
"""Mappings and lists inside each other."""

MAX_NODES = 200_000
"""Keys, values, mappings and lists in one file, those repeated by aliases counted each time."""

MAX_TEXT = 20_000
"""Characters in one text."""

MAX_DIGITS = 15
"""Digits in one number."""

MAX_SCORE_VALUES = 10_001
"""Values of a score."""

MAX_SUM_VALUES = 100_001
"""Values of a sum."""

MAX_DERIVED_DEPTH = 40
"""Derived facts that stand on each other."""

MAX_LINE = 1_000_000
"""Characters in one line of a JSON Lines file."""
