"""Dates: which days a document's times mean, told from the day it was published."""

from __future__ import annotations

import datetime
import re

import msgspec

from pledgebook.annotate import calendars
from pledgebook.annotate.date_anchors import Anchors, compile_anchors, find_anchored
from pledgebook.annotate.date_forms import Context, Form, Names, Parts, compile_forms, read_match
from pledgebook.annotate.tense import Tense, compile_tense, tense_at
from pledgebook.dossier.schema import Dossier
from pledgebook.model.annotation import DateMention
from pledgebook.model.text import DateRange, Document, Span

WINDOW_DAYS = 31
"""a publication window up to this long widens a relative time; a longer one leaves it open"""
UNDATED = (datetime.date(1946, 1, 1), datetime.date(2059, 1, 1))
"""read on both of these days, a time that means the same does not hang on the day"""
PREVIOUS_CHARACTERS = 500
"""how far back "two weeks later" looks for the time it is told from"""
LEAD_CHARACTERS = 64

LEAD = re.compile(
    r"(?:\b(?:[Ii]n|[Ss]ince|[Bb]y|[Uu]ntil|[Tt]ill|[Ff]rom|[Tt]o|[Tt]hrough|[Tt]hroughout|[Dd]uring|[Oo]f|[Ff]or|[Ll]ast|[Nn]ext|[Tt]his|[Ll]ate|[Ee]arly|[Aa]nd|[Oo]r"
    r"|[Bb]efore|[Aa]fter|[Bb]etween|[Aa]round|[Aa]s of|(?:early|soon|late|far back) as|[Tt]he|[Aa]|[Ii]ts|[Yy]ear)\s|[(,–]\s?)\Z"
)
SEASON_LEAD = re.compile(r"\b(?:[Ii]n|[Ss]ince|[Bb]y|[Uu]ntil|[Tt]hrough|[Dd]uring|[Oo]ver|[Oo]f|[Ff]rom|[Bb]efore|[Aa]fter)\s(?:the\s|late\s|early\s)?\Z")
COUNTED = re.compile(r"\s(?!(?:as|was|has|is|its|this|his|us|towards|besides|perhaps|whereas|across|unless)\b)[a-z-]+s\b")
SINCE = re.compile(r"\b[Ss]ince\s+(?:(?!then\b)[\w’'-]+\s+){0,6}\Z")
DEADLINE = re.compile(
    r"\b(?:[Bb]y|[Uu]ntil|[Tt]ill|[Tt]hrough|[Bb]efore|[Nn]o later than|[Uu]p to|(?:[Bb]etween|[Ff]rom) now (?:and|to|until|through))"
    r"\s+(?:around\s+|about\s+)?(?:the\s+)?\Z"
)
PAST_EVENT = re.compile(r"\b[Bb]efore\s+the\s+\Z")
"""as in "before the March 3 attack"; a day that ends a term has no article"""
JOIN = re.compile(r"\s+(?:and|to|through|until|till)\s+(?:the\s+)?|\s?[–-]\s?")
SPOKEN = re.compile(r"\b(?:[Bb]etween|[Ff]rom)\s+(?:the\s+)?\Z")
YEAR = re.compile(r"\d{4}")
NEEDS_LEAD = frozenset({"month", "year"})


class Grammar(msgspec.Struct, frozen=True):
    """Everything compiled from one dossier."""

    forms: re.Pattern[str]
    names: Names
    verbs: re.Pattern[str]
    anchors: Anchors
    blocked: re.Pattern[str]


_COMPILED: dict[str, Grammar] = {}
"""by the dossier's digest; a dossier without one is compiled each time"""


