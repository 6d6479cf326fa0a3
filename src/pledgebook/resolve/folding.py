"""A fold that is kept: where facts are added or people decide, only what that touches is done again.

What it makes is what a fold of everything makes, byte for byte, because each step asks what its result rests on:
a pair is compared anew when one of its claims or their documents' copies change, an event is gathered anew when anything
is found otherwise on one of its claims, an entry is made anew when its event or a claim of it changes.
"""

from __future__ import annotations

import datetime
from collections.abc import Collection, Iterable, Mapping

import msgspec

from pledgebook.dossier.schema import Dossier
from pledgebook.model.claim import CountsAs
from pledgebook.model.ledger import AidEntry, Correction, Entry, Judgement, Ledger, Testimony, Witness
from pledgebook.resolve.cluster import Pair
from pledgebook.resolve.compare import MATCHER, Finding
from pledgebook.resolve.copies import Copies, families
from pledgebook.resolve.decide import Decided, decide
from pledgebook.resolve.entries import entry
from pledgebook.resolve.events import Events, Group, Human
from pledgebook.resolve.goods import Goods
from pledgebook.resolve.identity import anchor
from pledgebook.resolve.lifecycle import SHARES, Lifecycles
from pledgebook.resolve.match import Matcher
from pledgebook.resolve.parties import Parties
from pledgebook.resolve.rewrites import Rewrites
from pledgebook.resolve.shares import Comparing
from pledgebook.resolve.testimonies import earliness, outlets, testimonies
from pledgebook.resolve.values import Weights
from pledgebook.resolve.why import Why, why

UNSURE_SHOWN = 10
"""most doubtful neighbours an entry lists"""


