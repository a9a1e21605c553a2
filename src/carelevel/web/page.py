"""What the page of the workbench asks for. It reasons about nothing itself: each of its questions is one request here."""

from collections.abc import Mapping
from typing import Any

from carelevel.answers.explain.gates import not_asked
from carelevel.answers.explain.interview import Interview
from carelevel.api import CriteriaSet
from carelevel.logic.contradictions import undisputed
from carelevel.model.cases import Case
from carelevel.model.criteria import Definition
from carelevel.model.frozen import thawed
from carelevel.model.problems import CaseError, Problem
from carelevel.model.serialize import case_plain
from carelevel.show import answer, question, why_not
from carelevel.show.explain import changes_to
from carelevel.show.section import together
from carelevel.syntax.case_reader import read_cases
from carelevel.syntax.json_schema_files import criteria_schema, vignettes_schema
from carelevel.verify.diff import document as versions
from carelevel.verify.diff.compare import compared
from carelevel.web.checking import findings
from carelevel.web.criteria_cache import Sets
from carelevel.web.document_json import document_plain
from carelevel.web.endpoints import Answer
from carelevel.web.forms import form_of, lines_of, vocabulary
from carelevel.web.programs import EDITED
from carelevel.web.programs import page as programs
from carelevel.web.request_body import Body, checked
from carelevel.web.settings import Settings
from carelevel.web.try_vignettes import reached, vignettes_plain


def start(sets: Sets, settings: Settings) -> Any:
    """Return what the page needs when it opens: the files, and the schemas for its editor."""
    return {**_files(sets), "emergency": settings.emergency, "schemas": {"criteria": criteria_schema(), "vignettes": vignettes_schema()}}


def _files(sets: Sets) -> dict[str, Any]:
    """Return the files that can be opened, what is left out, and the folders to save in."""
    files = [{"name": entry.name, "writable": entry.writable} for entry in sets.shelf.entries().values()]
    left_out = [{"name": each.name, "why": each.why} for each in sets.shelf.left_out()]
    return {"files": files, "programs": list(sets.shelf.programs()), "folders": list(sets.shelf.folders()), "left_out": left_out}


def open_file(sets: Sets, body: Body) -> Any:
    """Return a file and the vignettes next to it."""
    given = checked(body, {"name": str}, {})
    criteria, vignettes = sets.shelf.read(given["name"])
    return {
        "name": given["name"],
        "writable": sets.shelf.entry(given["name"]).writable,
        "criteria": {"text": criteria.text, "digest": criteria.digest},
        "vignettes": {"text": vignettes.text, "digest": vignettes.digest},
    }


def save(sets: Sets, body: Body) -> Any:
    """Write a file, unless it has changed on the disk."""
    given = checked(body, {"name": str, "what": str, "text": str}, {"digest": str})
    if given["what"] not in {"criteria", "vignettes"}:
        raise CaseError([Problem("unknown-value", "`what` is `criteria` or `vignettes`", path=("what",))])
    return {"digest": sets.shelf.save(given["name"], given["what"], given["text"], given.get("digest"))}


def save_as(sets: Sets, body: Body) -> Any:
    """Save an edited set as a new one."""
    given = checked(body, {"folder": str, "as": str, "text": str}, {"vignettes": str})
    return {"name": sets.shelf.save_as(given["folder"], given["as"], given["text"], given.get("vignettes")), **_files(sets)}


def look(sets: Sets, body: Body) -> Any:
    """Return what an edit changes at once: problems, the form, and the recommendation."""
    given = checked(body, EDITED, {"case": dict, "form": str})
    loaded = sets.edited(given["name"], given["text"])
    shown: dict[str, Any] = {"problems": [problem.to_dict() for problem in loaded.problems], "usable": loaded.criteria is not None, "sound": loaded.is_sound}
    if loaded.criteria is None or loaded.definition is None:
        return shown
    criteria = loaded.criteria
    form = form_of(criteria.definition)
    levels = [{"id": level.id, "title": level.title} for level in criteria.definition.levels]
    shown |= {"levels": levels, "lines": lines_of(loaded.definition, given["name"]), "title": criteria.title}
    if form["digest"] != given.get("form"):
        shown |= {"form": form}
    try:
        found = criteria.recommend(given.get("case", {}))
    except CaseError as error:
        return shown | {"case_problems": [problem.to_dict() for problem in error.problems]}
    return shown | {"answer": found.to_dict(), "document": document_plain(answer.document(found))}


def follow(sets: Sets, body: Body) -> Any:
    """Return what may come a moment later: the next question, vignette results, and names to complete."""
    given = checked(body, EDITED, {"case": dict, "vignettes": str})
    criteria = sets.edited(given["name"], given["text"]).draft()
    names = {"vocabulary": vocabulary(criteria.definition)}
    return {**_question(criteria, given.get("case", {})), **vignettes_plain(criteria, given.get("vignettes")), **names}


