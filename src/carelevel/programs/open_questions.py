"""What to ask to find out whether a program fits; what could rule it out comes first."""

from collections.abc import Iterable, Iterator
from typing import Any, Literal, assert_never

from carelevel.logic.english import joined, sentence
from carelevel.logic.meaning import meaning, possible_values
from carelevel.logic.monotonicity import open_atoms
from carelevel.model.cases import Case
from carelevel.model.conditions import Among, Atom, Condition, Includes, NoneOf
from carelevel.model.facts import base_facts, value_text
from carelevel.model.frozen import record
from carelevel.model.truth import Truth
from carelevel.model.week import in_words
from carelevel.programs.fits import Fit, Fits
from carelevel.programs.questions import IF_NEEDED, ProgramQuestion, hours_of_programs, level_of_programs, requiring

WHOM = "Who can be admitted, and from what age?"
WHOM_NOT = "Who is not admitted?"
HOME = "Where would the person travel from?"


@record
class Ask:
    """Something to be found out.

    Attributes:
        of: `program` for what the program is asked, `person` for what has to be known of the person.
        fact: the id of the fact.
        words: the question.
        needed: what is needed, in words; None when no single answer is.
        rules_out: whether an answer to this question alone could rule the program out.
        is_required: whether a requirement depends on it, not only a preference.
        questions: ids of the questions that depend on it.
    """

    _shown = ("is_required", "rules_out")

    of: Literal["program", "person"]
    fact: str
    words: str
    needed: str | None
    rules_out: bool
    is_required: bool
    questions: tuple[str, ...]

    def to_dict(self) -> dict[str, Any]:
        """Return it as a dictionary of JSON values."""
        return {name: getattr(self, name) for name in type(self).__dataclass_fields__}


def asks(matches: Fits, fit: Fit) -> tuple[Ask, ...]:
    """Return what to ask: what could rule the program out first, what matters only for preferences last."""
    found: dict[tuple[str, str, str], Ask] = {}
    for question, answer in zip(fit.questions, fit.answers, strict=True):
        for ask in (*_asks(question, matches, fit, answer), *_whether_required(question, matches, answer)):
            key = ask.of, ask.fact, ask.words
            before = found.get(key)
            found[key] = ask if before is None else _both(before, ask)
    return tuple(sorted(found.values(), key=lambda ask: (not ask.rules_out, not ask.is_required)))


def _both(one: Ask, other: Ask) -> Ask:
    needed = one.needed if one.needed == other.needed else None
    rules_out, is_required = one.rules_out or other.rules_out, one.is_required or other.is_required
    return Ask(one.of, one.fact, one.words, needed or one.needed, rules_out, is_required, (*one.questions, *other.questions))


def _whether_required(question: ProgramQuestion, matches: Fits, answer: Truth) -> Iterator[Ask]:
    """Yield the facts about the person that decide whether a question that is not met could rule a program out."""
    if question.required is Truth.UNKNOWN and answer is not Truth.MET:
        names = matches.recommendation.missing if question.topic == "week" else ()
        yield from (_of_fact(name, question, matches) for name in names)
        yield from _of_person(question, [criterion.when for criterion in requiring(matches.definition)], matches)


def _asks(question: ProgramQuestion, matches: Fits, fit: Fit, answer: Truth) -> Iterator[Ask]:
    """Yield what has to be found out for one question."""
    if answer is not Truth.UNKNOWN:
        return
    match question.topic:
        case "level":
            yield from _of_level(question, matches, fit)
        case "hours":
            yield from _of_hours(question, matches, fit)
        case "takes":
            takes = fit.program.takes
            yield from (_stated("takes", WHOM, question),) if takes is None else _of_person(question, (takes,), matches)
        case "excludes":
            excludes = fit.program.excludes
            yield from (_stated("excludes", WHOM_NOT, question),) if excludes is None else _of_person(question, [each.when for each in excludes], matches)
        case _:
            yield from _of_condition(question, matches, fit)


def _stated(key: str, ask: str, question: ProgramQuestion) -> Ask:
    return Ask("program", key, ask, None, rules_out=True, is_required=True, questions=(question.id,))


def _of_level(question: ProgramQuestion, matches: Fits, fit: Fit) -> Iterator[Ask]:
    fact, recommendation = level_of_programs(matches.programs.facts), matches.recommendation
    still = [str(level) for level in possible_values(fact, fit.known)]
    if len(still) > 1:
        yield Ask("program", "level", fact.about.ask or "", question.words, rules_out=True, is_required=True, questions=(question.id,))
    yield from (_of_fact(name, question, matches) for name in recommendation.missing)


