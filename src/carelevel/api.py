"""The front desk: `load`, `loads`, `dumps`, and `CriteriaSet` with one method a question."""

import os
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from carelevel.answers.disputed import case_as_read, possible_levels
from carelevel.answers.fast import Decider
from carelevel.answers.recommend import Recommender
from carelevel.answers.results import Decision, Recommendation
from carelevel.logic.level_diagram import QUESTION, Engine
from carelevel.logic.work import a_question
from carelevel.model import serialize
from carelevel.model.cases import Case
from carelevel.model.conditions import Named
from carelevel.model.criteria import Criterion, Definition, Level
from carelevel.model.facts import AnyFact, Fact
from carelevel.model.frozen import FrozenDict, record
from carelevel.model.printable import Printable
from carelevel.model.problems import CaseError, CriteriaError, Problem

if TYPE_CHECKING:
    from carelevel.answers.explain.counterfactuals import Changes
    from carelevel.answers.explain.interview import Interview
    from carelevel.answers.explain.questions import Asks, Question
    from carelevel.answers.explain.reassessment import Comparison
    from carelevel.answers.explain.sensitivity import Slice
    from carelevel.answers.explain.why import Why
    from carelevel.answers.explain.why_not import WhyNot
    from carelevel.model.programs import Needs, Programs
    from carelevel.model.record import Record
    from carelevel.records.replaying import Replay, Replaying


@record
class _Made:
    """What is made from a definition once, when first asked for."""

    engine: Engine
    facts: FrozenDict[str, AnyFact | Named]


