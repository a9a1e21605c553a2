"""Examples and vignettes run one by one, each with what was expected and what came out."""

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any, Literal

from carelevel.logic.contradictions import undisputed
from carelevel.logic.meaning import meaning
from carelevel.model.criteria import Definition
from carelevel.model.frozen import record
from carelevel.model.problems import CaseError, Place, one_line
from carelevel.model.vignettes import Vignette
from carelevel.show.answer import headline
from carelevel.verify.checks.expected import Mismatch, differences

if TYPE_CHECKING:
    from carelevel.api import CriteriaSet

Outcome = Literal["passed", "failed", "todo", "passed unexpectedly"]


@record
class Tested:
    """One example or vignette that was run.

    Attributes:
        criteria: id of the criteria set.
        kind: what was run.
        name: id of the vignette, or of the example's criterion or section with its number, from 1.
        title: the vignette's title.
        differences: what is not as expected; empty when it passed.
        why: the answer in one line, for a vignette.
        place: where it is written.
        todo: why a vignette is not expected to pass yet.
    """

    criteria: str
    kind: Literal["example", "vignette"]
    name: str
    title: str
    differences: tuple[Mismatch, ...]
    why: str | None
    place: Place | None
    todo: str | None = None

    @property
    def passed(self) -> bool:
        """Whether everything is as expected."""
        return not self.differences

    @property
    def outcome(self) -> Outcome:
        """The result of the run: a test that is still to do fails when it passes, so that `todo` gets taken out."""
        if self.todo is not None:
            return "passed unexpectedly" if self.passed else "todo"
        return "passed" if self.passed else "failed"

    @property
    def failed(self) -> bool:
        """Whether the run fails because of it."""
        return self.outcome in {"failed", "passed unexpectedly"}

    def to_dict(self) -> dict[str, Any]:
        """Return the result as JSON values."""
        shown = [{"member": d.member, "expected": d.expected, "actual": d.actual} for d in self.differences]
        return {
            "criteria": self.criteria,
            "kind": self.kind,
            "name": self.name,
            "title": self.title,
            "passed": self.passed,
            "outcome": self.outcome,
            "todo": self.todo,
            "differences": shown,
            "answer": self.why,
            "place": str(self.place) if self.place else None,
        }

    def __str__(self) -> str:
        title = f" ({self.title})" if self.title else ""
        return "\n".join([f"{self.word}: {self.kind} {self.name}{title}", *(f"  {below}" for below in self.told())])

    @property
    def word(self) -> str:
        """The outcome in a word, loud when the run fails because of it."""
        return "FAILED" if self.failed else self.outcome

    def told(self) -> list[str]:
        """Return the lines for a test that did not simply pass: its place, what was expected and what came out."""
        if self.outcome == "passed":
            return []
        lines = [str(self.place)] if self.place else []
        if self.outcome == "passed unexpectedly":
            return [*lines, f"it passes although `todo` says that it does not yet: {one_line(self.todo or '')}", "take `todo` out"]
        lines += [f"todo: {one_line(self.todo)}"] if self.todo is not None else []
        lines += [f"{d.member}: expected {d.expected}, came out {d.actual}" for d in self.differences]
        return [*lines, f"the answer: {self.why}"] if self.why else lines


def tested_examples(definition: Definition) -> Iterator[Tested]:
    """Yield the result of every example of a set."""
    phases = ((phase.id, phase.when, phase.examples) for phase in definition.sections)
    for name, when, examples in (*phases, *((criterion.id, criterion.own, criterion.examples) for criterion in definition.criteria)):
        for number, example in enumerate(examples, 1):
            actual = meaning(when, undisputed(definition, example.case)).value
            found = () if actual == example.expected else (Mismatch("is", example.expected, actual),)
            yield Tested(definition.id, "example", f"{name} {number}", "", found, None, example.place)


def tested_vignettes(criteria: "CriteriaSet", vignettes: Iterable[Vignette]) -> Iterator[Tested]:
    """Yield the result of every vignette for a criteria set."""
    for vignette in vignettes:
        try:
            answer = criteria.recommend(vignette.case)
        except CaseError as error:
            found: tuple[Mismatch, ...] = (Mismatch("case", "a possible person", str(error)),)
            yield Tested(criteria.id, "vignette", vignette.id, vignette.title, found, None, vignette.place, vignette.todo)
            continue
        found = tuple(differences(vignette.expect, answer))
        yield Tested(criteria.id, "vignette", vignette.id, vignette.title, found, one_line(headline(answer)), vignette.place, vignette.todo)
