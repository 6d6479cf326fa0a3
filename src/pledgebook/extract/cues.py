"""Cues: the verbs, nouns, adjectives and prepositions that put content into somebody's mouth."""

from __future__ import annotations

import enum
from typing import NamedTuple

from spacy.tokens import Doc, Token

from pledgebook.extract.clauses import VERBAL, child, pieces, subject
from pledgebook.extract.contents import (
    around_content,
    clause_content,
    described_source,
    infinitive_content,
    object_content,
    phrase_content,
    tail_content,
    tail_source,
)
from pledgebook.extract.cue_words import CueWords
from pledgebook.model.text import Span

NOUN_PREPOSITIONS = ("for", "of", "about", "on", "to", "against", "over")
OPENING_MARKS = ('"', "“", "‘", "'", "''", "``", "«", "„")
ADJECTIVE_PREPOSITIONS = frozenset({"of", "about", "in", "to", "by", "with", "on", "over"})


class Hold(enum.StrEnum):
    """How content hangs on its cue."""

    QUOTATION = "quotation"
    """by place alone: a quotation must supply it"""
    CLAUSE = "clause"
    INFINITIVE = "infinitive"
    PHRASE = "phrase"
    OBJECT = "object"
    NOUN = "noun"
    ADJECTIVE = "adjective"
    ACCORDING = "according"


REPORTING = frozenset({Hold.QUOTATION, Hold.CLAUSE, Hold.ACCORDING})
"""holds whose content is told, not only wanted, planned or judged"""


class Frame(NamedTuple):
    """A cue with the head of its source phrase and its content as far as the syntax shows it.

    `speaking` cues may own quotations beside them; `source` is None where the text leaves it open.
    """

    cue: Token
    source: Token | None
    content: tuple[Span, ...]
    hold: Hold
    speaking: bool = False

    @property
    def of_self(self) -> bool:
        """Whether the content's subject is a pronoun, which is the speaker ("announced it would pay")."""
        clause = child(self.cue, "ccomp")
        own = child(clause, "nsubj", "nsubjpass") if clause is not None else None
        return own is not None and own.lower_ in ("it", "they", "we", "he", "she")


def find_frames(doc: Doc, words: CueWords) -> list[Frame]:
    """Every cue of a parsed text with what hangs on it, in order; frames may still be nested."""
    found: list[Frame] = []
    for token in doc:
        frame: Frame | None = None
        if token.lower_ in words.according:
            frame = _according(token)
        elif token.pos_ == "NOUN" and token.lower_ in words.estimates and token.dep_ == "pobj" and token.head.lower_ in ("in", "by"):
            frame = _estimate(token)
        elif token.text == ":":
            frame = _colon(token, words)
        elif token.pos_ in VERBAL:
            frame = _adjective_frame(token, words) or _verb_frame(token, words)
        elif token.pos_ == "NOUN" and words.lemma(token) in words.nouns:
            frame = _noun_frame(token, words)
        if frame is not None:
            found.append(frame)
    return found


def _verb_frame(verb: Token, words: CueWords) -> Frame | None:
    name = words.lemma(verb)
    speaking = name in words.say
    content, hold = _verb_content(verb, name, words)
    if content and _own_noun(verb, words):
        return None
    if not content and not speaking:
        return None
    tail = tail_source(verb) if speaking and hold is not Hold.CLAUSE else None
    if tail is not None:
        return Frame(verb, tail, tail_content(verb, tail), Hold.CLAUSE, speaking)
    described = described_source(verb) if speaking and child(verb, "nsubj") is None else None
    if described is not None:
        return Frame(verb, described, pieces(list(verb.doc[verb.sent.start : described.left_edge.i - 1])), Hold.CLAUSE, speaking)
    source = subject(_matrix(verb, words), words.infinitive) or _inverted(verb) or _swallowed(verb)
    if source is None and verb.dep_ == "advcl" and words.lemma(verb) in words.questioning:
        return None  # "when asked whether ...": the occasion of an answer
    if source is None and (hold is Hold.OBJECT or (hold is Hold.PHRASE and not _put_to(verb, words))):
        return None
    if source is not None and words.lemma(source) in words.things:
        return None
    if hold in (Hold.OBJECT, Hold.PHRASE, Hold.INFINITIVE) and (_narration(verb, words) or (source is not None and words.lemma(source) in words.papers)):
        return None
    return Frame(verb, source, content, hold, speaking)


