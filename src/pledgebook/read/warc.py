"""Web archives: every page in them is read as if it had been fetched."""

from __future__ import annotations

import collections
import urllib.parse
from collections.abc import Iterator
from typing import Any

import msgspec

from pledgebook.errors import DocumentError
from pledgebook.model.run import Rejection
from pledgebook.model.text import Given, RawDocument
from pledgebook.read.reader import Intake, Source, source_of_bytes

_READ = frozenset(("text/html", "application/xhtml+xml", "text/plain", "application/pdf"))


class WarcReader:
    name = "warc"
    reads = "web archives (WARC): every page in them"
    suffixes = (".warc",)
    media_types = ("application/warc",)

    def recognises(self, source: Source) -> bool:
        return source.head.startswith(b"WARC/")

    def read(self, source: Source, intake: Intake) -> Iterator[RawDocument | Rejection]:
        from fastwarc.warc import ArchiveIterator, WarcRecordType

        inner = msgspec.structs.replace(intake, format=None)
        passed: collections.Counter[str] = collections.Counter()
        records = 0
        try:
            for record in ArchiveIterator(source.stream, record_types=WarcRecordType.any_type, parse_http=True, auto_decode="all"):
                records += 1
                what = _passed_over(record)
                if what is not None:
                    passed[what] += what != ""
                    continue
                yield from _read_record(record, source, inner)
        except (OSError, ValueError, EOFError) as error:
            yield Rejection(source.place, "broken_archive", f"{source.place}: it breaks off after {records} records ({str(error)[:120]})", "fetch it again")
        if not records:
            raise DocumentError("empty_document", f"{source.place}: it holds no records", "leave it out or fetch it again")
        if passed:
            told = ", ".join(f"{count} {what}" for what, count in passed.most_common(8))
            message = f"{source.place}: {passed.total()} of {records} records are no pages ({told})"
            yield Rejection(source.place, "no_pages", message, "nothing to do: pictures, styles and answers without a page are passed over")


def _passed_over(record: Any) -> str | None:
    """What a record is that is no page; None for a page, "" for what belongs to the archive itself."""
    if record.headers.get("WARC-Type") not in ("response", "resource", "conversion"):
        return ""
    if urllib.parse.urlsplit(record.headers.get("WARC-Target-URI") or "").path == "/robots.txt":
        return "robots.txt"
    status = record.http_headers.status_code if record.is_http and record.http_headers else 200
    if status != 200:
        return f"answers {status}"
    media_type = _media_type(record)
    return None if media_type in _READ else media_type or "without a type"


def _media_type(record: Any) -> str:
    stated = record.http_content_type if record.is_http else record.headers.get("Content-Type")
    return (stated or "").split(";")[0].strip().lower()


def _read_record(record: Any, source: Source, intake: Intake) -> Iterator[RawDocument | Rejection]:
    url = (record.headers.get("WARC-Target-URI") or "").strip("<> ") or None
    name = url or record.record_id
    place = f"{source.place}:{name}"
    limit = intake.limits.file_bytes if _media_type(record) == "application/pdf" else intake.limits.page_bytes
    data = record.reader.read(limit + 1)
    if len(data) > limit:
        yield Rejection(place, "file_too_large", f"{place}: more than {limit:,} bytes, the most that is read of such a file", "leave it out")
        return
    page = source_of_bytes(data, place, name, Given(url=url))
    charset = record.http_charset if record.is_http else None
    yield from intake.read(msgspec.structs.replace(page, media_type=_media_type(record), charset=charset))
