"""Which of several reported values an entry shows, and which are shown beside it as a conflict.

What a person corrected comes before everything. The default rule for the rest, first difference decides: a value an
official source carries, before one only media carry; the one published later by more than `SAME_NEWS` days, for reports
of one day's news do not correct one another; the one more independent sources carry; the one from the fullest claim; the
one published latest. Before it, where one value merely says more than another: a total before a vague amount,
spelled-out donors before a group, a day before a month, the longer list of items; and a day on which it can have happened,
as a report that came out by then tells of it, before one that came after.
"""

from __future__ import annotations

import collections
import datetime
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, TypeVar

import msgspec

from pledgebook.model.claim import Amount, CountsAs, ItemCount, Mode, Realis, StatementClaim
from pledgebook.model.ledger import Conflict, ConflictValue, Testimony
from pledgebook.model.text import DateRange
from pledgebook.resolve.amounts import differ_as_written, plain, shown
from pledgebook.resolve.copies import independent
from pledgebook.resolve.parties import Kinship, Parties
from pledgebook.resolve.timing import days_between, length

V = TypeVar("V")

SAME_NEWS = 3
"""days within which reports are of the same news, and none is newer than the others"""
SHARP = 3
"""days up to which a date counts as a day"""

_WORD = re.compile(r"\w+")


class Weights(msgspec.Struct, frozen=True):
    """What the rule needs to know of documents: copy families and outlets, to count independent sources."""

    family: Mapping[str, str]
    outlets: Mapping[str, tuple[str, ...]]

    def independent(self, testimonies: Iterable[Testimony]) -> int:
        return independent((testimony.claim.doc for testimony in testimonies), self.family, self.outlets)


class Choice(msgspec.Struct, frozen=True):
    """A value that was reported, with the claims that report it."""

    value: Any
    held_by: tuple[Testimony, ...]


class Field(msgspec.Struct, frozen=True):
    """A field of claims: its name, by which people correct it, how to take its value, and which values come first."""

    name: str
    of: Callable[[Any], Any] | None = None
    first: Callable[[Any], Any] = lambda value: 0

    def value(self, claim: Any) -> Any:
        return self.of(claim) if self.of else getattr(claim, self.name, None)

    def corrected(self, testimony: Testimony) -> bool:
        """Whether a person gave the value."""
        return self.name in testimony.corrected


def choices(testimonies: Sequence[Testimony], field: Field, weights: Weights) -> list[Choice]:
    """The distinct values of a field, the one to show first; claims that say nothing about it are left out."""
    held: dict[bytes, list[Testimony]] = collections.defaultdict(list)
    values: dict[bytes, Any] = {}
    for testimony in testimonies:
        value = field.value(testimony.claim)
        if value is None or value == ():
            continue
        key = msgspec.json.encode(value, order="deterministic")
        values[key] = value
        held[key].append(testimony)
    if len(held) < 2:
        return [Choice(values[key], tuple(found)) for key, found in held.items()]
    newest = max(map(_latest, held.values()), default=datetime.date.min)
    machine = {key: not any(map(field.corrected, held[key])) for key in held}
    ranked = sorted(held, key=lambda key: (machine[key], field.first(values[key]), *_rank(held[key], weights, newest), key))
    return [Choice(values[key], tuple(held[key])) for key in ranked]


def shown_value(listed: list[Choice]) -> Any:
    """The value of the first choice; None where nobody reports one."""
    return listed[0].value if listed else None


def conflict(name: str, listed: list[Choice], differ: Callable[[Any, Any], bool], weights: Weights, show: Callable[[Any], str] = str) -> tuple[Conflict, ...]:
    """The conflict of the shown value with every value that contradicts it; () where none does."""
    if not listed:
        return ()
    rivals = [choice for choice in listed[1:] if differ(listed[0].value, choice.value)]
    if not rivals:
        return ()
    values = []
    for choice in (listed[0], *rivals):
        values.append(ConflictValue(show(choice.value), tuple(t.claim.id for t in choice.held_by), weights.independent(choice.held_by)))
    return (Conflict(name, tuple(values)),)


def different(left: Any, right: Any) -> bool:
    return bool(left != right)


def amount_first(value: tuple[Amount, CountsAs | None]) -> tuple[bool, bool]:
    """A total before a vague amount, one figure before a range."""
    return value[1] is CountsAs.VAGUE, not plain(value[0])


def amounts_differ(left: tuple[Amount, Any], right: tuple[Amount, Any]) -> bool:
    return left[0].currency == right[0].currency and differ_as_written(left[0], right[0])


def currencies_differ(left: tuple[Amount, Any], right: tuple[Amount, Any]) -> bool:
    return left[0].currency != right[0].currency


def show_amount(value: tuple[Amount, Any]) -> str:
    return shown(value[0])


def donors_first(parties: Parties) -> Callable[[tuple[str, ...]], tuple[bool, int]]:
    """Spelled-out parties before groups, several before one."""
    return lambda donors: (any(parties.is_group(code) for code in donors), 0)


