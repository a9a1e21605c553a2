"""Which files, processes and sockets each command uses, as Python's audit events show them. Prints docs/files.md.

python -m tests.edges.reached            writes the page
python -m tests.edges.reached --check    exits with 1 if the page is out of date

Paths are written in words that are the same on every machine. Not listed are the package's own files and Python's: interpreter, standard library, installed packages, and the
bundled criteria. Libraries in C and Rust (SQLite, DuckDB, Polars) open files without an event; the folders are compared afterwards to see what they wrote, and SQLite
reports what it connects to.
"""

import contextlib
import io
import json
import os
import re
import shlex
import sqlite3
import subprocess
import sys
import tempfile
from contextlib import closing
from importlib.util import find_spec
from pathlib import Path

from carelevel.cli.main import main as command
from tests.docs.pages import ROOT
from tests.reliability.faults import prepared

# Everything but what Python does inside itself. An unknown kind of event is kept, so that a new one is seen.
WATCHED = """
import json, os, sys
seen = []
INSIDE = {
    "import", "compile", "exec", "marshal.loads", "marshal.load", "marshal.dumps", "object.__getattr__", "object.__setattr__", "object.__delattr__", "code.__new__",
    "sys._getframe", "sys._getframemodulename", "sys._current_frames", "sys.unraisablehook", "sys.excepthook", "builtins.id", "builtins.input", "builtins.input/result",
    "function.__new__", "gc.get_objects", "gc.get_referrers", "gc.get_referents", "array.__new__", "sys.set_asyncgen_hook_firstiter", "sys.set_asyncgen_hook_finalizer",
    "sys.addaudithook", "cpython._PySys_ClearAuditHooks", "os.putenv", "os.unsetenv", "signal.pthread_kill", "time.sleep", "_thread.start_new_thread", "_thread.start_joinable_thread",
    "cpython.PyInterpreterState_Clear", "mmap.__new__", "pickle.find_class", "setopencodehook", "sqlite3.connect/handle", "cpython.run_command", "fcntl.fcntl", "fcntl.ioctl",
    "ctypes.dlopen", "ctypes.dlsym", "ctypes.dlsym/handle", "ctypes.cdata", "ctypes.cdata/buffer", "ctypes.addressof", "ctypes.string_at", "ctypes.call_function", "ctypes.get_errno",
    "ctypes.create_string_buffer", "ctypes.set_errno", "ctypes.PyObj_FromPtr", "ctypes.create_unicode_buffer", "ctypes.seh_exception", "ctypes.wstring_at",
    "tempfile.mkdtemp", "tempfile.mkstemp", "shutil.copyfile", "shutil.copymode", "shutil.copystat", "pathlib.Path.glob", "pathlib.Path.rglob", "glob.glob", "glob.glob/2",
    "shutil.move", "shutil.copytree", "socket.__new__", "socket.gethostname",
}
def watch(event, arguments):
    if event not in INSIDE:
        seen.append([event, [os.fsdecode(each) if isinstance(each, (str, bytes, os.PathLike)) else each if isinstance(each, int) else repr(each) for each in arguments]])
sys.addaudithook(watch)
from carelevel.cli.main import main
words = sys.argv[2:]
if words[0] == "serve":
    # In place of waiting for requests: what the page asks when a file is opened, changed, saved and checked.
    sys.path.insert(0, os.environ["ROOT"])
    from tests.reliability import bodies
    import carelevel.web.serving
    def serve(app, sock):
        server, name = bodies.Server(app, sock.getsockname()[1]), "our.yaml"
        server.look("/")
        opened = server.ask(bodies.sent("/workbench/open", {"name": name}))
        text = opened["criteria"]["text"] + "# changed\\n"
        server.ask(bodies.sent("/workbench/save", {"name": name, "what": "criteria", "text": text, "digest": opened["criteria"]["digest"]}))
        server.ask(bodies.sent("/workbench/save", {"name": name, "what": "vignettes", "text": "criteria: seed\\nvignettes: []\\n"}))
        server.ask(bodies.sent("/check", {"criteria": {"text": text}}))
    carelevel.web.serving.serve = serve
code = main(words)
told = list(seen)
with open(sys.argv[1], "w") as out:
    json.dump([code, told], out)
"""

WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND

WORDS = {
    "os.listdir": "list",
    "os.scandir": "list",
    "os.mkdir": "make",
    "os.rename": "rename",
    "os.remove": "remove",
    "os.rmdir": "remove",
    "os.link": "link",
    "os.symlink": "link",
    "os.chmod": "chmod",
    "os.chown": "chown",
    "os.truncate": "write",
    "os.utime": "touch",
    "shutil.rmtree": "remove",
    "sqlite3.connect": "database",
    "subprocess.Popen": "run",
    "os.posix_spawn": "run",
    "os.fork": "run",
    "os.exec": "run",
    "os.system": "run",
    "socket.bind": "listen",
    "socket.connect": "connect",
    "socket.getaddrinfo": "look up",
}


