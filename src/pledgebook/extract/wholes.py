"""Wholes and their parts: what a package is said to hold, what an amount is a part of, what a sum has come to."""

from __future__ import annotations

import msgspec
from spacy.tokens import Token

from pledgebook.extract.acts import Act, listing
from pledgebook.extract.context import Context
from pledgebook.extract.cores import core_of
from pledgebook.extract.drafts import Draft, draft_of, fallback_donors, goods_beside, leave_goods, recipient_of, scheme_of
from pledgebook.extract.frame import Frame
from pledgebook.extract.frames import chains_over
from pledgebook.extract.givers import donors_of, receivers_of
from pledgebook.extract.grammar import Tense, below, clause, objects, subject, tense
from pledgebook.extract.kinds import kind_of
from pledgebook.extract.stages import PLANNED, Verdict, stage_of
from pledgebook.extract.sums import for_others
from pledgebook.extract.tallies import many, running_total, so_far, sums_up, tallied
from pledgebook.extract.warrant import is_goods
from pledgebook.model.annotation import Money
from pledgebook.model.claim import Stage
from pledgebook.model.text import Span

HOLDING = frozenset({"include", "total", "worth", "container", "share"})
"""kinds of verb that say what a whole holds, is worth or has come to"""
BACK = 2
"""sentences back to the amount that "of it" or "this money" points to"""
DECIDING = {"pledge": Stage.PLEDGED, "commit": Stage.COMMITTED, "request": Stage.PROPOSED}
"""stages of what nouns of deciding name"""
DEFINITE = frozenset({"the", "this", "that", "these", "those"})


def is_holding(frame: Frame) -> bool:
    """Whether a frame tells of a whole and its parts rather than of an act."""
    step = frame.inner
    if step.kind == "travel" and not step.noun and frame.money:
        # "contributions have reached $3bn" sums up; "$3m worth of shells will head there" moves goods
        return frame.money[-1].span.start > step.token.idx
    return step.kind in HOLDING or (bool(frame.money) and step.token.lemma_ == "be")


def contents_of(frame: Frame, before: list[Draft], context: Context) -> list[Draft]:
    """What a package is said to include, or where a part of an amount goes: goods join the whole, amounts become components of it."""
    if frame.inner.negated or any(c.dep_ == "mark" and c.lower_ in context.words.words["unreal"] for c in frame.inner.token.children):
        return []  # "does not include boats", "if it includes boats"
    doer = _told_of(frame.inner.token, context)
    if frame.inner.kind == "travel" or (frame.inner.kind == "total" and (sums_up(frame, doer, context) or many(doer, context))):
        return running_total(frame, doer, before, context)
    if doer is not None and context.words.nouns.get(doer.lemma_.lower()) == "share" and frame.inner.token.lemma_ == "be":
        return _stated_share(frame, doer, before, context)
    if (frame.inner.token.lemma_ == "be" or frame.inner.kind == "worth") and doer is not None and tallied(frame, doer, context):
        return running_total(frame, doer, before, context)
    if _valued(frame, doer, before, context):
        return []
    spent = frame.inner.kind == "share" and not frame.money and doer is not None and context.words.nouns.get(doer.lemma_.lower()) == "package"
    if spent and doer is not None and (held := whole_of(doer, before, context)) is not None:
        take_in(held, frame, context)  # "the aid will go towards radars"
        return []
    if frame.inner.kind == "share" or frame.inner.token.lemma_ == "be":
        parts = _parts(frame, _outer_amount(frame, before, context), context)
        return parts or (_listed(frame, doer, before, context) if doer is not None and (_priced(frame) or _own_part(frame, doer, context)) else [])
    fresh = doer is not None and len(frame.acts) > 1 and any(c.lower_ in ("a", "an", "another") for c in doer.children if c.dep_ == "det")
    whole = whole_of(doer, before, context) if doer is not None and not fresh else None
    if whole is not None and whole.shell and whole.money is None and (told := _told_before(whole, before, context)) is not None:
        told.spans += [span for span in whole.spans if span not in told.spans]
        told.date, whole = told.date or whole.date, told
    if whole is None and doer is not None and (rest := _remainder(frame, doer, before, context)):
        return rest
    if whole is None and doer is not None and frame.inner.kind == "include":
        return _enacted(frame, doer, before, context) or _listed(frame, doer, before, context)
    if whole is None:
        return _listed(frame, doer, before, context) if doer is not None and _priced(frame) else []
    inside = [m for m in frame.money if not _same_sum(m, whole.money)]
    if inside and whole.money is None and (frame.inner.kind in ("total", "worth") or inside[0].span.start < frame.inner.token.idx):
        # "which is valued at $5m and includes guns": the amount is the whole's
        whole.money = inside.pop(0)
    if not inside:
        take_in(whole, frame, context)
        return []
    here = context.sentence(frame.inner.token.idx)
    if not context.naming & set(range(here - 2, here + 3)):
        return []  # what a budget holds for others
    beside = goods_beside(frame, inside, context)
    if beside:
        take_in(whole, msgspec.structs.replace(frame, items=beside), context)
    return _parts(msgspec.structs.replace(frame, items=[item for item in frame.items if item not in beside]), whole, context)


