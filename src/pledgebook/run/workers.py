"""Reads documents in several processes of this machine, each document under a limit of time and memory.

A process has a pipe of its own, so that one that is killed in the middle of a word leaves no other's half said; pools
that share one (concurrent.futures, pebble) lose the whole pool with it.
"""

from __future__ import annotations

import collections
import contextlib
import multiprocessing.connection
import time
from collections.abc import Iterable, Iterator

import msgspec

from pledgebook.dossier.schema import Dossier
from pledgebook.errors import PledgebookError
from pledgebook.model.ledger import Sighting
from pledgebook.model.run import Rejection
from pledgebook.model.text import RawDocument
from pledgebook.run.local import Answer, Attempt, Wanted
from pledgebook.run.reader import Reader

AHEAD, CHARACTERS = 128, 4_000_000
"""documents taken in for each process before the oldest is done, and how long their texts are: no more is held in memory"""
QUEUED = 32
"""documents a process is given at once, so that it has some to read while this one is busy"""
BUSY, NAP_S = 16, 0.01
"""of processes that have more to read than this, answers are taken in together: to be woken by each would keep them from reading"""
HEARD_S = 0.1
"""time between two looks at what was answered while documents come"""
RENEWED_AFTER = 20_000
"""documents after which a process is replaced by a fresh one"""
_LOOK_S = 60.0


class Limits(msgspec.Struct, frozen=True):
    """What one document may cost before it is set aside: seconds, and megabytes of its process."""

    seconds: float = 300.0
    megabytes: int = 4_000


class Workers:
    """Processes that read; each loads the language pipeline once. `started` are some that were started before, with the same limit of memory.

    A document that takes too long, needs too much memory or brings its process down is refused with the reason, and a
    new process takes the place of the one lost. Answers come in the order of the documents, whichever is done first.
    Raises `PledgebookError` where no process can be started.
    """

    def __init__(self, jobs: int, dossier: Dossier, limits: Limits = Limits(), started: Iterable[Reader] = ()) -> None:
        self._jobs, self._dossier, self._limits = jobs, dossier, limits
        self._started = list(started)
        self._workers: list[_Worker] = []
        self._waiting: collections.deque[Place] = collections.deque()

    def __call__(self, wanted: Iterator[Wanted]) -> Iterator[Answer]:
        try:
            yield from self.read(wanted)
        finally:
            # whoever stops listening leaves nothing running
            self.stop()

    def read(self, wanted: Iterator[Wanted]) -> Iterator[Answer]:
        """The same, and the processes stay for the next call until `stop`."""
        places: collections.deque[Place] = collections.deque()
        size, heard_at = 0, time.monotonic()
        for item, lead in wanted:
            places.append(Place(item, lead))
            size += places[-1].size
            if not places[-1].done:
                self._workers = self._workers or [self._hired() for _ in range(self._jobs)]
                self._waiting.append(places[-1])
            self._give()
            if time.monotonic() - heard_at > HEARD_S:
                # where documents come slowly, what was read of them is not kept waiting for more
                self._hear(0.0)
                heard_at = time.monotonic()
            while places and (places[0].done or len(places) >= self._jobs * AHEAD or size >= self._jobs * CHARACTERS):
                self._wait_for(places[0])
                for place in answered(places):
                    size -= place.size
                    yield place.item, place.attempt
        while places:
            self._wait_for(places[0])
            yield from ((place.item, place.attempt) for place in answered(places))

    def stop(self) -> None:
        for stop in [held.stop for held in self._workers] + [held.stop for held in self._started]:
            stop()
        self._workers, self._started = [], []
        self._waiting.clear()

    def _hired(self) -> _Worker:
        return _Worker(self._started.pop() if self._started else Reader(self._limits.megabytes), self._dossier, self._limits)

    def _wait_for(self, place: Place) -> None:
        """Waits until this place is done, and keeps every process busy meanwhile."""
        self._give()
        while not place.done:
            busy = [worker for worker in self._workers if worker.places]
            if min(len(worker.places) for worker in busy) > BUSY:
                time.sleep(NAP_S)
            soonest = min(worker.until for worker in busy)
            self._hear(min(max(0.0, soonest - time.monotonic()), _LOOK_S))

    def _hear(self, seconds: float) -> None:
        """Takes in what is answered within so many seconds, replaces processes that are lost, and gives on."""
        multiprocessing.connection.wait([worker.pipe for worker in self._workers if worker.places], seconds)
        for k, worker in enumerate(self._workers):
            if worker.places and not worker.heard():
                worker.stop()
                self._waiting.extendleft(reversed([place for place in worker.places if not place.done]))
                self._workers[k] = self._hired()
        self._give()

    def _give(self) -> None:
        """Gives what waits to the processes that have least to do."""
        while self._waiting:
            k = min(range(len(self._workers)), key=lambda k: len(self._workers[k].places))
            worker = self._workers[k]
            if not worker.places and worker.read >= RENEWED_AFTER:
                worker.stop()
                worker = self._workers[k] = self._hired()
            if not worker.takes(self._waiting[0]):
                return
            worker.give(self._waiting.popleft())


