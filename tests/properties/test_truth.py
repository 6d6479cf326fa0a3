"""Laws of truth: a claim whose figure, unit, currency or count its evidence no longer says is refused, every time."""

from __future__ import annotations

import collections
import functools
import itertools
import os
import pathlib
import re
from collections.abc import Callable, Iterator

import msgspec
import pytest

from pledgebook.clean.decode import row_document
from pledgebook.dossier.load import load_dossier
from pledgebook.extract.evidence import evidence_fault
from pledgebook.model.claim import AidClaim, Amount, Claim, ItemCount, Stage
from pledgebook.model.text import RawDocument, Span
from pledgebook.pipeline import read_document
from pledgebook.read.files import read_paths

DOSSIER = load_dossier("ukraine")
EVAL = pathlib.Path(os.environ.get("PLEDGEBOOK_EVAL", pathlib.Path(__file__).parents[3] / "shared"))
SCALES = {"thousand": 1e3, "million": 1e6, "mln": 1e6, "mn": 1e6, "m": 1e6, "billion": 1e9, "bln": 1e9, "bn": 1e9, "b": 1e9, "trillion": 1e12}
SWAPPED = {"thousand": "million", "million": "billion", "mln": "bln", "mn": "bn", "m": "bn", "billion": "million", "bln": "mln", "bn": "m", "b": "m"}
SPELLED = {word: n for n, word in enumerate(("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"), 1)}
SCALE = r"(?:thousand|million|billion|trillion|mln|bln|mn|bn|m|b)"
FIGURE = re.compile(rf"(?<![\d.,])(?P<n>\d+(?:[.,]\d+)*|\b(?:{'|'.join(SPELLED)})\b)(?:[\s-]{{0,2}}(?P<scale>{SCALE})(?=s?(?!\w)))?", re.IGNORECASE)
VAGUE = re.compile(r"\b(?P<scale>thousand|million|billion)(?=s?\b)", re.IGNORECASE)
ISO = "USD|EUR|GBP|CAD|AUD|NZD|NOK|SEK|DKK|ISK|CHF|PLN|CZK|HUF|RON|BGN|UAH|JPY|KRW|TWD"
SIGN = re.compile(rf"(?:(?:US|CAD?|AU?|NZ|U\.S\.)\s?)?[$€£¥₩]|\b(?:{ISO}|Euro)\b")
WORD = re.compile(
    r"\b(?:(?:US|U\.S\.|American|Canadian|Australian|New Zealand|Norwegian|Swedish|Danish|Czech|Polish|Swiss)\s)?"
    r"(?:dollars?|euros?|pounds?(?: sterling)?|kroner|krone|kronor|zlotys?|crowns?|korunas?|hryvnias?|yen|won|leva?|lei|forints?|francs?)\b",
    re.IGNORECASE,
)


def values(words: str) -> set[float]:
    """All that digits or a word may mean: "1,250" is read both ways."""
    if words.lower() in SPELLED:
        return {float(SPELLED[words.lower()])}
    readings = {re.sub(r"[.,]", "", words), words.replace(",", ""), words.replace(".", "").replace(",", ".")}
    return {float(reading) for reading in readings if reading.count(".") < 2}


def places(text: str, wanted: set[float]) -> list[re.Match[str]]:
    """Where one of the wanted values may be written; a figure without a scale may have that of its neighbour ("5 to 6 million")."""
    found = []
    for m in FIGURE.finditer(text):
        scales = [SCALES[m["scale"].lower()]] if m["scale"] else [1.0, *SCALES.values()]
        if any(abs(value * scale - want) <= 0.5 for value in values(m["n"]) for scale in scales for want in wanted):
            found.append(m)
    return found


def replaced(text: str, cuts: list[tuple[int, int, str]]) -> str:
    for start, end, words in sorted(cuts, reverse=True):
        text = text[:start] + words + text[end:]
    return text


