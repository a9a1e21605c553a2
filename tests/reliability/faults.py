"""Faults of the machine: every operation on files that a command makes fails in turn, in each of the ways in which disks and systems do.

    python -m tests.reliability.faults

However the machine fails, a command ends with one of its exit codes and a message, and not with a traceback; and what it was to write is there whole or
said not to be.
"""

import contextlib
import errno
import io
import json
import os
import pathlib
import re
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Self
from unittest import mock

import carelevel
from carelevel.cli.main import main
from carelevel.syntax.bundled import rules_folder
from tests.reliability.accidents import CRITERIA

ERRORS = (errno.EACCES, errno.EIO, errno.ENOSPC, errno.EMFILE, errno.ENOENT, errno.ELOOP, errno.ENAMETOOLONG, errno.ESTALE, errno.EROFS, errno.EINTR)

WORDS: dict[str, tuple[str, ...]] = {
    "recommend": ("recommend", "case.yaml", "--criteria", "our.yaml"),
    "explain": ("explain", "case.yaml", "--why-not", "low", "--criteria", "our.yaml"),
    "interview": ("interview", "--criteria", "our.yaml", "--save", "saved.yaml"),
    "programs": ("programs", "adult.yaml"),
    "check": ("check", "our.yaml"),
    "test": ("test", "clinic"),
    "diff": ("diff", "our.yaml", "new.yaml"),
    "suggest": ("suggest", "vignettes", "our.yaml"),
    "fmt": ("fmt", "laid.yaml"),
    "show": ("show", "our.yaml", "--format", "html"),
    "list": ("list",),
    "base": ("base", "local.yaml"),
    "new": ("new", "ours", "--out", "ours.yaml"),
    "replay": ("replay", "records.jsonl", "--criteria", "our.yaml"),
    "records": ("records", "add", "records.db", "records.jsonl"),
    "schema": ("schema", "--for", "cases", "--criteria", "our.yaml"),
    "cohort": ("cohort", "people.csv", "--criteria", "our.yaml", "--columns", "columns.yaml", "--out", "answered.csv", "--html", "report.html"),
    "serve": ("serve", "served.yaml", "--port", "0", "--no-token"),
}

EXTRAS = {"cohort": "polars", "serve": "starlette"}
"""What the commands need that need more than the rest."""

WRITTEN = ("saved.yaml", "local.base.yaml", "ours.yaml", "records.db", "answered.csv", "report.html", "vignettes.yaml")
"""What commands write; it is taken away before each of them."""

VIGNETTES = "criteria: seed\nvignettes:\n  - {id: danger, title: Danger, case: {risk: severe, alone: yes}, expect: {lowest: high}}\n"


OPERATIONS = ("stat", "lstat", "scandir", "listdir", "open", "mkdir", "replace", "rename", "link", "unlink", "fsync", "chmod")
"""Operations of the system that are watched, beside opening, reading and writing."""


class _File:
    """A file whose reading and writing may fail."""

    def __init__(self, file: Any, operations: "Operations") -> None:
        self._file, self._operations = file, operations

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._file, name)
        return self._operations.watched(name, found) if name in {"read", "readline", "readlines", "write", "flush"} else found

    def __iter__(self) -> Iterator[Any]:
        return iter(self._file)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *of: object) -> None:
        self._file.close()


class Operations:
    """Counts operations on files, and lets one of them fail."""

    def __init__(self, failing: int = -1, number: int = 0) -> None:
        self.failing, self.number, self.count = failing, number, 0
        self.failed = ""

    def watched(self, name: str, operation: Callable[..., Any]) -> Callable[..., Any]:
        def tried(*of: Any, **more: Any) -> Any:
            self.count += 1
            if self.count - 1 == self.failing:
                self.failed = name
                path = next((str(each) for each in of if isinstance(each, (str, pathlib.PurePath))), None)
                raise OSError(self.number, os.strerror(self.number), path)
            return operation(*of, **more)

        return tried

    @contextlib.contextmanager
    def at_work(self) -> Iterator[None]:
        opened = io.open

        def opening(*of: Any, **more: Any) -> Any:
            return _File(self.watched("open", opened)(*of, **more), self)

        with contextlib.ExitStack() as stack:
            stack.enter_context(mock.patch.object(io, "open", opening))
            stack.enter_context(mock.patch("builtins.open", opening))
            for name in OPERATIONS:
                stack.enter_context(mock.patch.object(os, name, self.watched(name, getattr(os, name))))
            yield


