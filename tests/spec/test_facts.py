"""Facts

A *fact* is something that can be known about a person: how severe the symptoms are, whether the home is safe, the total of a questionnaire. Under
`facts` the file declares every fact that its criteria use, with all its possible values. Criteria and cases cannot name any other fact or value. This
is how carelevel notices typing errors, and how it can work out what each answer to an open question would change.
"""

from tests.spec.shows import Shows


class TestTypes:
    """Types

    `type` is one of these five."""

    def test_scale(self, shows: Shows) -> None:
        """A **scale** is an ordered list of words, exactly one of which is true. Their order in the list counts; `worse` says which end is worse."""
        shows.known(
            {
                "{symptom_severity: mild}": "symptom severity is mild",
                "{symptom_severity: {at_least: moderate}}": "symptom severity is moderate or worse",
            },
            facts="symptom_severity: {type: scale, values: [none, mild, moderate, severe], worse: high}",
        )

    def test_choice(self, shows: Shows) -> None:
        """A **choice** is a list of words without an order, exactly one of which is true."""
        shows.known(
            {
                "{weekly_therapy: helping}": "weekly therapy is helping",
                "{weekly_therapy: {is_not: never_tried}}": 'weekly therapy is "helping" or "not enough"',
            },
            facts="weekly_therapy: {type: choice, values: [never_tried, helping, not_enough]}",
        )

    def test_score(self, shows: Shows) -> None:
        """A **score** is a whole number in a range, both ends included. Its `unit` is shown with it."""
        shows.known(
            {"{sleep: 6}": "sleep is 6 hours a night", "{sleep: {at_most: 4}}": "sleep is 4 hours a night or less"},
            facts="sleep: {type: score, range: [0, 24], unit: hours a night, worse: low}",
        )

    def test_or_more(self, shows: Shows) -> None:
        """With `or_more`, the top of the range means "this or more", and a case can give a larger number. Only [sums](#4-derived-facts) treat a larger
        number differently from the top."""
        shows.known(
            {"{time_in_therapy: 12}": "time in therapy is 12 weeks", "{time_in_therapy: 80}": "time in therapy is 52 weeks or more"},
            facts="time_in_therapy: {type: score, range: [0, 52], unit: weeks, or_more: true}",
        )

    def test_step(self, shows: Shows) -> None:
        """With `step`, a score counts in other steps than whole numbers, from 0. The range, bounds and cases then have decimals, which are read and written
        exactly; nothing is rounded. A step has at most four digits after the point."""
        shows.known(
            {"{glucose: 3.9}": "glucose is 3.9 mmol/l", "{glucose: 4}": "glucose is 4.0 mmol/l", "{glucose: {at_least: 7.1}}": "glucose is 7.1 mmol/l or more"},
            facts="glucose: {type: score, range: [0, 30], step: 0.1, unit: mmol/l}",
        )

    def test_or_never(self, shows: Shows) -> None:
        """With `or_never`, a score of time since something has one more value, `never`, for those to whom it has not happened. It is above every number:
        `at_least` and `over` include it, and the words say so. `at_most`, `under` and `between` do not."""
        shows.known(
            {
                "{last_attempt: 12}": "last attempt is 12 days ago",
                "{last_attempt: never}": "last attempt is never",
                "{last_attempt: {at_least: 30}}": "last attempt is 30 days ago or more, or never",
                "{last_attempt: {at_most: 30}}": "last attempt is 30 days ago or less",
                "{last_attempt: {between: [30, 365]}}": "last attempt is 30 to 365 days ago",
                "{last_attempt: {is_not: never}}": "last attempt is other than never",
            },
            facts="last_attempt: {type: score, range: [0, 365], unit: days ago, or_never: yes}",
        )

    def test_or_never_and_or_more(self, shows: Shows) -> None:
        """With `or_more` too, the top stands for all higher numbers, and `never` is beyond them all."""
        shows.known(
            {
                "{last_visit: 80}": "last visit is 52 weeks ago or more",
                "{last_visit: {over: 52}}": "last visit is 52 weeks ago or more, or never",
                "{last_visit: never}": "last visit is never",
            },
            facts="last_visit: {type: score, range: [0, 52], unit: weeks ago, or_more: yes, or_never: yes}",
        )

    def test_yes_no(self, shows: Shows) -> None:
        """A **yes_no** fact is yes or no. A case can also say `true` or `false`."""
        shows.known(
            {"{safe_at_home: no}": '"safe at home" is no', "{safe_at_home: true}": '"safe at home" is yes'},
            facts="safe_at_home: {type: yes_no, worse: no}",
        )

    def test_set(self, shows: Shows) -> None:
        """A **set** has any number of members, or none. It works like one yes_no fact per member."""
        shows.known(
            {
                "{conditions: [depression, ocd]}": "conditions include depression and ocd; conditions do not include ptsd",
                "{conditions: []}": "conditions do not include depression, ocd or ptsd",
            },
            facts="conditions: {type: set, values: [depression, ocd, ptsd]}",
        )


