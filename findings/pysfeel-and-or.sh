#!/usr/bin/env bash
# pySFeel 1.4.2: `a or b and c` is read as `(a or b) and c`.
#
# Expected: in the grammar of FEEL a disjunction consists of conjunctions, so `and` binds stronger than `or`, as nearly everywhere.
# What happens: truth values are joined from left to right. With comparisons `a and b or c` is false although c is
#   true. Parentheses around truth values help. pyDMNrules, which evaluates decision tables, depends on this package.
# Why it matters: "imminent risk, or severe and unsupported" needs lack of support in both cases: the imminent risk alone is no longer enough.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check pySFeel==1.4.2

cat > program.py <<'PYTHON'
import pySFeel

parser = pySFeel.SFeelParser()
for expression in ("true or false and false", "true or (false and false)", "(true or false) and false", "1 < 2 and 3 < 2 or 1 < 2"):
    print(expression, "->", parser.sFeelParse(expression)[1])
PYTHON

now=$(venv/bin/python program.py 2> /dev/null)
seen="true or false and false -> False
true or (false and false) -> True
(true or false) and false -> False
1 < 2 and 3 < 2 or 1 < 2 -> False"
printf '%s\n' "$now"
[ "$now" = "$seen" ] || { printf 'changed; it was:\n%s\n' "$seen"; exit 1; }
