"""The people of the dossier, how texts name them, and names read from the text itself."""

from __future__ import annotations

import datetime
import difflib
import re

import msgspec

from pledgebook.dossier.compile import fold
from pledgebook.dossier.schema import Dossier, Tenure
from pledgebook.model.text import Document, Span

PARTICLES = frozenset(("van", "von", "der", "den", "de", "del", "da", "di", "dos", "du", "al", "el", "bin", "ibn", "ten", "ter", "la", "le", "af", "zu"))
"""words in lower case inside names"""

WORD = re.compile(r"[^\W\d_](?:[\w’'-]*\w)?\.?")

SIMILAR = 0.7
"""share of letters two spellings of a given name have in common at least"""

NICKNAME = re.compile(r' [“"(][^\W\d_]\w+[”")] (?=\w)')


class Person(msgspec.Struct, frozen=True):
    """A person with every dated role the dossier holds."""

    name: str
    tenures: tuple[Tenure, ...]
    given: tuple[str, ...]

    def on(self, day: datetime.date | None, slack: int = 0) -> tuple[Tenure, ...]:
        """The roles held on a day, or up to `slack` days away from it; all of them for an unknown day."""
        if day is None:
            return self.tenures
        low, high = (day - datetime.timedelta(slack)).isoformat(), (day + datetime.timedelta(slack)).isoformat()
        return tuple(t for t in self.tenures if (t.period[0] or "") <= high and low[: len(t.period[1] or "")] <= (t.period[1] or ""))

    def party(self, day: datetime.date | None) -> str | None:
        """Whom the person acts for on a day; the last party before it where no role is held then."""
        held = self.on(day) or tuple(t for t in self.tenures if day is None or (t.period[0] or "") <= day.isoformat()) or self.tenures
        return max(held, key=lambda t: t.period[0] or "").party if held else None


class PersonName(msgspec.Struct, frozen=True):
    """A way to name a person: a `full` name, or the surname alone, which may be `common`."""

    person: Person
    full: bool
    common: bool = False


def person_names(dossier: Dossier) -> list[tuple[str, PersonName]]:
    """Every spelling of the dossier's people with what it stands for."""
    common = {fold(word).lower() for word in dossier.terms("roles", "surnames", "common")}
    family_first = dossier.terms("roles", "surnames", "family_first")
    tenures: dict[str, list[Tenure]] = {}
    for tenure in dossier.people:
        tenures.setdefault(tenure.name, []).append(tenure)
    common |= {fold(name.split()[0]).lower() for name in tenures if " " in name}
    found: dict[tuple[str, str], tuple[str, PersonName]] = {}
    for name, held in tenures.items():
        spellings = dict.fromkeys((name, *(alias for tenure in held for alias in tenure.aliases)))
        given = tuple(dict.fromkeys(fold(spelling.split()[0]).lower() for spelling in spellings if " " in spelling))
        person = Person(name, tuple(held), given)
        for spelling in spellings:
            if " " in spelling:
                found[spelling, name] = (spelling, PersonName(person, full=True))
            first = spelling.split()[:1] if held[0].party in family_first and " " in spelling else []
            for surname in (*surnames(spelling), *first):
                entry = PersonName(person, full=False, common=fold(surname).lower() in common)
                found.setdefault((surname, name), (surname, entry))
    return list(found.values())


def surnames(name: str) -> list[str]:
    """What may stand for a full name later: the last word with its particles, and the last two of three.

    >>> surnames("Ursula von der Leyen"), surnames("Espen Barth Eide"), surnames("Zelensky")
    (['von der Leyen', 'Leyen'], ['Eide', 'Barth Eide'], ['Zelensky'])
    """
    words = [word for word in name.split() if not re.fullmatch(r"(?:[JS]r|[IVX]+)\.?", word)]
    if len(words) < 2:
        return words or name.split()[-1:]
    first = len(words) - 1
    while first > 1 and words[first - 1].islower():
        first -= 1
    if first < len(words) - 1:
        return [" ".join(words[first:]), words[-1]]
    initial = len(words) > 2 and words[-2].endswith(".")
    return [words[-1], " ".join(words[-2:])] if len(words) > 2 and not initial else [words[-1]]


def published_day(document: Document) -> datetime.date | None:
    """The day roles are looked up for: of publication, or the end of its window."""
    published = document.published
    return None if published is None else published.day or published.window.last


def name_at(text: str, position: int, barred: frozenset[str], ends: frozenset[int]) -> Span | None:
    """The run of capitalised words that starts at `position`, as a person's name.

    `barred` are words in lower case no name holds, `ends` positions where another name begins. A name has at most
    five words, initials and particles among them, and does not end in a particle.
    """
    end, count, cursor = position, 0, position
    while count < 5:
        found = WORD.match(text, cursor)
        if not found or (cursor in ends and count):
            break
        word = found.group()
        initial = len(word) == 2 and word[1] == "." and word[0].isupper()
        if word.endswith(".") and not initial:
            word = word[:-1]
        bare = re.sub(r"['’]s?$", "", word)
        if bare.lower() in barred and not initial:
            break
        if bare.lower() in PARTICLES and bare.islower() and count:
            cursor = found.end() + 1
            count += 1
            continue
        prefix, joint, rest = bare.partition("-")
        prefixed = prefix in PARTICLES and joint and rest[:1].isupper()
        if not (bare[0].isupper() or prefixed) or (bare.isupper() and len(bare) > 3 and not initial):
            break
        count += 1
        end = cursor + len(bare)
        if len(bare) < len(found.group()) or text[end : end + 1] != " ":
            break
        nick = NICKNAME.match(text, end)
        cursor = nick.end() if nick else end + 1
    return Span(position, end) if any(letter.islower() for letter in text[position:end]) else None


def name_before(text: str, end: int, barred: frozenset[str]) -> Span | None:
    """The run of two to five capitalised words that ends at `end`, as a person's name."""
    start, count = end, 0
    while count < 5:
        found = re.search(r"(?<![\w'’-])([^\W\d_][\w’'-]*\.?)(?: $|$)" if count else r"(?<![\w'’-])([^\W\d_][\w’'-]*)$", text[max(0, start - 30) : start])
        if not found or found[1].lower().rstrip(".") in barred or found[1].endswith(("'s", "’s")):
            break
        if not found[1][0].isupper() and not (count and found[1] in PARTICLES):
            break
        start -= len(found.group())
        count += 1
    span = Span(start, end)
    while span.start < end and text[span.start].islower():
        following = text.find(" ", span.start, end)
        if following < 0:
            return None
        span = Span(following + 1, end)
    return span if " " in span.of(text) else None


def is_like(given: str, names: tuple[str, ...]) -> bool:
    """Whether a folded word may be another spelling of a given name, its short form or its initial.

    >>> is_like("volodomyr", ("volodymyr",)), is_like("joe", ("joseph",)), is_like("j.", ("joseph",)), is_like("hunter", ("joe",))
    (True, True, True, False)
    """
    bare = given.rstrip(".")
    return any(_is_variant(*sorted((bare, name), key=len)) for name in names)


def _is_variant(short: str, long: str) -> bool:
    if long.startswith(short):
        return bool(short)
    if short[:2] != long[:2]:
        return False
    return len(short) <= 3 or difflib.SequenceMatcher(None, short, long).ratio() >= SIMILAR
