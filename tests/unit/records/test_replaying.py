"""Replayed records: the same answers, other answers with why, and what clinicians decided."""

import json
from pathlib import Path

import pytest

from carelevel import Record, RecordError, RecordStore
from carelevel.api import CriteriaSet, loads
from carelevel.records import replaying
from carelevel.records.agreement import CriterionAgreement
from carelevel.records.replaying import ReplayDifference, ReplayTurn
from tests.unit.cli.running import Cli, cli
from tests.unit.records.conftest import CRITERIA, PERSON, WHEN

__all__ = ["cli"]

STRICTER = CRITERIA.replace("{suicide_risk: imminent}", "{suicide_risk: {at_least: high}}").replace('version: "1"', 'version: "2"')


@pytest.fixture(scope="session")
def stricter(clinic: CriteriaSet) -> CriteriaSet:
    return loads(STRICTER, "stricter.yaml")


@pytest.fixture(scope="session")
def records(clinic: CriteriaSet) -> list[Record]:
    """Four records: accepted, overridden for a declared reason, overridden upwards in own words without facts, and one without a decision."""
    imminent, high = {**PERSON, "suicide_risk": "imminent"}, {**PERSON, "suicide_risk": "high"}
    return [
        clinic.recommend(imminent).record(WHEN, facts=True, decision="inpatient", reference="one"),
        clinic.recommend(imminent).record(WHEN, facts="masked", decision="iop", override_because="no-place"),
        clinic.recommend(high).record(WHEN, decision="inpatient", override_because="A feeling of the whole team."),
        clinic.recommend(high).record(WHEN, facts=True, reference="four"),
    ]


def written(records: list[Record], path: Path) -> Path:
    path.write_text("".join(f"{each.to_json()}\n" for each in records), "utf-8")
    return path


def test_records_run_again_give_the_same_answers(clinic: CriteriaSet, records: list[Record]) -> None:
    found = clinic.replay(records)

    assert (found.records, found.same, found.different, found.without_facts, found.differences) == (4, 3, 0, 1, ())


def test_another_version_is_refused_unless_it_is_meant(stricter: CriteriaSet, clinic: CriteriaSet, records: list[Record]) -> None:
    with pytest.raises(RecordError) as caught:
        stricter.replay(records)

    (problem,) = caught.value.problems
    assert problem.code == "other-criteria"
    assert problem.message == (
        f"4 of 4 records are not of `clinic` `2` as it is now: the first, `record 1`, is of `clinic` `1` with the digest {clinic.digest[:19]}…"
    )


def test_a_file_whose_words_alone_changed_is_refused_too_and_said_to_decide_alike(records: list[Record]) -> None:
    """Words reach readers, and so do notices: whoever compares says that this is meant."""
    with pytest.raises(RecordError, match="both decide the same and differ only in text"):
        loads(CRITERIA.replace("title: Clinic", "title: Other")).replay(records)


def test_what_differs_is_reported_with_the_criterion_that_changed(stricter: CriteriaSet, records: list[Record]) -> None:
    found = stricter.replay(records, other_criteria=True)

    assert (found.same, found.different, found.without_facts) == (2, 1, 1)
    assert found.differences == (
        ReplayDifference(
            at="record 4",
            reference="four",
            recorded_with="0.1.0",
            was=found.differences[0].was,
            is_now=found.differences[0].is_now,
            turns=(ReplayTurn("imminent-risk", "unmet", "met (requires inpatient)"),),
        ),
    )
    assert (found.differences[0].was["level"], found.differences[0].is_now["level"]) == ("iop", "inpatient")
    assert found.turned == ((ReplayTurn("imminent-risk", "unmet", "met (requires inpatient)"), 1),)


def test_a_criterion_that_is_gone_or_new_is_reported(clinic: CriteriaSet, records: list[Record]) -> None:
    renamed = loads(CRITERIA.replace("id: ocd,", "id: new-ocd,"))

    found = renamed.replay(records, other_criteria=True)

    assert [turn for turn, _ in found.turned] == [ReplayTurn("ocd", "unmet", None), ReplayTurn("new-ocd", None, "unmet")]


def test_facts_that_the_criteria_do_not_know_any_more_are_said(records: list[Record]) -> None:
    narrower = loads(CRITERIA.replace("range: [20, 50]", "range: [20, 40]"))

    found = narrower.replay(records, other_criteria=True)

    assert [(each.at, each.problems) for each in found.differences] == [
        (f"record {number}", ("shoe_size: out-of-range: `41` is outside the range of `shoe_size`; allowed is 20 to 40",)) for number in (1, 4)
    ]


