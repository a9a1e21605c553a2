"""What a new version does to people, as a document."""

from collections.abc import Sequence
from fractions import Fraction

from carelevel.logic.english import capital
from carelevel.model.serialize import case_text
from carelevel.show.document import Block, Bullets, Document, Heading, Item, Line, Paragraph, Table, code, line, strong
from carelevel.verify.diff.results import Difference, Move, ServiceMove, TablePeople
from carelevel.verify.diff.vignettes import VignetteMove

_HOW = {"met by others": "met by other people than before", "says something else": "says something else of the same people"}

_DISPUTES = {"met by others": "stands for other people than before", "says something else": "disputes other facts than before"}

SPACE = (
    "Shares are of combinations of values, each counted once, and not of people whom anybody treats: most combinations are rare. "
    "How many people it is in a practice, a table of its cases can say."
)


LONGEST_FRACTION = 24
"""Signs up to which an exact share is written out; JSON has all of it."""


def document(difference: Difference, people: TablePeople | None = None, vignettes: Sequence[VignetteMove] | None = None) -> Document:
    """Return who moves between two versions, which criteria do it, and what could not be compared; and of the people of a table and of vignettes the same.

    Args:
        difference: what was found of everybody.
        people: the people of a table; None when there is none.
        vignettes: the vignettes that are answered otherwise; None when there are none to answer.
    """
    old, new = difference.old, difference.new
    title = f"{old.id} {old.version} → {new.id} {new.version}" if old.id != new.id else f"{new.id}: {old.version} → {new.version}"
    blocks: list[Block] = [Heading(title, 1), Paragraph(line(strong(_summary(difference, people, vignettes))))]
    if difference.moves:
        blocks += [Heading("Who moves to another level"), Bullets(tuple(map(_move, difference.moves))), Paragraph(line(SPACE))]
    if difference.services:
        blocks += [Heading("Who gains or loses a service"), Bullets(tuple(map(_service, difference.services)))]
    if difference.turned:
        items = tuple(Item(line(code(turned.criterion), f": {_HOW.get(turned.how, turned.how)}")) for turned in difference.turned)
        blocks += [Heading("Criteria that are not what they were"), Bullets(items)]
    if difference.contradictions:
        items = tuple(Item(line(code(turned.criterion), f": {_DISPUTES.get(turned.how, turned.how)}")) for turned in difference.contradictions)
        blocks += [Heading("Contradictions that are not what they were"), Bullets(items)]
    for heading, lines in (("What is not in both versions", difference.notes), ("Not decided within the budget", difference.undecided)):
        blocks += [Heading(heading), Bullets(tuple(Item(line(capital(each))) for each in lines))] if lines else []
    return (*blocks, *(() if people is None else people_document(people)), *(() if vignettes is None else vignettes_document(vignettes)))


def people_document(people: TablePeople) -> Document:
    """Return how many people of a table have each pair of levels."""
    rows = tuple((line(was or "not settled"), line(is_now or "not settled"), line(f"{count:,}")) for (was, is_now), count in people.levels.items())
    notes: Document = (Bullets(tuple(Item(line(capital(each))) for each in people.notes)),) if people.notes else ()
    return (
        Heading("People of the table"),
        Paragraph(line(f"{people.moved:,} of {people.total:,} get another answer: another level, or another range of levels.")),
        Table(("Before", "Now", "People"), rows),
        *notes,
    )


def vignettes_document(told: Sequence[VignetteMove]) -> Document:
    """Return which vignettes are answered otherwise."""
    if not told:
        return Heading("Vignettes"), Paragraph(line("Every vignette has the same possible levels in both versions."))
    rows = tuple((line(code(each.vignette), f": {each.title}"), line(_levels(each.was)), line(_levels(each.is_now))) for each in told)
    notes = tuple(Item(line(code(each.vignette), f": {each.why}")) for each in told if each.why is not None)
    blocks: list[Block] = [Heading("Vignettes that are answered otherwise"), Table(("Vignette", "Before", "Now"), rows, has_row_headers=True)]
    return (*blocks, *([Bullets(notes)] if notes else []))


def _levels(levels: tuple[str, ...] | None) -> str:
    return "cannot be answered" if levels is None else " or ".join(levels) or "not for them"


def _summary(difference: Difference, people: TablePeople | None, vignettes: Sequence[VignetteMove] | None) -> str:
    """Return what was found, in a few sentences: whatever is not the same is in them."""
    said = [_decisions(difference)]
    if difference.left_out:
        said.append("Some people are left out of the comparison: see below.")
    if people is not None and people.moved:
        said.append(f"{people.moved:,} of {people.total:,} people of the table get another answer.")
    if vignettes:
        said.append(f"{len(vignettes):,} vignette{'s are' if len(vignettes) > 1 else ' is'} answered otherwise.")
    return " ".join(said)


def _decisions(difference: Difference) -> str:
    if difference.undecided:
        return "Not everything could be decided: see below."
    if difference.is_text_only:
        return "The same decisions for everybody: nothing but words has changed."
    if not difference.moves and not difference.services:
        return "The same decisions for everybody who can be compared. This is proved, and not a sample."
    moved = [move.share for move in difference.moves]
    known = [share for share in moved if share is not None]
    if moved and len(known) == len(moved):
        return f"{_percent(sum(known, Fraction(0)))} of combinations get another level."
    return "Some people get another level." if moved else "Everybody keeps their level; some people gain or lose a service."


def _move(move: Move) -> Item:
    below: list[Line] = [line("Or when: " if place else "When: ", region) for place, region in enumerate(move.regions or ())]
    if move.because:
        below.append(line("Through: ", *_listed(move.because)))
    below.append(line("For example: ", code(case_text(move.witness))))
    return Item(line(strong(f"{move.was or 'no level'} → {move.is_now or 'no level'}"), _of_all(move.share)), tuple(below))


def _service(move: ServiceMove) -> Item:
    words = "gained by" if move.is_added else "lost by"
    return Item(line(code(move.service), f" {words} some", _of_all(move.share)), (line("For example: ", code(case_text(move.witness))),))


def _listed(names: tuple[str, ...]) -> Line:
    return tuple(part for place, name in enumerate(names) for part in line(", " if place else "", code(name)))


def _of_all(share: Fraction | None) -> str:
    if share is None:
        return " (not counted within the budget)"
    exactly = f", exactly {share}" if len(str(share)) <= LONGEST_FRACTION else ""
    return f" ({_percent(share)} of combinations{exactly})"


def _percent(share: Fraction) -> str:
    """Return a share in words: what is not nothing is never shown as 0.

    >>> _percent(Fraction(1, 3)), _percent(Fraction(1, 10**6))
    ('33.3 %', 'less than 0.1 %')
    """
    return "less than 0.1 %" if 0 < share < Fraction(1, 1000) else f"{float(100 * share):.1f} %"
