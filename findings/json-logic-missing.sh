#!/usr/bin/env bash
# json-logic-js 2.0.5, json-logic-engine 5.0.7 (npm), jsonlogic-rs 0.5.0, datalogic-py 5.9.0, json-logic-modernized 1.0.1 (PyPI):
# a fact that is null is missing in one of five.
#
# Expected: JsonLogic is meant to give the same answer wherever a rule is evaluated. `missing` is its guard against incomplete data, and a
#   value of null is what a form or a database sends for no answer.
# What happens: only json-logic-js counts null and the empty text as missing. The other four find nothing missing, and go on to compare:
#   null is below 10 in three of them.
# Why it matters: the same guarded rule asks for the score in the browser, and settles on little care on the server.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check jsonlogic-rs==0.5.0 datalogic-py==5.9.0 json-logic-modernized==1.0.1
npm install --silent --no-audit --no-fund --ignore-scripts --prefix . json-logic-js@2.0.5 json-logic-engine@5.0.7

cat > rule.json <<'JSON'
{"if": [{"missing": ["score"]}, "ask", {"<": [{"var": "score"}, 10]}, "low", "high"]}
JSON
cat > program.js <<'JAVASCRIPT'
const rule = require('./rule.json');
const jsonLogic = require('json-logic-js');
const { LogicEngine } = require('json-logic-engine');
const facts = [{}, { score: null }, { score: '' }, { score: 4 }];
console.log('json-logic-js         ', facts.map((each) => jsonLogic.apply(rule, each)).join(' '));
console.log('json-logic-engine     ', facts.map((each) => new LogicEngine().run(rule, each)).join(' '));
JAVASCRIPT
cat > program.py <<'PYTHON'
import json

import datalogic_py
import json_logic
import jsonlogic_rs

rule = json.load(open("rule.json"))
facts = [{}, {"score": None}, {"score": ""}, {"score": 4}]
print("jsonlogic-rs          ", *(jsonlogic_rs.apply(rule, each) for each in facts))
print("datalogic-py          ", *(datalogic_py.apply(rule, each) for each in facts))
print("json-logic-modernized ", *(json_logic.jsonLogic(rule, each) for each in facts))
PYTHON

now=$(echo '                       absent null "" 4' && node program.js && venv/bin/python program.py)
seen='                       absent null "" 4
json-logic-js          ask ask ask low
json-logic-engine      ask low low low
jsonlogic-rs           ask low low low
datalogic-py           ask low low low
json-logic-modernized  ask high high low'
printf '%s\n' "$now"
[ "$now" = "$seen" ] || { printf 'changed; it was:\n%s\n' "$seen"; exit 1; }
