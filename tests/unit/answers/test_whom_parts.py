"""The parts of `applies_when`, from the answer to what is said and kept of it."""

import json
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from carelevel.answers.results import Recommendation
from carelevel.api import CriteriaSet, dumps, load, loads
from carelevel.cli.main import main
from carelevel.logic import applies_parts
from carelevel.logic.sat import UndecidedError
from carelevel.model.conditions import EVERYBODY
from carelevel.model.record import Record
from carelevel.show.answer import headline
from carelevel.syntax.json_schema_answers import answer_schema
from carelevel.syntax.json_schema_files import criteria_schema
from carelevel.verify.diff import diff
from carelevel.verify.testing.coverage_goals import LeavesOut, goals
from carelevel.verify.testing.mutants import mutants
from carelevel.verify.testing.runs import expectation, run_of
from carelevel.verify.testing.suggest import suggestion
from carelevel.verify.testing.suites import suite_of
from tests.budgets import without_room

ADULTS = "  - {id: adults, when: {age: {at_least: 18}}, because: These criteria are for adults.}\n"
NO_EMERGENCY = "  - {id: no-emergency, when: {emergency: no}, because: A medical emergency comes first., refer_to: acute medical care, source: law}\n"
PARTS = f"applies_when:\n{ADULTS}{NO_EMERGENCY}"
REST = """
sources:
  law: {title: The law}
levels:
  outpatient: {title: Outpatient care}
  iop: {title: Intensive outpatient program}
  inpatient: {title: Inpatient hospital}
facts:
  age: {type: score, range: [0, 120], unit: years}
  emergency: {type: yes_no, title: medical emergency, worse: yes}
  risk: {type: scale, values: [low, high, imminent], worse: high}
criteria:
  - {id: imminent, requires: inpatient, when: {risk: imminent}, because: Only a hospital is safe.}
  - {id: high, suggests: iop, when: {risk: high}, because: The days need structure.}
"""


def text_of(whom: str, more: str = "") -> str:
    return f'carelevel: 1\nid: clinic\nversion: "1"\ntitle: A clinic\n{whom}{REST}{more}'


def clinic(whom: str = PARTS, more: str = "") -> CriteriaSet:
    return loads(text_of(whom, more))


def statuses(answer: Recommendation) -> dict[str, str]:
    return {part.part: part.status for part in answer.whom}


