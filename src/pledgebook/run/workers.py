"""Reads documents in several processes of this machine, each document under a limit of time and memory.

A process has a pipe of its own, so that one that is killed in the middle of a word leaves no other's half said; pools
that share one (concurrent.futures, pebble) lose the whole pool with it.
"""

from __future__ import annotations

import collections
import contextlib
import multiprocessing
import multiprocessing.connection
import time
from collections.abc import Iterable, Iterator

import msgspec

from pledgebook.annotate.syntax import pipeline
from pledgebook.dossier.schema import Dossier
from pledgebook.errors import PledgebookError
from pledgebook.model.ledger import Sighting
from pledgebook.model.run import Rejection
from pledgebook.model.text import RawDocument
from pledgebook.run.local import Attempt, Wanted, attempt_reading

AHEAD = 8
"""documents taken in for each process before the oldest is done: so much is held in memory, and no more is read from disk"""
RENEWED_AFTER = 20_000
"""documents after which a process is replaced by a fresh one"""
_MEGABYTE = 1 << 20
_LOOK_S = 60.0
# a fresh interpreter holds none of this one's locks, connections or threads
_CONTEXT = multiprocessing.get_context("spawn")


class Limits(msgspec.Struct, frozen=True):
    """What one document may cost before it is set aside: seconds, and megabytes of its process."""

    seconds: float = 300.0
    megabytes: int = 4_000


class Workers:
    """Processes that read; each loads the language pipeline once.

    A document that takes too long, needs too much memory or brings its process down is refused with the reason, and a
    new process takes the place of the one lost. Answers come in the order of the documents, whichever is done first.
    Raises `PledgebookError` where no process can be started.
    """

    def __init__(self, jobs: int, dossier: Dossier, limits: Limits = Limits()) -> None:
        self._jobs, self._dossier, self._limits = jobs, dossier, limits

    def __call__(self, wanted: Iterator[Wanted]) -> Iterator[tuple[RawDocument | Rejection, Attempt | None]]:
        workers = [_Worker(self._dossier, self._limits) for _ in range(self._jobs)]
        places: collections.deque[Place] = collections.deque()
        try:
            for item, lead in wanted:
                places.append(Place(item, lead))
                self._give(workers, places)
                while len(places) >= self._jobs * AHEAD:
                    self._wait(workers, places)
                    yield from answered(places)
            while places:
                self._wait(workers, places)
                yield from answered(places)
        finally:
            # whoever stops listening leaves nothing running
            for worker in workers:
                worker.stop()

    def _wait(self, workers: list[_Worker], places: Iterable[Place]) -> None:
        """Waits until the first place is done, and keeps every process busy meanwhile."""
        self._give(workers, places)
        while not next(iter(places)).done:
            busy = [worker for worker in workers if worker.place]
            soonest = min(worker.until for worker in busy)
            multiprocessing.connection.wait([worker.pipe for worker in busy], min(max(0.0, soonest - time.monotonic()), _LOOK_S))
            for k, worker in enumerate(workers):
                if worker.place and not worker.heard():
                    worker.stop()
                    workers[k] = _Worker(self._dossier, self._limits)
            self._give(workers, places)

    def _give(self, workers: list[_Worker], places: Iterable[Place]) -> None:
        idle = [k for k, worker in enumerate(workers) if worker.place is None]
        waiting = (place for place in places if not place.done and not place.given)
        for k, place in zip(idle, waiting, strict=False):
            if workers[k].read >= RENEWED_AFTER:
                workers[k].stop()
                workers[k] = _Worker(self._dossier, self._limits)
            workers[k].give(place)


class Place:
    """A document's place in the order of answers."""

    def __init__(self, item: RawDocument | Rejection, lead: Sighting | None) -> None:
        self.item, self.lead = item, lead
        self.attempt: Attempt | None = None
        self.given = False
        self.done = isinstance(item, Rejection) or lead is None

    @property
    def name(self) -> str:
        return self.item.place if isinstance(self.item, Rejection) else self.item.name

    def answer(self, found: Attempt | Rejection) -> None:
        assert self.lead is not None
        self.attempt = Attempt(self.lead, found) if isinstance(found, Rejection) else found
        self.done = True


