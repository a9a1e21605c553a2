#!/usr/bin/env bash
# sav-reader 2.0.8 (npm): a missing number of SPSS is returned as the lowest number there is.
#
# Expected: SPSS marks a number that nobody entered with a value of its own, "system-missing". Its readers return null or NaN for it; the
#   README of sav-reader speaks of missing values only as codes that an author declared.
# What happens: the row holds -1.7976931348623157e+308, an ordinary finite number.
# Why it matters: whoever was not asked is below every cut-off, and "score < 10" holds.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check pyreadstat==1.3.7 pandas==3.1.1
npm install --silent --no-audit --no-fund --ignore-scripts --prefix . sav-reader@2.0.8

venv/bin/python - <<'PYTHON'
import pandas
import pyreadstat

people = pandas.DataFrame({"id": ["a", "b", "c"], "score": [4.0, None, 18.0]})
pyreadstat.write_sav(people, "people.sav")
PYTHON
cat > program.js <<'JAVASCRIPT'
const fs = require('fs');
const { SavBufferReader } = require('sav-reader');

(async () => {
  const file = new SavBufferReader(fs.readFileSync('people.sav'));
  await file.open();
  for (const row of await file.readAllRows()) {
    console.log(row.id.trim(), row.score, Number.isFinite(row.score), row.score < 10);
  }
})();
JAVASCRIPT

now=$(node program.js)
seen="a 4 true true
b -1.7976931348623157e+308 true true
c 18 true false"
printf '%s\n' "$now"
[ "$now" = "$seen" ] || { printf 'changed; it was:\n%s\n' "$seen"; exit 1; }
