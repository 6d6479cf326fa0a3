"""What aid is spent on, where it is named again: the goods and amounts of a package told just before."""

from __future__ import annotations

from spacy.tokens import Token

from pledgebook.extract.context import Context
from pledgebook.extract.cores import core_of
from pledgebook.extract.drafts import Draft
from pledgebook.extract.frame import Frame
from pledgebook.extract.givers import suppliers_of
from pledgebook.extract.grammar import passive, subject
from pledgebook.extract.wholes import BACK, DEFINITE, just_told, take_in, whole_of
from pledgebook.model.claim import Stage


def bought_with(frame: Frame, before: list[Draft], context: Context) -> Draft | None:
    """The draft whose money is said to pay for a frame's goods: "with this money 20 boats are bought", "the money will buy boats"; None else."""
    step = frame.inner.token
    if frame.inner.noun or frame.inner.kind not in ("contract", "give") or frame.money or frame.below:
        return None
    means = [noun for prep in step.children if prep.dep_ == "prep" and prep.lower_ in ("with", "from", "for") for noun in prep.children if noun.dep_ == "pobj"]
    doer = subject(step)
    led = means if passive(step) and not any(c.dep_ == "agent" for c in step.children) else [doer] if doer is not None and not passive(step) else []
    here = context.sentence(step.idx)
    if doer is not None and led == [doer] and (held := _providing(doer, before, context)) is not None:
        return held
    if not any(noun.lemma_.lower() in context.words.words["amount_noun"] and any(c.lower_ in DEFINITE for c in noun.children) for noun in led):
        return None
    return next((d for d in reversed(before) if d.money is not None and d.parent is None and 0 <= here - d.sentence <= BACK), None)


def _providing(doer: Token, before: list[Draft], context: Context) -> Draft | None:
    """The draft of the aid that is itself said to give: "this drawdown will provide guns", "$5m in aid, which will provide tents"; None else."""
    told_of = doer.head.head if doer.tag_ == "WDT" and doer.head.dep_ == "relcl" else doer
    aid = context.words.nouns.get(told_of.lemma_.lower()) in ("package", "commit") or told_of.lemma_.lower() in context.words.words["channel_noun"]
    pointed = doer.tag_ == "WDT" or _definite(doer)
    whole = whole_of(doer, before, context) if aid and pointed else None
    if whole is None and doer.tag_ == "WDT" and aid:
        here = context.sentence(doer.idx)  # "through the initiative, which will provide"
        whole = next((d for d in reversed(before) if d.money is not None and d.parent is None and d.sentence == here), None)
    near = whole is not None and 0 <= context.sentence(doer.idx) - whole.sentence <= BACK
    return whole if near and whole is not None and whole.stage in (Stage.PLEDGED, Stage.COMMITTED, Stage.PROPOSED) else None


def _definite(noun: Token) -> bool:
    """Whether a phrase points to what was told: "this $5m drawdown"."""
    return any(word.lower_ in DEFINITE for word in noun.doc[noun.left_edge.i : noun.i])


def named_again(frame: Frame, before: list[Draft], context: Context) -> bool:
    """Gives a decision told before the amount it is named again with: "I am authorising a drawdown of arms. This $5m drawdown ..."."""
    noun = frame.inner.token
    if not frame.inner.noun or frame.inner.kind != "commit" or not frame.money or not _definite(noun):
        return False
    told = just_told(Stage.COMMITTED, noun, [draft for draft in before if draft.money is None], context)
    if told is None:
        return False
    told.money = frame.money[0]
    told.spans.append(core_of(frame, context))
    return True


def spend(frame: Frame, whole: Draft, context: Context) -> None:
    """Adds goods to the draft whose money pays for them, and whose they are."""
    take_in(whole, frame, context)
    whole.supplier = whole.supplier or suppliers_of(frame, whole.donors, context)
