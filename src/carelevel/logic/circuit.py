"""Circuits: yes-or-no functions of what a table knows of a row, made of all, any, not and counts; equal functions written alike are one gate."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from carelevel.model.frozen import record

Gate = int
FALSE: Gate = 0
TRUE: Gate = 1


@record
class LowAtMost:
    """The lowest place that the value can still have is at most this one; the place of a score is the score itself."""

    of: str
    bound: int


@record
class HighAtLeast:
    """The highest place that the value can still have is at least this one."""

    of: str
    bound: int


@record
class MayBe:
    """A member may be in a set; or, with `held` false, may be left out of it."""

    of: str
    member: str
    held: bool


@record
class Flag:
    """Something that was noted while a row was read, for example that a column holds a value which the fact does not have."""

    of: str


Leaf = LowAtMost | HighAtLeast | MayBe | Flag


@record
class Negated:
    """The gate is closed."""

    gate: Gate


@record
class Every:
    """All gates are open."""

    gates: tuple[Gate, ...]


@record
class Some:
    """Some gate is open."""

    gates: tuple[Gate, ...]


@record
class Several:
    """At least so many gates are open."""

    fewest: int
    gates: tuple[Gate, ...]


@record
class Constant:
    """Open for everybody, or closed."""

    is_open: bool


Made = Constant | Leaf | Negated | Every | Some | Several


@dataclass(slots=True)
class Gates:
    """A store of gates; equal gates have equal numbers, and constants are folded away."""

    made: list[Made] = field(default_factory=lambda: [Constant(is_open=False), Constant(is_open=True)])
    _numbers: dict[Made, Gate] = field(default_factory=dict)

    def leaf(self, leaf: Leaf) -> Gate:
        """Return the gate of a leaf."""
        return self._number(leaf)

    def negated(self, gate: Gate) -> Gate:
        """Return the opposite."""
        if gate in {FALSE, TRUE}:
            return TRUE - gate
        made = self.made[gate]
        return made.gate if isinstance(made, Negated) else self._number(Negated(gate))

    def every(self, gates: Iterable[Gate]) -> Gate:
        """Return whether all are open."""
        parts = {gate: None for gate in gates if gate != TRUE}
        if FALSE in parts:
            return FALSE
        return self._joined(tuple(sorted(parts)), Every, TRUE)

    def some(self, gates: Iterable[Gate]) -> Gate:
        """Return whether any is open."""
        parts = {gate: None for gate in gates if gate != FALSE}
        if TRUE in parts:
            return TRUE
        return self._joined(tuple(sorted(parts)), Some, FALSE)

    def several(self, fewest: int, gates: Sequence[Gate]) -> Gate:
        """Return whether at least so many are open; a gate that is listed twice counts twice."""
        fewest -= gates.count(TRUE)
        parts = tuple(sorted(gate for gate in gates if gate not in {FALSE, TRUE}))
        if fewest <= 0:
            return TRUE
        if fewest > len(parts):
            return FALSE
        if fewest == 1:
            return self.some(parts)
        return self.every(parts) if fewest == len(parts) else self._number(Several(fewest, parts))

    def parts(self, gate: Gate) -> tuple[Gate, ...]:
        """Return the gates directly below one."""
        match self.made[gate]:
            case Negated(below):
                return (below,)
            case Every(gates) | Some(gates) | Several(_, gates):
                return gates
            case _:
                return ()

    def _joined(self, parts: tuple[Gate, ...], kind: Callable[[tuple[Gate, ...]], Made], neutral: Gate) -> Gate:
        return neutral if not parts else parts[0] if len(parts) == 1 else self._number(kind(parts))

    def _number(self, made: Made) -> Gate:
        number = self._numbers.get(made)
        if number is None:
            number = self._numbers[made] = len(self.made)
            self.made.append(made)
        return number
