"""In whose mouth a report puts aid: who says it is so, asks for it or announces it."""

from __future__ import annotations

from spacy.tokens import Token

from pledgebook.extract.context import Context
from pledgebook.extract.drafts import Draft
from pledgebook.extract.grammar import subject
from pledgebook.model.annotation import Mention, MentionKind
from pledgebook.model.claim import Attribution
from pledgebook.model.text import Span

HE = frozenset({"he", "she"})


def mouth_of(draft: Draft, context: Context) -> Attribution | None:
    """The mouth a claim is in; none where a giver's own announcement is narrated ("the US announced").

    Where its fullest place is in the document's own voice, that of another place that tells the same.
    """
    found = context.attribution(draft.core)
    speaker = _teller(draft, context)
    if speaker is not None and (found is None or found.actor in draft.donors):
        return Attribution(speaker.name, speaker.role, None, speaker.code)
    if found is None:
        return _elsewhere(draft, context)
    giver = found.actor in draft.donors and (found.speaker in context.leaders or not _person(found.speaker, context))
    return None if giver and _announces(draft, found, context) else found


def _elsewhere(draft: Draft, context: Context) -> Attribution | None:
    """The mouth of a further place of a claim, where somebody else than the givers vouches for it."""
    for span in draft.spans:
        found = context.attribution(span) if span != draft.core else None
        if found is not None and found.actor is not None and found.actor not in draft.donors:
            return found
    return None


def _teller(draft: Draft, context: Context) -> Mention | None:
    """The official who announces or asks in the claim's own clause; who leads a state is the state and no witness for it."""
    for step in draft.frame.acts:
        if step.noun or step.kind not in ("pledge", "request", "propose", "refuse"):
            continue
        agents = [noun for child in step.token.children if child.dep_ == "agent" for noun in child.children]
        for noun in [doer for doer in [subject(step.token)] if doer is not None and not agents] + agents:
            mention = _person_at(noun, context)
            if mention is not None and mention.name not in context.leaders:
                return mention
    return None


def _person_at(noun: Token, context: Context) -> Mention | None:
    """The person a noun names, or "he" and "she" stand for: the last named before in this sentence or the one before it."""
    mention = context.mention_at.get(noun.i)
    if mention is None and noun.lower_ in HE:
        here = context.sentence(noun.idx)
        near = Span(context.annotated.sentences[max(here - 1, 0)].span.start, noun.idx)
        people = [m for m in context.near_mentions.at(near) if m.kind is MentionKind.PERSON and near.contains(m.span)]
        mention = people[-1] if people else None
    return mention if mention is not None and mention.kind is MentionKind.PERSON else None


def _person(speaker: str, context: Context) -> bool:
    return speaker in context.people_named


def _announces(draft: Draft, found: Attribution, context: Context) -> bool:
    """Whether a party announces the claim in its own sentence, not in an aside behind it (", the ministry announced").

    A state that says it gives announces too, its offices and officials are quoted.
    """
    for step in draft.frame.acts:
        if step.noun or step.token.i > draft.frame.inner.token.i:
            continue
        doer = subject(step.token) if step.kind == "pledge" or (step.kind == "transparent" and found.speaker == found.actor) else None
        if doer is not None and found.actor in context.parties(doer):
            return True
    return False
