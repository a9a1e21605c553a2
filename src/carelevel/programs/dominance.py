"""Which programs are beaten by others in every respect. There is no score, and nothing is weighed.

A program beats another when it is certain to be at least as good for every question and better for one, whatever is still unknown turns out to be:
wherever the other could be met, it is met, and for some question it is met and the other is not.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice

from carelevel.model.frozen import record
from carelevel.model.truth import Truth
from carelevel.programs.fits import Fit, nearness

Answers = tuple[Truth, ...]

MOST_NAMED = 3
"""How many better programs are named for each program that is ranked lower; there can be thousands."""

_ORDER = (Truth.MET, Truth.UNKNOWN, Truth.UNMET)


@record
class Behind:
    """A program that another one is ranked below.

    Attributes:
        program: the id of the better one.
        better: ids of the questions for which it is certainly better.
    """

    _shown = ("program", "better")

    program: str
    better: tuple[str, ...]


def behind(fits: Sequence[Fit]) -> dict[str, tuple[Behind, ...]]:
    """Return for each beaten program some unbeaten programs that beat it."""
    alike: dict[Answers, list[Fit]] = {}
    for fit in fits:
        alike.setdefault(fit.answers, []).append(fit)
    kinds = list(alike)
    better = beaten_by(kinds)
    front = sum(1 << i for i, others in enumerate(better) if not others)
    found: dict[str, tuple[Behind, ...]] = {}
    for kind, others in zip(kinds, better, strict=True):
        named = (Behind(fit.program.id, _better(fit, kind)) for i in _ones(others & front) for fit in alike[kinds[i]])
        first = tuple(islice(named, MOST_NAMED))
        found |= {fit.program.id: first for fit in alike[kind] if first}
    return found


def beaten_by(kinds: Sequence[Answers]) -> list[int]:
    """Return for each kind of answers which kinds beat it, as bits: bit `i` is the kind at position `i`.

    Sets of kinds are whole numbers, so that thousands of kinds are compared with one at a time.
    """
    every = (1 << len(kinds)) - 1
    met = [sum((answer is Truth.MET) << i for i, answer in enumerate(column)) for column in zip(*kinds, strict=True)]
    found: list[int] = []
    for kind in kinds:
        never_worse, somewhere_better = every, 0
        for are_met, answer in zip(met, kind, strict=True):
            if answer is Truth.UNMET:
                somewhere_better |= are_met
            else:
                never_worse &= are_met
        found.append(never_worse & somewhere_better)
    return found


def _ones(bits: int) -> Iterator[int]:
    """Yield the positions of the bits that are set, lowest first."""
    while bits:
        low = bits & -bits
        yield low.bit_length() - 1
        bits ^= low


def _better(fit: Fit, than: Answers) -> tuple[str, ...]:
    pairs = zip(fit.questions, fit.answers, than, strict=True)
    return tuple(question.id for question, answer, other in pairs if answer is Truth.MET and other is Truth.UNMET)


def ordered(fits: Iterable[Fit], beaten: Mapping[str, tuple[Behind, ...]]) -> list[Fit]:
    """Return programs in the order shown: fits, not known (unbeaten first), does not fit (nearest first)."""
    return sorted(fits, key=lambda fit: (_ORDER.index(fit.fits), nearness(fit) if fit.fits is Truth.UNMET else (), fit.program.id in beaten))
