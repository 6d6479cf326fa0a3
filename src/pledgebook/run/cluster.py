"""Reads documents on a Ray cluster: actors that hold the language pipeline, wherever there is a free processor."""

from __future__ import annotations

import collections
import logging
import math
import socket
import time
import urllib.parse
from collections.abc import Iterator
from typing import Any

from pledgebook.dossier.schema import Dossier
from pledgebook.errors import PledgebookError
from pledgebook.model.ledger import Sighting
from pledgebook.model.run import Rejection
from pledgebook.model.text import RawDocument
from pledgebook.run.local import Answer, Attempt, Wanted, attempt_reading
from pledgebook.run.workers import Limits, Place, answered, limit_memory, text_alone, too_slow

AHEAD = 4
"""batches given to each actor before the oldest must be done: so much is held in memory, and no more is read from disk"""
BATCH = 8
"""documents sent at once, so that sending costs little beside reading"""
PATIENCE_S = 10.0
"""how long the host of a cluster may take to be heard of"""
RETRIES = 5
"""times that one document, or actors one after another, may be lost before the cause is taken to be theirs"""
_LOOK_S = 5.0


class Cluster:
    """Actors on a Ray cluster that read; one for each processor the cluster has.

    `address` is what `ray.init` takes: `auto`, `HOST:PORT`, `ray://HOST:PORT`, or `local` for a cluster of this machine
    alone. What a lost actor or node was reading is read by another; since reading is pure and the book takes a reading
    in once, nothing is lost or doubled. A document under which actors are lost again and again, or that takes too long,
    is refused with the reason. Answers come in the order of the documents. Raises `PledgebookError` where Ray is not
    installed, the cluster cannot be reached, or starts no actor.
    """

    def __init__(self, address: str, dossier: Dossier, actors: int | None = None, limits: Limits = Limits()) -> None:
        self._address, self._dossier, self._actors, self._limits = address, dossier, actors, limits

    def __call__(self, wanted: Iterator[Wanted]) -> Iterator[Answer]:
        crew = _Crew(connected(self._address), self)
        places: collections.deque[Place] = collections.deque()
        batch: list[Place] = []
        try:
            for item, lead in wanted:
                places.append(Place(item, lead))
                batch += [] if places[-1].done else [places[-1]]
                if len(batch) == BATCH:
                    crew.give(batch)
                    batch = []
                if len(places) >= crew.size * AHEAD * BATCH:
                    crew.wait_for(places[0])
                    yield from ((place.item, place.attempt) for place in answered(places))
            if batch:
                crew.give(batch)
            while places:
                crew.wait_for(places[0])
                yield from ((place.item, place.attempt) for place in answered(places))
        finally:
            crew.ray.shutdown()


class _Task:
    """Documents sent to an actor at once."""

    def __init__(self, places: list[Place]) -> None:
        self.places, self.tries, self.until = places, 0, math.inf


class _Crew:
    """The actors: those that are starting, those that read, and the idle; the lost are replaced where there is room."""

    def __init__(self, ray: Any, cluster: Cluster) -> None:
        self.ray, self._address, self._limits = ray, cluster._address, cluster._limits
        self.size = cluster._actors or max(1, int(ray.cluster_resources().get("CPU", 1)))
        self._reader = ray.remote(num_cpus=1)(_Reader)
        self._dossier = ray.put(cluster._dossier)
        self._waiting: collections.deque[_Task] = collections.deque()
        self._idle: list[Any] = []
        self._working: dict[Any, tuple[Any, _Task | None]] = {}
        self._lost = 0
        for _ in range(self.size):
            self._hire()

    def give(self, places: list[Place]) -> None:
        self._waiting.append(_Task(places))
        self._start()

    def wait_for(self, place: Place) -> None:
        """Waits until this document is read, keeping every actor busy meanwhile."""
        while not place.done:
            done, _ = self.ray.wait(list(self._working), num_returns=1, timeout=_LOOK_S)
            for call in done:
                self._hear(call)
            now = time.monotonic()
            for call, (actor, task) in list(self._working.items()):
                if task and now >= task.until:
                    del self._working[call]
                    self._replace(actor)
                    self._again(task, None)
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
                self._again(task, error)
            return
        self._lost = 0
        self._idle.append(actor)
        for place, attempt in zip(task.places if task else (), found or (), strict=True):
            place.answer(attempt)

    def _start(self) -> None:
        while self._idle and self._waiting:
            actor, task = self._idle.pop(), self._waiting.popleft()
            task.until = time.monotonic() + self._limits.seconds * len(task.places)
            self._working[actor.read.remote([(text_alone(place.item), place.lead) for place in task.places])] = actor, task

    def _hire(self) -> None:
        actor = self._reader.remote(self._dossier, self._limits.megabytes)
        # an actor for which the cluster has no room stays here until there is some
        self._working[actor.ready.remote()] = actor, None

    def _replace(self, actor: Any) -> None:
        self.ray.kill(actor)
        self._hire()

    def _again(self, task: _Task, error: Exception | None) -> None:
        """Sends what was lost once more, each document by itself, so that one that brings its actor down is found out."""
        task.tries += 1
        if len(task.places) > 1:
            self._waiting.extendleft(_Task([place]) for place in reversed(task.places))
        elif error is None:
            task.places[0].answer(too_slow(task.places[0].name, self._limits))
        elif task.tries > RETRIES:
            name = task.places[0].name
            reason = f"{name}: {task.tries} actors that read it were lost, the last with {type(error).__name__}"
            task.places[0].answer(Rejection(name, "reading_died", reason, "split it into its documents, or allow more with --megabytes"))
        else:
            self._waiting.appendleft(task)


class _Reader:
    """What an actor is: a dossier, and a language pipeline loaded once."""

    def __init__(self, dossier: Dossier, megabytes: int) -> None:
        from pledgebook.annotate.syntax import pipeline

        limit_memory(megabytes)
        self._dossier = dossier
        pipeline()

    def ready(self) -> None:
        return None

    def read(self, asked: list[tuple[RawDocument, Sighting]]) -> list[Attempt]:
        return [attempt_reading(raw, lead, self._dossier) for raw, lead in asked]


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
    """Finds out at once that nobody listens at an address, for which Ray would wait for minutes."""
    try:
        parts = urllib.parse.urlsplit(address if "://" in address else f"//{address}")
        if parts.hostname and parts.port:
            socket.create_connection((parts.hostname, parts.port), PATIENCE_S).close()
    except (OSError, ValueError) as error:
        raise _unreachable(address, error) from error


def _unreachable(address: str, error: Exception) -> PledgebookError:
    reason = " ".join(str(error).split())[:200]
    return PledgebookError("no_cluster", f"{address}: the Ray cluster cannot be reached ({reason})", "check the address; `ray status` asks there")
