"""What a folder of shards holds, on its way into a book."""

from __future__ import annotations

import collections
from collections.abc import Iterator

from pledgebook.dossier.schema import Dossier
from pledgebook.errors import PledgebookError
from pledgebook.model.run import Rejection
from pledgebook.model.text import RawDocument
from pledgebook.run.folders import Folder
from pledgebook.run.local import Answer, Attempt, Wanted
from pledgebook.run.shards import Found, decoded
from pledgebook.store.readings import sighting_of


class Loading:
    """The inputs of a folder's shards in their order, and what was read in them as the answers of readers.

    A shard that is damaged or none of this code and dossier is answered as a `Rejection`, and the others are taken in.
    """

    def __init__(self, folder: Folder, dossier: Dossier) -> None:
        self._folder, self._dossier = folder, dossier
        self._taken: collections.deque[tuple[RawDocument | Rejection, Found]] = collections.deque()

    def inputs(self) -> Iterator[RawDocument | Rejection]:
        """What was read, in its order; raises `PledgebookError` where the folder cannot be had."""
        for name in shards_in(self._folder):
            place = self._folder.address(name)
            try:
                for item, found in decoded(self._folder.read(name), place, self._dossier):
                    self._taken.append((item, found))
                    yield item
            except PledgebookError as error:
                refusal = Rejection.of(place, error)
                self._taken.append((refusal, refusal))
                yield refusal

    def answers(self, wanted: Iterator[Wanted]) -> Iterator[Answer]:
        """What the shards say of each, in their order; what the book holds otherwise has no answer, and is read anew."""
        for item, lead in wanted:
            read, found = self._taken.popleft()
            same = isinstance(item, RawDocument) and isinstance(read, RawDocument) and (item.sha256, item.text) == (read.sha256, read.text)
            yield item, Attempt(sighting_of(read), found) if lead and same and isinstance(read, RawDocument) else None


def shards_in(folder: Folder) -> list[str]:
    """The names of a folder's shards, of which there has to be one."""
    if names := folder.names():
        return names
    raise PledgebookError("no_shards", f"{folder.place}: there are no shards here", "make some: `pledgebook read PATH... --shards FOLDER`")
