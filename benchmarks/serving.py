"""`python -m benchmarks.serving`: how quickly the HTTP interface answers while checks are stuck, how much memory it takes, and how soon it ends.

Needs the extra `web`, and a system with `/proc`; takes about a minute, on loopback only. It prints Markdown; docs/decisions/0037 has the figures of one run.

It asks in bursts, of which the one with the best median is told first: on a machine that others use as well, the others measure them. All medians are told too.
"""

import argparse
import asyncio
import json
import os
import signal
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from benchmarks.workbench import CASE, reachable

PORT = 8796
STUCK, RATE, CONNECTIONS, SECONDS, BURSTS = 10, 200, 16, 3.0, 5
SECONDS_TO_BE_STUCK = 10

SERVER = f"""
from carelevel.web.app import application
from carelevel.web.serving import listening, serve
from carelevel.web.settings import ServerLimits, Settings

sock = listening("127.0.0.1", {PORT})
serve(application([], Settings(port={PORT}, limits=ServerLimits(seconds=600, apart={STUCK}))), sock)
"""


def stuck(number: int) -> str:
    """Return criteria of which a check takes very long: sums of wide scores in different weights, which no order of the facts makes small."""
    names = [f"score_{each}" for each in range(30)]
    facts = [f"  {name}: {{type: score, range: [0, 40], worse: high}}" for name in names]
    derived, criteria = [], []
    for each in range(3):
        parts = ", ".join(f"{{of: {name}, times: {(1 + (place * (5 + 2 * each) + each) % 11) * (-1) ** (place + each)}}}" for place, name in enumerate(names))
        derived.append(f"  sum_{each}: {{sum: [{parts}]}}")
        criteria.append(
            f"  - {{id: many-{each}, suggests: {('middle', 'high')[each % 2]}, when: {{sum_{each}: {{at_least: {number + each}}}}}, because: Many points.}}"
        )
    levels = "levels: {low: {title: Low}, middle: {title: Middle}, high: {title: High}}"
    head = ["carelevel: 1", f"id: stuck-{number}", 'version: "1"', "title: Stuck", levels]
    return "\n".join([*head, "facts:", *facts, "derived:", *derived, "criteria:", *criteria]) + "\n"


def request(path: str, members: object) -> bytes:
    """Return a request as it is sent."""
    body = json.dumps(members).encode()
    return f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1:{PORT}\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n".encode() + body


async def answer(reader: asyncio.StreamReader) -> tuple[int, bytes]:
    """Return the status and the body of an answer."""
    head = await reader.readuntil(b"\r\n\r\n")
    length = next(int(line.split(b":")[1]) for line in head.split(b"\r\n") if line.lower().startswith(b"content-length"))
    return int(head.split()[1]), await reader.readexactly(length)


@dataclass
class Burst:
    """What was measured while questions came at a rate.

    Attributes:
        times: how long each answer took from the moment that its question was due, in seconds.
        seconds: how long it took until all were answered.
        processor: seconds of processor time that the server used.
    """

    times: list[float]
    seconds: float
    processor: float

    @property
    def median(self) -> float:
        """The median time, in seconds."""
        return statistics.median(self.times)


async def burst(process: int, a_second: float) -> Burst:
    """Ask at a rate for some seconds."""
    times: list[float] = []
    due = iter([each / a_second for each in range(int(a_second * SECONDS))])
    used, begun = processor_time(process), time.perf_counter()
    await asyncio.gather(*(connection(begun, due, times) for _ in range(CONNECTIONS)))
    return Burst(times, time.perf_counter() - begun, processor_time(process) - used)


async def connection(begun: float, due: Iterator[float], times: list[float]) -> None:
    """Ask whatever is due next, and note how long after that the answer is there."""
    reader, writer = await asyncio.open_connection("127.0.0.1", PORT)
    asked = request("/recommend", {"case": CASE, "criteria": "adult-mental-health"})
    for moment in due:
        await asyncio.sleep(max(0.0, begun + moment - time.perf_counter()))
        writer.write(asked)
        status, _ = await answer(reader)
        assert status == 200, status
        times.append(time.perf_counter() - begun - moment)
    writer.close()


