"""How answers are sent: head and body in one piece."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

from uvicorn.protocols.http.auto import AutoHTTPProtocol

if TYPE_CHECKING:
    from uvicorn.protocols.http.h11_impl import H11Protocol as Protocol
else:
    Protocol = AutoHTTPProtocol

HEAD, GO_ON = b"HTTP/1.1 ", b"HTTP/1.1 1"


class Whole:
    """A connection that keeps the head of an answer for a body that comes at once: sent apart, each wakes the reader for itself.

    A seventh of the time an entry takes went into sending its head.
    """

    def __init__(self, transport: asyncio.Transport) -> None:
        self._transport = transport
        self._head = b""
        self._write = transport.write

    def write(self, data: bytes) -> None:
        if self._head:
            data, self._head = self._head + data, b""
        elif data.startswith(HEAD) and not data.startswith(GO_ON) and data.endswith(b"\r\n\r\n"):
            self._head = data
            # a body that is still being made, or none as for HEAD: the head goes alone
            asyncio.get_running_loop().call_soon(self.flush)
            return
        self._write(data)

    def flush(self) -> None:
        """Sends a head that is still kept."""
        if self._head:
            data, self._head = self._head, b""
            self._write(data)

    def close(self) -> None:
        self.flush()
        self._transport.close()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._transport, name)


class Answering(Protocol):
    """uvicorn's protocol, over such a connection."""

    def connection_made(self, transport: Any) -> None:
        super().connection_made(Whole(transport))  # type: ignore[arg-type]
