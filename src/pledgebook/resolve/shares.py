"""The work of comparing, cut into shares that can be done anywhere: what is found on a share follows from its claims alone.

A share holds claims that stand next to each other in time and, beside them, what their blocks hold that is worth
comparing with them; so each pair is in exactly one share, and hardly a claim in more than two.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Iterator, Mapping

import msgspec

from pledgebook.model.claim import TalksClaim
from pledgebook.resolve.blocks import View
from pledgebook.resolve.compare import AidView, Context, Finding, Weighed, compare_aid, weigh_aid
from pledgebook.resolve.compare_speech import SpeechView, compare_statements, compare_talks, weigh_statements, weigh_talks

CLAIMS = 1000
"""claims of a share: sending them costs little beside comparing them, and a thousand shares make a million claims"""


class Share(msgspec.Struct, frozen=True):
    """Claims by place, for some of them the places of those they are to be compared with, and the copies among their documents."""

    views: tuple[View, ...]
    near: tuple[tuple[int, tuple[int, ...]], ...]
    family: Mapping[str, str]


Found = list[tuple[str, str, Finding]]
"""pairs of claims for which something speaks that they are one event, the smaller id first"""
Comparing = Callable[[Context, Iterator[Share]], Iterator[Found]]
"""who compares shares, elsewhere or here; what was found comes in any order"""


def compare_views(left: View, right: View, context: Context) -> Finding | None:
    """The finding on two claims, of which the one with the smaller id comes first."""
    if isinstance(left, AidView) and isinstance(right, AidView):
        return compare_aid(left, right, context)
    if isinstance(left, SpeechView) and isinstance(right, SpeechView) and type(left.claim) is type(right.claim):
        compare: Callable[[SpeechView, SpeechView], Finding | None] = compare_talks if isinstance(left.claim, TalksClaim) else compare_statements
        return compare(left, right)
    return None


def weigh_views(left: View, right: View, context: Context) -> Weighed | None:
    """All that speaks for and against two claims being one event; None for claims of two kinds, which are never compared."""
    if isinstance(left, AidView) and isinstance(right, AidView):
        return weigh_aid(left, right, context)
    if isinstance(left, SpeechView) and isinstance(right, SpeechView) and type(left.claim) is type(right.claim):
        return weigh_talks(left, right) if isinstance(left.claim, TalksClaim) else weigh_statements(left, right)
    return None


def compare_share(share: Share, context: Context) -> Found:
    """What speaks for one event among a share's claims; `context` without the copies, which the share knows of its own."""
    own = msgspec.structs.replace(context, family=share.family)
    found: Found = []
    for place, others in share.near:
        left = share.views[place]
        for other in others:
            right = share.views[other]
            finding = compare_views(left, right, own)
            if finding is not None and not finding.veto:
                found.append((left.claim.id, right.claim.id, finding))
    return found


def shares(views: Mapping[str, View], near: Callable[[str], Iterable[str]], family: Mapping[str, str]) -> Iterator[Share]:
    """All claims in shares, in the order of `views`; each is compared with those near it whose ids are greater."""
    waiting = iter(views)
    while ids := list(itertools.islice(waiting, CLAIMS)):
        place = {id_: k for k, id_ in enumerate(ids)}
        pairs = []
        for id_ in ids:
            others = tuple(place.setdefault(other, len(place)) for other in sorted(near(id_)) if other > id_)
            if others:
                pairs.append((place[id_], others))
        held = tuple(views[id_] for id_ in place)
        copied = {view.document: family[view.document] for view in held if view.document in family}
        yield Share(held, tuple(pairs), copied)
