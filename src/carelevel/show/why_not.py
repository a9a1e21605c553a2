"""Why another level is not suggested, as a document to attach to a letter: criteria, sources, facts and distances."""

from collections.abc import Sequence

from carelevel.answers.explain.gaps import Gap
from carelevel.answers.explain.why_not import Hold, Route, WhyNot
from carelevel.answers.results import Joint, StandingContradiction
from carelevel.logic.english import ended, joined
from carelevel.show.answer import VERBS, cited, disputed, for_whom, joint_item, level_title, levels_said
from carelevel.show.document import Block, Bullets, Heading, Item, Line, Paragraph, code, line, strong
from carelevel.show.section import NO_ADVICE, OVER_BUDGET, Section

MOST_SHOWN = 8
"""How many ways to a level are shown, those with the fewest criteria first; JSON has all."""


_RULED_OUT = "No single criterion rules this level out, but the recorded facts together do. It would be possible with:"


def section(why_not: WhyNot) -> Section:
    """Return why another level is not suggested, in plain words."""
    blocks: list[Block] = [
        *disputed(why_not.contradictions, why_not.definition, why_not.case),
        Paragraph(line(strong(_headline(why_not)))),
        *map(Paragraph, for_whom(why_not)),
    ]
    if not why_not.exact:
        blocks.append(Paragraph(line(OVER_BUDGET)))
    blocks += _routes(why_not)
    blocks += _holds("What keeps the level from being lower", why_not.held_up_by, why_not, why_not.held_up_jointly)
    blocks += _holds("What keeps the level from being higher", why_not.held_down_by, why_not, why_not.held_down_jointly)
    blocks += _holds("What rules this level out", why_not.ruled_out_by, why_not)
    blocks += _holds("Limits that would have to be met", why_not.limited_by, why_not)
    blocks += _holds("Lower levels that would have to be ruled out", why_not.raised_by, why_not)
    if why_not.still_open:
        blocks.append(Paragraph(line("Not known yet; each of these would speak against this level if met: ", code(", ".join(why_not.still_open)))))
    joint = tuple(each for each in (why_not.held_up_jointly, why_not.held_down_jointly) if each is not None)
    told: tuple[Route | Hold | Joint | StandingContradiction, ...] = (
        *why_not.contradictions,
        *why_not.routes[:MOST_SHOWN],
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
        return "These criteria are not for this person, so no level is suggested"
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
        return [] if is_said or not why_not.exact else [Paragraph(line("With what is recorded about this person, nothing can lead to this level."))]
    shown = why_not.routes[:MOST_SHOWN]
    together: dict[str, list[Route]] = {}
    for route in shown:
        together.setdefault(route.criterion, []).append(route)
    items = [_route(routes, why_not) for routes in together.values()]
    heading = "What would have to change: any one of these" if len(items) > 1 else "What would have to change"
    blocks: list[Block] = [Heading(heading), Bullets(tuple(items))]
    more = len(why_not.routes) - len(shown)
    return [*blocks, Paragraph(line(f"And {more} more ways, with at least as many criteria to change."))] if more else blocks


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
