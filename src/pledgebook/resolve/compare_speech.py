"""Whether two talks claims report one occasion, and two statement claims one utterance."""

from __future__ import annotations

import re

import msgspec

from pledgebook.model.claim import Person, StatementClaim, TalksClaim, TalksStatus
from pledgebook.model.ledger import Verdict
from pledgebook.model.text import DateRange
from pledgebook.resolve.compare import Finding, Reason, Weighed
from pledgebook.resolve.timing import Timing, timing

SIDES, PLACED = 0.6, 0.5
"""share of common sides from which two occasions are one, and where both reports name the place"""
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
    against = _talks_against(left, right, a, b)
    if against:
        return Finding(Verdict.NOT_SAME, 0.0, (against,))
    weighed = weigh_talks(left, right)
    if weighed.short:
        return None
    return Finding(Verdict.SAME if weighed.score >= weighed.same else Verdict.UNSURE, weighed.score, weighed.lines)


def weigh_talks(left: SpeechView, right: SpeechView) -> Weighed:
    """What `compare_talks` finds, with the share of common sides also where something speaks against it."""
    a, b = left.claim, right.claim
    assert isinstance(a, TalksClaim)
    assert isinstance(b, TalksClaim)
    shared = sides(a) & sides(b)
    share = round(len(shared) / max(1, len(sides(a) | sides(b))), 3)
    time = timing(a.date, b.date, left.published, right.published)
    short = "fewer than two sides in common" if len(shared) < 2 else "" if time in (Timing.SAME, Timing.CLOSE) else "not within days of each other"
    lines = (Reason("participants", "shared", share, ", ".join(sorted(shared))), Reason("dates", str(time)))
    return Weighed(lines, share, _talks_against(left, right, a, b), short, PLACED if a.place and b.place else SIDES, 0.0)


def _talks_against(left: SpeechView, right: SpeechView, a: TalksClaim, b: TalksClaim) -> Reason | None:
    if left.document == right.document:
        return Reason("document", "the same: two claims of it")
    if _PHASE[a.status] != _PHASE[b.status]:
        return Reason("status", "differs", values=f"{a.status}, {b.status}")
    if a.place and b.place and not (words_of((a.place,)) & words_of((b.place,))):
        return Reason("place", "differs", values=f"{a.place}, {b.place}")
    time = timing(a.date, b.date, left.published, right.published)
    if time is Timing.FAR or (a.date and b.date and time is not Timing.SAME):
        return Reason("dates", "far apart")
    return None


def compare_statements(left: SpeechView, right: SpeechView) -> Finding | None:
    """One utterance: one speaker, nearly the same words, published within days."""
    if _common(left, right) < ALIKE and _speaker(left) == _speaker(right):
        return None
    weighed = weigh_statements(left, right)
    if weighed.against:
        return Finding(Verdict.NOT_SAME, 0.0, (weighed.against,))
    return None if weighed.short else Finding(Verdict.SAME, weighed.score, weighed.lines)


def weigh_statements(left: SpeechView, right: SpeechView) -> Weighed:
    """What `compare_statements` finds, with the share of common words whatever it is."""
    a, b = left.claim, right.claim
    assert isinstance(a, StatementClaim)
    assert isinstance(b, StatementClaim)
    share = _common(left, right)
    time = timing(a.date, b.date, left.published, right.published)
    short = "too few words in common" if share < ALIKE else "far apart in time" if time is Timing.FAR else ""
    lines = (Reason("wording", f"{share:.0%} in common", round(share, 3)), Reason("dates", str(time)))
    against = Reason("speaker", "differs", values=f"{a.speaker}, {b.speaker}") if a.speaker != b.speaker else None
    return Weighed(lines, round(share, 3), against, short, ALIKE, ALIKE)


def _common(left: SpeechView, right: SpeechView) -> float:
    return len(left.words & right.words) / max(1, len(left.words | right.words))


def _speaker(view: SpeechView) -> str | None:
    return view.claim.speaker if isinstance(view.claim, StatementClaim) else None
