"""Cues: the verbs, nouns and prepositions that put content into somebody's mouth, and the content that hangs on them."""

from __future__ import annotations

import functools
from typing import NamedTuple

from spacy.tokens import Doc, Token

from pledgebook.dossier.schema import Dossier
from pledgebook.extract.clauses import VERBAL, child, pieces, subject
from pledgebook.model.text import Span


class CueWords(NamedTuple):
    """The dossier's cue words, by how content hangs on them; verbs and nouns are lemmas."""

    say: frozenset[str]
    clause: frozenset[str]
    infinitive: frozenset[str]
    object: frozenset[str]
    preposition: dict[str, frozenset[str]]
    nouns: frozenset[str]
    according: frozenset[str]
    lemmas: dict[str, str]


class Frame(NamedTuple):
    """A cue with the head of its source phrase and its content outside quotations; `content` is () where a quotation must supply it."""

    cue: Token
    source: Token | None
    content: tuple[Span, ...]
    kind: str
    """`say` may own quotations, `clause`, `infinitive`, `object`, `preposition`, `noun`, `according`"""


@functools.lru_cache(maxsize=4)
def _words(digest: str, frozen: tuple[tuple[str, tuple[str, ...]], ...], prepositions: tuple[tuple[str, tuple[str, ...]], ...], lemmas: tuple[tuple[str, str], ...]) -> CueWords:
    lists = {name: frozenset(words) for name, words in frozen}
    table = {verb: frozenset(words) for verb, words in prepositions}
    return CueWords(lists["say"], lists["clause"], lists["infinitive"], lists["object"], table, lists["nouns"], lists["according"], dict(lemmas))


def cue_words(dossier: Dossier) -> CueWords:
    """The cue words of a dossier, from its table `statements`."""
    table = dossier.words.get("statements", {})
    verbs = table.get("verbs", {})
    lists = tuple((name, dossier.terms("statements", "verbs", name)) for name in ("say", "clause", "infinitive", "object"))
    lists += (("nouns", dossier.terms("statements", "nouns", "content")), ("according", dossier.terms("statements", "according", "to")))
    prepositions = tuple((verb, tuple(words)) for verb, words in verbs.get("preposition", {}).items())
    return _words(dossier.digest, lists, prepositions, tuple(table.get("lemmas", {}).items()))


def lemma(token: Token, words: CueWords) -> str:
    """The lemma as the word lists have it, where the tagger's own is wrong ("hoping" as "hop")."""
    plain = token.lemma_.lower()
    return words.lemmas.get(token.lower_, words.lemmas.get(plain, plain))


def find_frames(doc: Doc, dossier: Dossier) -> list[Frame]:
    """Every cue of a parsed text with what hangs on it, in order; frames may still be nested."""
    words = cue_words(dossier)
    found: list[Frame] = []
    for token in doc:
        if token.lower_ in words.according:
            found += _according(token)
        elif token.pos_ in VERBAL:
            found += _verb_frame(token, words)
        elif token.pos_ == "NOUN" and lemma(token, words) in words.nouns:
            found += _noun_frame(token)
    return found


def _verb_frame(verb: Token, words: CueWords) -> list[Frame]:
    name = lemma(verb, words)
    content: tuple[Span, ...] = ()
    kind = ""
    if name in words.say or name in words.clause:
        content, kind = _clause(verb, words), "clause"
    if not content and name in words.say:
        content, kind = _around(verb), "clause"
    if not content and name in words.infinitive:
        content, kind = _infinitive(verb), "infinitive"
    if not content and name in words.preposition:
        content, kind = _prepositional(verb, words.preposition[name]), "preposition"
    if not content and name in words.object:
        content, kind = _object(verb), "object"
    if not content and name not in words.say:
        return []
    return [Frame(verb, subject(verb), content, "say" if name in words.say else kind)]


def _clause(verb: Token, words: CueWords) -> tuple[Span, ...]:
    """The clause a verb governs, without the verb's own words and without participles that open a cue of their own."""
    clauses = [c for c in verb.children if c.dep_ == "ccomp" or (c.dep_ == "advcl" and c.i > verb.i and (m := child(c, "mark")) is not None and m.lower_ == "that")]
    if not clauses:
        return ()
    own = {verb.i} | {t.i for c in verb.children if c not in clauses and c.dep_ != "punct" for t in c.subtree}
    own |= {t.i for c in clauses for t in cue_participles(c, words)}
    tokens = [t for c in clauses for t in c.subtree]
    relative = _relative_object(verb)
    return pieces(tokens + relative, own)


def cue_participles(head: Token, words: CueWords) -> list[Token]:
    """The tokens of trailing participle clauses that are cues themselves ("..., adding that ...")."""
    found: list[Token] = []
    for token in head.subtree:
        if token.dep_ in ("advcl", "acl", "conj") and token.tag_ == "VBG" and token.i > head.i and _after_comma(token) and lemma(token, words) in words.say and child(token, "nsubj", "aux") is None:
            found += list(token.subtree)
    return found


