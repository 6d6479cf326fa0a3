"""Mentions of occasions: words that say parties met or negotiated, with who, where, when and how it stands."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from pledgebook.extract.talks_clauses import branch_evidence, clause_verb
from pledgebook.extract.talks_parties import Cast, Participant
from pledgebook.extract.talks_places import date_near, place_near
from pledgebook.extract.talks_sides import Sides
from pledgebook.extract.talks_status import Context, status_of
from pledgebook.extract.talks_triggers import noun_kind, points_back, serves, standing_name, topmost, verb_kind
from pledgebook.extract.talks_words import TalksWords
from pledgebook.model.annotation import AnnotatedDocument
from pledgebook.model.claim import Realis, TalksStatus
from pledgebook.model.text import DateRange, Span

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
    sentence: int
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
    triggers = list(_triggers(doc, cast, words))
    published = annotated.document.published
    found = []
    for trigger in triggers:
        token = trigger.token
        rivals = [t.token for t in triggers if t is not trigger and t.full and trigger.full and t.token.sent == token.sent and not _nested(t, trigger)]
        evidence = branch_evidence(token, clause_verb(token, words["speaking.verbs"]), rivals, words["speaking.verbs"])
        when = date_near(token, evidence, annotated.dates, published)
        context = Context(trigger.kind, evidence, when.range if when else None, published.window if published else None)
        read = status_of(token, context, words)
        if read is None:
            continue
        status, realis = read
        # the day of an offer or refusal is not the day of the talks
        days = when.range if when and (when.own or status not in (TalksStatus.PROPOSED, TalksStatus.CALLED_OFF)) else None
        sides, guessed = trigger.sides, False
        if not sides and trigger.kind in ("talks", "agreement") and token.pos_ != "VERB" and status in OPEN:
            sides, guessed = cast.clause_parties(evidence.start, evidence.end), True
        place = place_near(token, evidence, cast, words)
        pointing = points_back(token) and token.pos_ != "VERB"
        name = standing_name(token, words) if trigger.kind == "agreement" else None
        if name is not None:
            status, realis, place = TalksStatus.AGREED, Realis.ACTUAL, None
        found.append(
            Occasion(token.idx, token.sent.start, trigger.kind, evidence, sides, status, realis, place, days, None, name, pointing, guessed)
        )
    return found


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
