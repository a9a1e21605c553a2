"""What can be known

A *case* is what is known of one person: a mapping from facts to what is known of each. What it does not name is unknown, and unknown is never
taken for a no. Much is known in part, and a case can say so.
"""

from tests.spec.shows import Shows

GIVEN = """
facts:
  symptom_severity: {type: scale, values: [none, mild, moderate, severe], worse: high}
  weekly_therapy: {type: choice, values: [never_tried, helping, not_enough]}
  phq9: {type: score, range: [0, 27], worse: high, title: PHQ-9}
  safe_at_home: {type: yes_no, worse: no}
  conditions: {type: set, values: [depression, ocd, ptsd]}
derived:
  phq9_band: {bands: {of: phq9, low: [0, 9], moderate: [10, 14], high: [15, 27]}}
"""


class TestValues:
    """Known and unknown"""

    def test_value(self, shows: Shows) -> None:
        """A fact that is known has a value."""
        shows.known({"{symptom_severity: severe, phq9: 17}": "symptom severity is severe; PHQ-9 is 17"})

    def test_unknown(self, shows: Shows) -> None:
        """A fact that is not named is unknown. `null` says the same in so many words."""
        shows.known({"{}": "nothing", "{symptom_severity: null, phq9: null}": "nothing"})

    def test_no_is_not_unknown(self, shows: Shows) -> None:
        """A no is an answer; nobody has to guess it from silence."""
        shows.known({"{safe_at_home: no}": '"safe at home" is no', "{safe_at_home: null}": "nothing"})


class TestInPart:
    """Known in part"""

    def test_operators(self, shows: Shows) -> None:
        """What is known in part is said with the operators of [conditions](#atoms): from somewhere on, up to somewhere, between two
        values, one of several, all but one."""
        shows.known(
            {
                "{phq9: {at_least: 10}}": "PHQ-9 is 10 or more",
                "{phq9: {between: [10, 14]}}": "PHQ-9 is 10 to 14",
                "{symptom_severity: {at_most: mild}}": "symptom severity is at most mild",
                "{weekly_therapy: {one_of: [helping, not_enough]}}": 'weekly therapy is "helping" or "not enough"',
                "{weekly_therapy: {is_not: not_enough}}": 'weekly therapy is "never tried" or "helping"',
            }
        )

    def test_several_operators(self, shows: Shows) -> None:
        """Several operators on one fact all hold."""
        shows.known({"{phq9: {at_least: 10, at_most: 14}}": "PHQ-9 is 10 to 14"})

    def test_band(self, shows: Shows) -> None:
        """A band may be given in place of its score, when a report has only that. It means the scores of that band."""
        shows.known(
            {
                "{phq9_band: moderate}": "PHQ-9 is 10 to 14",
                "{phq9_band: {at_least: moderate}}": "PHQ-9 is 10 or more",
                "{phq9_band: moderate, phq9: {at_least: 12}}": "PHQ-9 is 12 to 14",
            }
        )

    def test_whole_domain(self, shows: Shows) -> None:
        """Whoever says that a fact is something or other has said nothing."""
        shows.known({"{phq9: {at_least: 0}}": "nothing"})


class TestSets:
    """Sets"""

    def test_complete_list(self, shows: Shows) -> None:
        """A list is complete: what is not in it is known not to be there. An empty list says that there is none of them."""
        shows.known(
            {
                "{conditions: [ocd]}": "conditions include ocd; conditions do not include depression or ptsd",
                "{conditions: []}": "conditions do not include depression, ocd or ptsd",
            }
        )

    def test_members(self, shows: Shows) -> None:
        """A mapping names the members that are known, and leaves the others unknown."""
        shows.known({"{conditions: {ocd: yes, ptsd: no}}": "conditions include ocd; conditions do not include ptsd"})

    def test_operators_on_sets(self, shows: Shows) -> None:
        """The operators for sets say the same. Only `includes_any` cannot be used here: it says of no member that it is there."""
        shows.known(
            {
                "{conditions: {includes: ocd}}": "conditions include ocd",
                "{conditions: {includes_all: [ocd, ptsd], excludes: depression}}": "conditions include ocd and ptsd; conditions do not include depression",
            }
        )


