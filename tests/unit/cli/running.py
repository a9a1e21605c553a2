"""Ways to run the command line: in this process, and as a program of its own."""

import io
import os
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

from carelevel.cli.main import main

CRITERIA = """
carelevel: 1
id: small
version: "1"
title: Small
levels: {low: {title: Low}, high: {title: High}}
services: {talk: Talking}
facts:
  danger: {type: yes_no, titles: {yes: there is danger, no: there is no danger}}
  score: {type: score, range: [0, 9]}
impossible: [{id: no-nine, when: {danger: no, score: 9}, because: Nine is danger.}]
criteria:
  - {id: danger, requires: high, when: {danger: yes}, because: Danger., examples: [{case: {danger: yes}, is: met}]}
  - {id: talk, adds: [talk], when: {score: {at_least: 5}}, because: Talking helps.}
"""

VIGNETTES = """
criteria: small
vignettes:
  - {id: in-danger, title: In danger, case: {danger: yes}, expect: {level: high}}
  - {id: not-asked, title: Nobody asked, case: {}, expect: {level: none, lowest: low}}
"""


@dataclass(frozen=True)
class Result:
    """What a command gave."""

    code: int
    out: str
    err: str


Cli = Callable[..., Result]


@pytest.fixture
def cli(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Cli:
    """Run a command in this process."""

    def run(*words: str | Path, stdin: str | bytes = "") -> Result:
        content = stdin.encode() if isinstance(stdin, str) else stdin
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(content)))
        capsys.readouterr()
        code = main([str(word) for word in words])
        return Result(code, *capsys.readouterr())

    return run


@pytest.fixture
def clinic(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a folder to stand in, with criteria, vignettes and cases."""
    (tmp_path / "criteria.yaml").write_text(CRITERIA, "utf-8")
    (tmp_path / "vignettes.yaml").write_text(VIGNETTES, "utf-8")
    (tmp_path / "danger.yaml").write_text("danger: yes\n", "utf-8")
    (tmp_path / "calm.json").write_text('{"danger": false, "score": 3}\n', "utf-8")
    (tmp_path / "list.yaml").write_text("- danger: yes\n- score: 5\n", "utf-8")
    (tmp_path / "lines.jsonl").write_text('{"danger": true}\n\n{}\n', "utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def environment(**changes: str | None) -> dict[str, str]:
    """Return this process's environment with changes; None takes a variable away."""
    changed = {**os.environ, **changes}
    return {name: value for name, value in changed.items() if value is not None}


def program(*words: str | Path, stdin: bytes = b"", env: Mapping[str, str] | None = None, cwd: Path | None = None) -> subprocess.CompletedProcess[bytes]:
    """Run `python -m carelevel` as a program of its own."""
    return subprocess.run([sys.executable, "-m", "carelevel", *map(str, words)], input=stdin, capture_output=True, env=env, cwd=cwd, check=False, timeout=60)