def reached(words: str, folder: Path) -> list[str]:
    """Return what a command reached, each as a verb and what it is done to; the folder is empty before."""
    scratch, told, work = folder / "scratch", folder / "told.json", folder / "work"
    for each in (scratch, work):
        each.mkdir()
    prepare(work)
    there = _tree(work)
    process = [sys.executable, "-B", "-P", "-c", WATCHED, str(told), *shlex.split(words)]
    surroundings = {**os.environ, "TMPDIR": str(scratch), "ROOT": str(ROOT)}
    answers = (work / "people.csv").read_bytes() if " - " in f"{words} " else b"30\n" + b"1\n" * 20
    done = subprocess.run(process, cwd=work, capture_output=True, input=answers, check=False, timeout=120, env=surroundings)
    assert told.is_file(), done.stderr.decode()
    code, events = json.loads(told.read_text("utf-8"))
    assert code in {0, 1}, done.stderr.decode()
    found = {said for event, arguments in events for said in [_said(event, arguments, work, scratch)] if said}
    now = _tree(work)
    written = {f"write {name}" for name in now if now[name] != there.get(name)}
    gone = {f"remove {name}" for name in there.keys() - now.keys()}
    left = {f"leave {name} in {TEMPORARY}" for name in _tree(scratch)}
    return sorted(found | written | gone | left)


def prepare(work: Path) -> None:
    """Write what the commands read."""
    prepared(work)
    (work / "earlier.yaml").write_text("risk: mild\nage: 30\n", "utf-8")
    (work / "region").mkdir()
    (work / "region" / "county.yaml").write_text((work / "our.yaml").read_text("utf-8"), "utf-8")
    (work / "region" / "vignettes.yaml").write_text((work / "clinic" / "vignettes.yaml").read_text("utf-8"), "utf-8")
    for name in ("payer.yaml", "kept.yaml"):
        (work / name).write_text(LOCAL, "utf-8")
    (work / "kept.base.yaml").write_text((work / "our.yaml").read_text("utf-8"), "utf-8")
    (work / "needs.yaml").write_text("travel_minutes: 30\n", "utf-8")
    (work / "programs.yaml").write_text(PROGRAMS, "utf-8")
    (work / "people.jsonl").write_text('{"age": 30, "risk": "severe"}\n', "utf-8")
    (work / "clinic" / "instruments").mkdir()
    (work / "clinic" / "instruments" / "sleep.yaml").write_text(INSTRUMENT, "utf-8")
    criteria = (work / "clinic" / "criteria.yaml").read_text("utf-8")
    (work / "clinic" / "criteria.yaml").write_text(criteria.replace("facts:\n", "instruments: [sleep]\nfacts:\n", 1), "utf-8")
    with closing(sqlite3.connect(work / "people.sqlite")) as database, database:
        database.execute("CREATE TABLE people (age INTEGER, risk TEXT)")
    with contextlib.chdir(work), contextlib.redirect_stdout(io.StringIO()):
        command(["records", "add", "kept.db", "records.jsonl"])
    if find_spec("polars") is not None:
        import polars as pl

        pl.DataFrame({"age": [30], "risk": ["severe"]}).write_parquet(work / "people.parquet")
    if find_spec("duckdb") is not None:
        import duckdb

        with duckdb.connect(str(work / "people.duckdb")) as connection:
            connection.execute("CREATE TABLE people AS SELECT 30 AS age, 'severe' AS risk")


def _tree(folder: Path) -> dict[str, str]:
    """Return what is in a folder, and in what is in it."""
    return {each.relative_to(folder).as_posix(): each.read_bytes().hex() if each.is_file() else "" for each in folder.rglob("*")}


def _said(event: str, arguments: list[object], work: Path, scratch: Path) -> str | None:
    """Return an event in words; None where Python does something of its own."""
    verb = WORDS.get(event, event)
    if event == "open":
        verb = "write" if isinstance(arguments[2], int) and arguments[2] & WRITING else "read"
    elif event in {"socket.bind", "socket.connect"}:
        return f"{verb} {re.sub(r'[0-9]+[)]$', 'PORT)', str(arguments[1]))}"
    elif event == "socket.getaddrinfo":
        return f"{verb} {arguments[0]}"
    elif verb == "run":
        return f"{verb} {'this Python' if os.path.realpath(str(arguments[0])) == os.path.realpath(sys.executable) else arguments[0]}"
    elif event == "os.remove" and arguments[1] != -1:
        return None  # inside of a folder that is taken away: that is said of the folder
    if not event.startswith(("os.", "shutil.", "sqlite3.")) and event != "open":
        return f"{verb} {arguments}"
    # What has a number and no name is open already.
    paths = [each for each in arguments[: 2 if verb in {"rename", "link"} else 1] if isinstance(each, str)]
    names = [name for name in (_name(path, work, scratch) for path in paths) if name is not None]
    for folder in (TEMPORARY, LAID_OUT):
        if folder in names:
            return f"use {folder}"
    if any(name.startswith(BESIDE) for name in names):
        return f"write {names[-1].removeprefix(BESIDE)}"
    return f"{verb} {' to '.join(names)}" if names else None


