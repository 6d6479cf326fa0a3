"""Pages that were fetched before, so that a server is asked only whether they have changed."""

from __future__ import annotations

import contextlib
import hashlib
import os
import pathlib
import tempfile

import msgspec


class Answer(msgspec.Struct, frozen=True):
    """What a server sent for an address, and what it gave for asking again."""

    url: str
    data: bytes
    media_type: str | None = None
    charset: str | None = None
    etag: str | None = None
    last_modified: str | None = None


class WebCache:
    """A folder of answers, a file each; it may be deleted at any time, and what is damaged in it is passed over."""

    def __init__(self, folder: str) -> None:
        self._folder = pathlib.Path(folder)

    def get(self, url: str) -> Answer | None:
        try:
            packed = self._place(url).read_bytes()
            digest, body = packed[:32], packed[32:]
            answer = msgspec.msgpack.decode(body, type=Answer) if hashlib.sha256(body).digest() == digest else None
        except (OSError, msgspec.MsgspecError):
            return None
        return answer if answer and answer.url == url else None

    def put(self, answer: Answer) -> None:
        """Keeps an answer that the server can be asked about again; a disk that is full loses nothing but the saving."""
        if not (answer.etag or answer.last_modified):
            return
        body = msgspec.msgpack.encode(answer)
        with contextlib.suppress(OSError):
            self._folder.mkdir(parents=True, exist_ok=True)
            handle, name = tempfile.mkstemp(dir=self._folder)
            with os.fdopen(handle, "wb") as file:
                file.write(hashlib.sha256(body).digest() + body)
            os.replace(name, self._place(answer.url))

    def _place(self, url: str) -> pathlib.Path:
        return self._folder / hashlib.sha256(url.encode()).hexdigest()
