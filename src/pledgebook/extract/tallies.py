"""Tallies: what gifts so far are said to have come to."""

from __future__ import annotations

import re

import msgspec
from spacy.tokens import Token

from pledgebook.extract.context import Context
from pledgebook.extract.drafts import Draft, draft_of, fallback_donors, nest, recipient_of
from pledgebook.extract.frame import Frame
from pledgebook.extract.givers import donors_of
from pledgebook.extract.grammar import below, clause, objects
from pledgebook.extract.stages import Verdict
from pledgebook.extract.sums import sums_of
from pledgebook.model.annotation import Money
from pledgebook.model.claim import CountsAs, Stage


def running_total(frame: Frame, doer: Token | None, before: list[Draft], context: Context) -> list[Draft]:
    """The amount that gifts so far have come to, at the stage of the gifts it sums up: "contributions have reached $3bn"."""
    kind = context.words.nouns.get(doer.lemma_.lower()) if doer is not None else None
    summed = doer is not None and doer.lemma_.lower() in context.words.words["sum_noun"]
    if frame.inner.kind == "travel" and not summed and kind not in ("deliver", "pledge", "commit", "package"):
        return []
    frame.verdict = Verdict(_summed_stage(doer, kind, context) or (before[-1].stage if before else Stage.PLEDGED))
    donors = donors_of(frame, context) or fallback_donors(frame, before, context)
    recipient = recipient_of(frame, before, context)
    if recipient is None:
        return []
    reached = _reached(frame, context)
    made = [draft_of(frame, money, donors, recipient, context, False) for money in reached]
    for draft in made:
        if draft.money is not None and frame.inner.token.lemma_.lower() in context.words.words["passing"]:
            draft.money = msgspec.structs.replace(draft.money, maximum=None)  # "has passed $4bn"
        draft.items, draft.counts_as = [], CountsAs.UMBRELLA
        draft.core = clause(frame.inner.token)
        draft.spans = [draft.core]
    inside = [money for money in sums_of(frame, context) if reached and reached[0].span.end <= money.span.start]
    parts = [draft_of(frame, money, donors, recipient, context, several=True) for money in inside]
    for part in parts:
        nest(part, made[0], context)
    return made + [part for part in parts if part.parent is not None]


def many(doer: Token | None, context: Context) -> bool:
    """Whether a subject is gifts or promises in the plural, which come to a sum: "the pledges stand at $5m"."""
    return doer is not None and doer.tag_ == "NNS" and context.words.nouns.get(doer.lemma_.lower()) in ("pledge", "commit", "deliver")


def sums_up(frame: Frame, doer: Token | None, context: Context) -> bool:
    """Whether a verb says what a sum has come to: "brings the total to", "aid has reached"."""
    token = frame.inner.token
    named = {t.lower_ for t in below(token)} | ({doer.lower_} if doer is not None else set())
    return bool(frame.money) and bool(named & context.words.words["sum_noun"])


def tallied(frame: Frame, doer: Token, context: Context) -> bool:
    """Whether gifts so far are said to be an amount: "its aid since the invasion is $5m", "the total contribution is $5m"."""
    kind = context.words.nouns.get(doer.lemma_.lower())
    given = kind in ("deliver", "pledge", "commit") or doer.lemma_.lower() in context.words.words["sum_noun"]
    if any(context.words.nouns.get(one.lemma_.lower()) == "package" and one.tag_ == "NN" and _single(one, context) for one in objects(doer, "of")):
        return False  # "the total value of the package is": what one package is worth is no sum of gifts
    if not given or not frame.money or doer.i > frame.inner.token.i:
        return False
    return so_far(frame, context)


def _single(noun: Token, context: Context) -> bool:
    """Whether a package noun stands for one package and not for aid at large."""
    return noun.lemma_.lower() not in context.words.words["sum_noun"] and any(c.dep_ == "det" for c in noun.children)


def so_far(frame: Frame, context: Context) -> bool:
    """Whether a clause sums up what has been given: "in total", "so far", "since the invasion"."""
    said = clause(frame.inner.token).of(context.text).lower()
    return any(re.search(rf"(?<!\w){re.escape(word)}(?!\w)", said) for word in context.words.words["total"] | context.words.words["until_now"])


def _summed_stage(doer: Token | None, kind: str | None, context: Context) -> Stage | None:
    """The stage of gifts that are summed up, by their noun or what was done with them: "the aid provided so far"; None where neither tells."""
    stages = {"pledge": Stage.PLEDGED, "commit": Stage.COMMITTED, "give": Stage.DELIVERED}
    done = [context.words.kind(verb) for verb in doer.children if verb.dep_ in ("acl", "relcl")] if doer is not None else []
    return next((stages[one] for one in (kind, *done) if one in stages), None)


def _reached(frame: Frame, context: Context) -> list[Money]:
    """The amount that a sum has come to: that behind "to", else the last before any part of it; [] where there is none."""
    sums = sums_of(frame, context)
    heads = [(money, context.head(money.span)) for money in sums]
    ends = [money for money, head in heads if head is not None and head.dep_ == "pobj" and head.head.lower_ in ("to", "at")]
    return (ends or sums)[-1:]
