"""Drafts: aid claims in the making, in positions of the cleaned text."""

from __future__ import annotations

import re
from collections.abc import Iterable

import msgspec
from spacy.tokens import Token

from pledgebook.extract.context import Context
from pledgebook.extract.cores import core_of, own_phrase
from pledgebook.extract.dating import date_of
from pledgebook.extract.ellipsis import gapped_goods
from pledgebook.extract.frame import Frame
from pledgebook.extract.givers import donors_of, goes_elsewhere, let, origin_of, receivers_of, suppliers_of, taken_from, worldwide
from pledgebook.extract.grammar import Tense, below, clause, passive, subject
from pledgebook.extract.kinds import kind_of
from pledgebook.extract.stages import Verdict
from pledgebook.extract.sums import BRACKET_REACH, goes_to_another, in_own_currency, sums_of
from pledgebook.extract.unreal import unreal
from pledgebook.extract.warrant import (
    OFTEN,
    asked_by_party,
    asks_for_itself,
    buys_for_itself,
    concrete,
    everyday,
    for_own_forces,
    is_goods,
    names_package,
    own_purchase,
    own_study,
)
from pledgebook.model.annotation import DateMention, Item, Mention, Money
from pledgebook.model.claim import AidType, CountsAs, Realis, Stage
from pledgebook.model.text import Span

LATELY = 3
"""sentences after which a claim's giver is not carried on"""
NAME = 40
"""characters by which the name of a scheme may go on behind a clause"""


class Draft(msgspec.Struct, eq=False):
    """One claim being put together; `core` is its own clause, `spans` its evidence, the fullest first."""

    frame: Frame
    stage: Stage
    realis: Realis
    donors: list[str]
    recipient: str | None
    core: Span
    spans: list[Span]
    sentence: int
    supplier: str | None = None
    money: Money | None = None
    items: list[Item] = []
    date: DateMention | None = None
    aid_type: AidType | None = None
    scheme: str | None = None
    counts_as: CountsAs | None = None
    parent: Draft | None = None
    incremental: bool = False
    flags: list[str] = []
    package: bool = False
    shell: bool = False
    """names a package whose money or goods must still come, or it is no claim"""
    named: bool = True
    """whether the givers stand in the frame's own words"""
    echo: str = "none"
    """where else the document seems to tell the same"""


def drafts_of(frame: Frame, before: list[Draft], context: Context) -> list[Draft]:
    """The drafts of one frame: one for its goods, or one for each amount; [] where it is no aid to the beneficiary."""
    if frame.verdict.stage is None or unreal(frame, context):
        return []
    if frame.inner.kind == "give" and frame.inner.tense is Tense.PRESENT and frame.verdict.stage is Stage.DELIVERED and _headline(frame, context):
        frame.verdict = Verdict(Stage.PLEDGED)
    if frame.verdict.stage is Stage.DELIVERED and let(frame, context)[1]:
        frame.verdict = Verdict(Stage.COMMITTED)  # what a state is let pass on is not passed on yet
    named = donors_of(frame, context)
    donors = named or fallback_donors(frame, before, context)
    if (not named and own_purchase(frame, context)) or own_study(frame, context) or for_own_forces(frame, context):
        return []
    lately = any(0 <= context.sentence(frame.inner.token.idx) - draft.sentence <= LATELY for draft in before)
    if not lately and buys_for_itself(frame, context):
        return []
    recipient = recipient_of(frame, before, context)
    if recipient is None or (not donors and not frame.money and all(i.general for i in frame.items) and not asks_for_itself(frame, context)):
        return []
    moved = frame.inner.kind == "travel" and context.words.nouns.get(frame.noun.lemma_.lower()) not in ("deliver", "package")
    owed = bool(frame.money) and bool(named)  # "$5m in aid has come from Oslo"
    if frame.inner.kind == "travel" and not owed and (not set(receivers_of(frame, context)) & context.beneficiaries or (moved and not donors)):
        return []  # tanks that nobody gives and that roll into a country may be an invader's
    scheme = scheme_of(context, core_of(frame, context))
    if everyday(frame, context) and not ((named or scheme) and set(receivers_of(frame, context)) & context.beneficiaries):
        return []
    shell = not concrete(frame, context) and not (scheme and frame.inner.kind in ("arrive", "travel"))
    if not asked_by_party(frame, context) or (shell and not names_package(frame, context)):
        return []
    made = _parted(frame, donors, recipient, context)
    for draft in made:
        draft.shell = shell
        draft.date = draft.date or made[0].date
        draft.named = bool(named)
        if draft.money is not None:
            _own_giver(draft, context)
            draft.money = in_own_currency(draft.money, draft.donors, context)
    for draft in made[1:]:
        nest(draft, made[0], context)
    leave_goods(made)
    _own_types(made, context)
    return _shared_out(made, donors, context)


