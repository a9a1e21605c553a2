"""A table that is larger than the memory there is for it goes through all the same."""

import os
import subprocess
import sys
from pathlib import Path

import polars as pl
import pytest

from carelevel.api import CriteriaSet

ROWS = 80_000
LETTERS = 10_000
BOUND = 600
"""Megabytes; the table has 800."""

LOOKING = r"""
import re, sys, threading, time
most = 0
def look():
    global most
    while True:
        with open("/proc/self/status") as status:
            most = max(most, int(re.search(r"RssAnon:\s+(\d+)", status.read())[1]))
        time.sleep(0.005)
threading.Thread(target=look, daemon=True).start()
"""
"""Notes the most memory that a process has but for the pages of files, which the system takes back when it needs them."""

pytestmark = pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="only Linux says how much memory a process has")


@pytest.fixture(scope="module")
def table(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a file of a few megabytes, of which no two rows are the same."""
    path = tmp_path_factory.mktemp("memory") / "people.parquet"
    number = pl.int_range(ROWS)
    rows = pl.select(id=number, age=pl.when(number % 2 == 0).then(40).otherwise(10), suicide_risk=pl.lit("imminent")).lazy()
    rows.with_columns(note=pl.col("id").cast(pl.String).str.zfill(LETTERS)).sink_parquet(path, row_group_size=1_000, compression="lz4")
    return path


def most_memory(work: str, *words: str) -> int:
    """Return the most memory, in megabytes, that a process of its own has while it works."""
    environment = os.environ | {"POLARS_MAX_THREADS": "2"}
    done = subprocess.run([sys.executable, "-c", f"{LOOKING}{work}\nprint(most)", *words], env=environment, check=True, capture_output=True, text=True)
    return int(done.stdout.split()[-1]) // 1_024


@pytest.mark.slow
def test_the_command_answers_a_table_that_does_not_fit_into_memory(table: Path, adult: CriteriaSet) -> None:
    answered = table.with_name("answered.parquet")

    most = most_memory("from carelevel.cli.main import main\nassert main(sys.argv[1:]) == 0", "cohort", str(table), "--out", str(answered))

    assert most < BOUND
    found = pl.scan_parquet(answered).select("id", "level", "lowest", note=pl.col("note").str.len_bytes()).collect()
    said = [adult.recommend({"age": age, "suicide_risk": "imminent"}) for age in (40, 10)]
    assert said[0].level != said[1].level
    assert found.height == ROWS
    for rows in (found.head(2), found.tail(2)):
        assert rows.select("level", "lowest", "note").rows() == [(answer.level, answer.lowest, LETTERS) for answer in said]
    assert found["id"].to_list() == list(range(ROWS))


@pytest.mark.slow
def test_read_at_once_that_table_takes_more_memory_than_that(table: Path) -> None:
    assert most_memory("import polars\ntable = polars.read_parquet(sys.argv[1])", str(table)) > BOUND
