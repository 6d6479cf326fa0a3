"""IATI 2.03 activities: one activity a promise, one transaction an amount that counts; read again, and others' files read too.

What the standard has no place for (ranges, joint amounts, goods, stages) stands in elements of pledgebook's own namespace, which
the standard's schema allows and every other reader passes over.
"""

from __future__ import annotations

import collections
import datetime
import pathlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import msgspec

from pledgebook.analyse.compare_lines import GIVEN, Tracker, lines
from pledgebook.analyse.rates import rate_day
from pledgebook.dossier.schema import Dossier, PartyKind
from pledgebook.errors import DocumentError
from pledgebook.export.about import about, facts
from pledgebook.export.codes import Codes, alpha2
from pledgebook.export.printable import printable
from pledgebook.export.rows import Named
from pledgebook.model.claim import AidType, Amount, CountsAs, ItemCount, Realis, Stage
from pledgebook.model.ledger import AidEntry
from pledgebook.model.text import DateRange

NAMESPACE = "urn:pledgebook:iati"
TYPES = {Stage.PLEDGED: "12", Stage.COMMITTED: "2", Stage.CONTRACTED: "4", Stage.DELIVERED: "3"}
"""transaction types: outgoing pledge, outgoing commitment, expenditure, disbursement"""
STATUS = {Stage.PLEDGED: "1", Stage.COMMITTED: "2", Stage.CONTRACTED: "2", Stage.DELIVERED: "3"}
FUNDING = "1"
"""the role of an organisation that gives the money"""
ORGANISATIONS = {PartyKind.STATE: "10", PartyKind.ORGANISATION: "40", PartyKind.GROUP: "90"}
OWN_SECTORS = "99"
"""the vocabulary of the reporting organisation's own sectors"""
FIELDS = ("recipient", "supplier", "aid_type", "scheme")


def write_iati(view: Named, path: pathlib.Path) -> None:
    """Writes every amount that counts and has a day, activity after activity.

    Parts, running totals, ranges nobody adds up and what is only asked for have no place in a standard whose readers add up every transaction.
    """
    from lxml import etree

    names = {party.code: (party.name, ORGANISATIONS[party.kind]) for party in view.dossier.parties}
    told = {f"{{{NAMESPACE}}}{name.replace('_', '-')}": printable(value) for name, value in facts(about(view)).items() if value}
    with etree.xmlfile(str(path), encoding="utf-8") as out:
        out.write_declaration()
        with out.element("iati-activities", {"version": "2.03", **told}, nsmap={"p": NAMESPACE}):
            for lifecycle, held in _lifecycles(view.entries):
                out.write(_activity(f"pledgebook-{view.dossier.name}-{lifecycle}", held, names), pretty_print=True)


def _lifecycles(entries: Iterable[AidEntry]) -> Iterator[tuple[str, list[AidEntry]]]:
    held: dict[str, list[AidEntry]] = collections.defaultdict(list)
    for entry in entries:
        if entry.counted and entry.stage in GIVEN and rate_day(entry) is not None:
            held[entry.lifecycle or entry.id].append(entry)
    for lifecycle, found in sorted(held.items()):
        yield lifecycle, sorted(found, key=lambda entry: (list(Stage).index(entry.stage), entry.id))


def _activity(identifier: str, entries: Sequence[AidEntry], names: Mapping[str, tuple[str, str]]) -> Any:
    from lxml import etree

    last = entries[-1]
    humanitarian = {"humanitarian": "1"} if last.aid_type is AidType.HUMANITARIAN else {}
    activity = etree.Element("iati-activity", {"default-currency": _currency(last), **humanitarian}, nsmap={"p": NAMESPACE})
    etree.SubElement(activity, "iati-identifier").text = identifier
    _narrative(etree.SubElement(activity, "reporting-org", {"ref": "pledgebook", "type": "90", "secondary-reporter": "1"}), "pledgebook")
    _narrative(etree.SubElement(activity, "title"), _title(last, names))
    _narrative(etree.SubElement(activity, "description", type="1"), _words(last) or _title(last, names))
    for code in sorted({code for entry in entries for code in entry.donors}) or ["unknown"]:
        name, kind = names.get(code, (code, "90"))
        _narrative(etree.SubElement(activity, "participating-org", {"role": FUNDING, "type": kind}), name)
    etree.SubElement(activity, "activity-status", code=STATUS[last.stage])
    etree.SubElement(activity, "activity-date", {"iso-date": str(min(day for entry in entries if (day := rate_day(entry)))), "type": "2"})
    country = alpha2(last.recipient)
    if country:
        etree.SubElement(activity, "recipient-country", code=country, percentage="100")
    sector = etree.SubElement(activity, "sector", {"vocabulary": OWN_SECTORS, "code": str(last.aid_type or "unknown")})
    _narrative(sector, f"{last.aid_type or 'unknown kind of'} aid")
    for entry in entries:
        _transaction(activity, entry, names)
    return activity


