"""A whole criteria set as a picture: facts on the left, criteria in the middle, levels and services on the right."""

from collections.abc import Iterator, Sequence
from typing import assert_never

from carelevel.logic.english import capital, joined, sentence
from carelevel.model.conditions import atoms
from carelevel.model.criteria import Criterion, Definition
from carelevel.model.facts import base_facts
from carelevel.model.frozen import record
from carelevel.model.operators import EFFECTS, Effect
from carelevel.show.graph_layout import Joined, beside, ordered, ports, stacked
from carelevel.show.svg import LINE, SIZE, Area, Said, canvas, named, rectangle, texts
from carelevel.show.text_width import wrapped

WIDTHS = (250.0, 330.0, 220.0)
BETWEEN = (190.0, 170.0)
MARGIN, PAD, GAP, GROUP = 18.0, 8.0, 8.0, 22.0
FEWEST_BETWEEN = 5.0
"""Space for each line that meets the side of a box."""


def _look_of(effect: Effect) -> tuple[str, str]:
    match effect:
        case "requires":
            return "requires", 'stroke-width="2.6"'
        case "suggests":
            return "suggests", 'stroke-width="1.2"'
        case "limits_to":
            return "limits to", 'stroke-width="1.8" stroke-dasharray="9 5"'
        case "rules_out":
            return "rules out", 'stroke-width="2.2" stroke-dasharray="12 4 2 4"'
        case "adds":
            return "adds", 'stroke-width="1.6" stroke-dasharray="1.5 4"'
        case _:
            assert_never(effect)


LOOKS: dict[Effect, tuple[str, str]] = {effect: _look_of(effect) for effect in EFFECTS}
"""For each effect its words and a line style, so that the picture can be read without color."""


@record
class Box:
    """A fact, a criterion, a level or a service.

    Attributes:
        lines: the text in the box; the first line is bold.
        told: the same in words, for tooltips and screen readers.
        strong: how many of the lines are bold.
    """

    lines: tuple[str, ...]
    told: str
    strong: int


@record
class _Placed:
    """A box with its position."""

    box: Box
    area: Area


@record
class _Plan:
    """What is drawn, from top to bottom.

    Attributes:
        facts: the boxes on the left.
        criteria: those in the middle.
        ends: those on the right.
        looks: which fact each criterion uses, as pairs of positions: fact, criterion.
        leads: which level or service each criterion names, as pairs of positions.
        effects: for each of these, what it does.
        firsts: criteria that begin a group.
    """

    facts: tuple[Box, ...]
    criteria: tuple[Box, ...]
    ends: tuple[Box, ...]
    looks: tuple[tuple[int, int], ...]
    leads: tuple[tuple[int, int], ...]
    effects: tuple[Effect, ...]
    firsts: frozenset[int]


def svg(definition: Definition) -> str:
    """Return a criteria set as a picture."""
    plan = _plan(definition)
    heading = wrapped(f"{definition.title} ({definition.id}, version {definition.version})", SIZE * 1.1, sum(WIDTHS) + sum(BETWEEN))
    facts, criteria, ends = _placed(plan, MARGIN + LINE * (len(heading) + 3))
    lines = [*_looks(plan, facts, criteria), *_leads(plan, criteria, ends)]
    areas = [placed.area for placed in (*facts, *criteria, *ends)]
    size = (2 * MARGIN + sum(WIDTHS) + sum(BETWEEN), max(area.y + area.height for area in areas) + MARGIN)
    said = Said(f"{definition.title}: facts, criteria and levels", _description(definition, len(plan.facts)))
    return canvas(size, said, [*_head(heading), *lines, *map(_drawn, (*facts, *criteria, *ends))], style=".arrow{fill:var(--line)}")


def _plan(definition: Definition) -> _Plan:
    facts, looks = _facts(definition)
    ends, leads = _outcomes(definition)
    groups = _groups(definition, leads)
    left, middle = ordered(len(facts), groups, looks)
    at_left, at_middle = ({box: place for place, box in enumerate(boxes)} for boxes in (left, middle))
    return _Plan(
        tuple(facts[number] for number in left),
        tuple(_criterion(definition, definition.criteria[number]) for number in middle),
        tuple(ends),
        tuple((at_left[fact], at_middle[criterion]) for fact, criterion in looks),
        tuple((at_middle[criterion], end) for criterion, end in leads),
        tuple(definition.criteria[criterion].effect for criterion, _ in leads),
        frozenset(min(at_middle[number] for number in group) for group in groups),
    )


