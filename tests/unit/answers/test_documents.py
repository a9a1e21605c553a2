"""Documentation beside answers, in questions, records, versions, tables and on paper; and facts that are not always asked."""

import pickle
from typing import Any

import pytest

import carelevel
from carelevel.model.problems import CaseError, CriteriaError
from carelevel.verify.diff.compare import compared

TEXT = """
carelevel: 1
id: clinic
version: "1"
title: A clinic
sources: {manual: {title: The manual}}
levels: {outpatient: {title: Outpatient care}, iop: {title: Intensive outpatient program}, php: {title: Partial hospitalization}}
facts:
  symptoms: {type: scale, values: [mild, moderate, severe], worse: high}
  wish: {type: yes_no}
  plan: {type: yes_no, asked_when: {wish: yes}}
  certified: {type: yes_no, title: certification}
  day: {type: score, range: [0, 30], or_more: yes, unit: days, asked_when: {certified: yes}}
criteria:
  - {id: moderate, suggests: iop, when: {symptoms: {at_least: moderate}}, because: Weekly care is not enough.}
  - {id: plan, requires: php, when: {wish: yes, plan: yes}, because: A plan is an emergency.}
documentation:
  - {id: certification, for: {at_least: iop}, needs: {certified: yes}, because: A physician certifies the need., source: manual}
  - {id: renewed, for: php, when: {certified: yes}, needs: {day: {at_most: 18}}, because: It is renewed.}
"""
CRITERIA = carelevel.loads(TEXT)
PHP: dict[str, Any] = {"symptoms": "severe", "wish": "yes", "plan": "yes"}


def edited(old: str, new: str) -> carelevel.CriteriaSet:
    assert old in TEXT
    return carelevel.loads(TEXT.replace(old, new))


def test_text_lists_what_is_lacking_first_and_cites_its_sources() -> None:
    shown = str(CRITERIA.recommend(PHP | {"certified": "no"}))

    assert "Documentation for Partial hospitalization" in shown
    assert "Lacking: A physician certifies the need. It takes" in shown
    assert "[manual] The manual" in shown
    several = str(CRITERIA.recommend({"symptoms": "severe", "wish": "yes", "certified": "yes"}))
    assert "Documentation for the possible levels" in several
    assert several.index("Not known: It is renewed.") < several.index("There: A physician certifies the need.")
    assert "Ask about day. For Partial hospitalization." in " ".join(several.split())


def test_an_answer_lists_documentation_by_its_status() -> None:
    answer = CRITERIA.recommend(PHP | {"certified": "yes"})

    assert (answer.documentation_there, answer.documentation_lacking, answer.documentation_unknown) == (("certification",), (), ("renewed",))
    assert CRITERIA.recommend(PHP | {"certified": "no"}).documentation_lacking == ("certification",)


def test_a_set_is_shown_with_its_documentation_and_gates() -> None:
    shown = str(CRITERIA)

    assert 'Asked when "wish" is yes.' in shown
    assert "Intensive outpatient program or more: A physician certifies the need." in shown
    assert "Partial hospitalization, when certification is yes" in shown.replace('"', "")


def test_what_is_written_is_read_back() -> None:
    assert carelevel.loads(carelevel.dumps(CRITERIA)) == CRITERIA
    ranges = ("iop", "{at_most: iop}", "{between: [iop, php]}", "{one_of: [outpatient, php]}", "{at_least: outpatient}")
    for said in ranges:
        criteria = edited("{at_least: iop}", said)
        assert carelevel.loads(carelevel.dumps(criteria)) == criteria


def test_answers_of_sets_without_documentation_say_nothing_of_it() -> None:
    answer = carelevel.load("adult-mental-health").recommend({})

    assert "documentation" not in answer.to_dict()
    assert (answer.documentation, answer.missing_for_documentation) == ((), ())


def test_answers_come_back_from_json_also_in_the_version_before() -> None:
    answer = CRITERIA.recommend(PHP)
    given = answer.to_dict()

    assert carelevel.Recommendation.from_dict(given, CRITERIA, PHP) == answer
    before = {name: value for name, value in given.items() if name not in {"documentation", "missing_for_documentation"}} | {"format": 2}
    assert carelevel.Recommendation.from_dict(before, CRITERIA, PHP) == answer
    with pytest.raises(CaseError, match="only versions 2 to 3 can be read"):
        carelevel.Recommendation.from_dict(given | {"format": 1}, CRITERIA, PHP)
    with pytest.raises(CaseError, match="newer carelevel"):
        carelevel.Recommendation.from_dict(given | {"format": 4}, CRITERIA, PHP)


