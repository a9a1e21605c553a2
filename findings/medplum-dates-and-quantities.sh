#!/usr/bin/env bash
# @medplum/core 5.2.13 (npm): in FHIRPath a date plus years is a text with a number behind it, and units are left out of comparisons.
#
# Expected: FHIRPath adds years to a date, converts units before it compares quantities, and gives an empty result for dates of different
#   precision that may be equal. fhirpath.js 5.2.2 does all three.
# What happens: 2008-12-31 + 18 years is the text "2008-12-3118". It is compared letter by letter, so somebody of 17 is 18 on 2026-11-30.
#   Subtraction gives null. 5 kg are less than 4000 g, and one week is not more than six days. Nothing is refused.
# Why it matters: a criterion about age in a questionnaire, a subscription or a mapping is met by a minor.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --no-audit --no-fund --ignore-scripts --prefix . @medplum/core@5.2.13 fhirpath@5.2.2

cat > program.js <<'JAVASCRIPT'
globalThis.WebSocket ??= class {}; // Node.js 20 has none; nothing here uses it
const { evalFhirPath } = require('@medplum/core');
const fhirpath = require('fhirpath');
const patient = { resourceType: 'Patient', birthDate: '2008-12-31' };
for (const expression of [
  '@2008-12-31 + 18 years',
  '@2008-12-31 + 18 years <= @2026-11-30',
  '@2026-11-30 - 18 years',
  "5 'kg' > 4000 'g'",
  "1 'wk' > 6 'd'",
  '@2026-11 < @2026-11-30',
]) {
  console.log(expression, '-> medplum', JSON.stringify(evalFhirPath(expression, patient)), 'fhirpath.js', JSON.stringify(fhirpath.evaluate(patient, expression)));
}
JAVASCRIPT

now=$(node program.js)
seen='@2008-12-31 + 18 years -> medplum ["2008-12-3118"] fhirpath.js ["2026-12-31"]
@2008-12-31 + 18 years <= @2026-11-30 -> medplum [true] fhirpath.js [false]
@2026-11-30 - 18 years -> medplum [null] fhirpath.js ["2008-11-30"]
5 '"'kg' > 4000 'g'"' -> medplum [false] fhirpath.js [true]
1 '"'wk' > 6 'd'"' -> medplum [false] fhirpath.js [true]
@2026-11 < @2026-11-30 -> medplum [true] fhirpath.js []'
printf '%s\n' "$now"
[ "$now" = "$seen" ] || { printf 'changed; it was:\n%s\n' "$seen"; exit 1; }
