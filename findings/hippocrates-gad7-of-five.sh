#!/usr/bin/env bash
# hippocrates 0.4.0: a GAD-7 total of 5 is minimal, and so is a questionnaire that nobody answered.
#
# Expected: 5, 10 and 15 are the cut-offs of the GAD-7 for mild, moderate and severe anxiety, and the package's own band of mild begins at 5.
#   A total needs its items.
# What happens: the band of minimal ends at 5, and the first band that fits is taken. Questions without an answer are left out of the sum,
#   so that an empty questionnaire has a total of 0 and the result "Minimal or none". The same holds for the PHQ-9.
# Why it matters: a screening result is one band too low at its bound, and "not asked" reads as "no symptoms".
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check hippocrates==0.4.0

cat > program.py <<'PYTHON'
from hippocrates.questionnaires.gad7.assessment import GAD7Assessment

empty = GAD7Assessment()
print("no answer:", empty.total_score(), empty.result().severity)
for total in (4, 5, 6, 10):
    assessment, left = GAD7Assessment(), total
    for question in assessment.question_set:
        points = min(3, left)
        question.answer = next(option for option in question.answer_options if option.value == points)
        left -= points
    print(assessment.total_score(), assessment.result().severity)
PYTHON

now=$(HOME=$folder venv/bin/python program.py)
seen="no answer: 0 Minimal or none
4 Minimal or none
5 Minimal or none
6 Mild
10 Moderate"
printf '%s\n' "$now"
[ "$now" = "$seen" ] || { printf 'changed; it was:\n%s\n' "$seen"; exit 1; }
