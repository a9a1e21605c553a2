"""Whether two criteria sets agree on the facts that they share, as a document."""

from collections.abc import Iterator

from carelevel.logic.english import capital, ended, joined
from carelevel.model.frozen import FrozenDict
from carelevel.model.serialize import case_text
from carelevel.show.document import Block, Bullets, Document, Heading, Item, Line, Paragraph, Table, code, line, strong
from carelevel.verify.agree.results import Consistency, SharedPerson

HOW = (
    "Compared is the lowest level that each set leaves possible when every shared fact is known and the facts that only one set has are open. "
    "At least this level is certain, whatever the open facts turn out to be. They can still raise one answer above the other. "
    "Cases that contradict themselves are left out, and people to whom one of the sets does not apply."
)


def document(found: Consistency) -> Document:
    """Return whether two sets agree, who is treated differently if they do not, and what could not be compared."""
    blocks: list[Block] = [Heading(f"{found.one.id} {found.one.version} and {found.other.id} {found.other.version}", 1)]
    blocks.append(Paragraph(line(strong(_summary(found)))))
    blocks += [Paragraph(line(f"{'Why a difference is allowed' if found.within else 'Why none is allowed'}: {' '.join(map(ended, found.because))}"))] * bool(
        found.because
    )
    blocks.append(Paragraph(line(HOW)))
    if found.people:
        blocks += [Heading("Who is treated differently, the furthest apart first"), Bullets(tuple(_person(each, found) for each in found.people))]
    blocks += [Heading("Levels"), Table(("Level", found.one.id, found.other.id), tuple(_levels(found)))]
    facts = [(f"Shared ({len(found.facts)})", found.facts)]
    facts += [(f"Only in {version.id} ({len(names)})", names) for version, names in zip((found.one, found.other), found.alone, strict=True) if names]
    blocks += [Heading("Facts"), Bullets(tuple(Item(line(strong(words), ": ", *_listed(names))) for words, names in facts))]
    for heading, lines in (("What to know about the comparison", found.notes), ("Not decided within the allowed work", found.undecided)):
        blocks += [Heading(heading), Bullets(tuple(Item(line(ended(capital(each)))) for each in lines))] if lines else []
    return tuple(blocks)


def _summary(found: Consistency) -> str:
    allowed = "at the same level" if found.within == 0 else f"at most {_count(found.within, 'level')} apart"
    more = " Not everything could be decided: see below." if found.undecided else ""
    if found.people:
        furthest = _count(max(each.apart for each in found.people), "level")
        return f"For some people the two sets are {furthest} apart. They should be {allowed}.{more}"
    return more.strip() or f"For everyone the two sets are {allowed} on the facts that both share. This is proved, not sampled."


def _count(number: int, word: str) -> str:
    return f"{number} {word}{'s' * (number != 1)}"


def _levels(found: Consistency) -> Iterator[tuple[Line, ...]]:
    """Yield the rows of a table of the levels of both sets, the least intensive first; a level that one set alone has is in a row of its own."""
    one, other = found.titles
    for name, alone in zip((*found.levels, None), zip(_between(one, found.levels), _between(other, found.levels), strict=True), strict=True):
        yield from ((line(code(level)), line(one[level]), line("")) for level in alone[0])
        yield from ((line(code(level)), line(""), line(other[level])) for level in alone[1])
        if name is not None:
            yield line(code(name)), line(one[name]), line(other[name])


def _between(titles: FrozenDict[str, str], shared: tuple[str, ...]) -> list[list[str]]:
    """Return the levels that one set alone has: those below each shared level that are above the one before it, and those above all."""
    found: list[list[str]] = [[]]
    for level in titles:
        if level in shared:
            found.append([])
        else:
            found[-1].append(level)
    return found


def _person(each: SharedPerson, found: Consistency) -> Item:
    said = [f"at least {titles[level]} in {version.id}" for titles, level, version in zip(found.titles, each.levels, (found.one, found.other), strict=True)]
    below: list[Line] = [line("For example: ", code(case_text(each.witness)))]
    for version, titles, possible, because, disputed in zip((found.one, found.other), found.titles, each.possible, each.because, each.disputed, strict=True):
        reasons = [part for name, words in because.items() for part in line(f" {ended(words)} ", code(name))] or line(" No criterion is met.")
        below.append(line(code(version.id), f": {joined([titles[level] for level in possible], 'or')}.", *reasons))
        below += [line("As long as no more is known, facts disagree there: ", *_listed(disputed))] if disputed else []
    return Item(line(strong(capital(", and ".join(said))), f": {_count(each.apart, 'level')} apart"), tuple(below))


def _listed(names: tuple[str, ...]) -> Line:
    return tuple(part for place, name in enumerate(names) for part in line(", " if place else "", code(name)))
