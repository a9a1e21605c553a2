#!/usr/bin/env bash
# @bpmn-io/feelin 6.1.1 (npm): number("") is 0.
#
# Expected: `number(from)` of FEEL converts a text that is written as a number, and gives null for any other, as feelin does for "x".
# What happens: the empty text and a blank become 0.
# Why it matters: a question that was left blank in a form becomes the lowest score, and is below every cut-off.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --no-audit --no-fund --ignore-scripts --prefix . @bpmn-io/feelin@6.1.1

cat > program.js <<'JAVASCRIPT'
const { evaluate } = require('@bpmn-io/feelin');
for (const answer of ['4', '', ' ', 'x', null]) {
  console.log(JSON.stringify(answer), evaluate('number(answer)', { answer }).value, evaluate('number(answer) < 10', { answer }).value);
}
JAVASCRIPT

now=$(node program.js)
seen='"4" 4 true
"" 0 true
" " 0 true
"x" null null
null null null'
printf '%s\n' "$now"
[ "$now" = "$seen" ] || { printf 'changed; it was:\n%s\n' "$seen"; exit 1; }
