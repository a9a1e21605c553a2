"""Tries to break carelevel, and writes docs/reliability.md from what came of it.

python -m tests.reliability small      what `.ci/run` asks for; prints, and ends with 1 when anything fell
python -m tests.reliability nightly    more of everything; writes the page
python -m tests.reliability nightly inputs=100000    with another number of something
python -m tests.reliability nightly minutes=20       with as many hostile inputs as can be tried in that time
python -m tests.reliability nightly slips faults     only these parts; writes no page
python -m tests.reliability nightly modules=0        without mutants; the page keeps what it says of them, with its date

What a part of a nightly run comes to is kept in build/reliability, and taken from there by the next run that asks the same of the same code: a run that was
broken off goes on where it was, and parts can be run side by side.
"""

import hashlib
import json
import os
import platform
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from tests.reliability import faults, hostile, large, mutants, sameness, slips

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "reliability.md"

PROFILES = {
    "small": {"inputs": 12_000, "over": 300, "slips": 200, "kills": 20, "faults": 1, "shuffles": 20, "seeds": 4, "modules": 0},
    "nightly": {"inputs": 10_000_000, "over": 110, "slips": 3_000, "kills": 1_000, "faults": 3, "shuffles": 1_000, "seeds": 20, "modules": len(mutants.TESTS)},
}

"""`over` is of how many hundredths of its budget a question to a large set may take before it is a fall. Where a little of everything is tried the machine may be
any, and what counts is that nothing runs away."""

PROCESSES = os.cpu_count() or 1

KEPT = ROOT / "build" / "reliability"

GOALS = {"line": 0.95, "hint": 0.80}
"""What share of single slips has to be said on its line, and of slips in words with the right hint."""


def parts(numbers: dict[str, int], seed: int) -> dict[str, Callable[[], Any]]:
    """Return everything that is tried, by name."""
    modules = list(mutants.TESTS)[: numbers["modules"]]
    return {
        "kills": lambda: _kills(numbers["kills"], seed),
        "slips": lambda: slips.tried(numbers["slips"], seed),
        "faults": lambda: faults.tried(errors=numbers["faults"]),
        "shuffles": lambda: sameness.shuffles(numbers["shuffles"], seed),
        "seeds": lambda: sameness.seeds(numbers["seeds"]),
        **{f"mutants/{module}": lambda module=module: mutants.in_a_process(module) for module in modules},
        "hostile": lambda: hostile.tried(numbers["inputs"], seed, PROCESSES, numbers.get("minutes")),
    }


def _kills(number: int, seed: int) -> Any:
    with tempfile.TemporaryDirectory() as folder:
        # In a process of its own, since it forks.
        words = [sys.executable, "-m", "tests.reliability.kills", str(number), str(seed)]
        return json.loads(subprocess.run(words, cwd=ROOT, capture_output=True, check=False, env={**os.environ, "TMPDIR": folder}).stdout)


def came_of(name: str, ask: Callable[[], Any], asked: Any) -> dict[str, Any]:
    """Return what came of a part, and the seconds that it took; from an earlier run where that asked the same of the same code."""
    path = KEPT / f"{name.replace('/', '-')}.json"
    kept = json.loads(path.read_text("utf-8")) if path.is_file() else {}
    if kept.get("asked") == asked:
        return kept
    began = time.monotonic()
    result = {"asked": asked, "came": ask(), "seconds": time.monotonic() - began}
    print(f"{name}: {result['seconds']:.0f} s", file=sys.stderr, flush=True)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(result), "utf-8")
    return result


def of_the_code(name: str) -> str:
    """Return a digest of all that is tried and of what tries it: for mutants the tests that are asked, for the rest these tools."""
    tools = Path(__file__).parent
    if name.startswith("mutants/"):
        trying = [tools / "mutants.py", *(ROOT / test for test in mutants.TESTS[name.removeprefix("mutants/")])]
    else:
        trying = [path for path in tools.glob("*.py") if path.name not in {"mutants.py", "__main__.py", "test_reliability.py"}]
    tried = [path for folder in ("src", "rules") for path in (ROOT / folder).rglob("*") if path.suffix in {".py", ".yaml"}]
    return hashlib.sha256(b"\0".join(path.read_bytes() for path in sorted([*tried, *trying]))).hexdigest()


