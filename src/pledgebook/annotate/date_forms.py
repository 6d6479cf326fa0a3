"""The forms a time is written in, and the days each means on the day it is written."""

from __future__ import annotations

import datetime
import functools
import re
from collections.abc import Callable

import msgspec

from pledgebook.annotate import calendars
from pledgebook.annotate.calendars import DAY
from pledgebook.annotate.tense import Tense
from pledgebook.dossier.alternatives import any_of
from pledgebook.dossier.openings import hastened
from pledgebook.dossier.schema import Dossier
from pledgebook.model.text import DateRange

Parts = dict[str, str]
SOON_DAYS = 45
"""a date without a year and tense that comes within so many days is meant to come"""
COMING_DAYS = {"hour": 1, "day": 7, "week": 42, "month": 180, "year": 1095}
RECENT_DAYS = {"hour": 1, "day": 7, "week": 35, "month": 150, "year": 1095}


class Names(msgspec.Struct, frozen=True):
    """What English calls numbers and calendar parts, from the dossier."""

    months: dict[str, int]
    weekdays: dict[str, int]
    seasons: dict[str, int]
    numbers: dict[str, int]

    @classmethod
    def of(cls, dossier: Dossier) -> Names:
        table = dossier.words.get("dates", {})
        return cls(*(dict(table.get(key, {})) for key in ("months", "weekdays", "seasons", "numbers")))


class Context(msgspec.Struct, frozen=True):
    """From where a form is read: the day of writing, the tense around it, the time named last before it."""

    day: datetime.date
    tense: Tense
    previous: DateRange | None
    names: Names


class Form(msgspec.Struct, frozen=True):
    """One way to write a time: its `DateMention.kind`, its pattern with `{month}`-like slots, and its days.

    `tensed` forms mean other days in the past tense than in the future.
    """

    kind: str
    pattern: str
    resolve: Callable[[Parts, Context], DateRange | None]
    tensed: bool = False


def _number(words: str | None, names: Names, default: int = 1) -> int:
    if not words:
        return default
    words = " ".join(words.lower().split())
    return int(words) if words.isdigit() else names.numbers.get(words, default)


def _month_of(parts: Parts, context: Context) -> int:
    return context.names.months[parts["month"].rstrip(".")]


def _nearest(candidates: list[DateRange], context: Context) -> DateRange | None:
    """The range meant by a form without a year, of its ranges in neighbouring years (oldest first)."""
    past = [c for c in candidates if c.first <= context.day]
    future = [c for c in candidates if c.last >= context.day]
    if not future:
        return past[-1] if past else None
    if not past:
        return future[0]
    soon = (future[0].first - context.day).days <= SOON_DAYS
    ago = (context.day - past[-1].last).days
    long_ago = ago > 365 - SOON_DAYS
    if context.tense is Tense.SHIFTED:  # "announced that it would send guns in July"
        return future[0] if (future[0].first - context.day).days <= ago else past[-1]
    if context.tense is Tense.FUTURE or (soon and (long_ago or context.tense is Tense.OPEN)):
        return future[0]
    return past[-1]


def _years(parts: Parts, context: Context) -> list[int]:
    if parts.get("year"):
        return [int(parts["year"])]
    shift = {"last": -1, "this": 0, "next": 1}.get((parts.get("which_year") or "").lower())
    return [context.day.year + shift] if shift is not None else [context.day.year + k for k in (-1, 0, 1)]


def _day_of_month(parts: Parts, context: Context) -> DateRange | None:
    number = _month_of(parts, context)
    candidates = []
    for year in _years(parts, context):
        first = calendars.valid(year, number, int(parts["dom"]))
        last = calendars.valid(year, number, int(parts.get("dom_last") or parts["dom"]))
        if first and last:
            candidates.append(calendars.days(first, last))
    weekday = context.names.weekdays.get(parts.get("weekday") or "")
    agreeing = [c for c in candidates if c.first.weekday() == weekday]
    return _nearest(agreeing or candidates, context)


def _month(parts: Parts, context: Context) -> DateRange | None:
    number = _month_of(parts, context)
    which = (parts.get("which") or "").lower()
    if which == "this":
        parts = {"which_year": "this", **parts}
    found = _nearest([calendars.month(year, number) for year in _years(parts, context)], context)
    today = calendars.month(context.day.year, context.day.month)
    if found and not parts.get("year") and which.endswith(("last", "past")) and found.first >= today.first:
        found = calendars.month(found.first.year - 1, number)
    if found and not parts.get("year") and which.endswith(("next", "coming")) and found.last <= context.day:
        found = calendars.month(found.first.year + 1, number)
    return _parted(found, parts)


