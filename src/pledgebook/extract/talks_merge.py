"""One claim for each occasion: mentions of the same one are folded together."""

from __future__ import annotations

import msgspec

from pledgebook.extract.talks_occasions import Occasion
from pledgebook.extract.talks_parties import Cast, Participant, distinct
from pledgebook.model.claim import TalksStatus
from pledgebook.model.near import Near
from pledgebook.model.text import DateRange, Span

TENSES = {
    TalksStatus.HELD: "past",
    TalksStatus.AGREED: "past",
    TalksStatus.FAILED: "past",
    TalksStatus.ONGOING: "present",
    TalksStatus.SCHEDULED: "future",
    TalksStatus.PROPOSED: "future",
    TalksStatus.CALLED_OFF: "off",
}
ENDED = frozenset({TalksStatus.AGREED, TalksStatus.FAILED})
FURTHER_PLACES = 1
NEAR_CHARS = 500


def fold_mentions(occasions: list[Occasion], cast: Cast) -> list[tuple[Occasion, tuple[Span, ...]]]:
    """Each occasion once with its evidence, the fullest place first; those without two sides are left out."""
    groups: list[list[Occasion]] = []
    near: Near[tuple[int, Occasion]] = Near((), lambda numbered: (numbered[1].evidence,))
    for occasion in occasions:
        home = _home(occasion, groups, near, cast)
        if home is None and occasion.guessed and occasion.anaphoric:
            continue
        if home is None:
            home = len(groups)
            groups.append([])
        groups[home].append(occasion)
        near.add((home, occasion))
    folded = [_folded(group, cast) for group in groups]
    return sorted(_unique([pair for pair in folded if _tells(pair[0], cast)]), key=lambda pair: pair[1][0])


def _tells(occasion: Occasion, cast: Cast) -> bool:
    """Two sides; one of several members, or one at a summit, where a day or place makes an occasion of it."""
    if len({p.name or p.code for p in occasion.participants}) > 1:
        return True
    anchored = occasion.place is not None or occasion.date is not None
    return anchored and occasion.kind in ("summit", "meeting") and cast.enough(occasion.participants, occasion.kind)


def _home(occasion: Occasion, groups: list[list[Occasion]], near: Near[tuple[int, Occasion]], cast: Cast) -> int | None:
    """The number of the group a mention belongs to, the latest that fits; `near` has the mentions with their groups."""
    full = cast.enough(occasion.participants)
    for k in sorted({number for number, _ in near.at(occasion.evidence)}, reverse=True):
        group = groups[k]
        beside = [o for o in group if not full or len(group) == 1 or cast.enough(o.participants)]
        if any(_overlapping(occasion.evidence, other.evidence) and _akin(occasion, other) for other in beside):
            return k
    for k, group in zip(range(len(groups) - 1, -1, -1), reversed(groups), strict=True):
        if not _compatible(occasion, group, cast.states):
            continue
        known = {code for other in group if not other.guessed for code in _codes(other.participants)}
        mine = _codes(occasion.participants)
        close = occasion.position - group[-1].position < NEAR_CHARS
        told = any(cast.enough(other.participants) and not other.guessed for other in group)
        if _attended(occasion, group, cast):
            return k
        if occasion.guessed or not cast.enough(occasion.participants):
            if (occasion.anaphoric or close) and mine <= known:
                return k
            if occasion.anaphoric and occasion.kind == group[0].kind and occasion.kind == "summit":
                return k
            if occasion.guessed and any(mine == _codes(other.participants) for other in group):
                return k
        elif (not told and (close or occasion.anaphoric) and known <= mine and not any(o.guessed for o in group)) or (
            not _rivals(occasion, group)
            and any(_same_sides(occasion.participants, o.participants) for o in group if not o.guessed and cast.enough(o.participants))
        ):
            return k
    return None


def _attended(occasion: Occasion, group: list[Occasion], cast: Cast) -> bool:
    """Whether people of one party are said to have been at "the meeting" of many told before."""
    alone = len(_codes(occasion.participants)) < 2 and occasion.anaphoric and occasion.kind == group[0].kind
    return alone and occasion.kind in ("summit", "meeting") and any(p.code in cast.collective for other in group for p in other.participants if not p.name)


def _overlapping(a: Span, b: Span) -> bool:
    shared = min(a.end, b.end) - max(a.start, b.start)
    return shared > 0.5 * min(len(a), len(b))


def _akin(a: Occasion, b: Occasion) -> bool:
    """Whether two mentions in one stretch of text can be one: one's sides hold the other's, or one has none of its own."""
    mine, theirs = _codes(a.participants), _codes(b.participants)
    if "agreement" in (a.kind, b.kind) and a.kind != b.kind:
        return False
    return TENSES[a.status] == TENSES[b.status] and (a.guessed or b.guessed or mine <= theirs or theirs <= mine)


