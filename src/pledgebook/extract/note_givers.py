"""Who gives what a note reports: the one party it is about, told from those that pass aid on or are only spoken of."""

from __future__ import annotations

import collections
import re

from pledgebook.annotate.compiled import per_dossier
from pledgebook.dossier.schema import Dossier, PartyKind
from pledgebook.extract.context import Context
from pledgebook.model.annotation import Mention, MentionKind

GIVING = frozenset({"nsubj", "nsubjpass", "poss", "agent", "ROOT"})


class GiverWords:
    """Words beside parties that give nothing; compiled from `words/notes.toml`."""

    def __init__(self, dossier: Dossier) -> None:
        channel = "|".join(map(re.escape, sorted(dossier.terms("notes", "channel"), key=len, reverse=True))) or "(?!)"
        self.channel = re.compile(rf"(?:^|\s)(?:{channel})\s+(?:the\s+)?(?:[\w’'-]+\s+){{0,1}}$", re.IGNORECASE)
        self.instruments = frozenset(dossier.terms("notes", "instruments"))
        self.states = frozenset(p.code for p in dossier.parties if p.kind is PartyKind.STATE)


giver_words = per_dossier(GiverWords)


def note_givers(context: Context, asides: set[int]) -> list[str]:
    """The codes of those who give, by how and how often they are named; [] where the note names none."""
    words = giver_words(context.dossier)
    mentions = [m for m in context.annotated.mentions if context.eligible(m.code) and m.code not in context.groups]
    own = [m for m in mentions if context.sentence(m.span.start) not in asides] or mentions
    weight: collections.Counter[str] = collections.Counter()
    first: dict[str, Mention] = {}
    passing: set[str] = set()
    for mention in own:
        strength = _strength(mention, words, context)
        if not strength and mention.code is not None and mention.code not in words.states:
            passing.add(mention.code)
        elif strength and mention.code is not None:
            weight[mention.code] += strength
            first.setdefault(mention.code, mention)
    # an organisation that aid passes through is no giver beside a state
    for code in passing if weight.keys() - passing else ():
        weight.pop(code, None)
    if not weight:
        return []
    best = max(weight, key=lambda code: (weight[code], -first[code].span.start))
    return list(dict.fromkeys(m.code for m in context.runs.get(first[best].span, (first[best],)) if m.code is not None and m.code in weight))


def _strength(mention: Mention, words: GiverWords, context: Context) -> int:
    """How much a mention speaks for its party as the giver; 0 for a channel, a place or a means."""
    state = mention.code in words.states
    start = mention.span.start if state else context.runs.get(mention.span, (mention,))[0].span.start
    before = context.text[max(0, start - 60) : start]
    after = re.match(r"(?:['’]s)?\s+((?:[\w-]+\s+){0,3}[\w-]+)", context.text[mention.span.end : mention.span.end + 60])
    following = after.group(1).lower().split() if after else []
    if not state and (set(following) & words.instruments or _of_a_state(mention, words, context)):
        return 0
    head = next(iter(context.tokens(mention.span)[-1:]), None)
    if not state and (before.rstrip().endswith("(") or words.channel.search(before)):
        return 0
    if mention.kind is MentionKind.PERSON:
        return 3
    if words.channel.search(before) and not mention.adjective:
        return 0
    if head is None:
        return 1
    giving = head.dep_ in GIVING or (head.dep_ == "pobj" and head.head.lower_ in (("by", "from", "of") if state else ("by", "from")))
    return 4 if giving else (3 if mention.adjective and state else 2 if state else 1)


def _of_a_state(mention: Mention, words: GiverWords, context: Context) -> bool:
    """Whether an organisation is the branch of a state: the Red Cross of one country."""
    return any(other.code in words.states and other.adjective and 0 < mention.span.start - other.span.end <= 2 for other in context.annotated.mentions)
