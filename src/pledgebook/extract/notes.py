"""Registry notes: short texts about one gift, in fragments without verbs, where money and goods need no act to be given."""

from __future__ import annotations

import re

from spacy.tokens import Token

from pledgebook.annotate.gate import NOTE_LENGTH
from pledgebook.extract.acts import Act, act, governors
from pledgebook.extract.context import Context
from pledgebook.extract.drafts import Draft, scheme_of
from pledgebook.extract.frame import Frame
from pledgebook.extract.grammar import Tense
from pledgebook.extract.note_givers import note_givers
from pledgebook.extract.note_goods import own_goods
from pledgebook.extract.note_words import NoteWords, note_words
from pledgebook.extract.stages import Verdict, stage_of
from pledgebook.extract.types import type_of_note
from pledgebook.model.annotation import Item, Money
from pledgebook.model.claim import CountsAs, Stage
from pledgebook.model.text import Span

NOTE = "note"
"""the kind of act that an entry in a register is"""
_BRACKETS = re.compile(r"^[^()]*\)|\([^()]*\)")
TELLING = frozenset({"give", "arrive", "contract", "pledge", "commit", "refuse", "suspend"})
"""kinds of act beside a fragment that say its stage: what it is needed or planned for says none"""


def is_note(drafts: list[Draft], context: Context) -> bool:
    """Whether a document is a note of one entry: a single short paragraph without a title, with one giver of what it says of its own."""
    document = context.annotated.document
    if len(document.text) > NOTE_LENGTH or document.title or len(document.blocks) > 1:
        return False
    asides = _asides(context)
    return len({tuple(d.donors) for d in drafts if d.named and d.money is not None and _is_own(d, asides, context)}) <= 1


def read_note(drafts: list[Draft], context: Context) -> list[Draft]:
    """The drafts of a note: those its verbs carry, and one for each amount and goods that stand under none.

    What it says of other entries is left out, and its one giver is the giver of all.
    """
    words = note_words(context.dossier)
    asides = _asides(context)
    givers = note_givers(context, asides)
    kept = [d for d in drafts if _is_own(d, asides, context)]
    for money in context.annotated.money:
        head = context.head(money.span)
        if head is not None and not _is_told(money, kept) and not _is_left_out(money, asides, words, context):
            kept.append(_money_draft(money, head, context))
    _share_goods(own_goods(asides, context), kept, context)
    kept = _priced([d for d in kept if d.money is not None or d.items])
    if not kept:
        kept = _bare(asides, bool(givers), context)
    kind = type_of_note(*own_words(context), context)
    for draft in kept:
        draft.donors = list(givers)
        draft.aid_type = kind
        if draft.parent is not None and draft.parent not in kept:
            draft.parent, draft.counts_as = None, CountsAs.TOTAL
        if draft.counts_as is CountsAs.UMBRELLA and draft.money is not None:
            # an entry's verb is often perfect: only words of a running total make it one
            draft.counts_as = _counted(draft.money, context)
    return sorted(kept, key=lambda d: d.spans[0])


def _asides(context: Context) -> set[int]:
    """The sentences that speak of other entries, outside brackets."""
    words = note_words(context.dossier)
    return {k for k, one in enumerate(context.annotated.sentences) if words.aside.search(_BRACKETS.sub("", one.span.of(context.text)))}


def own_words(context: Context) -> tuple[list[Item], str]:
    """The goods and the text of a note without what it says of other entries; all of it where nothing else is said."""
    asides = _asides(context)
    own = [one.span for k, one in enumerate(context.annotated.sentences) if k not in asides]
    own = own or [one.span for one in context.annotated.sentences]
    return [i for i in context.annotated.items if any(s.contains(i.span) for s in own)], " ".join(s.of(context.text) for s in own)


def _priced(drafts: list[Draft]) -> list[Draft]:
    """The drafts with a note's only value put on its only goods: "Its value is 2 million euros" prices the package before it."""
    goods, values = [d for d in drafts if d.money is None], [d for d in drafts if d.money is not None]
    if len(goods) != 1 or len(values) != 1 or values[0].items or values[0].frame.inner.kind != NOTE or values[0].counts_as is not CountsAs.TOTAL:
        return drafts
    whole, value = goods[0], values[0]
    whole.money, whole.counts_as = value.money, value.counts_as
    whole.spans = [*whole.spans, *(span for span in value.spans if span not in whole.spans)]
    return [whole]


def _is_own(draft: Draft, asides: set[int], context: Context) -> bool:
    """Whether a draft is about the note's own entry."""
    if draft.money is not None:
        return not _is_left_out(draft.money, asides, note_words(context.dossier), context)
    return context.sentence(draft.core.start) not in asides


def _is_told(money: Money, drafts: list[Draft]) -> bool:
    """Whether a draft already carries an amount, at this place or as a figure."""
    key = (money.minimum, money.maximum, money.currency)
    return any(d.money is not None and (d.money is money or (d.money.minimum, d.money.maximum, d.money.currency) == key) for d in drafts)


