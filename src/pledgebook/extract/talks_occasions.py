"""Mentions of occasions: words that say parties met or negotiated, with who, where, when and how it stands."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from pledgebook.extract.talks_clauses import SUBJECTS, VERBAL, clause_span, clause_verb, governor, phrase_span, subject_of, topmost
from pledgebook.extract.talks_parties import MODIFIERS, Cast, Participant, distinct
from pledgebook.extract.talks_places import date_near, place_near
from pledgebook.extract.talks_status import Context, status_of
from pledgebook.extract.talks_words import TalksWords
from pledgebook.model.annotation import AnnotatedDocument, DateMention, MentionKind
from pledgebook.model.claim import Realis, TalksStatus
from pledgebook.model.text import DateRange, Span

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token


class Occasion(msgspec.Struct, frozen=True):
    """One mention of an occasion; `anaphoric` when its words point back ("the talks", "their meeting")."""

    position: int
    kind: str
    evidence: Span
    participants: tuple[Participant, ...]
    status: TalksStatus
    realis: Realis
    place: str | None
    date: DateRange | None
    topic: str | None
    anaphoric: bool


class Found(msgspec.Struct, frozen=True):
    """A trigger with the sides that the grammar around it names."""

    trigger: object
    verb: object
    kind: str
    participants: tuple[Participant, ...]
    anaphoric: bool


class Reader:
    """Reads the occasions of one document."""

    def __init__(self, annotated: AnnotatedDocument, doc: Doc, cast: Cast, words: TalksWords) -> None:
        self.annotated, self.doc, self.cast, self.words = annotated, doc, cast, words
        published = annotated.document.published
        self.published = published.window if published else None

    def occasions(self) -> list[Occasion]:
        """All mentions in the order of the text."""
        found: list[tuple[Token, Token | None, str, tuple[Participant, ...], bool]] = []
        for token in self.doc:
            if token.pos_ in ("NOUN", "PROPN"):
                kind = self._noun_kind(token)
                if kind:
                    found.append((token, self._noun_verb(token), kind, self._noun_sides(token, kind), self._anaphoric(token)))
            elif token.pos_ == "VERB":
                sides = self._verb_sides(token)
                if self.cast.enough(sides):
                    found.append((token, token, self._verb_kind(token), sides, False))
        return [self._occasion(found, k) for k in range(len(found))]

    def _noun_kind(self, token: Token) -> str | None:
        lemma = token.lemma_.lower()
        kind = self.words.kinds.get(lemma) or self.words.kinds.get(token.lower_)
        if kind is None or (lemma in self.words["nouns.plural_only"] and token.lower_ == lemma) or token.dep_ in ("compound", "nmod", "poss"):
            return None
        modifiers = {c.lower_ for c in token.lefts if c.dep_ in MODIFIERS}
        if modifiers & self.words["nouns.not_with"] and not modifiers & self.words["nouns.call_modifiers"]:
            return None
        if any(c.dep_ == "prep" and c.lower_ == "for" for c in token.children) and lemma == "call":
            return None
        return "call" if modifiers & self.words["nouns.call_modifiers"] else kind

    def _noun_verb(self, token: Token) -> Token | None:
        return governor(topmost(token))

    def _anaphoric(self, token: Token) -> bool:
        return any(c.dep_ in ("det", "poss") and c.lower_ in ("the", "their", "this", "that", "these", "both", "its") for c in topmost(token).lefts)

    def _noun_sides(self, token: Token, kind: str) -> tuple[Participant, ...]:
        sides: list[Participant] = []
        top = topmost(token)
        hosts = [token] if top is token else [token, top]
        verb = governor(top)
        holding = verb is not None and verb.lemma_.lower() in self.words["holding.verbs"] | self.words["holding.willing"]
        for host in hosts:
            sides += self._modifier_sides(host, kind)
            sides += self._prep_sides(host)
            for child in host.children:
                if child.dep_ in ("acl", "relcl"):
                    sides += self._prep_sides(child) + self._agents(child)
        direct = top.dep_ in ("dobj", "nsubjpass", "nsubj", "attr") or (top.dep_ == "pobj" and top.head.lower_ not in ("on", "about", "of"))
        if verb is not None and holding and direct:
            sides += self._prep_sides(verb, beyond=top.i)
        if verb is not None and top.dep_ not in SUBJECTS and direct and (holding or (sides and not self.cast.enough(distinct(sides)))):
            subject = subject_of(verb)
            if subject is not None and subject not in token.subtree:
                sides = [*self.cast.parties(subject), *sides]
        return distinct(sides)

    def _modifier_sides(self, noun: Token, kind: str) -> list[Participant]:
        """ "US-Russia talks", "NATO summit", "Putin's meeting"; the state of "Ukraine talks" is their topic."""
        sides: list[Participant] = []
        named = []
        for child in noun.lefts:
            if child.dep_ == "poss":
                sides += [p for p in self.cast.parties(child)]
            elif child.dep_ in MODIFIERS:
                named += [m for m in self.cast._modifiers(noun) if m.span.start >= child.left_edge.idx and m not in named]
        named = [m for m in named if not any(m.span.start <= t.idx < m.span.end for c in noun.lefts if c.dep_ == "poss" for t in c.subtree)]
        several = len({m.code for m in named}) > 1
        for mention in named:
            if several or mention.kind is MentionKind.PERSON or mention.code in self.cast.collective:
                sides.append(Participant(mention.code, mention.name if mention.kind is MentionKind.PERSON else None))
        return sides

    def _prep_sides(self, head: Token, beyond: int = -1) -> list[Participant]:
        sides: list[Participant] = []
        for child in head.children:
            if child.dep_ in ("prep", "dative") and child.i > beyond:
                if child.lower_ in self.words["prepositions.parties"] and not (child.lower_ == "of" and head.pos_ in VERBAL):
                    for grandchild in child.children:
                        if grandchild.dep_ == "pobj":
                            sides += self.cast.parties(grandchild)
                elif child.lower_ in ("on", "in", "at"):
                    for grandchild in child.children:
                        sides += self._prep_sides(grandchild) if grandchild.dep_ == "pobj" else []
        return sides

    def _agents(self, verb: Token) -> list[Participant]:
        """Who "mediated", "hosted" or held the talks, in a participle or relative clause about them."""
        sides: list[Participant] = []
        for child in verb.children:
            if child.dep_ == "agent":
                for grandchild in child.children:
                    sides += self.cast.parties(grandchild)
            elif child.dep_ in SUBJECTS and child.tag_ not in ("WDT", "WP") and verb.lemma_.lower() in self.words["holding.verbs"]:
                sides += self.cast.parties(child)
            elif child.dep_ == "dobj" and verb.lower_ in self.words["prepositions.parties"]:
                sides += self.cast.parties(child)
        return sides

    def _verb_kind(self, token: Token) -> str:
        text = token.sent.text.lower()
        phone = token.lemma_.lower() in self.words["verbs.call"] or any(c.lower_ in ("by", "on", "over") and any(g.lower_ in self.words["nouns.call_modifiers"] or g.lower_ == "phone" for g in c.children) for c in token.children)
        return "call" if phone else ("meeting" if token.lemma_.lower() in self.words["verbs.meet"] and text else "talks")

    def _verb_sides(self, token: Token) -> tuple[Participant, ...]:
        lemma = token.lemma_.lower()
        sets = self.words
        if not any(lemma in sets[f"verbs.{name}"] for name in ("meet", "speak", "call", "gather", "host")):
            return ()
        subject = subject_of(token)
        subjects = list(self.cast.parties(subject)) if subject is not None else []
        objects = [c for c in token.children if c.dep_ == "dobj"]
        others: list[Participant] = []
        if lemma in sets["verbs.meet"] or lemma in sets["verbs.call"]:
            for child in objects:
                named = self.cast.parties(child)
                others += [p for p in named if p.name or lemma not in (sets["verbs.host"] | sets["verbs.call"])]
            if lemma in sets["verbs.call"] and any(c.dep_ in ("oprd", "ccomp", "xcomp") for c in token.children):
                return ()
        if lemma in sets["verbs.meet"] or lemma in sets["verbs.speak"]:
            others += [p for c in token.children if c.dep_ == "prep" and c.lower_ in sets["prepositions.with"] for g in c.children if g.dep_ == "pobj" for p in self.cast.parties(g)]
        if others:
            return distinct([*subjects, *others])
        blocked = any(not self.cast.parties(c) for c in objects) and lemma not in ("discuss",)
        if lemma in sets["verbs.gather"] and not blocked and subject is not None and lemma not in ("speak", "talk"):
            return distinct(subjects)
        return ()

    def _occasion(self, found: list[tuple[Token, Token | None, str, tuple[Participant, ...], bool]], k: int) -> Occasion:
        token, verb, kind, sides, anaphoric = found[k]
        clause = clause_verb(token, self.words["speaking.verbs"])
        evidence = clause_span(clause, token)
        others = [f[0] for f in found if f[0] is not token and f[0].sent == token.sent and evidence.start <= f[0].idx < evidence.end]
        if token.pos_ != "VERB" and others and topmost(token).dep_ == "pobj" and clause in others:
            evidence = phrase_span(topmost(token))
        date = date_near(token, evidence, self.annotated.dates)
        place = place_near(token, evidence, self.cast, self.words)
        context = Context(token, verb, kind, evidence, date.range if date else None, self.published)
        status, realis = status_of(token, context, self.words)
        return Occasion(token.idx, kind, evidence, sides, status, realis, place, date.range if date else None, None, anaphoric)
