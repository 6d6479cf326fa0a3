"""What hangs on a cue: the clause, infinitive, object or phrase that is put in somebody's mouth."""

from __future__ import annotations

from spacy.tokens import Token

from pledgebook.extract.clauses import VERBAL, child, pieces
from pledgebook.extract.cue_words import CueWords
from pledgebook.model.text import Span

CONTRAST = ("while", "whereas", "whilst", "although", "though")
PARENTHETICAL_MARKS = ("as",)
OBJECT_PREPOSITIONS = ("as", "of", "for", "with", "over", "to", "about", "against", "from")
RELATIVE_TAGS = ("WP", "WDT")


def clause_content(verb: Token, words: CueWords) -> tuple[Span, ...]:
    """The clause a verb governs, without the verb's own words."""
    clauses = [c for c in verb.children if c.dep_ == "ccomp" or _misread_clause(c, verb)]
    if not clauses:
        return ()
    clauses += [*_reasons(verb, clauses), *_told_on(verb, clauses)]
    own = {verb.i} | {t.i for c in verb.children if c not in clauses and c.dep_ != "punct" for t in c.subtree}
    relative = [c for c in verb.children if c.dep_ == "dobj" and c.i < verb.i and c.tag_ in RELATIVE_TAGS]
    dropped = own | set().union(*(detached(c, verb, words) for c in clauses))
    return pieces([t for c in clauses for t in c.subtree] + relative, dropped - {t.i for t in relative})


def _reasons(verb: Token, clauses: list[Token]) -> list[Token]:
    """Adverbial clauses behind what is said, which go on telling it ("said it stopped because ...")."""
    last = max(c.i for c in clauses)
    return [c for c in verb.children if c.dep_ == "advcl" and c.i > last and c not in clauses and child(c, "mark") is not None and not _contrast(c)]


def _told_on(verb: Token, clauses: list[Token]) -> list[Token]:
    """Main clauses in the tenses of reported speech behind what somebody said, which go on telling it ("said it had stopped, and aid would come")."""
    if verb.tag_ != "VBD" or max(c.i for c in clauses) < verb.i:
        return []
    return [c for c in verb.children if c.dep_ == "conj" and child(c, "nsubj") is not None and any(a.lower_ in ("had", "would") for a in c.children)]


def _misread_clause(token: Token, verb: Token) -> bool:
    """A that-clause the parser took for an adverbial."""
    mark = child(token, "mark")
    return token.dep_ == "advcl" and token.i > verb.i and mark is not None and mark.lower_ == "that"


def detached(head: Token, cue: Token, words: CueWords) -> set[int]:
    """Tokens under `head` that belong to another cue: "..., adding that ...", "..., while X said ...", "... and warned that ..."."""
    found: set[int] = set()
    for token in head.subtree:
        if token.i <= head.i or token.pos_ not in VERBAL or token.i in found:
            continue
        if _trailing_participle(token, words) or _contrast(token) or _coordinate_cue(token, cue, words):
            found |= {t.i for t in token.subtree}
            found |= {t.i for t in token.head.children if token.dep_ == "conj" and t.dep_ == "cc" and t.i < token.i}
    return found


def _trailing_participle(token: Token, words: CueWords) -> bool:
    if token.tag_ != "VBG" or token.dep_ not in ("advcl", "acl", "conj") or child(token, "nsubj", "aux", "mark") is not None:
        return False
    return _after_comma(token) and words.lemma(token) in words.say


def _contrast(token: Token) -> bool:
    mark = child(token, "mark", "advmod")
    return token.dep_ == "advcl" and mark is not None and mark.lower_ in CONTRAST and _after_comma(token)


def _coordinate_cue(token: Token, cue: Token, words: CueWords) -> bool:
    """A second cue of the same speaker that the parser hung on the first one's content."""
    if token.dep_ != "conj" or token.tag_ != cue.tag_ or token.tag_ not in ("VBD", "VBZ", "VBG", "VBP") or words.lemma(token) not in words.say:
        return False
    return child(token, "nsubj", "nsubjpass") is None and child(token, "ccomp") is not None


def _after_comma(token: Token) -> bool:
    first = token.left_edge
    return first.i > 0 and token.doc[first.i - 1].text in (",", "–", "—", "-", "”", '"', "''")


def around_content(verb: Token, words: CueWords) -> tuple[Span, ...]:
    """The clause a parenthetical cue stands in: "The bill, X said, will pass" or "as X said, ..."."""
    head = verb.head
    if head.i == verb.i or head.pos_ not in VERBAL or child(verb, "nsubj") is None or words.lemma(verb) in words.going_on:
        return ()
    mark = child(verb, "mark")
    comment = verb.dep_ == "advcl" and mark is not None and mark.lower_ in PARENTHETICAL_MARKS
    if not (verb.dep_ == "parataxis" or comment or (verb.dep_ == "ccomp" and _enclosed(verb, head))):
        return ()
    own = {t.i for t in verb.subtree}
    return pieces(list(head.subtree), own)


def _enclosed(verb: Token, head: Token) -> bool:
    first, last = verb.left_edge.i, verb.right_edge.i
    doc = verb.doc
    closes = doc[last].text in (",", ".") or (last + 1 < len(doc) and doc[last + 1].text in (",", "."))
    return first > head.left_edge.i and doc[first - 1].text == "," and closes


