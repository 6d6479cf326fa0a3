"""The matcher's finding on pairs of claims that may report one event."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping

import msgspec

from pledgebook.dossier.schema import Dossier
from pledgebook.model.claim import AidClaim, CountsAs, TalksClaim
from pledgebook.model.ledger import Reported, Witness
from pledgebook.model.text import DateRange
from pledgebook.resolve.blocks import Pair, View, candidates
from pledgebook.resolve.compare import AidView, Context, Finding, compare_aid
from pledgebook.resolve.compare_speech import SpeechView, compare_statements, compare_talks, words_of
from pledgebook.resolve.goods import Goods
from pledgebook.resolve.parties import Kinship, Parties

NO_FAMILIES: Mapping[str, str] = {}

_LONGER = re.compile(r"[^\W\d_]{4,}")


class Matcher(msgspec.Struct, frozen=True):
    """Compares claims by id and says which to compare; a better matcher offers the same methods."""

    views: Mapping[str, View]
    context: Context
    memory: dict[Pair, bool]

    def finding(self, left: str, right: str) -> Finding | None:
        """The finding on two claims, whichever way round; None where they have nothing to do with each other."""
        return self._compare(self.views[min(left, right)], self.views[max(left, right)])

    def apart(self, left: str, right: str) -> bool:
        """Whether two claims cannot be one event."""
        pair = (min(left, right), max(left, right))
        if pair not in self.memory:
            self.memory[pair] = (finding := self.finding(*pair)) is not None and finding.veto
        return self.memory[pair]

    def open(self, id_: str) -> bool:
        """Whether a claim says so little of its amount that it may fit several events."""
        view = self.views[id_]
        return isinstance(view, AidView) and view.claim.counts_as is CountsAs.VAGUE

    def findings(self) -> Iterator[tuple[Pair, Finding]]:
        """Every pair for which something speaks, in order."""
        for pair in candidates(self.views, self.context.parties):
            finding = self.finding(*pair)
            if finding is not None and not finding.veto:
                yield pair, finding

    def _compare(self, left: View, right: View) -> Finding | None:
        if isinstance(left, AidView) and isinstance(right, AidView):
            return compare_aid(left, right, self.context)
        if isinstance(left, SpeechView) and isinstance(right, SpeechView) and type(left.claim) is type(right.claim):
            compare: Callable[[SpeechView, SpeechView], Finding | None] = compare_talks if isinstance(left.claim, TalksClaim) else compare_statements
            return compare(left, right)
        return None


def matcher(
    witnesses: Mapping[str, Witness], reported: Mapping[str, tuple[Reported, ...]], dossier: Dossier, family: Mapping[str, str] = NO_FAMILIES
) -> Matcher:
    """The matcher over all claims of the documents; `family` is shared by copies."""
    goods, parties = Goods(dossier), Parties(dossier)
    views: dict[str, View] = {}
    for document, items in reported.items():
        published = witnesses[document].published
        parents = {item.claim.id: item.claim for item in items if isinstance(item.claim, AidClaim)}
        for item in items:
            views[item.claim.id] = _view(item, document, published.window if published else None, goods, parents)
    rough = {code: float(value) for code, value in dossier.words.get("resolve", {}).get("rough_dollars", {}).items()}
    money = {party.code: party.currency for party in dossier.parties if party.currency}
    return Matcher(views, Context(parties, rough, money, frozenset(_told_apart(reported.values(), parties)), family), {})


def _view(item: Reported, document: str, window: DateRange | None, goods: Goods, parents: Mapping[str, AidClaim]) -> View:
    claim = item.claim
    if isinstance(claim, AidClaim):
        longer = frozenset(_LONGER.findall(" ".join(item.words).casefold()))
        return AidView(claim, document, goods.of(claim.items), window, parents.get(claim.part_of or ""), longer)
    return SpeechView(claim, document, window, words_of(item.content or item.words))


def _told_apart(documents: Iterable[tuple[Reported, ...]], parties: Parties) -> Iterator[frozenset[tuple[str, ...]]]:
    """Lists of donors with most names in common to which one document gives an amount each."""
    for items in documents:
        lists = sorted({item.claim.donors for item in items if isinstance(item.claim, AidClaim) and item.claim.amount and len(item.claim.donors) > 1})
        for k, left in enumerate(lists):
            yield from (frozenset((left, right)) for right in lists[k + 1 :] if parties.kinship(left, right) is Kinship.RIVAL)
