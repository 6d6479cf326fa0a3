"""The matcher's findings on pairs of claims that may report one event, kept while claims come and go."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Iterator, Mapping

import msgspec

from pledgebook.dossier.schema import Dossier
from pledgebook.model.claim import AidClaim, CountsAs
from pledgebook.model.ledger import Reported, Verdict, Witness
from pledgebook.model.text import DateRange
from pledgebook.resolve.blocks import Blocks, Pair, View
from pledgebook.resolve.compare import AidView, Context, Finding, Weighed
from pledgebook.resolve.compare_speech import SpeechView, words_of
from pledgebook.resolve.goods import Goods
from pledgebook.resolve.parties import Kinship, Parties
from pledgebook.resolve.shares import Comparing, compare_views, shares, weigh_views

NO_FAMILIES: Mapping[str, str] = {}
MANY = 50_000
"""claims from which others are asked to compare: fewer take less time than to start a process"""
NOTHING: Mapping[str, Finding] = {}

Lists = frozenset[tuple[str, ...]]

_LONGER = re.compile(r"[^\W\d_]{4,}")


class Matcher:
    """Compares claims by id and says which to compare; a better matcher offers the same methods.

    What was found on a pair stands until one of its claims changes, or what comparing needs to know of the book.
    """

    def __init__(self, dossier: Dossier, parties: Parties, goods: Goods, comparing: Comparing | None = None) -> None:
        rough = {code: float(value) for code, value in dossier.words.get("resolve", {}).get("rough_dollars", {}).items()}
        money = {party.code: party.currency for party in dossier.parties if party.currency}
        self.views: dict[str, View] = {}
        self.context = Context(parties, rough, money)
        self._goods, self._comparing = goods, comparing
        self._blocks = Blocks(parties)
        self._claims: dict[str, tuple[str, ...]] = {}
        self._told: dict[str, frozenset[Lists]] = {}
        self._found: dict[str, dict[str, Finding]] = {}
        self._apart: dict[Pair, bool] = {}
        # the claims that were compared with all that are near; None where all were
        self._compared: set[str] | None = None

    def resume(self, documents: Mapping[str, Witness], reported: Mapping[str, tuple[Reported, ...]], family: Mapping[str, str]) -> None:
        """Takes in all documents as if they had been compared; a claim is compared when it is asked for."""
        self.look(documents, reported, family)
        self._blocks.update((), self.views)
        self._compared = set()

    def finding(self, left: str, right: str) -> Finding | None:
        """The finding on two claims, whichever way round; None where they have nothing to do with each other."""
        return compare_views(self.views[min(left, right)], self.views[max(left, right)], self.context)

    def weighed(self, left: str, right: str) -> Weighed | None:
        """All that speaks for and against two claims being one event; None for claims of two kinds."""
        return weigh_views(self.views[min(left, right)], self.views[max(left, right)], self.context)

    def common_blocks(self, left: str, right: str) -> tuple[tuple[str, ...], bool]:
        """The blocks that hold both claims, in words, and whether the claims are near enough in one of them to be compared."""
        return self._blocks.common(left, right), right in self._blocks.near(left)

    def apart(self, left: str, right: str) -> bool:
        """Whether two claims cannot be one event."""
        if right in self._found.get(left, NOTHING):
            return False
        pair = (min(left, right), max(left, right))
        if pair not in self._apart:
            self._apart[pair] = (finding := self.finding(*pair)) is not None and finding.veto
        return self._apart[pair]

    def open(self, id_: str) -> bool:
        """Whether a claim says so little of its amount that it may fit several events."""
        view = self.views[id_]
        return isinstance(view, AidView) and view.claim.counts_as is CountsAs.VAGUE

    def found(self, id_: str) -> Mapping[str, Finding]:
        """The claims for which something speaks that they are one event with this one."""
        if self._compared is not None and id_ not in self._compared:
            self._compared.add(id_)
            findings = ((other, self.finding(id_, other)) for other in self._blocks.near(id_))
            self._found[id_] = {other: finding for other, finding in findings if finding is not None and not finding.veto}
        return self._found.get(id_, NOTHING)

    def same(self, id_: str) -> Iterator[str]:
        """The claims found to be one event with this one."""
        return (other for other, finding in self.found(id_).items() if finding.verdict is Verdict.SAME)

    def look(self, documents: Mapping[str, Witness], reported: Mapping[str, tuple[Reported, ...]], family: Mapping[str, str]) -> tuple[set[str], set[str]]:
        """Takes in documents that are new, changed or (None of `documents`) gone; answers the claims that left and that came."""
        gone: set[str] = set()
        come: set[str] = set()
        for id_, items in reported.items():
            gone.update(self._claims.pop(id_, ()))
            self._told.pop(id_, None)
            if id_ not in documents:
                continue
            published = documents[id_].published
            parents = {item.claim.id: item.claim for item in items if isinstance(item.claim, AidClaim)}
            for item in items:
                self.views[item.claim.id] = _view(item, id_, published.window if published else None, self._goods, parents)
            self._claims[id_] = tuple(item.claim.id for item in items)
            come.update(self._claims[id_])
            told = frozenset(_told_apart(items, self.context.parties))
            if told:
                self._told[id_] = told
        for claim in gone - come:
            del self.views[claim]
        self.context = msgspec.structs.replace(self.context, family=family, told_apart=frozenset().union(*self._told.values()))
        self._apart.clear()
        return gone, come

    def update(
        self, documents: Mapping[str, Witness], reported: Mapping[str, tuple[Reported, ...]], family: Mapping[str, str], related: Iterable[str]
    ) -> set[str]:
        """As `look`, and compares what has to be; answers every claim that left, came, or of which something else is found.

        `related` are the documents whose copies are others than before.
        """
        was = self.context.told_apart
        for id_ in (claim for document in reported for claim in self._claims.get(document, ())):
            self.found(id_)
        gone, come = self.look(documents, reported, family)
        told = frozenset().union(*(was ^ self.context.told_apart))
        again = {claim for document in related for claim in self._claims.get(document, ())}
        again |= {id_ for id_, view in self.views.items() if isinstance(view, AidView) and view.claim.donors in told} if told else set()
        lost, gained = self._blocks.update(gone, {id_: self.views[id_] for id_ in come})
        if again and self._compared is not None:
            return gone | self._compare_all()
        changed = gone | come | again
        for id_ in sorted(gone | again):
            changed |= self._forget(id_)
        for left, right in lost:
            found = [self._found.get(left, {}).pop(right, None), self._found.get(right, {}).pop(left, None)]
            unknown = self._compared is not None and not self._compared.issuperset((left, right))
            finding = self.finding(left, right) if unknown else None
            if any(found) or (finding is not None and not finding.veto):
                changed |= {left, right}
        if self._compared is not None:
            self._compared -= gone
            self._compared |= come
        anew = come | again
        if len(anew) == len(self.views):
            self._compare_each()
            return changed
        pairs = {_pair(id_, other) for id_ in anew for other in self._blocks.near(id_)}
        for left, right in itertools.chain(pairs, gained):
            if self._keep(left, right):
                changed |= {left, right}
        return changed

    def _compare_all(self) -> set[str]:
        """Compares everything, of which so far only some was; answers every claim."""
        self._compared = None
        self._found.clear()
        self._compare_each()
        return set(self.views)

    def _compare_each(self) -> None:
        """Compares each pair that is near; of many claims some elsewhere, where there is somebody who does it."""
        if self._comparing is None or len(self.views) < MANY:
            for left in self.views:
                for right in self._blocks.near(left):
                    if left < right:
                        self._keep(left, right)
            return
        bare = msgspec.structs.replace(self.context, family=NO_FAMILIES)
        for found in self._comparing(bare, shares(self.views, self._blocks.near, self.context.family)):
            for left, right, finding in found:
                self._found.setdefault(left, {})[right] = finding
                self._found.setdefault(right, {})[left] = finding

    def _keep(self, left: str, right: str) -> bool:
        """Compares a pair, and keeps what speaks for one event."""
        finding = self.finding(left, right)
        if finding is None or finding.veto:
            return False
        self._found.setdefault(left, {})[right] = finding
        self._found.setdefault(right, {})[left] = finding
        return True

    def _forget(self, id_: str) -> set[str]:
        others = self._found.pop(id_, {})
        for other in others:
            self._found.get(other, {}).pop(id_, None)
        return set(others)


def matcher(
    witnesses: Mapping[str, Witness], reported: Mapping[str, tuple[Reported, ...]], dossier: Dossier, family: Mapping[str, str] = NO_FAMILIES
) -> Matcher:
    """A matcher that knows all claims of the documents and has compared none; `family` is shared by copies."""
    made = Matcher(dossier, Parties(dossier), Goods(dossier))
    made.look(witnesses, reported, family)
    return made


def _pair(left: str, right: str) -> Pair:
    return (left, right) if left < right else (right, left)


def _view(item: Reported, document: str, window: DateRange | None, goods: Goods, parents: Mapping[str, AidClaim]) -> View:
    claim = item.claim
    if isinstance(claim, AidClaim):
        longer = frozenset(_LONGER.findall(" ".join(item.words).casefold()))
        return AidView(claim, document, goods.of(claim.items), window, parents.get(claim.part_of or ""), longer)
    return SpeechView(claim, document, window, words_of(item.content or item.words))


def _told_apart(items: Iterable[Reported], parties: Parties) -> Iterator[Lists]:
    """Lists of donors with most names in common to which a document gives an amount each."""
    lists = sorted({item.claim.donors for item in items if isinstance(item.claim, AidClaim) and item.claim.amount and len(item.claim.donors) > 1})
    for k, left in enumerate(lists):
        yield from (frozenset((left, right)) for right in lists[k + 1 :] if parties.kinship(left, right) is Kinship.RIVAL)
