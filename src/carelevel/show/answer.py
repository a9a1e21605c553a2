"""A recommendation as a document. It opens with the truth of the range, never with a bare level that is not settled."""

from collections.abc import Collection, Iterable

from carelevel.answer import Barrier, Reason, Recommendation, SuggestedService
from carelevel.cases import check_case
from carelevel.criteria import Definition
from carelevel.interpret.words import case_words, joined, sentence
from carelevel.problems import printable
from carelevel.show.document import Block, Bullets, Document, Heading, Item, Line, Paragraph, Span, code, line, strong
from carelevel.sources import Citation

SHOWN_MISSING = 3
"""Facts named in the first sentence; the whole list stands below."""

JUDGEMENT = "This supports a clinician's judgement and does not replace it."


def document(answer: Recommendation) -> Document:
    """Return the whole answer in plain words."""
    blocks: list[Block] = [Paragraph(line(strong(headline(answer))))]
    blocks += _range(answer)
    blocks += [Paragraph(line(notice.text)) for notice in answer.shown_notices]
    blocks += _reasons(answer)
    if answer.barriers or answer.possible_barriers:
        items = [_barrier(barrier, answer) for barrier in answer.barriers] + [_possible(name, answer) for name in answer.possible_barriers]
        blocks += [Heading("What stands in the way"), Bullets(tuple(items))]
    blocks += _missing(answer)
    blocks += _services(answer)
    certain = [service for service in answer.services if service.status == "met"]
    parts: tuple[Reason | Barrier | SuggestedService, ...] = (*answer.reasons, *answer.barriers, *certain)
    named = {citation.id for part in parts for citation in part.sources}
    return (*blocks, *sources(answer.definition, named), *_basis(answer))


def headline(answer: Recommendation) -> str:
    """Return the answer in one sentence: the level when settled, else the range and what to ask."""
    if answer.applies == "unmet":
        population = answer.definition.population or "other people"
        return f"No answer: these criteria are not for this person. They are for: {population}"
    if answer.settled and answer.applies == "unknown":
        facts = joined([_fact_title(answer.definition, fact) for fact in answer.missing])
        return f"{_title(answer, answer.possible[0])} is suggested, if these criteria are for this person: ask about {facts}"
    if answer.settled:
        return f"{_title(answer, answer.possible[0])} is suggested"
    ask = [_fact_title(answer.definition, fact) for fact in answer.missing[:SHOWN_MISSING]]
    more = len(answer.missing) - len(ask)
    asked = joined([*ask, f"{more} more"]) if more > 0 else joined(ask)
    return f"{_range_words(answer)}; not settled: ask about {asked}" if ask else f"{_range_words(answer)}; not settled"


def _range_words(answer: Recommendation) -> str:
    levels = [level.id for level in answer.definition.levels]
    low, high = levels.index(answer.possible[0]), levels.index(answer.possible[-1])
    if len(answer.possible) == len(levels):
        return f"Any level from {_title(answer, levels[0])} to {_title(answer, levels[-1])}"
    if len(answer.possible) < high - low + 1:
        return joined([_title(answer, level) for level in answer.possible], "or")
    if high == len(levels) - 1:
        return f"{_title(answer, levels[low])} or more"
    return f"{_title(answer, levels[low])} to {_title(answer, levels[high])}"


def _range(answer: Recommendation) -> list[Block]:
    """Return what an unsettled answer needs beside its first sentence."""
    lines: list[Line] = []
    if answer.applies == "unknown":
        condition = answer.definition.applies_when
        assert condition is not None
        lines.append(line(f"Whether these criteria are for this person is not known yet: they are when {sentence(condition)}."))
    if answer.applies == "unmet" and answer.definition.applies_when is not None:
        lines.append(line(f"They apply when {sentence(answer.definition.applies_when)}."))
    if answer.possible and not answer.settled:
        aside = _title(answer, answer.indicated or answer.possible[0])
        possible = joined([_title(answer, level) for level in answer.possible], "or")
        lines.append(line(f"Possible: {possible}. What is known so far points to {aside}; what is unknown can change that."))
    if not answer.exact:
        lines.append(line("The exact range was not found within the budget; this one is wide enough to be safe."))
    return [Paragraph(shown) for shown in lines]


def _reasons(answer: Recommendation) -> list[Block]:
    """Return the reasons: first those that the level rests on, then those that would be content with less."""
    levels = [level.id for level in answer.definition.levels]
    level = levels.index(answer.indicated) if answer.indicated else 0
    above = [reason for reason in answer.reasons if levels.index(reason.level) >= level]
    below = [reason for reason in answer.reasons if levels.index(reason.level) < level]
    groups = (("Why", above), ("Also met, calling for less", below))
    return [block for title, group in groups if group for block in (Heading(title), Bullets(tuple(_reason(reason, answer) for reason in group)))]