def _is_left_out(money: Money, asides: set[int], words: NoteWords, context: Context) -> bool:
    """Whether an amount is said to belong to another entry, or is taken away from one."""
    if money.currency is None or money.vague or (money.minimum is None and money.maximum is None):
        return True
    sentence = context.annotated.sentences[context.sentence(money.span.start)].span
    others = [m.span for m in context.annotated.money if sentence.contains(m.span)]
    before = context.text[max([sentence.start] + [s.end for s in others if s.end <= money.span.start]) : money.span.start]
    after = context.text[money.span.end : min([sentence.end] + [s.start for s in others if s.start >= money.span.end])]
    before, bracketed = _BRACKETS.sub(" ", before), before.rfind("(") > before.rfind(")")
    taken, told = _last(words.taken_away, before), _last(words.result, before)
    if told > taken:
        return False
    if taken >= 0 or words.left_out.search(after) or (bracketed and words.aside.search(after)):
        return True
    return context.sentence(money.span.start) in asides


def _last(pattern: re.Pattern[str], text: str) -> int:
    """Where the last match of a pattern begins, -1 where there is none."""
    return max((m.start() for m in pattern.finditer(text)), default=-1)


def _money_draft(money: Money, head: Token, context: Context) -> Draft:
    """A claim for an amount under no act."""
    draft = _draft(head, _phrase_of(money.span, context), context)
    draft.money = money
    draft.counts_as = _counted(money, context)
    return draft


def _counted(money: Money, context: Context) -> CountsAs:
    """A running total where the sentence speaks of one and the amount is not what the note's own sum comes to."""
    if money.unit_price:
        return CountsAs.UNIT_PRICE
    words = note_words(context.dossier)
    sentence = context.annotated.sentences[context.sentence(money.span.start)].span
    before, after = context.text[sentence.start : money.span.start], context.text[money.span.end : sentence.end]
    last = not any(sentence.contains(other.span) and other.span.start >= money.span.end for other in context.annotated.money)
    running = words.running.search(before) or (last and words.running.search(after))
    return CountsAs.UMBRELLA if running and not words.result.search(before) else CountsAs.TOTAL


def _draft(head: Token, core: Span, context: Context) -> Draft:
    """A draft without an act of its own: its sentence's words say the stage, and a promise is meant where they say none."""
    verdict = _stage(head, context)
    frame = Frame((Act(head, NOTE, Tense.PRESENT, negated=False),), verdict, head, [], [], [head])
    recipient = next(iter(sorted(context.beneficiaries)), None)
    assert verdict.stage is not None
    draft = Draft(frame, verdict.stage, verdict.realis, [], recipient, core, [core], context.sentence(core.start), named=False)
    draft.scheme = scheme_of(context, core)
    dates = [d for d in context.annotated.dates if context.annotated.sentences[draft.sentence].span.contains(d.span) and d.range is not None]
    draft.date = min(dates, key=lambda d: abs(d.span.start - head.idx)) if dates else None
    return draft


def _bare(asides: set[int], given: bool, context: Context) -> list[Draft]:
    """One claim without amount or goods, where a note says no more than that something is given; [] where it names no giver."""
    for k, one in enumerate(context.annotated.sentences):
        if k in asides or not given:
            continue
        aid = next((i for i in context.annotated.items if one.span.contains(i.span)), None)
        head = context.head(aid.name_span) if aid is not None else next((t for t in context.tokens(one.span) if act(t, context.words)), None)
        if head is not None:
            return [_draft(head, _phrase_of(one.span, context), context)]
    return []


def _stage(head: Token, context: Context) -> Verdict:
    for token in head.sent:
        step = act(token, context.words)
        if step is not None and step.kind in TELLING:
            verdict = stage_of((step, *governors(token, context.words)))
            if verdict.stage not in (None, Stage.REQUESTED, Stage.PROPOSED):
                return verdict
    return Verdict(Stage.PLEDGED)


def _phrase_of(span: Span, context: Context) -> Span:
    """The part of a sentence around a span, up to the next full stop or semicolon."""
    sentence = context.annotated.sentences[context.sentence(span.start)].span
    text = sentence.of(context.text)
    return Span(sentence.start, sentence.start + len(text.rstrip(" .;")) or sentence.end)


def _share_goods(items: tuple[Item, ...], drafts: list[Draft], context: Context) -> None:
    """Gives every item to the draft of its sentence, else to the note's first; goods of a note without drafts are a claim of their own."""
    entered = {i.span: i for i in items}
    for draft in drafts:
        draft.items = [entered.pop(i.span) for i in draft.items if i.span in entered]
    held = {i.span for d in drafts for i in d.items}
    for item in items:
        if item.span in held:
            continue
        sentence = context.sentence(item.span.start)
        home = next((d for d in drafts if d.sentence == sentence), drafts[0] if drafts else None)
        if home is None:
            head = context.head(item.name_span)
            if head is None:
                continue
            home = _draft(head, _phrase_of(item.span, context), context)
            drafts.append(home)
        home.items = [*home.items, item]
        place = context.annotated.sentences[sentence].span
        if not any(s.overlaps(place) for s in home.spans):
            home.spans = [*home.spans, place]
