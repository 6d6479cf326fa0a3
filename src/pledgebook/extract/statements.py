"""Statement claims from speech."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from pledgebook.dossier.schema import Dossier
from pledgebook.extract.conditions import with_conditions
from pledgebook.extract.speech import Speech
from pledgebook.model.annotation import AnnotatedDocument, Mention, MentionKind
from pledgebook.model.claim import Act, AidClaim, Attribution, Claim, Mode, Realis, StatementClaim
from pledgebook.model.near import Near
from pledgebook.model.text import Document, Span

SAME_WORDS = 0.75
"""share of all words two contents of one speaker have in common, from which they say the same"""
HEADLINE_SHARE = 0.5
"""share of a headline's words a statement must hold to be what the headline repeats"""
TOLD_SHARE = 0.6
"""share of reported content in another claim's evidence, from which it only tells that claim"""
ANNOUNCED_SHARE = 0.3
"""the same of content that is announced, which is more often only the frame of the claim"""


def extract_statements(
    annotated: AnnotatedDocument, dossier: Dossier, speeches: tuple[Speech, ...], told: tuple[Claim, ...] = ()
) -> tuple[StatementClaim, ...]:
    """One claim for each thing a document lets somebody say, in order of the text.

    What the same speaker says again in the same words, in a headline or in a paragraph printed twice, is one claim with
    several evidence spans. Reported speech that only tells one of the claims `told` (aid, talks) is none: its speaker is
    that claim's attribution. Spans are of the raw text.
    """
    document = annotated.document
    headline = document.blocks[0].span if len(document.blocks) > 1 else Span(0, 0)
    near = Near(told, lambda claim: claim.evidence)
    kept = [s for s in speeches if not (_deed(s) or s.relays or _told(s, near.at(*_raw(s.content, document)), document))]
    kept = [part for speech in kept for part in with_conditions(speech, annotated)]
    groups = _grouped(sorted(kept, key=lambda s: headline.contains(s.cue[0])), headline, near, document)
    places = _Places(annotated)
    return _apart(_claim(group, annotated, places) for group in sorted(groups, key=lambda g: (g[0].cue, g[0].content)))


class _Places:
    """Blocks, repeats and open quotations of one document by place, people by name."""

    def __init__(self, annotated: AnnotatedDocument) -> None:
        self.blocks = Near(annotated.document.blocks, lambda block: (block.span,))
        self.repeats = Near(annotated.document.repeats, lambda pair: pair[:1])
        self.unbalanced = Near([q for q in annotated.quotes if not q.balanced], lambda quote: (quote.content,))
        self.roles: dict[str, list[Mention]] = {}
        for mention in annotated.mentions:
            if mention.kind is MentionKind.PERSON and mention.role:
                self.roles.setdefault(mention.name, []).append(mention)


class _Said:
    """A speech that may be said again: its words, and the aid claims most of it tells."""

    def __init__(self, speech: Speech, told: Near[Claim], document: Document) -> None:
        self.speech = speech
        self.words = frozenset(word for span in speech.content for word in span.of(document.text).casefold().split())
        aid = [c for c in told.at(*_raw(speech.content, document)) if isinstance(c, AidClaim)]
        self.aid = frozenset(c.id for c in aid if _cover(speech, c.evidence, document) >= TOLD_SHARE)


def _grouped(speeches: list[Speech], headline: Span, told: Near[Claim], document: Document) -> list[list[Speech]]:
    """Speeches that say the same, by the first of them; only those of one speaker, or one party for a headline, can."""
    groups: list[tuple[_Said, list[Speech]]] = []
    by_speaker: dict[str | None, list[int]] = {}
    by_actor: dict[str, list[int]] = {}
    for speech in speeches:
        said = _Said(speech, told, document)
        repeats = headline.contains(speech.cue[0])
        likely = by_speaker.get(speech.speaker, [])
        if repeats and speech.actor is not None:
            likely = sorted({*likely, *by_actor.get(speech.actor, [])})
        group = next((groups[k][1] for k in likely if _retold(groups[k][0], said) or _same(groups[k][0], said, headline=repeats)), None)
        if group is not None:
            group.append(speech)
            continue
        by_speaker.setdefault(speech.speaker, []).append(len(groups))
        if speech.actor is not None:
            by_actor.setdefault(speech.actor, []).append(len(groups))
        groups.append((said, [speech]))
    return [group for _, group in groups]


def _apart(claims: Iterable[StatementClaim]) -> tuple[StatementClaim, ...]:
    """The claims, those of one place (a quotation and a condition in it) told apart by where their content ends too."""
    found: dict[str, StatementClaim] = {}
    for claim in claims:
        name = claim.id if claim.id not in found else f"{claim.id}.{claim.content[0].start}-{claim.content[-1].end}"
        found[name] = msgspec.structs.replace(claim, id=name)
    return tuple(found.values())


def _deed(speech: Speech) -> bool:
    """Whether a party is narrated to promise or plan an act of its own, which is no statement but what aid claims are made of."""
    return speech.actor is not None and not speech.person and not speech.reports and speech.act in (Act.PROMISE, Act.INFORM)


