"""A criteria set as frozen data: levels, facts, criteria and everything else in a file."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import field, replace
from typing import Any, Literal

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
    """Something that care should include, in addition to its level."""

    id: str
    title: str
    place: Place | None = field(default=None, compare=False, repr=False)


@record
class OverrideReason:
    """A reason for deciding on a level other than the suggested one; it never changes an answer."""

    id: str
    text: str
    place: Place | None = field(default=None, compare=False, repr=False)


@record
class Example:
    """A case, and whether its criterion is met in it."""

    _shown = ("expected",)

    case: Case
    expected: Literal["met", "unmet", "unknown"]
    place: Place | None = field(default=None, compare=False, repr=False)


@record
class Criterion:
    """One reason for or against a level of care.

    Attributes:
        id: its name in answers.
        effect: what follows if it is met: it `requires`, `suggests` or `limits_to` a level, `rules_out` levels, or `adds` services.
        level: id of its level, the least intensive one if it rules out several; None if it adds services.
        adds: ids of the services it adds.
        when: the condition under which it is met.
        because: the reason, in words for a reader.
        sources: what it cites.
        examples: cases with the expected outcome.
        place: where it is written.
        rules_out: ids of the levels it rules out, the least intensive first.
        section: id of its section; None outside of sections. Then `when` is "the condition of the section, and that of the criterion".
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
    rules_out: tuple[str, ...] = ()
    section: str | None = None

    @property
    def own(self) -> Condition:
        """Its condition without that of its section."""
        return self.when.parts[1] if self.section is not None and isinstance(self.when, AllOf) else self.when


@record
class CriteriaSection:
    """Criteria that apply together while a condition is met, such as those of continued stay.

    Its condition is a part of `when` of each of its criteria, so that no interpreter has to know sections.

    Attributes:
        id: its name; no criterion has the same.
        title: its name for readers.
        when: the condition under which it applies.
        otherwise: id of the criterion that is met when the section applies and none of its other criteria requires or suggests a level; None if none does.
        sources: what it cites.
        examples: cases, each with whether its condition is met.
        place: where it is written.
    """

    id: str
    title: str
    when: Condition
    otherwise: str | None = None
    sources: tuple[Citation, ...] = ()
    examples: tuple[Example, ...] = ()
    place: Place | None = field(default=None, compare=False, repr=False)


@record
class Impossible:
    """A combination of facts that no person has."""

    id: str
    when: Condition
    because: str
    sources: tuple[Citation, ...] = ()
    place: Place | None = field(default=None, compare=False, repr=False)


@record
class AppliesPart:
    """A part of `applies_when`: the criteria are for those who meet all parts.

    Attributes:
        id: its name in answers.
        when: its condition.
        because: why the criteria are not for a person who does not meet it, in words for a reader.
        refer_to: where such a person is referred to; None if the criteria do not say.
        sources: what it cites.
        place: where it is written.
    """

    id: str
    when: Condition
    because: str
    refer_to: str | None = None
    sources: tuple[Citation, ...] = ()
    place: Place | None = field(default=None, compare=False, repr=False)


def all_parts(parts: Sequence[AppliesPart]) -> Condition:
    """Return the condition that all parts of `applies_when` are met."""
    return parts[0].when if len(parts) == 1 else AllOf(tuple(part.when for part in parts))


@record
class Contradiction:
    """Facts that disagree, and what a clinician records to resolve the contradiction.

    It stands if `when` is met and `unless` is not; then the disputed facts count as unknown (`logic/contradictions.py`).

    Attributes:
        id: its name in answers.
        when: the condition under which the facts disagree.
        disputed: ids of the given facts that then count as unknown.
        unless: the condition that resolves it.
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
        """The condition under which it stands, if everything is known."""
        return AllOf((self.when, NoneOf((self.unless,))))


@record
class Invariant:
    """A statement that must hold for every possible person.

    Attributes:
        id: its name in findings.
        when: whom it covers.
        levels: the allowed levels.
        because: the reason, in words for a reader.
        with_levels: if not empty, it covers only people with one of these levels.
        required: the allowed required levels, the lowest if nothing is required; empty if any is allowed.
        services: the services that they must get.
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
    """Information shown with an answer unless its condition is known to be met.

    It never changes the answer.
    """

    id: str
    unless: Condition
    text: str
    sources: tuple[Citation, ...] = ()
    place: Place | None = field(default=None, compare=False, repr=False)


@record
class Documentation:
    """A document, signature or date that a level takes. It is shown with the answer, and never changes it.

    Attributes:
        id: its name in answers.
        levels: the levels that take it, least intensive first.
        needs: the condition under which it is there.
        because: what it is and why it is needed, in words for a reader.
        when: the condition under which it is needed at these levels.
        sources: what it cites.
        place: where it is written.
    """

    id: str
    levels: tuple[str, ...]
    needs: Condition
    because: str
    when: Condition = EVERYBODY
    sources: tuple[Citation, ...] = ()
    place: Place | None = field(default=None, compare=False, repr=False)

    @property
    def conditions(self) -> tuple[Condition, Condition]:
        """Whether it is needed, and whether it is there."""
        return self.when, self.needs


@record
class AgreesWith:
    """How far apart this set and another one may be for people of whom the facts that both share are known.

    Attributes:
        id: the other set.
        within: how many levels.
        because: why, in words for a reader.
        place: where it is written.
    """

    id: str
    within: int
    because: str
    place: Place | None = field(default=None, compare=False, repr=False)


