"""Local versions: what is resolved, where its parts are, and what is refused."""

import io
import zipfile
from pathlib import Path

import pytest

import carelevel
from carelevel.api import CriteriaSet, bundled, dumps, load, loads
from carelevel.model.problems import CriteriaError, Problem
from carelevel.syntax.bundled import rules_folder
from carelevel.syntax.criteria_reader import read_base, read_resolved
from carelevel.syntax.patches import SECTIONS, Resolved
from carelevel.syntax.schema import AddShape, CriteriaShape, LeaveOutShape, LocalShape, ReplaceShape
from carelevel.syntax.validation import keys

COUNTY = """\
carelevel: 1
id: county
version: "1"
title: A county
population: Adults
applies_when: {age: {at_least: 18}}
effective: {from: 2026-11-01}
sources:
  guide: {title: A guide}
levels:
  outpatient: {title: Outpatient care}
  iop: {title: Intensive outpatient program}
  inpatient: {title: Inpatient care}
services:
  planning: Safety planning
override_reasons:
  wish: The person wishes it
instruments: [wsas]
facts:
  age: {type: score, range: [0, 99]}
  risk: {type: scale, values: [none, some, high], worse: high}
  alone: {type: yes_no}
derived:
  at_risk: {when: {risk: {at_least: some}}}
impossible:
  - {id: none-and-young, when: {risk: none, age: {at_most: 1}}, because: It is so.}
contradictions:
  - {id: alone-and-high, when: {risk: high, alone: no}, disputed: [risk], unless: {age: {at_least: 90}}, because: It is so.}
criteria:
  - id: high
    requires: inpatient
    when: {risk: high}
    because: The risk is high.
    source: guide
    examples:
      - {case: {risk: high, alone: yes}, is: met}
      - {case: {risk: some}, is: unmet}
      - {case: {}, is: unknown}
  - {id: some, suggests: iop, when: {at_risk: yes}, because: There is some risk.}
  - {id: plan, adds: [planning], when: {alone: yes}, because: The person is alone.}
invariants:
  - {id: high-is-inpatient, when: {risk: high, alone: yes}, level: {is: inpatient}}
notices:
  - {id: call, unless: {risk: none}, text: Call us.}
accept:
  - {check: fact-never-matters, fact: age, because: It is asked all the same.}
  - {check: nothing-met, because: It is for later.}
renamed:
  facts: {danger: risk, single: alone}
  values: {risk: {severe: high}}
  criteria: {severe: high, plans: plan}
"""

PAYER = """\
carelevel: 1
id: payer
version: "2"
title: A payer
based_on: {set: county.yaml, version: "1"}
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "county.yaml").write_text(COUNTY, "utf-8")
    return tmp_path


def payer(folder: Path, changes: str = "", head: str = PAYER) -> CriteriaSet:
    (folder / "payer.yaml").write_text(head + changes, "utf-8")
    return load(folder / "payer.yaml")


def refused(folder: Path, changes: str = "", head: str = PAYER) -> list[Problem]:
    with pytest.raises(CriteriaError) as error:
        payer(folder, changes, head)
    return list(error.value.problems)


def only(problems: list[Problem]) -> tuple[str, str, int, str, str | None]:
    (problem,) = problems
    assert problem.place is not None
    return problem.code, Path(problem.place.file).name, problem.place.line, problem.message, problem.hint


def plain(criteria: CriteriaSet) -> dict[str, object]:
    return criteria.to_dict()


# What is resolved


def test_without_changes_a_local_version_is_its_base_under_its_own_name(folder: Path) -> None:
    own = {"id": "payer", "version": "2", "title": "A payer"}

    assert plain(payer(folder)) == plain(load(folder / "county.yaml")) | own
    assert payer(folder).decision_digest == load(folder / "county.yaml").decision_digest


def test_every_section_can_be_written_anew(folder: Path) -> None:
    found = payer(
        folder,
        """\
