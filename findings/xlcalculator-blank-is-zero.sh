#!/usr/bin/env bash
# xlcalculator 0.5.0 (PyPI): an item of a scoring sheet that was left blank counts as 0, and a birthday in a leap year gives an age of 4.
#
# Expected: in Excel and LibreOffice COUNTIF does not count a blank cell as 0 or as less than 3, AVERAGE leaves it out, and AVERAGE and SUM leave out numbers
#   that are stored as text. DATEDIF with "Y" counts whole years: from 2008-02-29 to 2026-02-28 these are 17.
# What happens: COUNTIF counts the blank cell as 0 and as less than 3, AVERAGE over it is #VALUE!, and so is a sum by `+`. SUM adds up the text "3" and TRUE.
#   DATEDIF from 2008-02-29 to 2026-02-28 is 4; from any other day that was tried it is right.
# Why it matters: an unanswered item is "not at all", and an adolescent of 17 is 4 years old.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check xlcalculator==0.5.0 openpyxl==3.1.5

cat > program.py <<'PYTHON'
import logging

import openpyxl
from xlcalculator import Evaluator, ModelCompiler

logging.disable(logging.CRITICAL)
book = openpyxl.Workbook()
sheet = book.active
for column, items in {"A": (1, 2, None, 3), "B": (1, 2, "3", 3), "C": (1, 2, True, 3)}.items():
    for row, item in enumerate(items, 1):
        if item is not None:
            sheet[f"{column}{row}"].value = item
asked = [
    '=COUNTIF(A1:A4,0)',
    '=COUNTIF(A1:A4,"<3")',
    "=AVERAGE(A1:A4)",
    "=A1+A3",
    "=SUM(A1:A4)",
    "=SUM(B1:B4)",
    "=SUM(C1:C4)",
    '=DATEDIF(DATE(2008,2,29),DATE(2026,2,28),"Y")',
    '=DATEDIF(DATE(2008,6,15),DATE(2026,6,14),"Y")',
]
for row, formula in enumerate(asked, 1):
    sheet[f"F{row}"].value = formula
book.save("items.xlsx")

evaluator = Evaluator(ModelCompiler().read_and_parse_archive("items.xlsx"))
for row, formula in enumerate(asked, 1):
    print(formula, evaluator.evaluate(f"Sheet!F{row}"))
PYTHON

now=$(venv/bin/python -W ignore program.py 2> /dev/null | grep '^=')
seen='=COUNTIF(A1:A4,0) 1
=COUNTIF(A1:A4,"<3") 3
=AVERAGE(A1:A4) #VALUE!
=A1+A3 #VALUE!
=SUM(A1:A4) 6
=SUM(B1:B4) 9
=SUM(C1:C4) 7
=DATEDIF(DATE(2008,2,29),DATE(2026,2,28),"Y") 4
=DATEDIF(DATE(2008,6,15),DATE(2026,6,14),"Y") 17'
printf '%s\n' "$now"
[ "$now" = "$seen" ] || { echo "the behavior has changed"; exit 1; }