def _put_to(verb: Token, words: CueWords) -> bool:
    """Whether a question is put by somebody the text leaves open ("asked about the cuts, Holt ...")."""
    return verb.tag_ == "VBN" and words.lemma(verb) in words.questioning


def _narration(verb: Token, words: CueWords) -> bool:
    """Whether the verb is the document's own comment on what happened ("..., underscoring the gap"), or a source's source."""
    participle = verb.tag_ == "VBG" and verb.dep_ in ("advcl", "acl", "conj", "ROOT") and child(verb, "aux") is None
    return participle and (words.lemma(verb) in words.unstated or (verb.dep_ == "acl" and words.lemma(verb) in words.citing))


def _matrix(verb: Token, words: CueWords) -> Token:
    """The cue a trailing participle repeats ("Holt said the aid came, adding ..."), else the verb itself."""
    if verb.tag_ != "VBG" or verb.dep_ not in ("advcl", "conj") or child(verb, "nsubj", "aux") is not None:
        return verb
    climbed = verb.head
    while climbed.dep_ in ("ccomp", "advcl", "conj", "xcomp") and climbed.head.pos_ in VERBAL:
        climbed = climbed.head
        if words.lemma(climbed) in words.say | words.clause:
            return climbed
    return verb


def quoted_sources(head: Token | None, words: CueWords) -> list[Token]:
    """The sources a source leans on ("media citing officials"), outermost first."""
    if head is None:
        return []
    leaning = [c for c in head.children if c.dep_ == "acl" and c.tag_ == "VBG" and words.lemma(c) in words.citing]
    return [found for c in leaning if (found := child(c, "dobj")) is not None]


def _inverted(verb: Token) -> Token | None:
    """The speaker the parser took for an object ("..., reported Interfax")."""
    clause, listener = child(verb, "ccomp"), child(verb, "dobj")
    inverted = clause is not None and listener is not None and clause.i < verb.i and listener.left_edge.i == verb.i + 1
    return listener if inverted else None


def _swallowed(verb: Token) -> Token | None:
    """The speaker the parser joined to the clause before ("it arrived in Oslo and the ministry later said")."""
    if verb.tag_ not in ("VBD", "VBZ") or verb.dep_ not in ("conj", "advcl"):
        return None
    at = verb.i - 1
    while at > verb.sent.start and verb.doc[at].pos_ == "ADV":
        at -= 1
    noun = verb.doc[at]
    joined = noun.dep_ == "conj" and noun.left_edge.i > 0 and noun.doc[noun.left_edge.i - 1].lower_ in ("and", "but")
    return noun if joined and noun.pos_ in ("PROPN", "NOUN") else None


def _verb_content(verb: Token, name: str, words: CueWords) -> tuple[tuple[Span, ...], Hold]:
    if name in words.say or name in words.clause:
        content = clause_content(verb, words)
        if not content and name in words.say:
            content = around_content(verb, words)
        if content:
            return content, Hold.CLAUSE
    if name in words.infinitive and (content := infinitive_content(verb, words)):
        return content, Hold.INFINITIVE
    if name in words.preposition and (content := phrase_content(verb, words.preposition[name])):
        return content, Hold.PHRASE
    if name in words.object and (content := object_content(verb, words)):
        return content, Hold.OBJECT
    return (), Hold.QUOTATION


def _own_noun(verb: Token, words: CueWords) -> bool:
    """Whether the verb only carries a noun that is the cue ("expressed the opinion that ...")."""
    noun = child(verb, "dobj")
    return noun is not None and words.lemma(verb) in words.light and words.lemma(noun) in words.nouns and _noun_content(noun) != ()


def _noun_frame(noun: Token, words: CueWords) -> Frame | None:
    content = _noun_content(noun)
    source = _noun_owner(noun, words)
    if not content or source is None:
        return None
    if noun.dep_ == "dobj" and words.lemma(noun.head) in words.raising and source.pos_ not in ("PROPN", "PRON"):
        source = None  # a thing that raises questions asks none
    return Frame(noun, source, content, Hold.NOUN)


def _noun_owner(noun: Token, words: CueWords) -> Token | None:
    """Who is behind a noun of saying: its possessor, the subject of the verb that carries it, or "by X"."""
    owner = child(noun, "poss")
    if owner is not None:
        return owner
    verb = noun.head
    if noun.dep_ == "dobj" and verb.pos_ in VERBAL and words.lemma(verb) in words.light:
        return subject(verb)
    for preposition in noun.children:
        if preposition.dep_ == "prep" and preposition.lower_ in ("by", "from", "among"):
            return child(preposition, "pobj")
    return next((c for c in noun.children if c.dep_ in ("compound", "nmod") and c.pos_ == "PROPN" and c.i < noun.i), None)


