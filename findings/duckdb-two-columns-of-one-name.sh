#!/usr/bin/env bash
# DuckDB 2.0.1 and narwhals 2.29.0: of two columns of one name the first is used, and the schema hides the other.
#
# Expected: a name that two columns have is ambiguous, and SQL refuses it. Narwhals has columns of different names only, and says so.
# What happens: DuckDB takes the first column without a word. Narwhals lists three columns, has a schema of two, and filters by the first;
#   only `collect` into Arrow refuses. The conversion to Polars renames the second column.
# Why it matters: a join of two visits has two scores, and which of them decides depends on the order in the query.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check narwhals==2.29.0 duckdb==2.0.1 polars==2.1.0 pyarrow==26.0.1

cat > program.py <<'PYTHON'
import duckdb
import narwhals

visits = duckdb.sql("SELECT 'a' AS person, 18 AS score, 4 AS score UNION ALL SELECT 'b', 3, 20")
print("DuckDB:  ", visits.columns, visits.filter("score < 10").fetchall())
frame = narwhals.from_native(visits)
print("narwhals:", frame.columns, list(frame.collect_schema()), frame.filter(narwhals.col("score") < 10).select("person").collect().rows())
print("Polars:  ", visits.pl().columns)
try:
    print(frame.collect().columns)
except Exception as error:
    print("collect: ", type(error).__name__)
PYTHON

now=$(venv/bin/python program.py)
seen="DuckDB:   ['person', 'score', 'score'] [('b', 3, 20)]
narwhals: ['person', 'score', 'score'] ['person', 'score'] [('b',)]
Polars:   ['person', 'score', 'score_1']
collect:  DuplicateError"
printf '%s\n' "$now"
[ "$now" = "$seen" ] || { printf 'changed; it was:\n%s\n' "$seen"; exit 1; }