def _facts(definition: Definition) -> tuple[list[Box], list[tuple[int, int]]]:
    """Return the facts that criteria use, and pairs of fact and criterion by number."""
    looks = [dict.fromkeys(name for atom in atoms(criterion.when) for name in base_facts(atom.fact)) for criterion in definition.criteria]
    used = [fact for fact in definition.facts if any(fact.id in names for names in looks)]
    numbers = {fact.id: number for number, fact in enumerate(used)}
    pairs = [(numbers[name], criterion) for criterion, names in enumerate(looks) for name in names if name in numbers]
    boxes = []
    for fact in used:
        asking = [definition.criteria[two].id for one, two in pairs if one == numbers[fact.id]]
        boxes.append(_box(capital(fact.about.title), fact.id, WIDTHS[0], f"Fact {fact.about.title} ({fact.id}), used by {joined(asking)}."))
    return boxes, pairs


def _box(head: str, below: str, width: float, told: str) -> Box:
    room = width - 2 * PAD
    first = wrapped(head, SIZE * 1.1, room)
    return Box((*first, *(wrapped(below, SIZE, room) if below else ())), told, len(first))


def _criterion(definition: Definition, criterion: Criterion) -> Box:
    says = f"{LOOKS[criterion.effect][0]} {joined(_aims(definition, criterion))}"
    section = next((each for each in definition.sections if each.id == criterion.section), None)
    within = "" if section is None else f" in the section {section.title}"
    own = "no other criterion of it requires or suggests a level" if section and criterion.id == section.otherwise else sentence(criterion.own)
    told = f"{criterion.id} {says}{within}, when {own}. {criterion.because}"
    return _box(criterion.id, says, WIDTHS[1], told)


def _aims(definition: Definition, criterion: Criterion) -> list[str]:
    if criterion.level:
        return [level.title for level in definition.levels if level.id in _levels(criterion)]
    return [service.title for service in definition.services if service.id in criterion.adds]


def _levels(criterion: Criterion) -> tuple[str | None, ...]:
    """Return the level that a criterion speaks of, or those that it rules out."""
    return criterion.rules_out or (criterion.level,)


def _outcomes(definition: Definition) -> tuple[list[Box], list[tuple[int, int]]]:
    """Return levels (most intensive first) and services, and pairs of criterion and box by number."""
    levels = [("level", level.id, level.title) for level in reversed(definition.levels)]
    parts = [*levels, *(("service", service.id, service.title) for service in definition.services)]
    boxes: list[Box] = []
    pairs: list[tuple[int, int]] = []
    for place, (kind, name, title) in enumerate(parts):
        leading = [number for number, criterion in enumerate(definition.criteria) if name in (criterion.adds if kind == "service" else _levels(criterion))]
        pairs += [(number, place) for number in leading]
        who = f"named by {joined([definition.criteria[number].id for number in leading])}" if leading else "named by no criterion"
        boxes.append(_box(title, kind, WIDTHS[2], f"{capital(kind)} {title}, {who}."))
    return boxes, sorted(pairs)


def _groups(definition: Definition, towards: Sequence[tuple[int, int]]) -> list[list[int]]:
    """Return the criteria grouped by level (most intensive first), then effect, then first service."""
    first = dict(reversed(towards))
    order = list(LOOKS)
    groups: dict[tuple[int, int], list[int]] = {}
    for number, criterion in enumerate(definition.criteria):
        groups.setdefault((first.get(number, 0), order.index(criterion.effect)), []).append(number)
    return [groups[key] for key in sorted(groups)]


def _placed(plan: _Plan, top: float) -> tuple[list[_Placed], list[_Placed], list[_Placed]]:
    """Return the boxes of the three columns with positions: criteria evenly, others near their lines."""
    heights = [_height(box, sum(two == number for _, two in plan.looks)) for number, box in enumerate(plan.criteria)]
    tops = [top + at for at in stacked(heights, [GROUP if number in plan.firsts else GAP for number in range(len(plan.criteria))])]
    middle = MARGIN + WIDTHS[0] + BETWEEN[0]
    criteria = [_Placed(box, Area(middle, at, WIDTHS[1], height)) for box, at, height in zip(plan.criteria, tops, heights, strict=True)]
    facts = _beside(plan.facts, [(two, one) for one, two in plan.looks], criteria, Area(MARGIN, top, WIDTHS[0], 0))
    ends = _beside(plan.ends, plan.leads, criteria, Area(middle + WIDTHS[1] + BETWEEN[1], top, WIDTHS[2], 0))
    return facts, criteria, ends