def _parted(frame: Frame, donors: list[str], recipient: str, context: Context) -> list[Draft]:
    """The drafts of a frame that is aid: one for each amount or for its goods, one for goods beside an amount, one for each giver without a verb."""
    money = sums_of(frame, context)
    amounts: list[Money | None] = [*[m for m in money if len(money) == 1 or not goes_to_another(m, context)]] or [None]
    dative = any(c.dep_ == "dative" and c.pos_ != "ADP" for c in frame.inner.token.children)
    others = gapped_goods(frame.items, donors, context) if not dative else []
    frame.items = [item for item in frame.items if all(item is not gapped for _, gapped in others)]
    apart = goods_beside(frame, money, context)
    if apart:
        frame.items = [item for item in frame.items if item not in apart]
    made = [draft_of(frame, one, donors, recipient, context, len(money) > 1) for one in amounts]
    if apart:
        goods = msgspec.structs.replace(frame, items=apart, money=[])
        made.append(draft_of(goods, None, donors, recipient, context, several=False))
    for mention, item in others:
        goods = msgspec.structs.replace(frame, items=[item], money=[])
        made.append(draft_of(goods, None, [mention.code or ""], recipient, context, several=False))
        made[-1].core = Span(mention.span.start, item.span.end)
        made[-1].spans = [made[-1].core]
    return made


def _headline(frame: Frame, context: Context) -> bool:
    """Whether a sentence ends without a stop, as headlines do, whose present tense announces: "Oslo pays for boats"."""
    return context.sentence_of(frame.inner.token).span.of(context.text).rstrip()[-1:] not in (".", "!", "?", '"', "”", "'", "’", ":", ";")




def goods_beside(frame: Frame, money: list[Money], context: Context) -> list[Item]:
    """The counted goods that are given beside an amount and not for it: "600 missiles and $33m for salaries"."""
    if len(money) != 1:
        return []
    lead = context.text[: money[0].span.start][-BRACKET_REACH:].split()
    while lead and lead[-1].lower() in context.words.words["approximate"] | context.words.words["incremental"]:
        lead.pop()
    if not {" ".join(lead[-n:]).lower() for n in (1, 2, 3)} & context.words.words["joining"]:
        return []
    beside = [i for i in frame.items if i.span.end <= money[0].span.start and is_goods(i, context) and not i.general]
    return beside if any(i.quantity is not None for i in beside) else []


def leave_goods(made: list[Draft]) -> None:
    """Leaves goods that stand in the words of several amounts to the last amount before them: "$20m for shells and $30m for tents"."""
    for draft in made if len(made) > 1 else ():
        starts = {other.money.span.start for other in made if other.money is not None and any(item in other.items for item in draft.items)}
        own = draft.money.span.start if draft.money is not None else 0
        draft.items = [i for i in draft.items if max((s for s in starts if s < i.span.start), default=own) == own]


