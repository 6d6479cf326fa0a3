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


class Party(msgspec.Struct, frozen=True):
    """A state, organisation or group that gives, receives, speaks or meets.

    `names` are nouns ("Netherlands", "The Hague" is in `seats`), `adjectives` "Dutch", `seats` capitals and buildings
    that may stand for the state ("Kyiv", "the Kremlin"), `bodies` its ministries and parliaments ("Bundestag").
    `currency` is ISO 4217 and None for groups; `members` are codes, for groups and organisations.
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


class Tenure(msgspec.Struct, frozen=True):
    """A person's role for one party from a day to a day (either end None: open)."""

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

    `words` holds one table for each file in `words/`, by the file's stem.
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

    def terms(self, table: str, *keys: str) -> tuple[str, ...]:
        """The list of words at a place of a words file: `dossier.terms("aid", "verbs", "pledged")`; () where absent."""
        found: Any = self.words.get(table, {})
        for key in keys:
            found = found.get(key, {}) if isinstance(found, dict) else {}
        return tuple(found) if isinstance(found, list) else ()