def _of_hours(question: ProgramQuestion, matches: Fits, fit: Fit) -> Iterator[Ask]:
    fact = hours_of_programs(matches.programs.facts)
    if len(possible_values(fact, fit.known)) > 1:
        rules_out = len(matches.recommendation.possible) == 1
        yield Ask("program", fact.id, fact.about.ask or "", question.words, rules_out=rules_out, is_required=True, questions=(question.id,))


def _of_person(question: ProgramQuestion, conditions: Iterable[Condition], matches: Fits) -> Iterator[Ask]:
    """Yield the facts about the person on which conditions depend."""
    case = matches.recommendation.undisputed_case
    atoms = (atom for condition in conditions for atom, _ in open_atoms(condition, case))
    names = dict.fromkeys(name for atom in atoms for name in base_facts(atom.fact))
    yield from (_of_fact(name, question, matches) for name in names)


def _of_fact(name: str, question: ProgramQuestion, matches: Fits) -> Ask:
    fact = next(fact for fact in matches.definition.facts if fact.id == name)
    return Ask("person", name, fact.about.ask or fact.about.title, None, rules_out=False, is_required=question.is_required, questions=(question.id,))


def _of_condition(question: ProgramQuestion, matches: Fits, fit: Fit) -> Iterator[Ask]:
    assert question.condition is not None
    signs: dict[Atom, set[bool]] = {}
    for atom, helps in open_atoms(question.condition, fit.known):
        signs.setdefault(atom, set()).add(helps)
    for atom, helping in signs.items():
        rules_out = question.required is Truth.MET and question.needed is Truth.MET and _can_rule_out(question.condition, atom, fit.known)
        of: Literal["program", "person"] = "person" if atom.fact.id == "distance_km" and matches.needs.home is None else "program"
        ask = HOME if of == "person" else _asked(atom)
        more = f": {taken_words(matches)}" if atom.fact.id == "fits_the_week" else IF_NEEDED if question.needed is Truth.UNKNOWN else ""
        needed = f"{_wanted(atom, helping, question)}{more}"
        yield Ask(of, atom.fact.id, ask, needed, rules_out=rules_out, is_required=question.is_required, questions=(question.id,))
    if question.needed is Truth.UNKNOWN:
        yield from _of_needed(question, matches)


def _wanted(atom: Atom, helping: set[bool], question: ProgramQuestion) -> str:
    """Return the answer that is needed for one question; the whole condition when there is no single one."""
    if len(helping) > 1:
        return question.words
    return sentence(atom) if True in helping else sentence(NoneOf((atom,)))


def _of_needed(question: ProgramQuestion, matches: Fits) -> Iterator[Ask]:
    """Yield the facts about the person that decide whether something is needed."""
    recommendation = matches.recommendation
    if question.topic == "service":
        names: Iterable[str] = recommendation.missing_for_services
    else:
        treats = matches.programs.treated
        names = dict.fromkeys(name for member in treats for name in treats[member] if recommendation.undisputed_case.includes(name, member) is None)
    yield from (_of_fact(name, question, matches) for name in names)


def _can_rule_out(condition: Condition, atom: Atom, known: Case) -> bool:
    """Return whether one answer could be enough for a condition not to be met."""
    match atom:
        case Among(fact, satisfying):
            possible = frozenset(possible_values(fact, known))
            answers = [known.narrowed(fact.id, part) for part in (possible - satisfying, possible & satisfying)]
        case Includes(fact, member):
            answers = [known.with_member(fact.id, member, included=held) for held in (False, True)]
        case _:
            assert_never(atom)
    return any(meaning(condition, answer) is Truth.UNMET for answer in answers)


def _asked(atom: Atom) -> str:
    """Return the question about one fact or member, as it is asked on the telephone."""
    ask = atom.fact.about.ask or atom.fact.about.title
    return ask.format(value_text(atom.fact, atom.member)) if isinstance(atom, Includes) else ask


def taken_words(matches: Fits) -> str:
    """Return which hours are taken, and for what."""
    said = (f"{joined(in_words(each.intervals))} ({each.because})" for each in matches.needs.taken)
    way = f", with {matches.needs.travel} minutes of travel each way" if matches.needs.travel else ""
    return f"{'; '.join(said)}{way}"
