"""From bytes to text, saying which encoding was found."""

from __future__ import annotations

import hashlib

from pledgebook.model.text import Given, RawDocument


def decode_document(data: bytes, name: str, given: Given = Given()) -> RawDocument:
    text = data.decode("utf-8-sig")
    return RawDocument(name, hashlib.sha256(data).hexdigest(), text, "utf-8", given)


def row_document(text: str, name: str, given: Given = Given()) -> RawDocument:
    """A document from a row's text, which is already decoded."""
    return RawDocument(name, hashlib.sha256(text.encode()).hexdigest(), text, "utf-8", given)
