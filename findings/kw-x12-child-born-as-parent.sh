#!/usr/bin/env bash
# kw-x12-parser 0.1.6: a claim for a child carries the date of birth and the sex of the policyholder.
#
# Expected: in an X12 837P the patient of a claim may be a dependent: then loop 2000B names the subscriber, loop 2000C the patient, and each
#   has a DMG segment with birth and sex. The README of the package promises every loop and segment in `full_parse_x837p`.
# What happens: the row has the names of both, but one date of birth and one sex, and these are the subscriber's. The child's own are in no
#   column. openx12 0.2.1 returns both.
# Why it matters: a child of eleven is 46 years old, and adult criteria are used.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check 'kw-x12-parser[dataframe]==0.1.6' pandas==3.1.1 openx12==0.2.1

cat > program.py <<'PYTHON'
from pathlib import Path

import kw_x12_parser
from openx12 import x837p

CLAIM = """ISA*00*          *00*          *ZZ*SENDER         *ZZ*RECEIVER       *261130*1200*^*00501*000000001*0*T*:~
GS*HC*S*R*20261130*1200*1*X*005010X222A1~
ST*837*0001*005010X222A1~
BHT*0019*00*1*20261130*1200*CH~
NM1*41*2*SENDER*****46*1~
PER*IC*X*TE*5550000000~
NM1*40*2*PAYER*****46*2~
HL*1**20*1~
NM1*85*2*CLINIC*****XX*1234567893~
N3*1 STREET~
N4*TOWN*NY*10001~
REF*EI*123456789~
HL*2*1*22*1~
SBR*P********CI~
NM1*IL*1*PARENT*A****MI*ID1~
N3*2 STREET~
N4*TOWN*NY*10001~
DMG*D8*19800101*F~
NM1*PR*2*PAYER*****PI*99~
HL*3*2*23*0~
PAT*19~
NM1*QC*1*CHILD*C~
N3*2 STREET~
N4*TOWN*NY*10001~
DMG*D8*20150101*M~
CLM*C1*100***11:B:1*Y*A*Y*Y~
HI*ABK:F411~
LX*1~
SV1*HC:90837*100*UN*1***1~
DTP*472*D8*20261101~
SE*29*0001~
GE*1*1~
IEA*1*000000001~
"""
Path("claim.837").write_text(CLAIM)
row = kw_x12_parser.full_parse_x837p("claim.837").iloc[0]
print("patient:", row["NM1_PATIENT_Name_Last_or_Organization_Name"])
print({name: row[name] for name in row.index if name.startswith("DMG") and name != "DMG_Date_Time_Period_Format_Qualifier"})
print("19800101" in row.astype(str).tolist(), "20150101" in row.astype(str).tolist())
for person in x837p.parse(CLAIM).patients:
    print("openx12:", person["last_name"], person["demographics"]["date_of_birth"], person["demographics"]["gender"])
PYTHON

now=$(venv/bin/python program.py)
seen="patient: CHILD
{'DMG_Date_Time_Period': '19800101', 'DMG_Gender_Code': 'F'}
True False
openx12: PARENT 1980-01-01 F
openx12: CHILD 2015-01-01 M"
printf '%s\n' "$now"
[ "$now" = "$seen" ] || { printf 'changed; it was:\n%s\n' "$seen"; exit 1; }
