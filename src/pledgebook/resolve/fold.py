"""The fold: from what documents say and people decided to the ledger, the same whatever order they came in."""

from __future__ import annotations

import collections
import datetime
from collections.abc import Iterable, Mapping

import msgspec

from pledgebook.dossier.schema import Dossier
from pledgebook.model.claim import Claim
from pledgebook.model.ledger import AidEntry, Correction, Entry, Judgement, Ledger, Reported, Sighting, Testimony, Verdict, Witness
from pledgebook.resolve.cluster import ambiguous, cluster
from pledgebook.resolve.compare import MATCHER, Finding, Reason
from pledgebook.resolve.copies import families
from pledgebook.resolve.decide import Decided, Pair, decide
from pledgebook.resolve.entries import entry
from pledgebook.resolve.goods import Goods
from pledgebook.resolve.identity import anchor
from pledgebook.resolve.lifecycle import link
from pledgebook.resolve.match import Matcher, matcher
from pledgebook.resolve.parties import Parties
from pledgebook.resolve.rewrites import rewrites
from pledgebook.resolve.values import Weights

UNSURE_SHOWN = 10
"""most doubtful neighbours an entry lists"""
AMBIGUOUS = Reason("events", "several fit as well")


def fold(
    witnesses: Iterable[Witness],
    dossier: Dossier,
    judgements: Iterable[Judgement] = (),
    corrections: Iterable[Correction] = (),
    as_of: datetime.date | None = None,
) -> Ledger:
    """The ledger of all documents, or of those whose publication window ends by `as_of`; decisions always apply."""
    everything = sorted({witness.id: witness for witness in witnesses}.values(), key=lambda witness: witness.id)
    known = {witness.id: witness for witness in everything if _known_by(witness, as_of)}
    undated = sum(witness.published is None for witness in everything) if as_of else 0
    decided = decide({id_: witness.reported for id_, witness in known.items()}, judgements, corrections)
    parties = Parties(dossier)
    testimonies = _testimonies(known, decided, dossier)
    family = families({id_: witness.sketch for id_, witness in known.items()}, rewrites(known))
    weights = Weights(family, {id_: outlets(witness) for id_, witness in known.items()})
    found = matcher(known, decided.reported, dossier, family)
    testimonies = {id_: msgspec.structs.replace(t, family=weights.family[t.claim.doc]) for id_, t in testimonies.items()}
    groups, findings = _events(testimonies, found, decided)
    notes = Notes(testimonies, findings, decided.human)
    entries: list[Entry] = []
    for group in groups:
        ordered = sorted((testimonies[id_] for id_ in group), key=earliness)
        entries.append(entry(ordered, notes.of(group), parties, weights))
    return Ledger(
        entries=tuple(sorted(_linked(entries, parties, Goods(dossier)), key=_position)),
        dossier=dossier.name,
        dossier_digest=dossier.digest,
        documents=len(known),
        as_of=as_of,
        undated=undated,
        later=len(everything) - len(known) - undated if as_of else 0,
        unplaced=decided.unplaced,
    )


def earliness(testimony: Testimony) -> tuple[datetime.date, str, int, str]:
    """The order of an entry's claims: by end of the publication window, undated last; the first names the entry."""
    published = testimony.published.last if testimony.published else datetime.date.max
    evidence = testimony.claim.evidence
    return published, testimony.claim.doc, evidence[0].start if evidence else 0, testimony.claim.id


def outlets(witness: Witness) -> tuple[str, ...]:
    """Who published the document: the sources of its sightings, or else the outlet its text names."""
    named = {sighting.source.casefold().removeprefix("www.") for sighting in witness.sightings if sighting.source}
    return tuple(sorted(named)) or ((witness.outlet.casefold().removeprefix("www."),) if witness.outlet else ())


def _known_by(witness: Witness, as_of: datetime.date | None) -> bool:
    return as_of is None or (witness.published is not None and witness.published.window.last <= as_of)


def _testimonies(known: Mapping[str, Witness], decided: Decided, dossier: Dossier) -> dict[str, Testimony]:
    official = dossier.terms("resolve", "official")
    out: dict[str, Testimony] = {}
    for document, reported in decided.reported.items():
        witness = known[document]
        sources = tuple(sorted({s.source for s in witness.sightings if s.source})) or ((witness.outlet,) if witness.outlet else ())
        url = next((s.url for s in sorted(witness.sightings, key=_sighting_order) if s.url), None)
        shared = {
            "sources": sources,
            "url": url,
            "title": witness.title or next((s.title for s in sorted(witness.sightings, key=_sighting_order) if s.title), None),
            "published": witness.published.window if witness.published else None,
            "official": any(_is_official(name, official) for name in (*sources, _host(url))),
        }
        for item in reported:
            out[item.claim.id] = _testimony(item, document, decided, shared)
    return out


