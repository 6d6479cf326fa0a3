"""How the cost of resolution grows: made-up claims of known events, folded; seconds, memory and pairwise F1 at each size.

`python bench/scale/resolution.py 1000 10000 100000` prints a line of JSON for each size, each measured in a process of
its own. Events are pledges, deliveries, requests and refusals of donors as unequal as in the news; each is reported by
one to eight documents that round, convert, leave out, group donors or tell it weeks later.
"""

from __future__ import annotations

import argparse
import datetime
import gc
import hashlib
import json
import random
import resource
import subprocess
import sys
import time

import msgspec

from pledgebook.dossier.load import load_dossier
from pledgebook.model.claim import AidClaim, Amount, CountsAs, ItemCount, Stage
from pledgebook.model.ledger import Ledger, Reported, Sighting, Witness
from pledgebook.model.text import DateRange, Precision, Published, Span
from pledgebook.resolve.agreement import agreement
from pledgebook.resolve.fold import fold
from pledgebook.resolve.identity import identified
from pledgebook.resolve.shares import Comparing
from pledgebook.resolve.sketches import sketch
from pledgebook.run.comparing import comparing as comparing_by

START = datetime.date(2022, 3, 1)
DAYS = 1400
"""days over which 10,000 claims are spread; more claims take as many days more, as more years of news would"""
REFERENCE = 10_000
DONORS = "USA USA USA USA GBR GBR DEU DEU DEU FRA POL NLD NLD NOR NOR SWE SWE DNK DNK CAN CAN FIN ITA ESP BEL CZE LTU LVA EST ROU GRC PRT AUS JPN".split()  # noqa: SIM905
GOODS = "Javelins|Stingers|HIMARS|Patriot missiles|tanks|howitzers|drones|155mm shells|helmets|generators|ambulances|mines|radars|boats|mortars".split("|")  # noqa: SIM905


class Event(msgspec.Struct, frozen=True):
    number: int
    stage: Stage
    donors: tuple[str, ...]
    dollars: float | None
    goods: tuple[str, ...]
    day: datetime.date


def make_event(number: int, chance: random.Random, days: int) -> Event:
    stage = chance.choices([Stage.PLEDGED, Stage.DELIVERED, Stage.COMMITTED, Stage.REQUESTED, Stage.REFUSED], [6, 3, 2, 1, 0.3])[0]
    count = 1 if chance.random() < 0.85 else chance.randint(2, 4)
    donors = tuple(sorted(set(chance.choices(DONORS, k=count))))
    dollars = round(10 ** chance.uniform(6.5, 9.7), -6) if chance.random() < 0.7 else None
    goods = tuple(sorted(chance.sample(GOODS, chance.randint(1, 3)))) if dollars is None or chance.random() < 0.5 else ()
    return Event(number, stage, donors, dollars, goods, START + datetime.timedelta(days=chance.randrange(days)))


def report(event: Event, chance: random.Random) -> tuple[AidClaim, datetime.date]:
    """One report of an event: what it says and when it was published."""
    late = chance.choices([0, 1, 2, chance.randint(5, 30)], [5, 4, 2, 1])[0]
    dated = chance.random() < 0.6 or late > 4
    amount = reported_amount(event, chance)
    claim = AidClaim(
        doc="",
        id="1",
        evidence=(Span(0, 20),),
        stage=event.stage,
        donors=event.donors,
        recipient="UKR",
        amount=amount,
        counts_as=CountsAs.TOTAL if amount else None,
        items=tuple(ItemCount(name) for name in event.goods if chance.random() < 0.9),
        joint=len(event.donors) > 1,
        date=DateRange(event.day, event.day) if dated else None,
    )
    return claim, event.day + datetime.timedelta(days=late)


def reported_amount(event: Event, chance: random.Random) -> Amount | None:
    if event.dollars is None or (event.goods and chance.random() < 0.1):
        return None
    how = chance.random()
    if how < 0.7:
        return Amount(event.dollars, event.dollars, "USD")
    if how < 0.85:
        rounded = float(f"{event.dollars:.1e}")
        return Amount(rounded, rounded, "USD", approximate=True)
    if how < 0.93:
        euros = round(event.dollars / 1.1, -6)
        return Amount(euros, euros, "EUR")
    return Amount(float(f"{event.dollars * 0.99:.1e}") - 1e5, None, "USD")


def made_up(size: int) -> tuple[list[Witness], dict[str, int]]:
    chance = random.Random(20250804)
    days = max(120, DAYS * size // REFERENCE)
    witnesses: list[Witness] = []
    truth: dict[str, int] = {}
    number = 0
    while len(truth) < size:
        event = make_event(number, chance, days)
        number += 1
        for k in range(min(chance.choices([1, 2, 3, 5, 8], [4, 3, 2, 1, 0.5])[0], size - len(truth))):
            claim, published = report(event, chance)
            text = f"report {k} of event {event.number}: " + " ".join(f"{event.number}-{k}-{word}" for word in range(12))
            digest = hashlib.sha256(text.encode()).hexdigest()
            (claim,) = identified(digest, [claim])
            truth[claim.id] = event.number
            outlet = f"outlet{chance.randrange(200)}.example"
            witnesses.append(
                Witness(
                    id=digest,
                    sightings=(Sighting(digest, source=outlet),),
                    published=Published(published, DateRange(published, published), Precision.DAY, "given"),
                    sketch=sketch(text),
                    reported=(Reported(claim, (text[:20],)),),
                )
            )
    return witnesses, truth


def measure(size: int, comparing: Comparing | None = None) -> dict[str, float | str]:
    dossier = load_dossier("ukraine")
    witnesses, truth = made_up(size)
    # what was made up is no work of the fold's, and need not be looked at again and again
    gc.freeze()
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    started, cpu = time.perf_counter(), time.process_time()
    ledger = fold(witnesses, dossier, comparing=comparing)
    seconds = time.perf_counter() - started
    found = agreement((entry.claims for entry in ledger.aid), truth)
    return {
        "claims": size,
        "events": len(set(truth.values())),
        "entries": len(ledger.aid),
        "seconds": round(seconds, 1),
        "cpu_seconds": round(time.process_time() - cpu, 1),
        "cpu_seconds_of_others": round(sum(resource.getrusage(resource.RUSAGE_CHILDREN)[:2]), 1),
        "peak_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
        "peak_mb_before_fold": round(before / 1024),
        "precision": round(found.precision, 4),
        "recall": round(found.recall, 4),
        "f1": round(found.f1, 4),
        "digest": digest_of(ledger),
    }


def digest_of(ledger: Ledger) -> str:
    """The ledger to the last byte, in short."""
    found = hashlib.sha256()
    for entry in ledger.entries:
        found.update(msgspec.json.encode(entry, order="deterministic"))
    return found.hexdigest()[:16]


if __name__ == "__main__":
    asked = argparse.ArgumentParser()
    asked.add_argument("sizes", nargs="*", type=int, default=[1000, 10_000])
    asked.add_argument("--jobs", type=int, help="processes that compare, or tasks at once on the cluster")
    asked.add_argument("--ray", help="the address of a cluster that compares")
    given = asked.parse_args()
    if len(given.sizes) == 1:
        print(json.dumps(measure(given.sizes[0], comparing_by(given.jobs, given.ray))))
    else:
        options = [f"--{name}={value}" for name, value in (("jobs", given.jobs), ("ray", given.ray)) if value]
        for each in given.sizes:
            subprocess.run([sys.executable, __file__, str(each), *options], check=True)
