"""The promises of SECURITY.md that no other test holds; and that each promise names a test that is there."""

import ast
import json
import re
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

import pytest

import carelevel
from carelevel.cli.main import COMMANDS as ALL_COMMANDS
from carelevel.syntax import limits
from carelevel.syntax.bundled import bundled_ids
from carelevel.syntax.schema import SourceShape
from carelevel.syntax.validation import keys
from tests.docs.pages import ROOT
from tests.edges import reached as reaching
from tests.edges import tried
from tests.edges.reached import COMMANDS, WATCHED, needs, reached, row, unexplained
from tests.edges.reached import PAGE as FILES

PAGE = (ROOT / "SECURITY.md").read_text("utf-8")
SOURCES = sorted((ROOT / "src" / "carelevel").rglob("*.py"))

# What a file that is data never needs.
FORBIDDEN_CALLS = {"eval", "exec", "compile", "__import__", "input"}
FORBIDDEN_MODULES = {
    "pickle",
    "marshal",
    "shelve",
    "dbm",
    "ctypes",
    "subprocess",
    "socket",
    "ssl",
    "http",
    "urllib.request",
    "ftplib",
    "smtplib",
    "logging",
    "asyncio",
    "code",
    "pty",
}


@pytest.mark.parametrize("words", COMMANDS)
@pytest.mark.slow
def test_a_command_reaches_nothing_but_its_files(words: str, tmp_path: Path) -> None:
    """Every file, process and socket, as docs/files.md lists them. Whatever a command comes to reach beside these has to be written down there first."""
    if missing := needs(words):
        pytest.skip(f"{missing} is not installed")

    found = reached(words, tmp_path)

    assert unexplained(words, found) == []
    assert row(words, found) in FILES.read_text("utf-8").splitlines()


def test_the_list_of_files_has_all_commands_and_no_others() -> None:
    listed = re.findall(r"^\| `carelevel (.*?)` \|", FILES.read_text("utf-8"), re.MULTILINE)

    assert tuple(listed) == COMMANDS
    assert {words.split()[0] for words in listed} == set(ALL_COMMANDS)


@pytest.mark.parametrize(
    ("code", "reached"),
    [
        ("open('/etc/hostname').close()", "read /etc/hostname"),
        ("open('other.yaml', 'w').close()", "write other.yaml"),
        ("import os; os.listdir('/')", "list /"),
        ("import os; os.remove('new.yaml')", "remove new.yaml"),
        ("import socket; socket.socket().bind(('127.0.0.1', 0))", "listen ('127.0.0.1', PORT)"),
        ("import subprocess; subprocess.run(['true'])", "run true"),
        ("import os; os.system('true')", "run true"),
        ("import sqlite3; sqlite3.connect('file:people.sqlite?mode=ro', uri=True).close()", "database people.sqlite"),
        ("import tempfile; tempfile.mkstemp(prefix='kept')", "use a temporary folder"),
        ("import urllib.request; urllib.request.urlopen('file:///etc/hostname')", "read /etc/hostname"),
    ],
)
@pytest.mark.slow
def test_whatever_reaches_out_is_seen(code: str, reached: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reaching, "WATCHED", WATCHED.replace("code = main(words)", f"{code}\ncode = main(words)"))

    found = reaching.reached("check our.yaml", tmp_path)

    assert reached in found
    assert unexplained("check our.yaml", found) != []


def calls(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            yield node.func.id


def imported(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (name for alias in node.names for name in (alias.name, alias.name.partition(".")[0]))
        elif isinstance(node, ast.ImportFrom):
            yield from (node.module or "", (node.module or "").partition(".")[0])


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.relative_to(ROOT / "src").as_posix())
def test_no_module_runs_code_from_data_or_reaches_out(path: Path) -> None:
    """Whatever listens for requests of its own machine stands in `web`, and is looked after by its own tests."""
    assert set(calls(path)) & FORBIDDEN_CALLS == (set() if path.name != "interview_command.py" else set(calls(path)) & {"input"})
    allowed = {"http", "socket", "asyncio", "logging"} if "web" in path.parts else set()
    # A damaged Parquet file can end the process that reads it, so one of its own reads it first: this Python, with a program that stands in the module.
    # What may take long runs in a process that can be ended, in the same way.
    allowed |= {"subprocess"} if path.name in {"trying.py", "apart.py"} else set()
    assert set(imported(path)) & FORBIDDEN_MODULES <= allowed


# Whatever else opens a file to write into it: what is laid down for a while in a folder of our own, the place where output goes that nobody reads, and a new folder
# of criteria, which appears under its name when all of it is there.
WRITERS = {
    "atomic_write.py": {"hardlink_to", "open", "write_bytes"},
    "cli/main.py": {"open"},
    "cohort/databases.py": {"copyfile", "write_parquet"},
    "cohort/table_files.py": {"open"},
    # Of columns.
    "cohort/csv_injection.py": {"rename"},
    "web/guarded_write.py": {"rename", "write_bytes"},
}


def writes(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Name | ast.Attribute)):
            continue
        called = node.func.id if isinstance(node.func, ast.Name) else node.func.attr
        words = [each.value for each in (*node.args, *(word.value for word in node.keywords)) if isinstance(each, ast.Constant)]
        if called == "open" and any(isinstance(word, str) and re.fullmatch(r"[rwxab+t]+", word) and set(word) & set("wxa+") for word in words):
            yield called
        elif isinstance(node.func, ast.Attribute) and re.fullmatch(
            r"write_(text|bytes|parquet|csv)|copy\w*file|mkstemp|NamedTemporaryFile|hardlink_to|renames?|symlink_to", called
        ):
            yield called


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.relative_to(ROOT / "src").as_posix())
def test_one_module_writes_the_files_of_all(path: Path) -> None:
    """So a file is written whole, and a new one is for its owner alone, whichever command makes it."""
    assert set(writes(path)) == WRITERS.get(path.relative_to(ROOT / "src" / "carelevel").as_posix(), set())