TEMPORARY = "a temporary folder"
LAID_OUT = "a folder next to the database"
BESIDE = "beside "
OURS = tuple(Path(os.path.realpath(path)) for path in (*filter(None, sys.path), sys.prefix, sys.base_prefix, ROOT / "src", ROOT / "rules", ROOT / ".venv"))


def _name(path: str, work: Path, scratch: Path) -> str | None:
    """Return a path in words that are the same on every machine; None for Python's own files and the package's."""
    whole = Path(os.path.realpath(work / re.sub(r"^file:(//)?|\?.*", "", path)))
    if whole.is_relative_to(scratch):
        return TEMPORARY
    if whole.is_relative_to(work):
        name = whole.relative_to(work).as_posix()
        # A file is written in a folder of its own beside it, until it is whole.
        if re.match(r"\.carelevel-\w{8}(/|$)", name):
            return LAID_OUT
        found = re.fullmatch(r"(.*/)?\.([\w.-]+)\.\w{8}(/.*)?", name)
        return f"{BESIDE}{found[1] or ''}{found[2]}" if found else name
    if path == os.devnull or whole == scratch.parent / "told.json" or any(whole.is_relative_to(home) for home in OURS):
        return None
    return whole.as_posix()


LOCAL = """\
carelevel: 1
id: payer
version: "1"
title: A payer
based_on: {set: region/county.yaml, version: "1"}
"""

PROGRAMS = """\
criteria: adult-mental-health
payers: {medicare: Medicare}
programs:
  - id: evening-house
    title: Evening House
    stated:
      - on: 2026-11-01
        level: iop
"""

INSTRUMENT = """\
carelevel: 1
id: sleep
title: Sleep
facts:
  hours_of_sleep: {type: score, range: [0, 24]}
"""

COMMANDS: tuple[str, ...] = (
    "recommend case.yaml --criteria our.yaml",
    "recommend case.yaml earlier.yaml --criteria our.yaml --format json",
    "recommend adult.yaml",
    "explain case.yaml --why-not low --criteria our.yaml",
    "explain case.yaml --since earlier.yaml --criteria our.yaml --format html",
    "interview --criteria our.yaml",
    "interview --criteria our.yaml --save saved.yaml",
    "programs adult.yaml",
    "programs adult.yaml --programs programs.yaml --needs needs.yaml",
    "check our.yaml",
    "check clinic",
    "check --strict adult-mental-health",
    "check --agree our.yaml new.yaml",
    "check payer.yaml",
    "base payer.yaml",
    "base kept.yaml",
    "recommend case.yaml --criteria kept.yaml",
    "test clinic --coverage",
    "test payer.yaml",
    "diff our.yaml new.yaml",
    "diff our.yaml clinic --vignettes",
    "diff our.yaml new.yaml --cohort people.jsonl",
    "suggest vignettes our.yaml",
    "suggest vignettes our.yaml --out vignettes.yaml",
    "show our.yaml --format html",
    "show our.yaml --picture --out picture.svg",
    "list",
    "fmt laid.yaml",
    "fmt --check laid.yaml",
    "fmt --diff clinic",
    "new ours",
    "new ours --out ours.yaml",
    "replay records.jsonl --criteria our.yaml",
    "records add records.db records.jsonl",
    "records verify kept.db",
    "records export kept.db",
    "schema",
    "schema --for cases --criteria our.yaml",
    "cohort people.csv --criteria our.yaml --columns columns.yaml",
    "cohort people.csv --criteria our.yaml --columns columns.yaml --out answered.csv --html report.html",
    "cohort people.jsonl --criteria our.yaml --out answered.jsonl",
    "cohort people.parquet --criteria our.yaml --out answered.parquet",
    "cohort people.duckdb --query 'SELECT * FROM people' --criteria our.yaml --out answered.duckdb",
    "cohort people.sqlite --query 'SELECT * FROM people' --criteria our.yaml --out answered.sqlite",
    "cohort - --criteria our.yaml --columns columns.yaml --out -",
    "cohort people.jsonl --criteria our.yaml --against new.yaml",
    "serve our.yaml --port 0 --no-token",
)


