"""When a document was published, worked out from its text where nothing states it."""

from __future__ import annotations

import datetime
import functools
import re
from collections.abc import Iterable, Iterator

import msgspec

from pledgebook.clean.calendar import MONTH, WEEKDAY, day_of, month_number, weekday_number
from pledgebook.dossier.alternatives import any_of
from pledgebook.dossier.schema import Dossier, Tenure
from pledgebook.model.text import DateRange, Precision, Published

_ORIGIN = datetime.date(1990, 1, 1)
_DAYS = (datetime.date(2070, 1, 1) - _ORIGIN).days
_SHARP_DAYS = 7
_WIDEST_DAYS = 366
_NEAR_DAYS = 14
_SHORTEST_LETTERS = 4
_JOINTS = frozenset(("of", "for", "and", "in", "the"))
# How far from publication news names things, in days: measured on dated news, not certain; a clue that
# contradicts stronger ones is left out.
_SAID_WITHIN = 330
_AHEAD_WITHIN = 120
_EVENT_AHEAD_WITHIN = 21
_RECENT_WITHIN = 120
_WEEKDAY_GAP = 1

_SENTENCE_END = re.compile(r"(?<=[.!?…”\"])\s+(?=[A-Z“\"‘'])|\n+")
_MONTH_DAY = rf"(?:(?P<m1>{MONTH})\s(?P<d1>\d{{1,2}})|(?P<d2>\d{{1,2}})\s(?P<m2>{MONTH}))(?:st|nd|rd|th)?\b(?!:|,?\s(?:19|20)\d\d\b)"
_DATED = re.compile(rf"(?:\b(?P<weekday>(?i:{WEEKDAY})),?\s)?\b(?:{_MONTH_DAY})")
_FULL = re.compile(rf"\b(?:(?P<m1>{MONTH})\s(?P<d1>\d{{1,2}})|(?P<d2>\d{{1,2}})\s(?P<m2>{MONTH}))(?:st|nd|rd|th)?,?\s(?P<year>(?:19|20)\d\d)\b")
_BARE_WEEKDAY = re.compile(r"\b(Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day\b(?:\s(\w+))?")
_MAY_DATE = re.compile(r"\d")
_RETROSPECT = re.compile(r"\b(?:during|under|by|of) the \Z", re.IGNORECASE)
_WEEKDAY_BEFORE = re.compile(rf"\b(?i:{WEEKDAY}),?\s\Z")
_PLANNED = re.compile(r"\b(?:on|for|to|from|until|by|before)\s\Z", re.IGNORECASE)
_AT_EVENT = re.compile(r"\b(?:at|during|upcoming)\s(?:the\s|a\s|this\s|an\s|next\s|week[’']s\s|upcoming\s|annual\s)*\Z", re.IGNORECASE)
_BACKGROUND = re.compile(r"\b(?:since|after|before|amid|following|despite|of|over|prior|against|when|as|from|until)\b", re.IGNORECASE)
_OTHER_WEEK = re.compile(r"\b(?:last|previous|every|each|next|following)\s\Z", re.IGNORECASE)


class _Clue(msgspec.Struct, frozen=True):
    """The days on which a text with these words may have been published, as a set of bits."""

    days: int
    reason: str
    weight: int


class _Words(msgspec.Struct, frozen=True):
    """A dossier's words and tables for dating, compiled."""

    ahead: re.Pattern[str]
    told: re.Pattern[str]
    """ends before the day on which something was said, whatever was said"""
    office: re.Pattern[str]
    former: frozenset[str]
    undated: frozenset[str]
    roles: dict[str, str]
    tenures: dict[tuple[str, str], tuple[Tenure, ...]]
    event: re.Pattern[str]
    events: dict[str, tuple[DateRange, ...]]
    event_days: frozenset[datetime.date]
    scheme: re.Pattern[str]
    begun: dict[str, datetime.date]
    """since when a scheme's name is written"""
    this_week: re.Pattern[str]
    evening: frozenset[str]
    recent: re.Pattern[str]
    known: int
    """all days a dossier can date by: up to a year after the last day it names"""