def test_an_interview_goes_on_to_documentation_only_where_that_is_wanted() -> None:
    interview = CRITERIA.interview(PHP)
    assert interview.finished
    assert interview.settled

    wanted = CRITERIA.interview(PHP, documentation=True)
    assert (wanted.question.fact, wanted.question.about, wanted.settled) == ("certified", "documentation", False)
    assert "documentation" in wanted.question.why
    assert (wanted.asks.at_least, wanted.asks.at_most, wanted.asks.on_average) == (1, 2, None)
    assert wanted.to_dict()["documentation"] is True
    assert carelevel.Interview.from_dict(wanted.to_dict(), CRITERIA) == wanted
    assert pickle.loads(pickle.dumps(wanted)) == wanted
    done = wanted.answer("yes").answer(3)
    assert done.finished
    assert done.settled
    assert [each.status for each in done.recommendation.documentation] == ["there", "there"]
    assert wanted.answer("no").finished
    skipped = wanted.skip()
    assert skipped.question.fact == "day"  # "not known" hides nothing


def test_an_interview_of_the_version_before_goes_on() -> None:
    interview = CRITERIA.interview({"symptoms": "severe"}).answer("no")
    before = interview.to_dict() | {"format": 1}

    assert carelevel.Interview.from_dict(before, CRITERIA) == interview
    with pytest.raises(CaseError, match="documentation"):
        carelevel.Interview.from_dict(interview.to_dict() | {"documentation": "yes"}, CRITERIA)


def test_the_gate_is_asked_first_and_says_why() -> None:
    criteria = edited("when: {wish: yes, plan: yes}", "when: {plan: yes}")
    question = criteria.next_question({"symptoms": "severe"})

    assert (question.fact, question.opens, question.is_safety) == ("wish", "plan", True)
    assert question.why == "It decides whether to ask about plan; what concerns safety is asked first."
    assert question.to_dict()["opens"] == "plan"
    assert question.criteria == ("plan",)
    assert criteria.next_question({"symptoms": "severe", "wish": "no"}) is None
    assert "opens" not in CRITERIA.next_question({}).to_dict()


def test_the_number_of_questions_has_ends_while_a_gate_is_in_play() -> None:
    criteria = edited("when: {wish: yes, plan: yes}", "when: {plan: yes}")

    assert criteria.asks({"symptoms": "severe"}).to_dict() == criteria.asks({"symptoms": "severe"}, documentation=False).to_dict()
    left = criteria.asks({"symptoms": "severe"})
    assert (left.at_least, left.at_most, left.exact) == (1, 2, False)
    hidden = criteria.asks({"symptoms": "severe", "wish": "no"})
    assert (hidden.at_least, hidden.at_most) == (0, 0)
    assert criteria.asks({"symptoms": "severe", "wish": "yes"}).exact


def test_facts_of_one_instrument_are_asked_together_unless_a_gate_is_open(tmp_path: Any) -> None:
    (tmp_path / "screen.yaml").write_text(
        """
carelevel: 1
id: screen
title: A screen
facts:
  first: {type: yes_no}
  second: {type: yes_no, asked_when: {first: yes}}
  third: {type: yes_no}
""",
        "utf-8",
    )
    (tmp_path / "criteria.yaml").write_text(
        """
carelevel: 1
id: clinic
version: "1"
title: A clinic
levels: {outpatient: {title: Outpatient}, iop: {title: IOP}}
instruments: [screen]
criteria:
  - {id: all, suggests: iop, when: {at_least: {count: 2, of: [{first: yes}, {second: yes}, {third: yes}]}}, because: Two of three.}
""",
        "utf-8",
    )
    criteria = carelevel.load(tmp_path / "criteria.yaml")

    assert [*criteria.definition.asked_when] == ["second"]
    first = criteria.next_question({})
    assert (first.fact, first.with_facts) == ("first", ("third",))
    assert criteria.next_question({"first": "yes"}).with_facts == ("third",)


def test_records_keep_documentation_and_replay_without_it() -> None:
    record = CRITERIA.recommend(PHP | {"certified": "no"}).record("2026-11-25T14:30:00Z", facts="masked")

    assert record.answer["documentation"][0] == {"id": "certification", "levels": ("php",), "status": "lacking"}
    assert record.to_dict()["record"] == 2
    assert carelevel.Record.from_dict(record.to_dict()) == record
    assert CRITERIA.replay([record]).same == 1

    old = record.to_dict() | {"record": 1}
    for name in ("documentation", "missing_for_documentation"):
        del old["answer"][name]
    assert CRITERIA.replay([carelevel.Record.from_dict(old)]).same == 1

    without = carelevel.loads(TEXT.partition("documentation:")[0])
    assert [dict(each.was)["documentation"][0]["id"] for each in without.replay([record], other_criteria=True).differences] == ["certification"]


