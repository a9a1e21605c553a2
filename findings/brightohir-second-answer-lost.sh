#!/usr/bin/env bash
# brightohir 2.1.2: of an answer with two values only the first reaches FHIR, and a month becomes a date that FHIR does not have.
#
# Expected: OBX-5 of HL7 version 2 may repeat, for instance for a question where several choices can be made. A converter keeps all
#   values, as several codings, components or observations, or refuses. A date of HL7, 202611, is written 2026-11 in FHIR.
# What happens: the second value is left out without a warning. The date is copied as it is, and is not a dateTime of FHIR.
# Why it matters: the second condition of a person is gone, and the resource looks complete.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check brightohir==2.1.2

cat > program.py <<'PYTHON'
import json

from brightohir import V2Converter

MESSAGE = "\r".join(
    (
        r"MSH|^~\&|A|B|C|D|20261130||ORU^R01|1|P|2.5",
        "PID|1||123^^^H^MR||Roe^R||20081231|F",
        "OBR|1|||X^intake|||20261130",
        "OBX|1|CWE|X^conditions||F32^depression^I10~F42^OCD^I10||||||F",
        "OBX|2|DT|Y^since||202611||||||F",
    )
)
bundle = V2Converter().convert(MESSAGE)
bundle = bundle if isinstance(bundle, dict) else json.loads(bundle.model_dump_json())
for entry in bundle["entry"]:
    resource = entry["resource"]
    if resource["resourceType"] == "Observation":
        value = resource.get("valueCodeableConcept", {}).get("coding") or resource.get("valueDateTime")
        print(value if isinstance(value, str) else [coding["code"] for coding in value], "F42" in json.dumps(resource))
print("F42" in json.dumps(bundle))
PYTHON

now=$(venv/bin/python program.py 2> /dev/null)
seen="['F32'] False
202611 False
False"
printf '%s\n' "$now"
[ "$now" = "$seen" ] || { printf 'changed; it was:\n%s\n' "$seen"; exit 1; }
