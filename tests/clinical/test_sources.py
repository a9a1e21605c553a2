"""What a requirement of the bundled sets rests on: an official or primary source, or said plainly to be a convention."""

import re
from collections import Counter

import pytest

from carelevel.syntax.bundled import rules_folder
from tests.clinical.assertions import BOTH
from tests.clinical.by_the_thousand import criteria_of

CONVENTION = "this-set"

OFFICIAL = {
    *("columbia-triage", "asam-aw-2020", "asam-aw-2020-table", "asam-aw-2020-risks", "asam-oud-2020", "asam-oud-2020-quick", "bzd-taper-2025"),
    *("nice-cg192", "nice-ng69", "bc-pregnancy-aw", "ngs-iop", "noridian-iop"),
    *("aafp-aw-2005", "aafp-aw-2013", "attia-2009", "ed-youth-2022"),
}
"""Guidelines, payers' and authorities' own pages, and reviewed papers on the very thing that a criterion is about."""

WEAK = {"iop-article", "ct-adult-loc", "wit-ubh", "wit-debofsky", "wit-conway", "adaa-levels", "pressbooks-asam", "midshore-asam", "youth-php-iop-2025"}
"""An interested party, a draft, reports of a judgment by others, pages that retell a protected tool, and a review of adolescents: none bears a requirement."""


@pytest.mark.parametrize("name", sorted(BOTH))
def test_no_requirement_rests_on_a_weak_source_alone(name: str) -> None:
    definition = criteria_of(name).definition
    requiring = [criterion for criterion in definition.criteria if criterion.effect == "requires"]

    assert OFFICIAL.isdisjoint(WEAK)
    assert len(requiring) > 20
    for criterion in requiring:
        cited = {each.id for each in criterion.sources}
        assert cited & {CONVENTION, *OFFICIAL}, f"{criterion.id} rests on {cited}"


@pytest.mark.parametrize("name", sorted(BOTH))
def test_every_fact_and_every_criterion_has_a_source(name: str) -> None:
    definition = criteria_of(name).definition

    assert [criterion.id for criterion in definition.criteria if not criterion.sources] == []
    assert [fact.id for fact in definition.facts if not fact.about.sources] == []


@pytest.mark.parametrize("name", sorted(BOTH))
def test_the_table_of_sources_is_what_the_criteria_cite(name: str) -> None:
    cited = Counter[str]()
    requiring = Counter[str]()
    for criterion in criteria_of(name).definition.criteria:
        for each in criterion.sources:
            cited[each.id] += 1
            requiring[each.id] += criterion.effect == "requires"

    page = (rules_folder() / name / "README.md").read_text("utf-8")
    rows = [[cell.strip(" `") for cell in line.strip("|").split("|")] for line in page.splitlines() if re.match(r"\| `[a-z0-9-]+` \|", line)]

    assert {row[0]: (int(row[3]), int(row[4])) for row in rows} == {each: (cited[each], requiring[each]) for each in cited}
    assert all(row[1] and row[2] for row in rows)