class TestRefused:
    """What is refused

    A slip in a case is never passed over. All problems of a case are told at once, each with what is allowed."""

    def test_names_and_values(self, shows: Shows) -> None:
        """Facts and values that are not declared, values of the wrong kind, and values outside the range:"""
        shows.refused_case(
            "{symptom_severty: severe, weekly_therapy: not_enuogh, phq9: 31, safe_at_home: maybe}",
            """
            case.yaml:1:2: unknown-fact: no fact is called `symptom_severty`
              hint: did you mean `symptom_severity`?
            """,
            """
            case.yaml:1:43: unknown-value: `not_enuogh` is not a value of `weekly_therapy`; allowed are `never_tried`, `helping`, `not_enough`
              hint: did you mean `not_enough`?
            """,
            "case.yaml:1:61: out-of-range: `31` is outside the range of `phq9`; allowed is 0 to 27",
            "case.yaml:1:79: unknown-value: `maybe` is not a value of `safe_at_home`; allowed are `yes`, `no`",
        )

    def test_types(self, shows: Shows) -> None:
        """A score is a whole number, and neither text nor yes or no; a fact that is no set takes one value."""
        shows.refused_case(
            '{phq9: "12", symptom_severity: [mild, moderate]}',
            """
            case.yaml:1:8: wrong-type: `phq9` is a whole number from 0 to 27; found the text `12`
              hint: write it without quotes: 12
            """,
            "case.yaml:1:32: wrong-type: `symptom_severity` is one of `none`, `mild`, `moderate`, `severe`; found a list",
        )

    def test_contradiction(self, shows: Shows) -> None:
        """A fact and its band that contradict each other, and operators that leave no value."""
        shows.refused_case(
            "{phq9: 20, phq9_band: low, symptom_severity: {at_least: moderate, at_most: mild}}",
            "case.yaml:1:23: contradiction: `phq9_band` contradicts `phq9`, which is also in this case",
            "case.yaml:1:46: contradiction: no value of `symptom_severity` fits all of this at once",
        )

    def test_derived(self, shows: Shows) -> None:
        """[Facts that follow from others](#derived_facts), other than bands of a score. They are worked out, and not given."""
        shows.refused_case(
            "{phq9_change: -5, at_risk: yes}",
            """
            case.yaml:1:2: derived-fact: `phq9_change` is derived from other facts and cannot be given
              hint: give the facts it is derived from: `phq9`, `phq9_at_start`
            """,
            """
            case.yaml:1:19: derived-fact: `at_risk` is derived from other facts and cannot be given
              hint: give the facts in its condition
            """,
            snippet="""
            facts:
              phq9: {type: score, range: [0, 27], worse: high}
              phq9_at_start: {type: score, range: [0, 27], worse: high}
            derived:
              phq9_change: {sum: [phq9, {of: phq9_at_start, times: -1}]}
              at_risk: {when: {phq9: {at_least: 20}}}
            """,
        )


class TestOfAnotherVersion:
    """Cases of another version

    A case belongs to the criteria that read it. Others, such as the next version, take it as it is when they define its facts in the same way. Else they read
    it anew, as if it were given today. In Python `criteria.recommend(old_answer.case.to_dict())` asks about an old answer's case."""

    def test_read_anew(self, shows: Shows) -> None:
        """What the other version does not know is refused, and so is what would mean something else by it. A list that was complete says nothing of new
        members. Here is a version that has a new name for `severe`, a narrower range, one fact less, and a new condition:"""
        shows.read_anew(
            """
            facts:
              symptom_severity: {type: scale, values: [none, mild, moderate, grave], worse: high}
              phq9: {type: score, range: [0, 24], worse: high, title: PHQ-9}
              weekly_therapy: {type: scale, values: [helping, never_tried, not_enough], worse: high}
              conditions: {type: set, values: [depression, ocd, ptsd, panic]}
            derived: {phq9_band: {bands: {of: phq9, low: [0, 9], high: [10, 24]}}}
            """,
            {
                "{symptom_severity: mild, phq9: 17}": "symptom severity is mild; PHQ-9 is 17",
                "{symptom_severity: severe}": "refused: `unknown-value`",
                "{phq9: 25}": "refused: `out-of-range`",
                "{phq9: {at_least: 20}}": "refused: `other-criteria`",
                "{safe_at_home: yes}": "refused: `unknown-fact`",
                "{conditions: [ocd]}": "conditions include ocd; conditions do not include depression or ptsd",
            },
        )