def take_in(whole: Draft, frame: Frame, context: Context) -> None:
    """Adds the goods of a frame to a whole, with the clause that tells of them."""
    core = core_of(frame, context)
    whole.items = whole.items + [i for i in frame.items if is_goods(i, context) and i.span not in {j.span for j in whole.items}]
    if core not in whole.spans:
        whole.spans.append(core)


def _same_sum(one: Money, other: Money | None) -> bool:
    return other is not None and (one.minimum, one.maximum, one.currency) == (other.minimum, other.maximum, other.currency)


def _told_of(verb: Token, context: Context) -> Token | None:
    """The whole a verb tells of: its subject, the list it stands in, or the noun the parser hangs it on.

    Of "aid given since the war began has reached $5m" the parser takes the war for what has reached it; of "some of the
    aid includes guns" the aid is told of.
    """
    doer = subject(verb) or listing(verb, context.words)
    over = verb.head
    if verb.dep_ == "advcl" and over.i < verb.i and (doer is None or doer.lemma_.lower() in context.words.words["event_noun"]):
        doer = over if over.pos_ == "NOUN" else subject(over) or doer
    if doer is not None and doer.pos_ in ("PRON", "DET") and doer.tag_ not in ("WDT", "WP"):
        return next(iter(objects(doer, "of")), doer)
    if doer is not None and doer.tag_ == "WDT" and over.pos_ == "PROPN" and over.dep_ == "pobj" and over.head.head.pos_ == "NOUN":
        return over.head.head  # "support for Kyiv, which amounts to $5m"
    return doer


def _valued(frame: Frame, doer: Token | None, before: list[Draft], context: Context) -> bool:
    """Gives the goods told before the amount that their package is said to be worth: "sends 50 boats. The package is worth $5m"."""
    step = frame.inner.token
    if step.lemma_ != "be" or doer is None or not _priced(frame):
        return False
    whole = whole_of(doer, before, context) or next((d for d in reversed(before) if d.items and 0 <= context.sentence(step.idx) - d.sentence <= BACK), None)
    told_last = doer.lower_ in ("it", "this") and whole is not None and context.sentence(step.idx) - whole.sentence == 1
    definite = told_last or any(child.lower_ in DEFINITE for child in doer.children if child.dep_ == "det")
    if not definite or whole is None or whole.money is not None or whole.parent is not None:
        return False
    whole.money = frame.money[0]
    whole.spans.append(core_of(frame, context))
    return True


def _priced(frame: Frame) -> bool:
    """Whether a verb says what something is worth: "is worth", "totals", "is valued at"."""
    verb = frame.inner.token
    worth = verb.lemma_ == "be" and any(c.lower_ == "worth" for c in verb.children if c.dep_ in ("acomp", "prep"))
    return bool(frame.money) and (worth or frame.inner.kind in ("worth", "total"))


def _own_part(frame: Frame, doer: Token, context: Context) -> bool:
    """Whether an amount is said to be what a giver contributes: "Oslo's contribution is $5m"."""
    owned = any(c.dep_ == "poss" and any(context.eligible(code) for code in context.parties(c)) for c in doer.children)
    return bool(frame.money) and owned and doer.lemma_.lower() in context.words.words["own_part"]


