"""Long work in processes of its own: they answer as the server would, and end with whoever asked, with their time, and with the server."""

import asyncio
import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import pytest

from carelevel.model.problems import CarelevelError
from carelevel.web import apart, criteria_cache, http_api, page
from carelevel.web.app import application
from carelevel.web.criteria_cache import Sets
from carelevel.web.endpoints import LONG, answered
from carelevel.web.errors import RefusedError, response_to
from carelevel.web.file_list import FileList
from carelevel.web.settings import ServerLimits
from carelevel.web.thread_pool import WorkerPool
from tests.edges.test_serve_extra import served
from tests.web.conftest import TINY, VIGNETTES, Page

JSON = "application/json"
MEMORY = 500_000_000


def endless() -> str:
    """Criteria of which nobody waits for the check: sums of many wide scores, in other weights each."""
    names = [f"score_{each}" for each in range(30)]
    facts = "".join(f"  {name}: {{type: score, range: [0, 40], worse: high}}\n" for name in names)
    derived, criteria = "", ""
    for each in range(3):
        parts = ", ".join(f"{{of: {name}, times: {(1 + (place * (5 + 2 * each)) % 11) * (-1) ** (place + each)}}}" for place, name in enumerate(names))
        derived += f"  sum_{each}: {{sum: [{parts}]}}\n"
        criteria += f"  - {{id: many-{each}, suggests: high, when: {{sum_{each}: {{at_least: {each}}}}}, because: Many points.}}\n"
    head = 'carelevel: 1\nid: endless\nversion: "1"\ntitle: Endless\nlevels: {low: {title: Low}, high: {title: High}}\n'
    return f"{head}facts:\n{facts}derived:\n{derived}criteria:\n{criteria}"


ENDLESS = {"criteria": {"text": endless()}}


def alive(process: int) -> bool:
    """Return whether a process runs."""
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    return True


