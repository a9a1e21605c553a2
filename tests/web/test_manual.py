"""docs/workbench.md says what is so."""

import re

from carelevel.web.criteria_cache import MOST_BYTES
from carelevel.web.serving import SECONDS_FOR_HEAD
from carelevel.web.settings import ServerLimits
from tests.docs.pages import ROOT
from tests.web.conftest import Page

MANUAL = (ROOT / "docs" / "workbench.md").read_text("utf-8")


def test_the_manual_lists_every_address_of_the_interface(page: Page) -> None:
    document = page.client.get("/openapi.json").json()

    told = set(re.findall(r"^\| `(GET|POST) (/[^`]*)` \|", MANUAL, re.MULTILINE)) | {("GET", "/openapi.json")}
    assert told == {(method.upper(), path) for path, methods in document["paths"].items() for method in methods}


def test_the_manual_tells_the_limits_that_hold() -> None:
    limits = ServerLimits()

    assert re.findall(r"^\| [^|]+ \| ([\d,]+) \|", MANUAL, re.MULTILINE) == [
        f"{limits.body:,}",
        f"{limits.seconds:.0f}",
        str(limits.in_flight),
        str(limits.at_once),
    ]
    manual = " ".join(MANUAL.split())
    assert f"with a body of more than {limits.quick:,} bytes. Up to {limits.apart} run at once" in manual
    assert f"more than {limits.memory // 1_000_000} MB of memory" in manual
    assert f"within {SECONDS_FOR_HEAD:.0f} seconds is closed" in manual
    assert f"up to {MOST_BYTES:,} bytes of text" in manual