class _Times(msgspec.Struct):
    """Weekdays and days without a year that a text names, looking back and ahead."""

    weekdays_behind: set[int] = msgspec.field(default_factory=set)
    weekdays_ahead: set[int] = msgspec.field(default_factory=set)
    days_ahead: set[tuple[int, int]] = msgspec.field(default_factory=set)
    days_told: set[datetime.date] = msgspec.field(default_factory=set)
    """days told in full with their weekday, as news of the day and captions are"""


def infer_published(text: str, datelines: tuple[str, ...], dossier: Dossier) -> Published | None:
    """The window in which a text was published, from what it treats as present, past and to come.

    Each clue allows some days: who holds an office, the year in which August 15 is a Friday, an event ahead or just
    past, a scheme that exists. Days that all clues allow remain; a clue that would leave none is passed over, the weaker first. A window up
    to a week has its most likely day (precision `inferred_day`), up to a year none (`window`); wider, None.
    Days more than a year after the last that the dossier names are out of reach.
    """
    words = _words(dossier)
    times = _Times()
    clues = [*_offices(text, words), *_datelines(datelines), *_schemes(text, words)]
    sentences = _SENTENCE_END.split(text)
    weeks = [words.this_week.search(sentence) is not None for sentence in sentences]
    for index, sentence in enumerate(sentences):
        clues += _sentence_clues(sentence, words, times, week=any(weeks[max(0, index - 1) : index + 2]))
    clues += _linked(times)
    days, used = _intersect(clues, words.known)
    days, used = _near_weekdays(days, used, times)
    return None if days & _last(words.known) else _window(days, used)


def _intersect(clues: Iterable[_Clue], known: int) -> tuple[int, list[str]]:
    days, used = known, []
    merged: dict[int, _Clue] = {}
    for clue in clues:
        same = merged.get(clue.days)
        merged[clue.days] = msgspec.structs.replace(same, weight=same.weight + 1) if same else clue
    for clue in sorted(merged.values(), key=lambda clue: (-clue.weight, clue.reason)):
        left = days & clue.days
        if left and left != days:
            days = left
            used.append(clue.reason)
    return days, used


def _near_weekdays(days: int, used: list[str], times: _Times) -> tuple[int, list[str]]:
    """News names a weekday of today or yesterday: within a narrow window the last one named tells the day."""
    if not times.weekdays_behind or not days or days.bit_length() - _lowest(days) > _NEAR_DAYS:
        return days, used
    near = 0
    for weekday in times.weekdays_behind:
        for gap in range(_WEEKDAY_GAP + 1):
            near |= _weekday_days((weekday + gap) % 7)
    left = days & near
    return (left, [*used, "the last weekday named in the past is that day's or the day before's"]) if left and left != days else (days, used)


