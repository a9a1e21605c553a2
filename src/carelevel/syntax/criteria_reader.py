"""Reading a criteria file as a `Definition`, with all problems of the file and its instruments."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any, TypeVar, assert_never

from carelevel.model.cases import read_case
from carelevel.model.conditions import EVERYBODY, Condition, Named
from carelevel.model.criteria import (
    ACCEPTED_KINDS,
    Acceptance,
    AgreesWith,
    AppliesPart,
    Contradiction,
    CriteriaSection,
    Criterion,
    Definition,
    Documentation,
    Example,
    Impossible,
    Invariant,
    Level,
    Notice,
    OverrideReason,
    Renamed,
    Service,
    all_parts,
)
from carelevel.model.facts import AnyFact, Derived, Score, YesNo, base_facts
from carelevel.model.frozen import FrozenDict
from carelevel.model.operators import EFFECTS, Effect, described
from carelevel.model.problems import CriteriaError, Place, Problem, Report, by_title, listed, quoted
from carelevel.model.problems import Path as Steps
from carelevel.model.sections import calls_for_a_level, silence, within
from carelevel.model.sources import Source
from carelevel.syntax.bundled import bundled_instruments, find_instrument, read_file
from carelevel.syntax.citation_reader import CitationReader
from carelevel.syntax.condition_reader import ConditionReader
from carelevel.syntax.fact_reader import FactTable
from carelevel.syntax.gate_reader import read_gates
from carelevel.syntax.level_range_reader import LevelRangeReader
from carelevel.syntax.limits import MAX_EXAMPLE_NAMES, MAX_LEVELS, MAX_VALUES
from carelevel.syntax.local_versions import Above, ReadFile, find, resolved
from carelevel.syntax.patches import Resolved, is_local, origin_of
from carelevel.syntax.resources import Resource
from carelevel.syntax.schema import (
    AcceptanceShape,
    AgreesWithShape,
    AppliesPartShape,
    ContradictionShape,
    CriteriaShape,
    CriterionShape,
    DocumentationShape,
    EffectiveShape,
    ExampleShape,
    InstrumentShape,
    InvariantShape,
    LevelBoundShape,
    LevelShape,
    OtherwiseShape,
    RenamedShape,
    SectionShape,
    SourceShape,
)
from carelevel.syntax.schema_fit import Shaped, shaped
from carelevel.syntax.schema_types import STAND_IN
from carelevel.syntax.yaml_reader import Document, read_yaml

T = TypeVar("T")


def read_criteria(content: bytes | str, file: str, folder: Path | Resource | None) -> tuple[Definition | None, list[Problem]]:
    """Return the definition in a criteria file, or None if it has errors, and its problems in order.

    Args:
        content: the file's bytes or text.
        file: its name, for places.
        folder: where its own instruments can be; None for bundled instruments only.
    """
    found = read_resolved(content, file, folder)
    return found.definition, found.problems


def read_resolved(content: bytes | str, file: str, folder: Path | Resource | None, above: Above = ()) -> ReadFile:
    """Return the same as `read_criteria`, with the document that the definition was read from: a local version and its base in one.

    Args:
        content: the file's bytes or text.
        file: its name, for places.
        folder: where its base and its own instruments can be.
        above: the files that are based on this one.
    """
    problems: list[Problem] = []
    report = Report()
    try:
        document, problems = read_yaml(content, file)
        document, based_on = resolved(document, problems, folder, above, read_resolved)
        shape = shaped(CriteriaShape, document, report)
    except CriteriaError as error:
        known = [problem for problem in problems if problem not in error.problems]
        return ReadFile(None, None, _in_order([*known, *error.problems], file))
    reader = _CriteriaReader(document, report, shape, file, folder)
    definition = replace(reader.definition(), based_on=based_on)
    problems = _in_order([*problems, *document.located(report), *reader.elsewhere], file)
    if isinstance(document, Resolved) and not problems:
        # Only a local version has vignettes in the same file.
        from carelevel.syntax.vignette_reader import changed_vignettes

        problems = changed_vignettes(document.links[0], definition)[1]
    if any(problem.severity == "error" for problem in problems):
        return ReadFile(document, None, problems)
    _check_nothing_is_lost(shape.shape, definition)
    return ReadFile(document, definition, problems)


def read_base(content: bytes | str, file: str, folder: Path | Resource | None) -> Definition | None:
    """Return what a local version is based on, whatever is kept next to it; None for a file that is based on nothing.

    Raises:
        CriteriaError: the base is not there, has another version, or has problems.
    """
    document, problems = read_yaml(content, file)
    return find(document, problems, folder, (), read_resolved).definition if is_local(document) else None


def _in_order(problems: list[Problem], file: str) -> list[Problem]:
    """Return problems in the order of their places, with other files last."""
    return sorted(problems, key=lambda problem: (problem.place is None or problem.place.file != file, problem.place or Place("", 0, 0)))


def _check_nothing_is_lost(shape: CriteriaShape, definition: Definition) -> None:
    """Raise an error if something was silently lost: a lost criterion could hurt someone.

    Raises:
        AssertionError: carelevel has a defect.
    """
    parts = shape.applies_when if isinstance(shape.applies_when, list) else ()
    written: tuple[Any, ...] = (*parts, *_written(shape), *shape.impossible, *shape.contradictions, *shape.invariants, *shape.notices)
    written = (*written, *shape.documentation)
    rules: tuple[Any, ...] = (*definition.criteria, *definition.impossible, *definition.contradictions, *definition.invariants, *definition.notices)
    rules = (*definition.applies_parts, *rules, *definition.sections, *definition.documentation)
    read: tuple[Any, ...] = (*rules, *definition.facts, *definition.derived)
    gone = {item.id for item in written} | shape.facts.keys() | shape.derived.keys()
    gone -= {item.id for item in read}
    gone |= {name for name, fact in shape.facts.items() if fact.asked_when is not None and name not in definition.asked_when}
    if gone or len(parts) != len(definition.applies_parts) or (shape.applies_when is None) is not definition.is_for_everybody:
        lost = ", ".join(map(quoted, sorted(gone))) or "`applies_when`"
        raise AssertionError(f"the reader lost {lost} of {quoted(definition.id)} without a problem; please report this")


@dataclass(slots=True)
class _CriteriaReader:
    """Reads one criteria file; each method reads one section and reports its problems."""

    document: Document
    report: Report
    shaped: Shaped[CriteriaShape]
    file: str
    folder: Path | Resource | None
    elsewhere: list[Problem] = field(default_factory=list)
    sources: dict[str, Source] = field(default_factory=dict)
    impossible: list[Impossible] = field(default_factory=list)
    gates: dict[str, Condition] = field(default_factory=dict)
    impossible_names: int = 0
    example_names: int = 0
    example_values: int = 0
    facts: FactTable = field(init=False)
    conditions: ConditionReader = field(init=False)
    citations: CitationReader = field(init=False)

    def __post_init__(self) -> None:
        self.citations = CitationReader(self.report, self.sources, self.shaped.unread("sources"))
        places = {name: self.document.place_of_key(("facts", name)) for name in self.shape.facts}
        places |= {name: self.document.place_of_key(("derived", name)) for name in self.shape.derived}
        self.facts = FactTable(self.report, self.citations, places=places)
        self.facts.broken |= self.shaped.dropped.get("facts", set()) | self.shaped.dropped.get("derived", set())
        self.facts.is_open = any(map(self.shaped.is_open, ("facts", "derived", "instruments")))
        self.conditions = ConditionReader(self.facts, self.report)

    @property
    def shape(self) -> CriteriaShape:
        return self.shaped.shape

    def definition(self) -> Definition:
        """Return the definition, which is complete only if no error was reported."""
        shape = self.shape
        self.sources.update(_sources(shape.sources, self.document))
        self._instruments()
        self.facts.add_facts(shape.facts)
        self.facts.add_derived(shape.derived)
        reaching = self.facts.tell_apart()
        self.impossible = [replace(item, when=reaching.condition(item.when)) for item in self.impossible]
        self.gates = {name: reaching.condition(when) for name, when in self.gates.items()} | read_gates(shape.facts, self.facts, self.conditions)
        levels = self._levels()
        before = self.facts.unfolded.names
        impossible = [self._impossible(item, path) for item, path in self._items("impossible", shape.impossible)]
        contradictions = _whole(self._contradiction(item, path) for item, path in self._items("contradictions", shape.contradictions))
        self.impossible_names = self.facts.unfolded.names - before
        start, end = self._effective(shape.effective)
        parts = self._applies_parts()
        sections, criteria = self._criteria()
        return Definition(
            id=shape.id,
            version=shape.version,
            title=shape.title,
            population=shape.population,
            applies_when=all_parts(parts) if parts else self._applies_when(),
            effective_from=start,
            effective_until=end,
            levels=levels,
            services=tuple(Service(name, title, self.document.place_of_key(("services", name))) for name, title in shape.services.items()),
            # A set's own facts come first: they are asked before the totals of instruments.
            facts=tuple(sorted(self.facts.facts.values(), key=_is_of_an_instrument)),
            derived=tuple(sorted(self.facts.derived.values(), key=_is_of_an_instrument)),
            impossible=(*self.impossible, *_whole(impossible)),
            contradictions=contradictions,
            criteria=criteria,
            sections=sections,
            invariants=_whole(self._invariant(item, path) for item, path in self._items("invariants", shape.invariants)),
            notices=_whole(self._notice(item, path) for item, path in self._items("notices", shape.notices)),
            documentation=_whole(self._documentation(item, path) for item, path in self._items("documentation", shape.documentation)),
            asked_when=FrozenDict({name: self.gates[name] for name in sorted(self.gates, key=tuple(self.facts.facts).index)}),
            accept=self._acceptances(),
            agrees_with=tuple(self._agrees_with(item, path) for item, path in self._items("agrees_with", shape.agrees_with)),
            override_reasons=tuple(
                OverrideReason(name, text, self.document.place_of_key(("override_reasons", name))) for name, text in shape.override_reasons.items()
            ),
            renamed=self._renamed(shape.renamed),
            # Last, since instruments add their own sources.
            sources=tuple(self.sources.values()),
            applies_parts=parts,
        )

    def _applies_when(self) -> Condition:
        """Return whom the criteria are for, where that is written as one condition."""
        given = self.shape.applies_when
        found = self.conditions.read(given, ("applies_when",)) if isinstance(given, dict) else None
        return EVERYBODY if found is None else found

    def _applies_parts(self) -> tuple[AppliesPart, ...]:
        """Return the parts of `applies_when`, where it has parts."""
        given = self.shape.applies_when
        items = self._items("applies_when", given) if isinstance(given, list) else []
        parts = [(self._applies_part(item, path), path) for item, path in items]
        self.conditions.refuse_repeats([(part.when, (*path, "when")) for part, path in parts if part is not None], "applies_when")
        return _whole(part for part, _ in parts)

    def _applies_part(self, shape: AppliesPartShape, path: Steps) -> AppliesPart | None:
        when = self.conditions.read(shape.when, (*path, "when"))
        sources = self.citations.read(shape.source, (*path, "source"))
        return None if when is None else AppliesPart(shape.id, when, shape.because, shape.refer_to, sources, self.document.place(path))

    def _items(self, section: str, items: Sequence[T]) -> list[tuple[T, Steps]]:
        """Return the items of a list with their paths, after reporting repeated ids."""
        pairs: list[tuple[T, Steps]] = [(item, (section, position)) for position, item in enumerate(items)]
        self._note_repeats(pairs)
        return pairs

    def _note_repeats(self, pairs: Iterable[tuple[object, Steps]]) -> None:
        """Report ids that stand twice."""
        first: dict[str, Steps] = {}
        for item, path in pairs:
            name = getattr(item, "id", None)
            if name in first:
                line = self.document.place((*first[name], "id")).line
                self.report.add("repeated-id", (*path, "id"), f"the id {quoted(name)} is already used in line {line}")
            elif name is not None:
                first[name] = path

    def _instruments(self) -> None:
        """Read the instruments of the file into its own tables."""
        asked: set[str] = set()
        for position, name in enumerate(self.shape.instruments):
            path: Steps = ("instruments", position)
            home = origin_of(self.document, path, self.folder)
            found = find_instrument(name, home.folder, home.file)
            if name in asked:
                self.report.add("repeated-id", path, f"the instrument {quoted(name)} is listed twice")
            elif found is None:
                self._unknown_instrument(name, path)
            else:
                self._instrument(name, path, *found)
            asked.add(name)

    def _unknown_instrument(self, name: str, path: Steps) -> None:
        """Report an unknown instrument, and go on with the one that was probably meant."""
        bundled = bundled_instruments()
        guess = self.report.guess(name, bundled)
        hint = None if guess is None else f"did you mean {quoted(guess)}?"
        self.report.add("unknown-instrument", path, f"no instrument is called {quoted(name)}; bundled are {listed(bundled, 30)}", hint)
        meant = None if guess is None or guess in self.shape.instruments else find_instrument(guess, None, self.file)
        if guess is not None and meant is not None:
            self._instrument(guess, path, *meant)
        else:
            self.facts.is_open = True

    def _instrument(self, name: str, path: Steps, location: Path | Resource, within: Path | None, shown: str) -> None:
        try:
            document, problems = read_yaml(read_file(location, shown, within), shown)
            report = Report()
            found = shaped(InstrumentShape, document, report)
        except CriteriaError as error:
            self.elsewhere += error.problems
            self.facts.is_open = True
            return
        sources = _sources(found.shape.sources)
        for source in sources.values():
            if self.sources.setdefault(source.id, source) != source:
                self.report.add("name-clash", path, f"the instrument {quoted(name)} declares a source {quoted(source.id)} unlike the one in this file")
        table = FactTable(report, CitationReader(report, sources), instrument=name)
        table.broken |= found.dropped.get("facts", set()) | found.dropped.get("derived", set())
        table.add_facts(found.shape.facts)
        table.add_derived(found.shape.derived)
        conditions = ConditionReader(table, report)
        for i, item in enumerate(found.shape.impossible):
            when = conditions.read(item.when, ("impossible", i, "when"))
            if when is not None:
                self.impossible.append(Impossible(item.id, when, item.because, table.citations.read(item.source, ("impossible", i, "source"))))
        self.gates |= read_gates(found.shape.facts, table, conditions)
        for fact in (*table.facts, *table.derived):
            if fact in self.facts.facts or fact in self.facts.derived:
                self.report.add("name-clash", path, f"two instruments declare a fact {quoted(fact)}")
        self.facts.facts |= table.facts
        self.facts.derived |= table.derived
        self.facts.unfolded.include(table.unfolded)
        self.facts.broken |= table.broken
        self.elsewhere += problems + document.located(report)

    def _levels(self) -> tuple[Level, ...]:
        levels: list[Level] = []
        for name, shape in self.shape.levels.items():
            path: Steps = ("levels", name)
            if name == "none":
                self.report.add_key("reserved-word", path, "`none` cannot be the name of a level: in an expectation it means that no level is settled")
            hours = shape.hours_per_week
            if hours is not None and hours[0] > hours[1]:
                self.report.add(
                    "bounds-reversed",
                    (*path, "hours_per_week"),
                    f"the bounds {hours[0]} and {hours[1]} are in the wrong order",
                    f"write [{hours[1]}, {hours[0]}]",
                )
            sources = self.citations.read(shape.source, (*path, "source"))
            levels.append(Level(name, shape.title, shape.setting, (hours[0], hours[1]) if hours else None, sources, self.document.place_of_key(path)))
        if not levels and not self.shaped.dropped.get("levels") and isinstance(self.document.data.get("levels"), dict):
            self.report.add("empty-group", ("levels",), "a criteria set needs at least one level")
        if len(levels) > MAX_LEVELS:
            self.report.add_key("too-large", ("levels",), f"a criteria set has at most {MAX_LEVELS} levels")
        return tuple(levels)

    def _level(self, name: str, path: Steps) -> str:
        levels = self.shape.levels
        # Missing levels were already reported.
        if levels and name not in levels and name not in self.shaped.unread("levels"):
            self.report.add("unknown-level", path, f"no level is called {quoted(name)}; the levels are {listed(levels)}", self._near(name, levels))
        return name

    def _near(self, name: str, levels: Mapping[str, LevelShape]) -> str | None:
        return self.report.near(name, levels, by_title((each, level.title) for each, level in levels.items()))

    def _criteria(self) -> tuple[tuple[CriteriaSection, ...], tuple[Criterion, ...]]:
        """Return the sections, and all criteria: those outside of sections first, then those of each section, its `otherwise` last."""
        outside: list[tuple[CriterionShape, Steps]] = [(item, ("criteria", i)) for i, item in enumerate(self.shape.criteria)]
        phases: list[tuple[SectionShape, Steps]] = [(item, ("sections", i)) for i, item in enumerate(self.shape.sections)]
        self._note_repeats([*outside, *(pair for phase, path in phases for pair in _ids_in(phase, path))])
        if not outside and not phases:
            self._no_criteria()
        # Facts that could not be read are reported where they are declared.
        facts: dict[str, AnyFact | Named] = {**self.facts.facts, **self.facts.derived}
        criteria = _whole(self._criterion(item, path, facts) for item, path in outside)
        read = _whole(self._section(phase, path, facts) for phase, path in phases)
        return tuple(phase for phase, _ in read), (*criteria, *(each for _, within_it in read for each in within_it))

    def _no_criteria(self) -> None:
        found = [key for key in ("criteria", "sections") if self.document.data.get(key) == []]
        if found:
            self.report.add("empty-group", (found[0],), "a criteria set needs at least one criterion")
        elif not any((key,) in self.report.covered for key in ("criteria", "sections")):
            self.report.add("missing-key", ("criteria",), "`criteria` is missing here")

    def _section(self, shape: SectionShape, path: Steps, facts: Mapping[str, AnyFact | Named]) -> tuple[CriteriaSection, tuple[Criterion, ...]] | None:
        """Return a section and its criteria, each with the condition of the section added."""
        before = self.facts.unfolded.names
        when = self.conditions.read(shape.when, (*path, "when"))
        names = self.facts.unfolded.names - before
        sources = self.citations.read(shape.source, (*path, "source"))
        examples = self._examples(shape.examples, path, facts, names)
        before = self.facts.unfolded.names
        within_it = [(self._criterion(item, (*path, "criteria", i), facts), (*path, "criteria", i)) for i, item in enumerate(shape.criteria)]
        criteria = [each for each, _ in within_it if each is not None]
        if not shape.criteria and (*path, "criteria") not in self.report.covered:
            self.report.add("empty-group", (*path, "criteria"), "a section needs at least one criterion")
        names_within = self.facts.unfolded.names - before
        quiet = self._otherwise(shape, path, criteria, facts, names_within)
        if when is None or len(criteria) < len(within_it):
            return None
        for each, its_path in within_it:
            self._note_repeated_section(when, each, its_path)
        # Whatever walks through a criterion walks through the condition of its section, too.
        calling = sum(1 for each in criteria if calls_for_a_level(each))
        again = self.facts.unfolded.again(names * (len(criteria) + calling))
        if again is not None:
            self.report.add("too-large", (*path, "when"), again)
        made = [*criteria, *([] if quiet is None else [quiet])]
        section = CriteriaSection(shape.id, shape.title, when, None if quiet is None else quiet.id, sources, examples, self.document.place(path))
        return section, tuple(replace(each, when=within(when, each.when), section=shape.id) for each in made)

    def _note_repeated_section(self, when: Condition, criterion: Criterion | None, path: Steps) -> None:
        if criterion is not None and self.conditions.are_same(when, criterion.when):
            hint = "take the criterion out of the section, or say when it is met within the section"
            self.report.add("repeated-part", (*path, "when"), f"{quoted(criterion.id)} says the same as the `when` of its section", hint)

    def _otherwise(self, shape: SectionShape, path: Steps, criteria: Sequence[Criterion], facts: Mapping[str, AnyFact | Named], names: int) -> Criterion | None:
        """Return what a section suggests when none of its criteria requires or suggests a level, after reporting where that is missing."""
        quiet, path_of = shape.otherwise, (*path, "otherwise")
        is_calling = any(each.requires is not None or each.suggests is not None for each in shape.criteria)
        if quiet is None:
            if is_calling and path_of not in self.report.covered:
                lowest = next(iter(self.shape.levels), "outpatient")
                message = f"`otherwise` is missing here: {quoted(shape.id)} says nothing for people who meet none of its criteria"
                hint = f"write what is suggested for them: `otherwise: {{id: {shape.id}-otherwise, suggests: {lowest}, because: ...}}`"
                self.report.add("missing-key", path_of, message, hint)
            return None
        self._level(quiet.suggests, (*path_of, "suggests"))
        sources = self.citations.read(quiet.source, (*path_of, "source"))
        examples = self._examples(quiet.examples, path_of, facts, names)
        if not is_calling:
            message = f"`otherwise` says nothing here: no criterion of {quoted(shape.id)} requires or suggests a level"
            self.report.add("says-nothing", path_of, message, "take it out, or add a criterion that requires or suggests a level")
            return None
        return Criterion(quiet.id, "suggests", quiet.suggests, (), silence(criteria), quiet.because, sources, examples, self.document.place(path_of))

    def _examples(self, shapes: Sequence[ExampleShape], path: Steps, facts: Mapping[str, AnyFact | Named], names: int) -> tuple[Example, ...]:
        return _whole(self._example(example, (*path, "examples", i), facts, names) for i, example in enumerate(shapes))

    def _criterion(self, shape: CriterionShape, path: Steps, facts: Mapping[str, AnyFact | Named]) -> Criterion | None:
        effects = [effect for effect in EFFECTS if _named_by(shape, effect) is not None]
        if len(effects) != 1:
            found = f"found {listed(effects)}" if effects else "found none of them"
            self.report.add("one-of", path, f"a criterion has exactly one of {listed(EFFECTS)}; {found}")
        effect = effects[0] if effects else "suggests"
        ruled_out: tuple[str, ...] = ()
        for each in effects:
            named = _named_by(shape, each)
            if each == "rules_out":
                ruled_out = self._ruled_out(named, (*path, each))
            elif isinstance(named, str):
                self._level(named, (*path, each))
            else:
                self._services(named or [], (*path, each))
        before = self.facts.unfolded.names
        when = self.conditions.read(shape.when, (*path, "when"))
        names = self.facts.unfolded.names - before
        sources = self.citations.read(shape.source, (*path, "source"))
        examples = self._examples(shape.examples, path, facts, names)
        if when is None or len(effects) != 1 or (effect == "rules_out" and not ruled_out):
            return None
        named = ruled_out[0] if ruled_out else _named_by(shape, effect)
        level = named if isinstance(named, str) else None
        place = self.document.place(path)
        return Criterion(shape.id, effect, level, tuple(shape.adds or ()), when, shape.because, sources, examples, place, ruled_out)

    def _ruled_out(self, given: object, path: Steps) -> tuple[str, ...]:
        """Return the levels that a criterion rules out, the least intensive first; none after reporting why they cannot be read."""
        names = [given] if isinstance(given, str) else given
        if not isinstance(names, list | tuple) or not all(isinstance(name, str) for name in names):
            message = f"`rules_out` takes the id of a level, or a list of ids; found {described(given)}"
            self.report.add("wrong-type", path, message, "write `rules_out: residential`, with the id of a level")
            return ()
        if not names:
            self.report.add("empty-group", path, "a list of levels needs at least one level")
        order = list(self.shape.levels)
        for i, name in enumerate(names):
            place = (*path, i) if names is given else path
            if name in names[:i]:
                self.report.add("repeated-value", place, f"{quoted(name)} is listed twice")
            self._level(name, place)
            if len(order) <= MAX_LEVELS and name in (order[:1] + order[-1:]):
                self._end_ruled_out(name, place, is_lowest=name == order[0])
        return tuple(sorted(dict.fromkeys(names), key=lambda name: order.index(name) if name in order else -1))

    def _end_ruled_out(self, name: str, path: Steps, *, is_lowest: bool) -> None:
        if is_lowest:
            message = f"{quoted(name)} is the least intensive level, which cannot be ruled out"
            hint = "say which level is needed at least: `requires` or `suggests` with that level, under the same `when`"
        else:
            message = f"{quoted(name)} is the most intensive level, which cannot be ruled out: nobody may be left without a level"
            hint = "for people whom these criteria are not for, use `applies_when`; where something in a life keeps a person from it, use `limits_to`"
        self.report.add("out-of-range", path, message, hint)

    def _services(self, names: list[str], path: Steps) -> None:
        seen: set[str] = set()
        for i, name in enumerate(names):
            if name in seen:
                self.report.add("repeated-value", (*path, i), f"{quoted(name)} is listed twice")
            self._service(name, (*path, i))
            seen.add(name)

    def _service(self, name: str, path: Steps) -> None:
        services = self.shape.services
        if name not in services and name not in self.shaped.unread("services"):
            hint = self.report.near(name, services, by_title(services.items())) or "declare it under `services`"
            self.report.add("unknown-service", path, f"no service is called {quoted(name)}", hint)

    def _example(self, shape: Any, path: Steps, facts: Mapping[str, AnyFact | Named], names: int) -> Example | None:
        """Return an example, or None after too many; `names` counts the facts in its criterion."""
        known = {name: value for name, value in shape.case.items() if self._is_read(name)}
        if self.example_values > MAX_VALUES or self.example_names > MAX_EXAMPLE_NAMES:
            return None
        case = read_case(facts, known, self.report, (*path, "case"))
        self.example_values += sum(map(len, case.values.values()))
        self.example_names += names + self.impossible_names
        if self.example_values > MAX_VALUES:
            self.report.add("too-large", path, f"the examples of a file may leave at most {MAX_VALUES:,} values open in total")
        if self.example_names > MAX_EXAMPLE_NAMES:
            message = f"the examples of a file may look at most at {MAX_EXAMPLE_NAMES:,} facts in total: those in its criterion and in `impossible`"
            self.report.add("too-large", path, message)
        return Example(case, shape.expected, self.document.place(path))

    def _is_read(self, name: str) -> bool:
        """Return whether a fact that a case names could be read."""
        if name in self.facts.broken:
            return False
        return not self.facts.is_open or name in self.facts.facts or name in self.facts.derived

    def _impossible(self, shape: Any, path: Steps) -> Impossible | None:
        when = self.conditions.read(shape.when, (*path, "when"))
        sources = self.citations.read(shape.source, (*path, "source"))
        return None if when is None else Impossible(shape.id, when, shape.because, sources, self.document.place(path))

    def _contradiction(self, shape: ContradictionShape, path: Steps) -> Contradiction | None:
        when = self.conditions.read(shape.when, (*path, "when"))
        unless = self.conditions.read(shape.unless, (*path, "unless"))
        for i, name in enumerate(shape.disputed):
            self._disputed(name, (*path, "disputed", i), shape.disputed[:i])
        sources = self.citations.read(shape.source, (*path, "source"))
        if when is None or unless is None:
            return None
        return Contradiction(shape.id, when, tuple(shape.disputed), unless, shape.because, sources, self.document.place(path))

    def _disputed(self, name: str, path: Steps, before: Sequence[str]) -> None:
        """Report a name under `disputed` that is not a given fact or is repeated."""
        derived = self.facts.derived.get(name)
        if name in before:
            self.report.add("repeated-value", path, f"{quoted(name)} is listed twice")
        elif derived is not None:
            below = listed(base_facts(derived)) if isinstance(derived, Derived) else "those that its condition names"
            message = f"{quoted(name)} is derived from other facts, and only facts that are given can be disputed"
            self.report.add("derived-fact", path, message, f"name the facts it is derived from: {below}")
        elif not self._is_fact(name):
            self.report.add("unknown-fact", path, f"no fact is called {quoted(name)}", self.report.near(name, self.facts.facts))

    def _notice(self, shape: Any, path: Steps) -> Notice | None:
        unless = self.conditions.read(shape.unless, (*path, "unless"))
        sources = self.citations.read(shape.source, (*path, "source"))
        return None if unless is None else Notice(shape.id, unless, shape.text, sources, self.document.place(path))

    def _documentation(self, shape: DocumentationShape, path: Steps) -> Documentation | None:
        order = list(self.shape.levels)
        levels = None if len(order) > MAX_LEVELS else LevelRangeReader(order, self.report, self._level).read(shape.for_, (*path, "for"))
        when = EVERYBODY if shape.when is None else self.conditions.read(shape.when, (*path, "when"))
        needs = self.conditions.read(shape.needs, (*path, "needs"))
        sources = self.citations.read(shape.source, (*path, "source"))
        if levels is None or when is None or needs is None:
            return None
        return Documentation(shape.id, levels, needs, shape.because, when, sources, self.document.place(path))

    def _invariant(self, shape: InvariantShape, path: Steps) -> Invariant | None:
        when = self.conditions.read(shape.when, (*path, "when"))
        sources = self.citations.read(shape.source, (*path, "source"))
        every = tuple(self.shape.levels)
        bounds = {"with_level": shape.with_level, "level": shape.level, "required": shape.required}
        with_levels, levels, required = (None if bound is None else self._allowed_levels(bound, (*path, word)) for word, bound in bounds.items())
        self._services(shape.services or [], (*path, "services"))
        if shape.level is None and shape.required is None and not shape.services:
            self.report.add("missing-key", path, "an invariant needs at least one of `level`, `required`, `services`")
            return None
        if when is None or any(bound is not None and found is None for bound, found in zip(bounds.values(), (with_levels, levels, required), strict=True)):
            return None
        services = tuple(shape.services or ())
        place = self.document.place(path)
        return Invariant(shape.id, when, levels or every, shape.because, with_levels or (), required or (), services, sources, place)

    def _allowed_levels(self, bound: LevelBoundShape, path: Steps) -> tuple[str, ...] | None:
        order = list(self.shape.levels)
        if len(order) > MAX_LEVELS:
            return None
        given = {"at_least": bound.at_least, "at_most": bound.at_most, "is": bound.is_}
        named = [(self._level(name, (*path, word)), word) for word, name in given.items() if name is not None]
        named += [(self._level(name, (*path, "one_of", i)), "one_of") for i, name in enumerate(bound.one_of or ())]
        if not named:
            self.report.add("empty-group", path, f"`{path[-1]}` needs at least one of `at_least`, `at_most`, `is`, `one_of`")
        if not named or any(name not in order for name, _ in named):
            return None
        allowed = set(bound.one_of or order)
        for name, word in named:
            rank = order.index(name)
            allowed &= {"at_least": set(order[rank:]), "at_most": set(order[: rank + 1]), "is": {name}}.get(word, allowed)
        if not allowed or len(allowed) == len(order):
            what = "no level" if not allowed else "every level"
            self.report.add("says-nothing", path, f"this says nothing: {what} fits all of this at once")
            return None
        return tuple(name for name in order if name in allowed)

    def _agrees_with(self, item: AgreesWithShape, path: Steps) -> AgreesWith:
        if item.id == self.shape.id:
            self.report.add("says-nothing", (*path, "id"), "this says nothing: every set agrees with itself", "name another set")
        if self.shape.levels and item.within >= len(self.shape.levels):
            message = f"this says nothing: none of the {len(self.shape.levels)} levels here is more than {len(self.shape.levels)} apart from one of another set"
            self.report.add("says-nothing", (*path, "within"), message, "name a smaller number, or take the entry out")
        return AgreesWith(item.id, item.within, item.because, self.document.place((*path, "id")))

    def _acceptances(self) -> tuple[Acceptance, ...]:
        found: list[Acceptance] = []
        ids = self._ids_to_accept()
        for item, path in self._items("accept", self.shape.accept):
            self._named_in_acceptance(item, path, ids)
            self._date(item.until, (*path, "until"))
            named = {kind: getattr(item, kind) for kind in ACCEPTED_KINDS}
            found.append(Acceptance(item.check, item.because, until=item.until, place=self.document.place(path), **named))
        return tuple(found)

    def _ids_to_accept(self) -> dict[str, tuple[str, list[str]]]:
        """Return the words for each kind of what has an id and can have findings, with the ids that are written."""
        shape = self.shape
        parts = shape.applies_when if isinstance(shape.applies_when, list) else []
        written: tuple[tuple[str, str, Iterable[Any]], ...] = (
            ("criterion", "criterion", _criteria_in(shape)),
            ("section", "section", shape.sections),
            ("contradiction", "contradiction", shape.contradictions),
            ("documentation", "documentation", shape.documentation),
            ("part", "part of `applies_when`", parts),
        )
        return {kind: (words, [item.id for item in items if item.id != STAND_IN]) for kind, words, items in written}

    def _named_in_acceptance(self, item: AcceptanceShape, path: Steps, ids: Mapping[str, tuple[str, list[str]]]) -> None:
        """Report the names in an acceptance that nothing has."""
        for what, (words, known) in ids.items():
            name = getattr(item, what)
            if name is not None and name not in known:
                others = {other: its_kind for its_kind, (_, names) in ids.items() for other in names}
                hint = f"write `{others[name]}: {name}`" if name in others else self.report.near(name, known)
                self.report.add(f"unknown-{what}", (*path, what), f"no {words} is called {quoted(name)}", hint)
        if item.fact is not None and not self._is_fact(item.fact):
            facts = (*self.facts.facts, *self.facts.derived)
            self.report.add("unknown-fact", (*path, "fact"), f"no fact is called {quoted(item.fact)}", self.report.near(item.fact, facts))
        if item.level is not None:
            self._level(item.level, (*path, "level"))
        if item.service is not None:
            self._service(item.service, (*path, "service"))

    def _is_fact(self, name: str) -> bool:
        return name in self.facts.facts or name in self.facts.derived or name in self.facts.broken or self.facts.is_open

    def _renamed(self, shape: RenamedShape | None) -> Renamed:
        """Return old and new names, after reporting new names that this file does not have."""
        if shape is None:
            return Renamed()
        for old, new in shape.facts.items():
            if not self._is_fact(new):
                self.report.add("unknown-fact", ("renamed", "facts", old), f"no fact is called {quoted(new)}", self.report.near(new, self.facts.facts))
        for fact, values in shape.values.items():
            self._renamed_values(fact, values, ("renamed", "values", fact))
        for old, new in shape.levels.items():
            self._level(new, ("renamed", "levels", old))
        for old, new in shape.services.items():
            self._service(new, ("renamed", "services", old))
        known = {item.id for item in _criteria_in(self.shape)} - {STAND_IN}
        for old, new in shape.criteria.items():
            if new not in known:
                self.report.add("unknown-criterion", ("renamed", "criteria", old), f"no criterion is called {quoted(new)}", self.report.near(new, known))
        sections = {"facts": shape.facts, "levels": shape.levels, "services": shape.services, "criteria": shape.criteria}
        paths: list[tuple[str, ...]] = [(section, old) for section, names in sections.items() for old in names]
        paths += [("values", fact, old) for fact, values in shape.values.items() for old in values]
        return Renamed(
            **{section: FrozenDict(names) for section, names in sections.items()},
            values=FrozenDict({fact: FrozenDict(values) for fact, values in shape.values.items()}),
            places=FrozenDict({path: self.document.place_of_key(("renamed", *path)) for path in paths}),
        )

    def _renamed_values(self, name: str, values: Mapping[str, str], path: Steps) -> None:
        """Report problems of renamed values of a fact."""
        fact = self.facts.facts.get(name)
        if fact is None:
            if not self._is_fact(name):
                is_old = self.shape.renamed is not None and name in self.shape.renamed.facts
                hint = "list the values under the new name of the fact" if is_old else self.report.near(name, self.facts.facts)
                self.report.add_key("unknown-fact", path, f"no fact is called {quoted(name)}", hint)
            elif name in self.facts.derived:
                self.report.add_key("derived-fact", path, f"{quoted(name)} is derived from other facts; only values of facts that are given can be renamed")
        elif isinstance(fact, Score | YesNo):
            self.report.add_key("wrong-type", path, f"the values of {quoted(name)} are numbers or yes and no, which cannot be renamed")
        else:
            for old, new in values.items():
                if new not in fact.values:
                    message = f"{quoted(new)} is not a value of {quoted(name)}; allowed are {listed(fact.values)}"
                    self.report.add("unknown-value", (*path, old), message, self.report.near(new, fact.values))

    def _effective(self, shape: EffectiveShape | None) -> tuple[str | None, str | None]:
        if shape is None:
            return None, None
        start, end = self._date(shape.from_, ("effective", "from")), self._date(shape.until, ("effective", "until"))
        if start and end and start > end:
            self.report.add("bounds-reversed", ("effective",), f"the dates {start} and {end} are in the wrong order", f"write {{from: {end}, until: {start}}}")
        return start, end

    def _date(self, text: str | None, path: Steps) -> str | None:
        try:
            return None if text is None else date.fromisoformat(text).isoformat()
        except ValueError:
            self.report.add("out-of-range", path, f"{quoted(text)} is not a date in the calendar")
            return None


def _sources(shapes: dict[str, SourceShape], document: Document | None = None) -> dict[str, Source]:
    place = (lambda name: document.place_of_key(("sources", name))) if document else (lambda _name: None)
    return {name: Source(name, shape.title, shape.url, shape.doi, place(name)) for name, shape in shapes.items()}


def _is_of_an_instrument(fact: AnyFact | Named) -> bool:
    return fact.about.instrument is not None


def _whole(items: Iterable[T | None]) -> tuple[T, ...]:
    return tuple(item for item in items if item is not None)


def _criteria_in(shape: CriteriaShape) -> Iterator[CriterionShape | OtherwiseShape]:
    """Yield all criteria of a file, in sections and outside of them."""
    yield from shape.criteria
    for phase in shape.sections:
        yield from phase.criteria
        yield from () if phase.otherwise is None else (phase.otherwise,)


def _written(shape: CriteriaShape) -> tuple[CriterionShape | OtherwiseShape | SectionShape, ...]:
    return (*_criteria_in(shape), *shape.sections)


def _ids_in(phase: SectionShape, path: Steps) -> Iterator[tuple[object, Steps]]:
    """Yield what has an id in a section, itself first."""
    yield phase, path
    yield from ((item, (*path, "criteria", i)) for i, item in enumerate(phase.criteria))
    if phase.otherwise is not None:
        yield phase.otherwise, (*path, "otherwise")


def _named_by(shape: CriterionShape, effect: Effect) -> str | list[str] | None:
    """Return the level, or the services, that a criterion names under an effect; None when it has another effect."""
    match effect:
        case "requires":
            return shape.requires
        case "suggests":
            return shape.suggests
        case "limits_to":
            return shape.limits_to
        case "rules_out":
            return shape.rules_out  # type: ignore[no-any-return]  # checked when it is read
        case "adds":
            return shape.adds
        case _:
            assert_never(effect)
