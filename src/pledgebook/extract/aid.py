"""Aid claims: who gives what to the beneficiary, at which stage, and how its amount may be counted."""

from __future__ import annotations

from pledgebook.annotate.goods import key
from pledgebook.clean.repeats import repeated_places
from pledgebook.dossier.schema import Dossier
from pledgebook.extract.context import Context
from pledgebook.extract.counting import count_amounts
from pledgebook.extract.dating import date_around
from pledgebook.extract.drafts import Draft, drafts_of
from pledgebook.extract.frames import find_frames
from pledgebook.extract.grammar import lexical_keys
from pledgebook.extract.lexicon import lexicon
from pledgebook.extract.merge import echo_of, merge_drafts
from pledgebook.extract.mouths import mouth_of
from pledgebook.extract.notes import is_note, read_note
from pledgebook.extract.same_day import carry_dates
from pledgebook.extract.schemes import carry_schemes
from pledgebook.extract.speech import Speech
from pledgebook.extract.spending import bought_with, named_again, spend
from pledgebook.extract.warrant import held_back
from pledgebook.extract.wholes import attach_portions, attach_wholes, contents_of, is_holding
from pledgebook.extract.worth import worth
from pledgebook.model.annotation import AnnotatedDocument
from pledgebook.model.claim import AidClaim, Amount, CountsAs, DeliveryStage, ItemCount, Stage
from pledgebook.model.text import Span

THRESHOLD = -0.1
"""log odds a draft must exceed: where cross-validation is level (-0.6 to 0), the higher, for fewer false claims; see the training script"""
NEAR = 40
"""drafts to either side among which the same may be told again: more would make long documents slow"""


def extract_aid(annotated: AnnotatedDocument, dossier: Dossier, speeches: tuple[Speech, ...]) -> tuple[AidClaim, ...]:
    """The aid claims of a document, in text order, each fact once."""
    if annotated.syntax is None:
        return ()
    context = Context(annotated, dossier, lexicon(dossier), speeches)
    drafts = find_drafts(context)
    if is_note(drafts, context):
        return claims_of(read_note(drafts, context), context)
    likely = [draft for draft in drafts if worth(draft, context) > THRESHOLD or held_back(draft.frame, context)]
    carry_schemes(likely, context)
    carry_dates(likely, context)
    return claims_of(likely, context)


def claims_of(drafts: list[Draft], context: Context) -> tuple[AidClaim, ...]:
    """Drafts as claims, in positions of the raw text."""
    ids = _ids(drafts, context)
    return tuple(_claim(draft, ids, context) for draft in drafts)


def find_drafts(context: Context) -> list[Draft]:
    """The drafts of a document before they are judged, repeated facts folded."""
    drafts: list[Draft] = []
    for frame in find_frames(context):
        paying = bought_with(frame, drafts, context)
        if paying is not None:
            spend(frame, paying, context)
            continue
        if named_again(frame, drafts, context):
            continue
        drafts += contents_of(frame, drafts, context) if is_holding(frame) else drafts_of(frame, drafts, context)
    attach_portions(drafts, context)
    attach_wholes(drafts, context)
    drafts = [draft for draft in drafts if not draft.shell or draft.money is not None or draft.items]
    count_amounts(drafts, context)
    merged = merge_drafts(drafts)
    for draft in merged:
        draft.date = draft.date or date_around(draft.frame, context)
    kept = _without_headlines(merged, context)
    for k, draft in enumerate(kept):
        draft.echo = echo_of(draft, kept[max(k - NEAR, 0) : k + NEAR])
    return kept


def _without_headlines(drafts: list[Draft], context: Context) -> list[Draft]:
    """The drafts without those a headline leads, where the text below it reports aid of the same givers: a headline sums it up.

    What the text adds to a headline ("the package holds ...") goes to the givers' own claim below it.
    """
    titles = [block.span for block in context.annotated.document.blocks if block.kind == "title"]
    led = [d for d in drafts if any(t.contains(d.core) for t in titles)]
    body = [d for d in drafts if d not in led]
    for draft in led if body else ():
        below = [span for span in draft.spans if not any(t.contains(span) for t in titles)]
        same = next((d for d in body if set(d.donors) & set(draft.donors) and d.parent is None), None)
        if below and same is not None:
            same.items = same.items + [i for i in draft.items if any(span.contains(i.span) for span in below)]
            same.spans = same.spans + [span for span in below if span not in same.spans]
        elif below or not any(_resumed(draft, d) for d in body):
            body.append(draft)
    return sorted(body, key=lambda d: d.spans[0]) if body else drafts


