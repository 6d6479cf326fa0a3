"""Roles stated in a text: an office word with what stands before it (party, "former", "deputy") and after it ("of Finland")."""

from __future__ import annotations

import datetime
import re

import msgspec

from pledgebook.annotate.lexicon import per_dossier
from pledgebook.annotate.parties import Part, PartyHit
from pledgebook.annotate.people import Person
from pledgebook.dossier.compile import Phrases
from pledgebook.dossier.schema import Dossier, PartyKind, Tenure
from pledgebook.model.annotation import Mention, MentionKind
from pledgebook.model.near import Near
from pledgebook.model.text import Span

SLACK = 45
"""days a stated role may run ahead of or behind the dossier's dates"""

LEADER, PRESIDENT, GOVERNMENT = "leader", "president", "prime minister"
"""the offices "leader" may mean; the dossier's words say in which states a president leads"""


class Office(msgspec.Struct, frozen=True):
    """An office: `covers` are the offices its looser word may stand for, `implies` is the party where none is stated.

    An `outward` one is held towards somebody ("ambassador to"); "the minister" alone is `definite`: somebody named before.
    An `international` one is the first post of an organisation; a `title` ("General") is no post; who holds a
    `private` one ("expert") acts for no party.
    """

    name: str
    words: tuple[str, ...]
    exclusive: bool = False
    covers: tuple[str, ...] = ()
    implies: str | None = None
    outward: bool = False
    definite: bool = False
    international: bool = False
    title: bool = False
    private: bool = False

    def fits(self, other: str | None) -> bool:
        """Whether a holder of the office `other` may be called by this one's words."""
        return other is not None and (other == self.name or other in self.covers)


class Modifiers(msgspec.Struct, frozen=True):
    """Words around an office word, all in lower case."""

    past: frozenset[str]
    lesser: frozenset[str]
    plain: frozenset[str]
    portfolios: frozenset[str]
    joints: frozenset[str]


class Offices(msgspec.Struct, frozen=True):
    """The compiled offices of a dossier."""

    by_name: dict[str, Office]
    words: Phrases[str]
    modifiers: Modifiers
    presidential: frozenset[str]
    of_tenures: dict[str, str | None] = {}

    def of(self, role: str) -> str | None:
        """The office a role in the dossier's words is, None for a deputy's or an unknown one."""
        return self.of_tenures[role] if role in self.of_tenures else self.read(role)

    def read(self, role: str) -> str | None:
        """The office that words name, worked out anew."""
        for span, names in [*self.words.find(role), *self.words.find(role.title())][:1]:
            before = re.findall(r"\w+", role[: span.start].lower())
            return None if self.modifiers.lesser.intersection(before) else names[0]
        return None


class RoleText(msgspec.Struct, frozen=True):
    """A role as a text states it at `span`; `core` is its office word.

    `party` is the code of the party it is held for, None where none is stated; `past` marks "former", `lesser`
    "deputy" and roles of one body ("Bundestag president"), which are not the office itself.
    """

    span: Span
    core: Span
    office: str
    party: str | None = None
    past: bool = False
    lesser: bool = False


@per_dossier
def offices(dossier: Dossier) -> Offices:
    """The offices of the dossier's `words/roles.toml`."""
    outward = dossier.terms("roles", "portfolios", "outward")
    by_name = {
        name: Office(
            name=name,
            words=tuple(row["words"]),
            exclusive=row.get("exclusive", False),
            covers=tuple(row.get("covers", ())),
            implies=row.get("implies"),
            outward=name in outward,
            definite=row.get("definite", False),
            international=row.get("international", False),
            title=row.get("title", False),
            private=row.get("private", False),
        )
        for name, row in dossier.words.get("roles", {}).get("offices", {}).items()
    }
    pairs = [(word, office.name) for office in by_name.values() for word in office.words]
    past, lesser, plain = (frozenset(dossier.terms("roles", "modifiers", part)) for part in ("past", "lesser", "plain"))
    portfolios, joints = _fields(dossier)
    modifiers = Modifiers(past, lesser, plain, portfolios, joints)
    table = Offices(by_name, Phrases(pairs), modifiers, frozenset(dossier.terms("roles", "leaders", "presidents")))
    return msgspec.structs.replace(table, of_tenures={tenure.role: table.read(tenure.role) for tenure in dossier.people})