def _testimony(item: Reported, document: str, decided: Decided, shared: Mapping[str, object]) -> Testimony:
    claim: Claim = msgspec.structs.replace(item.claim, doc=document)
    return Testimony(claim=claim, words=item.words, content=item.content, corrected=decided.corrected.get(claim.id, ()), **shared)  # type: ignore[arg-type]


def _sighting_order(sighting: Sighting) -> tuple[str, ...]:
    return tuple(part or "\uffff" for part in (sighting.date, sighting.source, sighting.url, sighting.id, sighting.title))


def _host(url: str | None) -> str:
    return (url or "").partition("://")[2].partition("/")[0]


def _is_official(name: str | None, official: tuple[str, ...]) -> bool:
    given = (name or "").casefold()
    return any(given == suffix or given.endswith("." + suffix) for suffix in official)


def _events(testimonies: Mapping[str, Testimony], found: Matcher, decided: Decided) -> tuple[list[tuple[str, ...]], dict[Pair, Finding]]:
    """Groups of claims that report one event, and the matcher's finding on each pair for which something speaks."""
    notes = {pair: finding for pair, finding in found.findings() if pair not in decided.human}
    same = {pair: finding.score for pair, finding in notes.items() if finding.verdict is Verdict.SAME}
    for pair in ambiguous(same, found.open, found.apart):
        notes[pair] = msgspec.structs.replace(notes[pair], verdict=Verdict.UNSURE, lines=(*notes[pair].lines, AMBIGUOUS))
        del same[pair]
    human = {pair: judgement.verdict for pair, judgement in decided.human.items()}
    return cluster(testimonies, same, human, found.apart), notes


class Notes:
    """What the matcher found and people decided, by claim."""

    def __init__(self, testimonies: Mapping[str, Testimony], findings: Mapping[Pair, Finding], human: Mapping[Pair, Judgement]) -> None:
        self._testimonies, self._findings, self._human = testimonies, findings, human
        self._pairs: dict[str, list[Pair]] = collections.defaultdict(list)
        for pair in [*human, *findings]:
            for id_ in pair:
                self._pairs[id_].append(pair)

    def of(self, group: tuple[str, ...]) -> tuple[Judgement, ...]:
        """Every decision of a person, for each claim the surest reason it is here, and the nearest doubtful neighbours."""
        inside: set[Pair] = set()
        outside: set[Pair] = set()
        members = frozenset(group)
        for id_ in group:
            within = [pair for pair in self._pairs[id_] if pair in self._findings and members.issuperset(pair)]
            inside.update(pair for pair in self._pairs[id_] if pair in self._human)
            outside.update(pair for pair in self._pairs[id_] if pair in self._findings and not members.issuperset(pair))
            if within:
                inside.add(min(within, key=self._nearness))
        nearest = sorted(outside, key=self._nearness)[:UNSURE_SHOWN]
        return tuple(self._judgement(pair) for pair in [*sorted(inside), *nearest])

    def _nearness(self, pair: Pair) -> tuple[float, Pair]:
        return -self._findings[pair].score, pair

    def _judgement(self, pair: Pair) -> Judgement:
        left, right = (anchor(self._testimonies[id_].claim) for id_ in pair)
        if pair in self._human:
            return msgspec.structs.replace(self._human[pair], left=left, right=right)
        finding = self._findings[pair]
        return Judgement(left, right, finding.verdict, finding.reasons, MATCHER, finding.score)


def _linked(entries: list[Entry], parties: Parties, goods: Goods) -> list[Entry]:
    aid = [entry for entry in entries if isinstance(entry, AidEntry)]
    rest: list[Entry] = [entry for entry in entries if not isinstance(entry, AidEntry)]
    return [*link(aid, parties, goods), *rest]


def _position(entry: Entry) -> tuple[str, datetime.date, str]:
    """The order of a ledger: by kind, then by day, undated last."""
    day = entry.date.first if entry.date else entry.first_published
    return str(entry.__struct_config__.tag), day or datetime.date.max, entry.id
