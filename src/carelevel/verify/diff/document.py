"""What a new version of criteria changes, as a document."""

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction

from carelevel.logic.english import capital
from carelevel.model.serialize import case_text
from carelevel.show.document import Block, Bullets, Document, Heading, Item, Line, Paragraph, Table, code, line, strong
from carelevel.verify.diff.results import Difference, Move, ServiceMove, TablePeople, Turned
from carelevel.verify.diff.vignettes import VignetteMove

_HOW = {"met by others": "is met in other cases than before", "says something else": "says something else in the same cases"}

_DISPUTES = {"met by others": "applies in other cases than before", "says something else": "disputes other facts than before"}

_REFERS = {"met by others": "is met in other cases than before", "says something else": "refers to something else than before"}
_PAPERS = {"met by others": "is needed, or there, in other cases than before"}

SPACE = (
    "A share is of all possible cases, each counted once, not of patients: most possible cases are rare. "
    "To see how many of your own people change level, pass a table with `--cohort`."
)

SMALLEST_HEADLINE = Fraction(1, 1000)
"""A smaller share tells a reader nothing, so it is not the headline."""


def document(difference: Difference, people: TablePeople | None = None, vignettes: Sequence[VignetteMove] | None = None) -> Document:
    """Return who changes level between two versions, because of which criteria, and what could not be compared.

    Args:
        difference: the difference over all possible cases.
        people: how many people in a table change; None without a table.
        vignettes: the vignettes with a different answer; None when they were not asked for.
    """
    old, new = difference.old, difference.new
    title = f"{old.id} {old.version} → {new.id} {new.version}" if old.id != new.id else f"{new.id}: {old.version} → {new.version}"
    blocks: list[Block] = [Heading(title, 1), Paragraph(line(strong(_summary(difference, people, vignettes))))]
    if difference.moves:
        blocks += [Heading("Who moves to another level"), Bullets(tuple(_move(move, difference.titles) for move in difference.moves)), Paragraph(line(SPACE))]
    if difference.services:
        blocks += [Heading("Who gains or loses a service"), Bullets(tuple(_service(move, difference.titles) for move in difference.services))]
    if difference.turned:
        blocks += [Heading("Criteria that changed"), Bullets(tuple(_criteria(difference.turned)))]
    if difference.contradictions:
        items = tuple(Item(line(code(turned.criterion), f": {_DISPUTES.get(turned.how, turned.how)}")) for turned in difference.contradictions)
        blocks += [Heading("Contradictions that changed"), Bullets(items)]
    if difference.parts:
        items = tuple(Item(line(code(turned.criterion), f": {_REFERS.get(turned.how, turned.how)}")) for turned in difference.parts)
        blocks += [Heading("Parts of `applies_when` that changed"), Bullets(items)]
    if difference.documentation:
        items = tuple(Item(line(code(turned.criterion), f": {_PAPERS.get(turned.how, turned.how)}")) for turned in difference.documentation)
        blocks += [Heading("Documentation that changed"), Bullets(items)]
    if difference.asked_when:
        items = tuple(Item(line(code(turned.criterion))) for turned in difference.asked_when)
        blocks += [Heading("Facts that are asked in other cases than before"), Bullets(items)]
    for heading, lines in (("What is not in both versions", difference.notes), ("Not decided within the allowed work", difference.undecided)):
        blocks += [Heading(heading), Bullets(tuple(Item(line(capital(each))) for each in lines))] if lines else []
    return (*blocks, *(() if people is None else people_document(people)), *(() if vignettes is None else vignettes_document(vignettes)))


def people_document(people: TablePeople) -> Document:
    """Return how many people in a table have each pair of levels."""
    rows = tuple((line(was or "not settled"), line(is_now or "not settled"), line(f"{count:,}")) for (was, is_now), count in people.levels.items())
    notes: Document = (Bullets(tuple(Item(line(capital(each))) for each in people.notes)),) if people.notes else ()
    return (
        Heading("People in the table"),
        Paragraph(line(f"{people.moved:,} of {people.total:,} get another answer: another level, or another range of levels.")),
        Table(("Before", "Now", "People"), rows),
        *notes,
    )


