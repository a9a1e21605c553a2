"""How much a server takes on, and that many at once get the answers of one."""

import asyncio
import threading
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from carelevel.web.errors import RefusedError
from carelevel.web.settings import ServerLimits
from carelevel.web.thread_pool import WorkerPool
from tests.web.conftest import Page


def test_a_body_that_is_too_large_is_refused(serving: Callable[..., Page]) -> None:
    page = serving(limits=ServerLimits(body=100))

    refused = page.refused("/recommend", case={"age": 34, "x": "y" * 100})

    assert (refused["status"], refused["detail"]) == (413, "a body may have up to 100 bytes")


def test_a_body_that_hides_its_size_is_refused_as_well(serving: Callable[..., Page]) -> None:
    def parts() -> Iterator[bytes]:
        for _ in range(100):
            yield b" " * 100

    answer = serving(limits=ServerLimits(body=1000)).client.post("/recommend", content=parts(), headers={"content-type": "application/json"})

    assert answer.status_code == 413


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", ""])
def test_a_kind_of_body_that_forms_of_other_sites_can_send_is_refused(kind: str, page: Page) -> None:
    answer = page.client.post("/recommend", content='{"case": {}}', headers={"content-type": kind})

    assert (answer.status_code, answer.json()["type"]) == (415, "urn:carelevel:wrong-type")


def run(work: WorkerPool, *calls: Callable[[], Any]) -> list[Any]:
    """Return what work makes of several calls that are made at once."""

    async def every() -> list[Any]:
        return await asyncio.gather(*(work.do(call) for call in calls), return_exceptions=True)

    try:
        return asyncio.run(every())
    finally:
        work.stop()


def test_what_takes_too_long_is_given_up_with_a_clear_answer() -> None:
    open_at_last = threading.Event()

    (found,) = run(WorkerPool(ServerLimits(seconds=0.05)), lambda: open_at_last.wait(5))
    open_at_last.set()

    assert isinstance(found, RefusedError)
    assert (found.status, found.code) == (503, "too-slow")


def test_more_than_may_be_in_flight_is_refused_and_the_others_are_answered() -> None:
    found = run(WorkerPool(ServerLimits(in_flight=3)), *(lambda: time.sleep(0.01) for _ in range(5)))

    assert [getattr(each, "code", each) for each in found] == [None, None, None, "too-many", "too-many"]


def test_two_hundred_requests_in_flight_each_get_their_own_answer(page: Page) -> None:
    """They are told apart by their cases; none is lost, none is another's."""
    from httpx2 import ASGITransport, AsyncClient

    async def every() -> list[Any]:
        async with AsyncClient(transport=ASGITransport(app=page.client.app), base_url="http://127.0.0.1", timeout=60) as client:
            bodies = [{"case": {"points": number % 10, **({"danger": "yes"} if number % 3 else {})}} for number in range(200)]
            answers = await asyncio.gather(*(client.post("/recommend", json=body) for body in bodies))
        return [(body, answer.status_code, answer.json()) for body, answer in zip(bodies, answers, strict=True)]

    found = asyncio.run(every())

    assert {status for _, status, _ in found} == {200}
    for body, _, answer in found:
        met = (["in-danger"] if "danger" in body["case"] else []) + (["many-points"] if body["case"]["points"] >= 5 else [])
        assert answer["met"] == met


def test_a_form_of_many_fields_is_refused_in_words(page: Page) -> None:
    answer = page.client.post("/print", content="body={}" + "&more=1" * 50, headers={"content-type": "application/x-www-form-urlencoded"})

    assert (answer.status_code, answer.json()["detail"]) == (400, "a form may have up to 8 fields")


def test_facts_come_in_bodies_and_never_in_addresses(page: Page) -> None:
    """Addresses are kept: by browsers, and by whatever stands between."""
    document = page.client.get("/openapi.json").json()
    parameters = {(path, each["name"]) for path, methods in document["paths"].items() for method in methods.values() for each in method.get("parameters", ())}

    assert {name for _, name in parameters} <= {"id", "version", "digest", "decision_digest"}
    assert page.client.get("/recommend?danger=yes").status_code == 405
