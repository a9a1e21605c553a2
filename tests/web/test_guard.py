"""Who may ask: pages of other sites, other names of this machine, and other machines may not."""

import io
import json
import logging
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from carelevel.web import app as app_module
from carelevel.web.app import application, files
from carelevel.web.serving import WithoutFacts
from carelevel.web.settings import Settings
from tests.web.conftest import Page


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example", "localhost:81", "127.0.0.1@evil.example", "10.0.0.1", "", "[::1", "localhost:x"])
def test_another_host_is_refused(host: str, page: Page) -> None:
    """A name that was made to point at this machine would let its page read everything."""
    answer = page.client.get("/workbench/start", headers={"host": host})

    assert (answer.status_code, answer.json()["type"]) == (403, "urn:carelevel:other-host")


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "[::1]", "localhost:80", "LOCALHOST"])
def test_the_names_of_this_machine_are_let_in(host: str, page: Page) -> None:
    assert page.client.get("/workbench/start", headers={"host": host}).status_code == 200


@pytest.mark.parametrize("origin", ["http://evil.example", "null", "https://127.0.0.1", "http://127.0.0.1:81", "http://localhost", "file://"])
def test_a_request_from_the_page_of_another_site_is_refused(origin: str, page: Page, name: str) -> None:
    content = Path(name).read_bytes()

    answer = page.client.post("/workbench/save", json={"name": name, "what": "criteria", "text": "x"}, headers={"origin": origin})

    assert (answer.status_code, answer.json()["type"]) == (403, "urn:carelevel:other-site")
    assert Path(name).read_bytes() == content


def test_what_a_browser_says_of_a_site_counts_where_it_names_no_origin(page: Page) -> None:
    assert page.client.get("/workbench/start", headers={"sec-fetch-site": "cross-site", "sec-fetch-mode": "no-cors"}).status_code == 403
    assert page.client.get("/workbench/start", headers={"sec-fetch-site": "same-origin", "sec-fetch-mode": "cors"}).status_code == 200
    assert page.client.get("/", headers={"sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate"}).status_code == 200


def test_the_own_page_is_let_in(page: Page) -> None:
    assert page.client.post("/recommend", json={"case": {}}, headers={"origin": "http://127.0.0.1"}).status_code == 200


def test_no_answer_allows_another_site_to_read_it(page: Page) -> None:
    answers = [page.client.get("/"), page.client.get("/health"), page.client.options("/recommend", headers={"origin": "http://127.0.0.1"})]

    assert [name for answer in answers for name in answer.headers if name.startswith("access-control-")] == []


def test_every_answer_keeps_a_browser_strict(page: Page) -> None:
    for answer in (page.client.get("/"), page.client.get("/nothing"), page.client.get("/health", headers={"host": "evil.example"})):
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["referrer-policy"] == "same-origin"
        assert "default-src 'none'" in answer.headers["content-security-policy"]
        assert "unsafe" not in answer.headers["content-security-policy"]


def test_the_page_has_a_nonce_of_its_own_each_time(page: Page) -> None:
    first, second = (page.client.get("/") for _ in range(2))

    nonces = [re.findall(r"'nonce-([\w-]+)'", answer.headers["content-security-policy"]) for answer in (first, second)]
    assert nonces[0] != nonces[1]
    assert nonces[0][0] in first.text


def test_the_page_names_no_other_address() -> None:
    for name, content in files().items():
        if name.startswith("codemirror"):
            continue
        found = re.findall(rb"https?://[^\s\"'`)]+", content)
        assert [address for address in found if not address.startswith(b"http://www.w3.org/")] == [], name


@pytest.mark.parametrize("path", ["../app.py", "..%2fapp.py", "%2e%2e/app.py", "....//app.py", "/etc/passwd", "index.html", "x.js", "app.js%00.txt"])
def test_no_path_leads_to_a_file_that_is_no_part_of_the_page(path: str, page: Page) -> None:
    assert page.client.get(f"/static/{path}").status_code == 404


def test_the_emergency_line_is_text_and_never_markup(serving: Callable[..., Page]) -> None:
    text = serving(emergency="Call <b>112</b> {{nonce}}").client.get("/").text

    assert "Call &lt;b&gt;112&lt;/b&gt;" in text


