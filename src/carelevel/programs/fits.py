"""The result of matching, as data: for each program whether it fits, and what is met, not met and unknown."""

from dataclasses import field
from typing import Literal

from carelevel.answers.results import Recommendation
from carelevel.logic.english import joined
from carelevel.model.cases import Case
from carelevel.model.criteria import Definition
from carelevel.model.frozen import record
from carelevel.model.programs import Needs, Program, Programs
from carelevel.model.truth import Truth
from carelevel.programs.interim import neighbours
from carelevel.programs.questions import ProgramQuestion, level_is_required

Outcome = Literal["fits", "does_not_fit", "cannot_be_told"]

HOSPITAL_NOW = (
    "A hospital is required, and no program here is known to fit. Do not wait for one: call 911 or go to the nearest emergency "
    "department (in the United States; elsewhere, the emergency number of the country). Call or text 988 (Suicide & Crisis Lifeline) day and night."
)
"""What to do while no program fits and a hospital is required, shown with the result."""

UNTIL_THEN = (
    "Until a place is found: in a crisis, call or text 988 (Suicide & Crisis Lifeline, United States, day and night). "
    "If someone is in danger now, call 911 or go to the nearest emergency department."
)
"""What to do in danger while no program fits, shown with the result."""

_OUTCOMES: dict[Truth, Outcome] = {Truth.MET: "fits", Truth.UNMET: "does_not_fit", Truth.UNKNOWN: "cannot_be_told"}


@record
class Fit:
    """Whether one program fits.

    Attributes:
        program: the program.
        fits: met when all that is required is known to be met, unmet when something is known not to be, else unknown.
        answers: the answer to each question, in their order.
        questions: what was asked.
        known: what is known of the program, with whether its week fits this person and how far away it is.
        levels_off: how many levels it is from the nearest possible one.
    """

    _shown = ("program", "outcome", "met", "unmet", "unknown")

    program: Program
    fits: Truth
    answers: tuple[Truth, ...]
    questions: tuple[ProgramQuestion, ...] = field(repr=False)
    known: Case = field(repr=False)
    levels_off: int = field(default=0, repr=False)

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
        """The ids of the questions that are not met."""
        return self._ids(Truth.UNMET)

    @property
    def unknown(self) -> tuple[str, ...]:
        """The ids of the questions that cannot be answered yet."""
        return self._ids(Truth.UNKNOWN)

    @property
    def obstacles(self) -> tuple[str, ...]:
        """The ids of the questions that are required and not met: why the program does not fit."""
        pairs = zip(self.questions, self.answers, strict=True)
        return tuple(question.id for question, answer in pairs if question.required is Truth.MET and answer is Truth.UNMET)

    def _ids(self, wanted: Truth) -> tuple[str, ...]:
        return tuple(question.id for question, answer in zip(self.questions, self.answers, strict=True) if answer is wanted)


def nearness(fit: Fit) -> tuple[int, bool, bool, int, int]:
    """Return the sort key of programs that do not fit, the gravest reason first: level, whom it takes, hours, how many obstacles, how much is unknown."""
    obstacles = fit.obstacles
    return fit.levels_off, not {"takes", "excludes"}.isdisjoint(obstacles), "hours" in obstacles, len(obstacles), len(fit.unknown)


@record
class Fits:
    """Which programs fit a person.

    Attributes:
        recommendation: the level and the services that are suggested, with the person's case.
        programs: the programs that were matched.
        needs: what the person asks of a program.
        questions: what every program was asked.
        fits: one for each program, in the order of the files.
    """

    _shown = ("fits", "questions")

    recommendation: Recommendation
    programs: Programs
    needs: Needs
    questions: tuple[ProgramQuestion, ...]
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
        """The programs that do not fit when none does, the nearest first: `nearness` says what counts; else none."""
        if any(fit.fits is Truth.MET for fit in self.fits):
            return ()
        return tuple(sorted(self.with_outcome("does_not_fit"), key=nearness))

    @property
    def until_then(self) -> str | None:
        """What to do while no program fits: the emergency department where a hospital is required, else a neighboring level; None while one fits."""
        if any(fit.fits is Truth.MET for fit in self.fits):
            return None
        levels = {level.id: level for level in self.definition.levels}
        possible = self.recommendation.possible
        if level_is_required(self.recommendation) is Truth.MET and possible and all(levels[level].setting == "hospital" for level in possible):
            return HOSPITAL_NOW
        serving = [levels[each.level].title for each in neighbours(self.recommendation) if each.serves is Truth.MET]
        return f"{joined(serving, 'or')} would do until a place is found. {UNTIL_THEN}" if serving else UNTIL_THEN
