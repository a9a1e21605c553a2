"""People to write vignettes about, for criteria that rule out levels."""

from carelevel.api import loads
from carelevel.verify.testing.coverage import Check, coverage
from carelevel.verify.testing.coverage_goals import Decides, goals
from carelevel.verify.testing.suggest import suggestion
from tests.unit.answers.test_recommend_ruled_out import TEXT


def test_somebody_is_suggested_whom_each_of_them_raises() -> None:
    criteria = loads(TEXT)
    every = goals(criteria.definition, {})

    found = suggestion(criteria.definition, every, [])

    assert found.undecided == ()
    assert coverage(criteria.definition, every, [Check(person.case) for person in found.people]).missing == ()
    assert {goal.aim.criterion for goal in every if isinstance(goal.aim, Decides)} >= {"unstable", "young"}
    answers = [criteria.recommend(person.case) for person in found.people]
    raised = {each.criterion for answer in answers if answer.raised_from for each in answer.ruled_out}
    assert raised == {"unstable", "young"}
