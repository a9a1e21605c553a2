#!/usr/bin/env bash
# csvw 4.1.1: with a log, one bad cell leaves out the whole row.
#
# Expected: the documentation says that errors of parsing go to the log if there is one, and raise an exception if not. So with a log the
#   row is returned, with the bad cell missing.
# What happens: the row is not returned. The log names the cell, not that a person is left out.
# Why it matters: whoever has one odd date vanishes from every count, and the result looks complete.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check csvw==4.1.1

printf 'id,score,visit\na,4,2026-11-28\nb,18,11/29/2026\nc,9,2026-11-30\n' > people.csv
cat > people.csv-metadata.json <<'JSON'
{"@context": "http://www.w3.org/ns/csvw", "url": "people.csv", "tableSchema": {"columns": [
  {"name": "id"}, {"name": "score", "datatype": "integer"}, {"name": "visit", "datatype": "date"}]}}
JSON
cat > program.py <<'PYTHON'
import logging

from csvw.metadata import Table

logging.basicConfig(format="log: %(message).24s", level=logging.WARNING, stream=__import__("sys").stdout)
table = Table.from_file("people.csv-metadata.json")
print([(row["id"], row["score"]) for row in table.iterdicts(log=logging.getLogger())])
PYTHON

now=$(venv/bin/python program.py)
seen="log: people.csv:3:3 visit: yy
[('a', 4), ('c', 9)]"
printf '%s\n' "$now"
[ "$now" = "$seen" ] || { printf 'changed; it was:\n%s\n' "$seen"; exit 1; }