NOT_NAMED = {
    "clinic/criteria.yaml": ("the criteria in the folder that is named", ("check", "test", "diff", "fmt")),
    "clinic/instruments": ("the instruments in the folder that is named", ("fmt",)),
    "clinic/instruments/sleep.yaml": ("an instrument that the criteria name, in the same folder", ("check", "test", "diff", "fmt")),
    "clinic/vignettes.yaml": ("the vignettes in the folder of the criteria", ("test", "diff", "fmt")),
    "region/county.yaml": (
        "the base that a local version names, in its folder or below",
        ("check payer", "base", "test payer", "recommend case.yaml --criteria kept"),
    ),
    "region/vignettes.yaml": ("the vignettes next to the base of a local version", ("test payer",)),
    "kept.base.yaml": ("the base that is kept next to a local version", ("base kept", "recommend case.yaml --criteria kept")),
    "payer.base.yaml": ("the base of a local version, kept next to it", ("base payer",)),
    "vignettes.yaml": ("the vignettes next to the criteria, saved from the page", ("serve",)),
    TEMPORARY: ("made for this command, readable only by its owner, and removed afterwards", ("cohort", "diff our.yaml new.yaml --cohort")),
    LAID_OUT: ("where a new table is built; readable only by its owner, and removed afterwards", ("cohort",)),
    "this Python": ("a process of its own, which can be ended: to try a Parquet file, or to check criteria for the page", ("cohort people.parquet", "serve")),
    "('127.0.0.1', PORT)": ("this machine only", ("serve",)),
}
"""What a command reaches that no word of it names: why, and which commands do so."""


def unexplained(words: str, found: list[str]) -> list[str]:
    """Return what a command reaches that is neither named by one of its words nor known."""
    known = {name for name, (_, commands) in NOT_NAMED.items() if words.startswith(commands)}
    return [each for each in found if each.partition(" ")[2] not in {*shlex.split(words), *known}]


def needs(words: str) -> str | None:
    """Return the library that a command needs and that is not installed."""
    wanted = {"cohort": "polars", "serve": "starlette"}.get(
        words.split(maxsplit=1)[0], "polars" if "--cohort" in words else "duckdb" if "duckdb" in words else "yaml"
    )
    both = [wanted, *(["duckdb"] if "duckdb" in words else [])]
    return next((each for each in both if find_spec(each) is None), None)


def of_all() -> dict[str, list[str]]:
    """Return what every command reaches."""
    found = {}
    for words in COMMANDS:
        with tempfile.TemporaryDirectory() as folder:
            found[words] = reached(words, Path(os.path.realpath(folder)))
    return found


def page(found: dict[str, list[str]]) -> str:
    """Return the page that says what commands reach."""
    rows = "\n".join(row(words, each) for words, each in found.items())
    why = "\n".join(f"| {_shown(name)} | {said} |" for name, (said, _) in NOT_NAMED.items())
    return f"""\
# Files that commands read and write

<!-- Printed from tests/edges/reached.py by `python -m tests.edges.reached`. -->

The first table lists every file, process and socket that each command uses, as Python's audit events show them. A test runs every command again, and fails if
one of them uses anything else. Not listed are carelevel's own files with the bundled criteria, and Python's: the interpreter, its library and installed packages.

- A command first writes a file in a temporary folder next to it. The folder is gone when the file is complete.
- SQLite, DuckDB and Polars open files without an audit event. The test compares the folders before and after a command, which shows that they write nothing else.
- A database is read under a lock. [Databases](cohort.md#databases) describes it.

| Command | Reads | Writes | Also |
| --- | --- | --- | --- |
{rows}

Commands use nothing else. The following is used without being named in the command:

| Not named | What it is |
| --- | --- |
{why}
"""


def row(words: str, found: list[str]) -> str:
    """Return the row of a command."""
    return f"| `carelevel {words}` | {_named(found, 'read', 'database')} | {_named(found, 'write')} | {_others(found)} |"


def _named(found: list[str], *verbs: str) -> str:
    names = dict.fromkeys(name for verb, _, name in (each.partition(" ") for each in found) if verb in verbs)
    return ", ".join(f"`{name}`" for name in names) or "nothing"


def _shown(name: str) -> str:
    return name if name.startswith(("a ", "this ")) else f"`{name}`"


def _others(found: list[str]) -> str:
    return "; ".join(
        each.replace("('127.0.0.1', PORT)", "at `('127.0.0.1', PORT)`") for each in found if each.partition(" ")[0] not in {"read", "write", "database"}
    )


def main(arguments: list[str]) -> int:
    """Write the page, or say that it is not what commands do."""
    missing = [words for words in COMMANDS if needs(words) is not None]
    if missing:
        print("not installed:", {needs(words) for words in missing})
        return 2
    text = page(of_all())
    if "--check" in arguments:
        return int(text != PAGE.read_text("utf-8"))
    PAGE.write_text(text, "utf-8")
    return 0


PAGE = ROOT / "docs" / "files.md"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
