"""Run records again: which answers differ now and why, and how often clinicians agreed with each criterion."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from carelevel.answers.results import Recommendation
from carelevel.logic.levels import rules_out
from carelevel.model.arguments import expect
from carelevel.model.criteria import Definition
from carelevel.model.frozen import FrozenDict, record, thawed
from carelevel.model.printable import Printable
from carelevel.model.problems import CaseError, quoted
from carelevel.model.record import Record, refused
from carelevel.model.version import __version__
from carelevel.records.agreement import Agreement, CriterionAgreement
from carelevel.records.making import answer_kept
from carelevel.records.renaming import Renaming

MOST_KEPT = 1_000
"""How many differences are kept one by one; the others are only counted."""

_STATUSES = ("met", "unmet", "unknown")


@record
class ReplayTurn:
    """A criterion that came out differently or calls for another level; None when it is not in a version."""

    _shown = ("was", "is_now")

    criterion: str
    was: str | None
    is_now: str | None


@record
class ReplayDifference:
    """A record that gets a different answer now.

    Attributes:
        at: the place of the record.
        reference: the caller's reference in the record.
        recorded_with: the version of carelevel that gave the recorded answer.
        was: the members of the recorded answer that differ, in the names of these criteria.
        is_now: the same members now; empty when these criteria can no longer answer for the recorded facts.
        turns: the criteria that came out differently or call for another level.
        problems: why these criteria cannot answer for the recorded facts.
    """

    _shown = ("at", "turns", "problems")

    at: str
    reference: str | None
    recorded_with: str
    was: FrozenDict[str, Any]
    is_now: FrozenDict[str, Any]
    turns: tuple[ReplayTurn, ...]
    problems: tuple[str, ...] = ()


@record
class Replay(Printable):
    """The result of running records again.

    Attributes:
        criteria: the id, version and digests of the criteria used.
        carelevel: the version of the program.
        records: how many records there were.
        same: how many answers are the same.
        different: how many answers differ.
        without_facts: how many could not be run because not all of their facts were kept.
        differences: the differences, up to `MOST_KEPT`.
        turned: how often each criterion came out differently, the most frequent first.
        agreement: how often clinicians agreed with each criterion, the least often first.
        notes: the names in records that were translated by `renamed`, in words.
    """

    _shown = ("records", "same", "different", "without_facts")

    criteria: FrozenDict[str, str]
    carelevel: str
    records: int
    same: int
    different: int
    without_facts: int
    differences: tuple[ReplayDifference, ...]
    turned: tuple[tuple[ReplayTurn, int], ...]
    agreement: tuple[CriterionAgreement, ...]
    notes: tuple[str, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """Return the result as a dictionary of JSON values."""
        named = [name for name in self.__dataclass_fields__ if name not in {"differences", "turned", "agreement"}]
        return {name: thawed(getattr(self, name)) for name in named} | {
            "differences": [_plain(each) for each in self.differences],
            "turned": [_plain(turn) | {"records": count} for turn, count in self.turned],
            "agreement": [_plain(each) for each in self.agreement],
        }


class Replaying:
    """Runs records one by one and counts the results, in bounded memory."""

    def __init__(self, definition: Definition, digests: tuple[str, str], recommend: Callable[[Mapping[str, Any]], Recommendation], *, other: bool) -> None:
        """Make it for a definition; with `other`, records of other criteria or versions are run, too."""
        self._definition, self._recommend, self._is_other_meant = definition, recommend, other
        self._digest, self._decision_digest = digests
        self._records = self._same = self._different = self._without_facts = 0
        self._differences: list[ReplayDifference] = []
        self._turned: Counter[ReplayTurn] = Counter()
        self._agreement = Agreement(definition)
        self._renaming = Renaming(definition, digests)
        self._strange: list[tuple[str, Record]] = []
        self._strangers = 0

    def __repr__(self) -> str:
        return f"<Replaying records={self._records}>"

    def take(self, at: str, each: Record) -> None:
        """Run one record again, in the names of these criteria."""
        expect("each", each, Record, "a record, as `Recommendation.record` returns it")
        self._records += 1
        each, problems = self._renaming.of(each) if self._is_other_meant else (each, ())
        self._agreement.count(each)
        if not self._is_other_meant and each.criteria["digest"] != self._digest:
            self._strangers += 1
            self._strange = self._strange or [(at, each)]
        elif problems and each.kept in {"all", "masked"}:
            self._differs(ReplayDifference(at, each.reference, each.carelevel, FrozenDict(), FrozenDict(), (), problems))
        elif each.facts is None or each.kept not in {"all", "masked"}:
            self._without_facts += 1
        else:
            self._run(at, each, each.facts)

    def result(self) -> Replay:
        """Return the result so far.

        Raises:
            RecordError: there are records of other criteria, and `other` is False.
        """
        for at, first in self._strange:
            raise refused("other-criteria", self._refusal(at, first), hint="run them with these criteria anyway: --other-criteria")
        definition = self._definition
        return Replay(
            criteria=FrozenDict(id=definition.id, version=definition.version, digest=self._digest, decision_digest=self._decision_digest),
            carelevel=__version__,
            records=self._records,
            same=self._same,
            different=self._different,
            without_facts=self._without_facts,
            differences=tuple(self._differences),
            turned=tuple(self._turned.most_common()),
            agreement=self._agreement.result(),
            notes=tuple(self._notes()),
        )

    def _notes(self) -> Iterable[str]:
        number, used = self._renaming.records, self._renaming.used
        if used:
            yield f"in {number:,} record{'s' * (number != 1)} names were translated by `renamed`: {', '.join(used)}"

    def _refusal(self, at: str, first: Record) -> str:
        was, now = first.criteria, self._definition
        alike = "; both decide the same and differ only in text" if was["decision_digest"] == self._decision_digest else ""
        return (
            f"{self._strangers:,} of {self._records:,} records are not of {quoted(now.id)} {quoted(now.version)} as it is now: "
            f"the first, {quoted(at)}, is of {quoted(was['id'])} {quoted(was['version'])} with the digest {was['digest'][:19]}…{alike}"
        )

    def _run(self, at: str, each: Record, facts: Mapping[str, Any]) -> None:
        try:
            now = answer_kept(self._recommend(thawed(facts)))
        except CaseError as error:
            self._differs(ReplayDifference(at, each.reference, each.carelevel, FrozenDict(), FrozenDict(), (), tuple(map(str, error.problems))))
            return
        # Where the criteria rule out no level any more, nothing is ruled out now; where `applies_when` has no parts, none is listed; and where they have no
        # documentation, none is needed.
        gone = {"raised_from": None, "ruled_out": (), "whom": (), "documentation": (), "missing_for_documentation": ()}
        now = FrozenDict({name: value for name, value in gone.items() if name in each.answer} | now)
        names = [name for name in each.answer if each.answer[name] != now[name]]
        if not names:
            self._same += 1
            return
        was, is_now = (FrozenDict({name: answer[name] for name in names}) for answer in (each.answer, now))
        turns = tuple(_turns(each.answer, now))
        self._turned.update(turns)
        self._differs(ReplayDifference(at, each.reference, each.carelevel, was, is_now, turns))

    def _differs(self, difference: ReplayDifference) -> None:
        self._different += 1
        if len(self._differences) < MOST_KEPT:
            self._differences.append(difference)


def replay(records: Iterable[Record], replaying: Replaying) -> Replay:
    """Return the result of running records again.

    Raises:
        RecordError: as `Replaying.result`.
    """
    for number, each in enumerate(records, 1):
        replaying.take(f"record {number}", each)
    return replaying.result()


def _turns(was: Mapping[str, Any], now: Mapping[str, Any]) -> Iterable[ReplayTurn]:
    before, after = _told(was), _told(now)
    for name in {**before, **after}:
        if before.get(name) != after.get(name):
            yield ReplayTurn(name, before.get(name), after.get(name))


def _told(answer: Mapping[str, Any]) -> dict[str, str]:
    """Return the status of each criterion in an answer, with the level it calls for where it counts."""
    said = {name: status for status in _STATUSES for name in answer[status]}
    said |= {each["criterion"]: f"met ({each['effect'].replace('_', ' ')} {each['level']})" for each in answer["reasons"]}
    for joint in (each for each in (answer.get("joint"), answer.get("joint_barrier")) if each is not None):
        says = f"{joint['effect'].replace('_', ' ')} {joint['level']}"
        which = f"which raise the level together to {joint['level']}" if rules_out(joint["effect"]) else f"at least one of which is met ({says})"
        what = f"one of {len(joint['criteria'])}, {which}"
        said |= {name: f"{said[name]}, {what}" for name in joint["criteria"]}
    said |= {each["criterion"]: f"met (rules out {' and '.join(each['levels'])})" for each in answer.get("ruled_out", ())}
    return said | {each["criterion"]: f"met (limits to {each['level']})" for each in answer["barriers"]}


def _plain(value: Any) -> Any:
    fields = getattr(value, "__dataclass_fields__", None)
    if fields is not None:
        return {name: _plain(getattr(value, name)) for name in fields}
    return [_plain(item) for item in value] if isinstance(value, tuple) else thawed(value)
