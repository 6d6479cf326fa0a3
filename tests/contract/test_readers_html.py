"""Saved pages: the article is read, what stands around it is not, and what the page says of itself is believed only where it can be."""

from __future__ import annotations

import gzip
import hashlib

import pytest

import pledgebook
from pledgebook.model.run import Rejection
from pledgebook.model.text import Given, RawDocument
from pledgebook.read.files import read_paths
from pledgebook.read.html_text import decode_page

FACTS = """<meta property="og:site_name" content="Harbour Wire">
<script type="application/ld+json">{"@context": "https://schema.org", "@graph": [{"@type": "Organization", "name": "Harbour Wire"},
{"@type": ["NewsArticle"], "headline": "Norland pays &amp; ships", "datePublished": "2025-12-03T23:30:00+02:00",
 "author": [{"@type": "Person", "name": "Ada Quill"}, "Ben Reed"]}]}</script>"""
PARAGRAPHS = (
    "Norland will give Ukraine 10 million crowns for generators, its energy ministry said on Wednesday in a note to parliament.",
    "The money comes from the budget of the coming year and is to be paid before the winter ends, an official of the ministry added.",
    "Two ships with the first forty generators left the port of Lowhaven at the weekend, the harbour master told local reporters.",
)


def page(body: str = "", head: str = FACTS, paragraphs: tuple[str, ...] = PARAGRAPHS) -> str:
    article = "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs)
    return f"""<!DOCTYPE html><html lang="en"><head><title>Norland pays - Harbour Wire</title>{head}</head><body>
<nav><ul><li><a href="/">Home</a></li><li><a href="/sport">Sport</a></li></ul></nav>
<main><article><h1>Norland pays &amp; ships</h1>{article}</article></main>{body}
<aside><h3>Most read</h3><a href="/x">Ten recipes for a quiet Sunday evening at home</a></aside>
<section id="comments" class="comments"><p>Reader: I do not believe a word of this at all, and neither does my cat.</p></section>
<footer>Harbour Wire, all rights reserved</footer></body></html>"""


@pytest.fixture
def read(tmp_path):
    def one(data, name="saved.html"):
        path = tmp_path / name
        path.write_bytes(data if isinstance(data, bytes) else data.encode())
        (found,) = read_paths([path])
        return found

    return one


def test_the_article_is_read_with_its_headline_and_without_what_stands_around_it(read):
    document = read(page())
    assert document.text == "\n\n".join(("Norland pays & ships", *PARAGRAPHS))


def test_what_the_page_says_of_itself_comes_with_the_document(read):
    document = read(page())
    assert document.given == Given(date="2025-12-03T23:30:00+02:00", source="Harbour Wire", title="Norland pays & ships")
    assert document.origin.author == "Ada Quill, Ben Reed"


def test_the_host_of_the_own_address_stands_for_the_outlet(read):
    document = read(page(head=FACTS + '<link rel="canonical" href="https://harbour-wire.example/norland#top">'))
    assert (document.given.url, document.given.source) == ("https://harbour-wire.example/norland", None)


def test_a_date_in_the_address_is_found_where_nothing_else_tells(read):
    document = read(page(head='<link rel="canonical" href="https://harbour-wire.example/2025/11/30/norland">'))
    assert document.given.date == "2025-11-30"


def test_a_page_that_tells_no_date_has_none(read):
    assert read(page(head="")).given.date is None


def test_the_id_is_of_the_bytes_and_the_page_is_kept(read):
    data = page().encode()
    document = read(data)
    assert document.sha256 == hashlib.sha256(data).hexdigest()
    assert (document.origin.media_type, document.origin.data) == ("text/html", data)


@pytest.mark.parametrize(
    ("written", "said", "found"),
    [
        ("utf-8", "iso-8859-1", "utf-8"),
        ("windows-1252", "utf-8", "windows-1252"),
        ("windows-1251", "windows-1251", "cp1251"),
        ("windows-1252", "no-such-charset", "windows-1252"),
        ("iso-8859-2", "iso-8859-2", "iso8859-2"),
        ("gb18030", "gb2312", "gb18030"),
        ("utf-16", "utf-8", "utf-16-le"),
    ],
)
def test_a_page_that_lies_about_its_encoding_is_read_as_it_is(read, written, said, found):
    others = {"windows-1251": "Норланд заплатить мільйони", "iso-8859-2": "Příští balík zaplatí Norland", "gb18030": "諾蘭將支付"}
    words = others.get(written, "Norland’s café paid €10 million")
    sentence = f"{words} for generators and for nothing else, as the ministry said on Wednesday in a long note."
    text = page(head=f'<meta charset="{said}"><title>n</title>', paragraphs=(sentence, *PARAGRAPHS))
    document = read(text.encode(written))
    assert (sentence in document.text, document.encoding) == (True, found)


def test_what_a_server_says_is_passed_over_where_the_bytes_say_otherwise():
    assert decode_page("<p>déjà €5</p>".encode(), "windows-1251", "a") == ("<p>déjà €5</p>", "utf-8")
    assert decode_page("<p>Норланд</p>".encode("windows-1251"), "windows-1251", "a") == ("<p>Норланд</p>", "cp1251")


