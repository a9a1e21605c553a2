"""The result of replaying records, as a document."""

from collections.abc import Iterator

from carelevel.logic.english import capital
from carelevel.records.agreement import CriterionAgreement
from carelevel.records.replaying import Replay, ReplayDifference, ReplayTurn
from carelevel.show.answer import VERBS
from carelevel.show.document import Block, Bullets, Document, Heading, Item, Line, Paragraph, Table, code, line, strong
from carelevel.show.section import STATUS

MOST_SHOWN = 50
"""How many differences are shown one by one; JSON has more."""


def document(found: Replay) -> Document:
    """Return the result of replaying records in plain words."""
    return (
        Paragraph(line(strong(_headline(found)))),
        Paragraph(line(_run_with(found))),
        *(Paragraph(line(f"{capital(each)}.")) for each in found.notes),
        *_differences(found),
        *_agreement(found),
    )


def _headline(found: Replay) -> str:
    if found.different:
        return f"{found.different:,} of {found.same + found.different:,} answers differ now"
    return f"None of {found.same:,} answers differs now" if found.same else "No record could be run again"


def _run_with(found: Replay) -> str:
    without = f" {found.without_facts:,} could not be run, because not all of their facts were kept." if found.without_facts else ""
    criteria = found.criteria
    return f"{found.records:,} record{'s' * (found.records != 1)}, run with {criteria['id']} {criteria['version']} by carelevel {found.carelevel}.{without}"


def _differences(found: Replay) -> Iterator[Block]:
    if found.turned:
        rows = tuple((line(code(turn.criterion)), line(_turned(turn)), line(f"{count:,}")) for turn, count in found.turned)
        yield Heading("Criteria that came out differently")
        yield Table(("Criterion", "Then and now", "Records"), rows)
    if found.differences:
        yield Heading("Answers that differ")
        yield Bullets(tuple(_difference(each, found.carelevel) for each in found.differences[:MOST_SHOWN]))
        more = found.different - MOST_SHOWN
        if more > 0:
            yield Paragraph(line(f"And {more:,} more."))


def _turned(turn: ReplayTurn) -> str:
    was, is_now = (STATUS.get(said, said) if said else "not among the criteria" for said in (turn.was, turn.is_now))
    return f"{was}, now {is_now}"


def _difference(each: ReplayDifference, version: str) -> Item:
    below: list[Line] = [line(f"{name.replace('_', ' ')}: {_value(each.was[name])}; now {_value(each.is_now[name])}") for name in _told(each)]
    below += [line(code(turn.criterion), f": {_turned(turn)}") for turn in each.turns]
    below += [line(f"These criteria cannot answer it: {problem}") for problem in each.problems]
    if not each.turns and not each.problems:
        below.append(line("Every criterion came out the same. Missing facts, notices or the way the program combines criteria differ."))
    if each.recorded_with != version:
        below.append(line(f"It was answered by carelevel {each.recorded_with}."))
    reference = f" ({each.reference})" if each.reference else ""
    return Item(line(strong(f"{each.at}{reference}")), tuple(below))


def _told(each: ReplayDifference) -> list[str]:
    """Return the parts of the answer that differ, without the criteria, which are listed separately."""
    return [name for name in each.was if name in {"level", "lowest", "highest", "possible", "indicated", "raised_from", "applies", "whom", "services"}]


def _value(value: object) -> str:
    match value:
        case None:
            return "none"
        case tuple():
            return ", ".join(map(_value, value)) or "none"
        case dict():
            return " ".join(map(str, value.values()))
        case _:
            return str(value)


def _agreement(found: Replay) -> Iterator[Block]:
    if not found.agreement:
        return
    yield Heading("What clinicians decided where a criterion was met")
    header = (
        "Criterion",
        "Says",
        "Decisions",
        "Accepted",
        "Chosen from a range",
        "Overridden, more intensive",
        "Overridden, less intensive",
        "Why overridden",
    )
    yield Table(header, tuple(map(_row, found.agreement)))
    yield Paragraph(line("A criterion that is often overridden may be wrong, or right but hard to follow. The reasons for overriding it help to tell."))


def _row(each: CriterionAgreement) -> tuple[Line, ...]:
    says = f"{VERBS[each.effect].lower()} {each.level or 'services'}"
    counts = (each.decided, each.accepted, each.chosen, each.overridden_up, each.overridden_down)
    reasons = "; ".join(f"{reason}: {count}" for reason, count in each.reasons)
    return line(code(each.criterion)), line(says), *(line(f"{count:,}") for count in counts), line(reasons)
