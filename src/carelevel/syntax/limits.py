"""How large an input may be. What is larger is refused with its place, before it can use up memory or time."""

MAX_BYTES = 4_000_000
"""Bytes in one file."""

MAX_DEPTH = 40
"""Mappings and lists inside each other."""

MAX_NODES = 100_000
"""Keys, values, mappings and lists in one file, those repeated by aliases counted each time."""

MAX_TEXT = 20_000
"""Characters in one text."""

MAX_DIGITS = 15
"""Digits in one number."""

MAX_WORDS = 1_000
"""Words that a fact can have as values, members of a set, or bands of a score."""

MAX_LEVELS = 100
"""Levels of care."""

MAX_EXAMPLE_NAMES = 2_000_000
"""Facts looked at to run all examples of one file: those that the criterion and everything declared impossible name, for each example."""

MAX_SCORE_VALUES = 10_001
"""Values of a score."""

MAX_SUM_VALUES = 100_001
"""Values of a sum."""

MAX_DERIVED_DEPTH = 40
"""Derived facts that stand on each other."""

MAX_UNFOLDED_DEPTH = 100
"""Keys and list positions on the way from a condition down to the deepest fact that it stands on, those inside derived facts included."""

MAX_UNFOLDED_NAMES = 200_000
"""Facts named in one file, where a derived fact counts as itself and all that it stands on each time that it is named."""

MAX_VALUES = 1_000_000
"""Values that the facts of one file have, values that its conditions allow, and values that its examples leave open; each at most so many."""

MAX_LINE = 1_000_000
"""Characters in one line of a JSON Lines file."""

MAX_CELL = 100_000
"""Characters in one cell of a table."""
