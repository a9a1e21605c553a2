"""The shapes of the files that carelevel reads: which keys they have, and which values the keys take.

Shapes say nothing about meaning: whether a fact exists or a bound is in its range is checked later, when names are resolved. `validation.py` builds
validators from these declarations, and `json_schema_files.py` the JSON Schema for editors. An annotation is the type of a value, a key without a default
is required, and constraints are in `Annotated`.
"""

from typing import Annotated, Any, ClassVar, Literal

from carelevel.model.frozen import FrozenDict

SNAKE = r"^[a-z][a-z0-9_]*$"
KEBAB = r"^[a-z0-9]+([-.][a-z0-9]+)*$"


class Limits(FrozenDict[str, Any]):
    """Constraints on a value, as in pydantic: `pattern`, `min_length`, `max_length`, `ge`, `le`."""


class Marked(str):
    """The name of a definition in the JSON Schema, for values that are checked when names are resolved."""

    __slots__ = ()


Text = Annotated[str, Limits(min_length=1, max_length=5_000)]
Name = Annotated[str, Limits(pattern=SNAKE, max_length=64)]
Slug = Annotated[str, Limits(pattern=KEBAB, max_length=64)]
Whole = Annotated[int, Limits(ge=-1_000_000_000, le=1_000_000_000)]
Number = Annotated[float, Limits(ge=-1_000_000_000, le=1_000_000_000)]
YesOrNo = Literal["yes", "no", True, False]
Date = Annotated[str, Limits(pattern=r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$")]
Url = Annotated[str, Limits(pattern=r"^https?://[^\s<>\"']+$", max_length=2_000)]
Doi = Annotated[str, Limits(pattern=r"^10\.[0-9]{4,9}/\S+$", max_length=200)]
Words = Annotated[list[Name], Limits(min_length=1)]
Slugs = Annotated[list[Slug], Limits()]
Bounds = Annotated[list[Number], Limits(min_length=2, max_length=2)]

Condition = Annotated[dict[str, Any], Marked("Condition")]
KnownFacts = Annotated[dict[str, Any], Marked("KnownFacts")]
Citations = Annotated[Any, Marked("Citations")]
LevelNames = Annotated[Any, Marked("LevelNames")]
LevelRange = Annotated[Any, Marked("LevelRange")]
SumPart = Annotated[Any, Marked("SumPart")]
Known = Annotated[Any, Marked("Known")]
Coordinates = Annotated[Any, Marked("Coordinates")]
Time = Annotated[str, Limits(pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9]$|^24:00$")]
Days = Annotated[list[Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]], Limits(min_length=1)]


class Shape:
    """A mapping with these keys and no other."""

    # Attributes that the validators of pydantic set on an instance.
    __slots__ = ("__dict__", "__pydantic_extra__", "__pydantic_fields_set__", "__pydantic_private__")

    KEYS: ClassVar[dict[str, str]] = {}
    """The key in files of an attribute whose name Python does not allow."""


class CitationShape(Shape):
    """A source, and the place in it."""

    id: Slug
    at: Text | None = None


class SourceShape(Shape):
    """A publication or document that criteria cite."""

    title: Text
    url: Url | None = None
    doi: Doi | None = None


class LevelShape(Shape):
    """A level of care."""

    title: Text
    setting: Literal["home", "facility", "hospital"] | None = None
    hours_per_week: Annotated[list[Annotated[int, Limits(ge=0, le=168)]], Limits(min_length=2, max_length=2)] | None = None
    source: Citations = None


class AboutShape(Shape):
    """The texts about a fact for readers."""

    title: Text | None = None
    ask: Text | None = None
    help: Text | None = None
    titles: dict[str, Text] | None = None
    source: Citations = None


class ScaleShape(AboutShape):
    """Ordered words."""

    type: Literal["scale"]
    values: Words
    worse: Literal["high", "low"] | None = None
    changes: YesOrNo = "yes"
    asked_when: Condition | None = None


class ChoiceShape(AboutShape):
    """Unordered words, exactly one of which is true."""

    type: Literal["choice"]
    values: Words
    changes: YesOrNo = "yes"
    asked_when: Condition | None = None


class ScoreShape(AboutShape):
    """A number: a whole one, or with `step` a decimal one."""

    type: Literal["score"]
    range: Bounds
    step: Number | None = None
    unit: Text | None = None
    or_more: YesOrNo = "no"
    or_never: YesOrNo = "no"
    worse: Literal["high", "low"] | None = None
    changes: YesOrNo = "yes"
    asked_when: Condition | None = None


class YesNoShape(AboutShape):
    """Yes or no."""

    type: Literal["yes_no"]
    worse: YesOrNo | None = None
    changes: YesOrNo = "yes"
    asked_when: Condition | None = None


class SetShape(AboutShape):
    """Any number of members."""

    type: Literal["set"]
    values: Words
    changes: YesOrNo = "yes"
    asked_when: Condition | None = None


FactShape = ScaleShape | ChoiceShape | ScoreShape | YesNoShape | SetShape


class AwardShape(Shape):
    """A condition, and the points that are counted while it holds."""

    when: Condition
    points: Number


class PercentShape(Shape):
    """One score as a percentage of another."""

    of: Name
    to: Name


class DerivedShape(AboutShape):
    """A derived fact, with exactly one of `sum`, `percent`, `worst`, `bands`, `when` and `points`; `step` goes with `points`."""

    sum: list[SumPart] | None = None
    worst: list[Name] | None = None
    bands: dict[str, Any] | None = None
    when: Condition | None = None
    points: list[AwardShape] | None = None
    step: Number | None = None
    percent: PercentShape | None = None


class ExampleShape(Shape):
    """A case, and whether the criterion is met in it."""

    case: KnownFacts
    KEYS = {"expected": "is"}

    expected: Literal["met", "unmet", "unknown"]


class CriterionShape(Shape):
    """One criterion, with exactly one of `requires`, `suggests`, `limits_to`, `rules_out` and `adds`."""

    id: Slug
    requires: Name | None = None
    suggests: Name | None = None
    limits_to: Name | None = None
    rules_out: LevelNames = None
    adds: Words | None = None
    when: Condition
    because: Text
    source: Citations = None
    examples: list[ExampleShape] = []


class AppliesPartShape(Shape):
    """A part of `applies_when`; all of them have to be met."""

    id: Slug
    when: Condition
    because: Text
    refer_to: Text | None = None
    source: Citations = None


AppliesParts = Annotated[list[AppliesPartShape], Limits(min_length=1)]


class OtherwiseShape(Shape):
    """What a section suggests when none of its criteria requires or suggests a level."""

    id: Slug
    suggests: Name
    because: Text
    source: Citations = None
    examples: list[ExampleShape] = []


class SectionHeadShape(Shape):
    """A section without its criteria."""

    id: Slug
    title: Text
    when: Condition
    source: Citations = None
    examples: list[ExampleShape] = []
    otherwise: OtherwiseShape | None = None


class SectionShape(SectionHeadShape):
    """Criteria that apply together while a condition is met."""

    criteria: list[CriterionShape]


class ImpossibleShape(Shape):
    """A combination of facts that no person has."""

    id: Slug
    when: Condition
    because: Text
    source: Citations = None


class ContradictionShape(Shape):
    """Facts that disagree, and what resolves the contradiction."""

    id: Slug
    when: Condition
    disputed: Words
    unless: Condition
    because: Text
    source: Citations = None


class LevelBoundShape(Shape):
    """The levels that an invariant allows."""

    KEYS = {"is_": "is"}

    at_least: Name | None = None
    at_most: Name | None = None
    is_: Name | None = None
    one_of: Words | None = None


class InvariantShape(Shape):
    """A statement that must hold for every possible person."""

    id: Slug
    when: Condition
    with_level: LevelBoundShape | None = None
    level: LevelBoundShape | None = None
    required: LevelBoundShape | None = None
    services: Words | None = None
    because: Text | None = None
    source: Citations = None


class NoticeShape(Shape):
    """Information shown unless its condition is known to be met."""

    id: Slug
    unless: Condition
    text: Text
    source: Citations = None


class DocumentationShape(Shape):
    """A document, signature or date that a level takes. It never changes the answer."""

    KEYS = {"for_": "for"}

    id: Slug
    for_: LevelRange
    when: Condition | None = None
    needs: Condition
    because: Text
    source: Citations = None


class AcceptanceShape(Shape):
    """An accepted finding of `check`."""

    check: Slug
    criterion: Slug | None = None
    section: Slug | None = None
    fact: Name | None = None
    level: Name | None = None
    service: Name | None = None
    contradiction: Slug | None = None
    documentation: Slug | None = None
    part: Slug | None = None
    because: Text
    until: Date | None = None


class AgreesWithShape(Shape):
    """Another set, and how many levels apart the two may be on the facts that both share."""

    id: Slug
    within: Annotated[int, Limits(ge=0, le=100)]
    because: Text


class RenamedShape(Shape):
    """Names that an earlier version used: old name to new name."""

    facts: dict[Name, Name] = {}
    values: dict[Name, dict[Name, Name]] = {}
    levels: dict[Name, Name] = {}
    services: dict[Name, Name] = {}
    criteria: dict[Slug, Slug] = {}


class EffectiveShape(Shape):
    """When the criteria are in force; shown with every answer without changing it."""

    KEYS = {"from_": "from"}

    from_: Date | None = None
    until: Date | None = None


class InstrumentShape(Shape):
    """An instrument file: facts and derived facts."""

    carelevel: Literal[1]
    id: Name
    title: Text
    sources: dict[Slug, SourceShape] = {}
    facts: dict[Name, FactShape]
    derived: dict[Name, DerivedShape] = {}
    impossible: list[ImpossibleShape] = []


class CriteriaShape(Shape):
    """A criteria file."""

    carelevel: Literal[1]
    id: Slug
    version: Text
    title: Text
    population: Text | None = None
    applies_when: Condition | AppliesParts | None = None
    effective: EffectiveShape | None = None
    sources: dict[Slug, SourceShape] = {}
    levels: dict[Name, LevelShape]
    services: dict[Name, Text] = {}
    override_reasons: dict[Slug, Text] = {}
    instruments: list[Name] = []
    facts: dict[Name, FactShape] = {}
    derived: dict[Name, DerivedShape] = {}
    impossible: list[ImpossibleShape] = []
    contradictions: list[ContradictionShape] = []
    criteria: list[CriterionShape] = []
    sections: list[SectionShape] = []
    invariants: list[InvariantShape] = []
    notices: list[NoticeShape] = []
    documentation: list[DocumentationShape] = []
    accept: list[AcceptanceShape] = []
    agrees_with: list[AgreesWithShape] = []
    renamed: RenamedShape | None = None


class ExpectListsShape(Shape):
    """Lists of an answer, for `exactly` and `not`."""

    reasons: list[Slug] | None = None
    barriers: list[Slug] | None = None
    possible_barriers: list[Slug] | None = None
    ruled_out: list[Slug] | None = None
    services: list[Name] | None = None
    open_services: list[Name] | None = None
    missing: list[Name] | None = None
    missing_for_services: list[Name] | None = None
    missing_for_contradictions: list[Name] | None = None
    contradictions: list[Slug] | None = None
    unmet_parts: list[Slug] | None = None
    met: list[Slug] | None = None
    unmet: list[Slug] | None = None
    unknown: list[Slug] | None = None
    possible: list[Name] | None = None
    notices: list[Slug] | None = None
    documentation_there: list[Slug] | None = None
    documentation_lacking: list[Slug] | None = None
    documentation_unknown: list[Slug] | None = None
    missing_for_documentation: list[Name] | None = None


class ExpectShape(ExpectListsShape):
    """The expected answer; lists name some of what the answer should have."""

    KEYS = {"without": "not"}

    level: Name | None = None
    lowest: Name | None = None
    highest: Name | None = None
    indicated: Name | None = None
    raised_from: Name | None = None
    settled: YesOrNo | None = None
    exact: YesOrNo | None = None
    applies: Literal["met", "unmet", "unknown"] | None = None
    missing_first: list[Name] | None = None
    exactly: ExpectListsShape | None = None
    without: ExpectListsShape | None = None


class VignetteShape(Shape):
    """A case, or what several cases share, and the expected answer."""

    id: Slug
    title: Text
    case: KnownFacts
    cases: Annotated[list[KnownFacts], Limits(min_length=1, max_length=100)] | None = None
    expect: ExpectShape
    todo: Text | None = None
    source: Citations = None


class VignettesShape(Shape):
    """A vignette file."""

    criteria: Text
    vignettes: list[VignetteShape]


class BasedOnShape(Shape):
    """The criteria that a local version changes."""

    set: Text
    version: Text


class AddedLevelShape(LevelShape):
    """A level that is added, and the level below it."""

    after: Name


class AddedScaleShape(ScaleShape):
    """An added scale, and the fact that it is asked after."""

    after: Name | None = None


class AddedChoiceShape(ChoiceShape):
    """An added choice, and the fact that it is asked after."""

    after: Name | None = None


class AddedScoreShape(ScoreShape):
    """An added score, and the fact that it is asked after."""

    after: Name | None = None


class AddedYesNoShape(YesNoShape):
    """An added yes or no, and the fact that it is asked after."""

    after: Name | None = None


class AddedSetShape(SetShape):
    """An added set, and the fact that it is asked after."""

    after: Name | None = None


class NumberedExampleShape(ExampleShape):
    """An example with the id of its criterion and its number there: `severe.2`."""

    id: Slug


class AddedCriterionShape(CriterionShape):
    """An added criterion, and the section of the base that it is in."""

    section: Slug | None = None


class AcceptedShape(Shape):
    """An acceptance of the base, by all that it names."""

    check: Slug
    criterion: Slug | None = None
    section: Slug | None = None
    fact: Name | None = None
    level: Name | None = None
    service: Name | None = None
    contradiction: Slug | None = None
    documentation: Slug | None = None
    part: Slug | None = None


class ReplaceShape(Shape):
    """Parts of the base that are written anew."""

    applies_when: Condition | AppliesParts | None = None
    sources: dict[Slug, SourceShape] = {}
    levels: dict[Name, LevelShape] = {}
    services: dict[Name, Text] = {}
    override_reasons: dict[Slug, Text] = {}
    facts: dict[Name, FactShape] = {}
    derived: dict[Name, DerivedShape] = {}
    impossible: list[ImpossibleShape] = []
    contradictions: list[ContradictionShape] = []
    criteria: list[CriterionShape] = []
    sections: list[SectionHeadShape] = []
    examples: list[NumberedExampleShape] = []
    invariants: list[InvariantShape] = []
    notices: list[NoticeShape] = []
    documentation: list[DocumentationShape] = []
    accept: list[AcceptanceShape] = []
    agrees_with: list[AgreesWithShape] = []
    vignettes: list[VignetteShape] = []


class LeaveOutShape(Shape):
    """Parts of the base that are left out, by their ids."""

    applies_when: Slugs = []
    sources: Slugs = []
    levels: list[Name] = []
    services: list[Name] = []
    override_reasons: Slugs = []
    instruments: list[Name] = []
    facts: list[Name] = []
    derived: list[Name] = []
    impossible: Slugs = []
    contradictions: Slugs = []
    criteria: Slugs = []
    sections: Slugs = []
    examples: Slugs = []
    invariants: Slugs = []
    notices: Slugs = []
    documentation: Slugs = []
    accept: list[AcceptedShape] = []
    agrees_with: Slugs = []
    vignettes: Slugs = []


class AddShape(Shape):
    """Parts that the base does not have."""

    applies_when: Condition | AppliesParts | None = None
    sources: dict[Slug, SourceShape] = {}
    levels: dict[Name, AddedLevelShape] = {}
    services: dict[Name, Text] = {}
    override_reasons: dict[Slug, Text] = {}
    instruments: list[Name] = []
    facts: dict[Name, AddedScaleShape | AddedChoiceShape | AddedScoreShape | AddedYesNoShape | AddedSetShape] = {}
    derived: dict[Name, DerivedShape] = {}
    impossible: list[ImpossibleShape] = []
    contradictions: list[ContradictionShape] = []
    criteria: list[AddedCriterionShape] = []
    sections: list[SectionShape] = []
    examples: list[NumberedExampleShape] = []
    invariants: list[InvariantShape] = []
    notices: list[NoticeShape] = []
    documentation: list[DocumentationShape] = []
    accept: list[AcceptanceShape] = []
    agrees_with: list[AgreesWithShape] = []
    vignettes: list[VignetteShape] = []


LOCAL = ("based_on", "replace", "leave_out", "add")
"""Keys at the top of a file that only local versions have."""


class LocalShape(Shape):
    """A local version: what it is based on, and what it changes there."""

    carelevel: Literal[1]
    id: Slug
    version: Text
    title: Text
    based_on: BasedOnShape
    population: Text | None = None
    effective: EffectiveShape | None = None
    replace: ReplaceShape | None = None
    leave_out: LeaveOutShape | None = None
    add: AddShape | None = None
    renamed: RenamedShape | None = None
