"""`carelevel base` keeps what a local version is based on, and the kept base can be compared with the next one."""

from pathlib import Path

import pytest

from carelevel.api import load
from carelevel.cli.main import main

HEAD = "carelevel: 1\nid: payer\nversion: '1'\ntitle: A payer\nbased_on: {set: county.yaml, version: 1.0.0}\n"
COUNTY = """\
carelevel: 1
id: county
version: 1.0.0
title: A county
levels: {outpatient: {title: Outpatient care}, iop: {title: Day program}}
facts: {risk: {type: scale, values: [none, some, high], worse: high}}
criteria: [{id: some, suggests: iop, when: {risk: high}, because: The risk is high.}]
"""


@pytest.fixture(autouse=True)
def _folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("payer.yaml").write_text(HEAD, "utf-8")
    Path("county.yaml").write_text(COUNTY, "utf-8")


def test_the_base_is_kept_as_one_plain_file(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["base", "payer.yaml"]) == 0

    base = load("county.yaml")
    assert capsys.readouterr().out == f"payer.base.yaml keeps county 1.0.0, {base.digest}\n"
    assert load("payer.base.yaml") == base
    assert base.digest in Path("payer.base.yaml").read_text("utf-8").splitlines()[0]
    assert load("payer.yaml").id == "payer"


def test_another_base_is_refused_until_it_was_compared_and_kept(capsys: pytest.CaptureFixture[str]) -> None:
    main(["base", "payer.yaml"])
    Path("county.yaml").write_text(COUNTY.replace("{risk: high}", "{risk: some}"), "utf-8")
    capsys.readouterr()

    assert main(["check", "payer.yaml"]) == 1
    said = capsys.readouterr().out
    assert "payer.yaml:5:17: other-base: `county` 1.0.0 is not what `payer.base.yaml` keeps of it" in said
    assert "hint: `carelevel diff payer.base.yaml county.yaml` shows what it changes" in said

    assert main(["diff", "payer.base.yaml", "county.yaml", "--exit-code"]) == 1
    assert main(["base", "payer.yaml"]) == 0
    assert load("payer.yaml").id == "payer"


def test_another_version_is_named_before_it_is_kept(capsys: pytest.CaptureFixture[str]) -> None:
    main(["base", "payer.yaml"])
    kept = Path("payer.base.yaml").read_bytes()
    Path("county.yaml").write_text(COUNTY.replace("1.0.0", "2.0.0"), "utf-8")

    assert main(["base", "payer.yaml"]) == 2
    assert "other-base" in capsys.readouterr().err
    assert Path("payer.base.yaml").read_bytes() == kept


def test_what_is_based_on_nothing_has_no_base(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["base", "county.yaml"]) == 2
    assert "`county.yaml` is based on no other criteria" in capsys.readouterr().err
    for name in ("adult-mental-health", "adult-mental-health-php"):
        assert main(["base", name]) == 2
        assert f"`{name}` comes with carelevel, and so does any base of it" in capsys.readouterr().err
