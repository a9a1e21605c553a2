"""What differs between two versions of a criteria set, as data."""

from dataclasses import field
from fractions import Fraction
from typing import Any, Literal

from carelevel.model.frozen import FrozenDict, record, thawed
from carelevel.model.printable import Printable


@record
class Version:
    """A version that was compared."""

    id: str
    version: str
    digest: str
    decision_digest: str


@record
class Turned:
    """A criterion that is not what it was.

    Attributes:
        criterion: its id.
        how: whether it is new, gone, or met by other people, or says something else of them.
        through: the ids of the section and the named conditions whose change alone makes it differ: the criterion itself is written as before.
    """

    criterion: str
    how: Literal["new", "gone", "met by others", "says something else"]
    through: tuple[str, ...] = ()


@record
class Move:
    """People whose level is another one.

    Attributes:
        was: the level before, by its name in the new version where it has one to itself; None where the criteria were not for them.
        is_now: the level now; None where the criteria are no longer for them.
        witness: one of them, as few facts as make it certain.
        share: how many of all combinations of values they are; None when they could not be counted within the budget.
        regions: who they are, one line each; together exactly these people. None when that was not worked out.
        because: the criteria that make the difference, by id.
    """

    _shown = ("was", "is_now", "share")

    was: str | None
    is_now: str | None
    witness: FrozenDict[str, Any]
    share: Fraction | None
    regions: tuple[str, ...] | None
    because: tuple[str, ...]


# The levels before and now; None where no level is settled, or there is none.
Pair = tuple[str | None, str | None]


@record
class TablePeople:
    """The people of a table, by their answers before and now.

    Attributes:
        levels: how many have each pair of settled levels.
        moved: how many have another range of levels now, and so another answer.
        notes: in words, what the table gives to one version alone, and what one version cannot read.
    """

    _shown = ("total", "moved")

    levels: FrozenDict[Pair, int]
    moved: int
    notes: tuple[str, ...] = ()

    @property
    def total(self) -> int:
        """How many people there are."""
        return sum(self.levels.values())


@record
class ServiceMove:
    """People whose care includes a service before or now, and not both."""

    _shown = ("service", "is_added", "share")

    service: str
    is_added: bool
    witness: FrozenDict[str, Any]
    share: Fraction | None


@record
class Difference(Printable):
    """What a new version does to people.

    Attributes:
        old: the version before.
        new: the version now.
        moves: people whose level is another one, by the level before and now.
        services: people who gain or lose a service.
        turned: the criteria that are not what they were.
        notes: names that collide, levels that are merged or split, and what cannot be compared, with how it is treated.
        undecided: what was neither proved nor refuted within the budget.
        contradictions: the contradictions that are not what they were, by id.
        left_out: those of the notes that say whom the comparison leaves out.
        titles: the names of levels and services for readers, by id.
        parts: the parts of `applies_when` that are not what they were, by id.
        documentation: the documentation that is not what it was, by id.
        asked_when: the facts that are asked in other cases than before, by id.
    """

    _shown = ("moves", "services", "turned", "undecided")

    old: Version
    new: Version
    moves: tuple[Move, ...]
    services: tuple[ServiceMove, ...]
    turned: tuple[Turned, ...]
    notes: tuple[str, ...]
    undecided: tuple[str, ...]
    contradictions: tuple[Turned, ...] = ()
    left_out: tuple[str, ...] = ()
    titles: FrozenDict[str, str] = field(default=FrozenDict(), repr=False)
    parts: tuple[Turned, ...] = ()
    documentation: tuple[Turned, ...] = ()
    asked_when: tuple[Turned, ...] = ()

    @property
    def is_same(self) -> bool:
        """Whether both are proved to decide the same for every person: no one moves, is referred otherwise, or is left out of the comparison."""
        return not (self.moves or self.services or self.undecided or self.contradictions or self.left_out or self.parts)

    @property
    def is_text_only(self) -> bool:
        """Whether nothing but words has changed: titles, reasons, sources, or nothing at all."""
        return self.is_same and self.old.decision_digest == self.new.decision_digest and not (self.documentation or self.asked_when)

    def to_dict(self) -> dict[str, Any]:
        """Return the difference as JSON values; shares as two whole numbers and as a decimal fraction."""
        return {
            "format": 1,
            "old": _version(self.old),
            "new": _version(self.new),
            "same": self.is_same,
            "text_only": self.is_text_only,
            "moves": [
                {
                    "from": move.was,
                    "to": move.is_now,
                    "witness": thawed(move.witness),
                    "share": _share(move.share),
                    "regions": None if move.regions is None else list(move.regions),
                    "because": list(move.because),
                }
                for move in self.moves
            ],
            "services": [
                {"service": move.service, "added": move.is_added, "witness": thawed(move.witness), "share": _share(move.share)} for move in self.services
            ],
            "criteria": [_turned(turned) for turned in self.turned],
            "contradictions": [{"contradiction": turned.criterion, "how": turned.how} for turned in self.contradictions],
            "notes": list(self.notes),
            "left_out": list(self.left_out),
            "not_decided": list(self.undecided),
        } | self._beside()

    def _beside(self) -> dict[str, Any]:
        """Return what changes beside the decisions; nothing where nothing does."""
        parts = [{"part": turned.criterion, "how": turned.how} for turned in self.parts]
        documentation = [{"documentation": turned.criterion, "how": turned.how} for turned in self.documentation]
        asked = [{"fact": turned.criterion, "how": turned.how} for turned in self.asked_when]
        return {name: changed for name, changed in (("parts", parts), ("documentation", documentation), ("asked_when", asked)) if changed}


def _version(version: Version) -> dict[str, str]:
    return {"id": version.id, "version": version.version, "digest": version.digest, "decision_digest": version.decision_digest}


def _turned(turned: Turned) -> dict[str, Any]:
    return {"criterion": turned.criterion, "how": turned.how} | ({"through": list(turned.through)} if turned.through else {})


def _share(share: Fraction | None) -> dict[str, Any] | None:
    return None if share is None else {"numerator": share.numerator, "denominator": share.denominator, "value": float(share)}