def _codes(participants: tuple[Participant, ...]) -> set[str | None]:
    return {p.code or p.name for p in participants}


def _same_sides(mine: tuple[Participant, ...], theirs: tuple[Participant, ...]) -> bool:
    """The sides of one hold those of the other."""
    a, b = _codes(mine), _codes(theirs)
    return a <= b or b <= a


def _rivals(occasion: Occasion, group: list[Occasion]) -> bool:
    """Whether a party is stood for by other people than in the group."""
    named = [p for other in group if not other.guessed for p in other.participants if p.name]
    for code in {p.code for p in occasion.participants if p.name}:
        mine = {p.name for p in occasion.participants if p.name and p.code == code}
        theirs = {p.name for p in named if p.code == code}
        if theirs and not mine & theirs:
            return True
    return False


def _apart(a: DateRange | None, b: DateRange | None) -> bool:
    return a is not None and b is not None and (a.first > b.last or b.first > a.last)


def _same_day(a: DateRange | None, b: DateRange | None) -> bool:
    return a is not None and b is not None and a == b and (a.last - a.first).days < 3


def _elsewhere(a: str, b: str, states: frozenset[str]) -> bool:
    """Two cities or venues of different names; a city may lie in the state."""
    return not set(a.split()) & set(b.split()) and (a in states) == (b in states)


def _compatible(occasion: Occasion, group: list[Occasion], states: frozenset[str]) -> bool:
    """Nothing known of the mention says that it is another occasion."""
    pointing = occasion.anaphoric and not occasion.participants
    known = {TENSES[other.status] for other in group if not other.anaphoric} or {TENSES[group[0].status]}
    for other in group:
        if (occasion.kind == "call") != (other.kind == "call") and not (occasion.anaphoric and occasion.kind == "talks"):
            return False
        if "agreement" in (occasion.kind, other.kind) and occasion.kind != other.kind:
            return False
        named = occasion.name != other.name and "agreement" in (occasion.kind, other.kind)
        if named and not pointing and _codes(occasion.participants) != _codes(other.participants):
            return False
        if _apart(occasion.date, other.date):
            return False
        if occasion.place and other.place and _elsewhere(occasion.place.lower(), other.place.lower(), states):
            return False
        if not pointing and TENSES[occasion.status] not in known and not _same_day(occasion.date, other.date):
            return False
    return True


def _fullness(occasion: Occasion) -> tuple[float, int]:
    sides = 0 if occasion.guessed else len(occasion.participants)
    return sides + 2 * (occasion.date is not None) + (occasion.place is not None) - 1.5 * occasion.anaphoric, len(occasion.evidence)


def _folded(group: list[Occasion], cast: Cast) -> tuple[Occasion, tuple[Span, ...]]:
    best = group[0] if group[0].name else max(group, key=lambda o: (_fullness(o)[0] + (o is group[0]), _fullness(o)[1]))
    ordered = [best, *(o for o in group if o is not best)]
    evidence: list[Span] = []
    for other in ordered:
        adds = other is best or any(p not in best.participants for p in other.participants) or (other.date is not None and best.date is None)
        adds = adds or (other is group[0] and not other.anaphoric)
        if adds and len(evidence) <= FURTHER_PLACES and not any(_overlapping(other.evidence, span) for span in evidence):
            evidence.append(other.evidence)
    sure = [o for o in ordered if not o.guessed] or ordered
    ended = next((o for o in ordered if o.status in ENDED), best) if best.status is TalksStatus.HELD else best
    whole = msgspec.structs.replace(
        best,
        status=ended.status,
        participants=_together(best, sure, cast),
        date=next((o.date for o in ordered if o.date), None),
        topic=next((o.topic for o in ordered if o.topic), None),
        place=next((o.place for o in ordered if o.place), None),
    )
    return whole, tuple(evidence)


def _together(best: Occasion, sure: list[Occasion], cast: Cast) -> tuple[Participant, ...]:
    """The sides of the fullest mention, with the names that others give them and the parties that others add by name."""
    sides = list(best.participants) if best in sure else []
    codes = {p.code for p in sides}
    for other in sure:
        plain = not other.anaphoric or other.kind == "summit" or not codes or _attended(other, [best], cast)
        sides += [p for p in other.participants if plain or p.code in codes]
    return distinct(sides) or best.participants


def _unique(folded: list[tuple[Occasion, tuple[Span, ...]]]) -> list[tuple[Occasion, tuple[Span, ...]]]:
    """Without those whose first place is already another's: ids come from places."""
    seen: set[Span] = set()
    kept = []
    for occasion, evidence in folded:
        if evidence[0] not in seen:
            seen.add(evidence[0])
            kept.append((occasion, evidence))
    return kept
