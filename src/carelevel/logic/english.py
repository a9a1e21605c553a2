"""A condition in plain English, for people who have never programmed."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import assert_never

from carelevel.model.cases import Case
from carelevel.model.conditions import AllOf, Among, AnyOf, Condition, CountOf, Holds, Includes, Named, NoneOf, Strict
from carelevel.model.facts import (
    NEVER,
    NO,
    YES,
    Fact,
    Percent,
    Scalar,
    Score,
    SetOf,
    Value,
    YesNo,
    all_told_apart,
    bare_text,
    domain,
    holds_top,
    is_never,
    is_number,
    is_ordered,
    number_runs,
    numbers_of,
    ranks_of,
    span_text,
    stated,
    value_text,
    worse_end,
)
from carelevel.model.percents import span_words

LONGEST_LIST = 4
"""Members of a set up to which those that are known to be absent are named."""


def joined(words: Sequence[str], last: str = "and") -> str:
    """Return words as a list in prose: `a, b and c`; with semicolons, or one more comma, where a word has commas, or an "and", of its own."""
    if len(words) < 2:
        return "".join(words)
    mark = ";" if any("," in word for word in words) else ","
    before_last = mark if mark == ";" or any(f" {last} " in word for word in words) else ""
    return f"{f'{mark} '.join(words[:-1])}{before_last} {last} {words[-1]}"


def ended(text: str) -> str:
    """Return prose with a full stop, so that another sentence can follow it."""
    prose = text.strip()
    return prose if prose.endswith((".", "!", "?", "…", '."', ".)")) else f"{prose}."


def capital(text: str) -> str:
    """Return text with a capital letter in front, to begin a line with."""
    return text[:1].upper() + text[1:]


_BEGINNINGS = frozenset(("a", "an", "another", "for", "if", "in", "it", "no", "not", "only", "other", "such", "that", "the", "there", "these", "they", "this"))


def inside(text: str) -> str:
    """Return text to stand inside a sentence: without the capital letter of a small word in front; names and abbreviations keep theirs.

    >>> inside("A medical emergency comes first."), inside("ASAM criteria are for adults.")
    ('a medical emergency comes first.', 'ASAM criteria are for adults.')
    """
    first = text.partition(" ")[0]
    return text[:1].lower() + text[1:] if first[:1].isupper() and first.lower() in _BEGINNINGS else text


def sentence(condition: Condition) -> str:
    """Return a condition as a clause to be read aloud.

    Parts that have parts of their own are set apart by brackets, so that "and" and "or" cannot be confused.
    """
    match condition:
        case Among(fact, values, written):
            return values_sentence(fact, values, written)
        case Includes(fact, member):
            return f"{fact.about.title} include {value_text(fact, member)}"
        case AllOf(parts):
            return _of_one_set(parts, "include", "and") or ", and ".join(map(_bracketed, parts))
        case AnyOf(parts):
            return _of_one_set(parts, "include", "or") or f"{'either ' if len(parts) > 1 else ''}{', or '.join(map(_bracketed, parts))}"
        case NoneOf(parts):
            if len(parts) == 1:
                return _of_one_set(parts, "do not include", "or") or f"not ({sentence(parts[0])})"
            return _of_one_set(parts, "do not include", "or") or f"none of these: {'; '.join(map(_bracketed, parts))}"
        case CountOf(parts):
            return f"{count_words(condition)}: {'; '.join(map(_bracketed, parts))}"
        case Holds(named, expected):
            return _answer(named, YES if expected else NO)
        case _:
            assert_never(condition)


def count_words(condition: CountOf) -> str:
    """Return how many parts are asked for: `at least 2 of these`."""
    if condition.most == 0:
        return "none of these"
    if condition.most == len(condition.parts):
        return f"at least {condition.fewest} of these"
    if condition.fewest == condition.most:
        return f"exactly {condition.most} of these"
    return f"at most {condition.most} of these"


def has_brackets(part: Condition) -> bool:
    """Return whether a condition stands in brackets where it is a part of another one: it has several parts of its own."""
    match part:
        case CountOf():
            return True
        case AllOf(parts) | AnyOf(parts) | NoneOf(parts):
            return len(parts) > 1 and _of_one_set(parts, "include", "or") is None
        case _:
            return False


def _bracketed(part: Condition) -> str:
    return f"({sentence(part)})" if has_brackets(part) else sentence(part)


def _of_one_set(parts: Sequence[Condition], verb: str, last: str) -> str | None:
    """Return members of one set said together, or None when the parts are something else."""
    found = [part for part in parts if isinstance(part, Includes)]
    if len(found) < len(parts) or len({part.fact.id for part in found}) > 1:
        return None
    return f"{found[0].fact.about.title} {verb} {joined([value_text(part.fact, part.member) for part in found], last)}"


def _answer(asked: YesNo | Named, answer: str) -> str:
    """Return what a yes or a no says: the statement that the file gives for it, else the name with the answer."""
    return asked.about.titles.get(answer) or f'"{asked.about.title}" is {answer}'


def values_sentence(fact: Scalar, values: frozenset[Value], written: Strict | None = None) -> str:
    """Return that a fact has one of some values: `symptom severity is moderate or worse`."""
    if isinstance(fact, YesNo):
        return _answer(fact, YES if YES in values else NO)
    return f"{fact.about.title} is {values_words(fact, values, written)}{f' of {fact.to.about.title}' if isinstance(fact, Percent) else ''}"


def values_words(fact: Scalar, values: frozenset[Value], written: Strict | None = None) -> str:
    """Return some values of a fact in words: `moderate or worse`, `15 or more`, `10 to 14`; as `written` says, `under 40`."""
    if isinstance(fact, Percent):
        return _percent_words(fact, frozenset(map(int, values)))
    if isinstance(fact, Score) and fact.or_never:
        return _words_with_never(fact, values, written)
    if written is not None:
        bound = max(map(int, values)) + 1 if written == "under" else min(map(int, values)) - 1
        return f"{written} {_with_unit(fact, bare_text(fact, bound))}"
    if isinstance(fact, Score) and fact.beyond:
        if holds_top(fact, values):
            return values_words(stated(fact), values.intersection(domain(stated(fact))))
        exactly = "exactly " if values == {fact.high} else ""
        return f"{exactly}{values_words(all_told_apart(fact), values)}"
    every = domain(fact)
    ranks = ranks_of(values, every)
    is_run = ranks[-1] - ranks[0] == len(ranks) - 1
    first, last = (_value(fact, every[rank]) for rank in (ranks[0], ranks[-1]))
    if len(ranks) == 1:
        return first
    if not is_ordered(fact) or not is_run:
        if len(every) - len(ranks) >= len(ranks) or len(ranks) <= 3:
            return _one_of([_value(fact, every[rank]) for rank in ranks])
        return f"other than {_one_of([_value(fact, value) for value in every if value not in values])}"
    if ranks[-1] == len(every) - 1:
        return _from(fact, first, up=True)
    if ranks[0] == 0:
        return _from(fact, last, up=False)
    if is_number(fact):
        return f"{value_text(fact, every[ranks[0]])} to {last}"
    return f"{first} to {last}" if len(ranks) > 2 else _one_of([first, last])


def _percent_words(fact: Percent, places: frozenset[int]) -> str:
    """Return places of a percentage in words: `50 % or more`, `under 25 % or 75 % or more`."""
    found = number_runs(places)
    others = frozenset(numbers_of(fact)) - places
    if len(found) > 1 and len(others) == 1:
        return f"other than {span_words(fact, sum(others), sum(others))}"
    return " or ".join(span_words(fact, low, high) for low, high in found)


def _words_with_never(fact: Score, values: frozenset[Value], written: Strict | None) -> str:
    """Return some values of a score of time since something in words: `30 days ago or more, or never`."""
    plain = replace(fact, or_never=False)
    numbers = frozenset(value for value in values if not is_never(fact, value))
    if not numbers:
        return NEVER
    if len(numbers) < len(values):
        more = values_words(plain, numbers, written) if len(numbers) < len(numbers_of(plain)) else f"any number{f' of {fact.unit}' if fact.unit else ''}"
        return f"{more}, or {NEVER}"
    if len(numbers) == len(numbers_of(plain)):
        return f"other than {NEVER}"
    low, high = min(numbers, key=int), max(numbers, key=int)
    is_to_top = high == plain.cap and int(high) - int(low) == len(numbers) - 1 > 0
    return f"{bare_text(plain, low)} to {_value(plain, high)}" if is_to_top else values_words(plain, numbers, written)


def _one_of(words: Sequence[str]) -> str:
    """Return values of which one holds; in quotation marks where it could be unclear where one ends."""
    is_plain = len(words) == 1 or all(" " not in word for word in words)
    return joined(words if is_plain else [f'"{word}"' for word in words], "or")


def _from(fact: Scalar, word: str, *, up: bool) -> str:
    """Return an ordered fact's values from one on, in one direction: `15 or more`, `moderate or worse`, `at most mild`."""
    if is_number(fact):
        return f"{word} or {'more' if up else 'less'}"
    worse = worse_end(fact)
    if worse is not None and (worse == "high") is up:
        return f"{word} or worse"
    return f"at least {word}" if up else f"at most {word}"


