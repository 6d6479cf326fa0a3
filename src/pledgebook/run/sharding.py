"""Reads documents into shards, without a book: the work of a cluster, which one loader puts into a book."""

from __future__ import annotations

import collections
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TypeAlias

import msgspec

from pledgebook.dossier.schema import Dossier
from pledgebook.errors import PledgebookError
from pledgebook.model.run import Rejection
from pledgebook.model.text import RawDocument
from pledgebook.run.folders import Folder
from pledgebook.run.local import Attempt, Progress, Readers, ReadReport, Tally, Wanted, noted, read_here
from pledgebook.run.shards import Found, Portion, about, encoded, portions
from pledgebook.store.readings import sighting_of


class Written(msgspec.Struct, frozen=True):
    """What became of the inputs of a portion, whose shard is in its place."""

    tally: Tally
    refused: tuple[Rejection, ...]
    unproven: tuple[Rejection, ...]


Writers: TypeAlias = Callable[[Iterator[Portion], Folder], Iterator[tuple[Portion, Written]]]
"""reads portions and writes their shards, in whatever processes, and answers in the order it was asked"""


def read_to_shards(
    inputs: Iterable[RawDocument | Rejection], dossier: Dossier, folder: Folder, writers: Writers | None = None, progress: Progress | None = None
) -> ReadReport:
    """Reads the inputs and writes what was found into the folder, a shard for each portion of them.

    A shard that is there already is left; its inputs count as known. One that set inputs aside for want of time or memory
    is made again. The files are the same to the byte whoever reads.
    """
    folder.make()
    tally = Tally()
    refused: list[Rejection] = []
    unproven: list[Rejection] = []
    held = set(folder.names())

    def missing() -> Iterator[Portion]:
        nonlocal tally
        for portion in portions(inputs):
            if (name := portion.name(dossier)) in held and _complete(folder, name):
                tally = tally.plus(Tally(known=len(portion.items)))
            else:
                yield portion

    for portion, written in (writers or Here(dossier))(missing(), folder):
        tally = tally.plus(written.tally)
        refused += written.refused
        unproven += written.unproven
        if progress:
            progress(portion.name(dossier), tally)
    return ReadReport(tally.read, tally.known, tuple(refused), tally.elsewhere, tally.claims, tuple(unproven))


class Here:
    """Writes the shards in this process, and reads in it or through others."""

    def __init__(self, dossier: Dossier, readers: Readers | None = None) -> None:
        self._dossier, self._readers = dossier, readers

    def __call__(self, asked: Iterator[Portion], folder: Folder) -> Iterator[tuple[Portion, Written]]:
        begun: collections.deque[Portion] = collections.deque()

        def wanted() -> Iterator[Wanted]:
            for portion in asked:
                begun.append(portion)
                yield from wanted_of(portion)

        found: list[Found] = []
        for item, attempt in self._readers(wanted()) if self._readers else read_here(wanted(), self._dossier):
            found.append(found_of(item, attempt))
            if len(found) == len(begun[0].items):
                portion = begun.popleft()
                yield portion, write(portion, found, self._dossier, folder)
                found = []


def wanted_of(portion: Portion) -> Iterator[Wanted]:
    """The inputs of a portion, each to be read by its own sighting: which others there are the book knows."""
    return ((item, None if isinstance(item, Rejection) else sighting_of(item)) for item in portion.items)


def found_of(item: RawDocument | Rejection, attempt: Attempt | None) -> Found:
    """What reading an input gave."""
    if isinstance(item, Rejection):
        return item
    assert attempt is not None
    return attempt.found


def write(portion: Portion, found: Sequence[Found], dossier: Dossier, folder: Folder) -> Written:
    """Puts the shard of a portion in its place."""
    tally = Tally()
    for each in found:
        tally = noted(tally, each)
    folder.write(portion.name(dossier), encoded(portion.items, found, tally, dossier))
    refused = tuple(each for each in found if isinstance(each, Rejection))
    unproven = tuple(rejection for each in found if not isinstance(each, Rejection) for rejection in each.rejections)
    return Written(tally, refused, unproven)


def _complete(folder: Folder, name: str) -> bool:
    try:
        with folder.opened(name) as file:
            return not about(file, folder.address(name)).passing
    except PledgebookError:
        # it is made again
        return False
