#!/usr/bin/env bash
# chdb 4.4.0: somebody born in 1935 is born in 1970 or 2114, and somebody without a score has the score 0.
#
# Expected: a date of birth before 1970 is an ordinary date, and a left join gives null where there is no partner, as in the standard and in DuckDB
#   over the same pandas tables. An aggregate over no rows is null.
# What happens: the type Date of this engine begins in 1970. A text from before becomes 1970-01-01, a timestamp from before wraps around to the
#   22nd century, and 31 November becomes 1 December. A left join fills in 0 and the empty text, and the maximum of no rows is 0. The
#   documentation of ClickHouse has it (Date32 is wider, join_use_nulls=1 gives nulls); a user of pandas does not expect it.
# Why it matters: elderly people are fifty-six or not born yet, and whoever was never screened has the best result.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check chdb==4.4.0 pandas==3.1.1 pyarrow==26.0.1 duckdb==2.0.1

cat > program.py <<'PYTHON'
import chdb
import duckdb
import pandas

people = pandas.DataFrame({"id": [1, 2], "born": pandas.to_datetime(["1935-04-01", "2008-12-31"]), "text": ["1935-04-01", "2008-12-31"]})
scores = pandas.DataFrame({"id": [2], "score": [18], "risk": ["high"]})


def ask(query):
    return str(chdb.query(query, "CSV")).split()


print("born:    ", ask("SELECT toDate(born), toDate(text), age('year', toDate(born), toDate('2026-11-30')) FROM Python(people) ORDER BY id"))
print("day 31:  ", ask("SELECT toDate('2026-11-31')"))
print("joined:  ", ask("SELECT id, score, risk FROM Python(people) AS p LEFT JOIN Python(scores) AS s USING (id) ORDER BY id"))
print("maximum: ", ask("SELECT max(score) FROM Python(scores) WHERE score > 20"))
print("DuckDB:  ", duckdb.sql("SELECT id, score, risk FROM people LEFT JOIN scores USING (id) ORDER BY id").fetchall(), duckdb.sql("SELECT max(score) FROM scores WHERE score > 20").fetchall())
PYTHON

now=$(TZ=UTC venv/bin/python program.py)
seen="born:     ['\"2114-09-05\",\"1970-01-01\",-87', '\"2008-12-31\",\"2008-12-31\",17']
day 31:   ['\"2026-12-01\"']
joined:   ['1,0,\"\"', '2,18,\"high\"']
maximum:  ['0']
DuckDB:   [(1, None, None), (2, 18, 'high')] [(None,)]"
printf '%s\n' "$now"
[ "$now" = "$seen" ] || { printf 'changed; it was:\n%s\n' "$seen"; exit 1; }
