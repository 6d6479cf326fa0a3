"""Who is named in a text: parties and people of the dossier, people the text introduces, and roles that stand for them."""

from __future__ import annotations

from pledgebook.annotate.holders import Holders
from pledgebook.annotate.introductions import Named, NameLexicon, NameReader
from pledgebook.annotate.parties import Part, PartyHit
from pledgebook.dossier.schema import Dossier, PartyKind
from pledgebook.model.annotation import Mention, MentionKind
from pledgebook.model.near import Near
from pledgebook.model.text import Document, Span


def find_names(document: Document, dossier: Dossier) -> tuple[Mention, ...]:
    """Every party and person named in the cleaned text, in order; no two overlap, the longer name wins.

    A person's `name` is the dossier's, or for others the fullest the text gives; a role that stands alone ("the Russian
    president") is a person, by the text's or the dossier's holder, else by its own words. Parties inside a `role_span`
    are listed too. No document is without an answer: `()` where nothing is named.
    """
    reader = NameReader(document, dossier)
    reader.read_names()
    reader.read_roles()
    reader.read_later()
    reader.settle_parties()
    holders = Holders(reader)
    holders.read_lone_roles()
    holders.judge_roles()
    return _mentions(reader)


def _mentions(reader: NameReader) -> tuple[Mention, ...]:
    """What was read, in order; a person's name or role alone takes the place of a party inside it."""
    found = [_person_mention(named, reader.text) for named in reader.people]
    near = Near([mention.span for mention in found], lambda span: (span,))
    found += [_party_mention(hit) for hit in reader.parties if not any(hit.span.overlaps(span) for span in near.at(hit.span))]
    kept: list[Mention] = []
    for mention in sorted(found, key=lambda mention: (mention.span.start, -mention.span.end)):
        if not kept or mention.span.start >= kept[-1].span.end:
            kept.append(_as_body(mention, reader.text, reader.lexicon))
    return tuple(kept)


def _as_body(mention: Mention, text: str, lexicon: NameLexicon) -> Mention:
    """ "the Smid administration" is the party the person acts for."""
    if mention.kind is not MentionKind.PERSON or mention.code is None:
        return mention
    for word in lexicon.of_persons:
        end = mention.span.end + 1 + len(word)
        if text[mention.span.end : end].lower() == f" {word}":
            return Mention(Span(mention.span.start, end), MentionKind.PARTY, mention.code, lexicon.names.get(mention.code, mention.code))
    return mention


def _person_mention(named: Named, text: str) -> Mention:
    role = named.role
    return Mention(
        named.span,
        MentionKind.PERSON,
        named.code,
        named.name,
        role=None if role is None else role.span.of(text),
        role_span=None if role is None else role.span,
        role_conflict=named.conflict,
    )


def _party_mention(hit: PartyHit) -> Mention:
    return Mention(
        hit.span,
        MentionKind.PARTY,
        hit.name.code,
        hit.name.name,
        adjective=hit.compound or hit.name.part is Part.ADJECTIVE,
        capital=hit.name.part is Part.SEAT,
        group=hit.name.kind is PartyKind.GROUP,
    )
