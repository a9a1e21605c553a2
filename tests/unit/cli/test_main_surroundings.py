"""The command line as a program among others: streams, terminals, locales, signals."""

import fcntl
import json
import os
import pty
import signal
import struct
import subprocess
import sys
import termios
import time
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

import pytest

from tests.unit.cli.running import environment, program

CASE = b"suicide_risk: imminent\nage: 30\n"
LATIN = "carelevel: 1\nid: latin\nversion: '1'\ntitle: \u00c9t\u00e9 \u6f22 \U0001f642\nlevels: {low: {title: Faible \u00e9}, high: {title: High}}\nfacts: {a: {type: yes_no}}\n"
LATIN += "criteria: [{id: a, suggests: high, when: {a: yes}, because: Parce que.}]\n"


def in_terminal(*words: str, columns: int = 80, changes: Mapping[str, str] = MappingProxyType({})) -> str:
    """Return what a command shows on a terminal of its own."""
    mine, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))
    env = environment(**{"TERM": "xterm-256color", "NO_COLOR": None, "COLUMNS": None, **changes})
    child = subprocess.Popen([sys.executable, "-m", "carelevel", *words], stdin=subprocess.DEVNULL, stdout=theirs, stderr=theirs, env=env)
    os.close(theirs)
    shown = b""
    try:
        while piece := os.read(mine, 4096):
            shown += piece
    except OSError:  # the other end was closed
        pass
    finally:
        os.close(mine)
    assert child.wait(60) == 0
    return shown.decode().replace("\r\n", "\n")


@pytest.fixture
def case(tmp_path: Path) -> str:
    (tmp_path / "case.yaml").write_bytes(CASE)
    return str(tmp_path / "case.yaml")


def test_results_and_diagnostics_go_their_own_ways() -> None:
    good, bad = program("recommend", "-", stdin=CASE), program("recommend", "-", stdin=b"suicide_risk: none of these")

    assert (good.returncode, good.stderr) == (0, b"")
    assert good.stdout.startswith(b"Inpatient care is suggested\n")
    assert (bad.returncode, bad.stdout) == (2, b"")
    assert bad.stderr.startswith(b"<stdin>:1:15: unknown-value: `none of these` is not a value of `suicide_risk`; allowed are ")


def test_a_terminal_gets_colour_and_a_pipe_does_not(case: str) -> None:
    shown = in_terminal("recommend", case)

    assert shown.startswith("\x1b[1mInpatient care is suggested\x1b[0m\n")
    assert shown.replace("\x1b[1m", "").replace("\x1b[0m", "").count("\x1b") == 0
    assert b"\x1b" not in program("recommend", case).stdout


@pytest.mark.parametrize("changes", [{"NO_COLOR": "1"}, {"TERM": "dumb"}])
def test_colour_can_be_refused(case: str, changes: dict[str, str]) -> None:
    assert "\x1b" not in in_terminal("recommend", case, changes=changes)


@pytest.mark.parametrize("words", [["--format", "json"], ["--format", "markdown"], ["--format", "html"]])
def test_formats_for_programs_have_no_colour_on_a_terminal_either(case: str, words: list[str]) -> None:
    assert "\x1b" not in in_terminal("recommend", case, *words)


@pytest.mark.parametrize("columns", [20, 40])
@pytest.mark.slow
def test_a_narrow_terminal_gets_narrow_lines(case: str, columns: int) -> None:
    """Words that cannot be broken (ids, addresses, digests) are left whole, and only they stick out."""
    for words in (["recommend", case], ["show"], ["list"]):
        lines = in_terminal(*words, columns=columns, changes={"NO_COLOR": "1"}).splitlines()

        assert [line for line in lines if len(line) > columns and len(line.strip(" -").split()) > 1 and max(map(len, line.split())) + 8 < columns] == []


def test_a_wide_terminal_gets_lines_that_can_be_read(case: str) -> None:
    assert max(len(line) for line in in_terminal("recommend", case, columns=250, changes={"NO_COLOR": "1"}).splitlines() if "https://" not in line) <= 100


