"""What names of columns reveal: an item that is called like a total, a second column of the same name, and a name close to an expected one."""

import re
from collections.abc import Collection, Iterable, Iterator, Sequence

from carelevel.model.facts import Score, SetOf
from carelevel.model.problems import nearest

_DIGITS = "0123456789"

# REDCap writes three between a set and the code of a member.
_CHECKBOX = "___"


def folded(name: str) -> str:
    """Return a name in lower case, without the characters between its words.

    >>> folded("PHQ_9 Total")
    'phq9total'
    """
    return re.sub(r"[\W_]+", "", name.casefold())


def numbered(name: str) -> tuple[str, int] | None:
    """Return a name that ends in a number as its beginning and the number; None for any other.

    >>> numbered("PHQ_9"), numbered("phq9_1"), numbered("phq")
    (('phq', 9), ('phq9', 1), None)
    """
    before = name.rstrip(_DIGITS)
    digits = name[len(before) :]
    return (folded(before), int(digits)) if folded(before) and 0 < len(digits) < 5 else None


def items_beside(fact: Score, column: str, table: Sequence[str], facts: Collection[str]) -> list[str]:
    """Return the numbered columns that suggest that a column is one item and not the total that the fact means.

    `phq9` is the ninth item where `phq8` or `phq1` is in the table too, or two others of the kind. Columns that tell facts of their own are no items. A
    score with fewer steps than it has items is no total of them.

    Args:
        fact: what the column would tell.
        column: its name.
        table: the names of all columns.
        facts: the names of all facts.
    """
    own, its = numbered(fact.id), numbered(column)
    if own is None or its is None or own[1] != its[1] or its[1] < 2 or fact.high - fact.low < its[1]:
        return []
    stem, number = its
    others = {name: found[1] for name in table if name not in facts and (found := numbered(name)) and found[0] == stem and found[1] != number}
    there = set(others.values())
    return sorted(others, key=others.__getitem__) if len(there) > 1 or there & {1, number - 1} else []


def renamed(name: str, table: Iterable[str], facts: Collection[str]) -> list[str]:
    """Return the columns with the name that readers give to a second column of a name.

    Polars writes `phq9_duplicated_0`, pandas and R `phq9.1`, DuckDB `phq9_1`. The last two could be items, of which there are more than two.
    """
    begin = name.casefold()
    found: dict[str, dict[str, str]] = {}
    for column in table:
        match = re.fullmatch(rf"{re.escape(begin)}(_duplicated_|[._])([0-9]{{1,3}})", column.casefold())
        if match and column not in facts:
            found.setdefault(match[1], {})[column] = match[2]
    return [column for between, columns in found.items() if between == "_duplicated_" or sorted(columns.values()) in (["1"], ["1", "2"]) for column in columns]


def twins(name: str, table: Iterable[str], read: Collection[str]) -> list[str]:
    """Return the columns, not read, whose names differ from a name only in capitals and in the characters between words."""
    return [column for column in table if column not in read and folded(column) == folded(name)]


def members_beside(fact: SetOf, table: Iterable[str], passed: Collection[str]) -> Iterator[tuple[str, str | None]]:
    """Yield the columns that seem to tell a member of a set, each with the member, or None if the name has only a code.

    `conditions_OCD` and `conditions___ocd` tell `ocd`, as does `conditions_odc` most likely. Of `conditions___1` and `conditions_F42` only the code is known.

    Args:
        fact: the set.
        table: the names of all columns.
        passed: columns that tell something else, or are read.
    """
    begin = re.compile(r"[\W_]*".join(map(re.escape, folded(fact.id))))
    words = {folded(word): word for word in fact.values}
    for column in table:
        found = begin.match(column.casefold())
        if column in passed or found is None:
            continue
        rest = column.casefold()[found.end() :]
        if folded(rest) in words:
            yield column, words[folded(rest)]
        elif re.match(r"[\W_]", rest):
            guess = nearest(rest.strip("_-. "), fact.values)
            if guess is not None or rest.startswith(_CHECKBOX) or re.search(r"[0-9]", rest):
                yield column, guess
