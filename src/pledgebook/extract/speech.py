"""Speech: who is said to have said what, in cleaned-text positions; statements and attributions are made from it."""

from __future__ import annotations

import msgspec

from pledgebook.dossier.schema import Dossier
from pledgebook.extract.clauses import child, verb_group
from pledgebook.extract.cue_words import CueWords, cue_words
from pledgebook.extract.cues import REPORTING, Hold, find_frames, quoted_sources
from pledgebook.extract.quotations import Utterance, gather
from pledgebook.extract.speakers import Speakers, Voice
from pledgebook.extract.stances import act_of, medium_of
from pledgebook.model.annotation import AnnotatedDocument
from pledgebook.model.claim import Act, Attribution, Mode
from pledgebook.model.near import Near
from pledgebook.model.text import Span

CHAIN_SHARE = 0.5
"""a cue inside another's content is a further mouth of it where it holds at least this share of it"""
COVERED_SHARE = 0.5
CONTENT_SHARE = 0.25
"""a span is in a speaker's mouth where content, cue and source hold the first share of it, and content alone the second"""


class Speech(msgspec.Struct, frozen=True):
    """One attributed content; all spans are of the cleaned text.

    `speaker` is the resolved name, code or description ("two US officials"), None where the text leaves it open;
    `via` are further mouths, outermost first.
    """

    content: tuple[Span, ...]
    source: tuple[Span, ...]
    cue: tuple[Span, ...]
    speaker: str | None
    mode: Mode
    cue_lemma: str | None = None
    role: str | None = None
    actor: str | None = None
    medium: str | None = None
    act: Act | None = None
    via: tuple[str, ...] = ()
    reports: bool = True
    """whether the content is told as a fact or words of the speaker, not only wanted, planned or judged"""
    person: bool = False
    """whether the speaker is a named person rather than a state, body or group"""
    stance: bool = False
    """whether the content holds what somebody thinks, beyond telling what happens"""
    ahead: bool = False
    """whether the content looks ahead or demands: a modal verb stands in it"""
    announces: bool = False
    """whether the cue makes known what is done, such as a gift, rather than what is thought"""
    relays: bool = False
    """whether the speaker is an outlet or a nameless group that only passes on what others say"""


def find_speech(annotated: AnnotatedDocument, dossier: Dossier) -> tuple[Speech, ...]:
    """Everything a document puts in somebody's mouth, in order of the cues; none is nested in another."""
    doc = annotated.syntax
    if doc is None:
        return ()
    utterances = gather(find_frames(doc, cue_words(dossier)), annotated)
    speakers = Speakers(annotated, doc, dossier)
    by_cue = Near(utterances, lambda u: (Span(u.cue_start, u.cue_start + 1),))
    by_head: dict[int, list[Utterance]] = {}
    for utterance in utterances:
        by_head.setdefault(utterance.frame.cue.head.i, []).append(utterance)
    found: list[Speech] = []
    for utterance in outermost([u for u in utterances if not any(_spells_out(u, other) for other in by_head.get(u.frame.cue.i, ()))]):
        found.append(_speech(utterance, [u for u in by_cue.at(*utterance.content) if _passes_on(utterance, u)], speakers, dossier))
    return tuple(found)


def _passes_on(outer: Utterance, inner: Utterance) -> bool:
    """Whether nearly all that `outer` tells is that `inner` said something: a chain of mouths."""
    if inner is outer or inner.frame.hold not in REPORTING or not outer.covers(inner.cue_start):
        return False
    return inner.frame.cue.head.i == outer.frame.cue.i or inner.size() >= CHAIN_SHARE * outer.size()


def _spells_out(outer: Utterance, inner: Utterance) -> bool:
    """Whether a quotation behind a colon is the whole of a stance ("Holt dismissed the cuts, noting: '...'")."""
    cue = inner.frame.cue
    trailing = bool(inner.quotes) and cue.tag_ == "VBG" and cue.head.i == outer.frame.cue.i and cue.i + 1 < len(cue.doc) and cue.nbor().text == ":"
    return trailing and outer.frame.hold is Hold.OBJECT and not outer.quotes


def outermost(utterances: list[Utterance]) -> list[Utterance]:
    """The utterances that are in no other's content."""
    near = Near(utterances, lambda u: u.content)
    return [u for u in utterances if not any(o is not u and o.covers(u.cue_start) and _outer(o, u) for o in near.over(u.cue_start))]


