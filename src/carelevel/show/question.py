"""A question, and how many questions are left, as documents."""

from typing import Any

from carelevel.answers.explain.questions import Asks, Question
from carelevel.logic.english import ended, joined
from carelevel.show.document import Bullets, Document, Item, Paragraph, code, line, strong


def document(shown: Any) -> Document:
    """Return a question, or how many questions are left, in plain words."""
    return asks(shown) if isinstance(shown, Asks) else question(shown)


def question(asked: Question) -> Document:
    """Return a question with the possible answers and why it is asked."""
    blocks: list[Any] = [Paragraph(line(strong(asked.ask), " ", code(asked.fact)))]
    if asked.help:
        blocks.append(Paragraph(line(asked.help)))
    if asked.range is not None:
        blocks.append(Paragraph(line(f"A whole number {range_words(asked)}.")))
    elif asked.values:
        blocks.append(Bullets(tuple(Item(line(words)) for _, words in asked.values)))
    if asked.type == "set":
        blocks.append(Paragraph(line("Any number of these, or none.")))
    if asked.with_facts:
        blocks.append(Paragraph(line(f"Ask together with {joined(list(together_words(asked)))}: the same instrument gives both.")))
    return (*blocks, Paragraph(line(f"Why this question: {asked.why}")))


def together_words(asked: Question) -> tuple[str, ...]:
    """Return the facts to ask together with a question: `item 9 of the PHQ-9 (phq9_item9)`."""
    facts = asked.definition.by_id()
    return tuple(f"{facts[name].about.title} ({name})" for name in asked.with_facts)


def range_words(asked: Question) -> str:
    """Return the range of a score in words: `from 0 to 52 weeks; 52 also means more`."""
    assert asked.range is not None
    low, high = asked.range
    unit = f" {asked.unit}" if asked.unit else ""
    fact = asked.definition.by_id()[asked.fact]
    never = ", or never" if asked.values else ""
    if not asked.or_more:
        return f"from {low} to {high}{unit}{never}"
    if low == high:
        return f"of {low}{unit} or more{never}"
    return f"from {low} to {high}{unit}{never}; {f'{high} also means more' if not getattr(fact, 'beyond', 0) else 'if it is more, the number itself'}"


def asks(left: Asks) -> Document:
    """Return how many questions there are in one sentence."""
    if left.at_most == 0:
        return (Paragraph(line("The level is settled: no question is left.")),)
    if left.at_least == left.at_most:
        counted = f"{left.at_least} more {'question' if left.at_least == 1 else 'questions'} until the level is settled"
    else:
        counted = f"Between {left.at_least} and {left.at_most} more questions until the level is settled"
        if left.on_average is not None:
            counted += f"; {'' if left.exact else 'an estimated '}{left.on_average:.1f} on average"
            if left.no_order_below is not None and left.no_order_below < left.on_average:
                counted += f" (no order of questions needs fewer than about {left.no_order_below:.1f} on average)"
    return (Paragraph(line(ended(counted))),)
