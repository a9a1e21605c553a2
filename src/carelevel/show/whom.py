"""Why criteria are not for a person, and where to refer: a sentence from the parts of `applies_when`."""

from typing import TYPE_CHECKING

from carelevel.logic.english import inside, joined

if TYPE_CHECKING:
    from carelevel.answers.explain.counterfactuals import Changes
    from carelevel.answers.explain.why import Why
    from carelevel.answers.explain.why_not import WhyNot
    from carelevel.answers.results import Recommendation

BOTH = 2


def not_for_them(answer: "Recommendation | Why | WhyNot | Changes", otherwise: str) -> str:
    """Return why criteria are not for a person, and where to refer, in one or two sentences; other words where `applies_when` has no parts."""
    unmet = [part for part in answer.whom if part.status == "unmet"]
    excluding = [f"`{part.part}`" for part in answer.whom if part.excludes]
    if not unmet and not excluding:
        return otherwise
    reasons = "; ".join(inside(part.because).removesuffix(".") for part in unmet)
    why = reasons or f"with what is known, {joined(excluding)} cannot {'both' if len(excluding) == BOTH else 'all'} be met"
    refer = joined(list(dict.fromkeys(part.refer_to for part in unmet if part.refer_to is not None)))
    return f"These criteria are not for this person: {why}{f'. Refer to: {refer}' if refer else ''}"