def _told_before(shell: Draft, before: list[Draft], context: Context) -> Draft | None:
    """The draft whose amount was told before of the package that is named again: "offered $5m. ... announced the package, which holds tents"."""
    definite = any(child.lower_ in DEFINITE for head in shell.frame.heads for noun in (head, head.head) for child in noun.children if child.dep_ == "det")
    near = [d for d in before if d.money is not None and d.parent is None and 0 <= shell.sentence - d.sentence <= BACK]
    alike = [d for d in near if set(d.donors) == set(shell.donors) and d.stage in (Stage.PLEDGED, Stage.COMMITTED)]
    return alike[-1] if definite and alike else None


def _remainder(frame: Frame, doer: Token, before: list[Draft], context: Context) -> list[Draft]:
    """What is left of a whole told before, as a component of it: "the remaining $3bn includes loans"."""
    own = [m for m in frame.money if m.span.start < frame.inner.token.idx]
    left = any(token.lower_ in context.words.words["remaining"] for token in below(doer))
    wholes = [d for d in before if d.money is not None and d.parent is None and own and _less(own[0], d.money)]
    if not left or not wholes:
        return []
    return _parts(msgspec.structs.replace(frame, money=own[:1]), wholes[-1], context)


def _stated_share(frame: Frame, doer: Token, before: list[Draft], context: Context) -> list[Draft]:
    """One giver's part of a joint amount: "the Dutch share is $250 million"."""
    givers = [code for code in context.parties(doer) if context.eligible(code)]
    joint = [d for d in before if d.money is not None and d.parent is None and set(givers) < set(d.donors)]
    if not givers or not joint:
        return []
    return [msgspec.structs.replace(part, donors=givers) for part in _parts(frame, joint[-1], context)]


def _parts(frame: Frame, whole: Draft | None, context: Context) -> list[Draft]:
    """One component of the whole for each amount of a frame."""
    if whole is None:
        return []
    made = []
    for money in frame.money:
        if whole.money is None or _same_sum(money, whole.money) or for_others(money, context):
            continue
        core = core_of(frame, context)
        items = [i for i in frame.items if is_goods(i, context)]
        part = msgspec.structs.replace(
            whole, frame=frame, money=money, items=items, core=core, spans=[core], sentence=context.sentence(core.start), parent=whole, counts_as=None, flags=[]
        )
        part.aid_type = kind_of(items or frame.items, core.of(context.text), context)
        made.append(part)
    return made


def attach_portions(drafts: list[Draft], context: Context) -> None:
    """Makes amounts that are said to be of one told before parts of it: "Oslo pays $2m of it", "of this sum, Riga will pay $1m"."""
    for k, draft in enumerate(drafts):
        head = context.head(draft.money.span) if draft.money is not None and draft.parent is None else None
        while head is not None and head.dep_ in ("nummod", "quantmod", "compound"):
            head = head.head
        if head is None or not any(_points_back(prep, context) for over in (head, draft.frame.inner.token) for prep in over.children if prep.dep_ == "prep"):
            continue
        whole = next((d for d in reversed(drafts[:k]) if d.money is not None and d.parent is None and 0 <= draft.sentence - d.sentence <= BACK), None)
        if whole is None or (draft.named and not (set(draft.donors) <= set(whole.donors) or set(whole.donors) & context.groups)):
            continue
        draft.parent, draft.scheme = whole, draft.scheme or whole.scheme
        if draft.stage is Stage.DELIVERED and draft.frame.inner.tense is Tense.PRESENT:
            draft.stage = whole.stage


def attach_wholes(drafts: list[Draft], context: Context) -> None:
    """Takes amounts that others come out of for wholes: the €18bn of "paid €2bn of its €18bn package" are promised, and not paid.

    What is promised or decided out of a whole is a component of it; what is delivered stays an amount of its own, as it is
    no second promise.
    """
    for draft in drafts:
        whole = draft.money
        head = context.head(whole.span) if whole is not None and draft.parent is None else None
        while head is not None and head.dep_ in ("nummod", "quantmod", "compound", "nmod", "amod"):
            head = head.head
        if whole is None or head is None or head.dep_ != "pobj" or not _draws_on(head, context):
            continue
        here = context.sentence(whole.span.start)
        before = [d for d in drafts if d.money is not None and d.parent is None and d.money.span.end <= whole.span.start]
        others = [d for d in before if d.money is not None and _less(d.money, whole) and context.sentence(d.money.span.start) == here]
        part = others[-1] if others else None
        if part is None:
            continue
        if part.frame is draft.frame or part.frame.inner.token.i == draft.frame.inner.token.i:
            draft.stage = Stage.PLEDGED if part.stage in (Stage.DELIVERED, Stage.CONTRACTED) else part.stage
            draft.date = None
        owners = [code for code in context.parties(head) if context.eligible(code)]
        draft.donors = owners or draft.donors
        if part.stage not in (Stage.DELIVERED, Stage.CONTRACTED):
            part.parent = draft


