"""Real results of every kind: what every public function and method returns for a bundled set, and every public object that is in it."""

import inspect
import json
from collections import Counter, deque
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import carelevel
from carelevel import types
from tests.edges.public import members, public_types
from tests.unit.phases import phases

ID = "adult-mental-health"
OTHER_ID = "adult-substance-use"
FOLDER = TemporaryDirectory()
WHEN = "2026-11-25T14:30:00+00:00"
CASE: Mapping[str, Any] = {
    "age": 57,
    "symptom_severity": "severe",
    "suicide_risk": "moderate",
    "weekly_therapy": "not_enough",
    "conditions": ["ocd"],
    "phq9": 26,
    "works_or_studies": "yes",
    "duties_can_be_covered": "no",
    "needs_round_the_clock_structure": "yes",
}
REASSESSED = {**CASE, "self_harm": "past", "weekly_therapy": "in_progress"}
DISPUTED = {**CASE, "symptom_severity": "mild"}
NEEDS = {
    "requires": {"waiting_days": {"at_most": 13}},
    "prefers": {"setting": "facility"},
    "taken": [{"days": ["mon"], "from": "09:00", "to": "12:00", "because": "work"}],
}
BARRED = {
    "suicide_risk": "none",
    "violence_risk": "none",
    "judgement": "sound",
    "self_care": "able",
    "support_at_home": "yes",
    "withdrawal_risk": "none",
    "needs_round_the_clock_structure": "yes",
    "works_or_studies": "yes",
    "duties_can_be_covered": "no",
    "age": 57,
    "circumstances": [],
}
SMALL = """
carelevel: 1
id: small
version: "1"
title: Small
levels: {outpatient: {title: Outpatient}, inpatient: {title: Inpatient}}
override_reasons: {wish: It is wished.}
agrees_with: [{id: large, within: 0, because: Both are for the same people.}]
facts:
  danger: {type: yes_no}
  mood: {type: scale, values: [good, bad], worse: high}
  sleep: {type: scale, values: [good, bad], worse: high}
derived:
  worst_of_both: {worst: [mood, sleep]}
  in_need: {when: {danger: yes}}
criteria:
  - {id: danger, requires: inpatient, when: {in_need: yes}, because: Nobody in danger is left alone.}
  - {id: two, suggests: inpatient, when: {at_least: {count: 2, of: [{danger: yes}, {mood: bad}, {sleep: bad}]}}, because: Two are many.}
  - {id: none, suggests: outpatient, when: {none: [{danger: yes}, {worst_of_both: bad}]}, because: All is well.}
accept:
  - {check: never-decides, criterion: none, because: It is the default.}
"""
NUMBERS = """
carelevel: 1
id: numbers
version: "1"
title: Numbers
levels: {outpatient: {title: Outpatient}, iop: {title: Day program}, inpatient: {title: Inpatient}}
applies_when:
  - {id: adults, when: {age: {at_least: 18}}, because: The scores are those of adults.}
facts:
  age: {type: score, range: [0, 120], unit: years}
  start: {type: score, range: [0, 27]}
  now: {type: score, range: [0, 27]}
derived:
  share: {percent: {of: now, to: start}}
  burden: {points: [{when: {now: {at_least: 10}}, points: 2}, {when: {start: {at_least: 20}}, points: 1}]}
criteria:
  - {id: burden, suggests: iop, when: {burden: {at_least: 2}}, because: The burden is high.}
  - {id: worse, rules_out: iop, when: {share: {over: 100}}, because: It got worse in such a program.}
"""
KNOWN = types.FrozenDict(suicide_risk="moderate", age=57)
JOINT = types.Joint(("high-risk", "moderate-risk"), "suggests", "iop", ("It is high.", "It is moderate."), (), KNOWN, ("violence_risk",))
RARE = (
    JOINT,
    types.JointBarrier(JOINT, "residential", overridden=False),
    types.Behind("elsewhere", ("waiting_days",)),
    types.TablePeople(types.FrozenDict({("iop", None): 3}), 2),
)
"""What no person of the bundled set comes by easily."""

MOST = 6
"""So many objects of one class are looked at: the bundled set alone has hundreds of conditions."""


@cache
def called_with() -> dict[str, tuple[Any, ...]]:
    """Return what each public method is called with, unless it is called with nothing."""
    criteria = carelevel.load(ID)
    programs = criteria.programs(ID)
    record = criteria.recommend(CASE).record(WHEN, facts=True, reference="stay 4711")
    about_a_case = ("recommend", "decide", "case", "possible_levels", "why", "what_would_change", "next_question", "asks", "interview")
    return {
        **{f"CriteriaSet.{name}": (CASE,) for name in about_a_case},
        "CriteriaSet.decide_many": ([CASE, {"age": "old"}],),
        "CriteriaSet.why_not": (CASE, "inpatient"),
        "CriteriaSet.next_questions": (CASE, 3),
        "CriteriaSet.compare": (CASE, REASSESSED),
        "CriteriaSet.replay": ([record],),
        "CriteriaSet.slice": (CASE, "violence_risk", "self_care"),
        "CriteriaSet.programs": (ID,),
        "CriteriaSet.needs": (NEEDS, programs),
        "Recommendation.record": (WHEN,),
        "Interview.answer": (None,),
        "Interview.told": ("violence_risk", "low"),
        "Interview.from_dict": (criteria.interview(CASE).to_dict(), criteria),
        "Case.from_dict": (CASE, criteria),
        "Decision.from_dict": (criteria.decide(CASE).to_dict(), criteria),
        "Recommendation.from_dict": (criteria.recommend(CASE).to_dict(), criteria, CASE),
        "Record.from_dict": (record.to_dict(),),
        "Case.narrowed": ("age", frozenset({57})),
        "Case.with_member": ("conditions", "ptsd", True),
        "Case.includes": ("conditions", "ocd"),
        "Case.only": ([("age", None)],),
        "Definition.rank": ("iop",),
        "MissingExtraError.of": ("tables need", "cohort"),
        "Percent.place_of": (6, 12),
        "Matches.asks": (programs.programs[0].id,),
        "Matches.with_outcome": ("cannot_be_told",),
        "Problem.at": (types.Place("a.yaml", 1, 2),),
        "Program.statement": ("waiting_days",),
        "RecordStore.append": (record,),
        "RecordStore.extend": ([record],),
        "Replaying.take": ("line 1", record),
    }


