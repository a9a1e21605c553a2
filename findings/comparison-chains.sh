#!/usr/bin/env bash
# cel-python 0.5.0 (PyPI), @bpmn-io/feelin 6.1.1, survey-core 3.1.1, json-logic-js 2.0.5 (npm): a chain of comparisons is no range.
#
# Expected: either "10 <= age <= 20" means that the age lies between, or it is refused. The specification of CEL has no comparison of a
#   truth value with a number, and FEEL gives null for one. JsonLogic documents three values for < and <=; of > and >= with three one
#   expects the same or an error.
# What happens: the first comparison is made into the number 1 or 0 and compared with the last one, in three of them: 30 lies between 10 and
#   20. json-logic-js leaves out the third value of >=: 40 >= 30 >= 35 holds. Nothing is warned of.
# Why it matters: whoever writes a band of ages or scores as in a textbook or in Python gets everybody above its lower end.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check cel-python==0.5.0
npm install --silent --no-audit --no-fund --ignore-scripts --prefix . @bpmn-io/feelin@6.1.1 survey-core@3.1.1 json-logic-js@2.0.5

cat > program.py <<'PYTHON'
import celpy

environment = celpy.Environment()
for expression in ("10 <= age <= 20", "10 <= age && age <= 20"):
    print("cel-python   ", expression, bool(environment.program(environment.compile(expression)).evaluate({"age": celpy.celtypes.IntType(30)})))
PYTHON
cat > program.js <<'JAVASCRIPT'
const age = 30;
console.log('feelin        10 <= age <= 20', require('@bpmn-io/feelin').evaluate('10 <= age <= 20', { age }).value);
console.log('survey-core   10 <= {age} <= 20', new (require('survey-core').ExpressionRunner)('10 <= {age} <= 20').runValues({ age }, {}));
const jsonLogic = require('json-logic-js');
for (const rule of [{ '>=': [20, { var: 'age' }, 10] }, { '>=': [40, { var: 'age' }, 35] }, { '<=': [10, { var: 'age' }, 20] }]) {
  console.log('json-logic-js', JSON.stringify(rule), jsonLogic.apply(rule, { age }));
}
JAVASCRIPT

now=$(venv/bin/python program.py && node program.js)
seen='cel-python    10 <= age <= 20 True
cel-python    10 <= age && age <= 20 False
feelin        10 <= age <= 20 true
survey-core   10 <= {age} <= 20 true
json-logic-js {">=":[20,{"var":"age"},10]} false
json-logic-js {">=":[40,{"var":"age"},35]} true
json-logic-js {"<=":[10,{"var":"age"},20]} false'
printf '%s\n' "$now"
[ "$now" = "$seen" ] || { printf 'changed; it was:\n%s\n' "$seen"; exit 1; }
