"""Self-contained pages to print or download; none says who the person is."""

import base64
import hashlib
from datetime import date
from urllib.parse import parse_qs

from carelevel.model.frozen import record
from carelevel.model.problems import CaseError, Problem, listed, quoted
from carelevel.programs.matches import Matches
from carelevel.show import answer, criteria, html, programs
from carelevel.show.document import Document, Paragraph, line
from carelevel.web.criteria_cache import Sets
from carelevel.web.errors import RefusedError
from carelevel.web.programs import EDITED, TRIED, tried
from carelevel.web.request_body import JSON, Body, checked, read_body

MOST_FIELDS = 8
"""How many fields of a form are read; the page sends one."""

_HASH = base64.b64encode(hashlib.sha256(html.STYLE.encode()).digest()).decode()

POLICY = f"default-src 'none'; style-src 'sha256-{_HASH}'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"
"""A policy that allows only the style sheet in the page itself."""


@record
class Printed:
    """A page and its file name."""

    content: str
    file: str
    is_download: bool


def read_form(content: bytes) -> Body:
    """Return the body that the form of the page sent.

    Raises:
        RefusedError: it cannot be read.
        CaseError: as `read_body`.
    """
    try:
        fields = parse_qs(content.decode("utf-8", "replace"), max_num_fields=MOST_FIELDS)
    except ValueError as error:
        raise RefusedError(400, "unreadable", f"a form may have up to {MOST_FIELDS} fields") from error
    return read_body(fields.get("body", [""])[0].encode("utf-8", "replace"), JSON)


def printed(sets: Sets, body: Body) -> Printed:
    """Return a page: criteria, a recommendation, matching programs, or what to ask a program.

    Raises:
        CaseError: the body does not ask for a page, or the case has problems.
        CriteriaError: the criteria, or the programs, cannot be used.
        RefusedError: there is no such program.
    """
    given = checked(body, {**EDITED, "what": str}, {**TRIED, "download": bool, "ask": str})
    found = sets.edited(given["name"], given["text"]).usable()
    match given["what"]:
        case "criteria":
            document: Document = criteria.document(found)
            title, file = found.title, f"{found.id}.html"
        case "recommendation":
            recommendation = body.within(("case",), found.recommend, given.get("case", {}))
            document = (*answer.document(recommendation), *_dated())
            title, file = "Level of care", f"recommendation-{date.today().isoformat()}.html"
        case "programs":
            matches = tried(sets, body, given, found)
            document = (*_of_programs(matches, given.get("ask")), *_dated())
            title, file = "Programs", f"programs-{date.today().isoformat()}.html"
        case _:
            raise CaseError([Problem("unknown-value", "`what` must be `criteria`, `recommendation` or `programs`", path=("what",))])
    return Printed(html.page(document, title), file, bool(given.get("download", False)))


def _of_programs(matches: Matches, ask: str | None) -> Document:
    if ask is None:
        return programs.document(matches)
    ids = [fit.program.id for fit in matches.fits]
    if ask not in ids:
        raise RefusedError(404, "not-found", f"no program is called {quoted(ask)}; allowed are {listed(ids)}")
    return programs.asking(matches, matches[ask])


def _dated() -> Document:
    return (Paragraph(line(f"Made on {date.today().isoformat()} with carelevel.")),)