@pytest.mark.parametrize("name", ["../adult-mental-health", "adult-mental-health/../../../etc/passwd", "/etc/passwd", "..", "", "\0", "adult-mental-health\n"])
def test_a_name_is_a_bundled_id_or_a_path_and_nothing_is_made_of_it(name: str) -> None:
    """A path that the caller gives is read as it is; what is no criteria file is refused."""
    with pytest.raises(carelevel.CriteriaError) as caught:
        carelevel.load(name)

    assert name not in bundled_ids()
    assert all(problem.code in {"not-found", "not-yaml", "missing-key", "wrong-type"} for problem in caught.value.problems)


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", "file:///etc/passwd", "data:text/html,x", "//example.org", "http:\\\\x", "https://a b", "HTTPS://x", "ftp://x"]
)
def test_addresses_of_sources_are_http_or_https(url: str) -> None:
    assert "url" in keys(SourceShape)
    with pytest.raises(carelevel.CriteriaError, match="is not a web address"):
        carelevel.loads(
            json.dumps({"carelevel": 1, "id": "a", "version": "1", "title": "A", "sources": {"s": {"title": "S", "url": url}}, "levels": {}, "criteria": []})
        )


# The page


def test_the_table_has_every_promise_and_no_other() -> None:
    promises = re.findall(r"^- \*\*(.+?)\.\*\* ", PAGE.partition("## Promises\n")[2].partition("\n## ")[0], re.MULTILINE)

    assert len(promises) > 20
    assert [cells[0] for cells in tried.rows(PAGE)] == promises


def test_every_promise_names_a_test_that_is_there() -> None:
    named = re.findall(r"`(tests/[\w/]+\.py)(?:::(\w+))?`", PAGE)

    assert len(named) > 15
    missing = [f"{file}::{name}" for file, name in named if not (ROOT / file).is_file() or (name and f"def {name}(" not in (ROOT / file).read_text("utf-8"))]
    assert missing == []


@pytest.mark.slow
def test_what_tries_each_promise_is_what_there_is(tmp_path: Path) -> None:
    """Cases may be added without a word; where there are fewer than the page says, or twice as many, `python -m tests.edges.tried` writes the column again."""
    if missing := [name for name in ("polars", "duckdb", "starlette") if find_spec(name) is None]:
        pytest.skip(f"not all tests can be collected without {missing}")
    every = tried.counted(tmp_path / "told.json")

    for cells in tried.rows(PAGE):
        cases, drawn, beside = tried.tries(cells, every)
        told = tried.told_cases(cells[2])
        assert told <= cases <= 2 * told
        assert cells[2] == tried.cell(told, drawn, beside) != ""
    assert tried.BESIDE.keys() - {cells[0] for cells in tried.rows(PAGE)} == set()


def test_the_table_of_limits_is_the_one_that_is_read_by() -> None:
    from carelevel.cohort import databases
    from carelevel.records import making, store
    from tests.spec.shows import _constants

    told = {name: int(number.replace(",", "")) for number, name in re.findall(r"^\| ([\d,]+) \| .* \| `(\w+)` \|$", PAGE, re.MULTILINE)}

    declared = {name: most for name, (most, _) in _constants(limits).items()}
    others = {"LONGEST_WORDS": making.LONGEST_WORDS, "LONGEST_REFERENCE": making.LONGEST_REFERENCE, "PATIENCE": store.PATIENCE, "MINUTES": databases.MINUTES}
    assert told == declared | others
