"""The rows of a dossier: parties, people, events, schemes, items, words."""

from __future__ import annotations

import enum
from typing import Any

import msgspec

from pledgebook.model.text import DateRange


class PartyKind(enum.StrEnum):
    STATE = "state"
    ORGANISATION = "organisation"
    GROUP = "group"


class Context(msgspec.Struct, frozen=True):
    """Where an ambiguous alias does not mean its party ("Georgia" before "state", "American" after "Latin").

    Words stand beside the alias (`not_after`, `not_before`) or anywhere in the document (`unless`, `needs`: one of them).
    `pledgebook.dossier.compile.allows` applies it.
    """

    alias: str
    not_after: tuple[str, ...] = ()
    not_before: tuple[str, ...] = ()
    unless: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()


class Role(msgspec.Struct, frozen=True):
    """An office and the words for it; of an exclusive one a party has one holder at a time.

    `words` holds the name too: "foreign minister", "foreign secretary", "top diplomat" are one office.
    """

    name: str
    words: tuple[str, ...]
    exclusive: bool = False


class Party(msgspec.Struct, frozen=True):
    """A state, organisation or group that gives, receives, speaks or meets.

    `names` are nouns ("Netherlands", "The Hague" is in `seats`), `adjectives` "Dutch", `seats` capitals and buildings
    that may stand for the state ("Kyiv", "the Kremlin"), `bodies` its ministries and parliaments ("Bundestag").
    `currency` is ISO 4217 and None for groups; `members` are codes, for groups and organisations.
    An alias in lower case is met in any case, one with capitals as written or in capitals (`compile.Phrases`).
    """

    code: str
    kind: PartyKind
    name: str
    names: tuple[str, ...]
    adjectives: tuple[str, ...] = ()
    seats: tuple[str, ...] = ()
    bodies: tuple[str, ...] = ()
    currency: str | None = None
    members: tuple[str, ...] = ()
    basis: str = "unverified"
    context: tuple[Context, ...] = ()


class Tenure(msgspec.Struct, frozen=True):
    """A person's role for one party from a day to a day (either end None: open), days as `YYYY-MM-DD`.

    `aliases` are other spellings of the full name ("Volodymyr Zelensky"); a surname alone is for the matcher to derive.
    """

    name: str
    aliases: tuple[str, ...]
    party: str
    role: str
    period: tuple[str | None, str | None]
    basis: str = "unverified"


class Event(msgspec.Struct, frozen=True):
    """A dated anchor: a summit, an invasion, a signing; `phrases` are how texts name it."""

    code: str
    name: str
    phrases: tuple[str, ...]
    days: DateRange
    basis: str = "unverified"


class Scheme(msgspec.Struct, frozen=True):
    """A programme aid runs through; `phrases` name it in texts."""

    code: str
    name: str
    phrases: tuple[str, ...]
    donors: tuple[str, ...] = ()
    supplier: str | None = None
    aid_type: str | None = None
    period: tuple[str | None, str | None] = (None, None)
    basis: str = "unverified"


class ItemKind(msgspec.Struct, frozen=True):
    """Goods or a service: a canonical name in a class, with the words texts use; `general` marks "weapons", "aid"."""

    code: str
    name: str
    item_class: str
    aid_type: str
    aliases: tuple[str, ...]
    maker: str | None = None
    general: bool = False
    basis: str = "unverified"


class Dossier(msgspec.Struct, frozen=True):
    """Everything a book is configured by; `digest` is the SHA-256 of its files.

    `words` holds one table for each file in `words/`, by the file's stem; `flags` is the closed list of claim flags.
    """

    name: str
    title: str
    digest: str
    beneficiaries: tuple[str, ...]
    parties: tuple[Party, ...]
    people: tuple[Tenure, ...]
    events: tuple[Event, ...]
    schemes: tuple[Scheme, ...]
    items: tuple[ItemKind, ...]
    words: dict[str, dict[str, Any]]
    roles: tuple[Role, ...] = ()
    flags: tuple[str, ...] = ()

    def office(self, role: str) -> str | None:
        """The office a role word names ("top diplomat" is "foreign minister"); None where the dossier has none."""
        wanted = role.strip().lower()
        return next((office.name for office in self.roles if wanted in office.words), None)

    def terms(self, table: str, *keys: str) -> tuple[str, ...]:
        """The list of words at a place of a words file: `dossier.terms("aid", "verbs", "pledged")`; () where absent."""
        found: Any = self.words.get(table, {})
        for key in keys:
            found = found.get(key, {}) if isinstance(found, dict) else {}
        return tuple(found) if isinstance(found, list) else ()
