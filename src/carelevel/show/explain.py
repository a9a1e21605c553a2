"""Explanations as documents: why, why not, what would change it, and what has changed."""

from collections.abc import Sequence
from typing import assert_never

from carelevel.answers.explain.counterfactuals import Change, Changes, ChangesTo
from carelevel.answers.explain.reassessment import Comparison
from carelevel.answers.explain.why import Why
from carelevel.answers.explain.why_not import WhyNot
from carelevel.logic.english import joined
from carelevel.show import reassessment, why, why_not
from carelevel.show.answer import disputed, for_whom, level_title, parts_said
from carelevel.show.document import Block, Bullets, Document, Item, Line, Paragraph, line, strong
from carelevel.show.section import NO_ADVICE, OVER_BUDGET, Section, together
from carelevel.show.whom import not_for_them

Result = Why | WhyNot | Changes | Comparison

MOST_SHOWN = 5
"""How many changes of each kind are shown, the smallest first; JSON has all."""


def document(result: Result) -> Document:
    """Return an explanation in plain words."""
    if isinstance(result, Changes) and result.contradictions:
        blocks = disputed(result.contradictions, result.definition, result.case)
        cites = frozenset(citation.id for each in result.contradictions for citation in each.sources)
        return together((Section("Contradictions", tuple(blocks), cites), section(result)), result.definition)
    return together((section(result),), result.definition)


def section(result: Result, *, every: bool = False) -> Section:
    """Return an explanation as a section; with `every`, all evidence and all changes."""
    match result:
        case Why():
            return why.section(result, every=every)
        case WhyNot():
            return why_not.section(result)
        case Changes():
            return _changes(result, None if every else MOST_SHOWN)
        case Comparison():
            return reassessment.section(result)
        case _:
            assert_never(result)


def _changes(changes: Changes, shown: int | None) -> Section:
    blocks: list[Block] = [Paragraph(line(strong(_now(changes)))), *map(Paragraph, for_whom(changes)), *parts_said(changes.whom, changes.definition)]
    if not changes.exact:
        blocks.append(Paragraph(line(OVER_BUDGET)))
    if changes.to:
        blocks.append(Bullets(tuple(_to(to, changes, shown) for to in changes.to)))
    return Section("What would change the level", tuple(blocks), remarks=(NO_ADVICE,))


def changes_to(changes: Changes, level: str) -> tuple[Section, ...]:
    """Return the changes that lead to one level; empty for the level that is suggested."""
    found = [to for to in changes.to if to.level == level]
    return tuple(Section("What would change this", (Bullets((_to(to, changes, MOST_SHOWN),)),), remarks=(NO_ADVICE,)) for to in found)


def _now(changes: Changes) -> str:
    titles = [level_title(changes.definition, level) for level in changes.now]
    if not titles:
        return not_for_them(changes, "These criteria are not for this person, so there is no level to change")
    condition = "" if changes.applies == "met" else ", if these criteria are for this person"
    said = f"{titles[0]} is suggested{condition}" if len(titles) == 1 else f"Possible as recorded: {joined(titles, 'or')}"
    return f"{said}. The smallest changes of the record that lead to each other level:" if changes.to else said


def _to(to: ChangesTo, changes: Changes, shown: int | None) -> Item:
    """Return the changes that make a level possible, and those that make it certain."""
    facts = "1 fact" if changes.most_facts == 1 else f"up to {changes.most_facts} facts"
    title = strong(level_title(changes.definition, to.level))
    if to.must and to.could == to.must:
        return Item(line(title, " would be the level if:"), _ways(to.must, shown))
    below: list[Line | Bullets] = []
    if to.level in changes.now:
        said = "possible as recorded"
    elif to.could:
        said = "possible if:"
        below += _ways(to.could, shown)
    else:
        return Item(line(title, f": no change of {facts} makes it possible."))
    if not to.must:
        below.append(line(f"No change of {facts} makes it certain while facts are unknown."))
    elif below:
        below += [line("Certain, whatever is still unknown, if:"), *_ways(to.must, shown)]
    else:
        said = f"{said}; certain, whatever is still unknown, if:"
        below += _ways(to.must, shown)
    return Item(line(title, f": {said}"), tuple(below))


def _ways(ways: Sequence[Change], shown: int | None) -> "tuple[Line | Bullets, ...]":
    told = ways[:shown]
    listed = Bullets(tuple(Item(line(joined([each.words for each in change.changes]))) for change in told))
    more = len(ways) - len(told)
    return (listed, line(f"And {more} more, none of them smaller.")) if more > 0 else (listed,)