TOKEN, TICKET = "a-token", "a-ticket"
BEARER = {"authorization": f"Bearer {TOKEN}"}


@pytest.fixture(params=["127.0.0.1", "0.0.0.0"])
def guarded(request: pytest.FixtureRequest, serving: Callable[..., Page], folder: Path) -> Page:
    """A server that wants a token, on this machine alone and beyond it."""
    return serving(str(folder / "tiny.yaml"), host=request.param, token=TOKEN, ticket=TICKET)


WITHOUT: list[dict[str, Any]] = [
    {},
    {"headers": {"authorization": "Bearer wrong"}},
    {"headers": {"authorization": f"Bearer {TOKEN[:-1]}"}},
    {"headers": {"authorization": f"Bearer {TOKEN}x"}},
    {"headers": {"authorization": TOKEN}},
    {"headers": {"authorization": "Bearer "}},
    {"headers": {"authorization": f"Basic {TOKEN}"}},
    {"headers": {"authorization": "Bearer ä".encode("latin-1")}},
    {"headers": {"cookie": "carelevel-80=wrong"}},
    {"headers": {"cookie": f"carelevel-81={TOKEN}"}},
    {"headers": {"cookie": "carelevel-80="}},
    {"headers": BEARER | {"host": "evil.example"}},
    {"headers": BEARER | {"origin": "http://evil.example"}},
]
EVERY = [
    "/",
    "/workbench/start",
    "/criteria",
    "/programs",
    "/openapi.json",
    *(f"/static/{name}" for name in files()),
    "/static/nothing",
    "/nothing",
    "//",
    "/health/",
]


@pytest.mark.parametrize("number", range(len(WITHOUT)))
def test_without_the_token_nothing_is_answered(number: int, guarded: Page) -> None:
    """Not the page, and not its files: whoever else uses this machine can reach the port."""
    for path in EVERY:
        assert guarded.client.get(path, **WITHOUT[number]).status_code == 403, path
    for path in ("/recommend", "/workbench/save", "/workbench/look", "/print"):
        assert guarded.client.post(path, json={"case": {}}, **WITHOUT[number]).status_code == 403, path


def test_what_is_wanted_is_said_in_words(guarded: Page) -> None:
    said = "open the address that `carelevel serve` printed, or send its token as `Authorization: Bearer …`"

    assert said in guarded.refused("/recommend", case={})["detail"]
    assert guarded.refused("/recommend", case={})["type"] == "urn:carelevel:no-token"
    page = guarded.client.get("/", headers={"accept": "text/html,*/*"})
    assert (page.status_code, page.headers["content-type"]) == (403, "text/plain; charset=utf-8")
    assert said in page.text


@pytest.mark.parametrize("path", ["/recommend", "/workbench/start", "/static/app.js", "/health/", "/criteria"])
def test_an_address_with_the_token_is_that_of_the_page_alone(path: str, guarded: Page) -> None:
    """Facts come in bodies, and the token in a header."""
    assert guarded.client.get(f"{path}?token={TOKEN}").status_code == 403
    assert guarded.client.post(f"{path}?token={TOKEN}", json={"case": {}}).status_code == 403


def test_the_printed_address_gives_a_cookie_and_leads_to_one_without_the_token(guarded: Page) -> None:
    answer = guarded.client.get(f"/?token={TOKEN}", follow_redirects=False)

    assert (answer.status_code, answer.headers["location"], answer.text) == (303, "/", "")
    assert answer.headers["set-cookie"] == f"carelevel-80={TOKEN}; Path=/; HttpOnly; SameSite=Strict"
    assert (answer.headers["referrer-policy"], answer.headers["cache-control"]) == ("no-referrer", "no-store")


def test_a_browser_that_has_the_cookie_is_answered_everything(guarded: Page, name: str) -> None:
    assert guarded.client.get(f"/?token={TOKEN}").status_code == 200
    assert guarded.client.get("/workbench/start").status_code == 200
    assert guarded.client.get("/static/app.js").status_code == 200
    assert guarded.ask("/recommend", case={"danger": "yes"})["level"] == "inpatient"
    assert guarded.printed(name=name, text=Path(name).read_text("utf-8"), what="criteria").status_code == 200


