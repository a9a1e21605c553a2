#!/usr/bin/env bash
# phenopackets 2.0.2.post5: a measured 0 is not written, and a value that is not there is read as 0.
#
# Expected: the schema of Phenopackets has the value of a Quantity as required. A measured score of 0 is written as 0, and a quantity
#   without a value is refused or has none.
# What happens: the classes are those of Protocol Buffers, which do not write a number that is 0, nor the lower end 0 of a reference range.
#   JSON without a value is read, and its value is 0; whether there was one cannot be asked.
# Why it matters: JSON of the same people read by another program has scores missing where they were best, and here whoever has no score has
#   the best one.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check phenopackets==2.0.2.post5

cat > program.py <<'PYTHON'
from google.protobuf.json_format import MessageToDict, ParseDict
from phenopackets import OntologyClass, Quantity, ReferenceRange

for score in (4, 0):
    quantity = Quantity(unit=OntologyClass(id="UCUM:1", label="score"), value=score, reference_range=ReferenceRange(low=0, high=27))
    print(score, MessageToDict(quantity))
quantity = ParseDict({"unit": {"id": "UCUM:1", "label": "score"}}, Quantity())
print("without a value:", quantity.value)
try:
    quantity.HasField("value")
except ValueError as error:
    print(type(error).__name__)
PYTHON

now=$(venv/bin/python program.py)
seen="4 {'unit': {'id': 'UCUM:1', 'label': 'score'}, 'value': 4.0, 'referenceRange': {'high': 27.0}}
0 {'unit': {'id': 'UCUM:1', 'label': 'score'}, 'referenceRange': {'high': 27.0}}
without a value: 0.0
ValueError"
printf '%s\n' "$now"
[ "$now" = "$seen" ] || { printf 'changed; it was:\n%s\n' "$seen"; exit 1; }