population: Adults of the payer
effective: {until: 2027-01-01}
replace:
  applies_when: {age: {at_least: 21}}
  sources: {guide: {title: Another guide}}
  levels: {iop: {title: Day program}}
  services: {planning: Planning}
  override_reasons: {wish: A wish}
  facts: {alone: {type: yes_no, title: living alone}}
  derived: {at_risk: {when: {risk: high}}}
  impossible: [{id: none-and-young, when: {risk: none, age: 0}, because: Anew.}]
  contradictions: [{id: alone-and-high, when: {risk: high, alone: no}, disputed: [alone], unless: {age: 99}, because: Anew.}]
  criteria: [{id: some, suggests: iop, when: {risk: some}, because: Anew.}]
  examples: [{id: high.2, case: {risk: none}, is: unmet}]
  invariants: [{id: high-is-inpatient, when: {risk: high, alone: yes}, level: {at_least: iop}}]
  notices: [{id: call, unless: {risk: none}, text: Call them.}]
  accept: [{check: nothing-met, because: Anew.}]
""",
    )
    text = COUNTY
    for old, new in {
        'id: county\nversion: "1"\ntitle: A county\npopulation: Adults': 'id: payer\nversion: "2"\ntitle: A payer\npopulation: Adults of the payer',
        "at_least: 18": "at_least: 21",
        "{from: 2026-11-01}": "{until: 2027-01-01}",
        "A guide": "Another guide",
        "Intensive outpatient program": "Day program",
        "Safety planning": "Planning",
        "The person wishes it": "A wish",
        "alone: {type: yes_no}": "alone: {type: yes_no, title: living alone}",
        "{when: {risk: {at_least: some}}}": "{when: {risk: high}}",
        "age: {at_most: 1}}, because: It is so.": "age: 0}, because: Anew.",
        "disputed: [risk], unless: {age: {at_least: 90}}, because: It is so.": "disputed: [alone], unless: {age: 99}, because: Anew.",
        "when: {at_risk: yes}, because: There is some risk.": "when: {risk: some}, because: Anew.",
        "{case: {risk: some}, is: unmet}": "{case: {risk: none}, is: unmet}",
        "level: {is: inpatient}": "level: {at_least: iop}",
        "Call us.": "Call them.",
        "nothing-met, because: It is for later.": "nothing-met, because: Anew.",
    }.items():
        assert old in text
        text = text.replace(old, new)

    assert plain(found) == plain(loads(text))
    assert found.digest == loads(text).digest


def test_every_section_can_be_added_to_and_left_out_of(folder: Path) -> None:
    found = payer(
        folder,
        """\
leave_out:
  sources: [guide]
  services: [planning]
  override_reasons: [wish]
  instruments: [wsas]
  impossible: [none-and-young]
  contradictions: [alone-and-high]
  criteria: [plan]
  invariants: [high-is-inpatient]
  notices: [call]
  accept: [{check: fact-never-matters, fact: age}]
  derived: [at_risk]
replace:
  criteria:
    - {id: high, requires: inpatient, when: {risk: high}, because: Ours.}
    - {id: some, suggests: phq, when: {risk: some}, because: Ours.}
add:
  sources: {book: {title: A book}}
  levels: {phq: {title: Day hospital, after: iop}, ward: {title: Ward, after: phq}}
  services: {visit: A visit}
  override_reasons: {bed: No bed}
  instruments: [phq9]
  facts:
    works: {type: yes_no}
    smokes: {type: yes_no, after: age}
    drinks: {type: yes_no, after: smokes}
  derived: {worker: {when: {works: yes}}}
  impossible: [{id: new, when: {works: yes, age: 0}, because: It is so.}]
  contradictions: [{id: new, when: {works: yes, smokes: yes}, disputed: [works], unless: {age: 99}, because: It is so.}]
  criteria: [{id: visit, adds: [visit], when: {worker: yes}, because: It is so., source: book}]
  invariants: [{id: new, when: {risk: high, age: 50}, level: {is: inpatient}}]
  notices: [{id: new, unless: {drinks: no}, text: Ask.}]
  accept: [{check: unused-fact, fact: alone, because: It is so.}]
