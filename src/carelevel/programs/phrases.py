"""What is known of a program for each question, in words."""

from collections.abc import Iterable

from carelevel.logic.english import ended, joined, lacking_words, member_words, sentence, values_words
from carelevel.logic.meaning import meaning
from carelevel.model.conditions import Among, Includes, parts_of
from carelevel.model.facts import SetOf, YesNo, value_text
from carelevel.model.programs import Program, Track
from carelevel.model.truth import Truth
from carelevel.model.week import Clear, Session, in_words, session_fits
from carelevel.programs.fits import Fit, Fits
from carelevel.programs.fitting import track_fits
from carelevel.programs.questions import ProgramQuestion, hours_of_programs, level_of_programs

NOT_STATED = "not stated"


def says(matches: Fits, fit: Fit, question: ProgramQuestion) -> str:
    """Return what is known of a program for a question, in a few words, or `not stated`."""
    facts = matches.programs.facts
    match question.topic:
        case "level":
            return known_words(fit, level_of_programs(facts).id, matches)
        case "hours":
            return known_words(fit, hours_of_programs(facts).id, matches)
        case "takes":
            return NOT_STATED if fit.program.takes is None else f"takes people when {sentence(fit.program.takes)}"
        case "excludes":
            return _exclusions(fit.program)
        case "week":
            return week_words(fit)
        case _ if isinstance(question.condition, Among) and not isinstance(question.condition.fact, YesNo):
            return known_words(fit, question.condition.fact.id, matches)
        case _ if isinstance(question.condition, Includes):
            held = fit.known.includes(question.condition.fact.id, question.condition.member)
            return NOT_STATED if held is None else "yes" if held else "no"
        case _ if question.needed is Truth.UNKNOWN:
            return _lacked(question, fit)
        case _:
            assert question.condition is not None
            return {Truth.MET: "yes", Truth.UNMET: "no", Truth.UNKNOWN: NOT_STATED}[meaning(question.condition, fit.known)]


def _lacked(question: ProgramQuestion, fit: Fit) -> str:
    """Return what a program does not offer of what the person may turn out to need."""
    asked = [part for part in parts_of(question.condition) if isinstance(part, Includes)] if question.condition is not None else []
    lacking = [value_text(part.fact, part.member) for part in asked if fit.known.includes(part.fact.id, part.member) is False]
    is_open = any(fit.known.includes(part.fact.id, part.member) is None for part in asked)
    return f"not offered: {joined(lacking)}" if lacking else NOT_STATED if is_open else "yes"


def known_words(fit: Fit, name: str, matches: Fits) -> str:
    """Return what is known of one fact of a program."""
    fact = matches.programs.facts.get(name)
    if isinstance(fact, SetOf):
        held = [value_text(fact, member) for member in fact.values if fit.known.includes(name, member)]
        rest = " (perhaps more)" if held and any(fit.known.includes(name, member) is None for member in fact.values) else ""
        is_empty = fact.values and all(fit.known.includes(name, member) is False for member in fact.values)
        return f"{joined(held)}{rest}" if held else "none" if is_empty else NOT_STATED
    values = fit.known.values.get(name)
    if fact is None or values is None:
        return NOT_STATED
    return "yes" if isinstance(fact, YesNo) and values == {"yes"} else "no" if isinstance(fact, YesNo) else values_words(fact, values)


def _exclusions(program: Program) -> str:
    if program.excludes is None:
        return NOT_STATED
    return "; ".join(f"not when {sentence(each.when)}" for each in program.excludes) or "no one"


def is_stay(fit: Fit) -> bool:
    """Return whether people certainly sleep there."""
    return "home" not in fit.known.values.get("setting", frozenset(("home",)))


def week_words(fit: Fit) -> str:
    """Return when a program meets, in words."""
    if is_stay(fit):
        return "day and night"
    tracks = fit.program.tracks
    return NOT_STATED if tracks is None else "; or ".join(map(_track, tracks))


def _track(track: Track) -> str:
    choice = f", {track.attend} of these days" if track.attend else ""
    return f"{f'{track.title}: ' if track.title else ''}{'; '.join(_sessions(track.sessions))}{choice}"


def _sessions(sessions: Iterable[Session]) -> list[str]:
    """Return sessions in words, with those of the same length together."""
    alike: dict[int | None, list[Session]] = {}
    for session in sessions:
        alike.setdefault(None if session.latest - session.earliest == session.minutes else session.minutes, []).append(session)
    return [
        f"{words} ({minutes} minutes of it)" if minutes else words for minutes, same in alike.items() for words in in_words(session.window for session in same)
    ]


def why_not(matches: Fits, fit: Fit, question: ProgramQuestion) -> str:
    """Return in a sentence why a question is not met."""
    facts = matches.programs.facts
    match question.topic:
        case "level":
            fact = level_of_programs(facts)
            return ended(lacking_words(fact, fit.known.values.get(fact.id), frozenset(matches.recommendation.possible)))
        case "hours":
            return _too_few(matches, fit)
        case "takes":
            assert fit.program.takes is not None
            return f"It takes people only when {sentence(fit.program.takes)}, which is not true here."
        case "excludes":
            case = matches.recommendation.undisputed_case
            return " ".join(
                f"It does not take people when {ended(sentence(each.when))}{f' {ended(each.because)}' if each.because else ''}"
                for each in fit.program.excludes or ()
                if meaning(each.when, case) is Truth.MET
            )
        case "week":
            return _collides(matches, fit)
        case _:
            return ended(_lacking(question, fit))


def _lacking(question: ProgramQuestion, fit: Fit) -> str:
    match question.condition:
        case Among(fact, needed, written):
            return lacking_words(fact, fit.known.values.get(fact.id), needed, written)
        case Includes(fact, member):
            return member_words(fact, member, held=False)
        case _:
            return f"this is not met: {question.words}"


def _too_few(matches: Fits, fit: Fit) -> str:
    """Return that a program has fewer hours than its level, or the level that is needed, begins at."""
    fact = hours_of_programs(matches.programs.facts)
    levels = {*map(str, fit.known.values.get("level", ())), *matches.recommendation.possible}
    asking = [(level.title, level.hours_per_week[0]) for level in matches.definition.levels if level.id in levels and level.hours_per_week]
    said = values_words(fact, fit.known.values.get(fact.id, frozenset()))
    return f"Time a week is {said}; {joined([f'{title} begins at {least} hours' for title, least in asking if least])}."


def _collides(matches: Fits, fit: Fit) -> str:
    """Return which sessions overlap with hours that are taken."""
    if is_stay(fit) or fit.program.tracks is None:
        return "It is a stay, day and night, but some hours of the week are taken."
    clear = Clear.of(interval for each in matches.needs.taken for interval in each.intervals)
    return " ".join(_collision(track, matches, clear) for track in fit.program.tracks if track_fits(track, clear, matches.needs.travel) is Truth.UNMET)


def _collision(track: Track, matches: Fits, clear: Clear) -> str:
    travel = 0 if track.travels is Truth.UNMET else matches.needs.travel
    clashing = [session for session in track.sessions if session_fits(session, clear, travel) is Truth.UNMET]
    taken = [each.because for each in matches.needs.taken if any(_overlap(session, Clear.of(each.intervals), travel) for session in clashing)]
    named = f"{track.title}: " if track.title else ""
    way = f", with {travel} minutes of travel each way," if travel else ""
    return f"{named}{joined(_sessions(clashing))}{way} would overlap with hours that are taken: {joined(taken)}."


def _overlap(session: Session, clear: Clear, travel: int) -> bool:
    return bool(clear.within(session.window[0] - travel, session.window[1] + travel))
