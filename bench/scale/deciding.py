"""What a decision costs in a great book: seconds until the ledger with it is saved, with the book open, in a process of its own, and folded anew.

`python bench/scale/deciding.py 10000` makes a book of so many invented documents, with the claims of `resolution.py` and
statements beside them, decides on some of them one after the other, then by commands, reads one more document, and
prints a line of JSON.
"""

from __future__ import annotations

import json
import pathlib
import random
import resource
import subprocess
import sys
import tempfile
import time

import msgspec
from resolution import made_up

from pledgebook.book import Book, open_book
from pledgebook.clean.decode import row_document
from pledgebook.model.claim import Claim, Mode, StatementClaim
from pledgebook.model.ledger import Witness
from pledgebook.model.text import RawDocument, Span
from pledgebook.resolve.identity import identified
from pledgebook.resolve.sketches import hashes
from pledgebook.store.adding import Additions
from pledgebook.store.opening import writing
from pledgebook.store.readings import Head, NewReading, leading, sighting_key, sighting_of

DECISIONS, COMMANDS = 20, 3
SPEAKERS = [f"Speaker {k}" for k in range(300)]


def raw_of(witness: Witness, number: int) -> RawDocument:
    words = " ".join(f"{number}-{k}" for k in range(40))
    text = f"{witness.reported[0].words[0]} {witness.id} said {words}"
    (sighting,) = witness.sightings
    return row_document(text, f"{number}.txt", sighting.given)


def claims_of(witness: Witness, raw: RawDocument, chance: random.Random) -> tuple[Claim, ...]:
    said = [
        StatementClaim(doc="", id=f"s{k}", evidence=(span,), content=(span,), speaker=chance.choice(SPEAKERS), mode=Mode.DIRECT)
        for k, span in enumerate((Span(20, 60), Span(60, 110)))
    ]
    return identified(raw.sha256, [*(item.claim for item in witness.reported), *said])


def add(book: Book, witness: Witness, number: int, chance: random.Random) -> None:
    raw = raw_of(witness, number)
    head = Head(published=witness.published, sketch=hashes(witness.sketch))
    reading = NewReading(
        code="made up", dossier="made up", sighting=sighting_key(leading([sighting_of(raw)])), relevant=True, head=head, claims=claims_of(witness, raw, chance)
    )
    with writing(book._engine) as connection:
        additions = Additions(connection)
        additions.add(raw, reading)
        additions.put()


def commanded(place: pathlib.Path, claim: str) -> float:
    """Processor seconds of a command that decides, from its start to its end."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    command = [sys.executable, "-m", "pledgebook", "correct", claim, "donors", "SWE", "--reason", "misread", "--by", "bench", "--book", str(place)]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def measure(size: int) -> dict[str, float]:
    chance = random.Random(3)
    witnesses, _ = made_up(size + 1)
    with tempfile.TemporaryDirectory() as folder, open_book(pathlib.Path(folder) / "great.db") as book:
        for number, witness in enumerate(witnesses[:size]):
            add(book, witness, number, chance)
        started = time.process_time()
        book._save_if_stale()
        first = time.process_time() - started
        claims = [entry.claims[0] for entry in book.folded().aid]
        took = []
        for k in range(DECISIONS):
            one, other = chance.sample(claims, 2)
            started = time.process_time()
            if k % 3 == 0:
                book.judge(one, other, "not_same", reason="two events", by="bench")
            elif k % 3 == 1:
                book.correct(one, "donors", ["NOR"], reason="misread", by="bench")
            else:
                book.accept(one, reason="right", by="bench")
            took.append(time.process_time() - started)
        add(book, witnesses[size], size, chance)
        started = time.process_time()
        book._save_if_stale()
        one_more = time.process_time() - started
        alone = [commanded(pathlib.Path(folder) / "great.db", claim) for claim in chance.sample(claims, COMMANDS)]
        kept = msgspec.json.encode(book.folded(), order="deterministic")
        started = time.process_time()
        assert book.rebuild().identical
        anew = time.process_time() - started
        assert kept == msgspec.json.encode(book.folded(), order="deterministic")
        counts = book.counts()
    return {
        "documents": counts.documents,
        "claims": counts.claims,
        "first_fold_s": round(first, 2),
        "decision_median_s": round(sorted(took)[len(took) // 2], 3),
        "decision_slowest_s": round(max(took), 3),
        "command_that_decides_s": round(sorted(alone)[len(alone) // 2], 2),
        "one_more_document_s": round(one_more, 3),
        "rebuild_s": round(anew, 2),
        "peak_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
    }


if __name__ == "__main__":
    for each in [int(size) for size in sys.argv[1:]] or [1000]:
        print(json.dumps(measure(each)), flush=True)
