"""What surrounds the prose on a page: which lines it is, and what stands inside lines."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

import msgspec

from pledgebook.clean.calendar import CLOCK, FULL_DATE, ISO_DATE, MONTH, MONTH_DAY, WEEKDAY
from pledgebook.dossier.alternatives import any_of
from pledgebook.dossier.schema import Dossier

LONGEST_LINE = 300
"""no line of furniture is longer, in characters"""
_LONGEST_NOTICE = 160
_LONGEST_COUNTER = 80
_LONGEST_CREDIT = 120
_MASTHEAD_WORDS = 5
_NAME = r"(?:[A-ZÀ-ÞА-ЯІЇЄ][\w.'’-]*(?: (?:de|van|von|der|den|al|el|bin|ter|da|di|la|le|du))*)"
_NAMES = rf"{_NAME}(?: {_NAME}){{1,4}}(?:(?:,| and| &|, and) {_NAME}(?: {_NAME}){{0,4}})*"
_CITY = r"[A-Z][\w.'’-]+(?:[ /-][A-Z][\w.'’-]+){0,2}"
_CAPITALS = r"(?:ST\. )?[A-Z][A-Z.'’-]{2,}(?:[ /-][A-Z][A-Z.'’-]+){0,3}"
_DASH = r"\s*(?:--+|[-—–―])\s+"
_SEPARATORS = re.compile(r"[\s|/,·•]+")
_BRACKETS = re.compile(r"[\s|/,·•\[\]()]+")
_LISTED = re.compile(r" ?[|•·] ?")
_HOST = r"(?:[a-z0-9][a-z0-9-]+\.)+[a-z]{2,}"
_OUTER = " \t.:!?|»›>→-—–_*#[](){}…•·▪■●/~="
_COPYRIGHT = re.compile(r"(?:©|\(c\)|copyright) ?(?:©|(?:19|20)\d\d)")
_DIGIT = re.compile(r"\d")
_MARKUP = re.compile(
    r"<!--.{0,500}?-->|</?(?:p|br|strong|em|b|i|u|span|div|a|ul|ol|li|h[1-6]|blockquote|figure|figcaption|img|script|style|section)\b[^<>]{0,300}>|\*\*+",
    re.DOTALL,
)
_DEBRIS = re.compile(r"(?<!\S)(?=.{0,12}' ?,)'(?:[ ,A-Z]{0,3}'){2,}'*:?(?!\S)")
"""quotation marks a scraper left without words: ' ,' '' '': """
_CREDITED = re.compile(
    r"(?:(?<=[.!?”\"’)] )|(?<![\s\S]))(?:(?:[Pp]hotograph|[Pp]hoto|[Ii]mage|[Pp]icture): ?)?" + _NAME + rf"(?: {_NAME}){{0,4}}(?: ?/ ?[\w ]{{2,25}}){{0,2}} ?\Z"
)
_CREDIT_REACH = 100
Hole = tuple[int, int, str]
"""start and end of furniture in a text, and its kind"""
_Terms = Callable[..., tuple[str, ...]]


class Furniture(msgspec.Struct, frozen=True):
    """A dossier's furniture words, ready for matching; phrases are in small letters with plain apostrophes."""

    phrases: dict[str, str]
    """whole lines, marks around them aside, and their kind"""
    labels: dict[str, str]
    """what may stand before a colon, and the kind of such lines"""
    tokens: frozenset[str]
    """of language bars"""
    shares: frozenset[str]
    """words of buttons"""
    genres: frozenset[str]
    """what a line above the headline calls the text"""
    notice_words: frozenset[str]
    """first words of notices"""
    notices: re.Pattern[str]
    """beginnings of lines"""
    codes: tuple[str, ...]
    bylines: tuple[str, ...]
    counter: re.Pattern[str]
    moment: re.Pattern[str]
    told_moment: re.Pattern[str]
    address: re.Pattern[str]
    byline: re.Pattern[str]
    caption: re.Pattern[str]
    signature: re.Pattern[str]
    prefix: re.Pattern[str]
    bracket: re.Pattern[str]
    agency: re.Pattern[str]
    adverts: tuple[str, ...]
    acronyms: frozenset[str]

    def kind(self, line: str, *, early: bool = False) -> str | None:
        """What a line without blanks around it is, None for prose; `early` says that hardly any prose stands before it.

        A bare date is a date of publication only where it is early; further down it heads a section.
        """
        if len(line) > LONGEST_LINE:
            return None
        low = line.lower().replace("’", "'")
        bare = low.strip(_OUTER)
        if not any(map(str.isalnum, bare)):
            return "separator"
        phrase = self.phrases.get(bare)
        if phrase:
            return phrase
        label, colon, tail = low.partition(":")
        if colon and tail.strip() and (kind := self.labels.get(label.strip(_OUTER))) and self._labelled(kind, line, tail):
            return kind
        if len(line) <= _LONGEST_NOTICE and low.split(None, 1)[0] in self.notice_words and self.notices.match(low):
            return "share"
        if len(line) <= _LONGEST_NOTICE and _DIGIT.search(line):
            if len(line) <= _LONGEST_COUNTER and self.counter.fullmatch(low):
                return "comments"
            if self.told_moment.fullmatch(line) or (early and self.moment.fullmatch(line)):
                return "date_line"
        return self._shape(line, low) or (self._listed(line) if early else None)

    def _labelled(self, kind: str, line: str, tail: str) -> bool:
        """Whether a line says what its label promises: "Published:" a date, "Correspondent:" a name and no speech."""
        if kind == "date_line":
            return self.told_moment.fullmatch(line) is not None
        return kind != "byline" or (len(tail) <= _LONGEST_CREDIT and tail.rstrip()[-1] not in '.!?…"”’')

    def _listed(self, line: str) -> str | None:
        """The kind of a line above the text that strings together names, dates, addresses: "World | 4 min read"."""
        segments = _LISTED.split(line)
        known = [self._segment(segment) for segment in segments]
        if len(segments) < 2 or not any(known) or not all(kind or _is_heading(segment) for kind, segment in zip(known, segments, strict=True)):
            return None
        return "date_line" if "date_line" in known else "masthead"

    def _segment(self, segment: str) -> str | None:
        low = segment.lower()
        if self.moment.fullmatch(segment) or self.told_moment.fullmatch(segment):
            return "date_line"
        if low.startswith(self.bylines) and self.byline.fullmatch(segment):
            return "byline"
        return "masthead" if low in self.genres or self.counter.fullmatch(low) or re.fullmatch(_HOST, segment) else None

    def _shape(self, line: str, low: str) -> str | None:
        """The kind that shows in how a line is built rather than in its words."""
        if "." in low and self.address.fullmatch(line):
            return "crawl_header"
        if len(line) <= 80 and len(tokens := _SEPARATORS.split(low.strip(" |/,·•"))) > 1 and self.tokens.issuperset(tokens):
            return "language_bar"
        if len(line) <= 80 and len(buttons := _BRACKETS.split(low.strip(" |/,·•[]()"))) > 1 and self.shares.issuperset(buttons):
            return "share"
        if low.startswith(self.bylines) and self.byline.fullmatch(line):
            return "byline"
        if any(code in line for code in self.codes):
            return "advert"
        if (line[-1] == ")" or "/" in line or "|" in line or "©" in line) and self.caption.search(line):
            return "photo_credit"
        if _COPYRIGHT.match(low):
            return "share"
        if line[-1] in "-—–―" and self.signature.fullmatch(line):
            return "dateline"
        return None

    def prefix_length(self, line: str, *, early: bool) -> int:
        """How many characters at the start of a paragraph are datelines; a place alone is one only where it is `early`."""
        length = 0
        while found := self.prefix.match(line, length):
            bare = found["capitals"] or found["date"]
            if found.end() == len(line) or (bare and not early) or found["capitals"] in self.acronyms:
                break
            length = found.end()
        return length

    def marks(self, text: str) -> list[Hole]:
        """Markup and stray quotation marks, which say nothing."""
        found: list[Hole] = []
        if "<" in text or "**" in text:
            found += [(match.start(), match.end(), "markup") for match in _MARKUP.finditer(text)]
        if "' ,'" in text or "','" in text or "' , '" in text:
            found += [(match.start(), match.end(), "debris") for match in _DEBRIS.finditer(text)]
        return sorted(found)

    def inside(self, text: str) -> list[Hole]:
        """Credits and advertisements that stand inside lines of prose."""
        found: list[Hole] = []
        if "hoto" in text or "Getty" in text:
            found += [(match.start(), match.end(), "photo_credit") for match in self.bracket.finditer(text)]
        if "/" in text:
            found += self._credits(text)
        for advert in self.adverts:
            if advert in text:
                found += [(match.start(), match.end(), "advert") for match in re.finditer(re.escape(advert), text)]
        return found

    def _credits(self, text: str) -> Iterable[Hole]:
        """Credits without brackets between sentences: "Jane Roe/Herald/Getty Images The minister ..."."""
        for agency in self.agency.finditer(text):
            floor = max(0, agency.start() - _CREDIT_REACH)
            before = _CREDITED.search(text[floor : agency.start()]) if floor else _CREDITED.search(text, 0, agency.start())
            if before and (before.start() or not floor):
                yield floor + before.start(), agency.end(), "photo_credit"