def _draws_on(noun: Token, context: Context) -> bool:
    """Whether an amount before comes out of what a noun names: "a tranche of its", "$5m of the", "as part of a", "under a programme of"."""
    prep, over, words = noun.head, noun.head.head, context.words
    if prep.lower_ == "of":
        counted = over.tag_ == "CD" or over.pos_ == "ADJ" or any(child.pos_ == "NUM" or child.tag_ == "$" for child in (over, *over.children))
        return counted or words.nouns.get(over.lemma_.lower()) == "share" or over.lemma_.lower() in words.words["part_noun"]
    channel = noun.lemma_.lower() in words.words["channel_noun"] or words.nouns.get(noun.lemma_.lower()) in ("package", "container")
    return channel and prep.lower_ in ("under", "from", "within")


def _less(part: Money, whole: Money) -> bool:
    return part.currency == whole.currency and 0 < (part.maximum or part.minimum or 0) < (whole.minimum or whole.maximum or 0)


def _enacted(frame: Frame, doer: Token, before: list[Draft], context: Context) -> list[Draft]:
    """What a bill is said to hold for the beneficiary, at the stage the bill is at: "passed a bill that includes $5m for Kyiv"."""
    bill = doer.head.head if doer.tag_ in ("WDT", "WP") and doer.head.dep_ == "relcl" else doer
    chains = chains_over(bill, context)
    acts = next((acts for acts, _ in chains if acts[0].token.i != frame.inner.token.i), ())
    law = context.words.nouns.get(bill.lemma_.lower()) == "container" or (bool(acts) and acts[0].kind in ("commit", "bill"))
    here = context.sentence(frame.inner.token.idx)
    meant = set(receivers_of(frame, context)) | {m.code for m in context.near_mentions.at(clause(frame.inner.token))}
    told = bool(acts) and bool(context.naming & {here - 1, here, here + 1})
    if not frame.money or not law or not (told or meant & context.beneficiaries):
        return []
    verdict = stage_of(acts) if acts else PLANNED
    frame.verdict = verdict if verdict.stage in (Stage.PROPOSED, Stage.PLEDGED, Stage.COMMITTED, Stage.REFUSED) else PLANNED
    frame.acts = (*frame.acts[:1], *acts)
    donors = donors_of(frame, context) or fallback_donors(frame, before, context)
    recipient = recipient_of(frame, before, context)
    own = [money for money in frame.money if not for_others(money, context)]
    made = [draft_of(frame, money, donors, recipient, context, len(frame.money) > 1) for money in own] if recipient is not None else []
    leave_goods(made)
    return made


def _listed(frame: Frame, doer: Token, before: list[Draft], context: Context) -> list[Draft]:
    """What a noun of giving is said to include or to be worth: "US deliveries have included howitzers", "the Swedish package is worth $5m"."""
    kind = context.words.nouns.get(doer.lemma_.lower())
    stage = {"deliver": Stage.DELIVERED, "pledge": Stage.PLEDGED, "request": Stage.REQUESTED, "package": Stage.PLEDGED}.get(kind or "")
    stage = Stage.COMMITTED if kind == "commit" and frame.money else Stage.PLEDGED if _own_part(frame, doer, context) else stage
    if kind == "package" and not frame.money and so_far(frame, context):
        stage = Stage.DELIVERED
    if kind == "deliver" and frame.inner.tense is Tense.FUTURE:
        stage = Stage.PLEDGED
    held = bool(frame.money) and (kind in ("package", "commit") or _own_part(frame, doer, context))
    if stage is None or not (held or any(is_goods(i, context) for i in frame.items)):
        return []
    frame.verdict = Verdict(stage)
    frame.acts = (*frame.acts, Act(doer, kind or "", frame.inner.tense, negated=False))
    donors = donors_of(frame, context) or fallback_donors(frame, [], context)
    recipient = recipient_of(frame, before, context)
    if recipient is None or not donors:
        return []
    amounts: list[Money | None] = [*frame.money] or [None]
    return [draft_of(frame, money, donors, recipient, context, len(frame.money) > 1) for money in amounts]