@record
class CriteriaSet(Printable):
    """A criteria set, loaded and checked; immutable, and safe to share between threads. `print` shows all of it in plain words.

    >>> criteria = load("adult-mental-health")
    >>> criteria.id
    'adult-mental-health'

    Attributes:
        definition: everything the file says.
        warnings: problems found on loading that do not keep it from being used.
    """

    _shown = ("id", "version", "levels", "facts", "criteria")

    definition: Definition
    warnings: tuple[Problem, ...] = field(default=(), compare=False, repr=False)
    _parts: dict[str, _Made] = field(default_factory=dict, init=False, compare=False, repr=False)
    _digests: dict[str, str] = field(default_factory=dict, init=False, compare=False, repr=False)
    _tables: dict[str, Decider] = field(default_factory=dict, init=False, compare=False, repr=False)
    _recommenders: dict[str, Recommender] = field(default_factory=dict, init=False, compare=False, repr=False)
    _lock: Any = field(default_factory=threading.Lock, init=False, compare=False, repr=False)

    @property
    def id(self) -> str:
        """The id of the set, as files and answers name it."""
        return self.definition.id

    @property
    def version(self) -> str:
        """The version of the set, as its authors wrote it."""
        return self.definition.version

    @property
    def title(self) -> str:
        """The name of the set for readers."""
        return self.definition.title

    @property
    def digest(self) -> str:
        """`sha256:…` of all that can reach a reader; comments, layout and the order of keys leave it as it is."""
        return self._digest("digest", serialize.digest)

    @property
    def decision_digest(self) -> str:
        """`sha256:…` of levels, facts, conditions and effects alone."""
        return self._digest("decision_digest", serialize.decision_digest)

    @property
    def levels(self) -> FrozenDict[str, Level]:
        """The levels of care by id, least intensive first."""
        return FrozenDict({level.id: level for level in self.definition.levels})

    @property
    def facts(self) -> FrozenDict[str, Fact]:
        """The facts that a case gives, by id, in the order of the file; those of instruments come last."""
        return FrozenDict({fact.id: fact for fact in self.definition.facts})

    @property
    def criteria(self) -> FrozenDict[str, Criterion]:
        """The criteria by id, in the order of the file."""
        return FrozenDict({criterion.id: criterion for criterion in self.definition.criteria})

    def case(self, case: Mapping[str, Any] | Case) -> Case:
        """Return what is known of a person, checked. A `Case` of these criteria is handed through.

        A `Case` that other criteria made, such as another version, is read anew, here and by every other method: what these criteria do not know is refused.

        Raises:
            CaseError: with every problem of the case.

        >>> criteria = load("adult-mental-health")
        >>> asked_once = criteria.case({"age": 34, "phq9": {"at_least": 10}, "works_or_studies": True})
        >>> criteria.recommend(asked_once) == criteria.recommend({"age": 34, "phq9": {"at_least": 10}, "works_or_studies": "yes"})
        True
        """
        return self._decider().cells.case_of(case)

    def _read(self, case: Mapping[str, Any] | Case) -> Case:
        """Return a case as everything but contradictions reads it."""
        return case_as_read(self._made().engine, self.case(case))

    def recommend(self, case: Mapping[str, Any] | Case) -> Recommendation:
        """Return the level of care that the criteria suggest for a person, with its reasons.

        Args:
            case: fact id to what is known of it: a value, operators for a fact known in part (`{"at_least": 10}`), the complete list of a
                set or a mapping of its members to yes or no. Absent or None is unknown.

        Returns:
            The answer. `level` is None unless it is the same for everything that is still unknown, and the criteria are for this person for certain.

        Raises:
            CaseError: an unknown fact or value, a wrong type, a value out of range, a contradiction or an impossible combination; all at once.

        >>> criteria = load("adult-mental-health")
        >>> answer = criteria.recommend({"age": 34, "suicide_risk": "imminent"})
        >>> answer.level
        'inpatient'

        Meaning: docs/semantics.md, "From criteria to a level".
        """
        recommender = self._recommenders.get("recommender")
        if recommender is None:
            # Not under the lock: whoever makes it makes the same.
            recommender = self._recommenders["recommender"] = Recommender(self._made().engine, self._decider())
        return recommender.recommend(case, self.digest, self.decision_digest)

    def decide(self, case: Mapping[str, Any] | Case) -> Decision:
        """Return the fast answer: the Kleene range of the level and the status of every criterion, without prose.

        The range is sound and can be wider than that of `recommend`: `settled` may be False here where it is True there, never the reverse.

        Raises:
            CaseError: as `recommend`; but a case that is impossible only in all its completions is not noticed here.

        >>> decision = load("adult-mental-health").decide({"age": 34, "suicide_risk": "high"})
        >>> decision.lowest, decision.highest, decision.settled, decision.level
        ('iop', 'inpatient', False, None)
        """
        try:
            decider = self._tables["decider"]
        except KeyError:
            decider = self._decider()
        return decider.decide(case)

    def decide_many(self, cases: Iterable[Mapping[str, Any] | Case]) -> Iterator[Decision | CaseError]:
        """Yield the fast answer for each of many cases, in their order and as they come: nothing is read ahead, and nothing is kept.

        Args:
            cases: cases as in `decide`, from a list, a file, a database cursor.

        Yields:
            The answer; for a case that `decide` would refuse the `CaseError` in its place, so that the others are answered all the same.

        >>> criteria = load("adult-mental-health")
        >>> answers = criteria.decide_many([{"age": 34, "suicide_risk": "imminent"}, {"age": "old"}])
        >>> [answer.problems[0].code if isinstance(answer, CaseError) else answer.level for answer in answers]
        ['inpatient', 'wrong-type']
        """
        return self._decider().decide_many(cases)

    @a_question(QUESTION)
    def possible_levels(self, case: Mapping[str, Any] | Case) -> tuple[str, ...]:
        """Return the levels over all possible completions of what is unknown, least intensive first; none when the criteria are not for this person.

        `recommend(case).exact` says whether the search ended within its budget; if it did not, this is every level between sound ends.

        Raises:
            CaseError: as `recommend`.

        >>> load("adult-mental-health").possible_levels({"age": 34, "suicide_risk": "high"})
        ('iop', 'residential', 'inpatient')
        """
        return possible_levels(self._made().engine, self.case(case))

    @a_question(QUESTION)
    def why(self, case: Mapping[str, Any] | Case) -> "Why":
        """Return why the level is what it is: the evidence of each reason, what alone settles the level, and the criteria that carry it.

        Raises:
            CaseError: as `recommend`.

        >>> why = load("adult-mental-health").why({"age": 34, "suicide_risk": "imminent"})
        >>> why.sufficient, why.carried_by
        ({'suicide_risk': 'imminent', 'age': 34}, ('imminent-suicide-risk',))
        """
        from carelevel.answers.explain.why import why

        return why(self._made().engine, self.recommend(case))

    @a_question(QUESTION)
    def why_not(self, case: Mapping[str, Any] | Case, level: str) -> "WhyNot":
        """Return why the level is not another one: which criteria would have to turn, how far each is from it, and what holds the level up or down.

        Args:
            case: as in `recommend`.
            level: the id of the other level.

        Raises:
            CaseError: as `recommend`; or there is no such level.

        >>> why_not = load("adult-mental-health").why_not({"age": 34, "suicide_risk": "high", "self_harm": "past"}, "inpatient")
        >>> route = why_not.routes[0]
        >>> route.criterion, route.needed.words, route.needed.distance, route.needed.unit
        ('imminent-suicide-risk', 'suicide risk is high; imminent needed', 1, 'steps')
        """
        from carelevel.answers.explain.why_not import why_not

        return why_not(self._made().engine, self.case(case), level)

    @a_question(QUESTION)
    def what_would_change(self, case: Mapping[str, Any] | Case, *, unchangeable: bool = False, most_facts: int = 3) -> "Changes":
        """Return the smallest changes of what is known that give each other level. It describes distances; it is no advice to answer differently.

        Args:
            case: as in `recommend`.
            unchangeable: vary facts too that do not change, such as age.
            most_facts: how many facts may change together.

        Raises:
            CaseError: as `recommend`.

        >>> changes = load("adult-mental-health").what_would_change({"age": 34, "suicide_risk": "high"})
        >>> inpatient = changes.to[-1]
        >>> inpatient.level, inpatient.must[0].changes[0].words
        ('inpatient', 'suicide risk is imminent (recorded: high)')
        """
        from carelevel.answers.explain.counterfactuals import what_would_change

        return what_would_change(self._made().engine, self.case(case), unchangeable=unchangeable, most_facts=most_facts)

    @a_question(QUESTION)
    def next_question(self, case: Mapping[str, Any] | Case, *, services: bool = False) -> "Question | None":
        """Return the fact to ask about next, or None when no answer can change the level any more.

        What a requirement waits for comes first, while one can still raise the level; then what is expected to settle most.

        Args:
            case: as in `recommend`.
            services: go on until it is settled, too, which services care should include.

        Raises:
            CaseError: as `recommend`.

        >>> question = load("adult-mental-health").next_question({"age": 34, "medically_unstable": "no", "judgement": "sound"})
        >>> question.fact, question.is_safety, question.values[0]
        ('withdrawal_risk', True, ('none', 'absent'))
        """
        from carelevel.answers.explain.questions import next_question

        return next_question(self._made().engine, self.case(case), services=services)

    @a_question(QUESTION)
    def next_questions(self, case: Mapping[str, Any] | Case, n: int) -> "tuple[Question, ...]":
        """Return up to `n` questions that are worth asking now, the next one first; each of them can matter as things stand.

        Raises:
            CaseError: as `recommend`.

        >>> [question.fact for question in load("adult-mental-health").next_questions({"age": 34}, 2)]
        ['medically_unstable', 'judgement']
        """
        from carelevel.answers.explain.questions import next_questions

        return next_questions(self._made().engine, self.case(case), n)

    @a_question(QUESTION)
    def asks(self, case: Mapping[str, Any] | Case) -> "Asks":
        """Return how many more questions there are until the level is settled: at least, on average and at most.

        Raises:
            CaseError: as `recommend`.

        >>> asks = load("adult-mental-health").asks({"age": 34, "suicide_risk": "imminent"})
        >>> asks.at_least, asks.on_average, asks.at_most
        (0, 0.0, 0)
        """
        from carelevel.answers.explain.questions import asks

        return asks(self._made().engine, self.case(case))

    @a_question(QUESTION)
    def interview(self, case: Mapping[str, Any] | Case | None = None, *, services: bool = False) -> "Interview":
        """Return an interview: the same steps as `carelevel interview`, for a front end of one's own.

        Args:
            case: what is known before the first question.
            services: go on until it is settled, too, which services care should include.

        Raises:
            CaseError: as `recommend`.

        >>> interview = load("adult-mental-health").interview({"age": 34})
        >>> interview.question.fact
        'medically_unstable'
        >>> interview.answer("yes").recommendation.level
        'inpatient'
        """
        from carelevel.answers.explain.interview import interview

        return interview(self, self._made().engine, self.case(case or {}), services=services)

    @a_question(QUESTION)
    def compare(self, before: Mapping[str, Any] | Case, after: Mapping[str, Any] | Case) -> "Comparison":
        """Return what has changed between two cases of one person: facts, criteria, and whether the level moved and through what.

        Raises:
            CaseError: as `recommend`, of either case.

        >>> criteria = load("adult-mental-health")
        >>> reassessed = criteria.compare({"age": 34, "suicide_risk": "high"}, {"age": 34, "suicide_risk": "imminent"})
        >>> reassessed.facts[0].was, reassessed.facts[0].is_now, reassessed.after.level
        ('high', 'imminent', 'inpatient')
        """
        from carelevel.answers.explain.reassessment import compare

        return compare(self.recommend(before), self.recommend(after))

    def replay(self, records: "Iterable[Record]", *, other_criteria: bool = False) -> "Replay":
        """Run records again: which answers differ now and why, and how often clinicians decided as each criterion said.

        Args:
            records: from `RecordStore.records`, or any others; they are read one at a time.
            other_criteria: run records of other criteria, or of another version of them, all the same.

        Raises:
            RecordError: a record rests on other criteria than these as they are now, and it was not said that this is meant.

        >>> criteria = load("adult-mental-health")
        >>> record = criteria.recommend({"age": 34, "suicide_risk": "imminent"}).record("2026-11-25T14:30:00Z", facts=True, decision="inpatient")
        >>> found = criteria.replay([record])
        >>> found.same, found.agreement[0].criterion, found.agreement[0].accepted
        (1, 'imminent-suicide-risk', 1)
        """
        from carelevel.records.replaying import replay

        return replay(records, self.replaying(other_criteria=other_criteria))

    def replaying(self, *, other_criteria: bool = False) -> "Replaying":
        """Return what runs records again one by one, for a program that reads them itself.

        >>> criteria = load("adult-mental-health")
        >>> replaying = criteria.replaying()
        >>> replaying.take("line 1", criteria.recommend({"age": 34}).record("2026-11-25T14:30:00Z", facts=True))
        >>> replaying.result().same
        1
        """
        from carelevel.records.replaying import Replaying

        return Replaying(self.definition, (self.digest, self.decision_digest), self.recommend, other=other_criteria)

    @a_question(QUESTION)
    def slice(self, case: Mapping[str, Any] | Case, rows: str, columns: str) -> "Slice":
        """Return the levels as two facts vary and everything else stays as in a case: exact, with neighbouring scores that decide the same together.

        Args:
            case: as in `recommend`; what it says of the two facts only marks where it lies.
            rows: the fact of the rows: any but a set, or the bands of a score.
            columns: the fact of the columns.

        Raises:
            CaseError: as `recommend`; or a fact is not there or cannot be varied.

        >>> table = load("adult-mental-health").slice({"age": 34}, "suicide_risk", "medically_unstable")
        >>> [span.words for span in table.rows.spans], table.cells[0][0].levels
        (['absent', 'low', 'moderate', 'high', 'imminent'], ('inpatient',))
        """
        from carelevel.answers.explain.sensitivity import slice_of

        made = self._made()
        return slice_of(made.engine, made.facts, self.case(case), rows, columns)

    def programs(self, name: str | os.PathLike[str]) -> "Programs":
        """Read programs that are described in the words of this set, to be matched with its answers by `carelevel.match`.

        Args:
            name: a path to a program file or to a folder of them; or the id of a bundled set, for the examples that come with it.

        Raises:
            CriteriaError: there is no such file, or there are problems; all of them are in `problems`, each with its place.

        >>> programs = load("adult-mental-health").programs("adult-mental-health")
        >>> programs.programs[0].id, programs.programs[0].known.values["hours_per_week"]
        ('thrive', frozenset({9}))
        """
        from carelevel.programs.matching import read_programs

        return read_programs(name, self.definition)

    def needs(self, given: Mapping[str, Any] | str | os.PathLike[str], programs: "Programs") -> "Needs":
        """Read what a person asks of a program, beside its level.

        Args:
            given: a mapping, or a path to a needs file.
            programs: the programs whose facts the needs speak of.

        Raises:
            CriteriaError: there is no such file, or there are problems; all of them are in `problems`.

        >>> criteria = load("adult-mental-health")
        >>> needs = criteria.needs({"requires": {"waiting_days": {"at_most": 14}}}, criteria.programs("adult-mental-health"))
        >>> len(needs.requires)
        1
        """
        from carelevel.programs.matching import read_needs

        return read_needs(given, programs)

    def to_dict(self) -> dict[str, Any]:
        """Return the whole set in the words of the language, as JSON values; `loads` of it as JSON or YAML gives an equal set.

        >>> import json
        >>> criteria = load("adult-mental-health")
        >>> loads(json.dumps(criteria.to_dict())) == criteria
        True
        """
        return serialize.definition_plain(self.definition)

    def case_schema(self) -> dict[str, Any]:
        """Return the JSON Schema of cases for these criteria; `carelevel schema --for cases` prints the same.

        >>> load("adult-mental-health").case_schema()["properties"]["suicide_risk"]["anyOf"][0]
        {'enum': ['none', 'low', 'moderate', 'high', 'imminent']}
        """
        from carelevel.syntax.json_schema_answers import case_schema

        return case_schema(self.definition)

    def answer_schema(self) -> dict[str, Any]:
        """Return the JSON Schema of `Recommendation.to_dict`, the same for all criteria; `carelevel schema --for answers` prints it.

        >>> load("adult-mental-health").answer_schema()["properties"]["applies"]
        {'enum': ['met', 'unmet', 'unknown']}
        """
        from carelevel.syntax.json_schema_answers import answer_schema

        return answer_schema()

    def _made(self) -> _Made:
        made = self._parts.get("made")
        if made is None:
            with self._lock:
                made = self._parts.get("made") or _make(self.definition)
                self._parts["made"] = made
        return made

    def _digest(self, name: str, make: Callable[[Definition], str]) -> str:
        # Not under the lock: whoever makes it makes the same.
        if name not in self._digests:
            self._digests[name] = make(self.definition)
        return self._digests[name]

    def _decider(self) -> Decider:
        decider = self._tables.get("decider")
        if decider is None:
            facts = self._made().facts
            with self._lock:
                decider = self._tables.get("decider") or Decider(self.definition, facts)
                self._tables["decider"] = decider
        return decider

    def __hash__(self) -> int:
        return hash((self.id, self.version))

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), (self.definition, self.warnings)


