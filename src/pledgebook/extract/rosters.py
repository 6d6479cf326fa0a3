"""Rosters: lists of givers, each with what it gives behind a colon or a dash, and no verb: "Norway: eight tanks"."""

from __future__ import annotations

import re

from spacy.tokens import Token

from pledgebook.extract.acts import Act, act, governors
from pledgebook.extract.context import Context
from pledgebook.extract.frame import Frame
from pledgebook.extract.grammar import VERBAL, Tense
from pledgebook.extract.stages import Verdict, stage_of
from pledgebook.model.annotation import Item, Money
from pledgebook.model.claim import Stage
from pledgebook.model.text import Span

LEAD = re.compile(r"[\s•·*–—-]*(?:the\s+)?", re.IGNORECASE)
BORDER = re.compile(r"\s*(?:\([^()\n]{1,30}\)\s*)?(?::|\s[–—-])\s")
REACH = 600
"""characters back to the sentence that says what the list is of"""


def entered_for(one: Money | Item, head: Token, context: Context) -> Frame | None:
    """The frame of goods or an amount in an entry of such a list; None anywhere else."""
    line = context.text.rfind("\n", 0, one.span.start) + 1
    start = max(line, context.annotated.sentences[context.sentence(one.span.start)].span.start)
    lead = LEAD.match(context.text, start)
    at = lead.end() if lead is not None else start
    giver = next((m for m in context.near_mentions.at(Span(at, at + 1)) if m.span.start == at), None)
    if giver is None or giver.adjective or not context.eligible(giver.code) or not BORDER.match(context.text, giver.span.end):
        return None
    named = context.head(giver.span)
    if named is None or named.i == head.i:
        return None
    entry = (Act(named, "pledge", Tense.GERUND, negated=False),)
    return Frame(entry, Verdict(_listed_as(start, context)), head, [], [], [])


def _listed_as(position: int, context: Context) -> Stage:
    """What a list is said to be of by the sentence that leads to it: "so far have sent:"; pledged where nothing tells."""
    before = [s.span for s in context.annotated.sentences[: context.sentence(position)] if s.span.end > position - REACH]
    led = next((span for span in reversed(before) if span.of(context.text).rstrip().endswith(":")), None)
    steps = [act(token, context.words) for token in context.tokens(led) if token.pos_ in VERBAL] if led is not None else []
    stages = [stage_of((step, *governors(step.token, context.words))).stage for step in steps if step is not None]
    return next((stage for stage in stages if stage is not None), Stage.PLEDGED)
