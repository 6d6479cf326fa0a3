"""Roles without a name, and roles that cannot be: who holds them, by the text and by the dossier."""

from __future__ import annotations

import re

import msgspec

from pledgebook.annotate.introductions import Named, NameReader
from pledgebook.annotate.roles import Office, RoleText, has_held, holder, is_somebody_elses, same_office
from pledgebook.dossier.schema import Dossier, PartyKind

HOST = re.compile(r"(?:[a-z]+://)?([a-z0-9-]+(?:\.[a-z0-9-]+)+)")


def home_of(outlets: tuple[str, ...], dossier: Dossier) -> str | None:
    """The state that one of these outlets (names, hosts or addresses) speaks for, None where it is nobody's.

    >>> from pledgebook.dossier.load import load_dossier
    >>> home_of(("", "https://www.gov.uk/boats"), load_dossier()), home_of(("herald.example",), load_dossier())
    ('GBR', None)
    """
    states = dossier.words.get("roles", {}).get("outlets", {}).get("states", {})
    for outlet in outlets:
        found = HOST.match(outlet.strip().lower())
        labels = found[1].split(".") if found else []
        code = next((states[".".join(labels[k:])] for k in range(len(labels)) if ".".join(labels[k:]) in states), None)
        if code is not None:
            return str(code)
    seats = {name: party.code for party in dossier.parties for name in (*party.seats, *party.bodies)}
    return next((seats[name] for outlet in outlets if (name := outlet.strip().removeprefix("The ").removeprefix("the ")) in seats), None)


class Holders:
    """Who holds the roles one document states."""

    def __init__(self, reader: NameReader) -> None:
        self.reader = reader
        self.text = reader.text
        self.people = reader.people
        self.parties = reader.parties
        self.offices = reader.offices
        self.lexicon = reader.lexicon
        self.day = reader.day
        self.own_offices = frozenset(reader.dossier.terms("roles", "outlets", "offices"))
        self.home = home_of(reader.outlets, reader.dossier)

    def read_lone_roles(self) -> None:
        """Roles without a name: the text's holder, else the dossier's, else the role's own words."""
        self.people.sort(key=lambda named: named.span)
        for role in self.reader.roles:
            if self._speaks_of_nobody(role):
                continue
            found = self._holder(role)
            if found is not None:
                self.people.append(Named(role.span, found.name, found.code, found.person, role))
            elif role.party is not None and any(hit.span.overlaps(role.span) for hit in self.parties):
                self.people.append(Named(role.span, role.span.of(self.text), role.party, None, role))

    def _speaks_of_nobody(self, role: RoleText) -> bool:
        """Whether a role stands at a name, is past, or speaks of the office as such ("elected US president")."""
        if role.past or role.span in self.reader.linked or any(role.span.overlaps(named.span) for named in self.people):
            return True
        office = self.offices.by_name[role.office]
        loosely = bool(office.covers) and role.span.end > role.core.end and not re.match(r"[,.;:]", self.text[role.span.end :])
        if loosely or office.title:
            return True
        before = re.search(r"([\w'’]+) $", self.text[max(0, role.span.start - 24) : role.span.start])
        article = before[1].lower() if before else ""
        stated = self.text[role.span.start : role.core.start].lower().split()
        if not self.lexicon.unspecific.isdisjoint((article, *stated)) or (article in ("a", "an") and office.exclusive):
            return True
        return article != "the" and not any(role.span.contains(hit.span) for hit in self.parties)

    def _holder(self, role: RoleText) -> Named | None:
        office = self.offices.by_name[role.office]
        if role.lesser or (role.party is None and not self._is_definite(role, office)):
            return None
        role = self._at_home(role)
        best: Named | None = None
        for named in self.people:
            if role.party is not None and named.code != role.party:
                continue
            if not self._has_office(named, role):
                continue
            if best is None or named.span.start < role.span.start:
                best = named
        if best is not None:
            return best
        person = holder(role, self.lexicon.people, self.reader.dossier, self.day)
        return None if person is None else Named(role.span, person.name, person.party(self.day), person)

    def _at_home(self, role: RoleText) -> RoleText:
        """ "The president" of an outlet that speaks for a state is that state's, where it has one."""
        if self.home is None or role.party is not None or role.office not in self.own_offices:
            return role
        own = msgspec.structs.replace(role, party=self.home)
        named = any(named.code == self.home and self._has_office(named, own) for named in self.people)
        return own if named or holder(own, self.lexicon.people, self.reader.dossier, self.day) is not None else role

    def _is_definite(self, role: RoleText, office: Office) -> bool:
        """Whether "the minister" without a party can only be somebody named: no loose word, and nothing unread behind it."""
        return (office.exclusive or office.definite) and not re.match(r" (?:of|for)\b", self.text[role.span.end : role.span.end + 5])

    def _has_office(self, named: Named, role: RoleText) -> bool:
        office = self.offices.by_name[role.office]
        stated = named.role
        if named.person is not None and self.day is not None and named.person.on(self.day):
            return any(same_office(role, tenure, self.offices) for tenure in named.person.on(self.day))
        if stated is not None and stated.span != named.span and not stated.past and not stated.lesser and office.fits(stated.office):
            return office.exclusive or role.party is not None or stated.office == role.office
        return False

    def judge_roles(self) -> None:
        """Marks roles the dossier contradicts, and posts the text gives to two people of which the dossier confirms neither."""
        stated = [named for named in self.people if named.role is not None and named.role.span != named.span]
        for named in stated:
            role = named.role
            if role is None or role.past or role.lesser or not self._is_single(named, role):
                continue
            if named.person is None:
                others = [other.role for other in stated if other.name == named.name and other.role and not other.role.past]
                doubtful = any(other.office != role.office for other in others)
            elif has_held(named.person, role, self.offices):
                continue
            else:
                doubtful = True
                named.conflict = is_somebody_elses(named.person, role, self.lexicon.people, self.offices, self.day)
            named.conflict = named.conflict or (doubtful and any(self._rivals(named, role, other) for other in stated))

    def _is_single(self, named: Named, role: RoleText) -> bool:
        party = role.party or named.code
        if party is None or not self.offices.by_name[role.office].exclusive:
            return False
        return self.lexicon.kinds.get(party) is PartyKind.STATE or self.offices.by_name[role.office].international

    def _rivals(self, named: Named, role: RoleText, other: Named) -> bool:
        held = other.role
        if held is None or other.name == named.name or held.past or held.lesser or held.office != role.office:
            return False
        return (held.party or other.code) == (role.party or named.code)
