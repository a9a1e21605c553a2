"""Answers that send people down unsaid: one answer to a yes-no question makes a criterion unmet, and nothing else takes it up."""

from collections.abc import Iterator, Sequence

from carelevel.logic.decision_formulas import has_value
from carelevel.logic.levels import calls
from carelevel.model.criteria import Criterion
from carelevel.model.facts import YesNo
from carelevel.model.problems import Problem, listed, quoted
from carelevel.verify.checks.findings import Proving, Subject, proved
from carelevel.verify.proofs.case_space import given_below


def answers_that_lower(proving: Proving) -> Iterator[Problem]:
    """Yield the yes-no facts without `worse` one answer to which excludes people from a level, so that the next lower one decides.

    Most often it is an exclusion, or a paper that is lacking: neither means that less care is enough.
    """
    for fact in proving.definition.facts:
        if isinstance(fact, YesNo) and fact.worse is None and fact.id not in given_below(proving.definition.applies_when):
            subject = Subject("facts", fact.id, fact.about.place)
            for answer, other in (("no", "yes"), ("yes", "no")):
                question = f"whether {quoted(answer)} to {quoted(fact.id)} lowers the level unsaid"
                yield from proved(question, subject, _lowers(proving, fact, answer, other, subject))


def _lowers(proving: Proving, fact: YesNo, answer: str, other: str, subject: Subject) -> Iterator[Problem]:
    decisions, everyone = proving.decisions, proving.everyone
    naming = [each for each in decisions.definition.criteria if fact.id in given_below(each.when)]
    here = has_value(fact, answer)
    # Where the other answer alone is enough, the criterion is about this fact: that it is not met excludes nobody.
    asking = [each for each in naming if _raises(proving, each) and everyone.has(has_value(fact, other), decisions.negated(each.when))]
    excluding = [each for each in asking if not everyone.has(each.when, here)]
    if not excluding or any(everyone.two(fact, (other, [decisions.negated(each.when)]), (answer, [each.when])) for each in naming):
        return
    for criterion in sorted(excluding, key=decisions.rank, reverse=True):
        reached = decisions.at_least(decisions.rank(criterion))
        people = everyone.two(fact, (other, [criterion.when, reached]), (answer, [decisions.negated(reached)]))
        if people is not None:
            change = f"from {quoted(fact.id)} {quoted(other)} to {quoted(answer)} alone, the level of some person falls below {quoted(criterion.level)}"
            message = f"{change}: {listed(_ids(excluding))} cannot be met with {quoted(answer)}, and no criterion takes that answer up{proving.aside}"
            hint = (
                f"say what {quoted(answer)} means: `rules_out` if the level cannot take these people, `applies_when` if the criteria are not for them, "
                f"`documentation` if a paper is lacking, or `worse: {other}` at the fact if they need less care"
            )
            yield subject.finding("exclusion-lowers", message, hint=hint, witness=proving.shown(*people))
            return


def _raises(proving: Proving, criterion: Criterion) -> bool:
    return calls(criterion.effect) and proving.decisions.rank(criterion) > 0


def _ids(criteria: Sequence[Criterion]) -> list[str]:
    return [each.id for each in criteria]
