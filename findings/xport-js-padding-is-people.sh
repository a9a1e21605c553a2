#!/usr/bin/env bash
# xport-js 0.3.1 (npm): the padding at the end of a SAS transport file is read as people.
#
# Expected: SAS transport files have records of 80 bytes, and the last one is filled up with blanks. SAS, pandas and pyreadstat leave out rows that are
#   blank from there to the end.
# What happens: every row that fits into the padding is read as one more person. Its numbers are 3.69e-40, which is what eight blanks are as a number of SAS,
#   and its texts are empty. The count of records counts them.
# Why it matters: a file of seven people has eight, and the eighth has a score that is above 0 and below every cut-off. With one number a row, nine people
#   can be added to one.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check pyreadstat==1.3.7 pandas==3.1.1
npm install --silent --no-audit --no-fund --ignore-scripts --prefix . xport-js@0.3.1

cat > write.py <<'PYTHON'
import pandas as pd
import pyreadstat

seven = pd.DataFrame({"SCORE": [20.0, 12.5, 0.0, 7.0, 3.0, 9.0, 27.0], "SITE": list("abcabca")})
for name, people in [("seven.xpt", seven), ("one.xpt", seven[:1][["SCORE"]])]:
    pyreadstat.write_xport(people, name, file_format_version=5)
    print(name, "pyreadstat:", len(pyreadstat.read_xport(name)[0]), "pandas:", len(pd.read_sas(name, format="xport", encoding="latin-1")))
PYTHON
cat > program.js <<'JAVASCRIPT'
const Library = require('xport-js').default;

(async () => {
  for (const name of ['seven.xpt', 'one.xpt']) {
    const rows = [];
    for await (const row of new Library(name).read({ skipHeader: true })) rows.push(row);
    console.log(name, 'xport-js:', rows.length, JSON.stringify(rows[rows.length - 1]));
  }
})();
JAVASCRIPT

now=$(venv/bin/python write.py && node program.js)
seen='seven.xpt pyreadstat: 7 pandas: 7
one.xpt pyreadstat: 1 pandas: 1
seven.xpt xport-js: 8 [3.687825414344431e-40,""]
one.xpt xport-js: 10 [3.687825414344431e-40]'
printf '%s\n' "$now"
[ "$now" = "$seen" ] || { printf 'changed; it was:\n%s\n' "$seen"; exit 1; }
