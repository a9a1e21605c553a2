#!/usr/bin/env bash
# cql-execution 3.3.2 (npm): an unknown value is unknown in an interval, and false in a list.
#
# Expected: CQL has three-valued logic, and "is it one of these?" cannot be answered about a value that is not known, however these are written.
# What happens: null in Interval[1, 3] is null; null in {1, 2, 3} is false, and its negation true. The specification of CQL says so for lists:
#   there null is looked up like a value. It is documented, and easily missed.
# Why it matters: replacing a band of scores by its list of scores turns "not known" into "no", and "not in the list" holds for everybody
#   who was not asked.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --no-audit --no-fund --ignore-scripts --prefix . cql-execution@3.3.2

cat > program.js <<'JAVASCRIPT'
const cql = require('cql-execution');

const type = '{urn:hl7-org:elm-types:r1}Integer';
const number = (value) => ({ type: 'Literal', valueType: type, value });
const unknown = { type: 'As', asType: type, operand: { type: 'Null' } };
const interval = { type: 'In', operand: [unknown, { type: 'Interval', low: number('1'), high: number('3'), lowClosed: true, highClosed: true }] };
const list = { type: 'In', operand: [unknown, { type: 'List', element: ['1', '2', '3'].map(number) }] };
const statements = { interval, 'not interval': { type: 'Not', operand: interval }, list, 'not list': { type: 'Not', operand: list } };
const library = new cql.Library({
  library: {
    identifier: { id: 'Unknown', version: '1' },
    schemaIdentifier: { id: 'urn:hl7-org:elm', version: 'r1' },
    usings: { def: [{ localIdentifier: 'System', uri: 'urn:hl7-org:elm-types:r1' }] },
    statements: { def: Object.entries(statements).map(([name, expression]) => ({ name, context: 'Unfiltered', accessLevel: 'Public', expression })) },
  },
});
new cql.Executor(library).exec(new cql.PatientSource([])).then((result) => {
  for (const name of Object.keys(statements)) console.log(name, '->', result.unfilteredResults[name]);
});
JAVASCRIPT

now=$(node program.js)
seen='interval -> null
not interval -> null
list -> false
not list -> true'
printf '%s\n' "$now"
[ "$now" = "$seen" ] || { printf 'changed; it was:\n%s\n' "$seen"; exit 1; }
