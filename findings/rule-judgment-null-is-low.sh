#!/usr/bin/env bash
# rule-judgment 1.1.5 (npm): null is at most nine and at least zero, and the text "5" is at least ten.
#
# Expected: the library takes queries "similar to mongodb". There `{score: {$lte: 9}}` selects numbers only: neither null nor the text "5".
# What happens: null is compared as 0 is. The text "5" is above the number 10, as a text is. A key that is absent is not selected: null and absent differ.
# Why it matters: a person whose score was not recorded is among those with a low one, and a low score that is a text is among the high ones.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --no-audit --no-fund --ignore-scripts --prefix . rule-judgment@1.1.5

cat > program.js <<'JAVASCRIPT'
const judgment = require('rule-judgment').default;
const people = { high: { score: 20 }, low: { score: 5 }, unknown: { score: null }, absent: {}, text: { score: '5' } };

for (const query of [{ score: { $lte: 9 } }, { score: { $gte: 0 } }, { score: { $gte: 10 } }]) {
  const holds = judgment(query);
  console.log(JSON.stringify(query), Object.keys(people).filter((name) => holds(people[name])).join(' '));
}
JAVASCRIPT

now=$(node program.js)
seen='{"score":{"$lte":9}} low unknown
{"score":{"$gte":0}} high low unknown text
{"score":{"$gte":10}} high text'
printf '%s\n' "$now"
[ "$now" = "$seen" ] || { printf 'changed; it was:\n%s\n' "$seen"; exit 1; }
