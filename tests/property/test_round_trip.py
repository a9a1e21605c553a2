"""A criteria set can be written out and read back, and its digests see what they should."""

import copy
import json

from hypothesis import given
from hypothesis import strategies as st

from carelevel import dumps
from carelevel.api import loads
from tests.property.oracle import Plain
from tests.property.test_meaning import loaded
from tests.strategies import criteria_sets, dressed_sets, with_keys_moved


@given(dressed_sets())
def test_a_set_written_out_reads_back_as_the_same_set(criteria: Plain) -> None:
    first = loaded(criteria)

    again = loads(dumps(first))

    assert again == first
    assert (again.digest, again.decision_digest) == (first.digest, first.decision_digest)
    assert loads(json.dumps(first.to_dict())) == first


@given(dressed_sets(), st.data())
def test_layout_comments_and_the_order_of_keys_do_not_reach_a_digest(criteria: Plain, data: st.DataObject) -> None:
    first = loaded(criteria)
    reordered_text = json.dumps(data.draw(with_keys_moved(criteria)), indent=data.draw(st.sampled_from((None, 1, 4))))

    again = loads(f"# A remark\n{reordered_text}\n# and another\n")

    assert (again.digest, again.decision_digest) == (first.digest, first.decision_digest)


@given(criteria_sets(), st.data())
def test_an_order_that_answers_follow_reaches_the_digest(criteria: Plain, data: st.DataObject) -> None:
    """`missing`, questions and evidence follow the order of facts and of what conditions name: two orders never have one digest."""
    facts = data.draw(st.permutations(tuple(criteria["facts"])))
    first, second = loaded(criteria), loaded(criteria | {"facts": {name: criteria["facts"][name] for name in facts}})

    assert (second.digest == first.digest) is (list(facts) == list(criteria["facts"]))
    assert second.decision_digest == first.decision_digest
    if second.digest == first.digest:
        assert second.recommend({}).missing == first.recommend({}).missing


@given(criteria_sets())
def test_words_change_one_digest_and_decisions_both(criteria: Plain) -> None:
    first = loaded(criteria)
    reworded, decided = copy.deepcopy(criteria), copy.deepcopy(criteria)
    reworded["criteria"][0]["because"] = "Said in other words."
    decided["levels"] = {"lowest_of_all": {"title": "Lowest"}, **decided["levels"]}

    words, level = loaded(reworded), loaded(decided)

    assert words.digest != first.digest
    assert words.decision_digest == first.decision_digest
    assert level.digest != first.digest
    assert level.decision_digest != first.decision_digest