def test_a_few_broken_bytes_do_not_lose_a_page(read):
    data = page().encode().replace(b"budget", b"budg\xe9t", 1) + b" " * 3000
    assert "budg\ufffdt of the coming year" in read(data).text


def test_broken_markup_is_mended(read):
    broken = page().replace("</p>", "").replace("</article></main>", "<div><b><p").replace("</html>", "")
    text = read(broken).text
    assert all(paragraph in text for paragraph in PARAGRAPHS)


def test_a_page_is_known_by_its_first_bytes_whatever_its_name(read):
    assert read("\n<!-- saved -->\n" + page(), name="norland.txt").origin is not None
    assert read(b"\xff\xfe" + page().encode("utf-16-le"), name="norland").origin is not None


@pytest.mark.parametrize(
    "mark",
    [
        '<script type="application/ld+json">{"@type": "NewsArticle", "isAccessibleForFree": "False"}</script>',
        '<meta property="article:content_tier" content="locked">',
        "",
    ],
)
def test_the_beginning_of_an_article_behind_a_paywall_is_refused(read, mark):
    teaser = ("Norland will give Ukraine 10 million crowns for generators, its energy ministry said on Wednesday in a note to ...",)
    wall = "" if mark else "<div class='wall'>Already a subscriber? <a href='/in'>Sign in</a></div>"
    refusal = read(page(body=wall, head=mark, paragraphs=teaser))
    assert (refusal.code, refusal.hint) == ("paywalled_page", "sign in, save the whole page from the browser, and read the file")


def test_a_whole_article_that_is_marked_for_subscribers_is_read(read):
    whole = tuple(f"Paragraph {k}: {paragraph}" for k in range(4) for paragraph in PARAGRAPHS)
    document = read(page(head='<meta property="article:content_tier" content="locked">', paragraphs=whole))
    assert isinstance(document, RawDocument)


@pytest.mark.parametrize(
    ("data", "code"),
    [
        ("", "empty_document"),
        ("  \n", "empty_document"),
        ("Just a note.", "no_article"),
        ("<html><body></body></html>", "no_article"),
        ("<html><body><div id=root></div><noscript>You need to enable JavaScript to run this app.</noscript></body></html>", "blocked_page"),
        (b"<html><body>\x00\x01\x02\x00\x03</body></html>", "no_article"),
        (b"<html>" + b"x" * 10_000_001, "file_too_large"),
        ("<html><body>" + "<p>Norland pays.</p>" * 50_000, "page_too_large"),
    ],
)
def test_a_page_without_an_article_is_refused_with_its_reason(read, data, code):
    refusal = read(data)
    assert isinstance(refusal, Rejection)
    assert (refusal.code, bool(refusal.hint)) == (code, True)


def test_a_page_ten_thousand_elements_deep_is_refused_or_read_and_nothing_falls(read):
    read(page(body="<div>" * 10_000 + "deep" + "</div>" * 10_000))


@pytest.mark.usefixtures("plain_reader")
def test_the_book_keeps_the_page_and_never_takes_its_text_out_again(tmp_path, new_place, monkeypatch):
    saved = tmp_path / "saved.html"
    saved.write_text(page(head="", paragraphs=("NOR pledges $10 million for generators, its energy ministry said on Wednesday.", *PARAGRAPHS)))
    with pledgebook.open(new_place()) as book:
        assert (book.read(saved).read, book.read(saved).known) == (1, 1)
        (entry,) = book.ledger().entries
        (testimony,) = entry.testimonies
        assert book.original(testimony.claim.doc).data == saved.read_bytes()
        assert testimony.claim.evidence[0].of(book.text(testimony.claim.doc)) == "NOR pledges $10 million"
        # another day's extractor finds another text
        monkeypatch.setattr("pledgebook.read.html.article_text", lambda page: "Another reading of the same page, longer by some words.")
        assert book.read(saved).known == 1
        assert book.verify().faults == ()
        assert book.counts().documents == 1


@pytest.mark.usefixtures("plain_reader")
def test_a_page_saved_again_with_other_adverts_is_the_same_document(tmp_path, new_place):
    address = '<link rel="canonical" href="https://harbour-wire.example/norland">'
    for number in range(2):
        (tmp_path / f"{number}.html").write_text(page(head=f"{address}<!-- advert {number} -->"))
    with pledgebook.open(new_place()) as book:
        report = book.read([tmp_path / "0.html", tmp_path / "1.html"])
        assert (report.read, report.known, book.counts().documents, book.counts().sightings) == (1, 1, 1, 1)
        assert book.verify().faults == ()


@pytest.mark.usefixtures("plain_reader")
def test_a_kept_page_that_was_altered_is_found(tmp_path):
    import sqlite3

    (tmp_path / "saved.html").write_text(page(head=""))
    with pledgebook.open(tmp_path / "book.db") as book:
        book.read(tmp_path / "saved.html")
    with sqlite3.connect(tmp_path / "book.db") as connection:
        connection.execute("UPDATE originals SET deflated = ?", (gzip.compress(b"other"),))
    with pledgebook.open(tmp_path / "book.db") as book:
        assert ["original" in fault.message for fault in book.verify().faults] == [True]
