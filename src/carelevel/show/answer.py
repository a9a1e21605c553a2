"""A recommendation as a document. It opens with the range, never with a single level that is not settled."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, assert_never

from carelevel.answers.results import (
    Barrier,
    Decision,
    Documented,
    Joint,
    JointBarrier,
    Reason,
    Recommendation,
    RuledOut,
    StandingContradiction,
    SuggestedService,
    WhomPart,
)
from carelevel.logic.documentation import DocumentationStatus
from carelevel.logic.english import capital, case_words, ended, joined, sentence
from carelevel.logic.levels import rules_out
from carelevel.model.cases import Case, check_case, knows
from carelevel.model.criteria import BasedOn, Criterion, Definition
from carelevel.model.facts import Fact, YesNo
from carelevel.model.frozen import FrozenDict, record
from carelevel.model.operators import EFFECTS, Effect
from carelevel.model.sources import Citation
from carelevel.show.document import Block, Bullets, Document, Heading, Item, Ladder, Line, Paragraph, Rung, TextRun, code, line, strong
from carelevel.show.whom import not_for_them

if TYPE_CHECKING:
    from carelevel.answers.explain.counterfactuals import Changes
    from carelevel.answers.explain.why import Why
    from carelevel.answers.explain.why_not import WhyNot
    from carelevel.model.programs import Programs

SHOWN_MISSING = 3
"""How many facts the first sentence names. The whole list follows below it."""

JUDGEMENT = "This supports a clinician's judgment and does not replace it."


def document(answer: Recommendation | Decision) -> Document:
    """Return an answer in plain words; a fast answer has only ids."""
    return _fast(answer) if isinstance(answer, Decision) else _whole(answer)


def _fast(answer: Decision) -> Document:
    if answer.lowest is None:
        return Paragraph(line(strong("These criteria are not for this person"))), Paragraph(line(JUDGEMENT))
    said = answer.lowest if answer.lowest == answer.highest else f"{answer.lowest} to {answer.highest}, not settled"
    blocks: list[Block] = [Paragraph(line(strong(f"Level: {said}")))]
    if answer.applies == "unknown":
        blocks.append(Paragraph(line("It is not known yet whether these criteria are for this person.")))
    named = {"Contradictions": answer.contradictions, "Met": answer.met, "Not met": answer.unmet, "Not known": answer.unknown}
    blocks.append(Bullets(tuple(Item(line(f"{what} ({len(ids)}): {', '.join(ids)}")) for what, ids in named.items() if ids)))
    fast = line(
        "This is the fast answer. Its range is certain, but may be wider than the exact one. ", code("recommend"), " gives the exact range and the reasons."
    )
    return (*blocks, Paragraph(fast), Paragraph(line(JUDGEMENT)))


def _whole(answer: Recommendation) -> Document:
    blocks: list[Block] = [*contradictions(answer), Paragraph(line(strong(headline(answer)))), *ladder(answer)]
    blocks += _range(answer)
    blocks += [Paragraph(line(notice.text)) for notice in answer.shown_notices]
    blocks += _reasons(answer)
    blocks += _ruled_out(answer)
    blocks += _barriers(answer)
    blocks += _missing(answer)
    blocks += _missing_for_contradictions(answer)
    blocks += _services(answer)
    blocks += documentation(answer)
    certain = [service for service in answer.services if service.status == "met"]
    joint = [part for part in (answer.joint, None if answer.joint_barrier is None else answer.joint_barrier.joint) if part is not None]
    parts: tuple[Reason | Joint | Barrier | RuledOut | Criterion | SuggestedService | StandingContradiction | WhomPart | Documented, ...] = (
        *answer.reasons,
        *joint,
        *answer.barriers,
        *_possible_barriers(answer),
        *answer.ruled_out,
        *certain,
        *answer.contradictions,
        *(part for part in answer.whom if part.evidence is not None),
        *answer.documentation,
    )
    named = {citation.id for part in parts for citation in part.sources}
    return (*blocks, *sources(answer.definition, named), *_basis(answer))


def contradictions(answer: Recommendation) -> list[Block]:
    """Return the contradictions in the record and how to resolve each; empty when there are none."""
    return disputed(answer.contradictions, answer.definition, answer.case)


def disputed(found: Sequence[StandingContradiction], definition: Definition, case: Case) -> list[Block]:
    """Return contradictions as a list, each with the facts to record; empty when there are none."""
    items = tuple(_contradiction(each, definition, case) for each in found)
    return [Paragraph(line(strong("The record contradicts itself"))), Bullets(items)] if items else []


def _contradiction(each: StandingContradiction, definition: Definition, case: Case) -> Item:
    disputed = joined([fact_title(definition, name) for name in each.disputed])
    known = [fact for fact in definition.facts if fact.id in each.disputed]
    recorded = "; ".join(case_words(known, case))
    counts = (
        f"Until this is resolved, {disputed} {'counts' if len(each.disputed) == 1 else 'count'} as unknown{f' (recorded: {recorded})' if recorded else ''}."
    )
    record = joined([fact_title(definition, name) for name in each.record])
    return Item(line(f"{ended(each.because)} {counts} To resolve it, record: ", strong(record), ". ", code(each.id)), tuple(cited(each.sources)))


def ladder(answer: Recommendation) -> tuple[Ladder, ...]:
    """Return the levels with the possible ones marked; empty when the criteria do not apply."""
    if not answer.possible:
        return ()
    # A single possible level needs no arrow, and without a reason there is nothing to point to.
    pointed = answer.indicated if (answer.reasons or answer.joint) and len(answer.possible) > 1 else None
    return (Ladder(tuple(Rung(level.title, level.id in answer.possible, level.id == pointed) for level in answer.definition.levels)),)


def headline(answer: Recommendation, *, with_reason: bool = True) -> str:
    """Return the answer in one sentence: the level when settled, with what is indicated where a limit lowers it; else the range and what to ask.

    Args:
        answer: the answer.
        with_reason: whether to say why a limit lowers the level; without it the sentence stands beside another answer, with its barriers below.
    """
    if answer.applies == "unmet":
        return not_for_them(answer, "No answer: these criteria are not for this person")
    lowered = _lowered(answer)
    if answer.settled:
        level = level_title(answer.definition, answer.possible[0])
        if lowered is None:
            return f"{level} is suggested"
        if not with_reason:
            return f"{lowered.indicated} is indicated, limited to {level}"
        return f"{lowered.indicated} is indicated; {level} is what can be taken up now, {lowered.because}"
    so_far = "" if lowered is None else f". So far, {lowered.indicated} is indicated, limited to {lowered.to}"
    return f"{_open_headline(answer)}{so_far}{f', {lowered.because}' if lowered is not None and with_reason else ''}"


def _open_headline(answer: Recommendation) -> str:
    """Return the first sentence of an answer that is not settled."""
    if len(answer.possible) == 1:
        facts = [fact_title(answer.definition, fact) for fact in answer.missing]
        return f"{level_title(answer.definition, answer.possible[0])}, if these criteria are for this person: {joined(facts)} {_is_not_known(facts)}"
    ask = [fact_title(answer.definition, fact) for fact in answer.missing[:SHOWN_MISSING]]
    more = len(answer.missing) - len(ask)
    asked = joined([*ask, f"{more} more"]) if more > 0 else joined(ask)
    why = f"ask about {asked}" if ask else "the record contradicts itself" if answer.contradictions else None
    return f"{range_words(answer)}; not settled{f': {why}' if why else ''}"


@record
class _Lowered:
    """What limits do to the level that is indicated without them, in words."""

    indicated: str
    to: str
    because: str


def _lowered(answer: Recommendation) -> _Lowered | None:
    """Return how limits lower the level; None when none does, or only so far as a requirement or what is ruled out makes up for."""
    definition = answer.definition
    joint = answer.joint_barrier
    found = [(joint.joint.level, joint.lowered_from)] if joint is not None else [(each.level, each.lowered_from) for each in answer.barriers]
    if not found or found[0][1] is None:
        return None
    limit, suggested = found[0][0], found[0][1]
    ruled_out = {definition.rank(level) for each in answer.ruled_out for level in each.levels}
    indicated = next(rank for rank in range(definition.rank(suggested), len(definition.levels)) if rank not in ruled_out)
    lowest = max(definition.rank(limit), definition.rank(answer.possible[0]))
    if lowest >= indicated:
        return None
    reasons = list(joint.joint.because) if joint is not None else [each.because for each in answer.barriers if each.level == limit]
    of = "of a limit" if len(reasons) == 1 else "of one of these limits" if joint is not None else "of these limits"
    said = "; ".join(reason.removesuffix(".") for reason in reasons)
    return _Lowered(definition.levels[indicated].title, definition.levels[lowest].title, f"because {of}: {said}")


def _is_not_known(facts: Collection[str]) -> str:
    return "is not known" if len(facts) == 1 else "are not known"


def range_words(answer: Recommendation) -> str:
    """Return the possible levels in words: one level, a run of them, or all."""
    levels = [level.id for level in answer.definition.levels]
    low, high = levels.index(answer.possible[0]), levels.index(answer.possible[-1])
    if low == high:
        return level_title(answer.definition, levels[low])
    if len(answer.possible) == len(levels) > 2:
        return f"Any level from {level_title(answer.definition, levels[0])} to {level_title(answer.definition, levels[-1])}"
    if len(answer.possible) < high - low + 1 or len(levels) == 2:
        return joined([level_title(answer.definition, level) for level in answer.possible], "or")
    if high == len(levels) - 1:
        return f"{level_title(answer.definition, levels[low])} or more"
    return f"{level_title(answer.definition, levels[low])} {'or' if high == low + 1 else 'to'} {level_title(answer.definition, levels[high])}"


def _range(answer: Recommendation) -> list[Block]:
    """Return what follows the first sentence of an answer that is not settled."""
    lines: list[Line] = list(for_whom(answer))
    if answer.applies == "unmet" and not answer.whom:
        lines.append(line(f"They apply when {sentence(answer.definition.applies_when)}."))
    if len(answer.possible) > 1:
        lines.append(line(*_open_range(answer)))
    if not answer.exact:
        lines.append(line("The search for the exact range reached its limit. The exact range lies within the one above, which may be too wide."))
    return [*parts_said(answer.whom, answer.definition), *(Paragraph(shown) for shown in lines)]


def parts_said(parts: Sequence[WhomPart], definition: Definition) -> list[Block]:
    """Return the parts of `applies_when` that are unmet, or that exclude each other, with the facts that they rest on; empty when there are none."""
    items = tuple(_part_said(part, definition) for part in parts if part.evidence is not None)
    return [Bullets(items)] if items else []


def _part_said(part: WhomPart, definition: Definition) -> Item:
    refer = () if part.refer_to is None or part.excludes else (" Refer to: ", strong(part.refer_to), ".")
    excludes = (" With what is known, it excludes: ", code(", ".join(part.excludes)), ".") if part.excludes else ()
    known = case_words(definition.facts, check_case(definition.by_id(), part.evidence or {}))
    rests = f"Rests on: {'; '.join(known)}." if known else "This rests on no fact about this person."
    return Item(line(ended(part.because), *refer, *excludes, " ", code(part.part)), (line(rests), *cited(part.sources)))


def for_whom(answer: "Recommendation | Why | WhyNot | Changes") -> tuple[Line, ...]:
    """Return a sentence while it is not known whether the criteria are for this person."""
    if answer.applies != "unknown":
        return ()
    return (line(f"It is not known yet whether these criteria are for this person. They apply when {sentence(answer.definition.applies_when)}."),)


def _open_range(answer: Recommendation) -> tuple[str, ...]:
    """Return the possible levels, unless already named, and the level the criteria point to so far."""
    possible = joined([level_title(answer.definition, level) for level in answer.possible], "or")
    named = "" if possible == range_words(answer) else f"Possible: {possible}. "
    if not answer.reasons and not answer.joint:
        return named, "Nothing known so far points to a level."
    return named, f"What is known so far points to {level_title(answer.definition, answer.indicated or answer.possible[0])}; what is unknown can change that."


def _reasons(answer: Recommendation) -> list[Block]:
    """Return the reasons for the level, then the criteria that are met for a lower level."""
    levels = [level.id for level in answer.definition.levels]
    level = levels.index(answer.indicated) if answer.indicated else 0
    above = [reason for reason in answer.reasons if levels.index(reason.level) >= level]
    below = [reason for reason in answer.reasons if levels.index(reason.level) < level]
    if not answer.reasons and not answer.joint and len(answer.possible) == 1:
        return [Heading("Why"), Paragraph(line(f"No criterion requires or suggests more than {level_title(answer.definition, answer.possible[0])}."))]
    joint = () if answer.joint is None else (joint_item(answer.joint, answer.definition),)
    groups = (
        ("Why", (*joint, *(_reason(reason, answer) for reason in above))),
        ("Also met, for a lower level", tuple(_reason(reason, answer) for reason in below)),
    )
    return [block for title, group in groups if group for block in (Heading(title), Bullets(group))]


def _verb(effect: Effect) -> str:
    match effect:
        case "requires":
            return "Requires"
        case "suggests":
            return "Suggests"
        case "limits_to":
            return "Limits to"
        case "rules_out":
            return "Rules out"
        case "adds":
            return "Adds"
        case _:
            assert_never(effect)


VERBS: dict[Effect, str] = {effect: _verb(effect) for effect in EFFECTS}


def joint_item(joint: Joint, definition: Definition, says: str | None = None) -> Item:
    """Return a reason made of several criteria: at least one of them is met, or together they leave no lower level."""
    verb = "Raises the level to" if rules_out(joint.effect) else VERBS[joint.effect]
    effect = (f" {verb}: ", strong(level_title(definition, joint.level)), ".") if says is None else (f" {says}",)
    return Item(line(*one_of(joint, definition), ".", *effect), tuple(cited(joint.sources)))


def one_of(part: "Joint | SuggestedService", definition: Definition) -> tuple[TextRun | str, ...]:
    """Return that at least one of some criteria is met, or that they leave no lower level together, without a full stop."""
    spans: list[TextRun | str] = []
    for place, (name, because) in enumerate(zip(part.criteria, part.because, strict=True)):
        before = "" if not place else " and " if place == len(part.criteria) - 1 else ", "
        spans += [f'{before}"{because.removesuffix(".")}" ', code(name)]
    facts = definition.by_id()
    either = [f"whether or not {fact_title(definition, name)}" for name in part.whichever if isinstance(facts[name], YesNo)]
    titles = [f"the {fact_title(definition, name)}" for name in part.whichever if not isinstance(facts[name], YesNo)]
    any_value = [f"whatever {joined(titles)} {'is' if len(titles) == 1 else 'are'}"] if titles else []
    known = [_briefly(fact, clause) for fact in definition.facts for clause in case_words((fact,), check_case(definition.by_id(), part.evidence or {}))]
    rests = f"this rests on {'; '.join(known)}" if known else "no fact about this person is needed for it"
    whatever = "".join(f", {words}" for words in (*any_value, *either))
    if isinstance(part, Joint) and rules_out(part.effect):
        return ("Taken together, ", *spans, f" leave no lower level{whatever}; {rests}")
    return ("At least one of " if len(part.criteria) > 1 else "", *spans, f" is met{whatever}; {rests}")


def _reason(reason: Reason, answer: Recommendation) -> Item:
    notes = [_rests_on(reason, answer), *cited(reason.sources)]
    return Item(
        line(f"{ended(reason.because)} {VERBS[reason.effect]}: ", strong(level_title(answer.definition, reason.level)), ". ", code(reason.criterion)),
        tuple(notes),
    )


def _briefly(fact: Fact, clause: str) -> str:
    """Return what is known of a fact, to stand inside a sentence: `heart rate 39`."""
    return clause.replace(f"{fact.about.title} is ", f"{fact.about.title} ", 1) if clause.startswith(f"{fact.about.title} is ") else clause


def _ruled_out(answer: Recommendation) -> list[Block]:
    """Return what is ruled out, and from which level that raised the lowest possible one."""
    blocks: list[Block] = []
    if answer.raised_from is not None:
        now = "the level" if answer.settled else "the lowest possible level"
        blocks.append(Paragraph(line(f"If nothing was ruled out, {now} would be ", strong(level_title(answer.definition, answer.raised_from)), ".")))
    items = tuple(
        Item(
            line(f"{ended(each.because)} Rules out: ", strong(levels_said(answer.definition, each.criterion, each.levels[0])), ". ", code(each.criterion)),
            (_rests_on(each, answer), *cited(each.sources)),
        )
        for each in answer.ruled_out
    )
    blocks += [Bullets(items)] if items else []
    return [Heading("Ruled out"), *blocks] if blocks else []


def _barriers(answer: Recommendation) -> list[Block]:
    joint = [] if answer.joint_barrier is None else [_joint_barrier(answer.joint_barrier, answer)]
    items = [*joint, *(_barrier(barrier, answer) for barrier in answer.barriers), *(_possible(criterion, answer) for criterion in _possible_barriers(answer))]
    return [Heading("Barriers"), Bullets(tuple(items))] if items else []


def _joint_barrier(barrier: JointBarrier, answer: Recommendation) -> Item:
    return joint_item(barrier.joint, answer.definition, _limited(barrier, barrier.joint.level, answer))


def _barrier(barrier: Barrier, answer: Recommendation) -> Item:
    notes = [_rests_on(barrier, answer), *cited(barrier.sources)]
    return Item(line(f"{ended(barrier.because)} {_limited(barrier, barrier.level, answer)} ", code(barrier.criterion)), tuple(notes))


def _limited(barrier: Barrier | JointBarrier, level: str, answer: Recommendation) -> str:
    """Return what a limit does to the level."""
    limit = level_title(answer.definition, level)
    lowered_from = level_title(answer.definition, barrier.lowered_from or level)
    if barrier.overridden and _is_ruled_out_above(answer, level):
        said = f"{lowered_from} is suggested; this" if barrier.lowered_from is not None else "This"
        return f"{said} would limit the level to {limit}, but what is ruled out raises it. It still has to be weighed or arranged for."
    if barrier.lowered_from is None:
        return f"This would limit the level to {limit}, but a requirement overrides it. It still has to be weighed or arranged for."
    if barrier.overridden:
        required = level_title(answer.definition, next((reason.level for reason in answer.reasons if reason.effect == "requires"), answer.possible[0]))
        return f"{lowered_from} is suggested; this would limit the level to {limit}, but a requirement keeps it at {required}."
    return f"{lowered_from} is suggested, but this limits the level to {limit}. What would have to be arranged to allow more?"


def _is_ruled_out_above(answer: Recommendation, limit: str) -> bool:
    """Return whether the level is above a limit only because of what is ruled out: without that it would be the level of the limit, or below."""
    return answer.raised_from is not None and answer.definition.rank(answer.raised_from) <= answer.definition.rank(limit)


def _possible_barriers(answer: Recommendation) -> tuple[Criterion, ...]:
    return tuple(criterion for criterion in answer.definition.criteria if criterion.id in answer.possible_barriers)


def _possible(criterion: Criterion, answer: Recommendation) -> Item:
    limit = level_title(answer.definition, criterion.level or "")
    what = f"This would limit the level to {limit} if facts that are still unknown suggest more."
    return Item(line(f"{ended(criterion.because)} {what} ", code(criterion.id)), tuple(cited(criterion.sources)))


def _rests_on(part: Reason | Barrier | RuledOut, answer: Recommendation) -> Line:
    facts = answer.definition.by_id()
    clauses = case_words(answer.definition.facts, check_case(facts, part.evidence))
    return line(f"Rests on: {'; '.join(clauses)}.")


def _missing(answer: Recommendation) -> list[Block]:
    if not answer.missing:
        return []
    heading = "What could still refer this person to other care" if answer.applies == "unmet" else "What could still change the level"
    return [Heading(heading), Bullets(tuple(_question(fact, answer.definition) for fact in answer.missing))]


def _missing_for_contradictions(answer: Recommendation) -> list[Block]:
    names = [name for name in answer.missing_for_contradictions if name not in answer.missing]
    if not names:
        return []
    items = tuple(_question(name, answer.definition) for name in names)
    return [Heading("What could reveal a contradiction in the record"), Bullets(items)]


def _question(name: str, definition: Definition) -> Item:
    fact = next(fact for fact in definition.facts if fact.id == name)
    return Item(line(strong(capital(fact.about.title)), f": {fact.about.ask} " if fact.about.ask else " ", code(name)))


def _services(answer: Recommendation) -> list[Block]:
    together: dict[tuple[object, ...], list[SuggestedService]] = {}
    for service in answer.services:
        if service.status == "met":
            together.setdefault((service.criteria, service.evidence), []).append(service)
    still_open = [service.title for service in answer.services if service.status == "open"]
    blocks: list[Block] = [Heading("What the care should include")] if answer.services else []
    if together:
        blocks.append(Bullets(tuple(_same_reason(services, answer.definition) for services in together.values())))
    if still_open:
        facts = joined([fact_title(answer.definition, fact) for fact in answer.missing_for_services])
        depends = f" This depends on {facts}." if facts else ""
        blocks.append(Paragraph(line(f"{'Perhaps also' if together else 'Perhaps'}: {joined(still_open)}.{depends}")))
    return blocks


def _same_reason(services: Sequence[SuggestedService], definition: Definition) -> Item:
    """Return services that the same criteria add, as one item."""
    first = services[0]
    if first.evidence is not None:
        return Item(line(strong(joined([service.title for service in services])), ": ", *one_of(first, definition), "."), tuple(cited(first.sources)))
    because = " ".join(map(ended, first.because))
    return Item(line(strong(joined([service.title for service in services])), f": {because} ", code(", ".join(first.criteria))), tuple(cited(first.sources)))


DOCUMENTED: Mapping[DocumentationStatus, str] = FrozenDict({"lacking": "Lacking", "unknown": "Not known", "there": "There"})
"""The statuses of documentation in words, what is to do first."""


def documentation(answer: Recommendation) -> list[Block]:
    """Return the documentation that the possible levels take, what is lacking first; empty when they take none."""
    if not answer.documentation:
        return []
    items = tuple(_documented(each, answer) for status in DOCUMENTED for each in answer.documentation if each.status == status)
    levels = level_title(answer.definition, answer.possible[0]) if len(answer.possible) == 1 else "the possible levels"
    return [Heading(f"Documentation for {levels}"), Bullets(items)]


def _documented(each: Documented, answer: Recommendation) -> Item:
    definition = answer.definition
    item = next(item for item in definition.documentation if item.id == each.id)
    takes = "" if each.status == "there" else f" {ended(f'It takes: {sentence(item.needs)}')}"
    ask = joined([fact_title(definition, name) for name in each.missing])
    whom = "" if len(each.levels) == len(answer.possible) else f" For {joined([level_title(definition, level) for level in each.levels], 'or')}."
    said = f": {ended(each.because)}{takes}{f' Ask about {ask}.' if ask else ''}{whom} "
    return Item(line(strong(DOCUMENTED[each.status]), said, code(each.id)), tuple(cited(each.sources)))


def cited(citations: Iterable[Citation]) -> list[Line]:
    """Return the ids of the sources as one line, or no line; `sources` lists what the ids mean."""
    spans: list[TextRun] = []
    for citation in citations:
        spans += [TextRun("; " if spans else "Source: "), code(citation.id), *([TextRun(f", {citation.at}")] if citation.at else [])]
    return [line(*spans)] if spans else []


def sources(cited_in: "Definition | Programs", ids: Collection[str]) -> list[Block]:
    """Return the sources with their titles and addresses; empty when no id is given."""
    items = [
        Item(line(code(source.id), " ", TextRun(source.title, link=source.url), f", doi:{source.doi}" if source.doi else ""))
        for source in cited_in.sources
        if source.id in ids
    ]
    return [Heading("Sources"), Bullets(tuple(items))] if items else []


def _basis(answer: Recommendation) -> list[Block]:
    definition = answer.definition
    counted = f"Criteria: {len(answer.met)} met, {len(answer.unmet)} not met, {len(answer.unknown)} not known."
    return [
        Heading("Basis"),
        Paragraph(line(f"{definition.title} ({definition.id}, version {definition.version}{standing(definition)}). {counted}")),
        *([Paragraph(line(f"For: {definition.population}"))] if definition.population else []),
        Paragraph(line(_known(answer))),
        Paragraph(line(f"Fingerprint of the criteria: {answer.digest}")),
        Paragraph(line(JUDGEMENT)),
    ]


def _known(answer: Recommendation) -> str:
    clauses = case_words(answer.definition.facts, answer.case)
    if not clauses:
        return "Nothing was known about the person."
    rest = "" if all(knows(answer.case, fact) for fact in answer.definition.facts) else " Everything else was unknown."
    return f"What was known: {'; '.join(clauses)}.{rest}"


def in_force(definition: Definition) -> str:
    """Return when criteria are in force, or empty text when they do not say."""
    start = f" from {definition.effective_from}" if definition.effective_from else ""
    end = f" until {definition.effective_until}" if definition.effective_until else ""
    return f"in force{start}{end}" if start or end else ""


def based_on(basis: BasedOn) -> str:
    """Return what a local version is based on: "based on county, version 1, with 2 changes"."""
    changes = len(basis.changes)
    said = f"based on {basis.id}, version {basis.version}, with {changes} change{'s' * (changes != 1)}"
    return said if basis.base is None else f"{said}; that is {based_on(basis.base)}"


def standing(definition: Definition) -> str:
    """Return what follows the version of criteria: when they are in force, and what they are based on, each after a comma."""
    said = (in_force(definition), "" if definition.based_on is None else based_on(definition.based_on))
    return "".join(f", {each}" for each in said if each)


def level_title(definition: Definition, level: str) -> str:
    """Return the name of a level for readers."""
    return next(known.title for known in definition.levels if known.id == level)


def levels_said(definition: Definition, criterion: str, level: str) -> str:
    """Return the name of a criterion's level for readers, or the names of those that it rules out."""
    ruled_out = next(each.rules_out for each in definition.criteria if each.id == criterion)
    return joined([level_title(definition, name) for name in ruled_out or (level,)])


def fact_title(definition: Definition, name: str) -> str:
    """Return the name of a fact in running text."""
    return next(fact.about.title for fact in definition.facts if fact.id == name)
