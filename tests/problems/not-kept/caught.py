# $ python caught.py
# not-kept: the store `the folder/records.db` cannot be written: file is not a database
import tempfile
from pathlib import Path

import carelevel

record = carelevel.load("../clinic.yaml").recommend({}).record("2026-11-25T14:30:00Z")
with tempfile.TemporaryDirectory() as folder:
    path = Path(folder, "records.db")
    path.write_bytes(b"no database")
    try:
        carelevel.RecordStore(path).append(record)
    except carelevel.RecordError as error:
        print(str(error).replace(folder, "the folder"))
