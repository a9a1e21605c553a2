"""Opening and saving: whole or not at all, never over what changed meanwhile, and never outside of what was given."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from carelevel.api import bundled
from carelevel.model.problems import CriteriaError
from carelevel.web import file_list as files_module
from carelevel.web.errors import RefusedError
from carelevel.web.file_list import FileList, digest_of
from tests.web.conftest import TINY, VIGNETTES, Page


def test_a_file_is_opened_with_the_vignettes_next_to_it(page: Page, name: str) -> None:
    opened = page.ask("/workbench/open", name=name)

    assert (opened["criteria"]["text"], opened["vignettes"]["text"]) == (TINY, VIGNETTES)
    assert opened["criteria"]["digest"] == digest_of(TINY.encode())


def test_a_folder_offers_the_criteria_in_it_and_nothing_else(folder: Path, serving: Callable[..., Page]) -> None:
    (folder / "second").mkdir()
    (folder / "second" / "criteria.yaml").write_text(TINY, "utf-8")
    (folder / "case.yaml").write_text("danger: yes\n", "utf-8")

    files = serving(str(folder)).client.get("/workbench/start").json()["files"]

    assert [(Path(file["name"]).name, file["writable"]) for file in files] == [
        ("criteria.yaml", True),
        ("tiny.yaml", True),
        *((name, False) for name in bundled()),
    ]


def test_saving_writes_and_the_next_saving_goes_on_from_there(page: Page, name: str) -> None:
    first = page.ask("/workbench/save", name=name, what="criteria", text="one\n", digest=digest_of(TINY.encode()))
    page.ask("/workbench/save", name=name, what="criteria", text="two\n", digest=first["digest"])

    assert Path(name).read_text("utf-8") == "two\n"
    assert sorted(path.name for path in Path(name).parent.iterdir()) == ["tiny.yaml", "vignettes.yaml"]


def test_what_changed_on_the_disk_is_not_written_over(page: Page, name: str) -> None:
    Path(name).write_text("by another program\n", "utf-8")

    refused = page.refused("/workbench/save", name=name, what="criteria", text="mine\n", digest=digest_of(TINY.encode()))

    assert (refused["status"], refused["type"]) == (409, "urn:carelevel:changed-on-disk")
    assert Path(name).read_text("utf-8") == "by another program\n"


def test_what_is_gone_from_the_disk_is_not_made_again(page: Page, name: str, folder: Path) -> None:
    (folder / "vignettes.yaml").unlink()

    refused = page.refused("/workbench/save", name=name, what="vignettes", text="mine\n", digest=digest_of(VIGNETTES.encode()))

    assert refused["status"] == 409


def test_vignettes_are_begun_where_there_are_none(page: Page, name: str, folder: Path) -> None:
    (folder / "vignettes.yaml").unlink()

    page.ask("/workbench/save", name=name, what="vignettes", text="new\n")

    assert (folder / "vignettes.yaml").read_text("utf-8") == "new\n"
    assert page.refused("/workbench/save", name=name, what="vignettes", text="again\n")["status"] == 409


@pytest.mark.parametrize("old", [b"a\r\nb\r\n", b"\xef\xbb\xbfa\nb\n"])
def test_line_breaks_and_the_mark_at_the_beginning_stay(old: bytes, page: Page, name: str) -> None:
    Path(name).write_bytes(old)

    page.ask("/workbench/save", name=name, what="criteria", text="a\nc\n", digest=digest_of(old))

    assert Path(name).read_bytes() == old.replace(b"b", b"c")


def test_the_mode_of_a_file_stays(page: Page, name: str) -> None:
    Path(name).chmod(0o600)

    page.ask("/workbench/save", name=name, what="criteria", text="a\n", digest=digest_of(TINY.encode()))

    assert Path(name).stat().st_mode & 0o777 == 0o600


def test_a_save_that_fails_leaves_the_old_file_and_nothing_else(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shelf = FileList([str(folder / "tiny.yaml")])

    def full(_handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(RefusedError, match="no space left"):
        shelf.save(str(folder / "tiny.yaml"), "criteria", "half", digest_of(TINY.encode()))

    assert (folder / "tiny.yaml").read_text("utf-8") == TINY
    assert sorted(path.name for path in folder.iterdir()) == ["tiny.yaml", "vignettes.yaml"]


def test_what_comes_with_carelevel_is_not_written(page: Page) -> None:
    digest = page.ask("/workbench/open", name="adult-mental-health")["criteria"]["digest"]

    refused = page.refused("/workbench/save", name="adult-mental-health", what="criteria", text="x", digest=digest)

    assert (refused["status"], refused["type"]) == (403, "urn:carelevel:read-only")


def test_half_a_character_is_refused(page: Page, name: str) -> None:
    refused = page.refused("/workbench/save", name=name, what="criteria", text="\ud800", digest=digest_of(TINY.encode()))

    assert refused["type"] == "urn:carelevel:not-text"


def tricks(folder: Path) -> list[str]:
    secret = folder.parent / "secret.yaml"
    return [
        str(secret),
        f"{folder}/../secret.yaml",
        f"{folder}/tiny.yaml/../../secret.yaml",
        "../secret.yaml",
        "/etc/passwd",
        "..%2fsecret.yaml",
        f"file://{secret}",
        f"{folder}/tiny.yaml\0",
        f"{folder}/TINY.yaml",
        f"{folder}//tiny.yaml",
        f"{folder}/./tiny.yaml",
        f"{folder}/link.yaml",
        f"{folder}/elsewhere/criteria.yaml",
        "adult-mental-health/criteria.yaml",
        "adult-mental-health/../instruments/phq9.yaml",
        "",
        "~",
    ]


@pytest.mark.parametrize("number", range(len(tricks(Path("x")))))
@pytest.mark.parametrize("what", ["folder", "file"])
def test_no_name_leads_outside_of_what_was_given(number: int, what: str, folder: Path, serving: Callable[..., Page]) -> None:
    trick = tricks(folder)[number]
    (folder / "link.yaml").symlink_to(folder.parent / "secret.yaml")
    (folder.parent / "other").mkdir()
    (folder.parent / "other" / "criteria.yaml").write_text(TINY, "utf-8")
    (folder / "elsewhere").symlink_to(folder.parent / "other")
    page = serving(str(folder) if what == "folder" else str(folder / "tiny.yaml"))

    assert page.refused("/workbench/open", name=trick)["status"] == 404
    assert page.refused("/workbench/save", name=trick, what="criteria", text="x")["status"] == 404
    assert page.refused("/workbench/look", name=trick, text=TINY)["status"] == 404
    assert "secret" in (folder.parent / "secret.yaml").read_text("utf-8")


def test_vignettes_that_are_a_link_out_of_the_folder_are_neither_read_nor_written(page: Page, name: str, folder: Path) -> None:
    (folder / "vignettes.yaml").unlink()
    (folder / "vignettes.yaml").symlink_to(folder.parent / "secret.yaml")

    assert page.refused("/workbench/open", name=name)["status"] == 403
    assert page.refused("/workbench/save", name=name, what="vignettes", text="x")["status"] == 403
    assert "secret" in (folder.parent / "secret.yaml").read_text("utf-8")


def test_vignettes_that_are_a_link_to_themselves_are_refused_in_words(page: Page, name: str, folder: Path) -> None:
    (folder / "vignettes.yaml").unlink()
    (folder / "vignettes.yaml").symlink_to(folder / "vignettes.yaml")

    assert page.refused("/workbench/open", name=name)["status"] in {403, 422}


@pytest.mark.parametrize("instrument", ["../secret", "/etc/passwd", "..%2fsecret", "a/b"])
def test_no_name_of_an_instrument_leads_to_a_file_elsewhere(instrument: str, page: Page, name: str) -> None:
    found = page.ask("/workbench/look", name=name, text=TINY.replace("facts:", f'instruments: ["{instrument}"]\nfacts:'))

    assert found["usable"] is False
    assert "secret" not in {key for problem in found["problems"] for key in problem["path"]}


def test_a_file_that_is_not_there_is_said_at_once(tmp_path: Path) -> None:
    with pytest.raises(CriteriaError, match="no bundled criteria set and no file"):
        FileList([str(tmp_path / "nothing.yaml")])


def saved_as(page: Page, folder: Path, name: str, **more: str) -> dict[str, Any]:
    found: dict[str, Any] = page.ask("/workbench/save-as", folder=str(folder), **{"as": name}, text=TINY, **more)
    return found


def test_a_set_becomes_one_of_one_s_own_in_a_folder_of_its_own(folder: Path, serving: Callable[..., Page]) -> None:
    page = serving(str(folder))

    found = saved_as(page, folder, "my-own", vignettes=VIGNETTES)

    assert found["name"] in [each["name"] for each in found["files"]]
    assert page.ask("/workbench/open", name=found["name"])["vignettes"]["text"] == VIGNETTES
    assert page.ask("/workbench/open", name=found["name"])["writable"] is True
    assert sorted(path.name for path in (folder / "my-own").iterdir()) == ["criteria.yaml", "vignettes.yaml"]
    assert sorted(path.name for path in folder.iterdir()) == ["my-own", "tiny.yaml", "vignettes.yaml"]


@pytest.mark.parametrize("taken", ["file", "folder", "empty folder", "link to nowhere"])
def test_what_is_there_already_is_never_written_over(taken: str, folder: Path, serving: Callable[..., Page]) -> None:
    path = folder / "taken"
    if taken == "file":
        path.write_text("mine\n", "utf-8")
    elif taken == "link to nowhere":
        path.symlink_to(folder / "nowhere")
    else:
        path.mkdir()
    if taken == "folder":
        (path / "criteria.yaml").write_text("mine\n", "utf-8")
    before = sorted(folder.rglob("*"))

    refused = serving(str(folder)).refused("/workbench/save-as", folder=str(folder), **{"as": "taken"}, text=TINY)

    assert (refused["status"], refused["type"]) == (409, "urn:carelevel:taken")
    assert sorted(folder.rglob("*")) == before


@pytest.mark.parametrize("name", ["../out", "/tmp/out", "a/b", "A", "", ".", "a--b", "-a", "a" * 61, "con\0", "a\n"])
def test_a_name_is_a_word_and_not_a_path(name: str, folder: Path, serving: Callable[..., Page]) -> None:
    before = sorted(folder.parent.rglob("*"))

    refused = serving(str(folder)).refused("/workbench/save-as", folder=str(folder), **{"as": name}, text=TINY)

    assert (refused["status"], refused["type"]) == (422, "urn:carelevel:wrong-name")
    assert sorted(folder.parent.rglob("*")) == before


def test_nothing_is_saved_next_to_a_file_that_was_given_alone(page: Page, folder: Path) -> None:
    assert page.client.get("/workbench/start").json()["folders"] == []
    assert page.refused("/workbench/save-as", folder=str(folder), **{"as": "mine"}, text=TINY)["status"] == 404


def test_what_is_no_criteria_is_not_saved_as_some(folder: Path, serving: Callable[..., Page]) -> None:
    refused = serving(str(folder)).refused("/workbench/save-as", folder=str(folder), **{"as": "mine"}, text="case: {}\n")

    assert refused["type"] == "urn:carelevel:not-criteria"
    assert not (folder / "mine").exists()


def test_a_folder_that_cannot_be_written_is_left_as_it_is(folder: Path, serving: Callable[..., Page], monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_self: Path, _content: bytes) -> int:
        raise OSError(28, "No space left on device")

    page = serving(str(folder))
    before = sorted(folder.rglob("*"))
    monkeypatch.setattr(Path, "write_bytes", full)

    refused = page.refused("/workbench/save-as", folder=str(folder), **{"as": "mine"}, text=TINY)

    assert refused["detail"] == "`mine` cannot be written: no space left on device"
    assert sorted(folder.rglob("*")) == before


def left_out(page: Page, folder: Path) -> dict[str, str]:
    found = page.client.get("/workbench/start").json()["left_out"]
    return {Path(each["name"]).relative_to(folder).as_posix(): each["why"] for each in found}


@pytest.mark.parametrize("given", ["folder", "file"])
def test_what_an_editor_leaves_in_the_folder_stops_nothing(given: str, folder: Path, serving: Callable[..., Page]) -> None:
    """Emacs locks a file by a link that leads nowhere; others leave copies, and a disk has links in circles."""
    (folder / ".#tiny.yaml").symlink_to("someone@machine.1234:1700000000")
    (folder / ".tiny.yaml").write_text(TINY, "utf-8")
    (folder / "gone.yaml").symlink_to(folder / "nowhere.yaml")
    (folder / "circle.yaml").symlink_to(folder / "circle.yaml")
    (folder / "instruments").mkdir()
    (folder / "instruments" / ".#own.yaml").symlink_to("someone@machine.1234:1700000000")
    (folder / "instruments" / "gone.yaml").symlink_to("nowhere.yaml")
    os.mkfifo(folder / "pipe.yaml")
    (folder / ".hidden").mkdir()
    (folder / ".hidden" / "criteria.yaml").write_text(TINY, "utf-8")
    page = serving(str(folder) if given == "folder" else str(folder / "tiny.yaml"))
    name = str(folder / "tiny.yaml")

    assert page.ask("/workbench/open", name=name)["criteria"]["text"] == TINY
    assert page.ask("/workbench/look", name=name, text=TINY, case={"danger": "yes"})["answer"]["level"] == "inpatient"
    assert page.ask("/recommend", case={"danger": "yes"}, criteria="tiny")["level"] == "inpatient"
    assert [each["id"] for each in page.client.get("/criteria").json()["criteria"]][0] == "tiny"
    if given == "folder":
        assert [Path(each["name"]).name for each in page.client.get("/workbench/start").json()["files"] if each["writable"]] == ["tiny.yaml"]
        assert left_out(page, folder) == {
            ".#tiny.yaml": "it is a hidden file",
            ".hidden/criteria.yaml": "it is a hidden file",
            ".tiny.yaml": "it is a hidden file",
            "circle.yaml": "it cannot be read: too many levels of symbolic links",
            "gone.yaml": "it cannot be read: no such file or directory",
            "pipe.yaml": "it is not a file",
        }


def test_links_out_of_a_folder_are_left_out_and_said(folder: Path, serving: Callable[..., Page]) -> None:
    (folder / "link.yaml").symlink_to(folder.parent / "secret.yaml")

    assert left_out(serving(str(folder)), folder) == {"link.yaml": "it is a link out of the folder"}


def test_a_folder_of_very_many_files_says_what_it_leaves_out(folder: Path, serving: Callable[..., Page], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files_module, "MOST_FILES", 1)

    assert left_out(serving(str(folder)), folder) == {"vignettes.yaml": "only 1 files of a folder are listed"}


@pytest.mark.parametrize("given", ["folder", "file"])
def test_a_file_that_becomes_a_link_after_it_was_opened_is_not_followed(given: str, folder: Path, serving: Callable[..., Page]) -> None:
    name = str(folder / "tiny.yaml")
    secret = folder.parent / "secret.yaml"
    page = serving(str(folder) if given == "folder" else name)
    digest = page.ask("/workbench/open", name=name)["criteria"]["digest"]
    (folder / "tiny.yaml").unlink()
    (folder / "tiny.yaml").symlink_to(secret)

    answers = [
        page.refused("/workbench/open", name=name),
        page.refused("/workbench/save", name=name, what="criteria", text="x", digest=digest_of(secret.read_bytes())),
    ]
    answers.append(page.refused("/workbench/save", name=name, what="criteria", text="x", digest=digest))

    assert {answer["status"] for answer in answers} <= {403, 404, 422}
    assert not any("secret: yes" in str(answer) for answer in answers)
    assert secret.read_text("utf-8") == "levels:\nsecret: yes\n"


OWN = "carelevel: 1\nid: own\ntitle: Own\nfacts:\n  mood: {type: score, range: [0, 9], worse: high}\n"


@pytest.mark.parametrize("place", ["own.yaml", "instruments/own.yaml"])
def test_an_instrument_behind_a_link_out_of_the_folder_is_not_read(place: str, folder: Path, serving: Callable[..., Page]) -> None:
    elsewhere = folder.parent / "own.yaml"
    elsewhere.write_text(OWN + "secret words: {}\n", "utf-8")
    (folder / place).parent.mkdir(exist_ok=True)
    (folder / place).symlink_to(elsewhere)
    name = str(folder / "tiny.yaml")

    found = serving(name).ask("/workbench/look", name=name, text=TINY.replace("facts:", "instruments: [own]\nfacts:"))

    (problem,) = found["problems"]
    assert problem["message"].endswith("is not read: it is a link that leads out of its folder")
    assert "secret" not in str(problem)


def test_a_local_version_is_criteria_and_is_read_again_when_its_base_changes(folder: Path, serving: Callable[..., Page]) -> None:
    (folder / "base").mkdir()
    base = folder / "base" / "tiny.yaml"
    base.write_text(TINY, "utf-8")
    text = "carelevel: 1\nid: local\nversion: '1'\ntitle: Local\nbased_on: {set: base/tiny.yaml, version: '1'}\n"
    (folder / "local.yaml").write_text(text, "utf-8")
    name = str(folder / "local.yaml")
    page = serving(str(folder / "local.yaml"))

    assert page.ask("/workbench/look", name=name, text=text)["problems"] == []
    base.write_text(TINY.replace("facts:", "fcts:"), "utf-8")
    assert page.ask("/workbench/look", name=name, text=text)["problems"] != []


def test_a_link_inside_of_the_folder_is_an_instrument(folder: Path, serving: Callable[..., Page]) -> None:
    (folder / "instruments").mkdir()
    (folder / "instruments" / "own.yaml").symlink_to(folder / "kept.yaml")
    (folder / "kept.yaml").write_text(OWN, "utf-8")
    name = str(folder / "tiny.yaml")

    found = serving(name).ask("/workbench/look", name=name, text=TINY.replace("facts:", "instruments: [own]\nfacts:"))

    assert [problem["code"] for problem in found["problems"] if problem["severity"] == "error"] == []
    assert "mood" in [fact["id"] for fact in found["form"]["facts"]]


def test_places_are_named_as_the_criteria_were(folder: Path, serving: Callable[..., Page], monkeypatch: pytest.MonkeyPatch) -> None:
    """Where somebody's files lie on the machine is nobody's matter."""
    (folder / "instruments").mkdir()
    (folder / "instruments" / "own.yaml").write_text(OWN.replace("score", "scroe"), "utf-8")
    monkeypatch.chdir(folder.parent)
    name = "criteria/tiny.yaml"

    found = serving("criteria").ask("/workbench/look", name=name, text=TINY.replace("facts:", "instruments: [own]\nfacts:"))

    assert {problem["place"]["file"] for problem in found["problems"] if problem["place"]} == {"criteria/instruments/own.yaml"}
    assert str(folder) not in str(found)