def prepared(folder: Path) -> None:
    """Write what the commands read."""
    (folder / "our.yaml").write_text(CRITERIA, "utf-8")
    version = carelevel.loads(CRITERIA).version
    (folder / "local.yaml").write_text(
        f"""
carelevel: 1
id: local
version: "1"
title: Local
based_on: {{set: our.yaml, version: "{version}"}}
replace:
  levels: {{{next(iter(carelevel.loads(CRITERIA).to_dict()["levels"]))}: {{title: Here}}}}
""",
        "utf-8",
    )
    (folder / "clinic").mkdir()
    (folder / "clinic" / "criteria.yaml").write_text(CRITERIA, "utf-8")
    (folder / "clinic" / "vignettes.yaml").write_text(VIGNETTES, "utf-8")
    (folder / "new.yaml").write_text(CRITERIA.replace("at_least: mild", "at_least: severe"), "utf-8")
    (folder / "adult.yaml").write_text("suicide_risk: high\nage: 30\n", "utf-8")
    (folder / "laid.yaml").write_text("a:   1\n", "utf-8")
    (folder / "people.csv").write_text("Age,risk,points\n30,severe,3\n41,,12\n", "utf-8")
    (folder / "columns.yaml").write_text("columns:\n  age: Age\n", "utf-8")
    (folder / "case.yaml").write_text("risk: severe\nage: 30\n", "utf-8")
    record = carelevel.loads(CRITERIA).recommend({"age": 30}).record("2026-11-25T14:30:00Z", facts=True)
    (folder / "records.jsonl").write_text(f"{record.to_json()}\n", "utf-8")


def _served(words: tuple[str, ...]) -> contextlib.AbstractContextManager[Any]:
    """Let `serve` answer what a page asks when it opens a file, changes it and saves it, in place of waiting for requests."""
    if words[0] != "serve":
        return contextlib.nullcontext()
    from tests.reliability import bodies

    def serve(app: Any, sock: Any) -> None:
        server = bodies.Server(app, sock.getsockname()[1])
        for path in ("/", "/workbench/start"):
            server.look(path)
        opened = server.ask(bodies.sent("/workbench/open", {"name": "served.yaml"}))
        text = opened["criteria"]["text"] + "# changed\n"
        server.ask(bodies.sent("/workbench/look", {"name": "served.yaml", "text": text, "case": {"risk": "mild"}}))
        for what, digest in (("criteria", {"digest": opened["criteria"]["digest"]}), ("vignettes", {})):
            server.ask(bodies.sent("/workbench/save", {"name": "served.yaml", "what": what, "text": text, **digest}))
        print(json.dumps([opened, *(Path(name).read_text("utf-8") for name in ("served.yaml", "vignettes.yaml"))]))

    return mock.patch("carelevel.web.serving.serve", serve)


def ran(words: tuple[str, ...], operations: Operations) -> tuple[int, str, str]:
    """Run a command while operations are watched; what it prints goes nowhere near files."""
    out, err = io.StringIO(), io.StringIO()
    for name in WRITTEN:
        Path(name).unlink(missing_ok=True)
    Path("laid.yaml").write_text("a:   1\n", "utf-8")
    Path("served.yaml").write_text(CRITERIA, "utf-8")
    stdin = io.TextIOWrapper(io.BytesIO(b"30\n" + b"1\n" * 20))
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err), mock.patch.object(sys, "stdin", stdin), _served(words), operations.at_work():
        code = main(list(words))
    return code, re.sub(r"127\.0\.0\.1:\d+", "127.0.0.1", out.getvalue()), err.getvalue()


def installed() -> tuple[str, ...]:
    """Return the commands that have what they need."""
    return tuple(name for name in WORDS if name not in EXTRAS or find_spec(EXTRAS[name]) is not None)


def tried(names: tuple[str, ...] = installed(), errors: int = 1, step: int = 1) -> dict[str, Any]:
    """Return what came of a fault in every operation, or every so many; how the next one fails goes round."""
    counted: dict[str, Counter[str]] = {}
    fallen: list[str] = []
    home = Path.cwd()
    with tempfile.TemporaryDirectory() as folder:
        prepared(Path(folder))
        os.chdir(folder)
        try:
            for name in names:
                whole = Operations()
                ran(WORDS[name], Operations())  # everything is imported, and remembered, by now
                rules_folder.cache_clear()
                code, out, err = ran(WORDS[name], whole)
                assert code in {0, 1}, (name, err)
                counted[name] = Counter(operations=whole.count)
                for failing in range(0, whole.count, step):
                    for number in (ERRORS[(failing + turn) % len(ERRORS)] for turn in range(errors)):
                        what = _fault(name, failing, number, out)
                        counted[name].update(faults=1, **{what.partition(":")[0]: 1})
                        if what.startswith("fell"):
                            fallen.append(f"{name}, operation {failing}, {errno.errorcode[number]}: {what}")
        finally:
            os.chdir(home)
    return {"commands": {name: dict(numbers) for name, numbers in counted.items()}, "fallen": fallen}


def _fault(name: str, failing: int, number: int, expected: str) -> str:
    """Return how a command ends when one operation fails: it says so, goes on as if nothing had happened, or falls."""
    rules_folder.cache_clear()
    operations = Operations(failing, number)
    try:
        code, out, err = ran(WORDS[name], operations)
    except Exception as error:  # noqa: BLE001 - what is looked for is whatever should not come out
        return f"fell: {type(error).__name__}: {error}"
    if not operations.failed or (code in {0, 1} and out == expected):
        return "unharmed"
    if code == 2 and err.strip() and "Traceback" not in err:
        return "said"
    return f"fell: code {code} after {operations.failed}, {err[-200:]!r}, {out[:100]!r}"


if __name__ == "__main__":
    print(json.dumps(tried(errors=int(sys.argv[1]) if sys.argv[1:] else 1), indent=1))
