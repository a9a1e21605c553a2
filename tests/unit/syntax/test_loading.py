"""Criteria come from a path, a mapping, an open file, a package or a zip, and are the same criteria. What cannot be read is said in words."""

import io
import json
import os
import sys
import zipfile
from collections.abc import Callable
from datetime import date, datetime
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given

import carelevel
from carelevel import CriteriaError
from carelevel.syntax.bundled import rules_folder
from carelevel.syntax.limits import MAX_BYTES, MAX_DEPTH, MAX_NODES
from carelevel.syntax.yaml_reader import read_yaml
from tests.strategies import dressed_sets

CRITERIA = """\
carelevel: 1
id: clinic
version: "1"
title: Clinic
instruments: [mood, gad7]
levels: {low: {title: Low}, high: {title: High}}
facts: {danger: {type: yes_no}}
criteria:
  - {id: danger, requires: high, when: {danger: yes}, because: Danger.}
  - {id: mood, suggests: high, when: {mood: {at_least: 3}}, because: The mood is low.}
  - {id: worry, suggests: high, when: {gad7: {at_least: 15}}, because: There is much worry.}
"""
INSTRUMENT = """\
carelevel: 1
id: mood
title: Mood
facts: {mood: {type: score, range: [0, 4], title: mood}}
"""
SMALL = CRITERIA.replace("instruments: [mood, gad7]\n", "").replace("{mood: {at_least: 3}}", "{danger: no}").replace("{gad7: {at_least: 15}}", "{danger: no}")
PROGRAMS = "carelevel: 1\nprograms: []\n"


def zipped(members: dict[str, str | bytes], how: int = zipfile.ZIP_DEFLATED) -> zipfile.ZipFile:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", how) as archive:
        for name, text in members.items():
            archive.writestr(name, text)
    return zipfile.ZipFile(content)


CLINIC: dict[str, str | bytes] = {"clinic/criteria.yaml": CRITERIA, "clinic/instruments/mood.yaml": INSTRUMENT}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name, text in CLINIC.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(str(text), "utf-8")
    return tmp_path / "clinic"