def band_words(fact: Scalar, low: int, high: int) -> str:
    """Return what a band holds: `10 to 14`, `50 % or more`, `31 or more, or never`."""
    if isinstance(fact, Percent):
        return span_words(fact, low, high)
    if not is_never(fact, high):
        return span_text(fact, low, high)
    return NEVER if low == high else f"{bare_text(fact, low)} or more, or {NEVER}"


def _value(fact: Scalar, value: Value) -> str:
    number, or_more, _ = value_text(fact, value).partition(" or more") if is_number(fact) else (value_text(fact, value), "", "")
    return f"{_with_unit(fact, number)}{or_more}"


def _with_unit(fact: Scalar, number: str) -> str:
    unit = fact.unit if isinstance(fact, Score) else None
    if not unit or unit.lower() in fact.about.title.lower():
        return number
    one, ago, rest = unit.partition(" ago")
    return f"{number} {one.removesuffix('s')}{ago}{rest}" if number == "1" else f"{number} {unit}"


def found_words(fact: Scalar, recorded: frozenset[Value], needed: frozenset[Value], written: Strict | None = None) -> str:
    """Return what is recorded and fits, with what was needed where it goes beyond the bound: `symptom severity is severe (moderate or worse needed)`."""
    found = values_sentence(fact, recorded)
    every = domain(fact)
    ranks = ranks_of(recorded, every)
    is_beyond = all(every[rank] in needed for rank in (ranks[0] - 1, ranks[-1] + 1) if 0 <= rank < len(every))
    return f"{found} ({values_words(fact, needed, written)} needed)" if is_ordered(fact) and is_beyond else found