""",
    )

    said = found.definition
    assert list(found.levels) == ["outpatient", "iop", "phq", "ward", "inpatient"]
    assert [name for name in found.facts if not name.startswith("phq9")] == ["age", "smokes", "drinks", "risk", "alone", "works"]
    assert list(found.criteria) == ["high", "some", "visit"]
    assert [source.id for source in said.sources if source.id != "phq9"][:1] == ["book"]
    assert [[each.id for each in part] for part in (said.services, said.override_reasons, said.impossible, said.contradictions, said.invariants, said.notices)] == [
        ["visit"], ["bed"], ["phq9-total-contains-item-nine", "new"], ["new"], ["new"], ["new"],
    ]  # fmt: skip
    assert [(each.check, each.fact) for each in said.accept] == [("nothing-met", None), ("unused-fact", "alone")]
    assert "worker" in {fact.id for fact in said.derived}
    assert loads(dumps(found)) == found


def test_a_section_and_a_condition_that_the_base_lacks_are_added(folder: Path) -> None:
    (folder / "county.yaml").write_text(COUNTY[: COUNTY.index("invariants:")].replace("applies_when: {age: {at_least: 18}}\n", ""), "utf-8")

    found = payer(folder, "add:\n  applies_when: {age: {at_least: 21}}\n  notices: [{id: ours, unless: {risk: none}, text: Call.}]\n")

    assert [notice.id for notice in found.definition.notices] == ["ours"]
    assert plain(found)["applies_when"] == {"age": {"at_least": 21}}


def test_examples_have_the_id_of_their_criterion_and_a_number(folder: Path) -> None:
    found = payer(
        folder,
        """\
replace:
  examples: [{id: high.1, case: {risk: high}, is: met}]
leave_out:
  examples: [high.2]
add:
  examples:
    - {id: high.4, case: {risk: none}, is: unmet}
    - {id: some.1, case: {risk: some}, is: met}
    - {id: some.2, case: {risk: none}, is: unmet}
""",
    )
    examples = {criterion.id: [(example.case.to_dict(), example.expected) for example in criterion.examples] for criterion in found.criteria.values()}

    assert [expected for _, expected in examples["high"]] == ["met", "unknown", "unmet"]
    assert examples["high"][0][0] == {"risk": "high"}
    assert [expected for _, expected in examples["some"]] == ["met", "unmet"]


def test_old_names_are_inherited_unless_what_they_lead_to_is_left_out(folder: Path) -> None:
    found = payer(
        folder, "leave_out: {criteria: [plan]}\nrenamed:\n  facts: {danger: alone}\n  values: {risk: {mild: some}}\n  levels: {day: iop}\n"
    ).definition.renamed

    assert found.facts == {"danger": "alone", "single": "alone"}
    assert found.values == {"risk": {"severe": "high", "mild": "some"}}
    assert found.criteria == {"severe": "high"}
    assert found.levels == {"day": "iop"}


def test_old_names_of_a_fact_that_is_left_out_are_gone(folder: Path) -> None:
    changes = """\
leave_out:
  facts: [risk]
  derived: [at_risk]
  impossible: [none-and-young]
  contradictions: [alone-and-high]
  invariants: [high-is-inpatient]
  notices: [call]
  criteria: [high, some]
