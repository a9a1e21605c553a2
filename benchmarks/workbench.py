"""`python -m benchmarks.workbench`: how long the page takes from a key to its answer, and how many answers the HTTP interface gives beside a bare route.

Needs the extras `web` and `browser`, chromium and chromedriver. It prints Markdown; docs/decisions/0019 has the figures of one run.
"""

import asyncio
import json
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from carelevel.syntax.bundled import CRITERIA_FILE, bundled_ids, rules_folder

KEYS = 60
CONNECTIONS, SECONDS, TURNS = 16, 3.0, 5

CASE = {"age": 34, "symptom_severity": "severe", "weekly_therapy": "not_enough", "suicide_risk": "low", "works_or_studies": "yes"}

BARE = """
import sys, uvicorn
from starlette.applications import Starlette
from starlette.responses import JSONResponse
from starlette.routing import Route

async def bare(request):
    await request.json()
    return JSONResponse({"level": None})

uvicorn.run(Starlette(routes=[Route("/recommend", bare, methods=["POST"])]), port=int(sys.argv[1]), log_level="warning", access_log=False)
"""
FLAGS = ("headless", "no-sandbox", "disable-gpu", "disable-quic", "no-first-run", "disable-background-networking", "disable-component-update", "disable-sync")


@contextmanager
def running(*command: str) -> Iterator[None]:
    """Run a server for a while."""
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        yield
    finally:
        process.terminate()
        process.wait(10)


async def reachable(port: int) -> None:
    """Wait until somebody listens."""
    for _ in range(200):
        try:
            _, writer = await asyncio.open_connection("127.0.0.1", port)
        except OSError:
            await asyncio.sleep(0.05)
        else:
            writer.close()
            return
    raise TimeoutError(port)


async def answers(port: int) -> float:
    """Return how many answers a second come over a few connections that stay open."""
    body = json.dumps({"case": CASE, "criteria": "adult-mental-health"}).encode()
    head = f"POST /recommend HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n".encode()
    until = time.perf_counter() + SECONDS
    counts = await asyncio.gather(*(_connection(port, head + body, until) for _ in range(CONNECTIONS)))
    return sum(counts) / SECONDS


async def _connection(port: int, request: bytes, until: float) -> int:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    count = 0
    while time.perf_counter() < until:
        writer.write(request)
        head = await reader.readuntil(b"\r\n\r\n")
        assert head.startswith(b"HTTP/1.1 200"), head
        length = next(int(line.split(b":")[1]) for line in head.split(b"\r\n") if line.lower().startswith(b"content-length"))
        await reader.readexactly(length)
        count += 1
    writer.close()
    return count


async def throughput() -> tuple[float, float]:
    """Return the answers a second of the interface and of a bare route, in turns."""
    mine, bare = 8793, 8794
    with running(sys.executable, "-m", "carelevel", "serve", "--no-token", "--port", str(mine)), running(sys.executable, "-c", BARE, str(bare)):
        for port in (mine, bare):
            await reachable(port)
        turns = [(await answers(mine), await answers(bare)) for _ in range(TURNS)]
    return statistics.median(turn[0] for turn in turns), statistics.median(turn[1] for turn in turns)


def from_key_to_answer(name: str) -> list[float]:
    """Return the milliseconds from each key to the frame with its answer and its underlines, as the page measures them itself."""
    from selenium import webdriver
    from selenium.webdriver.chrome.service import Service
    from selenium.webdriver.common.action_chains import ActionChains
    from selenium.webdriver.common.by import By

    with tempfile.TemporaryDirectory() as folder:
        shutil.copytree(rules_folder() / name, folder, dirs_exist_ok=True)
        with running(sys.executable, "-m", "carelevel", "serve", str(Path(folder) / CRITERIA_FILE), "--no-token", "--port", "8795"):
            asyncio.run(reachable(8795))
            options = webdriver.ChromeOptions()
            options.binary_location = shutil.which("chromium") or ""
            for flag in (*FLAGS, f"user-data-dir={folder}/chromium", "window-size=1440,900"):
                options.add_argument(f"--{flag}")
            driver = webdriver.Chrome(options=options, service=Service(shutil.which("chromedriver")))
            try:
                driver.get("http://127.0.0.1:8795/")
                driver.implicitly_wait(20)
                driver.find_element(By.CSS_SELECTOR, ".rung")
                driver.find_element(By.CSS_SELECTOR, "#panel-criteria .cm-content").click()
                for number in range(KEYS):
                    # A remark at the beginning, a letter at a time: every key is a text that was never seen.
                    ActionChains(driver).send_keys("# a remark that somebody writes into a file of criteria, word by word"[number % 60]).perform()
                    time.sleep(0.6)
                found = driver.execute_script("return performance.getEntriesByName('carelevel-look').map((each) => each.duration)")
            finally:
                driver.quit()
    return [float(each) for each in found]


def main() -> None:
    """Measure and print."""
    for name in bundled_ids():
        times = from_key_to_answer(name)
        print(
            f"{name}: from key to answer, {len(times)} keys: median {statistics.median(times):.0f} ms, slowest tenth {statistics.quantiles(times, n=10)[-1]:.0f} ms"
        )
    mine, bare = asyncio.run(throughput())
    print(f"/recommend: {mine:.0f} answers a second; a bare route of Starlette: {bare:.0f}; {bare / mine:.1f} times as many")


if __name__ == "__main__":
    main()