def lacking_words(fact: Scalar, recorded: frozenset[Value] | None, needed: frozenset[Value], written: Strict | None = None) -> str:
    """Return what is recorded, None for nothing, with what is needed instead: `PHQ-9 total is 14; 20 or more needed`."""
    if isinstance(fact, YesNo):
        return f"{values_sentence(fact, needed)}: {'not known' if recorded is None else 'the opposite is recorded'}"
    found = f"{fact.about.title} is not known" if recorded is None else values_sentence(fact, recorded)
    return f"{found}; {values_words(fact, needed, written)} needed"


def change_words(fact: Scalar, recorded: frozenset[Value], becomes: frozenset[Value]) -> str:
    """Return what a fact would be in place of what is recorded: `symptom severity is severe (recorded: moderate)`."""
    instead = values_sentence(fact, becomes)
    return f"{instead} (the opposite is recorded)" if isinstance(fact, YesNo) else f"{instead} (recorded: {values_words(fact, recorded)})"


def member_words(fact: SetOf, member: str, *, held: bool) -> str:
    """Return that a set has a member, or does not have it."""
    return f"{fact.about.title} {'include' if held else 'do not include'} {value_text(fact, member)}"


def lacking_members_words(fact: SetOf, member: str, *, held: bool, is_known: bool) -> str:
    """Return that a set would have to have a member, or not, with what is recorded of it."""
    return f"{member_words(fact, member, held=held)}: {'the opposite is recorded' if is_known else 'not known'}"


def members_change_words(fact: SetOf, gained: Sequence[str], lost: Sequence[str]) -> str:
    """Return the members that a set would have, or not have, other than recorded."""
    title, (more, less) = fact.about.title, ([value_text(fact, member) for member in members] for members in (gained, lost))
    said = [f"{title} include {joined(more)}"] if more else []
    said += [f"{title} do not include {joined(less, 'or')}"] if less else []
    return f"{' and '.join(said)} (the opposite is recorded)"


def case_words(facts: Iterable[Fact], case: Case) -> list[str]:
    """Return what is known of a person as clauses, in the order of the facts."""
    clauses: list[str] = []
    for fact in facts:
        if case.members.get(fact.id) and isinstance(fact, SetOf):
            clauses += _members_known(fact, case)
        elif fact.id in case.values and not isinstance(fact, SetOf):
            clauses.append(values_sentence(fact, case.values[fact.id]))
    return clauses


def _members_known(fact: SetOf, case: Case) -> list[str]:
    """Return what is known of a set; what a long complete list leaves out is not counted up."""
    held, absent = ([value_text(fact, member) for member in fact.values if case.includes(fact.id, member) is wanted] for wanted in (True, False))
    if len(held) + len(absent) == len(fact.values) > LONGEST_LIST:
        return [f"{fact.about.title} include {joined(held)}, and no other" if held else f"{fact.about.title} include none of the {len(absent)} asked about"]
    said = [f"{fact.about.title} include {joined(held)}"] if held else []
    return [*said, f"{fact.about.title} do not include {joined(absent, 'or')}"] if absent else said
