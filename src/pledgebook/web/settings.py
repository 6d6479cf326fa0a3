"""What a server is told when it starts."""

from __future__ import annotations

import ipaddress

import msgspec

from pledgebook.settings import DEFAULT_BOOK, DEFAULT_DOSSIER, DEFAULT_HOST, DEFAULT_PORT


class Settings(msgspec.Struct, frozen=True, kw_only=True):
    """Which book is served, where, under which names, and where the accounts are (None: beside the book).

    >>> Settings().on_loopback, Settings(host="0.0.0.0").on_loopback
    (True, False)
    """

    book: str = DEFAULT_BOOK
    dossier: str = DEFAULT_DOSSIER
    busy_timeout_s: float = 5.0
    host: str = DEFAULT_HOST
    port: int = DEFAULT_PORT
    names: tuple[str, ...] = ()
    """host names others open the server by, beside its own"""
    accounts: str | None = None
    processes: int = 1
    shared: str | None = None
    """a folder for what several processes count together"""
    folds: bool = True
    """whether this process folds what is new; of several that serve a book one does"""
    ahead: bool = False
    """whether pages are made before anybody asks for them"""
    api_per_minute: int = 600
    """requests of the API answered to one address in a minute"""

    @property
    def exposed(self) -> bool:
        """Whether others can reach the server: it listens beyond this machine, or is given a name by what stands before it."""
        return not self.on_loopback or bool(self.names)

    @property
    def on_loopback(self) -> bool:
        """Whether only this machine can reach the server."""
        try:
            return ipaddress.ip_address(self.host.strip("[]")).is_loopback
        except ValueError:
            return self.host == "localhost"