def tail_source(verb: Token) -> Token | None:
    """The speaker of a cue at the end of its sentence that the parser took for a part of it ("..., the Herald reported on Friday")."""
    if verb.tag_ not in ("VBD", "VBZ") or verb.dep_ not in ("relcl", "acl", "conj", "appos", "advcl", "dep"):
        return None
    last = [t for t in verb.sent if not t.is_space and not t.is_punct][-1]
    if verb.right_edge.i < last.i and not _leaning(last, verb):
        return None
    source = child(verb, "nsubj")
    if source is None and verb.dep_ == "acl" and verb.head.i == verb.i - 1:
        source = verb.head
    if source is None and verb.nbor(-1).text == ",":
        source = next((c for c in verb.children if c.dep_ == "dobj" and c.left_edge.i == verb.i + 1), None)
    if source is None or source.tag_ in RELATIVE_TAGS or source.left_edge.i == verb.sent.start:
        return None
    comma = min(verb.i, *(t.i for t in source.subtree)) - 1 if source.i < verb.i else verb.i - 1
    return source if verb.doc[comma].text == "," and comma > verb.sent.start + 2 else None


def described_source(verb: Token) -> Token | None:
    """The name with a description behind it that the parser left in what is said ("..., Kari Holm, a spokeswoman for the fund, said")."""
    doc, first = verb.doc, verb.sent.start
    commas = [t.i for t in doc[first : verb.i] if t.text == ","]
    if verb.tag_ not in ("VBD", "VBZ") or len(commas) < 3 or commas[-1] != verb.i - 1 or commas[-3] < first + 3:
        return None
    name = doc[commas[-3] + 1 : commas[-2]]
    return name[-1] if 1 < len(name) < 5 and all(t.pos_ == "PROPN" for t in name) else None


def _leaning(last: Token, verb: Token) -> bool:
    """Whether a sentence ends in a participle behind its cue ("..., citing officials")."""
    return any(t.tag_ == "VBG" and t.i > verb.i and _after_comma(t) for t in last.ancestors)


def tail_content(verb: Token, source: Token) -> tuple[Span, ...]:
    """The sentence in front of such a cue."""
    own = {t.i for t in source.subtree if t.i >= min(source.i, verb.i) - 6} if source.i < verb.i else {verb.i}
    comma = max(t.i for t in verb.doc[verb.sent.start : min(verb.i, *own)] if t.text == ",")
    return pieces(list(verb.doc[verb.sent.start : comma]))


def infinitive_content(verb: Token, words: CueWords) -> tuple[Span, ...]:
    """The infinitive a verb governs, with its own subject ("urged X to ...")."""
    head = next((c for c in verb.children if c.dep_ in ("xcomp", "ccomp") and child(c, "aux") is not None and c.i > verb.i), None)
    if head is None:
        return ()
    between = [c for c in verb.children if (c.dep_ == "dobj" and verb.i < c.i < head.i) or c.dep_ == "nsubjpass"]
    return pieces([t for h in [*between, head] for t in h.subtree], detached(head, verb, words))


def object_content(verb: Token, words: CueWords) -> tuple[Span, ...]:
    """The object of a verb with what is said of it; the subject of a passive; the noun a relative clause stands by."""
    head = child(verb, "dobj") or child(verb, "nsubjpass")
    if verb.dep_ == "relcl" and verb.head.pos_ not in VERBAL and (head is None or _bare_relative(head, verb)):
        return pieces([t for t in verb.head.subtree if t.i <= verb.head.i])
    if head is None:
        small = next((c for c in verb.children if c.dep_ in ("ccomp", "oprd", "xcomp") and c.i > verb.i), None)
        return pieces(list(small.subtree)) if small is not None else ()
    tokens = list(head.subtree)
    for c in verb.children:
        if c.i > max(head.i, verb.i) and (c.dep_ in ("oprd", "xcomp", "ccomp") or (c.dep_ == "prep" and c.lower_ in OBJECT_PREPOSITIONS)):
            tokens += list(c.subtree)
    return pieces(tokens, detached(head, verb, words) | asides(head))


def _bare_relative(head: Token, verb: Token) -> bool:
    """Whether the object is a relative pronoun and nothing is said of it: the noun before is the content."""
    return head.lower_ == "that" and head.i < verb.i and child(verb, "oprd", "xcomp", "ccomp", "prep") is None


def asides(head: Token) -> set[int]:
    """Relative clauses behind a comma or a participle ("the plan drafted by Holt that sets ..."), by which the document explains a noun."""
    clauses = [c for c in head.children if c.dep_ in ("relcl", "acl") and c.i > head.i]
    aside = [c for c in clauses if c.dep_ == "relcl" and (_after_comma(c) or any(p.tag_ == "VBN" and p.i < c.i for p in clauses if p.dep_ == "acl"))]
    return {t.i for c in aside for t in c.subtree}


def phrase_content(verb: Token, prepositions: frozenset[str]) -> tuple[Span, ...]:
    """What a preposition of the cue governs ("called for talks", "lashed out at critics")."""
    holders = [verb, *[c for c in verb.children if c.dep_ in ("prt", "advmod", "prep")]]
    for holder in holders:
        for c in holder.children:
            if c.dep_ == "prep" and c.lower_ in prepositions and c.i > verb.i:
                tokens = [t for o in c.children if o.dep_ in ("pobj", "pcomp") for t in o.subtree]
                dropped = {i for o in c.children if o.dep_ == "pobj" for i in asides(o)}
                tokens += [t for x in verb.children if x.i > c.i and (x.dep_ == "xcomp" or (x.dep_ == "prep" and x.lower_ == "as")) for t in x.subtree]
                if tokens:
                    return pieces(tokens, dropped)
    return ()
