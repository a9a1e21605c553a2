"""At a prompt and in a log every public object says in one short line what it is, and nothing that is known of a person."""

import re

from carelevel import types
from carelevel.model.frozen import FrozenDict
from tests.edges.public import public_types
from tests.edges.results import CASE, WHEN, objects

LONGEST = 300
FACTS = {*CASE, *(str(word) for value in CASE.values() for word in (value if isinstance(value, list) else [value]))} - {"yes", "no"}
OTHERS = {types.InterviewCriteria, types.ReadingCriteria, types.Resource}
"""Protocols: nothing is only that."""


def test_there_is_an_object_of_every_public_class() -> None:
    assert sorted(str(kind) for kind in public_types() - OTHERS - {type(each) for each in objects()}) == []


def test_a_repr_is_one_short_line() -> None:
    shown = [repr(each) for each in objects()]

    assert len(shown) > 100
    assert [each for each in shown if len(each) > LONGEST or not each.isprintable()] == []


def test_a_repr_has_no_facts_of_a_person() -> None:
    """A mapping is what was asked for: evidence, or a case as it is given. What is known of the criteria alone may use the same words.

    A question names the fact that is asked about, which is not known.
    """
    about_criteria = {"model.conditions", "model.facts", "model.criteria", "model.sources"}
    words = re.compile(rf"\b(?:{'|'.join(map(re.escape, sorted(FACTS, key=len, reverse=True)))}|stay 4711|{WHEN[:10]}|long night)\b")
    told = [each for each in objects() if not isinstance(each, FrozenDict) and type(each).__module__.removeprefix("carelevel.") not in about_criteria]
    shown = [repr(each).replace(f"fact={each.fact!r}", "") if isinstance(each, types.Question) else repr(each) for each in told]

    assert len(shown) > 100
    assert [each for each in shown if words.search(each)] == []
