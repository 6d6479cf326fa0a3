"""Which words of a text name a party: the dossier's aliases, kept from other names that hold the same words."""

from __future__ import annotations

import enum
import re

import msgspec

from pledgebook.dossier.compile import allows
from pledgebook.dossier.schema import Context, Dossier, Party, PartyKind
from pledgebook.model.text import Span


class Part(enum.Enum):
    """What of a party an alias is."""

    NOUN = enum.auto()
    ADJECTIVE = enum.auto()
    SEAT = enum.auto()
    BODY = enum.auto()


class PartyName(msgspec.Struct, frozen=True):
    """An alias of a party, with the rules of where it does not mean it."""

    alias: str
    part: Part
    code: str
    name: str
    kind: PartyKind
    contexts: tuple[Context, ...] = ()
    personal: bool = False
    """also a name of people ("Jordan")"""


class PartyHit(msgspec.Struct, frozen=True):
    """A party named at `span`; a `compound` is "US-made": its span covers the whole word."""

    span: Span
    name: PartyName
    compound: bool = False


def party_names(dossier: Dossier) -> list[PartyName]:
    """Every alias of the dossier's parties."""
    personal = set(dossier.terms("roles", "other_names", "personal"))
    return [
        PartyName(alias, part, party.code, party.name, party.kind, tuple(rule for rule in party.context if rule.alias == alias), alias in personal)
        for party in dossier.parties
        for alias, part in _aliases(party)
    ]


def _aliases(party: Party) -> list[tuple[str, Part]]:
    found = [(alias, Part.NOUN) for alias in party.names]
    found += [(alias, Part.NOUN if _is_people(alias, party.adjectives) else Part.ADJECTIVE) for alias in party.adjectives]
    found += [(alias, Part.SEAT) for alias in party.seats]
    return found + [(alias, Part.BODY) for alias in party.bodies]


def _is_people(adjective: str, others: tuple[str, ...]) -> bool:
    """Whether an adjective's form names the people: "Danes", "Frenchmen", not "Swiss" or "German"."""
    if any(adjective == other + ending for other in others for ending in ("man", "men", "woman", "women")):
        return True
    return adjective.endswith("s") and not adjective.endswith("ss")


class Surroundings:
    """What of the text beside a name makes it another name."""

    def __init__(self, dossier: Dossier) -> None:
        other = dossier.terms
        self._after = _word_pattern(other("roles", "other_names", "after"), r"(?:['’]s)? (?:%s)(?!\w)")
        self._before = _word_pattern(other("roles", "other_names", "before"), r"(?<!\w)(?:%s)[ -]$")
        self._prefixes = frozenset(other("roles", "other_names", "prefixes"))
        self._opposed = frozenset(other("roles", "other_names", "opposed"))
        self._plain = frozenset(other("roles", "starters", "words"))

    def spoils(self, text: str, span: Span) -> bool:
        """Whether the words around `span` make it part of another name ("Moscow Times", "New England", "pro-Russian")."""
        if self._after and _capital_at(text, span.end) and self._after.match(text, span.end):
            return True
        before = text[max(0, span.start - 24) : span.start]
        found = self._before.search(before) if self._before else None
        if found and found.group()[0].isupper():
            return True
        prefix = re.search(r"(\w+)-$", before)
        if not prefix or prefix[1].isdigit() or prefix[1].lower() in self._prefixes:
            return False
        return prefix[1].islower() or prefix[1].lower() in self._opposed

    def is_of_person(self, text: str, span: Span, known: frozenset[int]) -> bool:
        """Whether a capitalised word beside `span` makes it a person's name; `known` holds where parties and roles begin or end."""
        after = re.match(r" ([^\W\d_][\w’'-]+)", text[span.end : span.end + 24])
        if after and after[1][0].isupper() and after[1].lower() not in self._plain and span.end + 1 not in known:
            return True
        before = re.search(r"([^\W\d_][\w’'.-]+) $", text[max(0, span.start - 24) : span.start])
        if not before or not before[1][0].isupper() or before[1].endswith((".", "'s", "’s")):
            return False
        return before[1].lower() not in self._plain and span.start - 1 not in known


def _word_pattern(words: tuple[str, ...], form: str) -> re.Pattern[str] | None:
    return re.compile(form % "|".join(re.escape(word) for word in words), re.IGNORECASE) if words else None


def _capital_at(text: str, position: int) -> bool:
    word = re.match(r"(?:['’]s)? (\w)", text[position : position + 4])
    return bool(word and word[1].isupper())


def read_party(text: str, span: Span, names: list[PartyName], surroundings: Surroundings) -> PartyHit | None:
    """The party an alias at `span` names there, None where the text around it says otherwise."""
    for name in names:
        if all(allows(rule, text, span) for rule in name.contexts) and not _is_shouted(text, span, name.alias):
            if name.part is not Part.BODY and surroundings.spoils(text, span):
                return None
            tail = re.match(r"-[a-z][a-z]+", text[span.end : span.end + 20])
            if tail and name.part is not Part.BODY:
                return PartyHit(Span(span.start, span.end + tail.end()), name, compound=True)
            return PartyHit(span, name)
    return None


def _is_shouted(text: str, span: Span, alias: str) -> bool:
    """Whether a short alias stands in a line of capitals, where "US" may be "us"."""
    if len(alias) > 3 or not alias.isalpha() or not alias.isupper():
        return False
    before = re.search(r"(\w+)\W{1,2}$", text[max(0, span.start - 20) : span.start])
    after = re.match(r"\W{1,2}(\w+)", text[span.end : span.end + 20])
    return all(found is not None and len(found[1]) > 1 and found[1].isalpha() and found[1].isupper() for found in (before, after))
