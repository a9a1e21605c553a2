#!/usr/bin/env bash
# polars-readstat 0.25.0: months, quarters, weeks, half-years and years of Stata are read as days.
#
# Expected: Stata's formats %tm, %tq, %tw, %th and %ty count months, quarters, weeks and half-years since 1960, and %ty holds the year
#   itself. A reader converts them, as pandas does, or leaves the number as it is, as pyreadstat does.
# What happens: each is taken for a number of days since 1960-01-01. November 2026 becomes 1962-03-13, and the year 2026 becomes 1965-07-19.
#   The column has the type Date, and nothing is warned of.
# Why it matters: a year of birth in a %ty variable becomes a date of birth in 1965, whatever the year was, and everybody is about sixty.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check polars-readstat==0.25.0 polars==2.1.0 pyreadstat==1.3.7 pandas==3.1.1

cat > program.py <<'PYTHON'
import pandas
import polars_readstat
import pyreadstat

numbers = {"day": 24440.0, "month": 802.0, "quarter": 267.0, "half": 133.0, "year": 2026.0}
formats = {"day": "%td", "month": "%tm", "quarter": "%tq", "half": "%th", "year": "%ty"}
pyreadstat.write_dta(pandas.DataFrame([numbers]), "people.dta", variable_format=formats)
ours = polars_readstat.read_readstat("people.dta").row(0, named=True)
theirs = pandas.read_stata("people.dta").iloc[0]
for name in numbers:
    print(f"{name:8} {ours[name]} pandas: {theirs[name]:%Y-%m-%d}")
PYTHON

now=$(venv/bin/python program.py)
seen="day      2026-11-30 pandas: 2026-11-30
month    1962-03-13 pandas: 2026-11-01
quarter  1960-09-24 pandas: 2026-10-01
half     1960-05-13 pandas: 2026-07-01
year     1965-07-19 pandas: 2026-01-01"
printf '%s\n' "$now"
[ "$now" = "$seen" ] || { printf 'changed; it was:\n%s\n' "$seen"; exit 1; }
