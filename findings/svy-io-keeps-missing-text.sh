#!/usr/bin/env bash
# svy-io 0.7.1: missing codes that are text are read as answers, missing codes that are numbers are not.
#
# Expected: SPSS lets an author declare up to three values of a text variable missing, as for numbers. `read_sav` has `user_na=False`, which
#   reads declared missing values as null, and that should hold for both kinds. pyreadstat and polars-readstat read both as missing.
# What happens: declared numbers become null, declared text is returned as if it had been answered. Nothing is warned of.
# Why it matters: answers such as "NA", "99" or "refused" stand beside real ones and can be mapped, counted and compared.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check svy-io==0.7.1 polars==2.1.0 pyreadstat==1.3.7 pandas==3.1.1 polars-readstat==0.25.0

cat > program.py <<'PYTHON'
import pandas
import polars_readstat
import pyreadstat
import svy_io

people = pandas.DataFrame({"score": [4.0, 99.0, 98.0], "risk": ["low", "NA", "refused"]})
pyreadstat.write_sav(people, "people.sav", missing_ranges={"score": [98, 99], "risk": ["NA", "refused"]})
print("svy-io         ", svy_io.read_sav("people.sav")[0].to_dict(as_series=False))
print("polars-readstat", polars_readstat.read_readstat("people.sav").to_dict(as_series=False))
print("pyreadstat     ", pyreadstat.read_sav("people.sav", output_format="polars")[0].to_dict(as_series=False))
PYTHON

now=$(venv/bin/python program.py)
seen="svy-io          {'score': [4.0, None, None], 'risk': ['low', 'NA', 'refused']}
polars-readstat {'score': [4.0, None, None], 'risk': ['low', None, None]}
pyreadstat      {'score': [4.0, None, None], 'risk': ['low', None, None]}"
printf '%s\n' "$now"
[ "$now" = "$seen" ] || { printf 'changed; it was:\n%s\n' "$seen"; exit 1; }
