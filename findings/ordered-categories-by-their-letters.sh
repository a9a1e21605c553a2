#!/usr/bin/env bash
# DuckDB 2.0.1, Polars 2.1.0, PyArrow 26.0.1 and narwhals 2.29.0: ordered categories of pandas 3.1.1 are compared by their letters.
#
# Expected: pandas knows that none < low < moderate < high. DuckDB takes the column over as an ENUM of that order, sorts by it, and its maximum
#   is "high"; `>=` follows the same order, as it does in PostgreSQL. Where an order is not taken over, a comparison is refused.
# What happens: DuckDB compares an ENUM with a text as texts. Polars and PyArrow take the categories over without their order (PyArrow's type
#   even says "ordered") and compare texts too. "At least moderate" selects moderate and none, and not high. Narwhals answers by the library.
#   A column of type `Enum` in Polars is compared by its order there, and by letters in DuckDB.
# Why it matters: whoever filters for people at risk gets those who have none, and leaves out those in danger.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check pandas==3.1.1 polars==2.1.0 pyarrow==26.0.1 duckdb==2.0.1 narwhals==2.29.0

cat > program.py <<'PYTHON'
import duckdb
import narwhals
import pandas
import polars
import pyarrow
import pyarrow.compute

ORDER = ["none", "low", "moderate", "high"]
people = pandas.DataFrame({"risk": pandas.Categorical(ORDER, categories=ORDER, ordered=True)})
polars_people = polars.from_pandas(people)
arrow_people = pyarrow.Table.from_pandas(people)
enum_people = polars.DataFrame({"risk": polars.Series(ORDER, dtype=polars.Enum(ORDER))})

print("pandas     ", people[people.risk >= "moderate"].risk.tolist())
print("Polars     ", polars_people.filter(polars.col("risk") >= "moderate")["risk"].to_list())
print("PyArrow    ", arrow_people.filter(pyarrow.compute.field("risk") >= "moderate")["risk"].to_pylist(), arrow_people.schema.field("risk").type.ordered)
print("DuckDB     ", [risk for (risk,) in duckdb.sql("SELECT risk FROM people WHERE risk >= 'moderate' ORDER BY risk").fetchall()])
print("DuckDB     ", duckdb.sql("SELECT typeof(any_value(risk)), max(risk) FROM people").fetchall())
print("Polars Enum", enum_people.filter(polars.col("risk") >= "moderate")["risk"].to_list())
print("in DuckDB  ", [risk for (risk,) in duckdb.sql("SELECT risk FROM enum_people WHERE risk >= 'moderate'").fetchall()])
for name, table in (("pandas", people), ("Polars", polars_people), ("DuckDB", duckdb.sql("FROM people"))):
    frame = narwhals.from_native(table).lazy().filter(narwhals.col("risk") >= "moderate").collect()
    print("narwhals   ", name, sorted(frame["risk"].to_list()))
PYTHON

now=$(venv/bin/python program.py)
seen="pandas      ['moderate', 'high']
Polars      ['none', 'moderate']
PyArrow     ['none', 'moderate'] True
DuckDB      ['none', 'moderate']
DuckDB      [(\"ENUM('none', 'low', 'moderate', 'high')\", 'high')]
Polars Enum ['moderate', 'high']
in DuckDB   ['none', 'moderate']
narwhals    pandas ['high', 'moderate']
narwhals    Polars ['moderate', 'none']
narwhals    DuckDB ['moderate', 'none']"
printf '%s\n' "$now"
[ "$now" = "$seen" ] || { printf 'changed; it was:\n%s\n' "$seen"; exit 1; }