def _fields(dossier: Dossier) -> tuple[frozenset[str], frozenset[str]]:
    return frozenset(dossier.terms("roles", "portfolios", "words")), frozenset(dossier.terms("roles", "portfolios", "joints"))


def find_roles(text: str, dossier: Dossier, parties: list[PartyHit], owners: dict[int, tuple[Span, str | None]]) -> list[RoleText]:
    """Every role stated in the text, in order.

    `owners` are people by where their name ends, with the party they act for: "Trump's envoy" is an envoy of that party.
    """
    table = offices(dossier)
    starts = {hit.span.start: hit for hit in parties}
    ends = {hit.span.end: hit for hit in parties}
    near = Near(parties, lambda hit: (hit.span,))
    found: list[RoleText] = []
    for core, names in table.words.find(text):
        inside = [hit for hit in near.at(core) if hit.span.overlaps(core)]
        if any(hit.span.start < core.start or hit.span.contains(core) for hit in inside):
            continue
        # an office word may hold a party's name: "European Commission president"
        core = Span(core.start, max(core.end, *(hit.span.end for hit in inside))) if inside else core
        party = inside[-1].name.code if inside else table.by_name[names[0]].implies
        role = RoleText(core, core, names[0], party)
        role = _read_left(text, role, table, ends, owners)
        role = _read_right(text, role, table, starts)
        if not found or found[-1].span.end <= role.span.start:
            found.append(role)
    return found


def _read_left(text: str, role: RoleText, table: Offices, ends: dict[int, PartyHit], owners: dict[int, tuple[Span, str | None]]) -> RoleText:
    start, party, past, lesser = role.core.start, None, False, text.startswith("-elect", role.core.end)
    words, office, named = table.modifiers, table.by_name[role.office], False
    while start and text[start - 1] in " -":
        gap = start - 1
        ended = re.search(r"(?:['’]s|(?<=s)['’])$", text[max(0, gap - 2) : gap])
        bare = gap - len(ended.group()) if ended else gap
        if bare in ends and not named and text[start - 1] == " ":
            hit, named = ends[bare], True
            party, start = (role.party if hit.compound or office.private else hit.name.code), hit.span.start
            lesser = lesser or hit.compound or _is_of_body(hit, office)
            continue
        if ended and bare in owners:
            start, party = owners[bare][0].start, owners[bare][1] or party
            break
        word = re.search(r"(?<![\w'’-])[\w'’]+(?:-\w+)*$", text[max(0, gap - 24) : gap])
        lowered = word.group().lower() if word else ""
        fields = words.portfolios if not named else frozenset[str]()
        if not word or lowered == "and" or lowered not in words.past | words.lesser | words.plain | fields:
            break
        past, lesser = past or lowered in words.past, lesser or lowered in words.lesser
        start = gap - len(lowered)
    return msgspec.structs.replace(role, span=Span(start, role.core.end), party=party or role.party, past=past, lesser=lesser)


def _is_of_body(hit: PartyHit, office: Office) -> bool:
    """Whether a role of this party's parliament or ministry is another than the state's own."""
    return (office.exclusive or bool(office.covers)) and hit.name.part is Part.BODY and hit.name.kind is PartyKind.STATE


def _read_right(text: str, role: RoleText, table: Offices, starts: dict[int, PartyHit]) -> RoleText:
    """The role with "of Finland", "for foreign affairs", "to NATO" behind it."""
    end, party, lesser = role.span.end, role.party, role.lesser
    if text.startswith("-elect", end):
        end += len("-elect")
    office = table.by_name[role.office]
    joint = re.compile(r" (of|for|to|on) (?:the )?" if office.outward else r" (of|for) (?:the )?")
    for _ in range(3):
        found = joint.match(text, end)
        if not found:
            break
        reached, hit = _complement(text, found.end(), table, starts)
        if reached == found.end() or (hit is None and found[1] != "of" and (office.exclusive or found[1] != "for")):
            break
        end = reached
        if hit is not None and re.match(r"['’]s ", text[hit.span.end : hit.span.end + 3]):
            lesser = True
        if hit is not None and found[1] == "of" and not office.private and party in (None, office.implies):
            party = hit.name.code
            lesser = lesser or _is_of_body(hit, office)
        if hit is not None and found[1] == "for" and party is None and not office.outward and end > hit.span.end:
            party = hit.name.code
    return msgspec.structs.replace(role, span=Span(role.span.start, end), party=party, lesser=lesser)