class _Worker:
    """One process, and the document it is reading."""

    def __init__(self, dossier: Dossier, limits: Limits) -> None:
        self.pipe, theirs = _CONTEXT.Pipe()
        self.process = _CONTEXT.Process(target=_serve, args=(theirs, dossier, limits.megabytes), daemon=True)
        self.process.start()
        theirs.close()
        self.place: Place | None = None
        self.read = 0
        self.until = float("inf")
        self._limits, self._ready = limits, False

    def give(self, place: Place) -> None:
        self.place, place.given = place, True
        self.read += 1
        self._start_clock()
        with contextlib.suppress(OSError):
            # a process that has died is noticed when it is heard
            self.pipe.send((text_alone(place.item), place.lead))

    def heard(self) -> bool:
        """Takes in what the process has said; False where it is to be replaced, and then its document is refused."""
        assert self.place is not None
        name = self.place.name
        try:
            while self.place and self.pipe.poll():
                self._take(self.pipe.recv())
        except (EOFError, OSError):
            self.process.join()
            if not self._ready:
                reason = f"a process that reads could not be started: it ended with {self.process.exitcode}"
                raise PledgebookError("no_worker", reason, "allow more memory with --megabytes, or use fewer --jobs") from None
            reason = f"{name}: the process that read it ended with {self.process.exitcode}, for want of memory perhaps"
            self.place.answer(Rejection(name, "reading_died", reason, "split it into its documents, or allow more with --megabytes"))
            return False
        if self.place and time.monotonic() >= self.until:
            self.place.answer(too_slow(name, self._limits))
            return False
        return True

    def stop(self) -> None:
        self.process.kill()
        self.process.join()
        self.pipe.close()

    def _take(self, said: Attempt | None) -> None:
        if said is None:
            self._ready = True
            self._start_clock()
        elif self.place:
            self.place.answer(said)
            self.place = None

    def _start_clock(self) -> None:
        """A document's time begins when its process is ready to read it."""
        self.until = time.monotonic() + self._limits.seconds if self._ready else float("inf")


def too_slow(name: str, limits: Limits) -> Rejection:
    """Why a document was set aside that took too long."""
    reason = f"{name}: not read within {limits.seconds:g} s"
    return Rejection(name, "too_slow", reason, "split it into its documents, or allow more with --seconds")


def answered(places: collections.deque[Place]) -> Iterator[tuple[RawDocument | Rejection, Attempt | None]]:
    """Takes the places that are done from the front."""
    while places and places[0].done:
        place = places.popleft()
        yield place.item, place.attempt


def text_alone(item: RawDocument | Rejection) -> RawDocument | Rejection:
    """What is needed to read a document: not the page or file its text was taken out of."""
    return item if isinstance(item, Rejection) else msgspec.structs.replace(item, origin=None)


def _serve(pipe: multiprocessing.connection.Connection, dossier: Dossier, megabytes: int) -> None:
    """A process's work: says None when it is ready, then answers each document, until nobody is there."""
    limit_memory(megabytes)
    pipeline()
    with contextlib.suppress(EOFError, BrokenPipeError, KeyboardInterrupt):
        pipe.send(None)
        while True:
            raw, lead = pipe.recv()
            pipe.send(attempt_reading(raw, lead, dossier))


def limit_memory(megabytes: int) -> None:
    try:
        import resource
    except ImportError:
        # not on Windows, where only the time is limited
        return
    _, hard = resource.getrlimit(resource.RLIMIT_DATA)
    wanted = megabytes * _MEGABYTE
    resource.setrlimit(resource.RLIMIT_DATA, (wanted if hard == resource.RLIM_INFINITY else min(wanted, hard), hard))