@record
class Acceptance:
    """An accepted finding of `check`.

    Attributes:
        check: the code of the finding.
        because: why it is acceptable.
        criterion: only findings about this criterion; all findings if no part is named.
        until: the last day on which it is accepted.
        fact: only findings about this fact, given or derived.
        level: only findings about this level.
        service: only findings about this service.
        section: only findings about this section; not those about its criteria.
        contradiction: only findings about this contradiction.
        documentation: only findings about this documentation.
        part: only findings about this part of `applies_when`.
    """

    check: str
    because: str
    criterion: str | None = None
    until: str | None = None
    fact: str | None = None
    level: str | None = None
    service: str | None = None
    section: str | None = None
    contradiction: str | None = None
    documentation: str | None = None
    part: str | None = None
    place: Place | None = field(default=None, compare=False, repr=False)

    @property
    def named(self) -> Mapping[str, str]:
        """The parts of the file that it names, by kind; it covers every finding of its code if there are none."""
        return {kind: name for kind in ACCEPTED_KINDS if (name := getattr(self, kind)) is not None}


ACCEPTED_KINDS = ("criterion", "section", "fact", "level", "service", "contradiction", "documentation", "part")
"""The kinds of parts that an acceptance can name."""


@record
class Renamed:
    """Names that an earlier version used: old name to new name.

    Attributes:
        facts: facts, given or derived.
        values: values and members of sets, by the new name of their fact.
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
class LocalChange:
    """One part that a local version changes.

    Attributes:
        kind: what it does with the part.
        section: the section of the part: `criteria`, `facts`, `examples`.
        id: the part. An example is its criterion and its number there: `severe.2`.
        place: where the change is written.
    """

    kind: Literal["replaced", "left_out", "added"]
    section: str
    id: str
    place: Place | None = field(default=None, compare=False, repr=False)


@record
class BasedOn:
    """The criteria that a local version changes, and its changes. Everything else is in the definition, as if one file said it.

    Attributes:
        id: the id of the base.
        version: its version.
        digest: of all of it that can reach a reader.
        changes: what the local version changes, section by section.
        base: what the base itself is based on.
    """

    _shown = ("id", "version", "changes")

    id: str
    version: str
    digest: str
    changes: tuple[LocalChange, ...]
    base: "BasedOn | None" = None

    def to_dict(self) -> dict[str, Any]:
        """Return the basis as a dictionary of JSON values."""
        changes = [{"kind": each.kind, "section": each.section, "id": each.id} for each in self.changes]
        base = None if self.base is None else self.base.to_dict()
        return {"id": self.id, "version": self.version, "digest": self.digest, "changes": changes, "based_on": base}


@record
class Definition:
    """The content of a criteria file, including its instruments and what it is based on."""

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
    based_on: BasedOn | None = field(default=None, compare=False, repr=False)
    applies_parts: tuple[AppliesPart, ...] = ()
    sections: tuple[CriteriaSection, ...] = ()
    documentation: tuple[Documentation, ...] = ()
    asked_when: FrozenDict[str, Condition] = field(default_factory=FrozenDict)
    """For facts with a gate, by id: the condition that decides whether they are asked. It decides nothing else."""
    agrees_with: tuple[AgreesWith, ...] = ()

    def __post_init__(self) -> None:
        # A part that says something else than `applies_when` would be a silent defect of every answer.
        assert not self.applies_parts or self.applies_when == all_parts(self.applies_parts), "`applies_when` is not what its parts say"

    @property
    def is_for_everybody(self) -> bool:
        """Whether the file has no `applies_when`."""
        return self.applies_when == EVERYBODY

    def rank(self, level: str) -> int:
        """Return the position of a level, from 0 for the least intensive."""
        return self.ranks()[level]

    def ranks(self) -> Mapping[str, int]:
        """Return the position of each level, by id."""
        return {level.id: rank for rank, level in enumerate(self.levels)}

    def fact_places(self) -> Mapping[str, int]:
        """Return the position of each fact in the file, by id."""
        return {fact.id: place for place, fact in enumerate(self.facts)}

    def by_id(self) -> Mapping[str, Fact | Derived]:
        """Return facts and derived facts by id, without named conditions."""
        return {fact.id: fact for fact in (*self.facts, *self.derived) if not isinstance(fact, Named)}

    def every_name(self) -> Mapping[str, Fact | Derived | Named]:
        """Return facts, derived facts and named conditions by id."""
        return {fact.id: fact for fact in (*self.facts, *self.derived)}


def with_applies_when(definition: Definition, changed: Callable[[Condition], Condition]) -> Definition:
    """Return a definition with the condition of whom it is for changed, part by part."""
    if not definition.applies_parts:
        return replace(definition, applies_when=changed(definition.applies_when))
    return with_applies_parts(definition, [replace(part, when=changed(part.when)) for part in definition.applies_parts])


def with_applies_parts(definition: Definition, parts: Sequence[AppliesPart]) -> Definition:
    """Return a definition with other parts of `applies_when`, at least one."""
    old = definition.applies_parts
    are_the_same = len(parts) == len(old) and all(new.when is before.when for new, before in zip(parts, old, strict=True))
    # The same condition stays the same object, so that it is not compiled again.
    return replace(definition, applies_parts=tuple(parts), applies_when=definition.applies_when if are_the_same else all_parts(parts))
