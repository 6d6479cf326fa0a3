"""Plain text: one document a file."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from pledgebook.clean.decode import decode_document, too_large
from pledgebook.model.run import Rejection
from pledgebook.model.text import RawDocument
from pledgebook.read.reader import Intake, Source


class TextReader:
    name = "text"
    reads = "plain text, a document a file"
    suffixes = (".txt", ".text", ".md")
    media_types = ("text/plain", "text/markdown")

    def recognises(self, source: Source) -> bool:
        return False

    def read(self, source: Source, intake: Intake) -> Iterator[RawDocument | Rejection]:
        limit = intake.limits.document_bytes
        data = source.stream.read(limit + 1)
        if len(data) > limit:
            raise too_large(source.place, None, limit)
        yield msgspec.structs.replace(decode_document(data, source.place, source.given), name=source.name)
