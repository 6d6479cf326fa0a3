"""A great book made of a seed, written straight into the store: no text is read, and every span says what its claim says."""

from __future__ import annotations

import datetime
import hashlib
import itertools
import random
from collections.abc import Iterator
from typing import Any

import msgspec
import sqlalchemy as sa

from pledgebook.book import Book
from pledgebook.model.claim import Act, AidClaim, AidType, Amount, Claim, CountsAs, ItemCount, Mode, Stage, StatementClaim, TalksClaim, TalksStatus
from pledgebook.model.ledger import AidEntry, Conflict, ConflictValue, Entry, Ledger, StatementEntry, TalksEntry, Testimony
from pledgebook.model.text import DateRange, Precision, Published, Span
from pledgebook.resolve.identity import kind_of
from pledgebook.resolve.testimonies import earliness
from pledgebook.store import schema, write
from pledgebook.store.facets import document_passage
from pledgebook.store.opening import writing

SEED = 20251103
FIRST = datetime.date(2022, 3, 1)
DAYS = 1300
KINDS = ("aid", "aid", "aid", "talks", "statement")
BATCH = 500
FILLER = (
    *("officials", "winter", "harbour", "bridge", "minister", "parliament", "railway", "grain", "energy", "repair", "weather", "convoy", "budget"),
    *("committee", "market", "border", "school", "hospital", "village", "engineer", "storage", "transport", "summit", "agreement", "quarter", "region"),
    *("council", "election", "factory", "pipeline", "turbine", "shelter", "medicine", "blanket", "pump"),
)
SYLLABLES = ["ba", "de", "ki", "lo", "mu", "na", "pe", "ri", "so", "tu", "va", "we", "xi", "yo", "za", "bre", "cli", "dro", "fla", "gru"]
VOCABULARY = [*FILLER, *(a + b + c for a in SYLLABLES for b in SYLLABLES for c in SYLLABLES)]
# as in any language the n-th word comes a n-th as often as the first
WEIGHTS = list(itertools.accumulate(1 / rank for rank in range(1, len(VOCABULARY) + 1)))


class Plan(msgspec.Struct):
    """An event that reports will tell of: what its claims share, and the sentences they stand in."""

    id: str
    kind: str
    day: datetime.date
    shared: dict[str, Any]
    sentences: list[str]
    testimonies: list[Testimony] = msgspec.field(default_factory=list)


class Report(msgspec.Struct):
    """A document to be written: its text, when it came out, and the claims in it."""

    id: str
    text: str
    day: datetime.date
    source: str
    title: str
    claims: list[Claim]


def fill(book: Book, documents: int, claims: int, entries: int) -> None:
    """Writes documents, claims and entries, so many of each, and the ledger they are said to fold into."""
    dice = random.Random(SEED)
    plans = [_plan(book, dice, number) for number in range(entries)]
    with writing(book._engine) as connection:
        batch: list[Report] = []
        for report in _reports(dice, plans, documents, claims):
            batch.append(report)
            if len(batch) == BATCH:
                _write(connection, batch)
                batch = []
        _write(connection, batch)
    made: list[Entry] = [_entry(plan, dice) for plan in plans if plan.testimonies]
    made.sort(key=lambda entry: (str(entry.__struct_config__.tag), entry.date.first if entry.date else datetime.date.max, entry.id))
    ledger = Ledger(entries=tuple(made), dossier=book.dossier.name, dossier_digest=book.dossier.digest, documents=documents)
    with writing(book._engine) as connection:
        write.save_ledger(connection, ledger, book._stamp(connection), book.dossier)