def _noun_content(noun: Token) -> tuple[Span, ...]:
    clause = next((c for c in noun.children if c.dep_ in ("acl", "ccomp") and c.i > noun.i and (child(c, "mark") is not None or c.tag_ == "VB")), None)
    if clause is not None:
        return pieces(list(clause.subtree))
    about = next((c for c in noun.children if c.dep_ == "prep" and c.lower_ in NOUN_PREPOSITIONS), None)
    if about is None:
        return ()
    return pieces([t for o in about.children if o.dep_ in ("pobj", "pcomp") for t in o.subtree])


def _adjective_frame(verb: Token, words: CueWords) -> Frame | None:
    """ "X is confident that ...", "made clear that ..."."""
    adjective = child(verb, "acomp", "oprd")
    small = child(verb, "ccomp") if words.lemma(verb) in words.light else None
    if small is not None and words.lemma(small) in words.adjectives:
        adjective = small
    if adjective is None or words.lemma(adjective) not in words.adjectives:
        return None
    source = subject(verb)
    holder = next((h for h in (adjective, verb) if child(h, "ccomp") is not None), None)
    content: tuple[Span, ...] = ()
    if holder is not None:
        content = clause_content(holder, words)
    content = content or phrase_content(adjective, ADJECTIVE_PREPOSITIONS)
    if not content and (aim := child(adjective, "xcomp")) is not None:
        content = pieces(list(aim.subtree))
    if not content or source is None or source.lower_ == "it":
        return None
    return Frame(verb, source, content, Hold.ADJECTIVE)


def _colon(colon: Token, words: CueWords) -> Frame | None:
    """A name and a colon before a quotation ("Holt: 'We will pay.'"), or a clause that tells who is about to speak ("Holt had one answer: ...")."""
    if colon.i == 0 or colon.i + 1 >= len(colon.doc) or colon.nbor().text not in OPENING_MARKS:
        return None
    told = child(colon.sent.root, "nsubj")
    if colon.nbor(-1).pos_ != "PROPN" or (told is not None and told.i < colon.i and colon.sent.root.i < colon.i):
        return _clause_before(colon, words)
    source = colon.nbor(-1)
    while source.dep_ in ("compound", "flat", "appos") and source.head.pos_ == "PROPN" and source.head.i < colon.i:
        source = source.head
    return Frame(colon, source, (), Hold.QUOTATION, speaking=True) if source.left_edge.i == colon.sent.start else None


def _clause_before(colon: Token, words: CueWords) -> Frame | None:
    verb = colon.head
    while verb.pos_ not in VERBAL and verb.head.i != verb.i:
        verb = verb.head
    source = subject(verb) if verb.pos_ in VERBAL else None
    if source is None or source.i > colon.i or words.lemma(verb) in words.say:
        return None
    return Frame(verb, source, (), Hold.QUOTATION, speaking=True)


def _apart(token: Token) -> bool:
    """Whether the phrase stands behind a comma at the end of its sentence, or opens it."""
    return token.i == token.sent.start or (token.nbor(-1).text == "," and token.right_edge.i >= token.sent.end - 3)


def _according(token: Token) -> Frame | None:
    """ "according to X": X is the source, the clause around it the content."""
    to = child(token, "prep")
    if to is None and token.i + 1 < len(token.doc) and token.nbor().lower_ == "to":
        to = token.nbor()
    source = child(to, "pobj") if to is not None else None
    if source is None:
        return None
    head = token.head
    while head.pos_ not in VERBAL and head.head.i != head.i:
        head = head.head
    if head.dep_ in ("relcl", "advcl", "acl", "ccomp", "conj", "pcomp", "xcomp") and _apart(token):
        head = head.sent.root
    phrase = {t.i for t in token.subtree} | {t.i for t in source.subtree}
    return Frame(token, source, pieces(list(head.subtree), phrase), Hold.ACCORDING)


def _estimate(noun: Token) -> Frame | None:
    """ "in X's view": X is the source, the clause around it the content."""
    source, preposition = child(noun, "poss"), noun.head
    if source is None or preposition.head.pos_ not in VERBAL:
        return None
    return Frame(noun, source, pieces(list(preposition.head.subtree), {t.i for t in preposition.subtree}), Hold.ACCORDING)
