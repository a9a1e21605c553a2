"""Make records of answers. Nothing about a person is kept unless it is asked for."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, Literal

from carelevel.answers.fast import Decider
from carelevel.answers.recommend import Recommender
from carelevel.answers.results import Joint, Recommendation
from carelevel.logic.level_diagram import PreparedCriteria
from carelevel.logic.levels import rules_out
from carelevel.model.arguments import expect
from carelevel.model.cases import Case, as_given, check_case, left_open
from carelevel.model.criteria import Definition
from carelevel.model.frozen import FrozenDict
from carelevel.model.operators import described
from carelevel.model.problems import CaseError, did_you_mean, listed, quoted
from carelevel.model.record import ClinicalDecision, Kept, Record, refused
from carelevel.model.version import __version__
from carelevel.records.masking import masked

Facts = bool | Literal["masked"] | Iterable[str]

LONGEST_WORDS = 1_000
"""Most characters of a reason in the clinician's own words."""

LONGEST_REFERENCE = 200
"""Most characters of a reference."""


def make_record(answer: Recommendation, when: datetime | str, facts: Facts, decision: ClinicalDecision | None, reference: str | None) -> Record:
    """Return the record of an answer.

    Raises:
        RecordError: the time has no offset; there is no such fact; masking failed.
    """
    kept, given = _facts(answer, facts)
    return Record(
        when=_time(when),
        criteria=FrozenDict(id=answer.definition.id, version=answer.definition.version, digest=answer.digest, decision_digest=answer.decision_digest),
        carelevel=__version__,
        answer=answer_kept(answer),
        kept=kept,
        facts=given,
        decision=decision,
        reference=None if reference is None else _text(reference, "reference", LONGEST_REFERENCE),
    )


def answer_kept(answer: Recommendation) -> FrozenDict[str, Any]:
    """Return the levels and ids of an answer, without evidence, which consists of the person's facts."""
    return FrozenDict(
        level=answer.level,
        lowest=answer.lowest,
        highest=answer.highest,
        possible=answer.possible,
        settled=answer.settled,
        exact=answer.exact,
        indicated=answer.indicated,
        applies=answer.applies,
        reasons=tuple(FrozenDict(criterion=each.criterion, effect=each.effect, level=each.level) for each in answer.reasons),
        joint=None if answer.joint is None else _joint_kept(answer.joint),
        joint_barrier=None if answer.joint_barrier is None else _joint_kept(answer.joint_barrier.joint),
        barriers=tuple(
            FrozenDict(criterion=each.criterion, level=each.level, lowered_from=each.lowered_from, overridden=each.overridden) for each in answer.barriers
        ),
        possible_barriers=answer.possible_barriers,
        services=tuple(FrozenDict(id=each.id, status=each.status) for each in answer.services),
        missing=answer.missing,
        missing_for_services=answer.missing_for_services,
        missing_for_contradictions=answer.missing_for_contradictions,
        contradictions=tuple(FrozenDict(id=each.id, disputed=each.disputed, record=each.record) for each in answer.contradictions),
        notices=answer.notices,
        met=answer.met,
        unmet=answer.unmet,
        unknown=answer.unknown,
        **_ruled_out_kept(answer),
        **({"whom": tuple(FrozenDict(part=each.part, status=each.status) for each in answer.whom)} if answer.whom else {}),
        **_documentation_kept(answer),
    )


def _documentation_kept(answer: Recommendation) -> dict[str, Any]:
    """Return the documentation; nothing where the criteria have none, so that their records stay as they were."""
    if not answer.definition.documentation:
        return {}
    kept = tuple(FrozenDict(id=each.id, levels=each.levels, status=each.status) for each in answer.documentation)
    return {"documentation": kept, "missing_for_documentation": answer.missing_for_documentation}


def _ruled_out_kept(answer: Recommendation) -> dict[str, Any]:
    """Return what is ruled out; nothing where the criteria rule out no level, so that their records stay as they were."""
    if not any(rules_out(criterion.effect) for criterion in answer.definition.criteria):
        return {}
    kept = tuple(FrozenDict(criterion=each.criterion, levels=each.levels) for each in answer.ruled_out)
    return {"raised_from": answer.raised_from, "ruled_out": kept}


def _joint_kept(joint: Joint) -> FrozenDict[str, Any]:
    return FrozenDict(criteria=joint.criteria, effect=joint.effect, level=joint.level)


def _time(when: datetime | str) -> str:
    """Return a time as text with its offset from UTC."""
    try:
        moment = datetime.fromisoformat(when) if isinstance(when, str) else when
    except ValueError:
        moment = None
    if not isinstance(moment, datetime):
        raise refused("wrong-type", f"a time must be written as in ISO 8601; found {described(when)}", "when", hint="write 2026-11-25T14:30:00+00:00")
    if moment.utcoffset() is None:
        raise refused("wrong-type", f"the time {quoted(when)} has no offset from UTC", "when", hint="write 2026-11-25T14:30:00+00:00")
    return moment.isoformat()


