"""A process that reads. It loads the language pipeline from its first moment on, so it may be started before its dossier is known.

Nothing that takes long to import is imported here: whoever starts readers first has them load while it loads itself.
"""

from __future__ import annotations

import contextlib
import gc
import multiprocessing
import multiprocessing.connection
import os
import queue
import threading
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from pledgebook.dossier.schema import Dossier
    from pledgebook.model.ledger import Sighting
    from pledgebook.model.text import RawDocument

_NO_MEMORY = 12
_MEGABYTE = 1 << 20
_ALLOCATED = 10_000
"""objects between two searches for garbage, of which reading leaves little"""
# a fresh interpreter holds none of this one's locks, connections or threads
_CONTEXT = multiprocessing.get_context("spawn")
_Asked: TypeAlias = "Dossier | tuple[RawDocument, Sighting] | None"


class Reader:
    """A process, and the pipe to it: it is sent a dossier and then documents with their sightings, says None when it is ready, and answers each."""

    def __init__(self, megabytes: int) -> None:
        self.pipe, theirs = _CONTEXT.Pipe()
        self.process = _CONTEXT.Process(target=_serve, args=(theirs, megabytes), daemon=True)
        self.process.start()
        theirs.close()

    def stop(self) -> None:
        self.process.kill()
        self.process.join()
        self.pipe.close()


def _serve(pipe: multiprocessing.connection.Connection, megabytes: int) -> None:
    """The process's work, until nobody is there."""
    gc.set_threshold(_ALLOCATED, *gc.get_threshold()[1:])
    limit_memory(megabytes)
    given: queue.SimpleQueue[_Asked] = queue.SimpleQueue()
    # heard while this loads or a document is read: whoever gives never waits for somebody who waits to be heard
    threading.Thread(target=_listen, args=(pipe, given), daemon=True).start()
    from pledgebook.annotate.parser_alone import import_spacy

    import_spacy()
    from pledgebook.annotate.syntax import pipeline
    from pledgebook.clean.decode import row_document
    from pledgebook.dossier.schema import Dossier
    from pledgebook.run.local import attempt_reading, extract_document

    pipeline()
    dossier = given.get()
    if not isinstance(dossier, Dossier):
        return
    # words and patterns are compiled when they are first looked for, which is none of the first document's time
    extract_document(row_document("The minister said on Monday that it had begun.", "-"), dossier, every_document=True)
    with contextlib.suppress(BrokenPipeError, KeyboardInterrupt):
        pipe.send(None)
        while isinstance(asked := given.get(), tuple):
            pipe.send(attempt_reading(*asked, dossier))


def _listen(pipe: multiprocessing.connection.Connection, given: queue.SimpleQueue[_Asked]) -> None:
    try:
        while True:
            given.put(pipe.recv())
    except (EOFError, OSError):
        given.put(None)
    except MemoryError:
        # a document that cannot even be taken in; what died of it is found out by giving each alone
        os._exit(_NO_MEMORY)


def limit_memory(megabytes: int) -> None:
    try:
        import resource
    except ImportError:
        # not on Windows, where only the time is limited
        return
    _, hard = resource.getrlimit(resource.RLIMIT_DATA)
    wanted = megabytes * _MEGABYTE
    resource.setrlimit(resource.RLIMIT_DATA, (wanted if hard == resource.RLIM_INFINITY else min(wanted, hard), hard))