class TestAnswers:
    def test_all_parts_have_to_hold(self) -> None:
        answer = clinic().recommend({"age": 30, "emergency": "no", "risk": "high"})

        assert (answer.applies, answer.level, answer.settled) == ("met", "iop", True)
        assert statuses(answer) == {"adults": "met", "no-emergency": "met"}
        assert [part.evidence for part in answer.whom] == [None, None]

    def test_an_open_part_leaves_the_level_open(self) -> None:
        criteria = clinic()
        case = {"age": 30, "risk": "high"}

        answer, decision = criteria.recommend(case), criteria.decide(case)

        assert (answer.applies, answer.level, answer.settled, answer.possible, answer.missing) == ("unknown", None, False, ("iop",), ("emergency",))
        assert (decision.applies, decision.level, decision.settled, decision.lowest) == ("unknown", None, False, "iop")
        assert headline(answer) == "Intensive outpatient program, if these criteria are for this person: medical emergency is not known"

    def test_an_unmet_part_is_said_with_where_to_refer(self) -> None:
        answer = clinic().recommend({"emergency": "yes", "risk": "imminent"})

        assert (answer.applies, answer.possible, answer.reasons, answer.missing) == ("unmet", (), (), ())
        assert headline(answer) == "These criteria are not for this person: a medical emergency comes first. Refer to: acute medical care"
        assert [part.evidence for part in answer.whom] == [None, {"emergency": "yes"}]
        assert 'Rests on: "medical emergency" is yes.' in str(answer)
        assert "[law] The law" in str(answer)

    def test_several_unmet_parts_are_all_said(self) -> None:
        assert headline(clinic().recommend({"age": 15, "emergency": "yes"})) == (
            "These criteria are not for this person: these criteria are for adults; a medical emergency comes first. Refer to: acute medical care"
        )

    def test_parts_that_refer_are_still_asked_about(self) -> None:
        criteria = clinic()
        interview = criteria.interview({"age": 15})

        assert criteria.recommend({"age": 15}).missing == ("emergency",)
        assert interview.question is not None
        assert (interview.question.fact, interview.question.about) == ("emergency", "referral")
        assert interview.question.why == "These criteria are not for this person. It can decide whether to refer to: acute medical care."
        assert interview.question.criteria == ()
        assert not interview.settled
        assert interview.answer("no").finished
        assert "What could still refer this person to other care" in str(criteria.recommend({"age": 15}))

    def test_parts_that_do_not_refer_are_not(self) -> None:
        assert clinic().interview({"emergency": "yes"}).finished

    def test_an_interview_ends_at_the_most_intensive_level_with_parts_open(self) -> None:
        interview = clinic().interview({"risk": "imminent"})

        assert interview.finished
        assert headline(interview.recommendation) == ("Inpatient hospital, if these criteria are for this person: age and medical emergency are not known")

    def test_what_could_require_most_is_asked_before_open_parts(self) -> None:
        assert clinic().recommend({}).missing == ("risk", "age", "emergency")

    def test_parts_that_exclude_each_other_are_said(self) -> None:
        young = "  - {id: at-school, when: {any: [{age: {at_most: 17}}, {emergency: yes}]}, because: They are for school., refer_to: school}\n"
        answer = clinic(f"applies_when:\n{ADULTS}{young}").recommend({"emergency": "no"})

        assert (answer.applies, statuses(answer)) == ("unmet", {"adults": "unknown", "at-school": "unknown"})
        assert [part.excludes for part in answer.whom] == [("at-school",), ("adults",)]
        assert [part.evidence for part in answer.whom] == [{"emergency": "no"}] * 2
        assert headline(answer) == "These criteria are not for this person: with what is known, `adults` and `at-school` cannot both be met"
        assert "With what is known, it excludes: [at-school]. [adults]" in " ".join(str(answer).split())
        # Which of the two is unmet decides whether the person is referred.
        assert answer.missing == ("age",)

    def test_no_more_parts_are_named_than_exclude_each_other(self) -> None:
        young = "  - {id: at-school, when: {any: [{age: {at_most: 17}}, {emergency: yes}]}, because: They are for school.}\n"
        third = "  - {id: not-high, when: {risk: {is_not: high}}, because: Another one.}\n"
        answer = clinic(f"applies_when:\n{ADULTS}{third}{young}").recommend({"emergency": "no"})

        assert [part.excludes for part in answer.whom] == [("at-school",), (), ("adults",)]

    def test_what_excludes_rests_on_impossible_combinations_too(self) -> None:
        more = "impossible:\n  - {id: no-children, when: {risk: high, age: {at_most: 40}}, because: Not here.}\n"
        old = "  - {id: below-30, when: {age: {at_most: 30}}, because: They are for the young.}\n"
        answer = clinic(f"applies_when:\n{NO_EMERGENCY}{old}", more).recommend({"risk": "high", "emergency": "no"})

        assert statuses(answer) == {"no-emergency": "met", "below-30": "unmet"}
        assert answer.whom[1].evidence == {"risk": "high"}

    def test_what_is_not_decided_is_unknown(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """A part whose diagram and solver are over the budget stays open, and its facts are asked."""
        young = "  - {id: at-school, when: {any: [{age: {at_most: 17}}, {emergency: yes}]}, because: They are for school.}\n"
        third = "  - {id: not-high, when: {risk: {is_not: high}}, because: Another one., refer_to: another place}\n"
        criteria = clinic(f"applies_when:\n{ADULTS}{young}{third}")

        def undecided(*_: Any) -> Any:
            raise UndecidedError

        monkeypatch.setattr(applies_parts, "applies_by_solver", undecided)
        answer = criteria.recommend({"emergency": "no"})

        # Without a proof that fewer do it, all open parts are named.
        assert [part.excludes for part in answer.whom] == [("at-school", "not-high"), ("adults", "not-high"), ("adults", "at-school")]
        assert [part.evidence for part in answer.whom] == [{"emergency": "no"}] * 3

    def test_without_room_the_answer_is_the_same(self) -> None:
        with without_room(3):
            answer = clinic().recommend({"age": 15})
            question = clinic().interview({"age": 15}).question

        assert (answer.applies, answer.missing) == ("unmet", ("emergency",))
        assert question is not None
        assert question.fact == "emergency"


class TestContradictions:
    MORE = """contradictions:
  - {id: young, when: {age: {at_most: 17}, risk: imminent}, disputed: [age, emergency], unless: {risk: low}, because: They disagree.}
"""

    def test_a_disputed_fact_that_refers_asks_for_what_resolves_it(self) -> None:
        more = "contradictions:\n  - {id: odd, when: {emergency: yes, risk: high}, disputed: [emergency], unless: {risk: low}, because: They disagree.}\n"
        answer = clinic(PARTS, more).recommend({"age": 15, "emergency": "yes", "risk": "high"})

        assert (answer.applies, statuses(answer)["no-emergency"]) == ("unmet", "unknown")
        assert answer.missing == ()
        assert clinic(PARTS, more).interview({"age": 15, "emergency": "yes", "risk": {"at_least": "high"}}).recommendation.missing_for_contradictions == (
            "risk",
        )

    def test_an_interview_asks_for_what_resolves_it(self) -> None:
        more = "contradictions:\n  - {id: odd, when: {emergency: yes, risk: high}, disputed: [emergency], unless: {seen: yes}, because: They disagree.}\n"
        criteria = loads(text_of(PARTS, more).replace("criteria:\n", "  seen: {type: yes_no, title: seen again}\ncriteria:\n", 1))
        case = {"age": 15, "emergency": "yes", "risk": "high"}
        question = criteria.interview(case).question

        assert criteria.recommend(case).missing == ("seen",)
        assert question is not None
        assert (question.fact, question.about) == ("seen", "contradictions")
        # With parts that refer nobody, nothing depends on what is disputed.
        alone = loads(dumps(criteria).replace('  refer_to: "acute medical care"\n', ""))
        assert alone.recommend(case).missing == ()
        assert alone.interview(case).question is None

    def test_what_could_open_a_part_again_is_asked(self) -> None:
        answer = clinic(PARTS, self.MORE).recommend({"age": 15, "emergency": "yes"})

        assert statuses(answer) == {"adults": "unmet", "no-emergency": "unmet"}
        assert answer.missing_for_contradictions == ("risk",)


class TestExplanations:
    CASE: Mapping[str, Any] = {"emergency": "yes", "risk": "high"}

    def test_why_why_not_and_changes_say_the_part(self) -> None:
        criteria = clinic()
        said = "These criteria are not for this person: a medical emergency comes first. Refer to: acute medical care"

        for found in (criteria.why(self.CASE), criteria.why_not(self.CASE, "inpatient"), criteria.what_would_change(self.CASE)):
            assert said in " ".join(str(found).split())
            assert found.to_dict()["whom"][1]["status"] == "unmet"

    def test_sets_without_parts_say_nothing_of_them(self) -> None:
        criteria = clinic("applies_when: {age: {at_least: 18}}\n")

        for found in (criteria.why(self.CASE), criteria.why_not(self.CASE, "inpatient"), criteria.what_would_change(self.CASE)):
            assert "whom" not in found.to_dict()
        assert "whom" not in criteria.recommend(self.CASE).to_dict()

    def test_json_fits_the_schema_and_comes_back(self) -> None:
        criteria = clinic()
        answer = criteria.recommend(self.CASE)

        jsonschema.validate(answer.to_dict(), answer_schema())
        assert Recommendation.from_dict(answer.to_dict(), criteria, self.CASE) == answer
        before = {name: value for name, value in answer.to_dict().items() if name != "whom"} | {"format": 2}
        assert Recommendation.from_dict(before, criteria, self.CASE) == answer


class TestFiles:
    def test_they_are_written_and_read_again(self) -> None:
        criteria = clinic()

        assert loads(dumps(criteria)).definition == criteria.definition
        jsonschema.validate(criteria.to_dict(), criteria_schema())
        jsonschema.validate(clinic("applies_when: {age: {at_least: 18}}\n").to_dict(), criteria_schema())

    def test_digests(self) -> None:
        one, other, words = clinic(), clinic(PARTS.replace(", refer_to: acute medical care", "")), clinic(PARTS.replace("acute medical", "emergency"))

        assert one.decision_digest == words.decision_digest != other.decision_digest
        assert len({one.digest, other.digest, words.digest}) == 3
        assert clinic(f"applies_when:\n{NO_EMERGENCY}{ADULTS}").decision_digest == one.decision_digest

    def test_parts_cannot_say_something_else_than_the_whole(self) -> None:
        with pytest.raises(AssertionError, match="not what its parts say"):
            replace(clinic().definition, applies_when=EVERYBODY)

    def test_they_are_shown(self) -> None:
        shown = str(clinic())

        assert "Who these criteria are for" in shown
        assert '"medical emergency" is no. If not: A medical emergency comes first. Refer to: acute medical care.' in " ".join(shown.split())

    def test_local_versions_change_them_by_id(self, tmp_path: Path) -> None:
        (tmp_path / "clinic.yaml").write_text(text_of(PARTS))
        (tmp_path / "payer.yaml").write_text(
            'carelevel: 1\nid: payer\nversion: "1"\ntitle: A payer\nbased_on: {set: clinic.yaml, version: "1"}\n'
            "replace: {applies_when: [{id: adults, when: {age: {at_least: 21}}, because: From 21 on.}]}\n"
            "add: {applies_when: [{id: below-65, when: {age: {at_most: 64}}, because: Below 65.}]}\n"
            "leave_out: {applies_when: [no-emergency]}\n"
        )
        criteria = load(tmp_path / "payer.yaml")

        assert [(part.id, part.because) for part in criteria.definition.applies_parts] == [("adults", "From 21 on."), ("below-65", "Below 65.")]
        assert "(local: added)" in str(criteria)
        basis = criteria.definition.based_on
        assert basis is not None
        assert {(each.kind, each.section, each.id) for each in basis.changes} == {
            ("replaced", "applies_when", "adults"),
            ("added", "applies_when", "below-65"),
            ("left_out", "applies_when", "no-emergency"),
        }

    def test_parts_can_be_added_to_a_base_for_everybody(self, tmp_path: Path) -> None:
        (tmp_path / "clinic.yaml").write_text(text_of("") + "  - {id: old, suggests: iop, when: {age: {at_least: 100}, emergency: no}, because: Old.}\n")
        (tmp_path / "payer.yaml").write_text(
            'carelevel: 1\nid: payer\nversion: "1"\ntitle: A payer\nbased_on: {set: clinic.yaml, version: "1"}\n'
            "add: {applies_when: [{id: adults, when: {age: {at_least: 21}}, because: From 21 on.}]}\n"
        )

        assert [part.id for part in load(tmp_path / "payer.yaml").definition.applies_parts] == ["adults"]


class TestTables:
    @pytest.fixture
    def people(self) -> Any:
        """A table of four people."""
        pl = pytest.importorskip("polars")
        return pl.DataFrame({"age": [15, 30, None, 30], "emergency": ["yes", "no", "yes", None], "risk": ["high", "high", None, "high"]})

    def test_every_row_says_its_unmet_parts(self, people: Any) -> None:
        from carelevel import cohort

        found = cohort.recommend(clinic(), people)

        assert found["unmet_parts"].to_list() == [["adults", "no-emergency"], [], ["no-emergency"], []]
        assert found["level"].to_list() == [None, "iop", None, None]
        assert found["settled"].to_list() == [False, True, False, False]

    def test_the_summary_counts_them(self, people: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        (tmp_path / "clinic.yaml").write_text(text_of(PARTS))
        people.write_csv(tmp_path / "people.csv")

        main(["cohort", str(tmp_path / "people.csv"), "--criteria", str(tmp_path / "clinic.yaml")])

        said = " ".join(capsys.readouterr().out.split())
        assert "Unmet parts: adults in 1, no-emergency in 2." in said


class TestRecords:
    def test_records_name_the_parts_and_run_again(self) -> None:
        criteria = clinic()
        answer = criteria.recommend({"age": 15, "emergency": "yes"})
        kept = answer.record("2026-11-25T14:30:00Z", facts=True)

        assert kept.answer["whom"] == ({"part": "adults", "status": "unmet"}, {"part": "no-emergency", "status": "unmet"})
        again = Record.from_dict(json.loads(json.dumps(kept.to_dict())))
        assert again == kept
        assert criteria.replay([again]).same == 1

    def test_a_record_of_parts_runs_with_criteria_without_any(self) -> None:
        kept = clinic().recommend({"age": 15, "emergency": "yes"}).record("2026-11-25T14:30:00Z", facts=True)
        found = clinic("applies_when: {age: {at_least: 18}, emergency: no}\n").replay([kept], other_criteria=True)

        assert found.different == 1
        assert found.differences[0].is_now["whom"] == ()


class TestProofs:
    def test_mutants_change_parts_and_leave_them_out(self) -> None:
        found = [(mutant.key, mutant.words) for mutant in mutants(clinic().definition, {})]

        assert (("applies_when", "adults"), "the part is left out") in found
        assert {key for key, _ in found if key[0] == "applies_when"} == {("applies_when", "adults"), ("applies_when", "no-emergency")}

    def test_coverage_wants_somebody_left_out_by_each_part(self, tmp_path: Path) -> None:
        definition = clinic().definition
        wanted = [goal for goal in goals(definition, {}) if isinstance(goal.aim, LeavesOut)]

        assert [(goal.key, goal.words) for goal in wanted] == [
            (("applies_when", name), f"no vignette is of a person who does not meet `{name}`") for name in ("adults", "no-emergency")
        ]
        people = suggestion(definition, wanted, []).people
        assert len(people) >= 1

    def test_a_survivor_that_only_refers_otherwise_is_found(self, tmp_path: Path) -> None:
        """The part is unmet only for people whom another part leaves out, too; what changes is what is said of them."""
        whom = f"{PARTS}  - {{id: no-young-emergency, when: {{none: [{{age: {{at_most: 15}}, emergency: yes}}]}}, because: Both., refer_to: a ward for children}}\n"
        whole = text_of(whom)
        run = run_of(suite_of(whole.encode(), "clinic.yaml", tmp_path), with_mutation=True)
        assert run.mutation is not None
        moved = [each for each in run.mutation.survivors if each.mutant.key == ("applies_when", "no-young-emergency")]

        assert moved
        assert all("unmet_parts" in expectation(each)["exactly"] for each in moved if each.answer.level is None)

    def test_diff_lists_the_parts_that_changed(self) -> None:
        old = clinic()
        new = clinic(PARTS.replace("acute medical care", "the emergency room").replace("at_least: 18", "at_least: 21").replace('"1"', '"2"'))
        found = diff(old, new)

        assert [(turned.criterion, turned.how) for turned in found.parts] == [("adults", "met by others"), ("no-emergency", "says something else")]
        assert found.to_dict()["parts"][1] == {"part": "no-emergency", "how": "says something else"}
        assert not found.is_same
        assert "refers to something else than before" in str(found)
        assert [turned.how for turned in diff(old, clinic("applies_when: {age: {at_least: 18}, emergency: no}\n")).parts] == ["gone", "gone"]
