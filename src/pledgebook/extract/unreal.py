"""What is told and did not happen: what was done instead of, what would have been, what is said to be false."""

from __future__ import annotations

from spacy.tokens import Token

from pledgebook.extract.context import Context
from pledgebook.extract.frame import Frame
from pledgebook.extract.grammar import ancestors, auxiliaries


def unreal(frame: Frame, context: Context) -> bool:
    """Whether a frame's words deny that its act takes place without a "not"."""
    verb = frame.inner.token
    excluded = any(step.kind == "refuse" and any(c.lower_ == "nothing" and c.dep_ == "dobj" for c in step.token.children) for step in frame.acts[1:])
    return excluded or _replaced(verb) or _wished(verb) or _said_false(verb, context)


def _replaced(verb: Token) -> bool:
    """Whether something else was done: "gave money instead of sending tanks"."""
    lead = verb.head
    return verb.dep_ == "pcomp" and lead.lower_ == "of" and lead.i > 0 and lead.nbor(-1).lower_ == "instead"


def _wished(verb: Token) -> bool:
    """Whether the order of words makes a condition that was not met: "had Oslo sent tanks, the town would have held"."""
    doer = next((c for c in verb.children if c.dep_ in ("nsubj", "nsubjpass")), None)
    first = next(iter(auxiliaries(verb)), None)
    turned = doer is not None and first is not None and first.lower_ == "had" and first.i < doer.left_edge.i
    return turned and verb.dep_ != "ROOT"


def _said_false(verb: Token, context: Context) -> bool:
    """Whether a report of the act is called false: "reports that Oslo sent tanks are false"."""
    said = [token for token in (verb, *ancestors(verb)) if token.lemma_ == "be"]
    told = any(token.lemma_.lower() in context.words.words["hearsay"] for token in ancestors(verb))
    return told and any(c.dep_ in ("acomp", "attr") and c.lemma_.lower() in context.words.words["untrue"] for token in said for c in token.children)
