"""A criteria set as data: levels, facts, criteria, and what else a file says, resolved and frozen."""

from collections.abc import Mapping
from dataclasses import field
from typing import Literal

from carelevel.model.cases import Case
from carelevel.model.conditions import EVERYBODY, AllOf, Condition, Named, NoneOf
from carelevel.model.facts import Derived, Fact
from carelevel.model.frozen import FrozenDict, record
from carelevel.model.operators import Effect
from carelevel.model.problems import Place
from carelevel.model.sources import Citation, Source


@record
class Level:
    """A level of care.

    Attributes:
        id: its name in criteria files and answers.
        title: its name for readers.
        setting: `home`, `facility` or `hospital`, where the person sleeps.
        hours_per_week: hours of treatment a week, bounds included.
        sources: where the description comes from.
        place: where it is declared.
    """

    id: str
    title: str
    setting: str | None = None
    hours_per_week: tuple[int, int] | None = None
    sources: tuple[Citation, ...] = ()
    place: Place | None = field(default=None, compare=False, repr=False)


@record
class Service:
    """Something that care should include, beside its level."""

    id: str
    title: str
    place: Place | None = field(default=None, compare=False, repr=False)


@record
class OverrideReason:
    """A reason that clinicians may give when they decide on another level than the one suggested. It never changes an answer."""

    id: str
    text: str
    place: Place | None = field(default=None, compare=False, repr=False)


@record
class Example:
    """A case, and what a criterion is on it."""

    _shown = ("expected",)

    case: Case
    expected: Literal["met", "unmet", "unknown"]
    place: Place | None = field(default=None, compare=False, repr=False)


@record
class Criterion:
    """One reason for, or against, a level of care.

    Attributes:
        id: its name in answers.
        effect: what it says when met (`requires`, `suggests`, `limits_to` a level, or `adds` services).
        level: id of the level it speaks of; None when it adds services.
        adds: ids of the services it adds.
        when: the condition under which it is met.
        because: the reason, in words for a reader.
        sources: what it cites.
        examples: cases with the outcome expected of them.
        place: where it is written.
    """

    id: str
    effect: Effect
    level: str | None
    adds: tuple[str, ...]
    when: Condition
    because: str
    sources: tuple[Citation, ...] = ()
    examples: tuple[Example, ...] = ()
    place: Place | None = field(default=None, compare=False, repr=False)


@record
class Impossible:
    """A combination that no person has."""

    id: str
    when: Condition
    because: str
    sources: tuple[Citation, ...] = ()
    place: Place | None = field(default=None, compare=False, repr=False)


@record
class Contradiction:
    """Facts that disagree, and what a clinician records to resolve it.

    It stands while `when` is met and `unless` is not; then the disputed facts count as unknown (`logic/contradictions.py`).

    Attributes:
        id: its name in answers.
        when: what is recorded where the facts disagree.
        disputed: ids of the given facts that count as unknown then.
        unless: what has to be recorded for it not to stand.
        because: what disagrees, in words for a reader.
        sources: what it cites.
        place: where it is written.
    """

    id: str
    when: Condition
    disputed: tuple[str, ...]
    unless: Condition
    because: str
    sources: tuple[Citation, ...] = ()
    place: Place | None = field(default=None, compare=False, repr=False)

    @property
    def stands(self) -> Condition:
        """What is true of a person in whom it stands, when everything is known."""
        return AllOf((self.when, NoneOf((self.unless,))))


@record
class Invariant:
    """What has to hold for every possible person.

    Attributes:
        id: its name in findings.
        when: for whom it has to hold.
        levels: the levels that they may have.
        because: the reason, in words for a reader.
        with_levels: it has to hold only for those whose level is one of these.
        required: the levels that may be required for them, where nothing is required that is the lowest; empty when nothing is said of it.
        services: what their care has to include.
    """

    id: str
    when: Condition
    levels: tuple[str, ...]
    because: str | None = None
    with_levels: tuple[str, ...] = ()
    required: tuple[str, ...] = ()
    services: tuple[str, ...] = ()
    sources: tuple[Citation, ...] = ()
    place: Place | None = field(default=None, compare=False, repr=False)


