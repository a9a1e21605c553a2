#!/usr/bin/env bash
# fhirpathpy 2.2.4 and frictionless 5.21.0: what a date leaves out is taken from today.
#
# Expected: FHIRPath has dates that are partly known, and `toDate()` keeps them as they are: fhirpath.js 5.2.2 returns 2008-12. Table Schema
#   lets a date of the format "any" be written in any way; a year alone is no day, and is refused or kept as a year.
# What happens: fhirpathpy takes the day of a month from the computer's clock. frictionless reads "2008" as the day in 2008 that has today's
#   month and day. The result depends on the day on which it is computed.
# Why it matters: somebody born "2008" has a birthday today, every day, and is of age as soon as the difference of the years says so.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check fhirpathpy==2.2.4 frictionless==5.21.0
npm install --silent --no-audit --no-fund --ignore-scripts --prefix . fhirpath@5.2.2

cat > program.py <<'PYTHON'
from datetime import date

from fhirpathpy import evaluate
from frictionless import Resource, Schema

today = date.today()
[month] = evaluate({}, "'2008-12'.toDate()", {})
print("fhirpathpy, a month: ", "today's day" if str(month).startswith(f"2008-12-{today:%d}") else month)
schema = Schema.from_descriptor({"fields": [{"name": "born", "type": "date", "format": "any"}]})
resource = Resource([["born"], ["2008"]], schema=schema)
[row] = resource.read_rows()
print("frictionless, a year:", "today's month and day" if row["born"] == date(2008, today.month, today.day) else row["born"], "valid" if row.valid else "not valid")
PYTHON
cat > program.js <<'JAVASCRIPT'
console.log('fhirpath.js, a month:', String(require('fhirpath').evaluate({}, "'2008-12'.toDate()")));
JAVASCRIPT

now=$(venv/bin/python program.py && node program.js)
seen="fhirpathpy, a month:  today's day
frictionless, a year: today's month and day valid
fhirpath.js, a month: 2008-12"
printf '%s\n' "$now"
[ "$now" = "$seen" ] || { printf 'changed; it was:\n%s\n' "$seen"; exit 1; }