_COMPILED: dict[str, Furniture] = {}


def furniture(dossier: Dossier) -> Furniture:
    """The dossier's furniture, compiled once."""
    if dossier.digest not in _COMPILED:
        _COMPILED[dossier.digest] = _compile(dossier)
    return _COMPILED[dossier.digest]


def _compile(dossier: Dossier) -> Furniture:
    def terms(*place: str) -> tuple[str, ...]:
        return dossier.terms("layout", *place)

    agencies = _any(terms("photo", "agencies"))
    zones = _any(terms("date_line", "zones"))
    counted = rf"\d[\d,.]*[km]? ?(?:{_any(terms('comments', 'words'))})"
    reading = rf"\d{{1,2}}[ -](?:{_any(terms('share', 'reading_time'))})"
    day = rf"(?:{FULL_DATE}|{ISO_DATE}|\d{{1,2}}[./]\d{{1,2}}[./]\d{{4}})"
    moment = rf"(?:{day}(?:,? ?{CLOCK})?(?: ?\(?(?:{zones})\)?)?Z?|{CLOCK}(?: ?(?:{zones}))?,? {day})"
    writer = r"(?:,? by [^|.!?]{2,40})?"
    told = rf"(?i:{_any(terms('date_line', 'labels'))}) ?:? ?(?:{moment}|(?:{WEEKDAY},? )?(?:{MONTH_DAY}|{MONTH} \d{{4}})){writer}"
    either = rf"(?:{told}|{moment}|{_HOST})"
    header = rf"(?:(?i:{_any(terms('header', 'labels'))}) ?[:=]? )?"
    signatures = _any(terms("dateline", "signatures"))
    signed = tuple(f"{label} " for label in terms("byline", "labels"))
    return Furniture(
        phrases=_phrases(terms),
        labels=_labels(terms),
        tokens=frozenset(terms("language_bar", "tokens")),
        shares=frozenset(terms("share", "labels")),
        genres=frozenset(terms("masthead", "genres")),
        notice_words=frozenset(phrase.split()[0] for phrase in terms("share", "starts")),
        notices=re.compile(rf"(?:{_any(terms('share', 'starts'))})(?!\w)"),
        codes=terms("advert", "codes"),
        bylines=signed,
        counter=re.compile(rf"{counted}(?:[\s|/,·•]+{counted})*\W*|{reading}|(?:{_any(terms('comments', 'labels'))}) ?\(?\d+\)?\W*"),
        moment=re.compile(rf"[|•·-]? ?{moment}(?: ?[|•·,-]+ ?{either})*"),
        told_moment=re.compile(rf"[|•·-]? ?{told}(?: ?[|•·,-]+ ?{either})*|{moment} ?[|•·,-]+ ?{told}"),
        address=re.compile(rf"{header}(?:{moment} )?{header}(?:(?:https?://|www\.)\S+|{_HOST})(?: {moment})?"),
        byline=re.compile(rf"(?i:{_any(signed)}){_NAMES}(?:,? (?:for )?[A-Z][\w .'’-]+)?|(?i:reporting by) .+; ?(?i:editing by|writing by|additional).+"),
        caption=re.compile(rf"(?:[/|©] ?(?:{agencies})(?: ?/ ?\w+)?|\([^()]{{0,60}}(?:/|\b(?i:photo|via|images?)\b)[^()]{{0,60}}\))\Z|\A©"),
        signature=re.compile(rf"(?:{_CITY} )?(?:{signatures}) ?(?:--+|[-—–―])"),
        prefix=re.compile(_prefix(signatures)),
        bracket=re.compile(rf"\([^()]{{0,80}}\b(?:AP Photo|Getty Images|[Pp]hoto by|[Pp]hoto:|[Ff]ile photo|via (?:{agencies}))\b[^()]{{0,80}}\)"),
        agency=re.compile(rf"/ ?(?>{agencies})(?: ?/ ?(?:File|Pool|Handout))?(?= [A-Z‘“\"]|\s*\Z)"),
        adverts=terms("advert", "inline"),
        acronyms=frozenset(name for party in dossier.parties for name in (party.name, *party.names) if name.isupper()),
    )


