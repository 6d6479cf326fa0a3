"""Names read in a text: parties and people of the dossier, and people whom a role or a title introduces."""

from __future__ import annotations

import re
from collections.abc import Iterable

import msgspec

from pledgebook.annotate.lexicon import per_dossier
from pledgebook.annotate.parties import PartyHit, PartyName, Surroundings, party_names, read_party
from pledgebook.annotate.people import Person, PersonName, is_like, name_at, name_before, person_names, published_day, surnames
from pledgebook.annotate.roles import RoleText, find_roles, has_held, holds, offices, same_office
from pledgebook.dossier.compile import Phrases, fold
from pledgebook.dossier.schema import Dossier, PartyKind
from pledgebook.model.near import Near
from pledgebook.model.text import Document, Span

APPOSITION = re.compile(r"(?: \([^)]{1,20}\))?, (?:(?:the|a|an|its|his|her|their|who is|who was|currently) )?$")
"""what stands between a name and the role behind it"""

APPOSITION_END = re.compile(r" ?(?:[,.;:)—–\n]|$)| (?:and|who|said|says|has|in|at|to|for|on|-) ?")

UNREAD = re.compile(r" (?:of|for) [^,.;:()\n“”\"]{3,50}(, )")
"""a complement no word list knows, up to the name behind it"""


class Named(msgspec.Struct):
    """A person named at `span`: of the dossier, or one the text introduces."""

    span: Span
    name: str
    code: str | None
    person: Person | None
    role: RoleText | None = None
    conflict: bool = False


class NameLexicon(msgspec.Struct, frozen=True):
    """What a dossier says about names, compiled; `phrases` lead to `entries` by number."""

    phrases: Phrases[int]
    entries: list[PartyName | PersonName | None]
    surroundings: Surroundings
    titles: Phrases[str]
    people: list[Person]
    barred: frozenset[str]
    of_persons: tuple[str, ...]
    unspecific: frozenset[str]
    organisations: frozenset[str]
    kinds: dict[str, PartyKind]
    names: dict[str, str]


@per_dossier
def name_lexicon(dossier: Dossier) -> NameLexicon:
    """The compiled names of a dossier."""
    parties = party_names(dossier)
    people = person_names(dossier)
    entries: list[tuple[str, PartyName | PersonName | None]] = [(phrase, None) for phrase in dossier.terms("roles", "other_names", "phrases")]
    entries += [(name.alias, name) for name in parties]
    entries += people
    office_words = {word for office in offices(dossier).by_name.values() for phrase in office.words for word in phrase.lower().split()}
    words = offices(dossier).modifiers
    barred = {*dossier.terms("roles", "starters", "words"), *office_words, *words.portfolios, *words.plain, *words.past, *words.lesser}
    barred |= {fold(name.alias).lower() for name in parties if " " not in name.alias and not name.personal and name.kind is not PartyKind.GROUP}
    return NameLexicon(
        Phrases((phrase, number) for number, (phrase, _) in enumerate(entries)),
        [entry for _, entry in entries],
        Surroundings(dossier),
        Phrases((title, title) for title in (word.capitalize() for word in dossier.terms("roles", "titles", "words"))),
        list({id(entry.person): entry.person for _, entry in people}.values()),
        frozenset(barred),
        dossier.terms("roles", "bodies", "of_persons"),
        frozenset(dossier.terms("roles", "alone", "unspecific")),
        frozenset(dossier.terms("roles", "other_names", "organisations")),
        {party.code: party.kind for party in dossier.parties},
        {party.code: party.name for party in dossier.parties},
    )


