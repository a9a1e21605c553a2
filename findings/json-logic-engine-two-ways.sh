#!/usr/bin/env bash
# json-logic-engine 5.0.7 (npm): a rule that is built gives another answer than the same rule that is run.
#
# Expected: the README presents `build` as the faster way to evaluate the rule that `run` interprets. The answers are the same.
# What happens: where data are unknown they differ. `all` over a list that is absent is false when run and true when built; a default
#   beside `var` is used for null when built and not when run.
# Why it matters: a rule that was tested one way is released the other way, and "all safety questions are answered no" becomes true for
#   somebody who was never asked.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --no-audit --no-fund --ignore-scripts --prefix . json-logic-engine@5.0.7

cat > program.js <<'JAVASCRIPT'
const { LogicEngine } = require('json-logic-engine');
const engine = new LogicEngine();
for (const [rule, facts] of [
  [{ all: [{ var: 'answers' }, { '==': [{ var: '' }, 'no'] }] }, {}],
  [{ var: ['score', 27] }, { score: null }],
  [{ var: ['score', 27] }, {}],
]) {
  console.log(JSON.stringify(rule), JSON.stringify(facts), 'run:', engine.run(rule, facts), 'built:', engine.build(rule)(facts));
}
JAVASCRIPT

now=$(node program.js)
seen='{"all":[{"var":"answers"},{"==":[{"var":""},"no"]}]} {} run: false built: true
{"var":["score",27]} {"score":null} run: null built: 27
{"var":["score",27]} {} run: 27 built: 27'
printf '%s\n' "$now"
[ "$now" = "$seen" ] || { printf 'changed; it was:\n%s\n' "$seen"; exit 1; }
