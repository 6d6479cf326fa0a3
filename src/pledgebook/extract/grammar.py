"""Small grammar over a dependency parse: tense, negation, subjects, clauses, and who governs whom."""

from __future__ import annotations

import enum
from collections.abc import Iterator

from spacy.tokens import Token

from pledgebook.model.text import Span

SUBJECTS = frozenset({"nsubj", "nsubjpass", "csubj", "csubjpass", "expl"})
NOBODY = frozenset({"nobody", "none", "neither"})
AUXILIARIES = frozenset({"aux", "auxpass"})
VERBAL = frozenset({"VERB", "AUX"})


class Tense(enum.StrEnum):
    """What the auxiliaries of a verb say about when, and how surely, its act happens."""

    PAST = "past"
    PERFECT = "perfect"
    PRESENT = "present"
    PROGRESSIVE = "progressive"
    FUTURE = "future"
    CONDITIONAL = "conditional"
    POSSIBLE = "possible"
    OBLIGATION = "obligation"
    INFINITIVE = "infinitive"
    GERUND = "gerund"
    PARTICIPLE = "participle"


MODALS = {
    **dict.fromkeys(("will", "'ll", "’ll", "wo", "shall"), Tense.FUTURE),
    **dict.fromkeys(("would", "'d", "’d"), Tense.CONDITIONAL),
    **dict.fromkeys(("can", "ca", "could", "may", "might"), Tense.POSSIBLE),
    **dict.fromkeys(("should", "must", "ought"), Tense.OBLIGATION),
}


def auxiliaries(verb: Token) -> list[Token]:
    """The auxiliaries of a verb; those of the first conjunct where it has none of its own ("has bought and sent")."""
    own = [child for child in verb.children if child.dep_ in AUXILIARIES]
    if not own and verb.dep_ == "conj" and verb.head.pos_ in VERBAL and verb.tag_ == verb.head.tag_:
        return auxiliaries(verb.head)
    return own


def tense(verb: Token) -> Tense:
    """The tense and mood of a verb, read off its auxiliaries and its form."""
    aux = auxiliaries(verb)
    for token in aux:
        modal = MODALS.get(token.lower_)
        if modal:
            return modal
    lemmas = {token.lemma_.lower() for token in aux}
    if "to" in lemmas or (not aux and (verb.tag_ == "VB" or _subjunctive(verb))):
        return Tense.INFINITIVE
    if verb.tag_ == "VBG":
        if "be" not in lemmas:
            # an absolute construction states a fact: "with the president approving a package"
            return Tense.PRESENT if any(child.dep_ == "nsubj" for child in verb.children) else Tense.GERUND
        return Tense.PERFECT if "have" in lemmas and not _present(aux) else Tense.PROGRESSIVE
    if "have" in lemmas:
        return Tense.PERFECT
    if any(token.dep_ == "auxpass" or token.lemma_ == "be" for token in aux) and verb.tag_ == "VBN":
        if any(token.tag_ == "VBG" for token in aux):
            return Tense.PROGRESSIVE
        return Tense.PAST if any(token.tag_ == "VBD" for token in aux) else Tense.PRESENT
    if verb.tag_ == "VBD":
        return Tense.PAST
    if verb.tag_ == "VBN":
        # the tagger often takes a plain past for a participle: a participle with a subject of its own is one
        return Tense.PAST if any(child.dep_ in SUBJECTS for child in verb.children) or verb.dep_ == "ROOT" else Tense.PARTICIPLE
    return Tense.PAST if any(token.tag_ == "VBD" for token in aux) else Tense.PRESENT


def _subjunctive(verb: Token) -> bool:
    """Whether a verb behind "that" does not agree with its singular subject: "demanded that Oslo send boats"."""
    if verb.tag_ != "VBP" or verb.dep_ != "ccomp" or not any(child.dep_ == "mark" for child in verb.children):
        return False
    return any(child.dep_ == "nsubj" and child.tag_ in ("NN", "NNP") and not any(c.dep_ == "conj" for c in child.children) for child in verb.children)


def _present(aux: list[Token]) -> bool:
    return any(token.lemma_ == "be" and token.tag_ in ("VBZ", "VBP") for token in aux)


def imperative(verb: Token) -> bool:
    """Whether a verb tells somebody what to do: "Send us tanks", "please give them shelter"."""
    plain = verb.tag_ in ("VB", "VBP") and verb.dep_ in ("ROOT", "ccomp")
    before = [child for child in verb.children if child.i < verb.i]
    return plain and not any(child.dep_ in SUBJECTS for child in verb.children) and all(child.dep_ in ("punct", "cc", "intj", "advmod") for child in before)


def negated(token: Token) -> bool:
    """Whether a verb or noun is denied ("will not", "no plans", "never", "nobody will")."""
    for child in token.children:
        if child.dep_ == "nsubj" and (child.lower_ in NOBODY or any(c.lower_ in ("no", "neither") and c.i < child.i for c in child.children)):
            return True
        if child.dep_ == "neg" or (child.lower_ in ("no", "never", "neither") and child.dep_ in ("det", "advmod", "preconj", "neg")):
            return True
        if child.lower_ == "yet" and token.lemma_ in ("have", "be") and any(c.dep_ == "xcomp" for c in token.children):
            return True  # "has yet to deliver"
        if child.lower_ == "longer" and child.dep_ == "advmod" and any(c.dep_ == "neg" or c.lower_ == "no" for c in child.children):
            return True
    if token.dep_ == "conj" and token.pos_ in VERBAL and not any(c.dep_ in SUBJECTS for c in token.children) and token.head.pos_ in VERBAL:
        return any(c.dep_ == "neg" for c in token.head.children) and not any(c.dep_ in AUXILIARIES for c in token.children)
    return False


