#!/usr/bin/env bash
# vitalscore 0.1.1: somebody whose breathing was not recorded is triaged as dead.
#
# Expected: the fields of `TriagePatient` are None unless they are given, and for pulse, capillary refill and commands None means "not
#   assessed". A patient without a respiratory rate cannot be scored; NEWS2 of the same package lists what is missing.
# What happens: for START a respiratory rate of None means "does not breathe". Somebody of whom only is known that they cannot walk is
#   "Deceased", and sorted last. The docstring of `score_start` says so, that of `TriagePatient` does not.
# Why it matters: an empty cell in a list of patients puts a living person behind all others.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check vitalscore==0.1.1

cat > program.py <<'PYTHON'
from vitalscore import TriagePatient, batch_triage

people = [TriagePatient("breathing not recorded", can_walk=False), TriagePatient("pulse not recorded", can_walk=False, respiratory_rate=20), TriagePatient("walks", can_walk=True)]
for person in batch_triage(people):
    print(person.patient_id, "->", person.start_priority.value, person.errors)
batch_triage(people, method="news2")
print(people[0].news2_result, people[0].errors[0][:32])
PYTHON

now=$(venv/bin/python program.py)
seen="pulse not recorded -> Delayed []
walks -> Minor []
breathing not recorded -> Deceased []
None NEWS2: missing fields: respirato"
printf '%s\n' "$now"
[ "$now" = "$seen" ] || { printf 'changed; it was:\n%s\n' "$seen"; exit 1; }
