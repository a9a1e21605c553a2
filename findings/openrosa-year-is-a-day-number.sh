#!/usr/bin/env bash
# openrosa-xpath-evaluator 3.1.0 (npm): date('2008') is a day in 1975, and 30 February is 2 March.
#
# Expected: XLSForms compute ages with date(), and the evaluator of Enketo converts a text with it; a text that is no date is refused or
#   compares as false, as date('NA') does.
# What happens: a text of digits is taken for the number of days since 1970, so that a year of birth makes somebody born in 2008 51 years old
#   in 2026. A day that does not exist is moved into the next month.
# Why it matters: a text question, or an old record, with a year only gives an adult of a plausible age.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --no-audit --no-fund --ignore-scripts --prefix . openrosa-xpath-evaluator@3.1.0 jsdom@29.1.1

cat > program.js <<'JAVASCRIPT'
const { JSDOM } = require('jsdom');
const { window } = new JSDOM('<x/>');
for (const name of ['document', 'XPathResult', 'XPathEvaluator', 'XPathException', 'Node', 'DOMParser']) global[name] = window[name];
global.window = window;

const evaluator = require('openrosa-xpath-evaluator')();
const record = new window.DOMParser().parseFromString('<record><year>2008</year><day>2026-02-30</day></record>', 'text/xml');
for (const expression of [
  'date(/record/year)',
  "int((date('2026-11-30') - date(/record/year)) div 365.25)",
  'date(/record/day)',
  "date('NA') < date('2026-11-30')",
]) {
  console.log(expression, '=', evaluator.evaluate(expression, record, null, 2).stringValue);
}
JAVASCRIPT

now=$(TZ=UTC node program.js)
seen="date(/record/year) = 1975-07-02
int((date('2026-11-30') - date(/record/year)) div 365.25) = 51
date(/record/day) = 2026-03-02
date('NA') < date('2026-11-30') = false"
printf '%s\n' "$now"
[ "$now" = "$seen" ] || { printf 'changed; it was:\n%s\n' "$seen"; exit 1; }
