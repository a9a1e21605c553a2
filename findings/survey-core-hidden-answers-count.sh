#!/usr/bin/env bash
# survey-core 3.1.1 (npm): an answer that was taken back is removed from the result, and what was computed from it stays.
#
# Expected: the documentation says that the values of invisible questions are cleared when the survey is completed (clearInvisibleValues,
#   "onComplete" unless it is changed). So a result agrees with itself.
# What happens: while the form is filled in, conditions and calculated values still use the hidden answer. On completion the answer is
#   removed and the calculated value is not computed again. With "onHidden" it is.
# Why it matters: somebody says that there are thoughts and a plan, then corrects the first answer. The record has no plan, and a high risk.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --no-audit --no-fund --ignore-scripts --prefix . survey-core@3.1.1

cat > program.js <<'JAVASCRIPT'
const { Model } = require('survey-core');

const form = {
  elements: [
    { type: 'radiogroup', name: 'thoughts', choices: ['yes', 'no'] },
    { type: 'radiogroup', name: 'plan', choices: ['yes', 'no'], visibleIf: "{thoughts} = 'yes'" },
  ],
  calculatedValues: [{ name: 'risk', expression: "iif({plan} = 'yes', 'high', 'none')", includeIntoResult: true }],
};
for (const clearInvisibleValues of ['onComplete', 'onHidden']) {
  const survey = new Model({ ...form, clearInvisibleValues });
  survey.setValue('thoughts', 'yes');
  survey.setValue('plan', 'yes');
  survey.setValue('thoughts', 'no');
  survey.doComplete();
  console.log(clearInvisibleValues, JSON.stringify(survey.data));
}
JAVASCRIPT

now=$(node program.js)
seen='onComplete {"thoughts":"no","risk":"high"}
onHidden {"thoughts":"no","risk":"none"}'
printf '%s\n' "$now"
[ "$now" = "$seen" ] || { printf 'changed; it was:\n%s\n' "$seen"; exit 1; }
