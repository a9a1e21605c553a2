"""Ways to a level that need another value of a fact which does not change are only counted."""

import carelevel

CRITERIA = carelevel.loads(
    """
carelevel: 1
id: clinic
version: "1"
title: A clinic
levels: {outpatient: {title: Outpatient}, iop: {title: IOP}}
facts:
  age: {type: score, range: [0, 120], changes: no}
  veteran: {type: yes_no, changes: no}
  severe: {type: yes_no}
criteria:
  - {id: child, suggests: iop, when: {age: {at_most: 12}}, because: Children.}
  - {id: veterans, suggests: iop, when: {all: [{veteran: yes}, {severe: yes}]}, because: Veterans.}
  - {id: severe-or-old, suggests: iop, when: {any: [{age: {at_least: 80}}, {severe: yes}]}, because: Severe.}
"""
)


def test_what_cannot_change_is_folded() -> None:
    found = CRITERIA.why_not({"age": 40, "veteran": "no", "severe": "no"}, "iop")
    shown = " ".join(str(found).split())

    assert {route.criterion for route in found.routes} >= {"child", "severe-or-old"}
    assert "Severe. Suggests: IOP. [severe-or-old]" in shown
    assert "Children." not in shown
    assert "something else of age" in shown
    assert "which does not change" in shown


def test_where_nothing_else_leads_there_no_list_is_shown() -> None:
    fixed = carelevel.loads(carelevel.dumps(CRITERIA).replace("any:", "all:"))
    found = fixed.why_not({"age": 40, "veteran": "no", "severe": "no"}, "iop")
    shown = " ".join(str(found).split())

    assert "What would have to change" not in shown
    assert "need something else of age" in shown


def test_a_fact_that_is_not_known_may_still_be_as_needed() -> None:
    shown = str(CRITERIA.why_not({"severe": "no"}, "iop"))

    assert "[child]" in shown
    assert "something else" not in shown
