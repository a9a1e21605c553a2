"""Programs beside each other: which of them others beat in every respect. There is no score, and nothing is weighed.

One program beats another when it is at least as good for every question and better for one, whatever the answers that are still open turn out to
be: where the other one could be met it is met, and somewhere it is met and the other one is not.
"""

from collections.abc import Sequence
from itertools import islice

from carelevel.frozen import record
from carelevel.matching.results import Fit
from carelevel.truth import Truth

Signature = tuple[int, int]
"""Questions as bits: those that are met, and those that are met or unknown."""


MOST_NAMED = 3
"""Better programs that are named for each that stands behind; there can be thousands."""


@record
class Behind:
    """A program that another one stands behind.

    Attributes:
        program: the id of the better one.
        better: ids of the questions for which it is certain to be better.
    """

    program: str
    better: tuple[str, ...]


def behind(fits: Sequence[Fit]) -> dict[str, tuple[Behind, ...]]:
    """Return for each program that others beat in every respect some of those, ones that nothing beats."""
    groups: dict[Signature, list[Fit]] = {}
    for fit in fits:
        groups.setdefault(_signature(fit), []).append(fit)
    beaten_by = {each: [other for other in groups if beats(other, each)] for each in groups}
    front = {each for each, others in beaten_by.items() if not others}
    found: dict[str, tuple[Behind, ...]] = {}
    for each, others in beaten_by.items():
        better = (Behind(fit.program.id, _better(fit, other, each)) for other in others if other in front for fit in groups[other])
        named = tuple(islice(better, MOST_NAMED))
        found |= {fit.program.id: named for fit in groups[each] if named}
    return found


def beats(one: Signature, other: Signature) -> bool:
    """Return whether one program is certain to be at least as good as another for every question, and better for one."""
    return not other[1] & ~one[0] and bool(one[0] & ~other[1])


def _signature(fit: Fit) -> Signature:
    met = possible = 0
    for i, answer in enumerate(fit.answers):
        met |= (answer is Truth.MET) << i
        possible |= (answer is not Truth.UNMET) << i
    return met, possible


def _better(fit: Fit, one: Signature, other: Signature) -> tuple[str, ...]:
    return tuple(question.id for i, question in enumerate(fit.questions) if (one[0] & ~other[1]) >> i & 1)


def ordered(fits: Sequence[Fit]) -> list[Fit]:
    """Return programs as they are shown: what fits, what cannot be told, what does not fit; in each of these first what nothing beats."""
    beaten = behind(fits)
    order = (Truth.MET, Truth.UNKNOWN, Truth.UNMET)
    return sorted(fits, key=lambda fit: (order.index(fit.fits), fit.program.id in beaten))