@record
class Notice:
    """Information shown with an answer unless its condition is known to be met. It never changes the answer."""

    id: str
    unless: Condition
    text: str
    sources: tuple[Citation, ...] = ()
    place: Place | None = field(default=None, compare=False, repr=False)


@record
class Acceptance:
    """A finding of `check` that is deliberate.

    Attributes:
        check: the code of the finding.
        because: why it is fine.
        criterion: of which criterion; of all when nothing of the kind is named.
        until: the last day on which it is accepted.
        fact: of which fact, given or derived.
        level: of which level.
        service: of which service.
    """

    check: str
    because: str
    criterion: str | None = None
    until: str | None = None
    fact: str | None = None
    level: str | None = None
    service: str | None = None
    place: Place | None = field(default=None, compare=False, repr=False)


@record
class Renamed:
    """What a version before called by other names: old name to new name.

    Attributes:
        facts: facts, given or derived.
        values: for facts by their new name, their values, and the members of sets.
        levels: levels.
        services: services.
        criteria: criteria.
        places: where each entry is written, by the keys that lead to it.
    """

    facts: FrozenDict[str, str] = field(default_factory=FrozenDict)
    values: FrozenDict[str, FrozenDict[str, str]] = field(default_factory=FrozenDict)
    levels: FrozenDict[str, str] = field(default_factory=FrozenDict)
    services: FrozenDict[str, str] = field(default_factory=FrozenDict)
    criteria: FrozenDict[str, str] = field(default_factory=FrozenDict)
    places: FrozenDict[tuple[str, ...], Place] = field(default_factory=FrozenDict, compare=False, repr=False)


@record
class Definition:
    """Everything that a criteria file says, with the instruments it asked for."""

    id: str
    version: str
    title: str
    levels: tuple[Level, ...]
    criteria: tuple[Criterion, ...]
    population: str | None = None
    applies_when: Condition = EVERYBODY
    effective_from: str | None = None
    effective_until: str | None = None
    sources: tuple[Source, ...] = ()
    services: tuple[Service, ...] = ()
    facts: tuple[Fact, ...] = ()
    derived: tuple[Derived | Named, ...] = ()
    impossible: tuple[Impossible, ...] = ()
    contradictions: tuple[Contradiction, ...] = ()
    invariants: tuple[Invariant, ...] = ()
    notices: tuple[Notice, ...] = ()
    accept: tuple[Acceptance, ...] = ()
    override_reasons: tuple[OverrideReason, ...] = ()
    renamed: Renamed = field(default_factory=Renamed)

    @property
    def is_for_everybody(self) -> bool:
        """Whether the file has no `applies_when`."""
        return self.applies_when == EVERYBODY

    def rank(self, level: str) -> int:
        """Return the place of a level in the order, least intensive first, from 0."""
        return self.ranks()[level]

    def ranks(self) -> Mapping[str, int]:
        """Return the place of each level in that order, by id."""
        return {level.id: rank for rank, level in enumerate(self.levels)}

    def fact_places(self) -> Mapping[str, int]:
        """Return the place of each fact in the file, by id."""
        return {fact.id: place for place, fact in enumerate(self.facts)}

    def by_id(self) -> Mapping[str, Fact | Derived]:
        """Return facts and derived facts by id; named conditions are not among them."""
        return {fact.id: fact for fact in (*self.facts, *self.derived) if not isinstance(fact, Named)}

    def every_name(self) -> Mapping[str, Fact | Derived | Named]:
        """Return facts, derived facts and named conditions by id: what the names in a case are looked up in."""
        return {fact.id: fact for fact in (*self.facts, *self.derived)}