def _outer(other: Utterance, utterance: Utterance) -> bool:
    """Whether `other` holds `utterance` rather than the reverse, where each seems to hold the other."""
    return not utterance.covers(other.cue_start) or (other.size(), -other.cue_start) > (utterance.size(), -utterance.cue_start)


def _speech(utterance: Utterance, nested: list[Utterance], speakers: Speakers, dossier: Dossier) -> Speech:
    frame = utterance.frame
    text = speakers.text
    group = verb_group(frame.cue)
    voice = speakers.voice(frame.source)
    words = cue_words(dossier)
    lemma = words.lemma(frame.cue)
    inner = [speakers.voice(u.frame.source) for u in nested]
    told = [t for span in utterance.content for t in frame.cue.doc.char_span(span.start, span.end, alignment_mode="expand") or ()]
    opinions = words.clause - words.say
    cited = [speakers.voice(head).name for head in quoted_sources(frame.source, words)]
    return Speech(
        content=tuple(utterance.content),
        source=speakers.source(frame.source),
        cue=(Span(group[0].idx, group[-1].idx + len(group[-1])),),
        speaker=voice.name,
        mode=_mode(utterance),
        cue_lemma=lemma if frame.cue.is_alpha else None,
        role=voice.role,
        actor=voice.actor,
        medium=medium_of(frame.cue, text, dossier),
        act=act_of(frame.cue, lemma, " ".join(span.of(text) for span in utterance.content), dossier),
        via=tuple(name for name in [*cited, *(v.name for v in inner)] if name is not None and name != voice.name),
        reports=_reports(utterance, voice, lemma, words),
        person=voice.person,
        stance=any(words.lemma(t) in opinions and child(t, "ccomp") is not None for t in told),
        ahead=any(t.tag_ == "MD" for t in told),
        announces=lemma in words.announcing,
        relays=bool(cited) or (lemma in words.relaying and any(v.actor is not None for v in inner)),
    )


def _reports(utterance: Utterance, voice: Voice, lemma: str, words: CueWords) -> bool:
    """Whether the content is told, not only wanted or judged; a party that announces its own act is narrated by the document."""
    frame = utterance.frame
    if utterance.quotes:
        return True
    if lemma in words.announcing and frame.hold is Hold.OBJECT:
        return voice.person
    if frame.hold not in REPORTING or lemma in words.asking:
        return False
    return voice.person or lemma not in words.announcing or not frame.of_self


def _mode(utterance: Utterance) -> Mode:
    if not utterance.quotes:
        return Mode.INDIRECT
    quoted = sum(len(q.content) for q in utterance.quotes)
    opens = min(q.content.start for q in utterance.quotes) <= utterance.content[0].start + 1
    return Mode.DIRECT if opens and quoted >= 0.9 * utterance.size() else Mode.PARTIAL


def by_content(speeches: tuple[Speech, ...]) -> Near[Speech]:
    """Speeches by what they put in somebody's mouth."""
    return Near(speeches, lambda speech: speech.content)


def attribution_of(speeches: tuple[Speech, ...], span: Span) -> Attribution | None:
    """In whose mouth the text at `span` is put; None is the document's own voice.

    Only speech that tells something counts, where it covers half of the span; of several the one that covers it best,
    then the shorter. A party that announces its own act is narrated by the document; where it "says" so, `actor` lets the
    caller decide.
    """
    best: tuple[float, int, Speech] | None = None
    for speech in speeches:
        if not speech.reports or speech.speaker is None:
            continue
        told, whole = (sum(_shared(piece, span) for piece in parts) / len(span) for parts in (speech.content, (*speech.content, *speech.cue, *speech.source)))
        rank = (whole, -sum(len(piece) for piece in speech.content), speech)
        if told >= CONTENT_SHARE and whole >= COVERED_SHARE and (best is None or rank[:2] > best[:2]):
            best = rank
    if best is None:
        return None
    speech = best[2]
    return Attribution(speech.speaker or "", speech.role, speech.medium, speech.actor, speech.via)


def _shared(one: Span, other: Span) -> int:
    return max(0, min(one.end, other.end) - max(one.start, other.start))