def engine_of(criteria: CriteriaSet) -> Engine:
    """Return what interprets a criteria set, made once; for what answers many people at once."""
    return criteria._made().engine  # noqa: SLF001 - of the same module


def _make(definition: Definition) -> _Made:
    # Named conditions too: a case that gives one is told that it follows from other facts.
    facts = FrozenDict({fact.id: fact for fact in (*definition.facts, *definition.derived)})
    return _Made(Engine.of(definition), facts)


def bundled() -> tuple[str, ...]:
    """Return the ids of the criteria sets that come with carelevel, each of which `load` takes.

    >>> bundled()
    ('adult-mental-health', 'adult-substance-use')

    Raises:
        OSError: the folder in which they lie cannot be read.
    """
    from carelevel.syntax.bundled import bundled_ids

    return bundled_ids()


def load(name: str | os.PathLike[str]) -> CriteriaSet:
    """Load a criteria set.

    Args:
        name: the id of a bundled set (`"adult-mental-health"`), or a path to a criteria file or to a folder that holds a `criteria.yaml`.

    Returns:
        The criteria set. Warnings do not keep it from loading; they are in `warnings`.

    Raises:
        CriteriaError: there is no such file, or it has problems; all of them are in `problems`, each with its place and a hint.

    >>> load("adult-mental-health").levels["iop"].title
    'Intensive outpatient program (IOP)'
    """
    from carelevel.syntax.bundled import find_criteria, read_file

    path, shown = find_criteria(name if isinstance(name, str) else Path(name))
    return _checked(*read_problems(read_file(path, shown), shown, path.parent))


