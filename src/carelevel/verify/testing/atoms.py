"""The leaves of conditions as written: each asks about one fact, or one named condition."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Literal

from carelevel.logic.awarding import points_in
from carelevel.model.conditions import EVERYBODY, AllOf, Among, Condition, Holds, Includes, Named, on_score, parts_of
from carelevel.model.criteria import Definition
from carelevel.model.facts import Points, Scalar, Value, domain, is_ordered
from carelevel.model.frozen import record
from carelevel.model.problems import Place
from carelevel.model.serialize import case_text, condition_plain

Leaf = Among | Includes | Holds
Key = tuple[Literal["criteria", "derived", "sections", "applies_when", "documentation"], str]
"""The section of the file that holds a condition, and its id there: that of a part of `applies_when`, or none where that has no parts."""

Places = Mapping[tuple[str, str], Sequence[Place]]


@record
class Owner:
    """A condition that an answer follows from: a criterion's own, that of a section, a named one, one of points or of documentation, or `applies_when`.

    Attributes:
        key: which one it is.
        when: the condition.
        place: where it is written.
        leaves: its leaves, in the order written, each with its place.
        part: of points, which of their conditions it is; of documentation 0 for its `when` and 1 for its `needs`.
    """

    key: Key
    when: Condition
    place: Place | None
    leaves: tuple[tuple[Leaf, Place | None], ...]
    part: int | None = None

    @property
    def name(self) -> str:
        """What to call it."""
        return self.key[1] or self.key[0]


def owners(definition: Definition, places: Places) -> tuple[Owner, ...]:
    """Return every condition that an answer follows from, in the order of the file; of named conditions those that are used."""
    found: list[tuple[Key, Condition, Place | None]] = []
    if definition.applies_parts:
        found += [(("applies_when", part.id), part.when, part.place) for part in definition.applies_parts]
    elif not definition.is_for_everybody:
        found.append((("applies_when", ""), definition.applies_when, None))
    found += [(("derived", named.id), named.when, named.about.place) for named in used_names(definition)]
    made = [owner for points in used_points(definition) for owner in _of_points(points, places)]
    papers = [owner for item in definition.documentation for owner in _in_parts(("documentation", item.id), item.conditions, item.place, places)]
    criteria: list[tuple[Key, Condition, Place | None]] = []
    quiet = {phase.otherwise for phase in definition.sections}
    phases = {phase.id: phase for phase in definition.sections}
    for criterion in definition.criteria:
        # The condition of a section counts once, before its criteria; that of its `otherwise` follows from theirs.
        phase = phases.pop(criterion.section, None) if criterion.section is not None else None
        criteria += [] if phase is None else [(("sections", phase.id), phase.when, phase.place)]
        criteria.append((("criteria", criterion.id), EVERYBODY if criterion.id in quiet else criterion.own, criterion.place))
    before, after = ([Owner(key, when, place, _placed(key, when, place, places)) for key, when, place in some] for some in (found, criteria))
    return (*before, *made, *after, *papers)


def _of_points(points: Points, places: Places) -> Iterator[Owner]:
    """Yield the conditions of points, each by itself."""
    return _in_parts(("derived", points.id), [award.when for award in points.awards], points.about.place, places)


def _in_parts(key: Key, conditions: Sequence[Condition], place: Place | None, places: Places) -> Iterator[Owner]:
    """Yield the conditions of something that has several, each by itself."""
    left = list(_placed(key, AllOf(tuple(conditions)), place, places))
    for number, condition in enumerate(conditions):
        count = sum(1 for _ in leaves(condition))
        yield Owner(key, condition, place, tuple(left[:count]), number)
        del left[:count]


def used_points(definition: Definition) -> Iterator[Points]:
    """Yield the points that an answer follows from, in the order of the file; those of instruments are no decision of the criteria."""
    used = {points.id for when in decided_by(definition) for points in points_in(when)}
    yield from (fact for fact in definition.derived if isinstance(fact, Points) and fact.id in used and fact.about.instrument is None)


def _placed(key: Key, when: Condition, place: Place | None, places: Places) -> tuple[tuple[Leaf, Place | None], ...]:
    found = tuple(leaves(when))
    known = places.get(key, ())
    return tuple(zip(found, known if len(known) == len(found) else [place] * len(found), strict=True))


def used_names(definition: Definition) -> Iterator[Named]:
    """Yield the named conditions that an answer follows from, in the order of the file."""
    used = {id(named) for when in decided_by(definition) for named in named_in(when)}
    yield from (named for named in definition.derived if isinstance(named, Named) and id(named) in used)


def decided_by(definition: Definition) -> Iterator[Condition]:
    """Yield the conditions that an answer follows from."""
    yield definition.applies_when
    yield from (criterion.when for criterion in definition.criteria)
    yield from (condition for item in definition.documentation for condition in item.conditions)


def named_in(condition: Condition) -> Iterator[Named]:
    """Yield the named conditions that a condition depends on, repeats included."""
    if isinstance(condition, Holds):
        yield condition.named
    for part in parts_of(condition):
        yield from named_in(part)


def leaves(condition: Condition) -> Iterator[Leaf]:
    """Yield the leaves of a condition in the order written; named conditions are not looked into."""
    if isinstance(condition, Among | Includes | Holds):
        yield condition
    else:
        for part in parts_of(condition):
            yield from leaves(part)


def text(condition: Condition) -> str:
    """Return a condition in the words of the language, in one line.

    >>> import carelevel
    >>> text(carelevel.load("adult-mental-health").definition.criteria[0].when)
    'suicide_risk: imminent'
    """
    return case_text(condition_plain(condition))[1:-1]


@record
class Bound:
    """Two neighbouring values of a fact, one of which satisfies an atom."""

    fact: Scalar
    inside: Value
    outside: Value


def bounds(leaf: Leaf) -> tuple[Bound, ...]:
    """Return the thresholds of a leaf: for an ordered fact every place in its domain where the answer changes."""
    if not isinstance(leaf, Among) or not is_ordered(leaf.fact):
        return ()
    # Bands are read as points, so that the bounds are whole numbers.
    atom = on_score(leaf)
    every = domain(atom.fact)
    pairs = pairwise(every)
    turns = [(a, b) if a in atom.values else (b, a) for a, b in pairs if (a in atom.values) != (b in atom.values)]
    return tuple(Bound(atom.fact, inside, outside) for inside, outside in turns)
