"""Reads a folder or JSONL and prints claims, for scoring while the command line is being built."""

import json
import pathlib
import sys

from pledgebook.clean.decode import decode_document, row_document
from pledgebook.dossier.load import load_dossier
from pledgebook.model.claim import encode
from pledgebook.model.text import Given
from pledgebook.pipeline import read_document

path = pathlib.Path(sys.argv[1])
raws = []
if path.is_dir():
    raws = [decode_document(p.read_bytes(), p.name) for p in sorted(path.iterdir())]
else:
    for line in path.read_text().splitlines():
        row = json.loads(line)
        raws.append(row_document(row["text"], row["id"], Given(row["id"], row.get("date") or None, row.get("source"), row.get("url"), row.get("title"))))
for raw in raws:
    for claim in read_document(raw, load_dossier(), every_document="--every-document" in sys.argv).claims:
        print(encode(claim).decode())