def _parted(whole: DateRange | None, parts: Parts) -> DateRange | None:
    name = (parts.get("part") or "").lower().rstrip("- ")
    name = {"beginning": "early", "start": "early", "end": "late", "close": "late", "middle": "mid"}.get(name, name)
    return calendars.part(whole, name) if whole and name else whole


def _numeric(parts: Parts, context: Context) -> DateRange | None:
    one, two, year = int(parts["one"]), int(parts["two"]), int(parts["year"])
    # a dotted date is European; a slashed one American where both orders are dates
    orders = [(two, one), (one, two)] if parts["mark"] == "." else [(one, two), (two, one)]
    for month, day in orders:
        if found := calendars.valid(year, month, day):
            return calendars.single(found)
    return None


def _iso(parts: Parts, context: Context) -> DateRange | None:
    found = calendars.valid(int(parts["year"]), int(parts["one"]), int(parts["two"]))
    return calendars.single(found) if found else None


def _weekday(parts: Parts, context: Context) -> DateRange:
    number = context.names.weekdays[parts["weekday"]]
    which = (parts.get("which") or "").lower().split()
    if parts.get("which_week"):
        shift = {"last": -7, "this": 0, "next": 7}[parts["which_week"].lower()]
        return calendars.single(calendars.week(context.day + shift * DAY).first + number * DAY)
    if {"last", "past"} & set(which):
        return calendars.single(calendars.weekday_until(context.day - DAY, number))
    if {"next", "coming"} & set(which):
        return calendars.single(calendars.weekday_from(context.day + DAY, number))
    if "this" in which or context.tense.ahead:
        return calendars.single(calendars.weekday_from(context.day, number))
    return calendars.single(calendars.weekday_until(context.day, number))


def _near_day(parts: Parts, context: Context) -> DateRange:
    word = parts["word"].lower()
    if word == "overnight":
        return calendars.days(context.day - DAY, context.day)
    shift = -1 if word in ("yesterday", "last night") else 1 if word == "tomorrow" else 0
    shift *= 2 if (parts.get("twice") or "").lower().startswith("the day") else 1
    return calendars.single(context.day + shift * DAY)