def _transaction(activity: Any, entry: AidEntry, names: Mapping[str, tuple[str, str]]) -> None:
    from lxml import etree

    day = str(rate_day(entry))
    transaction = etree.SubElement(activity, "transaction")
    etree.SubElement(transaction, "transaction-type", code=TYPES[entry.stage])
    etree.SubElement(transaction, "transaction-date", {"iso-date": day})
    value = etree.SubElement(transaction, "value", {"currency": _currency(entry), "value-date": day})
    assert entry.amount is not None
    value.text = f"{entry.amount.min or 0.0:.2f}"
    if words := _words(entry):
        _narrative(etree.SubElement(transaction, "description"), words)
    if len(entry.donors) == 1:
        name, kind = names.get(entry.donors[0], (entry.donors[0], "90"))
        _narrative(etree.SubElement(transaction, "provider-org", type=kind), name)
    transaction.append(_own(entry))


def _own(entry: AidEntry) -> Any:
    """The entry in full, in pledgebook's namespace."""
    from lxml import etree

    amount = entry.amount
    assert amount is not None
    told = {
        "id": entry.id,
        "lifecycle": entry.lifecycle or entry.id,
        "stage": entry.stage,
        "realis": entry.realis,
        "donors": " ".join(entry.donors),
        "joint": str(entry.joint).lower(),
        "first": entry.date.first if entry.date else None,
        "last": entry.date.last if entry.date else None,
        "published": entry.first_published,
        "min": amount.min,
        "max": amount.max,
        "approximate": str(amount.approximate).lower(),
        **{name: getattr(entry, name) for name in FIELDS},
    }
    own = etree.Element(f"{{{NAMESPACE}}}entry", {name.replace("_", "-"): printable(_plain(value)) for name, value in told.items() if value is not None})
    for item in entry.items:
        number = {} if item.quantity is None else {"quantity": _plain(item.quantity)}
        etree.SubElement(own, f"{{{NAMESPACE}}}item", {**number, **({"unit": printable(item.unit)} if item.unit else {})}).text = printable(item.name)
    for source in sorted({source for testimony in entry.testimonies for source in testimony.sources}):
        etree.SubElement(own, f"{{{NAMESPACE}}}source").text = printable(source)
    return own