def find_dates(document: Document, dossier: Dossier) -> tuple[DateMention, ...]:
    """The times a document names, resolved to days, in order and without overlaps.

    >>> from pledgebook.clean.decode import row_document
    >>> from pledgebook.clean.layout import clean_document
    >>> from pledgebook.dossier.load import load_dossier
    >>> from pledgebook.model.text import Given
    >>> raw = row_document("Norland agreed on Tuesday to pay by the end of the year.", "a", Given(date="2025-07-10"))
    >>> for mention in find_dates(clean_document(raw, load_dossier()), load_dossier()):
    ...     print(mention.kind, mention.range.first, mention.range.last)
    weekday 2025-07-08 2025-07-08
    deadline 2025-07-10 2025-12-31

    A weekday, month or day without a year is the last on or before publication, the next where the words around it speak
    of what is to come. Without a day of publication, relative times have the range None; within a window of up to
    `WINDOW_DAYS` they are widened by it and `ambiguous`. So is a numeric date whose order of day and month is open.
    """
    grammar = _grammar(dossier)
    published = document.published
    if published and published.day:
        return tuple(_read(document, published.day, grammar))
    window = (published.window.first, published.window.last) if published else UNDATED
    early, late = (_read(document, day, grammar) for day in window)
    begins = {mention.span: mention for mention in early}
    return tuple(_within_window(begins.get(mention.span), mention, window) for mention in late)


def dates_in(dates: tuple[DateMention, ...], span: Span) -> tuple[DateMention, ...]:
    """The dates that stand wholly inside a span."""
    return tuple(date for date in dates if span.contains(date.span))


def _grammar(dossier: Dossier) -> Grammar:
    found = _COMPILED.get(dossier.digest) if dossier.digest else None
    if found is None:
        names = Names.of(dossier)
        blocked = "|".join(re.escape(phrase) for phrase in dossier.terms("dates", "blocked")) or r"(?!)"
        found = _COMPILED[dossier.digest] = Grammar(
            forms=compile_forms(names, dossier.terms("dates", "parts_of_day")),
            names=names,
            verbs=compile_tense(dossier),
            anchors=compile_anchors(dossier),
            blocked=re.compile(rf"(?<!\w)(?:{blocked})(?!\w)"),
        )
    return found


def _within_window(early: DateMention | None, late: DateMention, window: tuple[datetime.date, datetime.date]) -> DateMention:
    """A mention as both ends of a window read it; an event that had not come on the first day is still that event."""
    if early and late.range == early.range:
        return late
    if late.kind == "event":
        return msgspec.structs.replace(late, ambiguous=True)
    if early and early.range and late.range and (window[1] - window[0]).days <= WINDOW_DAYS:
        hull = DateRange(min(early.range.first, late.range.first), max(early.range.last, late.range.last))
        return msgspec.structs.replace(late, range=hull, ambiguous=True)
    return msgspec.structs.replace(late, range=None)


def _read(document: Document, day: datetime.date, grammar: Grammar) -> list[DateMention]:
    """All mentions as read on a day."""
    found: list[DateMention] = []
    for block in document.blocks:
        plain = _plain_mentions(document.text, block.span, day, grammar, found)
        anchors = find_anchored(document.text, block.span, day, grammar.anchors, grammar.verbs)
        anchored = [DateMention(a.span, a.range, a.kind) for a in anchors]
        joined = _joined(document.text, sorted([*plain, *anchored], key=lambda m: m.span))
        found += _apart(_bounded(document.text, block.span, joined, day))
    return found


def _plain_mentions(text: str, block: Span, day: datetime.date, grammar: Grammar, before: list[DateMention]) -> list[DateMention]:
    blocked = [Span(*m.span()) for m in grammar.blocked.finditer(text, block.start, block.end)]
    found: list[DateMention] = []
    for match in grammar.forms.finditer(text, block.start, block.end):
        form, parts = read_match(match)
        span = Span(*match.span())
        if any(span.overlaps(other) for other in blocked) or not _is_date(text, block, span, form, parts):
            continue
        last = next((mentions[-1] for mentions in (found, before) if mentions), None)
        previous = last.range if last and span.start - last.span.end <= PREVIOUS_CHARACTERS else None
        tense = tense_at(text, span, grammar.verbs) if form.tensed and "year" not in parts else Tense.OPEN
        try:
            days = form.resolve(parts, Context(day, tense, previous, grammar.names))
        except (OverflowError, ValueError):  # "900 years earlier" may lie before the calendar's first year
            days = None
        found.append(DateMention(span, days, form.kind, _order_open(parts)))
    return found


