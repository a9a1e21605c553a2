#!/usr/bin/env bash
# pyreadstat 1.3.7 and svy-io 0.7.1: a NaN of Polars becomes infinity in a SAS transport file.
#
# Expected: NaN is written as the missing value of SAS, as it is from pandas, and as it is from Polars into SPSS and Stata files.
# What happens: both write the largest number that the format has. pyreadstat and svy-io read it back as infinity; pandas and
#   polars-readstat read 7.2e75.
# Why it matters: somebody whose score could not be computed has a score above every cut-off.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check pyreadstat==1.3.7 pandas==3.1.1 polars==2.1.0 polars-readstat==0.25.0 svy-io==0.7.1

cat > program.py <<'PYTHON'
import polars
import polars_readstat
import pyreadstat
import svy_io

people = polars.DataFrame({"score": [4.0, float("nan"), 18.0]})


def read(name):
    return pyreadstat.read_xport(name)[0]["score"].tolist(), [f"{value:.3g}" for value in polars_readstat.read_readstat(name)["score"]]


pyreadstat.write_xport(people, "polars.xpt")
print("pyreadstat, from Polars:", *read("polars.xpt"))
svy_io.write_xpt(people, "svy.xpt")
print("svy-io, from Polars:    ", *read("svy.xpt"))
pyreadstat.write_xport(people.to_pandas(), "pandas.xpt")
print("pyreadstat, from pandas:", pyreadstat.read_xport("pandas.xpt")[0]["score"].tolist())
pyreadstat.write_sav(people, "polars.sav")
print("SPSS, from Polars:      ", pyreadstat.read_sav("polars.sav")[0]["score"].tolist())
PYTHON

now=$(venv/bin/python program.py)
seen="pyreadstat, from Polars: [4.0, inf, 18.0] ['4', '7.24e+75', '18']
svy-io, from Polars:     [4.0, inf, 18.0] ['4', '7.24e+75', '18']
pyreadstat, from pandas: [4.0, nan, 18.0]
SPSS, from Polars:       [4.0, nan, 18.0]"
printf '%s\n' "$now"
[ "$now" = "$seen" ] || { printf 'changed; it was:\n%s\n' "$seen"; exit 1; }
