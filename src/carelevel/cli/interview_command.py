"""Ask one question at a time, only questions that can still matter, until the level is settled.

Questions about safety come first. Questions are written to standard error and answers are read from standard input, so standard output holds only the result.
When the input ends, the interview ends, and the result lists what is still possible.

Type `help`; `back` for the question before; `skip` when the answer is not known; `why` to see why a question is asked; or `quit` to stop early.
"""

import argparse
import shutil
import sys
import textwrap
from pathlib import Path

from carelevel.answers.explain.interview import Interview
from carelevel.answers.explain.questions import Question
from carelevel.api import CriteriaSet
from carelevel.atomic_write import write_text
from carelevel.cli.answers import WrongAnswerError, allowed_words, read_answer
from carelevel.cli.output import DEFAULT_CRITERIA, add_format, fail, load_named, print_document, print_json, read_input, safe_lines
from carelevel.logic.english import capital, ended, joined
from carelevel.model.cases import Case
from carelevel.model.problems import CaseError, Problem, quoted
from carelevel.model.serialize import case_plain, known_text, word_text
from carelevel.show import answer
from carelevel.show.question import together_words

EXAMPLES = """carelevel interview
carelevel interview --save case.yaml
carelevel interview --criteria adult-substance-use --services
carelevel interview --format json < answers.txt"""

COMMANDS = ("help", "back", "skip", "why", "quit")

LONGEST_LINE = 10_000

MOST_WRONG = 20
"""After this many wrong lines in a row, input that is not a terminal is given up: it could go on forever."""