def until(condition: Callable[[], object], what: str) -> None:
    """Wait for something to be so."""
    ends = time.monotonic() + 60
    while not condition():
        assert time.monotonic() < ends, f"waited in vain for {what}"
        time.sleep(0.01)


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The processes that were started, in the order in which they were."""
    found: list[int] = []
    real = apart._Child.__init__

    def noted(self: apart._Child, beginning: bytes) -> None:
        real(self, beginning)
        found.append(self.process.pid)

    monkeypatch.setattr(apart._Child, "__init__", noted)
    return found


# ---- The same answers -------------------------------------------------------------------------------------------------------------------------------------


def asked(name: str) -> list[tuple[str, Any]]:
    text = {"name": name, "text": TINY}
    broken = TINY.replace("danger: yes}", "dagner: yes}")
    return [
        ("/check", {"criteria": "tiny"}),
        ("/check", {"criteria": {"text": TINY}}),
        ("/check", {"criteria": {"text": broken}}),
        ("/check", {"criteria": "nothing"}),
        ("/check", {"criteria": "adult-substance-use"}),
        ("/check", {}),
        ("/check", []),
        ("/diff", {"old": "tiny", "new": {"text": TINY.replace("at_least: 5", "at_least: 6")}}),
        ("/diff", {"old": {"id": "tiny", "version": "9"}, "new": "tiny"}),
        ("/diff", {"old": {"text": broken}, "new": "tiny"}),
        ("/workbench/check", text),
        ("/workbench/check", {**text, "name": "../secret.yaml"}),
        ("/workbench/compare", {**text, "text": TINY.replace("at_least: 5", "at_least: 6"), "with": name}),
        ("/workbench/coverage", {**text, "vignettes": VIGNETTES}),
    ]


@pytest.mark.parametrize("given", ["file", "folder", "linked"])
@pytest.mark.slow
def test_a_process_answers_byte_for_byte_as_the_server_would(given: str, folder: Path, serving: Callable[..., Page]) -> None:
    (folder.parent / "link").symlink_to(folder)
    served_as = {"file": str(folder / "tiny.yaml"), "folder": str(folder), "linked": str(folder.parent / "link")}[given]
    name = served_as if given == "file" else f"{served_as}/tiny.yaml"
    page_ = serving(served_as, "adult-substance-use")
    here = Sets(FileList([served_as, "adult-substance-use"]))
    answers = {**http_api.ANSWERS, **page.ANSWERS}

    for path, body in asked(name):
        content = json.dumps(body).encode()
        assert path in LONG
        try:
            expected = answered(answers[path], here, content, JSON)
        except (CarelevelError, OSError) as error:
            found = response_to(error)
            assert found is not None
            expected = found
        answer = page_.client.post(path, content=content, headers={"content-type": JSON})
        assert (answer.status_code, answer.headers["content-type"], answer.content) == (expected.status_code, expected.media_type, bytes(expected.body)), body


def test_a_body_with_a_large_text_is_answered_apart_and_the_same(serving: Callable[..., Page], started: list[int]) -> None:
    """Whoever sends criteria of a megabyte with each case keeps nobody waiting."""
    small, large = ({"criteria": {"text": text}, "case": {"danger": "yes"}} for text in (TINY, TINY + "# a remark\n" * 10_000))
    found = [serving().client.post("/recommend", json=body).json() for body in (small, large)]

    assert len(started) == 1
    assert [each["level"] for each in found] == ["inpatient", "inpatient"]
    assert found[0]["met"] == found[1]["met"]


def test_yaml_is_placed_as_before(serving: Callable[..., Page]) -> None:
    answer = serving().client.post("/check", content="criteria: tiny\nmore: 1\n", headers={"content-type": "application/yaml"})

    assert (answer.status_code, answer.json()["problems"][0]["place"]) == (422, {"file": "body", "line": 2, "column": 7})


def test_one_process_answers_one_question_after_the_other(page: Page, started: list[int]) -> None:
    for _ in range(3):
        assert page.ask("/check", criteria="tiny") == {"usable": True, "problems": []}

    assert len(started) == 1


# ---- They end ---------------------------------------------------------------------------------------------------------------------------------------------


def test_a_process_that_takes_too_long_is_ended(serving: Callable[..., Page], started: list[int]) -> None:
    page_ = serving(limits=ServerLimits(seconds=1))

    refused = page_.refused("/check", **ENDLESS)

    assert (refused["status"], refused["type"]) == (503, "urn:carelevel:too-slow")
    until(lambda: not any(map(alive, started)), "the process to end")


async def nobody_leaves() -> None:
    await asyncio.get_running_loop().create_future()


def test_a_process_ends_when_nobody_waits_for_its_answer(started: list[int]) -> None:
    async def leave() -> None:
        await asyncio.to_thread(until, lambda: started, "a process to start")

    async def ask() -> None:
        await work.do_apart("/check", JSON, json.dumps(ENDLESS).encode(), leave)

    work = WorkerPool(ServerLimits())
    with pytest.raises(RefusedError, match="nobody waited"):
        asyncio.run(ask())

    until(lambda: not any(map(alive, started)), "the process to end")


def test_more_than_there_are_places_for_is_refused_and_a_place_is_free_again_afterwards(started: list[int]) -> None:
    async def three() -> list[Any]:
        leaving: asyncio.Future[None] = asyncio.get_running_loop().create_future()

        async def leave() -> None:
            await asyncio.shield(leaving)

        content = json.dumps(ENDLESS).encode()
        stuck = [asyncio.ensure_future(work.do_apart("/check", JSON, content, leave)) for _ in range(2)]
        await asyncio.sleep(0)
        (third,) = await asyncio.gather(work.do_apart("/check", JSON, content, leave), return_exceptions=True)
        quick = await work.do(lambda: "answered")
        leaving.set_result(None)
        left = await asyncio.gather(*stuck, return_exceptions=True)
        body = json.dumps({"criteria": {"text": TINY}}).encode()
        return [third, quick, *left, await work.do_apart("/check", JSON, body, nobody_leaves)]

    work = WorkerPool(ServerLimits(apart=2))
    third, quick, *left, told = asyncio.run(three())
    work.stop()

    assert (third.status, third.code, third.detail) == (
        503,
        "too-many",
        "2 long requests are in progress, which is the limit; try again in a moment",
    )
    assert quick == "answered"
    assert [each.code for each in left] == ["cut-off", "cut-off"]
    assert (told.outcome, told.status) == ("answered", 200)


def test_a_refusal_for_want_of_places_says_when_to_try_again(serving: Callable[..., Page]) -> None:
    answer = serving(limits=ServerLimits(apart=0)).client.post("/check", json={"criteria": "adult-mental-health"})

    assert (answer.status_code, answer.headers["retry-after"]) == (503, "1")


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux is sure to see to limits of memory")
def test_a_process_that_needs_too_much_memory_says_so(started: list[int], monkeypatch: pytest.MonkeyPatch, page: Page) -> None:
    greedy = "import carelevel.web.child as child\nchild.answered = lambda *_: bytearray(600_000_000)\nchild.main()"
    monkeypatch.setattr(apart, "_PROGRAM", f"import sys; sys.path.append(sys.argv[1])\n{greedy}")

    refused = page.refused("/check", criteria="tiny")

    assert (refused["status"], refused["type"]) == (503, "urn:carelevel:too-much-memory")
    assert refused["detail"] == "no answer was found within 500 MB of memory, so there is no result"
    until(lambda: not any(map(alive, started)), "the process to end")


def test_what_an_old_process_cannot_do_is_asked_of_a_new_one(started: list[int]) -> None:
    """What it had kept from others may be what was too much."""
    children = apart.Children([], MEMORY)
    content = json.dumps({"criteria": {"text": TINY}}).encode()
    before = apart.CancellableCall(children, "/check", JSON, content).told()
    os.kill(started[0], signal.SIGKILL)

    assert apart.CancellableCall(children, "/check", JSON, content).told() == before
    assert len(started) == 2
    children.stop()


def test_a_new_process_that_ends_is_said_to(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(apart, "_PROGRAM", "import os; os._exit(1)")

    with pytest.raises(RefusedError, match="the process that worked on it ended") as caught:
        asyncio.run(WorkerPool(ServerLimits()).do_apart("/check", JSON, b"{}", nobody_leaves))

    assert (caught.value.status, caught.value.code) == (503, "ended")


def test_a_turn_that_is_given_up_before_it_begins_starts_nothing_long(started: list[int]) -> None:
    turn = apart.CancellableCall(apart.Children([], MEMORY), "/check", JSON, json.dumps(ENDLESS).encode())
    turn.give_up()

    with pytest.raises(apart.EndedError):
        turn.told()
    assert not any(map(alive, started))


def test_processes_end_with_what_started_them() -> None:
    """Even when it is killed: they see that nobody can ask them any more, in the middle of a question too."""
    child = apart._Child(b"")
    content = json.dumps(ENDLESS).encode()
    lines = [{"given": [], "memory": MEMORY}, {"path": "/check", "kind": JSON, "length": len(content)}]
    assert child.process.stdin is not None
    child.process.stdin.write("".join(f"{json.dumps(line)}\n" for line in lines).encode() + content)
    child.process.stdin.close()

    assert child.process.wait(60) == 0
    child.end()


def test_a_defect_in_a_process_is_logged_without_facts(monkeypatch: pytest.MonkeyPatch, page: Page, caplog: pytest.LogCaptureFixture) -> None:
    broken = "import carelevel.web.child as child\ndef fails(*_): raise KeyError('imminent risk')\nchild.answered = fails\nchild.main()"
    monkeypatch.setattr(apart, "_PROGRAM", f"import sys; sys.path.append(sys.argv[1])\n{broken}")
    page.client._transport.raise_server_exceptions = False  # type: ignore[attr-defined]

    answer = page.client.post("/check", json={"criteria": "tiny"})

    assert (answer.status_code, answer.json()["type"]) == (500, "urn:carelevel:defect")
    assert "KeyError" in caplog.text
    assert "imminent" not in caplog.text + answer.text


# ---- The server itself ------------------------------------------------------------------------------------------------------------------------------------


def children_of(process: int) -> list[int]:
    return [int(child) for task in Path(f"/proc/{process}/task").iterdir() for child in (task / "children").read_text("ascii").split()]


@contextmanager
def connected(address: str) -> Iterator[socket.socket]:
    port = int(address.rstrip("/").rsplit(":", 1)[1])
    with socket.create_connection(("127.0.0.1", port), 60) as made:
        yield made


def sent(address: str, path: str, members: object) -> bytes:
    body = json.dumps(members).encode()
    host = address.removeprefix("http://").rstrip("/")
    return f"POST {path} HTTP/1.1\r\nHost: {host}\r\nContent-Type: {JSON}\r\nContent-Length: {len(body)}\r\n\r\n".encode() + body


@pytest.mark.skipif(not Path("/proc/self/task").is_dir(), reason="without /proc, nothing tells which processes a process has started")
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
@pytest.mark.slow
def test_a_signal_ends_the_server_and_all_that_is_stuck_without_a_word(number: signal.Signals, tmp_path: Path) -> None:
    with served(tmp_path, "--no-token") as (address, server), connected(address) as first, connected(address) as second:
        for connection in (first, second):
            connection.sendall(sent(address, "/check", ENDLESS))
        until(lambda: len(children_of(server.pid)) == 2, "two checks to begin")
        stuck = children_of(server.pid)
        server.send_signal(number)
        _, said = server.communicate(timeout=60)

        assert first.recv(100_000).startswith(b"HTTP/1.1 503")
    assert (server.returncode, said) == (0 if number == signal.SIGINT else -number, "")
    until(lambda: not any(map(alive, stuck)), "the checks to end")


@pytest.mark.skipif(not Path("/proc/self/task").is_dir(), reason="without /proc, nothing tells which processes a process has started")
@pytest.mark.slow
def test_a_client_that_goes_ends_its_check_and_a_server_that_is_killed_ends_all(tmp_path: Path) -> None:
    with served(tmp_path, "--no-token") as (address, server):
        with connected(address) as first:
            first.sendall(sent(address, "/check", ENDLESS))
            until(lambda: children_of(server.pid), "the check to begin")
        until(lambda: not children_of(server.pid), "the check to end with its client")
        with connected(address) as second, connected(address) as third:
            second.sendall(sent(address, "/check", ENDLESS))
            until(lambda: children_of(server.pid), "the check to begin")
            third.sendall(sent(address, "/recommend", {"case": {}, "criteria": "adult-mental-health"}))
            assert third.recv(100_000).startswith(b"HTTP/1.1 200")
            stuck = children_of(server.pid)
            server.kill()
            until(lambda: not any(map(alive, stuck)), "the check to end with the server")


@pytest.mark.skipif(not hasattr(os, "getpriority"), reason="this system has no priorities of this kind")
def test_a_process_stands_back_before_it_imports_anything(tmp_path: Path) -> None:
    """Ten that start at once kept a server waiting for seconds. Here a package that tells its priority stands in for this one."""
    for folder in (tmp_path / "carelevel", tmp_path / "carelevel" / "web"):
        folder.mkdir()
        (folder / "__init__.py").touch()
    (tmp_path / "carelevel" / "__init__.py").write_text("import os\nprint(os.getpriority(os.PRIO_PROCESS, 0))\n", "utf-8")
    (tmp_path / "carelevel" / "web" / "child.py").write_text("def main():\n    print('asked')\n", "utf-8")

    # Without what is installed.
    told = subprocess.run([sys.executable, "-S", "-P", "-c", apart._PROGRAM, str(tmp_path), "7"], check=True, capture_output=True, text=True).stdout.split()

    assert told == [str(min(os.getpriority(os.PRIO_PROCESS, 0) + 7, 19)), "asked"]


HEADS = [b"", b"GET / HTTP/1.1\r\n", b"GET / HTTP/1.1\r\nHost: 127.0.0.1", b"GET /health HTTP/1.1\r\nHost: 127.0.0.1:%d\r\n\r\nGET /he"]


@pytest.mark.parametrize("head", HEADS)
@pytest.mark.slow
def test_a_connection_without_a_whole_head_is_closed(head: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is sent is kept as long as the connection is open; many of these would use up all connections."""
    import uvicorn

    from carelevel.web import serving

    monkeypatch.setattr(serving, "SECONDS_FOR_HEAD", 0.2)
    with serving.listening("127.0.0.1", 0) as sock:
        port = sock.getsockname()[1]
        server = uvicorn.Server(uvicorn.Config(application(), http=serving.Impatient, log_config=None, access_log=False, lifespan="off"))
        thread = threading.Thread(target=lambda: server.run(sockets=[sock]), daemon=True)
        thread.start()
        try:
            with socket.create_connection(("127.0.0.1", port), 60) as connection:
                connection.sendall(head % port if b"%d" in head else head)
                received = b""
                while part := connection.recv(10_000):
                    received += part
            # A further request on a connection that has been answered is waited for no longer.
            assert received.count(b"HTTP/1.1") == head.count(b"\r\n\r\n")
        finally:
            server.should_exit = True
            thread.join(60)


