"""Cores: the clause or phrase that tells of an act of aid, which is its evidence."""

from __future__ import annotations

from pledgebook.extract import clauses
from pledgebook.extract.acts import act
from pledgebook.extract.context import Context
from pledgebook.extract.frame import Frame
from pledgebook.extract.grammar import VERBAL, Tense, ancestors, clause, main_clause, tense
from pledgebook.model.annotation import Money
from pledgebook.model.text import Span

BRIEF = 60
"""characters under which the phrase of one of several amounts is shown with its verb"""
REACH = 8
"""characters before an amount within which its giver stands beside it"""


def core_of(frame: Frame, context: Context) -> Span:
    """The clause a frame stands in, from who announces or gives to the goods, without side clauses, inside the sentence."""
    sentence = context.sentence_of(frame.inner.token).span
    if frame.below:
        top = frame.heads[0]
        while top.dep_ in ("compound", "nummod", "quantmod", "nmod", "amod", "npadvmod") or (top.dep_ == "pobj" and top.head.lower_ in ("of", "in")):
            top = top.head.head if top.dep_ == "pobj" else top.head
        span = clause(top)
    else:
        top = frame.inner.token
        blamed = clauses.subject(top) if top.dep_ == "pcomp" else None
        top = blamed.head if blamed is not None and blamed.dep_ == "dobj" else top  # "thanked Oslo for sending boats"
        for step in frame.acts:
            if step.kind == "request" and step.token.dep_ == "dobj" and step.token.head.lemma_.lower() in context.words.words["voicing"]:
                top = step.token.head  # "renewed its plea for boats"
                break
            if any(c.dep_ in ("nsubj", "nsubjpass") for c in step.token.children) and (step.kind != "transparent" or top is frame.inner.token):
                top = step.token
                if step.kind in ("pledge", "commit", "request", "propose", "refuse", "suspend"):
                    break
        decided = act(top.head, context.words) if top.dep_ == "acl" and tense(top) is Tense.INFINITIVE else None
        if decided is not None and decided.kind in ("commit", "pledge", "refuse", "suspend", "propose", "request"):
            top = next((t for t in ancestors(top) if t.pos_ in VERBAL), top.head)  # "defended the decision to send boats"
        span = main_clause(top, {h.i for h in frame.heads} | {frame.inner.token.i})
        if not any(span.start <= head.idx < span.end for head in frame.heads):
            # "the package remains stuck": the subject hangs on the verb above
            over = next((t for t in ancestors(top) if t.pos_ in VERBAL), top)
            span = main_clause(over, {h.i for h in frame.heads} | {frame.inner.token.i})
    start, end = max(span.start, sentence.start), min(span.end, sentence.end)
    return Span(start, end) if start < end else sentence


def own_phrase(money: Money, core: Span, context: Context) -> Span:
    """Of a clause with several amounts, the phrase that holds one of them."""
    head = context.head(money.span)
    if head is None:
        return core
    while head.dep_ in ("compound", "nummod", "quantmod", "nmod", "amod", "npadvmod"):
        head = head.head
    span = clause(head)
    others = [c for c in head.children if c.dep_ == "conj"]
    end = min([c.left_edge.idx for c in others] + [span.end])
    if head.dep_ == "conj" and not others and head.head.right_edge.i > head.right_edge.i:
        # "$60m for tents and $100m for works": the parser may hang the last purpose on the first amount
        end = head.head.right_edge.idx + len(head.head.right_edge)
    words = Span(min(span.start, money.span.start), max(end, money.span.end))
    giver = next((m for m in context.near_mentions.at(Span(max(words.start - REACH, 0), words.start)) if 0 <= words.start - m.span.end <= 2), None)
    if giver is not None and context.giver_beside(money.span) == giver.code:
        words = Span(giver.span.start, words.end)
    if len(words) < BRIEF and core.contains(words):
        # too short to read alone: from the verb on
        words = Span(max([core.start, *(t.idx for t in ancestors(head) if t.pos_ in VERBAL and core.start <= t.idx < words.start)]), words.end)
    text = words.of(context.text).rstrip(" ,;—–-")
    for last in ("and", "or"):
        text = text.removesuffix(" " + last).rstrip(" ,;")
    return Span(words.start, max(words.start + len(text), money.span.end))
