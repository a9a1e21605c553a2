#!/usr/bin/env bash
# formulas 1.3.4 (PyPI): a number that is stored as text is in SUM and COUNT of a range, and makes AVERAGE, MAX and MIN fail.
#
# Expected: Excel and LibreOffice leave text out of SUM, COUNT, AVERAGE, MAX and MIN of a range: of 1, 2, "3" as text and 3 the sum is 6, of three numbers.
# What happens: SUM is 9 and COUNT is 4, while AVERAGE, MAX and MIN are #VALUE!. ISNUMBER of the text is TRUE. COUNTIF(…,"<>2") leaves a blank cell out,
#   which Excel counts.
# Why it matters: the total of a questionnaire is another one than its author sees in the sheet, and whether a sheet works depends on which function it uses.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check formulas==1.3.4 openpyxl==3.1.5

cat > program.py <<'PYTHON'
import formulas
import openpyxl

book = openpyxl.Workbook()
sheet = book.active
for column, items in {"A": (1, 2, None, 3), "B": (1, 2, "3", 3)}.items():
    for row, item in enumerate(items, 1):
        if item is not None:
            sheet[f"{column}{row}"].value = item
asked = ["=SUM(B1:B4)", "=COUNT(B1:B4)", "=AVERAGE(B1:B4)", "=MAX(B1:B4)", "=MIN(B1:B4)", "=ISNUMBER(B3)", "=AVERAGE(A1:A4)", '=COUNTIF(A1:A4,"<>2")']
for row, formula in enumerate(asked, 1):
    sheet[f"F{row}"].value = formula
book.save("items.xlsx")

found = {str(cell).upper().rpartition("!")[2]: range_.value[0][0] for cell, range_ in formulas.ExcelModel().loads("items.xlsx").finish().calculate().items()}
for row, formula in enumerate(asked, 1):
    print(formula, found[f"F{row}"])
PYTHON

now=$(venv/bin/python -W ignore program.py 2> /dev/null | grep '^=')
seen='=SUM(B1:B4) 9.0
=COUNT(B1:B4) 4
=AVERAGE(B1:B4) #VALUE!
=MAX(B1:B4) #VALUE!
=MIN(B1:B4) #VALUE!
=ISNUMBER(B3) True
=AVERAGE(A1:A4) 2.0
=COUNTIF(A1:A4,"<>2") 2'
printf '%s\n' "$now"
[ "$now" = "$seen" ] || { echo "the behavior has changed"; exit 1; }
