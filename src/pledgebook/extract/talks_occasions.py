"""Mentions of occasions: words that say parties met or negotiated, with who, where, when and how it stands."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from pledgebook.extract.talks_clauses import branch_evidence, clause_verb, topmost
from pledgebook.extract.talks_parties import Cast, Participant
from pledgebook.extract.talks_places import date_near, place_near, topic_near
from pledgebook.extract.talks_sides import Sides
from pledgebook.extract.talks_status import Context, status_of
from pledgebook.extract.talks_triggers import noun_kind, points_back, serves, standing_name, verb_kind
from pledgebook.extract.talks_words import TalksWords
from pledgebook.model.annotation import AnnotatedDocument, DateMention
from pledgebook.model.claim import Realis, TalksStatus
from pledgebook.model.near import Near
from pledgebook.model.text import DateRange, Document, Span

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

# where parties named nearby are those meant, as nothing has been told of the occasion yet
OPEN = (TalksStatus.PROPOSED, TalksStatus.SCHEDULED, TalksStatus.CALLED_OFF, TalksStatus.FAILED)


class Occasion(msgspec.Struct, frozen=True):
    """One mention of an occasion.

    `anaphoric` when its words point back ("the talks", "their meeting"); `guessed` when the participants are only
    those its clause happens to name.
    """

    position: int
    kind: str
    evidence: Span
    participants: tuple[Participant, ...]
    status: TalksStatus
    realis: Realis
    place: str | None = None
    date: DateRange | None = None
    topic: str | None = None
    name: str | None = None
    anaphoric: bool = False
    guessed: bool = False


class Trigger(msgspec.Struct, frozen=True):
    """A word that names an occasion, the kind, and the sides that the grammar around it names."""

    token: Token
    kind: str
    sides: tuple[Participant, ...]
    full: bool


def find_occasions(annotated: AnnotatedDocument, doc: Doc, cast: Cast, words: TalksWords) -> list[Occasion]:
    """All mentions in the order of the text, those without two sides included."""
    dates = Near(annotated.dates, lambda date: (date.span,))
    of_sentence: dict[int, list[Trigger]] = {}
    for trigger in _triggers(doc, cast, words):
        of_sentence.setdefault(trigger.token.sent.start, []).append(trigger)
    found = []
    for triggers in of_sentence.values():
        for trigger in triggers:
            rivals = [t.token for t in triggers if t is not trigger and t.full and trigger.full and not _nested(t, trigger)]
            occasion = _occasion(trigger, rivals, annotated.document, dates, cast, words)
            if occasion is not None:
                found.append(occasion)
    return found


def _occasion(trigger: Trigger, rivals: list[Token], document: Document, dates: Near[DateMention], cast: Cast, words: TalksWords) -> Occasion | None:
    """What the clause around a trigger tells; None where it denies that anything is told."""
    token, kind, published = trigger.token, trigger.kind, document.published
    speaking = words["speaking.verbs"]
    evidence = branch_evidence(token, clause_verb(token, speaking), rivals, speaking)
    beside = dates.at(evidence, Span(token.sent.start_char, token.sent.end_char))
    when = date_near(token, evidence, beside, published, words)
    read = status_of(token, Context(document.text, kind, evidence, when.range if when else None, published.window if published else None), words)
    if read is None:
        return None
    status, realis = read
    place = place_near(token, evidence, cast, words)
    name = standing_name(token, words) if kind == "agreement" else None
    if name is not None:
        status, realis, place = TalksStatus.AGREED, Realis.ACTUAL, None
    sides, guessed = trigger.sides, False
    if not sides and kind in ("talks", "agreement") and token.pos_ != "VERB" and status in OPEN:
        sides, guessed = cast.clause_parties(evidence.start, evidence.end), True
    return Occasion(
        position=token.idx,
        kind=kind,
        evidence=evidence,
        participants=sides,
        status=status,
        realis=realis,
        place=place,
        # the day of an offer or refusal is not the day of the talks
        date=when.range if when and (when.own or status not in (TalksStatus.PROPOSED, TalksStatus.CALLED_OFF)) else None,
        topic=topic_near(token, words),
        name=name,
        anaphoric=points_back(token) and token.pos_ != "VERB",
        guessed=guessed,
    )


def _nested(one: Trigger, other: Trigger) -> bool:
    """Whether two words of a sentence tell of one occasion: the sides of one are among those of the other."""
    a, b = ({p.name or p.code for p in t.sides} for t in (one, other))
    return a <= b or b <= a


def _triggers(doc: Doc, cast: Cast, words: TalksWords) -> list[Trigger]:
    sides = Sides(cast, words)
    found = []
    for token in doc:
        if token.pos_ in ("NOUN", "PROPN"):
            kind = noun_kind(token, cast, words)
            if kind is not None:
                named = sides.of_noun(token, kind)
                if cast.enough(named) or token.lemma_.lower() not in words["nouns.weak"] or topmost(token) != token:
                    found.append(Trigger(token, kind, named, cast.enough(named)))
        elif token.pos_ == "VERB":
            named = sides.of_verb(token)
            if cast.enough(named) and not serves(token, words):
                found.append(Trigger(token, verb_kind(token, words), named, True))
    return found
