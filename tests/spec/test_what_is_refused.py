"""Problems and limits

carelevel does not guess. A file with an error is not loaded at all, so no answer is ever based on half of it, and a case with an error gets no answer.
A *problem* says what is wrong: where it is, what was found, what is allowed, and what was probably meant. [Problems](problems.md) has a section for
every code, with how to fix it.
"""

from tests.spec.shows import Shows

GIVEN = """
services:
  erp: Exposure and response prevention
facts:
  mood: {type: scale, values: [none, mild, moderate, severe], worse: high}
  therapy: {type: choice, values: [never_tried, helping, not_enough]}
  phq9: {type: score, range: [0, 27], worse: high}
  has_ocd: {type: yes_no}
criteria:
  - {id: severe-mood, suggests: iop, when: {mood: severe}, because: Mood is severe.}
  - {id: therapy-not-enough, suggests: iop, when: {therapy: not_enough}, because: Therapy was tried.}
  - {id: high-score, suggests: iop, when: {phq9: {at_least: 15}}, because: The PHQ-9 is high.}
  - {id: ocd, adds: [erp], when: {has_ocd: yes}, because: It is the first choice.}
"""


class TestProblems:
    """Problems"""

    def test_place_code_message_hint(self, shows: Shows) -> None:
        """A problem starts with its place: file, line, column. Its code follows, which programs can rely on, then the message. There is a hint if
        carelevel can guess what was meant. All problems of a file are reported together:"""
        shows.refused(
            """
            criteria:
              - id: severe-mood
                suggest: iop
                when: {mod: severe}
                becuase: Mood is severe.
            """,
            """
            criteria.yaml:3:5: unknown-key: the key `suggest` has no meaning here; allowed are `id`, `requires`, `suggests`, `limits_to`, `rules_out`, `adds`, `when`, `because`, `source`, `examples`
              hint: did you mean `suggests`?
            criteria.yaml:4:12: unknown-fact: no fact is called `mod`
              hint: did you mean `mood`?
            criteria.yaml:5:5: unknown-key: the key `becuase` has no meaning here; allowed are `id`, `requires`, `suggests`, `limits_to`, `rules_out`, `adds`, `when`, `because`, `source`, `examples`
              hint: did you mean `because`?
            """,
        )

    def test_warnings(self, shows: Shows) -> None:
        """An error keeps a file from loading. A warning does not: it points to something that is usually a mistake, such as a part that is declared but
        never used. A note is for information only, such as a warning that was [accepted](#accepted_findings)."""
        shows.findings(
            """
            services:
              erp: Exposure and response prevention
              peer_support: Support by peers
            """,
            "criteria.yaml:3:3: warning: unused-service: no criterion adds `peer_support`",
        )


