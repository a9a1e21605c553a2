"""Why another level is not suggested, as a document to attach to a letter: criteria, sources, facts and distances."""

from collections.abc import Iterator, Sequence

from carelevel.answers.explain.gaps import Gap
from carelevel.answers.explain.why_not import Hold, Route, WhyNot
from carelevel.answers.results import Joint, StandingContradiction, WhomPart
from carelevel.logic.english import ended, joined, sentence
from carelevel.show.answer import VERBS, cited, disputed, for_whom, joint_item, level_title, levels_said, parts_said
from carelevel.show.document import Block, Bullets, Heading, Item, Line, Paragraph, code, line, strong
from carelevel.show.section import NO_ADVICE, OVER_BUDGET, Section
from carelevel.show.whom import not_for_them

MOST_SHOWN = 8
"""How many ways to a level are shown, those with the fewest criteria first; JSON has all."""


_RULED_OUT = "No single criterion rules this level out, but the recorded facts together do. It would be possible with:"


def section(why_not: WhyNot) -> Section:
    """Return why another level is not suggested, in plain words."""
    blocks: list[Block] = [
        *disputed(why_not.contradictions, why_not.definition, why_not.case),
        Paragraph(line(strong(_headline(why_not)))),
        *map(Paragraph, for_whom(why_not)),
        *parts_said(why_not.whom, why_not.definition),
    ]
    if not why_not.exact:
        blocks.append(Paragraph(line(OVER_BUDGET)))
    blocks += _routes(why_not)
    blocks += _other_sections(why_not)
    blocks += _holds("What keeps the level from being lower", why_not.held_up_by, why_not, why_not.held_up_jointly)
    blocks += _holds("What keeps the level from being higher", why_not.held_down_by, why_not, why_not.held_down_jointly)
    blocks += _holds("What rules this level out", why_not.ruled_out_by, why_not)
    blocks += _holds("Limits that would have to be met", why_not.limited_by, why_not)
    blocks += _holds("Lower levels that would have to be ruled out", why_not.raised_by, why_not)
    if why_not.still_open:
        blocks.append(Paragraph(line("Not known yet; each of these would speak against this level if met: ", code(", ".join(why_not.still_open)))))
    joint = tuple(each for each in (why_not.held_up_jointly, why_not.held_down_jointly) if each is not None)
    told: tuple[Route | Hold | Joint | StandingContradiction | WhomPart, ...] = (
        *(part for part in why_not.whom if part.evidence is not None),
        *why_not.contradictions,
        *_shown(why_not)[0],
        *joint,
        *why_not.held_up_by,
        *why_not.held_down_by,
        *why_not.limited_by,
        *why_not.ruled_out_by,
        *why_not.raised_by,
    )
    cites = frozenset(citation.id for part in told for citation in part.sources)
    return Section(f"Why not {why_not.title}", tuple(blocks), cites, (NO_ADVICE,))


def _headline(why_not: WhyNot) -> str:
    if not why_not.possible:
        return not_for_them(why_not, "These criteria are not for this person, so no level is suggested")
    if why_not.is_level:
        return f"{why_not.title} is the suggested level"
    if why_not.possible == (why_not.level,):
        return f"{why_not.title} is the suggested level, if these criteria are for this person"
    now = joined([level_title(why_not.definition, level) for level in why_not.possible], "or")
    if why_not.is_possible:
        return f"{why_not.title} is possible, but not settled (possible: {now})"
    return f"Why not {why_not.title}: {now} is {'suggested' if len(why_not.possible) == 1 else 'possible'}"


def _routes(why_not: WhyNot) -> list[Block]:
    """Return the ways to the level, grouped by their first criterion."""
    if why_not.needed is not None:
        return [Paragraph(line(_RULED_OUT)), Bullets(_lacks(why_not.needed))]
    if not why_not.routes:
        is_said = not why_not.possible or why_not.possible == (why_not.level,) or why_not.held_up_jointly is not None
        nothing = "no criterion of the sections that apply" if why_not.other_sections else "nothing"
        return [] if is_said or not why_not.exact else [Paragraph(line(f"With what is recorded about this person, {nothing} can lead to this level."))]
    shown, fixed = _shown(why_not)
    together: dict[str, list[Route]] = {}
    for route in shown:
        together.setdefault(route.criterion, []).append(route)
    items = [_route(routes, why_not) for routes in together.values()]
    heading = "What would have to change: any one of these" if len(items) > 1 else "What would have to change"
    blocks: list[Block] = [Heading(heading), Bullets(tuple(items))] if items else []
    more = len(why_not.routes) - len(shown) - len(fixed)
    if more:
        blocks.append(Paragraph(line(f"And {more} more ways, with at least as many criteria to change.")))
    if fixed:
        names = dict.fromkeys(name for route in fixed for name in _fixed_facts(route.needed))
        facts = why_not.definition.by_id()
        titles = joined([facts[name].about.title for name in names])
        ids = dict.fromkeys(name for route in fixed for name in (route.criterion, *route.also))
        others = "other " if items else ""
        ways = f"{len(fixed)} {others}ways need" if len(fixed) > 1 else f"One {others}way needs"
        blocks.append(Paragraph(line(f"{ways} something else of {titles}, which does not change: ", code(", ".join(ids)), ".")))
    return blocks


