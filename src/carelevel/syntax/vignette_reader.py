"""Reading vignette files: cases with their expected answers."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from carelevel.model.cases import Case, read_case
from carelevel.model.criteria import Definition
from carelevel.model.frozen import FrozenDict
from carelevel.model.problems import CriteriaError, Place, Problem, Report, listed, quoted
from carelevel.model.problems import Path as Steps
from carelevel.model.vignettes import ABOUT_LEVEL, Expectation, Vignette
from carelevel.syntax.bundled import read_file
from carelevel.syntax.citation_reader import CitationReader
from carelevel.syntax.patches import Link
from carelevel.syntax.schema import ExpectListsShape, ExpectShape, VignetteShape, VignettesShape
from carelevel.syntax.schema_fit import Shaped, shaped
from carelevel.syntax.validation import keys
from carelevel.syntax.yaml_reader import Document, read_yaml

_FACTS = ("missing", "missing_for_services", "missing_for_contradictions", "missing_for_documentation", "missing_first")
_DOCUMENTATION = ("documentation_there", "documentation_lacking", "documentation_unknown")
_SERVICES = ("services", "open_services")
_CRITERIA = ("reasons", "barriers", "possible_barriers", "ruled_out", "met", "unmet", "unknown")


def read_vignettes(path: Path, shown: str) -> tuple[str, Shaped[VignettesShape], Document, list[Problem]]:
    """Return the name of the criteria of a vignette file, and its content for `resolve_vignettes`.

    Raises:
        CriteriaError: the file cannot be read.
    """
    return vignettes_in(read_file(path, shown), shown)


def vignettes_in(content: bytes | str, shown: str) -> tuple[str, Shaped[VignettesShape], Document, list[Problem]]:
    """Return the same as `read_vignettes` from the text of a file.

    Raises:
        CriteriaError: it cannot be read.
    """
    document, problems = read_yaml(content, shown)
    report = Report()
    shape = shaped(VignettesShape, document, report)
    problems += document.located(report)
    if shape.is_open("criteria"):
        # Without the name of its criteria nothing more can be checked.
        raise CriteriaError(problems)
    return shape.shape.criteria, shape, document, problems


def resolve_vignettes(
    found: Shaped[VignettesShape], document: Document, definition: Definition, without: Collection[str] = ()
) -> tuple[tuple[Vignette, ...], list[Problem]]:
    """Return the vignettes of a file for a criteria set, those of some ids left out, and the problems of cases and expectations."""
    # Problems of unreadable parts were already reported.
    report = Report(covered=set(found.covered))
    vignettes = _resolved(_kept(found.shape.vignettes, ("vignettes",), without), document, definition, report)
    return vignettes, document.located(report)


def changed_vignettes(link: Link, definition: Definition, without: Collection[str] = ()) -> tuple[tuple[Vignette, ...], list[Problem]]:
    """Return the vignettes that a local version writes anew or adds, those of some ids left out, and their problems."""
    report = Report()
    vignettes: tuple[Vignette, ...] = ()
    for under, part in (("replace", link.shape.replace), ("add", link.shape.add)):
        if part is not None:
            vignettes += _resolved(_kept(part.vignettes, (under, "vignettes"), without), link.document, definition, report)
    return vignettes, link.document.located(report)


def _kept(shapes: Sequence[VignetteShape], section: Steps, without: Collection[str]) -> list[tuple[Steps, VignetteShape]]:
    """Return vignettes with their paths, those of some ids left out."""
    return [((*section, position), shape) for position, shape in enumerate(shapes) if shape.id not in without]


def _resolved(shapes: Iterable[tuple[Steps, VignetteShape]], document: Document, definition: Definition, report: Report) -> tuple[Vignette, ...]:
    vignettes: list[Vignette] = []
    taken: set[str] = set()
    for path, shape in shapes:
        if shape.id in taken:
            report.add("repeated-id", (*path, "id"), f"the id {quoted(shape.id)} is already used")
        taken.add(shape.id)
        vignettes += _vignettes(shape, path, definition, document, report)
    return tuple(vignettes)


def _vignettes(shape: VignetteShape, path: Steps, definition: Definition, document: Document, report: Report) -> Iterator[Vignette]:
    """Yield a vignette, or one for each of its cases."""
    cases = list(_cases(shape, path, definition, document, report))
    sources = CitationReader(report, [source.id for source in definition.sources]).read(shape.source, (*path, "source"))
    expect = shape.expect
    at = (*path, "expect")
    for word in ("level", "lowest", "highest", "indicated", "raised_from"):
        name = getattr(expect, word)
        if name is not None and name != "none":
            _known(name, [level.id for level in definition.levels], "level", (*at, word), report)
    _check_lists(expect, at, definition, report)
    exactly = _lists(expect.exactly)
    if not any(getattr(expect, word) is not None for word in ABOUT_LEVEL) and "possible" not in exactly:
        report.add("missing-key", at, f"`expect` must say which level is expected; it needs one of {listed(ABOUT_LEVEL)}")
    for key, nested in (("exactly", expect.exactly), ("not", expect.without)):
        if nested is not None:
            _check_lists(nested, (*at, key), definition, report)
    for name, case, place in cases:
        yield Vignette(name, shape.title, case, _expectation(expect), sources, shape.todo, place)


def _cases(shape: VignetteShape, path: Steps, definition: Definition, document: Document, report: Report) -> Iterator[tuple[str, Case, Place]]:
    """Yield each case of a vignette with its name and place, the shared facts included."""
    facts = definition.every_name()
    shared = read_case(facts, shape.case, report, (*path, "case"))
    if shape.cases is None:
        yield shape.id, shared, document.place(path)
        return
    for i, added in enumerate(shape.cases):
        at = (*path, "cases", i)
        for name in added.keys() & shape.case.keys():
            report.add_key("repeated-key", (*at, name), f"{quoted(name)} is already in `case`, which all of the cases share")
        read_case(facts, added, report, at)
        # Read both together, since a score and its band may be on different sides; problems of one alone were reported.
        together = Report()
        case = read_case(facts, {**shape.case, **added}, together)
        report.problems += [replace(problem, path=(*at, *problem.path)) for problem in together.problems if problem.code == "contradiction"]
        yield f"{shape.id} {i + 1}", case, document.place(at)


def _check_lists(shape: ExpectListsShape, path: Steps, definition: Definition, report: Report) -> None:
    """Report names in an expectation that the criteria do not have."""
    known = {
        **dict.fromkeys(_FACTS, ([fact.id for fact in definition.facts], "fact")),
        **dict.fromkeys(_SERVICES, ([service.id for service in definition.services], "service")),
        **dict.fromkeys(_CRITERIA, ([criterion.id for criterion in definition.criteria], "criterion")),
        "possible": ([level.id for level in definition.levels], "level"),
        **dict.fromkeys(_DOCUMENTATION, ([item.id for item in definition.documentation], "documentation")),
        "notices": ([notice.id for notice in definition.notices], "notice"),
        "contradictions": ([item.id for item in definition.contradictions], "contradiction"),
        "unmet_parts": ([part.id for part in definition.applies_parts], "part"),
    }
    for member, (names, what) in known.items():
        for i, name in enumerate(getattr(shape, member, None) or ()):
            _known(name, names, what, (*path, member, i), report)


def _known(name: str, names: list[str], what: str, path: Steps, report: Report) -> None:
    if name not in names:
        report.add(f"unknown-{what}", path, f"no {what} is called {quoted(name)}", report.near(name, names))


def _lists(shape: ExpectListsShape | None) -> FrozenDict[str, tuple[str, ...]]:
    if shape is None:
        return FrozenDict()
    return FrozenDict({name: tuple(getattr(shape, name)) for name in keys(ExpectListsShape) if getattr(shape, name) is not None})


def _expectation(shape: ExpectShape) -> Expectation:
    words = {name: getattr(shape, name) for name in ("level", "lowest", "highest", "indicated", "raised_from", "applies") if getattr(shape, name) is not None}
    words |= {name: "yes" if getattr(shape, name) in {"yes", True} else "no" for name in ("settled", "exact") if getattr(shape, name) is not None}
    first = None if shape.missing_first is None else frozenset(shape.missing_first)
    return Expectation(FrozenDict(words), _lists(shape), first, _lists(shape.exactly), _lists(shape.without))