@pytest.mark.parametrize(
    "changes", [{"LC_ALL": "C"}, {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}, {"PYTHONIOENCODING": "ascii"}, {"PYTHONIOENCODING": "cp1252"}]
)
def test_every_locale_gets_the_whole_answer(tmp_path: Path, changes: dict[str, str]) -> None:
    """What the output cannot hold is escaped: JSON and HTML in their own ways, so that nothing is lost."""
    (tmp_path / "latin.yaml").write_text(LATIN, "utf-8")
    shapes = ("text", "json", "markdown", "html")
    # One process a locale, with a zero byte behind each answer: starting takes longer than answering.
    code = f"""
import sys
from carelevel.cli.main import main
for shape in {shapes}:
    assert main(["show", sys.argv[1], "--format", shape]) == 0
    print(end="\\0", flush=True)
"""

    done = subprocess.run([sys.executable, "-c", code, str(tmp_path / "latin.yaml")], capture_output=True, env=environment(**changes), check=False, timeout=60)

    assert (done.returncode, done.stderr) == (0, b"")
    said = dict(zip((*shapes, "behind"), done.stdout.split(b"\0"), strict=True))
    assert json.loads(said["json"])["title"] == "\u00c9t\u00e9 \u6f22 \U0001f642"
    assert any(title in said["html"] for title in ("<h1>\u00c9t\u00e9 \u6f22 \U0001f642</h1>".encode(), b"<h1>&#201;t&#233; &#28450; &#128578;</h1>"))
    assert all(b"High" in said[shape] for shape in shapes)


def test_a_slip_is_explained_in_every_locale() -> None:
    done = program("recommend", "-", stdin="suicide_risk: \u00e9lev\u00e9".encode(), env=environment(PYTHONIOENCODING="ascii"))

    assert (done.returncode, done.stdout) == (2, b"")
    assert rb"unknown-value: `\xe9lev\xe9`" in done.stderr


@pytest.mark.slow
def test_a_reader_that_goes_away_is_no_error() -> None:
    """`carelevel show | head -1`."""
    for words in ("show", "show --format html", "check --format json", "recommend missing.yaml 2>&1", "--help"):
        done = subprocess.run(
            ["bash", "-c", f'set -o pipefail; "{sys.executable}" -m carelevel {words} | head -c 1 >/dev/null'], capture_output=True, check=False, timeout=60
        )

        assert done.stderr == b"", words
        assert done.returncode in {0, 2}, words


@pytest.mark.parametrize(
    ("redirection", "code", "said"),
    [
        (">&-", 2, b"carelevel: standard output is closed\n"),
        (">/dev/full", 2, b"carelevel: the result cannot be written: no space left on device\n"),
        ("<&-", 2, b"not-found: standard input is closed\n"),
        ("</dev/null", 2, b"<stdin>:1:1: not-yaml: the file is empty\n"),
        ("2>&- </dev/null", 2, b""),
        ("2>&- >&-", 2, b""),
    ],
)
@pytest.mark.slow
def test_streams_that_are_closed_or_full_are_said_to_be(redirection: str, code: int, said: bytes) -> None:
    done = subprocess.run(
        ["bash", "-c", f'echo "age: 30" | "{sys.executable}" -m carelevel recommend - {redirection}'], capture_output=True, check=False, timeout=60
    )

    assert (done.returncode, done.stdout) == (code, b"")
    assert done.stderr.startswith(said)
    assert done.stderr.count(b"\n") <= 1


