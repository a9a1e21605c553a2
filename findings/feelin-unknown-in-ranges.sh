#!/usr/bin/env bash
# @bpmn-io/feelin 6.1.1 (npm): an unknown value is not in a range, and matches a cell that says `not`.
#
# Expected: FEEL knows null. The specification of DMN defines `x in [1..10]` as `x >= 1 and x <= 10`, so both are null for an unknown x, and
#   `between` is too. Negation keeps null, and a cell of a decision table matches only when it is true.
# What happens: `x between 1 and 10` and `x < 10` are null; `x in [1..10]` is false, so its negation is true. `every` over an unknown item is
#   false. In a decision table the cell `not(> 10)` matches an unknown input, although `<= 10` does not.
# Why it matters: a row "not above ten: outpatient" is hit by somebody whose score nobody knows.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --no-audit --no-fund --ignore-scripts --prefix . @bpmn-io/feelin@6.1.1

cat > program.js <<'JAVASCRIPT'
const { evaluate, unaryTest } = require('@bpmn-io/feelin');
const facts = { score: null };
for (const expression of ['score between 1 and 10', 'score in [1..10]', 'not(score in [1..10])', 'not(every item in [1, score] satisfies item > 0)']) {
  console.log(expression, '->', evaluate(expression, facts).value);
}
for (const cell of ['<= 10', 'not(> 10)']) console.log('cell', cell, '->', unaryTest(cell, { '?': null }).value);
JAVASCRIPT

now=$(node program.js)
seen='score between 1 and 10 -> null
score in [1..10] -> false
not(score in [1..10]) -> true
not(every item in [1, score] satisfies item > 0) -> true
cell <= 10 -> false
cell not(> 10) -> true'
printf '%s\n' "$now"
[ "$now" = "$seen" ] || { printf 'changed; it was:\n%s\n' "$seen"; exit 1; }
