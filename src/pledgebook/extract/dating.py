"""When an aid act happened: the date that hangs on its words."""

from __future__ import annotations

import datetime
import itertools
import re

import msgspec
from spacy.tokens import Token

from pledgebook.annotate import calendars
from pledgebook.extract.acts import OPEN, Act, acts_over
from pledgebook.extract.context import Context
from pledgebook.extract.frame import Frame
from pledgebook.extract.grammar import SUBJECTS, VERBAL, Tense, ancestors, auxiliaries, subject, tense
from pledgebook.extract.stages import DECIDED
from pledgebook.model.annotation import DateMention, MentionKind
from pledgebook.model.claim import Stage
from pledgebook.model.text import DateRange, Span

RUNNING = frozenset({Tense.PRESENT, Tense.PROGRESSIVE, Tense.FUTURE, Tense.CONDITIONAL, Tense.POSSIBLE, Tense.OBLIGATION})
UP_TO = re.compile(r"\b(?:[Bb]y|[Aa]s of|[Uu]p to|[Uu]ntil)\s(?:the\s)?\Z")
FINITE = frozenset({"VBD", "VBP", "VBZ"})
TIMES = frozenset({"day", "weekday", "relative", "month"})
CAME_AFTER = re.compile(r"\b(?:comes?|came|coming)\s+(?:just\s+|only\s+|barely\s+)?(?P<number>(?:a few|[\w-]+)\s+)??(?P<unit>day|week|month)s?\s+after\b")
COMPARED = re.compile(r"\b(?:largest|biggest|highest|most|first|single|\d+(?:st|nd|rd|th)|\w+(?:teenth|tieth))\b(?:[^.;]|\.(?!\s+[A-Z]))*\Z")
"""what a gift is compared with since then: "the largest since the war began", "the 29th since August" """
COMPARED_CHARS = 80
SEVERAL = 6
"""days, weeks or months of "days after", at most"""
SAYING = frozenset({"pledge", "request", "refuse", "propose", "commit"})
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
    dates = _dates_in(sentence, context)
    # of deliveries that "have resumed" the verb says what was done
    first = 1 if frame.inner.noun and len(frame.acts) > 1 and frame.acts[1].tense not in OPEN else 0
    own = frame.acts[first].tense in OPEN
    acts = {step.token.i: k for k, step in enumerate(frame.acts) if own or k <= first or step.kind != "transparent"}
    ranked = []
    for date in dates:
        anchor = _anchor(date, context)
        if anchor in acts:
            ranked.append((acts[anchor], date.span.start, date))
        elif date.kind == "since" and COMPARED.search(context.text[max(0, date.span.start - COMPARED_CHARS) : date.span.start]):
            continue
        elif date.kind == "since":
            ranked.append((20, date.span.start, date))
        elif core.contains(date.span) and anchor not in {step.token.i for step in frame.acts} and not _of_the_goods(anchor, frame, context):
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


def date_around(frame: Frame, context: Context) -> DateMention | None:
    """The date of a frame without one of its own: that of the telling, of a joined clause, or of what its doer did just before.

    Weaker than `date_of`: two reports of one act may have been told on two days.
    """
    sentence = context.sentence_of(frame.inner.token).span
    dates = _dates_in(sentence, context)
    found = _told_date(frame, dates, context) or _shared_date(frame, dates, context) or _counted_back(frame, dates, sentence, context)
    return found or (_date_before(frame, context) or _day_of_arrival(frame, context) if not dates else None)


def _day_of_arrival(frame: Frame, context: Context) -> DateMention | None:
    """For what a shipment is said to hold, the day on which the sentence before says it came: "arrived on Monday. It holds 20 radars"."""
    here = context.sentence(frame.inner.token.idx)
    held = frame.inner.kind == "include" and any(step.noun and step.kind == "deliver" for step in frame.acts)
    if not held or here == 0:
        return None
    dates = _dates_in(context.annotated.sentences[here - 1].span, context)
    came = [(date, context.doc[at]) for date in dates if (at := _anchor(date, context)) >= 0]
    return next((date for date, verb in came if context.words.kind(verb) in ("arrive", "travel")), None)


def _dates_in(sentence: Span, context: Context) -> list[DateMention]:
    return [d for d in context.near_dates.at(sentence) if sentence.contains(d.span) and d.range is not None]


def _counted_back(frame: Frame, dates: list[DateMention], sentence: Span, context: Context) -> DateMention | None:
    """For what news is said to come after, days counted back from the news: "came two days after Oslo said"."""
    numbers, published = context.dossier.words.get("dates", {}).get("numbers", {}), context.annotated.document.published
    for match in CAME_AFTER.finditer(context.text, sentence.start, sentence.end):
        came = context.head(Span(match.start(), match.start() + 1))
        number, unit = (match["number"] or "").strip().lower(), match["unit"]
        if came is None or match.end() > frame.inner.token.idx or not any(above.i == came.i for above in ancestors(frame.inner.token)):
            continue
        day = next((d.range.first for d in dates if d.range is not None and _anchor(d, context) == came.i), published.day if published is not None else None)
        count = numbers.get(number, int(number) if number.isdigit() else None)
        if day is not None and (count or not number):
            last = calendars.shift(day, -(count or 1), unit)
            return DateMention(Span(*match.span()), DateRange(last if count else calendars.shift(day, -SEVERAL, unit), last), "relative")
    return None


