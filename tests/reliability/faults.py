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
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from unittest import mock

import carelevel
from carelevel.cli.main import COMMANDS, main

ERRORS = (errno.EACCES, errno.EIO, errno.ENOSPC, errno.EMFILE, errno.ENOENT, errno.ELOOP, errno.ENAMETOOLONG, errno.ESTALE, errno.EROFS, errno.EINTR)

WORDS: dict[str, tuple[str, ...]] = {
    "recommend": ("recommend", "case.yaml"),
    "explain": ("explain", "case.yaml", "--why-not", "inpatient"),
    "interview": ("interview", "--save", "saved.yaml"),
    "check": ("check", "our.yaml"),
    "test": ("test", "clinic"),
    "show": ("show", "our.yaml", "--format", "html"),
    "list": ("list",),
    "new": ("new", "ours", "--out", "ours.yaml"),
    "replay": ("replay", "records.jsonl"),
    "records": ("records", "add", "records.db", "records.jsonl"),
    "schema": ("schema", "--for", "cases", "--criteria", "our.yaml"),
}


class _File(io.IOBase):
    """A file whose reading and writing may fail."""

    def __init__(self, file: Any, operation: "Operations") -> None:
        self._file, self._operation = file, operation

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._file, name)
        return self._operation.watched(name, found) if name in {"read", "readline", "readlines", "write", "flush"} else found

    def read(self, *of: Any) -> Any:
        return self._operation.watched("read", self._file.read)(*of)

    def readline(self, *of: Any) -> Any:
        return self._operation.watched("readline", self._file.readline)(*of)

    def write(self, *of: Any) -> Any:
        return self._operation.watched("write", self._file.write)(*of)

    def __enter__(self) -> "_File":
        return self

    def __exit__(self, *of: object) -> None:
        self._file.close()

    def close(self) -> None:
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
            for name in ("stat", "scandir", "listdir"):
                stack.enter_context(mock.patch.object(os, name, self.watched(name, getattr(os, name))))
            yield


def prepared(folder: Path) -> None:
    """Write what the commands read."""
    text = (carelevel_rules() / "adult-mental-health" / "criteria.yaml").read_text("utf-8")
    (folder / "our.yaml").write_text(text, "utf-8")
    (folder / "clinic").mkdir()
    (folder / "clinic" / "criteria.yaml").write_text(text, "utf-8")
    (folder / "clinic" / "vignettes.yaml").write_text((carelevel_rules() / "adult-mental-health" / "vignettes.yaml").read_text("utf-8"), "utf-8")
    (folder / "case.yaml").write_text("suicide_risk: high\nage: 30\n", "utf-8")
    record = carelevel.load("adult-mental-health").recommend({"age": 30}).record("2026-11-25T14:30:00Z", facts=True)
    (folder / "records.jsonl").write_text(f"{record.to_json()}\n", "utf-8")


def carelevel_rules() -> Path:
    from carelevel.reading.library import rules_folder

    return rules_folder()


def ran(words: tuple[str, ...], operations: Operations) -> tuple[int, str, str]:
    """Run a command while operations are watched; what it prints goes nowhere near files."""
    out, err = io.StringIO(), io.StringIO()
    stdin = io.TextIOWrapper(io.BytesIO(b"30\nno\n"))
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err), mock.patch.object(sys, "stdin", stdin), operations.at_work():
        code = main(list(words))
    return code, out.getvalue(), err.getvalue()


def tried(names: tuple[str, ...] = tuple(WORDS), errors: tuple[int, ...] = ERRORS) -> dict[str, Any]:
    """Return what came of every fault."""
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
                expected = ran(WORDS[name], whole)
                counted[name] = Counter(operations=whole.count)
                for failing in range(whole.count):
                    for number in errors:
                        what = _fault(name, failing, number, expected[1])
                        counted[name].update(faults=1, **{what.partition(":")[0]: 1})
                        if what.startswith("fell"):
                            fallen.append(f"{name}, operation {failing}, {errno.errorcode[number]}: {what}")
        finally:
            os.chdir(home)
    return {"commands": {name: dict(numbers) for name, numbers in counted.items()}, "fallen": fallen}


def _fault(name: str, failing: int, number: int, expected: str) -> str:
    """Return how a command ends when one operation fails: it says so, goes on as if nothing had happened, or falls."""
    from carelevel.reading.library import rules_folder

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
    assert set(WORDS) == set(COMMANDS)
    print(json.dumps(tried(), indent=1))
