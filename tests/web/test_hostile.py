"""What nobody means well: a thousand bodies of YAML with accidents and tricks, and whatever Schemathesis thinks of."""

import json
import random
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from tests.web.conftest import TINY, Page

BODY = "criteria: tiny\ncase: {danger: yes, points: {at_least: 3}}\n"
TRICKS = (
    *(
        "[" * 5000,
        "{" * 5000,
        "a: " * 50,
        "- " * 5000,
        "&a [*a]",
        "? " * 500,
        "!!python/object/apply:os.system [ls]",
        "<<: *a",
        "---\n---\n",
        "%YAML 9.9\n",
        "\t",
    ),
    *("&a [x,x,x,x,x,x,x,x,x]\n" + "".join(f"{b}: &{b} [*{a},*{a},*{a},*{a},*{a},*{a},*{a}]\n" for a, b in zip("abcdefg", "bcdefgh", strict=True)),),
    *(
        '"\\UFFFFFFFF"',
        '"\\ud800"',
        "2026-13-45",
        "9" * 5000,
        "1e999999",
        "\0",
        "\x85\u2028",
        "\ufeff",
        "|\n" * 300,
        "*nothing",
        "!!binary x",
        "<script>",
        "é" * 30,
    ),
)
HOST = {"Host": "localhost"}
ADDRESSES = ("/recommend", "/explain", "/next-question", "/check")


def hostile(seed: int) -> bytes:
    """Return a body that was well meant, and that accidents and tricks have befallen."""
    chance = random.Random(seed)
    text = BODY if chance.random() < 0.5 else "criteria:\n  text: |\n" + "".join(f"    {line}\n" for line in TINY.splitlines()) + "case: {danger: yes}\n"
    if chance.random() < 0.2:
        text = json.dumps({"criteria": {"text": mangled(TINY, chance)}, "case": {"danger": "yes"}})
    content = mangled(text, chance).encode("utf-8", "surrogatepass")
    if chance.random() < 0.1:
        at = chance.randrange(len(content) + 1)
        content = content[:at] + chance.randbytes(3) + content[at:]
    return content


def mangled(text: str, chance: random.Random) -> str:
    for _ in range(chance.randint(0, 3)):
        first, second = sorted(chance.randrange(len(text) + 1) for _ in range(2))
        text = chance.choice(
            (
                text[:first] + chance.choice(TRICKS) + text[first:],
                text[:first] + text[first + chance.randint(1, 5) :],
                text[:first] + text[second : second + 9] + text[first:],
                text[:first] + chance.choice("[]{}:,-?!&*#|>@`'\"% \n\t") + text[first + chance.randint(0, 1) :],
            )
        )
    return text


@pytest.mark.slow
def test_a_thousand_hostile_bodies_are_each_answered_or_refused_with_the_reason(page: Page) -> None:
    """A defect would be raised here, by the client of the tests."""
    statuses: dict[int, int] = {}
    for seed in range(1000):
        answer = page.client.post(ADDRESSES[seed % len(ADDRESSES)], content=hostile(seed), headers={"content-type": "application/yaml"})
        statuses[answer.status_code] = statuses.get(answer.status_code, 0) + 1
        if answer.status_code != 200:
            assert answer.headers["content-type"] == "application/problem+json"
            assert answer.json()["detail"]
            assert "Traceback" not in answer.text

    assert set(statuses) <= {200, 400, 404, 422}
    # Neither all refused nor all well: the accidents are of all sizes.
    assert min(statuses[200], statuses[400], statuses[422]) > 50


def operations(serving: Callable[..., Page]) -> Iterator[Any]:
    schemathesis = pytest.importorskip("schemathesis", reason="the group `browser` is not installed")
    schema = schemathesis.openapi.from_asgi("/openapi.json", serving().client.app, headers=HOST)
    for operation in schema.get_all_operations():
        yield operation.ok()


@pytest.mark.browser
def test_schemathesis_finds_no_answer_that_the_document_does_not_describe(serving: Callable[..., Page]) -> None:
    checks = pytest.importorskip("schemathesis.specs.openapi.checks", reason="the group `browser` is not installed")
    from hypothesis import HealthCheck, given, settings

    for operation in operations(serving):

        @settings(max_examples=40, deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck))
        @given(case=operation.as_strategy())
        def answered(case: Any) -> None:
            # That a text is YAML with known facts is more than the schema of a body can say: being refused with the reason is right.
            case.call_and_validate(headers=HOST, excluded_checks=[checks.positive_data_acceptance])

        answered()


def test_the_document_describes_every_address_of_the_interface(page: Page) -> None:
    document = page.client.get("/openapi.json").json()

    served = {route.path for route in page.client.app.routes if not route.path.startswith(("/workbench/", "/static/", "/print"))} - {"/"}
    assert set(document["paths"]) == served


def test_the_answers_are_as_the_document_says(page: Page) -> None:
    from jsonschema import Draft202012Validator

    document = page.client.get("/openapi.json").json()
    bodies: dict[str, dict[str, Any]] = {
        "/recommend": {"case": {"danger": "yes"}},
        "/explain": {"case": {"points": 3}, "why_not": ["inpatient"]},
        "/next-question": {"case": {}},
        "/check": {"criteria": {"text": TINY}},
        "/diff": {"old": {"text": TINY}, "new": "tiny"},
        "/match": {"case": {}, "criteria": "adult-mental-health"},
    }
    for path, body in bodies.items():
        for members in (body, {**body, "wrong": 1}):
            answer = page.client.post(path, json=members)
            content = next(iter(document["paths"][path]["post"]["responses"][str(answer.status_code)]["content"].values()))
            Draft202012Validator({**content["schema"], "components": document["components"]}).validate(answer.json())


def test_hostile_bodies_are_the_same_in_every_run() -> None:
    assert hostile(7) == hostile(7) != hostile(8)