def loads(text: str | bytes, name: str = "criteria.yaml") -> CriteriaSet:
    """Load a criteria set from its text.

    Args:
        text: YAML (or JSON, which is YAML too), as text or UTF-8 bytes. Instruments are those that come with the library.
        name: what to call the text in the places of problems.

    Raises:
        CriteriaError: as `load`.

    >>> criteria = loads('''
    ... carelevel: 1
    ... id: tiny
    ... version: "1"
    ... title: Tiny
    ... levels: {outpatient: {title: Outpatient}, inpatient: {title: Inpatient}}
    ... facts: {danger: {type: yes_no}}
    ... criteria:
    ...   - {id: danger, requires: inpatient, when: {danger: yes}, because: Nobody in danger is left alone.}
    ... ''')
    >>> criteria.possible_levels({}), criteria.possible_levels({"danger": True})
    (('outpatient', 'inpatient'), ('inpatient',))
    """
    return _checked(*read_problems(text, name, None))


def dumps(criteria: CriteriaSet) -> str:
    """Return a criteria set as YAML text; `loads` of it gives an equal set.

    What its instruments brought stands among its own facts, so the text needs no other file. Comments and layout of the file it came from are gone.

    >>> criteria = load("adult-mental-health")
    >>> loads(dumps(criteria)) == criteria
    True
    """
    from carelevel.syntax.writer import dumped

    return dumped(criteria.definition)


def read_problems(content: bytes | str, name: str, folder: Path | None) -> tuple[Definition | None, list[Problem]]:
    """Return the definition in a criteria file, if it can be used, and all its problems, warnings included."""
    from carelevel.syntax.criteria_reader import read_criteria
    from carelevel.syntax.file_checks import file_checks

    definition, problems = read_criteria(content, name, folder)
    if definition is not None:
        problems += file_checks(definition)
    return definition, problems


def _checked(definition: Definition | None, problems: list[Problem]) -> CriteriaSet:
    if definition is None or any(problem.severity == "error" for problem in problems):
        raise CriteriaError(problems)
    return CriteriaSet(definition, tuple(problems))
