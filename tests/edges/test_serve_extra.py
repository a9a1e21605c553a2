"""`carelevel serve` without its extra, and everything else without it."""

import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest

from carelevel.cli.main import main
from carelevel.cli.serve_command import EXAMPLES

WITHOUT = """
import sys
for name in ("starlette", "uvicorn", "anyio"):
    sys.modules[name] = None
from carelevel.cli.main import main
sys.exit(main(sys.argv[1:]))
"""


def run(*words: str) -> tuple[int, str, str]:
    done = subprocess.run([sys.executable, "-c", WITHOUT, *words], capture_output=True, text=True, check=False, timeout=60)
    return done.returncode, done.stdout, done.stderr


def test_serve_without_its_extra_names_it() -> None:
    assert run("serve") == (3, "", "carelevel serve needs the extra `web`; in a clone of carelevel: pip install '.[web]'\n")


def test_everything_else_works_without_it() -> None:
    code, printed, said = run("list")

    assert (code, said) == (0, "")
    assert "adult-mental-health" in printed


def test_importing_carelevel_brings_no_server() -> None:
    code = "import carelevel, sys; carelevel.load('adult-mental-health'); print([n for n in sys.modules if n.partition('.')[0] in ('starlette', 'uvicorn', 'anyio')])"

    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60).stdout == "[]\n"


@pytest.mark.parametrize("example", EXAMPLES.splitlines())
@pytest.mark.slow
def test_the_examples_of_its_help_serve_until_ctrl_c(example: str, tmp_path: Path) -> None:
    pytest.importorskip("starlette", reason="the extra `web` is not installed")
    (tmp_path / "criteria").mkdir()
    for file in (tmp_path / "my-criteria.yaml", tmp_path / "criteria" / "my-criteria.yaml"):
        assert main(["new", "--out", str(file)]) == 0
    words = [word for word in example.split()[2:] if word != "--open"]
    command = [sys.executable, "-m", "carelevel", "serve", *words, "--port", "0"]

    with subprocess.Popen(command, cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None
        printed = server.stdout.readline()
        server.send_signal(signal.SIGINT)
        _, said = server.communicate(timeout=60)

    assert re.fullmatch(r"the workbench is at http://127\.0\.0\.1:\d+/\?token=[\w-]{32} \(Ctrl-C stops it\)\n", printed)
    assert (server.returncode, said) == (0, "")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--host", "0.0.0.0"], "`0.0.0.0` is open to other machines"),
        (["--host", "0.0.0.0", "--allow-network", "--no-token"], "`--no-token` works only without `--allow-network`"),
        (["--port", "99999"], "`99999` is not a port"),
        (["--port", "x"], "`x` is not a port"),
        (["nothing.yaml", "--port", "0"], "no bundled criteria set and no file is called `nothing.yaml`"),
        (["--host", "192.0.2.1", "--allow-network", "--port", "0"], "cannot listen on `192.0.2.1:0`"),
    ],
)
def test_what_cannot_be_served_is_said_before_anything_is(
    words: list[str], said: str, capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("starlette", reason="the extra `web` is not installed")
    monkeypatch.chdir(tmp_path)

    assert main(["serve", *words]) == 2
    assert said in capsys.readouterr().err


def test_a_port_that_is_taken_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    serving = pytest.importorskip("carelevel.web.serving", reason="the extra `web` is not installed")

    with serving.listening("127.0.0.1", 0) as taken:
        port = taken.getsockname()[1]
        assert main(["serve", "--port", str(port)]) == 2

    assert "address already in use" in capsys.readouterr().err


@contextmanager
def served(cwd: Path, *words: str) -> Iterator[tuple[str, "subprocess.Popen[str]"]]:
    """Start a server on a port that is free; give its address, and end it."""
    command = [sys.executable, "-m", "carelevel", "serve", "--port", "0", *words]
    with subprocess.Popen(command, cwd=cwd, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None
        try:
            yield next(word for word in server.stdout.readline().split() if word.startswith("http")), server
        finally:
            if server.poll() is None:
                server.kill()


def asked(address: str, **headers: str) -> tuple[int, str]:
    """Return the status of an answer, and what it says."""
    try:
        with urlopen(Request(address, headers=headers), timeout=60) as answer:
            return answer.status, answer.read().decode()
    except HTTPError as error:
        return error.code, error.read().decode()


def test_the_printed_address_is_the_only_one_that_is_answered(tmp_path: Path) -> None:
    pytest.importorskip("starlette", reason="the extra `web` is not installed")
    with served(tmp_path) as (address, server):
        origin, _, token = address.partition("?token=")
        answers = [asked(f"{origin}criteria")[0], asked(origin)[0], asked(f"{origin}criteria", Authorization=f"Bearer {token}")[0]]
        server.send_signal(signal.SIGINT)
        _, said = server.communicate(timeout=60)

    assert answers == [403, 403, 200]
    assert said == ""


def test_without_a_token_whoever_asks_is_answered(tmp_path: Path) -> None:
    pytest.importorskip("starlette", reason="the extra `web` is not installed")
    with served(tmp_path, "--no-token") as (address, _):
        assert address.endswith("/")
        assert asked(f"{address}criteria")[0] == 200


def test_a_browser_is_started_with_a_ticket_and_never_with_the_token(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Every user of a machine can list the words that its programs were started with."""
    serving = pytest.importorskip("carelevel.web.serving", reason="the extra `web` is not installed")
    opened: list[str] = []
    monkeypatch.setattr("webbrowser.open", opened.append)
    monkeypatch.setattr(serving, "serve", lambda *_: None)

    assert main(["serve", "--port", "0", "--open"]) == 0

    (address,) = opened
    assert "?token=" in address
    assert address.partition("?token=")[2] not in capsys.readouterr().out
