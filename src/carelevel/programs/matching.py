"""Read programs and needs, and match them with a recommendation."""

from dataclasses import replace
from typing import TYPE_CHECKING

from carelevel.answers.results import Recommendation
from carelevel.model.arguments import expect
from carelevel.model.conditions import facts_of
from carelevel.model.criteria import Definition
from carelevel.model.problems import CaseError, Problem, quoted
from carelevel.model.programs import Needs, Programs
from carelevel.model.serialize import condition_plain
from carelevel.programs.fitting import fits
from carelevel.programs.matches import Matches
from carelevel.programs.questions import questions

if TYPE_CHECKING:
    from carelevel.syntax.loading import Loadable


def match(
    recommendation: Recommendation,
    programs: "Programs | Loadable",
    needs: "Needs | Loadable | None" = None,
) -> Matches:
    """Return for each program whether it fits a person, with every reason and every open question.

    Unknown counts neither as yes nor as no: a program fits when every requirement is known to be met, and does not fit when one is known not to be.
    Otherwise it is not known yet. A preference rules nothing out.

    Args:
        recommendation: the level and the services that are suggested for a person.
        programs: as read by `CriteriaSet.programs`, or what that takes: a path, for one.
        needs: as read by `CriteriaSet.needs`, or what that takes: a path, or a mapping in the words of a needs file; None when there are none. Needs that were
            read for other programs are read again.

    Raises:
        CaseError: the programs are described in the words of other criteria than the recommendation's.
        CriteriaError: the needs have problems; all of them are in `problems`.

    >>> import carelevel
    >>> criteria = carelevel.load("adult-mental-health")
    >>> answer = criteria.recommend({"age": 34, "suicide_risk": "imminent"})
    >>> matches = carelevel.match(answer, criteria.programs("adult-mental-health"), {"requires": {"waiting_days": {"at_most": 14}}})
    >>> matches["thrive"].outcome, matches["thrive"].unmet
    ('does_not_fit', ('level',))

    Meaning: docs/semantics.md, "Programs".
    """
    expect("recommendation", recommendation, Recommendation, "what `recommend` returns")
    if not isinstance(programs, Programs):
        programs = read_programs(programs, recommendation.definition)
    if programs.definition != recommendation.definition:
        message = f"the programs are described in the words of other criteria than the answer's, which are {quoted(recommendation.definition.id)}"
        raise CaseError([Problem("other-criteria", message)])
    known = _read_for(programs, needs) if isinstance(needs, Needs) else read_needs({} if needs is None else needs, programs)
    asked = questions(recommendation, programs, known)
    return Matches(recommendation, programs, known, asked, fits(asked, recommendation, programs, known))


def _read_for(programs: Programs, needs: Needs) -> Needs:
    """Return needs that fit these programs: unchanged when their facts are defined alike, else read again.

    Raises:
        CriteriaError: these programs do not know what is needed.
    """
    if all(programs.facts.get(fact.id) == fact for condition in (*needs.requires, *needs.prefers) for fact in facts_of(condition)):
        return needs
    given = {key: {"all": list(map(condition_plain, parts))} for key, parts in (("requires", needs.requires), ("prefers", needs.prefers)) if parts}
    read = read_needs(given, programs)
    return replace(needs, requires=read.requires, prefers=read.prefers)


def read_programs(given: "Loadable", definition: Definition) -> Programs:
    """Return the programs in a file, in all files of a folder, of the bundled criteria with this id, or in anything else that `load` takes.

    Raises:
        CriteriaError: there is no such file, or there are problems.
    """
    from carelevel.syntax.loading import read_any_programs

    return read_any_programs(given, definition)


def read_needs(given: "Loadable", programs: Programs) -> Needs:
    """Return what a mapping or a file says that a person needs.

    Raises:
        CriteriaError: there is no such file, or there are problems.
    """
    from carelevel.syntax.loading import read_any_needs

    expect("programs", programs, Programs, "what `CriteriaSet.programs` returns")
    return read_any_needs(given, programs)
