"""The parts of `applies_when` as an answer names them."""

from carelevel.answers.results import WhomPart
from carelevel.logic.applies_parts import PartsOfWhom, evidence_of_unmet, parts_of_whom
from carelevel.logic.level_diagram import PreparedCriteria
from carelevel.model.cases import Case, as_given
from carelevel.model.criteria import AppliesPart
from carelevel.model.truth import Truth


def whom_parts_now(engine: PreparedCriteria, case: Case, applies: str) -> tuple[WhomPart, ...]:
    """Return the parts of `applies_when`, where the criteria are, may be or are not for a person; none where it has no parts.

    Raises:
        CaseError: no possible person is like this.
    """
    return whom_parts(engine, case, parts_of_whom(engine, case, Truth(applies)))


def whom_parts(engine: PreparedCriteria, case: Case, seen: PartsOfWhom) -> tuple[WhomPart, ...]:
    """Return the parts of `applies_when` with what is known of them, and on what it rests that the criteria are not for this person."""
    parts = engine.definition.applies_parts
    return tuple([_part(engine, case, part, truth, seen.excluding) for part, truth in zip(parts, seen.truths, strict=True)])


def _part(engine: PreparedCriteria, case: Case, part: AppliesPart, truth: Truth, excluding: tuple[str, ...]) -> WhomPart:
    known = None
    if truth is Truth.UNMET:
        known = evidence_of_unmet(engine, case, [part])
    elif part.id in excluding:
        known = evidence_of_unmet(engine, case, [each for each in engine.definition.applies_parts if each.id in excluding])
    evidence = None if known is None else as_given(engine.definition.by_id(), known)
    others = tuple([name for name in excluding if name != part.id]) if part.id in excluding else ()
    return WhomPart(part.id, truth.value, part.because, part.refer_to, part.sources, evidence, others)
