"""Criteria sets that have something to find, and invariants beside them: what the proofs of `check` are compared on."""

from typing import Any

from hypothesis import strategies as st

from tests.property.oracle import Plain, kind_of, values_of, without_repeats
from tests.strategies import Draw, conditions_in, criteria_sets


@st.composite
def sets_with_faults(draw: Draw) -> Plain:
    """Draw a criteria set that says some things twice, or of nobody, and that claims some things of everybody."""
    criteria = draw(criteria_sets())
    for fact in criteria["facts"].values():
        if fact["type"] in {"scale", "score", "yes_no"}:
            worse = draw(st.sampled_from(("yes", "no", None) if fact["type"] == "yes_no" else ("high", "low")))
            if worse is not None:
                fact.setdefault("worse", worse)
    for number in range(draw(st.sampled_from((0, 1, 1, 2)))):
        criteria["criteria"].append(draw(_beside(criteria, f"beside_{number}".replace("_", "-"))))
    criteria["invariants"] = [draw(_invariant(criteria, number)) for number in range(draw(st.sampled_from((0, 1, 1, 2))))]
    bands = [name for name in criteria["derived"] if kind_of(criteria, name) == "bands"]
    if bands and draw(st.booleans()):
        name = draw(st.sampled_from(bands))
        when = {name: draw(st.sampled_from(values_of(criteria, name)))}
        criteria.setdefault("impossible", []).append({"id": "no-such-band", "when": when, "because": "Nobody is."})
    if draw(st.integers(0, 5)) == 5:
        criteria.setdefault("impossible", []).append(
            {"id": "drawn-again", "when": draw(st.sampled_from(criteria["criteria"]))["when"], "because": "Nobody is."}
        )
    return criteria


@st.composite
def sets_with_exclusions(draw: Draw) -> Plain:
    """Draw a criteria set some criteria of which ask for one answer to a yes-no question, which others may take up."""
    criteria = draw(sets_with_faults())
    names = draw(st.lists(st.sampled_from(("consents", "stable")), min_size=1, max_size=2, unique=True))
    for name in names:
        criteria["facts"][name] = {"type": "yes_no"} | draw(st.sampled_from(({}, {}, {}, {"worse": "yes"})))
        for each in criteria["criteria"]:
            part = draw(st.sampled_from(("yes", "no", None, None, None)))
            if part is not None and name not in each["when"]:
                each["when"] = {"all": [each["when"], {name: part}]}
    return criteria


@st.composite
def _beside(draw: Draw, criteria: Plain, name: str) -> Plain:
    """Draw a criterion that stands on another one: met by the same people, by some of them, or by nobody."""
    other = draw(st.sampled_from(criteria["criteria"]))
    more = draw(conditions_in(criteria, depth=1))
    when = draw(
        st.sampled_from((other["when"], {"all": [other["when"], more]}, {"all": [other["when"], {"none": [other["when"]]}]}, {"any": [other["when"], more]}))
    )
    when = without_repeats(criteria, when)
    return {**other, "id": name, "when": when} | (
        {} if "adds" in other or "rules_out" in other else {draw(st.just(_effect(other))): draw(st.sampled_from(list(criteria["levels"])))}
    )


def _effect(criterion: Plain) -> str:
    return next(word for word in ("requires", "suggests", "limits_to") if word in criterion)


@st.composite
def _invariant(draw: Draw, criteria: Plain, number: int) -> Plain:
    levels, services = list(criteria["levels"]), list(criteria["services"])
    claims = draw(st.lists(st.sampled_from(("level", "required", *["services"] * bool(services))), min_size=1, max_size=2, unique=True))
    said: Plain = {
        "id": f"invariant-{number}",
        "when": draw(st.one_of(conditions_in(criteria, 1), st.sampled_from(criteria["criteria"]).map(lambda each: each["when"]))),
    }
    if draw(st.booleans()):
        said["with_level"] = draw(_bound(levels))
    for claim in claims:
        said[claim] = draw(st.lists(st.sampled_from(services), min_size=1, unique=True) if claim == "services" else _bound(levels))
    return said


def _bound(levels: list[str]) -> st.SearchStrategy[Any]:
    """Draw a bound that some level is within, and some is not."""
    some = [{"is": level} for level in levels] + [{"one_of": [levels[0], level]} for level in levels[1:2] if len(levels) > 2]
    return st.sampled_from(some + [{"at_least": level} for level in levels[1:]] + [{"at_most": level} for level in levels[:-1]])
