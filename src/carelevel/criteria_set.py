"""`CriteriaSet`: a definition with what is needed to ask it; and the doors through which one is loaded."""

import os
import threading
from collections.abc import Mapping
from dataclasses import field
from pathlib import Path
from typing import Any

from carelevel import plain
from carelevel import recommend as deciding
from carelevel.answer import Decision, Recommendation
from carelevel.cases import Case, check_case
from carelevel.conditions import Named
from carelevel.criteria import Criterion, Definition, Level
from carelevel.exact import Engine
from carelevel.facts import AnyFact, Fact
from carelevel.frozen import FrozenDict, record
from carelevel.problems import CriteriaError, Problem


@record
class _Made:
    """What is made from a definition once, when first asked for."""

    engine: Engine
    facts: FrozenDict[str, AnyFact | Named]
    digest: str
    decision_digest: str


@record
class CriteriaSet:
    """A criteria set, loaded and checked; immutable, and safe to share between threads.

    >>> criteria = load("adult-mental-health")
    >>> criteria.id
    'adult-mental-health'

    Attributes:
        definition: everything the file says.
        warnings: problems found on loading that do not keep it from being used.
    """

    definition: Definition
    warnings: tuple[Problem, ...] = field(default=(), compare=False, repr=False)
    _parts: dict[str, _Made] = field(default_factory=dict, init=False, compare=False, repr=False)
    _lock: Any = field(default_factory=threading.Lock, init=False, compare=False, repr=False)

    @property
    def id(self) -> str:
        """The id of the set, as files and answers name it."""
        return self.definition.id

    @property
    def version(self) -> str:
        """The version of the set, as its authors wrote it."""
        return self.definition.version

    @property
    def title(self) -> str:
        """The name of the set for readers."""
        return self.definition.title

    @property
    def digest(self) -> str:
        """`sha256:…` of all that can reach a reader; comments, layout and the order of keys leave it as it is."""
        return self._made().digest

    @property
    def decision_digest(self) -> str:
        """`sha256:…` of levels, facts, conditions and effects alone."""
        return self._made().decision_digest

    @property
    def levels(self) -> FrozenDict[str, Level]:
        """The levels of care by id, least intensive first."""
        return FrozenDict({level.id: level for level in self.definition.levels})

    @property
    def facts(self) -> FrozenDict[str, Fact]:
        """The facts that a case gives, by id, in the order of the file; those of instruments come last."""
        return FrozenDict({fact.id: fact for fact in self.definition.facts})

    @property
    def criteria(self) -> FrozenDict[str, Criterion]:
        """The criteria by id, in the order of the file."""
        return FrozenDict({criterion.id: criterion for criterion in self.definition.criteria})

    def case(self, case: Mapping[str, Any] | Case) -> Case:
        """Return what is known of a person, checked; a `Case` is handed through.

        Raises:
            CaseError: with every problem of the case.
        """
        return case if isinstance(case, Case) else check_case(self._made().facts, case)

    def recommend(self, case: Mapping[str, Any] | Case) -> Recommendation:
        """Return the level of care that the criteria suggest for a person, with its reasons.

        Args:
            case: fact id to what is known of it: a value, operators for a fact known in part (`{"at_least": 10}`), the complete list of a
                set or a mapping of its members to yes or no. Absent or None is unknown.

        Returns:
            The answer. `level` is None unless it is the same for everything that is still unknown.

        Raises:
            CaseError: an unknown fact or value, a wrong type, a value out of range, a contradiction or an impossible combination; all at once.

        >>> criteria = load("adult-mental-health")
        >>> answer = criteria.recommend({"suicide_risk": "imminent"})
        >>> answer.level
        'inpatient'

        Meaning: docs/semantics.md, "From criteria to a level".
        """
        made = self._made()
        return deciding.recommend(made.engine, self.case(case), made.digest, made.decision_digest)

    def decide(self, case: Mapping[str, Any] | Case) -> Decision:
        """Return the fast answer: the Kleene range of the level and the status of every criterion, without prose.

        The range is sound and can be wider than that of `recommend`: `settled` may be False here where it is True there, never the reverse.

        Raises:
            CaseError: as `recommend`; but a case that is impossible only in all its completions is not noticed here.
        """
        return deciding.decide(self._made().engine, self.case(case))

    def possible_levels(self, case: Mapping[str, Any] | Case) -> tuple[str, ...]:
        """Return the levels over all possible completions of what is unknown, least intensive first; none when the criteria are not for this person.

        `recommend(case).exact` says whether the search ended within its budget; if it did not, this is every level between sound ends.

        Raises:
            CaseError: as `recommend`.
        """
        return deciding.possible_levels(self._made().engine, self.case(case))

    def to_dict(self) -> dict[str, Any]:
        """Return the whole set in the words of the language, as JSON values; `loads` of it as JSON or YAML gives an equal set."""
        return plain.definition_plain(self.definition)

    def _made(self) -> _Made:
        made = self._parts.get("made")
        if made is None:
            with self._lock:
                made = self._parts.get("made") or _make(self.definition)
                self._parts["made"] = made
        return made

    def __hash__(self) -> int:
        return hash((self.id, self.version))

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), (self.definition, self.warnings)


def _make(definition: Definition) -> _Made:
    # Named conditions too: a case that gives one is told that it follows from other facts.
    facts = FrozenDict({fact.id: fact for fact in (*definition.facts, *definition.derived)})
    return _Made(Engine.of(definition), facts, plain.digest(definition), plain.decision_digest(definition))


def load(name: str | os.PathLike[str]) -> CriteriaSet:
    """Load a criteria set.

    Args:
        name: the id of a bundled set (`"adult-mental-health"`), or a path to a criteria file or to a folder that holds a `criteria.yaml`.

    Returns:
        The criteria set. Warnings do not keep it from loading; they are in `warnings`.

    Raises:
        CriteriaError: there is no such file, or it has problems; all of them are in `problems`, each with its place and a hint.

    >>> load("adult-mental-health").levels["iop"].title
    'Intensive outpatient program (IOP)'
    """
    from carelevel.reading.library import find_criteria, read_file

    path, shown = find_criteria(name if isinstance(name, str) else Path(name))
    return _checked(*read_problems(read_file(path, shown), shown, path.parent))


def loads(text: str | bytes, name: str = "criteria.yaml") -> CriteriaSet:
    """Load a criteria set from its text.

    Args:
        text: YAML (or JSON, which is YAML too), as text or UTF-8 bytes. Instruments are those that come with the library.
        name: what to call the text in the places of problems.

    Raises:
        CriteriaError: as `load`.
    """
    return _checked(*read_problems(text, name, None))


def read_problems(content: bytes | str, name: str, folder: Path | None) -> tuple[Definition | None, list[Problem]]:
    """Return the definition in a criteria file, if it can be used, and all its problems, warnings included."""
    from carelevel.checks import file_checks
    from carelevel.reading.document import read_criteria

    definition, problems = read_criteria(content, name, folder)
    if definition is not None:
        problems += file_checks(definition)
    return definition, problems


def _checked(definition: Definition | None, problems: list[Problem]) -> CriteriaSet:
    if definition is None or any(problem.severity == "error" for problem in problems):
        raise CriteriaError(problems)
    return CriteriaSet(definition, tuple(problems))
