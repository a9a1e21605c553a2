"""Impossible combinations

Some combinations of facts do not occur: a person who lives alone has no carer living with them. `impossible` lists such combinations, each with its
condition under `when`, its reason under `because`, and optionally a `source`. carelevel ignores impossible people in everything it works out.
"""

from tests.spec.shows import Shows

GIVEN = """
facts:
  lives_alone: {type: yes_no, worse: yes}
  carer_at_home: {type: yes_no, worse: no}
  suicide_risk: {type: scale, values: [none, low, high], worse: high}
impossible:
  - {id: alone-with-a-carer, when: {lives_alone: yes, carer_at_home: yes}, because: Who has a carer at home does not live alone.}
criteria:
  - {id: alone-at-risk, requires: residential, when: {lives_alone: yes, suicide_risk: high}, because: Nobody is there at night.}
"""


class TestLeftOut:
    """Effects"""

    def test_levels(self, shows: Shows) -> None:
        """A level is possible if some possible person has it. Nobody with a carer at home lives alone, so the level is settled here without asking."""
        shows.levels({"{suicide_risk: high}": "outpatient or residential", "{suicide_risk: high, carer_at_home: yes}": "outpatient"})

    def test_missing(self, shows: Shows) -> None:
        """It can be worth asking about a fact that no criterion names, if an answer would rule out levels."""
        shows.answer("{suicide_risk: high}", {"level": "none", "missing": "lives_alone, carer_at_home"})
        shows.answer("{suicide_risk: high, carer_at_home: yes}", {"level": "outpatient", "missing": "nothing"})

    def test_criteria(self, shows: Shows) -> None:
        """Whether a criterion is met still depends only on its own condition. This one can no longer be met, but is unknown while its facts are unknown."""
        shows.answer("{suicide_risk: high, carer_at_home: yes}", {"level": "outpatient", "unknown": "alone-at-risk"})

    def test_decide(self, shows: Shows) -> None:
        """`decide`, the quick answer, does not use `impossible`."""
        shows.both_ranges({"{suicide_risk: high, carer_at_home: yes}": ("outpatient to residential", "outpatient")})

    def test_everywhere(self, shows: Shows) -> None:
        """[Invariants](#invariants) are also proved for possible people only."""
        shows.findings(
            """
            invariants:
              - {id: with-a-carer, when: {carer_at_home: yes}, level: {at_most: iop}}
            """,
            "no problems",
        )


class TestRefused:
    """Errors"""

    def test_case(self, shows: Shows) -> None:
        """A case with an impossible combination: something in it was recorded wrongly. It gets no answer."""
        shows.refused_case(
            "{lives_alone: yes, carer_at_home: yes}",
            "lives_alone: impossible: this combination is declared impossible by `alone-with-a-carer` (`lives_alone`, `carer_at_home`): "
            "Who has a carer at home does not live alone.",
        )

    def test_no_way_out(self, shows: Shows) -> None:
        """A case that cannot be completed to a possible person. Each fact alone is possible here; but one of the two combinations applies, whether or not
        the person lives alone."""
        shows.refused_case(
            "{carer_at_home: yes, household: 1}",
            "impossible: no possible person is like this: every completion is declared impossible by `alone-with-a-carer`, `household-of-one`",
            snippet="""
            facts:
              lives_alone: {type: yes_no, worse: yes}
              carer_at_home: {type: yes_no, worse: no}
              suicide_risk: {type: scale, values: [none, low, high], worse: high}
              household: {type: score, range: [1, 9], unit: people, or_more: true}
            impossible:
              - {id: alone-with-a-carer, when: {lives_alone: yes, carer_at_home: yes}, because: Who has a carer at home does not live alone.}
              - {id: household-of-one, when: {lives_alone: no, household: 1}, because: A household of one is a person alone.}
            """,
        )

    def test_not_known_to_be_impossible(self, shows: Shows) -> None:
        """A case that may or may not have an impossible combination is accepted."""
        shows.answer("{lives_alone: yes}", {"possible": "outpatient, residential"})
