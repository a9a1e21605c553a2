#!/usr/bin/env bash
# json-rules-engine 7.3.1 (npm): an empty `any` holds, and of two negatives about an unknown fact one holds.
#
# Expected: `all` without conditions holds and `any` without conditions does not, as in logic and in most languages. Two negatives, "not in the
#   list" and "does not contain", treat an unknown fact alike.
# What happens: both empty groups hold. For a fact that is absent or null `notIn` holds and `doesNotContain` does not, although both are
#   documented as the opposites of `in` and `contains`.
# Why it matters: a rule whose alternatives were all removed applies to everybody, and whether an unknown fact counts as a no depends on
#   which of two words the author chose.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --no-audit --no-fund --ignore-scripts --prefix . json-rules-engine@7.3.1

cat > program.js <<'JAVASCRIPT'
const { Engine } = require('json-rules-engine');

async function holds(conditions, facts) {
  const engine = new Engine([], { allowUndefinedFacts: true });
  engine.addRule({ conditions, event: { type: 'holds' } });
  return (await engine.run(facts)).events.length > 0;
}
(async () => {
  console.log('all []', await holds({ all: [] }, {}));
  console.log('any []', await holds({ any: [] }, {}));
  for (const facts of [{}, { condition: null }]) {
    const about = (operator, value) => holds({ all: [{ fact: 'condition', operator, value }] }, facts);
    console.log(JSON.stringify(facts), 'notIn', await about('notIn', ['ocd']), 'doesNotContain', await about('doesNotContain', 'ocd'));
  }
})();
JAVASCRIPT

now=$(node program.js)
seen='all [] true
any [] true
{} notIn true doesNotContain false
{"condition":null} notIn true doesNotContain false'
printf '%s\n' "$now"
[ "$now" = "$seen" ] || { printf 'changed; it was:\n%s\n' "$seen"; exit 1; }