def fallen(results: dict[str, Any], over: int = PROFILES["nightly"]["over"]) -> list[str]:
    """Return everything that fell, one line each; a question to a large set does so, too, when it takes so many hundredths of its budget."""
    kills = results["kills"]
    lines = [f"a record that was said to be kept is lost: {number}" for number in kills["lost"]] + kills["broken"]
    lines += [line for name in ("faults", "shuffles", "seeds", "hostile") for line in results[name]["fallen"]]
    lines += [*results["hostile"]["large"]["fallen"], *(line for times, line in results["hostile"]["large"]["over"] if times * 100 > over)]
    lines += mutants.fallen(mutants_of(results))
    shares = slip_shares(results["slips"])
    return lines + [f"only {shares[name]:.1%} of slips have the right {name}; {goal:.0%} are asked for" for name, goal in GOALS.items() if shares[name] < goal]


def mutants_of(results: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """Return what came of the mutants, by module."""
    return {name.removeprefix("mutants/"): of for name, of in results.items() if name.startswith("mutants/")}


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
    asked = given["large"]
    questions = "\n".join(_row(name, of) for name, of in sorted(asked["kinds"].items()))
    spread = "\n".join(
        f"| {name} | "
        + " | ".join(f"{value:,.2f} s" if unit == "seconds" else f"{value:,.0f} MB" for value in large.shares(asked["spread"][unit]).values())
        + " |"
        for name, unit in (("Time", "seconds"), ("Memory", "megabytes"))
    )
    busy = sum(of["seconds"] for of in asked["kinds"].values())
    commands = "\n".join(
        f"| `{name}` | {of['faults']:,} | {of.get('said', 0):,} | {of.get('unharmed', 0):,} | {of.get('fell', 0)} |"
        for name, of in results["faults"]["commands"].items()
    )
    lines = "\n".join(f"- {line}" for line in fell) or "None."
    tried = numbers | ({"inputs": given["inputs"]} if "inputs" in numbers else {})
    fewer = [
        f"{name} ({number:,} of {PROFILES['nightly'][name]:,})"
        for name, number in tried.items()
        if name != "over" and number < PROFILES["nightly"].get(name, 0)
    ]
    less = f"\n\nThis run tried less than the nightly profile asks for: {', '.join(fewer)}." if fewer else ""
    return f"""\
# Reliability tests

<!-- Printed from tests/reliability by `python -m tests.reliability nightly`. -->

Last run: **{datetime.now(UTC):%Y-%m-%d}**, Python {platform.python_version()} on {platform.system()} {platform.machine()}, seed {seed}, {seconds / 60:.0f} minutes.
These tests try to break carelevel. The files in `tests/reliability` say how to run each of them. `.ci/run` runs a small part of each.{less}

## Failures

{lines}

## Hostile inputs

{given["inputs"]:,} inputs, of which {asked["questions"]:,} are questions to large sets (below). The others are valid files with random changes of bytes, words and values, and texts assembled from pieces of YAML, JSON and
criteria. Each must end in an answer or in problems, take at most {hostile.SECONDS:.0f} s of processor time, and use at most {hostile.MEGABYTES} MB. The slowest took
{given["slowest"]:.2f} s. The most memory used was {given["megabytes"]} MB.{" " * bool(given["left_out"])}{given["left_out"]}

| Input | Refused | Answered | Failed |
| --- | --- | --- | --- |
{doors}

## Questions to large sets

The {asked["sets"]:,} generated sets are valid and have 4,000 to 480,000 bytes. They have many clauses, counts over many facts, a hundred levels, weighted sums, long orders, bands,
nested derived facts, or all of these together, with services, barriers, impossible combinations and contradictions. They were asked {asked["questions"]:,} questions, which took {busy:,.0f} s of
processor time, reading included. The first question to a set is hard, and so is one question in {large.ONE_IN}. Each has a budget of {large.SECONDS:.0f} s of processor time and {large.MEGABYTES} MB of additional
memory. {len(asked["over"]):,} took over a tenth more. `command …` and `http …` pass the text of the set, and may have to read it as well.

| | Half | 90 of 100 | 99 of 100 | Worst |
| --- | --- | --- | --- | --- |
{spread}

| Question | Answered | Refused | Failed | Slowest | Most memory |
| --- | --- | --- | --- | --- | --- |
{questions}

## Typing errors in bundled files

{shares["slips"]:,.0f} single typing errors, drawn from all possible ones in the bundled files: {shares["noticed"]:.1%} were noticed, {shares["line"]:.1%} were reported on their line, and {shares["code"]:.1%} with the right
code. For {shares["hint"]:.1%} of {shares["hints"]:,.0f} errors in words, the hint was the word that was meant. For {pairs["both"] / pairs["pairs"]:.1%} of {pairs["pairs"]:,} pairs of errors in words, both were reported on
their lines. `tests/reliability/slips.py` defines what counts as right.

| Typing error | Tried | Noticed | On its line | Right code | Right hint |
| --- | --- | --- | --- | --- | --- |
{kinds}

## File system faults

{words:,} faults: each file operation of a command is made to fail in turn. The command must report the fault and exit with 2, or print the same output as without the fault.

| Command | Faults | Reported | Same output | Failed |
| --- | --- | --- | --- | --- |
{commands}

## Mutants

{_mutants(mutants_of(results))}

## Killed writers

{kills["kills"]:,} writers of a store of records were killed at random moments, two at a time. The store had reported {kills["told"]:,} records to them as stored;
{len(kills["lost"])} of these were lost, and the chain of {kills["kept"]:,} records {"verifies" if not kills["broken"] else "does not verify"}. Loss of power was not tried.

## The same answers

Criteria, facts, sources, services and notices were shuffled {results["shuffles"]["shuffles"]:,} times, for {results["shuffles"]["answers"]:,} answers. Python's hashes had {results["seeds"]["seeds"]} different seeds. The answers, and every printed
letter, were {"all the same" if not results["shuffles"]["fallen"] + results["seeds"]["fallen"] else "not all the same"}. `.ci/run` also compares all versions of Python that it finds.
"""


def _kept_mutants(page: str) -> str:
    """Return what a page says of mutants, with the date of the run that made them."""
    section = page.partition("\n## Mutants\n\n")[2].partition("\n## ")[0].strip("\n")
    run = re.search(r"^Last run: \*\*([\d-]+)\*\*", page, re.MULTILINE)
    if section.startswith(("None were made", "From the run of")) or run is None:
        return f"{section}\n"
    return f"From the run of {run[1]}. No mutants were made since then, and modules and tests have changed.\n\n{section}\n"


def _row(name: str, of: dict[str, Any]) -> str:
    fell = of.get("fell", 0) + of.get("hung", 0)
    return f"| {name.replace('_', ' ')} | {of.get('answered', 0):,} | {of.get('refused', 0):,} | {fell} | {of['slowest']:.2f} s | {of['megabytes']:.0f} MB |"


def _mutants(modules: dict[str, dict[str, Any]]) -> str:
    """Return what came of changes in the core, and why some go unnoticed."""
    if not modules:
        return _kept_mutants(PAGE.read_text("utf-8"))
    made, alive = sum(of["mutants"] for of in modules.values()), [mutant for of in modules.values() for mutant in of["survivors"]]
    rows = "\n".join(f"| `{name}` | {of['mutants']} | {of['tests']} | {len(of['survivors'])} |" for name, of in modules.items())
    reasons = mutants.reasons()
    told = "\n".join(f"- `{mutant}`: {reasons.get(mutant, 'no reason is known')}" for mutant in alive)
    return f"""\
{made:,} small changes to the modules that compute answers, one at a time: a comparison reversed, a number changed, a statement removed. The tests noticed
{made - len(alive):,}. `tests/reliability/mutants.py` defines the changes.

| Module | Changes | Tests run | Not noticed |
| --- | --- | --- | --- |
{rows}
""" + (f"\nThe changes that no test noticed, with the reason:\n\n{told}" if alive else "")


def main(arguments: list[str]) -> int:
    """Run a profile, or parts of it; write the page after the whole nightly one."""
    profile = arguments[0] if arguments else "small"
    numbers = PROFILES[profile] | {key: int(value) for key, is_number, value in (each.partition("=") for each in arguments[1:]) if is_number}
    seed = numbers.get("seed", 1)
    every = parts(numbers, seed)
    only = [name for each in arguments[1:] if "=" not in each for name in every if name == each or name.startswith(f"{each}/")]
    came = {name: came_of(name, every[name], [profile, numbers, of_the_code(name)]) for name in only or every}
    if only:
        return 0
    results = {name: of["came"] for name, of in came.items()}
    if profile == "nightly":
        PAGE.write_text(printed(results, numbers, seed, sum(of["seconds"] for of in came.values())), "utf-8")
    lines = fallen(results, numbers["over"])
    print("\n".join([*results["slips"]["misses"], "", *(lines or ["no failures"])]))
    return int(bool(lines))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
