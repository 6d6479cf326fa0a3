"""One entry from the claims of one event."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from typing import Any

from pledgebook.model.claim import AidClaim, AidType, Amount, CountsAs, Mode, Realis, StatementClaim, TalksClaim
from pledgebook.model.ledger import AidEntry, Conflict, Entry, Judgement, StatementEntry, TalksEntry, Testimony
from pledgebook.resolve import values
from pledgebook.resolve.parties import Parties
from pledgebook.resolve.values import Field, Weights, choices, conflict, different, shown_value


def entry(testimonies: Sequence[Testimony], judgements: tuple[Judgement, ...], parties: Parties, weights: Weights) -> Entry:
    """The entry of one event; the claims come earliest first and are of one kind."""
    claim = testimonies[0].claim
    base = _base(testimonies, judgements, weights)
    if isinstance(claim, AidClaim):
        return _aid(testimonies, base, parties, weights)
    if isinstance(claim, TalksClaim):
        return _talks(testimonies, base, weights)
    return _statement(testimonies, base, weights)


def _base(testimonies: Sequence[Testimony], judgements: tuple[Judgement, ...], weights: Weights) -> dict[str, Any]:
    dates = choices(testimonies, Field("date", first=values.date_first(testimonies)), weights)
    published = [t.published.last for t in testimonies if t.published]
    return {
        "id": testimonies[0].claim.id,
        "date": shown_value(dates),
        "realis": shown_value(choices(testimonies, Field("realis"), weights)) or Realis.ACTUAL,
        "testimonies": tuple(testimonies),
        "documents": len({t.claim.doc for t in testimonies}),
        "independent": weights.independent(testimonies),
        "first_published": min(published, default=None),
        "conflicts": (
            *conflict("date", dates, values.dates_differ, weights, values.show_date),
            *values.role_conflicts(testimonies, weights),
        ),
        "judgements": judgements,
        "flags": tuple(sorted({flag for t in testimonies for flag in t.claim.flags})),
    }


def _aid(testimonies: Sequence[Testimony], base: dict[str, Any], parties: Parties, weights: Weights) -> AidEntry:
    def of(field: str, first: Any = lambda value: 0) -> list[values.Choice]:
        return choices(testimonies, Field(field, first=first), weights)

    amounts = choices(testimonies, Field("amount", _amount, values.amount_first), weights)
    donors, stages, schemes, suppliers, types = of("donors", values.donors_first(parties)), of("stage"), of("scheme"), of("supplier"), of("aid_type")
    conflicts: tuple[Conflict, ...] = (
        *conflict("amount", amounts, values.amounts_differ, weights, values.show_amount),
        *conflict("currency", amounts, values.currencies_differ, weights, values.show_amount),
        *conflict("donors", donors, values.donors_differ(parties), weights, ", ".join),
        *conflict("stage", stages, different, weights),
        *conflict("aid_type", types, lambda a, b: a != b and AidType.MIXED not in (a, b), weights),
        *conflict("supplier", suppliers, different, weights),
        *conflict("scheme", schemes, different, weights),
        *values.quantity_conflicts(testimonies, weights),
    )
    amount = shown_value(amounts)
    chosen_donors = shown_value(donors) or ()
    base["conflicts"] = (*conflicts, *base["conflicts"])
    return AidEntry(
        **base,
        stage=shown_value(stages),
        donors=chosen_donors,
        recipient=shown_value(of("recipient")),
        supplier=shown_value(suppliers),
        aid_type=shown_value(types),
        amount=amount[0] if amount else None,
        counts_as=_stated_by_person(testimonies, "counts_as", weights, _counts_as(testimonies, amount[1])) if amount else None,
        items=shown_value(of("items", values.items_first)) or (),
        joint=_stated_by_person(testimonies, "joint", weights, any(getattr(t.claim, "joint", False) for t in testimonies if _donors(t) == chosen_donors)),
        scheme=shown_value(schemes),
        incremental=_stated_by_person(testimonies, "incremental", weights, any(getattr(t.claim, "incremental", False) for t in testimonies)),
        delivery_stage=shown_value(of("delivery_stage")),
    )


def _stated_by_person(testimonies: Sequence[Testimony], name: str, weights: Weights, default: Any) -> Any:
    """What a person made of a field that several claims decide together; `default` where nobody did."""
    corrected = [testimony for testimony in testimonies if name in testimony.corrected]
    return shown_value(choices(corrected, Field(name), weights)) if corrected else default


def _donors(testimony: Testimony) -> tuple[str, ...]:
    return tuple(getattr(testimony.claim, "donors", ()))


def _counts_as(testimonies: Sequence[Testimony], shown: CountsAs | None) -> CountsAs | None:
    """A sum that one report gives by itself and another as part of a joint amount is a part of it."""
    part = shown is CountsAs.TOTAL and any(getattr(t.claim, "counts_as", None) is CountsAs.COMPONENT for t in testimonies)
    return CountsAs.COMPONENT if part else shown


def _amount(claim: AidClaim) -> tuple[Amount, CountsAs | None] | None:
    return None if claim.amount is None else (claim.amount, claim.counts_as)


def _talks(testimonies: Sequence[Testimony], base: dict[str, Any], weights: Weights) -> TalksEntry:
    statuses = choices(testimonies, Field("status"), weights)
    places = choices(testimonies, Field("place"), weights)
    base["conflicts"] = (*conflict("status", statuses, different, weights), *base["conflicts"])
    return TalksEntry(
        **base,
        participants=shown_value(choices(testimonies, Field("participants", first=lambda value: -len(value)), weights)) or (),
        status=shown_value(statuses),
        place=shown_value(places),
        topic=shown_value(choices(testimonies, Field("topic"), weights)),
    )


def _statement(testimonies: Sequence[Testimony], base: dict[str, Any], weights: Weights) -> StatementEntry:
    fullest = min(testimonies, key=lambda t: ("content" not in t.corrected, -sum(map(len, t.content or t.words)), _order(t)))
    claim = fullest.claim
    assert isinstance(claim, StatementClaim)
    base["conflicts"] = (*values.wording_conflict(testimonies, fullest, weights), *base["conflicts"])

    def of(field: str) -> Any:
        return shown_value(choices(testimonies, Field(field), weights))

    return StatementEntry(
        **base,
        speaker=_stated_by_person(testimonies, "speaker", weights, claim.speaker),
        role=of("role"),
        actor=of("actor"),
        mode=of("mode") or Mode.INDIRECT,
        cue=of("cue"),
        medium=of("medium"),
        act=of("act"),
        text=values.wording(fullest),
    )


def _order(testimony: Testimony) -> tuple[datetime.date, str, str]:
    return testimony.published.last if testimony.published else datetime.date.max, testimony.claim.doc, testimony.claim.id
