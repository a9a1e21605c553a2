"""The front desk: `load`, `loads`, `dumps`, and `CriteriaSet` with one method a question."""

import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import field
from functools import wraps
from typing import TYPE_CHECKING, Any, Concatenate, ParamSpec, TypeVar

from carelevel.answers.disputed import possible_levels, refuse_nobody
from carelevel.answers.fast import Decider
from carelevel.answers.recommend import Recommender
from carelevel.answers.results import Decision, Recommendation
from carelevel.logic.level_diagram import QUESTION, PreparedCriteria
from carelevel.logic.work import a_question
from carelevel.model import serialize
from carelevel.model.arguments import expect, expect_flag, wrong_type
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
    from carelevel.syntax.loading import Loadable

T = TypeVar("T")
P = ParamSpec("P")


def _a_question(method: "Callable[Concatenate[CriteriaSet, P], T]") -> "Callable[Concatenate[CriteriaSet, P], T]":
    """Give a method the steps of work that a question to its set has."""

    @wraps(method)
    def asked(self: "CriteriaSet", /, *given: P.args, **named: P.kwargs) -> T:
        with a_question(engine_of(self).steps(QUESTION)):
            return method(self, *given, **named)

    return asked


@record
class _Made:
    """What is made from a definition once, when first asked for."""

    engine: PreparedCriteria
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
    _kept: dict[str, Any] = field(default_factory=dict, init=False, compare=False, repr=False)
    _lock: Any = field(default_factory=threading.RLock, init=False, compare=False, repr=False)

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
        return self._once("digest", lambda: serialize.digest(self.definition))

    @property
    def decision_digest(self) -> str:
        """`sha256:…` of levels, facts, conditions and effects alone."""
        return self._once("decision_digest", lambda: serialize.decision_digest(self.definition))

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
        return self._recommender().recommend(case, self.digest, self.decision_digest)

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
            decider: Decider = self._kept["decider"]
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
        if isinstance(cases, Mapping | str) or not isinstance(cases, Iterable):
            raise wrong_type("cases", cases, "a list of cases, or what yields one after the other; a single case goes to `decide`")
        return self._decider().decide_many(cases)

    @_a_question
    def possible_levels(self, case: Mapping[str, Any] | Case) -> tuple[str, ...]:
        """Return the levels over all possible completions of what is unknown, least intensive first; none when the criteria are not for this person.

        `recommend(case).exact` says whether the search ended within its budget; if it did not, this is every level between sound ends.

        Raises:
            CaseError: as `recommend`.

        >>> load("adult-mental-health").possible_levels({"age": 34, "suicide_risk": "high"})
        ('iop', 'residential', 'inpatient')
        """
        return possible_levels(self._made().engine, self.case(case))

    @_a_question
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

    @_a_question
    def why_not(self, case: Mapping[str, Any] | Case, level: str) -> "WhyNot":
        """Return why the level is not another one: which criteria would have to change, by how much, and what holds the level up or down.

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
        expect("level", level, str, 'the id of a level, such as "iop"')
        from carelevel.answers.explain.why_not import why_not

        return why_not(self._made().engine, self.case(case), level)

    @_a_question
    def what_would_change(self, case: Mapping[str, Any] | Case, *, unchangeable: bool = False, most_facts: int = 3) -> "Changes":
        """Return the smallest changes that lead to each other level. They show distances, and are no reason to answer differently.

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
        expect_flag("unchangeable", unchangeable)
        expect("most_facts", most_facts, int, "a whole number of facts")
        from carelevel.answers.explain.counterfactuals import what_would_change

        return what_would_change(self._made().engine, self.case(case), unchangeable=unchangeable, most_facts=most_facts)

    @_a_question
    def next_question(self, case: Mapping[str, Any] | Case, *, services: bool = False, documentation: bool = False) -> "Question | None":
        """Return the fact to ask about next, or None when no answer can change the level any more.

        What a requirement waits for comes first, while one can still raise the level; then what is expected to settle most.

        Args:
            case: as in `recommend`.
            services: go on until it is settled, too, which services care should include.
            documentation: go on until it is known, too, which documentation is there.

        Raises:
            CaseError: as `recommend`.

        >>> question = load("adult-mental-health").next_question({"age": 34, "suicide_risk": "none"})
        >>> question.fact, question.is_safety, question.values[0]
        ('violence_risk', True, ('none', 'absent'))
        """
        expect_flag("services", services)
        expect_flag("documentation", documentation)
        from carelevel.answers.explain.questions import next_question

        return next_question(self._made().engine, self.case(case), services=services, documentation=documentation)

    @_a_question
    def next_questions(self, case: Mapping[str, Any] | Case, n: int) -> "tuple[Question, ...]":
        """Return up to `n` questions that are worth asking now, the next one first. Each of them can still matter.

        Raises:
            CaseError: as `recommend`.

        >>> [question.fact for question in load("adult-mental-health").next_questions({"age": 34}, 2)]
        ['suicide_risk', 'judgement']
        """
        expect("n", n, int, "a whole number of questions")
        from carelevel.answers.explain.questions import next_questions

        return next_questions(self._made().engine, self.case(case), n)

    @_a_question
    def asks(self, case: Mapping[str, Any] | Case, *, documentation: bool = False) -> "Asks":
        """Return how many more questions there are until the level is settled: at least, on average and at most.

        Args:
            case: as in `recommend`.
            documentation: count the questions until it is known which documentation is there, too.

        Raises:
            CaseError: as `recommend`.

        >>> asks = load("adult-mental-health").asks({"age": 34, "suicide_risk": "imminent"})
        >>> asks.at_least, asks.on_average, asks.at_most
        (0, 0.0, 0)
        """
        expect_flag("documentation", documentation)
        from carelevel.answers.explain.questions import asks

        return asks(self._made().engine, self.case(case), documentation=documentation)

    @_a_question
    def interview(self, case: Mapping[str, Any] | Case | None = None, *, services: bool = False, documentation: bool = False) -> "Interview":
        """Return an interview: the same steps as `carelevel interview`, for a front end of one's own.

        Args:
            case: what is known before the first question.
            services: go on until it is settled, too, which services care should include.
            documentation: go on until it is known, too, which documentation is there.

        Raises:
            CaseError: as `recommend`.

        >>> interview = load("adult-mental-health").interview({"age": 34})
        >>> interview.question.fact
        'suicide_risk'
        >>> interview.answer("imminent").recommendation.level
        'inpatient'
        """
        expect_flag("services", services)
        expect_flag("documentation", documentation)
        from carelevel.answers.explain.interview import interview

        return interview(self, self._made().engine, self.case({} if case is None else case), services=services, documentation=documentation)

    @_a_question
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
        if isinstance(records, Mapping | str) or not isinstance(records, Iterable):
            raise wrong_type("records", records, "a list of records, or what yields one after the other, such as `RecordStore.records()`")
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
        expect_flag("other_criteria", other_criteria)
        from carelevel.records.replaying import Replaying

        return Replaying(self.definition, (self.digest, self.decision_digest), self.recommend, other=other_criteria)

    @_a_question
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
        expect("rows", rows, str, 'the id of a fact, such as "phq9"')
        expect("columns", columns, str, 'the id of a fact, such as "phq9"')
        from carelevel.answers.explain.sensitivity import slice_of

        made = self._made()
        return slice_of(made.engine, made.facts, self.case(case), rows, columns)

    def programs(self, source: "Loadable") -> "Programs":
        """Read programs that are described in the words of this set, to be matched with its answers by `carelevel.match`.

        Args:
            source: a path to a program file or to a folder of them; the id of a bundled set, for the examples that come with it; a mapping that was parsed
                already; an open file; or a file or folder inside a package or a zip.

        Raises:
            CriteriaError: there is no such file, or there are problems; all of them are in `problems`, each with its place.

        >>> programs = load("adult-mental-health").programs("adult-mental-health")
        >>> programs.programs[0].id, programs.programs[0].known.values["hours_per_week"]
        ('thrive', frozenset({9}))
        """
        from carelevel.programs.matching import read_programs

        return read_programs(source, self.definition)

    def needs(self, given: "Loadable", programs: "Programs") -> "Needs":
        """Read what a person needs from a program, in addition to its level.

        Args:
            given: a mapping, or a needs file: a path, an open one, or one inside a package or a zip.
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

    def case_model(self) -> type[Any]:
        """Return a pydantic model of cases for these criteria, such as a web framework takes for the body of a request.

        It takes what `recommend` takes and refuses what `recommend` refuses, in the same words: a number in quotation marks, false for a score, a number out of
        range, an unknown fact, facts that contradict each other. Every fact is a field with its title, its question and its values, and none is required.
        `model_dump(exclude_unset=True)` gives a case again. The model is made on the first call.

        >>> criteria = load("adult-mental-health")
        >>> Case = criteria.case_model()
        >>> case = Case(age=34, suicide_risk="imminent")
        >>> criteria.recommend(case.model_dump(exclude_unset=True)).level
        'inpatient'
        """
        from carelevel.syntax.case_model import case_model

        return self._once("model", lambda: case_model(self.definition, self._possible))

    @_a_question
    def _possible(self, given: Any) -> None:
        """Raise a `CaseError` unless this is a case of a possible person."""
        refuse_nobody(self._made().engine, self.case(given))

    def answer_schema(self) -> dict[str, Any]:
        """Return the JSON Schema of `Recommendation.to_dict`, the same for all criteria; `carelevel schema --for answers` prints it.

        >>> load("adult-mental-health").answer_schema()["properties"]["applies"]
        {'enum': ['met', 'unmet', 'unknown']}
        """
        from carelevel.syntax.json_schema_answers import answer_schema

        return answer_schema()

    def _once(self, name: str, make: Callable[[], T]) -> T:
        """Return what is made from the definition once, when first asked for."""
        if name not in self._kept:
            with self._lock:
                if name not in self._kept:
                    self._kept[name] = make()
        kept: T = self._kept[name]
        return kept

    def _made(self) -> _Made:
        return self._once("made", lambda: _make(self.definition))

    def _decider(self) -> Decider:
        return self._once("decider", lambda: Decider(self.definition, self._made().facts))

    def _recommender(self) -> Recommender:
        return self._once("recommender", lambda: Recommender(self._made().engine, self._decider()))

    def __hash__(self) -> int:
        return hash((self.id, self.version))

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), (self.definition, self.warnings)


def engine_of(criteria: CriteriaSet) -> PreparedCriteria:
    """Return what interprets a criteria set, made once; for what answers many people at once."""
    return criteria._made().engine  # noqa: SLF001 - of the same module


def _make(definition: Definition) -> _Made:
    # Named conditions too: for a case that gives one, the message says that it follows from other facts.
    facts = FrozenDict({fact.id: fact for fact in (*definition.facts, *definition.derived)})
    return _Made(PreparedCriteria.of(definition), facts)


def bundled() -> tuple[str, ...]:
    """Return the ids of the criteria sets that come with carelevel, each of which `load` takes.

    >>> bundled()
    ('adult-mental-health', 'adult-mental-health-php', 'adult-substance-use', 'adult-substance-use-php')

    Raises:
        OSError: the folder in which they lie cannot be read.
    """
    from carelevel.syntax.bundled import bundled_ids

    return bundled_ids()


def load(source: "Loadable") -> CriteriaSet:
    """Load a criteria set.

    Args:
        source: the id of a bundled set (`"adult-mental-health"`); a path to a criteria file, or to a folder that holds a `criteria.yaml`; a mapping that was
            parsed already; an open file, of text or of bytes; or a file or folder inside a package or a zip (`importlib.resources.files(...)`,
            `zipfile.Path(...)`). Instruments are looked for beside a file or folder, then among those that come with the library; for a mapping and an open
            file, only there. What a local version is based on is looked for in the same places.

    Returns:
        The criteria set. Warnings do not keep it from loading; they are in `warnings`.

    Raises:
        CriteriaError: there is no such file, or it has problems; all of them are in `problems`, each with a hint and its place: in a mapping the keys that lead
            to it.
        TypeError: it is none of these.

    >>> load("adult-mental-health").levels["iop"].title
    'Intensive outpatient program (IOP)'
    >>> load(load("adult-mental-health").to_dict()) == load("adult-mental-health")
    True
    """
    return _loaded(source, "source")


def loads(text: str | bytes, name: str = "criteria.yaml") -> CriteriaSet:
    """Load a criteria set from its text.

    Args:
        text: YAML (or JSON, which is YAML too), as text or UTF-8 bytes. Instruments and bases are those that come with the library.
        name: what to call the text in the places of problems.

    Raises:
        CriteriaError: as `load`.
        TypeError: it is no text; a path, a mapping or an open file goes to `load`.

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
    from carelevel.syntax.loading import read_problems

    expect("text", text, (str, bytes), "the text of criteria; a path, a mapping or an open file goes to `load`")
    expect("name", name, str, "what to call the text in messages")
    return _checked(*read_problems(text, name, None))


