"""Which parts of the package each command loads: starting is most of what a short command takes, and nobody waits for what is not used."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

CODE = """
import contextlib, io, json, sys
with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
    try:
        from carelevel.cli.main import main
        main(sys.argv[1:])
    except SystemExit:
        pass
print(json.dumps([name for name in sys.modules if name.partition(".")[0] in {"carelevel", "yaml", "pydantic", "pydantic_core"}]))
"""
READERS = {"yaml", "pydantic_core"}
ENGINES = {"carelevel.logic", "carelevel.answers"}
EXPLAINING = {"carelevel.answers.explain"}
PAGES = {"carelevel.show.html", "carelevel.show.markdown"}
PLACES = {"carelevel.programs", "carelevel.model.programs", "carelevel.model.program_facts", "carelevel.model.week"}
VIGNETTES = {"carelevel.syntax.vignette_reader", "carelevel.model.vignettes", "carelevel.verify.checks.tests"}
WORDS = {"carelevel.logic.english", "carelevel.show.answer"}
NOT_NEEDED: dict[str, set[str]] = {
    "--version": {"carelevel.syntax", "carelevel.verify.checks", "carelevel.api"} | READERS | ENGINES | EXPLAINING | PAGES,
    "--help": {"carelevel.syntax", "carelevel.verify.checks", "carelevel.api"} | READERS | ENGINES | EXPLAINING | PAGES,
    "new": {"carelevel.verify.checks", "carelevel.api"} | READERS | ENGINES | EXPLAINING | PAGES,
    "schema": {"yaml", "carelevel.verify.checks", "carelevel.api"} | ENGINES | EXPLAINING | PAGES,
    "list": EXPLAINING | PAGES | WORDS,  # a local version among the bundled sets is resolved with its vignettes
    "check": EXPLAINING | PAGES | VIGNETTES | WORDS | PLACES,
    "show": EXPLAINING | PAGES | VIGNETTES | PLACES,
    "programs": EXPLAINING | PAGES | VIGNETTES,
    "recommend": EXPLAINING | PAGES | VIGNETTES | PLACES,
    "test": EXPLAINING | PAGES,
}


@pytest.mark.parametrize("command", NOT_NEEDED)
@pytest.mark.slow
def test_a_command_loads_no_more_than_it_needs(command: str, tmp_path: Path) -> None:
    Path(tmp_path, "case.yaml").write_text("suicide_risk: high\n", encoding="utf-8")
    more = {"recommend": ["case.yaml"], "new": ["criteria.yaml"], "check": ["adult-mental-health"], "programs": ["case.yaml"]}

    done = subprocess.run([sys.executable, "-c", CODE, command, *more.get(command, [])], cwd=tmp_path, capture_output=True, check=True, text=True, timeout=60)

    loaded = json.loads(done.stdout)
    assert "carelevel.cli.main" in loaded
    assert [name for name in loaded if any(name == part or name.startswith(f"{part}.") for part in NOT_NEEDED[command] | {"pydantic"})] == []
    commands = [name for name in loaded if name.startswith("carelevel.cli.") and name.endswith("_command")]
    assert commands == ([] if command.startswith("-") else [f"carelevel.cli.{command}_command"])


def test_importing_the_package_loads_few_small_modules() -> None:
    code = "import carelevel, json, sys; print(json.dumps(sorted(name for name in sys.modules if name.startswith('carelevel'))))"

    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, text=True, timeout=60)

    assert json.loads(done.stdout) == [
        "carelevel",
        "carelevel.model",
        *(f"carelevel.model.{name}" for name in ("arguments", "frozen", "printable", "problems", "version")),
    ]
