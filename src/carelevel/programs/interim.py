"""Neighboring levels: whether a program one level off would do until a place is found, and at what cost."""

from typing import Any, assert_never

from carelevel.answers.results import Recommendation
from carelevel.logic.levels import Rule, rules_of
from carelevel.model.frozen import record
from carelevel.model.operators import Effect
from carelevel.model.truth import Truth, all_of, negate


@record
class Meanwhile:
    """A level beside the one that is suggested.

    Attributes:
        level: its id.
        is_below: whether it is less intensive.
        serves: whether the level is enough for now: nothing requires more, and nothing rules it out. Unknown while that is not known. A more intensive level is
            enough unless it is ruled out.
        against: ids of the met criteria that speak against it: they call for more, limit to less, or rule it out.
        open: ids of the criteria that would speak against it if they were met, which is not known.
    """

    _shown = ("level", "is_below", "serves")

    level: str
    is_below: bool
    serves: Truth
    against: tuple[str, ...]
    open: tuple[str, ...]

    def to_dict(self) -> dict[str, Any]:
        """Return it as a dictionary of JSON values."""
        return {"level": self.level, "is_below": self.is_below, "serves": self.serves.value, "against": list(self.against), "open": list(self.open)}


def neighbours(recommendation: Recommendation) -> tuple[Meanwhile, ...]:
    """Return the levels one step below and above the possible ones; none when the criteria are not for this person."""
    definition = recommendation.definition
    if not recommendation.possible:
        return ()
    ranks = [definition.rank(level) for level in recommendation.possible]
    around = (min(ranks) - 1, max(ranks) + 1)
    return tuple(_meanwhile(recommendation, rank, is_below=rank < min(ranks)) for rank in around if 0 <= rank < len(definition.levels))


def _meanwhile(recommendation: Recommendation, rank: int, *, is_below: bool) -> Meanwhile:
    definition = recommendation.definition
    status = dict.fromkeys(recommendation.met, Truth.MET) | dict.fromkeys(recommendation.unknown, Truth.UNKNOWN)
    against = [criterion for criterion, rule in rules_of(definition) if _is_against(rule, rank, is_below=is_below)]
    forbidding = [status.get(criterion.id, Truth.UNMET) for criterion in against if _forbids(criterion.effect)]
    met, still_open = (tuple(each.id for each in against if status.get(each.id) is truth) for truth in (Truth.MET, Truth.UNKNOWN))
    return Meanwhile(definition.levels[rank].id, is_below, all_of(map(negate, forbidding)), met, still_open)


def _is_against(rule: Rule, rank: int, *, is_below: bool) -> bool:
    """Return whether a criterion speaks against a level when it is met."""
    match rule.effect:
        case "requires" | "suggests":
            return is_below and rule.rank > rank
        case "limits_to":
            return not is_below and rule.rank < rank
        case "rules_out":
            return rank in rule.ruled_out
        case _:
            assert_never(rule.effect)


def _forbids(effect: Effect) -> bool:
    """Return whether a criterion that speaks against a level keeps it from being enough for now."""
    match effect:
        case "requires" | "rules_out":
            return True
        case "suggests" | "limits_to" | "adds":
            return False
        case _:
            assert_never(effect)
