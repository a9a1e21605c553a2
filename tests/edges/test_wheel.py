"""The wheel, installed where the repository is not: what people get from the package index."""

import os
import subprocess
import sys
import sysconfig
import venv
import zipfile
from pathlib import Path

import pytest

from carelevel import __version__ as VERSION
from carelevel import bundled

ROOT = Path(__file__).parents[2]


def run(*words: str | Path, cwd: Path) -> str:
    """Return what a program prints, without this project or the caller's settings in its way."""
    env = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "PIP_", "VIRTUAL_ENV"))}
    done = subprocess.run([str(word) for word in words], cwd=cwd, env=env, capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the wheel from the repository."""
    folder = tmp_path_factory.mktemp("wheel")
    run(sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", folder, cwd=ROOT)
    (built,) = folder.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Install it into a fresh environment, and return that; the two libraries come from the environment of the tests."""
    folder = tmp_path_factory.mktemp("installed")
    venv.create(folder / "env", with_pip=False)
    python = folder / "env" / "bin" / "python"
    run(sys.executable, "-m", "pip", "--python", python, "install", "--quiet", "--no-deps", "--no-index", wheel, cwd=folder)
    packages = run(python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))", cwd=folder).strip()
    # Paths in a .pth file are searched last, and editable installs in them are not followed: carelevel can come from the wheel alone.
    (Path(packages) / "libraries.pth").write_text("\n".join({sysconfig.get_path("purelib"), sysconfig.get_path("platlib")}), "utf-8")
    return folder / "env"


def test_the_wheel_holds_the_package_its_rules_and_nothing_else(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()

    rules = [f"carelevel/rules/{path.relative_to(ROOT / 'rules').as_posix()}" for path in (ROOT / "rules").rglob("*") if path.is_file()]
    source = [f"carelevel/{path.relative_to(ROOT / 'src' / 'carelevel').as_posix()}" for path in (ROOT / "src" / "carelevel").rglob("*.py")]
    static = [f"carelevel/web/static/{path.name}" for path in (ROOT / "src" / "carelevel" / "web" / "static").iterdir()]
    assert {"carelevel/py.typed", "carelevel/cli/starting_point.yaml", *rules, *source, *static} == {
        name for name in names if not name.startswith(f"carelevel-{VERSION}.dist-info/")
    }
    assert any(name.endswith("licenses/LICENSE") for name in names)


@pytest.mark.slow
def test_bundled_criteria_load_from_the_wheel(installed: Path) -> None:
    code = (
        "import carelevel, pathlib\n"
        "from carelevel.syntax.bundled import bundled_ids, bundled_instruments\n"
        "print(pathlib.Path(carelevel.__file__).is_relative_to(pathlib.Path.cwd()))\n"
        "for name in bundled_ids(): print(name, len(carelevel.load(name).criteria) > 10)\n"
        "print(len(bundled_instruments()))\n"
        "print(carelevel.load('adult-mental-health').recommend({'age': 34, 'suicide_risk': 'imminent'}).level)"
    )

    printed = run(installed / "bin" / "python", "-c", code, cwd=installed.parent)

    assert printed.splitlines() == ["True", *(f"{name} True" for name in bundled()), "17", "inpatient"]


@pytest.mark.slow
def test_the_command_is_installed_and_works(installed: Path) -> None:
    carelevel = installed / "bin" / "carelevel"
    folder = installed.parent

    (folder / "case.yaml").write_text("age: 34\nsuicide_risk: imminent\n", "utf-8")

    assert run(carelevel, "--version", cwd=folder) == f"carelevel {VERSION}\n"
    assert "adult-substance-use" in run(carelevel, "list", cwd=folder)
    assert run(carelevel, "recommend", "case.yaml", cwd=folder).startswith("Inpatient care is suggested")
    assert run(carelevel, "check", "--strict", cwd=folder).count(": no problems; proofs leave out cases that contradict themselves") == len(bundled())
    assert run(carelevel, "new", cwd=folder).startswith("# A criteria set to begin from.")


def test_type_checkers_find_the_types(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as files:
        assert files.read("carelevel/py.typed") == b""
        metadata = files.read(f"carelevel-{VERSION}.dist-info/METADATA").decode()

    assert "Classifier: Typing :: Typed" in metadata
    assert [line for line in metadata.splitlines() if line.startswith("Requires-Dist:") and "extra" not in line] == [
        "Requires-Dist: pydantic-core<3,>=2.18",
        "Requires-Dist: pydantic<3,>=2.7",
        "Requires-Dist: pyyaml<7,>=6.0.1",
    ]


@pytest.mark.slow
def test_an_app_runs_its_criteria_with_its_own_tests(installed: Path, tmp_path: Path) -> None:
    """The plug-in comes with the package: nothing but the setting is needed."""
    rules = tmp_path / "rules"
    rules.mkdir()
    for name in ("criteria.yaml", "vignettes.yaml"):
        (rules / name).write_bytes((ROOT / "rules" / "adult-mental-health" / name).read_bytes())
    (tmp_path / "pytest.ini").write_text("[pytest]\ncarelevel_files = rules/*.yaml\n", "utf-8")

    shown = run(installed / "bin" / "python", "-m", "pytest", "-p", "no:xdist", "-p", "no:cacheprovider", "-k", "weeks", "-v", cwd=tmp_path)

    assert "rules/vignettes.yaml::vignette six-weeks-are-a-fair-try PASSED" in shown
