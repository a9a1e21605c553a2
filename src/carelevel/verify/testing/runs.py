"""The tests of one criteria set, run, with what was asked about them."""

from collections.abc import Iterator, Mapping
from typing import Any

from carelevel.model.criteria import Definition
from carelevel.model.frozen import record
from carelevel.model.problems import Place
from carelevel.model.serialize import case_plain, case_text
from carelevel.verify.checks.expected import names_in
from carelevel.verify.checks.tests import Tested
from carelevel.verify.proofs.case_space import disagreeing
from carelevel.verify.testing.coverage import Coverage, coverage
from carelevel.verify.testing.coverage_goals import Goal, goals
from carelevel.verify.testing.mutants import Mutant
from carelevel.verify.testing.mutation import Mutation, Survivor, mutation
from carelevel.verify.testing.suites import Suite


@record
class Run:
    """What came out.

    Attributes:
        definition: the criteria.
        results: of each example and vignette.
        coverage: what they reach; None when that was not asked, or some of them fail: what fails checks nothing.
        mutation: which changes they would not notice; None as with `coverage`.
    """

    definition: Definition
    results: tuple[Tested, ...]
    coverage: Coverage | None
    mutation: Mutation | None

    @property
    def failed(self) -> int:
        """How many examples and vignettes make the run fail."""
        return sum(result.failed for result in self.results)

    def summary(self) -> str:
        """Return how much was run and how much of it failed."""
        kinds = [(kind, sum(result.kind == kind for result in self.results)) for kind in ("example", "vignette")]
        counted = ", ".join(f"{number} {kind}{'' if number == 1 else 's'}" for kind, number in kinds)
        todo = sum(result.outcome == "todo" for result in self.results)
        measured = self.coverage is not None or self.mutation is not None
        left_out = disagreeing(self.definition) if measured else ""
        return f"{counted}, {self.failed} failed{f', {todo} to do' if todo else ''}{left_out and f'; {left_out}'}"

    def to_dict(self) -> dict[str, Any]:
        """Return the run as JSON values."""
        return {
            "criteria": self.definition.id,
            "results": [result.to_dict() for result in self.results],
            "coverage": None if self.coverage is None else _coverage_plain(self.coverage),
            "mutation": None if self.mutation is None else _mutation_plain(self.definition, self.mutation),
        }


def run_of(suite: Suite, *, with_coverage: bool = False, with_mutation: bool = False) -> Run:
    """Run the tests of a criteria set, and measure them when all of them pass."""
    results = tuple(suite.results())
    is_sound = not any(result.failed for result in results)
    checked = tuple(vignette for vignette in suite.vignettes if vignette.todo is None)
    return Run(
        suite.definition,
        results,
        coverage(suite.definition, goals(suite.definition, suite.places), suite.checks()) if with_coverage and is_sound else None,
        mutation(suite.criteria, suite.places, checked, with_examples=suite.has_examples) if with_mutation and is_sound else None,
    )


def percent(found: Coverage) -> str:
    """Return how much is reached, rounded down: 100 is all of it.

    >>> percent(Coverage((), (), (), (), ()))
    '100 %'
    """
    thousandths = found.share.numerator * 1000 // found.share.denominator
    return f"{thousandths // 10}.{thousandths % 10} %" if thousandths < 1000 else "100 %"


def coverage_said(found: Coverage) -> str:
    """Return how much is reached, in one line."""
    said = f"coverage {percent(found)}, {len(found.reached)} of {len(found.goals) - len(found.unreachable)} reached"
    said += f", {len(found.unreachable)} that cannot be reached" if found.unreachable else ""
    return said + (f", {len(found.undecided)} not decided" if found.undecided else "")


def mutation_said(found: Mutation) -> str:
    """Return what became of the mutants, in one line."""
    said = f"{found.total} mutants: {found.killed} noticed, {len(found.same)} decide the same for everyone, {len(found.survivors)} survived"
    return said + (f", {len(found.undecided)} not decided" if found.undecided else "")


def told(place: Place | None, name: str, words: str) -> str:
    """Return something about a condition with its place."""
    return f"{f'{place}: ' if place else ''}{f'{name}: ' if name else ''}{words}"


