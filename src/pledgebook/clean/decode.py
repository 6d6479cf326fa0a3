"""From bytes to text, saying which encoding was found."""

from __future__ import annotations

import codecs
import hashlib
import re

from pledgebook.errors import DocumentError
from pledgebook.model.text import Given, RawDocument

MAX_DOCUMENT_BYTES = 2_000_000
"""a longer one, some four hundred reports in one, is refused rather than read for minutes in gigabytes"""

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_SIGNATURES = (
    (b"%PDF-", "a PDF"),
    (b"PK\x03\x04", "a ZIP archive or office document"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"\x89PNG", "a PNG image"),
    (b"\xff\xd8\xff", "a JPEG image"),
    (b"GIF8", "a GIF image"),
    (b"\xd0\xcf\x11\xe0", "an old office document"),
    (b"\x7fELF", "a program"),
)
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")
_SURROGATE = re.compile(r"[\ud800-\udfff]")
# Of Windows-1252 and Windows-1251 text, what ordinary writing holds: letters inside words, capitals at their start or
# throughout, and the usual marks. Other Cyrillic and Asian encodings come out as words with capitals in the middle.
_USUAL_MARKS = "‘’“”„«»…–—•€£§°№\xa0\xad"
_USUAL = {
    "windows-1252": re.compile(rf"(?<![À-ÖØ-öø-ÿŒœŠšŽžŸ])[À-ÖØ-öø-ÿŒœŠšŽžŸ]{{1,2}}(?![À-ÖØ-öø-ÿŒœŠšŽžŸ])|[{_USUAL_MARKS}]"),
    "windows-1251": re.compile(rf"\b(?:[А-ЯЁІЇЄҐЎ]?[а-яёіїєґў]{{1,24}}|[А-ЯЁІЇЄҐЎ]{{1,24}})(?:[’-]\w+)*\b|[{_USUAL_MARKS}]"),
}
_PLAUSIBLE_SHARE = 0.9
_CONTROL_SHARE = 0.001


def decode_document(data: bytes, name: str, given: Given = Given()) -> RawDocument:
    r"""The text in a document's bytes, with the encoding that was found.

    >>> decode_document("Zahlt 5 €".encode("windows-1252"), "a.txt").encoding
    'windows-1252'

    UTF-8, UTF-16 and UTF-32 with their marks, UTF-8 and UTF-16 without, and Windows-1251 and -1252 where the
    decoded text looks like writing. The mark is dropped, newlines stay. Raises `DocumentError` (`empty_document`,
    `document_too_large`, `binary_document`, `undecodable_document`) rather than give wrong characters.
    """
    if len(data) > MAX_DOCUMENT_BYTES:
        raise too_large(name)
    if not data.strip():
        raise DocumentError("empty_document", f"{name}: the document is empty", "leave it out or fetch it again")
    for signature, kind in _SIGNATURES:
        if data.startswith(signature):
            raise DocumentError("binary_document", f"{name}: byte 0 starts {kind}, not text", "extract its text first")
    encoding, mark = _encoding(data, name)
    text = data[mark:].decode(encoding)
    if not text.strip():
        raise DocumentError("empty_document", f"{name}: the document holds only blanks", "leave it out or fetch it again")
    _refuse_noise(text, name)
    return RawDocument(name, hashlib.sha256(data).hexdigest(), text, encoding, given)


def row_document(text: str, name: str, given: Given = Given()) -> RawDocument:
    """A document from a row's text, which is already decoded.

    Raises `DocumentError` where the text is blank or holds code points that are no characters.
    """
    if not text.strip():
        raise DocumentError("empty_document", f"{name}: the text is blank", "leave the row out or fill in its text")
    surrogate = _SURROGATE.search(text)
    if surrogate:
        raise DocumentError("undecodable_document", f"{name}: half a surrogate pair at character {surrogate.start()}", "write the row's text anew as UTF-8")
    data = text.encode()
    if len(data) > MAX_DOCUMENT_BYTES:
        raise too_large(name)
    _refuse_noise(text, name)
    return RawDocument(name, hashlib.sha256(data).hexdigest(), text, "utf-8", given)


def too_large(name: str, size: int | None = None, limit: int = MAX_DOCUMENT_BYTES) -> DocumentError:
    """The error for one document that is larger than a document may be; `size` in bytes, None where it was not read to its end."""
    size_told = f"is {size:,} bytes" if size is not None else "goes on"
    return DocumentError(
        "document_too_large",
        f"{name}: one document {size_told}, more than the {limit:,} bytes a document may have",
        "split it into one document a file, or give many documents as JSONL, one a line",
    )


def _encoding(data: bytes, name: str) -> tuple[str, int]:
    """The encoding, and the length of the byte-order mark; every byte is known to decode."""
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            try:
                data[len(mark) :].decode(encoding)
            except UnicodeDecodeError as error:
                raise _undecodable(name, len(mark) + error.start, encoding) from None
            return encoding, len(mark)
    nul = data.find(b"\0")
    if nul >= 0:
        wide = _utf16_without_mark(data)
        if wide is None:
            raise DocumentError("binary_document", f"{name}: byte {nul} is NUL, so this is no text", "give text in UTF-8")
        return wide, 0
    try:
        data.decode()
    except UnicodeDecodeError as error:
        return _single_byte(data, name, error), 0
    return "utf-8", 0


def _utf16_without_mark(data: bytes) -> str | None:
    """UTF-16 shows in every second byte being NUL: the odd ones where the low byte comes first."""
    if len(data) % 2:
        return None
    even, odd = data[::2].count(0), data[1::2].count(0)
    for encoding, high, low in (("utf-16-le", odd, even), ("utf-16-be", even, odd)):
        if high >= 0.2 * (len(data) / 2) and low == 0:
            try:
                data.decode(encoding)
            except UnicodeDecodeError:
                return None
            return encoding
    return None


def _single_byte(data: bytes, name: str, error: UnicodeDecodeError) -> str:
    lenient = data.decode(errors="replace")
    broken = lenient.count("\ufffd")
    if sum(1 for character in lenient if character > "\x7f") - broken > broken:
        raise _undecodable(name, error.start, "utf-8")
    shares: dict[str, float] = {}
    for encoding, usual in _USUAL.items():
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        foreign = sum(1 for character in text if character > "\x7f")
        shares[encoding] = sum(1 for found in usual.findall(text) for character in found if character > "\x7f") / foreign
    best = max(shares, key=lambda encoding: shares[encoding], default=None)
    if best is None or shares[best] < _PLAUSIBLE_SHARE:
        raise _undecodable(name, error.start, "utf-8")
    return best


def _undecodable(name: str, offset: int, tried: str) -> DocumentError:
    return DocumentError(
        "undecodable_document",
        f"{name}: byte {offset} is not valid {tried}, and the bytes fit no other encoding that can be told",
        "convert it to UTF-8 (iconv -f ITS_ENCODING -t UTF-8) and read it again",
    )


def _refuse_noise(text: str, name: str) -> None:
    controls = _CONTROL.findall(text)
    if controls and ("\0" in controls or len(controls) > max(2, _CONTROL_SHARE * len(text))):
        found = _CONTROL.search(text)
        place = found.start() if found else 0
        raise DocumentError("binary_document", f"{name}: character {place} is control code {ord(text[place]):#04x}; this is no text", "give text in UTF-8")
