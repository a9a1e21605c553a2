#!/usr/bin/env bash
# polars-readstat 0.25.0: categories are cut to their first letter in SAS transport files.
#
# Expected: the docstring of `write_xpt` says that columns of characters are as wide as the longest text in them.
# What happens: a `Categorical` column gets one byte a value, so that "mild" and "moderate" both become "m". The same words as plain text
#   are kept, and `write_readstat` refuses a categorical for SPSS and Stata.
# Why it matters: two severities become one, and a mapping that knows only "m" for mild reads moderate as mild.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check polars-readstat==0.25.0 polars==2.1.0

cat > program.py <<'PYTHON'
import polars
import polars_readstat

words = ["mild", "moderate", "severe"]
people = polars.DataFrame({"text": words, "category": polars.Series(words, dtype=polars.Categorical)})
polars_readstat.write_xpt(people, "people.xpt")
print(polars_readstat.read_readstat("people.xpt").to_dict(as_series=False))
PYTHON

now=$(venv/bin/python program.py)
seen="{'text': ['mild', 'moderate', 'severe'], 'category': ['m', 'm', 's']}"
printf '%s\n' "$now"
[ "$now" = "$seen" ] || { printf 'changed; it was:\n%s\n' "$seen"; exit 1; }
