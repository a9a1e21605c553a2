"""Whether two criteria sets agree on the facts that they share, as data."""

from typing import Any

from carelevel.model.frozen import FrozenDict, record, thawed
from carelevel.model.printable import Printable
from carelevel.verify.diff.results import Version


@record
class SharedPerson:
    """Someone whom two sets treat differently.

    Attributes:
        levels: the lowest level that each set leaves possible for this person, whatever else is true.
        apart: how many levels lie between them.
        witness: shared facts that are enough for both sets to leave this possible, and nothing else.
        possible: the levels that each set leaves possible when these facts alone are known, for everyone whose facts do not disagree.
        because: the criteria of each set that are met and bear on the level, by id, each with its reason in words.
        disputed: ids of the contradictions of each set that stand as long as only these facts are known; its answer can then be a wider range.
    """

    _shown = ("levels", "witness")

    levels: tuple[str, str]
    apart: int
    witness: FrozenDict[str, Any]
    possible: tuple[tuple[str, ...], tuple[str, ...]]
    because: tuple[FrozenDict[str, str], FrozenDict[str, str]]
    disputed: tuple[tuple[str, ...], tuple[str, ...]]


@record
class Consistency(Printable):
    """Whether two criteria sets agree on the facts that they share.

    Attributes:
        one: the one set.
        other: the other.
        within: how many levels they may be apart.
        because: why, as the files say.
        facts: the facts that both share, by id.
        alone: the facts that each set has for itself, by id; among them those of one id that are not the same fact in both.
        levels: the levels that both share, by which they are compared, the least intensive first.
        people: people for whom they are further apart, one for each pair of levels, the furthest apart first.
        notes: what cannot be compared, and how it is treated, in words.
        undecided: what was neither proved nor refuted within the budget.
        titles: the names of the levels of each set for readers, by id.
    """

    _shown = ("within", "people", "undecided")

    one: Version
    other: Version
    within: int
    because: tuple[str, ...]
    facts: tuple[str, ...]
    alone: tuple[tuple[str, ...], tuple[str, ...]]
    levels: tuple[str, ...]
    people: tuple[SharedPerson, ...]
    notes: tuple[str, ...]
    undecided: tuple[str, ...]
    titles: tuple[FrozenDict[str, str], FrozenDict[str, str]]

    @property
    def agrees(self) -> bool:
        """Whether it is proved that nobody is treated more differently than the files say."""
        return not self.people and not self.undecided

    def to_dict(self) -> dict[str, Any]:
        """Return it as a dictionary of JSON values."""
        return {
            "one": _version(self.one),
            "other": _version(self.other),
            "within": self.within,
            "because": list(self.because),
            "agrees": self.agrees,
            "facts": list(self.facts),
            "alone": [list(names) for names in self.alone],
            "levels": list(self.levels),
            "people": [
                {
                    "levels": list(each.levels),
                    "apart": each.apart,
                    "witness": thawed(each.witness),
                    "possible": [list(levels) for levels in each.possible],
                    "because": [dict(reasons) for reasons in each.because],
                    "disputed": [list(names) for names in each.disputed],
                }
                for each in self.people
            ],
            "notes": list(self.notes),
            "not_decided": list(self.undecided),
        }


def _version(version: Version) -> dict[str, str]:
    return {"id": version.id, "version": version.version, "digest": version.digest, "decision_digest": version.decision_digest}