def made() -> Iterator[Any]:
    """Yield what the public functions return and raise, and what an app makes itself."""
    criteria = carelevel.load(ID)
    other = criteria.to_dict()
    other["criteria"] = [{**each, "suggests": "outpatient"} if "suggests" in each else each for each in other["criteria"]]
    other["services"]["diary"] = "A diary"
    other["criteria"].append({"id": "diary", "adds": ["diary"], "when": {"self_harm": "recent"}, "because": "It helps."})
    other.pop("invariants", None)
    other.pop("accept", None)
    newer = carelevel.loads(json.dumps(other))
    store = carelevel.RecordStore(Path(FOLDER.name) / "records.db")
    worse = criteria.recommend({**CASE, "suicide_risk": "imminent"})
    store.append(worse.record(WHEN, facts=True, decision="outpatient", override_because="It was a long night.", reference="stay 4711"))
    small = carelevel.loads(SMALL).definition
    yield from phases().definition.sections
    numbers = carelevel.loads(NUMBERS)
    yield from (*numbers.definition.derived, numbers.recommend({"age": 30, "start": 12, "now": 20}))
    yield from (*small.criteria, *small.derived, *small.accept, *small.override_reasons)
    yield from (criteria, criteria.recommend(DISPUTED), carelevel.match(criteria.recommend(CASE), criteria.programs(ID), NEEDS))
    yield from (criteria.next_question({}), criteria.compare({}, CASE), criteria.interview(CASE).skip(), carelevel.diff(criteria, newer), store, newer)
    apart = carelevel.agree(criteria, OTHER_ID, 0)
    yield from (apart, *apart.people, *carelevel.loads(SMALL).definition.agrees_with)
    yield from (carelevel.check(newer), newer.replay(store.records(), other_criteria=True), criteria.why_not({}, "inpatient"))
    yield from (carelevel.CarelevelError("no"), carelevel.MissingExtraError("no"), carelevel.RecordError(refused(criteria).problems), refused(criteria))
    yield from (criteria.recommend(BARRED), criteria.why_not(BARRED, "inpatient"), criteria.why_not(BARRED, "outpatient"))
    local = {"carelevel": 1, "id": "local", "version": "1", "title": "Local", "based_on": {"set": ID, "version": criteria.version}}
    yield carelevel.load(local | {"leave_out": {"notices": [criteria.definition.notices[0].id]}}).definition.based_on
    form = {"id": "form", "for": "iop", "needs": {"self_harm": "none"}, "because": "A form is filled in."}
    documented = carelevel.load(criteria.to_dict() | {"documentation": [form]})
    yield from (*documented.definition.documentation, *documented.recommend({}).documentation)
    yield from RARE
    try:
        carelevel.loads("carelevel: 1")
    except carelevel.CriteriaError as error:
        yield error


def refused(criteria: carelevel.CriteriaSet) -> carelevel.CaseError:
    """Return the error of a case that has problems."""
    try:
        criteria.recommend({**CASE, "age": "old", "phq9": 99})
    except carelevel.CaseError as error:
        return error
    raise AssertionError


def in_it(value: Any, *, is_first: bool) -> Iterator[Any]:
    """Yield what a value is made of, and for the first of its class what its public properties and methods return."""
    if isinstance(value, Mapping):
        yield from value.values()
    elif isinstance(value, list | tuple | frozenset) or inspect.isgenerator(value) or isinstance(value, Iterator):
        yield from value
    elif type(value) in public_types():
        yield from (getattr(value, name) for name in getattr(value, "__dataclass_fields__", ()) if not name.startswith("_"))
        if is_first:
            yield from (result for _name, result in answers(value))


def answers(value: Any) -> Iterator[tuple[str, Any]]:
    """Yield the names of the public properties and methods of an object, with what they return; or the error in which a method ends."""
    for name, _function in members(type(value)):
        called = f"{type(value).__name__}.{name}"
        if isinstance(inspect.getattr_static(type(value), name), property):
            yield called, getattr(value, name)
            continue
        try:
            yield called, getattr(value, name)(*called_with().get(called, ()))
        except (carelevel.CarelevelError, KeyError) as error:
            yield called, error


@cache
def objects() -> tuple[Any, ...]:
    """Return public objects of every kind."""
    waiting, seen, found = deque(made()), Counter[type](), []
    while waiting:
        value = waiting.popleft()
        kind = type(value)
        if kind in public_types():
            seen[kind] += 1
            if seen[kind] > MOST:
                continue
            found.append(value)
        waiting.extend(in_it(value, is_first=seen[kind] == 1))
    return tuple(found)