def _date_before(frame: Frame, context: Context) -> DateMention | None:
    """For what somebody says, asks or promises in a sentence without a day, the day of what the one before it says they did."""
    said = _telling(frame)
    outer = said if said is not None else frame.acts[-1]
    doer = subject(outer.token) if outer.tense is Tense.PAST and (outer is said or outer.kind in SAYING) else None
    here = context.sentence(frame.inner.token.idx)
    if doer is None or here == 0:
        return None
    before = context.annotated.sentences[here - 1].span
    who = _parties(doer, before, context)
    for date in reversed(context.near_dates.at(before)):
        anchor = _anchor(date, context) if before.contains(date.span) and date.range is not None and date.kind in TIMES else -1
        last = subject(context.doc[anchor]) if anchor >= 0 and not context.text.startswith(("'s", "’s"), date.span.end) else None
        if last is not None and last.tag_ == "WP":
            last = last.head.head  # "Holt, who is in Oslo on Monday, ..."
        if last is not None and who & _parties(last, before, context):
            return date
    return None


def _parties(noun: Token, before: Span, context: Context) -> set[str]:
    """Whom a subject speaks for; "he" and "she" for the last person of the sentence before."""
    if noun.lower_ not in ("he", "she"):
        return set(context.parties(noun) or context.antecedent(noun))
    people = [m.code for m in context.near_mentions.at(before) if m.kind is MentionKind.PERSON and m.code and before.contains(m.span)]
    return set(people[-1:])


def _telling(frame: Frame) -> Act | None:
    """The act of saying above what is told as going on or to come."""
    pairs = itertools.pairwise(frame.acts)
    return next((telling for inner, telling in pairs if telling.kind == "transparent" and telling.tense in TOLD and inner.tense in RUNNING), None)


def _told_date(frame: Frame, dates: list[DateMention], context: Context) -> DateMention | None:
    """For what is told as going on or to come, the date of the telling: "said on Friday it was sending", "said last month it would send".

    What is told as done was done before, nobody says when.
    """
    telling = _telling(frame)
    if telling is None or (frame.verdict.stage is Stage.PLEDGED and _told_by_others(frame, telling, context)):
        return None
    return next((date for date in dates if _anchor(date, context) == telling.token.i), None)


def _told_by_others(frame: Frame, telling: Act, context: Context) -> bool:
    """Whether somebody else tells what a party promises: "Norway will send boats, the port said on Monday"."""
    doer, teller = subject(frame.inner.token) if not frame.inner.noun else None, subject(telling.token)
    promising = set(context.parties(doer)) if doer is not None else set()
    if not promising or teller is None:
        return False
    return not promising & set(context.antecedent(teller) if teller.pos_ == "PRON" else context.parties(teller))


def _of_the_goods(anchor: int, frame: Frame, context: Context) -> bool:
    """Whether a date tells what was done with the goods before: "boats built in 2019", "tanks ordered last year, have arrived"."""
    if anchor < 0 or context.doc[anchor].dep_ not in ("relcl", "acl"):
        return False
    decided = context.words.kind(context.doc[anchor]) in SAYING
    return not decided or frame.verdict.stage not in DECIDED


def _shared_date(frame: Frame, dates: list[DateMention], context: Context) -> DateMention | None:
    """For one of several joined clauses, the date that stands before the first, or that of the verb whose subject it shares."""
    verbs = [step.token for step in frame.acts if not step.noun]
    chain = [verbs[-1], *ancestors(verbs[-1])] if verbs else []
    for verb in chain:
        first = verb.head
        if verb.dep_ == "advcl" and any(c.lower_ == "when" for c in verb.children):
            return next((date for date in dates if _anchor(date, context) == first.i and date.span.end < verb.left_edge.idx), None)
        if not _joined(verb):
            continue
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
    return _before_comma(found, token)


def _before_comma(verb: int, token: Token) -> int:
    """The verb of the side clause that a date ends, where the parser hung it on the main verb behind the comma: "After Oslo sent boats last week, ..."."""
    first, last = token.left_edge.i, token.i + 1
    if verb < last or last >= len(token.doc) or token.doc[last].text != ",":
        return verb
    sides = (child for child in token.doc[verb].children if child.dep_ == "advcl" and child.right_edge.i + 1 == first)
    return next((int(child.i) for child in sides if any(c.dep_ == "mark" for c in child.children)), verb)


def _barred(verb: Token, date: DateMention, context: Context) -> bool:
    """Whether a verb cannot have a day gone by: "to send arms on Monday", "has sent arms on Monday" dates what stands above."""
    published = context.annotated.document.published
    gone = published is not None and published.day is not None and date.range is not None and date.range.last <= published.day
    if not gone or date.kind not in ("weekday", "day"):
        return False
    told = tense(verb)
    return told is Tense.INFINITIVE or (told is Tense.PERFECT and any(a.tag_ in ("VBP", "VBZ") for a in auxiliaries(verb)))
