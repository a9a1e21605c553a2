"""Matching programs for the page and for the HTTP interface."""

from collections.abc import Mapping
from typing import Any

from carelevel.api import CriteriaSet
from carelevel.model.problems import CaseError, CriteriaError, Problem
from carelevel.model.programs import Needs, Programs
from carelevel.programs.dominance import behind, ordered
from carelevel.programs.matches import Matches
from carelevel.programs.matching import match, read_needs
from carelevel.show import programs as shown
from carelevel.syntax.bundled import read_file
from carelevel.syntax.program_reader import read_programs
from carelevel.web.criteria_cache import Sets
from carelevel.web.document_json import document_plain
from carelevel.web.forms import form_of_programs
from carelevel.web.request_body import Body, checked

TEXT = "programs"
"""The name of programs in a body in places of problems."""

EDITED: Mapping[str, Any] = {"name": str, "text": str}
TRIED: Mapping[str, Any] = {"case": dict, "programs": str, "needs": dict}
"""Members of a body of the page: the edited text, and the case and needs to try with it."""


def matched(sets: Sets, body: Body) -> Any:
    """Return which programs fit the person of a case."""
    given = checked(body, {"case": dict}, {"criteria": (str, dict), "programs": (str, dict), "needs": dict})
    criteria = sets.named(given.get("criteria"))
    answer = body.within(("case",), criteria.recommend, given["case"])
    programs = _named(sets, given.get("programs"), criteria)
    return match(answer, programs, _needs(body, given.get("needs", {}), programs)).to_dict()


def listed(sets: Sets) -> Any:
    """Return the names of the program files that are served."""
    return {"programs": list(sets.shelf.programs())}


def page(sets: Sets, body: Body) -> Any:
    """Return the matching programs for the case under Try, and the form for needs."""
    given = checked(body, EDITED, TRIED)
    matches = tried(sets, body, given, sets.edited(given["name"], given["text"]).draft())
    first = ordered(matches.fits, behind(matches.fits))[: shown.MOST]
    return {
        "form": form_of_programs(matches.programs),
        "document": document_plain(shown.document(matches, beside=shown.MOST)),
        "asking": [
            {"id": fit.program.id, "title": fit.program.title, "outcome": fit.outcome, "document": document_plain(shown.asking(matches, fit))} for fit in first
        ],
    }


def tried(sets: Sets, body: Body, given: Mapping[str, Any], criteria: CriteriaSet) -> Matches:
    """Return the programs that match the case under Try.

    Args:
        sets: what is served.
        body: the body, for the paths of problems.
        given: its members, checked: `name`, and those of `TRIED`.
        criteria: the criteria as they are edited.

    Raises:
        RefusedError: there is no such program file.
        CriteriaError: it has problems.
        CaseError: the case or the needs have.
    """
    answer = body.within(("case",), criteria.recommend, given.get("case", {}))
    programs = _of_file(sets, given.get("programs"), given["name"], criteria)
    return match(answer, programs, _needs(body, given.get("needs", {}), programs))


def _of_file(sets: Sets, name: str | None, beside: str | None, criteria: CriteriaSet) -> Programs:
    entry = sets.shelf.programs_for(name, beside)
    return read_programs([(read_file(entry.path, entry.name, entry.folder), entry.name)], criteria.definition)


def _named(sets: Sets, reference: str | Mapping[str, Any] | None, criteria: CriteriaSet) -> Programs:
    """Return the programs that a request names by file or text; by default those next to the criteria.

    Raises:
        RefusedError: there is no such file.
        CriteriaError: they have problems, or are described in the words of other criteria.
        CaseError: what names them is neither.
    """
    if isinstance(reference, Mapping):
        if set(reference) != {"text"} or not isinstance(reference["text"], str):
            raise CaseError([Problem("wrong-type", "programs must be the name of a file that is served, or a mapping with their `text`", path=("programs",))])
        return read_programs([(reference["text"], TEXT)], criteria.definition)
    return _of_file(sets, reference, None if reference else sets.file_of(criteria), criteria)


def _needs(body: Body, given: Mapping[str, Any], programs: Programs) -> Needs:
    """Return the needs in a body; problems get their path in the body.

    Raises:
        CaseError: they have problems.
    """
    try:
        return read_needs(given, programs)
    except CriteriaError as error:
        raise body.placed(CaseError(problem.at(None) for problem in error.problems), ("needs",)) from error
