"""One claim for each occasion: mentions of the same one are folded together."""

from __future__ import annotations

import msgspec

from pledgebook.extract.talks_occasions import Occasion
from pledgebook.extract.talks_parties import Cast, Participant, distinct
from pledgebook.model.claim import TalksStatus
from pledgebook.model.text import Span

PAST = frozenset({TalksStatus.HELD, TalksStatus.AGREED, TalksStatus.FAILED, TalksStatus.ONGOING})
FURTHER_PLACES = 2


def fold_mentions(occasions: list[Occasion], cast: Cast) -> list[tuple[Occasion, tuple[Span, ...]]]:
    """Each occasion once with its evidence, the fullest place first."""
    groups: list[list[Occasion]] = []
    for occasion in occasions:
        group = _home(occasion, groups, cast)
        if group is not None:
            group.append(occasion)
        elif cast.enough(occasion.participants):
            groups.append([occasion])
    folded = [_folded(group) for group in groups]
    return sorted(_unique(folded), key=lambda pair: pair[1][0])


def _home(occasion: Occasion, groups: list[list[Occasion]], cast: Cast) -> list[Occasion] | None:
    """The group a mention belongs to, the latest that fits."""
    for group in reversed(groups):
        if any(_overlapping(occasion.evidence, other.evidence) and _akin(occasion, other) for other in group):
            return group
        if not cast.enough(occasion.participants):
            if _compatible(occasion, group) and (occasion.anaphoric or occasion.participants) and _shares(occasion, group):
                return group
        elif _same_sides(occasion, group) and _compatible(occasion, group):
            return group
    return None


def _overlapping(a: Span, b: Span) -> bool:
    shared = min(a.end, b.end) - max(a.start, b.start)
    return shared > 0.5 * min(len(a), len(b))


def _akin(a: Occasion, b: Occasion) -> bool:
    codes = {p.name or p.code for p in b.participants}
    return a.status is b.status and (not a.participants or any((p.name or p.code) in codes for p in a.participants))


def _codes(participants: tuple[Participant, ...]) -> set[str | None]:
    return {p.code or p.name for p in participants}


def _shares(occasion: Occasion, group: list[Occasion]) -> bool:
    known = {code for other in group for code in _codes(other.participants)}
    return _codes(occasion.participants) <= known


def _same_sides(occasion: Occasion, group: list[Occasion]) -> bool:
    mine = _codes(occasion.participants)
    for other in group:
        theirs = _codes(other.participants)
        named = {p.name for p in occasion.participants if p.name}, {p.name for p in other.participants if p.name}
        clash = named[0] and named[1] and not named[0] & named[1]
        if (mine <= theirs or theirs <= mine) and not clash:
            return True
    return False


def _compatible(occasion: Occasion, group: list[Occasion]) -> bool:
    """Nothing known of the mention says that it is another occasion."""
    for other in group:
        if "call" in (occasion.kind, other.kind) and occasion.kind != other.kind and not (occasion.anaphoric and occasion.kind == "talks"):
            return False
        if occasion.date and other.date and not (occasion.date.first <= other.date.last and other.date.first <= occasion.date.last):
            return False
        if occasion.place and other.place and not set(occasion.place.lower().split()) & set(other.place.lower().split()):
            return False
        pointed = occasion.anaphoric and not occasion.participants
        if not pointed and (occasion.status in PAST) != (other.status in PAST) and not (occasion.date and other.date):
            return False
        if not pointed and TalksStatus.CALLED_OFF in (occasion.status, other.status) and occasion.status is not other.status:
            return False
    return True


def _fullness(occasion: Occasion) -> tuple[int, int]:
    known = len(occasion.participants) + 2 * (occasion.date is not None) + (occasion.place is not None)
    return known, len(occasion.evidence)


def _folded(group: list[Occasion]) -> tuple[Occasion, tuple[Span, ...]]:
    best = max(group, key=_fullness)
    ordered = [best, *(o for o in group if o is not best)]
    evidence: list[Span] = []
    for other in ordered:
        adds = other is best or any(p not in best.participants for p in other.participants)
        if adds and len(evidence) <= FURTHER_PLACES and not any(_overlapping(other.evidence, span) for span in evidence):
            evidence.append(other.evidence)
    whole = msgspec.structs.replace(
        best,
        participants=distinct([p for other in ordered for p in other.participants]),
        date=next((o.date for o in ordered if o.date), None),
        place=next((o.place for o in ordered if o.place), None),
    )
    return whole, tuple(evidence)


def _unique(folded: list[tuple[Occasion, tuple[Span, ...]]]) -> list[tuple[Occasion, tuple[Span, ...]]]:
    """Without those whose first place is already another's: ids come from places."""
    seen: set[Span] = set()
    kept = []
    for occasion, evidence in folded:
        if evidence[0] not in seen:
            seen.add(evidence[0])
            kept.append((occasion, evidence))
    return kept