def read_iati(path: pathlib.Path, dossier: Dossier) -> Tracker:
    """Activities as lines; of others' files the transactions of one kind and currency in an activity are one line."""
    from lxml import etree

    codes = Codes(dossier)
    entries: list[AidEntry] = []
    texts: dict[str, tuple[str | None, tuple[str, ...]]] = {}
    passed_over = 0
    about_it: dict[str, str] = {}
    try:
        events = etree.iterparse(str(path), events=("start", "end"), resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
        for number, (event, element) in enumerate(events):
            if number == 0:
                if element.tag != "iati-activities":
                    raise DocumentError("no_iati", f"{path}: the document is '{element.tag}', no list of IATI activities", "give an IATI 2.0x activity file")
                about_it = {name.rpartition("}")[2].replace("-", "_"): value for name, value in element.attrib.items() if NAMESPACE in name}
            if event == "end" and element.tag == "iati-activity":
                found, left = _read_activity(element, codes)
                passed_over += left
                entries += [entry for entry, _ in found]
                texts.update({entry.id: told for entry, told in found})
                element.clear()
    except (etree.XMLSyntaxError, ValueError, msgspec.ValidationError) as error:
        raise DocumentError("bad_iati", f"{path}: cannot be read as IATI ({error})", "validate the file against the standard's schema") from None
    notes = [f"{passed_over} transactions are neither pledge, commitment, expenditure nor disbursement, or have no value"] if passed_over else []
    made = (msgspec.structs.replace(line, text=texts[line.id][0], sources=texts[line.id][1]) for line in lines(entries))
    return Tracker(str(path), tuple(made), about_it, (), (*notes, *codes.notes()))


Told = tuple[AidEntry, tuple[str | None, tuple[str, ...]]]


def _read_activity(activity: Any, codes: Codes) -> tuple[list[Told], int]:
    ours = activity.findall(f"transaction/{{{NAMESPACE}}}entry")
    if ours:
        return [_read_own(own) for own in ours], 0
    identifier = (activity.findtext("iati-identifier") or "").strip() or "activity without identifier"
    stages = {code: stage for stage, code in TYPES.items()}
    sums: dict[tuple[Stage, str], list[tuple[datetime.date, float]]] = collections.defaultdict(list)
    left = 0
    for transaction in activity.iterfind("transaction"):
        kind, value = transaction.find("transaction-type"), transaction.find("value")
        stage = stages.get(kind.get("code", "")) if kind is not None else None
        if stage is None or value is None or not (value.text or "").strip():
            left += 1
            continue
        when = transaction.find("transaction-date")
        day = value.get("value-date") or (when.get("iso-date") if when is not None else None)
        currency = value.get("currency") or activity.get("default-currency") or "USD"
        sums[stage, currency].append((datetime.date.fromisoformat((day or "")[:10]), float(value.text.replace(",", ""))))
    donors = [org for org in activity.iterfind("participating-org") if org.get("role") == FUNDING]
    named = tuple(sorted({codes.of(text) for org in donors if (text := _text(org))}))
    title = _text(activity.find("title"))
    return [(_foreign(identifier, stage, currency, held, named), (title, ())) for (stage, currency), held in sums.items()], left


def _foreign(identifier: str, stage: Stage, currency: str, held: Sequence[tuple[datetime.date, float]], donors: tuple[str, ...]) -> AidEntry:
    total, days = sum(value for _, value in held), [day for day, _ in held]
    return _entry(
        {
            "id": f"{identifier}/{TYPES[stage]}/{currency}",
            "lifecycle": identifier,
            "stage": stage,
            "donors": donors,
            "joint": len(donors) > 1,
            "amount": Amount(total, total, currency),
            "date": DateRange(min(days), max(days)),
            "first_published": max(days),
        }
    )


def _read_own(own: Any) -> Told:
    get = own.get
    low, high = (float(text) if (text := get(name)) else None for name in ("min", "max"))
    currency = own.getparent().find("value").get("currency")
    first, last, published = (datetime.date.fromisoformat(text) if (text := get(name)) else None for name in ("first", "last", "published"))
    items = tuple(
        ItemCount(item.text or "", float(count) if (count := item.get("quantity")) else None, item.get("unit")) for item in own.iterfind(f"{{{NAMESPACE}}}item")
    )
    fields = {name: get(name.replace("_", "-")) for name in FIELDS}
    made = _entry(
        {
            "id": get("id"),
            "lifecycle": get("lifecycle"),
            "stage": get("stage"),
            "realis": get("realis"),
            "donors": tuple((get("donors") or "").split()),
            "joint": get("joint") == "true",
            "amount": Amount(low, high, currency, get("approximate") == "true"),
            "date": DateRange(first, last) if first and last else None,
            "first_published": published,
            "items": items,
            **fields,
        }
    )
    return made, (_text(own.getparent().find("description")), tuple(source.text or "" for source in own.iterfind(f"{{{NAMESPACE}}}source")))


def _entry(fields: Mapping[str, Any]) -> AidEntry:
    blank = {"recipient": None, "supplier": None, "aid_type": None, "scheme": None, "delivery_stage": None, "items": (), "realis": Realis.ACTUAL}
    fixed = {"testimonies": (), "documents": 0, "independent": 0, "counts_as": CountsAs.TOTAL, "incremental": False}
    return msgspec.convert({"kind": "aid", **blank, **fixed, **fields}, AidEntry)


def _title(entry: AidEntry, names: Mapping[str, tuple[str, str]]) -> str:
    who = ", ".join(names.get(code, (code, ""))[0] for code in entry.donors) or "Unknown donor"
    what = ", ".join(item.name for item in entry.items) or f"{entry.aid_type or ''} aid".strip()
    return f"{who}: {what}"


def _narrative(element: Any, text: str) -> None:
    from lxml import etree

    etree.SubElement(element, "narrative").text = printable(text)


def _text(element: Any) -> str | None:
    """The first narrative of an element, or its own text as in version 1 of the standard."""
    if element is None:
        return None
    return element.findtext("narrative") or (element.text or "").strip() or None


def _words(entry: AidEntry) -> str | None:
    words = entry.testimonies[0].words if entry.testimonies else ()
    return " ".join(words[0].split()) if words else None


def _currency(entry: AidEntry) -> str:
    assert entry.amount is not None
    return entry.amount.currency


def _plain(value: Any) -> str:
    return f"{value:.15g}" if isinstance(value, float) else str(value)