def test_records_of_an_earlier_version_are_read_in_the_names_of_now() -> None:
    record = CRITERIA.recommend(PHP | {"certified": "yes"}).record("2026-11-25T14:30:00Z", facts=True)
    now = carelevel.loads(TEXT.replace("php", "partial").replace("day:", "days:") + "renamed: {levels: {php: partial}, facts: {day: days}}\n")

    assert now.replay([record], other_criteria=True).same == 1


def test_a_new_version_says_which_documentation_and_gates_changed() -> None:
    new = carelevel.loads(
        TEXT.replace("id: renewed", "id: again").replace("needs: {certified: yes}", "needs: {certified: no}").replace("asked_when: {wish: yes}", "title: plan")
    )
    found = compared(CRITERIA.definition, new.definition)

    assert [(each.criterion, each.how) for each in found.documentation] == [("certification", "met by others"), ("again", "new"), ("renewed", "gone")]
    assert [each.criterion for each in found.asked_when] == ["plan"]
    assert found.is_same
    assert not found.is_text_only
    assert found.to_dict()["asked_when"] == [{"fact": "plan", "how": "met by others"}]
    assert "is needed, or there, in other cases than before" in str(found)
    assert "Facts that are asked in other cases than before" in str(found)
    assert "documentation" not in compared(CRITERIA.definition, CRITERIA.definition).to_dict()
    titled = edited("title: certification", "title: a certification")
    assert compared(CRITERIA.definition, titled.definition).is_text_only


def test_tables_count_documentation_at_each_level_and_nothing_that_is_not_asked() -> None:
    pl = pytest.importorskip("polars")
    from carelevel.cohort.answers import bind_columns
    from carelevel.cohort.prepare import laid_out
    from carelevel.cohort.summary import DocumentationCount, completed, counting

    rows = [
        {**PHP, "certified": "yes", "day": 3},
        {**PHP, "certified": "no"},
        {**PHP},
        {"symptoms": "moderate", "wish": "no", "certified": "yes"},
        {"symptoms": "mild", "wish": "no"},
        {"symptoms": "mild", "certified": "no"},
    ]
    frame = pl.DataFrame(rows, schema={name: pl.Int64 if name == "day" else pl.String for name in CRITERIA.facts})
    import narwhals.stable.v2 as nw

    given = nw.from_native(frame.lazy())
    table = laid_out(CRITERIA, given, bind_columns(CRITERIA.definition, None, list(CRITERIA.facts)), untyped=False, knows=True)
    counted, expressions = counting(table, documentation=True)
    summary = completed(table, nw.to_native(counted.select(*expressions)).collect().row(0, named=True))

    assert summary.documentation == {
        ("iop", "certification"): DocumentationCount(1, 0, 0),
        ("php", "certification"): DocumentationCount(1, 1, 1),
        ("php", "renewed"): DocumentationCount(1, 0, 1),
    }
    assert summary.missing == {"wish": 1, "plan": 1}
    _, plain = counting(table)
    assert len(plain) < len(expressions)


def test_levels_of_documentation_that_are_none_are_refused() -> None:
    slips = {
        "{at_least: iop}": {
            "[iop]": "takes a level, or a mapping",
            "{}": "needs at least one of",
            "{at_least: pph}": "no level is called",
            "{between: [php, iop]}": "in the wrong order",
            "{between: iop}": "takes a list of two levels",
            "{one_of: []}": "takes a list of levels",
            "{at_least: [iop]}": "takes a level",
            "{is: iop}": "has no meaning here",
            "{at_last: iop}": "has no meaning here",
            "{at_least: php, at_most: iop}": "no level fits",
            "pph": "no level is called",
        }
    }
    for old, each in slips.items():
        for new, message in each.items():
            with pytest.raises(CriteriaError, match=message):
                edited(old, new)


def test_members_of_a_set_are_counted_by_a_group() -> None:
    with pytest.raises(CriteriaError, match="members are counted by a group") as error:
        carelevel.loads(
            """
carelevel: 1
id: clinic
version: "1"
title: A clinic
levels: {outpatient: {title: Outpatient}}
facts: {c: {type: set, values: [a, b, d, e, f, g, h]}}
criteria:
  - {id: x, suggests: outpatient, when: {c: {at_least: 2}}, because: Two.}
  - {id: y, suggests: outpatient, when: {c: {at_least: 20}}, because: More than there are.}
"""
        )
    hints = [problem.hint for problem in error.value.problems]
    assert hints == ["members are counted by a group: at_least: {count: 2, of: [{c: {includes: a}}, {c: {includes: b}}, ...]}", None]
