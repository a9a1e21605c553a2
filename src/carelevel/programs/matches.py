"""Which programs fit, in words and as data."""

from typing import Any

from carelevel.model.frozen import record, thawed
from carelevel.model.printable import Printable
from carelevel.model.version import __version__
from carelevel.programs.dominance import Behind, behind
from carelevel.programs.fits import Fits
from carelevel.programs.interim import Meanwhile, neighbours
from carelevel.programs.open_questions import Ask, asks
from carelevel.programs.phrases import says

MATCHES_FORMAT = 1
"""Version of the JSON form of matches."""


@record
class Matches(Fits, Printable):
    """Which programs fit a person. `print` shows it in plain words; in a notebook it shows itself.

    Attributes:
        recommendation: the level and the services that are suggested, with the person's case.
        programs: the programs that were matched.
        needs: what the person asks of a program.
        questions: what every program was asked.
        fits: one for each program, in the order of the files.
    """

    def asks(self, program: str) -> tuple[Ask, ...]:
        """Return what to ask to find out whether a program fits; what could rule it out comes first.

        Raises:
            KeyError: there is no such program.
        """
        return asks(self, self[program])

    def behind(self) -> dict[str, tuple[Behind, ...]]:
        """Return for each beaten program some unbeaten programs that beat it in every respect."""
        return behind(self.fits)

    def meanwhile(self) -> tuple[Meanwhile, ...]:
        """Return the neighboring levels: whether each would do in the meantime, and at what cost."""
        return neighbours(self.recommendation)

    def to_dict(self) -> dict[str, Any]:
        """Return the matches as a dictionary of JSON values."""
        in_front = self.behind()
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
                    "behind": [{"program": each.program, "better": list(each.better)} for each in in_front.get(fit.program.id, ())],
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
