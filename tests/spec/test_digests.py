"""Digests

Every answer names its criteria: their id, their version, and two *digests*. A digest is a short fingerprint of the content of the criteria. Years
later, it can show whether a file is the one that gave the answer.

`digest` covers everything that readers can see: titles, questions, reasons, sources, and the order of facts, services and parts of groups, because
questions and evidence follow this order. `decision_digest` covers only levels, facts, conditions and effects: while it stays the same, a new version
suggests the same levels and services as the old one.
"""

from tests.spec.shows import Shows

ANY_RISK = """\
  - {id: any-risk, suggests: iop, when: {any: [{risk: low}, {risk: high}]}, because: Risk needs a closer eye.}
"""
HIGH_RISK = """\
  - {id: high-risk, requires: inpatient, when: {risk: high}, because: It is not safe elsewhere.}
"""
FACTS = """\
  risk: {type: scale, values: [none, low, high], worse: high, ask: How high is the risk?}
  has_ocd: {type: yes_no}"""
GIVEN = f"""
# Criteria of a small clinic
services:
  erp: Exposure and response prevention
facts:
{FACTS}
criteria:
{ANY_RISK}{HIGH_RISK}\
  - {{id: ocd, adds: [erp], when: {{has_ocd: yes}}, because: It is the first choice.}}
"""


class TestInAnswers:
    """In an answer"""

    def test_in_answers(self, shows: Shows) -> None:
        """In the JSON form of an answer they are under `criteria`."""
        shows.answer_json(
            "{risk: low}",
            "criteria",
            {
                "id": "shown",
                "version": "1",
                "digest": "sha256:fe71bd2cdd89599aed333a3016987a417e7fddd298c547d5fc447d79ca46340c",
                "decision_digest": "sha256:6f3e2fe2bccff99dd3a331c8f5b220931e724df8a6368cdac533c2269d01e68d",
            },
        )


class TestChanges:
    """What changes them"""

    def test_neither(self, shows: Shows) -> None:
        """Layout, comments, the order of keys within an entry, and another way to write the same values of a fact change neither."""
        shows.digests(
            {
                "another comment": ("# Criteria of a small clinic", "# Criteria of a large clinic"),
                "quotation marks": ("title: Shown", 'title: "Shown"'),
                "another order of keys": ("{id: high-risk, requires: inpatient,", "{requires: inpatient, id: high-risk,"),
                "`{at_least: high}` in place of `high`": ("when: {risk: high}", "when: {risk: {at_least: high}}"),
            },
            {
                "another comment": ("the same", "the same"),
                "quotation marks": ("the same", "the same"),
                "another order of keys": ("the same", "the same"),
                "`{at_least: high}` in place of `high`": ("the same", "the same"),
            },
        )

    def test_words(self, shows: Shows) -> None:
        """Texts for readers change only `digest`, and so does everything else that decides nothing: the version, examples, invariants, and order. Answers
        list criteria and ask about facts in the order of the file, and base their evidence on the first parts of a condition."""
        shows.digests(
            {
                "another title": ("title: Shown", "title: Criteria of a small clinic"),
                "another question": ("How high is the risk?", "What did the assessment of risk find?"),
                "another reason": ("It is the first choice.", "It is the therapy of choice."),
                "another version": ('version: "1"', 'version: "2"'),
                "one more example": ("first choice.}", "first choice., examples: [{case: {has_ocd: yes}, is: met}]}"),
                "criteria in another order": (ANY_RISK + HIGH_RISK, HIGH_RISK + ANY_RISK),
                "facts in another order": (FACTS, "\n".join(reversed(FACTS.split("\n")))),
                "the parts of a group in another order": ("[{risk: low}, {risk: high}]", "[{risk: high}, {risk: low}]"),
            },
            {
                "another title": ("changed", "the same"),
                "another question": ("changed", "the same"),
                "another reason": ("changed", "the same"),
                "another version": ("changed", "the same"),
                "one more example": ("changed", "the same"),
                "criteria in another order": ("changed", "the same"),
                "facts in another order": ("changed", "the same"),
                "the parts of a group in another order": ("changed", "the same"),
            },
        )

    def test_decisions(self, shows: Shows) -> None:
        """Changes to decisions change both. The content is compared, not its effect: the last two changes alter no level."""
        shows.digests(
            {
                "another threshold": ("when: {risk: high}", "when: {risk: {at_least: low}}"),
                "another effect": ("requires: inpatient", "suggests: inpatient"),
                "another level": ("requires: inpatient", "requires: residential"),
                "one more value of a fact": ("[none, low, high]", "[none, low, high, imminent]"),
                "levels in another order": ("outpatient: {title: outpatient}, iop: {title: iop}", "iop: {title: iop}, outpatient: {title: outpatient}"),
                "another name of a criterion": ("id: high-risk", "id: very-high-risk"),
                "another condition that is met in the same cases": ("{any: [{risk: low}, {risk: high}]}", "{risk: {at_least: low}}"),
            },
            {
                "another threshold": ("changed", "changed"),
                "another effect": ("changed", "changed"),
                "another level": ("changed", "changed"),
                "one more value of a fact": ("changed", "changed"),
                "levels in another order": ("changed", "changed"),
                "another name of a criterion": ("changed", "changed"),
                "another condition that is met in the same cases": ("changed", "changed"),
            },
        )