def goal_told(goal: Goal) -> str:
    """Return what is missing, with its place."""
    return told(goal.place, "" if goal.key is None else goal.key[1] or goal.key[0], goal.words)


def mutant_told(mutant: Mutant) -> str:
    """Return what was changed, with its place."""
    return told(mutant.place, mutant.key[1] or mutant.key[0], mutant.words)


def noticing(definition: Definition, found: Mutation) -> Iterator[tuple[tuple[Survivor, ...], list[str]]]:
    """Yield survivors together that one vignette would notice, with the lines of that vignette: its answer is the one of the criteria as they are."""
    together: dict[str, list[Survivor]] = {}
    for survivor in found.survivors:
        case = case_text(case_plain(definition.by_id(), survivor.otherwise.person))
        together.setdefault(f"  case: {case}\n  expect: {case_text(expectation(survivor))}", []).append(survivor)
    for number, (told, survivors) in enumerate(together.items(), 1):
        first = survivors[0].mutant
        more = f", and {len(survivors) - 1} more" if len(survivors) > 1 else ""
        # Quotation marks inside the title would end it.
        title = f"Notices that {first.words}{more}".translate({ord("`"): None, ord('"'): "'"})
        name = first.key[1].replace("_", "-")[:50] or "applies"
        yield tuple(survivors), [f"- id: {name}-{number}", f'  title: "{title}"', *told.split("\n")]


def expectation(survivor: Survivor) -> dict[str, Any]:
    """Return an expectation that detects a mutant: the level, and the service or the documentation that differs."""
    answer, otherwise = survivor.answer, survivor.otherwise
    expect: dict[str, Any] = {"level": answer.level or "none"}
    if otherwise.service is not None:
        has_it = otherwise.service in names_in(answer, "services")
        expect |= {"services": [otherwise.service]} if has_it else {"not": {"services": [otherwise.service]}}
    elif otherwise.documentation is not None:
        both: dict[str, Any] = {member: [otherwise.documentation] for member in ("documentation_there", "documentation_lacking")}
        shown = {member: names for member, names in both.items() if otherwise.documentation in names_in(answer, member)}
        expect |= shown or {"not": both}
    elif answer.level is None:
        expect |= {"applies": answer.applies}
        expect |= {"exactly": {"unmet_parts": list(names_in(answer, "unmet_parts"))}} if answer.whom else {}
    return expect


def _coverage_plain(found: Coverage) -> dict[str, Any]:
    return {
        "share": float(found.share),
        "reached": len(found.reached),
        "of": len(found.goals) - len(found.unreachable),
        "missing": [_goal_plain(goal) for goal in found.missing],
        "unreachable": [_goal_plain(goal) for goal in found.unreachable],
        "undecided": [_goal_plain(goal) for goal in found.undecided],
    }


def _goal_plain(goal: Goal) -> dict[str, Any]:
    return _plain(goal.place, goal.kind, "" if goal.key is None else goal.key[1] or goal.key[0], goal.words)


def _plain(place: Place | None, kind: str, name: str, words: str) -> dict[str, Any]:
    return {"kind": kind, "of": name, "words": words, "place": None if place is None else str(place)}


def _mutation_plain(definition: Definition, found: Mutation) -> dict[str, Any]:
    def plain(mutant: Mutant) -> dict[str, Any]:
        return {"of": mutant.key[1] or mutant.key[0], "words": mutant.words, "place": None if mutant.place is None else str(mutant.place)}

    def with_person(survivor: Survivor) -> Mapping[str, Any]:
        return {**plain(survivor.mutant), "case": case_plain(definition.by_id(), survivor.otherwise.person), "expect": expectation(survivor)}

    return {
        "mutants": found.total,
        "noticed": found.killed,
        "same": [plain(mutant) for mutant in found.same],
        "survivors": [with_person(survivor) for survivor in found.survivors],
        "undecided": [plain(mutant) for mutant in found.undecided],
    }


def survivors_told(definition: Definition, found: Mutation) -> Iterator[str]:
    """Yield what to say of survivors, with the vignette that would notice them."""
    for survivors, vignette in noticing(definition, found):
        yield "\n".join([*(f"SURVIVED: {mutant_told(survivor.mutant)}" for survivor in survivors), *(f"  {each}" for each in vignette)])
