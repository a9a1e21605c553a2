"""What the tests of the workbench share: a small criteria file on the disk, and a client that asks as the page does."""

import json
from collections.abc import Callable, Iterator, Mapping
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn
from urllib.parse import urlencode

import pytest

if TYPE_CHECKING:
    from starlette.testclient import TestClient

NEEDED = {"starlette": "the extra `web`", "httpx2": "httpx2"}


class Absent(pytest.Module):
    """A module of tests for something that is not installed."""

    def collect(self) -> NoReturn:
        """Skip it, and say why."""
        pytest.skip(absent(NEEDED) or "", allow_module_level=True)


def absent(needed: Mapping[str, str]) -> str | None:
    """Return what is not installed of some packages, in words; None when all are."""
    return next((f"{words} is not installed" for package, words in needed.items() if find_spec(package) is None), None)


def pytest_pycollect_makemodule(module_path: Path, parent: pytest.Collector) -> pytest.Module | None:
    """Look into a module only where what it imports is there."""
    return Absent.from_parent(parent, path=module_path) if absent(NEEDED) else None


@pytest.fixture(autouse=True)
def _on_a_busy_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let processes of the server stand back for nothing: other tests run beside this one, and each check has a time."""
    monkeypatch.setattr("carelevel.web.apart.NICENESS", 0)


TINY = """\
carelevel: 1
id: tiny
version: "1"
title: Tiny
levels: {outpatient: {title: Outpatient}, inpatient: {title: Inpatient}}
facts:
  danger: {type: yes_no, worse: yes}
  points: {type: score, range: [0, 9], worse: high}
criteria:
  - {id: in-danger, requires: inpatient, when: {danger: yes}, because: Nobody in danger is left alone.}
  - {id: many-points, suggests: inpatient, when: {points: {at_least: 5}}, because: Many points.}
"""
VIGNETTES = """\
criteria: tiny
vignettes:
  - {id: safe, title: Safe, case: {danger: no, points: 4}, expect: {level: outpatient}}
  - {id: in-danger, title: In danger, case: {danger: yes}, expect: {level: inpatient}}
"""


class Page:
    """Asks a server what the page asks."""

    def __init__(self, client: "TestClient") -> None:
        self.client = client

    def ask(self, path: str, **members: Any) -> Any:
        answer = self.client.post(path, json=members)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def refused(self, path: str, **members: Any) -> dict[str, Any]:
        answer = self.client.post(path, content=json.dumps(members), headers={"content-type": "application/json"})
        assert answer.status_code >= 400
        assert answer.headers["content-type"] == "application/problem+json"
        found: dict[str, Any] = answer.json()
        assert found["status"] == answer.status_code
        return found

    def printed(self, **members: Any) -> Any:
        content = urlencode({"body": json.dumps(members)})
        return self.client.post("/print", content=content, headers={"content-type": "application/x-www-form-urlencoded"})


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with a small criteria file and its vignettes."""
    inside = tmp_path / "criteria"
    inside.mkdir()
    (inside / "tiny.yaml").write_text(TINY, "utf-8")
    (inside / "vignettes.yaml").write_text(VIGNETTES, "utf-8")
    (tmp_path / "secret.yaml").write_text("levels:\nsecret: yes\n", "utf-8")
    return inside


@pytest.fixture
def serving() -> Iterator[Callable[..., Page]]:
    """Serve some files with some settings."""
    from starlette.testclient import TestClient

    from carelevel.web.app import application
    from carelevel.web.settings import Settings

    with_port: list[TestClient] = []

    def serve(*given: str, raises: bool = True, **more: Any) -> Page:
        client = TestClient(application(given, Settings(port=80, **more)), base_url="http://127.0.0.1", raise_server_exceptions=raises)
        client.__enter__()
        with_port.append(client)
        return Page(client)

    yield serve
    for client in with_port:
        client.__exit__(None, None, None)


@pytest.fixture
def page(folder: Path, serving: Callable[..., Page]) -> Page:
    """A page over the small criteria file."""
    return serving(str(folder / "tiny.yaml"))


@pytest.fixture
def name(folder: Path) -> str:
    """What the small criteria file is called."""
    return str(folder / "tiny.yaml")
