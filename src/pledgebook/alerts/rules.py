"""The rules file: what is worth telling, and where it is told."""

from __future__ import annotations

import enum
import hashlib
import os
import pathlib
import re
import tomllib
from collections.abc import Mapping

import msgspec

from pledgebook.dossier.schema import Dossier
from pledgebook.errors import PledgebookError
from pledgebook.model.claim import AidType, Amount
from pledgebook.review.stated import stated_amount
from pledgebook.selection import party_code

HINT = "docs/how-to/get-alerts.md shows a file with every key"


class When(enum.StrEnum):
    PLEDGE = "pledge"
    """a promise the book did not hold"""
    DELIVERY = "delivery"
    CONFLICT = "conflict"
    """reports that cannot all be true"""
    STAGE = "stage"
    """a promise known before came to another stage"""


class Medium(enum.StrEnum):
    FILE = "file"
    """JSON lines, each alert added once"""
    FEED = "feed"
    """an Atom feed of the last alerts"""
    WEBHOOK = "webhook"
    """an address that each alert is posted to"""


class Place(msgspec.Struct, frozen=True):
    """Where alerts are told: a path or an address; `secret` is what posts are signed with."""

    name: str
    medium: Medium
    target: str
    secret: str | None = None


class Rule(msgspec.Struct, frozen=True):
    """What is told of entries that fit all it names; nothing named means any."""

    name: str
    when: When
    to: tuple[str, ...]
    over: Amount | None = None
    donors: tuple[str, ...] = ()
    schemes: tuple[str, ...] = ()
    types: tuple[AidType, ...] = ()

    @property
    def key(self) -> str:
        """Tells rules apart by what they look for: a rule that looks for something else is a new one."""
        looked_for = msgspec.json.encode([self.when, self.over, sorted(self.donors), sorted(self.schemes), sorted(self.types)])
        return hashlib.sha256(self.name.encode() + b"\0" + looked_for).hexdigest()[:16]


class Rules(msgspec.Struct, frozen=True):
    rules: tuple[Rule, ...]
    places: Mapping[str, Place]


class _Place(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    file: str | None = None
    feed: str | None = None
    webhook: str | None = None
    secret: str | None = None


class _Rule(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    name: str
    when: When
    to: tuple[str, ...]
    over: str | None = None
    donors: tuple[str, ...] = ()
    schemes: tuple[str, ...] = ()
    types: tuple[AidType, ...] = ()


class _File(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    rule: tuple[_Rule, ...]
    to: dict[str, _Place]


def read_rules(path: pathlib.Path, dossier: Dossier, environment: Mapping[str, str] = os.environ) -> Rules:
    """The rules of a file; paths in it are relative to its folder.

    Raises `PledgebookError` that names the place in the file, the value seen, and the remedy.
    """
    try:
        held = msgspec.convert(tomllib.loads(path.read_text(encoding="utf-8-sig")), type=_File)
    except OSError as error:
        raise PledgebookError("bad_rules", f"{path}: {error.strerror or error}", "give the file of the rules") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise PledgebookError("bad_rules", f"{path}: no TOML ({error})", HINT) from None
    except msgspec.ValidationError as error:
        raise PledgebookError("bad_rules", f"{path}: {_told(str(error))}", HINT) from None
    places = {name: _place(path, name, place, environment) for name, place in held.to.items()}
    names = [rule.name for rule in held.rule]
    if repeated := next((name for name in names if names.count(name) > 1), None):
        raise PledgebookError("bad_rules", f"{path}: two rules are called '{repeated}'", "give each a name of its own")
    return Rules(tuple(_rule(path, rule, places, dossier) for rule in held.rule), places)


def _rule(path: pathlib.Path, rule: _Rule, places: Mapping[str, Place], dossier: Dossier) -> Rule:
    where = f"{path}: rule '{rule.name}'"
    amount = stated_amount(rule.over) if rule.over else None
    if rule.over is not None and (amount is None or amount["min"] is None):
        raise PledgebookError("bad_rules", f"{where}: over is '{rule.over}'", 'write a currency and a sum, such as "USD 100m"')
    if not rule.to:
        raise PledgebookError("bad_rules", f"{where}: it tells nobody", "name a place under [to] in its key to")
    if missing := next((name for name in rule.to if name not in places), None):
        raise PledgebookError("bad_rules", f"{where}: there is no place '{missing}'", f"use one of {', '.join(places) or '(none yet)'}, or add [to.{missing}]")
    schemes = {scheme.code for scheme in dossier.schemes}
    if unknown := next((code for code in rule.schemes if code not in schemes), None):
        raise PledgebookError("bad_rules", f"{where}: the dossier has no scheme '{unknown}'", f"use a code such as {', '.join(sorted(schemes)[:6])}")
    try:
        donors = tuple(party_code(name, dossier) for name in rule.donors)
    except PledgebookError as error:
        raise PledgebookError("bad_rules", f"{where}: {error}", error.hint) from None
    over = msgspec.convert(amount, type=Amount) if amount else None
    return Rule(rule.name, rule.when, rule.to, over, donors, rule.schemes, rule.types)


def _place(path: pathlib.Path, name: str, place: _Place, environment: Mapping[str, str]) -> Place:
    where = f"{path}: place '{name}'"
    given = {medium: target for medium in Medium if (target := getattr(place, medium.value))}
    if len(given) != 1:
        raise PledgebookError("bad_rules", f"{where}: it is {' and '.join(given) or 'nothing'}", "give one of file, feed and webhook")
    ((medium, target),) = given.items()
    if medium is not Medium.WEBHOOK:
        if place.secret:
            raise PledgebookError("bad_rules", f"{where}: a {medium} is not signed", "leave secret out")
        return Place(name, medium, str(path.parent / target))
    from pledgebook.read.fetch import checked

    if place.secret and not environment.get(place.secret):
        raise PledgebookError("no_secret", f"{where}: the environment has no {place.secret}", f"set {place.secret} to the secret, or leave the key secret out")
    return Place(name, medium, checked(target), environment[place.secret] if place.secret else None)


def _told(error: str) -> str:
    """The message of the decoder with its place as a reader of the file would name it.

    >>> _told("Invalid enum value 'sale' - at `$.rule[0].when`")
    "Invalid enum value 'sale' - rule 1, when"
    """
    message, _, at = error.partition(" - at `$")
    steps = re.sub(r"\[(\d+)\]", lambda found: f" {int(found[1]) + 1}", at.rstrip("`")).strip(".").replace(".", ", ").replace("[...]", " (one of them)")
    return f"{message} - {steps}" if steps else message