def test_a_cookie_does_not_let_the_page_of_another_site_in(guarded: Page) -> None:
    guarded.client.get(f"/?token={TOKEN}")

    assert guarded.client.post("/recommend", json={"case": {}}, headers={"origin": "http://evil.example"}).status_code == 403
    assert guarded.client.get("/workbench/start", headers={"sec-fetch-site": "same-site", "sec-fetch-mode": "cors"}).status_code == 403


@pytest.mark.parametrize("query", ["token=wrong", "token=", f"token={TOKEN}x", f"Token={TOKEN}", f"token=wrong&token=&x={TOKEN}", "token=%ff", "token=%00"])
def test_another_token_in_the_address_gives_nothing(query: str, guarded: Page) -> None:
    answer = guarded.client.get(f"/?{query}", follow_redirects=False)

    assert (answer.status_code, "set-cookie" in answer.headers) == (403, False)


def test_a_ticket_works_once(guarded: Page) -> None:
    """Other users see the words that a browser is started with."""
    first = guarded.client.get(f"/?token={TICKET}", follow_redirects=False)
    guarded.client.cookies.clear()
    second = guarded.client.get(f"/?token={TICKET}", follow_redirects=False)

    assert (first.status_code, first.headers["location"]) == (303, "/")
    assert TICKET not in first.headers["set-cookie"]
    assert (second.status_code, "set-cookie" in second.headers) == (403, False)
    assert guarded.client.get("/criteria", headers={"authorization": f"Bearer {TICKET}"}).status_code == 403


def test_a_program_shows_the_token_in_a_header(guarded: Page) -> None:
    assert guarded.client.post("/recommend", json={"case": {}}, headers=BEARER).status_code == 200
    assert guarded.client.post("/recommend", json={"case": {}}, headers={"authorization": f"bearer {TOKEN}"}).status_code == 200
    assert guarded.client.get("/", headers=BEARER).status_code == 200
    assert guarded.client.get("/health").json()["status"] == "ok"


def test_no_answer_holds_the_token(guarded: Page) -> None:
    """What a page shows can be copied, and what it asks for is kept in histories."""
    guarded.client.get(f"/?token={TOKEN}")

    for path in EVERY:
        answer = guarded.client.get(path)
        assert TOKEN not in answer.text, path
        assert TOKEN not in str(answer.headers), path


def test_beyond_this_machine_an_address_in_figures_is_a_name_of_the_server(serving: Callable[..., Page], folder: Path) -> None:
    beyond = serving(str(folder / "tiny.yaml"), host="0.0.0.0", token=TOKEN)
    here = serving(str(folder / "tiny.yaml"), token=TOKEN)

    assert beyond.client.get("/health", headers={"host": "192.168.0.7"}).status_code == 200
    assert beyond.client.get("/health", headers={"host": "evil.example"}).status_code == 403
    assert here.client.get("/health", headers={"host": "192.168.0.7"}).status_code == 403


def test_a_defect_is_logged_without_the_facts_of_anybody(monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
    """What an error says of itself may hold words of a case."""

    def broken(*_: object) -> None:
        raise KeyError("imminent suicide risk")

    monkeypatch.setitem(app_module.page.ANSWERS, "/workbench/look", broken)
    log = io.StringIO()
    handler = logging.StreamHandler(log)
    handler.setFormatter(WithoutFacts("%(message)s"))
    client = TestClient(application([str(folder / "tiny.yaml")], Settings(port=80)), base_url="http://127.0.0.1", raise_server_exceptions=False)

    answer = client.post("/workbench/look", json={"name": "a", "text": "b"})
    try:
        raise KeyError("imminent suicide risk")
    except KeyError:
        handler.handle(logging.LogRecord("x", logging.ERROR, "", 0, "Exception in ASGI application\n", (), __import__("sys").exc_info()))

    assert (answer.status_code, answer.json()["type"]) == (500, "urn:carelevel:defect")
    assert "imminent" not in answer.text
    assert "imminent" not in log.getvalue()
    assert "KeyError" in log.getvalue()


def test_refusals_hold_no_words_of_python(page: Page) -> None:
    told = json.dumps(page.refused("/recommend", case={"danger": {"at_least": [[]]}}))

    assert re.search(r"Traceback|NoneType|dict|\bstr\b", told) is None