def test_an_interrupted_command_stops_without_a_word(tmp_path: Path) -> None:
    """Ctrl-C while it waits for input. The pipe tells when it has begun to read."""
    os.mkfifo(tmp_path / "case.yaml")
    # Whoever runs the tests in the background may have had Ctrl-C ignored, and that would be inherited.
    heard = "import os, signal, sys; signal.signal(signal.SIGINT, signal.SIG_DFL); os.execv(sys.executable, [sys.executable, *sys.argv[1:]])"
    words = ["-m", "carelevel", "recommend", str(tmp_path / "case.yaml")]
    child = subprocess.Popen([sys.executable, "-c", heard, *words], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    with (tmp_path / "case.yaml").open("wb"):
        child.send_signal(signal.SIGINT)
        out, err = child.communicate(timeout=60)

    assert (child.returncode, out, err) == (130, b"", b"")


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
@pytest.mark.slow
def test_a_command_that_is_ended_leaves_no_copy_of_standard_input_behind(tmp_path: Path, number: signal.Signals) -> None:
    """A table from standard input lies in a temporary file while it is read. It is there by the time that the signal comes."""
    heard = f"import os, signal, sys; signal.signal({int(number)}, signal.SIG_DFL); os.execv(sys.executable, [sys.executable, *sys.argv[1:]])"
    words = ["-m", "carelevel", "cohort", "-", "--input-format", "csv"]
    env = environment(TMPDIR=str(tmp_path))
    child = subprocess.Popen([sys.executable, "-c", heard, *words], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=env)
    assert child.stdin is not None
    child.stdin.write(b"age\n34\n")
    child.stdin.flush()
    until = time.monotonic() + 60
    while not list(tmp_path.glob("*/stdin")) and time.monotonic() < until:
        time.sleep(0.01)
    there = list(tmp_path.glob("*/stdin"))
    child.send_signal(number)
    out, err = child.communicate(timeout=60)

    assert (len(there), child.returncode, out, err) == (1, -number, b"", b"")
    assert list(tmp_path.iterdir()) == []


def test_a_second_signal_does_not_keep_the_first_from_being_obeyed_in_order() -> None:
    """Whoever ends a program may send both, or the same one twice."""
    code = """
import os, signal
for number in (signal.SIGTERM, signal.SIGHUP):
    signal.signal(number, signal.SIG_DFL)
from carelevel.cli.main import _ended_in_order
with _ended_in_order():
    try:
        os.kill(os.getpid(), signal.SIGTERM)
    finally:
        os.kill(os.getpid(), signal.SIGHUP)
        os.kill(os.getpid(), signal.SIGTERM)
        print("cleared up", flush=True)
"""

    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=False, timeout=60)

    assert (done.returncode, done.stdout, done.stderr) == (-signal.SIGTERM, b"cleared up\n", b"")


def test_no_home_and_next_to_no_environment_are_enough(tmp_path: Path) -> None:
    bare = {name: os.environ[name] for name in ("PYTHONPATH", "LD_LIBRARY_PATH") if name in os.environ}

    done = program("recommend", "-", "--format", "json", stdin=CASE, env=bare, cwd=tmp_path)

    assert (done.returncode, done.stderr) == (0, b"")
    assert json.loads(done.stdout)["level"] == "inpatient"
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_is_gone_is_no_reason_to_fail(tmp_path: Path) -> None:
    here = tmp_path / "here"
    here.mkdir()

    done = subprocess.run(
        ["bash", "-c", f'cd "{here}" && rmdir "{here}" && echo "{{age: 34, suicide_risk: imminent}}" | "{sys.executable}" -m carelevel recommend -'],
        capture_output=True,
        check=False,
        env=environment(PYTHONSAFEPATH="1"),
        timeout=60,
    )

    assert (done.returncode, done.stderr) == (0, b"")
    assert done.stdout.startswith(b"Inpatient care is suggested")


def test_nothing_is_written_but_what_was_asked_for(tmp_path: Path) -> None:
    (tmp_path / "case.yaml").write_bytes(CASE)

    done = program("recommend", "case.yaml", env=environment(HOME=str(tmp_path), PYTHONDONTWRITEBYTECODE="1"), cwd=tmp_path)

    assert done.returncode == 0
    assert [path.name for path in tmp_path.iterdir()] == ["case.yaml"]
