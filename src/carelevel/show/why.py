"""Why a level is suggested, as a document: reasons, the facts that settle it, and the criteria that decide it."""

from carelevel.answers.explain.why import ReasonWhy, Why
from carelevel.answers.results import Joint
from carelevel.logic.english import case_words, ended, joined
from carelevel.model.cases import check_case
from carelevel.model.criteria import Definition
from carelevel.model.frozen import FrozenDict
from carelevel.show.answer import VERBS, cited, disputed, for_whom, joint_item, level_title, levels_said, parts_said
from carelevel.show.document import Block, Bullets, Heading, Item, Line, Paragraph, code, line, strong
from carelevel.show.section import OVER_BUDGET, Section
from carelevel.show.whom import not_for_them

MOST_SHOWN = 3
"""How many other pieces of evidence are shown for each reason; JSON has all."""


def section(why: Why, *, every: bool = False) -> Section:
    """Return why a level is suggested, in plain words; with `every`, all evidence."""
    blocks: list[Block] = [
        *disputed(why.contradictions, why.definition, why.case),
        Paragraph(line(strong(_headline(why)))),
        *map(Paragraph, for_whom(why)),
        *parts_said(why.whom, why.definition),
    ]
    shown = None if every else MOST_SHOWN
    blocks += _reasons("Reasons" if len(why.possible) == 1 else "Reasons so far", why.joint, why.reasons, why, shown)
    blocks += _reasons("Ruled out", None, why.ruled_out, why, shown)
    blocks += _reasons("Barriers", why.joint_barrier, why.barriers, why, shown)
    blocks += [*_carried(why), *_alone(why)]
    if not why.exact:
        blocks.append(Paragraph(line(OVER_BUDGET)))
    parts = (
        why.joint,
        why.joint_barrier,
        *why.reasons,
        *why.ruled_out,
        *why.barriers,
        *why.contradictions,
        *(part for part in why.whom if part.evidence is not None),
    )
    return Section("Why", tuple(blocks), frozenset(citation.id for part in parts if part is not None for citation in part.sources))


def _headline(why: Why) -> str:
    if not why.possible:
        return not_for_them(why, "These criteria are not for this person, so there is no level to explain")
    titles = [level_title(why.definition, level) for level in why.possible]
    if len(titles) > 1:
        return f"Not settled: {joined(titles, 'or')}"
    condition = "" if why.level else ", if these criteria are for this person"
    return f"Why {titles[0]}{condition}" if why.reasons or why.joint else f"{titles[0]}{condition}: no criterion requires or suggests more"


def _reasons(heading: str, joint: Joint | None, reasons: tuple[ReasonWhy, ...], why: Why, shown: int | None) -> list[Block]:
    items = [*([] if joint is None else [joint_item(joint, why.definition)]), *(_reason(reason, why, shown) for reason in reasons)]
    return [Heading(heading), Bullets(tuple(items))] if items else []


def _reason(reason: ReasonWhy, why: Why, shown: int | None) -> Item:
    level = strong(levels_said(why.definition, reason.criterion, reason.level))
    below: list[Line] = [line(f"Met: {reason.words}.")]
    others = ["; ".join(_known(evidence, why.definition)) for evidence in reason.every_evidence[1:][:shown]]
    below += [line(f"Also enough by itself: {other}.") for other in others]
    more = len(reason.every_evidence) - 1 - len(others)
    if more > 0 or not reason.all_told:
        below.append(line(f"{more if reason.all_told else 'Many'} more sets of known facts would be enough by themselves."))
    return Item(line(f"{ended(reason.because)} {VERBS[reason.effect]}: ", level, ". ", code(reason.criterion)), (*below, *cited(reason.sources)))


def _known(evidence: FrozenDict[str, object], definition: Definition) -> list[str]:
    return case_words(definition.facts, check_case(definition.by_id(), evidence))


def _alone(why: Why) -> list[Block]:
    """Return the facts that settle the level by themselves; none are needed for a level that everyone has."""
    if why.sufficient is None:
        return []
    known = [Item(line(clause)) for clause in _known(why.sufficient, why.definition)]
    if not known:
        return [Paragraph(line("Everyone to whom these criteria apply has this level."))]
    return [Heading("What settles the level by itself, whatever else is true"), Bullets(tuple(known))]


def _carried(why: Why) -> list[Block]:
    if why.carried_by:
        which = "Without this criterion" if len(why.carried_by) == 1 else "Without any one of these criteria"
        return [Paragraph(line(f"{which} other levels would be possible: ", code(", ".join(why.carried_by))))]
    if len(why.possible) == 1 and len(why.reasons) > 1:
        return [Paragraph(line("No single criterion decides the level: without any one of them, it would be the same."))]
    return []
