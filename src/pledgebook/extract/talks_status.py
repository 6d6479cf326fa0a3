"""How far talks have come, by tense, modality and the words beside them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import msgspec

from pledgebook.extract.talks_clauses import topmost
from pledgebook.extract.talks_words import TalksWords
from pledgebook.model.claim import Realis, TalksStatus
from pledgebook.model.text import DateRange, Span

if TYPE_CHECKING:
    from spacy.tokens import Token

# how far from the word the text may tell how talks ended
REACH_CHARS = 140
REALIS = {TalksStatus.PROPOSED: Realis.HYPOTHETICAL, TalksStatus.SCHEDULED: Realis.PLANNED, TalksStatus.CALLED_OFF: Realis.NEGATED}


class Context(msgspec.Struct, frozen=True):
    """What status is read from: the text, the kind of occasion, the clause and both dates."""

    text: str
    kind: str
    clause: Span
    date: DateRange | None
    published: DateRange | None


def has_phrase(text: str, phrases: frozenset[str]) -> bool:
    """Whether one of the phrases stands in the text as whole words.

    >>> has_phrase("talks ground to a halt", frozenset({"to a halt"})), has_phrase("unplanned", frozenset({"planned"}))
    (True, False)
    """
    return any(re.search(rf"(?<!\w){re.escape(phrase)}(?!\w)", text) for phrase in phrases)


def chain(token: Token) -> list[Token]:
    """The verbs above a word within its clause, nearest first: "sought [to hold [talks]]"."""
    verbs: list[Token] = []
    current = token
    for _ in range(8):
        if current.pos_ in ("VERB", "AUX"):
            verbs.append(current)
        if current.dep_ in ("ROOT", "relcl", "advcl", "parataxis") or current.head == current:
            break
        if current.dep_ in ("ccomp", "conj") and any(c.dep_ in ("nsubj", "nsubjpass") for c in current.children):
            break
        current = current.head
    return verbs


def status_of(trigger: Token, context: Context, words: TalksWords) -> tuple[TalksStatus, Realis] | None:
    """Status and realis of the occasion a word names; None for "has not refused", which reports no occasion."""
    status = _status(trigger, context, words)
    if status is None:
        return None
    return status, REALIS.get(status, Realis.ACTUAL)


def _status(trigger: Token, context: Context, words: TalksWords) -> TalksStatus | None:
    verbs = chain(trigger)
    refusals = [v for v in verbs if v != trigger and v.lemma_.lower() in words["status.called_off"] | words["status.refusing"]]
    if any(c.dep_ == "neg" for v in refusals for c in v.children):
        return None
    if trigger.lemma_.lower() in words["verbs.topical"] and any(c.dep_ == "neg" for c in trigger.children):
        return None
    lemmas = [v.lemma_.lower() for v in verbs]
    text = context.text[max(context.clause.start, trigger.idx - REACH_CHARS) : min(context.clause.end, trigger.idx + REACH_CHARS)].lower()
    before = context.text[max(context.clause.start, trigger.idx - 70) : trigger.idx].lower()
    if (setting := _setting(trigger, verbs, words)) is not None:
        return setting
    if _called_off(trigger, verbs, before, words):
        return TalksStatus.CALLED_OFF
    if any(lemma in words["status.failed"] for lemma in lemmas) or has_phrase(text, words["status.failed_phrases"]):
        return TalksStatus.FAILED
    if trigger.lemma_.lower() in words["verbs.invite"]:
        return TalksStatus.PROPOSED
    simple_past = trigger.tag_ == "VBD"
    future = bool(context.date and context.published and context.date.first > context.published.last) and not simple_past
    if _unreal(trigger, verbs, before, context.kind, words) and not future:
        return TalksStatus.PROPOSED
    if future or _ahead(verbs) or _coming(trigger, verbs, before, words):
        return TalksStatus.SCHEDULED
    if _agreed(trigger, verbs, text, context, words):
        return TalksStatus.AGREED
    past = bool(context.date and context.published and context.date.last < context.published.first)
    if not past and _under_way(trigger, verbs, before, words):
        return TalksStatus.ONGOING
    return TalksStatus.HELD


def _setting(trigger: Token, verbs: list[Token], words: TalksWords) -> TalksStatus | None:
    """For "in a meeting with B he urged ...": the occasion is only where or after what something else was said or done."""
    noun = topmost(trigger)
    if trigger in verbs or noun.dep_ != "pobj" or noun.head.lower_ not in words["prepositions.setting"] or noun.head.dep_ != "prep":
        return None
    if any(c.lower_ in words["status.scheduled_phrases"] | words["status.ongoing_phrases"] for c in trigger.lefts):
        return None
    verb = noun.head.head
    coming = bool(_modals([verb]) & words["status.modal_future"]) or verb.lemma_.lower() in words["status.scheduled"]
    if noun.head.lower_ in words["prepositions.behind"]:
        return None if coming else TalksStatus.HELD
    fronted = noun.i < verb.i
    if not fronted and verb.lemma_.lower() in words["holding.verbs"] | words["holding.willing"]:
        return None
    if coming and verb.tag_ != "VBD":
        return TalksStatus.SCHEDULED
    return TalksStatus.HELD if verb.tag_ == "VBD" else None


def _governed(trigger: Token, verbs: list[Token]) -> bool:
    """Whether the verb says something about the occasion itself: it is its object, subject or prepositional object."""
    return bool(verbs) and (verbs[0] == trigger or trigger.dep_ in ("dobj", "nsubj", "nsubjpass", "pobj", "attr", "conj"))


def _called_off(trigger: Token, verbs: list[Token], before: str, words: TalksWords) -> bool:
    if not _governed(trigger, verbs) or _beside(trigger, verbs, words):
        return has_phrase(before[-30:], words["status.called_off_phrases"])
    lemmas = {v.lemma_.lower() for v in verbs if v != trigger}
    telling = words["holding.verbs"] | words["holding.willing"] | words["verbs.taking_place"]
    near = verbs[:2] if verbs[0].dep_ == "xcomp" else verbs[:1]
    negated = any(c.dep_ == "neg" for v in near if v == trigger or v.lemma_.lower() in telling for c in v.children) or any(
        c.lower_ == "no" for c in trigger.children
    )
    return bool(lemmas & words["status.called_off"]) != negated or has_phrase(before, words["status.called_off_phrases"])


def _beside(trigger: Token, verbs: list[Token], words: TalksWords) -> bool:
    """Whether the occasion is only where or when the verb's act took place."""
    noun = topmost(trigger)
    return (
        trigger not in verbs
        and noun.dep_ == "pobj"
        and noun.head.lower_ in words["prepositions.setting"]
        and verbs[0].lemma_.lower() not in words["holding.verbs"]
    )


