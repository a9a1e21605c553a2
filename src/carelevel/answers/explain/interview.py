"""An interview: one question at a time, asked until nothing that is left to ask can change the answer.

An `Interview` is what any front end needs to hold one: what was known at the start, and the answers since. It cannot be changed; every step gives the next one.
"""

from collections.abc import Mapping
from dataclasses import field, replace
from typing import Any, Protocol

from carelevel.answers.disputed import refuse_nobody
from carelevel.answers.explain.questions import Asks, Question, asks, next_question, questions_about
from carelevel.answers.results import Recommendation
from carelevel.logic.english import ended, joined
from carelevel.logic.level_diagram import PreparedCriteria
from carelevel.model.arguments import expect, expect_criteria
from carelevel.model.cases import Case, as_given, check_case
from carelevel.model.conditions import Named
from carelevel.model.criteria import Definition
from carelevel.model.facts import AnyFact, Fact, SetOf
from carelevel.model.frozen import FrozenDict, record, thawed
from carelevel.model.operators import described
from carelevel.model.printable import Printable
from carelevel.model.problems import CaseError, Problem, did_you_mean, quoted
from carelevel.model.saved import prefixed, saved_form
from carelevel.model.serialize import case_plain

INTERVIEW_FORMAT = 2
"""Version of the JSON form of an interview."""

OLDEST_INTERVIEW = 1
"""The oldest version of it that can be read; it has no `documentation`."""

REASONS_SHOWN = 3


class InterviewCriteria(Protocol):
    """What an interview asks of its criteria: a `CriteriaSet` can do it."""

    @property
    def id(self) -> str:
        """The id of the set."""

    @property
    def digest(self) -> str:
        """A digest of all that reaches a reader."""

    @property
    def decision_digest(self) -> str:
        """A digest of all that decides."""

    def recommend(self, case: Case, /) -> Recommendation:
        """Return the answer for a case."""

    def interview(self, case: Mapping[str, Any] | Case, /, *, services: bool, documentation: bool = False) -> "Interview":
        """Return an interview that begins with a case."""


@record
class Step:
    """One answer of an interview.

    Attributes:
        fact: what was asked about.
        answer: what was answered, as a case would give it; None when it was not known.
    """

    _shown = ()

    fact: str
    answer: Any


