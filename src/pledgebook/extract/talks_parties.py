"""Who a noun phrase or pronoun means, as participants of talks."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from typing import TYPE_CHECKING

import msgspec

from pledgebook.dossier.schema import Dossier, PartyKind
from pledgebook.extract.talks_clauses import head_of, stretch
from pledgebook.extract.talks_words import TalksWords
from pledgebook.model.annotation import AnnotatedDocument, Mention, MentionKind
from pledgebook.model.claim import Person
from pledgebook.model.near import Near
from pledgebook.model.text import Span

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

MODIFIERS = frozenset({"poss", "compound", "amod", "nmod", "npadvmod"})
# what hangs on a noun phrase and speaks of something else than its members
OUTSIDE = frozenset({"relcl", "acl", "advcl", "prep", "punct", "cc", "det", "case"})
SINGULAR = frozenset({"he", "she", "him", "her", "his"})
PLURAL = frozenset({"they", "them", "their", "both"})
ARGUMENTS = frozenset({"nsubj", "nsubjpass", "dobj", "pobj", "dative"})
REACH_CHARS = 700


class Participant(msgspec.Struct, frozen=True):
    """A named person with the party acted for, or a party alone (`name` None)."""

    code: str | None
    name: str | None = None

    def claimed(self) -> Person | str | None:
        """As a claim names it; None where neither name nor code is known."""
        return Person(self.name, self.code) if self.name else self.code


def distinct(participants: list[Participant]) -> tuple[Participant, ...]:
    """Each once, without the codes of parties that a named person stands for.

    >>> distinct([Participant("FRA"), Participant("FRA", "A B"), Participant("UKR"), Participant("UKR")])
    (Participant(code='FRA', name='A B'), Participant(code='UKR', name=None))
    """
    people = {p.code for p in participants if p.name}
    kept: list[Participant] = []
    for one in participants:
        if one.name is None and (one.code is None or one.code in people):
            continue
        if one not in kept:
            kept.append(one)
    return tuple(kept)


def _names(written: str, name: str) -> bool:
    """Whether a mention writes the name, and not a role alone ("the Russian president").

    >>> _names("Jan Novak", "Jan Novák"), _names("the minister", "Jan Novák")
    (True, False)
    """
    words = [{unicodedata.normalize("NFKD", word).casefold() for word in text.split()} for text in (written, name)]
    if len(words[0] & words[1]) > 1:
        return True
    ends = [unicodedata.normalize("NFKD", text.split()[-1])[:3].casefold() for text in (written, name) if text.split()]
    return len(set(ends)) == 1


class Cast:
    """The parties and people of one document, found by token."""

    def __init__(self, annotated: AnnotatedDocument, doc: Doc, dossier: Dossier, words: TalksWords) -> None:
        self.words = words
        self.mentions = annotated.mentions
        self.collective = {p.code for p in dossier.parties if p.kind is not PartyKind.STATE} | set(words.groups.values())
        self.states = frozenset(name.lower() for p in dossier.parties if p.kind is PartyKind.STATE for name in (p.name, *p.names))
        self._of_token: dict[int, Mention] = {}
        self.full: dict[str, str] = {}
        self.heads: dict[int, Token] = {}
        for k, mention in enumerate(self.mentions):
            span = stretch(doc, mention.span)
            if span is None:
                continue
            self.heads[k] = head_of(span)
            written = mention.span.of(annotated.document.text)
            if mention.kind is MentionKind.PERSON and _names(written, mention.name) and len(written) > len(self.full.get(mention.name, "")):
                self.full[mention.name] = written
            for token in span:
                self._of_token.setdefault(token.i, mention)
        self._near = Near(range(len(self.mentions)), lambda k: (self.mentions[k].span,))

    def participant(self, mention: Mention, code: str | None = None) -> Participant:
        """The one a mention names; people by the fullest form of their name in the text."""
        if mention.kind is MentionKind.PARTY or not mention.name.split()[-1][0].isupper():
            return Participant(mention.code or code)
        return Participant(mention.code or code, self.full.get(mention.name, mention.name))

    def mention(self, token: Token) -> Mention | None:
        return self._of_token.get(token.i)

    def people_noun(self, token: Token) -> bool:
        lemma = token.lemma_.lower()
        return lemma in self.words["people.roles"] or lemma in self.words["people.members"]

    def parties(self, head: Token) -> tuple[Participant, ...]:
        """The participants a noun phrase with this head names, its conjuncts and appositions included."""
        found: list[Participant] = []
        for token in self._phrase(head):
            found += self._of(token)
        return distinct(found)

    def _phrase(self, head: Token) -> Iterator[Token]:
        """Heads that name members of a phrase: itself, conjuncts, appositions, "representatives from X"."""
        yield head
        for child in head.children:
            if child.dep_ in ("conj", "appos"):
                yield from self._phrase(child)
            elif child.dep_ == "prep" and child.lower_ in ("from", "of", "including") and self._counts(head) and self.mention(head) is None:
                for grandchild in child.children:
                    if grandchild.dep_ == "pobj":
                        yield from self._phrase(grandchild)

    def _counts(self, head: Token) -> bool:
        return self.people_noun(head) or head.lemma_.lower() in self.words["people.quantities"]

    def _of(self, head: Token) -> list[Participant]:
        own = self.mention(head)
        modifiers = [m for m in self.modifiers(head) if m is not own]
        if own is not None and own.kind is MentionKind.PERSON:
            beside = self._beside(head) if own.code is None else []
            return [self.participant(own, next((m.code for m in [*modifiers, *beside] if m is not None and m.code), None))]
        if own is not None:
            return [Participant(self._group(own, head))] if not own.adjective or self.people_noun(head) or head.pos_ in ("NOUN", "PROPN") else []
        if head.tag_ in ("PRP", "PRP$"):
            return self._pronoun(head)
        if head.pos_ == "PROPN" and (stranger := self._stranger(head, modifiers)):
            return [stranger]
        if self.people_noun(head):
            return self._role(head, modifiers)
        if head.lemma_.lower() in self.words["people.bodies"]:
            return self._body(head)
        return [Participant(m.code) for m in modifiers if m.code in self.collective and head.pos_ == "PROPN"]

    def _beside(self, head: Token) -> list[Mention | None]:
        """What the words between commas behind a name mention: "N, an aide to the president of X, ..."."""
        rest = head.doc[head.i + 1 : head.sent.end]
        if not rest or rest[0].text not in (",", "("):
            return []
        end = next((t.i for t in rest[1:] if t.is_punct and t.text != "-"), head.sent.end)
        return [self.mention(t) for t in head.doc[head.i + 2 : end]]

    def modifiers(self, head: Token) -> list[Mention]:
        found: list[Mention] = []
        for child in head.lefts:
            if child.dep_ in MODIFIERS:
                for token in child.subtree:
                    mention = self.mention(token)
                    if mention is not None and mention not in found:
                        found.append(mention)
        return found

    def _group(self, mention: Mention, head: Token) -> str | None:
        """The group meant by "NATO ministers": the members, not the organisation."""
        many = head.tag_ in ("NNS", "NNPS") and head.lemma_.lower() in self.words["people.members"]
        return self.words.groups.get(mention.name.lower(), self.words.groups.get((mention.code or "").lower(), mention.code)) if many else mention.code

    def _role(self, head: Token, modifiers: list[Mention]) -> list[Participant]:
        """ "Ukrainian officials", "Putin's envoys", "the French president", "the two leaders"."""
        following = self.mention(head.doc[head.i + 1]) if head.i + 1 < head.sent.end else None
        if following is not None and following.kind is MentionKind.PERSON and head.tag_ in ("NN", "NNP"):
            return [self.participant(following, next((m.code for m in modifiers if m.kind is MentionKind.PARTY), None))]
        if modifiers:
            parties = [m for m in modifiers if m.kind is MentionKind.PARTY] or modifiers
            single = head.tag_ in ("NN", "NNP")
            if single and parties[0].kind is MentionKind.PARTY and (holder := self._holder(head, parties[0].code)):
                return [holder]
            return [Participant(self._group(m, head)) for m in parties]
        for child in head.lefts:
            group = self.words.groups.get(child.lower_)
            if group and child.dep_ in MODIFIERS and head.tag_ in ("NNS", "NNPS"):
                return [Participant(group)]
        named = [c for c in head.children if c.dep_ in ("det", "nummod", "predet", "poss")]
        if head.lemma_.lower() + "s" in self.words["people.both"] and head.tag_ == "NNS" and any(c.lower_ in ("the", "both", "two", "their") for c in named):
            return list(self.pair_before(head))
        if head.lower_ in self.words["people.both"] and any(c.lower_ in ("both", "two") for c in named):
            return list(self.pair_before(head))
        return []

    def _body(self, head: Token) -> list[Participant]:
        """ "The bloc": the organisation named last."""
        for mention in reversed(self._before(head)):
            if mention.kind is MentionKind.PARTY and mention.code in self.collective:
                return [Participant(mention.code)]
        return []

    def _holder(self, head: Token, code: str | None) -> Participant | None:
        """The person of that party with that role named earlier in the text."""
        for mention in reversed(self._before(head)):
            if mention.kind is MentionKind.PERSON and mention.code == code and head.lemma_.lower() in (mention.role or "").lower():
                return self.participant(mention)
        return None

    def _stranger(self, head: Token, modifiers: list[Mention]) -> Participant | None:
        """A person no dossier knows, told by a title, a role or a party before the name."""
        run = [head]
        while run[0].i > 0 and run[0].nbor(-1).pos_ == "PROPN" and self.mention(run[0].nbor(-1)) is None and run[0].nbor(-1).head in run:
            run.insert(0, run[0].nbor(-1))
        titled = False
        while run and (run[0].lower_ in self.words["people.titles"] | self.words["people.qualifiers"] or run[0].lemma_.lower() in self.words["people.roles"]):
            titled = run[0].lower_ not in self.words["people.qualifiers"]
            run.pop(0)
        name = [t for t in run if t.text[0].isupper()]
        beside = head.dep_ == "appos" and self.people_noun(head.head)
        if beside:
            modifiers = [*modifiers, *self.modifiers(head.head)]
        roles = len(name) > 1 and (beside or any(c.lemma_.lower() in self.words["people.roles"] for c in head.children if c.dep_ in ("appos", *MODIFIERS)))
        if not name or name != run or not (titled or roles) or head.dep_ in ("compound", "poss"):
            return None
        if any(t.lower_ in self.words["people.not_names"] for t in run):
            return None
        known = (
            next((m for m in reversed(self._before(head)) if m.kind is MentionKind.PERSON and run[0].text in m.name.split()), None) if len(run) == 1 else None
        )
        if known is not None:
            return self.participant(known)
        return Participant(next((m.code for m in modifiers if m.kind is MentionKind.PARTY), None), " ".join(t.text for t in run))

    def _numbers_before(self, token: Token) -> list[int]:
        first = token.idx - REACH_CHARS
        return [k for k in self._near.at(Span(max(first, 0), token.idx)) if first < self.mentions[k].span.start < token.idx]

    def _before(self, token: Token) -> list[Mention]:
        return [self.mentions[k] for k in self._numbers_before(token)]

    def _pronoun(self, token: Token) -> list[Participant]:
        if token.lower_ in PLURAL:
            several = self._subjects_before(token) if token.lower_ == "they" else []
            return several or list(self.pair_before(token))
        if token.lower_ not in SINGULAR:
            return []
        earlier = [k for k in self._numbers_before(token) if self.mentions[k].kind is MentionKind.PERSON and k in self.heads]
        subjects = [k for k in earlier if self.heads[k].dep_ in ("nsubj", "nsubjpass")]
        return [self.participant(self.mentions[k]) for k in [*subjects[-1:], *earlier[-1:]][:1]]

    def _subjects_before(self, token: Token) -> list[Participant]:
        """The nearest subject in the plural before "they", in this sentence or the one before."""
        start = token.sent.start
        first = token.doc[start - 1].sent.start if start else start
        for earlier in reversed(token.doc[first : token.i]):
            several = earlier.tag_ in ("NNS", "NNPS") or any(c.dep_ == "conj" for c in earlier.children)
            if earlier.dep_ in ("nsubj", "nsubjpass") and several and earlier.pos_ != "PRON":
                return list(self.parties(earlier))
        return []

    def pair_before(self, token: Token) -> tuple[Participant, ...]:
        """The two people of different parties named last, or else the two parties."""
        for kind in (MentionKind.PERSON, MentionKind.PARTY):
            pair: list[Participant] = []
            for mention in reversed(self._before(token)):
                if mention.kind is kind and mention.code is not None and mention.code not in {p.code for p in pair}:
                    pair.append(self.participant(mention))
                if len(pair) == 2:
                    return tuple(reversed(pair))
        return ()

    def clause_parties(self, start: int, end: int) -> tuple[Participant, ...]:
        """The parties that a stretch of text names as subjects, objects or behind a preposition, places left out."""
        found: list[Participant] = []
        for k in self._near.at(Span(start, end)):
            if k not in self.heads:
                continue
            mention, head = self.mentions[k], self.heads[k]
            inside = start <= mention.span.start and mention.span.end <= end
            while head.dep_ in ("conj", "appos"):
                head = head.head
            placed = head.dep_ == "pobj" and head.head.lower_ in self.words["prepositions.place"]
            if inside and not mention.adjective and not placed and head.dep_ in ARGUMENTS:
                found.append(self.participant(mention))
        sides = distinct(found)
        return sides if len({p.code for p in sides}) > 1 else ()

    def enough(self, participants: tuple[Participant, ...], kind: str = "") -> bool:
        """Whether they can talk with each other: two sides, one that has several members, or one at a summit of many."""
        if kind == "summit" and participants:
            return True
        return len({p.name or p.code for p in participants}) > 1 or any(p.code in self.collective for p in participants if not p.name)
