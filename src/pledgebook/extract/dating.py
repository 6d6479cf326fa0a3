"""When an aid act happened: the date that hangs on its words."""

from __future__ import annotations

import datetime
import itertools
import re

import msgspec
from spacy.tokens import Token

from pledgebook.extract.acts import OPEN, acts_over
from pledgebook.extract.context import Context
from pledgebook.extract.frames import Frame
from pledgebook.extract.grammar import SUBJECTS, VERBAL, Tense, ancestors, auxiliaries, subject, tense
from pledgebook.model.annotation import DateMention
from pledgebook.model.claim import Stage
from pledgebook.model.text import DateRange, Span

RUNNING = frozenset({Tense.PRESENT, Tense.PROGRESSIVE, Tense.FUTURE, Tense.CONDITIONAL, Tense.POSSIBLE, Tense.OBLIGATION})
UP_TO = re.compile(r"\b(?:[Bb]y|[Aa]s of|[Uu]p to|[Uu]ntil)\s(?:the\s)?\Z")
FINITE = frozenset({"VBD", "VBP", "VBZ"})
TOLD = frozenset({Tense.PAST, Tense.PRESENT})


def date_of(frame: Frame, core: Span, context: Context) -> DateMention | None:
    """The date of a frame's acts; what had been given "by March" was given from the war's beginning to then."""
    found = _date(frame, core, context)
    if found is None or found.range is None or frame.inner.tense is not Tense.PERFECT:
        return found
    war = context.dossier.words.get("dates", {}).get("war", {}).get("first")
    first = datetime.date.fromisoformat(war) if war else found.range.first
    if first >= found.range.last or not UP_TO.search(context.text[max(0, found.span.start - 16) : found.span.start]):
        return found
    return msgspec.structs.replace(found, range=DateRange(first, found.range.last))


def _date(frame: Frame, core: Span, context: Context) -> DateMention | None:
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
    return _above_date(frame, core, context) or _told_date(frame, dates, context) or _shared_date(frame, dates, context)


def _told_date(frame: Frame, dates: list[DateMention], context: Context) -> DateMention | None:
    """For what is told as going on or to come, the date of the telling: "said on Friday it was sending", "said last month it would send".

    What is told as done was done before, nobody says when.
    """
    for inner, telling in itertools.pairwise(frame.acts):
        if telling.kind == "transparent" and telling.tense in TOLD and inner.tense in RUNNING:
            return next((date for date in dates if _anchor(date, context) == telling.token.i), None)
    return None


def _shared_date(frame: Frame, dates: list[DateMention], context: Context) -> DateMention | None:
    """For one of several joined clauses, the date that stands before the first, or that of the verb whose subject it shares."""
    verbs = [step.token for step in frame.acts if not step.noun]
    chain = [verbs[-1], *ancestors(verbs[-1])] if verbs else []
    for verb in chain:
        if not _joined(verb):
            continue
        first = verb.head
        own = subject(verb) if any(c.dep_ in SUBJECTS for c in verb.children) else None
        doer = subject(first)
        for date in dates:
            if _anchor(date, context) == first.i and (own is None or (doer is not None and date.span.end <= doer.left_edge.idx)):
                return date
    return None


def _joined(verb: Token) -> bool:
    """Whether a verb begins a further main clause, which the parser may take for a side clause without a conjunction of one."""
    bare = verb.tag_ in FINITE and not any(c.dep_ == "mark" or c.tag_ == "WRB" for c in verb.children)
    joined = verb.dep_ in ("conj", "parataxis") or (verb.dep_ == "advcl" and bare)
    return joined and verb.pos_ in VERBAL and verb.head.pos_ in VERBAL


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
    found = -1
    for above in (token, *ancestors(token)):
        deed = above is not token and context.words.kind(above) in ("deliver", "pledge", "request", "commit")
        if deed or above.pos_ in VERBAL or above.tag_.startswith("VB"):
            found = int(above.i)
            if deed or not _barred(above, date, context):
                break
    return found


def _barred(verb: Token, date: DateMention, context: Context) -> bool:
    """Whether a verb cannot have a day gone by: "to send arms on Monday", "has sent arms on Monday" dates what stands above."""
    published = context.annotated.document.published
    gone = published is not None and published.day is not None and date.range is not None and date.range.last <= published.day
    if not gone or date.kind not in ("weekday", "day"):
        return False
    told = tense(verb)
    return told is Tense.INFINITIVE or (told is Tense.PERFECT and any(a.tag_ in ("VBP", "VBZ") for a in auxiliaries(verb)))