def _resumed(headline: Draft, draft: Draft) -> bool:
    """Whether a draft may be what a headline sums up: givers in common, or none named."""
    return not headline.donors or not draft.donors or bool(set(headline.donors) & set(draft.donors))


def _ids(drafts: list[Draft], context: Context) -> dict[int, str]:
    """Ids from the document's digest and the place of the fullest evidence; a further claim at the same place gets a number."""
    found: dict[int, str] = {}
    taken: set[str] = set()
    for draft in drafts:
        place = context.annotated.document.offsets.raw(draft.spans[0])
        name = stem = f"{context.annotated.document.raw.sha256[:12]}.a{place.start}-{place.end}"
        number = 1
        while name in taken:
            number += 1
            name = f"{stem}.{number}"
        taken.add(name)
        found[id(draft)] = name
    return found


def _claim(draft: Draft, ids: dict[int, str], context: Context) -> AidClaim:
    document = context.annotated.document
    money = draft.money
    amount = None
    flags = set(draft.flags)
    if money is not None and money.currency is not None:
        amount = Amount(money.minimum, money.maximum, money.currency, money.approximate)
        if money.inferred:
            flags.add("currency_inferred")
    if draft.date is not None and draft.date.ambiguous:
        flags.add("date_ambiguous")
    evidence = [document.offsets.raw(span) for span in draft.spans]
    evidence += [place for place in map(document.offsets.raw, _counts_elsewhere(draft, context)) if place not in evidence]
    evidence += [place for place in repeated_places(document, evidence[0]) if place not in evidence]
    parent = draft.parent
    return AidClaim(
        doc=document.raw.name,
        id=ids[id(draft)],
        evidence=tuple(evidence),
        attribution=mouth_of(draft, context),
        date=draft.date.range if draft.date is not None else None,
        realis=draft.realis,
        flags=tuple(sorted(flags)),
        stage=draft.stage,
        donors=tuple(draft.donors),
        recipient=draft.recipient,
        supplier=draft.supplier,
        aid_type=draft.aid_type,
        amount=amount,
        counts_as=draft.counts_as if amount is not None else None,
        items=tuple(ItemCount(item.name, item.quantity, item.unit) for item in draft.items),
        joint=len(draft.donors) > 1 or any(code in context.groups for code in draft.donors),
        scheme=draft.scheme,
        part_of=ids.get(id(parent)) if parent is not None and draft.counts_as is CountsAs.COMPONENT else None,
        incremental=draft.incremental,
        delivery_stage=_delivery_stage(draft, context),
    )


def _delivery_stage(draft: Draft, context: Context) -> DeliveryStage | None:
    """How far goods have come where the verb of a delivery says it; None where it only says delivered."""
    if draft.stage is not Stage.DELIVERED or draft.frame.inner.noun:
        return None
    found = (context.words.deliveries[key] for key in lexical_keys(draft.frame.inner.token) if key in context.words.deliveries)
    said = next(found, None)
    return DeliveryStage(said) if said is not None else None


def _counts_elsewhere(draft: Draft, context: Context) -> list[Span]:
    """Where the document states the numbers of goods that a draft has from outside its own words, or the names of those it only numbers."""
    found = []
    for item in draft.items:
        if item.name not in item.span.of(context.text) and item.span == item.name_span:
            named = [one.name_span for one in context.annotated.items if one.name == item.name and one.span.end <= item.span.start][-1:]
            found += [place for place in named if not any(span.contains(place) for span in draft.spans)]
            continue
        if item.quantity is None:
            continue
        counted = context.counted.get(item.quantity, ())
        places = [one.span for one in counted if one.name == item.name or (one.code and one.code == item.code)]
        places = places or [one.span for one in counted if set(map(key, one.name.split())) & set(map(key, item.name.split()))]
        if places and not any(span.contains(place) for span in draft.spans for place in places):
            found.append(min(places, key=lambda place: (abs(place.start - draft.core.start), place)))
    return found