def _window(days: int, used: list[str]) -> Published | None:
    if not days or not used:
        return None
    first, last = _lowest(days), days.bit_length() - 1
    if last - first + 1 > _WIDEST_DAYS:
        return None
    window = DateRange(_day(first), _day(last))
    method = "worked out from the text: " + "; ".join(used)
    if last - first + 1 > _SHARP_DAYS:
        return Published(None, window, Precision.WINDOW, method)
    left = [position for position in range(first, last + 1) if days >> position & 1]
    return Published(_day(left[(len(left) - 1) // 2]), window, Precision.INFERRED_DAY, method)


def _sentence_clues(sentence: str, words: _Words, times: _Times, *, week: bool) -> Iterator[_Clue]:
    cue = words.ahead.search(sentence)
    dated = list(_DATED.finditer(sentence)) if _MAY_DATE.search(sentence) else []
    weekdays = []
    for found in _BARE_WEEKDAY.finditer(sentence):
        if _OTHER_WEEK.search(sentence, 0, found.start()) or any(date.start() <= found.start() < date.end() for date in dated):
            continue
        weekdays.append(found)
        if cue is None or words.told.search(sentence, 0, found.start()):
            times.weekdays_behind.add(weekday_number(found[1]))
        elif cue.start() < found.start():
            times.weekdays_ahead.add(weekday_number(found[1]))
    for date in dated:
        if words.told.search(sentence, 0, date.start()):
            yield from _yearless(date, times, ahead=False)
        elif cue is None or (cue.start() < date.start() and _PLANNED.search(sentence, 0, date.start())):
            yield from _yearless(date, times, ahead=cue is not None)
    if cue is None and _MAY_DATE.search(sentence):
        yield from _full_dates(sentence, words, times)
    for found in words.event.finditer(sentence):
        if cue is None:
            yield from _event_behind(found, sentence, weekdays, words)
        elif cue.start() < found.start() and _AT_EVENT.search(sentence, 0, found.start()):
            yield from _event_ahead(found.group(), words, week=week)


def _yearless(found: re.Match[str], times: _Times, *, ahead: bool) -> Iterator[_Clue]:
    month, number = month_number(found["m1"] or found["m2"]), int(found["d1"] or found["d2"])
    weekday = weekday_number(found["weekday"]) if found["weekday"] else None
    days = [day for day in _every_year(month, number) if weekday is None or day.weekday() == weekday]
    if ahead:
        times.days_ahead.add((month, number))
    reach = _NEAR_DAYS if weekday is not None else (_AHEAD_WITHIN if ahead else _SAID_WITHIN)
    mask = 0
    for day in days:
        mask |= _range(day - datetime.timedelta(days=reach), day) if ahead else _range(day, day + datetime.timedelta(days=reach))
    if mask:
        yield _Clue(mask, f"'{found.group()}' is {'ahead' if ahead else 'past'}", 4 if weekday is not None else 1 + int(ahead))


def _full_dates(sentence: str, words: _Words, times: _Times) -> Iterator[_Clue]:
    for found in _FULL.finditer(sentence):
        day = day_of(int(found["year"]), month_number(found["m1"] or found["m2"]), int(found["d1"] or found["d2"]))
        if day:
            yield _Clue(_range(day, None), f"'{found.group()}' is past", 1)
            if _WEEKDAY_BEFORE.search(sentence, 0, found.start()) and day not in words.event_days:
                times.days_told.add(day)


def _event_ahead(phrase: str, words: _Words, *, week: bool) -> Iterator[_Clue]:
    mask = 0
    for days in words.events[_plain(phrase)]:
        early = days.first - datetime.timedelta(days=days.first.weekday() if week else _EVENT_AHEAD_WITHIN)
        mask |= _range(early, days.first)
    yield _Clue(mask, f"'{phrase}' is ahead{' and in this week' if week else ''}", 3)


def _event_behind(found: re.Match[str], sentence: str, weekdays: list[re.Match[str]], words: _Words) -> Iterator[_Clue]:
    """An event that the same clause puts on its weekday has just been; a recent one was not long ago."""
    phrase = found.group()
    named = [day for day in weekdays if not _BACKGROUND.search(sentence, min(day.start(), found.start()), max(day.start(), found.start()))]
    recent = words.recent.search(sentence) is not None
    mask = 0
    reason = f"'{phrase}' is recent"
    for days in words.events[_plain(phrase)]:
        fitting = [day for day in named if days.first == days.last and weekday_number(day[1]) == days.first.weekday()]
        if fitting:
            evening = any((day[2] or "").lower() in words.evening for day in fitting)
            mask |= _range(days.first + datetime.timedelta(days=int(evening)), days.first + datetime.timedelta(days=6))
            reason = f"'{phrase}' was on {fitting[0].group()}"
        elif recent and not named:
            mask |= _range(days.first, days.last + datetime.timedelta(days=_RECENT_WITHIN))
    if mask:
        yield _Clue(mask, reason, 1 if recent else 3)


def _linked(times: _Times) -> Iterator[_Clue]:
    """The last day told in full with its weekday is news; one weekday and one day without a year ahead are the same day."""
    if times.days_told:
        last = max(times.days_told)
        yield _Clue(_range(last, last + datetime.timedelta(days=_NEAR_DAYS)), f"{last.isoformat()} is told with its weekday", 2)
    if len(times.weekdays_ahead) != 1 or len(times.days_ahead) != 1:
        return
    (weekday,), ((month, number),) = times.weekdays_ahead, times.days_ahead
    mask = 0
    for day in _every_year(month, number):
        if day.weekday() == weekday:
            mask |= _range(day - datetime.timedelta(days=6), day - datetime.timedelta(days=1))
            name = day.strftime("%A")
    if mask:
        yield _Clue(mask, f"{name} ahead is the {number}. of month {month}", 3)


def _datelines(datelines: tuple[str, ...]) -> Iterator[_Clue]:
    for line in datelines:
        for found in _DATED.finditer(line):
            mask = 0
            for day in _every_year(month_number(found["m1"] or found["m2"]), int(found["d1"] or found["d2"])):
                mask |= _range(day, day + datetime.timedelta(days=1))
            yield _Clue(mask, f"dateline '{line.strip()}'", 5)


def _schemes(text: str, words: _Words) -> Iterator[_Clue]:
    """Nobody writes a scheme's name before there is one."""
    for name in sorted(set(words.scheme.findall(text))):
        yield _Clue(_range(words.begun[name], None), f"{name} exists", 1)


def _offices(text: str, words: _Words) -> Iterator[_Clue]:
    """Who is called president holds the office; a former president held it before."""
    seen: dict[tuple[str, str, str, bool], tuple[int, int]] = {}
    for found in words.office.finditer(text):
        before = text[max(0, found.start() - 14) : found.start()].lower().replace("-", " ").split()[-1:]
        role = words.roles[found["role"].lower()] if found["role"] else words.roles[""]
        former = bool(before) and before[0] in words.former
        if before and (before[0] in words.undated or (found["role"] is None and before[0] == "the" and _RETROSPECT.search(text, 0, found.start()))):
            continue
        tenures = next((words.tenures[role, name] for name in reversed((found["name"] or found["holder"]).split()) if (role, name) in words.tenures), None)
        if not tenures:
            continue
        mask = _after(tenures) if former else _during(tenures)
        key = (role, tenures[0].party, tenures[0].name, former)
        seen[key] = (mask, seen.get(key, (0, 0))[1] + 1)
    for key, (mask, count) in seen.items():
        rivals = [other for other, (_, often) in seen.items() if other != key and other[:2] == key[:2] and often >= count]
        if mask and not (rivals and not key[3]):
            yield _Clue(mask, f"{'former ' if key[3] else ''}{key[0]} {key[2]}", 5 + min(count, 9))


def _during(tenures: tuple[Tenure, ...]) -> int:
    mask = 0
    for tenure in tenures:
        first, last = (datetime.date.fromisoformat(day) if day else None for day in tenure.period)
        mask |= _range(first, last)
    return mask


def _after(tenures: tuple[Tenure, ...]) -> int:
    ends = [tenure.period[1] for tenure in tenures if tenure.period[1]]
    if not ends:
        return 0
    return _range(datetime.date.fromisoformat(min(ends)) + datetime.timedelta(days=1), None) & ~_during(tenures)


def _every_year(month: int, number: int) -> Iterator[datetime.date]:
    for year in range(_ORIGIN.year, _ORIGIN.year + _DAYS // 366):
        day = day_of(year, month, number)
        if day:
            yield day


def _range(first: datetime.date | None, last: datetime.date | None) -> int:
    """The set of days from `first` to `last`, both included; None is open."""
    low = max(0, (first - _ORIGIN).days) if first else 0
    high = min(_DAYS - 1, (last - _ORIGIN).days) if last else _DAYS - 1
    return ((1 << (high - low + 1)) - 1) << low if low <= high else 0


@functools.cache
def _weekday_days(weekday: int) -> int:
    start = (weekday - _ORIGIN.weekday()) % 7
    return sum(1 << position for position in range(start, _DAYS, 7))


def _last(days: int) -> int:
    return 1 << (days.bit_length() - 1)


def _lowest(days: int) -> int:
    return (days & -days).bit_length() - 1


def _day(position: int) -> datetime.date:
    return _ORIGIN + datetime.timedelta(days=position)


_COMPILED: dict[str, _Words] = {}


def _words(dossier: Dossier) -> _Words:
    if dossier.digest not in _COMPILED:
        _COMPILED[dossier.digest] = _compile(dossier)
    return _COMPILED[dossier.digest]


def _compile(dossier: Dossier) -> _Words:
    def terms(key: str) -> tuple[str, ...]:
        return dossier.terms("layout", "dating", key)

    roles = {tenure.role.lower(): tenure.role for tenure in dossier.people}
    for role in dossier.roles:
        roles |= {word.lower(): role.name for word in role.words}
    head = next(iter(terms("heads")), "")
    events: dict[str, tuple[DateRange, ...]] = {}
    for event in dossier.events:
        for phrase in event.phrases:
            events[_plain(phrase)] = (*events.get(_plain(phrase), ()), event.days)
    begun = {
        name: datetime.date.fromisoformat(scheme.period[0]) for scheme in dossier.schemes if scheme.period[0] for name in scheme.phrases if _is_own_name(name)
    }
    named = [event.days.last for event in dossier.events]
    named += [datetime.date.fromisoformat(day) for tenure in dossier.people for day in tenure.period if day]
    names = r"[A-Z][\w.’'-]*"
    office = rf"\b(?:(?P<role>(?i:{_any(roles)})),? (?P<name>{names}(?: {names}){{0,3}})|(?P<holder>{names}) (?i:{_any(terms('terms'))})\b)"
    return _Words(
        ahead=re.compile(rf"\b(?i:{_any(terms('ahead'))})\b|\b\w+[’']ll\b"),
        told=re.compile(rf"(?<!\bbe )(?<!\bbeen )\b(?:{_any(terms('told'))})\s(?:on\s)?\Z"),
        office=re.compile(office),
        former=frozenset(terms("former")),
        undated=frozenset(terms("undated")),
        roles=roles | {"": head},
        tenures=_tenures(dossier),
        event=re.compile(rf"(?<!\w)(?i:{_any(events)})(?!\w)"),
        events=events,
        event_days=frozenset(event.days.first for event in dossier.events),
        scheme=re.compile(rf"(?<!\w)(?:{_any(begun)})(?!\w)"),
        begun=begun,
        this_week=re.compile(rf"\b(?i:{_any(terms('this_week'))})\b"),
        evening=frozenset(terms("evening")),
        recent=re.compile(rf"\b(?i:{_any(terms('recent'))})"),
        known=_range(None, max(named, default=_ORIGIN) + datetime.timedelta(days=_WIDEST_DAYS)),
    )


def _tenures(dossier: Dossier) -> dict[tuple[str, str], tuple[Tenure, ...]]:
    """By role and surname; a surname that two people share in one role tells nothing."""
    found: dict[tuple[str, str], tuple[Tenure, ...]] = {}
    for tenure in dossier.people:
        for surname in {name.split()[-1] for name in (tenure.name, *tenure.aliases)}:
            key = (tenure.role, surname)
            found[key] = (*found.get(key, ()), tenure)
    return {key: tenures for key, tenures in found.items() if len({(tenure.name, tenure.party) for tenure in tenures}) == 1}


def _is_own_name(phrase: str) -> bool:
    """Whether a scheme's phrase can mean nothing older: letters such as "EUMAM", or several words in capitals."""
    words = phrase.split()
    if len(words) == 1:
        return phrase.isupper() and len(phrase) >= _SHORTEST_LETTERS
    return all(word[0].isupper() for word in words if word not in _JOINTS)


def _plain(phrase: str) -> str:
    return phrase.lower().replace("’", "'")


def _any(phrases: Iterable[str]) -> str:
    """Any of the phrases; typographic apostrophes match plain ones."""
    return any_of(phrases, {"'": "['’]"})