def test_differences_beyond_a_number_are_counted(stricter: CriteriaSet, records: list[Record], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(replaying, "MOST_KEPT", 2)

    found = stricter.replay([records[3]] * 5, other_criteria=True)

    assert (found.different, len(found.differences)) == (5, 2)


def test_agreement_counts_what_was_decided_where_a_criterion_was_met(clinic: CriteriaSet, records: list[Record]) -> None:
    assert clinic.replay(records).agreement == (
        CriterionAgreement("distress", "suggests", "iop", 3, 1, 0, 1, 1, (("no-place", 1), ("in own words", 1))),
        CriterionAgreement("imminent-risk", "requires", "inpatient", 2, 1, 0, 0, 1, (("no-place", 1),)),
    )


def test_the_result_is_json_and_a_page(stricter: CriteriaSet, records: list[Record]) -> None:
    found = stricter.replay(records, other_criteria=True)

    assert json.loads(json.dumps(found.to_dict())) == found.to_dict()
    assert str(found).startswith("1 of 3 answers differ now\n")
    assert "| `imminent-risk` | not met, now met (requires inpatient) | 1 |" in found.to_markdown()
    assert "<code>imminent-risk</code>" in found.to_html()


# The command


@pytest.fixture
def folder(tmp_path: Path, records: list[Record], monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "clinic.yaml").write_text(CRITERIA, "utf-8")
    (tmp_path / "stricter.yaml").write_text(STRICTER, "utf-8")
    written(records, tmp_path / "records.jsonl")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_a_file_is_run_again(cli: Cli, folder: Path) -> None:
    done = cli("replay", "records.jsonl", "--criteria", "clinic.yaml")

    assert (done.code, done.err) == (0, "")
    assert " ".join(done.out.split()).startswith("None of 3 answers differs now 4 records, run with clinic 1 by carelevel 0.1.0. 1 could not be run")


def test_a_store_and_standard_input_are_run_again_alike(cli: Cli, folder: Path, records: list[Record]) -> None:
    RecordStore(folder / "records.db").extend(records)
    lines = (folder / "records.jsonl").read_bytes()

    store, stream = cli("replay", "records.db", "--criteria", "clinic.yaml"), cli("replay", "-", "--criteria", "clinic.yaml", stdin=lines)

    assert store.out == stream.out == cli("replay", "records.jsonl", "--criteria", "clinic.yaml").out


def test_differences_end_with_1_when_that_is_asked_for(cli: Cli, folder: Path) -> None:
    words = ("replay", "records.jsonl", "--criteria", "stricter.yaml", "--other-criteria")

    assert [cli(*words).code, cli(*words, "--exit-code").code, cli("replay", "records.jsonl", "--criteria", "clinic.yaml", "--exit-code").code] == [0, 1, 0]
    assert "- records.jsonl:4 (four)\n  level: iop; now inpatient\n" in cli(*words).out


def test_other_criteria_are_refused_with_what_to_say(cli: Cli, folder: Path) -> None:
    done = cli("replay", "records.jsonl", "--criteria", "stricter.yaml")

    assert (done.code, done.out) == (2, "")
    assert done.err.startswith("other-criteria: 4 of 4 records are not of `clinic` `2` as it is now: the first, `records.jsonl:1`, ")
    assert done.err.endswith("--other-criteria\n")


def test_a_record_names_no_file(cli: Cli, folder: Path) -> None:
    """The id in a record is looked up among the bundled sets alone, whatever lies beside it."""
    (folder / "clinic").mkdir()
    (folder / "clinic" / "criteria.yaml").write_text(CRITERIA, "utf-8")

    done = cli("replay", "records.jsonl")

    assert (done.code, done.err) == (
        2,
        "unknown-value: records.jsonl:1 is a record of `clinic`, which is not a bundled set\n  hint: name its file with --criteria\n",
    )


def test_bundled_criteria_are_found_by_the_records(cli: Cli, folder: Path, adult: CriteriaSet, substance: CriteriaSet) -> None:
    mixed = [adult.recommend({"age": 34}).record(WHEN, facts=True), substance.recommend({"age": 34}).record(WHEN, facts="masked")]
    written(mixed, folder / "mixed.jsonl")

    done = cli("replay", "mixed.jsonl", "--format", "json")

    assert [(each["criteria"]["id"], each["same"]) for each in json.loads(done.out)] == [("adult-mental-health", 1), ("adult-substance-use", 1)]
    assert "adult-substance-use\n===" in cli("replay", "mixed.jsonl").out


def test_every_line_that_is_no_record_is_said(cli: Cli, folder: Path) -> None:
    lines = (folder / "records.jsonl").read_bytes().splitlines(keepends=True)
    (folder / "odd.jsonl").write_bytes(b"\xef\xbb\xbf" + lines[0] + b"\n{\n" + lines[1] + b"\xff\n")

    done = cli("replay", "odd.jsonl", "--criteria", "clinic.yaml")

    assert (done.code, done.out) == (2, "")
    assert [line.split(": ")[:2] for line in done.err.splitlines()] == [["odd.jsonl:3:2", "not-json"], ["odd.jsonl:5:1", "not-json"]]


def test_beyond_a_number_bad_lines_are_counted(cli: Cli, folder: Path) -> None:
    (folder / "odd.jsonl").write_bytes(b"{\n" * 100)

    assert cli("replay", "odd.jsonl", "--criteria", "clinic.yaml").err.splitlines()[-1] == "too-large: and 80 more records that cannot be read"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["none.jsonl"], "not-found: `none.jsonl` cannot be read: no such file or directory"),
        (["."], "not-found: `.` cannot be read: is a directory"),
        (["a\0b"], "not-found: `a\\u0000b` cannot be read: it is not a valid file name"),
        (["empty.jsonl"], "empty-group: there are no records in the files"),
        (["-", "--criteria", "-"], "carelevel: standard input can be read only once, and `-` is given twice"),
    ],
)
def test_what_cannot_be_read_is_said(cli: Cli, folder: Path, words: list[str], said: str) -> None:
    (folder / "empty.jsonl").write_bytes(b"\n\n")

    done = cli("replay", *words)

    assert (done.code, done.err) == (2, f"{said}\n")


