"""How values of the book are told on a page."""

from __future__ import annotations

import datetime
import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from markupsafe import Markup, escape

from pledgebook.analyse.totals import JOINT, NOBODY, Sum
from pledgebook.dossier.schema import Dossier
from pledgebook.model.claim import Act, AidType, Amount, CountsAs, ItemCount, Person, Realis, Stage, TalksStatus
from pledgebook.model.ledger import AidEntry, Entry, StatementEntry, TalksEntry
from pledgebook.model.text import DateRange
from pledgebook.resolve.amounts import figure, shown
from pledgebook.web import judged
from pledgebook.web.characters import harmless

RULES: Mapping[CountsAs, str] = {
    CountsAs.TOTAL: "counted",
    CountsAs.COMPONENT: "a part, not added",
    CountsAs.CONTAINER: "holds more than aid, not added",
    CountsAs.UMBRELLA: "running total, not added",
    CountsAs.VAGUE: "vague, not added",
    CountsAs.UNIT_PRICE: "price of one, not added",
}
ROWS = {JOINT: "joint, not split", NOBODY: "donor unknown", "all": "all donors"}
"""names of rows that stand for no party"""
DIGITS = 4
"""digits of a converted figure that are shown: more than its rate and its source are good for"""
DID = {
    Stage.REQUESTED: "aid requested",
    Stage.PROPOSED: "proposed",
    Stage.PLEDGED: "pledged",
    Stage.COMMITTED: "committed",
    Stage.CONTRACTED: "contracted",
    Stage.DELIVERED: "delivered",
    Stage.SUSPENDED: "suspended",
    Stage.REFUSED: "refused",
}
FLAGS = {
    "role_conflict": "the role given contradicts what is known of the person",
    "date_ambiguous": "the day could be another one",
    "bad_date": "the date given with the document is no date",
    "date_inferred": "the day follows from an inferred day of publication",
    "currency_inferred": "the text names no currency, or only “dollars”",
    "unbalanced_quote": "a quotation mark is missing",
    "payer_conflict": "the text names another payer elsewhere",
    "amount_conflict": "the text gives another figure elsewhere",
    "date_conflict": "the text gives another day elsewhere",
    "group_unspelled": "the donors are a group the text does not list",
    "pronoun_resolved": "a party was found through a pronoun",
    "recipient_assumed": "no recipient is named; the book’s beneficiary was taken",
    "hearsay": "the document itself doubts it",
    "via_many_mouths": "the words passed through more than one speaker",
}
ACTS = {
    Act.SUPPORT: "supports",
    Act.PROMISE: "promises",
    Act.DEMAND: "demands",
    Act.CONDITION: "sets a condition",
    Act.REJECT: "rejects",
    Act.THREATEN: "threatens",
    Act.CRITICISE: "criticises",
    Act.PRAISE: "praises",
    Act.PREDICT: "predicts",
    Act.DENY: "denies",
    Act.INFORM: "states",
}
FIELDS = {
    "realis": "certainty",
    "counts_as": "how it counts",
    "aid_type": "type",
    "items": "goods",
    "delivery_stage": "how far it came",
    "incremental": "fresh money",
    "joint": "given together",
    "actor": "speaks for",
    "act": "what they do",
    "cue": "verb",
    "mode": "kind of speech",
}
"""names of fields for readers, where they are not their own"""
NAMED = 4
"""donors a headline names; of more than twice as many it names so many and counts the others"""
CODES = ("donors", "recipient", "supplier", "participants", "actor")
"""fields whose values are codes of parties"""
GLOBALS: Mapping[str, Any] = {
    "STAGES": tuple(Stage),
    "TYPES": tuple(AidType),
    "ACTS": tuple(Act),
    "STATUSES": tuple(TalksStatus),
    "RULES": RULES,
    "FLAGS": FLAGS,
}


def filters(dossier: Dossier) -> dict[str, Callable[..., Any]]:
    """The filters of templates."""
    names = {party.code: party.name for party in dossier.parties} | ROWS
    schemes = {scheme.code: scheme.name for scheme in dossier.schemes}
    officials = {tenure.name for tenure in dossier.people}

    def parties(codes: Iterable[str]) -> str:
        return ", ".join(names.get(code, code) for code in codes) or "unknown"

    def told(value: str, field: str) -> str:
        if field == "counts_as" and value in list(CountsAs):
            return RULES[CountsAs(value)].partition(",")[0]
        return parties(value.split(", ")) if field in CODES else value

    def head(entry: Entry) -> str:
        return headline(entry, parties)

    return {
        "party": lambda code: names.get(code, code),
        "parties": parties,
        "scheme": lambda code: schemes.get(code, code),
        "official": lambda name: name in officials,
        "slug": slug,
        "amount": amount,
        "sum": added,
        "rounded": rounded,
        "figure": figure,
        "days": days,
        "day": day,
        "count": count,
        "plain": plain,
        "goods": goods,
        "item": item,
        "rule": rule,
        "headline": head,
        "donors": lambda codes: donors(codes, parties),
        "act": lambda act: "says" if act is None else ACTS[act],
        "field": lambda name: FIELDS.get(name, plain(name)),
        **judged.FILTERS,
        "cents": cents,
        "told": told,
        "flat": lambda text: " ".join(text.split()),
        "percent": percent,
        "altogether": sum,
        "web": web_address,
        "sentence": sentence,
        "claims_linked": claims_linked,
        "flat_inside": lambda text: re.sub(r"\s+", " ", text),
    }