def other_number(words: str) -> str:
    """The number one higher in its first digit (a 9 becomes an 8), or the next word."""
    if words.lower() in SPELLED:
        return {n: word for word, n in SPELLED.items()}[SPELLED[words.lower()] % 12 + 1]
    digit = next((k for k, point in enumerate(words) if point in "123456789"), 0)
    return words[:digit] + ("8" if words[digit] == "9" else str(int(words[digit]) + 1)) + words[digit + 1 :]


def another_figure(text: str, wanted: set[float]) -> str:
    return replaced(text, [(*m.span("n"), other_number(m["n"])) for m in places(text, wanted)])


def another_unit(text: str, wanted: set[float]) -> str:
    """Millions instead of billions and the other way round: at the figure, or where there is none at every vague word."""
    found = places(text, wanted) or list(VAGUE.finditer(text))
    return replaced(text, [(*m.span("scale"), SWAPPED.get(m["scale"].lower(), "billion")) for m in found if m["scale"]])


def another_currency(text: str, currency: str) -> str:
    sign, word = ("£", "pounds sterling") if currency == "EUR" else ("€", "euros")
    return WORD.sub(word, SIGN.sub(sign, text))


def altered(claim: AidClaim, text: str, change: Callable[[str], str]) -> tuple[AidClaim, str] | None:
    """The claim over a text of its evidence alone, every place changed alike; None where the change changes nothing."""
    pieces = [span.of(text) for span in claim.evidence]
    changed = [change(piece) for piece in pieces]
    if changed == pieces:
        return None
    starts = [0, *itertools.accumulate(len(piece) + 2 for piece in changed)]
    spans = tuple(Span(start, start + len(piece)) for start, piece in zip(starts, changed, strict=False))
    return msgspec.structs.replace(claim, evidence=spans), "\n\n".join(changed)


def mutants(claim: AidClaim, text: str) -> Iterator[tuple[str, AidClaim, str]]:
    """The claim beside texts that say something else, with what was altered."""
    amount = claim.amount
    changes: dict[str, Callable[[str], str]] = {}
    if amount is not None:
        wanted, currency = {value for value in (amount.min, amount.max) if value is not None}, amount.currency
        changes["figure"] = lambda words: another_figure(words, wanted)
        changes["unit"] = lambda words: another_unit(words, wanted)
        changes["currency"] = lambda words: another_currency(words, currency)
    counts = {item.quantity for item in claim.items if item.quantity is not None}
    if counts:
        changes["count"] = lambda words: another_figure(words, counts)
    for kind, change in changes.items():
        made = altered(claim, text, change)
        if made is not None:
            yield kind, *made


def believed(pairs: list[tuple[AidClaim, str]]) -> tuple[int, list[str]]:
    """How many altered texts there were, and those whose claim passed all the same."""
    tried, passed = 0, []
    for claim, text in pairs:
        for kind, changed, other in mutants(claim, text):
            tried += 1
            if evidence_fault(changed, other, DOSSIER) is None:
                passed.append(f"{kind}: {claim.amount} {claim.items} in {other!r}")
    return tried, passed


SENTENCES = (
    "On Monday the ministry of Norland said it would give {} for shelters.",
    "Norland, which had paid nothing before, transfers {} and forty lorries to Ukraine.",
    "A package worth {} was approved; a second one may follow in May 2031.",
    "Its parliament voted on 3 June to add {} to the fund,\nthe minister of Norland said.",
)
FORMS = {
    "USD": ("${} million", "US${}m", "{} million dollars", "${}-million", "USD {} million", "{} million U.S. dollars"),
    "EUR": ("€{} million", "€{}m", "{} million euros", "EUR {} million", "{}\nmillion euros", "some €{}mln"),
    "GBP": ("£{} million", "{} million pounds", "up to £{}m", "GBP {} million"),
    "NOK": ("NOK {} million", "{} million Norwegian kroner"),
    "CAD": ("C${} million", "{} million Canadian dollars"),
}