def _complement(text: str, position: int, table: Offices, starts: dict[int, PartyHit]) -> tuple[int, PartyHit | None]:
    """Where a complement ends, and the party in it: "Ukraine", "the Polish Foreign Ministry", "energy and climate"."""
    end, cursor, hit = position, position, starts.get(position)
    words = table.modifiers
    if hit is not None:
        end = cursor = hit.span.end
        owner = re.match(r"['’]s ", text[end : end + 3])
        if hit.name.part is not Part.ADJECTIVE and not owner:
            return end, hit
        cursor += 3 if owner else 1
    while True:
        found = re.compile(r"[\w'’-]+").match(text, cursor)
        if not found:
            break
        lowered = found.group().lower()
        if lowered in words.portfolios or lowered in words.plain:
            end = found.end() if lowered != "and" else end
        elif lowered not in words.joints:
            break
        if not text.startswith((" ", ", "), found.end()):
            break
        cursor = found.end() + (1 if text[found.end()] == " " else 2)
        if text[found.end()] == ",":
            break
    if hit is not None and end == hit.span.end and hit.name.part is Part.ADJECTIVE:
        return position, None
    return end, hit


def same_office(role: RoleText, tenure: Tenure, table: Offices) -> bool:
    """Whether a tenure of the dossier is the role a text states, for the party it states."""
    return table.by_name[role.office].fits(table.of(tenure.role)) and role.party in (None, tenure.party)


def holds(person: Person, role: RoleText, table: Offices, day: datetime.date | None) -> bool:
    """Whether the person held the role on the day, or within some weeks of it."""
    return any(same_office(role, tenure, table) for tenure in person.on(day, SLACK))


def has_held(person: Person, role: RoleText, table: Offices) -> bool:
    """Whether the dossier gives the person that role at any time, or one whose looser words may mean it."""
    for tenure in person.tenures:
        office = table.of(tenure.role)
        if same_office(role, tenure, table) or (office is not None and table.by_name[office].fits(role.office) and role.party in (None, tenure.party)):
            return True
    return False


def is_somebody_elses(person: Person, role: RoleText, people: list[Person], table: Offices, day: datetime.date | None) -> bool:
    """Whether the dossier gives the stated post to somebody else on that day; False without a day."""
    if day is None:
        return False
    post = msgspec.structs.replace(role, party=role.party or person.party(day))
    return any(other is not person and any(same_office(post, tenure, table) for tenure in other.on(day)) for other in people)


def holder(role: RoleText, people: list[Person], dossier: Dossier, day: datetime.date | None) -> Person | None:
    """The dossier's one holder of a stated post on the day; None where there is none, more than one, or no day."""
    table = offices(dossier)
    office = table.by_name[role.office]
    if day is None or role.party is None or role.past or role.lesser or not (office.exclusive or office.covers):
        return None
    wanted = role
    if role.office == LEADER:
        governs = PRESIDENT if role.party in table.presidential else GOVERNMENT
        wanted = msgspec.structs.replace(role, office=governs if governs in table.by_name else role.office)
    states = {party.code for party in dossier.parties if party.kind is PartyKind.STATE}
    found = [
        person
        for person in people
        if any(same_office(wanted, tenure, table) and (tenure.party in states or table.of(tenure.role) != PRESIDENT) for tenure in person.on(day))
    ]
    return found[0] if len(found) == 1 else None


def resolve_role(role: str, before: int, mentions: tuple[Mention, ...], dossier: Dossier) -> Mention | None:
    """The last person named before a position with that role: whom "the minister" means there.

    `role` is the text's word ("minister", "the chancellor"); a party in it must be the person's. None where nobody fits.
    """
    table = offices(dossier)
    office = table.of(role)
    if office is None:
        return None
    for mention in reversed(mentions):
        if mention.span.end <= before and mention.kind is MentionKind.PERSON and mention.role is not None:
            if table.modifiers.past.intersection(re.findall(r"\w+", mention.role.lower())):
                continue
            stated = table.of(mention.role)
            if stated is not None and (table.by_name[office].fits(stated) or table.by_name[stated].fits(office)):
                return mention
    return None
