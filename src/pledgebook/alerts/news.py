"""What of a ledger a rule tells, and how it is known again: by places in documents, which outlive every reading."""

from __future__ import annotations

import collections
import hashlib
from collections.abc import Iterable, Iterator, Mapping

import msgspec

from pledgebook.alerts.rules import Rule, When
from pledgebook.analyse.gap import PROMISED
from pledgebook.analyse.rates import conversions
from pledgebook.analyse.series import ELSEWHERE
from pledgebook.export.briefing import aid_line
from pledgebook.export.rows import carrier
from pledgebook.model.claim import Realis, Stage
from pledgebook.model.ledger import AidEntry

UNREAL = (Realis.NEGATED, Realis.HYPOTHETICAL)


class Spot(msgspec.Struct, frozen=True, order=True):
    """Where a claim stands: a document and the fullest place of its evidence."""

    document: str
    start: int
    end: int


class Value(msgspec.Struct, frozen=True):
    """One of rival values, with how many independent sources say it."""

    value: str
    independent: int


class Alert(msgspec.Struct, frozen=True, kw_only=True):
    """What is told, once: the entry in short, the sentence, and who reported it. `id` is the same whenever it is told.

    `field` and `values` are of a conflict, `before` of a stage that moved.
    """

    id: str
    rule: str
    when: When
    title: str
    entry: str
    dossier: str
    stage: Stage
    donors: tuple[str, ...]
    amount_min: float | None = None
    amount_max: float | None = None
    currency: str | None = None
    before: Stage | None = None
    field: str | None = None
    values: tuple[Value, ...] = ()
    words: str = ""
    sources: tuple[str, ...] = ()
    url: str | None = None
    published: str | None = None


class News(msgspec.Struct, frozen=True):
    """Something a rule looks for: `detail` tells apart what an entry may be told for twice; without an alert it is only remembered."""

    rule: Rule
    detail: str
    spots: tuple[Spot, ...]
    alert: Alert | None


class Known:
    """What a rule has seen before, by place."""

    def __init__(self, marks: Iterable[tuple[str, str, Spot]] = ()) -> None:
        self._held: dict[tuple[str, str], list[tuple[str, Spot]]] = collections.defaultdict(list)
        for rule, detail, spot in marks:
            self.add(rule, detail, (spot,))

    def add(self, rule: str, detail: str, spots: Iterable[Spot]) -> None:
        for spot in spots:
            self._held[rule, spot.document].append((detail, spot))

    def details(self, rule: Rule, spots: Iterable[Spot]) -> set[str]:
        """What was seen at places that overlap these.

        >>> from pledgebook.model.claim import Stage
        >>> rule = Rule("r", When.PLEDGE, ("desk",))
        >>> known = Known([(rule.key, "x", Spot("d", 10, 20))])
        >>> known.details(rule, [Spot("d", 15, 30)]), known.details(rule, [Spot("d", 20, 30)])
        ({'x'}, set())
        """
        return {detail for spot in spots for detail, held in self._held.get((rule.key, spot.document), ()) if held.start < spot.end and spot.start < held.end}


def news(rule: Rule, entries: Iterable[AidEntry], known: Known, names: Mapping[str, str], dossier: str) -> Iterator[News]:
    """What the rule has not seen, in the order of the ledger."""
    listed = list(entries)
    by_id = {entry.id: entry for entry in listed}
    worth = {id_: held.amount.min or 0.0 for id_, held in conversions(listed, rule.over.currency).items() if held.amount} if rule.over else {}
    for entry in listed:
        if not _fits(rule, entry, worth):
            continue
        spots = tuple(sorted(Spot(t.claim.doc, t.claim.evidence[0].start, t.claim.evidence[0].end) for t in entry.testimonies if t.claim.evidence))
        seen = known.details(rule, spots)
        for detail, before in _details(rule, entry, seen, by_id):
            if detail not in seen:
                told = rule.when is not When.STAGE or before is not None
                yield News(rule, detail, spots, _alert(rule, entry, detail, before, names, dossier) if told else None)
            elif fresh := tuple(spot for spot in spots if detail not in known.details(rule, (spot,))):
                # a later report of what was told, remembered for the day on which the first one leaves the entry
                yield News(rule, detail, fresh, None)


def _details(rule: Rule, entry: AidEntry, seen: set[str], by_id: Mapping[str, AidEntry]) -> Iterator[tuple[str, Stage | None]]:
    """What there is to tell of an entry, with the stage before where that is it."""
    if rule.when is When.CONFLICT:
        yield from ((conflict.field, None) for conflict in entry.conflicts)
    elif rule.when is When.STAGE:
        earlier = by_id.get(entry.follows or "")
        before = max((Stage(stage) for stage in seen), key=list(Stage).index, default=earlier.stage if earlier else None)
        yield str(entry.stage), before if before is not entry.stage else None
    else:
        yield "", None


def _fits(rule: Rule, entry: AidEntry, worth: Mapping[str, float]) -> bool:
    if entry.realis in UNREAL or entry.counts_as in ELSEWHERE:
        return False
    if rule.when is When.PLEDGE and (entry.stage not in PROMISED or entry.follows):
        return False
    if rule.when is When.DELIVERY and (entry.stage is not Stage.DELIVERED or entry.realis is not Realis.ACTUAL):
        return False
    if rule.over and not (entry.counted and worth.get(entry.id, 0.0) >= (rule.over.min or 0.0)):
        return False
    if rule.donors and not set(rule.donors) & set(entry.donors):
        return False
    return not (rule.schemes and entry.scheme not in rule.schemes) and not (rule.types and entry.aid_type not in rule.types)


def _alert(rule: Rule, entry: AidEntry, detail: str, before: Stage | None, names: Mapping[str, str], dossier: str) -> Alert:
    first = carrier(entry)
    amount = entry.amount
    conflict = next((held for held in entry.conflicts if rule.when is When.CONFLICT and held.field == detail), None)
    line = aid_line(entry, names)
    titles = {When.STAGE: f"{before} to {entry.stage}: {line}", When.CONFLICT: f"Reports differ in {detail}: {line}"}
    earliest = min((f"{t.claim.doc} {t.claim.evidence[0].start}" for t in entry.testimonies if t.claim.evidence), default=entry.id)
    return Alert(
        id=hashlib.sha256(f"{rule.key} {detail} {earliest}".encode()).hexdigest()[:20],
        rule=rule.name,
        when=rule.when,
        title=titles.get(rule.when, line),
        entry=entry.id,
        dossier=dossier,
        stage=entry.stage,
        donors=entry.donors,
        amount_min=amount.min if amount else None,
        amount_max=amount.max if amount else None,
        currency=amount.currency if amount else None,
        before=before,
        field=conflict.field if conflict else None,
        values=tuple(Value(held.value, held.independent) for held in conflict.values) if conflict else (),
        words=" ".join(first.words[0].split()) if first and first.words else "",
        sources=first.sources if first else (),
        url=first.url if first else None,
        published=str(first.published.last) if first and first.published else None,
    )
