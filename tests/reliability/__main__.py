"""Tries to break carelevel, and writes docs/reliability.md from what came of it.

python -m tests.reliability small      what `.ci/run` asks for; prints, and ends with 1 when anything fell
python -m tests.reliability nightly    more of everything; writes the page
python -m tests.reliability nightly inputs=100000    with another number of something
"""

import json
import os
import platform
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from tests.reliability import faults, hostile, sameness, slips

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "reliability.md"

PROFILES = {
    "small": {"inputs": 10_000, "slips": 200, "kills": 20, "faults": 1, "shuffles": 20, "seeds": 4},
    "nightly": {"inputs": 1_000_000, "slips": 3_000, "kills": 1_000, "faults": 3, "shuffles": 1_000, "seeds": 20},
}

GOALS = {"line": 0.95, "hint": 0.80}
"""What share of single slips has to be said on its line, and of slips in words with the right hint."""


def found(numbers: dict[str, int], seed: int) -> dict[str, Any]:
    """Return what came of everything."""
    with tempfile.TemporaryDirectory() as folder:
        # In a process of its own, since it forks.
        words = [sys.executable, "-m", "tests.reliability.kills", str(numbers["kills"]), str(seed)]
        killed = json.loads(subprocess.run(words, cwd=ROOT, capture_output=True, check=False, env={**os.environ, "TMPDIR": folder}).stdout)
    asked: dict[str, Callable[[], Any]] = {
        "slips": lambda: slips.tried(numbers["slips"], seed),
        "faults": lambda: faults.tried(errors=numbers["faults"]),
        "shuffles": lambda: sameness.shuffles(numbers["shuffles"], seed),
        "seeds": lambda: sameness.seeds(numbers["seeds"]),
        "hostile": lambda: hostile.tried(numbers["inputs"], seed),
    }
    return {"kills": killed} | {name: ask() for name, ask in asked.items()}


def fallen(results: dict[str, Any]) -> list[str]:
    """Return everything that fell, one line each."""
    kills = results["kills"]
    lines = [f"a record that was said to be kept is lost: {number}" for number in kills["lost"]] + kills["broken"]
    lines += [line for name in ("faults", "shuffles", "seeds", "hostile") for line in results[name]["fallen"]]
    shares = slip_shares(results["slips"])
    return lines + [f"only {shares[name]:.1%} of slips have the right {name}; {goal:.0%} are asked for" for name, goal in GOALS.items() if shares[name] < goal]


def slip_shares(results: dict[str, Any]) -> dict[str, float]:
    """Return the shares of slips that were noticed, on their line, with the right code, and with the right hint."""
    total = {name: sum(kind.get(name, 0) for kind in results["kinds"].values()) for name in ("slips", "noticed", "line", "code", "hints", "hint")}
    shares = {name: total[name] / total["slips"] for name in ("noticed", "line", "code")}
    return shares | {"hint": total["hint"] / total["hints"], "slips": total["slips"], "hints": total["hints"]}


