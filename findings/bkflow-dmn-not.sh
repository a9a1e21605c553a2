#!/usr/bin/env bash
# bkflow-dmn 0.2.0 with bkflow-feel 1.2.0 (PyPI): a cell `not(...)` of a decision table does not look at the value.
#
# Expected: in DMN a cell `not("yes")` matches every value but "yes", and `not(true)` matches false. Camunda and feelin read it so.
# What happens: `not("yes")` matches nothing, neither "yes" nor "no". `not(true)` matches nothing, and `not(false)` matches true and false. The cell is
#   worked out by itself, as the negation of a constant. In a table that may have one match, no row is then taken, without a message when it is
#   not strict. Written out, `not(x = 9)` is right.
# Why it matters: the row for people who are not safe at home is never taken, or always.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check bkflow-dmn==0.2.0 bkflow-feel==1.2.0

cat > program.py <<'PYTHON'
from bkflow_dmn.api import decide_single_table


def matches(cell, value):
    table = {
        "title": "levels",
        "hit_policy": "Unique",
        "inputs": {"cols": [{"id": "x"}], "rows": [[cell]]},
        "outputs": {"cols": [{"id": "level"}], "rows": [['"higher"']]},
    }
    return bool(decide_single_table(table, {"x": value}, strict_mode=False))


for cell, values in [('not("yes")', ("no", "yes")), ("not(9)", (8, 9)), ("not(true)", (False, True)), ("not(false)", (False, True)), ("not(x = 9)", (8, 9))]:
    print(cell, {value: matches(cell, value) for value in values})
PYTHON

now=$(venv/bin/python program.py)
seen="not(\"yes\") {'no': False, 'yes': False}
not(9) {8: False, 9: False}
not(true) {False: False, True: False}
not(false) {False: True, True: True}
not(x = 9) {8: True, 9: False}"
printf '%s\n' "$now"
[ "$now" = "$seen" ] || { printf 'changed; it was:\n%s\n' "$seen"; exit 1; }