def _outer_amount(frame: Frame, before: list[Draft], context: Context) -> Draft | None:
    """The whole an amount is a part of: the one named by "$20bn of the $33bn", else the last amount before it."""
    inside = {m.span for m in frame.money[:1]}
    sentence = context.sentence_of(frame.inner.token).span
    named = [m for m in context.near_money.at(sentence) if sentence.contains(m.span) and m.span not in inside]
    amounts = [d for d in before if d.money is not None and d.parent is None]
    for draft in reversed(amounts):
        if any(draft.money is not None and m.minimum == draft.money.minimum and m.currency == draft.money.currency for m in named):
            return draft
    part = any(_points_back(token, context) for token in context.tokens(sentence))
    return amounts[-1] if amounts and part else None


def _nouns_over(noun: Token) -> list[Token]:
    """The nouns a noun hangs on in its phrase: a relative clause is often hung on the last of them."""
    found = []
    while noun.dep_ in ("pobj", "compound", "nmod", "prep"):
        noun = noun.head
        found.append(noun)
    return found


def _points_back(token: Token, context: Context) -> bool:
    """Whether a word is the "of" of "of this", "of which" or "of that amount"."""
    if token.lower_ != "of":
        return False
    words = context.words.words
    return any(c.lower_ in words["pointing"] or c.lemma_.lower() in words["amount_noun"] for c in token.children)


def whole_of(doer: Token, before: list[Draft], context: Context) -> Draft | None:
    """The draft whose money or package a phrase names, or the last package where it only points back to it."""
    if doer.tag_ in ("WDT", "WP") and doer.head.dep_ == "relcl":
        doer = doer.head.head
    held = {t.i for t in below(doer)} | {t.i for t in _nouns_over(doer)}
    for draft in reversed(before):
        if any(h.i in held for h in draft.frame.heads):
            return draft
    stated = [m for m in context.near_money.at(Span(doer.left_edge.idx, doer.idx + len(doer))) if doer.left_edge.idx <= m.span.start]
    for draft in reversed(before):
        if stated and _same_sum(stated[0], draft.money):
            return draft  # "the $1bn aid includes boats"
    if context.words.nouns.get(doer.lemma_.lower()) == "deliver" and any(c.lower_ in ("the", "these", "those") for c in doer.children):
        arrived = [draft for draft in before if draft.stage is Stage.DELIVERED and draft.money is None and not draft.items]
        promised = just_told(Stage.PLEDGED, doer, before, context) if tense(doer.head) is Tense.FUTURE else None
        return arrived[-1] if arrived else promised
    kind = context.words.nouns.get(doer.lemma_.lower())
    if kind in DECIDING:
        return just_told(DECIDING[kind], doer, before, context)  # "today's announcement holds", "this drawdown includes"
    if kind in ("package", "container", "share") or doer.pos_ == "PRON":
        packages = [draft for draft in before if draft.package]
        scheme = scheme_of(context, Span(doer.left_edge.idx, doer.idx + len(doer)))
        packages = [draft for draft in packages if scheme and draft.scheme == scheme] or packages  # "the USAI package"
        return next((draft for draft in reversed(packages) if _is_whole(draft, context)), packages[-1] if packages else None)
    return None


def just_told(stage: Stage, doer: Token, before: list[Draft], context: Context) -> Draft | None:
    """The last package, or decision without an amount, of a stage that was told just before."""
    here = context.sentence(doer.idx)
    stages = (stage, Stage.PROPOSED) if stage is Stage.PLEDGED else (stage,)
    near = [draft for draft in before if draft.stage in stages and draft.parent is None and here - draft.sentence <= BACK]
    told = [draft for draft in near if draft.package or (stage is Stage.COMMITTED and draft.money is None)]
    return told[-1] if told else None


def _is_whole(draft: Draft, context: Context) -> bool:
    """Whether a draft's own words name a package or a joint sum, and not one giver's part."""
    named = any(context.words.nouns.get(noun.lemma_.lower()) == "package" for head in draft.frame.heads for noun in (head, head.head))
    return named or len(draft.donors) > 1