def _told(speech: Speech, told: tuple[Claim, ...], document: Document) -> bool:
    """Whether reported speech only tells what one claim of another kind says, and is the fullest place where it is told."""
    if speech.mode is not Mode.INDIRECT or speech.stance or (speech.person and not speech.reports):
        return False
    least = ANNOUNCED_SHARE if speech.announces else TOLD_SHARE
    # that aid will come is foreseen or promised as well as told; a meeting that will take place is only told
    claims = [c for c in told if not (speech.ahead and isinstance(c, AidClaim)) or speech.announces]
    return any(_cover(speech, claim.evidence[:1], document) >= least for claim in claims)


def _cover(speech: Speech, places: tuple[Span, ...], document: Document) -> float:
    """The largest share of the content in one of the places."""
    content = _raw(speech.content, document)
    size = sum(len(span) for span in content)
    return max((sum(_shared(span, place) for span in content) / size for place in places), default=0.0)


def _shared(one: Span, other: Span) -> int:
    return max(0, min(one.end, other.end) - max(one.start, other.start))


def _same(one: _Said, other: _Said, *, headline: bool) -> bool:
    first, second, a, b = one.speech, other.speech, one.words, other.words
    if headline:
        # a headline shortens what it repeats, and may name the speaker by the party
        return (first.speaker == second.speaker or (first.actor is not None and first.actor == second.actor)) and len(a & b) >= HEADLINE_SHARE * len(b)
    return first.speaker == second.speaker and first.mode is second.mode and len(a & b) >= SAME_WORDS * len(a | b)


def _retold(one: _Said, other: _Said) -> bool:
    """Whether one speaker says twice what is one aid claim."""
    first, second = one.speech, other.speech
    return first.speaker == second.speaker and Mode.INDIRECT in (first.mode, second.mode) and not one.aid.isdisjoint(other.aid)


def _claim(group: list[Speech], annotated: AnnotatedDocument, near: _Places) -> StatementClaim:
    fullest = max(group, key=lambda speech: sum(len(span) for span in speech.content))
    document = annotated.document
    evidence: list[Span] = []
    for speech in [fullest, *[s for s in group if s is not fullest]]:
        places = _places(speech, near, document)
        evidence += [span for span in places if span not in evidence]
    evidence += [span for place in tuple(evidence) for span in _repeated(place, near, document) if span not in evidence]
    first = evidence[0]
    return StatementClaim(
        doc=document.raw.name,
        id=f"{document.raw.sha256[:12]}.s{first.start}-{first.end}",
        evidence=tuple(evidence),
        attribution=_attribution(fullest),
        realis=Realis.ACTUAL,
        flags=_flags(fullest, near),
        speaker=fullest.speaker,
        content=_raw(fullest.content, document),
        source=_raw(fullest.source, document),
        cue_spans=_raw(fullest.cue, document),
        role=fullest.role,
        actor=fullest.actor,
        mode=fullest.mode,
        cue=fullest.cue_lemma,
        medium=fullest.medium,
        act=fullest.act,
    )


def _raw(spans: tuple[Span, ...], document: Document) -> tuple[Span, ...]:
    return tuple(document.offsets.raw(span) for span in spans)


def _places(speech: Speech, near: _Places, document: Document) -> list[Span]:
    """Raw spans that hold source, cue and content: one for each block they stand in, that of the content's start first."""
    parts = [*speech.content, *speech.cue, *speech.source]
    found: list[Span] = []
    for block in near.blocks.at(*parts):
        inside = [part for part in parts if block.span.start <= part.start < block.span.end]
        if inside:
            found.append(Span(min(p.start for p in inside), max(p.end for p in inside)))
    found.sort(key=lambda span: not span.contains(Span(speech.content[0].start, speech.content[0].start + 1)))
    return [document.offsets.raw(span) for span in found]


def _repeated(place: Span, near: _Places, document: Document) -> list[Span]:
    """Where the raw text prints a place again, by the cleaner's list of repeats."""
    found: list[Span] = []
    wanted = place.of(document.raw.text)
    for kept, repeat in near.repeats.at(place):
        if kept.contains(place):
            at = document.raw.text.find(wanted, repeat.start, repeat.end)
            if at >= 0:
                found.append(Span(at, at + len(wanted)))
            elif len(repeat) <= 2 * len(place):
                found.append(repeat)
    return found


def _attribution(speech: Speech) -> Attribution | None:
    if speech.speaker is None:
        return None
    return Attribution(speech.speaker, speech.role, speech.medium, speech.actor, speech.via)


def _flags(speech: Speech, near: _Places) -> tuple[str, ...]:
    flags: list[str] = []
    if any(q.content.overlaps(span) for q in near.unbalanced.at(*speech.content) for span in speech.content):
        flags.append("unbalanced_quote")
    if _role_in_conflict(speech, near):
        flags.append("role_conflict")
    return tuple(flags)


def _role_in_conflict(speech: Speech, near: _Places) -> bool:
    """Whether the last role printed beside the speaker's name, here or before, contradicts what is known."""
    until = max(span.end for span in (*speech.source, *speech.cue))
    last = next((m for m in reversed(near.roles.get(speech.speaker or "", [])) if m.span.start < until), None)
    return last is not None and last.role_conflict
