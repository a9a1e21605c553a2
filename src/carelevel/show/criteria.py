"""A whole criteria set as a document that a clinician can review and sign."""

from collections.abc import Iterable, Sequence

from carelevel.conditions import AllOf, AnyOf, Condition, CountOf, Named, NoneOf
from carelevel.criteria import Criterion, Definition
from carelevel.facts import YES, AnyFact, Bands, Choice, Fact, Scale, Score, SetOf, Sum, Worst, YesNo, value_text, worse_end
from carelevel.interpret.words import count_words, joined, sentence
from carelevel.show.answer import JUDGEMENT, cited, sources
from carelevel.show.document import Block, Bullets, Document, Heading, Item, Line, Paragraph, Table, code, line, strong

HOW = (
    "The level is the highest that a met criterion requires. Where more is suggested, it is the highest suggested, unless a limit lies lower; a limit never "
    "lowers what is required. A criterion about facts that are not known is neither met nor unmet, and the answer is then a range."
)


def document(definition: Definition, digest: str) -> Document:
    """Return the levels, facts with their questions, criteria in plain English, and sources of a set."""
    return (
        *_head(definition, digest),
        *_levels(definition),
        *_criteria(definition),
        *_rules(definition),
        *_facts(definition),
        *sources(definition, {source.id for source in definition.sources}),
        *_signature(),
    )


def _head(definition: Definition, digest: str) -> list[Block]:
    start, end = definition.effective_from, definition.effective_until
    force = " ".join([*([f"In force from {start}"] if start else []), *([f"until {end}" if start else f"In force until {end}"] if end else [])])
    lines: list[Line] = [line(strong(f"{definition.id} {definition.version}"), f" {force}" if force else "")]
    if definition.population:
        lines.append(line(f"For: {definition.population}"))
    if definition.applies_when is not None:
        lines.append(line(f"They apply when {sentence(definition.applies_when)}."))
    lines += [line(HOW), line(JUDGEMENT), line(f"Digest {digest}")]
    return [Heading(definition.title, 1), *map(Paragraph, lines)]


def _levels(definition: Definition) -> list[Block]:
    rows = tuple(
        (line(level.title), line(code(level.id)), line(level.setting or ""), line("{} to {}".format(*level.hours_per_week) if level.hours_per_week else ""))
        for level in definition.levels
    )
    blocks: list[Block] = [Heading("Levels of care, least intensive first"), Table(("Level", "Id", "Setting", "Hours a week"), rows)]
    if definition.services:
        items = tuple(Item(line(f"{service.title} ", code(service.id))) for service in definition.services)
        blocks += [Heading("Services"), Bullets(items)]
    return blocks


def _criteria(definition: Definition) -> list[Block]:
    """Return the criteria by what they do, the strongest first."""
    titles = {level.id: level.title for level in definition.levels}
    order = list(titles)[::-1]
    blocks: list[Block] = []
    for effect, heading in (("requires", "What requires a level"), ("suggests", "What suggests a level"), ("limits_to", "What limits a level")):
        chosen = [criterion for criterion in definition.criteria if criterion.effect == effect]
        chosen.sort(key=lambda criterion: order.index(criterion.level or ""))
        blocks += [Heading(heading)] if chosen else []
        for level in order:
            of_level = [criterion for criterion in chosen if criterion.level == level]
            if of_level:
                blocks += [Heading(titles[level], 3), Bullets(tuple(_criterion(criterion, definition) for criterion in of_level))]
    adding = [criterion for criterion in definition.criteria if criterion.effect == "adds"]
    if adding:
        blocks += [Heading("What the care should include"), Bullets(tuple(_criterion(criterion, definition) for criterion in adding))]
    return blocks


def _criterion(criterion: Criterion, definition: Definition) -> Item:
    services = {service.id: service.title for service in definition.services}
    adds = f"Adds {joined([services[name] for name in criterion.adds])}. " if criterion.adds else ""
    head, items = outline(criterion.when)
    sources = cited(criterion.sources)
    if not items:
        return Item(line(strong(f"When {head}."), f" {adds}{criterion.because} ", code(criterion.id)), tuple(sources))
    return Item(line(strong(f"When {head}: "), code(criterion.id)), (Bullets(items), line(f"{adds}{criterion.because}"), *sources))


def outline(condition: Condition) -> tuple[str, tuple[Item, ...]]:
    """Return a condition as a clause, or as the head of a list with its parts, when it is too long to be read aloud in one breath."""
    clause = sentence(condition)
    if not isinstance(condition, AllOf | AnyOf | NoneOf | CountOf) or ("(" not in clause and len(condition.parts) <= 3):
        return clause, ()
    match condition:
        case AllOf():
            head = "all of these hold"
        case AnyOf():
            head = "at least one of these holds"
        case NoneOf():
            head = "none of these holds"
        case _:
            verb = "holds" if condition.most == 1 else "hold"
            head = f"{count_words(condition)} {verb}"
    return head, tuple(_part(part) for part in condition.parts)