def test_no_part_of_an_answer_waits_until_the_part_before_it_is_acknowledged() -> None:
    """The head and the body of an answer are sent one after the other: without this, many clients would have the body 40 ms later."""
    import uvicorn

    from carelevel.web import serving

    at_once: list[int] = []

    class Seen(serving.Impatient):
        def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
            super().connection_made(transport)
            at_once.append(transport.get_extra_info("socket").getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY))

    with serving.listening("127.0.0.1", 0) as sock:
        server = uvicorn.Server(uvicorn.Config(application(), http=Seen, log_config=None, access_log=False, lifespan="off"))
        thread = threading.Thread(target=lambda: server.run(sockets=[sock]), daemon=True)
        thread.start()
        try:
            with socket.create_connection(sock.getsockname(), 60):
                until(lambda: bool(at_once), "the connection")
        finally:
            server.should_exit = True
            thread.join(60)
    assert all(at_once)


# ---- What is kept -----------------------------------------------------------------------------------------------------------------------------------------


def test_sets_are_given_up_by_their_size(monkeypatch: pytest.MonkeyPatch) -> None:
    """The one that was asked last stays, however large it is."""
    monkeypatch.setattr(criteria_cache, "MOST_BYTES", 2 * len(TINY) + 10)
    kept = Sets(FileList(()))
    first, second = (kept.loaded(TINY.replace("Tiny", f"Tin{each}"), "criteria", None) for each in range(2))
    assert kept.loaded(TINY.replace("Tiny", "Tin0"), "criteria", None) is first

    kept.loaded(TINY.replace("Tiny", "Tin2"), "criteria", None)
    assert kept.loaded(TINY.replace("Tiny", "Tin0"), "criteria", None) is first
    assert kept.loaded(TINY.replace("Tiny", "Tin1"), "criteria", None) is not second

    large = kept.loaded(TINY + "# remark\n" * 1000, "criteria", None)
    assert kept.loaded(TINY + "# remark\n" * 1000, "criteria", None) is large
    assert kept.loaded(TINY.replace("Tiny", "Tin0"), "criteria", None) is not first


