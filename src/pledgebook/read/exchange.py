"""One request and its answer over HTTP, with the bytes unpacked no further than the limit."""

from __future__ import annotations

import email.message
import ssl
import urllib.parse
import zlib

import httpcore

from pledgebook.errors import DocumentError
from pledgebook.read.fetch import Refused, Web, wait_of
from pledgebook.read.network import Deadline, GuardedBackend
from pledgebook.read.webcache import Answer

_REDIRECTS = frozenset((301, 302, 303, 307, 308))
_PACKED = {"gzip": 31, "x-gzip": 31, "deflate": 47}


def ask(at: str, headers: dict[str, str], web: Web, known: Answer | None, max_bytes: int) -> Answer | Refused | str:
    """What a server answers: a page, the address it sends us to, or why there is no page; `known` where it has not changed.

    Raises `DocumentError` for what asking again would not mend, `httpcore.NetworkError` for what it might.
    """
    parts = urllib.parse.urlsplit(at)
    asked: dict[bytes | str, bytes | str] = {"Host": parts.netloc, "Accept-Encoding": "gzip, deflate"}
    asked.update(headers.items())
    if known and known.etag:
        asked["If-None-Match"] = known.etag
    elif known and known.last_modified:
        asked["If-Modified-Since"] = known.last_modified
    deadline = Deadline(web.timeout_s)
    backend = GuardedBackend(deadline, allow_private=web.allow_private)
    try:
        with (
            httpcore.ConnectionPool(network_backend=backend, max_connections=1) as pool,
            pool.stream("GET", at, headers=asked, extensions={"timeout": dict.fromkeys(("connect", "read", "write", "pool"), web.timeout_s)}) as response,
        ):
            return _answer(at, response, known, max_bytes)
    except httpcore.TimeoutException:
        raise DocumentError("fetch_timeout", f"{at}: not answered in full within {web.timeout_s:g} seconds", "try again later, or save the page") from None
    except httpcore.UnsupportedProtocol as error:
        raise DocumentError("bad_address", f"{at}: {error}", "give an address that starts with http:// or https://") from None
    except httpcore.ConnectError as error:
        if isinstance(error.__cause__, ssl.SSLError) or "CERTIFICATE" in str(error).upper():
            raise DocumentError("unsafe_connection", f"{at}: the connection is not safe ({error})", "open it in a browser to see why; save the page") from None
        raise


def _answer(at: str, response: httpcore.Response, known: Answer | None, max_bytes: int) -> Answer | Refused | str:
    headers = {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in response.headers}
    if response.status in _REDIRECTS and headers.get("location"):
        # servers write addresses in UTF-8 where they should not
        return headers["location"].encode("latin-1").decode("utf-8", "replace")
    if response.status == 304 and known:
        return known
    if response.status != 200:
        return Refused(response.status, wait_of(headers.get("retry-after")))
    stated = email.message.Message()
    stated["content-type"] = headers.get("content-type", "application/octet-stream")
    charset = stated.get_param("charset")
    return Answer(
        url=at,
        data=_body(at, response, headers, max_bytes),
        media_type=stated.get_content_type() if "content-type" in headers else None,
        charset=charset if isinstance(charset, str) else None,
        etag=headers.get("etag"),
        last_modified=headers.get("last-modified"),
    )


def _body(at: str, response: httpcore.Response, headers: dict[str, str], max_bytes: int) -> bytes:
    packing = headers.get("content-encoding", "identity").strip().lower()
    if packing not in ("", "identity", *_PACKED):
        raise DocumentError("bad_compression", f"{at}: packed as '{packing[:40]}', which was not asked for", "save the page from a browser")
    if headers.get("content-length", "").isdigit() and int(headers["content-length"]) > max_bytes:
        raise _too_large(at, max_bytes)
    unpacker = zlib.decompressobj(_PACKED[packing]) if packing in _PACKED else None
    data = bytearray()
    for chunk in response.iter_stream():
        try:
            data += unpacker.decompress(chunk, max_bytes + 1 - len(data)) if unpacker else chunk
        except zlib.error as error:
            if packing != "deflate" or data:
                raise DocumentError("bad_compression", f"{at}: cannot be unpacked ({error})", "try again, or save the page from a browser") from None
            # some servers send deflate without its header
            unpacker = zlib.decompressobj(-15)
            data += unpacker.decompress(chunk, max_bytes + 1)
        if len(data) > max_bytes:
            raise _too_large(at, max_bytes)
    if unpacker and not unpacker.eof:
        raise DocumentError("bad_compression", f"{at}: its end is missing", "try again, or save the page from a browser")
    return bytes(data)


def _too_large(at: str, max_bytes: int) -> DocumentError:
    return DocumentError("page_too_large", f"{at}: more than {max_bytes:,} bytes, the most that is fetched", "save it and read the file")
