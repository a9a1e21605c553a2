"""Read answers that people type as values of facts."""

import re
from decimal import Decimal
from fractions import Fraction
from typing import Any

from carelevel.answers.explain.questions import Question
from carelevel.model.facts import NEVER
from carelevel.model.numbers import steps_in
from carelevel.model.problems import best_guess, quoted

_YES_OR_NO = {"y": "yes", "true": "yes", "n": "no", "false": "no"}
NOTHING = ("none", "none of these", "none of them", "nothing", "0", "-")


class WrongAnswerError(Exception):
    """What was typed is not an answer; the message says what is allowed."""


def read_answer(question: Question, typed: str) -> Any:
    """Return what was typed as a value of the fact; for a set, as a list of its members.

    Raises:
        WrongAnswerError: it is not an answer.
    """
    if question.range is not None:
        return NEVER if _has_never(question) and _folded(typed) == NEVER else _number(question, question.range, typed)
    if question.type == "set":
        return _members(question, typed)
    return _value(question, typed)


def allowed_words(question: Question) -> str:
    """Return what can be answered, in a few words."""
    if question.range is not None:
        low, high = question.range
        never = ", or `never`" if _has_never(question) else ""
        kind, steps = ("a whole number", "") if question.step is None else ("a number", f" in steps of {question.step}")
        if question.or_more and low == high:
            return f"{kind} of {low} or more{steps}{never}"
        return f"{kind} from {low} to {high}{' or more' if question.or_more else ''}{steps}{never}"
    numbers = f"1 to {len(question.values)}" if len(question.values) > 1 else "1"
    if question.type == "set":
        return f"numbers from {numbers}, separated by commas, or `none`" if len(question.values) > 1 else "1, or `none`"
    return "yes or no" if question.type == "yes_no" and len(question.values) > 1 else f"a number from {numbers}, or the words next to it"


def _has_never(question: Question) -> bool:
    return any(value == NEVER for value, _ in question.values)


def _number(question: Question, bounds: tuple[int | float, int | float], typed: str) -> int | float:
    low, high = bounds
    text = typed.strip().replace("−", "-")
    number: int | float | None
    if question.step is None:
        found = re.fullmatch(r"([-+]?[0-9]{1,9})(?:\.0*)?", text)
        number = int(found[1]) if found else None
    else:
        is_number = re.fullmatch(r"[-+]?[0-9]{1,9}(?:\.[0-9]{0,9})?", text)
        is_step = is_number and steps_in(Decimal(str(question.step)), Fraction(text)).denominator == 1
        number = float(text) if is_step else None
    if number is None or number < low or (number > high and not question.or_more):
        raise WrongAnswerError(f"{quoted(typed.strip())} is not an answer to this question; write {allowed_words(question)}")
    return number


def _value(question: Question, typed: str) -> str:
    word = _folded(typed)
    if word.isdecimal() and 1 <= int(word[:9]) <= len(question.values):
        return question.values[int(word[:9]) - 1][0]
    names = _names(question)
    if question.type == "yes_no":
        word = _YES_OR_NO.get(word, word)
    if word in names:
        return names[word]
    guess = best_guess(word, names)
    meant = f". Did you mean {quoted(guess)}?" if guess else ""
    raise WrongAnswerError(f"{quoted(typed.strip())} is not an answer to this question; write {allowed_words(question)}{meant}")


def _members(question: Question, typed: str) -> list[str]:
    names = _names(question)
    whole = _folded(typed)
    if whole not in names and whole in NOTHING:
        return []
    if whole in names:
        return [names[whole]]
    parts = [part for part in re.split(r"[,;]", typed) if part.strip()]
    if all(re.fullmatch(r"[0-9\s]+", part) for part in parts):
        parts = [number for part in parts for number in part.split()]
    if not parts:
        raise WrongAnswerError(f"write {allowed_words(question)}")
    return list(dict.fromkeys(_value(question, part) for part in parts))


def _names(question: Question) -> dict[str, str]:
    """Return the words for each value: its own name and its title."""
    titles = {_folded(words): value for value, words in question.values}
    return titles | {_folded(value): value for value, _ in question.values}


def _folded(text: str) -> str:
    return " ".join(text.casefold().replace("_", " ").split())
