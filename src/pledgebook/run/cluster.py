"""Reads documents on a Ray cluster: actors that hold the language pipeline, wherever there is a free processor."""

from __future__ import annotations

import collections
import contextlib
import logging
import os
import socket
import time
import urllib.parse
from collections.abc import Iterator
from typing import Any, TypeAlias

from pledgebook.dossier.schema import Dossier
from pledgebook.errors import PledgebookError
from pledgebook.model.ledger import Sighting
from pledgebook.model.run import Rejection
from pledgebook.model.text import RawDocument
from pledgebook.run.folders import Folder
from pledgebook.run.local import Answer, Attempt, Wanted
from pledgebook.run.sharding import Written, found_of, wanted_of, write
from pledgebook.run.shards import Portion
from pledgebook.run.workers import HEARD_S, Limits, Place, Workers, answered, text_alone

AHEAD = 4
"""batches given to each actor before the oldest must be done: so much is held in memory, and no more is read from disk"""
SHARDS_AHEAD = 2
"""portions given to each actor before the oldest shard must be written"""
BATCH = 8
"""documents sent at once, so that sending costs little beside reading"""
PATIENCE_S = 10.0
"""how long the host of a cluster may take to be heard of"""
RETRIES = 5
"""times that what was sent, or actors one after another, may be lost before the cause is taken to be theirs"""
_LOOK_S = 5.0
# https://www.rfc-editor.org/rfc/rfc9113#section-3.4: what each side says first, of which the fourth byte is the kind
_SETTINGS = bytes((0, 0, 0, 4, 0, 0, 0, 0, 0))
_GREETING = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + _SETTINGS


class Cluster:
    """Actors on a Ray cluster that read; one for each processor the cluster has.

    `address` is what `ray.init` takes: `auto`, `HOST:PORT`, `ray://HOST:PORT`, or `local` for a cluster of this machine
    alone. What a lost actor or node was reading is read by another; since reading is pure and the book takes a reading
    in once, nothing is lost or doubled. A document that takes too long or needs too much memory, or under which actors
    are lost again and again, is refused with the reason. Answers come in the order of the documents. Raises `PledgebookError` where Ray is not
    installed, the cluster cannot be reached, or starts no actor.
    """

    def __init__(self, address: str, dossier: Dossier, actors: int | None = None, limits: Limits = Limits()) -> None:
        self._address, self._dossier, self._actors, self._limits = address, dossier, actors, limits

    def __call__(self, wanted: Iterator[Wanted]) -> Iterator[Answer]:
        places: collections.deque[Place] = collections.deque()
        batch: list[Place] = []
        heard_at = time.monotonic()
        with self._crew() as crew:
            for item, lead in wanted:
                places.append(Place(item, lead))
                batch += [] if places[-1].done else [places[-1]]
                # where documents come slowly, none is kept waiting for more
                late = time.monotonic() - heard_at > HEARD_S
                if len(batch) == BATCH or (batch and late):
                    crew.give(_Batch(batch))
                    batch = []
                if late:
                    crew.hear(0.0)
                    heard_at = time.monotonic()
                if len(places) >= crew.size * AHEAD * BATCH:
                    crew.wait_for(places[0])
                yield from ((place.item, place.attempt) for place in answered(places))
            if batch:
                crew.give(_Batch(batch))
            while places:
                crew.wait_for(places[0])
                yield from ((place.item, place.attempt) for place in answered(places))

    def write(self, portions: Iterator[Portion], folder: Folder) -> Iterator[tuple[Portion, Written]]:
        """Has each portion read and its shard written by an actor, into a folder that all machines see.

        Raises `PledgebookError` where a shard that an actor wrote is not in the folder as this machine sees it.
        """
        tasks: collections.deque[_Shard] = collections.deque()
        with self._crew() as crew:
            for portion in portions:
                tasks.append(_Shard(portion, folder))
                crew.give(tasks[-1])
                while len(tasks) >= crew.size * SHARDS_AHEAD:
                    crew.wait_for(tasks[0])
                    yield tasks.popleft().told(self._dossier)
            while tasks:
                crew.wait_for(tasks[0])
                yield tasks.popleft().told(self._dossier)

    @contextlib.contextmanager
    def _crew(self) -> Iterator[_Crew]:
        ray = connected(self._address)
        try:
            yield _Crew(ray, self)
        finally:
            ray.shutdown()


class _Batch:
    """Documents sent to an actor at once."""

    def __init__(self, places: list[Place]) -> None:
        self._places, self._tries = places, 0

    def begin(self, actor: Any) -> Any:
        return actor.read.remote([(text_alone(place.item), place.lead) for place in self._places])

    def hear(self, found: list[Attempt]) -> None:
        for place, attempt in zip(self._places, found, strict=True):
            place.answer(attempt)

    def again(self, error: Exception) -> list[_Batch]:
        """What is to be sent once more."""
        self._tries += 1
        if self._tries <= RETRIES:
            return [self]
        for place in self._places:
            reason = f"{place.name}: {self._tries} actors that read it were lost, the last with {type(error).__name__}"
            place.answer(Rejection(place.name, "reading_died", reason, "look at the cluster's log, and run the command again"))
        return []