def _question(criteria: CriteriaSet, given: Mapping[str, Any]) -> dict[str, Any]:
    try:
        case = criteria.case(given)
        asked = criteria.next_question(case)
        left = criteria.asks(case)
    except CaseError:
        # `look` reports the problems of the case.
        return {"question": None, "asks": None, "not_asked": []}
    hidden = not_asked(criteria.definition, undisputed(criteria.definition, case))
    return {"question": asked and asked.to_dict(), "asks": document_plain(question.asks(left)), "not_asked": sorted(hidden)}


def coverage(sets: Sets, body: Body) -> Any:
    """Return what the examples and vignettes cover."""
    given = checked(body, EDITED, {"vignettes": str})
    criteria = sets.edited(given["name"], given["text"]).draft()
    return reached(criteria, given["text"], given["name"], sets.shelf.entry(given["name"]).path.parent, given.get("vignettes"))


def level(sets: Sets, body: Body) -> Any:
    """Return why another level is not suggested, and what would change that."""
    given = checked(body, {**EDITED, "case": dict, "level": str}, {})
    criteria = sets.edited(given["name"], given["text"]).draft()
    case = body.within(("case",), criteria.case, given["case"])
    not_this = body.within((), criteria.why_not, case, given["level"])
    changes = criteria.what_would_change(case)
    sections = (why_not.section(not_this), *changes_to(changes, given["level"]))
    return {"document": document_plain(together(sections, criteria.definition))}


def interview(sets: Sets, body: Body) -> Any:
    """Begin an interview, or continue one."""
    given = checked(body, EDITED, {"case": dict, "interview": dict, "step": str, "value": (str, int, list, dict), "documentation": bool})
    criteria = sets.edited(given["name"], given["text"]).draft()
    if "interview" in given:
        held = Interview.from_dict(given["interview"], criteria)
    else:
        held = criteria.interview(given.get("case", {}), documentation=given.get("documentation", False))
    held = _stepped(held, given)
    asked = held.question
    return {
        "interview": held.to_dict(),
        "question": asked and asked.to_dict(),
        "why": held.why().split("\n") if asked else [],
        "asks": document_plain(question.asks(held.asks)),
        "case": case_plain(criteria.definition.by_id(), held.case),
        "headline": answer.headline(held.recommendation),
        "papers": not held.documentation and bool(held.recommendation.missing_for_documentation),
    }


def _stepped(held: Interview, given: Mapping[str, Any]) -> Interview:
    match given.get("step"):
        case None:
            return held
        case "answer":
            return held.answer(given.get("value"))
        case "skip":
            return held.skip()
        case "back":
            return held.back()
        case _:
            raise CaseError([Problem("unknown-value", "a step is `answer`, `skip` or `back`", path=("step",))])


def case_file(sets: Sets, body: Body) -> Any:
    """Return the case in a YAML or JSON file, checked against the edited criteria."""
    given = checked(body, {**EDITED, "file": str, "content": str}, {})
    criteria = sets.edited(given["name"], given["text"]).draft()
    cases = read_cases(given["content"], given["file"]).cases
    if len(cases) > 1:
        raise CaseError([Problem("wrong-type", f"the file must have one case, and it has {len(cases)}")])
    case: Case = cases[0].checked(criteria.definition.every_name())
    return {"case": case_plain(criteria.definition.by_id(), case)}


def compare(sets: Sets, body: Body) -> Any:
    """Return what the text decides differently from a file on the disk, with example cases."""
    given = checked(body, {**EDITED, "with": str}, {})
    new = sets.edited(given["name"], given["text"]).draft().definition
    found = compared(sets.of_entry(sets.shelf.entry(given["with"])).draft().definition, new)
    titles = {level.id: level.title for level in new.levels}
    people = [
        {"words": f"{titles.get(move.was or '', move.was)} → {titles.get(move.is_now or '', move.is_now)}", "case": _known(new, move.witness)}
        for move in found.moves
    ]
    services = {service.id: service.title for service in new.services}
    people += [
        {"words": f"{services.get(each.service, each.service)}: {'added' if each.is_added else 'no longer included'}", "case": _known(new, each.witness)}
        for each in found.services
    ]
    return {"document": document_plain(versions.document(found)), "people": people}


def _known(new: Definition, witness: Mapping[str, Any]) -> Any:
    """Return an example case without facts that only the other version has."""
    facts = new.by_id()
    return {name: thawed(known) for name, known in witness.items() if name in facts}


def check(sets: Sets, body: Body) -> Any:
    """Return the problems of the text and the findings of the proofs."""
    given = checked(body, EDITED, {})
    loaded = sets.edited(given["name"], given["text"])
    found = findings(loaded.definition, loaded.problems)
    return {"usable": loaded.is_sound, "problems": [problem.to_dict() for problem in found]}


ANSWERS: dict[str, Answer] = {
    "/workbench/open": open_file,
    "/workbench/save": save,
    "/workbench/save-as": save_as,
    "/workbench/look": look,
    "/workbench/follow": follow,
    "/workbench/coverage": coverage,
    "/workbench/level": level,
    "/workbench/interview": interview,
    "/workbench/case": case_file,
    "/workbench/check": check,
    "/workbench/compare": compare,
    "/workbench/programs": programs,
}
