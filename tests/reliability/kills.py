"""Writers of a store that are killed at random moments: what they were told is kept has to be there afterwards.

    python -m tests.reliability.kills 1000

Each round has two writers on one file. After every record that is said to be kept they tell its number; then both are killed without warning. A killed
process is no lost power: what the disk had only in its cache is not tried here.
"""

import json
import os
import random
import select
import signal
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import carelevel
from carelevel import Record, RecordStore

LINE = 32
"""Bytes of one message of a writer: fewer than a pipe takes at once, so that none is torn."""


def an_answer() -> Record:
    answer = carelevel.load("adult-mental-health").recommend({"age": 34, "suicide_risk": "imminent"})
    return answer.record("2026-11-25T14:30:00+00:00", facts=True, decision="inpatient")


def written(path: Path, template: Record, name: str, pipe: int) -> None:
    """Add records until killed, and tell of each one when it is kept."""
    store = RecordStore(path)
    for turn in range(1_000_000):
        reference = f"{name}-{turn}"
        entry = store.append(replace(template, reference=reference))
        os.write(pipe, f"{entry.number} {reference}\n".encode().ljust(LINE))


def killed(path: Path, template: Record, name: str, patience: float, *, waits: bool, writers: int = 2) -> list[tuple[int, str]]:
    """Start writers, kill them after a while, and return what they told: number and reference of each record."""
    mine, theirs = os.pipe()
    children = []
    for writer in range(writers):
        child = os.fork()
        if not child:
            try:
                written(path, template, f"{name}-{writer}", theirs)
            finally:
                os._exit(1)
        children.append(child)
    os.close(theirs)
    if waits:
        select.select([mine], [], [], 10)  # until the first record is kept, however slow the machine is
    time.sleep(patience)
    for child in children:
        os.kill(child, signal.SIGKILL)
    ends = {os.waitpid(child, 0)[1] for child in children}
    assert ends == {signal.SIGKILL}, f"a writer ended by itself: {ends}"
    with os.fdopen(mine, "rb") as told:
        return [(int(number), reference) for number, reference in (line.split() for line in told.read().decode().splitlines() if line.strip())]


def rounds(kills: int, path: Path, chance: random.Random) -> Iterator[tuple[int, str]]:
    """Kill so many writers, two in each round, and yield everything that they told."""
    template = an_answer()
    for number in range(kills // 2):
        yield from killed(path, template, f"r{number}", chance.uniform(0.01, 0.4), waits=bool(number % 2))


def tried(kills: int, folder: Path, seed: int) -> dict[str, object]:
    """Return what came of so many kills."""
    path = folder / "records.db"
    told = dict(rounds(kills, path, random.Random(seed)))
    store = RecordStore(path)
    kept = {entry.number: json.loads(entry.document)["reference"] for entry in store.entries()}
    found = store.verify()
    lost = [number for number, reference in told.items() if kept.get(number) != reference]
    return {"kills": kills // 2 * 2, "told": len(told), "kept": len(kept), "lost": lost, "broken": list(found.broken)}


def main(arguments: list[str]) -> int:
    """Print what came of it as JSON; end with 1 when anything was lost."""
    with tempfile.TemporaryDirectory() as folder:
        found = tried(int(arguments[0]), Path(folder), int(arguments[1]) if arguments[1:] else 1)
    print(json.dumps(found))
    return int(bool(found["lost"] or found["broken"] or not found["told"]))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
