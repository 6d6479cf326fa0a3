"""Thanks: whoever is thanked for aid gave it, or promised it."""

from __future__ import annotations

from spacy.tokens import Token

from pledgebook.extract.acts import Act
from pledgebook.extract.context import Context
from pledgebook.extract.frame import Frame, phrase_nouns
from pledgebook.extract.grammar import VERBAL, Tense, ancestors
from pledgebook.extract.stages import Verdict
from pledgebook.model.claim import Stage

PROMISED = frozenset({"pledge", "commit"})


def thanked_for(head: Token, context: Context) -> Frame | None:
    """The frame of money or goods that a party is thanked for, None where nobody is: "thanked Oslo for its 22 guns".

    What was announced or approved is promised, anything else given.
    """
    verb = next((token for token in ancestors(head) if token.pos_ in VERBAL), None)
    if verb is None or verb.lemma_.lower() not in context.words.words["thanking"]:
        return None
    way = next((token for token in (head, *ancestors(head)) if token.dep_ == "prep" and token.lower_ == "for"), None)
    nouns = [noun for noun in (head, *ancestors(head)) if way is not None and noun.dep_ == "pobj" and noun.head.i == way.i]
    thanked = [child for child in verb.children if child.dep_ in ("dobj", "nsubjpass") and any(context.eligible(code) for code in context.parties(child))]
    if not nouns or not thanked:
        return None
    said = {context.words.kind(one) for noun in (*nouns, *phrase_nouns(head)) for one in noun.children if one.dep_ in ("amod", "acl")}
    said |= {context.words.verbs.get(one.lemma_.lower()) for noun in nouns for one in noun.children if one.dep_ == "amod"}
    stage = Stage.PLEDGED if said & PROMISED else Stage.DELIVERED
    return Frame((Act(nouns[0], "deliver", Tense.GERUND, negated=False),), Verdict(stage), head, [], [], [])


def thanked(frame: Frame, context: Context) -> bool:
    """Whether somebody is thanked for giving, and so gave: "thanked Oslo for sending boats"."""
    step = frame.inner
    led = step.token.dep_ == "pcomp" and step.token.head.lower_ == "for" and not step.negated
    return led and step.kind == "give" and step.token.head.head.lemma_.lower() in context.words.words["thanking"]