def _own_types(made: list[Draft], context: Context) -> None:
    """Gives each of several amounts the type that the words up to the next one say: "$8m in economic and $3m in humanitarian aid"."""
    sums = [draft for draft in made if draft.money is not None]
    ends = [following.money.span.start for following in sums[1:] if following.money is not None]
    for draft, end in zip(sums, [*ends, max(draft.core.end for draft in made)], strict=True) if len(sums) > 1 else ():
        assert draft.money is not None
        words = Span(draft.money.span.end, max(end, draft.money.span.end)).of(context.text)
        if any(word in listed for listed in context.words.types.values() for word in words.lower().split()):
            draft.aid_type = kind_of(draft.items, words, context)


def _shared_out(made: list[Draft], donors: list[str], context: Context) -> list[Draft]:
    """Drafts with one giver each where the text gives each its own amount: "will each give $20m", "respectively"."""
    apart = _by_origin(made[0], context) if len(made) == 1 and made[0].money is None else []
    if apart:
        return apart
    counted = any(item.quantity is not None for item in made[0].items)
    if len(donors) < 2 or (made[0].money is None and not counted):
        return made
    words = {t.lower_ for t in context.tokens(context.sentence_of(made[0].frame.inner.token).span)}
    if len(made) == len(donors) and words & context.words.words["respectively"]:
        return [msgspec.structs.replace(draft, donors=[donor]) for draft, donor in zip(made, donors, strict=True)]
    if len(made) == 1 and any(t.lower_ in context.words.words["each"] for t in made[0].frame.inner.token.children):
        return [msgspec.structs.replace(made[0], donors=[donor]) for donor in donors]
    return made


def _by_origin(draft: Draft, context: Context) -> list[Draft]:
    """A draft for each giver whose goods a list names apart: "10 guns from Oslo and 20 boats from Riga"; [] where it names no two."""
    heads = [(item, context.head(item.name_span)) for item in draft.items]
    named = [(item, [code for code in origin_of(head, context) if context.eligible(code)] if head is not None else []) for item, head in heads]
    givers = list(dict.fromkeys(tuple(codes) for _, codes in named if codes))
    if len(givers) < 2 or any(not codes for _, codes in named):
        return []
    parted = [msgspec.structs.replace(draft, donors=list(codes), items=[i for i, own in named if tuple(own) == codes]) for codes in givers]
    for part in parted:
        only = context.head(part.items[0].span)
        if len(part.items) == 1 and only is not None and part.items[0].name not in part.items[0].span.of(context.text):
            part.core = clause(only)  # "ten from Riga"
            part.spans = [part.core]
    return parted


def nest(draft: Draft, first: Draft, context: Context) -> None:
    """Makes an amount a component of the first where the words between them say so: "$5bn, including $2bn from Paris"."""
    if draft.money is None or first.money is None:
        return
    between = context.text[first.money.span.end : draft.money.span.start].lower()
    if not any(cue in between for cue in context.words.words["component"]):
        return
    draft.parent = first


def _own_giver(draft: Draft, context: Context) -> None:
    """Gives an amount the giver its own phrase names: "including $2bn from Paris", "Oslo gave $5m, Riga $2m and Vilnius $1m"."""
    beside = (context.giver_beside(draft.money.span) or context.giver_after(draft.money.span)) if draft.money is not None else None
    if beside is not None:
        draft.donors = [beside]
        return
    head = context.head(draft.money.span) if draft.money is not None else None
    while head is not None and head.dep_ in ("nummod", "quantmod", "compound"):
        head = head.head
    if head is not None and head.dep_ == "pobj" and head.head.lower_ == "of" and context.words.nouns.get(head.head.head.lemma_.lower()) == "package":
        owned = [code for code in origin_of(head.head.head, context) if context.eligible(code)]  # "a US grant of $5m"
        draft.donors = owned or draft.donors
    for child in head.children if head is not None else ():
        if child.dep_ == "prep" and child.lower_ == "from":
            named = [code for noun in child.children if noun.dep_ == "pobj" for code in context.parties(noun) if context.eligible(code)]
            draft.donors = named or draft.donors


