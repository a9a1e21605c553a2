"""How often clinicians agreed with each criterion, which shows authors the criteria that are not trusted."""

from collections import Counter

from carelevel.model.criteria import Criterion, Definition
from carelevel.model.frozen import record
from carelevel.model.operators import Effect
from carelevel.model.record import Record

OWN_WORDS = "in own words"


@record
class CriterionAgreement:
    """What clinicians decided where a criterion was met.

    Attributes:
        criterion: its id.
        effect: what it does.
        level: the level it names; None when it adds services.
        decided: how many records with a decision met it.
        accepted: how many of them accepted the settled level.
        chosen: how many chose a level from the range of the answer.
        overridden_up: how many decided on a more intensive level than any possible one.
        overridden_down: how many decided on a less intensive one, or on one between possible levels.
        reasons: the reasons for overriding with their counts, the most frequent first.
    """

    _shown = ("effect", "level", "decided", "accepted")

    criterion: str
    effect: Effect
    level: str | None
    decided: int
    accepted: int
    chosen: int
    overridden_up: int
    overridden_down: int
    reasons: tuple[tuple[str, int], ...]

    @property
    def overridden(self) -> int:
        """How many decisions overrode the answer."""
        return self.overridden_up + self.overridden_down


class Agreement:
    """Counts decisions by criterion. Criteria that are no longer in the set are not counted."""

    def __init__(self, definition: Definition) -> None:
        self._criteria = {criterion.id: criterion for criterion in definition.criteria}
        self._ranks = definition.ranks()
        self._outcomes: Counter[tuple[str, str]] = Counter()
        self._reasons: dict[str, Counter[str]] = {}

    def count(self, each: Record) -> None:
        """Count the decision of one record."""
        if each.decision is None:
            return
        outcome: str = each.decision.outcome
        if outcome == "overridden":
            highest = self._ranks.get(each.answer["highest"], -1)
            outcome = "up" if self._ranks.get(each.decision.level, -1) > highest else "down"
        for criterion in each.answer["met"]:
            self._outcomes[criterion, outcome] += 1
            if each.decision.outcome == "overridden":
                self._reasons.setdefault(criterion, Counter())[each.decision.reason or OWN_WORDS] += 1

    def result(self) -> tuple[CriterionAgreement, ...]:
        """Return the criteria that were met in decided records, the most often overridden first."""
        counted = {name for name, _ in self._outcomes}
        found = [self._of(criterion) for name, criterion in self._criteria.items() if name in counted]
        return tuple(sorted(found, key=lambda each: -each.overridden / each.decided))

    def _of(self, criterion: Criterion) -> CriterionAgreement:
        accepted, chosen, up, down = (self._outcomes[criterion.id, outcome] for outcome in ("accepted", "chosen", "up", "down"))
        reasons = tuple(self._reasons.get(criterion.id, Counter()).most_common())
        level = ", ".join(criterion.rules_out) or criterion.level
        return CriterionAgreement(criterion.id, criterion.effect, level, accepted + chosen + up + down, accepted, chosen, up, down, reasons)
