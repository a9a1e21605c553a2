"""Every type that a public function or method takes or returns, to be named in annotations.

>>> from carelevel import load, types
>>> def inpatient_reasons(answer: types.Recommendation) -> list[types.Reason]:
...     return [reason for reason in answer.reasons if reason.level == "inpatient"]
>>> [reason.criterion for reason in inpatient_reasons(load("adult-mental-health").recommend({"age": 34, "suicide_risk": "imminent"}))]
['imminent-suicide-risk']
"""

from carelevel.answers.explain.counterfactuals import Change, Changes, ChangesTo, FactChange
from carelevel.answers.explain.gaps import Gap
from carelevel.answers.explain.interview import Interview, InterviewCriteria, Step
from carelevel.answers.explain.questions import Asks, Question
from carelevel.answers.explain.reassessment import Comparison, CriterionTurn, FactTurn
from carelevel.answers.explain.sensitivity import Axis, Cell, Slice, Span
from carelevel.answers.explain.why import ReasonWhy, Why
from carelevel.answers.explain.why_not import Hold, Route, WhyNot
from carelevel.answers.results import (
    Barrier,
    Decision,
    Documented,
    Joint,
    JointBarrier,
    Reason,
    Recommendation,
    RuledOut,
    StandingContradiction,
    SuggestedService,
    WhomPart,
)
from carelevel.api import CriteriaSet
from carelevel.model.cases import Case, ReadingCriteria
from carelevel.model.conditions import AllOf, Among, AnyOf, Condition, CountOf, Holds, Includes, Named, NoneOf
from carelevel.model.criteria import (
    Acceptance,
    AgreesWith,
    AppliesPart,
    BasedOn,
    Contradiction,
    CriteriaSection,
    Criterion,
    Definition,
    Documentation,
    Example,
    Impossible,
    Invariant,
    Level,
    LocalChange,
    Notice,
    OverrideReason,
    Renamed,
    Service,
)
from carelevel.model.facts import About, AnyFact, Award, Bands, Choice, Derived, Fact, Percent, Points, Scale, Score, SetOf, Sum, Weighted, Worst, YesNo
from carelevel.model.frozen import FrozenDict
from carelevel.model.printable import Printable
from carelevel.model.problems import CarelevelError, CaseError, CriteriaError, MissingExtraError, Place, Problem
from carelevel.model.programs import Exclusion, Needs, Program, Programs, Statement, Track
from carelevel.model.record import ClinicalDecision, Record, RecordError
from carelevel.model.sources import Citation, Source
from carelevel.model.truth import Truth
from carelevel.model.week import Session, Taken
from carelevel.programs.dominance import Behind
from carelevel.programs.fits import Fit
from carelevel.programs.interim import Meanwhile
from carelevel.programs.matches import Matches
from carelevel.programs.open_questions import Ask
from carelevel.programs.questions import ProgramQuestion
from carelevel.records.agreement import CriterionAgreement
from carelevel.records.replaying import Replay, ReplayDifference, Replaying, ReplayTurn
from carelevel.records.store import RecordStore, StoredRecord, Verification
from carelevel.syntax.resources import Resource
from carelevel.verify.agree.results import Consistency, SharedPerson
from carelevel.verify.diff.results import Difference, Move, ServiceMove, TablePeople, Turned, Version

__all__ = [
    "About",
    "Acceptance",
    "AgreesWith",
    "AllOf",
    "Among",
    "AnyFact",
    "AnyOf",
    "AppliesPart",
    "Ask",
    "Asks",
    "Award",
    "Axis",
    "Bands",
    "Barrier",
    "BasedOn",
    "Behind",
    "CarelevelError",
    "Case",
    "CaseError",
    "Cell",
    "Change",
    "Changes",
    "ChangesTo",
    "Choice",
    "Citation",
    "ClinicalDecision",
    "Comparison",
    "Condition",
    "Consistency",
    "Contradiction",
    "CountOf",
    "CriteriaError",
    "CriteriaSection",
    "CriteriaSet",
    "Criterion",
    "CriterionAgreement",
    "CriterionTurn",
    "Decision",
    "Definition",
    "Derived",
    "Difference",
    "Documentation",
    "Documented",
    "Example",
    "Exclusion",
    "Fact",
    "FactChange",
    "FactTurn",
    "Fit",
    "FrozenDict",
    "Gap",
    "Hold",
    "Holds",
    "Impossible",
    "Includes",
    "Interview",
    "InterviewCriteria",
    "Invariant",
    "Joint",
    "JointBarrier",
    "Level",
    "LocalChange",
    "Matches",
    "Meanwhile",
    "MissingExtraError",
    "Move",
    "Named",
    "Needs",
    "NoneOf",
    "Notice",
    "OverrideReason",
    "Percent",
    "Place",
    "Points",
    "Printable",
    "Problem",
    "Program",
    "ProgramQuestion",
    "Programs",
    "Question",
    "ReadingCriteria",
    "Reason",
    "ReasonWhy",
    "Recommendation",
    "Record",
    "RecordError",
    "RecordStore",
    "Renamed",
    "Replay",
    "ReplayDifference",
    "ReplayTurn",
    "Replaying",
    "Resource",
    "Route",
    "RuledOut",
    "Scale",
    "Score",
    "Service",
    "ServiceMove",
    "Session",
    "SetOf",
    "SharedPerson",
    "Slice",
    "Source",
    "Span",
    "StandingContradiction",
    "Statement",
    "Step",
    "StoredRecord",
    "SuggestedService",
    "Sum",
    "TablePeople",
    "Taken",
    "Track",
    "Truth",
    "Turned",
    "Verification",
    "Version",
    "Weighted",
    "WhomPart",
    "Why",
    "WhyNot",
    "Worst",
    "YesNo",
]
