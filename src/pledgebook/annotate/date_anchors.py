"""Times told from what happened: the dossier's events, its anchors and the war it is about."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator

import msgspec

from pledgebook.annotate import calendars
from pledgebook.annotate.calendars import DAY
from pledgebook.dossier.schema import Dossier
from pledgebook.model.text import DateRange, Span

BEFORE_DAYS = 60
"""how far back "in the lead-up to" reaches"""
EARLY_DAYS = 35
"""how long "early in the war" lasts"""
EVENT_AHEAD_DAYS = 90
"""an event further ahead than this is not what a phrase without a year means"""


class Anchored(msgspec.Struct, frozen=True):
    span: Span
    kind: str
    range: DateRange


class Anchors(msgspec.Struct, frozen=True):
    """The dossier's dated phrases and its war, compiled; `war` is None where the dossier has none."""

    phrases: re.Pattern[str]
    days: dict[str, tuple[DateRange, ...]]
    war: re.Pattern[str] | None
    war_first: datetime.date
    numbers: dict[str, int]


def compile_anchors(dossier: Dossier) -> Anchors:
    """The anchors of a dossier: its events' phrases, and `anchors` and `war` of words/dates.toml."""
    table = dossier.words.get("dates", {})
    days: dict[str, list[DateRange]] = {}
    for event in dossier.events:
        for phrase in event.phrases:
            days.setdefault(phrase.casefold(), []).append(event.days)
    for anchor in table.get("anchors", []):
        first = datetime.date.fromisoformat(anchor["first"])
        last = datetime.date.fromisoformat(anchor.get("last", anchor["first"]))
        for phrase in anchor["phrases"]:
            days.setdefault(phrase.casefold(), []).append(DateRange(first, last))
    numbers = {str(word): int(number) for word, number in table.get("numbers", {}).items()}
    war = table.get("war", {})
    return Anchors(
        phrases=re.compile(rf"(?<!\w)(?:{_any(days)})(?!\w)", re.IGNORECASE),
        days={phrase: tuple(sorted(ranges)) for phrase, ranges in days.items()},
        war=_war_pattern(war, numbers) if war else None,
        war_first=datetime.date.fromisoformat(war.get("first", "0001-01-01")),
        numbers=numbers,
    )


def _war_pattern(war: dict[str, list[str]], numbers: dict[str, int]) -> re.Pattern[str]:
    """All ways to tell a time from the war's beginning; the group that matched names the way."""
    other = _any(war.get("others", []))
    # "the Israel-Hamas war", "its war against Hamas": not the dossier's war
    against = rf"(?!\s+(?:in|on|of|against|with|between)\s+(?:the\s+)?(?!(?:{_any(war.get('sides', []))})\b)(?-i:[A-Z])(?!\w*\s+\d))"
    noun = rf"(?:(?!(?:then|ago|{other})\b|(?!2022)\d)[\w’'.-]+\s+){{0,4}}?(?:{_any(war['nouns'])})\b{against}"
    start = r"(?:the\s+)?(?:very\s+)?(?:start|beginning|outbreak|onset|launch|outset)\s+of\s+"
    began = r"\s+(?:began|started|broke\s+out|erupted)"
    clause = rf"(?:{_any(war['clauses'])})\b"
    elsewhen = r"(?!(?:\s+\w+){0,3}\s+in\s+(?:early\s+|late\s+)?(?!2022)(?:19|20)\d\d)"
    amount = rf"(?P<number>{_any(numbers)}|\d{{1,3}})"
    unit = r"(?P<unit>day|week|month|year)s?"
    return re.compile(
        rf"(?<!\w)(?:(?P<since>since\s+(?:{clause}|(?:{start})?{noun}(?:{began})?))"
        rf"|(?P<before>(?:before|prior\s+to|ahead\s+of|in\s+the\s+(?:lead|run)[- ]?up\s+to|on\s+the\s+eve\s+of)\s+(?:{start})?{noun})"
        rf"|(?P<opening>(?:in|during|over|for)?\s*the\s+first\s+(?:{amount}\s+)?{unit}\s+of\s+{noun})"
        rf"|(?P<after>(?:(?P<count>{_any(numbers)}|\d{{1,3}})\s+)?(?P<step>day|week|month|year)s?\s+(?:after|into)\s+(?:{clause}|(?:{start})?{noun}))"
        rf"|(?P<early>(?:at|in|from|early\s+(?:on\s+)?in)\s+(?:the\s+)?(?:{start}|early\s+(?:days|weeks|stages|months)\s+of\s+)?{noun})"
        rf"|(?P<during>(?:during|throughout|(?:over|in)\s+the\s+course\s+of)\s+{noun})"
        rf"|(?P<bare>{clause}|{start}{noun}|the\s+{noun}{began})){elsewhen}",
        re.IGNORECASE,
    )


def find_anchored(text: str, block: Span, day: datetime.date, anchors: Anchors) -> Iterator[Anchored]:
    """The dated phrases of a block, and what is told from the war's beginning, read on a day."""
    for match in anchors.phrases.finditer(text, block.start, block.end):
        if meant := _meant(anchors.days[match.group().casefold()], day):
            yield Anchored(Span(*match.span()), "event", meant)
    if anchors.war and day >= anchors.war_first:
        for match in anchors.war.finditer(text, block.start, block.end):
            if found := _from_war(match, day, anchors):
                yield found


def _meant(ranges: tuple[DateRange, ...], day: datetime.date) -> DateRange | None:
    """Of several events one phrase names, the last that had come by then or was near; None where all are yet far ahead."""
    near = [r for r in ranges if r.first <= day + EVENT_AHEAD_DAYS * DAY]
    return near[-1] if near else None


def _from_war(match: re.Match[str], day: datetime.date, anchors: Anchors) -> Anchored | None:
    way, span, first = match.lastgroup, Span(*match.span()), anchors.war_first
    if way in ("since", "during"):
        return Anchored(span, "since", DateRange(first, day))
    if way == "before":
        return Anchored(span, "event", DateRange(first - BEFORE_DAYS * DAY, first))
    if way == "opening":
        return Anchored(span, "event", DateRange(first, min(day, calendars.shift(first, _count(match["number"], anchors), match["unit"].lower()))))
    if way == "after":
        reached = calendars.shift(first, _count(match["count"] or "several", anchors) + 1, match["step"].lower())
        return Anchored(span, "event", DateRange(first, min(day, reached)))
    if way == "early":
        # "in the war" alone tells no time
        told = re.search(r"\b(?:start|beginning|outbreak|onset|launch|outset|early)\b", match.group(), re.IGNORECASE)
        return Anchored(span, "event", DateRange(first, min(day, first + EARLY_DAYS * DAY))) if told else None
    return Anchored(span, "event", calendars.single(first))


def _count(words: str | None, anchors: Anchors) -> int:
    words = (words or "one").lower()
    return int(words) if words.isdigit() else anchors.numbers.get(words, 1)


def _any(words: dict[str, object] | dict[str, int] | dict[str, list[DateRange]] | list[str]) -> str:
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True)) or r"(?!)"
