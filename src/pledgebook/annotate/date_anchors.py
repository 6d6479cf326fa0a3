"""Times told from what happened: the dossier's events, its anchors and the war it is about."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator

import msgspec

from pledgebook.annotate import calendars
from pledgebook.annotate.calendars import DAY
from pledgebook.annotate.tense import Tense, tense_at
from pledgebook.dossier.alternatives import any_of
from pledgebook.dossier.compile import Phrases
from pledgebook.dossier.openings import hastened
from pledgebook.dossier.schema import Dossier
from pledgebook.model.text import DateRange, Span

BEFORE_DAYS = 60
"""how far back "in the lead-up to" reaches"""
EARLY_DAYS = 35
"""how long "early in the war" lasts"""
EVENT_AHEAD_DAYS = 90
"""an event further ahead than this is not what a phrase without a year means"""

SMALL_LETTERS = 3
"""words of so few letters stay small in a headline"""


class Anchored(msgspec.Struct, frozen=True):
    span: Span
    kind: str
    range: DateRange


class Anchors(msgspec.Struct, frozen=True):
    """The dossier's dated phrases and its war, compiled; `war` is None where the dossier has none."""

    phrases: Phrases[DateRange]
    war: re.Pattern[str] | None
    war_first: datetime.date
    numbers: dict[str, int]


def compile_anchors(dossier: Dossier) -> Anchors:
    """The anchors of a dossier: its events' phrases, and `anchors` and `war` of words/dates.toml."""
    table = dossier.words.get("dates", {})
    war = table.get("war", {})
    war_first = datetime.date.fromisoformat(war.get("first", "0001-01-01"))
    # the war's own beginning is told by its pattern alone: "amid the invasion" gives no day
    pairs = [(phrase, event.days) for event in dossier.events for phrase in event.phrases if event.days.first != war_first]
    for anchor in table.get("anchors", []):
        first = datetime.date.fromisoformat(anchor["first"])
        last = datetime.date.fromisoformat(anchor.get("last", anchor["first"]))
        pairs += [(phrase, DateRange(first, last)) for phrase in anchor["phrases"]]
    # headlines write "the Vilnius Summit"
    pairs += [(" ".join(word if len(word) <= SMALL_LETTERS else word[:1].upper() + word[1:] for word in phrase.split()), days) for phrase, days in pairs]
    numbers = {str(word): int(number) for word, number in table.get("numbers", {}).items()}
    return Anchors(Phrases(pairs), _war_pattern(war, numbers, list(table.get("months", {}))) if war else None, war_first, numbers)


def _war_pattern(war: dict[str, list[str]], numbers: dict[str, int], months: list[str]) -> re.Pattern[str]:
    """All ways to tell a time from the war's beginning; the group that matched names the way."""
    sides = any_of([*war.get("sides", []), *months])
    other = any_of(war.get("others", []))
    # "the Israel-Hamas war", "its war against Hamas": not the dossier's war
    against = rf"(?!\s+(?:in|on|of|against|with|between)\s+(?:the\s+)?(?!(?:{sides})\b)(?-i:[A-Z]))"
    noun = rf"(?:(?!(?:then|ago|since|before|after|during|{other})\b|(?!2022)\d)[\w’'.-]+\s+){{0,4}}?(?:{any_of(war['nouns'])})\b{against}"
    start = r"(?:the\s+)?(?:very\s+)?(?:start|beginning|outbreak|onset|launch|outset)\s+of\s+"
    began = r"\s+(?:began|started|broke\s+out|erupted)"
    clause = rf"(?:{any_of(war['clauses'])})\b(?:\s+{noun})?"
    elsewhen = r"(?!(?:\s+\w+){0,3}\s+in\s+(?:early\s+|late\s+)?(?!2022)(?:19|20)\d\d)"
    amount = rf"(?P<number>{any_of(numbers)}|\d{{1,3}})"
    unit = r"(?P<unit>day|week|month|year)s?"
    ways = (
        rf"(?P<since>since\s+(?:{clause}|(?:{start})?{noun}(?:{began})?))"
        rf"|(?P<before>(?:before|prior\s+to|ahead\s+of|in\s+the\s+(?:lead|run)[- ]?up\s+to|on\s+the\s+eve\s+of)\s+(?:{start})?{noun})"
        rf"|(?P<opening>(?:in|during|over|for)?\s*the\s+first\s+(?:{amount}\s+)?{unit}\s+of\s+{noun})"
        rf"|(?P<after>(?:(?P<count>{any_of(numbers)}|\d{{1,3}})\s+)?(?P<step>day|week|month|year)s?\s+(?:after|into)\s+(?:{clause}|(?:{start})?{noun}))"
        rf"|(?P<early>(?:at|in|from|early\s+(?:on\s+)?in)\s+(?:the\s+)?(?:{start}|early\s+(?:days|weeks|stages|months)\s+of\s+)?{noun})"
        rf"|(?P<during>(?:during|throughout|(?:over|in)\s+the\s+course\s+of)\s+{noun})"
        rf"|(?P<bare>{clause}|{start}{noun}|the\s+{noun}{began})"
    )
    return re.compile(rf"(?<!\w){hastened(ways, re.IGNORECASE)}{elsewhen}", re.IGNORECASE)


def find_anchored(text: str, block: Span, day: datetime.date, anchors: Anchors, verbs: re.Pattern[str]) -> Iterator[Anchored]:
    """The dated phrases of a block, and what is told from the war's beginning, read on a day."""
    for span, ranges in anchors.phrases.find(block.of(text)):
        place = Span(block.start + span.start, block.start + span.end)
        if meant := _meant(sorted(ranges), day, tense_at(text, place, verbs)):
            yield Anchored(place, "event", meant)
    if anchors.war and day >= anchors.war_first:
        for match in anchors.war.finditer(text, block.start, block.end):
            if found := _from_war(match, day, anchors):
                yield found


def _meant(ranges: list[DateRange], day: datetime.date, tense: Tense) -> DateRange | None:
    """Of the events one phrase names, the last that had come by then, or the next where that is near and meant; else None."""
    past = [r for r in ranges if r.first <= day]
    near = [r for r in ranges if day < r.first <= day + EVENT_AHEAD_DAYS * DAY]
    if near and (tense.ahead or (tense is Tense.OPEN and not past)):
        return near[0]
    return past[-1] if past else None


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
