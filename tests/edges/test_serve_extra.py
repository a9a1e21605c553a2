"""`carelevel serve` without its extra, and everything else without it."""

import signal
import subprocess
import sys
from pathlib import Path

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
    assert run("serve") == (3, "", "carelevel serve needs an extra: pip install 'carelevel[web]'\n")


def test_everything_else_works_without_it() -> None:
    code, printed, said = run("list")

    assert (code, said) == (0, "")
    assert "adult-mental-health" in printed


def test_importing_carelevel_brings_no_server() -> None:
    code = "import carelevel, sys; carelevel.load('adult-mental-health'); print([n for n in sys.modules if n.partition('.')[0] in ('starlette', 'uvicorn', 'anyio')])"

    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60).stdout == "[]\n"


@pytest.mark.parametrize("example", EXAMPLES.splitlines())
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

    assert printed.startswith("the workbench is at http://127.0.0.1:")
    assert (server.returncode, said) == (0, "")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--host", "0.0.0.0"], "`0.0.0.0` is not this machine alone"),
        (["--port", "99999"], "`99999` is no port"),
        (["--port", "x"], "`x` is no port"),
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