class NameReader:
    """One document's names, read step by step: those of the dossier, then those that roles introduce, then surnames."""

    def __init__(self, document: Document, dossier: Dossier) -> None:
        self.text = document.text
        self.headings = [block.span for block in document.blocks if block.kind == "title" or _is_heading(block.span.of(self.text))]
        self.dossier = dossier
        self.day = published_day(document)
        self.outlets = (document.outlet or "", document.raw.given.url or "")
        self.lexicon = name_lexicon(dossier)
        self.offices = offices(dossier)
        self.parties: list[PartyHit] = []
        self.people: list[Named] = []
        self.surnames: list[tuple[Span, tuple[PersonName, ...]]] = []
        self.roles: list[RoleText] = []
        self.linked: set[Span] = set()
        self.titles: dict[int, int] = {}

    def read_names(self) -> None:
        """The dossier's parties and full names; surnames wait until roles and full names are known."""
        taken: Near[Span] = Near((), lambda span: (span,))
        hits = sorted(self.lexicon.phrases.find_all(self.text), key=lambda hit: (-len(hit[0]), hit[0].start))
        for span, numbers in hits:
            if any(span.overlaps(other) for other in taken.at(span)):
                continue
            entries = [self.lexicon.entries[number] for number in numbers]
            full = tuple(entry for entry in entries if isinstance(entry, PersonName) and entry.full)
            bare = tuple(entry for entry in entries if isinstance(entry, PersonName) and not entry.full)
            party = read_party(self.text, span, [entry for entry in entries if isinstance(entry, PartyName)], self.lexicon.surroundings)
            if None in entries or full:
                taken.add(span)
                self.people += [self._named(span, self._one(full))] if full else []
            elif party is not None:
                taken.add(party.span)
                self.parties.append(party)
            elif bare:
                self.surnames.append((span, bare))
                taken.add(span)
        self.parties.sort(key=lambda hit: hit.span)
        self.surnames.sort(key=lambda hit: hit[0])

    def _one(self, names: Iterable[PersonName]) -> Person:
        """The person of several of one name: who holds a role on the day, else the first."""
        found = [name.person for name in names]
        return next((person for person in found if person.on(self.day)), found[0])

    def _named(self, span: Span, person: Person) -> Named:
        return Named(span, person.name, person.party(self.day), person)

    def read_roles(self) -> None:
        """Roles before names ("Dutch minister Jan Smid"), behind them ("Jan Smid, minister"), and the names they introduce."""
        owners = {named.span.end: (named.span, named.code) for named in self.people}
        owners |= {span.end: (span, names[0].person.party(self.day)) for span, names in self.surnames}
        self.roles = find_roles(self.text, self.dossier, self.parties, owners)
        self._drop_personal()
        self.titles = {span.start: span.end + 1 for span, _ in self.lexicon.titles.find(self.text)}
        people_starts = {span.start for span, _ in owners.values()}
        for role, following in zip(self.roles, [*self.roles[1:], None], strict=False):
            self._link_forward(role, None if following is not None and following.span.start in people_starts else following)
        for role in self.roles:
            if role.span not in self.linked:
                self._link_back(role)
        for position in self.titles.values():
            self._introduce(position, None)

    def _drop_personal(self) -> None:
        """Takes out parties whose name is part of a person's here ("Jordan Peterson")."""
        known = frozenset(point for role in self.roles for point in (role.span.start, role.core.start, role.span.end))
        known |= frozenset(point for hit in self.parties for point in (hit.span.start, hit.span.end))
        spoils = self.lexicon.surroundings.is_of_person
        self._keep_parties([hit for hit in self.parties if hit.compound or not (hit.name.personal and spoils(self.text, hit.span, known))])

    def _keep_parties(self, parties: list[PartyHit]) -> None:
        self.parties = parties
        self.near_parties = Near(parties, lambda hit: (hit.span,))
        self.party_starts = frozenset(hit.span.start for hit in parties if not hit.name.personal)

    def _link_forward(self, role: RoleText, following: RoleText | None) -> None:
        end = role.span.end
        if following is not None and self._is_same_person(end, following):
            self._link_forward_over(role, following)
            return
        gap = re.compile(r"(,)? ").match(self.text, end)
        if not gap:
            return
        position = gap.end()
        while position in self.titles:
            position = self.titles[position]
        named = self._introduce(position, role, comma=gap[1] is not None)
        unread = UNREAD.match(self.text, end) if named is None else None
        if unread and self.text[unread.end() : unread.end() + 1].isupper():
            # "the mayor of the old port, Jan Smid,"
            role = msgspec.structs.replace(role, span=Span(role.span.start, unread.start(1)))
            named = self._introduce(unread.end(), role, comma=True)
        if named is not None:
            self._give(named, role)

    def _is_same_person(self, end: int, following: RoleText) -> bool:
        gap = self.text[end : following.span.start]
        return gap == " " or (gap == ", " and self.offices.by_name[following.office].title)

    def _link_forward_over(self, role: RoleText, following: RoleText) -> None:
        """Two roles before one name: "Trump's envoy, retired General Keith Kellogg"."""
        self._link_forward(following, None)
        named = next((named for named in self.people if named.role is following), None)
        if named is None:
            return
        joined = msgspec.structs.replace(role, span=Span(role.span.start, following.span.end), lesser=role.lesser or following.lesser)
        if role.party is None:
            joined = msgspec.structs.replace(joined, party=following.party)
        self.linked.add(role.span)
        named.role = joined
        named.code = named.code or joined.party

    def _give(self, named: Named, role: RoleText) -> None:
        self.linked.add(role.span)
        if named.person is not None and role.party is not None and not holds(named.person, role, self.offices, self.day):
            # "in Poland President Quist": the party before the office is none of the role
            bare = msgspec.structs.replace(role, span=role.core, party=None, lesser=False)
            if self.text.startswith(" ", role.core.end) and holds(named.person, bare, self.offices, self.day):
                role = bare
        named.role = named.role or role
        if named.person is None and named.code is None and not role.past and self.lexicon.kinds.get(role.party or "") is not PartyKind.GROUP:
            named.code = role.party or self._realm(named.span.end)

    def _realm(self, end: int) -> str | None:
        """The state of "King Abel II of Poland"."""
        found = re.match(r" of (?:the )?", self.text[end : end + 8])
        return next((hit.name.code for hit in self.near_parties.at(Span(end, end + 8)) if found and hit.span.start == end + found.end()), None)

    def _introduce(self, position: int, role: RoleText | None, comma: bool = False) -> Named | None:
        """The person named at a position: one of the dossier, else the words there, if they can be a name."""
        for named in self.people:
            if named.span.start == position:
                return named
        for k, (span, names) in enumerate(self.surnames):
            if span.start == position and not self._is_another(span, names, role, comma):
                del self.surnames[k]
                named = self._named(span, self._fitting(names, role))
                self.people.append(named)
                return named
        found = name_at(self.text, position, self.lexicon.barred, self.party_starts)
        if found is None or found.of(self.text).split()[-1].lower() in self.lexicon.organisations or any(heading.overlaps(found) for heading in self.headings):
            return None
        if role is not None and " " not in found.of(self.text) and self.text[role.core.start].islower() and not self.offices.by_name[role.office].exclusive:
            return None
        if comma and not (" " in found.of(self.text) and self.text.startswith(",", found.end)):
            return None
        return self._add_unknown(found, role)

    def _add_unknown(self, span: Span, role: RoleText | None) -> Named | None:
        """A person the dossier does not know; a surname of its that ends the words makes it a relative, not the person."""
        if any(span.overlaps(named.span) for named in self.people):
            return next(named for named in self.people if span.overlaps(named.span))
        for k, (hit, names) in enumerate(self.surnames):
            if hit.overlaps(span):
                del self.surnames[k]
                person = next((name.person for name in names if hit.end == span.end and self._is_spelling(span, name.person, role)), None)
                if person is not None:
                    self.people.append(self._named(span, person))
                    return self.people[-1]
                break
        if any(hit.span.overlaps(span) for hit in self.near_parties.at(span)):
            self._keep_parties([hit for hit in self.parties if not hit.span.overlaps(span)])
        named = Named(span, span.of(self.text), None, None)
        self.people.append(named)
        return named

    def _is_spelling(self, span: Span, person: Person, role: RoleText | None) -> bool:
        """Whether other given names before a surname are the dossier's person: alike, or in the very post."""
        alike = is_like(fold(span.of(self.text).split()[0]).lower(), person.given)
        if role is None or not self.offices.by_name[role.office].exclusive or role.lesser:
            return alike
        return has_held(person, role, self.offices) if alike else holds(person, role, self.offices, self.day)

    def _is_another(self, span: Span, names: tuple[PersonName, ...], role: RoleText | None, comma: bool) -> bool:
        """Whether a surname of the dossier is not its person here: another given name, or a role the person never had."""
        if not {named.name for named in self.people}.isdisjoint(name.person.name for name in names):
            return False
        fitting = role is not None and any(has_held(name.person, role, self.offices) for name in names)
        if names[0].common and (comma or self._is_given(span) or not fitting):
            return True
        return role is not None and not fitting and not role.lesser and self.offices.by_name[role.office].exclusive

    def _is_given(self, span: Span) -> bool:
        """Whether a common surname is somebody's given name here: another name's word follows."""
        following = re.match(r" (?:[A-Z]\. )?([A-Z][\w’'-]+)", self.text[span.end : span.end + 24])
        return bool(following and fold(following[1]).lower() not in self.lexicon.barred) and not any(h.overlaps(span) for h in self.headings)

    def _fitting(self, names: tuple[PersonName, ...], role: RoleText | None) -> Person:
        full = {named.name for named in self.people}
        ranked = sorted(
            names,
            key=lambda n: (
                n.person.name not in full,
                role is None or not holds(n.person, role, self.offices, self.day),
                not n.person.on(self.day),
            ),
        )
        return ranked[0].person

    def _link_back(self, role: RoleText) -> None:
        """A role behind a name: "Jan Smid, the Dutch minister,"."""
        found = APPOSITION.search(self.text[max(0, role.span.start - 44) : role.span.start])
        if not found or not APPOSITION_END.match(self.text, role.span.end):
            return
        end = role.span.start - len(found.group())
        named = next((named for named in self.people if named.span.end == end), None)
        if named is None:
            known = next((k for k, (span, _) in enumerate(self.surnames) if span.end == end), None)
            if known is not None:
                span = self.surnames[known][0]
                named = self._introduce(span.start, role)
            else:
                span_before = name_before(self.text, end, self.lexicon.barred)
                if span_before is None or any(hit.span.overlaps(span_before) and not hit.name.personal for hit in self.near_parties.at(span_before)):
                    return
                named = self._add_unknown(span_before, role)
        if named is None:
            return
        if named.role is not None and self.offices.by_name[named.role.office].title:
            named.role = None
        self._give(named, role)

    def settle_parties(self) -> None:
        """Without a date the role stated for a person tells for whom the person acts."""
        if self.day is not None:
            return
        told: dict[str, str] = {}
        for named in self.people:
            if named.person is not None and named.role is not None and not named.role.past:
                fitting = {tenure.party for tenure in named.person.tenures if same_office(named.role, tenure, self.offices)}
                if len(fitting) == 1:
                    told.setdefault(named.name, fitting.pop())
        for named in self.people:
            named.code = told.get(named.name, named.code)

    def read_later(self) -> None:
        """Surnames: of dossier people by themselves, and of people the text has introduced."""
        full = {named.name for named in self.people}
        for span, names in self.surnames:
            person = self._surname_person(span, names, full)
            if person is not None:
                self.people.append(self._named(self._with_given(span, person), person))
        self._spread_unknown()

    def _surname_person(self, span: Span, names: tuple[PersonName, ...], full: set[str]) -> Person | None:
        known = {name.person.name: name for name in names}
        seen = [name.person for name in known.values() if name.person.name in full]
        active = [name.person for name in known.values() if not name.common and name.person.on(self.day)]
        fallback = [name.person for name in known.values() if not name.common] if not active and len(known) == 1 else []
        found = seen or active or fallback
        if len(found) != 1 or not self._is_bare(span, found[0]) or (names[0].common and self._is_given(span)):
            return None
        return found[0]

    def _is_bare(self, span: Span, person: Person) -> bool:
        """Whether no other given name stands before the surname and no word behind makes it a thing ("Trump Tower")."""
        before = re.search(r"([^\W\d_][\w’'-]*) (?:[A-Z]\.? )?$", self.text[max(0, span.start - 24) : span.start])
        if self.lexicon.surroundings.spoils(self.text, span):
            return False
        if not before or not before[1][0].isupper() or before[1].endswith(("'s", "’s", "s'", "s’")):
            return True
        word = fold(before[1]).lower()
        if word.rstrip(".") in self.lexicon.barred or is_like(word, person.given):
            return True
        parties = self.near_parties.over(max(span.start - 2, 0))
        return any(hit.span.end == span.start - 1 for hit in parties) or any(role.span.end == span.start - 1 for role in self.roles)

    def _with_given(self, span: Span, person: Person) -> Span:
        before = re.search(r"([^\W\d_][\w’'-]*) (?:[A-Z]\.? )?$", self.text[max(0, span.start - 30) : span.start])
        if before and before[1][0].isupper() and is_like(fold(before[1]).lower(), person.given):
            return Span(span.start - len(before.group()), span.end)
        return span

    def _spread_unknown(self) -> None:
        """Names of introduced people again, whole or by surname: one person has one name, the fullest."""
        unknown = [named for named in self.people if named.person is None]
        by_surname: dict[str, Named] = {}
        for named in sorted(unknown, key=lambda named: -len(named.name)):
            by_surname.setdefault(surnames(named.name)[-1].split()[-1], named)
        by_given: dict[str, dict[str, Named]] = {}
        for other in self.people:
            if other.person is not None:
                by_given.setdefault(other.name.split()[0], {})[other.name] = other
        for named in unknown:
            alike = by_given.get(named.name, {})
            if len(alike) == 1:
                known = next(iter(alike.values()))
                named.name, named.code, named.person = known.name, known.code, known.person
                continue
            fullest = by_surname[surnames(named.name)[-1].split()[-1]]
            if fullest is not named and set(named.name.split()) <= set(fullest.name.split()):
                named.name = fullest.name
                fullest.code = fullest.code or named.code
        for named in unknown:
            named.code = named.code or next((other.code for other in unknown if other.name == named.name and other.code), None)
        if not unknown:
            return
        taken = Near([*(named.span for named in self.people), *(hit.span for hit in self.parties)], lambda span: (span,))
        spellings = [(word, named) for last, named in by_surname.items() for word in {last, named.name} if len(word) > 2]
        for span, numbers in Phrases((word, number) for number, (word, _) in enumerate(spellings)).find(self.text):
            if any(span.overlaps(other) for other in taken.at(span)) or not self._stands_alone(span):
                continue
            named = spellings[numbers[0]][1]
            self.people.append(Named(span, named.name, named.code, None))

    def _stands_alone(self, span: Span) -> bool:
        before = re.search(r"([^\W\d_][\w’'-]*) $", self.text[max(0, span.start - 24) : span.start])
        after = re.match(r" ([A-Z][\w’'-]*)", self.text[span.end : span.end + 24])
        free = not before or not before[1][0].isupper() or before[1].lower() in self.lexicon.barred or before[1].endswith(("'s", "’s"))
        return free and (not after or after[1].lower() in self.lexicon.barred)


def _is_heading(text: str) -> bool:
    """Whether a line is written in title case, where any word may have a capital."""
    words = re.findall(r"[^\W\d_][\w’'-]{3,}", text)
    return text[-1:] not in '.!?"”’' and len(words) > 3 and sum(word[0].isupper() for word in words) > 0.7 * len(words)
