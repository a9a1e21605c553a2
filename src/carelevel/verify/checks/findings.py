"""What the proofs about a whole set share: the question, the people, and the words of a finding."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from carelevel.logic.decision_formulas import Decisions
from carelevel.logic.sat import UndecidedError
from carelevel.model.cases import Case, as_given
from carelevel.model.conditions import Condition
from carelevel.model.criteria import Definition
from carelevel.model.frozen import record, thawed
from carelevel.model.problems import Place, Problem, Severity, listed
from carelevel.verify.proofs.case_space import CaseSpace

FINDINGS = (
    "never-met",
    "never-unmet",
    "never-stands",
    "always-met",
    "never-decides",
    "never-limits",
    "never-rules-out",
    "subsumed",
    "overshoots",
    "level-never-reached",
    "band-never-reached",
    "service-never-added",
    "fact-never-matters",
    "threshold-never-matters",
    "wrong-direction",
    "nothing-met",
    "exclusion-lowers",
    "no-section",
    "asked-when-hides",
    "never-lacking",
    "invariant-broken",
    "not-decided",
)
"""Codes of what the proofs find; each can be accepted but the last two, and counts as something found until it is."""


@dataclass(slots=True)
class Proving:
    """A definition under proof.

    Attributes:
        definition: as it is written.
        everyone: the people that it is about.
        decisions: what it decides.
        found: ids of the criteria with a finding already: what follows from it is not reported again.
        never_met: ids of those that no person meets.
        always_met: ids of those that every person meets; later proofs leave them aside.
    """

    definition: Definition
    everyone: CaseSpace
    decisions: Decisions
    found: set[str] = field(default_factory=set)
    never_met: set[str] = field(default_factory=set)
    always_met: list[str] = field(default_factory=list)

    @classmethod
    def of(cls, definition: Definition) -> "Proving":
        """Return a definition, ready to be asked about."""
        return cls(definition, CaseSpace.of(definition), Decisions(definition))

    @property
    def person(self) -> str:
        """The words for a person that the proofs are about, after "no" and "every": nothing is claimed about other people."""
        return "possible person" if self.definition.is_for_everybody else "possible person whom the criteria are for"

    @property
    def aside(self) -> str:
        """The words for the criteria that a proof left aside because every person meets them; an empty text when there are none."""
        return f" (leaving aside {listed(self.always_met)}, always met)" if self.always_met else ""

    def shown(self, *people: Case) -> Any:
        """Return a witness as a user would write it: one case, or a list of two."""
        written = [thawed(as_given(self.definition.by_id(), person)) for person in people]
        return written[0] if len(written) == 1 else written

    def relies_on(self, *parts: Condition) -> tuple[str, ...]:
        """Return the impossible combinations that keep some conditions from ever being met; none where the combinations play no part.

        Raises:
            UndecidedError: that is over the budget.
        """
        ids = [item.id for item in self.definition.impossible]
        if not ids or not CaseSpace.of(self.definition, without_impossible=ids).has(*parts):
            return ()
        needed = ids
        for name in ids:
            fewer = [other for other in needed if other != name]
            if not CaseSpace.of(self.definition, without_impossible=set(ids) - set(fewer)).has(*parts):
                needed = fewer
        return tuple(needed)


@record
class Subject:
    """The part of a file that a proof is about: its section, its id and its place."""

    section: str
    id: str
    place: Place | None

    def finding(self, code: str, message: str, *, severity: Severity = "warning", hint: str | None = None, witness: Any = None) -> Problem:
        """Return a finding about it."""
        return Problem(code, message, severity, self.place, (self.section, self.id), hint, witness)


def proved(question: str, subject: Subject, findings: Iterable[Problem]) -> Iterator[Problem]:
    """Yield the findings of a proof; when it runs out of its budget, that it did."""
    try:
        yield from list(findings)
    except UndecidedError:
        message = f"{question} was neither proved nor refuted within the allowed work"
        hint = "try a narrower condition, or fewer facts in it"
        yield subject.finding("not-decided", message, severity="error", hint=hint)


def leaning(names: Iterable[str]) -> str:
    """Return the words for the impossible combinations that a proof leaned on; nothing when there are none."""
    named = tuple(names)
    return f", since {listed(named)} {'is' if len(named) == 1 else 'are'} declared impossible" if named else ""
