"""Runs the snippets of the manual: compares their results with what a test expects, and collects both for printing.

A snippet is a part of a criteria file. What it leaves out comes from the `GIVEN` of its class or module, which the manual prints once, and then from a
minimal criteria set, which the manual describes in its introduction. A case is written as after `case:`.
"""

import ast
import json
import re
import tempfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import chdir
from dataclasses import dataclass, field, fields, replace
from datetime import date
from inspect import getsource
from itertools import permutations
from pathlib import Path
from textwrap import dedent, indent
from typing import Any

import pytest

import carelevel
from carelevel.answers.results import Recommendation, WhomPart
from carelevel.api import CriteriaSet, loads
from carelevel.logic.english import case_words, sentence, values_words
from carelevel.logic.levels import level_of
from carelevel.logic.meaning import possible_values
from carelevel.model.cases import Case
from carelevel.model.facts import SetOf, domain
from carelevel.model.operators import described
from carelevel.model.problems import CaseError, CriteriaError, Problem
from carelevel.model.record import RecordError
from carelevel.model.serialize import case_text
from carelevel.show import criteria as criteria_document
from carelevel.show import text
from carelevel.show.answer import headline
from carelevel.syntax import limits
from carelevel.syntax.bundled import bundled_instruments
from carelevel.syntax.case_reader import GivenCase
from carelevel.syntax.schema import CriteriaShape, ExpectShape
from carelevel.syntax.validation import is_required, keys
from carelevel.syntax.vignette_reader import read_vignettes, resolve_vignettes
from carelevel.syntax.yaml_reader import read_yaml
from carelevel.verify.checks.exactness import exactness
from carelevel.verify.checks.expected import names_in
from carelevel.verify.checks.findings import FINDINGS
from carelevel.verify.checks.tests import tested_examples, tested_vignettes
from carelevel.verify.testing.runs import coverage_said, goal_told, mutant_told, mutation_said, run_of, survivors_told
from carelevel.verify.testing.suites import Suite, suite_of
from tests.budgets import without_room

LEVELS = ("outpatient", "iop", "residential", "inpatient")
"""The levels of a snippet that declares none."""

MINIMAL = f"""
carelevel: 1
id: shown
version: "1"
title: Shown
levels: {{{", ".join(f"{level}: {{title: {level}}}" for level in LEVELS)}}}
"""

# A set needs at least one criterion; if a snippet has none, this one does not touch its facts.
STAND_IN = """
instruments: [wsas]
criteria: [{id: stand-in, suggests: iop, when: {wsas: {at_least: 20}}, because: A set has a criterion.}]
"""

TODAY = date(2026, 11, 24)

MEMBERS = frozenset(member.name for member in fields(Recommendation)) - {"case", "definition", "digest", "decision_digest"}
"""The members of an answer, without its input."""