def _reason(reason: Reason, answer: Recommendation) -> Item:
    verb = "Requires" if reason.effect == "requires" else "Suggests"
    notes = [_rests_on(reason, answer), *cited(reason.sources)]
    return Item(line(f"{reason.because} {verb}: ", strong(_title(answer, reason.level)), ". ", code(reason.criterion)), tuple(notes))


def _barrier(barrier: Barrier, answer: Recommendation) -> Item:
    limit = _title(answer, barrier.level)
    if barrier.lowered_from is not None and barrier.overridden:
        what = f"This would limit the level to {limit}. It lowered it from {_title(answer, barrier.lowered_from)}, and a requirement keeps it above {limit}."
    elif barrier.lowered_from is not None:
        what = f"This lowers the level from {_title(answer, barrier.lowered_from)} to {limit}. What would have to be arranged for more?"
    else:
        what = f"This would limit the level to {limit}, but a requirement overrides it. It has to be arranged or weighed all the same."
    notes = [_rests_on(barrier, answer), *cited(barrier.sources)]
    return Item(line(f"{barrier.because} {what} ", code(barrier.criterion)), tuple(notes))


def _possible(name: str, answer: Recommendation) -> Item:
    criterion = next(criterion for criterion in answer.definition.criteria if criterion.id == name)
    limit = _title(answer, criterion.level or "")
    return Item(line(f"{criterion.because} This would limit the level to {limit} if something that is still unknown suggests more. ", code(name)))


def _rests_on(part: Reason | Barrier, answer: Recommendation) -> Line:
    facts = answer.definition.by_id()
    clauses = case_words(answer.definition.facts, check_case(facts, part.evidence))
    return line(f"Rests on: {'; '.join(clauses)}.")


def _missing(answer: Recommendation) -> list[Block]:
    blocks: list[Block] = []
    if answer.missing:
        blocks += [Heading("What could still change the level"), Bullets(tuple(_question(fact, answer.definition) for fact in answer.missing))]
    if answer.missing_for_services:
        titles = [_fact_title(answer.definition, fact) for fact in answer.missing_for_services]
        blocks.append(Paragraph(line(f"What could still change the services: {joined(titles)}.")))
    return blocks


def _question(name: str, definition: Definition) -> Item:
    fact = next(fact for fact in definition.facts if fact.id == name)
    return Item(line(f"{fact.about.title}: {fact.about.ask} " if fact.about.ask else f"{fact.about.title} ", code(name)))


def _services(answer: Recommendation) -> list[Block]:
    certain = [service for service in answer.services if service.status == "met"]
    still_open = [service for service in answer.services if service.status == "open"]
    blocks: list[Block] = []
    if certain:
        blocks += [Heading("What the care should include"), Bullets(tuple(_service(service) for service in certain))]
    if still_open:
        blocks.append(Paragraph(line(f"Perhaps also, depending on what is unknown: {joined([service.title for service in still_open])}.")))
    return blocks


def _service(service: SuggestedService) -> Item:
    return Item(line(strong(service.title), f": {' '.join(service.because)} ", code(", ".join(service.criteria))), tuple(cited(service.sources)))


def cited(citations: Iterable[Citation]) -> list[Line]:
    """Return where a criterion comes from, as one line of ids; none when it cites nothing. `sources` says what the ids stand for."""
    spans: list[Span] = []
    for citation in citations:
        spans += [Span("; " if spans else "Source: "), code(citation.id), *([Span(f", {citation.at}")] if citation.at else [])]
    return [line(*spans)] if spans else []


def sources(definition: Definition, ids: Collection[str]) -> list[Block]:
    """Return a list of sources with their titles and addresses; nothing for no ids."""
    items = [
        Item(line(code(source.id), " ", Span(printable(source.title), link=source.url), f", doi:{source.doi}" if source.doi else ""))
        for source in definition.sources
        if source.id in ids
    ]
    return [Heading("Sources"), Bullets(tuple(items))] if items else []


def _basis(answer: Recommendation) -> list[Block]:
    definition = answer.definition
    effective = f", in force from {definition.effective_from}" if definition.effective_from else ""
    until = f" until {definition.effective_until}" if definition.effective_until else ""
    counted = f"Criteria: {len(answer.met)} met, {len(answer.unmet)} unmet, {len(answer.unknown)} unknown."
    return [
        Heading("Basis"),
        Paragraph(line(f"{definition.title} ({definition.id} {definition.version}{effective}{until}). {counted}")),
        *([Paragraph(line(f"For: {definition.population}"))] if definition.population else []),
        Paragraph(line(f"Digest {answer.digest}")),
        Paragraph(line(JUDGEMENT)),
    ]


def _title(answer: Recommendation, level: str) -> str:
    return next(known.title for known in answer.definition.levels if known.id == level)


def _fact_title(definition: Definition, name: str) -> str:
    return next(fact.about.title for fact in definition.facts if fact.id == name)
