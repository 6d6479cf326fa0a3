"""Why two claims are one event, or are not: what they were compared by, what people decided, and by way of whom they came together."""

from __future__ import annotations

import itertools
from collections.abc import Iterator

import msgspec

from pledgebook.model.ledger import Judgement, Verdict
from pledgebook.resolve.cluster import Pair
from pledgebook.resolve.compare import MATCHER, Weighed
from pledgebook.resolve.copies import Forest
from pledgebook.resolve.events import Events, Group, Human
from pledgebook.resolve.match import Matcher

MOST = 5
"""pairs told of those that hold two events apart"""


class Link(msgspec.Struct, frozen=True):
    """Two claims that were joined or held apart: by whom, with which score where the matcher did, and why."""

    left: str
    right: str
    by: str
    reasons: tuple[str, ...]
    score: float | None = None


class Why(msgspec.Struct, frozen=True, kw_only=True):
    """The answer in a sentence, and all it rests on.

    `blocks` hold both claims; `compared` says whether they were near enough in one to be compared; `weighed` is None
    for claims of two kinds. `doubted` says that several events fitted a vague report as well. `path` leads from one
    claim to the other where other claims join them; `barriers` are pairs that hold their events apart, where the two
    themselves would join; `nearest` is the likeliest pair of two events, where it is another one.
    """

    left: str
    right: str
    one: bool
    answer: str
    blocks: tuple[str, ...] = ()
    compared: bool = False
    weighed: Weighed | None = None
    doubted: bool = False
    decided: Judgement | None = None
    path: tuple[Link, ...] = ()
    barriers: tuple[Link, ...] = ()
    nearest: Link | None = None


def why(left: str, right: str, found: Matcher, events: Events, human: Human) -> Why:
    """Why two claims of a ledger are one event or two."""
    pair: Pair = (min(left, right), max(left, right))
    groups = events.group[left], events.group[right]
    one = groups[0] == groups[1]
    weighed, decided, doubted = found.weighed(left, right), human.judgements.get(pair), pair in events.doubted
    blocks, compared = found.common_blocks(left, right)
    finding = found.finding(left, right)
    joins = finding is not None and finding.verdict is Verdict.SAME and compared and not doubted
    joined = decided.verdict is Verdict.SAME if decided else joins
    path = _path(left, right, groups[0], found, events, human) if one and not joined else ()
    barriers = tuple(itertools.islice(_barriers(*groups, found, human), MOST)) if not one and joined else ()
    nearest = None if one else _nearest(*groups, found, human)
    told = Why(
        left=left,
        right=right,
        one=one,
        answer="",
        blocks=blocks,
        compared=compared,
        weighed=weighed,
        doubted=doubted,
        decided=decided,
        path=path,
        barriers=barriers,
        nearest=nearest if nearest and (nearest.left, nearest.right) != pair else None,
    )
    return msgspec.structs.replace(told, answer=f"{'one event' if one else 'two events'}: {_answer(told)}")


def _answer(told: Why) -> str:
    weighed, steps = told.weighed, len(told.path)
    if steps:
        return f"joined by way of {steps - 1} other claim{'' if steps == 2 else 's'}"
    if told.decided and told.one is (told.decided.verdict is Verdict.SAME):
        return f"{told.decided.by} said {told.decided.verdict}"
    if weighed is None:
        return "they are claims of two kinds"
    if told.one:
        return f"the sum {weighed.score:.2f} is at least {weighed.same:.2f}"
    if told.barriers:
        return "these two would join, but others of their events cannot be one"
    if weighed.against:
        return f"{weighed.against.field} {weighed.against.outcome}"
    if not told.compared:
        return "they were not compared, as no block holds both near each other"
    if told.doubted:
        return "several events fit as well"
    if weighed.score >= weighed.same:
        return weighed.short
    unsure = weighed.score >= weighed.unsure and not weighed.short
    return f"the sum {weighed.score:.2f} is below {weighed.same:.2f}" + (", and waits for a person" if unsure else "")


def _path(left: str, right: str, group: Group, found: Matcher, events: Events, human: Human) -> tuple[Link, ...]:
    """The joins that lead from one claim to the other: people's first, then the surest, as the group was made."""
    members = frozenset(group)
    joins: dict[Pair, Link] = {}
    for id_ in group:
        for other in found.same(id_):
            pair = (min(id_, other), max(id_, other))
            if other in members and pair not in events.doubted and pair not in human.judgements:
                finding = found.found(id_)[other]
                joins[pair] = Link(*pair, MATCHER, finding.reasons, finding.score)
        for pair in human.of(id_):
            if members.issuperset(pair) and human.judgements[pair].verdict is Verdict.SAME:
                joins[pair] = _told(human.judgements[pair], pair)
    forest = Forest(group)
    beside: dict[str, dict[str, Link]] = {id_: {} for id_ in group}
    for pair in sorted(joins, key=lambda pair: (joins[pair].score is not None, -(joins[pair].score or 0.0), pair)):
        if forest.find(pair[0]) != forest.find(pair[1]):
            forest.join(*pair)
            beside[pair[0]][pair[1]] = beside[pair[1]][pair[0]] = joins[pair]
    return _through(left, right, beside)


def _through(left: str, right: str, beside: dict[str, dict[str, Link]]) -> tuple[Link, ...]:
    before: dict[str, str] = {left: left}
    waiting = [left]
    while waiting:
        id_ = waiting.pop()
        for other in beside[id_]:
            if other not in before:
                before[other] = id_
                waiting.append(other)
    steps = [right]
    while steps[-1] != left:
        steps.append(before[steps[-1]])
    steps.reverse()
    links = (beside[a][b] for a, b in itertools.pairwise(steps))
    return tuple(msgspec.structs.replace(link, left=a, right=b) for link, (a, b) in zip(links, itertools.pairwise(steps), strict=True))


def _barriers(left: Group, right: Group, found: Matcher, human: Human) -> Iterator[Link]:
    for a, b in itertools.product(left, right):
        pair = (min(a, b), max(a, b))
        decided = human.judgements.get(pair)
        if decided and decided.verdict is Verdict.NOT_SAME:
            yield _told(decided, pair)
        elif decided is None and (finding := found.finding(*pair)) is not None and finding.veto:
            yield Link(*pair, MATCHER, finding.reasons)


def _nearest(left: Group, right: Group, found: Matcher, human: Human) -> Link | None:
    there = frozenset(right)
    near = ((a, b, found.found(a)[b]) for a in left for b in found.found(a) if b in there and (min(a, b), max(a, b)) not in human.judgements)
    best = min(near, key=lambda held: (-held[2].score, held[0], held[1]), default=None)
    return Link(min(best[:2]), max(best[:2]), MATCHER, best[2].reasons, best[2].score) if best else None


def _told(judgement: Judgement, pair: Pair) -> Link:
    return Link(*pair, judgement.by, judgement.reasons)