def _plan(book: Book, dice: random.Random, number: int) -> Plan:
    kind = KINDS[number % len(KINDS)]
    day = FIRST + datetime.timedelta(days=int(DAYS * dice.random() ** 0.7))
    states = [party for party in book.dossier.parties if party.kind == "state" and party.code != "UKR"]
    donors = sorted({dice.choice(states[:30]).code for _ in range(1 if dice.random() < 0.85 else dice.randint(2, 5))})
    names = {party.code: party.name for party in states}
    giver = " and ".join(names[code] for code in donors)
    shared: dict[str, Any]
    if kind == "aid":
        stage = dice.choices(list(Stage), (2, 4, 40, 14, 10, 26, 2, 2))[0]
        value = float(dice.randint(1, 900)) * dice.choice((1e5, 1e6, 1e6, 1e7))
        currency = dice.choice(("USD", "EUR", "EUR", "GBP", "SEK"))
        goods = dice.sample([item.name for item in book.dossier.items if not item.general], dice.randint(0, 2))
        counts_as = dice.choices(list(CountsAs), (80, 6, 2, 6, 4, 2))[0]
        shared = {
            "stage": stage,
            "donors": tuple(donors),
            "recipient": "UKR",
            "aid_type": dice.choice(list(AidType)),
            "amount": Amount(value, value, currency) if dice.random() < 0.7 else None,
            "counts_as": counts_as,
            "items": tuple(ItemCount(name) for name in goods),
            "joint": len(donors) > 1,
            "scheme": dice.choice([None, None, *(scheme.code for scheme in book.dossier.schemes[:6])]),
        }
        if shared["amount"] is None:
            shared["counts_as"] = None
        told = f"{currency} {value / 1e6:g} million" if shared["amount"] else "an amount it did not name"
        ways = ("{g} {s} {t} for Ukraine on {d}, {o}.", "On {d} {g}, {o}, {s} {t} to Kyiv.", "Kyiv is to have {t}, {s} by {g} on {d}, {o}.")
        sentences = [way.format(g=giver, s=stage, t=f"{told} in {' and '.join(goods) or 'aid'}", d=day, o="{o}") for way in ways]
    elif kind == "talks":
        sides = tuple(sorted({"UKR", *donors}))
        shared = {
            "participants": sides,
            "status": dice.choice(list(TalksStatus)),
            "place": dice.choice(("Geneva", "Oslo", None)),
            "topic": dice.choice(("ceasefire", "grain", None)),
        }
        sentences = [f"Talks between Ukraine and {giver} on {day} were {shared['status']}, {{o}}."]
    else:
        act = dice.choice(list(Act))
        speaker = f"Speaker {dice.randint(1, 120)}"
        shared = {"speaker": speaker, "actor": donors[0], "act": act, "mode": Mode.INDIRECT, "cue": "said"}
        sentences = [f"{speaker} of {names[donors[0]]} said on {day} that {_words(dice, 14)}, {{o}}."]
    return Plan(hashlib.sha256(f"event {number}".encode()).hexdigest()[:12], kind, day, shared, sentences)


def _reports(dice: random.Random, plans: list[Plan], documents: int, claims: int) -> Iterator[Report]:
    """Each report tells of a few events near its day; each event is told of at least once, and a few of them by many."""
    order = sorted(range(len(plans)), key=lambda k: plans[k].day)
    told = list(range(len(plans))) + [min(int(dice.paretovariate(0.9)) - 1, len(plans) - 1) for _ in range(claims - len(plans))]
    dice.shuffle(told)
    shuffled = order[:]
    dice.shuffle(shuffled)
    # the rank that a rare great number names is an event anywhere in time
    queue = sorted((plans[shuffled[k % len(plans)]].day, number, shuffled[k % len(plans)]) for number, k in enumerate(told))
    each = claims // documents
    for number in range(documents):
        chosen = [plans[k] for _, _, k in queue[number * each : (number + 1) * each if number < documents - 1 else None]]
        yield _report(dice, number, chosen)