def invented() -> list[tuple[AidClaim, str]]:
    """A thousand claims made beside their sentences, by hand and not by the reader."""
    made = []
    forms = [(currency, form) for currency, found in FORMS.items() for form in found]
    numbers = (7, 12, 48, 135, 260, 500, 814, 1.5, 2.75, 63.4, 999, 25, 310)
    for k, (number, (currency, form), sentence) in enumerate(itertools.product(numbers, forms, SENTENCES)):
        figure = sentence.format(form.format(number))
        low = None if "up to" in form else round(number * 1e6, 2)
        text = f"Nothing here counts.\n{figure} The rest is silence."
        span = Span(text.index(figure), text.index(figure) + len(figure))
        made.append((AidClaim(doc="d", id=f"i{k}", evidence=(span,), stage=Stage.PLEDGED, amount=Amount(low, round(number * 1e6, 2), currency)), text))
    return made


@functools.cache
def read_claims() -> list[tuple[AidClaim, str]]:
    """Aid claims with a figure that the guard lets into the book, of the labelled documents, with their raw texts."""
    notes = [raw for raw in read_paths([str(EVAL / "data/kiel_dev_input.jsonl")]) if isinstance(raw, RawDocument)]
    read = [*readings(), *((raw, read_document(raw, DOSSIER).claims) for raw in notes)]
    aid = [(claim, raw.text) for raw, claims in read for claim in claims if isinstance(claim, AidClaim)]
    return [(claim, text) for claim, text in aid if claim.amount is not None or any(item.quantity for item in claim.items)]


needs_news = pytest.mark.skipif(not (EVAL / "data").is_dir(), reason="no labelled documents beside the repository")


def test_a_thousand_invented_claims_pass_as_they_stand() -> None:
    claims = invented()
    assert len(claims) >= 1000
    assert [fault for claim, text in claims if (fault := evidence_fault(claim, text, DOSSIER))] == []


def test_no_invented_claim_passes_with_another_figure_unit_or_currency() -> None:
    tried, passed = believed(invented())
    assert tried >= 3000
    assert passed == []


@needs_news
def test_claims_read_from_news_and_notes_stand_in_their_evidence() -> None:
    claims = read_claims()
    faults = [fault for claim, text in claims if (fault := evidence_fault(claim, text, DOSSIER))]
    assert len(claims) >= 400
    assert len(faults) <= len(claims) // 100, faults


@needs_news
def test_no_claim_read_from_news_and_notes_passes_with_another_figure_unit_currency_or_count() -> None:
    tried, passed = believed([(claim, text) for claim, text in read_claims() if evidence_fault(claim, text, DOSSIER) is None])
    assert tried >= 1000  # some 450 claims, each with its figure, unit, currency or count altered
    assert passed == []


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Norland gives $1,000 million.", True),
        ("Norland gives $1bn.", True),
        ("Norland gives one billion dollars.", True),
        ("Norland gives $1,000.", False),
        ("Norland gives $1 trillion.", False),
        ("Norland gives C$1 billion.", False),
        ("Norland gives €1 billion ($1.1bn).", False),
        ("Norland gives €0.9 billion ($1bn).", True),
        ("Norland gives $1 to $1.5 billion.", False),
    ],
)
def test_a_billion_dollars_stands_only_where_a_billion_dollars_is_said(text: str, said: bool) -> None:
    claim = AidClaim(doc="d", id="c", evidence=(Span(0, len(text)),), stage=Stage.PLEDGED, amount=Amount(1e9, 1e9, "USD"))
    assert (evidence_fault(claim, text, DOSSIER) is None) is said


@pytest.mark.parametrize(("text", "said"), [("20 tanks arrived.", True), ("30 tanks arrived on 20 July.", False), ("20 lorries and tanks arrived.", False)])
def test_a_number_of_tanks_stands_only_before_tanks(text: str, said: bool) -> None:
    claim = AidClaim(doc="d", id="c", evidence=(Span(0, len(text)),), stage=Stage.DELIVERED, items=(ItemCount("tanks", 20.0),))
    assert (evidence_fault(claim, text, DOSSIER) is None) is said