def _after_comma(token: Token) -> bool:
    first = token.left_edge
    return first.i > 0 and token.doc[first.i - 1].text in (",", "–", "—", "-")


def _relative_object(verb: Token) -> list[Token]:
    """The relative pronoun in front of a cue ("whom he described as ...")."""
    return [c for c in verb.children if c.dep_ == "dobj" and c.i < verb.i and c.tag_ in ("WP", "WDT")]


def _around(verb: Token) -> tuple[Span, ...]:
    """The clause a parenthetical cue stands in: "The bill, X said, will pass" or "as X said, ..."."""
    head = verb.head
    if head.i == verb.i or head.pos_ not in VERBAL:
        return ()
    mark = child(verb, "mark")
    if not (verb.dep_ == "parataxis" or (verb.dep_ == "advcl" and mark is not None and mark.lower_ == "as") or (verb.dep_ == "ccomp" and verb.left_edge.i > head.left_edge.i and _enclosed(verb))):
        return ()
    if child(verb, "nsubj") is None:
        return ()
    return pieces(list(head.subtree), {t.i for t in verb.subtree})


def _enclosed(verb: Token) -> bool:
    first, last = verb.left_edge.i, verb.right_edge.i
    doc = verb.doc
    return first > 0 and doc[first - 1].text == "," and (last + 1 >= len(doc) or doc[last].text in (",", ".") or doc[last + 1].text in (",", "."))


def _infinitive(verb: Token) -> tuple[Span, ...]:
    """The infinitive a verb governs, with its own subject ("urged X to ...")."""
    head = next((c for c in verb.children if c.dep_ in ("xcomp", "ccomp") and child(c, "aux") is not None and c.i > verb.i), None)
    if head is None:
        return ()
    between = [c for c in verb.children if c.dep_ == "dobj" and verb.i < c.i < head.i]
    return pieces([t for h in [*between, head] for t in h.subtree])


def _object(verb: Token) -> tuple[Span, ...]:
    """The object of a verb with what is said of it; the subject of a passive."""
    head = child(verb, "dobj") or child(verb, "nsubjpass")
    if head is None and verb.dep_ == "acl" and verb.tag_ == "VBN" and child(verb, "agent") is not None:
        noun = verb.head
        return pieces([t for t in noun.subtree if t not in set(verb.subtree)])
    if head is None:
        small = next((c for c in verb.children if c.dep_ in ("ccomp", "oprd", "xcomp") and c.i > verb.i), None)
        return pieces(list(small.subtree)) if small is not None else ()
    tokens = list(head.subtree)
    for c in verb.children:
        if c.i > max(head.i, verb.i) and (c.dep_ in ("oprd", "xcomp", "ccomp") or (c.dep_ == "prep" and c.lower_ in ("as", "of", "for"))):
            tokens += list(c.subtree)
    return pieces(tokens)


def _prepositional(verb: Token, prepositions: frozenset[str]) -> tuple[Span, ...]:
    """What a verb's preposition governs ("called for talks", "lashed out at critics")."""
    holders = [verb, *[c for c in verb.children if c.dep_ in ("prt", "advmod", "prep")]]
    for holder in holders:
        for c in holder.children:
            if c.dep_ == "prep" and c.lower_ in prepositions and c.i > verb.i:
                tokens = [t for o in c.children if o.dep_ in ("pobj", "pcomp") for t in o.subtree]
                tokens += [t for x in verb.children if x.dep_ == "xcomp" and x.i > c.i for t in x.subtree]
                if tokens:
                    return pieces(tokens)
    return ()


def _noun_frame(noun: Token) -> list[Frame]:
    """A noun of saying with its owner and what it is about."""
    owner = child(noun, "poss")
    clause = next((c for c in noun.children if c.dep_ in ("acl", "ccomp") and c.i > noun.i and (child(c, "mark") is not None or c.tag_ == "VB")), None)
    if clause is not None:
        return [Frame(noun, owner, pieces(list(clause.subtree)), "noun")]
    about = next((c for c in noun.children if c.dep_ == "prep" and c.lower_ in ("for", "of", "about", "on", "to", "against", "that")), None)
    if owner is None or about is None:
        return []
    tokens = [t for o in about.children if o.dep_ in ("pobj", "pcomp") for t in o.subtree]
    return [Frame(noun, owner, pieces(tokens), "noun")] if tokens else []


def _according(token: Token) -> list[Frame]:
    """ "according to X": X is the source, the clause around it the content."""
    to = child(token, "prep")
    source = child(to, "pobj") if to is not None else None
    if source is None:
        following = [t for t in token.doc[token.i + 1 : token.i + 2] if t.lower_ == "to"]
        source = child(following[0], "pobj") if following else None
    if source is None:
        return []
    head = token.head
    while head.pos_ not in VERBAL and head.head.i != head.i:
        head = head.head
    phrase = {t.i for t in token.subtree} | {token.i} | {t.i for t in source.subtree}
    return [Frame(token, source, pieces(list(head.subtree), phrase), "according")]