def printed(results: dict[str, Any], numbers: dict[str, int], seed: int, seconds: float) -> str:
    """Return the page."""
    shares, kills, given = slip_shares(results["slips"]), results["kills"], results["hostile"]
    words = sum(kind["faults"] for kind in results["faults"]["commands"].values())
    pairs = results["slips"]["pairs"]
    fell = fallen(results)
    kinds = "\n".join(
        f"| {kind} | {of['slips']:,} | {of['noticed'] / of['slips']:.0%} | {of['line'] / of['slips']:.1%} | {of['code'] / of['slips']:.1%} | "
        + (f"{of['hint'] / of['hints']:.1%} |" if of.get("hints") else "|")
        for kind, of in results["slips"]["kinds"].items()
    )
    doors = "\n".join(
        f"| {name} | {of.get('refused', 0):,} | {of.get('answered', 0):,} | {of.get('fell', 0) + of.get('hung', 0)} |" for name, of in given["doors"].items()
    )
    commands = "\n".join(
        f"| `{name}` | {of['faults']:,} | {of.get('said', 0):,} | {of.get('unharmed', 0):,} | {of.get('fell', 0)} |"
        for name, of in results["faults"]["commands"].items()
    )
    lines = "\n".join(f"- {line}" for line in fell) or "Nothing."
    fewer = [f"{name} ({number:,} of {PROFILES['nightly'][name]:,})" for name, number in numbers.items() if number < PROFILES["nightly"].get(name, 0)]
    asked = f"\n\nFewer were tried than the nightly profile asks for: {', '.join(fewer)}." if fewer else ""
    return f"""\
# What was tried to break it

<!-- Printed from tests/reliability by `python -m tests.reliability nightly`. It is as old as its date says. -->

Last run: **{datetime.now(UTC):%Y-%m-%d}**, Python {platform.python_version()} on {platform.system()} {platform.machine()}, seed {seed}, {seconds / 60:.0f} minutes.
The commands that repeat it stand in the files of `tests/reliability`; `.ci/run` tries a little of everything each time.{asked}

## What fell

{lines}

## Hostile inputs

{given["inputs"]:,} inputs: seeds with accidents of bytes, words and values, and texts put together from what YAML, JSON and criteria are made of. None may end
otherwise than with an answer or with problems, take longer than {hostile.SECONDS:.0f} s, or use more than {hostile.MEGABYTES} MB. The slowest took {given["slowest"]:.2f} s;
{given["megabytes"]} MB were used at most. Bodies of HTTP requests are not among them.

| Through | Refused | Answered | Fell |
| --- | --- | --- | --- |
{doors}

## Slips in bundled files

{shares["slips"]:,.0f} single slips, drawn from all that can be made in the bundled files: {shares["noticed"]:.1%} were noticed, {shares["line"]:.1%} said on their line, {shares["code"]:.1%} with the right
code. Of {shares["hints"]:,.0f} slips in words, {shares["hint"]:.1%} were said with the word that was meant. Of {pairs["pairs"]:,} pairs of slips in words, both were said on
their lines in {pairs["both"] / pairs["pairs"]:.1%}. `tests/reliability/slips.py` says what counts as right.

| Slip | Tried | Noticed | On its line | Right code | Right hint |
| --- | --- | --- | --- | --- | --- |
{kinds}

## Faults of the machine

{words:,} faults: every operation on files that a command makes fails in turn. The command has to say so and end with 2, or to print what it would have printed.

| Command | Faults | Said | Unharmed | Fell |
| --- | --- | --- | --- | --- |
{commands}

## Killed writers

{kills["kills"]:,} writers of a store of records were killed at random moments, two at a time. They had been told of {kills["told"]:,} records that these are kept;
{len(kills["lost"])} of them were lost, and the chain of {kills["kept"]:,} records {"verifies" if not kills["broken"] else "does not verify"}. A killed process is no lost power: that was not tried.

## The same answers

{results["shuffles"]["shuffles"]:,} shuffles of criteria, facts, sources, services and notices, {results["shuffles"]["answers"]:,} answers; and {results["seeds"]["seeds"]} seeds of Python's hashes, down to the last letter
that is printed: {"all the same" if not results["shuffles"]["fallen"] + results["seeds"]["fallen"] else "not all the same"}. `.ci/run` compares the versions of Python that it finds.
"""


def main(arguments: list[str]) -> int:
    """Run a profile; write the page after the nightly one."""
    name = arguments[0] if arguments else "small"
    numbers = PROFILES[name] | {key: int(value) for key, _, value in (each.partition("=") for each in arguments[1:])}
    began = time.monotonic()
    results = found(numbers, seed=numbers.get("seed", 1))
    page = printed(results, numbers, numbers.get("seed", 1), time.monotonic() - began)
    if name == "nightly":
        PAGE.write_text(page, "utf-8")
    lines = fallen(results)
    print("\n".join([*results["slips"]["misses"], "", *(lines or ["nothing fell"])]))
    return int(bool(lines))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