@record
class Interview(Printable):
    """The state of an interview; every step gives a new one. `print` shows the question to ask now, or the answer when no question is left.

    Attributes:
        start: what was known before the first question.
        history: the answers so far.
        case: what is known now.
        services: whether it goes on until the services are settled, too.
        digest: of all that the criteria tell a reader.
        decision_digest: of all in the criteria that decides.
        documentation: whether it goes on until it is known which documentation is there.

    >>> import carelevel
    >>> interview = carelevel.load("adult-mental-health").interview({"age": 34})
    >>> answers = {"suicide_risk": "none", "violence_risk": "imminent"}
    >>> while not interview.finished:
    ...     interview = interview.answer(answers[interview.question.fact])
    >>> interview.recommendation.level, len(interview.history)
    ('inpatient', 2)
    """

    _shown = ("history", "services")

    start: Case
    history: tuple[Step, ...]
    case: Case
    services: bool
    digest: str
    decision_digest: str
    _engine: PreparedCriteria = field(compare=False, repr=False)
    _criteria: "InterviewCriteria" = field(compare=False, repr=False)
    documentation: bool = False
    _made: dict[str, Any] = field(default_factory=dict, init=False, compare=False, repr=False)

    @property
    def question(self) -> Question | None:
        """The question to ask now; None when nothing that is left to ask can change the answer."""
        if "question" not in self._made:
            self._made["question"] = next_question(self._engine, self.case, services=self.services, documentation=self.documentation, closed=self.asked)
        question: Question | None = self._made["question"]
        return question

    @property
    def together(self) -> tuple[Question, ...]:
        """Questions to ask together with the next one, since the same instrument answers them; `told` takes their answers."""
        question = self.question
        if question is None:
            return ()
        return questions_about(self._engine, self.case, question.with_facts, services=self.services, documentation=self.documentation)

    @property
    def asked(self) -> tuple[str, ...]:
        """Ids of the facts that were asked about or given; none is asked about again."""
        return tuple(dict.fromkeys(step.fact for step in self.history))

    @property
    def skipped(self) -> tuple[str, ...]:
        """Ids of the facts that were asked about and are not known."""
        answered = {step.fact for step in self.history if step.answer is not None}
        return tuple(fact for fact in self.asked if fact not in answered)

    @property
    def finished(self) -> bool:
        """Whether no question is left.

        The level need not be settled then: a question may have been skipped; or no less than the most intensive level is possible, which must not wait until
        it is known whether the criteria are for this person.
        """
        return self.question is None

    @property
    def recommendation(self) -> Recommendation:
        """The answer for what is known now; until it is settled, a range."""
        if "recommendation" not in self._made:
            self._made["recommendation"] = self._criteria.recommend(self.case)
        recommendation: Recommendation = self._made["recommendation"]
        return recommendation

    @property
    def settled(self) -> bool:
        """Whether nothing that is still unknown can change the level, or the criteria are not for this person.

        With `services` and `documentation`, whether nothing can change those, too.
        """
        answer = self.recommendation
        if answer.missing or answer.missing_for_contradictions or (self.services and answer.missing_for_services):
            return False
        if self.documentation and answer.missing_for_documentation:
            return False
        # While facts disagree the range can stay open, with nothing left to ask.
        return answer.settled or not answer.contradictions

    @property
    def asks(self) -> Asks:
        """How many more questions there are until the level is settled."""
        return asks(self._engine, self.case, documentation=self.documentation)

    def answer(self, value: Any) -> "Interview":
        """Return the interview after an answer to its question.

        Args:
            value: what a case would say of the fact: a value, or operators where it is known in part; for a set the list of its members, or a mapping of
                members to yes or no. Members that were known before need not be named again.

        Raises:
            CaseError: it is no answer to the question, or nobody can be like this.

        >>> import carelevel
        >>> interview = carelevel.load("adult-mental-health").interview({"age": 34})
        >>> interview.question.fact, interview.answer("none").question.fact
        ('suicide_risk', 'violence_risk')
        """
        return self.told(self._open_question().fact, value)

    def told(self, fact: str, value: Any) -> "Interview":
        """Return the interview after answers were given, whether they were asked for or not: the rest of an instrument (`question.with_facts`), for one.

        Args:
            fact: what it is about.
            value: as for `answer`; None, or what says nothing, is "not known".

        Raises:
            CaseError: there is no such fact, it is no answer, it contradicts what is known, or nobody can be like this.

        >>> import carelevel
        >>> interview = carelevel.load("adult-mental-health").interview({"age": 34}).told("phq9", 12)
        >>> interview.history[0].fact, interview.history[0].answer
        ('phq9', 12)
        """
        expect("fact", fact, str, 'the id of a fact, such as "phq9"')
        case = _with_answer(self._engine, self.case, fact, value)
        answer = None if case == self.case else as_given(self._engine.definition.by_id(), case).get(fact)
        return replace(self, history=(*self.history, Step(fact, answer)), case=case)

    def skip(self) -> "Interview":
        """Return the interview after its question was answered with "not known"; it is not asked again.

        >>> import carelevel
        >>> interview = carelevel.load("adult-mental-health").interview({"age": 34}).skip()
        >>> interview.skipped, interview.question.fact
        (('suicide_risk',), 'medically_unstable')
        """
        return self.told(self._open_question().fact, None)

    def back(self) -> "Interview":
        """Return the interview as it was before the last answer; at the first question, as it is.

        >>> import carelevel
        >>> interview = carelevel.load("adult-mental-health").interview({"age": 34})
        >>> interview.answer("none").back() == interview
        True
        """
        if not self.history:
            return self
        case = self.start
        for step in self.history[:-1]:
            case = _with_answer(self._engine, case, step.fact, step.answer)
        return replace(self, history=self.history[:-1], case=case)

    def why(self) -> str:
        """Return why the question is asked: what it can decide, and the reasons that wait for it.

        >>> import carelevel
        >>> print(carelevel.load("adult-mental-health").interview({"age": 34}).why().splitlines()[0])
        It can decide whether Inpatient care is required; what concerns safety is asked first.
        """
        question = self._open_question()
        levels = self._engine.definition.levels
        possible = joined([level.title for level in levels if level.id in self.recommendation.possible], "or")
        lines = [question.why, f"Possible so far: {possible}."]
        waiting = [ended(criterion.because) for criterion in self._engine.definition.criteria if criterion.id in question.criteria]
        if waiting:
            more = f", {REASONS_SHOWN} of {len(waiting)}" if len(waiting) > REASONS_SHOWN else ""
            lines += [f"Reasons that wait for the answer{more}:", *(f"- {because}" for because in waiting[:REASONS_SHOWN])]
        return "\n".join(lines)

    def to_dict(self) -> dict[str, Any]:
        """Return the state as a dictionary of JSON values, from which `from_dict` goes on; the question and the progress are for front ends.

        >>> import carelevel
        >>> interview = carelevel.load("adult-mental-health").interview({"age": 34}).answer("none")
        >>> interview.to_dict()["history"]
        [{'fact': 'suicide_risk', 'answer': 'none'}]
        """
        facts = self._engine.definition.by_id()
        question = self.question
        return {
            "format": INTERVIEW_FORMAT,
            "criteria": {
                "id": self._engine.definition.id,
                "version": self._engine.definition.version,
                "digest": self.digest,
                "decision_digest": self.decision_digest,
            },
            "services": self.services,
            "start": case_plain(facts, self.start),
            "history": [{"fact": step.fact, "answer": thawed(step.answer)} for step in self.history],
            "case": case_plain(facts, self.case),
            "skipped": list(self.skipped),
            "finished": question is None,
            "settled": self.settled,
            "possible": list(self.recommendation.possible),
            "question": None if question is None else question.to_dict(),
        } | ({"documentation": True} if self.documentation else {})

    @classmethod
    def from_dict(cls, given: Mapping[str, Any], criteria: "InterviewCriteria") -> "Interview":
        """Return the interview that a dictionary of `to_dict` describes.

        Args:
            given: the dictionary.
            criteria: the criteria set of the interview.

        Raises:
            CaseError: the interview was held with criteria that decide otherwise, or the dictionary does not describe one.

        >>> import carelevel
        >>> criteria = carelevel.load("adult-mental-health")
        >>> interview = criteria.interview({"age": 34}).answer("none")
        >>> Interview.from_dict(interview.to_dict(), criteria) == interview
        True
        """
        expect_criteria(criteria)
        saved = saved_form(given, "an interview", INTERVIEW_FORMAT, OLDEST_INTERVIEW)
        problems: list[Problem] = []
        by = _member(saved, "criteria", dict, (), problems)
        digest = by and _member(by, "decision_digest", str, ("criteria",), problems)
        start, services, history = (_member(saved, name, kind, (), problems) for name, kind in (("start", dict), ("services", bool), ("history", list)))
        steps = [(_member(step, "fact", str, ("history", number), problems), step) for number, step in enumerate(history or ())]
        documentation = _member(saved, "documentation", bool, (), problems) if "documentation" in saved else False
        if problems:
            raise CaseError(problems)
        if digest != criteria.decision_digest:
            raise CaseError([Problem("other-criteria", f"this interview was held with other criteria than {quoted(criteria.id)} is now", path=("criteria",))])
        try:
            interview = criteria.interview(start, services=services, documentation=documentation)
        except CaseError as error:
            raise CaseError(prefixed(error.problems, "start")) from error
        for number, (fact, step) in enumerate(steps):
            try:
                interview = interview.told(fact, step.get("answer"))
            except CaseError as error:
                problems += prefixed(error.problems, "history", number)
        if problems:
            raise CaseError(problems)
        return interview

    def __reduce__(self) -> tuple[Any, ...]:
        return _restored, (self._criteria, self.start, self.services, self.history, self.case, self.documentation)

    def _open_question(self) -> Question:
        question = self.question
        if question is None:
            raise CaseError([Problem("finished", "the interview is finished: no question is open")])
        return question