class TestWords:
    """Words for readers

    These texts appear in answers and in the document that `carelevel show` prints for review. They affect no decision, except that `worse` says which
    end the [worst of several scales](#derived_facts) takes."""

    def test_questions(self, shows: Shows) -> None:
        """`title` is the short name of a fact in sentences; the default is its own name with spaces. `ask` is the question to ask, and `help` says how to
        answer it."""
        shows.asked(
            """
            facts:
              phq9_total:
                type: score
                range: [0, 27]
                worse: high
                title: PHQ-9 total
                ask: What is the total of the PHQ-9?
                help: It is about the past two weeks.
            """,
            """
            - PHQ-9 total: What is the total of the PHQ-9? [phq9_total]
              It is about the past two weeks.
              0 to 27; higher is worse.
            """,
        )

    def test_titles(self, shows: Shows) -> None:
        """`titles` gives words for values. For a yes_no fact, write whole statements with a subject, because they are read out as sentences."""
        shows.known(
            {
                "{therapy: not_enough}": "therapy is tried and not enough",
                "{works: yes}": "the person works or studies",
                "{works: no}": "the person neither works nor studies",
            },
            facts="""
            therapy: {type: choice, values: [helping, not_enough], titles: {not_enough: tried and not enough}}
            works: {type: yes_no, titles: {yes: the person works or studies, no: the person neither works nor studies}}
            """,
        )

    def test_worse(self, shows: Shows) -> None:
        """`worse` says which end is worse: `high` or `low` for a score or a scale, where `high` is the end of the list, and `yes` or `no` for a yes_no
        fact. With it, "at most poor" becomes "poor or worse". Leave it out if neither end is worse."""
        shows.known(
            {"{sleep: {at_most: poor}}": "sleep is poor or worse", "{appetite: {at_most: small}}": "appetite is at most small"},
            facts="""
            sleep: {type: scale, values: [none, poor, fair, good], worse: low}
            appetite: {type: scale, values: [none, small, usual, large]}
            """,
        )

    def test_changes(self, shows: Shows) -> None:
        """`changes: no` marks what can no longer change, such as age or history. carelevel never suggests changing it."""
        shows.asked(
            """
            facts:
              treated_before: {type: yes_no, changes: no, ask: Was there an earlier course of treatment?}
            """,
            """
            - Treated before: Was there an earlier course of treatment? [treated_before]
              Yes or no; does not change.
            """,
        )

    def test_source(self, shows: Shows) -> None:
        """`source` cites where the range, the cut-offs or the question come from. It lists entries of `sources`, each as an id alone or with the place in
        the source."""
        shows.asked(
            """
            sources:
              manual: {title: Manual of the questionnaire, url: "https://example.org/manual"}
            facts:
              total:
                type: score
                range: [0, 20]
                source: [{id: manual, at: page 3}]
            """,
            """
            - Total [total]
              0 to 20.
              Source: [manual], page 3
            """,
        )


class TestAskedWhen:
    """Facts that are not always asked"""

    def test_asked_when(self, shows: Shows) -> None:
        """`asked_when` says when a fact is asked, as in the skip rules of instruments. Once the condition is not met, the fact is not asked. While that is
        open, what decides it is asked first, as long as the fact matters. "Not known" hides nothing."""
        shows.next_asked(
            {"{}": "wish", "{wish: yes}": "plan", "{wish: no}": "nothing"},
            snippet="""
            facts:
              wish: {type: yes_no, ask: Is there a wish to die?}
              plan: {type: yes_no, ask: Is there a plan?, asked_when: {wish: yes}}
            criteria:
              - {id: plan, requires: inpatient, when: {wish: yes, plan: yes}, because: A plan is an emergency.}
            """,
        )

    def test_it_decides_nothing(self, shows: Shows) -> None:
        """`asked_when` decides nothing: a fact that is not asked stays unknown, and one that is given counts. So the criteria have to settle without it.
        `check` proves that they do, and shows two people where they do not:"""
        shows.proved(
            """
            facts:
              wish: {type: yes_no, worse: yes}
              plan: {type: yes_no, worse: yes, asked_when: {wish: yes}}
            criteria:
              - {id: wish, suggests: iop, when: {wish: yes}, because: It cannot wait.}
              - {id: plan, requires: inpatient, when: {plan: yes}, because: A plan is an emergency.}
            """,
            """
            criteria.yaml:3:3: warning: asked-when-hides: `plan` is not asked where its `asked_when` is unmet, but there it can still change the level, the services or the barriers
              hint: widen `asked_when`, or let the conditions that look at `plan` look at the facts of `asked_when`, too
              witness: {wish: no, plan: yes}
              witness: {wish: no, plan: no}
            """,
        )

    def test_circles(self, shows: Shows) -> None:
        """Facts cannot wait for each other:"""
        shows.refused(
            """
            facts:
              wish: {type: yes_no, asked_when: {plan: yes}}
              plan: {type: yes_no, asked_when: {wish: yes}}
            """,
            """
            criteria.yaml:2:3: circular: facts wait for each other in a circle: `wish` → `plan` → `wish`; each would be asked only once another is known
              hint: take one of the facts out of these conditions
            """,
        )


