#!/usr/bin/env bash
# survey-core 3.1.1 (npm): two codes are equal when they are the same number.
#
# Expected: choices are texts, and two texts are equal when they have the same characters; JavaScript compares them so.
# What happens: `=` in an expression compares the texts as numbers when both look like one: '2.10' equals '2.1', and
#   '1E3' equals '1000'. Letters are compared without their case.
# Why it matters: levels of care and versions are numbered 3.1 and 3.10. A question for one level is shown for another.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --no-audit --no-fund --ignore-scripts --prefix . survey-core@3.1.1

cat > program.js <<'JAVASCRIPT'
const { Model } = require('survey-core');

for (const [chosen, asked] of [['3.10', '3.1'], ['1E3', '1000'], ['3.1a', '3.1']]) {
  const survey = new Model({
    elements: [
      { type: 'radiogroup', name: 'level', choices: [chosen, asked] },
      { type: 'text', name: 'why', visibleIf: `{level} = '${asked}'` },
    ],
  });
  survey.setValue('level', chosen);
  console.log(`chosen ${chosen}, question for ${asked} shown: ${survey.getQuestionByName('why').isVisible}`);
}
JAVASCRIPT

now=$(node program.js)
seen='chosen 3.10, question for 3.1 shown: true
chosen 1E3, question for 1000 shown: true
chosen 3.1a, question for 3.1 shown: false'
printf '%s\n' "$now"
[ "$now" = "$seen" ] || { printf 'changed; it was:\n%s\n' "$seen"; exit 1; }
