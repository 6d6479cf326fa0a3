"""Statement claims from speech."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from pledgebook.dossier.schema import Dossier
from pledgebook.extract.conditions import with_conditions
from pledgebook.extract.speech import Speech
from pledgebook.model.annotation import AnnotatedDocument, MentionKind
from pledgebook.model.claim import Act, AidClaim, Attribution, Claim, Mode, Realis, StatementClaim
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
    kept = [s for s in speeches if not (_deed(s) or s.relays or _told(s, told, document))]
    kept = [part for speech in kept for part in with_conditions(speech, annotated)]
    groups: list[list[Speech]] = []
    for speech in sorted(kept, key=lambda s: headline.contains(s.cue[0])):
        repeats = headline.contains(speech.cue[0])
        group = next((g for g in groups if _retold(g[0], speech, told, document) or _same(g[0], speech, document.text, headline=repeats)), None)
        if group is None:
            groups.append([speech])
        else:
            group.append(speech)
    return _apart(_claim(group, annotated) for group in sorted(groups, key=lambda g: (g[0].cue, g[0].content)))


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


def _same(first: Speech, second: Speech, text: str, *, headline: bool) -> bool:
    a, b = (_words(speech, text) for speech in (first, second))
    if headline:
        # a headline shortens what it repeats, and may name the speaker by the party
        return (first.speaker == second.speaker or (first.actor is not None and first.actor == second.actor)) and len(a & b) >= HEADLINE_SHARE * len(b)
    return first.speaker == second.speaker and first.mode is second.mode and len(a & b) >= SAME_WORDS * len(a | b)


def _retold(first: Speech, second: Speech, told: tuple[Claim, ...], document: Document) -> bool:
    """Whether one speaker says twice what is one aid claim."""
    if first.speaker != second.speaker or Mode.INDIRECT not in (first.mode, second.mode):
        return False
    return any(isinstance(c, AidClaim) and min(_cover(s, c.evidence, document) for s in (first, second)) >= TOLD_SHARE for c in told)


def _words(speech: Speech, text: str) -> frozenset[str]:
    return frozenset(word for span in speech.content for word in span.of(text).casefold().split())


def _claim(group: list[Speech], annotated: AnnotatedDocument) -> StatementClaim:
    fullest = max(group, key=lambda speech: sum(len(span) for span in speech.content))
    document = annotated.document
    evidence: list[Span] = []
    for speech in [fullest, *[s for s in group if s is not fullest]]:
        places = _places(speech, annotated)
        evidence += [span for span in places if span not in evidence]
    evidence += [span for place in tuple(evidence) for span in _repeated(place, document) if span not in evidence]
    first = evidence[0]
    return StatementClaim(
        doc=document.raw.name,
        id=f"{document.raw.sha256[:12]}.s{first.start}-{first.end}",
        evidence=tuple(evidence),
        attribution=_attribution(fullest),
        realis=Realis.ACTUAL,
        flags=_flags(fullest, annotated),
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


def _places(speech: Speech, annotated: AnnotatedDocument) -> list[Span]:
    """Raw spans that hold source, cue and content: one for each block they stand in, that of the content's start first."""
    parts = [*speech.content, *speech.cue, *speech.source]
    found: list[Span] = []
    for block in annotated.document.blocks:
        inside = [part for part in parts if block.span.start <= part.start < block.span.end]
        if inside:
            found.append(Span(min(p.start for p in inside), max(p.end for p in inside)))
    found.sort(key=lambda span: not span.contains(Span(speech.content[0].start, speech.content[0].start + 1)))
    return [annotated.document.offsets.raw(span) for span in found]


def _repeated(place: Span, document: Document) -> list[Span]:
    """Where the raw text prints a place again, by the cleaner's list of repeats."""
    found: list[Span] = []
    wanted = place.of(document.raw.text)
    for kept, repeat in document.repeats:
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


def _flags(speech: Speech, annotated: AnnotatedDocument) -> tuple[str, ...]:
    flags: list[str] = []
    if any(not q.balanced and any(q.content.overlaps(span) for span in speech.content) for q in annotated.quotes):
        flags.append("unbalanced_quote")
    if _role_in_conflict(speech, annotated):
        flags.append("role_conflict")
    return tuple(flags)


def _role_in_conflict(speech: Speech, annotated: AnnotatedDocument) -> bool:
    """Whether the last role printed beside the speaker's name, here or before, contradicts what is known."""
    until = max(span.end for span in (*speech.source, *speech.cue))
    roles = [m for m in annotated.mentions if m.kind is MentionKind.PERSON and m.name == speech.speaker and m.role and m.span.start < until]
    return bool(roles) and roles[-1].role_conflict