class Exchange:
    """Two sides' names, each exchanged for the other's wherever it stands as a whole word."""

    def __init__(self, codes: tuple[str, str], names: dict[str, str]) -> None:
        self.codes = dict(zip(codes, reversed(codes), strict=True))
        self.names = names | {there: here for here, there in names.items()}
        self._pattern = re.compile(rf"(?<![\w.])(?:{'|'.join(map(re.escape, sorted(self.names, key=len, reverse=True)))})(?!\w)")

    def words(self, text: str) -> str:
        return self._pattern.sub(lambda m: self.names[m.group()], text)

    def span(self, span: Span, text: str) -> Span:
        """Where a span of a text stands once the text is exchanged; one that begins or ends inside a name does so still."""
        return Span(len(self.words(text[: span.start])), len(self.words(text[: span.end])))

    def record(self, value: object, text: str) -> object:
        """The fields of a claim exchanged: codes, names within strings, and spans."""
        if isinstance(value, Span):
            return self.span(value, text)
        if isinstance(value, str):
            return self.codes.get(value) or self.words(value)
        if isinstance(value, tuple):
            return tuple(self.record(one, text) for one in value)
        if isinstance(value, msgspec.Struct):
            return type(value).__name__, tuple((name, self.record(getattr(value, name), text)) for name in value.__struct_fields__ if name not in UNCOMPARED)
        return value


UNCOMPARED = ("id", "part_of", "flags", "doc")
"""ids hold positions; flags warn of roles that the exchange makes wrong"""
SAME = Exchange(("", ""), {"\0": "\0"})
EXCHANGES = {
    "Germany and Poland": Exchange(
        ("DEU", "POL"),
        {"Germany": "Poland", "German": "Polish", "Germans": "Poles", "Berlin": "Warsaw", "Bundestag": "Sejm"}
        | {"Annalena Baerbock": "Zbigniew Rau", "Baerbock": "Rau", "Christine Lambrecht": "Mariusz Blaszczak", "Lambrecht": "Blaszczak"},
    ),
    "France and Poland": Exchange(
        ("FRA", "POL"), {"France": "Poland", "French": "Polish", "Paris": "Warsaw", "Emmanuel Macron": "Andrzej Duda", "Macron": "Duda"}
    ),
    "two agencies": Exchange(("", ""), {"Reuters": "Bloomberg"}),
    "two papers": Exchange(("", ""), {"Financial Times": "Wall Street Journal", "New York Times": "Washington Post"}),
}
KEPT = 0.975
"""share of claims that follow their names; the rest are people whom the exchange leaves in an office that is now another state's"""


@functools.cache
def readings() -> list[tuple[RawDocument, tuple[Claim, ...]]]:
    paths = [str(EVAL / path) for path in ("seeds", "data/news_dev.jsonl")]
    return [(raw, read_document(raw, DOSSIER).claims) for raw in read_paths(paths) if isinstance(raw, RawDocument)]


def compared(claims: tuple[Claim, ...], text: str, exchange: Exchange) -> collections.Counter[str]:
    return collections.Counter(repr(exchange.record(claim, text)) for claim in claims)


@needs_news
@pytest.mark.parametrize("sides", EXCHANGES)
def test_claims_follow_the_names_of_states_officials_and_outlets_and_nothing_else_changes(sides: str) -> None:
    exchange, expected, kept = EXCHANGES[sides], 0, 0
    for raw, claims in readings():
        text = exchange.words(raw.text)
        if text == raw.text:
            continue
        title = exchange.words(raw.given.title) if raw.given.title else None
        other = row_document(text, raw.name, msgspec.structs.replace(raw.given, title=title))
        before, after = compared(claims, raw.text, exchange), compared(read_document(other, DOSSIER).claims, text, SAME)
        expected += max(before.total(), after.total())
        kept += (before & after).total()
    assert expected > 20
    assert kept >= KEPT * expected, f"{kept} of {expected}"
