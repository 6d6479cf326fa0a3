"""Speakers: who a source phrase means, with role and party, pronouns and short names resolved from what was read before."""

from __future__ import annotations

from typing import NamedTuple

from spacy.tokens import Doc, Token

from pledgebook.dossier.schema import Dossier
from pledgebook.extract.clauses import RELATIVE_PRONOUNS, VERBAL, noun_phrase
from pledgebook.model.annotation import AnnotatedDocument, Mention, MentionKind
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
        self._party_spans = [m.span for m in annotated.mentions if m.kind is MentionKind.PARTY and not m.adjective]
        self._titles = frozenset(t.casefold() for t in dossier.terms("statements", "speakers", "titles"))
        self._outlet_words = frozenset(dossier.terms("statements", "media", "outlet_words"))
        self._outlet_nouns = frozenset(dossier.terms("statements", "media", "outlet_nouns"))
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
        if head.pos_ == "PROPN":
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
        whole = [m for m in self._annotated.mentions if not m.adjective and not self._hyphenated(m)]
        over = [m for m in whole if m.span.start <= head.idx < m.span.end]
        people = [m for m in over or whole if m.kind is MentionKind.PERSON]
        if over:
            return people[0] if people else over[0]
        named = {c.idx for c in head.children if c.dep_ == "appos" and c.pos_ == "PROPN"}
        for mention in people:
            if mention.role_span is not None and mention.role_span.start <= head.idx < mention.role_span.end:
                return mention
            if any(mention.span.start <= start < mention.span.end for start in named):
                return mention
        return None

    def _hyphenated(self, mention: Mention) -> bool:
        """Whether a mention is a part of another name ("Herald-Ukraine")."""
        return self.text[: mention.span.start].endswith("-") or self.text.startswith("-", mention.span.end)

    def _parties(self, head: Token) -> Span | None:
        """The whole enumeration of parties that a head ends, where the parser sees only the last ("Ruritania, Freedonia, and ...")."""
        left = head.left_edge.i
        if left == 0 or self._doc[left - 1].lower_ != "and":
            return None
        first = left
        for token in reversed(self._doc[head.sent.start : left]):
            if token.lower_ not in ("and", ",", "the") and not any(m.start <= token.idx < m.end for m in self._party_spans):
                break
            first = token.i if any(m.start == token.idx for m in self._party_spans) else first
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
        return self.text[: mention.span.start].casefold().endswith("the ")

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
        return Voice(self._longest(name, head), self._beside(head, first), self._qualifier(head), person=True)

    def _longest(self, name: str, head: Token) -> str:
        if " " in name:
            return name
        for token in reversed(self._doc[: head.i]):
            if token.text == name and token.i > 0 and token.nbor(-1).pos_ == "PROPN" and token.nbor(-1).head.i == token.i:
                first = token.i - 1
                if self._doc[first].lower_.rstrip(".") not in self._titles:
                    return self._doc[first : token.i + 1].text
        return name

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
        inside = [m for m in self._annotated.mentions if span.contains(m.span) and m.code and m.kind is MentionKind.PARTY]
        return inside[0].code if inside else None

    def _described(self, head: Token) -> Voice:
        definite = any(c.lower_ == "the" for c in head.children)
        if definite and head.tag_ == "NN":
            known = self._holder(head) or self._outlet(head)
            if known is not None:
                return known
        return Voice(self._phrase(head), None, self._qualifier(head))

    def _holder(self, head: Token) -> Voice | None:
        """The last person before who was introduced by the role a definite phrase names ("the mayor")."""
        for mention in reversed(self._annotated.mentions):
            if mention.span.start < head.idx and mention.role and head.lemma_.lower() in mention.role.casefold().split():
                return Voice(mention.name, mention.role, mention.code, person=True)
        return None

    def _outlet(self, head: Token) -> Voice | None:
        """The last outlet named before that "the paper" or "the agency" stands for."""
        if head.lemma_.lower() not in self._outlet_nouns:
            return None
        for token in reversed(self._doc[: head.i]):
            if token.pos_ == "PROPN" and token.dep_ in ("nsubj", "dobj", "dative", "pobj", "poss") and self._is_outlet(token):
                return Voice(self._phrase(token))
        return None

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
        return any(q.span.start <= token.idx < q.span.end for q in self._annotated.quotes)


def _without_article(phrase: str) -> str:
    first, _, rest = phrase.partition(" ")
    return rest if first.casefold() in ("the", "a", "an") else phrase
