"""Which facts decide documentation that is not known."""

from collections.abc import Iterable

from carelevel.logic.documentation import documented
from carelevel.logic.monotonicity import open_facts
from carelevel.model.cases import Case
from carelevel.model.criteria import Documentation


def to_document(items: Iterable[Documentation], case: Case) -> tuple[str, ...]:
    """Return the facts that can still decide documentation that is not known, in the order to ask them: first whether it is needed."""
    return open_facts(case, (condition for item in items if documented(item, case) == "unknown" for condition in (item.when, item.needs)))
