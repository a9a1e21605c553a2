#!/usr/bin/env bash
# pyreadstat 1.3.7: durations of a day and more lose their days.
#
# Expected: SPSS stores TIME and DTIME as seconds, of any size: DTIME prints days, hours, minutes and seconds. A reader returns the duration,
#   as pyspssio does, or the number of seconds.
# What happens: both become a time of day. A stay of three days and three hours is returned as three o'clock, 25 hours as one o'clock.
#   pandas.read_spss, which uses pyreadstat, does the same. Nothing is warned of.
# Why it matters: a length of stay, or hours of therapy a week, becomes a much smaller number that looks right.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check pyreadstat==1.3.7 pandas==3.1.1 polars-readstat==0.25.0 polars==2.1.0

cat > program.py <<'PYTHON'
import pandas
import polars_readstat
import pyreadstat

hour = 3600.0
people = pandas.DataFrame({"stay": [75 * hour, 2 * hour], "therapy": [25 * hour, 9 * hour]})
pyreadstat.write_sav(people, "people.sav", variable_format={"stay": "DTIME13", "therapy": "TIME8"})
table, _ = pyreadstat.read_sav("people.sav")
print("pyreadstat     ", {name: [str(value) for value in table[name]] for name in table})
table = polars_readstat.read_readstat("people.sav")
print("polars-readstat", {name: [str(value) for value in table[name]] for name in table.columns})
PYTHON

now=$(venv/bin/python program.py)
seen="pyreadstat      {'stay': ['03:00:00', '02:00:00'], 'therapy': ['01:00:00', '09:00:00']}
polars-readstat {'stay': ['3 days, 3:00:00', '2:00:00'], 'therapy': ['None', '09:00:00']}"
printf '%s\n' "$now"
[ "$now" = "$seen" ] || { printf 'changed; it was:\n%s\n' "$seen"; exit 1; }
