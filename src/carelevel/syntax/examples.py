"""Checking that every example agrees with its criterion."""

from collections.abc import Iterator

from carelevel.logic.contradictions import undisputed
from carelevel.logic.meaning import meaning
from carelevel.model.criteria import Definition
from carelevel.model.problems import Problem, quoted
from carelevel.model.truth import Truth


def examples_hold(definition: Definition) -> Iterator[Problem]:
    """Yield a problem for each example with another outcome or an impossible case."""
    for criterion in definition.criteria:
        for example in criterion.examples:
            for item in definition.impossible:
                if meaning(item.when, example.case) is Truth.MET:
                    yield Problem("example-fails", f"the case of this example is declared impossible by {quoted(item.id)}", place=example.place)
            actual = meaning(criterion.when, undisputed(definition, example.case))
            if actual is not Truth(example.expected):
                message = f"{quoted(criterion.id)} is {actual.value} in this case, but the example says {example.expected}"
                yield Problem("example-fails", message, place=example.place)
