"""Criteria without effect: never met, always met, never deciding, or subsumed by another one."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import assert_never

from carelevel.logic.decision_formulas import Decisions
from carelevel.logic.sat import UndecidedError
from carelevel.model.conditions import AllOf, Condition
from carelevel.model.criteria import Contradiction, Criterion, Definition
from carelevel.model.problems import Problem, listed, quoted
from carelevel.verify.checks.findings import Proving, Subject, leaning, proved

Finding = Callable[[Proving, Criterion], Iterator[Problem]]


def criteria_that_say_nothing(proving: Proving) -> Iterator[Problem]:
    """Yield a finding for each criterion that could as well not be there.

    A criterion that is always met, or never, is left out when the others are looked at: what follows from a fault is not a second one.
    """
    quiet = {section.otherwise for section in proving.definition.sections}
    for criterion in proving.definition.criteria:
        # Of a section that applies to nobody, it was said once.
        if criterion.id not in proving.found:
            yield from _noted(proving, criterion, "can be met and unmet", _never_silent if criterion.id in quiet else _met_by_all_or_none)
    rest = tuple(criterion for criterion in proving.definition.criteria if criterion.id not in proving.found | proving.never_met)
    proving.decisions = Decisions(replace(proving.definition, criteria=rest))
    for criterion in rest:
        match criterion.effect:
            case "limits_to":
                yield from _noted(proving, criterion, "limits anybody", _never_limits)
            case "rules_out":
                yield from _noted(proving, criterion, "rules out a level for anybody", _never_rules_out)
            case "adds":
                yield from _noted(proving, criterion, "adds a service that nothing else adds", _adds_nothing)
            case "requires" | "suggests":
                if not _gives_a_reason_only(proving, criterion):
                    yield from _noted(proving, criterion, "decides for anybody", _never_decides)
            case _:
                assert_never(criterion.effect)


def contradictions_that_never_stand(proving: Proving) -> Iterator[Problem]:
    """Yield the contradictions that never stand: no possible person meets `when`, or everyone who does meets `unless` as well."""
    definition = proving.definition
    for each in definition.contradictions:
        subject = Subject("contradictions", each.id, each.place)
        yield from proved(f"whether {quoted(each.id)} stands for anybody", subject, _never_stands(replace(definition, contradictions=()), each, subject))


def _never_stands(definition: Definition, each: Contradiction, subject: Subject) -> Iterator[Problem]:
    # Without contradictions: other proofs leave out the very people in whom it stands.
    proving = Proving.of(definition)
    if proving.everyone.has(each.stands):
        return
    is_met = proving.everyone.has(each.when)
    why = "whoever meets its `when` meets its `unless` as well" if is_met else "no possible person is as its `when` says"
    hint = "what resolves it has to be more than what `when` asks for" if is_met else "two of its parts may exclude each other"
    yield subject.finding("never-stands", f"{quoted(each.id)} never stands: {why}{leaning(proving.relies_on(each.stands))}", hint=hint)


def _noted(proving: Proving, criterion: Criterion, what: str, find: Finding) -> Iterator[Problem]:
    for problem in proved(f"whether {quoted(criterion.id)} {what}", _subject(criterion), find(proving, criterion)):
        if problem.code != "not-decided":
            proving.found.add(criterion.id)
        yield problem


def _subject(criterion: Criterion) -> Subject:
    return Subject("criteria", criterion.id, criterion.place)


def _gives_a_reason_only(proving: Proving, criterion: Criterion) -> bool:
    """Return whether a criterion suggests the lowest level: that raises no level, and gives the lowest level a reason of its own."""
    return criterion.effect == "suggests" and proving.decisions.rank(criterion) == 0


def _never_silent(proving: Proving, criterion: Criterion) -> Iterator[Problem]:
    """Note an `otherwise` that no person meets. That is no fault: the criteria of its section speak for everybody."""
    if not proving.everyone.has(criterion.when):
        proving.never_met.add(criterion.id)
    yield from ()


def _met_by_all_or_none(proving: Proving, criterion: Criterion) -> Iterator[Problem]:
    everyone = proving.everyone
    if not everyone.has(criterion.when):
        names = proving.relies_on(criterion.when)
        witness = _nearly(proving, _in_parts(criterion)) if not names else None
        without = "" if witness is None else f"; but for {quoted(_said(witness[0]))}, somebody would be"
        message = f"{quoted(criterion.id)} is never met: no {proving.person} is as its `when` says{leaning(names)}{without}"
        proving.never_met.add(criterion.id)
        shown = None if witness is None else witness[1]
        yield _subject(criterion).finding("never-met", message, hint="two of its parts may exclude each other", witness=shown)
        return
    unmet = proving.decisions.negated(criterion.when)
    if not everyone.has(unmet):
        names = proving.relies_on(unmet)
        message = f"{quoted(criterion.id)} is always met: every {proving.person} is as its `when` says{leaning(names)}"
        someone = everyone.someone(criterion.when)
        if someone is None:
            raise UndecidedError
        proving.always_met.append(criterion.id)
        yield _subject(criterion).finding("always-met", message, witness=proving.shown(someone))


def _in_parts(criterion: Criterion) -> Condition:
    """Return the condition of a criterion with that of its section as one more part."""
    if criterion.section is None or not isinstance(criterion.when, AllOf) or not isinstance(criterion.own, AllOf):
        return criterion.when
    return AllOf((criterion.when.parts[0], *criterion.own.parts))


def _said(condition: Condition) -> str:
    from carelevel.logic.english import sentence

    return sentence(condition).replace('"', "")


def _nearly(proving: Proving, when: Condition) -> tuple[Condition, object] | None:
    """Return a part of a conjunction without which some person meets the rest, and that person; None when there is none."""
    if not isinstance(when, AllOf) or len(when.parts) < 2:
        return None
    for part in when.parts:
        someone = proving.everyone.someone(*(other for other in when.parts if other is not part))
        if someone is not None:
            return part, proving.shown(someone)
    return None


def _never_decides(proving: Proving, criterion: Criterion) -> Iterator[Problem]:
    """Find a requirement or suggestion without which every level, every requirement and every barrier is the same."""
    if any(proving.everyone.has(criterion.when, *others) for others in _alone(proving.decisions, criterion)):
        return
    by = _who_says_as_much(proving, criterion)
    same = "the same level, requirement and barriers by the other criteria"
    because = f"whoever meets it meets {listed(by)}, which says as much" if by else f"whoever meets it has {same}"
    yield _superfluous(proving, "never-decides", criterion, f"{quoted(criterion.id)} never decides: {because}")


def _alone(decisions: Decisions, criterion: Criterion) -> Iterator[Sequence[Condition]]:
    """Yield the people for which this criterion alone changes the answer, apart from its reasons."""
    for rank in range(1, decisions.rank(criterion) + 1):
        required = decisions.negated(decisions.required(rank, criterion))
        if criterion.effect == "requires":
            # Where as much is suggested the level is the same, and yet nothing less would be adequate.
            yield (required,)
        else:
            suggested = decisions.negated(decisions.suggested(rank, criterion))
            yield required, decisions.negated(decisions.limited(rank)), suggested
            # A limit below what it suggests is a barrier only because of it.
            yield from ((required, suggested, limit.when) for limit in decisions.saying("limits_to", (rank - 1).__eq__))


def _who_says_as_much(proving: Proving, criterion: Criterion) -> list[str]:
    """Return a criterion that everyone who meets this one meets too, and that says as much or more."""
    decisions = proving.decisions
    rank = decisions.rank(criterion)
    stronger = decisions.saying("requires", lambda other: other >= rank)
    if criterion.effect == "suggests":
        stronger += decisions.saying("suggests", lambda other: other >= rank)
    return _implied(proving, criterion, stronger)


def _implied(proving: Proving, criterion: Criterion, others: Sequence[Criterion]) -> list[str]:
    negated = proving.decisions.negated
    return [other.id for other in others if other.id != criterion.id and not proving.everyone.has(criterion.when, negated(other.when))][:1]


def _never_limits(proving: Proving, criterion: Criterion) -> Iterator[Problem]:
    """Find limits that never lower a level, and limits made redundant by another."""
    decisions = proving.decisions
    above = decisions.rank(criterion) + 1
    if above > decisions.top or not any(proving.everyone.has(criterion.when, more) for more in (decisions.required(above), decisions.suggested(above))):
        message = f"{quoted(criterion.id)} never limits: to no {proving.person} who meets it is more than {quoted(criterion.level)} suggested or required"
        yield _superfluous(proving, "never-limits", criterion, message)
        return
    by = _implied(proving, criterion, decisions.saying("limits_to", lambda other: other < above))
    if by:
        yield _superfluous(
            proving, "subsumed", criterion, f"{quoted(criterion.id)} limits nobody further: whoever meets it meets {listed(by)}, which limits as much"
        )


def _never_rules_out(proving: Proving, criterion: Criterion) -> Iterator[Problem]:
    """Find criteria that rule out no level that anybody would have, and those made redundant by another."""
    decisions, everyone = proving.decisions, proving.everyone
    arriving = [rank for level in criterion.rules_out if everyone.has(criterion.when, decisions.arrives_at(rank := proving.definition.rank(level)))]
    if not arriving:
        levels = listed(criterion.rules_out)
        message = f"{quoted(criterion.id)} never rules anything out: no {proving.person} who meets it would be at {levels} without it"
        yield _superfluous(proving, "never-rules-out", criterion, message)
        return
    others = [other for other in decisions.saying("rules_out", lambda _: True) if other.id != criterion.id]
    for rank in arriving:
        ruling = [decisions.negated(other.when) for other in others if proving.definition.levels[rank].id in other.rules_out]
        if everyone.has(criterion.when, decisions.arrives_at(rank), *ruling):
            return
    by = listed([other.id for other in others if set(other.rules_out) & set(criterion.rules_out)])
    yield _superfluous(proving, "subsumed", criterion, f"{quoted(criterion.id)} raises nobody: whoever it would raise is raised as far by {by}")


def _adds_nothing(proving: Proving, criterion: Criterion) -> Iterator[Problem]:
    """Find a criterion whose services everyone who meets it gets from other criteria."""
    others = [other for other in proving.decisions.definition.criteria if other.id != criterion.id]
    for service in criterion.adds:
        adding = [other for other in others if service in other.adds]
        if proving.everyone.has(criterion.when, *(proving.decisions.negated(other.when) for other in adding)):
            return
    by = [other.id for other in others if set(other.adds) & set(criterion.adds)]
    yield _superfluous(proving, "subsumed", criterion, f"{quoted(criterion.id)} adds no service: whoever meets it gets its services by {listed(by)}")


def _superfluous(proving: Proving, code: str, criterion: Criterion, message: str) -> Problem:
    someone = proving.everyone.someone(criterion.when)
    if someone is None:
        # Whether any person meets it was not decided within the budget; then nothing else about it means anything.
        raise UndecidedError
    # The advice is never to take out what may keep a person safe: when it decides nothing, there is more often a slip elsewhere.
    found_out = "a requirement stays: correct its condition or its level, or those of the others, or say under `accept` why it says what others say"
    hint = found_out if criterion.effect == "requires" else "take it out, or say under `accept` why it stays"
    return _subject(criterion).finding(code, f"{message}{proving.aside}", hint=hint, witness=proving.shown(someone))
