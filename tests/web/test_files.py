"""Opening and saving: whole or not at all, never over what changed meanwhile, and never outside of what was given."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from carelevel.problems import CriteriaError
from carelevel.web.files import Shelf, digest_of
from carelevel.web.refusals import RefusedError
from tests.web.conftest import TINY, VIGNETTES, Page


def test_a_file_is_opened_with_the_vignettes_beside_it(page: Page, name: str) -> None:
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
        ("adult-mental-health", False),
        ("adult-substance-use", False),
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
    shelf = Shelf([str(folder / "tiny.yaml")])

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
        Shelf([str(tmp_path / "nothing.yaml")])


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


def test_nothing_is_saved_beside_a_file_that_was_given_alone(page: Page, folder: Path) -> None:
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
