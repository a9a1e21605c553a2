#!/usr/bin/env bash
# js-feel 1.4.7 (npm): November is month 10, an unknown answer is a 0 in a mean, and a rounded number is a text.
#
# Expected: in FEEL (DMN 1.3 and later) `date("2026-11-30").month` is 11; a position in a list begins with 1; the mean and the sum of a list that
#   holds null are null; `decimal(9.4, 0)` is the number 9.
# What happens: months and positions begin with 0, as in JavaScript. `mean([20, null])` is 10. `decimal(9.4, 0)` is the text "9", which equals no number.
# Why it matters: of a mean of two ratings one of which was not given, a severe person comes out as moderate.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --no-audit --no-fund --ignore-scripts --prefix . js-feel@1.4.7

cat > program.js <<'JAVASCRIPT'
const { feel } = require('js-feel')();

(async () => {
  for (const text of ['date("2026-11-30").month', 'index of([7, 8, 9], 7)', 'mean([20, null])', 'mean([20])', 'sum([1, null, 3])', 'decimal(9.4, 0)']) {
    console.log(text, '=', JSON.stringify(await feel.parse(text).build({})));
  }
})();
JAVASCRIPT

now=$(node program.js)
seen='date("2026-11-30").month = 10
index of([7, 8, 9], 7) = 0
mean([20, null]) = 10
mean([20]) = 20
sum([1, null, 3]) = 4
decimal(9.4, 0) = "9"'
printf '%s\n' "$now"
[ "$now" = "$seen" ] || { printf 'changed; it was:\n%s\n' "$seen"; exit 1; }