def interview(criteria: "InterviewCriteria", engine: PreparedCriteria, case: Case, *, services: bool, documentation: bool = False) -> Interview:
    """Return an interview that begins with what is known of a person.

    Raises:
        CaseError: no possible person is like this.
    """
    refuse_nobody(engine, case)
    return Interview(case, (), case, services, criteria.digest, criteria.decision_digest, engine, criteria, documentation)


def _restored(  # noqa: PLR0913, PLR0917 - what a pickle holds
    criteria: "InterviewCriteria", start: Case, services: bool, history: tuple[Step, ...], case: Case, documentation: bool
) -> Interview:
    return replace(criteria.interview(start, services=services, documentation=documentation), history=history, case=case)


def _with_answer(engine: PreparedCriteria, case: Case, name: str, value: Any) -> Case:
    """Return a case with an answer put in.

    Raises:
        CaseError: it is no answer, it contradicts what is known, or nobody can be like this.
    """
    definition = engine.definition
    facts: dict[str, AnyFact | Named] = {fact.id: fact for fact in (*definition.facts, *definition.derived)}
    fact = facts.get(name)
    if not isinstance(fact, Fact):
        raise CaseError(
            [Problem("unknown-fact", f"no fact that can be asked is called {quoted(name)}", path=(name,), hint=did_you_mean(name, _ids(definition)))]
        )
    if value is None:
        return case
    if isinstance(fact, SetOf):
        merged = _with_members(fact, case, value, facts)
    else:
        left = check_case(facts, {name: value}).values.get(name)
        known = case.values.get(name)
        if left is not None and known is not None and not left & known:
            raise CaseError([_contradiction(fact)])
        merged = case if left is None else case.narrowed(name, left & known if known else left)
    refuse_nobody(engine, merged)
    return merged


