"""Worth: how likely a draft is a claim that careful readers would write down, by a small model over its grammar."""

from __future__ import annotations

from collections.abc import Iterator

from pledgebook.extract.context import Context
from pledgebook.extract.drafts import Draft
from pledgebook.extract.frame import Frame
from pledgebook.extract.grammar import subject
from pledgebook.extract.linear import scores

MODEL = "aid_worth"


def worth(draft: Draft, context: Context) -> float:
    """The log odds that a draft is a claim."""
    return scores(MODEL, features(draft, context))[0]


def features(draft: Draft, context: Context) -> list[str]:
    """What the model sees of a draft: its grammar and kinds of goods, never its names or figures."""
    plain = list(_plain(draft, context))
    general = "money" if draft.money is not None else "general" if all(i.general and i.quantity is None for i in draft.items) else "goods"
    plain += [f"echo={draft.echo}", f"echo={draft.echo.partition('-')[0]}&{general}"]
    crossed = ("stage", "kind", "dep", "tense", "named", "receiver", "subject", "below")
    return plain + [f"{general}&{one}" for one in plain if one.partition("=")[0] in crossed]


def _plain(draft: Draft, context: Context) -> Iterator[str]:
    frame = draft.frame
    inner = frame.inner
    yield f"stage={draft.stage}"
    yield f"realis={draft.realis}"
    yield from (f"kind={inner.kind}", f"lemma={inner.token.lemma_.lower()}")
    yield f"tense={inner.tense}"
    yield f"dep={inner.token.dep_}"
    yield f"kind&tense={inner.kind}&{inner.tense}"
    yield f"outer={'+'.join(step.kind for step in frame.acts[1:3])}"
    yield f"outer_lemma={frame.acts[-1].token.lemma_.lower()}"
    yield f"below={frame.below}"
    yield f"noun={inner.noun}"
    yield f"negated={any(step.negated for step in frame.acts)}"
    yield f"named={draft.named}"
    yield f"givers={min(len(draft.donors), 3)}"
    yield f"group={any(code in context.groups for code in draft.donors)}"
    yield f"receiver={_receiver(draft, context)}"
    yield f"money={draft.counts_as}"
    yield f"items={min(len(draft.items), 4)}"
    yield f"counted={any(i.quantity is not None for i in draft.items)}"
    yield f"dated={draft.date is not None}"
    yield f"scheme={draft.scheme is not None}"
    yield f"fresh={draft.incremental}"
    yield f"repeated={min(len(draft.spans), 3)}"
    yield f"long={min(len(draft.core) // 60, 4)}"
    yield f"early={min(draft.sentence, 6)}"
    quoted = any(quote.content.contains(draft.core) for quote in context.near_quotes.at(draft.core))
    yield f"quoted={quoted}"
    for item in draft.items:
        yield f"class={item.item_class}"
        yield f"item={item.name.split()[-1].lower()}"
    yield from _doer(frame, context)
    for child in inner.token.children:
        if child.dep_ in ("mark", "advmod", "neg", "det") or child.tag_ in ("WRB", "WDT", "WP"):
            yield f"with={child.lower_}"
    definite = any(child.lower_ == "the" for head in frame.heads for child in head.children if child.dep_ == "det")
    yield f"definite={definite and draft.money is None}&{any(i.quantity is not None for i in draft.items)}"
    for head in frame.heads[:2]:
        yield f"head={head.dep_}"
        for child in head.children:
            if child.dep_ in ("det", "amod", "poss"):
                yield f"beside={child.lower_ if child.i not in context.mention_at else child.dep_}"


def _doer(frame: Frame, context: Context) -> Iterator[str]:
    """Who acts: the subject of the verb, for an act noun that of the verb above it ("resumed deliveries"), with its tense."""
    telling = next((step for step in frame.acts if not step.noun), frame.inner)
    if frame.inner.noun:
        yield f"verb_tense={telling.tense}"
    doer = subject(telling.token)
    if doer is None:
        yield "subject=none"
    else:
        mention = context.mention_at.get(doer.i)
        yield f"subject={mention.kind if mention is not None else doer.pos_}"
        yield f"doer={doer.dep_}"


def _receiver(draft: Draft, context: Context) -> str:
    """Where the receiver is named: in the claim's own clause, in its sentence, in one of the two before, or not there."""
    here = context.sentence(draft.frame.inner.token.idx)
    if any(draft.core.contains(m.span) for m in context.near_receivers.at(draft.core)):
        return "clause"
    return "sentence" if here in context.receiving else "before" if context.receiving & {here - 1, here - 2} else "none"
