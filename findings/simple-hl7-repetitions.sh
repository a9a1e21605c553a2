#!/usr/bin/env bash
# simple-hl7 3.3.0 (npm): a field with repetitions has an empty first component.
#
# Expected: in HL7 version 2 a field may repeat, and reading a component without naming a repetition means the first one. hl7 0.4.5 (PyPI)
#   does that.
# What happens: `getComponent(field, 1)` returns an empty text as soon as the field repeats. `getField` returns all of it, unseparated.
# Why it matters: a second answer, or a second identifier, makes the first one look as if nothing had been sent.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check hl7==0.4.5
npm install --silent --no-audit --no-fund --ignore-scripts --prefix . simple-hl7@3.3.0

printf '%s\r' 'MSH|^~\&|A|B|C|D|20261130||ORU^R01|1|P|2.5' 'PID|1||123^^^H^MR~456^^^X' 'OBX|1|CE|X^conditions||F32^depression||||||F' \
    'OBX|2|CE|X^conditions||F32^depression~F42^OCD||||||F' > message.hl7
cat > program.js <<'JAVASCRIPT'
const hl7 = require('simple-hl7');
const message = new hl7.Parser().parse(require('fs').readFileSync('message.hl7', 'utf8'));

const show = (name, segment, field) => console.log(name, JSON.stringify(segment.getComponent(field, 1)), JSON.stringify(segment.getField(field)));
show('PID-3', message.getSegment('PID'), 3);
message.getSegments('OBX').forEach((segment) => show('OBX-5', segment, 5));
JAVASCRIPT
cat > program.py <<'PYTHON'
import hl7

message = hl7.parse(open("message.hl7", newline="").read())
print("hl7:", message.extract_field("PID", 1, 3, 1, 1), message.extract_field("OBX", 1, 5, 1, 1), message.extract_field("OBX", 2, 5, 1, 1))
PYTHON

now=$(node program.js && venv/bin/python program.py)
seen='PID-3 "" "123^^^H^MR~456^^^X"
OBX-5 "F32" "F32^depression"
OBX-5 "" "F32^depression~F42^OCD"
hl7: 123 F32 F32'
printf '%s\n' "$now"
[ "$now" = "$seen" ] || { printf 'changed; it was:\n%s\n' "$seen"; exit 1; }
