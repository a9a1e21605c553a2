"""The witnesses of a finding as vignettes that can be pasted, each with the answer that it has now."""

import textwrap
from typing import Any

from carelevel.answers.disputed import possible_levels
from carelevel.logic.level_diagram import PreparedCriteria
from carelevel.model.cases import check_case
from carelevel.model.criteria import Definition
from carelevel.model.problems import CaseError, Problem
from carelevel.model.serialize import case_text

WIDTH = 100


def vignettes(definition: Definition, problem: Problem) -> tuple[dict[str, Any], ...]:
    """Return a vignette for each witness of a finding, as plain data.

    The expected level is the one that the criteria give now: what it should be is for the reader to say.
    """
    if not problem.witness:  # none, or anybody
        return ()
    people = problem.witness if isinstance(problem.witness, list) else [problem.witness]
    name = "-".join([problem.code, *(str(each).replace("_", "-") for each in problem.path[1:][-1:])])
    # Two differ in one fact: in a yes-no fact without a worse answer, each is known by the answer.
    ends = [""] if len(people) == 1 else [f"-{person[problem.path[-1]]}" for person in people] if problem.code == "exclusion-lowers" else ["-better", "-worse"]
    return tuple(
        {"id": f"{name}{end}", "title": f"Witness of {problem.code}", "case": person, "expect": _expected(definition, person)}
        for end, person in zip(ends, people, strict=True)
    )


def _expected(definition: Definition, person: Any) -> dict[str, str]:
    try:
        levels = possible_levels(PreparedCriteria.of(definition), check_case(definition.every_name(), person))
    except CaseError:  # a witness of what only an impossible combination rules out
        return {}
    if not levels:
        return {"applies": "unmet", "level": "none"}
    return {"level": levels[0]} if len(levels) == 1 else {"lowest": levels[0], "highest": levels[-1]}


def vignette_text(vignette: dict[str, Any]) -> str:
    """Return a vignette as YAML to paste under `vignettes`.

    >>> print(vignette_text({"id": "a-person", "title": "Witness of nothing-met", "case": {"age": 70}, "expect": {"level": "iop"}}))
      - id: a-person
        title: Witness of nothing-met
        case: {age: 70}
        expect: {level: iop}
    """
    lines = [f"  - id: {vignette['id']}", f"    title: {vignette['title']}"]
    for key in ("case", "expect"):
        text = f"{key}: {case_text(vignette[key])}"
        lines += textwrap.wrap(text, WIDTH, initial_indent="    ", subsequent_indent="      ", break_long_words=False, break_on_hyphens=False)
    return "\n".join(lines)