def draft_of(frame: Frame, money: Money | None, donors: list[str], recipient: str, context: Context, several: bool) -> Draft:
    core = core_of(frame, context)
    if several and money is not None:
        own = own_phrase(money, core, context)
        core = Span(core.start, own.end) if money is frame.money[0] and core.start < own.end else own
    items = [i for i in _uncounted(frame.items) if is_goods(i, context) and (not several or core.contains(i.span))]
    assert frame.verdict.stage is not None
    sentence = context.sentence(core.start)
    text = core.of(context.text)
    draft = Draft(frame, frame.verdict.stage, frame.verdict.realis, list(donors), recipient, core, [core], sentence, money=money, items=items)
    if any(c.dep_ == "advcl" and any(m.dep_ == "mark" and m.lower_ in context.words.words["unreal"] for m in c.children) for c in frame.inner.token.children):
        # what is promised on a condition is not promised yet
        draft.realis = Realis.HYPOTHETICAL
        draft.stage = Stage.PROPOSED if draft.stage is Stage.PLEDGED else draft.stage
    draft.supplier = suppliers_of(frame, donors, context)
    draft.date = date_of(frame, core, context)
    draft.scheme = scheme_of(context, core)
    draft.donors = draft.donors or _payers(core, context)
    draft.aid_type = kind_of(items or frame.items, text, context, draft.donors, draft.scheme)
    words = _plain_words(context.tokens(core)) if several else _goods_words(frame)
    draft.incremental = bool(words & context.words.words["incremental"])
    draft.package = money is not None or any(context.words.nouns.get(t.lemma_.lower()) == "package" for head in frame.heads for t in (head, head.head))
    return draft


def _uncounted(items: list[Item]) -> list[Item]:
    """Goods without the number that counts the whole they come in: of "two packages of weapons" two are packages."""
    wholes = [i for i in items if i.general and i.quantity is not None]
    inside = [i for i in wholes if any(o.span.start == i.span.start and o.span.end < i.name_span.start for o in wholes)]
    return [msgspec.structs.replace(i, quantity=None, unit=None) if i in inside else i for i in items]


def _goods_words(frame: Frame) -> set[str]:
    """The words of the goods' phrases and those directly at the verb, in lower case."""
    return _plain_words([t for head in frame.heads for t in below(head)] + list(frame.inner.token.children))


def _plain_words(tokens: Iterable[Token]) -> set[str]:
    """Words in lower case, without the "more" of "more than"."""
    return {t.lower_ for t in tokens if not (t.i + 1 < len(t.doc) and t.nbor().lower_ == "than")}


def recipient_of(frame: Frame, before: list[Draft], context: Context) -> str | None:
    """The beneficiary, unless the words name only other receivers."""
    named = receivers_of(frame, context)
    for code in named:
        if code in context.beneficiaries:
            return code
    home = next(iter(sorted(context.beneficiaries)), None)
    if not set(named) & context.beneficiaries and set(taken_from(frame, context)) & context.beneficiaries:
        return None  # "got the warheads out of Ukraine"
    if goes_elsewhere(frame, context) or worldwide(frame, context):
        return None
    doers = donors_of(frame, context)
    if any(code not in doers and code not in context.groups for code in named):
        return None
    sentence = context.sentence(frame.inner.token.idx)
    near = context.naming & set(range(sentence - 2, sentence + 3))
    if named and not near and not set(named) - set(doers):
        return None  # "promised $750 to American citizens"
    told = any(0 <= sentence - draft.sentence <= 2 and context.naming & set(range(draft.sentence - 3, draft.sentence + 3)) for draft in before)
    if told or scheme_of(context, context.annotated.sentences[sentence].span) is not None:
        return home
    beside = context.near_mentions.at(context.annotated.sentences[sentence].span)
    told_of = bool(doers) and not any(m.code in context.words.excluded for m in beside)  # "signed a gas deal with Russia" is no gift
    known = context.receivers_named >= OFTEN and (told_of or any(not i.general for i in frame.items))
    return home if near or context.receivers_named == 0 or known else None


