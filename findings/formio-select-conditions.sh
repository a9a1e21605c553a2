#!/usr/bin/env bash
# @formio/core 2.8.3 (npm): in a select with several choices, "is equal" and "is not equal" both hold, and "includes F1" holds for F10.
#
# Expected: of "is equal to" and "is not equal to" one holds. "Includes" asks for a choice among those made, as its name and its
#   opposite "does not include" say.
# What happens: with F1 and F10 chosen, both questions below are shown. With F10 alone, "includes F1" holds, since it looks for a part of the text.
# Why it matters: codes of diagnoses begin with one another. A question for one group is asked of another, and two branches that were meant
#   to exclude each other are both taken.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --no-audit --no-fund --ignore-scripts --prefix . @formio/core@2.8.3

cat > program.js <<'JAVASCRIPT'
const { processSync, ProcessTargets } = require('@formio/core');

function shown(operator, chosen) {
  const conditional = { show: true, conjunction: 'all', conditions: [{ component: 'codes', operator, value: 'F1' }] };
  const components = [
    { key: 'codes', type: 'select', input: true, multiple: true, data: { values: [{ value: 'F1', label: 'F1' }, { value: 'F10', label: 'F10' }] } },
    { key: 'why', type: 'textfield', input: true, conditional },
  ];
  const data = { codes: chosen, why: 'text' };
  const context = { form: { components }, submission: { data }, data, components, processors: ProcessTargets.submission, scope: {}, config: { server: true } };
  processSync(context);
  return !context.scope.conditionals.find((entry) => entry.path === 'why').conditionallyHidden;
}

for (const chosen of [['F1', 'F10'], ['F10']]) {
  for (const operator of ['isEqual', 'isNotEqual', 'includes', 'notIncludes']) console.log(chosen.join(' and '), operator, 'F1:', shown(operator, chosen));
}
JAVASCRIPT

now=$(node program.js)
seen='F1 and F10 isEqual F1: true
F1 and F10 isNotEqual F1: true
F1 and F10 includes F1: true
F1 and F10 notIncludes F1: false
F10 isEqual F1: false
F10 isNotEqual F1: true
F10 includes F1: true
F10 notIncludes F1: false'
printf '%s\n' "$now"
[ "$now" = "$seen" ] || { printf 'changed; it was:\n%s\n' "$seen"; exit 1; }
