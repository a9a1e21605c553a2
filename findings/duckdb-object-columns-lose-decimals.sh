#!/usr/bin/env bash
# DuckDB 2.0.1 over pandas 3.1.1: in a column of objects 12.5 becomes 12, and as a Decimal 13.
#
# Expected: a value that does not fit the type of the column is refused, as "n/a" is, or the column becomes one of decimals, as PyArrow and
#   Polars make it from the same table.
# What happens: DuckDB chooses the type of an object column by a sample of 1,000 rows (`pandas_analyze_sample`, documented). When the sample
#   has whole numbers only, the column is INTEGER, and other numbers are rounded or cut without a word: 12.5 to 12, Decimal("12.5") to 13.
# Why it matters: columns of objects come out of Excel, JSON and Stata files. A score at a cut-off moves to either side of it.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check duckdb==2.0.1 pandas==3.1.1 pyarrow==26.0.1 polars==2.1.0

cat > program.py <<'PYTHON'
from decimal import Decimal

import duckdb
import pandas
import polars

for value in (12.5, Decimal("12.5"), "n/a"):
    scores = [4] * 5_000
    scores[3_333] = value
    people = pandas.DataFrame({"person": range(5_000), "score": pandas.Series(scores, dtype=object)})
    try:
        print(repr(value), "DuckDB:", duckdb.sql("SELECT score, typeof(score) FROM people WHERE person = 3333").fetchall())
    except duckdb.Error as error:
        print(repr(value), "DuckDB:", type(error).__name__)
    if value != "n/a":
        print(repr(value), "Polars:", polars.from_pandas(people)["score"][3_333])
PYTHON

now=$(venv/bin/python program.py)
seen="12.5 DuckDB: [(12, 'INTEGER')]
12.5 Polars: 12.5
Decimal('12.5') DuckDB: [(13, 'INTEGER')]
Decimal('12.5') Polars: 12.5
'n/a' DuckDB: InvalidInputException"
printf '%s\n' "$now"
[ "$now" = "$seen" ] || { printf 'changed; it was:\n%s\n' "$seen"; exit 1; }
