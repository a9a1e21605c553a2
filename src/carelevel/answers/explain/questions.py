"""The question to ask next, with everything a person needs who asks it; and how many more there are."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from carelevel.answers.disputed import case_as_read, outlook_as_read, possible_as_read
from carelevel.answers.documents import to_document
from carelevel.answers.explain.gates import asked_first, may_be_asked, not_asked, waiting
from carelevel.answers.explain.question_choice import Name, Stage
from carelevel.answers.explain.question_count import most_left, questions_left
from carelevel.answers.explain.question_stages import stages
from carelevel.logic.applies_parts import still_asked
from carelevel.logic.contradictions import could_widen, disputed_by, standing, to_record
from carelevel.logic.english import joined
from carelevel.logic.level_diagram import PreparedCriteria
from carelevel.logic.monotonicity import open_atoms
from carelevel.logic.possible_levels import outlook, refuse_impossible, waited_for, whom
from carelevel.model.cases import Case
from carelevel.model.conditions import atoms
from carelevel.model.criteria import Definition
from carelevel.model.facts import Choice, Fact, Scale, Score, SetOf, YesNo, base_facts, domain, is_never, outside, value_text
from carelevel.model.frozen import record
from carelevel.model.numbers import number_of
from carelevel.model.printable import Printable
from carelevel.model.problems import Problem, not_decided, quoted

Kind = Literal["scale", "choice", "score", "yes_no", "set"]

_KINDS: dict[type[Fact], Kind] = {Scale: "scale", Choice: "choice", Score: "score", YesNo: "yes_no", SetOf: "set"}


@record
class Question(Printable):
    """One fact to ask about; a set is asked whole.

    Attributes:
        fact: its id.
        title: its name in running text.
        ask: the question in words.
        help: how to answer it, if the file says.
        type: the type of the fact.
        values: the answers that are still possible, each with its words; for a set the members that are not known yet; for a score
            `never` alone, where that is possible.
        range: for a score the lowest and the highest answer still possible.
        or_more: whether the score can be more than that. The highest answer then means "this or more", and a larger number is an answer too.
        unit: what a score counts.
        about: what the answer decides: whether the criteria apply, the level, services, whether facts disagree, where to refer, or documentation.
        is_safety: whether it is asked first because a requirement could raise the level.
        why: why it is asked now, in one sentence.
        criteria: ids of the criteria that wait for the fact, in the order of the file.
        with_facts: other facts of the same instrument that can still matter, and are best asked together with it.
        exact: whether it is certain that the fact can matter; False when the search ran out of its budget.
        definition: the criteria it is asked for.
        step: what one step of a score is, if it does not count whole numbers.
        opens: id of the fact that is asked about only once this one is known, where this one is asked for that reason.
    """

    _shown = ("fact", "type", "about", "is_safety")

    fact: str
    title: str
    ask: str
    help: str | None
    type: Kind
    values: tuple[tuple[str, str], ...]
    range: tuple[int | float, int | float] | None
    or_more: bool
    unit: str | None
    about: Name
    is_safety: bool
    why: str
    criteria: tuple[str, ...]
    with_facts: tuple[str, ...]
    exact: bool
    definition: Definition = field(repr=False)
    step: int | float | None = None
    opens: str | None = None

    @property
    def problems(self) -> tuple[Problem, ...]:
        """A problem with the code `not-decided` while the question is not `exact`, so that a program can refuse it; else nothing."""
        return () if self.exact else (not_decided(f"whether {quoted(self.fact)} can still matter was not decided within the allowed work"),)

    def to_dict(self) -> dict[str, Any]:
        """Return the question as a dictionary of JSON values."""
        shown: dict[str, Any] = {name: getattr(self, name) for name in type(self).__dataclass_fields__ if name not in {"definition", "step", "opens"}}
        lists = {
            "values": [{"value": value, "words": words} for value, words in self.values],
            "range": None if self.range is None else list(self.range),
            "criteria": list(self.criteria),
            "with_facts": list(self.with_facts),
            "problems": [problem.to_dict() for problem in self.problems],
        }
        return shown | lists | ({} if self.step is None else {"step": self.step}) | ({} if self.opens is None else {"opens": self.opens})


@record
class Asks(Printable):
    """How many more questions there are until the level is settled, when they are asked in the order of `next_question`.

    Attributes:
        at_least: the fewest.
        on_average: the mean over everyone whom the person could still be, all equally likely; None when it is beyond the budget.
        at_most: the most.
        no_order_below: a mean that no order of questions which puts safety first can be below: the mean itself where every order was tried; else an
            estimate, from how many facts it takes at least to settle the level of each of some people. None when it is beyond the budget, or while it is
            open for whom the criteria are.
        exact: whether all possible people were counted. If not, the mean is an estimate, and the two ends are certain but may be far.
        definition: the criteria they are asked for.
    """

    at_least: int
    on_average: float | None
    at_most: int
    no_order_below: float | None
    exact: bool
    definition: Definition = field(repr=False)

    @property
    def problems(self) -> tuple[Problem, ...]:
        """A problem with the code `not-decided` while the numbers are not `exact`, so that a program can refuse them; else nothing."""
        return () if self.exact else (not_decided("the mean number of questions was not counted within the allowed work"),)

    def to_dict(self) -> dict[str, Any]:
        """Return the numbers as a dictionary of JSON values."""
        numbers = {name: getattr(self, name) for name in ("at_least", "on_average", "at_most", "no_order_below", "exact")}
        return numbers | {"problems": [problem.to_dict() for problem in self.problems]}


@dataclass(frozen=True, slots=True)
class _Pick:
    """A fact to ask about, and what it is asked for; `matters` is the fact that can change something, and waits for it or is the same."""

    fact: Fact
    stage: Stage
    matters: Fact


def next_question(
    engine: PreparedCriteria, case: Case, *, services: bool = False, documentation: bool = False, closed: Collection[str] = ()
) -> Question | None:
    """Return the question to ask next, or None when no answer can change anything any more.

    Args:
        engine: the criteria.
        case: what is known.
        services: whether to go on until the services are settled too.
        documentation: whether to go on until it is known which documentation is there.
        closed: facts that are not asked about again, though they are not known, or not completely.

    Raises:
        CaseError: no possible person is like this.
    """
    picks = _picks(engine, case, services=services, documentation=documentation, closed=closed)
    return next((_question(engine, case, pick, closed) for pick in picks), None)


def next_questions(engine: PreparedCriteria, case: Case, n: int) -> tuple[Question, ...]:
    """Return up to `n` questions that are worth asking now, the next question first. Each of them can still matter.

    Raises:
        CaseError: no possible person is like this.
    """
    questions: list[Question] = []
    for pick in _picks(engine, case, services=False, closed=()):
        if len(questions) >= n:
            break
        if all(question.fact != pick.fact.id for question in questions):
            questions.append(_question(engine, case, pick, (), is_first=not questions))
    return tuple(questions)


def questions_about(
    engine: PreparedCriteria, case: Case, facts: Collection[str], *, services: bool = False, documentation: bool = False
) -> "tuple[Question, ...]":
    """Return a question for each of some facts that can still matter, in the order in which to ask them.

    Raises:
        CaseError: no possible person is like this.
    """
    found: dict[str, Question] = {}
    for pick in _picks(engine, case, services=services, documentation=documentation, closed=()) if facts else ():
        if pick.fact.id in facts and pick.fact.id not in found:
            found[pick.fact.id] = _question(engine, case, pick, (), is_first=False)
    return tuple(found.values())


def asks(engine: PreparedCriteria, case: Case, *, documentation: bool = False) -> Asks:
    """Return how many more questions there are until the level is settled.

    Those that only contradictions wait for, and those that only decide where to refer, come after, and are not counted.

    Args:
        engine: the criteria.
        case: what is known.
        documentation: whether to count the questions until it is known which documentation is there, too.

    Raises:
        CaseError: no possible person is like this.
    """
    definition = engine.definition
    recorded, case = case, case_as_read(engine, case)
    refuse_impossible(definition, case)
    if case is not recorded:
        # While facts disagree the level may stay open whatever is answered.
        left = {pick.fact.id for pick in _picks(engine, recorded, services=False, documentation=documentation, closed=())}
        return _bounds(engine, len(may_be_asked(definition, case, left) | left))
    papers = _papers(engine, case) if documentation else ()
    if papers or definition.asked_when:
        # What is answered decides which gates open, and which documents are needed.
        names = {*outlook(engine, case).missing, *whom(engine, case).missing}
        if papers or waiting(definition, case, names):
            return _bounds(engine, len(may_be_asked(definition, case, {*names, *papers})))
    tally = questions_left(engine, case)
    if tally is None:
        return Asks(1, None, most_left(engine, case), None, exact=False, definition=definition)
    return Asks(tally.least, tally.mean, tally.most, tally.bound, exact=tally.is_exact, definition=definition)


def _bounds(engine: PreparedCriteria, most: int) -> Asks:
    """Return how many more questions there are where only a certain range is known."""
    return Asks(min(1, most), None, most, None, exact=False, definition=engine.definition)


def _papers(engine: PreparedCriteria, read: Case) -> tuple[str, ...]:
    """Return the facts that decide documentation of the possible levels, in the order to ask them."""
    levels = possible_as_read(engine, read) if engine.definition.documentation else ()
    return to_document((item for item in engine.definition.documentation if not set(levels).isdisjoint(item.levels)), read)


def _picks(engine: PreparedCriteria, case: Case, *, services: bool, closed: Collection[str], documentation: bool = False) -> Iterator[_Pick]:
    read = case_as_read(engine, case)
    definition = engine.definition
    refuse_impossible(definition, read)
    facts = {fact.id: fact for fact in definition.facts}
    known = {*closed, *disputed_by(standing(definition, case))}
    for stage in _stages(engine, case, read, services=services, documentation=documentation, closed=closed):
        for fact in stage.in_order(tuple(facts)):
            first = asked_first(definition, read, fact, known)
            if first is not None:
                yield _Pick(facts[first], stage, facts[fact])


def _stages(  # noqa: PLR0913 - what is asked for, by keyword
    engine: PreparedCriteria, case: Case, read: Case, *, services: bool, documentation: bool, closed: Collection[str]
) -> Iterator[Stage]:
    """Yield what is left to settle, for a case as it is recorded and as it is read: what resolves contradictions first, what could show others last."""
    definition = engine.definition
    disputed = disputed_by(standing(definition, case))
    if disputed and (_is_open(engine, read, disputed) or (services and not disputed.isdisjoint(waited_for(engine, read)))):
        yield from _listed(to_record(definition, case), closed)
    # What is recorded is not asked again, though it counts as unknown; and what is not asked stays unknown.
    yield from stages(engine, read, {*closed, *disputed, *not_asked(definition, read)}, services=services)
    if definition.contradictions and possible_as_read(engine, read)[:1] != (definition.levels[-1].id,):
        yield from _listed(could_widen(definition, case, lambda left: outlook_as_read(engine, left)), closed)
    if documentation:
        yield from _listed(_papers(engine, read), {*closed, *disputed}, "documentation")


def _is_open(engine: PreparedCriteria, read: Case, disputed: frozenset[str]) -> bool:
    """Return whether disputed facts may keep the answer open: the level, or, below the most intensive one, whether the criteria are for this person."""
    possible = possible_as_read(engine, read)
    is_most = possible == (engine.definition.levels[-1].id,)
    waiting = () if is_most else (*whom(engine, read).missing, *still_asked(engine, read))
    return len(possible) > 1 or not disputed.isdisjoint(waiting)


def _listed(names: Iterable[str], closed: Collection[str], name: Name = "contradictions") -> Iterator[Stage]:
    left = tuple(fact for fact in names if fact not in closed)
    if left:
        yield Stage(name, listed=left)


def _question(engine: PreparedCriteria, case: Case, pick: _Pick, closed: Collection[str], *, is_first: bool = True) -> Question:
    fact, stage = pick.fact, pick.stage
    about = fact.about
    required = stage.required_by(pick.matters.id)
    read = case_as_read(engine, case)
    possible = _possible_values(case, pick)
    numbers = [value for value in possible if isinstance(value, int) and not is_never(fact, value)]
    words = [str(outside(fact, value)) for value in possible if isinstance(value, str) or is_never(fact, value)]
    return Question(
        fact=fact.id,
        title=about.title,
        ask=about.ask or plain_ask(fact),
        help=about.help,
        type=_KINDS[type(fact)],
        values=tuple((word, value_text(fact, word)) for word in words),
        range=_range(fact, numbers) if numbers else None,
        or_more=isinstance(fact, Score) and fact.or_more and fact.cap in numbers,
        unit=fact.unit if isinstance(fact, Score) else None,
        about=stage.name,
        is_safety=required is not None,
        why=_why(engine, pick, required, is_first=is_first),
        criteria=_waiting(engine, case, pick.matters.id, stage),
        with_facts=tuple(
            other
            for other in _of_one_instrument(engine.definition, fact)
            if other not in closed and stage.matters(other) and other not in waiting(engine.definition, read, (other,))
        ),
        exact=not stage.given_up,
        definition=engine.definition,
        step=number_of(fact.step, 1) if isinstance(fact, Score) and fact.step is not None else None,
        opens=None if pick.matters is fact else pick.matters.id,
    )


def plain_ask(fact: Fact) -> str:
    """Return a question for a fact whose file gives none."""
    match fact:
        case SetOf():
            return f"Which of these are there: {fact.about.title}?"
        case YesNo():
            return f"Yes or no: {fact.about.title}?"
        case _:
            return f"What is known of this: {fact.about.title}?"


def _possible_values(case: Case, pick: _Pick) -> tuple[Any, ...]:
    """Return the values that some possible person has; for a set the members that are not known."""
    fact = pick.fact
    if isinstance(fact, SetOf):
        return tuple(member for member in fact.values if case.includes(fact.id, member) is None)
    known = case.values.get(fact.id)
    values = tuple(value for value in domain(fact) if known is None or value in known)
    ranks = pick.stage.possible_ranks(fact.id)
    return values if ranks is None else tuple(value for rank, value in enumerate(values) if rank in ranks)


def _range(fact: Fact, numbers: Sequence[int]) -> tuple[Any, Any]:
    """Return the lowest and the highest answer of a score; where it may be more than its top, numbers above the top are not counted up."""
    low, high = min(numbers), max(numbers)
    high = max(low, fact.high) if isinstance(fact, Score) and high == fact.cap else high
    return outside(fact, low), outside(fact, high)


def _why(engine: PreparedCriteria, pick: _Pick, required: int | None, *, is_first: bool) -> str:
    levels, stage = engine.definition.levels, pick.stage
    if pick.matters is not pick.fact and not stage.matters(pick.fact.id):
        safety = "" if required is None else "; what concerns safety is asked first"
        return f"It decides whether to ask about {pick.matters.about.title}{safety}."
    if stage.name == "documentation":
        return "It decides which documentation is there or lacking; it never changes the level."
    if stage.name == "applies":
        return "It decides whether these criteria are for this person."
    if stage.name == "referral":
        return f"These criteria are not for this person. It can decide whether to refer to: {_referred(engine.definition, pick.fact.id)}."
    if stage.name == "contradictions":
        return "It can show whether what is recorded disagrees, or resolve that it does."
    if stage.name == "services":
        titles = [service.title for service in engine.definition.services if pick.fact.id in _facts_adding(engine.definition, service.id)]
        return f"It can decide whether care should include: {joined(titles)}." if titles else "It can decide which services care should include."
    if required is not None:
        return f"It can decide whether {levels[required].title} is required; what concerns safety is asked first."
    if stage.given_up:
        return "It can still bear on the level; there is too much left open to say which question settles most."
    return "Of the facts that can still change the level, it is expected to settle most." if is_first else "It can still change the level."


def _referred(definition: Definition, fact: str) -> str:
    """Return where the parts of `applies_when` that ask about a fact refer to."""
    asking = [part for part in definition.applies_parts if any(fact in base_facts(atom.fact) for atom in atoms(part.when))]
    named = dict.fromkeys(part.refer_to for part in asking or definition.applies_parts if part.refer_to is not None)
    return joined(list(named), "or")


def _facts_adding(definition: Definition, service: str) -> set[str]:
    return {
        name
        for criterion in definition.criteria
        if service in criterion.adds
        for atom, _ in open_atoms(criterion.when, Case())
        for name in base_facts(atom.fact)
    }


def _waiting(engine: PreparedCriteria, case: Case, fact: str, stage: Stage) -> tuple[str, ...]:
    if stage.name in {"contradictions", "referral", "documentation"}:
        return ()
    criteria: Iterable[Any] = engine.definition.criteria if stage.name == "services" else engine.criteria
    return tuple(
        criterion.id
        for criterion in criteria
        if (criterion.level is None) is (stage.name == "services") and any(fact in base_facts(atom.fact) for atom, _ in open_atoms(criterion.when, case))
    )


def _of_one_instrument(definition: Definition, fact: Fact) -> list[str]:
    instrument = fact.about.instrument
    return [other.id for other in definition.facts if instrument and other.about.instrument == instrument and other.id != fact.id]