class TestFamilies:
    """Kinds of problems

    For errors in cases see [Cases](#cases), for YAML errors [YAML](#yaml_as_it_is_read), and for facts, derived facts and groups their chapters. Here
    is one example of each other kind."""

    def test_not_declared(self, shows: Shows) -> None:
        """**Names that are not declared:** [`unknown-fact`](problems.md#unknown-fact), [`unknown-value`](problems.md#unknown-value),
        [`unknown-level`](problems.md#unknown-level), [`unknown-service`](problems.md#unknown-service), [`unknown-source`](problems.md#unknown-source),
        [`unknown-criterion`](problems.md#unknown-criterion), [`unknown-instrument`](problems.md#unknown-instrument)."""
        shows.refused(
            """
            criteria:
              - {id: severe-mood, suggests: ipo, when: {mood: sever}, because: Mood is severe., source: guideline}
              - {id: ocd, adds: [rep], when: {ocd: yes}, because: It is the first choice.}
            """,
            """
            criteria.yaml:2:33: unknown-level: no level is called `ipo`; the levels are `outpatient`, `iop`, `residential`, `inpatient`
              hint: did you mean `iop`?
            criteria.yaml:2:51: unknown-value: `sever` is not a value of `mood`; allowed are `none`, `mild`, `moderate`, `severe`
              hint: did you mean `severe`?
            criteria.yaml:2:93: unknown-source: no source is called `guideline`
              hint: declare it under `sources`
            criteria.yaml:3:22: unknown-service: no service is called `rep`
              hint: did you mean `erp`?
            criteria.yaml:3:35: unknown-fact: no fact is called `ocd`
            """,
        )

    def test_keys(self, shows: Shows) -> None:
        """**Keys:** one that is unknown at this place ([`unknown-key`](problems.md#unknown-key)), one that is missing
        ([`missing-key`](problems.md#missing-key)), several of which exactly one is allowed ([`one-of`](problems.md#one-of))."""
        shows.refused(
            """
            criteria:
              - {id: severe-mood, suggests: iop, requires: iop, if: {mood: severe}}
            """,
            """
            criteria.yaml:2:5: missing-key: `because` is missing here
              hint: write the reason that readers of the answer will see
            criteria.yaml:2:5: one-of: a criterion has exactly one of `requires`, `suggests`, `limits_to`, `rules_out`, `adds`; found `requires`, `suggests`
            criteria.yaml:2:53: unknown-key: the key `if` has no meaning here; allowed are `id`, `requires`, `suggests`, `limits_to`, `rules_out`, `adds`, `when`, `because`, `source`, `examples`
              hint: did you mean `when`?
            """,
        )

    def test_wrong_kind(self, shows: Shows) -> None:
        """**Values of the wrong kind, too large or too small:** [`wrong-type`](problems.md#wrong-type), [`out-of-range`](problems.md#out-of-range),
        [`bounds-reversed`](problems.md#bounds-reversed), [`wrong-operator`](problems.md#wrong-operator)."""
        shows.refused(
            """
            criteria:
              - id: any-trouble
                suggests: iop
                because: There is some trouble.
                when:
                  any:
                    - phq9: high
                    - phq9: {at_least: 30}
                    - phq9: {between: [14, 10]}
                    - therapy: {at_least: helping}
            """,
            """
            criteria.yaml:7:17: wrong-type: `phq9` is a whole number from 0 to 27; found the text `high`
            criteria.yaml:8:28: out-of-range: `30` is outside the range of `phq9`; allowed is 0 to 27
            criteria.yaml:9:27: bounds-reversed: the bounds `14` and `10` are in the wrong order
              hint: write [10, 14]
            criteria.yaml:10:21: wrong-operator: `at_least` cannot be used with `therapy`, whose values have no order; allowed are `is`, `is_not`, `one_of`, `none_of`
            """,
        )

    def test_names(self, shows: Shows) -> None:
        """**Invalid names:** [`bad-name`](problems.md#bad-name), [`reserved-word`](problems.md#reserved-word)."""
        shows.refused(
            """
            levels:
              none: {title: No care}
              day-clinic: {title: Day clinic}
              iop: {title: Intensive outpatient program}
            """,
            """
            criteria.yaml:2:3: reserved-word: `none` cannot be the name of a level: in an expectation it means that no level is settled
            criteria.yaml:3:3: bad-name: `day-clinic` cannot be a name here; allowed are lowercase letters, digits and _, beginning with a letter
              hint: write `day_clinic`
            """,
        )

    def test_twice(self, shows: Shows) -> None:
        """**Repetitions and mix-ups:** [`repeated-key`](problems.md#repeated-key), [`repeated-id`](problems.md#repeated-id),
        [`repeated-value`](problems.md#repeated-value), [`repeated-part`](problems.md#repeated-part), [`name-clash`](problems.md#name-clash); in a
        table, a column that may be an item or a total ([`item-or-total`](problems.md#item-or-total)); two versions without a person who is possible in
        both ([`nobody-to-compare`](problems.md#nobody-to-compare))."""
        shows.refused(
            """
            criteria:
              - {id: ocd, adds: [erp, erp], when: {has_ocd: yes}, because: It is the first choice.}
              - {id: ocd, suggests: iop, when: {has_ocd: yes}, because: It is rarely seen elsewhere.}
            """,
            """
            criteria.yaml:2:27: repeated-value: `erp` is listed twice
            criteria.yaml:3:10: repeated-id: the id `ocd` is already used in line 2
            """,
        )

    def test_nothing_said(self, shows: Shows) -> None:
        """**Empty statements:** a group without parts ([`empty-group`](problems.md#empty-group)), a key without a value
        ([`missing-value`](problems.md#missing-value)), a condition that is always or never met ([`says-nothing`](problems.md#says-nothing))."""
        shows.refused(
            """
            criteria:
              - {id: severe-mood, suggests: iop, when: {any: []}, because: Mood is severe.}
              - {id: any-mood, suggests: iop, when: {mood: {at_least: none}}, because: null}
            """,
            """
            criteria.yaml:2:50: empty-group: `any` is empty; it needs at least one part
            criteria.yaml:3:59: says-nothing: this condition is always met, even when nothing is known: `mood` has the values `none`, `mild`, `moderate`, `severe`
            criteria.yaml:3:67: missing-value: `because` has no value
              hint: write it after the colon, or indented below the key; text that begins with # needs quotation marks
            """,
        )

    def test_unused(self, shows: Shows) -> None:
        """**Parts that are declared but never used**, a warning: [`unused-fact`](problems.md#unused-fact), [`unused-service`](problems.md#unused-service),
        [`unused-source`](problems.md#unused-source)."""
        shows.findings(
            """
            sources:
              guideline: {title: A guideline on mood}
            facts:
              mood: {type: scale, values: [none, mild, moderate, severe], worse: high}
              sleep: {type: score, range: [0, 24], unit: hours a night}
            criteria:
              - {id: severe-mood, suggests: iop, when: {mood: severe}, because: Mood is severe.}
            """,
            """
            criteria.yaml:5:3: warning: unused-fact: `sleep` is not used by a criterion, contradiction, invariant, notice, documentation, `asked_when` or `applies_when`
            criteria.yaml:14:3: warning: unused-service: no criterion adds `erp`
            criteria.yaml:2:3: warning: unused-source: nothing cites `guideline`
            """,
        )

    def test_not_there(self, shows: Shows) -> None:
        """**Files:** a file or bundled set that does not exist ([`not-found`](problems.md#not-found)); a JSON case that is not valid JSON
        ([`not-json`](problems.md#not-json)); vignettes for criteria other than those next to them ([`wrong-criteria`](problems.md#wrong-criteria)); an
        interview saved with other criteria ([`other-criteria`](problems.md#other-criteria)), or answered after its end
        ([`finished`](problems.md#finished))."""
        shows.refused_load(
            "adult-mental-helth",
            """
            not-found: no bundled criteria set and no file is called `adult-mental-helth`; bundled are `adult-mental-health`, `adult-mental-health-php`, `adult-substance-use`, `adult-substance-use-php`
              hint: did you mean `adult-mental-health`?
            """,
        )


