#!/usr/bin/env bash
# @bpmn-io/feelin 6.1.1 and cql-execution 3.3.2 (npm): decimals are binary, against both specifications.
#
# Expected: DMN defines the numbers of FEEL as 34 decimal digits (decimal128), and CQL its Decimal as 28 digits with 8 behind the point.
#   In both 0.7 + 0.1 is 0.8. fhirpath.js, whose specification says the same as CQL, gives true for it.
# What happens: both compute with the binary numbers of JavaScript. 0.7 + 0.1 is a little less than 0.8 and does not reach a cut-off of 0.8.
# Why it matters: weights and proportions at a bound fall to the other side of it, which the language was chosen to prevent.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --no-audit --no-fund --ignore-scripts --prefix . @bpmn-io/feelin@6.1.1 cql-execution@3.3.2 fhirpath@5.2.2

cat > program.js <<'JAVASCRIPT'
const cql = require('cql-execution');

console.log('feelin       ', require('@bpmn-io/feelin').evaluate('0.7 + 0.1 >= 0.8').value);

const decimal = (value) => ({ type: 'Literal', valueType: '{urn:hl7-org:elm-types:r1}Decimal', value });
const expression = { type: 'GreaterOrEqual', operand: [{ type: 'Add', operand: [decimal('0.7'), decimal('0.1')] }, decimal('0.8')] };
const library = new cql.Library({
  library: {
    identifier: { id: 'Sum', version: '1' },
    schemaIdentifier: { id: 'urn:hl7-org:elm', version: 'r1' },
    usings: { def: [{ localIdentifier: 'System', uri: 'urn:hl7-org:elm-types:r1' }] },
    statements: { def: [{ name: 'reached', context: 'Unfiltered', accessLevel: 'Public', expression }] },
  },
});
new cql.Executor(library).exec(new cql.PatientSource([])).then((result) => {
  console.log('cql-execution', result.unfilteredResults.reached);
  console.log('fhirpath.js  ', require('fhirpath').evaluate({}, '0.7 + 0.1 >= 0.8')[0]);
});
JAVASCRIPT

now=$(node program.js)
seen='feelin        false
cql-execution false
fhirpath.js   true'
printf '%s\n' "$now"
[ "$now" = "$seen" ] || { printf 'changed; it was:\n%s\n' "$seen"; exit 1; }