def fallback_donors(frame: Frame, before: list[Draft], context: Context) -> list[str]:
    """The giver where the frame's own words name none: who else acts in the sentence, the last claim's, the document's main one.

    A place ("talks in Oslo") is no giver.
    """
    here = context.sentence(frame.inner.token.idx)
    sentence = context.annotated.sentences[here]
    near = [m for m in context.near_mentions.at(sentence.span) if sentence.span.contains(m.span) and context.eligible(m.code) and not context.is_place(m)]
    near = [m for m in near if not _receives(m, context)]
    if frame.verdict.stage is Stage.REQUESTED:
        asking = {d.i for step in frame.acts for d in [subject(step.token)] if d is not None}
        near = [m for m in near if m.code in context.states | context.groups and not any(t.i in asking or t.head.i in asking for t in context.tokens(m.span))]
    telling = {t.i for step in frame.acts if step.kind == "transparent" for d in [subject(step.token)] if d is not None for t in below(d)}
    asked = frame.verdict.stage is Stage.REQUESTED
    near = [m for m in near if not (asked or m.code in context.words.speaking) or not any(t.i in telling for t in context.tokens(m.span))]
    if _outsider(frame, context):
        return []
    if near:
        best = min(near, key=lambda m: abs(m.span.start - frame.inner.token.idx))
        return [m.code for m in context.runs.get(best.span, (best,)) if m.code and context.eligible(m.code)]
    if frame.inner.token.lemma_.lower() in context.words.words["needing"]:
        return []
    if payers := _payers(core_of(frame, context), context):
        return payers
    pleas = [draft for draft in before if asked and draft.stage is Stage.REQUESTED and draft.donors]
    last = next(reversed(pleas), None) or next(reversed(before), None)  # who asks further asks whom it asked before
    if last is not None and (pleas or here - last.sentence <= LATELY):
        return list(last.donors)
    if asked:
        return []  # who is asked of nobody named asks nobody
    main = context.main_giver if context.main_giver not in context.words.speaking else None
    return [main] if main else []


def _receives(mention: Mention, context: Context) -> bool:
    """Whether an amount is said to be for a party: "$5m for Moldova"."""
    head = context.head(mention.span)
    over = head.head.head if head is not None and head.dep_ == "pobj" and head.head.lower_ == "for" else None
    return over is not None and any(one.pos_ in ("NUM", "SYM") for one in (over, *over.children))


def _outsider(frame: Frame, context: Context) -> bool:
    """Whether a named giver is none of the dossier's parties: a company or a charity, for whom nobody else is taken."""
    step = frame.inner
    if step.noun or step.kind not in ("give", "contract") or passive(step.token):
        return False
    doer = subject(step.token)
    private = doer is not None and doer.lemma_.lower() in context.words.words["private_giver"]
    return private or (doer is not None and doer.pos_ == "PROPN" and doer.i not in context.mention_at and not context.parties(doer))


def scheme_of(context: Context, core: Span) -> str | None:
    """The scheme a clause names, or begins to name: what follows "the scheme" may be its purpose, and a clause of its own."""
    text = context.text[core.start : core.end + NAME]
    lowered = text.lower()
    for scheme in context.dossier.schemes:
        for phrase in scheme.phrases:
            if phrase.lower() not in lowered:
                continue
            found = re.search(rf"(?<!\w){re.escape(phrase)}(?!\w)", text, 0 if phrase.isupper() else re.IGNORECASE)
            if found and found.start() < len(core):
                return scheme.code
    return None


def _payers(core: Span, context: Context) -> list[str]:
    """Who pays into the scheme that a clause names; [] where it names none or who pays is open."""
    named = scheme_of(context, core)
    return list(next((scheme.donors for scheme in context.dossier.schemes if scheme.code == named), ()))[:1]
