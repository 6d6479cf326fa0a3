"""A ledger of another day, asked as the saved one is."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Iterator

import sqlalchemy as sa
from sqlalchemy.pool import StaticPool

from pledgebook.dossier.schema import Dossier
from pledgebook.model.ledger import Ledger
from pledgebook.store.revision import upgrade
from pledgebook.store.write import save_ledger


class InMemory:
    """A folded ledger in a database of this process, with the tables of a book and none of its facts."""

    def __init__(self, made: sa.Engine) -> None:
        self._engine = made
        self._lock = threading.Lock()

    @contextlib.contextmanager
    def looking(self) -> Iterator[sa.Connection]:
        """The one connection there is, for one at a time."""
        with self._lock, self._engine.connect() as connection:
            yield connection

    def close(self) -> None:
        with self._lock:
            self._engine.dispose()


def in_memory(ledger: Ledger, stamp: str, dossier: Dossier) -> InMemory:
    """A ledger to be asked as a saved one is."""
    made = sa.create_engine("sqlite://", poolclass=StaticPool, connect_args={"check_same_thread": False})
    with made.begin() as connection:
        upgrade(connection)
        save_ledger(connection, ledger, stamp, dossier)
    return InMemory(made)
