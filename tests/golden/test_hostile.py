"""Reports that try to take over the page they are shown on: what the pages make of them, to the letter."""

from __future__ import annotations

import datetime
import html.parser
import pathlib
import re
from collections.abc import Iterator
from typing import Any

import pytest
from litestar.testing import TestClient

from pledgebook.book import Book, open_book
from pledgebook.clean.decode import row_document
from pledgebook.clean.layout import clean_document
from pledgebook.dossier.schema import Dossier
from pledgebook.model.ledger import AidEntry
from pledgebook.model.text import Given, RawDocument, Span
from pledgebook.pipeline import Reading
from pledgebook.web.app import create_app
from pledgebook.web.settings import Settings

HERE = pathlib.Path(__file__).parent
REPORT = (
    "<script>alert('stolen')</script><img src=x onerror=alert(1)>\n\n"
    "The Netherlands will give Ukraine 500 million euros <b onclick=\"alert(2)\">for weapons</b>, the defence ministry said on Monday. "
    "Norway pledged \u202e000,01\u202c kroner and 30 missiles\u2066 for Ukraine. {{ 7 * 7 }} {% raw %} </div></main></html> &lt;script&gt; \x07\n\n"
    "\"<a href='javascript:alert(3)'>Ukraine needs weapons</a>,\" said Mark Rutte, the secretary general of NATO, on Monday."
)
GIVEN = Given(
    id="<svg/onload=alert(4)>",
    date="2025-08-04",
    source="\"><script>alert(5)</script>.example",
    url="javascript:alert(6)",
    title="</title><script>alert(7)</script> \u202eelttit",
)
ALLOWED = set("main section article header nav aside form fieldset legend label input select option button details summary".split()) | set(  # noqa: SIM905
    "p h1 h2 h3 ul ol li dl dt dd div span a mark del strong blockquote table caption thead tbody tfoot tr th td svg rect code".split()  # noqa: SIM905
) | {"figure", "figcaption", "picture", "source", "img"}


