#!/usr/bin/env bash
# cqlpy 0.3.1: an interval without an end contains nothing, and an age in months is the age in years.
#
# Expected: in CQL the interval [2026-11-01, null] goes on: a condition that began and has no end contains every later day. AgeInMonths
#   counts months, one month and two months are both units of time, and the difference between years counts turns of the year.
# What happens: a day is not in an interval whose end is null. `calculate_age_at` with months returns years. Adding "1 month" gives null,
#   "1 months" works. The difference in years is the duration. The README marks these operators as implemented.
# Why it matters: a diagnosis that is still active does not count, and a child of 30 months has an age of 2 months.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check cqlpy==0.3.1 python-dateutil==2.9.0.post0

cat > program.py <<'PYTHON'
from cqlpy._internal.operators.date_time.date_time_precision import DateTimePrecision
from cqlpy.operators import add, calculate_age_at, cql_in, difference_between
from cqlpy.types import DateTime, Interval, Null, Quantity

onset, today, end = DateTime(2026, 11, 1), DateTime(2026, 11, 15), DateTime(2026, 11, 30)
print("in [onset, end]: ", bool(cql_in(today, Interval(onset, True, end, True))))
print("in [onset, null]:", bool(cql_in(today, Interval(onset, True, Null(), True))))
print("age in months:   ", int(calculate_age_at(DateTime(2024, 5, 15), today, DateTimePrecision.Month)))
print("difference:      ", int(difference_between(DateTime(2008, 12, 31), end, DateTimePrecision.Year)))
print("one month later: ", add(DateTime(2026, 1, 31, 0, 0, 0, 0), Quantity(1, "month")).value, add(DateTime(2026, 1, 31, 0, 0, 0, 0), Quantity(1, "months")).value)
PYTHON

now=$(venv/bin/python program.py)
seen="in [onset, end]:  True
in [onset, null]: False
age in months:    2
difference:       17
one month later:  None 2026-02-28 00:00:00"
printf '%s\n' "$now"
[ "$now" = "$seen" ] || { printf 'changed; it was:\n%s\n' "$seen"; exit 1; }
