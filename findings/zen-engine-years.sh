#!/usr/bin/env bash
# zen-engine 2.1.3: eighteen years after a birthday is noon of the eighteenth birthday.
#
# Expected: `date(...) + duration('18 years')` is the same day eighteen years later, as `d(...).add(18, 'years')` gives.
# What happens: the older functions `date` and `duration` are numbers of seconds, and a year has 365.25 days, a month 30.44. Eighteen years
#   are half a day too long here, seventeen a quarter of a day; a month after 1 November is 1 December, 10:33.
# Why it matters: somebody is a minor on the day on which they come of age, and "at least six weeks ago" and its like move by hours.
#   Which birthdays are right depends on the number of leap years between.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check zen-engine==2.1.3

cat > program.py <<'PYTHON'
import zen

for expression in (
    "dateString(date('2008-11-30') + duration('18 years'))",
    "date('2008-11-30') + duration('18 years') <= date('2026-11-30')",
    "d('2008-11-30').add(18, 'years') <= d('2026-11-30')",
    "dateString(date('2026-11-01') + duration('1 month'))",
):
    print(expression, "->", zen.evaluate_expression(expression, {}))
PYTHON

now=$(TZ=UTC venv/bin/python program.py)
seen="dateString(date('2008-11-30') + duration('18 years')) -> 2026-11-30 12:00:00
date('2008-11-30') + duration('18 years') <= date('2026-11-30') -> False
d('2008-11-30').add(18, 'years') <= d('2026-11-30') -> True
dateString(date('2026-11-01') + duration('1 month')) -> 2026-12-01 10:33:36"
printf '%s\n' "$now"
[ "$now" = "$seen" ] || { printf 'changed; it was:\n%s\n' "$seen"; exit 1; }
