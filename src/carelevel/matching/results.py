"""What matching says, as data: for each program whether it fits, what is met, what is not, and what has to be asked."""

from dataclasses import field
from typing import TYPE_CHECKING, Any, Literal

from carelevel.answer import Recommendation
from carelevel.cases import Case
from carelevel.criteria import Definition
from carelevel.frozen import record, thawed
from carelevel.matching.questions import Question
from carelevel.printable import Printable
from carelevel.programs.records import Needs, Program, Programs
from carelevel.truth import Truth
from carelevel.version import __version__

if TYPE_CHECKING:
    from carelevel.matching.asking import Ask
    from carelevel.matching.comparing import Behind
    from carelevel.matching.meanwhile import Meanwhile

Outcome = Literal["fits", "does_not_fit", "cannot_be_told"]

MATCHES_FORMAT = 1
"""Version of the JSON form of matches."""

UNTIL_THEN = (
    "Until there is a place: in a crisis call or text 988 (Suicide & Crisis Lifeline, United States, day and night). "
    "If somebody is in danger now, call 911 or go to the nearest emergency department."
)
"""What to do in danger while no program fits."""

_OUTCOMES: dict[Truth, Outcome] = {Truth.MET: "fits", Truth.UNMET: "does_not_fit", Truth.UNKNOWN: "cannot_be_told"}


@record
class Fit:
    """Whether one program fits.

    Attributes:
        program: the program.
        fits: met when all that is required is known to be met, unmet when something is known not to be, else unknown.
        answers: the answer to each question, in their order.
        questions: what was asked.
        known: what is known of the program for this person, its week and its distance included.
    """

    program: Program
    fits: Truth
    answers: tuple[Truth, ...]
    questions: tuple[Question, ...] = field(repr=False)
    known: Case = field(repr=False)

    @property
    def outcome(self) -> Outcome:
        """`fits`, `does_not_fit` or `cannot_be_told`."""
        return _OUTCOMES[self.fits]

    @property
    def met(self) -> tuple[str, ...]:
        """The ids of the questions that are met, preferences included."""
        return self._ids(Truth.MET)

    @property
    def unmet(self) -> tuple[str, ...]:
        """The ids of the questions that are not."""
        return self._ids(Truth.UNMET)

    @property
    def unknown(self) -> tuple[str, ...]:
        """The ids of the questions that cannot be answered yet."""
        return self._ids(Truth.UNKNOWN)

    @property
    def obstacles(self) -> tuple[str, ...]:
        """The ids of the questions that are required and not met: why the program does not fit."""
        pairs = zip(self.questions, self.answers, strict=True)
        return tuple(question.id for question, answer in pairs if question.is_required and answer is Truth.UNMET)

    def _ids(self, wanted: Truth) -> tuple[str, ...]:
        return tuple(question.id for question, answer in zip(self.questions, self.answers, strict=True) if answer is wanted)


def nearness(fit: Fit) -> tuple[int, bool, int]:
    """Return by what programs that do not fit are ordered: how many obstacles there are, whether the level is one, and how much is still open."""
    return len(fit.obstacles), "level" in fit.obstacles, len(fit.unknown)


@record
class Matches(Printable):
    """Which programs fit a person. `print` shows it in plain words; in a notebook it shows itself.

    Attributes:
        recommendation: the level and the services that are suggested, with the person's case.
        programs: what was looked through.
        needs: what the person asks of a program.
        questions: what every program was asked.
        fits: one for each program, in the order of the files.
    """

    recommendation: Recommendation
    programs: Programs
    needs: Needs
    questions: tuple[Question, ...]
    fits: tuple[Fit, ...]

    @property
    def definition(self) -> Definition:
        """The criteria that it rests on."""
        return self.recommendation.definition

    def __getitem__(self, program: str) -> Fit:
        """Return the fit of the program with this id.

        Raises:
            KeyError: there is no such program.
        """
        for fit in self.fits:
            if fit.program.id == program:
                return fit
        raise KeyError(program)

    def with_outcome(self, outcome: Outcome) -> tuple[Fit, ...]:
        """Return the programs with an outcome."""
        return tuple(fit for fit in self.fits if fit.outcome == outcome)

    @property
    def nearest(self) -> tuple[Fit, ...]:
        """Where no program fits, those that do not, with the fewest obstacles first; else none."""
        if any(fit.fits is Truth.MET for fit in self.fits):
            return ()
        return tuple(sorted(self.with_outcome("does_not_fit"), key=nearness))

    def asks(self, program: str) -> "tuple[Ask, ...]":
        """Return what is to be asked before it can be told whether a program fits, what would rule it out first.

        Raises:
            KeyError: there is no such program.
        """
        from carelevel.matching.asking import asks

        return asks(self, self[program])

    def behind(self) -> "dict[str, tuple[Behind, ...]]":
        """Return for each program that others beat in every respect some of those, ones that nothing beats; what is not in it stands in front."""
        from carelevel.matching.comparing import behind

        return behind(self.fits)

    @property
    def until_then(self) -> str | None:
        """What to do in danger while no program fits; None while one does."""
        return None if any(fit.fits is Truth.MET for fit in self.fits) else UNTIL_THEN

    def meanwhile(self) -> "tuple[Meanwhile, ...]":
        """Return the neighbouring levels: whether each would serve in the meantime, and at what cost."""
        from carelevel.matching.meanwhile import neighbours

        return neighbours(self.recommendation)

    def to_dict(self) -> dict[str, Any]:
        """Return the matches as a dictionary of JSON values."""
        from carelevel.matching.saying import says

        behind = self.behind()
        return {
            "format": MATCHES_FORMAT,
            "level": self.recommendation.level,
            "possible": list(self.recommendation.possible),
            "questions": [{"id": question.id, "required": question.is_required, "words": question.words} for question in self.questions],
            "programs": [
                {
                    "id": fit.program.id,
                    "title": fit.program.title,
                    "invented": fit.program.invented,
                    "outcome": fit.outcome,
                    "answers": {
                        question.id: {"status": answer.value, "says": says(self, fit, question)}
                        for question, answer in zip(fit.questions, fit.answers, strict=True)
                    },
                    "asks": [thawed(ask.to_dict()) for ask in self.asks(fit.program.id)] if fit.outcome != "does_not_fit" else [],
                    "behind": [{"program": each.program, "better": list(each.better)} for each in behind.get(fit.program.id, ())],
                }
                for fit in self.fits
            ],
            "nearest": [{"program": fit.program.id, "obstacles": list(fit.obstacles)} for fit in self.nearest],
            "until_then": self.until_then,
            "meanwhile": [each.to_dict() for each in self.meanwhile()],
            "notices": list(self.programs.notices),
            "criteria": {"id": self.definition.id, "version": self.definition.version, "digest": self.recommendation.digest},
            "carelevel": __version__,
        }
