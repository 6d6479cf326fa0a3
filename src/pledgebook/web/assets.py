"""Files that browsers may keep for ever: each is served under a name that holds the hash of its content."""

from __future__ import annotations

import hashlib
import mimetypes
from importlib import resources

from litestar import Response, get
from litestar.datastructures import State
from litestar.exceptions import NotFoundException
from litestar.params import FromPath

FOR_EVER = "public, max-age=31536000, immutable"
DIGITS = 12
"""of the hash, in a name"""


class Assets:
    """Content by address; `url` says where a name is found.

    >>> assets = Assets()
    >>> assets.add("a.css", b"body {}")
    '/static/a.62368a1a2925.css'
    """

    def __init__(self) -> None:
        self._urls: dict[str, str] = {}
        self._content: dict[str, tuple[bytes, str]] = {}

    def add(self, name: str, content: bytes) -> str:
        """Serves content under a name; answers its address."""
        stem, _, ending = name.rpartition(".")
        digest = hashlib.sha256(content).hexdigest()[:DIGITS]
        address = f"/static/{stem}.{digest}.{ending}"
        self._urls[name] = address
        self._content[address] = (content, mimetypes.guess_type(name)[0] or "application/octet-stream")
        return address

    def url(self, name: str) -> str:
        return self._urls[name]

    def content(self, address: str) -> tuple[bytes, str] | None:
        """The bytes and media type at an address; None where there is nothing."""
        return self._content.get(address)


def shipped_assets() -> Assets:
    """Everything in `static/`."""
    assets = Assets()
    for file in sorted(resources.files("pledgebook.web").joinpath("static").iterdir(), key=lambda held: held.name):
        if file.is_file() and not file.name.startswith("."):
            assets.add(file.name, file.read_bytes())
    return assets


@get("/static/{name:str}", include_in_schema=False, sync_to_thread=False)
def static_file(name: FromPath[str], state: State) -> Response[bytes]:
    """One file, to be kept for ever."""
    assets: Assets = state.assets
    found = assets.content(f"/static/{name}")
    if found is None:
        raise NotFoundException(f"there is no file {name}")
    return Response(found[0], media_type=found[1], headers={"Cache-Control": FOR_EVER})