@pytest.fixture
def package(folder: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    (folder.parent / "clinic" / "__init__.py").touch()
    monkeypatch.syspath_prepend(str(folder.parent))
    monkeypatch.delitem(sys.modules, "clinic", raising=False)
    return "clinic"


def problems(source: Any) -> list[carelevel.Problem]:
    with pytest.raises(CriteriaError) as caught:
        carelevel.load(source)
    return list(caught.value.problems)


# The same from everywhere


def test_a_package_a_zip_and_a_folder_give_the_same_criteria(folder: Path, package: str) -> None:
    expected = carelevel.load(folder)
    archive = zipped(CLINIC)

    assert carelevel.load(files(package)) == expected
    assert carelevel.load(files(package) / "criteria.yaml") == expected
    assert carelevel.load(zipfile.Path(archive) / "clinic") == expected
    assert carelevel.load(zipfile.Path(archive, "clinic/criteria.yaml")) == expected
    assert carelevel.load(zipfile.Path(archive, "clinic/")) == expected
    assert list(expected.facts) == ["danger", "mood", "gad7"]


def test_a_package_that_is_itself_in_a_zip_gives_the_same_criteria(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "packed.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for name, text in CLINIC.items():
            archive.writestr(f"packed_{name}", text)
        archive.writestr("packed_clinic/" + "__init__.py", "")
    monkeypatch.syspath_prepend(str(path))

    assert carelevel.load(files("packed_clinic")) == carelevel.load(folder)


def test_a_package_without_a_file_of_its_own_gives_the_same_criteria(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It may be spread over several folders, and then has no path."""
    monkeypatch.syspath_prepend(str(folder.parent))
    monkeypatch.delitem(sys.modules, "clinic", raising=False)

    assert carelevel.load(files("clinic")) == carelevel.load(folder)


@pytest.mark.parametrize(
    "opened", [lambda: io.StringIO(SMALL), lambda: io.BytesIO(SMALL.encode()), lambda: io.TextIOWrapper(io.BytesIO(SMALL.encode()), "utf-8")]
)
def test_an_open_file_is_read_to_its_end(opened: Callable[[], Any]) -> None:
    assert carelevel.load(opened()) == carelevel.loads(SMALL)


def test_a_pipe_that_gives_a_little_at_a_time_is_read_to_its_end() -> None:
    reading, writing = os.pipe()
    with os.fdopen(writing, "wb") as file:
        file.write(SMALL.encode())
    with os.fdopen(reading, "rb", buffering=0) as file:
        assert carelevel.load(file) == carelevel.loads(SMALL)


@given(dressed_sets())
def test_a_mapping_gives_the_criteria_of_its_text(plain: dict[str, Any]) -> None:
    expected = carelevel.loads(json.dumps(plain))
    found = carelevel.load(plain)

    assert found == expected
    assert found.digest == expected.digest
    assert [(each.code, each.message, each.place) for each in found.warnings] == [(each.code, each.message, None) for each in expected.warnings]


@pytest.mark.parametrize("name", carelevel.bundled())
def test_the_bundled_sets_can_be_had_from_what_another_reader_makes_of_them(name: str) -> None:
    given_data = yaml.load((rules_folder() / name / "criteria.yaml").read_text("utf-8"), yaml.BaseLoader)
    given_data["carelevel"] = 1

    assert problems(given_data)  # every number and truth value is text to that reader
    assert carelevel.load(carelevel.load(name).to_dict()) == carelevel.load(name)


def test_a_mapping_may_have_tuples_dates_and_words_of_enumerations() -> None:
    plain = carelevel.loads(SMALL).to_dict() | {"effective": {"from": date(2026, 11, 1)}}
    plain["criteria"] = tuple(carelevel.types.FrozenDict(each) for each in plain["criteria"])

    assert carelevel.load(plain).definition.effective_from == "2026-11-01"


def test_characters_that_end_a_line_in_yaml_alone_stay_what_they_are() -> None:
    plain = carelevel.loads(SMALL).to_dict() | {"title": "one\u2028two\u0085three\u2029four\nfive\tsix 🙂"}

    assert carelevel.load(plain).title == plain["title"]


# What is wrong with a mapping is said by its keys


def test_problems_of_a_mapping_have_keys_and_no_lines() -> None:
    plain = carelevel.loads(SMALL).to_dict()
    plain["criteria"][1]["id"] = "danger"
    plain["criteria"][2]["when"] = {"dangr": "yes"}
    plain["levels"]["high"]["hours_per_week"] = [9, "many"]

    found = problems(plain)

    assert [each.place for each in found] == [None] * len(found)
    said = {(each.code, each.path): each for each in found}
    assert said["repeated-id", ("criteria", 1, "id")].message == "the id `danger` is already used under `criteria[0].id`"
    assert said["unknown-fact", ("criteria", 2, "when", "dangr")].hint == "did you mean `danger`?"
    assert ("wrong-type", ("levels", "high", "hours_per_week", 1)) in said


def test_findings_about_a_mapping_have_keys_and_no_lines() -> None:
    plain = carelevel.loads(SMALL).to_dict()
    plain["facts"]["unused"] = {"type": "yes_no"}
    criteria = carelevel.load(plain)

    found = carelevel.check(criteria, date(2026, 11, 30))

    assert "unused-fact" in [each.code for each in found]
    assert [each.place for each in found] == [None] * len(found)
    assert all(each.path for each in found)


def test_problems_of_an_instrument_that_a_mapping_names_keep_their_places() -> None:
    plain = carelevel.loads(SMALL).to_dict() | {"instruments": ["mood"]}

    assert [(each.code, each.path, each.place) for each in problems(plain)] == [("unknown-instrument", ("instruments", 0), None)]


@pytest.mark.parametrize(
    ("value", "code", "message"),
    [
        ({3: "x"}, "wrong-type", "a key is a word, found the number `3`"),
        ({True: "x"}, "wrong-type", "a key is a word, found `true` (true or false)"),
        ({"x" * 1_001: 1}, "too-large", "a key is longer than 1,000 characters"),
        (10**15, "too-large", "a number has more than 15 digits"),
        (10**400, "too-large", "a number has more than 15 digits"),
        (float("nan"), "wrong-type", "found a missing value"),
        (float("inf"), "wrong-type", "found the number `inf`"),
        (b"raw", "wrong-type", "found raw bytes"),
        ({1, 2}, "wrong-type", "found a list"),
        (datetime(2026, 11, 1, 12), "wrong-type", "found something that is neither text nor a number"),  # noqa: DTZ001
        ("\x07", "not-yaml", "U+0007"),
        ("\ud800", "not-yaml", "U+D800"),
        ("x" * 20_001, "too-large", "a text is longer than 20,000 characters"),
    ],
)
def test_what_a_file_could_not_have_is_refused_by_its_keys(value: Any, code: str, message: str) -> None:
    plain = carelevel.loads(SMALL).to_dict()
    plain["criteria"][0]["because"] = value

    found = problems(plain)

    assert (found[0].code, found[0].path, found[0].place) == (code, ("criteria", 0, "because"), None)
    assert message in found[0].message


def test_a_mapping_without_an_end_is_refused() -> None:
    endless: dict[str, Any] = carelevel.loads(SMALL).to_dict()
    endless["levels"]["high"]["title"] = [endless, endless]
    wide = carelevel.loads(SMALL).to_dict() | {"title": [0] * (2 * MAX_NODES + 1)}

    assert [each.code for each in problems(endless)] == ["too-large"]
    assert len(problems(endless)[0].path) == MAX_DEPTH + 1
    assert [each.code for each in problems(wide)] == ["too-large"]


# What cannot be read, or is too large


@pytest.mark.parametrize("how", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
@pytest.mark.slow
def test_a_file_in_a_zip_is_no_larger_than_any_file(how: int) -> None:
    bomb = zipped({"criteria.yaml": "#" * (20 * MAX_BYTES)}, how)

    assert [each.code for each in problems(zipfile.Path(bomb, "criteria.yaml"))] == ["too-large"]
    with bomb.open("criteria.yaml") as file:
        assert [each.code for each in problems(file)] == ["too-large"]
    with bomb.open("criteria.yaml") as file:
        assert [each.code for each in problems(io.TextIOWrapper(file, "utf-8"))] == ["too-large"]


def test_a_file_that_stops_only_when_it_is_asked_to_is_read_no_further(tmp_path: Path) -> None:
    with Path("/dev/zero").open("rb") as file:
        assert [each.code for each in problems(file)] == ["too-large"]
    with (tmp_path / "large.yaml").open("w+", encoding="utf-8") as written:
        written.write("ü" * MAX_BYTES)
        written.seek(0)
        assert [each.code for each in problems(written)] == ["too-large"]


def test_an_instrument_in_a_zip_is_no_larger_than_any_file() -> None:
    bomb = zipped({**CLINIC, "clinic/instruments/mood.yaml": "#" * (20 * MAX_BYTES)})

    assert [(each.code, str(each.place)) for each in problems(zipfile.Path(bomb) / "clinic")] == [("too-large", "clinic/instruments/mood.yaml:1:1")]


def damaged(change: Callable[[bytearray, zipfile.ZipInfo], None]) -> zipfile.Path:
    archive = zipped({"criteria.yaml": SMALL})
    content = bytearray(archive.fp.getvalue())  # type: ignore[union-attr]
    change(content, archive.getinfo("criteria.yaml"))
    return zipfile.Path(zipfile.ZipFile(io.BytesIO(bytes(content))), "criteria.yaml")


def broken_data(content: bytearray, info: zipfile.ZipInfo) -> None:
    content[60:80] = bytes(20)


def encrypted(content: bytearray, info: zipfile.ZipInfo) -> None:
    for found in (content.index(b"PK\x03\x04") + 6, content.index(b"PK\x01\x02") + 8):
        content[found] |= 1


def packed_otherwise(content: bytearray, info: zipfile.ZipInfo) -> None:
    for found in (content.index(b"PK\x03\x04") + 8, content.index(b"PK\x01\x02") + 10):
        content[found] = 97


def without_its_head(content: bytearray, info: zipfile.ZipInfo) -> None:
    content[:4] = b"XXXX"


@pytest.mark.parametrize("change", [broken_data, encrypted, packed_otherwise, without_its_head])
def test_a_damaged_zip_is_refused_in_a_line(change: Callable[[bytearray, zipfile.ZipInfo], None]) -> None:
    found = problems(damaged(change))

    assert [each.code for each in found] == ["not-found"]
    assert found[0].message.startswith("`criteria.yaml` cannot be read: ")


def test_what_is_not_there_is_said(folder: Path, package: str) -> None:
    archive = zipfile.Path(zipped(CLINIC))

    assert problems(archive)[0].code == "not-found"
    assert problems(archive / "none.yaml")[0].message == "there is no criteria file `none.yaml`"
    assert problems(files(package) / "none.yaml")[0].code == "not-found"


def test_an_instrument_is_looked_for_next_to_the_file_and_nowhere_else() -> None:
    """A name is compared with what lies there, and never joined to a path."""
    inside = {**CLINIC, "mood.yaml": INSTRUMENT}
    del inside["clinic/instruments/mood.yaml"]

    assert problems(zipfile.Path(zipped(inside)) / "clinic")[0].code == "unknown-instrument"
    assert carelevel.load(zipfile.Path(zipped({**inside, "clinic/mood.yaml": INSTRUMENT})) / "clinic").facts["mood"].about.title == "mood"


@pytest.mark.parametrize("given_name", ["open file", "mapping"])
def test_an_open_file_and_a_mapping_have_no_instruments_of_their_own(given_name: str, folder: Path) -> None:
    """Only what was named is read: the folder of an open file was not."""
    if given_name == "mapping":
        found = problems(yaml.safe_load(CRITERIA))
    else:
        with (folder / "criteria.yaml").open("rb") as file:
            found = problems(file)

    assert found[0].code == "unknown-instrument"


def test_a_link_out_of_a_package_is_not_followed(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    elsewhere = tmp_path / "elsewhere.yaml"
    elsewhere.write_text(INSTRUMENT, "utf-8")
    (folder / "instruments" / "mood.yaml").unlink()
    (folder / "instruments" / "mood.yaml").symlink_to(elsewhere)
    monkeypatch.syspath_prepend(str(folder.parent))
    monkeypatch.delitem(sys.modules, "clinic", raising=False)

    assert "leads out of its folder" in problems(files("clinic"))[0].message


@pytest.mark.parametrize(
    ("file", "code", "message"),
    [
        (io.TextIOWrapper(io.BytesIO(b"title: \xff"), "utf-8"), "not-yaml", "the file is not UTF-8 text"),
        (io.BytesIO(b"title: \xff"), "not-yaml", "the file is not UTF-8 text"),
        (io.StringIO(""), "not-yaml", "the file is empty"),
    ],
)
def test_an_open_file_that_is_no_text_is_refused(file: Any, code: str, message: str) -> None:
    assert [(each.code, each.message) for each in problems(file)] == [(code, message)]


@pytest.mark.slow
def test_a_file_that_cannot_be_read_is_said(tmp_path: Path) -> None:
    closed = io.StringIO(SMALL)
    closed.close()

    assert problems(closed)[0].message == "`criteria.yaml` cannot be read: i/o operation on closed file"
    with (tmp_path / "new.yaml").open("w", encoding="utf-8") as writing:
        assert problems(writing)[0].message.endswith("` cannot be read: not readable")
    assert problems(Odd())[0].message == "`criteria.yaml` gives neither text nor bytes"


class Odd:
    """Something that can be read, and gives lists."""

    def read(self, most: int) -> list[int]:
        return [1] * min(most, 3)


# Programs


def test_needs_come_from_the_same_places(tmp_path: Path) -> None:
    text = "requires: {waiting_days: {at_most: 14}}"
    criteria = carelevel.load("adult-mental-health")
    programs = criteria.programs("adult-mental-health")
    expected = criteria.needs({"requires": {"waiting_days": {"at_most": 14}}}, programs)
    path = tmp_path / "needs.yaml"
    path.write_text(text, "utf-8")

    for given_needs in (path, str(path), io.StringIO(text), io.BytesIO(text.encode()), zipfile.Path(zipped({"needs.yaml": text}), "needs.yaml")):
        assert criteria.needs(given_needs, programs) == expected
        assert criteria.needs(path, programs) == expected


def test_problems_of_programs_in_a_mapping_have_keys_and_no_lines() -> None:
    criteria = carelevel.load("adult-mental-health")
    given_programs = read_yaml((rules_folder() / "adult-mental-health" / "programs.yaml").read_text("utf-8"), "programs.yaml")[0].data
    given_programs["programs"][0]["id"] = 3
    given_programs["programms"] = []

    with pytest.raises(CriteriaError) as caught:
        criteria.programs(given_programs)

    assert {(each.code, each.path, each.place) for each in caught.value.problems} >= {
        ("wrong-type", ("programs", 0, "id"), None),
        ("unknown-key", ("programms",), None),
    }


def test_programs_come_from_the_same_places(folder: Path, package: str) -> None:
    text = (rules_folder() / "adult-mental-health" / "programs.yaml").read_text("utf-8")
    criteria = carelevel.load("adult-mental-health")
    expected = criteria.programs("adult-mental-health")
    (folder / "programs.yaml").write_text(text, "utf-8")
    archive = zipfile.Path(zipped({"all/programs.yaml": text, "all/.hidden.yaml": "[", "all/notes.txt": "["}))

    for given_programs in (
        read_yaml(text, "programs.yaml")[0].data,
        io.StringIO(text),
        files(package) / "programs.yaml",
        archive / "all",
        archive / "all" / "programs.yaml",
    ):
        assert criteria.programs(given_programs).programs == expected.programs
    with pytest.raises(CriteriaError, match="there are no program files"):
        criteria.programs(archive)


def test_programs_are_matched_from_where_they_lie() -> None:
    criteria = carelevel.load("adult-mental-health")
    answer = criteria.recommend({"age": 34, "suicide_risk": "imminent"})

    assert carelevel.match(answer, "adult-mental-health") == carelevel.match(answer, criteria.programs("adult-mental-health"))