def _phrases(terms: _Terms) -> dict[str, str]:
    found = dict.fromkeys(terms("share", "labels"), "share")
    found |= dict.fromkeys(terms("comments", "labels"), "comments")
    found |= dict.fromkeys(terms("byline", "alone"), "byline")
    found |= dict.fromkeys(terms("related", "labels"), "related")
    found |= dict.fromkeys(terms("related", "closing"), "closing")
    found |= dict.fromkeys(terms("advert", "labels"), "advert")
    found |= {f"{label} -{code}": "advert" for label in terms("advert", "labels") for code in terms("advert", "codes")}
    return found


def _labels(terms: _Terms) -> dict[str, str]:
    found = dict.fromkeys((*terms("related", "labels"), *terms("related", "closing")), "related_line")
    for label in terms("related", "alone_only"):
        found.pop(label, None)
    found |= dict.fromkeys(terms("date_line", "labels"), "date_line")
    found |= dict.fromkeys(terms("byline", "labels"), "byline")
    found |= dict.fromkeys(terms("photo", "labels"), "photo_credit")
    found |= dict.fromkeys(terms("advert", "before_colon"), "advert")
    return found


def _prefix(signatures: str) -> str:
    date = rf"(?:(?i:{WEEKDAY}),? )?(?i:{MONTH_DAY})(?:,? \d{{4}})?"
    region = r"(?:, [A-Z][\w.'’-]*(?: [A-Z][\w.'’-]*){0,2})?"
    begins = r"(?=[A-Z“\"‘'\d$€£])"
    return (
        rf"(?:(?P<date>{FULL_DATE}){_DASH}"
        rf"|(?:{_CAPITALS}|{_CITY}){region}(?:,? {date})? ?\([A-Z][\w .&’'-]{{1,30}}\)(?:{_DASH}|: ){begins}"
        rf"|(?P<capitals>{_CAPITALS}){region}(?:,? {date})?{_DASH}{begins}"
        rf"|(?:{_CITY} )?(?:{signatures}){_DASH}{begins})"
    )


def _is_heading(segment: str) -> bool:
    """Whether a part of a line may be the name of a section, an outlet or a writer."""
    words = segment.split()
    return 0 < len(words) <= _MASTHEAD_WORDS and words[0][0].isupper() and segment[-1].isalnum()


def _any(phrases: Iterable[str]) -> str:
    """Any of the phrases; typographic apostrophes match plain ones."""
    return any_of(phrases, {"'": "['’]"})
