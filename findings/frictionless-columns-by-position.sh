#!/usr/bin/env bash
# frictionless 5.21.0: a schema names the columns by their position, whatever the header says.
#
# Expected: a schema that says "item9, phq9" reads the column `phq9` of the file as `phq9`, or refuses a file in which the two stand the other
#   way round. Table Schema maps fields by their order, but asks for exactly the same fields.
# What happens: `extract` and `read_rows` give the first column the first name. Every row is valid. Only `validate`, which is a step of its
#   own, says that the labels are wrong. The documentation offers `schema_sync` for reading by name.
# Why it matters: the total and the item about suicidal thoughts change places, and both numbers are possible.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check frictionless==5.21.0

printf 'phq9,item9\n3,2\n18,0\n' > people.csv
cat > program.py <<'PYTHON'
from frictionless import Resource, Schema, validate

schema = Schema.from_descriptor({"fields": [{"name": "item9", "type": "integer"}, {"name": "phq9", "type": "integer"}]})
rows = Resource("people.csv", schema=schema).read_rows()
print([row.to_dict() for row in rows], [row.valid for row in rows])
print(Resource("people.csv", schema=schema).extract())
print(validate("people.csv", schema=schema).flatten(["type"]))
PYTHON

now=$(venv/bin/python program.py)
seen="[{'item9': 3, 'phq9': 2}, {'item9': 18, 'phq9': 0}] [True, True]
{'people': [{'item9': 3, 'phq9': 2}, {'item9': 18, 'phq9': 0}]}
[['incorrect-label'], ['incorrect-label']]"
printf '%s\n' "$now"
[ "$now" = "$seen" ] || { printf 'changed; it was:\n%s\n' "$seen"; exit 1; }
