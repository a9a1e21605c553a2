#!/usr/bin/env bash
# Polars 2.1.0 and PyArrow 26.0.1: of records of Python and rows of SQLite, a number is cut; of records, a key is dropped.
#
# Expected: `from_dicts` of Polars refuses a value that does not fit what the first 100 records look like, as it does for a text, and advises
#   to raise `infer_schema_length`. A key that comes later is refused too, or its column is null before.
# What happens: 12.5 among whole numbers becomes 12 without a word, also in `read_database` from SQLite. A key that is first seen in record
#   101 is dropped; PyArrow's `Table.from_pylist` looks at the first record alone, and drops every key that it does not have (documented).
#   pandas keeps all of them.
# Why it matters: JSON leaves out what is unknown. A fact that few people have, such as a high risk, is lost for all of them, and half points
#   are lost.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check polars==2.1.0 pyarrow==26.0.1 pandas==3.1.1

cat > program.py <<'PYTHON'
import sqlite3

import pandas
import polars
import pyarrow

people = [{"score": 4}] * 100
print("Polars, a half point: ", polars.from_dicts([*people, {"score": 12.5}]).row(-1, named=True))
try:
    print("Polars, a text:       ", polars.from_dicts([*people, {"score": "n/a"}]).row(-1, named=True))
except polars.exceptions.PolarsError as error:
    print("Polars, a text:       ", type(error).__name__)
database = sqlite3.connect(":memory:")
database.execute("CREATE TABLE people (score)")
database.executemany("INSERT INTO people VALUES (?)", [(4,)] * 100 + [(12.5,)])
print("Polars, from SQLite:  ", polars.read_database("SELECT score FROM people", database).row(-1, named=True))
print("Polars, a later key:  ", polars.from_dicts([*people, {"score": 4, "risk": "high"}]).row(-1, named=True))
print("PyArrow, a later key: ", pyarrow.Table.from_pylist([people[0], {"score": 4, "risk": "high"}]).to_pylist()[-1])
print("pandas, a later key:  ", pandas.DataFrame([*people, {"score": 12.5, "risk": "high"}]).iloc[-1].to_dict())
PYTHON

now=$(venv/bin/python program.py)
seen="Polars, a half point:  {'score': 12}
Polars, a text:        ComputeError
Polars, from SQLite:   {'score': 12}
Polars, a later key:   {'score': 4}
PyArrow, a later key:  {'score': 4}
pandas, a later key:   {'score': 12.5, 'risk': 'high'}"
printf '%s\n' "$now"
[ "$now" = "$seen" ] || { printf 'changed; it was:\n%s\n' "$seen"; exit 1; }