class Folding:
    """The ledger of some documents and decisions, and all it was made of, so that the next is made of what changed."""

    def __init__(self, dossier: Dossier, comparing: Comparing | None = None) -> None:
        self._dossier = dossier
        self._official = tuple(f".{place}" for place in dossier.terms("resolve", "official"))
        self._witnesses: dict[str, Witness] = {}
        self._decided = Decided({}, {}, {}, ())
        self._copies, self._rewrites = Copies(), Rewrites()
        self._weights = Weights({}, {})
        self._testimonies: dict[str, Testimony] = {}
        parties, goods = Parties(dossier), Goods(dossier)
        self._found, self._events, self._human = Matcher(dossier, parties, goods, comparing), Events(), Human({})
        self._entries: dict[Group, Entry] = {}
        self._lifecycles = Lifecycles(parties, goods)
        # what was resumed has its families from the ledger, and looks for copies when a document comes or goes, or a silent one speaks
        self._weighed = True
        self._silent: frozenset[str] = frozenset()

    def resume(self, witnesses: Iterable[Witness], judgements: Iterable[Judgement], corrections: Iterable[Correction], folded: Ledger) -> Ledger | None:
        """Takes up where another fold ended that made `folded` of exactly these; None, and nothing taken up, where it cannot have.

        What it would have remembered is found again when it is asked for, so that one more decision costs what it touches.
        """
        known = {witness.id: witness for witness in witnesses}
        decided = decide({id_: known[id_].reported for id_ in sorted(known)}, judgements, corrections)
        told = {testimony.claim.id: testimony for entry in folded.entries for testimony in entry.testimonies}
        family = {testimony.claim.doc: testimony.family for testimony in told.values()}
        self._silent = frozenset(known.keys() - family.keys())
        family |= {id_: id_ for id_ in self._silent}
        self._weights = Weights(family, {id_: outlets(witness) for id_, witness in known.items()})
        self._found.resume(known, decided.reported, family)
        if told.keys() != self._found.views.keys():
            return None
        self._witnesses, self._decided, self._testimonies, self._weighed = known, decided, told, False
        self._human = Human(decided.human)
        for held in folded.entries:
            group = tuple(sorted(held.claims))
            self._events.group.update(dict.fromkeys(group, group))
            self._entries[group] = self._unlinked(held)
        resumed = self._ledger()
        return resumed if resumed.entries == folded.entries else None

    def _unlinked(self, held: Entry) -> Entry:
        """An entry as it was before it was set beside the others."""
        if not isinstance(held, AidEntry):
            return held
        if held.counts_as in (CountsAs.COMPONENT, CountsAs.UMBRELLA):
            # it may have counted by itself before
            return entry(held.testimonies, held.judgements, self._found.context.parties, self._weights)
        conflicts = tuple(conflict for conflict in held.conflicts if conflict.field != SHARES)
        return msgspec.structs.replace(held, conflicts=conflicts, part_of=None, follows=None, lifecycle="")

    def fold(self, witnesses: Iterable[Witness], judgements: Iterable[Judgement] = (), corrections: Iterable[Correction] = ()) -> Ledger:
        """The ledger of exactly these documents and decisions."""
        known = {witness.id: witness for witness in witnesses}
        decided = decide({id_: known[id_].reported for id_ in sorted(known)}, judgements, corrections)
        changed = self._in_time(self._changed(known, decided), known)
        related = self._weigh(known, changed)
        self._witnesses, self._decided = known, decided
        reported = {id_: decided.reported.get(id_, ()) for id_ in changed}
        touched = self._found.update(known, reported, self._weights.family, related)
        human = Human(decided.human)
        touched |= human.differing(self._human)
        self._human = human
        self._testify(changed, related)
        region, old = self._events.update(touched, self._found, human)
        self._enter(region | {item.claim.id for id_ in related for item in decided.reported.get(id_, ())}, old)
        return self._ledger()

    def why(self, left: str, right: str) -> Why | None:
        """Why two claims of the ledger are one event or two; None where it lacks one of them."""
        if left not in self._found.views or right not in self._found.views:
            return None
        return why(left, right, self._found, self._events, self._human)

    def _changed(self, known: Mapping[str, Witness], decided: Decided) -> set[str]:
        """The documents that came, went, or say something else than before, by themselves or by what people corrected."""
        was, now = self._decided, decided
        changed = self._witnesses.keys() ^ known.keys()
        for id_, witness in known.items():
            held = self._witnesses.get(id_)
            if held is not None and ((held is not witness and held != witness) or was.reported.get(id_) != now.reported.get(id_)):
                changed.add(id_)
        for claim in was.corrected.keys() | now.corrected.keys():
            if was.corrected.get(claim) != now.corrected.get(claim) and claim in self._found.views:
                changed.add(self._found.views[claim].document)
        return changed

    def _in_time(self, documents: Iterable[str], known: Mapping[str, Witness]) -> dict[str, None]:
        """The documents in order of publication: what is compared then lies close together in memory too, which makes a great fold faster."""

        def day(id_: str) -> datetime.date:
            published = (known.get(id_) or self._witnesses[id_]).published
            return published.window.last if published else datetime.date.max

        return dict.fromkeys(sorted(sorted(documents), key=day))

    def _weigh(self, known: Mapping[str, Witness], changed: Collection[str]) -> set[str]:
        """Finds copies and outlets anew; answers the documents that have others as copies, or another outlet, than before."""
        # what people decided on a document makes it no other's copy
        there = {id_: known.get(id_) for id_ in changed if self._witnesses.get(id_) != known.get(id_)}
        if not there and self._silent.isdisjoint(changed):
            return set()
        if not self._weighed:
            there, self._weighed = {**self._witnesses, **there}, True
        self._copies.update({id_: witness.sketch if witness else b"" for id_, witness in there.items()})
        self._rewrites.update(there)
        family = families(known, (*self._copies.alike(), *self._rewrites.pairs()))
        before, self._weights = self._weights, Weights(family, {**self._weights.outlets, **{id_: outlets(w) if w else () for id_, w in there.items()}})
        return {id_ for id_ in known if before.family.get(id_, id_) != family[id_]}.difference(changed)

    def _testify(self, changed: Iterable[str], related: Iterable[str]) -> None:
        for id_ in [id_ for id_ in self._testimonies if id_ not in self._found.views]:
            del self._testimonies[id_]
        for document in changed:
            if document in self._witnesses:
                said = self._decided.reported.get(document, ())
                made = testimonies(self._witnesses[document], said, self._decided.corrected, self._official)
                family = self._weights.family[document]
                self._testimonies |= {id_: msgspec.structs.replace(held, family=family) for id_, held in made.items()}
        for document in related:
            for item in self._decided.reported.get(document, ()):
                held = self._testimonies[item.claim.id]
                self._testimonies[item.claim.id] = msgspec.structs.replace(held, family=self._weights.family[document])

    def _enter(self, claims: set[str], old: set[Group]) -> None:
        """Makes the entries anew that hold one of the claims, in the place of those that stood there."""
        for group in old:
            self._entries.pop(group, None)
        for group in {self._events.group[id_] for id_ in claims if id_ in self._events.group}:
            ordered = sorted((self._testimonies[id_] for id_ in group), key=earliness)
            self._entries[group] = entry(ordered, self._notes(group), self._found.context.parties, self._weights)

    def _ledger(self) -> Ledger:
        entries = [self._entries[group] for group in sorted(self._entries)]
        aid = [entry for entry in entries if isinstance(entry, AidEntry)]
        rest: list[Entry] = [entry for entry in entries if not isinstance(entry, AidEntry)]
        return Ledger(
            entries=tuple(sorted((*self._lifecycles.link(aid), *rest), key=_position)),
            dossier=self._dossier.name,
            dossier_digest=self._dossier.digest,
            documents=len(self._witnesses),
            unplaced=self._decided.unplaced,
        )

    def _notes(self, group: Group) -> tuple[Judgement, ...]:
        """Every decision of a person, for each claim the surest reason it is here, and the nearest doubtful neighbours."""
        inside: set[Pair] = set()
        outside: dict[Pair, Finding] = {}
        members = frozenset(group)
        for id_ in group:
            inside.update(self._human.of(id_))
            found = {pair: self._finding(pair) for other in self._found.found(id_) if (pair := _pair(id_, other)) not in self._human.judgements}
            within = [pair for pair in found if members.issuperset(pair)]
            outside.update((pair, finding) for pair, finding in found.items() if not members.issuperset(pair))
            if within:
                inside.add(min(within, key=lambda pair: _nearness(pair, found[pair])))
        nearest = sorted(outside, key=lambda pair: _nearness(pair, outside[pair]))[:UNSURE_SHOWN]
        return tuple(self._judgement(pair) for pair in (*sorted(inside), *nearest))

    def _finding(self, pair: Pair) -> Finding:
        return self._events.doubted.get(pair) or self._found.found(pair[0])[pair[1]]

    def _judgement(self, pair: Pair) -> Judgement:
        left, right = (anchor(self._testimonies[id_].claim) for id_ in pair)
        decided = self._human.judgements.get(pair)
        if decided:
            return msgspec.structs.replace(decided, left=left, right=right)
        finding = self._finding(pair)
        return Judgement(left, right, finding.verdict, finding.reasons, MATCHER, finding.score)


def _pair(left: str, right: str) -> Pair:
    return (left, right) if left < right else (right, left)


def _nearness(pair: Pair, finding: Finding) -> tuple[float, Pair]:
    return -finding.score, pair


def _position(entry: Entry) -> tuple[str, datetime.date, str]:
    """The order of a ledger: by kind, then by day, undated last."""
    day = entry.date.first if entry.date else entry.first_published
    return str(entry.__struct_config__.tag), day or datetime.date.max, entry.id
