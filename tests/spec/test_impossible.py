"""Who cannot exist

Some combinations of facts are found in nobody: a person who lives alone has no carer living with them. `impossible` lists such combinations, each with the
condition under `when` and the reason under `because`; a `source` may stand beside them. People who cannot exist are left out of everything that is worked out.
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
    """People who are left out"""

    def test_levels(self, shows: Shows) -> None:
        """A level is possible when some possible person has it. With a carer at home nobody lives alone, so this person does not, and the level is settled
        without asking."""
        shows.levels({"{suicide_risk: high}": "outpatient or residential", "{suicide_risk: high, carer_at_home: yes}": "outpatient"})

    def test_missing(self, shows: Shows) -> None:
        """A fact that no criterion names can be worth asking, when an answer to it would rule levels out."""
        shows.answer("{suicide_risk: high}", {"level": "none", "missing": "lives_alone, carer_at_home"})
        shows.answer("{suicide_risk: high, carer_at_home: yes}", {"level": "outpatient", "missing": "nothing"})

    def test_criteria(self, shows: Shows) -> None:
        """Whether a criterion is met is still said by its own condition alone. This one can no longer be met, and remains unknown as long as its facts are."""
        shows.answer("{suicide_risk: high, carer_at_home: yes}", {"level": "outpatient", "unknown": "alone-at-risk"})

    def test_decide(self, shows: Shows) -> None:
        """`decide`, the quick answer, does not look that far."""
        shows.both_ranges({"{suicide_risk: high, carer_at_home: yes}": ("outpatient to residential", "outpatient")})

    def test_everywhere(self, shows: Shows) -> None:
        """The same holds for what [must always hold](#invariants): an invariant is proved for possible people."""
        shows.findings(
            """
            invariants:
              - {id: with-a-carer, when: {carer_at_home: yes}, level: {at_most: iop}}
            """,
            "no problems",
        )


class TestRefused:
    """What is refused"""

    def test_case(self, shows: Shows) -> None:
        """A case that is one of these combinations: something in it was noted wrongly. It is not answered."""
        shows.refused_case(
            "{lives_alone: yes, carer_at_home: yes}",
            "lives_alone: impossible: this combination is declared impossible by `alone-with-a-carer` (`lives_alone`, `carer_at_home`): "
            "Who has a carer at home does not live alone.",
        )

    def test_no_way_out(self, shows: Shows) -> None:
        """A case that cannot be completed to a possible person. Each fact by itself is possible here; but whether or not the person lives alone, one of the two
        combinations is there."""
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
        """A combination that may be there, and may not, is no reason to refuse anything."""
        shows.answer("{lives_alone: yes}", {"possible": "outpatient, residential"})