def _is_date(text: str, block: Span, span: Span, form: Form, parts: Parts) -> bool:
    """Whether a bare month, season or year stands where a time stands."""
    before = text[max(block.start, span.start - 24) : span.start]
    after = text[span.end : min(span.end + 24, block.end)]
    if form.kind == "year" and not parts.get("part"):
        return bool(LEAD.search(before)) and not COUNTED.match(after)
    told = any(parts.get(key) for key in ("year", "which_year", "which", "part"))
    if form.kind == "season" and not told:
        return bool(SEASON_LEAD.search(before)) and not after.startswith(" of ")
    return form.kind not in NEEDS_LEAD or told or bool(LEAD.search(before)) or after[:2] in ("'s", "’s")


def _order_open(parts: Parts) -> bool:
    if "mark" not in parts or parts["mark"] == ".":
        return False
    return parts["one"] != parts["two"] and max(int(parts["one"]), int(parts["two"])) <= 12


def _joined(text: str, mentions: list[DateMention]) -> list[DateMention]:
    """Mentions with "from X to Y" and "between X and Y" made one."""
    found: list[DateMention] = []
    for mention in mentions:
        joined = _join(text, found[-1], mention) if found else None
        if joined:
            found[-1] = joined
        else:
            found.append(mention)
    return found


def _join(text: str, first: DateMention, last: DateMention) -> DateMention | None:
    """The range from one mention to the next; None where the words between them make none."""
    between = text[first.span.end : last.span.start]
    lead = SPOKEN.search(text[max(0, first.span.start - 16) : first.span.start])
    if not (first.range and last.range and JOIN.fullmatch(between) and (lead or "and" not in between.split())):
        return None
    start, end = first.range.first, last.range.last
    if start > end and _yearless(text, last):
        end = calendars.shift(end, 1, "year")
    elif _yearless(text, first) and not _yearless(text, last):
        # "from June to August 2024": the year is that of the end
        start = calendars.shift(start, end.year - start.year, "year")
        start = start if start <= end else calendars.shift(start, -1, "year")
    if start > end:
        return None
    opening = first.span.start - (len(lead.group()) if lead else 0)
    return DateMention(Span(opening, last.span.end), DateRange(start, end), "range", first.ambiguous or last.ambiguous)


def _yearless(text: str, mention: DateMention) -> bool:
    return mention.kind in ("day", "month", "season") and not YEAR.search(mention.span.of(text))


def _bounded(text: str, block: Span, mentions: list[DateMention], day: datetime.date) -> list[DateMention]:
    """Mentions, those with "since" or "by" before them running to or from the day of writing."""
    found = []
    floor = block.start
    for mention in mentions:
        found.append(_run(text, max(floor, mention.span.start - LEAD_CHARACTERS), mention, day))
        # "since the invasion in February" is one term, "since Monday, and on Friday" two times
        floor = floor if mention.kind in ("since", "event") else mention.span.end
    return found


def _run(text: str, offset: int, mention: DateMention, day: datetime.date) -> DateMention:
    if mention.range is None or mention.kind in ("since", "range"):
        return mention
    before = text[offset : mention.span.start]
    since = SINCE.search(before)
    if since and mention.range.first <= day:
        return DateMention(Span(offset + since.start(), mention.span.end), DateRange(mention.range.first, day), "since", mention.ambiguous)
    deadline = DEADLINE.search(before)
    if deadline and not (mention.kind == "day" and PAST_EVENT.search(before)) and mention.range.last > day:
        return DateMention(Span(offset + deadline.start(), mention.span.end), DateRange(day, mention.range.last), "deadline", mention.ambiguous)
    return mention


def _apart(mentions: list[DateMention]) -> list[DateMention]:
    """Mentions in order without overlaps: the longer wins, and takes over a sharper beginning."""
    found: list[DateMention] = []
    for mention in sorted(mentions, key=lambda m: (m.span.start, -m.span.end)):
        if not found or not found[-1].span.overlaps(mention.span):
            found.append(mention)
            continue
        kept, lost = sorted((found[-1], mention), key=lambda m: len(m.span), reverse=True)
        if kept.kind == lost.kind == "since" and kept.range and lost.range and kept.range.first < lost.range.first:
            kept = msgspec.structs.replace(kept, range=lost.range)
        found[-1] = kept
    return found