@dataclass
class Shows:
    """A page of the manual.

    Attributes:
        given: sections of a criteria file that complete every snippet.
        name: the name of the test.
        said: the text of the test.
        blocks: the shown snippets and results, as Markdown.
        truths: each shown condition, with its result for each case.
        members: the shown members of an answer.
        codes: the codes of the problems shown.
    """

    given: str = ""
    name: str = ""
    said: str = ""
    blocks: list[str] = field(default_factory=list)
    truths: list[tuple[str, Mapping[str, str]]] = field(default_factory=list)
    members: set[str] = field(default_factory=set)
    codes: set[str] = field(default_factory=set)

    def truth(self, when: str, expected: Mapping[str, str], snippet: str = "") -> None:
        """Show a condition, and whether each case meets it."""
        criteria = self._of_condition(when, snippet)

        def outcome(case: Case) -> str:
            decision = criteria.decide(case)
            return next(word for word in ("met", "unmet", "unknown") if getattr(decision, word))

        self._fenced("yaml", snippet)
        self._fenced("yaml", when)
        self._each_case("Outcome", expected, criteria, outcome)
        self.truths.append((_flush(when).strip(), expected))

    def truth_table(self, conditions: Mapping[str, str], parts: Sequence[str], expected: Mapping[tuple[str, ...], tuple[str, ...]]) -> None:
        """Show conditions side by side, for parts that are met, unmet or unknown; `conditions` has a heading for each."""
        said = {"met": "yes", "unmet": "no", "unknown": "null"}
        sets = [self._of_condition(when) for when in conditions.values()]
        actual: dict[tuple[str, ...], tuple[str, ...]] = {}
        for row in expected:
            case = {part: None if said[word] == "null" else said[word] for part, word in zip(parts, row, strict=True)}
            decisions = [criteria.decide(case) for criteria in sets]
            actual[row] = tuple(next(word for word in said if getattr(decision, word)) for decision in decisions)
        assert actual == expected
        self._table((*parts, *conditions), [(*row, *outcomes) for row, outcomes in actual.items()])

    def words(self, expected: Mapping[str, str]) -> None:
        """Show conditions as sentences, as in documents and answers."""
        actual = {when: sentence(self._of_condition(when).criteria["shown"].when) for when in expected}
        assert actual == expected
        self._table(("Condition", "In words"), [(_code(when), words) for when, words in actual.items()])

    def known(self, expected: Mapping[str, str], facts: str = "") -> None:
        """Show cases in words, with the declaration of the facts if given."""
        criteria = self._load("facts:\n" + indent(_flush(facts), "  ") if facts else "")
        self._fenced("yaml", facts)
        self._each_case("What is known", expected, criteria, lambda case: "; ".join(case_words(criteria.definition.facts, case)) or "nothing")

    def derived(self, snippet: str, expected: Mapping[str, str]) -> None:
        """Show derived facts, and what the last of them can be for each case."""
        criteria = self._load("derived:\n" + indent(_flush(snippet), "  "))
        fact = criteria.definition.by_id()[list(sections(_flush(snippet)))[-1]]
        assert not isinstance(fact, SetOf)
        self._fenced("yaml", snippet)

        def still_possible(case: Case) -> str:
            values = frozenset(possible_values(fact, case))
            return "unknown" if len(values) == len(domain(fact)) else values_words(fact, values)

        self._each_case(f"`{fact.id}`", expected, criteria, still_possible)

    def asked(self, snippet: str, expected: str) -> None:
        """Show the facts of a set as a clinician reviews them."""
        criteria = self._load(snippet)
        shown = text.render(criteria_document.document(criteria))
        self._fenced("yaml", snippet)
        self._text(shown.partition("\nFacts\n-----\n\n")[2].partition("\n- WSAS")[0], expected)

    def levels(self, expected: Mapping[str, str], snippet: str = "") -> None:
        """Show which levels are possible for each case."""
        criteria = self._load(snippet)
        self._fenced("yaml", snippet)
        self._each_case("Level", expected, criteria, lambda case: " or ".join(criteria.possible_levels(case)))

    def levels_in_any_order(self, expected: Mapping[str, str]) -> None:
        """Show which levels are possible for each case, the same for every order of the given criteria."""
        before, _, criteria = self.given.partition("\ncriteria:\n")
        assert criteria
        for order in permutations(criteria.strip("\n").split("\n")):
            shuffled = loads(Shows(f"{before}\ncriteria:\n" + "\n".join(order))._text_of(""))
            assert {case: _possible(shuffled, case) for case in expected} == expected
        self.levels(expected)

    def both_ranges(self, expected: Mapping[str, tuple[str, str]], snippet: str = "") -> None:
        """Show the range of the fast path next to the exact levels."""
        criteria = self._load(snippet)
        self._fenced("yaml", snippet)
        actual: dict[str, tuple[str, str]] = {}
        for case in expected:
            fast = criteria.decide(_case(criteria, case))
            kleene = str(fast.level) if fast.settled else f"{fast.lowest} to {fast.highest}"
            actual[case] = (kleene, _possible(criteria, case))
        assert actual == expected
        self._table(("Case", "`decide`", "`recommend`"), [(_code(case), *levels) for case, levels in actual.items()])

    def rule(self, expected: Mapping[tuple[str, str, str], str]) -> None:
        """Show the level that follows from the level required, the level suggested, and the limit."""
        actual = {row: LEVELS[level_of(*(LEVELS.index(level) for level in row))] for row in expected}
        assert actual == expected
        self._table(("R, required", "S, suggested", "L, limit", "Level"), [(*row, level) for row, level in actual.items()])

    def answer(self, case: str, expected: Mapping[str, str], snippet: str = "") -> None:
        """Show members of the answer for a case."""
        answer = self._recommend(snippet, case)
        actual = {member: _member(answer, member) for member in expected}
        assert actual == expected
        self._fenced("yaml", f"case: {case}")
        self._table(("Member", "Value"), [(_code(member), value) for member, value in actual.items()])
        self.members.update(expected)

    def answer_without_room(self, case: str, expected: Mapping[str, str]) -> None:
        """Show members of the answer for a case with almost no work allowed for exact reasoning."""
        with without_room(3):
            self.answer(case, expected)

    def every_member(self, said: Mapping[str, str]) -> None:
        """Show all members of an answer with their descriptions, without digests and other input."""
        assert sorted(said) == sorted(MEMBERS)
        self._table(("Member", "Meaning"), [(_code(member), words) for member, words in said.items()])

    def printed(self, case: str, *expected: str) -> None:
        """Show the printed answer for a case, without its last part, the basis."""
        answer = self._recommend("", case)
        self._fenced("yaml", f"case: {case}")
        self._text(str(answer).partition("\nBasis\n")[0], "\n\n".join(map(_flush, expected)))

    def answer_json(self, case: str, member: str, expected: Any, snippet: str = "") -> None:
        """Show a member of the answer for a case in JSON."""
        actual = self._recommend(snippet, case).to_dict()[member]
        assert actual == expected
        self._fenced("yaml", f"case: {case}")
        self._fenced("json", json.dumps(actual, indent=2, ensure_ascii=False))
        self.members.add(member)

    def headlines(self, expected: Mapping[str, str], snippet: str = "") -> None:
        """Show the first sentence of the answer for each case."""
        criteria = self._load(snippet)
        self._fenced("yaml", snippet)
        self._each_case("The answer opens with", expected, criteria, lambda case: headline(criteria.recommend(case)))

    def services(self, expected: Mapping[str, tuple[str, str]], snippet: str = "") -> None:
        """Show which services are met for each case, and which are open."""
        criteria = self._load(snippet)
        self._fenced("yaml", snippet)
        answers = {case: criteria.recommend(_case(criteria, case)) for case in expected}
        actual = {case: tuple(", ".join(names_in(answer, member)) for member in ("services", "open_services")) for case, answer in answers.items()}
        assert actual == expected
        self._table(("Case", "Met", "Open"), [(_code(case), *services) for case, services in actual.items()])

    def notices(self, expected: Mapping[str, str], snippet: str = "") -> None:
        """Show the notices with the answer for each case."""
        criteria = self._load(snippet)
        self._fenced("yaml", snippet)
        self._each_case("Notices shown", expected, criteria, lambda case: ", ".join(criteria.recommend(case).notices) or "none")

    def documentation(self, expected: Mapping[str, str], snippet: str = "") -> None:
        """Show the documentation with the answer for each case."""
        criteria = self._load(snippet)
        self._fenced("yaml", snippet)

        def shown(case: Case) -> str:
            found = criteria.recommend(case).documentation
            return "; ".join(f"{each.id}: {'not known' if each.status == 'unknown' else each.status}" for each in found) or "none"

        self._each_case("Documentation", expected, criteria, shown)

    def next_asked(self, expected: Mapping[str, str], snippet: str = "", *, documentation: bool = False) -> None:
        """Show which fact is asked next for each case."""
        criteria = self._load(snippet)
        self._fenced("yaml", snippet)

        def asked(case: Case) -> str:
            question = criteria.next_question(case, documentation=documentation)
            return "nothing" if question is None else question.fact

        self._each_case("Asked next", expected, criteria, asked)

    def decided(self, expected: Mapping[tuple[str, str, str], str]) -> None:
        """Show how a record describes a decision, for each case, level and reason."""
        actual = {(case, level, because): _decided(self._recommend("", case), level, because) for case, level, because in expected}
        assert actual == dict(expected)
        rows = [(_code(case), _code(level), because or "none", outcome) for (case, level, because), outcome in actual.items()]
        self._table(("Case", "Decided on", "`override_because`", "Recorded"), rows)

    def refused(self, snippet: str, *expected: str, shown: bool = True) -> None:
        """Show a rejected snippet with all its problems; a long or odd snippet is only described in the text."""
        with pytest.raises(CriteriaError) as error:
            self._load(snippet)
        self._fenced("yaml", snippet if shown else "")
        self._problems(error.value.problems, expected)

    def refused_condition(self, when: str, *expected: str) -> None:
        """Show a rejected condition with all its problems, without places, since it is shown without its file."""
        with pytest.raises(CriteriaError) as error:
            self._of_condition(when)
        self._fenced("yaml", when)
        self._problems((replace(problem, place=None, path=()) for problem in error.value.problems), expected)

    def refused_case(self, case: str, *expected: str, snippet: str = "") -> None:
        """Show a rejected case with all its problems."""
        criteria = self._load(snippet)
        self._fenced("yaml", snippet)
        with pytest.raises(CaseError) as error:
            criteria.recommend(_case(criteria, case))
        self._fenced("yaml", case)
        self._problems(error.value.problems, expected)

    def read_anew(self, snippet: str, expected: Mapping[str, str]) -> None:
        """Show another version, and how it reads cases from the criteria of the page."""
        criteria, other = self._load(""), self._load(snippet)

        def read(case: Case) -> str:
            try:
                return "; ".join(case_words(other.definition.facts, other.case(case)))
            except CaseError as error:
                return ", ".join(f"refused: `{problem.code}`" for problem in error.problems)

        self._fenced("yaml", snippet)
        self._each_case("What the other version knows", expected, criteria, read)

    def findings(self, snippet: str, *expected: str) -> None:
        """Show what `check` finds in a set that loads.

        Of proved findings, show only those in the text: the example is too small for others.
        """
        criteria = self._load(snippet)
        self._fenced("yaml", snippet)
        beside = set(FINDINGS) - {code for code in FINDINGS if code in "".join(expected)}
        self._problems(
            [each for each in carelevel.check(criteria, TODAY) if "wsas" not in each.message and each.code not in beside and self._is_told(each)], expected
        )

    def proved(self, snippet: str, *expected: str) -> None:
        """Show every proved finding about a set, with witnesses."""
        criteria = self._load(snippet)
        self._fenced("yaml", snippet)
        found = [each for each in carelevel.check(criteria, TODAY) if each.code in FINDINGS and not self._is_of_the_levels(each, snippet)]
        self.codes.update(problem.code for problem in found)
        self._text("\n".join(line for each in found for line in (str(each), *_witnesses(each))), "".join(map(_flush, expected)))

    def _is_of_the_levels(self, problem: Problem, snippet: str) -> bool:
        """Return whether a problem is about levels that the snippet does not declare."""
        return problem.code == "level-never-reached" and "levels:" not in snippet

    def compared(self, snippet: str, *expected: str) -> None:
        """Show how a new version changes decisions of the given set."""
        old, new = self._load(""), self._load(snippet)
        self._fenced("yaml", snippet)
        self._text(str(carelevel.diff(old, new)), "".join(map(_flush, expected)))

    def not_compared(self, snippet: str, *expected: str) -> None:
        """Show a new version that cannot be compared with the given set."""
        old, new = self._load(""), self._load(snippet)
        with pytest.raises(CriteriaError) as error:
            carelevel.diff(old, new)
        self._fenced("yaml", snippet)
        self._problems(error.value.problems, expected)

    def agreeing(self, snippet: str, *expected: str) -> None:
        """Show whether another set agrees with the given one, which is called `clinic`."""
        given, other = loads(self._text_of("id: clinic")), self._load(snippet)
        self._fenced("yaml", snippet)
        self._text(str(carelevel.agree(given, other)), "".join(map(_flush, expected)))

    def not_agreeing(self, snippet: str, *expected: str) -> None:
        """Show a set that cannot be compared with the given one."""
        given, other = loads(self._text_of("id: clinic")), self._load(snippet)
        with pytest.raises(CriteriaError) as error:
            carelevel.agree(given, other)
        self._fenced("yaml", snippet)
        self._problems(error.value.problems, expected)

    def _is_told(self, problem: Problem) -> bool:
        """Return whether to show a problem: of undecided proofs, only those of invariants."""
        return problem.code != "not-decided" or problem.path[:1] == ("invariants",)

    def examples(self, snippet: str, *expected: str) -> None:
        """Show the output of `test` for the examples of a set that loads."""
        criteria = self._load(snippet)
        self._fenced("yaml", snippet)
        self._text("\n".join(map(str, tested_examples(criteria.definition))), "\n".join(expected))

    def vignettes(self, vignettes: str, *expected: str) -> None:
        """Show vignettes for the given set, and the output of `test`."""
        criteria = self._load("")
        results = tested_vignettes(criteria, _vignettes(vignettes, criteria))
        self._fenced("yaml", vignettes)
        self._text("\n".join(map(str, results)), "".join(map(_flush, expected)))

    def refused_vignettes(self, vignettes: str, *expected: str) -> None:
        """Show a rejected vignette file."""
        with pytest.raises(CriteriaError) as error:
            _vignettes(vignettes, self._load(""))
        self._fenced("yaml", vignettes)
        self._problems(error.value.problems, expected)

    def coverage(self, snippet: str, vignettes: str, *expected: str) -> None:
        """Show the output of `test --coverage` for a set and its vignettes."""
        suite = self._suite(snippet, vignettes)
        found = run_of(suite, with_coverage=True).coverage
        assert found is not None
        told = [f"missing: {goal_told(goal)}" for goal in found.missing] + [f"impossible: {goal_told(goal)}" for goal in found.unreachable]
        self._text("\n".join([coverage_said(found), *told]), "".join(map(_flush, expected)))

    def mutants(self, snippet: str, vignettes: str, *expected: str) -> None:
        """Show the output of `test --mutate` for a set and its vignettes."""
        suite = self._suite(snippet, vignettes)
        found = run_of(suite, with_mutation=True).mutation
        assert found is not None
        told = [*survivors_told(suite.definition, found), *(f"decides the same for everyone: {mutant_told(mutant)}" for mutant in found.same)]
        self._text("\n".join([mutation_said(found), *told]), "".join(map(_flush, expected)))

    def _suite(self, snippet: str, vignettes: str) -> Suite:
        criteria = suite_of(self._text_of(snippet).encode(), "criteria.yaml", None)
        self._fenced("yaml", snippet)
        self._fenced("yaml", vignettes)
        resolved = _vignettes(vignettes, criteria.criteria) if vignettes else ()
        return Suite(criteria.criteria, criteria.places, resolved, has_examples=True)

    def scalars(self, expected: Mapping[str, str]) -> None:
        """Show how words and numbers are read."""
        actual = {shown: described(read_yaml(f"it: {shown}", "it.yaml")[0].data["it"]) for shown in expected}
        assert actual == expected
        self._table(("Written", "Read as"), [(_code(shown), what) for shown, what in actual.items()])

    def limits(self) -> None:
        """Show the limits on files: every constant of the module `limits`, with its description."""
        declared = _constants(limits)
        assert set(declared) == {name for name in vars(limits) if name.isupper()}
        self._table(("At most", "What"), [(f"{most:,}", said) for most, said in declared.values()])

    def digests(self, changes: Mapping[str, tuple[str, str]], expected: Mapping[str, tuple[str, str]]) -> None:
        """Show which digests each change of the given set changes; a change is an old text and a new one."""
        whole = self._text_of("")
        before = loads(whole)
        actual: dict[str, tuple[str, str]] = {}
        for what, (old, new) in changes.items():
            assert old in whole
            after = loads(whole.replace(old, new, 1))
            actual[what] = (_same(before.digest, after.digest), _same(before.decision_digest, after.decision_digest))
        assert actual == expected
        self._table(("Change", "`digest`", "`decision_digest`"), [(what, *digests) for what, digests in actual.items()])

    def _of_condition(self, when: str, snippet: str = "") -> CriteriaSet:
        condition = indent(_flush(when), "      ")
        return self._load(f"{_flush(snippet)}criteria:\n  - id: shown\n    suggests: iop\n    because: It is shown.\n    when:\n{condition}")

    def _load(self, snippet: str) -> CriteriaSet:
        return loads(self._text_of(snippet))

    def _text_of(self, snippet: str) -> str:
        """Return a snippet as a whole criteria file; it comes first, so that its places match the manual."""
        written = sections(_flush(snippet))
        parts = sections(_flush(MINIMAL)) | sections(_flush(self.given)) | written
        if "criteria" not in parts and "sections" not in parts:
            parts |= sections(STAND_IN)
        return "".join([*written.values(), *(part for name, part in parts.items() if name not in written)])

    def _recommend(self, snippet: str, case: str) -> Recommendation:
        criteria = self._load(snippet)
        self._fenced("yaml", snippet)
        answer = criteria.recommend(_case(criteria, case))
        assert answer.possible == criteria.possible_levels(_case(criteria, case))
        return answer

    def _each_case(self, heading: str, expected: Mapping[str, str], criteria: CriteriaSet, outcome: Callable[[Case], str]) -> None:
        actual = {case: outcome(_case(criteria, case)) for case in expected}
        assert actual == expected
        self._table(("Case", heading), [(_code(case), shown) for case, shown in actual.items()])

    def _problems(self, problems: Iterable[Problem], expected: tuple[str, ...]) -> None:
        found = tuple(problems)
        self.codes.update(problem.code for problem in found)
        self._text("\n".join(map(str, found)) or "no problems", "".join(map(_flush, expected)))

    def _text(self, actual: str, expected: str) -> None:
        shown = _flush(actual)
        assert shown == _flush(expected)
        self._fenced("text", shown)

    def _fenced(self, kind: str, snippet: str) -> None:
        if snippet:
            self.blocks.append(f"```{kind}\n{_flush(snippet)}```")

    def _table(self, header: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
        assert rows
        lines = [header, ["---"] * len(header), *rows]
        self.blocks.append("\n".join(f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in line)} |" for line in lines))

    def findings_without_room(self, snippet: str, *expected: str) -> None:
        """Show what `check` finds with almost no work allowed for proofs."""
        with without_room(3):
            self.findings(snippet, *expected)

    def exactness(self, snippet: str, *expected: str) -> None:
        """Show the output of `check --explain-exactness` for a set."""
        criteria = self._load(snippet)
        self._fenced("yaml", snippet)
        self._problems(exactness(criteria.definition), expected)

    def keys_of_a_file(self, said: Mapping[str, str]) -> None:
        """Show every key of a criteria file with its description, and whether it is required."""
        known = keys(CriteriaShape)
        assert sorted(said) == sorted(known)
        needed = {key: "required" if is_required(CriteriaShape, attribute) else "" for key, (attribute, _) in known.items()}
        self._table(("Key", "", "Meaning"), [(_code(key), needed[key], words) for key, words in said.items()])

    def expectations(self, said: Mapping[str, str]) -> None:
        """Show every key of `expect` with its description."""
        assert sorted(said) == sorted(keys(ExpectShape))
        self._table(("Key", "What is compared"), [(_code(key), words) for key, words in said.items()])

    def refused_load(self, name: str, *expected: str) -> None:
        """Show the problems of `load` for an unknown name."""
        with pytest.raises(CriteriaError) as error:
            carelevel.load(name)
        self._fenced("python", f'carelevel.load("{name}")')
        self._problems(error.value.problems, expected)

    def instruments(self, expected: Mapping[str, str]) -> None:
        """Show the bundled instruments and their facts."""
        sets = {name: loads(Shows()._text_of(f"instruments: [{name}, wsas]\n" if name != "wsas" else "")) for name in bundled_instruments()}
        brought = {name: [fact.id for fact in (*s.definition.facts, *s.definition.derived) if fact.about.instrument == name] for name, s in sets.items()}
        actual = {name: ", ".join(map(_code, sorted(facts))) for name, facts in brought.items()}
        assert actual == expected
        self._table(("Instrument", "Its facts"), [(_code(name), facts) for name, facts in actual.items()])

    def beside(self, instrument: str, snippet: str, expected: Mapping[str, str]) -> None:
        """Show an instrument file next to the criteria, and the possible levels for each case."""
        name = sections(_flush(instrument))["id"].split()[1]
        with tempfile.TemporaryDirectory() as folder:
            for file, content in ((f"{name}.yaml", _flush(instrument)), ("criteria.yaml", self._text_of(snippet))):
                Path(folder, file).write_text(content, encoding="utf-8")
            criteria = carelevel.load(folder)
        self._fenced("yaml", f"# {name}.yaml\n{_flush(instrument)}")
        self._fenced("yaml", f"# criteria.yaml\n{_flush(snippet)}")
        self._each_case("Level", expected, criteria, lambda case: " or ".join(criteria.possible_levels(case)))

    def file(self, name: str, content: str) -> None:
        """Show a whole file."""
        self._fenced("yaml", f"# {name}\n{_flush(content)}")

    def local(self, base: str, changes: str, expected: Mapping[str, str]) -> None:
        """Show a local version of `county.yaml`, and the possible levels for each case."""
        criteria = _local(base, changes)
        self.file("payer.yaml", changes)
        self._each_case("Level", expected, criteria, lambda case: " or ".join(criteria.possible_levels(case)))

    def refused_local(self, base: str, changes: str, *expected: str) -> None:
        """Show a local version of `county.yaml` that is refused, and its problems."""
        with pytest.raises(CriteriaError) as error:
            _local(base, changes)
        self.file("payer.yaml", changes)
        self._problems(error.value.problems, expected)

    def answer_of_local(self, base: str, changes: str, case: str, expected: str) -> None:
        """Show what an answer of a local version says about its criteria."""
        criteria = _local(base, changes)
        said = " ".join(str(criteria.recommend(_case(criteria, case))).split())
        assert expected in said, said
        self._fenced("text", expected)


def _local(base: str, changes: str) -> CriteriaSet:
    with tempfile.TemporaryDirectory() as folder, chdir(folder):
        # As they are shown, so that places match the manual.
        for name, content in (("county.yaml", base), ("payer.yaml", changes)):
            Path(name).write_text(f"# {name}\n{_flush(content)}", encoding="utf-8")
        return carelevel.load("payer.yaml")


def sections(snippet: str) -> dict[str, str]:
    """Return the sections of a criteria file by their key.

    >>> sections("facts:\\n  a: {type: yes_no}\\ntitle: b\\n")
    {'facts': 'facts:\\n  a: {type: yes_no}\\n', 'title': 'title: b\\n'}
    """
    parts = re.split(r"^(?=\w)", snippet, flags=re.MULTILINE)
    return {part.partition(":")[0]: part for part in parts if part.strip()}


def _flush(written: str) -> str:
    """Return text without its indentation in a test, with one line end."""
    return dedent(written).strip() + "\n"


def _case(criteria: CriteriaSet, case: str) -> Case:
    document, problems = read_yaml(case, "case.yaml")
    if problems:
        raise CaseError(problems)
    return GivenCase("case.yaml", document.data, document, (), document.place(())).checked(criteria.definition.every_name())


def _vignettes(vignettes: str, criteria: CriteriaSet) -> Any:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "vignettes.yaml"
        # Last, so that places match the manual.
        path.write_text(f"{_flush(vignettes)}criteria: {criteria.id}\n", encoding="utf-8")
        _, shape, document, problems = read_vignettes(path, "vignettes.yaml")
    resolved, more = resolve_vignettes(shape, document, criteria.definition)
    if problems + more:
        raise CriteriaError(problems + more)
    return resolved


def _possible(criteria: CriteriaSet, case: str) -> str:
    return " or ".join(criteria.possible_levels(_case(criteria, case)))


def _member(answer: Recommendation, member: str) -> str:
    match getattr(answer, member):
        case None:
            return "none"
        case bool(value):
            return "yes" if value else "no"
        case str(value):
            return value
        case (WhomPart(), *_) as parts:
            return ", ".join(f"{part.part} {part.status}" for part in parts)
        case _:
            return ", ".join(names_in(answer, member)) or "nothing"


def _decided(answer: Recommendation, level: str, because: str) -> str:
    try:
        decision = answer.record("2026-11-25T14:30:00Z", decision=level, override_because=because or None).decision
    except RecordError as error:
        return "refused: " + error.problems[0].message
    assert decision is not None
    return decision.outcome + (f", for `{decision.reason}`" if decision.reason else ", in own words" if decision.words else "")


def _same(before: str, after: str) -> str:
    return "the same" if before == after else "changed"


def _constants(module: Any) -> dict[str, tuple[int, str]]:
    """Return the constants of a module with the text below each."""
    lines = ast.parse(getsource(module)).body
    found: dict[str, tuple[int, str]] = {}
    for line, below in zip(lines, lines[1:], strict=False):
        match line, below:
            case ast.Assign(targets=[ast.Name(name)]), ast.Expr(ast.Constant(str(said))):
                found[name] = (getattr(module, name), said)
    return found


def _witnesses(problem: Problem) -> list[str]:
    people = problem.witness if isinstance(problem.witness, list) else [problem.witness]
    return [f"  witness: {case_text(person)}" for person in people if person]


def _code(snippet: str) -> str:
    return f"`{snippet}`"