def amount(value: Amount | None) -> str:
    """An amount, or that it is unknown.

    >>> amount(Amount(5e8, 5e8, "EUR")), amount(None)
    ('EUR 500m', 'unknown')
    """
    return "unknown" if value is None else shown(value)


def added(value: Sum | None) -> str:
    """A sum, or that it is unknown.

    >>> added(Sum(5e8, None)), added(None)
    ('500m or more', 'unknown')
    """
    if value is None:
        return "unknown"
    if value.plain:
        return figure(value.low)
    return f"{figure(value.low)} or more" if value.high is None else f"{figure(value.low)}–{figure(value.high)}"


def rounded(value: Sum | Amount | float | None) -> Any:
    """A converted figure to the digits it is good for; what is unknown stays so.

    >>> rounded(578_349_999.5), rounded(Sum(4_310_494_500.0, None))
    (578300000.0, Sum(low=4310000000.0, high=None))
    """
    if value is None:
        return None
    if isinstance(value, Sum):
        return Sum(_rounded(value.low), None if value.high is None else _rounded(value.high))
    if isinstance(value, Amount):
        low, high = (None if bound is None else _rounded(bound) for bound in (value.min, value.max))
        return Amount(low, high, value.currency, value.approximate)
    return _rounded(value)


def _rounded(value: float) -> float:
    return float(f"{value:.{DIGITS}g}")


def percent(value: Sum | None) -> str:
    """A share as a part of a hundred.

    >>> percent(Sum(0.00725, 0.00725)), percent(Sum(0.000001, 0.000001)), percent(None)
    ('0.725 %', 'below 0.001 %', 'unknown')
    """
    if value is None:
        return "unknown"
    low = f"{100 * value.low:.3f} %" if not 0 < value.low < 0.000005 else "below 0.001 %"
    return low if value.plain else f"{low} or more" if value.high is None else f"{100 * value.low:.3f}–{100 * value.high:.3f} %"


def cents(value: Sum | None) -> str:
    """A sum so small that its hundredths count.

    >>> cents(Sum(6.0, 6.0)), cents(Sum(316.4912, None))
    ('6.00', '316.49 or more')
    """
    if value is None:
        return "unknown"
    low = f"{value.low:,.2f}"
    return low if value.plain else f"{low} or more" if value.high is None else f"{low}–{value.high:,.2f}"


def day(value: datetime.date | str | None) -> str:
    """A day as people write it, also of one written YYYY-MM-DD.

    >>> day(datetime.date(2025, 8, 4)), day(None)
    ('4 Aug 2025', 'unknown')
    """
    told = datetime.date.fromisoformat(value) if isinstance(value, str) else value
    return "unknown" if told is None else f"{told.day} {told:%b %Y}"


def days(value: DateRange | None) -> str:
    """A range of days, as short as it can be told.

    >>> days(DateRange(datetime.date(2025, 8, 4), datetime.date(2025, 8, 6))), days(None)
    ('4–6 Aug 2025', 'unknown')
    >>> days(DateRange(datetime.date(2025, 8, 1), datetime.date(2025, 8, 31)))
    'August 2025'
    """
    if value is None:
        return "unknown"
    first, last = value.first, value.last
    if first == last:
        return day(first)
    if (first.year, first.month) == (last.year, last.month):
        whole = first.day == 1 and (last + datetime.timedelta(days=1)).day == 1
        return f"{first:%B %Y}" if whole else f"{first.day}–{day(last)}"
    if first.year == last.year:
        return str(first.year) if (first.month, first.day, last.month, last.day) == (1, 1, 12, 31) else f"{first.day} {first:%b} – {day(last)}"
    return f"{day(first)} – {day(last)}"


def count(number: int, noun: str) -> str:
    """A number of things.

    >>> count(1, "entry"), count(3, "entry"), count(2, "report")
    ('1 entry', '3 entries', '2 reports')
    """
    plural = noun[:-1] + "ies" if noun.endswith("y") else noun + "s"
    return f"{number:,} {noun if number == 1 else plural}"