def _shown(why_not: WhyNot) -> tuple[Sequence[Route], Sequence[Route]]:
    """Return the routes that are shown, and those that are only counted, since they need a fact to change that does not change."""
    fixed = [route for route in why_not.routes if _is_fixed(route.needed)]
    return [route for route in why_not.routes if route not in fixed][:MOST_SHOWN], fixed


def _is_fixed(gap: Gap) -> bool:
    """Return whether a gap cannot be closed without another value of a fact that is recorded and does not change."""
    if gap.parts:
        return sum(not _is_fixed(part) for part in gap.parts) < gap.how_many
    return not gap.changes and gap.status == "unmet"


def _fixed_facts(gap: Gap) -> Iterator[str]:
    """Yield the facts for which a gap cannot be closed."""
    for part in gap.parts:
        yield from _fixed_facts(part)
    if not gap.parts and gap.fact is not None and _is_fixed(gap):
        yield gap.fact


def _other_sections(why_not: WhyNot) -> list[Block]:
    """Return which sections are left out, since they do not apply."""
    others = [each for each in why_not.definition.sections if each.id in why_not.other_sections]
    if not others or why_not.is_level:
        return []
    said = joined([f"{each.title} (when {sentence(each.when)})" for each in others])
    return [Paragraph(line(f"Left out, since {'it does' if len(others) == 1 else 'they do'} not apply: {ended(said)}"))]


def _route(routes: Sequence[Route], why_not: WhyNot) -> Item:
    """Return a criterion that would have to change, with the others that would have to change with it."""
    first = routes[0]
    if first.becomes == "unmet":
        ids = "; or ".join(", ".join((route.criterion, *route.also)) for route in routes)
        return Item(line("No longer met: ", code(ids)))
    beside = [", ".join(route.also) for route in routes if route.also]
    below = [line("Together with a change of: " if place == 0 else "Or with a change of: ", code(ids)) for place, ids in enumerate(beside)]
    return _turning(first, why_not, below)


def _holds(heading: str, holds: Sequence[Hold], why_not: WhyNot, joint: Joint | None = None) -> list[Block]:
    items = [*([] if joint is None else [joint_item(joint, why_not.definition)]), *(_turning(hold, why_not, []) for hold in holds)]
    return [Heading(heading), Bullets(tuple(items))] if items else []


def _turning(part: Route | Hold, why_not: WhyNot, below: Sequence[Line]) -> Item:
    levels = strong(levels_said(why_not.definition, part.criterion, part.level))
    says = line(f"{ended(part.because)} {VERBS[part.effect]}: ", levels, ". ", code(part.criterion))
    if part.becomes == "met":
        status = "Not met. To be met, it needs:" if part.status == "unmet" else "Not known. To be met, it needs:"
    else:
        status = "Met. It would not be met with:"
    return Item(says, (line(status), Bullets(_lacks(part.needed)), *below, *cited(part.sources)))


def _lacks(lack: Gap) -> tuple[Item, ...]:
    """Return what is needed as a list; a group that is needed as a whole becomes its parts."""
    if lack.fact is None and lack.how_many == len(lack.parts):
        return tuple(map(_lack, lack.parts))
    return (_lack(lack),)


def _lack(lack: Gap) -> Item:
    if not lack.parts:
        return Item(line(f"{lack.words}{_distance(lack)}"))
    away = "" if lack.distance is None else _distance(lack)
    words = lack.words if lack.fact is None else f"{lack.words}{away}, which takes {_how_many(lack)}"
    return Item(line(f"{words}:"), (Bullets(tuple(map(_lack, lack.parts))),))


def _how_many(lack: Gap) -> str:
    if lack.how_many == len(lack.parts):
        return "this" if lack.how_many == 1 else "all of these"
    return "one of these" if lack.how_many == 1 else f"at least {lack.how_many} of these"


def _distance(lack: Gap) -> str:
    """Return how far a fact is from what is needed, and whether it can change."""
    said = []
    if lack.distance is not None and lack.unit is not None:
        said.append(f"{lack.distance} {lack.unit.removesuffix('s') if lack.distance == 1 else lack.unit} away")
    if lack.status == "unknown" and lack.recorded is not None:
        said.append("not settled by what is recorded")
    if not lack.changes:
        said.append("does not change")
    return f" ({', '.join(said)})" if said else ""
