"""Sections that leave somebody out, and sections that apply to nobody."""

from collections.abc import Iterator
from dataclasses import replace

from carelevel.model.conditions import NoneOf
from carelevel.model.criteria import CriteriaSection
from carelevel.model.problems import Problem, listed, quoted
from carelevel.verify.checks.findings import Proving, Subject, leaning, proved


def sections_apply(proving: Proving) -> Iterator[Problem]:
    """Yield a finding where some possible person is in no section, and one for each section that no possible person is in."""
    sections = proving.definition.sections
    if sections:
        every = Subject("sections", sections[0].id, sections[0].place)
        yield from proved("whether a section applies to everybody", every, _somebody_in_none(proving, every))
    for section in sections:
        subject = Subject("sections", section.id, section.place)
        yield from proved(f"whether {quoted(section.id)} applies to anybody", subject, _nobody_in(proving, section, subject))


def _somebody_in_none(proving: Proving, subject: Subject) -> Iterator[Problem]:
    sections = proving.definition.sections
    someone = proving.everyone.someone(NoneOf(tuple(each.when for each in sections)))
    if someone is not None:
        applying = f"{listed([each.id for each in sections])} {'does' if len(sections) == 1 else 'do'} not apply"
        message = f"no section applies to some {proving.person}: {applying}, so that no level is suggested on purpose"
        hint = "add a section for these people, widen the `when` of one, or declare in `applies_when` or `impossible` that there are none"
        # It is about all sections, and no acceptance of a finding about the first covers it.
        yield replace(subject.finding("no-section", message, severity="error", hint=hint, witness=proving.shown(someone)), path=("sections",))


def _nobody_in(proving: Proving, section: CriteriaSection, subject: Subject) -> Iterator[Problem]:
    if not proving.everyone.has(section.when):
        within = {each.id for each in proving.definition.criteria if each.section == section.id}
        proving.found |= within
        proving.never_met |= within
        leant = leaning(proving.relies_on(section.when))
        message = f"the section {quoted(section.id)} applies to nobody: no {proving.person} is as its `when` says{leant}"
        yield subject.finding("never-met", message, hint="two of its parts may exclude each other")