class _Shard:
    """A portion sent to an actor, which answers when its shard is written."""

    def __init__(self, portion: Portion, folder: Folder) -> None:
        self.portion, self._folder, self._tries = portion, folder, 0
        self._written: Written | PledgebookError | None = None

    @property
    def done(self) -> bool:
        return self._written is not None

    def begin(self, actor: Any) -> Any:
        return actor.write.remote(self.portion, self._folder.place)

    def hear(self, written: Written | PledgebookError) -> None:
        self._written = written

    def again(self, error: Exception) -> list[_Shard]:
        self._tries += 1
        if self._tries > RETRIES:
            reason = f"{self._folder.place}: {self._tries} actors that wrote shard {self.portion.number} were lost, the last with {type(error).__name__}"
            self._written = PledgebookError("cluster_failed", reason, "look at the cluster's log, and run the command again; the shards written are kept")
        return [] if self.done else [self]

    def told(self, dossier: Dossier) -> tuple[Portion, Written]:
        if isinstance(self._written, PledgebookError):
            raise self._written
        assert self._written
        if not self._folder.holds(name := self.portion.name(dossier)):
            reason = f"{self._folder.address(name)}: an actor wrote it, and it is not here"
            raise PledgebookError("other_folder", reason, "name a folder that all machines of the cluster share, or an address such as s3://bucket/shards")
        return self.portion, self._written


_Task: TypeAlias = _Batch | _Shard


class _Crew:
    """The actors: those that are starting, those that read, and the idle; the lost are replaced where there is room."""

    def __init__(self, ray: Any, cluster: Cluster) -> None:
        self.ray, self._address, self._limits = ray, cluster._address, cluster._limits
        self.size = cluster._actors or max(1, int(ray.cluster_resources().get("CPU", 1)))
        self._actor = ray.remote(num_cpus=1)(_Actor)
        self._dossier = ray.put(cluster._dossier)
        self._waiting: collections.deque[_Task] = collections.deque()
        self._idle: list[Any] = []
        self._working: dict[Any, tuple[Any, _Task | None]] = {}
        self._lost = 0
        for _ in range(self.size):
            self._hire()

    def give(self, task: _Task) -> None:
        self._waiting.append(task)
        self._start()

    def wait_for(self, awaited: Place | _Shard) -> None:
        """Waits until this document is read, or this shard written, keeping every actor busy meanwhile."""
        while not awaited.done:
            self.hear(_LOOK_S)

    def hear(self, seconds: float) -> None:
        """Takes in the next answer where there is one within so many seconds, and gives on."""
        done, _ = self.ray.wait(list(self._working), num_returns=1, timeout=seconds)
        for call in done:
            self._hear(call)
        self._start()

    def _hear(self, call: Any) -> None:
        actor, task = self._working.pop(call)
        try:
            found = self.ray.get(call)
        except self.ray.exceptions.RayError as error:
            self._lost += 1
            if self._lost > RETRIES and task is None:
                reason = f"{self._address}: the cluster could not start {self._lost} actors one after another ({type(error).__name__})"
                raise PledgebookError("cluster_failed", reason, "look at the cluster's log, and run the command again; what was read is kept") from error
            self._replace(actor)
            if task:
                self._waiting.extendleft(task.again(error))
            return
        self._lost = 0
        self._idle.append(actor)
        if task:
            task.hear(found)

    def _start(self) -> None:
        while self._idle and self._waiting:
            actor, task = self._idle.pop(), self._waiting.popleft()
            self._working[task.begin(actor)] = actor, task

    def _hire(self) -> None:
        actor = self._actor.remote(self._dossier, self._limits)
        # an actor for which the cluster has no room stays here until there is some
        self._working[actor.ready.remote()] = actor, None

    def _replace(self, actor: Any) -> None:
        self.ray.kill(actor)
        self._hire()


class _Actor:
    """Reads through a process of its own, which loads the language pipeline once and whose limits a single document may break."""

    def __init__(self, dossier: Dossier, limits: Limits) -> None:
        self._dossier, self._readers = dossier, Workers(1, dossier, limits)

    def ready(self) -> None:
        return None

    def read(self, asked: list[tuple[RawDocument, Sighting]]) -> list[Attempt]:
        return [attempt for _, attempt in self._readers.read(iter(asked)) if attempt]

    def write(self, portion: Portion, place: str) -> Written | PledgebookError:
        try:
            found = [found_of(item, attempt) for item, attempt in self._readers.read(wanted_of(portion))]
            return write(portion, found, self._dossier, Folder(place))
        except PledgebookError as error:
            self._readers.stop()
            return PledgebookError(error.code, str(error), error.hint)


def connected(address: str) -> Any:
    try:
        import ray
    except ImportError as error:
        raise PledgebookError("no_ray", "Ray is not installed", "install it: pip install 'pledgebook[ray]'") from error
    _knock(address)
    try:
        ray.init(address=address, log_to_driver=False, logging_level=logging.ERROR, configure_logging=False, ignore_reinit_error=True)
    except (ConnectionError, ValueError, RuntimeError) as error:
        raise _unreachable(address, error) from error
    return ray


def _knock(address: str) -> None:
    """Finds out at once that nobody listens at an address, or somebody else does: Ray would wait for minutes."""
    try:
        parts = urllib.parse.urlsplit(address if "://" in address else f"//{address}")
        if parts.hostname and parts.port:
            with socket.create_connection((parts.hostname, parts.port), PATIENCE_S) as there:
                # what is encrypted answers none of this
                if os.environ.get("RAY_USE_TLS", "0") in ("0", ""):
                    _greet(there)
    except (OSError, ValueError) as error:
        raise _unreachable(address, error) from error


def _greet(there: socket.socket) -> None:
    """Says in HTTP/2, as Ray does, that a talk begins, and hears that it does; raises `ValueError` for another answer."""
    there.sendall(_GREETING)
    with there.makefile("rb") as heard:
        head = heard.read(len(_SETTINGS))
    if len(head) < len(_SETTINGS) or head[3] != _SETTINGS[3]:
        raise ValueError("something else than Ray listens there")


def _unreachable(address: str, error: Exception) -> PledgebookError:
    reason = " ".join(str(error).split())[:200]
    return PledgebookError("no_cluster", f"{address}: the Ray cluster cannot be reached ({reason})", "check the address; `ray status` asks there")
