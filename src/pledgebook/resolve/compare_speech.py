"""Whether two talks claims report one occasion, and two statement claims one utterance."""

from __future__ import annotations

import re

import msgspec

from pledgebook.model.claim import Person, StatementClaim, TalksClaim, TalksStatus
from pledgebook.model.ledger import Verdict
from pledgebook.model.text import DateRange
from pledgebook.resolve.compare import Finding, Reason
from pledgebook.resolve.timing import Timing, timing

ALIKE = 0.7
"""share of common words from which two wordings are one utterance, such as a quotation cut at one end"""

_WORD = re.compile(r"\w+")
_PHASE = {
    TalksStatus.PROPOSED: "ahead",
    TalksStatus.SCHEDULED: "ahead",
    TalksStatus.ONGOING: "held",
    TalksStatus.HELD: "held",
    TalksStatus.AGREED: "held",
    TalksStatus.FAILED: "held",
    TalksStatus.CALLED_OFF: "called off",
}


class SpeechView(msgspec.Struct, frozen=True):
    """A talks or statement claim with its document and the words it rests on."""

    claim: TalksClaim | StatementClaim
    document: str
    published: DateRange | None
    words: frozenset[str] = frozenset()


def words_of(texts: tuple[str, ...]) -> frozenset[str]:
    return frozenset(_WORD.findall(" ".join(texts).casefold()))


def sides(claim: TalksClaim) -> frozenset[str]:
    """The parties at the table: each person stands for the party the person acts for."""
    return frozenset(side(who) for who in claim.participants)


def side(participant: Person | str) -> str:
    """The party a participant stands for, or the person's name where no party is known."""
    return participant if isinstance(participant, str) else participant.actor or participant.name


def compare_talks(left: SpeechView, right: SpeechView) -> Finding | None:
    """One occasion: in one phase, the same sides, at one time, at no two places."""
    a, b = left.claim, right.claim
    assert isinstance(a, TalksClaim)
    assert isinstance(b, TalksClaim)
    if left.document == right.document:
        return Finding(Verdict.NOT_SAME, 0.0, (Reason("document", "the same: two claims of it"),))
    if _PHASE[a.status] != _PHASE[b.status]:
        return Finding(Verdict.NOT_SAME, 0.0, (Reason("status", "differs", values=f"{a.status}, {b.status}"),))
    if a.place and b.place and not (words_of((a.place,)) & words_of((b.place,))):
        return Finding(Verdict.NOT_SAME, 0.0, (Reason("place", "differs", values=f"{a.place}, {b.place}"),))
    shared = sides(a) & sides(b)
    share = len(shared) / max(1, len(sides(a) | sides(b)))
    time = timing(a.date, b.date, left.published, right.published)
    if time is Timing.FAR or (a.date and b.date and time is not Timing.SAME):
        return Finding(Verdict.NOT_SAME, 0.0, (Reason("dates", "far apart"),))
    if len(shared) < 2 or time not in (Timing.SAME, Timing.CLOSE):
        return None
    verdict = Verdict.SAME if share >= 0.6 or (share >= 0.5 and a.place and b.place) else Verdict.UNSURE
    return Finding(verdict, round(share, 3), (Reason("participants", "shared", round(share, 3), ", ".join(sorted(shared))), Reason("dates", str(time))))


def compare_statements(left: SpeechView, right: SpeechView) -> Finding | None:
    """One utterance: one speaker, nearly the same words, published within days."""
    a, b = left.claim, right.claim
    assert isinstance(a, StatementClaim)
    assert isinstance(b, StatementClaim)
    if a.speaker != b.speaker:
        return Finding(Verdict.NOT_SAME, 0.0, (Reason("speaker", "differs"),))
    share = len(left.words & right.words) / max(1, len(left.words | right.words))
    time = timing(a.date, b.date, left.published, right.published)
    if share < ALIKE or time is Timing.FAR:
        return None
    return Finding(Verdict.SAME, round(share, 3), (Reason("wording", f"{share:.0%} in common", round(share, 3)), Reason("dates", str(time))))