def _this(parts: Parts, context: Context) -> DateRange | None:
    """This, last or next week, weekend, month, year, season or quarter."""
    unit, which, half = parts["unit"].lower(), parts["which"].lower(), (parts.get("half") or "").lower()
    shift = {"last": -1, "past": -1, "next": 1, "coming": 1}.get(which.split()[-1], 0)
    if unit == "weekend":
        saturday = calendars.week(context.day).first + 5 * DAY
        behind = shift == 0 and context.day < saturday and not context.tense.ahead and which != "this"
        saturday += 7 * (shift if shift < 1 or context.day >= saturday else 0) * DAY - (7 * DAY if behind else 0 * DAY)
        return calendars.days(saturday, saturday + DAY)
    if unit == "quarter":
        whole = calendars.months(context.day.year, (context.day.month - 1) // 3 * 3 + 1 + 3 * shift, 3)
    elif unit in context.names.seasons:
        return _season(parts, context)
    else:
        whole = calendars.around(calendars.shift(calendars.around(context.day, unit).first, shift, unit), unit)
    if shift or half in ("late", "early"):
        return calendars.part(whole, half) if half in ("late", "early") else whole
    if half == "later" or (not half and context.tense.ahead):
        return calendars.days(context.day, whole.last)
    return calendars.days(whole.first, context.day) if half == "earlier" or context.tense is Tense.PAST else whole


def _season(parts: Parts, context: Context) -> DateRange | None:
    first = context.names.seasons[parts.get("season") or parts["unit"]]
    candidates = [calendars.months(year, first, 3) for year in _years(parts, context)]
    which = (parts.get("which") or "").lower().split()
    if {"last", "past"} & set(which):
        candidates = [c for c in candidates if c.last < context.day] or candidates
        return _parted(candidates[-1], parts)
    if {"next", "coming"} & set(which):
        candidates = [c for c in candidates if c.first > context.day] or candidates
        return _parted(candidates[0], parts)
    return _parted(_nearest(candidates, context), parts)


def _quarter(parts: Parts, context: Context) -> DateRange | None:
    order = {"first": 1, "second": 2, "third": 3, "fourth": 4, "last": 4, "final": 4}.get(parts["order"].lower()) or int(parts["order"])
    size = 6 if parts["size"].lower().startswith(("h", "H")) else 3
    order = min(order, 12 // size)
    if not parts.get("year") and not parts.get("which_year"):
        parts = {**parts, "which_year": "this"}
    return calendars.months(_years(parts, context)[0], (order - 1) * size + 1, size)


def _year(parts: Parts, context: Context) -> DateRange | None:
    return _parted(calendars.year(int(parts["year"])), parts)


def _fiscal(parts: Parts, context: Context) -> DateRange:
    number = int(parts["year"])
    return calendars.fiscal_year(number if number > 99 else 2000 + number)


def _edge(parts: Parts, context: Context) -> DateRange | None:
    """The beginning, middle or end of the week, month or year."""
    shift = {"last": -1, "next": 1}.get((parts.get("which") or "").lower(), 0)
    unit = parts["unit"].lower()
    whole = calendars.around(calendars.shift(calendars.around(context.day, unit).first, shift, unit), unit)
    return _parted(whole, parts)


def _before_now(parts: Parts, context: Context) -> DateRange:
    unit = parts["unit"].lower()
    if parts.get("vague"):
        return calendars.days(context.day - RECENT_DAYS[unit] * DAY, context.day)
    return calendars.days(calendars.shift(context.day, -_number(parts.get("upper") or parts.get("number"), context.names), unit), context.day)


def _after_now(parts: Parts, context: Context) -> DateRange | None:
    unit = parts["unit"].lower()
    second = (parts.get("second") or unit).lower()
    if parts.get("number") is None:
        longest = max(COMING_DAYS[unit], COMING_DAYS[second])
        return calendars.days(context.day, context.day + (longest if parts["plural"] else calendars.UNIT_DAYS[unit]) * DAY)
    return calendars.days(context.day, calendars.shift(context.day, _number(parts.get("upper") or parts["number"], context.names), unit))


def _ago(parts: Parts, context: Context) -> DateRange:
    unit = parts["unit"].lower()
    if not parts.get("number"):
        return calendars.days(context.day - 2 * RECENT_DAYS[unit] * DAY, context.day - calendars.UNIT_DAYS[unit] * DAY)
    then = calendars.shift(context.day, -_number(parts["number"], context.names), unit)
    if parts.get("upper"):
        return calendars.days(calendars.shift(context.day, -_number(parts["upper"], context.names), unit), then)
    if unit in ("day", "week"):
        return calendars.single(then)
    # "two months ago" is no more exact than its unit
    return calendars.around(then, "month") if unit == "month" else calendars.year(then.year)


def _then(parts: Parts, context: Context) -> DateRange | None:
    """A time told from the one before it: "two weeks later", "a day earlier", "the next day", "the same day"."""
    previous = context.previous or calendars.single(context.day)
    word, unit = (parts.get("way") or "later").lower(), (parts.get("unit") or "day").lower()
    if parts.get("same"):
        if parts["same"].lower() in ("same", "that same"):
            return context.previous
        shift = -1 if parts["same"].lower() in ("previous", "preceding") else 1
        return calendars.around(calendars.shift(previous.first if shift < 0 else previous.last, shift, unit), unit)
    sign = 1 if word in ("later", "after", "afterwards") else -1
    edge = previous.last if sign > 0 else previous.first
    if parts.get("number"):
        then = calendars.shift(edge, sign * _number(parts["number"], context.names), unit)
        return calendars.around(then, unit) if unit in ("month", "year") else calendars.single(then)
    return calendars.days(calendars.shift(edge, sign, unit), calendars.shift(edge, sign * 6, unit))


def _since_then(parts: Parts, context: Context) -> DateRange | None:
    return calendars.days(context.previous.last, context.day) if context.previous else None


_WHICH_YEAR = r"(?:,? (?:of )?(?P<which_year>last|this|next) year)"
_PART = r"(?:(?:in |the )?(?P<part>[Ee]arly|[Ll]ate|[Mm]id)[- ](?:in )?|(?:the )?(?P<part_>[Bb]eginning|[Ss]tart|[Ee]nd|[Mm]iddle|[Cc]lose) of )"
_UNIT = r"(?P<unit>day|week|month|year)"
_ANY_UNIT = r"(?P<unit>[Dd]ay|[Ww]eek|[Mm]onth|[Yy]ear)s?"
_SECOND_UNIT = r"(?P<plural>s?)(?: (?:and|or|to) (?P<second>day|week|month|year)s)?"
_EDGE_UNIT = r"(?:calendar )?(?P<unit>week|month|year)(?! \d)"
_COUNT = r"(?:(?P<number>{number}) (?:(?:to|or) (?P<upper>{number}) )?)?"
_SPAN_UNIT = r"(?P<unit>hour|day|week|month|year)"
_WHICH = r"(?P<which>[Ll]ast|[Nn]ext|[Tt]his past|[Tt]his coming|[Tt]his|[Cc]oming|[Pp]ast)"
_TIME = r"(?:(?:,? (?:early|late))?,? (?:{daypart}))?"
_OF_YEAR = r"(?:(?:,? of|,| in)? (?P<year>{year})|" + _WHICH_YEAR + r"| of the year)"
_AROUND = r"(?:roughly |about |around |nearly |almost |some |just |more than |over |at least |only )?"
_DOM = r"(?P<dom>\d{{1,2}})(?:st|nd|rd|th)?(?:(?:[-–]| and | to )(?P<dom_last>\d{{1,2}})(?:st|nd|rd|th)?)?"
_WEEKDAY = r"(?:(?P<weekday>{weekday})" + _TIME + r",? )?"
_DAY_YEAR = r"(?:,? (?P<year>{year})(?!\d)|" + _WHICH_YEAR + r")?"
_MONTH_YEAR = r"(?:,?(?: of)? (?P<year>{year})(?!\d)|" + _WHICH_YEAR + r")?"
_NEAR_DAY = r"[Yy]esterday|[Tt]omorrow|[Tt]oday|[Tt]onight|[Tt]his morning|[Tt]his afternoon|[Tt]his evening|[Ll]ast night|[Oo]vernight"
_OVER = r"(?:[Oo]ver |[Dd]uring |[Ff]or |[Tt]hroughout |(?:[Ww]ith)?[Ii]n )?"
_CLAUSE = r"(?! (?:the|this|that|than|it|he|she|they|a)\b)"

FORMS: tuple[Form, ...] = (
    Form("day", r"(?P<year>{year})-(?P<one>\d\d)-(?P<two>\d\d)(?!\d)", _iso),
    Form("day", r"(?P<one>\d{{1,2}})(?P<mark>[/.])(?P<two>\d{{1,2}})(?P=mark)(?P<year>{year})(?!\d)", _numeric),
    Form("day", _WEEKDAY + r"(?P<month>{month})\.? " + _DOM + r"(?![\w%]|[.,]\d)" + _DAY_YEAR, _day_of_month, tensed=True),
    Form("day", _WEEKDAY + r"(?:the )?" + _DOM + r" (?:of )?(?P<month>{month})\b" + _DAY_YEAR, _day_of_month, tensed=True),
    Form("month", _PART + r"?(?:" + _WHICH + r" )?(?P<month>{month})\b(?:\.(?=,|\s[a-z\d(]))?" + _MONTH_YEAR, _month, tensed=True),
    Form("fiscal_year", r"(?:the )?(?:[Ff]iscal(?: [Yy]ear)?|FY) ?(?P<year>{year}|\d\d)(?!\d)", _fiscal),
    Form("quarter", r"(?:the )?(?P<order>[Ff]irst|[Ss]econd|[Tt]hird|[Ff]ourth|[Ll]ast|[Ff]inal) (?P<size>quarter|half)" + _OF_YEAR, _quarter),
    Form("quarter", r"(?P<size>Q|H)(?P<order>[1-4]),?(?: of)? (?P<year>{year})(?!\d)", _quarter),
    Form("season", _PART + r"?(?:" + _WHICH + r" )?(?P<season>{season})" + _MONTH_YEAR + r"(?! (?:into|to|for|apart|short|back|on)\b)", _season, tensed=True),
    Form("year", _PART + r"(?P<year>{year})(?!\d)", _year),
    Form("year", r"(?P<year>{year})(?![\d%])", _year),
    Form("relative", r"(?:the )?(?P<part>[Bb]eginning|[Ss]tart|[Ee]nd|[Mm]iddle|[Cc]lose) of (?:the |(?P<which>this|last|next) )?" + _EDGE_UNIT, _edge),
    Form("relative", r"(?P<unit>year|month)(?:['’]s|-| )(?P<part>end)\b", _edge),
    Form("relative", r"(?P<part>[Mm]id)-?(?P<unit>week|year)\b", _edge),
    Form("weekday", r"(?P<weekday>{weekday})" + _TIME + r" (?:of )?(?P<which_week>last|this|next) week", _weekday, tensed=True),
    Form("weekday", r"(?:" + _WHICH + r" )?(?P<weekday>{weekday})" + _TIME, _weekday, tensed=True),
    Form("relative", r"(?P<word>" + _NEAR_DAY + r")", _near_day),
    Form("relative", r"(?P<twice>[Tt]he day (?:before|after)) (?P<word>yesterday|tomorrow)", _near_day),
    Form("relative", r"(?P<vague>[Rr]ecent) " + _UNIT + r"s", _before_now),
    Form("relative", _OVER + r"the (?:past|last) " + _COUNT + _SPAN_UNIT + r"s?", _before_now),
    Form("relative", _OVER + r"the (?:next|coming|following|upcoming) " + _COUNT + _SPAN_UNIT + _SECOND_UNIT, _after_now),
    Form("relative", r"[Ww]ithin " + _COUNT + _SPAN_UNIT + r"(?P<plural>s?)", _after_now),
    Form("relative", r"(?:[Cc]oming|[Nn]ext) " + _COUNT + _SPAN_UNIT + r"(?P<plural>s)", _after_now),
    Form("relative", r"[Ii]n (?P<number>{number}) " + _UNIT + r"(?P<plural>s?)['’]? time", _after_now),
    Form("relative", r"(?:(?P<half>[Ee]arlier|[Ll]ater|[Ll]ate|[Ee]arly) )?" + _WHICH + r" (?P<unit>weekend|week|month|year|quarter)", _this, tensed=True),
    Form("relative", r"(?:[Oo]ver |[Aa]t |[Dd]uring )(?P<which>the) (?P<unit>weekend)", _this, tensed=True),
    Form("relative", _AROUND + _COUNT + _ANY_UNIT + r" ago", _ago),
    Form("relative", r"(?:[Jj]ust |[Oo]nly )?" + _COUNT + _ANY_UNIT + r" (?P<way>later|earlier|afterwards|(?:before|prior)(?=[,.;:)]|\Z))" + _CLAUSE, _then),
    Form("since", r"[Ss]ince (?:then|that time)", _since_then),
    Form("relative", r"(?:[Tt]he|[Tt]hat) (?P<same>next|following|previous|preceding|same) " + _UNIT, _then),
)
"""Order matters: of two forms that match at one place the first is taken."""


def compile_forms(names: Names, parts_of_day: tuple[str, ...]) -> re.Pattern[str]:
    """One pattern of all forms; the form that matched is named by `lastgroup` ("f3"), its slots are "f3_year" and so on."""
    slots = {
        "year": r"(?:19[4-9]\d|20[0-5]\d)",
        "month": any_of(names.months),
        "weekday": any_of(names.weekdays),
        "season": any_of(names.seasons),
        "number": any_of({**names.numbers, **{word.capitalize(): n for word, n in names.numbers.items()}}) + r"|\d{1,3}",
        "daypart": "|".join(parts_of_day) or r"(?!)",
    }
    alternatives = []
    for index, form in enumerate(FORMS):
        pattern = form.pattern.format(**slots)
        pattern = re.sub(r"\(\?P<(\w+?)>", rf"(?P<f{index}_\1>", pattern)
        pattern = re.sub(r"\(\?P=(\w+?)\)", rf"(?P=f{index}_\1)", pattern)
        alternatives.append(f"(?P<f{index}>{pattern})")
    return re.compile(rf"(?<![\w$€£@#/.-]){hastened('|'.join(alternatives))}(?!\w)")


def read_match(match: re.Match[str]) -> tuple[Form, Parts]:
    """The form that matched and the text of its slots, without those that stayed empty."""
    name = match.lastgroup or ""
    parts = {slot: match[group] for slot, group in _slots(match.re)[name] if match[group] is not None}
    return FORMS[int(name[1:])], parts


@functools.cache
def _slots(pattern: re.Pattern[str]) -> dict[str, list[tuple[str, int]]]:
    """The slots of each form and the numbers of their groups."""
    found: dict[str, list[tuple[str, int]]] = {}
    for group, number in pattern.groupindex.items():
        name, _, slot = group.partition("_")
        slots = found.setdefault(name, [])
        if slot:
            slots.append((slot.rstrip("_"), number))
    return found