def donors_differ(parties: Parties) -> Callable[[tuple[str, ...], tuple[str, ...]], bool]:
    """Donor lists contradict unless one is a group that the other spells out, or both are groups."""

    def differ(left: tuple[str, ...], right: tuple[str, ...]) -> bool:
        kinship = parties.kinship(left, right)
        spelled_out = kinship is Kinship.CONTAINS and any(parties.is_group(code) for code in (*left, *right))
        return kinship is not Kinship.EQUAL and not spelled_out

    return differ


def date_first(testimonies: Iterable[Testimony]) -> Callable[[DateRange], tuple[bool, bool]]:
    """A day by which a report already told of it as done, before a later one; a day before a month."""
    told = [t.published.last for t in testimonies if t.published and t.claim.realis is Realis.ACTUAL]
    known = min(told, default=datetime.date.max)
    return lambda value: (value.first > known, length(value) > SHARP)


def dates_differ(left: DateRange, right: DateRange) -> bool:
    return days_between(left, right) > 0


def show_date(value: DateRange) -> str:
    return str(value.first) if value.first == value.last else f"{value.first}..{value.last}"


def items_first(value: tuple[ItemCount, ...]) -> int:
    return -len(value)


def quantity_conflicts(testimonies: Sequence[Testimony], weights: Weights) -> tuple[Conflict, ...]:
    """Items of one name that are reported in several numbers."""
    names = {item.name.casefold() for testimony in testimonies for item in getattr(testimony.claim, "items", ()) if item.quantity is not None}
    found: list[Conflict] = []
    for name in sorted(names):

        def quantity(claim: Any, name: str = name) -> float | None:
            return next((item.quantity for item in claim.items if item.name.casefold() == name), None)

        listed = choices(testimonies, Field("items", quantity), weights)
        found += conflict(f"quantity of {name}", listed, different, weights, lambda value: f"{value:g}")
    return tuple(found)


def wording(testimony: Testimony) -> str:
    """What a statement says in one line, parts with other words between them apart."""
    return " ... ".join(" ".join(part.split()) for part in testimony.content or testimony.words)


def wording_conflict(testimonies: Sequence[Testimony], shown: Testimony, weights: Weights) -> tuple[Conflict, ...]:
    """Quotations that have other words than the one shown; to leave words out of a quotation contradicts nothing."""
    held: dict[tuple[str, ...], list[Testimony]] = collections.defaultdict(list)
    for testimony in testimonies:
        if isinstance(testimony.claim, StatementClaim) and testimony.claim.mode is not Mode.INDIRECT:
            held[tuple(_WORD.findall(wording(testimony).casefold()))].append(testimony)
    first = tuple(_WORD.findall(wording(shown).casefold()))
    rivals = [words for words in held if not (_left_out_of(words, first) or _left_out_of(first, words))]
    if not rivals or first not in held:
        return ()
    ordered = [first, *sorted(rivals, key=lambda words: (-weights.independent(held[words]), words))]
    told = [ConflictValue(wording(held[words][0]), tuple(t.claim.id for t in held[words]), weights.independent(held[words])) for words in ordered]
    return (Conflict("wording", tuple(told)),)


def _left_out_of(few: tuple[str, ...], many: tuple[str, ...]) -> bool:
    """Whether the words stand in the other wording in their order, with or without others between them."""
    rest = iter(many)
    return all(word in rest for word in few)


def role_conflicts(testimonies: Sequence[Testimony], weights: Weights) -> tuple[Conflict, ...]:
    """Speakers to whom the claims give roles that do not contain one another."""
    speakers = sorted({mouth for testimony in testimonies if (mouth := _mouth(testimony)[0])})
    found: list[Conflict] = []
    for speaker in speakers:
        own = [testimony for testimony in testimonies if _mouth(testimony)[0] == speaker]
        listed = choices(own, Field("role" if isinstance(own[0].claim, StatementClaim) else "attribution", _role), weights)
        found += conflict(f"role of {speaker}", listed, _roles_differ, weights)
    return tuple(found)


def _mouth(testimony: Testimony) -> tuple[str | None, str | None]:
    claim = testimony.claim
    if isinstance(claim, StatementClaim):
        return claim.speaker, claim.role
    return (claim.attribution.speaker, claim.attribution.role) if claim.attribution else (None, None)


def _role(claim: Any) -> str | None:
    role = claim.role if isinstance(claim, StatementClaim) else claim.attribution.role if claim.attribution else None
    return str(role) if role else None


def _roles_differ(left: str, right: str) -> bool:
    a, b = set(left.casefold().split()), set(right.casefold().split())
    return not (a <= b or b <= a)


def _latest(held: Sequence[Testimony]) -> datetime.date:
    return max((t.published.last for t in held if t.published), default=datetime.date.min)


def _rank(held: Sequence[Testimony], weights: Weights, newest: datetime.date) -> tuple[bool, int, int, int, int]:
    """Smaller comes first; `newest` is the latest day any value of the field was published."""
    latest = _latest(held)
    behind = (newest - latest).days
    fullest = max(sum(getattr(t.claim, name) not in (None, (), False) for name in t.claim.__struct_fields__) for t in held)
    return not any(t.official for t in held), behind if behind > SAME_NEWS else 0, -weights.independent(held), -fullest, behind
