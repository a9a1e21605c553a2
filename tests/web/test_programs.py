"""Programs beside a recommendation: the interface and the page say what the library says, and read no file but those that were given."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import carelevel
from carelevel.api import CriteriaSet
from tests.docs.pages import ROOT
from tests.web.conftest import TINY, Page

ADULT = "adult-mental-health"
CASE = {"age": 34, "conditions": ["ocd"], "suicide_risk": "none"}
NEEDS: dict[str, Any] = {
    "taken": [{"days": ["mon", "tue"], "from": "08:30", "to": "24:00", "because": "work"}],
    "requires": {"payers": {"includes": "north_mutual"}},
    "prefers": {"waiting_days": {"at_most": 7}},
}
HOUSE = """\
criteria: tiny
programs:
  - {id: house, title: The House, invented: yes, stated: [{level: inpatient}]}
  - {id: office, title: The Office, invented: yes, stated: [{level: outpatient}]}
"""


@pytest.fixture
def served(serving: Callable[..., Page]) -> Page:
    """The bundled sets."""
    return serving()


def plain(value: object) -> Any:
    return json.loads(json.dumps(value))


def outcomes(answer: dict[str, Any]) -> dict[str, str]:
    return {program["id"]: program["outcome"] for program in answer["programs"]}


def test_match_answers_as_the_library_does(served: Page, adult: CriteriaSet) -> None:
    matches = carelevel.match(adult.recommend(CASE), adult.programs(ADULT), NEEDS)

    assert served.ask("/match", case=CASE, criteria=ADULT, needs=NEEDS) == plain(matches.to_dict())
    assert served.ask("/match", case=CASE, criteria=ADULT, needs=NEEDS, programs=f"{ADULT}/programs.yaml") == plain(matches.to_dict())


def test_programs_come_with_the_request_or_from_next_to_the_criteria(page: Page, folder: Path) -> None:
    with_text = page.ask("/match", case={"danger": "yes"}, programs={"text": HOUSE})
    (folder / "programs.yaml").write_text(HOUSE.replace("house", "home"), "utf-8")
    beside = page.ask("/match", case={"danger": "yes"})

    assert outcomes(with_text) == {"house": "cannot_be_told", "office": "does_not_fit"}
    assert outcomes(beside) == {"home": "cannot_be_told", "office": "does_not_fit"}


def test_the_files_of_programs_are_listed(folder: Path, serving: Callable[..., Page]) -> None:
    (folder / "programs.yaml").write_text(HOUSE, "utf-8")
    (folder / "others.yaml").write_text(HOUSE, "utf-8")
    bundled = f"{ADULT}/programs.yaml"

    def listed(*given: Path) -> list[str]:
        found = serving(*map(str, given)).client.get("/programs").json()["programs"]
        return [name if name == bundled else Path(name).name for name in found]

    assert listed() == [bundled]
    assert listed(folder) == ["others.yaml", "programs.yaml", bundled]
    assert listed(folder / "tiny.yaml") == ["programs.yaml", bundled]
    assert listed(folder / "tiny.yaml", folder / "others.yaml") == ["others.yaml", "programs.yaml", bundled]


def test_a_program_file_that_is_given_is_no_criteria(folder: Path, serving: Callable[..., Page]) -> None:
    (folder / "others.yaml").write_text(HOUSE, "utf-8")
    served = serving(str(folder / "others.yaml"), str(folder / "tiny.yaml"))

    assert served.ask("/recommend", case={})["criteria"]["id"] == "tiny"
    assert [Path(each["name"]).name for each in served.client.get("/workbench/start").json()["files"]][:1] == ["tiny.yaml"]


@pytest.mark.parametrize("programs", ["../secret.yaml", "programs.yaml", "/etc/passwd", "tiny.yaml", "\0"])
def test_no_other_file_is_read(programs: str, page: Page, folder: Path) -> None:
    refused = page.refused("/match", case={}, programs=programs)

    assert (refused["status"], refused["type"]) == (404, "urn:carelevel:not-found")


def test_a_link_out_of_the_folder_is_passed_over(page: Page, folder: Path, tmp_path: Path) -> None:
    (tmp_path / "outside.yaml").write_text(HOUSE, "utf-8")
    (folder / "programs.yaml").symlink_to(tmp_path / "outside.yaml")

    assert page.refused("/match", case={})["status"] == 404


def test_problems_of_needs_come_with_their_paths(served: Page) -> None:
    needs = {"requires": {"payers": {"includes": "north_mutal"}}, "taken": [{"days": ["mon"], "from": "22:00", "to": "03:00", "because": "nights"}]}

    refused = served.refused("/match", case={}, criteria=ADULT, needs=needs)

    assert [(problem["code"], problem["path"], problem["place"]) for problem in refused["problems"]] == [
        ("bounds-reversed", ["needs", "taken", 0], None),
        ("unknown-value", ["needs", "requires", "payers", "includes"], None),
    ]


def test_problems_of_needs_in_yaml_come_with_their_places(served: Page) -> None:
    body = "case: {}\nneeds:\n  requires:\n    payers: {includes: north_mutal}\n"
    answer = served.client.post("/match", content=body, headers={"content-type": "application/yaml"})

    assert [(problem["place"]["line"], problem["hint"]) for problem in answer.json()["problems"]] == [(4, "did you mean `north_mutual`?")]


@pytest.mark.parametrize(
    ("members", "code"),
    [
        ({"programs": {"text": "programs: ["}}, "not-yaml"),
        ({"programs": {"file": "x"}}, "wrong-type"),
        ({"programs": {"text": HOUSE}, "criteria": ADULT}, "other-criteria"),
        ({"programs": 1}, "wrong-type"),
        ({"needs": []}, "wrong-type"),
        ({"need": {}}, "unknown-key"),
    ],
)
def test_what_cannot_be_compared_is_refused_with_the_reason(members: dict[str, Any], code: str, served: Page) -> None:
    assert code in {problem["code"] for problem in served.refused("/match", case={}, **members)["problems"]}


def test_the_page_shows_what_the_command_prints(served: Page, adult: CriteriaSet) -> None:
    text = (ROOT / "rules" / ADULT / "criteria.yaml").read_text("utf-8")
    matches = carelevel.match(adult.recommend(CASE), adult.programs(ADULT), NEEDS)

    found = served.ask("/workbench/programs", name=ADULT, text=text, case=CASE, needs=NEEDS)

    words = [span["text"] for block in found["document"] if block["kind"] == "paragraph" for span in block["line"]]
    assert words[0] == str(matches).splitlines()[0]
    (table,) = [block for block in found["document"] if block["kind"] == "table" and block["header"][0] == "Question"]
    assert (table["row_headers"], len(table["header"])) == (True, 1 + len(matches.fits))
    assert [row[0][0]["text"].removeprefix("preferred: ") for row in table["rows"][1 : 1 + len(matches.questions)]] == [
        question.words for question in matches.questions
    ]
    assert {each["id"] for each in found["asking"]} == {fit.program.id for fit in matches.fits}
    assert {"payers", "languages", "waiting_days", "distance_km"} <= {fact["id"] for fact in found["form"]}


def test_programs_can_be_printed_and_so_can_what_to_ask_one(served: Page) -> None:
    text = (ROOT / "rules" / ADULT / "criteria.yaml").read_text("utf-8")
    members = {"name": ADULT, "text": text, "case": CASE, "what": "programs", "needs": NEEDS}

    every, one = served.printed(**members), served.printed(**members, ask="thrive")

    assert "Side by side" in every.text
    assert "What to ask Thrive" in one.text
    assert served.printed(**members, ask="thrve").status_code == 404


def test_programs_of_a_text_that_cannot_be_used_are_not_compared(page: Page, name: str, folder: Path) -> None:
    (folder / "programs.yaml").write_text(HOUSE, "utf-8")

    refused = page.refused("/workbench/programs", name=name, text=TINY.replace("requires", "requirse"), case={})

    assert refused["status"] == 422