def plain(word: str) -> str:
    """A word of a closed set as people write it.

    >>> plain("called_off")
    'called off'
    """
    return word.replace("_", " ")


def slug(name: str) -> str:
    """A name as it stands in an address.

    >>> slug("Recep Tayyip Erdoğan")
    'recep-tayyip-erdogan'
    """
    bare = "".join(letter for letter in unicodedata.normalize("NFKD", name) if not unicodedata.combining(letter))
    return re.sub(r"[^a-z0-9]+", "-", bare.casefold().replace("ı", "i").replace("ł", "l").replace("ø", "o")).strip("-")


def sentence(words: str) -> str:
    """Words as a sentence of their own.

    >>> sentence("this talks claim may be wrong: it warns: role_conflict")
    'This talks claim may be wrong: it warns: role conflict.'
    """
    told = plain(words)
    return told[:1].upper() + told[1:] + ("" if told.endswith((".", "?", "!")) else ".")


def claims_linked(words: str) -> Markup:
    """Words in which each id of a claim leads to the entry that holds it.

    >>> print(claims_linked("claim 9f3c78de9216 <accepted>"))
    claim <a href="/entries/9f3c78de9216">9f3c78de9216</a> &lt;accepted&gt;
    """

    def linked(found: re.Match[str]) -> str:
        return re.sub(r"[0-9a-f]{12}", r'<a href="/entries/\g<0>">\g<0></a>', found[0])

    return Markup(re.sub(r"\bclaims? [0-9a-f]{12}(?: and [0-9a-f]{12})?", linked, str(escape(harmless(words)))))


def web_address(text: str | None) -> str | None:
    """An address that leads to the web, None for anything else: a document may give any text for its address.

    >>> web_address("https://a.example/x"), web_address("javascript:alert(1)")
    ('https://a.example/x', None)
    """
    return text if text and re.match(r"https?://[^\s]", text, re.IGNORECASE) else None


def item(value: ItemCount) -> str:
    """Goods with their number.

    >>> item(ItemCount("missiles", 30.0)), item(ItemCount("fuel", 2.5, "tonnes"))
    ('30 missiles', '2.5 tonnes fuel')
    """
    number = "" if value.quantity is None else f"{value.quantity:,.10g} "
    return f"{number}{value.unit + ' ' if value.unit else ''}{value.name}"


def goods(entry: AidEntry, most: int = 3) -> str:
    """What is given, in short."""
    listed = [item(held) for held in entry.items]
    if listed:
        return ", ".join(listed[:most]) + (f" and {len(listed) - most} more" if len(listed) > most else "")
    return f"{entry.aid_type} aid" if entry.aid_type else "aid"


def rule(entry: AidEntry) -> str:
    """Whether the amount is added up, and if not, why."""
    if entry.amount is None:
        return "no amount"
    if entry.counted:
        return "counted"
    if entry.part_of:
        return "a part, not added"
    if entry.counts_as is CountsAs.TOTAL:
        return f"{entry.realis}, not added"
    return RULES[entry.counts_as] if entry.counts_as else "not added"


def headline(entry: Entry, parties: Callable[[Iterable[str]], str]) -> str:
    """An entry in one line."""
    if isinstance(entry, AidEntry):
        who = donors(entry.donors, parties) if entry.donors else "Donor unknown"
        realis = "" if entry.realis is Realis.ACTUAL else f" ({entry.realis})"
        what = shown(entry.amount) if entry.amount else goods(entry, 2)
        return f"{who}: {what} {DID[entry.stage]}{realis}"
    if isinstance(entry, TalksEntry):
        return f"Talks of {_named(entry.participants, parties)}" + (f" in {entry.place}" if entry.place else "")
    assert isinstance(entry, StatementEntry)
    return parties([entry.speaker]) if entry.speaker else "Somebody unnamed"


def donors(codes: Sequence[str], parties: Callable[[Iterable[str]], str]) -> str:
    """Donors in a headline, of a great many the first and how many there are.

    >>> donors(tuple("ABCDEFGHI"), ", ".join), donors(tuple("ABCDEFGH"), ", ".join)
    ('A, B, C, D and 5 others', 'A, B, C, D, E, F, G, H')
    """
    return parties(codes) if len(codes) <= 2 * NAMED else f"{parties(codes[:NAMED])} and {len(codes) - NAMED} others"


def _named(participants: Iterable[Person | str], parties: Callable[[Iterable[str]], str]) -> str:
    return ", ".join(who.name if isinstance(who, Person) else parties([who]) for who in participants) or "unnamed parties"