def passive(verb: Token) -> bool:
    """Whether the subject of a verb is what is acted on; a bare participle after a noun is passive too."""
    if any(child.dep_ in ("nsubjpass", "auxpass", "agent") for child in verb.children):
        return True
    # directly under a noun the tagger takes many a participle for a past: "a loan paid out in May"
    participle = verb.tag_ == "VBN" or (verb.tag_ == "VBD" and verb.dep_ == "acl")
    return participle and verb.dep_ in ("acl", "amod", "relcl") and not any(c.dep_ in ("aux", "nsubj") for c in verb.children)


def subject(verb: Token) -> Token | None:
    """The subject a verb has of its own or shares with the verb it is conjoined to."""
    for child in verb.children:
        if child.dep_ in ("nsubj", "nsubjpass", "csubj"):
            return child
    if verb.dep_ == "conj" and verb.head.pos_ in VERBAL:
        return subject(verb.head)
    return None


def objects(word: Token, *prepositions: str) -> list[Token]:
    """What prepositions under a word lead to: the package, by "of", in "the value of the package"."""
    return [noun for prep in word.children if prep.dep_ == "prep" and prep.lower_ in prepositions for noun in prep.children if noun.dep_ == "pobj"]


def lexical_keys(token: Token) -> Iterator[str]:
    """The keys a word may have in a word list, the longest first: "put on hold" before "put"."""
    lemma = token.lemma_.lower()
    if token.i + 1 < len(token.doc):
        yield f"{lemma} {token.nbor().lower_}"
    for child in token.children:
        near = child.left_edge.i - token.i < 5 or child.dep_ == "prep"
        led = child.dep_ in ("prt", "prep", "advmod", "dobj", "acomp", "oprd", "advcl") or (child.dep_ == "ccomp" and child.pos_ == "ADJ")
        if led and child.i > token.i and near:
            yield from (f"{lemma} {child.lower_} {noun.lower_}" for noun in child.children if child.dep_ == "prep" and noun.dep_ == "pobj")
            if child.dep_ == "dobj":
                # the parser may hang the way on what goes there: "put $5m towards boats"
                yield from (f"{lemma} {way.lower_}" for way in child.children if way.lower_ in ("toward", "towards"))
            yield f"{lemma} {child.lower_}"
    yield lemma


def governor(token: Token) -> Token | None:
    """The word a clause or noun hangs on as its content: "plans to [send]" gives plans, "decision not to [send]" decision."""
    if token.dep_ == "prep" and token.head.lower_ == "short" and token.head.dep_ == "advmod":
        return token.head.head  # "stopped short of sending"
    if token.dep_ in (
        "xcomp",
        "ccomp",
        "acl",
        "pcomp",
        "pobj",
        "dobj",
        "advcl",
        "acomp",
        "attr",
        "oprd",
        "prep",
        "agent",
        "nsubj",
        "nsubjpass",
        "csubj",
        "relcl",
        "dative",
        "parataxis",
    ):
        return token.head
    if token.dep_ in ("conj", "appos"):
        return governor(token.head)
    return None


def clause(verb: Token) -> Span:
    """The stretch from the first to the last token below a verb, without outer punctuation."""
    return _stretch([token for token in verb.subtree if not token.is_space])


def main_clause(verb: Token, needed: set[int]) -> Span:
    """The clause of a verb without side clauses and further main clauses, unless they hold a needed token."""
    tokens: list[Token] = []

    def collect(token: Token) -> None:
        tokens.append(token)
        for child in token.children:
            side = child.dep_ in ("advcl", "parataxis") or (child.dep_ == "conj" and child.pos_ in VERBAL)
            if not side or any(t.i in needed for t in child.subtree):
                collect(child)

    collect(verb)
    return _stretch(sorted((t for t in tokens if not t.is_space), key=lambda t: t.i))


def _stretch(tokens: list[Token]) -> Span:
    while len(tokens) > 1 and tokens[0].is_punct and tokens[0].text not in "$€£“\"‘'":
        tokens.pop(0)
    while len(tokens) > 1 and ((tokens[-1].is_punct and tokens[-1].text not in '”"%)’') or tokens[-1].lower_ in ("and", "but", "or", "while")):
        tokens.pop()
    return Span(tokens[0].idx, tokens[-1].idx + len(tokens[-1]))


def ancestors(token: Token) -> Iterator[Token]:
    """The words above a token, nearest first."""
    while token.head.i != token.i:
        token = token.head
        yield token


def below(token: Token, stop: frozenset[str] = frozenset({"relcl", "advcl"})) -> Iterator[Token]:
    """A token and what hangs on it, leaving out the kinds of clause in `stop`."""
    yield token
    for child in token.children:
        if child.dep_ not in stop:
            yield from below(child, stop)