def _part(condition: Condition) -> Item:
    head, items = outline(condition)
    return Item(line(f"{head}:"), (Bullets(items),)) if items else Item(line(head))


def _rules(definition: Definition) -> list[Block]:
    """Return what holds for everyone: impossible combinations, invariants, notices."""
    titles = {level.id: level.title for level in definition.levels}
    blocks: list[Block] = []
    if definition.impossible:
        shown = tuple(Item(line(f"{_sentence(item.when)} {item.because} ", code(item.id))) for item in definition.impossible)
        blocks += [Heading("What no person has"), Bullets(shown)]
    if definition.invariants:
        held = [(item, joined([titles[level] for level in item.levels], "or")) for item in definition.invariants]
        shown = tuple(Item(line(f"When {sentence(item.when)}: {levels}. {item.because or ''} ", code(item.id))) for item, levels in held)
        blocks += [Heading("What holds for everyone"), Bullets(shown)]
    if definition.notices:
        shown = tuple(Item(line(f"{item.text} (Shown unless {sentence(item.unless)}.) ", code(item.id))) for item in definition.notices)
        blocks += [Heading("What is shown beside an answer"), Bullets(shown)]
    return blocks


def _sentence(condition: Condition) -> str:
    clause = sentence(condition)
    return f"{clause[:1].upper()}{clause[1:]}."


def _facts(definition: Definition) -> list[Block]:
    blocks: list[Block] = []
    if definition.facts:
        blocks += [Heading("Facts"), Bullets(tuple(_fact(fact) for fact in definition.facts))]
    if definition.derived:
        blocks += [Heading("What follows from the facts"), Bullets(tuple(_derived(fact) for fact in definition.derived))]
    return blocks


def _fact(fact: Fact) -> Item:
    about = fact.about
    notes = [line(about.help)] if about.help else []
    values = _values(fact)
    direction = worse_end(fact)
    worse = (
        ""
        if direction is None or isinstance(fact, YesNo)
        else f"; {'higher' if isinstance(fact, Score) else 'further on'} is worse"
        if direction == "high"
        else "; lower is worse"
    )
    fixed = "" if fact.changes else "; does not change"
    notes.append(line(f"{values}{worse}{fixed}."))
    return Item(line(strong(about.title), f": {about.ask} " if about.ask else " ", code(fact.id)), (*notes, *cited(about.sources)))


def _values(fact: Fact) -> str:
    match fact:
        case Score():
            unit = f" {fact.unit}" if fact.unit else ""
            return f"{fact.low} to {fact.high}{' or more' if fact.or_more else ''}{unit}"
        case YesNo():
            said = joined([fact.about.titles.get(word, word) for word in (YES, "no")], "or")
            return f"Yes or no ({said})" if fact.about.titles else "Yes or no"
        case Scale():
            return "In this order: " + ", ".join(value_text(fact, value) for value in fact.values)
        case Choice():
            return "One of: " + ", ".join(value_text(fact, value) for value in fact.values)
        case SetOf():
            return "Any of: " + ", ".join(value_text(fact, value) for value in fact.values)


def _derived(fact: AnyFact | Named) -> Item:
    match fact:
        case Named():
            head, items = outline(fact.when)
            said = fact.about.titles.get(YES)
            name = f"{fact.about.title}, that is: {said}" if said else fact.about.title
            parts = (Bullets(items),) if items else ()
            return Item(line(strong(name), f", when {head}{':' if items else ''} ", code(fact.id)), (*parts, *cited(fact.about.sources)))
        case Sum():
            terms = joined([f"{part.times} times {part.of.about.title}" if part.times != 1 else part.of.about.title for part in fact.parts])
            what = f"the sum of {terms}, from {fact.low} to {fact.high}"
        case Worst():
            what = f"the worst of {joined([part.about.title for part in fact.parts])}"
        case Bands():
            what = f"{fact.of.about.title} in bands: " + ", ".join(f"{value_text(fact, label)} {low} to {high}" for label, low, high in fact.bands)
        case _:
            what = ""
    return Item(line(strong(fact.about.title), f": {what} ", code(fact.id)), tuple(cited(fact.about.sources)))


def _signature() -> list[Block]:
    rows: Sequence[Iterable[str]] = (("Reviewed by", ""), ("Role", ""), ("Date", ""), ("Signature", ""), ("Remarks", ""))
    return [Heading("Review"), Table(("", "To be filled in by the reviewer"), tuple(tuple(line(cell) for cell in row) for row in rows))]
