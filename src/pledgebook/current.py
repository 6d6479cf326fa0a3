"""The ledger of a book as it is now, held in memory, so that a new report or decision costs what it touches."""

from __future__ import annotations

import threading
from collections.abc import Callable

import msgspec
import sqlalchemy as sa

from pledgebook.dossier.schema import Dossier
from pledgebook.model.ledger import Ledger, Witness
from pledgebook.resolve.folding import Folding
from pledgebook.resolve.shares import Comparing
from pledgebook.resolve.why import Why
from pledgebook.review import kept
from pledgebook.review.decisions import Decision, Standing, standing, with_additions
from pledgebook.store import read as stored_facts
from pledgebook.store import write


class Current:
    """What the book was folded from and into; asked again, it takes in the facts and decisions that came since.

    One thread at a time folds or saves; whoever comes meanwhile holds `lock` and waits.
    """

    def __init__(self, dossier: Dossier, made_by: Callable[[], str]) -> None:
        self.lock = threading.RLock()
        self._dossier = dossier
        self._made_by = made_by
        self.comparing: Comparing | None = None
        self._folding: Folding | None = None
        self._witnesses: dict[str, Witness] = {}
        self._numbers: stored_facts.Numbers | None = None
        self._ledger: Ledger | None = None
        self._saved: tuple[str, Ledger] | None = None

    def ledger(self, connection: sa.Connection) -> Ledger:
        """The ledger of everything the connection sees."""
        with self.lock:
            numbers = stored_facts.numbers(connection)
            if numbers == self._numbers and self._ledger:
                return self._ledger
            try:
                return self._brought_up_to(numbers, connection)
            except BaseException:
                # half a step is none: the next who asks starts over
                self._forget()
                raise

    def why(self, left: str, right: str, connection: sa.Connection) -> Why | None:
        """Why two claims of the ledger of everything the connection sees are one event or two; None where it lacks one of them."""
        with self.lock:
            self.ledger(connection)
            assert self._folding is not None
            return self._folding.why(left, right)

    def known(self, connection: sa.Connection) -> Ledger | None:
        """The ledger where it is at hand and of everything the connection sees."""
        with self.lock:
            return self._ledger if stored_facts.numbers(connection) == self._numbers else None

    def save(self, connection: sa.Connection, ledger: Ledger, stamp: str) -> None:
        """Saves what `ledger` answered, looking only at entries that are others than those this process saved last."""
        ours = self._saved and stored_facts.saved_stamp(connection) == self._saved[0]
        write.save_ledger(connection, ledger, stamp, self._dossier, self._saved[1] if self._saved and ours else None)

    def saved(self, ledger: Ledger, stamp: str) -> None:
        """That what `save` did was committed."""
        self._saved = stamp, ledger

    def _brought_up_to(self, numbers: stored_facts.Numbers, connection: sa.Connection) -> Ledger:
        since = self._numbers
        if since is None or not since.grew_to(numbers):
            # a text that was forgotten leaves no number behind by which its claims were known
            self._forget()
            self._witnesses = {witness.id: witness for witness in stored_facts.witnesses(connection)}
        elif (since.readings, since.sightings) != (numbers.readings, numbers.sightings):
            changed = stored_facts.documents_since(connection, since)
            self._witnesses |= {witness.id: witness for witness in stored_facts.witnesses(connection, changed)}
        taken = kept.decisions(connection)
        self._folding = self._folding or self._resumed(numbers, taken, connection) or Folding(self._dossier, self.comparing)
        decided = standing(taken)
        folded = self._folding.fold(self._telling(decided, connection), decided.judgements, decided.corrections)
        documents, _, _ = stored_facts.published_by(connection, None)
        self._ledger = msgspec.structs.replace(folded, documents=documents)
        self._numbers = numbers
        return self._ledger

    def _telling(self, decided: Standing, connection: sa.Connection) -> list[Witness]:
        """The documents that the ledger is made of: those with claims, and those people decided on."""
        silent = decided.documents - self._witnesses.keys()
        self._witnesses |= {witness.id: witness for witness in stored_facts.witnesses(connection, silent)}
        telling = [witness for witness in self._witnesses.values() if witness.reported or witness.id in decided.documents]
        return with_additions(telling, decided.additions)

    def _resumed(self, numbers: stored_facts.Numbers, taken: list[Decision], connection: sa.Connection) -> Folding | None:
        """The fold that made the saved entries, where nothing but decisions came since; None where it cannot be taken up again."""
        stamp = stored_facts.saved_stamp(connection)
        if stamp is None or not stamp.endswith(self._made_by()):
            return None
        then = stored_facts.Numbers.of(stamp)
        saved = stored_facts.saved_ledger(connection) if then.decided_to(numbers) else None
        if saved is None:
            return None
        decided = standing(kept.taken_by(taken, then.judgements, then.corrections))
        folding = Folding(self._dossier, self.comparing)
        resumed = folding.resume(self._telling(decided, connection), decided.judgements, decided.corrections, saved)
        if resumed is None:
            return None
        self._saved = stamp, resumed
        return folding

    def _forget(self) -> None:
        self._folding, self._witnesses = None, {}
        self._numbers, self._ledger, self._saved = None, None, None