def vignettes_document(told: Sequence[VignetteMove]) -> Document:
    """Return which vignettes get a different answer."""
    if not told:
        return Heading("Vignettes"), Paragraph(line("Every vignette has the same possible levels in both versions."))
    rows = tuple((line(code(each.vignette), f": {each.title}"), line(_levels(each.was)), line(_levels(each.is_now))) for each in told)
    notes = tuple(Item(line(code(each.vignette), f": {each.why}")) for each in told if each.why is not None)
    blocks: list[Block] = [Heading("Vignettes with a different answer"), Table(("Vignette", "Before", "Now"), rows, has_row_headers=True)]
    return (*blocks, *([Bullets(notes)] if notes else []))


def _levels(levels: tuple[str, ...] | None) -> str:
    return "cannot be answered" if levels is None else " or ".join(levels) or "criteria do not apply"


def _summary(difference: Difference, people: TablePeople | None, vignettes: Sequence[VignetteMove] | None) -> str:
    """Return the result in a few sentences; every kind of difference is mentioned."""
    said = [_decisions(difference)]
    if difference.left_out:
        said.append("Some people are left out of the comparison: see below.")
    if people is not None and people.moved:
        said.append(f"{people.moved:,} of {people.total:,} people in the table get another answer.")
    if vignettes:
        said.append(f"{len(vignettes):,} vignette{'s get' if len(vignettes) > 1 else ' gets'} a different answer.")
    return " ".join(said)


def _decisions(difference: Difference) -> str:
    if difference.undecided:
        return "Not everything could be decided: see below."
    if difference.is_text_only:
        return "The same decisions for everyone: only text has changed."
    if not difference.moves and not difference.services:
        return "The same decisions for everyone who can be compared. This is proved, not sampled."
    moved = [move.share for move in difference.moves]
    known = [share for share in moved if share is not None]
    if len(known) == len(moved) and sum(known, Fraction(0)) >= SMALLEST_HEADLINE:
        return f"{_percent(sum(known, Fraction(0)))} of all possible cases get another level."
    return "Some people get another level." if moved else "Everyone keeps their level; some people gain or lose a service."


def _move(move: Move, titles: Mapping[str, str]) -> Item:
    was, is_now = ("criteria do not apply" if level is None else titles.get(level, level) for level in (move.was, move.is_now))
    below: list[Line] = [line("Or when: " if place else "When: ", region) for place, region in enumerate(move.regions or ())]
    if move.because:
        below.append(line("Because of: ", *_listed(move.because)))
    below += [line("For example: ", code(case_text(move.witness))), line(_of_all(move.share))]
    return Item(line(strong(f"{was} → {is_now}")), tuple(below))


def _criteria(changed: Sequence[Turned]) -> Iterator[Item]:
    """Yield the criteria that changed; those that differ through the same sections and named conditions together."""
    together: dict[tuple[str, ...], list[str]] = {}
    for turned in changed:
        if turned.through:
            together.setdefault(turned.through, []).append(turned.criterion)
        else:
            yield Item(line(code(turned.criterion), f": {_HOW.get(turned.how, turned.how)}"))
    for through, names in together.items():
        said = "is met in other cases than before, and so" if len(through) == 1 else "are met in other cases than before, and so"
        yield Item(line(*_listed(through), f": {said} {'is' if len(names) == 1 else 'are'} ", *_listed(tuple(names))))


def _service(move: ServiceMove, titles: Mapping[str, str]) -> Item:
    words = "added for some people" if move.is_added else "no longer included for some people"
    below = (line("For example: ", code(case_text(move.witness))), line(_of_all(move.share)))
    return Item(line(strong(titles.get(move.service, move.service)), " ", code(move.service), f": {words}"), below)


def _listed(names: tuple[str, ...]) -> Line:
    return tuple(part for place, name in enumerate(names) for part in line(", " if place else "", code(name)))


def _of_all(share: Fraction | None) -> str:
    if share is None:
        return "Share: not counted within the allowed work."
    return f"Share: {_percent(share)} of all possible cases."


def _percent(share: Fraction) -> str:
    """Return a share in words; a share above 0 is never shown as 0.

    >>> _percent(Fraction(1, 3)), _percent(Fraction(1, 10**6))
    ('33.3 %', 'less than 0.1 %')
    """
    return "less than 0.1 %" if 0 < share < SMALLEST_HEADLINE else f"{float(100 * share):.1f} %"