WIDEST = 100


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the options of the command."""
    parser.add_argument("--criteria", metavar="ID_OR_PATH", default=DEFAULT_CRITERIA, help=f"a bundled set or a criteria file (default: {DEFAULT_CRITERIA})")
    parser.add_argument("--save", metavar="CASE", help="save the case to this file after every answer; continue from it if it exists")
    parser.add_argument("--services", action="store_true", help="continue until the services are settled, too")
    parser.add_argument("--documentation", action="store_true", help="continue until it is known which documentation is there, too")
    add_format(parser)


def run(options: argparse.Namespace) -> int:
    """Run the command."""
    if "-" in {options.criteria, options.save}:
        return fail("standard input holds the answers, so `-` cannot be used here", "name a file")
    criteria = load_named(options.criteria)
    saved = Path(options.save) if options.save else None
    interview = criteria.interview(_known_before(criteria, saved), services=options.services, documentation=options.documentation)
    if saved is not None and not saved.exists():
        # Saved before the first question, to find out now whether the file can be written.
        _save(criteria, interview, saved)
    try:
        interview = _Dialogue(criteria, saved).held(interview)
    except KeyboardInterrupt:
        _say("")
        _say_where(saved)
        raise
    except _GivenUpError as stop:
        return fail(str(stop))
    _say(_ending(interview))
    _say_where(saved)
    if options.format == "json":
        print_json(interview.recommendation.to_dict())
    else:
        print_document(answer.document(interview.recommendation), options.format, "Level of care")
    return 0


def _known_before(criteria: CriteriaSet, saved: Path | None) -> Case:
    """Return the saved case, or an empty one."""
    from carelevel.syntax.case_reader import read_cases

    if saved is None or not saved.exists():
        return Case()
    file = read_cases(*read_input(str(saved)))
    if file.kind != "one":
        raise CaseError([Problem("wrong-type", f"{quoted(str(saved))} holds several cases; an interview is about one person")])
    return file.cases[0].checked(criteria.definition.by_id())


def _save(criteria: CriteriaSet, interview: Interview, path: Path) -> None:
    """Write the case to a file, completely or not at all; a new file is readable by its owner only."""
    facts = criteria.definition.by_id()
    known = case_plain(facts, interview.case)
    lines = [f"{word_text(name)}: {known_text(facts[name], value)}\n" for name, value in known.items()] or ["{}\n"]
    try:
        write_text(path, f"# carelevel interview, criteria {criteria.id} {criteria.version}\n{''.join(lines)}")
    except OSError as error:
        raise OSError(error.errno, error.strerror, str(path)) from error


class _GivenUpError(Exception):
    """The input does not consist of answers."""


class _Dialogue:
    """Questions on standard error, answers from standard input."""

    def __init__(self, criteria: CriteriaSet, saved: Path | None) -> None:
        self._criteria = criteria
        self._saved = saved
        self._wrong = 0

    def held(self, interview: Interview) -> Interview:
        """Return the interview at its end: settled, stopped early, or out of input."""
        shown: Question | None = None
        while (question := interview.question) is not None:
            if question is not shown:
                _show(question, len(interview.history) + 1)
                shown = question
            typed = _typed()
            if typed is None or typed.casefold() in {"quit", "q", "exit"}:
                break
            after = self._after(interview, question, typed)
            if after is not interview and self._saved is not None:
                _save(self._criteria, after, self._saved)
            interview = after
        return interview

    def _after(self, interview: Interview, question: Question, typed: str) -> Interview:
        """Return the interview after one line of input; unchanged when it was not an answer."""
        match typed.casefold():
            case "":
                return interview
            case "help" | "h" | "?":
                _say(_help(question))
                return interview
            case "why":
                _say(interview.why())
                return interview
            case "back" | "b":
                if not interview.history:
                    _say("This is the first question.")
                return interview.back()
            case "skip" | "s":
                return interview.skip()
            case _:
                return self._answered(interview, question, typed)

    def _answered(self, interview: Interview, question: Question, typed: str) -> Interview:
        name, is_named, value = (word.strip() for word in typed.partition("="))
        asked = next((each for each in (question, *interview.together) if is_named and each.fact == name.casefold()), question)
        try:
            after = interview.told(asked.fact, read_answer(asked, value if is_named and name.casefold() == asked.fact else typed))
        except WrongAnswerError as error:
            _say(capital(str(error)))
        except CaseError as error:
            _say("\n".join(capital(problem.message) for problem in error.problems))
        else:
            self._wrong = 0
            return after
        self._wrong += 1
        if self._wrong >= MOST_WRONG and not sys.stdin.isatty():
            raise _GivenUpError(f"{MOST_WRONG} lines of input in a row do not answer {quoted(question.fact)}")
        return interview


def _show(question: Question, number: int) -> None:
    safety = " (safety)" if question.is_safety else ""
    _say(f"\n{number}. {question.ask}{safety}")
    width = len(str(len(question.values)))
    for place, (value, words) in enumerate(question.values, 1):
        statement = f"{value}: {words}" if question.type == "yes_no" and words != value else words
        _say(f"{place:>{width}}  {statement}", indent=3)
    _say(f"({capital(allowed_words(question))}{f'; unit: {question.unit}' if question.unit else ''}. Or: {', '.join(COMMANDS)}.)", indent=3)
    if question.with_facts:
        _say(f"(The same instrument gives {joined(list(together_words(question)))}. You can enter that first, as FACT=VALUE.)", indent=3)


def _help(question: Question) -> str:
    lines = [question.help] if question.help else ["The criteria have no help for this question."]
    lines += [
        f"Answer with {allowed_words(question)}.",
        "back: the question before. skip: the answer is not known. why: why this is asked. quit: stop here; the result lists what is still possible.",
    ]
    return "\n".join(lines)


def _typed() -> str | None:
    """Return one line of input, or None at its end."""
    if sys.stdin is None:
        return None
    print("> ", end="", file=sys.stderr, flush=True)
    content = sys.stdin.buffer.readline(LONGEST_LINE)
    if not content:
        _say("")
        return None
    return content.decode("utf-8", "replace").strip()


def _ending(interview: Interview) -> str:
    asked = len(interview.history)
    after = f"after {asked} question{'' if asked == 1 else 's'}"
    if not interview.finished:
        return f"Stopped {after}.\n"
    if interview.settled:
        return f"No questions left {after}.\n"
    if len(interview.recommendation.possible) == 1:
        return f"No more questions are needed {after}. {ended(answer.headline(interview.recommendation))}\n"
    return f"No questions left {after}. The answer is not settled{', because some were skipped' if interview.skipped else ''}.\n"


def _say_where(saved: Path | None) -> None:
    if saved is not None:
        _say(f"Saved in {saved}. Use the same --save to continue the interview.\n")


def _say(text: str, indent: int = 0) -> None:
    """Write to standard error, wrapped and safe for the terminal."""
    width = min(shutil.get_terminal_size((WIDEST, 24)).columns, WIDEST)
    for paragraph in safe_lines(text).split("\n"):
        first, rest = " " * indent, " " * (indent + 3 if indent else 0)
        print(textwrap.fill(paragraph, max(width, 20), initial_indent=first, subsequent_indent=rest, break_on_hyphens=False), file=sys.stderr)
    sys.stderr.flush()
