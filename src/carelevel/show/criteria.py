"""A whole criteria set as a document that a clinician can review and sign."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Protocol, assert_never

from carelevel.logic.english import band_words, capital, count_words, ended, has_brackets, joined, sentence
from carelevel.model.conditions import EVERYBODY, AllOf, AnyOf, Condition, CountOf, Named, NoneOf
from carelevel.model.criteria import (
    AgreesWith,
    AppliesPart,
    Contradiction,
    CriteriaSection,
    Criterion,
    Definition,
    Documentation,
    Impossible,
    Invariant,
    Notice,
)
from carelevel.model.facts import (
    NO,
    YES,
    AnyFact,
    Award,
    Bands,
    Choice,
    Fact,
    Percent,
    Points,
    Scale,
    Score,
    SetOf,
    Sum,
    Weighted,
    Worst,
    YesNo,
    bare_text,
    factor_of,
    value_text,
    worse_end,
)
from carelevel.model.operators import EFFECTS, Effect
from carelevel.show.answer import JUDGEMENT, based_on, cited, in_force, sources
from carelevel.show.document import Block, Bullets, Document, Heading, Item, Line, Paragraph, Table, code, line, strong

LONGEST_CLAUSE = 3
"""Up to this many parts, a condition is one sentence; a longer one becomes a list."""

HOW = "The level is the highest one that a met criterion requires or suggests. A met limit lowers what is suggested, never what is required. "
HOW_RULED_OUT = "Where that level is ruled out, it is the next more intensive one that is not; no limit lowers that. "
HOW_OPEN = "While facts are not known, it may be open whether a criterion is met. The answer is then a range of levels."


class ShownCriteria(Protocol):
    """What `document` needs of a criteria set; `CriteriaSet` has it."""

    @property
    def definition(self) -> Definition:
        """Return the definition that the file contains."""

    @property
    def digest(self) -> str:
        """Return the digest of everything that a reader can see."""


def document(criteria: ShownCriteria) -> Document:
    """Return the levels, facts with their questions, criteria in plain English, and sources of a set."""
    definition = criteria.definition
    return (
        *_head(definition, criteria.digest),
        *_levels(definition),
        *_parts(definition),
        *_criteria(definition, None),
        *(block for section in definition.sections for block in _section(section, definition)),
        *_rules(definition),
        *_facts(definition),
        *sources(definition, {source.id for source in definition.sources}),
        *_changes(definition),
        *_signature(),
    )


KINDS = {"replaced": "replaced", "left_out": "left out", "added": "added"}


def _changes(definition: Definition) -> list[Block]:
    """Return what a local version changes, section by section; it goes before the review."""
    if definition.based_on is None:
        return []
    sections: dict[str, list[Line]] = {}
    for change in definition.based_on.changes:
        sections.setdefault(change.section, []).append(line(f"{KINDS[change.kind]}: ", code(change.id)))
    items = tuple(Item(line(code(section)), (Bullets(tuple(map(Item, changes))),)) for section, changes in sections.items())
    return [Heading("What is local"), Paragraph(line(f"{capital(based_on(definition.based_on))}.")), *([Bullets(items)] if items else [])]


def _mark(definition: Definition, section: str, name: str) -> Line:
    """Return the mark of a part that a local version replaces or adds; nothing for other parts."""
    changes = () if definition.based_on is None else definition.based_on.changes
    return next((line(strong(f" (local: {KINDS[each.kind]})")) for each in changes if (each.section, each.id) == (section, name)), ())


def _marked(item: Item, definition: Definition, section: str, name: str) -> Item:
    return Item((*item.line, *_mark(definition, section, name)), item.below)


def _head(definition: Definition, digest: str) -> list[Block]:
    force = in_force(definition)
    lines: list[Line] = [line(strong(f"{definition.id}, version {definition.version}"), f", {force}" if force else "")]
    if definition.population:
        lines.append(line(f"For: {definition.population}"))
    if definition.applies_parts:
        lines.append(line('These criteria apply when every part under "Who these criteria are for" is met.'))
    elif not definition.is_for_everybody:
        lines.append((*line(f"These criteria apply when {sentence(definition.applies_when)}."), *_mark(definition, "applies_when", "applies_when")))
    if definition.based_on is not None:
        lines.append(line(f"{capital(based_on(definition.based_on))}."))
    how = f"{HOW}{HOW_RULED_OUT if any(each.rules_out for each in definition.criteria) else ''}{HOW_OPEN}"
    lines += [line(how), line(JUDGEMENT), line(f"Fingerprint of the criteria: {digest}")]
    return [Heading(definition.title, 1), *map(Paragraph, lines)]


def _parts(definition: Definition) -> list[Block]:
    """Return the parts of `applies_when`; empty where it has none."""
    items = tuple(_marked(_part_of_whom(part), definition, "applies_when", part.id) for part in definition.applies_parts)
    return [Heading("Who these criteria are for"), Bullets(items)] if items else []


def _part_of_whom(part: AppliesPart) -> Item:
    refer = () if part.refer_to is None else (" Refer to: ", strong(part.refer_to), ".")
    return Item(line(f"{ended(capital(sentence(part.when)))} If not: {ended(part.because)}", *refer, " ", code(part.id)), tuple(cited(part.sources)))


def _levels(definition: Definition) -> list[Block]:
    rows = tuple(
        (
            (*line(level.title), *_mark(definition, "levels", level.id)),
            line(code(level.id)),
            line(level.setting or ""),
            line("{} to {}".format(*level.hours_per_week) if level.hours_per_week else ""),
        )
        for level in definition.levels
    )
    blocks: list[Block] = [Heading("Levels of care, least intensive first"), Table(("Level", "Id", "Setting", "Hours a week"), rows)]
    notes = tuple(Item(line(f"{level.title}. ", *note)) for level in definition.levels for note in cited(level.sources))
    blocks += [Bullets(notes)] if notes else []
    if definition.services:
        items = tuple(Item((*line(f"{each.title} ", code(each.id)), *_mark(definition, "services", each.id))) for each in definition.services)
        blocks += [Heading("Services"), Bullets(items)]
    if definition.override_reasons:
        items = tuple(Item((*line(f"{each.text} ", code(each.id)), *_mark(definition, "override_reasons", each.id))) for each in definition.override_reasons)
        blocks += [Heading("Reasons to decide otherwise"), Bullets(items)]
    return blocks


def _heading(effect: Effect) -> str | None:
    """Return the heading of the criteria with an effect on the level; None for those that add services."""
    match effect:
        case "requires":
            return "What requires a level"
        case "suggests":
            return "What suggests a level"
        case "limits_to":
            return "What limits a level"
        case "rules_out":
            return "What rules out a level"
        case "adds":
            return None
        case _:
            assert_never(effect)


def _section(section: CriteriaSection, definition: Definition) -> list[Block]:
    """Return a section under a heading: when it applies, said once, its criteria, and what is suggested otherwise."""
    head, items = outline(section.when)
    mark = _mark(definition, "sections", section.id)
    blocks: list[Block] = [Heading(f"Section: {section.title}")]
    if items:
        blocks += [Paragraph((*line(strong(f"Applies when {head}:"), " ", code(section.id)), *mark)), Bullets(items)]
    else:
        blocks.append(Paragraph((*line(strong(f"Applies when {head}."), " ", code(section.id)), *mark)))
    blocks += [Paragraph(each) for each in cited(section.sources)]
    blocks += _criteria(definition, section)
    for criterion in definition.criteria:
        if criterion.id == section.otherwise:
            level = next(each.title for each in definition.levels if each.id == criterion.level)
            said = line(strong(f"When none of these requires or suggests a level: {level}."), f" {ended(criterion.because)} ", code(criterion.id))
            item = _marked(Item(said, tuple(cited(criterion.sources))), definition, "criteria", criterion.id)
            blocks += [Heading("Otherwise", 3), Bullets((item,))]
    return blocks


def _criteria(definition: Definition, section: CriteriaSection | None) -> list[Block]:
    """Return the criteria of a section, or those outside of sections, by their effect, the strongest effect first."""
    name, quiet = (None, None) if section is None else (section.id, section.otherwise)
    criteria = [criterion for criterion in definition.criteria if criterion.section == name and criterion.id != quiet]
    titles = {level.id: level.title for level in definition.levels}
    order = list(titles)[::-1]
    blocks: list[Block] = []
    below = 0 if section is None else 1
    for effect in EFFECTS:
        heading = _heading(effect)
        if heading is None:
            continue
        chosen = [criterion for criterion in criteria if criterion.effect == effect]
        chosen.sort(key=lambda criterion: order.index(criterion.level or ""))
        blocks += [Heading(heading, 2 + below)] if chosen else []
        for level in order:
            of_level = [criterion for criterion in chosen if level in (criterion.rules_out or (criterion.level,))]
            if of_level:
                blocks += [Heading(titles[level], 3 + below), Bullets(tuple(_criterion(criterion, definition) for criterion in of_level))]
    adding = [criterion for criterion in criteria if criterion.effect == "adds"]
    if adding:
        blocks += [Heading("What the care should include", 2 + below), Bullets(tuple(_criterion(criterion, definition) for criterion in adding))]
    return blocks


def _criterion(criterion: Criterion, definition: Definition) -> Item:
    services = {service.id: service.title for service in definition.services}
    adds = f"Adds {joined([services[name] for name in criterion.adds])}. " if criterion.adds else ""
    return _marked(_when(criterion, f"{adds}{ended(criterion.because)}"), definition, "criteria", criterion.id)


def _when(rule: Criterion | Invariant | Contradiction, said: str) -> Item:
    """Return a rule: its condition, in one line or as a list, and what follows when it is met."""
    head, items = outline(rule.own if isinstance(rule, Criterion) else rule.when)
    if not items:
        return Item(line(strong(f"When {head}:"), f" {said} ", code(rule.id)), tuple(cited(rule.sources)))
    return Item(line(strong(f"When {head}:"), " ", code(rule.id)), (Bullets(items), line(said), *cited(rule.sources)))


def outline(condition: Condition) -> tuple[str, tuple[Item, ...]]:
    """Return a condition as one clause, or a long one as the head of a list and its parts."""
    if not has_brackets(condition) or not isinstance(condition, AllOf | AnyOf | NoneOf | CountOf):
        return sentence(condition), ()
    if len(condition.parts) <= LONGEST_CLAUSE and not any(map(has_brackets, condition.parts)):
        return sentence(condition), ()
    match condition:
        case AllOf():
            head = "all of these hold"
        case AnyOf():
            head = "at least one of these holds"
        case NoneOf():
            head = "none of these holds"
        case _:
            count = count_words(condition)
            head = f"{count} {'holds' if ' 1 of' in count else 'hold'}"
    return head, tuple(_part(part) for part in condition.parts)


def _part(condition: Condition) -> Item:
    head, items = outline(condition)
    return Item(line(f"{head}:"), (Bullets(items),)) if items else Item(line(head))


def _rules(definition: Definition) -> list[Block]:
    """Return what holds for everyone: impossible combinations, contradictions, invariants, notices, documentation."""
    blocks: list[Block] = []
    if definition.impossible:
        rules = [(_rule(f"{capital(sentence(item.when))}. {ended(item.because)}", item), item) for item in definition.impossible]
        blocks += [Heading("What is impossible"), Bullets(tuple(_marked(shown, definition, "impossible", item.id) for shown, item in rules))]
    if definition.contradictions:
        titles = {fact.id: fact.about.title for fact in definition.facts}
        blocks += [Heading("What cannot be recorded together"), Bullets(tuple(_contradiction(item, titles, definition) for item in definition.contradictions))]
    if definition.invariants:
        blocks += [Heading("What holds for everyone"), Bullets(tuple(_invariant(item, definition) for item in definition.invariants))]
    if definition.notices:
        notices = [(_rule(f"{ended(item.text)} (Shown unless {sentence(item.unless)}.)", item), item) for item in definition.notices]
        blocks += [Heading("Notices shown with an answer"), Bullets(tuple(_marked(shown, definition, "notices", item.id) for shown, item in notices))]
    if definition.documentation:
        documents = tuple(_marked(_documentation(item, definition), definition, "documentation", item.id) for item in definition.documentation)
        blocks += [Heading("Documentation"), Paragraph(line("Shown with an answer; it never changes the level.")), Bullets(documents)]
    if definition.agrees_with:
        sets = tuple(_marked(_agreeing(item), definition, "agrees_with", item.id) for item in definition.agrees_with)
        blocks += [Heading("Other criteria for the same people"), Bullets(sets)]
    return blocks


def _agreeing(item: AgreesWith) -> Item:
    apart = "the same level" if item.within == 0 else f"at most {item.within} level{'s' * (item.within > 1)} apart"
    return Item(line(code(item.id), f": {apart} on the facts that both share. {ended(item.because)}"))


def _documentation(item: Documentation, definition: Definition) -> Item:
    when = "" if item.when == EVERYBODY else f", when {sentence(item.when)}"
    return _rule(f"{_allowed(item.levels, definition)}{when}: {ended(item.because)} {ended(f'It takes: {sentence(item.needs)}')}", item)


def _contradiction(item: Contradiction, titles: Mapping[str, str], definition: Definition) -> Item:
    disputed = joined([titles[name] for name in item.disputed])
    counts = f"{disputed} {'counts' if len(item.disputed) == 1 else 'count'} as unknown"
    shown = _when(item, f"{ended(item.because)} {ended(capital(f'{counts}, unless {sentence(item.unless)}'))}")
    return _marked(shown, definition, "contradictions", item.id)


def _invariant(invariant: Invariant, definition: Definition) -> Item:
    because = f" {ended(invariant.because)}" if invariant.because else ""
    return _marked(_when(invariant, f"{_claims(invariant, definition)}.{because}"), definition, "invariants", invariant.id)


def _claims(invariant: Invariant, definition: Definition) -> str:
    """Return what an invariant claims: "the level is …", "what is required is …", "care includes …"."""
    services = {service.id: service.title for service in definition.services}
    claims = [f"the level is {_allowed(invariant.levels, definition)}"] if len(invariant.levels) < len(definition.levels) else []
    claims += [f"what is required is {_allowed(invariant.required, definition)}"] if invariant.required else []
    claims += [f"care includes {joined([services[name] for name in invariant.services])}"] if invariant.services else []
    whom = f"where the level is {_allowed(invariant.with_levels, definition)}, " if invariant.with_levels else ""
    return capital(f"{whom}{joined(claims)}")


def _allowed(levels: Sequence[str], definition: Definition) -> str:
    """Return some levels in words: `Residential treatment or more`."""
    titles = {level.id: level.title for level in definition.levels}
    order = list(titles)
    if len(order) > 2 and 1 < len(levels) < len(order):
        if tuple(levels) == tuple(order[-len(levels) :]):
            return f"{titles[levels[0]]} or more"
        if tuple(levels) == tuple(order[: len(levels)]):
            return f"{titles[levels[-1]]} or less"
    return joined([titles[level] for level in levels], "or")


def _rule(said: str, rule: Impossible | Notice | Documentation) -> Item:
    return Item(line(f"{said} ", code(rule.id)), tuple(cited(rule.sources)))


def _facts(definition: Definition) -> list[Block]:
    blocks: list[Block] = []
    if definition.facts:
        blocks += [Heading("Facts"), Bullets(tuple(_marked(_fact(fact, definition), definition, "facts", fact.id) for fact in definition.facts))]
    if definition.derived:
        blocks += [
            Heading("What is worked out from the facts"),
            Bullets(tuple(_marked(_derived(fact), definition, "derived", fact.id) for fact in definition.derived)),
        ]
    return blocks


def _fact(fact: Fact, definition: Definition) -> Item:
    about = fact.about
    gate = definition.asked_when.get(fact.id)
    notes = [line(about.help)] if about.help else []
    fixed = "" if fact.changes else "; does not change"
    notes.append(line(f"{_values(fact)}{_worse(fact)}{fixed}."))
    notes += [] if gate is None else [line(f"Asked when {sentence(gate)}.")]
    return Item(line(strong(capital(about.title)), f": {about.ask} " if about.ask else " ", code(fact.id)), (*notes, *cited(about.sources)))


def _worse(fact: Fact) -> str:
    match fact, worse_end(fact):
        case YesNo(), "high" | "low":
            return f"; {fact.worse} is worse"
        case Score(), "high" | "low" as end:
            return f"; {'higher' if end == 'high' else 'lower'} is worse"
        case _, "high" | "low" as end:
            return f"; the {'last' if end == 'high' else 'first'} is the worst"
        case _:
            return ""


def _values(fact: Fact) -> str:
    match fact:
        case Score():
            unit = f" {fact.unit}" if fact.unit else ""
            steps = "" if fact.step is None else f", in steps of {fact.step}"
            never = ", or never" if fact.or_never else ""
            return f"{bare_text(fact, fact.low)} to {bare_text(fact, fact.high)}{unit}{' or more' if fact.or_more else ''}{never}{steps}"
        case YesNo():
            said = "; ".join(f"{word}: {fact.about.titles[word]}" for word in (YES, NO) if word in fact.about.titles)
            return f"Yes or no ({said})" if said else "Yes or no"
        case Scale():
            return f"In this order: {_listed(fact)}"
        case Choice():
            return f"One of: {_listed(fact)}"
        case SetOf():
            return f"Any of: {_listed(fact)}"


def _listed(fact: Scale | Choice | SetOf) -> str:
    words = [value_text(fact, value) for value in fact.values]
    return ("; " if any("," in word for word in words) else ", ").join(words)


def _derived(fact: AnyFact | Named) -> Item:
    match fact:
        case Named():
            head, items = outline(fact.when)
            said = f" ({fact.about.titles[YES]})" if YES in fact.about.titles else ""
            parts = (Bullets(items),) if items else ()
            title = strong(capital(fact.about.title))
            return Item(line(title, f"{said}, when {head}{':' if items else ''} ", code(fact.id)), (*parts, *_notes(fact)))
        case Sum():
            what = f"{_sum(fact)}, from {bare_text(fact, fact.low)} to {bare_text(fact, fact.high)}{' or more' if fact.or_more else ''}"
        case Points():
            head = f": points for each of these that holds, from {bare_text(fact, fact.low)} to {bare_text(fact, fact.high)} "
            awards = Bullets(tuple(_award(fact, award) for award in fact.awards))
            return Item(line(strong(capital(fact.about.title)), head, code(fact.id)), (awards, *_notes(fact)))
        case Percent():
            what = f"{fact.of.about.title} in percent of {fact.to.about.title}"
        case Worst():
            what = f"the worst of {joined([part.about.title for part in fact.parts])}"
        case Bands():
            bands = (f"{value_text(fact, label)} {band_words(fact.of, low, high)}" for label, low, high in fact.bands)
            what = f"{fact.of.about.title} in bands: {', '.join(bands)}"
        case _:
            what = ""
    return Item(line(strong(capital(fact.about.title)), f": {what} ", code(fact.id)), _notes(fact))


def _award(fact: Points, award: Award) -> Item:
    """Return the points of a condition: `2: respiration rate is 21 or more`."""
    head, items = outline(award.when)
    said = line(strong(f"{bare_text(fact, award.points)}:"), f" {head}{':' if items else ''}")
    return Item(said, (Bullets(items),) if items else ())


def _notes(fact: AnyFact | Named) -> tuple[Line, ...]:
    """Return the help text of a derived fact and its sources."""
    return (*((line(fact.about.help),) if fact.about.help else ()), *cited(fact.about.sources))


def _sum(fact: Sum) -> str:
    """Return a sum in words: `PHQ-9 total now minus PHQ-9 total at the start`."""
    added, taken = ([_term(part, factor_of(fact, part)) for part in fact.parts if (part.times > 0) is sign] for sign in (True, False))
    plus = f"the sum of {joined(added)}" if len(added) > 1 else "".join(added)
    return " minus ".join([plus or "0", *taken])


def _term(part: Weighted, factor: int) -> str:
    times = abs(factor)
    return f"{times} times {part.of.about.title}" if times > 1 else part.of.about.title


def _signature() -> list[Block]:
    rows: Sequence[Iterable[str]] = (("Reviewed by", ""), ("Role", ""), ("Date", ""), ("Signature", ""), ("Remarks", ""))
    return [Heading("Review"), Table(("", "To be filled in by the reviewer"), tuple(tuple(line(cell) for cell in row) for row in rows))]
