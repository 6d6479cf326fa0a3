"""The sides of an occasion, from the grammar around the word that names it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pledgebook.extract.talks_clauses import SUBJECTS, VERBAL, governor, subject_of, topmost
from pledgebook.extract.talks_parties import MODIFIERS, Cast, Participant, distinct
from pledgebook.extract.talks_triggers import standing_name, verb_kind
from pledgebook.extract.talks_words import TalksWords
from pledgebook.model.annotation import Mention, MentionKind

if TYPE_CHECKING:
    from spacy.tokens import Token

CLIMB = 4


class Sides:
    """Finds who takes part, for one document."""

    def __init__(self, cast: Cast, words: TalksWords) -> None:
        self.cast = cast
        self.words = words

    def of_noun(self, token: Token, kind: str) -> tuple[Participant, ...]:
        """The sides of "talks between A and B", "A-B talks", "A held talks with B", "A ruled out talks with B"."""
        top = topmost(token)
        sides: list[Participant] = []
        for noun in [token] if top == token else [token, top]:
            sides += self._before_noun(noun, kind)
            sides += self._after(noun)
            for child in noun.children:
                if child.dep_ in ("acl", "relcl"):
                    sides += self._after(child) + self._agents(child)
        verb = governor(top)
        if verb is None:
            return distinct(sides)
        lemma = verb.lemma_.lower()
        direct = top.dep_ in ("dobj", "nsubjpass", "nsubj", "attr") or (top.dep_ == "pobj" and top.head.lower_ in self.words["prepositions.joining"])
        holding = lemma in self.words["holding.verbs"]
        direct_subject = False
        if direct and holding:
            sides += self._after(verb, beyond=top.i)
        if direct and top.dep_ not in SUBJECTS and (holding or (lemma in self.words["holding.willing"] and not self.cast.enough(distinct(sides)))):
            subjects = self._subject(verb, token)
            direct_subject = bool(subjects)
            sides = [*subjects, *sides]
        one_sided = (
            not direct_subject
            and all(c.lower_ in self.words["prepositions.with"] for c in token.children if c.dep_ == "prep" and self._behind(c))
            and not self._before_noun(token, kind)
        )
        if kind in ("summit", "meeting") and top.dep_ == "pobj" and top.head.lower_ in self.words["prepositions.attending"]:
            sides += [p for p in self._subject(verb, token) if p.name]
        if sides and kind != "summit" and (one_sided or not (direct_subject or self.cast.enough(distinct(sides)))):
            sides = [*self._climb(verb, token, distinct(sides)), *sides]
        return distinct(sides)

    def of_verb(self, token: Token) -> tuple[Participant, ...]:
        """The sides of "A met B", "A spoke to B", "A and B discussed", "the leaders gathered"; () where another thing is met."""
        lemma = token.lemma_.lower()
        words = self.words
        if lemma in words["verbs.invite"]:
            return self._invited(token)
        if not any(lemma in words[f"verbs.{name}"] for name in ("meet", "speak", "call", "gather", "host")):
            return ()
        if any(c.dep_ == "nsubjpass" for c in token.children):
            return ()
        subjects = self._subject(token, token)
        objects = [c for c in token.children if c.dep_ == "dobj"]
        if lemma in words["verbs.call"] and any(c.dep_ in ("oprd", "ccomp", "xcomp") for c in token.children):
            return ()
        others: list[Participant] = []
        if lemma in words["verbs.meet"] or lemma in words["verbs.call"]:
            people_only = lemma in words["verbs.host"] or lemma in words["verbs.call"]
            officials = lemma in words["verbs.host_officials"]
            others += [p for c in objects for p in self.cast.parties(c) if p.name or not people_only or (officials and self.cast.people_noun(c))]
        if lemma in words["verbs.meet"] or lemma in words["verbs.speak"]:
            others += self._with(token)
        if others:
            return distinct([*subjects, *others]) if subjects else ()
        blocked = any(not self.cast.parties(c) for c in objects) and lemma not in words["verbs.topical"]
        together = lemma in words["verbs.gather"] or (lemma in words["verbs.speak"] and verb_kind(token, words) == "call")
        return distinct(subjects) if together and not blocked else ()

    def _invited(self, token: Token) -> tuple[Participant, ...]:
        """People where one invites the other to come."""
        guests = [p for c in token.children if c.dep_ in ("dobj", "nsubj") for p in self.cast.parties(c) if p.name]
        guests += [p for c in token.children if c.dep_ in ("ccomp", "xcomp") for g in c.children if g.dep_ == "nsubj" for p in self.cast.parties(g) if p.name]
        hosts = [p for p in self._subject(token, token) if p.name]
        return distinct([*hosts, *guests]) if hosts and any(p not in hosts for p in guests) else ()

    def _subject(self, verb: Token, trigger: Token) -> list[Participant]:
        subject = subject_of(verb)
        if subject is None or (subject in trigger.subtree and subject.head != trigger):
            return []
        named = list(self.cast.parties(subject))
        if not named and verb.dep_ == "acl" and (above := governor(verb)) is not None:
            return self._subject(above, trigger)
        return named

    def _climb(self, verb: Token, trigger: Token, known: tuple[Participant, ...]) -> list[Participant]:
        """The nearest subject above that is another party, for talks that name one side only."""
        codes = {p.code for p in known}
        current: Token | None = verb
        for _ in range(CLIMB):
            if current is None:
                break
            subject = subject_of(current)
            named = self.cast.parties(subject) if subject is not None and subject.pos_ != "PRON" and subject not in trigger.subtree else ()
            others = [p for p in named if p.code not in codes]
            if current.lemma_.lower() in self.words["speaking.verbs"]:
                # who tells of the talks speaks for a side, and need not have been there
                others = [Participant(p.code) for p in others]
            if others or (subject is not None and subject not in trigger.subtree):
                return others
            current = governor(current)
        return []

    def _before_noun(self, noun: Token, kind: str) -> list[Participant]:
        """ "US-Russia talks", "NATO summit", "Putin's meeting"; the lone state of "Ukraine talks" is their topic."""
        possessors = [c for c in noun.lefts if c.dep_ == "poss"]
        sides = [p for c in possessors for p in self.cast.parties(c)]
        owned = {t.i for c in possessors for t in c.subtree}
        named: list[tuple[Mention, Token]] = []
        for child in noun.lefts:
            if child.dep_ in MODIFIERS and child.dep_ != "poss":
                for token in child.subtree:
                    mention = self.cast.mention(token)
                    if mention is not None and token.i not in owned and mention not in [m for m, _ in named]:
                        named.append((mention, child))
        beside = self.cast.mention(noun.head) if noun.dep_ == "conj" else None
        if beside is not None and named:
            # "G7 and NATO talks" is read as the G7 and talks
            named.insert(0, (beside, noun.head))
        if not sides and len(named) < 2:
            sides += [Participant(code) for code in self.words.formats.get(standing_name(noun, self.words) or "", ())]
        several = len({m.code for m, _ in named}) > 1
        for mention, child in named:
            leading = child.lower_ in self.words["holding.leading"] or child.lower_.split("-")[-1] in self.words["holding.leading"]
            if several or leading or mention.kind is MentionKind.PERSON:
                sides.append(self.cast.participant(mention))
            elif mention.code in self.cast.collective and not mention.capital:
                members = self.words.groups.get((mention.code or "").lower()) if kind in ("summit", "meeting") else None
                sides.append(Participant(members or mention.code))
        return sides

    def _after(self, head: Token, beyond: int = -1) -> list[Participant]:
        """Who stands after "with", "between", "of" and the like, also behind a place ("in Paris with B")."""
        sides: list[Participant] = []
        for child in head.children:
            if child.dep_ not in ("prep", "dative") or child.i <= beyond:
                continue
            objects = [g for g in child.children if g.dep_ == "pobj"]
            if child.lower_ in self.words["prepositions.parties"] and not (child.lower_ == "of" and head.pos_ in VERBAL):
                sides += [p for g in objects for p in self.cast.parties(g)]
            elif child.lower_ in self.words["prepositions.place"]:
                sides += [p for g in objects for p in self._after(g)]
        return sides

    def _behind(self, prep: Token) -> list[Participant]:
        return [p for g in prep.children if g.dep_ == "pobj" for p in self.cast.parties(g)]

    def _with(self, verb: Token) -> list[Participant]:
        """The other side behind "with" or "to", also where that hangs on a place or time ("met in Paris with B")."""
        found: list[Participant] = []
        for child in verb.children:
            if child.dep_ == "prep" and child.lower_ in self.words["prepositions.with"]:
                found += self._behind(child)
            elif child.dep_ == "prep" and child.lower_ in self.words["prepositions.place"]:
                found += [p for g in child.children for c in g.children if c.lower_ == "with" and c.dep_ == "prep" for p in self._behind(c)]
        return found

    def _agents(self, verb: Token) -> list[Participant]:
        """Who mediated, hosted or held the talks, in a participle or relative clause about them."""
        sides: list[Participant] = []
        for child in verb.children:
            if child.dep_ == "agent":
                sides += [p for g in child.children for p in self.cast.parties(g)]
            holder = child.dep_ in SUBJECTS and child.tag_ not in ("WDT", "WP") and verb.lemma_.lower() in self.words["holding.verbs"]
            if holder or (child.dep_ == "dobj" and verb.lower_ in self.words["prepositions.parties"]):
                sides += self.cast.parties(child)
        return sides
