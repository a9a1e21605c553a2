"""Limits on input. Anything larger is rejected with its place before it can use up memory or time."""

MAX_BYTES = 4_000_000
"""Bytes in one file."""

MAX_DEPTH = 40
"""Levels of nested mappings and lists."""

MAX_NODES = 100_000
"""Keys, values, mappings and lists in one file; parts repeated by aliases count each time."""

MAX_TEXT = 20_000
"""Characters in one text."""

MAX_DIGITS = 15
"""Digits in one number."""

MAX_WORDS = 1_000
"""Values of a fact that are words, members of a set, or bands of a score."""

MAX_LEVELS = 100
"""Levels of care."""

MAX_EXAMPLE_NAMES = 2_000_000
"""Facts to look up for all examples of one file: for each example, those that its criterion and `impossible` name."""

MAX_SCORE_VALUES = 10_001
"""Values of a score."""

MAX_SUM_VALUES = 100_001
"""Values of a sum."""

MAX_POINTS_VALUES = 1_001
"""Values of points, in their step."""

MAX_DERIVED_DEPTH = 40
"""Derived facts that depend on each other."""

MAX_UNFOLDED_DEPTH = 100
"""Keys and list positions from a condition down to its deepest fact, including those inside derived facts."""

MAX_UNFOLDED_NAMES = 200_000
"""Facts named in one file; each use of a derived fact counts all facts inside it."""

MAX_VALUES = 1_000_000
"""Values of all facts in one file; values that its conditions allow; values that its examples leave open."""

MAX_LINE = 1_000_000
"""Characters in one line of a JSON Lines file."""

MAX_CELL = 100_000
"""Characters in one cell of a table."""

MAX_LINKS = 4
"""Local versions between a file and criteria that are based on no others."""
