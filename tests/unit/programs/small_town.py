"""A small criteria set with programs around it: what tests of matching stand on."""

import json
from typing import Any

import carelevel
from carelevel.api import CriteriaSet, loads
from carelevel.model.programs import Programs
from carelevel.programs.matches import Matches
from carelevel.syntax.program_reader import read_programs

TOWN = """
carelevel: 1
id: town
version: "1"
title: Town
levels:
  outpatient: {title: Outpatient care, setting: home, hours_per_week: [0, 8]}
  iop: {title: Intensive outpatient program, setting: home, hours_per_week: [9, 19]}
  residential: {title: Residential treatment, setting: facility}
services: {erp: Exposure and response prevention, medication: Medication}
facts:
  severity: {type: scale, values: [none, mild, severe], worse: high, title: severity, ask: How severe is it?}
  danger: {type: yes_no, worse: yes, titles: {yes: there is danger, no: there is no danger}, ask: Is there danger?}
  works: {type: yes_no, titles: {yes: the person works, no: the person does not work}, ask: Does the person work?}
  conditions: {type: set, values: [ocd, ptsd], titles: {ocd: OCD, ptsd: PTSD}, ask: Which conditions are there?}
criteria:
  - {id: severe, suggests: iop, when: {severity: severe}, because: Severe symptoms need more than weekly visits.}
  - {id: danger, requires: residential, when: {danger: yes}, because: Danger is not left at home.}
  - {id: works, limits_to: iop, when: {works: yes}, because: Work would have to be put down.}
  - {id: ocd, adds: [erp], when: {conditions: {includes: ocd}}, because: It is the first choice.}
  - {id: severe-medication, adds: [medication], when: {severity: severe}, because: It helps.}
"""

KNOWN: dict[str, Any] = {"severity": "severe", "danger": "no", "works": "yes", "conditions": ["ocd"]}
"""A person of whom everything is known; an IOP is suggested, with ERP and medication."""

WHOLE: dict[str, Any] = {
    "level": "iop",
    "hours_per_week": 9,
    "services": ["erp", "medication"],
    "treats": ["ocd"],
    "takes": {"severity": {"at_least": "mild"}},
    "excludes": [],
}
"""A program that says everything that is asked when there are no needs."""


def town() -> CriteriaSet:
    """Return the criteria."""
    return loads(TOWN)


def programs_of(criteria: CriteriaSet, **stated: Any) -> Programs:
    """Return programs; each name has one statement, or a list of them."""
    listed = [{"id": name.replace("_", "-"), "title": name, "stated": said if isinstance(said, list) else [said]} for name, said in stated.items()]
    top = {"criteria": "town", "languages": {"english": "English", "spanish": "Spanish"}, "payers": {"plan": "The plan"}}
    return read_programs([(json.dumps({**top, "programs": listed}), "programs.yaml")], criteria.definition)


def matched(case: dict[str, Any] | None = None, needs: dict[str, Any] | None = None, **stated: Any) -> Matches:
    """Return how programs fit a person; the one of whom all is known, when none is given."""
    criteria = town()
    return carelevel.match(criteria.recommend(KNOWN if case is None else case), programs_of(criteria, **stated), needs)
