"""Speakers: who a source phrase means, with role and party, pronouns and short names resolved from what was read before."""

from __future__ import annotations

import bisect
import functools
from typing import NamedTuple

from spacy.tokens import Doc, Token

from pledgebook.dossier.schema import Dossier
from pledgebook.extract.clauses import RELATIVE_PRONOUNS, VERBAL, noun_phrase
from pledgebook.model.annotation import AnnotatedDocument, Mention, MentionKind
from pledgebook.model.near import Near
from pledgebook.model.text import Span

PERSONAL = frozenset({"he", "she", "him", "her", "his", "himself", "herself"})
PLURAL = frozenset({"they", "them", "their", "themselves"})
NEUTER = frozenset({"it", "its", "itself"})
PRONOUNS = PERSONAL | PLURAL | NEUTER | {"i", "we", "you", "my", "our", "your", "me", "us", "this", "that", "these", "those"}
LOOK_BACK_SENTENCES = 3


class Voice(NamedTuple):
    """A resolved speaker; `name` is None where the text leaves it open, `person` is False for states, bodies and groups."""

    name: str | None
    role: str | None = None
    actor: str | None = None
    person: bool = False


NOBODY = Voice(None)


class Speakers:
    """Resolves source phrases of one document; a class because every answer needs the document, its mentions and the dossier."""

    def __init__(self, annotated: AnnotatedDocument, doc: Doc, dossier: Dossier) -> None:
        self._annotated = annotated
        self._doc = doc
        self.text = annotated.document.text
        self._by_code = {party.code: party for party in dossier.parties}
        whole = [m for m in annotated.mentions if not m.adjective and not self._hyphenated(m)]
        self._whole = Near(whole, lambda m: (m.span,))
        self._people = Near([m for m in whole if m.kind is MentionKind.PERSON], lambda m: (m.span,) if m.role_span is None else (m.span, m.role_span))
        parties = [m for m in annotated.mentions if m.kind is MentionKind.PARTY]
        self._parties_named = Near([m for m in parties if m.code], lambda m: (m.span,))
        self._party_spans = Near([m.span for m in parties if not m.adjective], lambda span: (span,))
        self._quotes = Near(annotated.quotes, lambda quote: (quote.span,))
        self._titles = frozenset(t.casefold() for t in dossier.terms("statements", "speakers", "titles"))
        self._outlet_words = frozenset(dossier.terms("statements", "media", "outlet_words"))
        self._outlet_nouns = frozenset(dossier.terms("statements", "media", "outlet_nouns"))
        self._offices = frozenset(dossier.terms("statements", "speakers", "offices"))
        self._governments = frozenset(t.casefold() for t in dossier.terms("statements", "speakers", "governments"))

    def voice(self, head: Token | None) -> Voice:
        """Who the phrase headed by `head` means."""
        if head is None:
            return NOBODY
        word = head.lower_
        if word in RELATIVE_PRONOUNS and head.head.dep_ in ("relcl", "acl"):
            return self.voice(head.head.head)
        if word in PRONOUNS:
            return self._antecedent(head)
        parties = self._parties(head)
        if parties is not None:
            return Voice(" ".join(parties.of(self.text).split()))
        mention = self._mention(head)
        if mention is not None:
            return self._mentioned(mention, head)
        if head.pos_ == "PROPN" and not (head.text.islower() and head.lower_ in self._offices):
            return self._named(head)
        return self._described(head)

    def source(self, head: Token | None) -> tuple[Span, ...]:
        """Where the text mentions the speaker of a cue; () where it does not."""
        if head is None or head.pos_ in VERBAL:
            return ()
        phrase = self._parties(head) or noun_phrase(head)
        mention = self._mention(head)
        if mention is None or mention.kind is not MentionKind.PERSON:
            return (phrase,)
        return (Span(min(phrase.start, mention.span.start), max(phrase.end, mention.span.end)),)

    def _mention(self, head: Token) -> Mention | None:
        """The mention that ends with the head of a phrase, or the person whose role the head names."""
        over = [m for m in self._whole.over(head.idx) if m.span.start <= head.idx < m.span.end]
        if over:
            return next((m for m in over if m.kind is MentionKind.PERSON), over[0])
        named = {c.idx for c in head.children if c.dep_ == "appos" and c.pos_ == "PROPN"}
        for mention in self._people.at(*(Span(start, start + 1) for start in (head.idx, *named))):
            if mention.role_span is not None and mention.role_span.start <= head.idx < mention.role_span.end:
                return mention
            if any(mention.span.start <= start < mention.span.end for start in named):
                return mention
        return None

    def _hyphenated(self, mention: Mention) -> bool:
        """Whether a mention is a part of another name ("Herald-Ukraine")."""
        return self.text.endswith("-", 0, mention.span.start) or self.text.startswith("-", mention.span.end)

    def _parties(self, head: Token) -> Span | None:
        """The whole enumeration of parties that a head ends, where the parser sees only the last ("Ruritania, Freedonia, and ...")."""
        left = head.left_edge.i
        if left == 0 or self._doc[left - 1].lower_ != "and":
            return None
        first = left
        for token in reversed(self._doc[head.sent.start : left]):
            if token.lower_ not in ("and", ",", "the") and not any(m.start <= token.idx < m.end for m in self._party_spans.over(token.idx)):
                break
            first = token.i if any(m.start == token.idx for m in self._party_spans.over(token.idx)) else first
        return Span(self._doc[first].idx, noun_phrase(head).end) if first < left else None

    def _mentioned(self, mention: Mention, head: Token) -> Voice:
        if mention.kind is MentionKind.PERSON:
            return Voice(mention.name, mention.role, mention.code, person=True)
        party = self._by_code.get(mention.code or "")
        said = mention.span.of(self.text).casefold().removeprefix("the ")
        own_names = {n.casefold() for n in (party.name, *party.names)} | {party.code.casefold()} if party else set()
        stands = said in own_names or said in self._governments or (mention.capital and head.pos_ == "PROPN" and not self._definite(mention))
        if mention.code and stands and not mention.group and not list(head.conjuncts):
            return Voice(mention.code, None, mention.code)
        return Voice(self._phrase(head), None, mention.code)

    def _definite(self, mention: Mention) -> bool:
        return self.text[max(mention.span.start - 4, 0) : mention.span.start].casefold().endswith("the ")

    def _phrase(self, head: Token) -> str:
        return " ".join(noun_phrase(head).of(self.text).split())

    def _named(self, head: Token) -> Voice:
        """A person or outlet the dossier does not know: the longest form of the name so far, and what stands beside it."""
        first = head.i
        while first > head.left_edge.i and (self._doc[first - 1].pos_ == "PROPN" or not self._doc[first - 1].whitespace_):
            first -= 1
        while first < head.i and self._doc[first].lower_.rstrip(".") in self._titles:
            first += 1
        name = self._doc[first : head.i + 1].text
        if name.casefold() in self._titles:
            return self._holder(head) or Voice(self._phrase(head), None, self._qualifier(head))
        if any(c.lower_ == "of" and c.i == head.i + 1 and any(noun.pos_ == "PROPN" for noun in c.children) for c in head.children):
            return Voice(self._phrase(head), None, self._qualifier(head))  # "the Ministry of Defence"
        return Voice(self._longest(name, head), self._beside(head, first), self._qualifier(head), person=True)

    def _longest(self, name: str, head: Token) -> str:
        if " " in name:
            return name
        last = _last_before(self._full_names.get(name, []), head.i)
        return self._doc[last - 1 : last + 1].text if last is not None else name

    @functools.cached_property
    def _full_names(self) -> dict[str, list[int]]:
        """Where a name stands behind a first name, by its word; a title is no first name."""
        found: dict[str, list[int]] = {}
        for token in self._doc:
            if token.pos_ == "PROPN" and token.i + 1 < len(self._doc) and token.head.i == token.i + 1 and token.lower_.rstrip(".") not in self._titles:
                found.setdefault(token.nbor().text, []).append(token.i + 1)
        return found

    def _beside(self, head: Token, first: int) -> str | None:
        """The role in front of a name or in apposition to it."""
        start = head.left_edge.i
        if start < first:
            front = self._doc[start:first].text.strip(" ,")
            return _without_article(front) or None
        apposition = next((c for c in head.children if c.dep_ == "appos" and c.pos_ == "NOUN"), None)
        return self._phrase(apposition) if apposition is not None else None

    def _qualifier(self, head: Token) -> str | None:
        """The party named inside a phrase ("two US officials")."""
        span = noun_phrase(head)
        return next((m.code for m in self._parties_named.at(span) if span.contains(m.span)), None)

    def _described(self, head: Token) -> Voice:
        definite = any(c.lower_ == "the" for c in head.children)
        if definite and head.tag_ == "NN":
            known = self._holder(head) or self._outlet(head)
            if known is not None:
                return known
        return Voice(self._phrase(head), None, self._qualifier(head))

    def _holder(self, head: Token) -> Voice | None:
        """The last person before who was introduced by the role a definite phrase names ("the mayor")."""
        for mention in reversed(self._holders.get(head.lemma_.lower(), [])):
            if mention.span.start < head.idx:
                return Voice(mention.name, mention.role, mention.code, person=True)
        return None

    @functools.cached_property
    def _holders(self) -> dict[str, list[Mention]]:
        """Who is introduced by a role, in order, by each of its words."""
        found: dict[str, list[Mention]] = {}
        for mention in self._annotated.mentions:
            for word in set(mention.role.casefold().split()) if mention.role else ():
                found.setdefault(word, []).append(mention)
        return found

    def _outlet(self, head: Token) -> Voice | None:
        """The last outlet named before that "the paper" or "the agency" stands for."""
        if head.lemma_.lower() not in self._outlet_nouns:
            return None
        last = _last_before(self._outlets, head.i)
        return Voice(self._phrase(self._doc[last])) if last is not None else None

    @functools.cached_property
    def _outlets(self) -> list[int]:
        return [t.i for t in self._doc if t.pos_ == "PROPN" and t.dep_ in ("nsubj", "dobj", "dative", "pobj", "poss") and self._is_outlet(t)]

    def _is_outlet(self, token: Token) -> bool:
        return any(t.lower_ in self._outlet_words for t in token.subtree if t.pos_ == "PROPN" and abs(t.i - token.i) < 4)

    def _antecedent(self, pronoun: Token) -> Voice:
        """The subject of the sentence so far, else the main subject of one of the sentences before."""
        word = pronoun.lower_
        if word not in PERSONAL | PLURAL | NEUTER:
            return NOBODY
        sentence = pronoun.sent
        inside = [t for t in self._doc[sentence.start : pronoun.i] if t.dep_ in ("nsubj", "nsubjpass")]
        for token in reversed(inside):
            if (voice := self._candidate(token, word)) is not None:
                return voice
        for _ in range(LOOK_BACK_SENTENCES):
            if sentence.start == 0:
                break
            sentence = self._doc[sentence.start - 1].sent
            main = sorted((t for t in sentence if t.dep_ in ("nsubj", "nsubjpass")), key=lambda t: (t.head.dep_ != "ROOT", -t.i))
            for token in main:
                if (voice := self._candidate(token, word)) is not None:
                    return voice
        return NOBODY

    def _candidate(self, token: Token, pronoun: str) -> Voice | None:
        if token.lower_ in PRONOUNS or token.lower_ in RELATIVE_PRONOUNS or self._quoted(token):
            return None
        plural = token.tag_ in ("NNS", "NNPS") or any(True for _ in token.conjuncts)
        if plural != (pronoun in PLURAL):
            return None
        voice = self.voice(token)
        return voice if voice.name and (pronoun in PLURAL or voice.person == (pronoun in PERSONAL)) else None

    def _quoted(self, token: Token) -> bool:
        return any(q.span.start <= token.idx < q.span.end for q in self._quotes.over(token.idx))


def _last_before(places: list[int], limit: int) -> int | None:
    """The last of places in order that is below a limit."""
    at = bisect.bisect_left(places, limit)
    return places[at - 1] if at else None


def _without_article(phrase: str) -> str:
    first, _, rest = phrase.partition(" ")
    return rest if first.casefold() in ("the", "a", "an") else phrase
