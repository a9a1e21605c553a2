"""Cases

A *case* is what is known about one person: a mapping of facts to their values. A fact that the case does not name is unknown, and unknown never counts
as a no. A case can also say that a fact is partly known.
"""

from tests.spec.shows import Shows

GIVEN = """
facts:
  symptom_severity: {type: scale, values: [none, mild, moderate, severe], worse: high}
  weekly_therapy: {type: choice, values: [never_tried, helping, not_enough]}
  phq9: {type: score, range: [0, 27], worse: high, title: PHQ-9}
  sleep: {type: score, range: [0, 24], unit: hours}
  glucose: {type: score, range: [0, 30], step: 0.1, unit: mmol/l}
  lactate: {type: score, range: [0, 20], step: 0.1, unit: mmol/l}
  safe_at_home: {type: yes_no, worse: no}
  conditions: {type: set, values: [depression, ocd, ptsd]}
derived:
  phq9_band: {bands: {of: phq9, low: [0, 9], moderate: [10, 14], high: [15, 27]}}
"""


class TestValues:
    """Known and unknown facts"""

    def test_value(self, shows: Shows) -> None:
        """A known fact has a value."""
        shows.known({"{symptom_severity: severe, phq9: 17}": "symptom severity is severe; PHQ-9 is 17"})

    def test_unit(self, shows: Shows) -> None:
        """A case may say the unit of a number. It must be the unit of the fact: carelevel converts none."""
        shows.known({"{sleep: {value: 6, unit: hours}}": "sleep is 6 hours", "{sleep: {at_most: 4, unit: hours}}": "sleep is 4 hours or less"})

    def test_unknown(self, shows: Shows) -> None:
        """A fact that is not named is unknown. `null` says so explicitly."""
        shows.known({"{}": "nothing", "{symptom_severity: null, phq9: null}": "nothing"})

    def test_no_is_not_unknown(self, shows: Shows) -> None:
        """A no is an answer; it is never inferred from a missing one."""
        shows.known({"{safe_at_home: no}": '"safe at home" is no', "{safe_at_home: null}": "nothing"})


class TestInPart:
    """Partly known facts"""

    def test_operators(self, shows: Shows) -> None:
        """For a partly known fact, use the operators of [conditions](#atoms): at least, at most, between two values, one of several, all but one."""
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
        """Several operators on one fact all apply."""
        shows.known({"{phq9: {at_least: 10, at_most: 14}}": "PHQ-9 is 10 to 14"})

    def test_band(self, shows: Shows) -> None:
        """If a report gives only a band, the case can give the band instead of the score. It means any score in that band."""
        shows.known(
            {
                "{phq9_band: moderate}": "PHQ-9 is 10 to 14",
                "{phq9_band: {at_least: moderate}}": "PHQ-9 is 10 or more",
                "{phq9_band: moderate, phq9: {at_least: 12}}": "PHQ-9 is 12 to 14",
            }
        )

    def test_whole_domain(self, shows: Shows) -> None:
        """Operators that leave every value possible say nothing."""
        shows.known({"{phq9: {at_least: 0}}": "nothing"})


class TestSets:
    """Sets"""

    def test_complete_list(self, shows: Shows) -> None:
        """A list is complete: members that are not in it are known to be absent. An empty list says that there are none."""
        shows.known(
            {
                "{conditions: [ocd]}": "conditions include ocd; conditions do not include depression or ptsd",
                "{conditions: []}": "conditions do not include depression, ocd or ptsd",
            }
        )

    def test_members(self, shows: Shows) -> None:
        """A mapping gives the members that are known and leaves the others unknown."""
        shows.known({"{conditions: {ocd: yes, ptsd: no}}": "conditions include ocd; conditions do not include ptsd"})

    def test_operators_on_sets(self, shows: Shows) -> None:
        """The operators for sets work as well, except `includes_any`, which does not say which member is present."""
        shows.known(
            {
                "{conditions: {includes: ocd}}": "conditions include ocd",
                "{conditions: {includes_all: [ocd, ptsd], excludes: depression}}": "conditions include ocd and ptsd; conditions do not include depression",
            }
        )


class TestRefused:
    """Errors

    carelevel never ignores an error in a case. It reports all problems of a case together, each with what is allowed."""

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

    def test_numbers(self, shows: Shows) -> None:
        """A number between two steps, another unit, a comma, and a number with its unit as one text:"""
        shows.refused_case(
            "{phq9: 12 points, sleep: {value: 90, unit: minutes}, glucose: 3.95}",
            """
            case.yaml:1:8: wrong-type: `phq9` is a whole number from 0 to 27; found the text `12 points`
            case.yaml:1:44: wrong-unit: `sleep` is given in `hours`; found the text `minutes`
              hint: convert the number, and write {value: ..., unit: hours}
            case.yaml:1:63: between-steps: `3.95` is between two steps of `glucose`, which counts in steps of 0.1
              hint: write 3.9 or 4.0
            """,
        )
        shows.refused_case(
            "{glucose: '4,1', lactate: 2.4 mmol/l}",
            """
            case.yaml:1:11: wrong-type: `glucose` is a number from 0.0 to 30.0 in steps of 0.1; found the text `4,1`
              hint: write 4.1
            case.yaml:1:27: wrong-type: `lactate` is a number from 0.0 to 20.0 in steps of 0.1; found the text `2.4 mmol/l`
              hint: write 2.4, or {value: 2.4, unit: mmol/l}
            """,
        )

    def test_types(self, shows: Shows) -> None:
        """A score is a whole number, not text and not yes or no. A fact other than a set takes one value."""
        shows.refused_case(
            '{phq9: "12", symptom_severity: [mild, moderate]}',
            """
            case.yaml:1:8: wrong-type: `phq9` is a whole number from 0 to 27; found the text `12`
              hint: write it without quotes: 12
            """,
            "case.yaml:1:32: wrong-type: `symptom_severity` is one of `none`, `mild`, `moderate`, `severe`; found a list",
        )

    def test_contradiction(self, shows: Shows) -> None:
        """A score and a band that contradict each other, and operators that leave no value:"""
        shows.refused_case(
            "{phq9: 20, phq9_band: low, symptom_severity: {at_least: moderate, at_most: mild}}",
            "case.yaml:1:23: contradiction: `phq9_band` contradicts `phq9`, which is also in this case",
            "case.yaml:1:46: contradiction: no value of `symptom_severity` fits all of this at once",
        )

    def test_derived(self, shows: Shows) -> None:
        """[Derived facts](#derived_facts), except bands of a score: they are worked out and cannot be given."""
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
    """Cases from another version

    A case belongs to the criteria that read it. Other criteria, such as the next version, use it unchanged if they define its facts in the same way.
    Otherwise they read it again as if it were entered today. In Python, `criteria.recommend(old_answer.case.to_dict())` evaluates the case of an old
    answer."""

    def test_read_anew(self, shows: Shows) -> None:
        """The other version rejects what it does not know and what would now mean something else. A list that was complete says nothing about new members.
        This version has a new name for `severe`, a narrower range, one fact less, and a new member:"""
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