async def checked(number: int) -> tuple[int, bytes]:
    """Ask for a check that is stuck."""
    reader, writer = await asyncio.open_connection("127.0.0.1", PORT)
    writer.write(request("/check", {"criteria": {"text": stuck(number)}}))
    try:
        return await answer(reader)
    finally:
        writer.close()


def children(process: int) -> list[int]:
    """Return the processes that a process has started."""
    return [int(child) for task in Path(f"/proc/{process}/task").iterdir() for child in (task / "children").read_text("ascii").split()]


def processor_time(process: int) -> float:
    """Return the processor time that a process has used, in seconds; that of its children is not in it."""
    fields = Path(f"/proc/{process}/stat").read_text("ascii").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def most_memory(process: int) -> float:
    """Return the most memory that a process has had, in MB."""
    lines = Path(f"/proc/{process}/status").read_text("utf-8").splitlines()
    return next(int(line.split()[1]) / 1000 for line in lines if line.startswith("VmHWM"))


async def measured(process: int, a_second: float) -> list[str]:
    """Return lines of what was measured."""
    await reachable(PORT)
    # What is made at the first questions is kept.
    await burst(process, a_second)
    alone = [await burst(process, a_second) for _ in range(BURSTS)]
    checks = [asyncio.ensure_future(checked(number)) for number in range(STUCK)]
    await asyncio.sleep(SECONDS_TO_BE_STUCK)
    beside = [await burst(process, a_second) for _ in range(BURSTS)]
    running = children(process)
    memory = [most_memory(child) for child in running]
    over = [check.result()[0] for check in checks if check.done()]
    for check in checks:
        check.cancel()
    await asyncio.gather(*checks, return_exceptions=True)
    ends = time.perf_counter()
    while len(children(process)) > 1 and time.perf_counter() < ends + 60:  # noqa: ASYNC110 - it is another process that is looked at
        await asyncio.sleep(0.01)
    gone = time.perf_counter() - ends
    return [
        "| | answers a second | median | 99 of 100 within | all within | processor time an answer | medians of all bursts |",
        "| --- | --- | --- | --- | --- | --- | --- |",
        _row("alone", alone),
        _row(f"beside {STUCK} checks, of which {len(running)} still ran at the end", beside),
        "",
        f"Most memory: {most_memory(process):.0f} MB in the server, {max(memory, default=0):.0f} MB in a check. Checks that were over: {over or 'none'}.",
        f"After those who asked had gone, the checks ended within {gone:.2f} s.",
    ]


def _row(what: str, bursts: list[Burst]) -> str:
    best = min(bursts, key=lambda each: each.median)
    times = [best.median, statistics.quantiles(best.times, n=100)[-1], max(best.times)]
    shown = " | ".join(f"{each * 1000:.0f} ms" for each in times)
    medians = ", ".join(f"{each.median * 1000:.0f}" for each in bursts)
    return f"| {what} | {len(best.times) / best.seconds:.0f} | {shown} | {best.processor / len(best.times) * 1000:.1f} ms | {medians} ms |"


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.serving", description=__doc__)
    parser.add_argument("--rate", type=float, default=RATE, help="questions a second (default: %(default)s)")
    options = parser.parse_args()
    process = subprocess.Popen([sys.executable, "-c", SERVER], stdout=subprocess.DEVNULL)
    try:
        lines = asyncio.run(measured(process.pid, options.rate))
        asyncio.run(ended(process))
    finally:
        process.kill()
        process.wait()
    print("\n".join(lines))


async def ended(process: "subprocess.Popen[bytes]") -> None:
    """Print how soon the server ends while checks are stuck."""
    checks = [asyncio.ensure_future(checked(number)) for number in range(STUCK)]
    await asyncio.sleep(SECONDS_TO_BE_STUCK)
    begun = time.perf_counter()
    process.send_signal(signal.SIGINT)
    await asyncio.to_thread(process.wait, 120)
    print(f"Ctrl-C beside {STUCK} checks ended it within {time.perf_counter() - begun:.2f} s, with exit code {process.returncode}.")
    await asyncio.gather(*checks, return_exceptions=True)


if __name__ == "__main__":
    main()
