"""When an aid act happened: the date that hangs on its words."""

from __future__ import annotations

import msgspec

from pledgebook.extract.acts import OPEN, acts_over
from pledgebook.extract.context import Context
from pledgebook.extract.frames import Frame
from pledgebook.extract.grammar import VERBAL, Tense, ancestors
from pledgebook.model.annotation import DateMention
from pledgebook.model.claim import Stage
from pledgebook.model.text import Span


def date_of(frame: Frame, core: Span, context: Context) -> DateMention | None:
    """The date of a frame's acts: the one that hangs on them, else a running start in the sentence, else one in the claim's own clause.

    A date that hangs on the saying ("said on Friday that ...") is that of the saying and no date of the act.
    """
    sentence = context.sentence_of(frame.inner.token).span
    dates = [d for d in context.near_dates.at(sentence) if sentence.contains(d.span) and d.range is not None]
    own = frame.inner.tense in OPEN
    acts = {step.token.i: k for k, step in enumerate(frame.acts) if own or k == 0 or step.kind != "transparent"}
    ranked = []
    for date in dates:
        anchor = _anchor(date, context)
        if anchor in acts:
            ranked.append((acts[anchor], date.span.start, date))
        elif date.kind == "since":
            ranked.append((20, date.span.start, date))
        elif core.contains(date.span) and anchor not in {step.token.i for step in frame.acts}:
            ranked.append((30, abs(date.span.start - frame.inner.token.idx), date))
    if ranked:
        return min(ranked, key=lambda r: r[:2])[2]
    for above in ancestors(frame.inner.token):
        # a relative clause shares the day of the act it hangs on: "signed on Friday a bill which earmarks"
        if context.words.kind(above) in ("give", "pledge", "commit", "contract", "request", "refuse", "suspend"):
            shared = [date for date in dates if _anchor(date, context) == above.i]
            if shared:
                return shared[0]
    return _above_date(frame, core, context)


def _above_date(frame: Frame, core: Span, context: Context) -> DateMention | None:
    """For goods given by a participle inside a promise, the date of the promise."""
    if not frame.below or frame.inner.tense is not Tense.PARTICIPLE or frame.verdict.stage is Stage.DELIVERED:
        return None
    above = acts_over(frame.noun, context.words)
    return date_of(msgspec.structs.replace(frame, acts=above, below=False), core, context) if above else None


def _anchor(date: DateMention, context: Context) -> int:
    """The verb or act noun a date hangs on, by token; -1 where there is none."""
    token = context.head(date.span)
    if token is None:
        return -1
    for above in (token, *ancestors(token)):
        deed = above is not token and context.words.kind(above) in ("deliver", "pledge", "request", "commit")
        if deed or above.pos_ in VERBAL or above.tag_.startswith("VB"):
            return int(above.i)
    return -1