def _beside(boxes: Sequence[Box], pairs: Joined, criteria: Sequence[_Placed], column: Area) -> list[_Placed]:
    """Return the boxes of one column, each near the criteria that it is joined to."""
    wanted: list[float] = []
    for number in range(len(boxes)):
        at = [_middle(criteria[criterion].area) - column.y for criterion, box in pairs if box == number]
        wanted.append(sum(at) / len(at) if at else (wanted[-1] if wanted else 0.0))
    heights = [_height(box, sum(other == number for _, other in pairs)) for number, box in enumerate(boxes)]
    tops = beside(wanted, heights, GAP)
    return [_Placed(box, Area(column.x, column.y + at, column.width, height)) for box, at, height in zip(boxes, tops, heights, strict=True)]


def _middle(area: Area) -> float:
    return area.y + area.height / 2


def _height(box: Box, lines: int) -> float:
    return max(LINE * len(box.lines) + 2 * PAD - 4, FEWEST_BETWEEN * (lines + 1))


def _looks(plan: _Plan, facts: Sequence[_Placed], criteria: Sequence[_Placed]) -> Iterator[str]:
    """Yield the lines from facts to the criteria that use them."""
    for start, end in _meeting(facts, criteria, plan.looks):
        yield f'<path class="faint" d="{_curve(start, end)}"/>'


def _leads(plan: _Plan, criteria: Sequence[_Placed], ends: Sequence[_Placed]) -> Iterator[str]:
    """Yield an arrow from each criterion to the level or service it names, styled by its effect."""
    for (start, (x, y)), effect in zip(_meeting(criteria, ends, plan.leads), plan.effects, strict=True):
        yield f'<path class="line" {LOOKS[effect][1]} d="{_curve(start, (x - 7, y))}"/><path class="arrow" d="M{x - 8:.1f} {y - 4:.1f}l8 4l-8 4z"/>'


def _curve(start: tuple[float, float], end: tuple[float, float]) -> str:
    (x, y), (to, at) = start, end
    bend = (to - x) * 0.45
    return f"M{x:.1f} {y:.1f}C{x + bend:.1f} {y:.1f} {to - bend:.1f} {at:.1f} {to:.1f} {at:.1f}"


def _meeting(left: Sequence[_Placed], right: Sequence[_Placed], pairs: Joined) -> list[tuple[tuple[float, float], tuple[float, float]]]:
    """Return the two end points of each line."""
    starts: dict[int, float] = {}
    ends: dict[int, float] = {}
    for side, boxes, others, met in ((0, left, right, starts), (1, right, left, ends)):
        for number, placed in enumerate(boxes):
            lines = [line for line, pair in enumerate(pairs) if pair[side] == number]
            found = ports(placed.area.y, placed.area.height, [others[pairs[line][1 - side]].area.y for line in lines])
            met.update({lines[place]: at for place, at in found.items()})
    edge = [placed.area.x + placed.area.width for placed in left[:1]] + [placed.area.x for placed in right[:1]]
    return [((edge[0], starts[line]), (edge[1], ends[line])) for line in range(len(pairs))]


def _drawn(placed: _Placed) -> str:
    box, area = placed.box, placed.area
    top = area.y + (area.height - LINE * len(box.lines)) / 2
    below = texts(box.lines[box.strong :], area.x + PAD, top + LINE * box.strong)
    return named(box.told, rectangle(area), texts(box.lines[: box.strong], area.x + PAD, top, kind="strong"), below)


def _head(heading: Sequence[str]) -> Iterator[str]:
    """Yield the title and the legend."""
    yield texts(heading, MARGIN, MARGIN, kind="strong")
    y, x = MARGIN + LINE * len(heading) + 8, MARGIN
    for words, look in LOOKS.values():
        yield f'<path class="line" {look} d="M{x:g} {y + 9:g}h44"/><path class="arrow" d="M{x + 44:g} {y + 5:g}l8 4l-8 4z"/>'
        yield texts([words], x + 60, y)
        x += 150
    yield f'<path class="faint" d="M{x:g} {y + 9:g}h52"/>{texts(["is used by"], x + 60, y)}'


def _description(definition: Definition, facts: int) -> str:
    counts = f"{facts} facts, {len(definition.criteria)} criteria, {len(definition.levels)} levels and {len(definition.services)} services."
    lines = "Lines lead from facts to the criteria that use them, and from criteria to the levels and services that they name."
    return f"{counts} {lines} Levels from least to most intensive: {joined([level.title for level in definition.levels])}."