"""

    found = payer(folder, changes).definition.renamed

    assert (found.facts, found.values, found.criteria) == ({"single": "alone"}, {}, {"plans": "plan"})


def test_what_it_is_based_on_is_part_of_the_definition_and_of_no_comparison(folder: Path) -> None:
    found = payer(folder, "leave_out: {criteria: [plan], notices: [call]}\nreplace: {applies_when: {age: {at_least: 21}}}\n")
    basis = found.definition.based_on

    assert basis is not None
    assert (basis.id, basis.version, basis.digest, basis.base) == ("county", "1", load(folder / "county.yaml").digest, None)
    assert [(each.kind, each.section, each.id) for each in basis.changes] == [
        ("replaced", "applies_when", "applies_when"),
        ("left_out", "criteria", "plan"),
        ("left_out", "notices", "call"),
    ]
    assert loads(dumps(found)).definition.based_on is None
    assert loads(dumps(found)) == found


def test_an_answer_says_what_its_criteria_are_based_on(folder: Path) -> None:
    answer = payer(folder, "leave_out: {criteria: [plan]}\n").recommend({"age": 30})

    assert "A payer (payer, version 2, in force from 2026-11-01, based on county, version 1, with 1 change)." in str(answer)
    assert answer.to_dict()["criteria"]["based_on"] == {
        "id": "county",
        "version": "1",
        "digest": load(folder / "county.yaml").digest,
        "changes": [{"kind": "left_out", "section": "criteria", "id": "plan"}],
        "based_on": None,
    }
    assert carelevel.Recommendation.from_dict(answer.to_dict(), payer(folder, "leave_out: {criteria: [plan]}\n"), {"age": 30}) == answer
    assert "based_on" not in load(folder / "county.yaml").recommend({"age": 30}).to_dict()["criteria"]


def test_a_document_of_criteria_marks_what_is_local(folder: Path) -> None:
    found = payer(folder, "replace: {criteria: [{id: some, suggests: iop, when: {risk: some}, because: Ours.}]}\nleave_out: {notices: [call]}\n")

    said = str(found)
    lines = said.splitlines()
    assert [line.strip() for line in lines if "(local: replaced)" in line] == ["- When risk is some: Ours. [some] (local: replaced)"]
    assert "left out: [call]" in said
    assert "Based on county, version 1, with 2 changes." in said
    assert "local" not in str(load(folder / "county.yaml"))


def test_local_versions_of_local_versions(folder: Path) -> None:
    head = "carelevel: 1\nid: {}\nversion: '1'\ntitle: It\nbased_on: {{set: {}.yaml, version: '1'}}\n"
    for name, base in (("one", "county"), ("two", "one"), ("three", "two"), ("four", "three"), ("five", "four")):
        (folder / f"{name}.yaml").write_text(
            head.format(name, base) + f"add: {{services: {{{name}: It}}}}\nreplace: {{services: {{planning: {name}}}}}\n", "utf-8"
        )

    four = load(folder / "four.yaml")

    assert [(each.id, each.title) for each in four.definition.services] == [
        ("planning", "four"), ("one", "It"), ("two", "It"), ("three", "It"), ("four", "It"),
    ]  # fmt: skip
    assert "based on three, version 1, with 2 changes; that is based on two, version 1, with 2 changes; that is" in " ".join(str(four.recommend({})).split())
    with pytest.raises(CriteriaError) as error:
        load(folder / "five.yaml")
    assert [(each.code, each.message) for each in error.value.problems] == [("too-large", "more than 4 files are based on each other")]


# Where its parts are


def test_parts_keep_their_places_in_their_own_files(folder: Path) -> None:
    found = payer(folder, "add:\n  criteria:\n    - {id: new, suggests: iop, when: {alone: yes}, because: It is so.}\n")
    places = {criterion.id: (Path(criterion.place.file).name, criterion.place.line) for criterion in found.criteria.values() if criterion.place}

    assert places == {"high": ("county.yaml", 30), "some": ("county.yaml", 39), "plan": ("county.yaml", 40), "new": ("payer.yaml", 8)}


def test_a_problem_of_the_base_that_a_change_makes_is_there_with_the_file_to_change(folder: Path) -> None:
    problems = refused(folder, "leave_out: {facts: [alone]}\n")

    assert {Path(each.place.file).name for each in problems if each.place} == {"county.yaml"}
    assert {each.hint for each in problems} == {f"`{folder / 'payer.yaml'}` changes what this needs; list this part there, too"}
    assert ("criteria", 0, "examples", 0, "case", "alone") in {each.path for each in problems}
    assert ("renamed", "facts", "single") in {each.path for each in problems} or "single" not in str(problems)


def test_a_problem_of_a_change_has_its_path_in_the_local_version(folder: Path) -> None:
    (problem,) = refused(folder, "add:\n  criteria:\n    - {id: new, suggests: iop, when: {alne: yes}, because: It is so.}\n")

    assert problem.path == ("add", "criteria", 0, "when", "alne")
    assert only([problem])[:3] == ("unknown-fact", "payer.yaml", 8)
    assert problem.hint == "did you mean `alone`?"


def test_an_example_of_the_base_that_no_longer_holds_says_how_to_change_it(folder: Path) -> None:
    changes = "leave_out: {examples: [high.1]}\nreplace: {facts: {risk: {type: scale, values: [none, high, some], worse: high}}}\n"
    (folder / "county.yaml").write_text(COUNTY.replace("when: {risk: high}\n    because", "when: {risk: {at_least: high}}\n    because"), "utf-8")

    (problem,) = [each for each in refused(folder, changes) if each.code == "example-fails"]

    assert problem.hint == "the example is the base's: list `high.2` under `replace` or `leave_out`, as one of `examples`"
    assert problem.place is not None
    assert problem.place.file.endswith("county.yaml")


def test_an_own_example_that_does_not_hold_has_no_hint_about_the_base(folder: Path) -> None:
    added = "add: {examples: [{id: some.1, case: {risk: none}, is: met}]}\n"
    assert [each.hint for each in refused(folder, added) if each.code == "example-fails"] == [None]
    anew = "replace: {criteria: [{id: some, suggests: iop, when: {risk: some}, because: Ours., examples: [{case: {}, is: met}]}]}\n"
    assert [each.hint for each in refused(folder, anew) if each.code == "example-fails"] == [None]


def test_instruments_are_those_next_to_the_file_that_names_them(folder: Path) -> None:
    (folder / "sub").mkdir()
    instrument = "carelevel: 1\nid: sleep\ntitle: Sleep\nfacts:\n  sleep: {type: score, range: [0, %d]}\n"
    (folder / "sub" / "sleep.yaml").write_text(instrument % 7, "utf-8")
    (folder / "sleep.yaml").write_text(instrument % 9, "utf-8")
    (folder / "sub" / "county.yaml").write_text(COUNTY.replace("[wsas]", "[sleep]"), "utf-8")

    found = payer(folder, "leave_out: {instruments: []}\n", PAYER.replace("county.yaml", "sub/county.yaml"))

    assert getattr(found.facts["sleep"], "high", None) == 7


# What is refused


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ("replace: {facts: {alne: {type: yes_no}}}", ("not-in-base", 6, "`county 1` has no fact `alne`", "did you mean `alone`?")),
        ("replace: {notices: [{id: x, unless: {risk: none}, text: T}]}", ("not-in-base", 6, "`county 1` has no notice `x`", "list it under `add` if it is new")),
        ("leave_out: {invariants: [x]}", ("not-in-base", 6, "`county 1` has no invariant `x`", None)),
        ("leave_out: {accept: [{check: nothing-met, level: iop}]}", ("not-in-base", 6, "`county 1` has no acceptance `nothing-met of the level iop`", None)),
        ("add: {services: {planning: It}}", ("already-in-base", 6, "`county 1` already has the service `planning`", "list it under `replace` to write it anew")),
        ("add: {applies_when: {age: 1}}", ("already-in-base", 6, "`county 1` already has `applies_when`", "list it under `replace` to write it anew")),
        ("add: {levels: {x: {title: X, after: ipo}}}", ("not-in-base", 6, "no level before this one is called `ipo`; there are `outpatient`, `iop`, `inpatient`", "did you mean `iop`?")),
        ("add: {levels: {x: {title: X}}}", ("missing-key", 6, "`after` is missing here", "write the level below it: `after: outpatient`")),
        ("add: {examples: [{id: high.6, case: {}, is: unknown}]}", ("not-in-base", 6, "an example is added as the next one of a criterion of the base; found `high.6`", "the next example of it is `high.4`")),
        ("add: {examples: [{id: hihg.1, case: {}, is: unknown}]}", ("not-in-base", 6, "an example is added as the next one of a criterion of the base; found `hihg.1`", "did you mean `high`?")),
        ("leave_out: {criteria: [plan], examples: [high.5]}", ("not-in-base", 6, "`county 1` has no example `high.5`", "did you mean `high.1`?")),
        ("criteria: []", ("unknown-key", 6, None, "a local version says what it does to its base: indent `criteria` under `replace`, `leave_out` or `add`")),
    ],
)  # fmt: skip
def test_changes_that_do_not_fit_the_base(folder: Path, changes: str, expected: tuple[str, int, str | None, str | None]) -> None:
    code, file, line, message, hint = only(refused(folder, f"{changes}\n"))

    assert (code, line, expected[2] and message, hint) == expected
    assert file == "payer.yaml"


def test_an_id_stands_in_one_list(folder: Path) -> None:
    changes = "replace: {criteria: [{id: some, suggests: iop, when: {risk: some}, because: Ours.}]}\nleave_out:\n  criteria: [some, plan, plan]\n"

    assert [(each.code, each.message, each.hint) for each in refused(folder, changes)] == [
        ("repeated-id", "`some` is already listed under `replace`, in line 6", "list it once"),
        ("repeated-id", "`plan` is already listed under `leave_out`, in line 8", "list it once"),
    ]


def test_examples_of_a_criterion_that_is_changed_are_written_there(folder: Path) -> None:
    changes = "replace: {criteria: [{id: high, requires: inpatient, when: {risk: high}, because: Ours.}]}\nleave_out: {examples: [high.1]}\n"

    assert only(refused(folder, changes)) == (
        "repeated-id", "payer.yaml", 7, "the criterion `high` is replaced or left out as a whole", "write its examples there",
    )  # fmt: skip


def test_applies_when_that_the_base_lacks_is_not_replaced(folder: Path) -> None:
    (folder / "county.yaml").write_text(COUNTY.replace("applies_when: {age: {at_least: 18}}\n", ""), "utf-8")

    assert only(refused(folder, "replace: {applies_when: {age: 1}}\n"))[3:] == ("`county 1` has no `applies_when`", "list it under `add` if it is new")


def test_a_list_of_changes_needs_a_base(folder: Path) -> None:
    problems = refused(folder, COUNTY + "leave_out: {criteria: [plan]}\n", "")

    assert ("missing-key", "`based_on` is missing here") in {(each.code, each.message) for each in problems}


@pytest.mark.parametrize(
    ("named", "message", "hint"),
    [
        ("cuonty.yaml", "there is no file `cuonty.yaml` in the folder of this file", None),
        ("adult-mental-helth", "no bundled criteria set is called", "did you mean `adult-mental-health`?"),
        ("county", "no bundled criteria set is called", "a file next to this one is named with its ending: `set: county.yaml`"),
        ("../county.yaml", "`../county.yaml` is not inside the folder of this file", "copy the base next to this file, and write its name"),
        ("/etc/county.yaml", "`/etc/county.yaml` is not inside the folder of this file", "copy the base next to this file, and write its name"),
        ("a/../county.yaml", "`a/../county.yaml` is not inside the folder of this file", "copy the base next to this file, and write its name"),
        (".county.yaml", "`.county.yaml` is not inside the folder of this file", "copy the base next to this file, and write its name"),
        ("a\\county", "`a\\county` is not inside the folder of this file", "copy the base next to this file, and write its name"),
    ],
)
def test_a_base_that_is_not_there(folder: Path, named: str, message: str, hint: str | None) -> None:
    code, _, line, said, hinted = only(refused(folder, "", PAYER.replace("county.yaml", f"'{named}'")))

    assert (code, line, hinted) == ("unknown-base", 5, hint)
    assert said.startswith(message)


def test_a_base_is_never_read_through_a_link_out_of_the_folder(folder: Path) -> None:
    inside = folder / "inside"
    inside.mkdir()
    (inside / "county.yaml").symlink_to(folder / "county.yaml")
    (inside / "below").symlink_to(folder)

    for name in ("county.yaml", "below/county.yaml"):
        code, file, line, message, _ = only(refused(inside, "", PAYER.replace("county.yaml", name)))
        assert (code, file, line) == ("not-found", "payer.yaml", 5)
        assert "leads out of its folder" in message


def test_text_has_bundled_bases_only() -> None:
    adult = load("adult-mental-health")
    head = PAYER.replace("county.yaml", "adult-mental-health").replace('version: "1"', f"version: {adult.version}")

    assert loads(head).decision_digest == adult.decision_digest
    with pytest.raises(CriteriaError, match="this text is in no folder, so it can be based on a bundled set only"):
        loads(PAYER)


def test_a_mapping_is_a_local_version_of_a_bundled_set() -> None:
    adult = load("adult-mental-health")
    given = {"carelevel": 1, "id": "payer", "version": "1", "title": "It", "based_on": {"set": adult.id, "version": adult.version}}

    assert load(given).decision_digest == adult.decision_digest
    with pytest.raises(CriteriaError) as error:
        load(given | {"leave_out": {"services": ["x"]}})
    assert [(each.code, each.path, each.place) for each in error.value.problems] == [("not-in-base", ("leave_out", "services", 0), None)]


def test_a_zip_holds_a_local_version_and_its_base() -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("sets/county.yaml", COUNTY)
        archive.writestr("sets/payer.yaml", PAYER)
        archive.writestr("sets/lost.yaml", PAYER.replace("county", "cuonty"))
        archive.writestr("sets/round.yaml", PAYER.replace("county", "round"))
    place = zipfile.Path(packed) / "sets"

    assert load(place / "payer.yaml").definition.based_on is not None
    for name, code in (("lost", "unknown-base"), ("round", "circular")):
        with pytest.raises(CriteriaError) as error:
            load(place / f"{name}.yaml")
        assert [each.code for each in error.value.problems] == [code]


def test_a_circle(folder: Path) -> None:
    (folder / "county.yaml").write_text(PAYER.replace("county.yaml", "payer.yaml").replace("id: payer", "id: county"), "utf-8")

    assert only(refused(folder)) == (
        "circular", "county.yaml", 5, "`payer.yaml` is based on itself: `payer.yaml` on `county.yaml` on `payer.yaml`", None,
    )  # fmt: skip


def test_problems_of_the_base_are_its_own(folder: Path) -> None:
    (folder / "county.yaml").write_text(COUNTY.replace("risk: high}\n    because", "rsk: high}\n    because"), "utf-8")

    assert only(refused(folder, "leave_out: {criteria: [x]}\n"))[:3] == ("unknown-fact", "county.yaml", 32)


def test_another_version_of_the_base(folder: Path) -> None:
    file = folder / "payer.yaml"
    other = PAYER.replace('version: "1"', 'version: "0"')

    code, _, line, message, hint = only(refused(folder, "", other))
    assert (code, line, message) == ("other-base", 5, "`county` has version `1` now, and this is based on `0`")
    assert (
        hint
        == f"write the new version here once it suits; `carelevel base {file}` then keeps it in `{folder / 'payer.base.yaml'}`, to be compared with the next one"
    )

    (folder / "payer.base.yaml").write_text(COUNTY, "utf-8")
    assert only(refused(folder, "", other))[4] == (
        f"`carelevel diff {folder / 'payer.base.yaml'} {folder / 'county.yaml'}` shows what it changes; once it suits, write its version here, "
        f"and `carelevel base {file}` keeps it"
    )


def test_another_base_than_the_one_that_is_kept(folder: Path) -> None:
    (folder / "payer.base.yaml").write_text(dumps(load(folder / "county.yaml")), "utf-8")
    assert payer(folder).id == "payer"

    (folder / "county.yaml").write_text(COUNTY.replace("Call us.", "Call them."), "utf-8")

    code, _, line, message, _ = only(refused(folder))
    assert (code, line, message) == ("other-base", 5, f"`county` 1 is not what `{folder / 'payer.base.yaml'}` keeps of it")


def test_a_kept_base_that_cannot_be_used(folder: Path) -> None:
    (folder / "payer.base.yaml").write_text("id: [", "utf-8")

    assert only(refused(folder))[:2] == ("not-yaml", "payer.base.yaml")


def test_a_kept_base_that_is_based_on_the_local_version_is_a_circle(folder: Path) -> None:
    (folder / "payer.base.yaml").write_text(PAYER.replace("county.yaml", "payer.yaml"), "utf-8")

    assert only(refused(folder))[:2] == ("circular", "payer.base.yaml")


def test_a_kept_base_that_leads_out_of_the_folder_is_not_read(folder: Path) -> None:
    inside = folder / "inside"
    inside.mkdir()
    (inside / "county.yaml").write_text(COUNTY, "utf-8")
    (inside / "payer.base.yaml").symlink_to(folder / "county.yaml")

    assert "leads out of its folder" in only(refused(inside))[3]


def test_what_a_file_is_based_on_can_be_read_by_itself(folder: Path) -> None:
    found = read_base(PAYER, "payer.yaml", folder)

    assert found is not None
    assert found == load(folder / "county.yaml").definition
    assert read_base(COUNTY, "county.yaml", folder) is None


def test_problems_of_yaml_are_said_once(folder: Path) -> None:
    assert [each.code for each in refused(folder, "add: {services: {a: A, a: B}}\n")] == ["repeated-key"]


def test_a_section_that_lists_can_change_is_in_each_list() -> None:
    for shape in (ReplaceShape, AddShape, LeaveOutShape):
        assert {*SECTIONS, "examples", "vignettes"} - {"instruments"} <= keys(shape).keys()
        assert keys(shape).keys() <= {*SECTIONS, "examples", "vignettes", "applies_when"}
    assert {"carelevel", "id", "version", "title", "population", "applies_when", "effective", "renamed", *SECTIONS} == keys(CriteriaShape).keys()
    assert {"based_on", "replace", "leave_out", "add"} == keys(LocalShape).keys() - keys(CriteriaShape).keys()


def test_a_resolved_document_knows_the_file_of_every_part(folder: Path) -> None:
    document = read_resolved((PAYER + "leave_out: {criteria: [plan]}\n").encode(), str(folder / "payer.yaml"), folder).document

    assert isinstance(document, Resolved)
    assert [Path(document.place(path).file).name for path in ((), ("id",), ("levels",), ("facts", "age"), ("criteria", 0, "when"))] == [
        "payer.yaml", "payer.yaml", "county.yaml", "county.yaml", "county.yaml",
    ]  # fmt: skip


# Levels that the base rules out, and added ones


RULING = COUNTY.replace("criteria:\n", "criteria:\n  - {id: no-nurse, rules_out: iop, when: {risk: some}, because: A day program has no nurse.}\n", 1)


def added_levels(folder: Path, levels: str, changes: str = "") -> list[tuple[str, str, int, str, str | None]]:
    (folder / "county.yaml").write_text(RULING, "utf-8")
    try:
        payer(folder, f"add: {{levels: {levels}}}\n{changes}")
    except CriteriaError as error:
        return [only([problem]) for problem in error.problems]
    return []


def test_a_level_above_one_that_the_base_rules_out_has_to_be_considered(folder: Path) -> None:
    assert added_levels(folder, "{php: {title: Php, after: iop}, residential: {title: House, after: php}}") == [
        (
            "ruled-out-below", "payer.yaml", 6, "`no-nurse` of the base rules out `iop`, and was written before `php`, `residential` were added above it",
            "list it under `replace`: with `rules_out: [iop, php, residential]` if it is not for these people either, or with `rules_out: iop` if it is for these people",
        )
    ]  # fmt: skip


def test_an_added_most_intensive_level_cannot_be_ruled_out_and_has_to_be_considered(folder: Path) -> None:
    ((_, _, _, _, hint),) = added_levels(folder, "{state: {title: State hospital, after: inpatient}}")

    assert hint == "list it under `replace`: with `rules_out: iop` if it is for these people"


def test_levels_below_ruled_out_ones_are_added_freely(folder: Path) -> None:
    assert added_levels(folder, "{groups: {title: Groups, after: outpatient}}") == []


@pytest.mark.parametrize(
    "changes",
    [
        "leave_out: {criteria: [no-nurse]}\n",
        "replace: {criteria: [{id: no-nurse, rules_out: iop, when: {risk: some}, because: Read again.}]}\n",
        "replace: {criteria: [{id: no-nurse, rules_out: [iop, php], when: {risk: some}, because: Read again.}]}\n",
    ],
)
def test_a_criterion_that_the_local_version_lists_has_been_considered(folder: Path, changes: str) -> None:
    assert added_levels(folder, "{php: {title: Php, after: iop}}", changes) == []


@pytest.mark.parametrize("base", ["adult-mental-health", "adult-substance-use"])
def test_a_bundled_set_can_be_based_on_another_one(base: str) -> None:
    name = f"{base}-php"
    local = load(name)

    assert name in bundled()
    based_on = local.definition.based_on
    assert based_on is not None
    assert (based_on.id, based_on.version, based_on.digest) == (base, load(base).version, load(base).digest)
    assert loads(dumps(local)).decision_digest == local.decision_digest
    assert loads((rules_folder() / name / "criteria.yaml").read_text("utf-8")).digest == local.digest


def test_a_payer_can_base_its_version_on_a_bundled_set_that_is_based_on_another() -> None:
    version = load("adult-mental-health-php").version
    payer = loads(PAYER.replace("county.yaml", "adult-mental-health-php").replace('version: "1"', f"version: {version}"))

    based_on = payer.definition.based_on
    assert based_on is not None
    assert based_on.id == "adult-mental-health-php"
    assert based_on.base is not None
    assert based_on.base.id == "adult-mental-health"
