"""What an answer says, as data: immutable, compared by value, and turned into JSON as it is."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import field
from typing import TYPE_CHECKING, Any, Literal

from carelevel.logic.contradictions import without
from carelevel.logic.documentation import DocumentationStatus
from carelevel.logic.levels import level_range, rules_of, rules_out
from carelevel.model.arguments import expect_criteria
from carelevel.model.cases import Case, ReadingCriteria
from carelevel.model.criteria import Definition, Notice
from carelevel.model.frozen import FrozenDict, record, summary, thawed
from carelevel.model.operators import Effect
from carelevel.model.printable import Printable, Recordable
from carelevel.model.problems import CaseError, Problem, not_decided, quoted
from carelevel.model.saved import refuse_differences, saved_form
from carelevel.model.serialize import ANSWER_FORMAT, DECISION_FORMAT, NEW_IN_ANSWERS, OLDEST_ANSWER
from carelevel.model.sources import Citation
from carelevel.model.truth import Truth
from carelevel.model.version import __version__

if TYPE_CHECKING:
    from datetime import datetime

    from carelevel.model.record import Record


@record
class Outcome:
    """The level in a fast answer. There are few of these, and each is shared by all answers that say the same."""

    lowest: str | None
    highest: str | None
    settled: bool
    level: str | None
    applies: Literal["met", "unmet", "unknown"]
    contradictions: tuple[str, ...] = ()


class Decision(Printable):
    """The fast answer, without prose: the range that Kleene's logic gives.

    The range is sound and sometimes wider than the exact one of `recommend`: `settled` may be False here and True there, never the reverse.
    The ids of criteria are put together when they are asked for.

    Attributes:
        lowest: least intensive level that is possible; None when the criteria do not apply to this person.
        highest: most intensive level that is possible; None when the criteria do not apply.
        settled: whether one level is possible, and the criteria are certain to be for this person.
        level: that level, else None.
        applies: whether the criteria are for this person.
        met: ids of the criteria that are met, in the order of the file.
        unmet: ids of those that are not.
        unknown: ids of those that unknown facts leave open.
        contradictions: ids of the contradictions in the record; the facts that they dispute count as unknown.

    >>> import carelevel
    >>> decision = carelevel.load("adult-mental-health").decide({"age": 34, "suicide_risk": "imminent"})
    >>> decision.level, decision.met[:2]
    ('inpatient', ('imminent-suicide-risk', 'high-risk-to-self-or-others'))
    """

    __slots__ = ("_ids", "_met", "_outcome", "_possible")
    __match_args__ = ("lowest", "highest", "settled", "level", "applies", "met", "unmet", "unknown", "contradictions")

    def __init__(self, outcome: Outcome, ids: "IdsOf", met: int, possible: int) -> None:
        """Make the answer from an outcome, and from the criteria that are met and those that are met or unknown, in a form that `ids` understands."""
        self._outcome = outcome
        self._ids = ids
        self._met = met
        self._possible = possible

    @property
    def lowest(self) -> str | None:
        """The least intensive level that is possible."""
        return self._outcome.lowest

    @property
    def highest(self) -> str | None:
        """The most intensive level that is possible."""
        return self._outcome.highest

    @property
    def settled(self) -> bool:
        """Whether one level is possible, and the criteria are certain to be for this person."""
        return self._outcome.settled

    @property
    def level(self) -> str | None:
        """The level when settled, else None."""
        return self._outcome.level

    @property
    def applies(self) -> Literal["met", "unmet", "unknown"]:
        """Whether the criteria are for this person."""
        return self._outcome.applies

    @property
    def contradictions(self) -> tuple[str, ...]:
        """The ids of the contradictions in the record."""
        return self._outcome.contradictions

    @property
    def met(self) -> tuple[str, ...]:
        """The ids of the criteria that are met."""
        return self._ids(self._met)

    @property
    def unmet(self) -> tuple[str, ...]:
        """The ids of the criteria that are not met."""
        return self._ids(~self._possible)

    @property
    def unknown(self) -> tuple[str, ...]:
        """The ids of the criteria that unknown facts leave open."""
        return self._ids(self._met ^ self._possible)

    def to_dict(self) -> dict[str, Any]:
        """Return the answer as a dictionary of JSON values, which `from_dict` takes back.

        >>> import carelevel
        >>> carelevel.load("adult-mental-health").decide({"age": 34, "suicide_risk": "imminent"}).to_dict()["level"]
        'inpatient'
        """
        return {"format": DECISION_FORMAT} | {name: thawed(getattr(self, name)) for name in _OF_A_DECISION}

    @classmethod
    def from_dict(cls, given: Mapping[str, Any], criteria: ReadingCriteria) -> "Decision":
        """Return the answer that a dictionary of `to_dict` describes.

        The range is worked out again from the criteria that are met, not met and unknown: a level that does not follow from them is refused.

        Args:
            given: the dictionary.
            criteria: the criteria set that answered.

        Raises:
            CaseError: the dictionary is no answer of these criteria; every problem of it is in `problems`.

        >>> import carelevel
        >>> criteria = carelevel.load("adult-mental-health")
        >>> decision = criteria.decide({"age": 34, "suicide_risk": "high"})
        >>> carelevel.Decision.from_dict(decision.to_dict(), criteria) == decision
        True
        """
        expect_criteria(criteria)
        saved = saved_form(given, "a decision", DECISION_FORMAT)
        definition: Definition = criteria.definition
        statuses = {name: status for status in Truth for name in _listed(saved, status.value)}
        by_status = {truth: tuple(each.id for each in definition.criteria if statuses.get(each.id, Truth.UNKNOWN) is truth) for truth in Truth}
        rules = rules_of(definition)
        found = level_range([rule for _, rule in rules], [statuses.get(each.id, Truth.UNKNOWN) for each, _ in rules], len(definition.levels) - 1)
        applies = _applies(definition, saved)
        lowest, highest = (None, None) if applies == "unmet" else (definition.levels[found.lowest].id, definition.levels[found.highest].id)
        settled = applies == "met" and lowest == highest
        named = _listed(saved, "contradictions")
        contradictions = tuple(each.id for each in definition.contradictions if each.id in named)
        outcome = Outcome(lowest, highest, settled, lowest if settled else None, applies, contradictions)
        made = _decision(outcome, by_status[Truth.MET], by_status[Truth.UNMET], by_status[Truth.UNKNOWN])
        refuse_differences(made.to_dict(), saved, "a decision of these criteria")
        return made

    def _whole(self) -> tuple[Any, ...]:
        return self._outcome, self.met, self.unmet, self.unknown

    def __eq__(self, other: object) -> bool:
        return self._whole() == other._whole() if isinstance(other, Decision) else NotImplemented

    def __hash__(self) -> int:
        return hash(self._whole())

    def __repr__(self) -> str:
        return summary(self, self.__match_args__)

    def __reduce__(self) -> tuple[Any, ...]:
        # A pickle holds the ids of this answer, and not the tables that know all ids.
        return _decision, self._whole()


_OF_A_DECISION = ("level", "lowest", "highest", "settled", "applies", "met", "unmet", "unknown", "contradictions")


def _listed(saved: Mapping[str, Any], name: str) -> tuple[str, ...]:
    """Return the ids of a list, as far as they are any."""
    found = saved.get(name)
    return tuple(each for each in found if isinstance(each, str)) if isinstance(found, list | tuple) else ()


def _applies(definition: Definition, saved: Mapping[str, Any]) -> Literal["met", "unmet", "unknown"]:
    """Return whether criteria were for somebody. Nothing else in an answer says it, unless they are for everybody."""
    found = saved.get("applies")
    return "met" if definition.is_for_everybody or found == "met" else "unmet" if found == "unmet" else "unknown"


IdsOf = Callable[[int], tuple[str, ...]]


@record
class _Three:
    """The ids of the criteria of one answer: those met for 1, those unknown for 2, those unmet for the rest."""

    met: tuple[str, ...]
    unmet: tuple[str, ...]
    unknown: tuple[str, ...]

    def __call__(self, found: int) -> tuple[str, ...]:
        return {1: self.met, 2: self.unknown}.get(found, self.unmet)


def _decision(outcome: Outcome, met: tuple[str, ...], unmet: tuple[str, ...], unknown: tuple[str, ...]) -> Decision:
    """Return an answer that holds its own ids, for unpickling."""
    return Decision(outcome, _Three(met, unmet, unknown), 1, 3)


@record
class Reason:
    """A criterion that is met and calls for a level of care.

    Attributes:
        criterion: its id.
        effect: `requires` or `suggests`.
        level: the level it speaks of.
        because: the reason in words.
        sources: what it cites.
        evidence: a smallest part of what is known that is enough for it to be met; itself a case.
    """

    _shown = ("effect", "level")

    criterion: str
    effect: Effect
    level: str
    because: str
    sources: tuple[Citation, ...]
    evidence: FrozenDict[str, Any]


@record
class RuledOut:
    """A criterion that is met and rules out levels of care. The level is then a more intensive one.

    Attributes:
        criterion: its id.
        levels: the levels it rules out, the least intensive first.
        because: the reason in words.
        sources: what it cites.
        evidence: a smallest part of what is known that is enough for it to be met; itself a case.
    """

    _shown = ("levels",)

    criterion: str
    levels: tuple[str, ...]
    because: str
    sources: tuple[Citation, ...]
    evidence: FrozenDict[str, Any]


@record
class Barrier:
    """A limit in this person's life that lowers the level, or would if a requirement did not override it.

    Attributes:
        criterion: id of the criterion that limits.
        level: the level it limits to.
        because: the reason in words.
        sources: what it cites.
        evidence: what makes it met.
        lowered_from: the level that is suggested before limits; None when a requirement keeps the level there.
        overridden: whether a requirement, or what is ruled out, holds the level above this limit.
    """

    _shown = ("level", "lowered_from", "overridden")

    criterion: str
    level: str
    because: str
    sources: tuple[Citation, ...]
    evidence: FrozenDict[str, Any]
    lowered_from: str | None
    overridden: bool


@record
class Joint:
    """Criteria of which one is met for certain, although it is not known which.

    Attributes:
        criteria: their ids, in the order of the file. All of them are needed.
        effect: `requires` when all of them require, `limits_to` when they limit, `rules_out` when some rule out levels, else `suggests`. With
            `rules_out` more than one of them may be met, and together they leave no level below `level`.
        level: the lowest level that they call for together; for limits, the highest level that they leave.
        because: their reasons in words.
        sources: what they cite.
        evidence: a smallest part of what is known that is enough; itself a case. The first of several in the order of the facts.
        whichever: ids of the facts that decide which one is met. They need not be known.
    """

    _shown = ("effect", "level", "criteria")

    criteria: tuple[str, ...]
    effect: Effect
    level: str
    because: tuple[str, ...]
    sources: tuple[Citation, ...]
    evidence: FrozenDict[str, Any]
    whichever: tuple[str, ...]


@record
class JointBarrier:
    """Limits of which one is met for certain, and that lower the level, or would if a requirement did not override them.

    Attributes:
        joint: the limits.
        lowered_from: the level that is suggested before limits; None when a requirement keeps the level there.
        overridden: whether a requirement holds the level above them.
    """

    _shown = ("lowered_from", "overridden")

    joint: Joint
    lowered_from: str | None
    overridden: bool


@record
class WhomPart:
    """A part of `applies_when`, and whether this person meets it. The criteria are for those who meet all parts.

    Attributes:
        part: its id.
        status: `met`, `unmet` or `unknown`.
        because: why the criteria are not for a person who does not meet it, in words.
        refer_to: where such a person is referred to; None if the criteria do not say.
        sources: what it cites.
        evidence: where it is unmet, or excludes other parts: a smallest part of what is known that is enough for that; itself a case. Else None.
        excludes: ids of the other parts that it excludes: no possible person like this meets all of them.
    """

    _shown = ("part", "status")

    part: str
    status: Literal["met", "unmet", "unknown"]
    because: str
    refer_to: str | None
    sources: tuple[Citation, ...]
    evidence: FrozenDict[str, Any] | None
    excludes: tuple[str, ...]


@record
class SuggestedService:
    """A service that care should include, or may need to include.

    Attributes:
        id: its id.
        title: its name.
        status: `met` when it is certain, `open` while unknown facts decide.
        because: the reasons of the criteria that add it, or may add it.
        criteria: the ids of those criteria.
        sources: what they cite.
        evidence: where it is certain although none of them alone is: a smallest part of what is known that is enough for one of them to be met.
        whichever: ids of the facts that decide which one is met then.
    """

    _shown = ("id", "status")

    id: str
    title: str
    status: Literal["met", "open"]
    because: tuple[str, ...]
    criteria: tuple[str, ...]
    sources: tuple[Citation, ...]
    evidence: FrozenDict[str, Any] | None = None
    whichever: tuple[str, ...] = ()


@record
class StandingContradiction:
    """Facts that disagree in the record. Disputed facts count as unknown until the contradiction is resolved.

    Attributes:
        id: its id.
        because: what disagrees, in words.
        disputed: ids of the facts that count as unknown.
        record: ids of the facts that resolve it once they are recorded.
        sources: what it cites.
    """

    _shown = ("disputed", "record")

    id: str
    because: str
    disputed: tuple[str, ...]
    record: tuple[str, ...]
    sources: tuple[Citation, ...]


@record
class Documented:
    """A document, signature or date that a possible level takes, and whether it is there. It never changes the level.

    Attributes:
        id: its id.
        levels: the possible levels that take it, least intensive first.
        status: `there`, `lacking`, or `unknown` while unknown facts decide whether it is needed or there.
        because: what it is and why it is needed, in words.
        missing: ids of the facts that decide it while it is not known, those first that decide whether it is needed.
        sources: what it cites.
    """

    _shown = ("id", "status", "levels")

    id: str
    levels: tuple[str, ...]
    status: DocumentationStatus
    because: str
    missing: tuple[str, ...]
    sources: tuple[Citation, ...]


@record
class Recommendation(Printable, Recordable):
    """A level of care with its reasons, what was unknown, and what could still change it.

    It supports a clinician's judgment and never replaces it. `print` shows it in plain words; in a notebook it shows itself.

    Attributes:
        level: the level when settled, else None. Unknown facts never lower a level.
        lowest: least intensive possible level; None when the criteria do not apply to this person.
        highest: most intensive possible level; None when the criteria do not apply.
        possible: the levels that are possible if the criteria are for this person, least intensive first.
        settled: whether one level is possible, and it is certain that the criteria are for this person.
        exact: whether `possible` is exact. False when the search goes over its budget: `possible` is then a range that is certain to hold all possible levels.
        indicated: the level that the known facts point to, unknown criteria left aside. Show it with the range, never alone.
        applies: whether the criteria are for this person, whatever the unknown facts are.
        reasons: criteria met that require or suggest a level, most intensive first.
        joint: criteria of which one is met and calls for `lowest`, where no single reason does. A level above the lowest has a reason, or these.
        barriers: limits that lower the level, or that a requirement overrides.
        joint_barrier: limits of which one is met, where they are tighter than the barriers.
        possible_barriers: limits met that would lower the level if a criterion that is still unknown were met.
        services: what care should include, or may need to include.
        missing: ids of facts that can still change the level, those that could raise it first, or, where the criteria are not for this person, whether
            the person is referred; exact too, but for a set so large that
            its diagram went over its budget: then it may name a fact too many, never one too few.
        missing_for_services: ids of facts that open services wait for.
        missing_for_contradictions: ids of facts that could show that others disagree, and so open the range, or for whom the criteria are; none where `lowest`
            is the most intensive level. It may name a fact too many, never one too few.
        contradictions: contradictions in the record. The facts that they dispute count as unknown in the whole answer.
        notices: information to show with the answer, whatever the level.
        met: ids of the criteria met, in the order of the file.
        unmet: ids of those that are not.
        unknown: ids of those that unknown facts leave open.
        case: what was known, disputed facts included; `undisputed_case` is what the answer rests on.
        raised_from: the level that `lowest` would be if nothing was ruled out; None when it would be the same.
        ruled_out: criteria met that rule out levels.
        whom: the parts of `applies_when`, if it has parts, each with its status. Where one is unmet, or some exclude each other, the criteria are not for
            this person.
        documentation: documents, signatures and dates that the possible levels take; they never change the level.
        missing_for_documentation: ids of facts that documentation waits for, in the order of the file.
        definition: the criteria it rests on.
        digest: of all that can reach a reader.
        decision_digest: of levels, facts, conditions and effects alone.

    >>> import carelevel
    >>> answer = carelevel.load("adult-mental-health").recommend({"age": 34, "suicide_risk": "high"})
    >>> answer.level, answer.lowest, answer.highest, answer.missing[0]
    (None, 'iop', 'inpatient', 'violence_risk')
    """

    _shown = ("level", "lowest", "highest", "settled", "exact", "reasons", "missing")

    level: str | None
    lowest: str | None
    highest: str | None
    possible: tuple[str, ...]
    settled: bool
    exact: bool
    indicated: str | None
    applies: Literal["met", "unmet", "unknown"]
    reasons: tuple[Reason, ...]
    joint: Joint | None
    barriers: tuple[Barrier, ...]
    joint_barrier: JointBarrier | None
    possible_barriers: tuple[str, ...]
    services: tuple[SuggestedService, ...]
    missing: tuple[str, ...]
    missing_for_services: tuple[str, ...]
    notices: tuple[str, ...]
    met: tuple[str, ...]
    unmet: tuple[str, ...]
    unknown: tuple[str, ...]
    case: Case = field(repr=False)
    definition: Definition = field(repr=False)
    digest: str = field(repr=False)
    decision_digest: str = field(repr=False)
    missing_for_contradictions: tuple[str, ...] = ()
    contradictions: tuple[StandingContradiction, ...] = ()
    raised_from: str | None = None
    ruled_out: tuple[RuledOut, ...] = ()
    whom: tuple[WhomPart, ...] = ()
    documentation: tuple[Documented, ...] = ()
    missing_for_documentation: tuple[str, ...] = ()

    @property
    def undisputed_case(self) -> Case:
        """What was known, without the facts that contradictions dispute: what everything in the answer rests on."""
        return without(self.case, frozenset(name for each in self.contradictions for name in each.disputed))

    def to_dict(self) -> dict[str, Any]:
        """Return the answer as a dictionary of JSON values; `carelevel schema --for answers` prints its schema.

        >>> import carelevel
        >>> answer = carelevel.load("adult-mental-health").recommend({"age": 34, "suicide_risk": "imminent"})
        >>> answer.to_dict()["reasons"][0]["evidence"]
        {'suicide_risk': 'imminent'}
        """
        return (
            {
                "format": ANSWER_FORMAT,
                "level": self.level,
                "lowest": self.lowest,
                "highest": self.highest,
                "possible": list(self.possible),
                "settled": self.settled,
                "exact": self.exact,
                "indicated": self.indicated,
                "applies": self.applies,
                "reasons": [_json(reason) for reason in self.reasons],
                "joint": None if self.joint is None else _json(self.joint),
                "barriers": [_json(barrier) for barrier in self.barriers],
                "joint_barrier": None if self.joint_barrier is None else _joint_barrier(self.joint_barrier),
                "possible_barriers": list(self.possible_barriers),
                "services": [_json(service) for service in self.services],
                "missing": list(self.missing),
                "missing_for_services": list(self.missing_for_services),
                "missing_for_contradictions": list(self.missing_for_contradictions),
                "contradictions": [_json(each) for each in self.contradictions],
                "notices": [{"id": notice.id, "text": notice.text} for notice in self.shown_notices],
                "met": list(self.met),
                "unmet": list(self.unmet),
                "unknown": list(self.unknown),
                "criteria": {
                    "id": self.definition.id,
                    "version": self.definition.version,
                    "digest": self.digest,
                    "decision_digest": self.decision_digest,
                    **({} if self.definition.based_on is None else {"based_on": self.definition.based_on.to_dict()}),
                },
                "problems": [problem.to_dict() for problem in self.problems],
                "carelevel": __version__,
            }
            | self._raised()
            | ({"whom": [_json(each) for each in self.whom]} if self.whom else {})
            | self._documented()
        )

    def _documented(self) -> dict[str, Any]:
        """Return the documentation; nothing where the criteria have none, so that their answers stay as they were."""
        if not self.definition.documentation:
            return {}
        return {"documentation": [_json(each) for each in self.documentation], "missing_for_documentation": list(self.missing_for_documentation)}

    @property
    def documentation_there(self) -> tuple[str, ...]:
        """The ids of the documentation that is there."""
        return self._with_status("there")

    @property
    def documentation_lacking(self) -> tuple[str, ...]:
        """The ids of the documentation that is lacking."""
        return self._with_status("lacking")

    @property
    def documentation_unknown(self) -> tuple[str, ...]:
        """The ids of the documentation of which it is not known whether it is needed and there."""
        return self._with_status("unknown")

    def _with_status(self, status: DocumentationStatus) -> tuple[str, ...]:
        return tuple(each.id for each in self.documentation if each.status == status)

    def _raised(self) -> dict[str, Any]:
        """Return what is ruled out; nothing where the criteria rule out no level, so that their answers stay as they were."""
        if not any(rules_out(criterion.effect) for criterion in self.definition.criteria):
            return {}
        return {"raised_from": self.raised_from, "ruled_out": [_json(each) for each in self.ruled_out]}

    @classmethod
    def from_dict(cls, given: Mapping[str, Any], criteria: ReadingCriteria, case: Mapping[str, Any] | Case) -> "Recommendation":
        """Return the answer that a dictionary of `to_dict` describes.

        The criteria answer again, and the dictionary has to say the same: an answer is never taken on trust. It may have been written by another version of
        carelevel.

        Args:
            given: the dictionary.
            criteria: the criteria set that answered.
            case: what was known of the person; the dictionary does not have all of it. `answer.case.to_dict()` keeps it.

        Raises:
            CaseError: these are not the criteria that answered, the case is none, or they answer otherwise; every difference is in `problems`.

        >>> import carelevel
        >>> criteria = carelevel.load("adult-mental-health")
        >>> case = {"age": 34, "suicide_risk": "imminent"}
        >>> answer = criteria.recommend(case)
        >>> carelevel.Recommendation.from_dict(answer.to_dict(), criteria, case) == answer
        True
        """
        expect_criteria(criteria)
        saved = saved_form(given, "a recommendation", ANSWER_FORMAT, OLDEST_ANSWER)
        by = saved.get("criteria")
        if isinstance(by, Mapping) and by.get("digest") != criteria.digest:
            message = f"this answer was given by other criteria than {quoted(criteria.definition.id)} {criteria.definition.version} is now"
            raise CaseError([Problem("other-criteria", message, path=("criteria", "digest"))])
        made: Recommendation = criteria.recommend(case)
        version = saved.get("carelevel")
        expected = made.to_dict() | ({"carelevel": version} if isinstance(version, str) else {})
        if saved["format"] < ANSWER_FORMAT:
            # An older version says nothing of what is new since then.
            expected = {name: value for name, value in expected.items() if name not in NEW_IN_ANSWERS} | {"format": saved["format"]}
        refuse_differences(expected, saved, "the answer of these criteria")
        return made

    def record(
        self,
        when: "datetime | str",
        *,
        facts: 'bool | Literal["masked"] | Iterable[str]' = False,
        decision: str | None = None,
        override_because: str | None = None,
        reference: str | None = None,
    ) -> "Record":
        """Return a record of the answer, to be kept: one self-contained document, without facts of the person unless they are asked for.

        Args:
            when: the time, with its offset from UTC; as text in the form of ISO 8601. carelevel looks at no clock.
            facts: False for none; True for all that was known; the ids of some; or `"masked"` for all of them, each said only as closely as the criteria look
                at it: the record can still be run again.
            decision: id of the level that the clinician decided on.
            override_because: why, when the answer does not name that level as possible: the id of one of the criteria's `override_reasons`, or own words.
            reference: what finds the person or the stay again. Without it nothing in the record says who it is about.

        Raises:
            RecordError: the time has no offset; there is no such fact, level or reason; an override without a reason, or a reason without an override; or it
                could not be shown that masked facts lead to the same answer.

        >>> import carelevel
        >>> answer = carelevel.load("adult-mental-health").recommend({"age": 34, "suicide_risk": "imminent"})
        >>> record = answer.record("2026-11-25T14:30:00+01:00", facts="masked", decision="inpatient")
        >>> record.decision.outcome, record.facts["suicide_risk"], record.answer["level"]
        ('accepted', 'imminent', 'inpatient')
        """
        made: Record = Recordable.recorded(self, when, facts, (decision, override_because), reference)
        return made

    @property
    def problems(self) -> tuple[Problem, ...]:
        """A problem with the code `not-decided` while the answer is not `exact`, so that a program can refuse it; else nothing."""
        said = "which levels are possible was not decided within the allowed work: the range is certain to hold them, and may be too wide"
        return () if self.exact else (not_decided(said),)

    @property
    def shown_notices(self) -> tuple[Notice, ...]:
        """The notices themselves."""
        return tuple(notice for notice in self.definition.notices if notice.id in self.notices)


def _joint_barrier(barrier: JointBarrier) -> dict[str, Any]:
    return _json(barrier.joint) | {"lowered_from": barrier.lowered_from, "overridden": barrier.overridden}


def _json(part: Reason | Joint | Barrier | RuledOut | WhomPart | SuggestedService | StandingContradiction | Documented) -> dict[str, Any]:
    """Return a part of an answer as JSON values; sources are named by their ids."""
    names = [name for name in type(part).__dataclass_fields__ if name != "sources"]
    shown: dict[str, Any] = {name: thawed(getattr(part, name)) for name in names}
    return shown | {"sources": list(dict.fromkeys(citation.id for citation in part.sources))}
