"""Examples: each says what its criterion is on a case, and has to be right."""

from collections.abc import Iterator

from carelevel.logic.contradictions import undisputed
from carelevel.logic.meaning import meaning
from carelevel.model.criteria import Definition
from carelevel.model.problems import Problem, quoted
from carelevel.model.truth import Truth


def examples_hold(definition: Definition) -> Iterator[Problem]:
    """Yield every example whose criterion comes out otherwise, or whose case nobody has."""
    for criterion in definition.criteria:
        for example in criterion.examples:
            for item in definition.impossible:
                if meaning(item.when, example.case) is Truth.MET:
                    yield Problem("example-fails", f"the case of this example is declared impossible by {quoted(item.id)}", place=example.place)
            actual = meaning(criterion.when, undisputed(definition, example.case))
            if actual is not Truth(example.expected):
                message = f"{quoted(criterion.id)} is {actual.value} in this case, but the example says {example.expected}"
                yield Problem("example-fails", message, place=example.place)