def _with_members(fact: SetOf, case: Case, value: Any, facts: Mapping[str, AnyFact | Named]) -> Case:
    known = case.members.get(fact.id, FrozenDict())
    given = check_case(facts, {fact.id: value}).members.get(fact.id, FrozenDict())
    is_list = not isinstance(value, Mapping)
    if any(held is not known[member] for member, held in given.items() if member in known and (held or not is_list)):
        raise CaseError([_contradiction(fact)])
    return Case(case.values, FrozenDict({**case.members, fact.id: FrozenDict({**given, **known})}), case.facts)


def _ids(definition: Definition) -> list[str]:
    return [fact.id for fact in definition.facts]


def _contradiction(fact: Fact) -> Problem:
    return Problem("contradiction", f"this contradicts what is known of {quoted(fact.id)} already", path=(fact.id,))


def _member(given: Any, name: str, kind: type[Any], path: tuple[str | int, ...], problems: list[Problem]) -> Any:
    """Return the value of a key, or None after noting what is wrong with it."""
    found = given.get(name) if isinstance(given, Mapping) else None
    if isinstance(found, kind):
        return found
    kinds = {dict: "a mapping", list: "a list", str: "a text", bool: "true or false"}
    problems.append(Problem("wrong-type", f"{quoted(name)} of an interview is {kinds[kind]}; found {described(found)}", path=(*path, name)))
    return None
