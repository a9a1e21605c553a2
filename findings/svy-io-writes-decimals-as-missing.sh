#!/usr/bin/env bash
# svy-io 0.7.1: a column of decimals is written as missing.
#
# Expected: the writers for SPSS, Stata and SAS transport files store a decimal as a number, or refuse the column. The Stata writer does
#   refuse columns of times, with a message.
# What happens: every value of a `Decimal` column becomes missing, in all three formats, without a warning. Integers and floats are kept.
# Why it matters: databases hand scores with decimals over as DECIMAL. After this step nobody has a score, and a reader takes all of them
#   for people who were not asked.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check svy-io==0.7.1 polars==2.1.0 pyreadstat==1.3.7 pandas==3.1.1

cat > program.py <<'PYTHON'
from decimal import Decimal

import polars
import pyreadstat
import svy_io

people = polars.DataFrame({"exact": [Decimal("4"), Decimal("18.5")], "score": [4.0, 18.5], "items": [4, 18]})
for write, read, name in (
    (svy_io.write_sav, pyreadstat.read_sav, "people.sav"),
    (svy_io.write_dta, pyreadstat.read_dta, "people.dta"),
    (svy_io.write_xpt, pyreadstat.read_xport, "people.xpt"),
):
    write(people, name)
    table, _ = read(name)
    print(name, {column: table[column].tolist() for column in table})
PYTHON

now=$(venv/bin/python program.py)
seen="people.sav {'exact': [nan, nan], 'score': [4.0, 18.5], 'items': [4.0, 18.0]}
people.dta {'exact': [nan, nan], 'score': [4.0, 18.5], 'items': [4, 18]}
people.xpt {'exact': [nan, nan], 'score': [4.0, 18.5], 'items': [4.0, 18.0]}"
printf '%s\n' "$now"
[ "$now" = "$seen" ] || { printf 'changed; it was:\n%s\n' "$seen"; exit 1; }
