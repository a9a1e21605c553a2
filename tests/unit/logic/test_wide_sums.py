"""Sums of scores with many values: which they are, where diagrams ask about them, and that thousands of values are nothing too deep."""

import json

from carelevel.api import CriteriaSet, loads
from carelevel.logic.diagram_compiler import Compiler
from carelevel.logic.wide_sums import sums_last, wide_sums
from carelevel.model.cases import Case
from carelevel.model.conditions import Among, Includes
from carelevel.model.facts import About, Bands, Scale, Score, SetOf, Sum, Weighted, Worst

NOW, THEN = (Score(name, About(name), 0, 3_000) for name in ("now", "then"))
LOSS = Sum("loss", About("Loss"), (Weighted(THEN, 4), Weighted(NOW, -5)), -15_000, 12_000)
FEW = Sum("few", About("Few"), (Weighted(Score("one", About("One"), 0, 9), 1), Weighted(Score("two", About("Two"), 0, 9), 1)), 0, 18)


def weights(low: int, high: int) -> CriteriaSet:
    """Return a set with a weight now and two from before, and the loss since each."""
    weight = {"type": "score", "range": [low, high]}
    return loads(
        json.dumps(
            {
                "carelevel": 1,
                "id": "weights",
                "version": "1",
                "title": "Weights",
                "levels": {"outpatient": {"title": "Outpatient"}, "inpatient": {"title": "Inpatient"}},
                "facts": {
                    "months_3": weight,
                    "where": {"type": "choice", "values": ["here", "there"]},
                    "now": weight | {"worse": "low"},
                    "months_6": weight,
                    "pulse": {"type": "score", "range": [0, 220]},
                },
                "derived": {f"loss_{n}": {"sum": [{"of": f"months_{n}", "times": 4}, {"of": "now", "times": -5}]} for n in (3, 6)},
                "criteria": [
                    {
                        "id": where,
                        "suggests": "inpatient",
                        "when": {"where": where, "any": [{f"loss_{n}": {"at_least": bound}}, {"pulse": {"at_most": 39}}]},
                        "because": "Too much was lost.",
                    }
                    for where, n, bound in (("here", 3, 1), ("there", 6, 0))
                ],
            }
        )
    )


def test_wide_sums_are_those_of_two_scores_with_many_values() -> None:
    bands = Bands("bands", About("Bands"), LOSS, (("low", LOSS.low, 0), ("high", 1, LOSS.high)))
    scale = Scale("scale", About("Scale"), ("low", "high"))

    assert wide_sums([Among(bands, frozenset(("high",))), Among(FEW, frozenset((1,)))]) == (("then", "now"),)
    assert wide_sums([Among(Worst("worst", About("Worst"), (scale, bands), scale.values, "high"), frozenset(("high",)))]) == (("then", "now"),)
    assert wide_sums([Among(NOW, frozenset((1,))), Includes(SetOf("help", About("Help"), ("home",)), "home")]) == ()


def test_scores_of_sums_come_last_the_shared_ones_first_and_sums_without_a_score_in_common_apart() -> None:
    sums = [("a", "b"), ("x", "y"), ("c", "b"), ("z", "a")]

    assert sums_last(tuple("xaybmczn"), sums) == tuple("mnxyabcz")
    assert sums_last(tuple("nm"), sums) == ("n", "m")


def test_a_score_of_thousands_of_values_is_not_too_deep_for_diagrams() -> None:
    compiler = Compiler([NOW, THEN], Case(), 1, 50_000)
    make = compiler.diagrams

    lost, odd = compiler.condition(Among(LOSS, frozenset(range(1, LOSS.high + 1)))), compiler.condition(Among(NOW, frozenset(range(1, 3_001, 2))))
    both = make.min(lost, odd)

    assert make.max(both, make.min(lost, make.negated(odd))) == lost
    assert make.restricted(both, {0: 11}) == make.restricted(lost, {0: 11})
    assert make.restricted(both, {0: 10}) == 0


def test_weights_of_thousands_of_values_are_answered_exactly_and_the_same_each_time() -> None:
    criteria = weights(100, 2_000)

    first, second, third = (criteria.recommend({}) for _ in range(3))

    assert first.exact
    assert first.possible == ("outpatient", "inpatient")
    assert first == second == third
    assert set(first.missing) == {"months_3", "where", "now", "months_6", "pulse"}
    assert criteria.recommend({"where": "here", "now": 480, "months_3": 600, "pulse": 60}).possible == ("outpatient",)
    assert criteria.recommend({"where": "here", "now": 479, "months_3": 600, "pulse": 60}).possible == ("inpatient",)
    assert criteria.recommend({"where": "there", "now": 480, "months_6": 600}).possible == ("inpatient",)
