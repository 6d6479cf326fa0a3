"""Claims of a text or path, without a book."""

from __future__ import annotations

import os

from pledgebook.clean.decode import row_document
from pledgebook.dossier.load import load_dossier
from pledgebook.errors import DocumentError
from pledgebook.model.claim import Claim
from pledgebook.model.run import Rejection
from pledgebook.read.files import read_paths
from pledgebook.run.local import extract_each


def extract_claims(source: str | os.PathLike[str], dossier: str = "ukraine", *, every_document: bool = False) -> tuple[Claim, ...]:
    """The claims of a text (a string) or of everything at a path (a `pathlib.Path`), in the order of the documents."""
    inputs = [row_document(source, "-")] if isinstance(source, str) else read_paths([source])
    claims: list[Claim] = []
    for found in extract_each(inputs, load_dossier(dossier), every_document=every_document):
        if isinstance(found, Rejection):
            raise DocumentError(found.code, found.message, found.hint)
        claims += found[1].claims
    return tuple(claims)