def dumps(criteria: "CriteriaSet | Loadable") -> str:
    """Return a criteria set as YAML text; `loads` of it gives an equal set.

    The facts of its instruments are part of the text, so it needs no other file. Comments and layout of the original file are lost.

    Args:
        criteria: a criteria set, or what `load` takes.

    >>> criteria = load("adult-mental-health")
    >>> loads(dumps(criteria)) == criteria
    True
    """
    from carelevel.syntax.writer import dumped

    return dumped(criteria_of(criteria).definition)


def criteria_of(given: "CriteriaSet | Loadable", argument: str = "criteria") -> CriteriaSet:
    """Return a criteria set as it is, and load anything else that `load` takes.

    Args:
        given: either.
        argument: what the argument is called.

    Raises:
        CriteriaError: as `load`.
        TypeError: it is neither.
    """
    return given if isinstance(given, CriteriaSet) else _loaded(given, argument)


def _loaded(given: "Loadable", argument: str) -> CriteriaSet:
    from carelevel.syntax.loading import read_anything

    return _checked(*read_anything(given, argument))


def _checked(definition: Definition | None, problems: list[Problem]) -> CriteriaSet:
    if definition is None or any(problem.severity == "error" for problem in problems):
        raise CriteriaError(problems)
    return CriteriaSet(definition, tuple(problems))