def _text(given: object, name: str, longest: int) -> str:
    if not isinstance(given, str) or not given.strip():
        raise refused("wrong-type", f"{quoted(name)} must be text; found {described(given)}", name)
    if len(given) > longest:
        raise refused("too-large", f"{quoted(name)} has more than {longest:,} characters", name)
    if not given.isprintable():
        raise refused("wrong-type", f"{quoted(name)} must be one line of text; found {described(given)}", name)
    return given


def _facts(answer: Recommendation, wanted: Facts) -> tuple[Kept, FrozenDict[str, Any] | None]:
    """Return which facts are kept, and those facts in the form of a case."""
    definition = answer.definition
    if wanted is False:
        return "none", None
    if wanted is True:
        return "all", _kept(definition, answer.case)
    if wanted == "masked":
        return "masked", _masked(answer)
    if isinstance(wanted, str) or not isinstance(wanted, Iterable):
        raise refused(
            "wrong-type",
            f"`facts` must be true, `masked` or a list of facts; found {described(wanted)}",
            "facts",
            hint=f"write [{wanted!r}]" if type(wanted) is str else None,
        )
    names = [*wanted]
    known = [fact.id for fact in definition.facts]
    for name in names:
        if name not in known:
            raise refused("unknown-fact", f"no fact is called {quoted(name)}", "facts", hint=did_you_mean(name, known))
    chosen = answer.case.only([part for part in answer.case.parts() if part[0] in names])
    return "some", _kept(definition, chosen)


def _kept(definition: Definition, case: Case) -> FrozenDict[str, Any]:
    """Return facts so that a later version with wider ranges can read them, too."""
    facts = definition.every_name()
    return left_open(facts, as_given(facts, case))


def _masked(answer: Recommendation) -> FrozenDict[str, Any]:
    """Return the masked facts, after checking that they still lead to the same answer.

    Raises:
        RecordError: they lead to another answer.
    """
    definition = answer.definition
    given = _kept(definition, masked(definition, answer.case))
    try:
        again = answer_kept(_answered(definition, given))
    except CaseError as error:
        raise refused(
            "not-decided", "masked facts could not be shown to lead to the same answer: they are not a possible case", "facts", hint="keep all facts, or none"
        ) from error
    if again != answer_kept(answer):
        raise refused("not-decided", "masked facts could not be shown to lead to the same answer", "facts", hint="keep all facts, or none")
    return given


def _answered(definition: Definition, given: FrozenDict[str, Any]) -> Recommendation:
    facts = FrozenDict(definition.every_name())
    return Recommender(PreparedCriteria.of(definition), Decider(definition, facts)).recommend(check_case(facts, given), "", "")


def decided(answer: Recommendation, level: str | None, because: str | None) -> ClinicalDecision | None:
    """Return what the clinician decided, compared with the answer.

    Raises:
        RecordError: there is no such level or reason; an override without a reason, or a reason without an override.
    """
    if level is None:
        if because is not None:
            raise refused("missing-key", "`override_because` is given without `decision`, the level that was decided on", "decision")
        return None
    expect("decision", level, str, 'the id of a level, such as "iop", or None')
    levels = [each.id for each in answer.definition.levels]
    if level not in levels:
        raise refused("unknown-level", f"no level is called {quoted(level)}; allowed are {listed(levels)}", "decision", hint=did_you_mean(level, levels))
    if answer.possible and level not in answer.possible:
        return ClinicalDecision(level, "overridden", **_because(answer.definition, because, level))
    if because is not None:
        raise refused("wrong-type", f"{quoted(level)} is a possible level of the answer, so there is nothing to override", "override_because")
    return ClinicalDecision(level, "accepted" if answer.settled else "chosen")


def _because(definition: Definition, because: str | None, level: str) -> dict[str, str]:
    """Return why an answer was overridden: the id of a declared reason, or own words, which contain a space."""
    reasons = [reason.id for reason in definition.override_reasons]
    allowed = f"one of {listed(reasons)}, or your own words" if reasons else "your own words"
    if because is None:
        raise refused(
            "missing-key",
            f"{quoted(level)} is not a possible level of the answer; say why it was decided with `override_because`: {allowed}",
            "override_because",
        )
    because = _text(because, "override_because", LONGEST_WORDS)
    if because in reasons:
        return {"reason": because}
    if reasons and " " not in because.strip():
        hint = did_you_mean(because, reasons) or "own words have more than one word"
        raise refused(
            "unknown-value", f"{quoted(because)} is not a reason that these criteria declare; allowed are {listed(reasons)}", "override_because", hint=hint
        )
    return {"words": because}
