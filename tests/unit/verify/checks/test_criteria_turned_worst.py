"""A worst of scales that is turned round against its parts: no file can say it, and still no proof may rest on its being impossible."""

from datetime import date

from carelevel.model.conditions import Among
from carelevel.model.criteria import Criterion, Definition, Level
from carelevel.model.facts import About, Scale, Worst
from carelevel.verify.checks import requested_checks


def test_a_worst_that_is_reversed_hides_no_wrong_direction() -> None:
    scale = Scale("symptoms", About("symptoms"), ("mild", "severe"), worse="high")
    turned = Worst("best", About("best"), (scale,), scale.values, "low")
    criterion = Criterion("mild", "requires", "inpatient", (), Among(turned, frozenset({"mild"})), "Mild.")
    levels = (Level("outpatient", "Outpatient"), Level("inpatient", "Inpatient"))
    definition = Definition("turned", "1", "Turned", levels, (criterion,), facts=(scale,), derived=(turned,))

    found = {problem.code for problem in requested_checks(definition, date(2026, 11, 25))}

    assert "wrong-direction" in found