def _report(dice: random.Random, number: int, plans: list[Plan]) -> Report:
    day = max(plan.day for plan in plans) + datetime.timedelta(days=dice.randint(0, 3))
    source = f"outlet{dice.randint(1, 60)}.example"
    title = f"{_words(dice, 7).capitalize()} {number}"
    text, places = title + "\n\n", []
    for plan in plans:
        text += " ".join(_words(dice, 12).capitalize() + "." for _ in range(dice.randint(2, 6))) + " "
        sentence = dice.choice(plan.sentences).replace("{o}", _words(dice, 4))
        places.append(Span(len(text), len(text) + len(sentence)))
        text += sentence + "\n\n"
    digest = hashlib.sha256(text.encode()).hexdigest()
    claims: list[Claim] = []
    for k, (plan, place) in enumerate(zip(plans, places, strict=True)):
        id_ = hashlib.sha256(f"{digest} {k}".encode()).hexdigest()[:12]
        when = DateRange(plan.day, plan.day)
        base: dict[str, Any] = {"doc": digest, "id": id_, "evidence": (place,), "date": when}
        claim: Claim
        if plan.kind == "aid":
            claim = AidClaim(**base, **plan.shared)
        elif plan.kind == "talks":
            claim = TalksClaim(**base, **plan.shared)
        else:
            claim = StatementClaim(**base, content=(place,), **plan.shared)
        claims.append(claim)
        words = (place.of(text),)
        content = words if plan.kind == "statement" else ()
        plan.testimonies.append(
            Testimony(
                claim=claim, words=words, content=content, sources=(source,), title=title, published=DateRange(day, day), family=f"f{dice.randint(1, 60)}"
            )
        )
    return Report(digest, text, day, source, title, claims)


def _entry(plan: Plan, dice: random.Random) -> Entry:
    held = sorted(plan.testimonies, key=earliness)
    base: dict[str, Any] = {
        "id": held[0].claim.id,
        "date": DateRange(plan.day, plan.day),
        "realis": held[0].claim.realis,
        "testimonies": tuple(held),
        "documents": len({t.claim.doc for t in held}),
        "independent": len({t.family for t in held}),
        "first_published": min(t.published.last for t in held if t.published),
    }
    if plan.kind == "talks":
        return TalksEntry(**base, **plan.shared)
    if plan.kind == "statement":
        return StatementEntry(**base, role=None, medium=None, text=held[0].words[0], **plan.shared)
    rival = Conflict("amount", (ConflictValue("USD 1m", (held[0].claim.id,), 1), ConflictValue("USD 2m", (held[-1].claim.id,), 1)))
    conflicts = (rival,) if len(held) > 2 and dice.random() < 0.2 else ()
    return AidEntry(**base, **plan.shared, supplier=None, incremental=False, delivery_stage=None, lifecycle=held[0].claim.id, conflicts=conflicts)


def _write(connection: sa.Connection, reports: list[Report]) -> None:
    if not reports:
        return
    number = connection.execute(sa.select(sa.func.coalesce(sa.func.max(schema.readings.c.number), 0))).scalar_one()
    rows: dict[sa.Table, list[dict[str, Any]]] = {t: [] for t in (schema.documents, schema.sightings, schema.readings, schema.claims, schema.passages)}
    for report in reports:
        number += 1
        window = DateRange(report.day, report.day)
        head = write.Head(title=report.title, outlet=report.source, published=Published(report.day, window, Precision.DAY, "given"), language="en")
        rows[schema.documents].append({"id": report.id, "text": report.text, "text_sha256": report.id, "encoding": "utf-8"})
        given = {"id": f"r{number}", "source": report.source, "url": f"https://{report.source}/{number}", "date": report.day.isoformat(), "title": report.title}
        rows[schema.sightings].append({"document": report.id, "key": report.id, "name": f"r{number}", **given})
        reading = {"number": number, "document": report.id, "code": "made", "dossier": "made", "sighting": report.id, "relevant": True}
        rows[schema.readings].append({**reading, "head": write.encoded(head)})
        for position, claim in enumerate(report.claims):
            words = write.encoded([span.of(report.text) for span in claim.evidence])
            content = words if isinstance(claim, StatementClaim) else "[]"
            body = {"body": write.encoded(claim), "words": words, "content": content}
            rows[schema.claims].append({"reading": number, "id": claim.id, "position": position, "kind": kind_of(claim), **body})
        rows[schema.passages].append(document_passage(report.id, report.title, report.day, report.text))
    for table, held in rows.items():
        connection.execute(table.insert(), held)


def _words(dice: random.Random, number: int) -> str:
    return " ".join(dice.choices(VOCABULARY, cum_weights=WEIGHTS, k=number))