class Place:
    """A document's place in the order of answers; `alone` says that it has to be read by a process that is given nothing else."""

    def __init__(self, item: RawDocument | Rejection, lead: Sighting | None) -> None:
        self.item, self.lead = item, lead
        self.attempt: Attempt | None = None
        self.alone = False
        self.done = isinstance(item, Rejection) or lead is None

    @property
    def name(self) -> str:
        return self.item.place if isinstance(self.item, Rejection) else self.item.name

    @property
    def size(self) -> int:
        return 0 if isinstance(self.item, Rejection) else len(self.item.text)

    def answer(self, found: Attempt | Rejection) -> None:
        assert self.lead is not None
        self.attempt = Attempt(self.lead, found) if isinstance(found, Rejection) else found
        self.done = True


class _Worker:
    """One process, and the documents it was given, which it answers in their order."""

    def __init__(self, reader: Reader, dossier: Dossier, limits: Limits) -> None:
        self.process, self.pipe, self.stop = reader.process, reader.pipe, reader.stop
        self.places: collections.deque[Place] = collections.deque()
        self.read = 0
        self.until = float("inf")
        self._limits, self._ready = limits, False
        with contextlib.suppress(OSError):
            # a process that has died is noticed when it is heard
            self.pipe.send(dossier)

    def takes(self, place: Place) -> bool:
        if not self.places:
            return True
        return len(self.places) < QUEUED and self.read < RENEWED_AFTER and not (place.alone or self.places[0].alone)

    def give(self, place: Place) -> None:
        self.places.append(place)
        self.read += 1
        if len(self.places) == 1:
            self._start_clock()
        with contextlib.suppress(OSError):
            self.pipe.send((text_alone(place.item), place.lead))

    def heard(self) -> bool:
        """Takes in what the process has said; False where it is to be replaced, and what it was given and is not done is for others."""
        try:
            while self.places and self.pipe.poll():
                self._take(self.pipe.recv())
        except (EOFError, OSError):
            self.process.join()
            self._lost()
            return False
        if self.places and time.monotonic() >= self.until:
            self.places[0].answer(too_slow(self.places[0].name, self._limits))
            return False
        return True

    def _lost(self) -> None:
        """Refuses the document that brought the process down, where it was given that alone."""
        if not self._ready:
            reason = f"a process that reads could not be started: it ended with {self.process.exitcode}"
            raise PledgebookError("no_worker", reason, "allow more memory with --megabytes, or use fewer --jobs") from None
        if len(self.places) == 1:
            name = self.places[0].name
            reason = f"{name}: the process that read it ended with {self.process.exitcode}, for want of memory perhaps"
            self.places[0].answer(Rejection(name, "reading_died", reason, "split it into its documents, or allow more with --megabytes"))
        for place in self.places:
            place.alone = True

    def _take(self, said: Attempt | None) -> None:
        if said is None:
            self._ready = True
        elif self.places:
            self.places.popleft().answer(said)
        self._start_clock()

    def _start_clock(self) -> None:
        """A document's time begins when its process is ready to read it."""
        self.until = time.monotonic() + self._limits.seconds if self._ready else float("inf")


def too_slow(name: str, limits: Limits) -> Rejection:
    """Why a document was set aside that took too long."""
    reason = f"{name}: not read within {limits.seconds:g} s"
    return Rejection(name, "too_slow", reason, "split it into its documents, or allow more with --seconds")


def answered(places: collections.deque[Place]) -> Iterator[Place]:
    """Takes the places that are done from the front."""
    while places and places[0].done:
        yield places.popleft()


def text_alone(item: RawDocument | Rejection) -> RawDocument | Rejection:
    """What is needed to read a document: not the page or file its text was taken out of."""
    return item if isinstance(item, Rejection) else msgspec.structs.replace(item, origin=None)