def test_a_line_without_end_is_not_read_into_memory(cli: Cli, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("carelevel.records.files.MOST_BYTES", 1_000)

    assert cli("replay", "records.jsonl", "--criteria", "clinic.yaml").err.startswith("records.jsonl:1:1: too-large: a line is longer than ")


# The store's command


def test_records_are_added_verified_and_taken_out(cli: Cli, folder: Path) -> None:
    added = cli("records", "add", "records.db", "records.jsonl")
    verified = cli("records", "verify", "records.db")
    exported = cli("records", "export", "records.db")

    head = json.loads(cli("records", "verify", "records.db", "--format", "json").out)["head"]
    assert added.out == f"Added 4 records to records.db\n\nHead of the chain: [{head}]\n"
    assert verified.out == f"records.db: 4 records; every record is present and unchanged\n\nHead of the chain: [{head}]\n"
    assert exported.out == (folder / "records.jsonl").read_text("utf-8")
    assert cli("records", "verify", "records.db", "--head", head).code == 0


def test_a_broken_chain_ends_with_1(cli: Cli, folder: Path) -> None:
    cli("records", "add", "records.db", "records.jsonl")

    done = cli("records", "verify", "records.db", "--head", "sha256:1")

    assert done.code == 1
    assert " ".join(done.out.split()).startswith("records.db: 4 records; the chain is broken - no record has the link `sha256:1`: records were removed ")


def test_when_one_record_is_none_no_record_is_added(cli: Cli, folder: Path) -> None:
    (folder / "odd.jsonl").write_bytes((folder / "records.jsonl").read_bytes() + b"{}\n")

    assert cli("records", "add", "records.db", "odd.jsonl").code == 2
    assert not (folder / "records.db").exists()


def test_nothing_to_add_adds_nothing(cli: Cli, folder: Path) -> None:
    (folder / "empty.jsonl").write_bytes(b"")

    assert cli("records", "add", "records.db", "empty.jsonl").out == "Added 0 records to records.db\n"


@pytest.mark.parametrize("words", [["verify", "a.db", "b.jsonl"], ["add", "a.db"], ["add", "a.db", "b.jsonl", "--head", "x"], ["export"], ["verfy", "a.db"]])
def test_bad_usage_ends_with_2(cli: Cli, folder: Path, words: list[str]) -> None:
    done = cli("records", *words)

    assert (done.code, done.out) == (2, "")
    assert done.err
