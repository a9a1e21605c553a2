#!/usr/bin/env bash
# hl7-date 1.0.1 (npm): an empty date is 1 January 1900, and 31 November is 1 December.
#
# Expected: in HL7 version 2 a field may be empty, and then nothing is known. A parser returns nothing for it, or refuses it, as it should
#   refuse a day that does not exist. `parseHl7DateTime` of @medplum/core returns undefined.
# What happens: `parse('')` is 1900-01-01. A year alone is its first of January, and impossible days and months are moved on.
# Why it matters: whoever has no date of birth is 126 years old, and an event without a date was long ago.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --no-audit --no-fund --ignore-scripts --prefix . hl7-date@1.0.1

cat > program.js <<'JAVASCRIPT'
const { parse } = require('hl7-date');
for (const text of ['20081231', '2008', '', '20261131', '20261301']) console.log(JSON.stringify(text), parse(text).toISOString().slice(0, 10));
JAVASCRIPT

now=$(TZ=UTC node program.js)
seen='"20081231" 2008-12-31
"2008" 2008-01-01
"" 1900-01-01
"20261131" 2026-12-01
"20261301" 2027-01-01'
printf '%s\n' "$now"
[ "$now" = "$seen" ] || { printf 'changed; it was:\n%s\n' "$seen"; exit 1; }
