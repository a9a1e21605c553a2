#!/usr/bin/env bash
# narwhals 2.29.0 over pandas 3.1.1, Polars 2.1.0, PyArrow 26.0.1 and DuckDB 2.0.1: one expression, three answers about a NaN.
#
# Expected: Narwhals gives one expression the same meaning on every backend; its page about missing values says that None and NaN differ, and
#   that pandas' classic floats do not know the difference.
# What happens: beyond that the backends do not agree either. Polars and DuckDB hold NaN for the largest number, so it reaches every cut-off.
#   With pandas and PyArrow it reaches none, and the negation of the condition selects it. The maximum is NaN in DuckDB only, and the median
#   differs too.
# Why it matters: a score that could not be computed is high in one table and not high in the other, with the same code.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check narwhals==2.29.0 pandas==3.1.1 polars==2.1.0 pyarrow==26.0.1 duckdb==2.0.1

cat > program.py <<'PYTHON'
import duckdb
import narwhals
import pandas
import polars
import pyarrow

data = {"person": ["low", "nan", "high"], "score": [4.0, float("nan"), 18.0]}
score = narwhals.col("score")
for name, table in (
    ("pandas", pandas.DataFrame(data)),
    ("Polars", polars.DataFrame(data)),
    ("PyArrow", pyarrow.table(data)),
    ("DuckDB", duckdb.from_arrow(pyarrow.table(data))),
):
    frame = narwhals.from_native(table).lazy()
    reached, below = (sorted(frame.filter(condition).collect()["person"].to_list()) for condition in (score >= 10, ~(score >= 10)))
    numbers = frame.select(highest=score.max(), middle=score.median()).collect().row(0)
    print(f"{name:8} reaches 10: {reached}, does not: {below}, maximum and median:", *(f"{number:g}" for number in numbers))
PYTHON

now=$(venv/bin/python program.py)
seen="pandas   reaches 10: ['high'], does not: ['low', 'nan'], maximum and median: 18 11
Polars   reaches 10: ['high', 'nan'], does not: ['low'], maximum and median: 18 18
PyArrow  reaches 10: ['high'], does not: ['low', 'nan'], maximum and median: 18 11
DuckDB   reaches 10: ['high', 'nan'], does not: ['low'], maximum and median: nan 18"
printf '%s\n' "$now"
[ "$now" = "$seen" ] || { printf 'changed; it was:\n%s\n' "$seen"; exit 1; }
