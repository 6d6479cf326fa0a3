"""How the cost of reading grows: short invented reports, one in fifty about aid, read into one book; costs of each part as it goes.

`python bench/scale/reading.py 1000000 BOOK` prints a line of JSON for every `--every` documents: processor seconds of this
process alone (reading, keeping and making the reports up), resident memory, and the size of the book. `--no-book` reads
them and keeps nothing, as a worker does. Run again with the same book, it goes on where it stopped.
"""

from __future__ import annotations

import argparse
import json
import os
import pathlib
import random
import sys
import time
from collections.abc import Callable, Iterator

from pledgebook.book import open_book
from pledgebook.clean.decode import row_document
from pledgebook.model.text import Given, RawDocument
from pledgebook.run.keeping import read_into
from pledgebook.run.local import Tally, attempt_reading
from pledgebook.store.readings import sighting_of

RELEVANT = 50
"""one report in so many is about aid"""
WORDS = {
    line.split(": ")[0]: line.split(": ")[1].split("|")
    for line in """
adjective: new|old|small|regional|local|wooden|narrow|quiet|northern|southern|eastern|western|public|private|early|late|annual|heavy|light|modern|famous|empty
place: bridge|school|library|museum|harbour|market|railway|orchard|theatre|hospital|bakery|stadium|village|river|forest|tunnel|factory|vineyard|ferry|tower
thing: playground|archive|choir|parliament|festival|farm|road|square|garden|council|airport|lighthouse|kitchen|workshop|cinema|brewery|canal|reservoir
person: mayor|teacher|engineer|farmer|conductor|nurse|fisherman|architect|student|baker|driver|researcher|pensioner|goalkeeper|gardener|librarian
deed: opened|closed|repaired|visited|praised|painted|sold|measured|inspected|rebuilt|rented|photographed|criticised|inherited|celebrated|moved
start: Alt|Bern|Cold|Dun|Elm|Fair|Green|Hay|Ing|Kirk
end: haven|ford|mouth|stead|wick|bury|field
reason: because of the rain|after years of debate|with money from the lottery|despite the cost|before the summer|without much noise|at short notice|as planned
day: Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday
donor: Norway|Germany|Denmark|Sweden|Finland|Poland|Canada|France|Italy|Spain|Belgium|Estonia|Latvia|Lithuania|Portugal|Japan|Australia
goods: air defence systems|howitzers|artillery shells|generators|ambulances|winter clothing|drones|armoured vehicles|mine clearance equipment|field hospitals
""".strip().splitlines()
}


def report(number: int) -> RawDocument:
    """The report of a number, always the same: 100 to 200 words."""
    chance = random.Random(number)

    def one(kind: str) -> str:
        return chance.choice(WORDS[kind])

    town = one("start") + one("end")
    relevant = number % RELEVANT == 0
    head = f"{one('donor')} to send {one('goods')} to Ukraine" if relevant else f"{one('adjective').capitalize()} {one('place')} in {town} {one('deed')}"
    paragraphs = [aid(chance, one("donor"), one("goods"), one("day"))] if relevant else []
    size = chance.randint(90, 180)
    while sum(map(len, map(str.split, paragraphs))) < size:
        paragraphs.append(" ".join(sentence(chance, town, one) for _ in range(3)))
    day = f"{2022 + chance.randrange(4)}-{chance.randint(1, 12):02}-{chance.randint(1, 28):02}"
    return row_document("\n\n".join([head, *paragraphs]), f"g{number}", Given(id=f"g{number}", date=day, source=f"paper{chance.randrange(400)}.example"))


def sentence(chance: random.Random, town: str, one: Callable[[str], str]) -> str:
    way = chance.randrange(4)
    if way == 0:
        return f"The {one('person')} {one('deed')} the {one('adjective')} {one('place')} near {one('start')}{one('end')} on {one('day')} {one('reason')}."
    if way == 1:
        return f"A {one('adjective')} {one('thing')} in {town} was {one('deed')} by {chance.randint(3, 900)} people, the {one('person')} said."
    if way == 2:
        who = f"{chance.randint(2, 99)} visitors from {one('start')}{one('end')}"
        return f"{who} walked to the {one('place')} and the {one('adjective')} {one('thing')} {one('reason')}."
    return f'"It was the {one("adjective")} {one("thing")} that we liked," said one {one("person")} of the {one("place")}.'


def aid(chance: random.Random, giver: str, goods: str, day: str) -> str:
    return (
        f"{giver} pledged ${chance.randint(1, 900)} million in military aid to Ukraine on {day}, its defence ministry said. "
        f"It will also deliver {chance.randint(2, 400)} {goods} to Ukraine by the end of the year."
    )


def resident_mb() -> float:
    pages = pathlib.Path("/proc/self/statm").read_text().split()[1]
    return int(pages) * os.sysconf("SC_PAGE_SIZE") / 1e6


class Costs:
    """Prints what each part of the run took."""

    def __init__(self, every: int, done: int = 0, book: pathlib.Path | None = None) -> None:
        self._every, self._done, self._book = every, done, book
        self._cpu, self._wall = time.process_time(), time.perf_counter()

    def note(self, claims: int) -> None:
        self._done += 1
        if self._done % self._every == 0:
            self.tell({"documents": self._done, "claims": claims})

    def tell(self, what: dict[str, object]) -> None:
        cpu, wall = time.process_time(), time.perf_counter()
        size = self._book.stat().st_size / 1e6 if self._book else 0
        costs = {"cpu_s": round(cpu - self._cpu, 2), "wall_s": round(wall - self._wall, 1), "resident_mb": round(resident_mb()), "book_mb": round(size)}
        print(json.dumps({**what, **costs}), flush=True)
        self._cpu, self._wall = cpu, wall


def inputs(first: int, end: int) -> Iterator[RawDocument]:
    return (report(number) for number in range(first, end))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("documents", type=int)
    parser.add_argument("book", nargs="?")
    parser.add_argument("--every", type=int, default=100_000)
    parser.add_argument("--no-book", action="store_true", help="read and keep nothing, as a worker does")
    parser.add_argument("--no-fold", action="store_true", help="stop before the ledger is made")
    args = parser.parse_args()
    if args.no_book:
        read_alone(args.documents, args.every)
        return
    if not args.book:
        parser.error("name the book, or give --no-book")
    place = pathlib.Path(args.book)
    with open_book(place) as book:
        first = book.counts().documents
        costs = Costs(args.every, first, place)

        def hear(_: str, done: Tally) -> None:
            costs.note(done.claims)

        read_into(book._engine, inputs(first, args.documents), book.dossier, hear)
        costs.tell({"read": args.documents})
        if not args.no_fold:
            book.add(())
            costs.tell({"folded": args.documents, "entries": len(book.ledger().entries)})


def read_alone(documents: int, every: int) -> None:
    from pledgebook.dossier.load import load_dossier

    dossier, costs, claims = load_dossier(), Costs(every), 0
    for raw in inputs(0, documents):
        found = attempt_reading(raw, sighting_of(raw), dossier).found
        claims += len(getattr(found, "claims", ()))
        costs.note(claims)


if __name__ == "__main__":
    sys.exit(main())
