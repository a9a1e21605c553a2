"""Criteria that rule out levels and raise somebody further than anything calls for."""

from collections.abc import Iterator
from dataclasses import replace

from carelevel.logic.decision_formulas import Decisions
from carelevel.logic.levels import Range, level_range, rules_of
from carelevel.logic.meaning import meaning
from carelevel.model.cases import Case
from carelevel.model.conditions import AllOf, AnyOf, Condition, NoneOf
from carelevel.model.criteria import Criterion
from carelevel.model.problems import Problem, quoted
from carelevel.verify.checks.findings import Proving, Subject, proved


def levels_overshot(proving: Proving) -> Iterator[Problem]:
    """Yield the criteria that rule out levels and raise somebody far above everything suggested or required.

    Where several raise the same person, it is reported of those without which this person would not be raised as far, and of all if each can be left out.
    """
    decisions = proving.decisions
    ruling = decisions.saying("rules_out", lambda _: True)
    lower = {criterion.id: _is_lower_without(decisions, criterion) for criterion in ruling}
    each_can_go = NoneOf(tuple(lower.values()))
    for criterion in ruling:
        subject = Subject("criteria", criterion.id, criterion.place)
        has_a_part = AnyOf((lower[criterion.id], each_can_go))
        yield from proved(f"whether {quoted(criterion.id)} raises anybody too far", subject, _overshoots(proving, criterion, has_a_part, subject))


def _overshoots(proving: Proving, criterion: Criterion, has_a_part: Condition, subject: Subject) -> Iterator[Problem]:
    decisions = proving.decisions
    someone = proving.everyone.someone(decisions.is_ruling(criterion), decisions.overshoots(), has_a_part)
    if someone is None:
        return
    known = _known(proving, someone)
    far = "two levels or more above" if known.lowest >= known.suggested[1] + 2 else "the most intensive level, above"
    level = quoted(proving.definition.levels[known.lowest].id)
    message = f"{quoted(criterion.id)} overshoots: somebody is raised to {level}, {far} everything suggested or required for them"
    hint = "rule out fewer levels, say under `suggests` or `requires` what is needed instead, or say under `accept` why it is meant"
    yield subject.finding("overshoots", message, hint=hint, witness=proving.shown(someone))


def _is_lower_without(decisions: Decisions, criterion: Criterion) -> Condition:
    """Return "the level would be a lower one without this criterion"."""
    rest = tuple(each for each in decisions.definition.criteria if each.id != criterion.id)
    others = Decisions(replace(decisions.definition, criteria=rest))
    lower = [AllOf((decisions.at_least(rank), decisions.negated(others.at_least(rank)))) for rank in range(1, decisions.top + 1)]
    return AnyOf(tuple(lower))


def _known(proving: Proving, person: Case) -> Range:
    """Return the range of the level of somebody who is known in part."""
    rules = rules_of(proving.decisions.definition)
    return level_range([rule for _, rule in rules], [meaning(each.when, person) for each, _ in rules], proving.decisions.top)