class Elements(html.parser.HTMLParser):
    """What a browser would make of a page: its elements with their attributes."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Book]:
    """The report with claims stated by hand, so that how it is shown depends on nothing that reads it."""

    def unread(raw: RawDocument, dossier: Dossier, **_: bool) -> Reading:
        return Reading(clean_document(raw, dossier), (), relevant=True)

    long = row_document("Canada will give Ukraine 200 million dollars. " + "weapons " * 20_000, "long", Given(id="long"))
    with pytest.MonkeyPatch.context() as patch, open_book(tmp_path_factory.mktemp("hostile") / "hostile.db") as made:
        patch.setattr("pledgebook.pipeline.read_document", unread)
        made.add([row_document(REPORT, "<i>name</i>", GIVEN), long])
        amount = {"min": 5e8, "max": 5e8, "currency": "EUR"}
        fields = {"stage": "pledged", "donors": ["NLD"], "recipient": "UKR", "amount": amount, "counts_as": "total", "items": [{"name": "weapons"}]}
        marked = ["The Netherlands will give Ukraine 500 million euros <b onclick=\"alert(2)\">for weapons"]
        made.add_claim("<i>name</i>", fields, marked=marked, reason="<b>reason</b>", by="<script>alert(9)</script>")
        start = REPORT.index("Ukraine needs weapons")
        said = {"speaker": "Mark <b>Rutte", "role": "<i>chief", "actor": "NATO", "content": [{"start": start, "end": start + 21}], "act": "demand"}
        made.add_claim("<i>name</i>", said, kind="statement", marked=[Span(start, start + 21)], reason="read by hand", by="tester")
        yield made


@pytest.fixture(scope="module")
def site(book: Book) -> Iterator[TestClient[Any]]:
    with TestClient(create_app(Settings(book=book.location)), base_url="http://127.0.0.1") as client:
        yield client


@pytest.fixture(scope="module")
def document(book: Book) -> str:
    return next(held.id for held in book.catalogue() if held.sightings[0].id == GIVEN.id)


def main_of(text: str) -> str:
    found = re.search(r"<main.*</main>", text, re.DOTALL)
    assert found
    return re.sub(r"\n\s*\n+", "\n", found.group()) + "\n"


def test_the_page_of_a_hostile_report_is_as_it_was_found_harmless(site: TestClient[Any], book: Book, document: str, request: pytest.FixtureRequest) -> None:
    entry = next(entry.id for entry in book.folded().entries if isinstance(entry, AidEntry))
    found = main_of(site.get(f"/documents/{document}").text) + main_of(site.get(f"/entries/{entry}").text)
    # when the decisions were taken is of the day of the test
    found = re.sub(r"\d{4}-\d\d-\d\d \d\d:\d\d", "WHEN", re.sub(rf"{datetime.datetime.now(datetime.UTC):%-d %b %Y}", "TODAY", found))
    path = HERE / "hostile.html"
    if request.config.getoption("--update-golden", default=False):
        path.write_text(found, encoding="utf-8")
    assert found == path.read_text(encoding="utf-8")


def pages(site: TestClient[Any], book: Book, document: str) -> Iterator[str]:
    """Every page that shows something of the report."""
    yield from (f"/documents/{document}", f"/documents/{document}?view=cleaned", "/", "/ledger?column=sources&column=what", "/statements", "/sources")
    yield from ("/search?q=weapons", "/search?q=%3Cscript%3Ealert(8)%3C/script%3E", "/statements?q=%22%3E%3Cscript%3E", "/ledger?donor=%3Cscript%3E")
    yield from (f"/entries/{entry.id}" for entry in book.folded().entries)
    yield f"/sources/{GIVEN.source}".replace('"', "%22").replace("<", "%3C").replace("/script", "%2Fscript")


def test_nothing_of_a_report_becomes_an_element_an_attribute_or_an_address(site: TestClient[Any], book: Book, document: str) -> None:
    shown = 0
    for address in pages(site, book, document):
        text = site.get(address).text
        elements = Elements(main_of(text)).found
        assert {tag for tag, _ in elements} <= ALLOWED, address
        for _, attributes in elements:
            assert not [name for name in attributes if name.startswith("on") or name == "style"], address
            assert not (attributes.get("href") or "").lower().startswith(("javascript", "data")), address
            drawn = [attributes[name] or "" for name in ("src", "srcset") if name in attributes]
            assert all(place.startswith("/charts/") for place in drawn), f"{address}: pictures are the site's own charts"
        own = re.findall(r'<script src="/static/[\w.-]+\.js" defer></script>', text)
        assert text.count("<script") == len(own) == 2, f"{address}: the site's own scripts and no other"
        assert not re.search("[\u202a-\u202e\u2066-\u2069\x07]", text), f"{address}: a character that turns the text around"
        shown += "alert(" in text
    assert shown >= 6, "the pages do show the report"


def test_what_is_hidden_in_a_report_is_made_visible(site: TestClient[Any], document: str) -> None:
    text = site.get(f"/documents/{document}").text
    assert "⟨U+202E⟩000,01⟨U+202C⟩" in text
    assert "{{ 7 * 7 }}" in text


def test_a_text_without_an_end_is_shown_in_parts(site: TestClient[Any], book: Book) -> None:
    long = next(held.id for held in book.catalogue() if held.sightings[0].id == "long")
    first = site.get(f"/documents/{long}").text
    assert len(first) < 60_000
    # 46 + 160,000 code points make five parts of 40,000
    assert "Part 1 of 5" in first
    assert "Part 5 of 5" in site.get(f"/documents/{long}", params={"part": "999999"}).text


def test_ten_megabytes_of_one_line_are_refused_and_the_book_stays(tmp_path: pathlib.Path) -> None:
    (tmp_path / "huge.txt").write_text("x" * 10_000_000, encoding="utf-8")
    with open_book(tmp_path / "small.db") as book:
        report = book.read(tmp_path / "huge.txt")
        assert ["2,000,000 bytes" in refusal.message for refusal in report.refused] == [True]
        assert book.counts().documents == 0
