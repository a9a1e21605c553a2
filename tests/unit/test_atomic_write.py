"""A file is written whole or not at all; what is new is for its owner, and what was there keeps its permissions."""

import os
import threading
from pathlib import Path

import pytest

from carelevel.atomic_write import make_private, replacing, write_bytes, write_text


def mode(path: Path) -> int:
    return path.stat().st_mode & 0o777


@pytest.mark.parametrize(("private", "expected"), [(True, 0o600), (False, 0o644)])
def test_a_new_file_is_for_its_owner_alone_where_it_is_private(tmp_path: Path, private: bool, expected: int) -> None:
    before = os.umask(0o022)
    try:
        write_text(tmp_path / "new", "text", private=private)
    finally:
        os.umask(before)

    assert ((tmp_path / "new").read_text("utf-8"), mode(tmp_path / "new")) == ("text", expected)
    assert [path.name for path in tmp_path.iterdir()] == ["new"]


@pytest.mark.parametrize("before", [0o600, 0o640, 0o644, 0o664])
def test_a_file_that_was_there_keeps_its_permissions(tmp_path: Path, before: int) -> None:
    (tmp_path / "old").write_text("old", "utf-8")
    (tmp_path / "old").chmod(before)

    write_text(tmp_path / "old", "new")

    assert ((tmp_path / "old").read_text("utf-8"), mode(tmp_path / "old")) == ("new", before)


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only an administrator can give a file to somebody else")
def test_a_file_that_was_there_keeps_its_owner(tmp_path: Path) -> None:
    (tmp_path / "old").write_text("old", "utf-8")
    os.chown(tmp_path / "old", 65534, 65534)

    write_text(tmp_path / "old", "new")

    assert ((tmp_path / "old").stat().st_uid, (tmp_path / "old").stat().st_gid) == (65534, 65534)


def test_whoever_may_not_give_a_file_away_writes_it_all_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(*_: object) -> None:
        raise PermissionError

    (tmp_path / "old").write_text("old", "utf-8")
    monkeypatch.setattr(os, "chown", refused)

    write_text(tmp_path / "old", "new")

    assert (tmp_path / "old").read_text("utf-8") == "new"


def test_what_fails_leaves_the_old_file_and_nothing_else(tmp_path: Path) -> None:
    (tmp_path / "old").write_text("old", "utf-8")

    def half() -> None:
        with replacing(tmp_path / "old") as new:
            new.write_text("half", "utf-8")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        half()

    assert (tmp_path / "old").read_text("utf-8") == "old"
    assert [path.name for path in tmp_path.iterdir()] == ["old"]


def test_where_a_link_leads_is_written_and_the_link_stays(tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "link").symlink_to("folder/real")
    (tmp_path / "there").symlink_to("folder/old")
    (tmp_path / "folder" / "old").write_text("old", "utf-8")

    write_text(tmp_path / "link", "one")
    write_text(tmp_path / "there", "two")

    assert [(tmp_path / name).is_symlink() for name in ("link", "there")] == [True, True]
    assert [(tmp_path / "folder" / name).read_text("utf-8") for name in ("real", "old")] == ["one", "two"]


def test_a_pipe_is_written_into_and_stays_a_pipe(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    heard: list[str] = []
    reader = threading.Thread(target=lambda: heard.append((tmp_path / "pipe").read_text("utf-8")))
    reader.start()

    write_text(tmp_path / "pipe", "text")
    reader.join(10)

    assert (heard, (tmp_path / "pipe").is_fifo()) == (["text"], True)


def test_a_device_is_written_into_and_stays_a_device() -> None:
    write_text(Path(os.devnull), "text")

    assert Path(os.devnull).is_char_device()


def test_what_a_program_has_open_is_written_into(tmp_path: Path) -> None:
    """`/dev/fd/1` may be a file that the shell opened: in its place nobody would see another."""
    with (tmp_path / "open").open("w+", encoding="utf-8") as file:
        write_text(Path(f"/dev/fd/{file.fileno()}"), "text")

        assert file.read() == "text"


@pytest.mark.parametrize(
    ("name", "error"),
    [("folder", "it is a folder"), ("missing/file", "No such file"), ("circle", "Too many levels"), ("no\0name", "not one a file can have")],
    ids=["a folder", "in no folder", "a circle", "no name"],
)
def test_what_cannot_be_written_is_an_error(tmp_path: Path, name: str, error: str) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "circle").symlink_to("circle")

    with pytest.raises(OSError, match=error):
        write_text(tmp_path / name, "text")

    assert sorted(path.name for path in tmp_path.iterdir()) == ["circle", "folder"]


def test_a_private_file_is_made_once(tmp_path: Path) -> None:
    make_private(tmp_path / "new")
    (tmp_path / "new").write_text("text", "utf-8")
    make_private(tmp_path / "new")

    assert ((tmp_path / "new").read_text("utf-8"), mode(tmp_path / "new")) == ("text", 0o600)


@pytest.mark.parametrize("there", ["file", "folder", "link", "pipe"])
def test_what_must_be_new_goes_nowhere_where_something_is(tmp_path: Path, there: str) -> None:
    (tmp_path / "file").write_text("old", "utf-8")
    (tmp_path / "folder").mkdir()
    (tmp_path / "link").symlink_to("nowhere")
    os.mkfifo(tmp_path / "pipe")

    with pytest.raises(FileExistsError):
        write_text(tmp_path / there, "new", is_new=True)

    assert (tmp_path / "file").read_text("utf-8") == "old"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["file", "folder", "link", "pipe"]


@pytest.mark.parametrize("private", [True, False])
def test_what_must_be_new_is_written(tmp_path: Path, private: bool) -> None:
    write_bytes(tmp_path / "new", b"text", private=private, is_new=True)

    assert ((tmp_path / "new").read_bytes(), mode(tmp_path / "new") == 0o600) == (b"text", private)
    assert [path.name for path in tmp_path.iterdir()] == ["new"]


def test_what_somebody_puts_there_meanwhile_stays(tmp_path: Path) -> None:
    def late() -> None:
        with replacing(tmp_path / "new", is_new=True) as new:
            new.write_text("ours", "utf-8")
            (tmp_path / "new").write_text("theirs", "utf-8")

    with pytest.raises(FileExistsError):
        late()

    assert (tmp_path / "new").read_text("utf-8") == "theirs"
    assert [path.name for path in tmp_path.iterdir()] == ["new"]


def test_where_there_are_no_links_a_new_file_is_written_all_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(*_: object) -> None:
        raise PermissionError(1, "Operation not permitted")

    monkeypatch.setattr(Path, "hardlink_to", refused)

    write_text(tmp_path / "new", "text", is_new=True)

    assert (tmp_path / "new").read_text("utf-8") == "text"
    assert [path.name for path in tmp_path.iterdir()] == ["new"]