def test_a_set_of_a_large_folder_is_found_without_reading_the_others_again(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(2 * criteria_cache.MOST_KEPT):
        (folder / f"set-{number}.yaml").write_text(TINY.replace("id: tiny", f"id: set-{number}"), "utf-8")
    kept = Sets(FileList([str(folder)]))
    assert kept.named("set-0").id == "set-0"
    read: list[str] = []
    real = criteria_cache._read
    monkeypatch.setattr(criteria_cache, "_read", lambda text, name, inside: read.append(Path(name).name) or real(text, name, inside))

    assert kept.named("set-1").id == "set-1"
    assert read in ([], ["set-1.yaml"])


def test_ids_are_forgotten_when_there_are_too_many(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(criteria_cache, "MOST_IDS", 1)
    (folder / "other.yaml").write_text(TINY.replace("id: tiny", "id: other"), "utf-8")
    kept = Sets(FileList([str(folder)]))

    assert [kept.named(each).id for each in ("other", "tiny", "other")] == ["other", "tiny", "other"]
    assert len(kept._ids) == 1


def test_a_thread_that_nobody_waits_for_reads_no_further_file() -> None:
    """A folder of many large sets would keep it for minutes."""
    given_up, over = threading.Event(), threading.Event()

    def long() -> None:
        given_up.wait(60)
        with suppress(RefusedError):
            Sets(FileList(())).loaded(TINY, "criteria", None)
            return
        over.set()

    work = WorkerPool(ServerLimits(seconds=0.05))
    with pytest.raises(RefusedError, match="no answer was found within"):
        asyncio.run(work.do(long))
    given_up.set()

    assert over.wait(60)
    work.stop()


def test_what_is_quick_is_answered_while_the_server_does_not_stop_and_refused_when_it_does() -> None:
    work = WorkerPool(ServerLimits())
    begun, let_go = threading.Event(), threading.Event()

    async def stopped() -> list[Any]:
        waiting = asyncio.ensure_future(work.do(lambda: begun.set() or let_go.wait(60)))
        await asyncio.to_thread(begun.wait, 60)
        work.stop()
        later = [work.do(lambda: 1), work.do_apart("/check", JSON, b"{}", nobody_leaves)]
        return await asyncio.gather(waiting, *later, return_exceptions=True)

    found = asyncio.run(stopped())
    let_go.set()

    assert [(each.status, each.code) for each in found] == [(503, "stopping")] * 3
