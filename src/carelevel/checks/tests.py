"""Examples and vignettes run one by one, each with what was expected and what came out."""

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any, Literal

from carelevel.criteria import Definition
from carelevel.frozen import record
from carelevel.interpret.meaning import meaning
from carelevel.problems import CaseError, Place, one_line
from carelevel.show.answer import headline
from carelevel.vignettes import Difference, Vignette, differences

if TYPE_CHECKING:
    from carelevel.criteria_set import CriteriaSet


@record
class Tested:
    """One example or vignette that was run.

    Attributes:
        criteria: id of the criteria set.
        kind: what was run.
        name: id of the vignette, or of the example's criterion with its number, from 1.
        title: the vignette's title.
        differences: what is not as expected; empty when it passed.
        why: the answer in one line, for a vignette.
        place: where it is written.
    """

    criteria: str
    kind: Literal["example", "vignette"]
    name: str
    title: str
    differences: tuple[Difference, ...]
    why: str | None
    place: Place | None

    @property
    def passed(self) -> bool:
        """Whether everything is as expected."""
        return not self.differences

    def to_dict(self) -> dict[str, Any]:
        """Return the result as JSON values."""
        shown = [{"member": d.member, "expected": d.expected, "actual": d.actual} for d in self.differences]
        return {
            "criteria": self.criteria,
            "kind": self.kind,
            "name": self.name,
            "title": self.title,
            "passed": self.passed,
            "differences": shown,
            "answer": self.why,
            "place": str(self.place) if self.place else None,
        }

    def __str__(self) -> str:
        title = f" ({self.title})" if self.title else ""
        lines = [f"{'passed' if self.passed else 'FAILED'}: {self.kind} {self.name}{title}"]
        if not self.passed and self.place:
            lines.append(f"  {self.place}")
        lines += [f"  {d.member}: expected {d.expected}, came out {d.actual}" for d in self.differences]
        if not self.passed and self.why:
            lines.append(f"  the answer: {self.why}")
        return "\n".join(lines)


def tested_examples(definition: Definition) -> Iterator[Tested]:
    """Yield the result of every example of a set."""
    for criterion in definition.criteria:
        for number, example in enumerate(criterion.examples, 1):
            actual = meaning(criterion.when, example.case).value
            found = () if actual == example.expected else (Difference("is", example.expected, actual),)
            yield Tested(definition.id, "example", f"{criterion.id} {number}", "", found, None, example.place)


def tested_vignettes(criteria: "CriteriaSet", vignettes: Iterable[Vignette]) -> Iterator[Tested]:
    """Yield the result of every vignette for a criteria set."""
    for vignette in vignettes:
        try:
            answer = criteria.recommend(vignette.case)
        except CaseError as error:
            found: tuple[Difference, ...] = (Difference("case", "a possible person", str(error)),)
            yield Tested(criteria.id, "vignette", vignette.id, vignette.title, found, None, vignette.place)
            continue
        found = tuple(differences(vignette.expect, answer))
        yield Tested(criteria.id, "vignette", vignette.id, vignette.title, found, one_line(headline(answer)), vignette.place)