def _modals(verbs: list[Token]) -> set[str]:
    return {c.lower_ for v in verbs for c in v.children if c.dep_ in ("aux", "auxpass")}


def _unreal(trigger: Token, verbs: list[Token], before: str, kind: str, words: TalksWords) -> bool:
    if any(v.lemma_.lower() in words["status.proposed"] and v != trigger for v in verbs) or _modals(verbs) & words["status.modal_hypothetical"]:
        return True
    if kind == "agreement" and verbs and _governed(trigger, verbs) and verbs[0].tag_ in ("VB", "VBG"):
        return True
    conditional = any(c.dep_ == "mark" and c.lower_ in ("if", "unless") for v in verbs for c in v.children)
    return (
        conditional or has_phrase(before[-45:], words["status.proposed_phrases"]) or any(c.lower_ in words["status.proposed_phrases"] for c in trigger.children)
    )


def _ahead(verbs: list[Token]) -> bool:
    """ "Before the leaders meet", "when ministers gather": a present tense in a clause of time."""
    clause = verbs[-1] if verbs else None
    if clause is None or clause.dep_ != "advcl" or clause.tag_ not in ("VBP", "VBZ"):
        return False
    return any(c.lower_ in ("before", "when", "until") for c in clause.children)


def _coming(trigger: Token, verbs: list[Token], before: str, words: TalksWords) -> bool:
    if _modals(verbs) & words["status.modal_future"] or has_phrase(before[-40:], words["status.scheduled_phrases"]):
        return True
    return any(v.lemma_.lower() in words["status.scheduled"] and v != trigger for v in verbs[:3]) and not has_phrase(before[-20:], words["status.held_phrases"])


def _agreed(trigger: Token, verbs: list[Token], text: str, context: Context, words: TalksWords) -> bool:
    if context.kind == "agreement":
        return True
    return has_phrase(text, words["status.agreed_phrases"]) or any(v.lemma_.lower() in words["status.agreed"] and v != trigger for v in verbs[:2])


def _under_way(trigger: Token, verbs: list[Token], before: str, words: TalksWords) -> bool:
    if has_phrase(before[-40:], words["status.ongoing_phrases"]) or any(v.lemma_.lower() in words["status.ongoing"] for v in verbs):
        return True
    if not verbs or not _governed(trigger, verbs):
        return False
    # the parser takes "talks begin" for an infinitive
    bare = [v for v in verbs[:1] if v.tag_ == "VB" and v.dep_ == "ROOT" and not any(c.dep_ == "aux" for c in v.children)]
    finite = (
        bare
        + [v for v in verbs if v.tag_ in ("VBP", "VBZ")]
        + [c for v in verbs[:2] for c in v.children if c.dep_ in ("aux", "auxpass") and c.tag_ in ("VBP", "VBZ")]
    )
    perfect = any(c.lemma_ == "have" and c.dep_ == "aux" for v in verbs[:2] for c in v.children)
    return bool(finite) and not perfect and not any(v.tag_ == "VBD" for v in verbs[:2])