class TestLimits:
    """Limits

    Files can come from anywhere. Anything above these limits is rejected ([`too-large`](problems.md#too-large)) before it can use up memory or time.
    Real criteria stay far below them."""

    def test_limits(self, shows: Shows) -> None:
        """The limits are constants of `carelevel.syntax.limits`:"""
        shows.limits()

    def test_over_a_limit(self, shows: Shows) -> None:
        """For example:"""
        shows.refused(
            """
            facts:
              steps: {type: score, range: [0, 20000]}
            criteria:
              - {id: few-steps, suggests: iop, when: {steps: {at_most: 100}}, because: There were few steps.}
            """,
            "criteria.yaml:2:31: too-large: a score has at most 10,001 values",
        )

    def test_names_and_texts(self, shows: Shows) -> None:
        """A text for readers has at most 5,000 characters, and a name at most 64. A title of 5,005 and a source with a name of 71:"""
        shows.refused(
            f"title: {'long ' * 1_001}",
            "criteria.yaml:1:8: too-large: `title` is too long; at most 5,000 characters are allowed",
            shown=False,
        )
        shows.refused(
            f"sources: {{a{'-source' * 10}: {{title: A source}}}}",
            "criteria.yaml:1:10: too-large: `a-source-source-source-source-source-source-source-source-source-source` is too long; at most 64 characters are allowed",
            shown=False,
        )