class TestNames:
    """Names"""

    def test_names(self, shows: Shows) -> None:
        """Names of facts, values, levels and services use lowercase letters, digits and `_`, and begin with a letter. Ids of criteria, sources and sets
        use lowercase letters and digits, with `-` or `.` between them."""
        shows.refused(
            """
            facts:
              Safe-at-home: {type: yes_no}
            """,
            """
            criteria.yaml:2:3: bad-name: `Safe-at-home` cannot be a name here; allowed are lowercase letters, digits and _, beginning with a letter
              hint: write `safe_at_home`
            """,
        )

    def test_words_of_the_language_are_no_names(self, shows: Shows) -> None:
        """Words of the language cannot be names of facts."""
        shows.refused(
            """
            facts:
              count: {type: score, range: [0, 9]}
            """,
            "criteria.yaml:2:3: reserved-word: `count` is a word of the language and cannot be the name of a fact",
        )

    def test_one_name_one_thing(self, shows: Shows) -> None:
        """Every fact, derived or not, needs its own name."""
        shows.refused(
            """
            facts:
              distress: {type: score, range: [0, 10]}
            derived:
              distress: {sum: [distress]}
            """,
            "criteria.yaml:4:3: name-clash: `distress` is already the name of another fact",
        )


class TestRefused:
    """Errors"""

    def test_refused(self, shows: Shows) -> None:
        """A range in the wrong order, a value that is listed twice, words for a value that does not exist, and a `worse` that does not fit the type:"""
        shows.refused(
            """
            facts:
              sleep: {type: score, range: [24, 0]}
              mood: {type: scale, values: [none, mild, mild, severe]}
              safe_at_home: {type: yes_no, titles: {maybe: the home may be safe}}
              suicide_risk: {type: scale, values: [none, low, high], worse: yes}
            """,
            """
            criteria.yaml:2:31: bounds-reversed: the bounds 24 and 0 are in the wrong order
              hint: write [0, 24]
            criteria.yaml:3:44: repeated-value: `mild` is listed twice
            criteria.yaml:4:41: unknown-value: `maybe` is not a value of `safe_at_home`; allowed are `yes`, `no`
            criteria.yaml:5:65: unknown-value: `yes` is not allowed for `worse`; allowed are `high`, `low`
            """,
        )

    def test_steps(self, shows: Shows) -> None:
        """Decimals without a step, and a bound between two steps:"""
        shows.refused(
            """
            facts:
              lactate: {type: score, range: [0, 20.5]}
              glucose: {type: score, range: [0, 30.25], step: 0.1}
            """,
            """
            criteria.yaml:2:37: wrong-type: each item of `range` takes a whole number; found the number `20.5`
              hint: decimals need a step: `step: 0.1` under `lactate`
            criteria.yaml:3:37: between-steps: `30.25` is between two steps of `glucose`, which counts in steps of 0.1
              hint: write 30.2 or 30.3
            """,
        )

    def test_left_out(self, shows: Shows) -> None:
        """A fact without its type, and a score without its range:"""
        shows.refused(
            """
            facts:
              phq9: {type: score}
              safe_at_home: {worse: no}
            """,
            """
            criteria.yaml:2:9: missing-key: `range` is missing here
              hint: write the lowest and the highest value: `range: [0, 27]`
            criteria.yaml:3:17: missing-key: `type` is missing here
              hint: write one of `scale`, `choice`, `score`, `yes_no` and `set`
            """,
        )
