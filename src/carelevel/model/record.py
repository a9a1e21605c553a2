"""Records: self-contained documents of an answer and of what the clinician decided."""

import json
from collections.abc import Mapping
from typing import Any, Literal

from carelevel.model.frozen import FrozenDict, record, thawed
from carelevel.model.printable import Recordable
from carelevel.model.problems import Problem, ProblemsError

Kept = Literal["none", "all", "some", "masked"]
Outcome = Literal["accepted", "chosen", "overridden"]


class RecordError(ProblemsError):
    """A record cannot be made, saved, read or run again; `problems` says why. Nothing was written.

    >>> import carelevel
    >>> answer = carelevel.load("adult-mental-health").recommend({"age": 34})
    >>> try:
    ...     answer.record("yesterday")
    ... except carelevel.RecordError as error:
    ...     error.problems[0].message
    'a time must be written as in ISO 8601; found the text `yesterday`'
    """


@record
class ClinicalDecision:
    """What the clinician decided.

    Attributes:
        level: id of the level decided on.
        outcome: `accepted` for the settled level; `chosen` for one of several possible levels; `overridden` for any other level.
        reason: the reason for overriding, as an id of `override_reasons`, if it is one of these.
        words: the reason for overriding in the clinician's own words, if it is not one of these.
    """

    _shown = ("level", "outcome")

    level: str
    outcome: Outcome
    reason: str | None = None
    words: str | None = None


@record
class Record:
    """One saved answer. `carelevel schema --for records` prints the schema of its JSON form.

    Attributes:
        when: the time that the caller gave, in ISO 8601 with its offset.
        criteria: id, version, digest and decision digest of the criteria.
        carelevel: the version of carelevel that answered.
        answer: levels and the ids of criteria, services, facts and notices, without reasons in words and without evidence.
        kept: which facts it has: `none`, `all`, `some` that were chosen, or all of them `masked`.
        facts: these facts as a case, or None.
        decision: what the clinician decided, or None if that is not recorded.
        reference: what the caller gave to find the person or the stay again, or None.

    >>> import carelevel
    >>> answer = carelevel.load("adult-mental-health").recommend({"age": 34, "suicide_risk": "imminent"})
    >>> record = answer.record("2026-11-25T14:30:00Z", decision="inpatient")
    >>> record.decision.outcome, record.facts
    ('accepted', None)
    """

    _shown = ("kept", "facts", "decision")

    when: str
    criteria: FrozenDict[str, str]
    carelevel: str
    answer: FrozenDict[str, Any]
    kept: Kept
    facts: FrozenDict[str, Any] | None = None
    decision: ClinicalDecision | None = None
    reference: str | None = None

    @classmethod
    def from_dict(cls, given: Mapping[str, Any]) -> "Record":
        """Return the record in a dictionary from `to_dict`.

        Raises:
            RecordError: the dictionary is not a record; `problems` has every problem.

        >>> import carelevel
        >>> answer = carelevel.load("adult-mental-health").recommend({"age": 34, "suicide_risk": "imminent"})
        >>> record = answer.record("2026-11-25T14:30:00+01:00", facts=True)
        >>> carelevel.Record.from_dict(record.to_dict()) == record
        True
        """
        read: Record = Recordable.read(given)
        return read

    def to_dict(self) -> dict[str, Any]:
        """Return the record as a dictionary of JSON values, which `from_dict` reads.

        >>> import carelevel
        >>> answer = carelevel.load("adult-mental-health").recommend({"age": 34, "suicide_risk": "imminent"})
        >>> answer.record("2026-11-25T14:30:00Z").to_dict()["answer"]["level"]
        'inpatient'
        """
        from carelevel.model.serialize import RECORD_FORMAT

        decision = self.decision and {name: value for name in ("level", "outcome", "reason", "words") if (value := getattr(self.decision, name)) is not None}
        return {
            "record": RECORD_FORMAT,
            "when": self.when,
            **({} if self.reference is None else {"reference": self.reference}),
            "criteria": dict(self.criteria),
            "carelevel": self.carelevel,
            "answer": thawed(self.answer),
            "kept": self.kept,
            **({} if self.facts is None else {"facts": thawed(self.facts)}),
            **({} if decision is None else {"decision": decision}),
        }

    def to_json(self) -> str:
        """Return the record as one line of JSON, the same for equal records.

        >>> import carelevel
        >>> answer = carelevel.load("adult-mental-health").recommend({"age": 34, "suicide_risk": "imminent"})
        >>> answer.record("2026-11-25T14:30:00Z").to_json()[:47]
        '{"record":2,"when":"2026-11-25T14:30:00+00:00",'
        """
        return json.dumps(self.to_dict(), ensure_ascii=False, separators=(",", ":"))


def refused(code: str, message: str, *path: str | int, hint: str | None = None) -> RecordError:
    """Return a record error with one problem."""
    return RecordError([Problem(code, message, path=path, hint=hint)])
