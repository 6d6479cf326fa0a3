"""Feeds and sitemaps, from files and from real servers: what they link is fetched, what they hold in full is read from them."""

from __future__ import annotations

import functools
import http.server
import threading

import pytest

from pledgebook.model.run import Rejection
from pledgebook.model.text import RawDocument
from pledgebook.read import feeds
from pledgebook.read.fetch import Web
from pledgebook.read.files import read_paths
from pledgebook.read.reader import Intake

PARAGRAPH = "Norland will give Ukraine {} million crowns for generators, its energy ministry said on Wednesday in a note to parliament. "


def page(number):
    return f"<html><body><article><h1>Norland pays {number}</h1><p>{PARAGRAPH.format(number)}</p><p>The money is paid in winter.</p></article></body></html>"


class Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *_):
        pass


@pytest.fixture
def site(tmp_path):
    """A folder that a server on this machine shows; `put(name, text)` answers the address."""
    folder = tmp_path / "site"
    folder.mkdir()
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Quiet, directory=str(folder)))
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    root = f"http://127.0.0.1:{server.server_address[1]}"

    def put(name, text):
        (folder / name).write_bytes(text if isinstance(text, bytes) else text.encode())
        return f"{root}/{name}"

    put.root = root
    yield put
    server.shutdown()
    server.server_close()


def read(place, **settings):
    web = Web(**{"allow_private": True, "pause_s": 0.0, "backoff_s": 0.01, **settings})
    found = list(read_paths([place], intake=Intake(web=web)))
    return [item for item in found if isinstance(item, RawDocument)], [item for item in found if isinstance(item, Rejection)]


def rss(*items):
    head = '<?xml version="1.0" encoding="utf-8"?>\n<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel><title>Wire</title>'
    return head + "".join(f"<item>{item}</item>" for item in items) + "</channel></rss>"


def test_each_article_a_feed_links_is_read(site):
    links = [site(f"{number}.html", page(number)) for number in (1, 2)]
    dated = "<title>A</title><link>{}</link><pubDate>Wed, 03 Dec 2025 23:30:00 +0200</pubDate><description>In short.</description>"
    documents, rejections = read(site("feed.xml", rss(*(dated.format(link) for link in links))))
    assert rejections == []
    assert [document.name for document in documents] == links
    assert [document.given.title for document in documents] == ["Norland pays 1", "Norland pays 2"]
    assert documents[0].given.date == "Wed, 03 Dec 2025 23:30:00 +0200"


def test_an_atom_feed_in_a_file_with_links_from_its_address(site, tmp_path):
    site("1.html", page(1))
    atom = (
        f'<feed xmlns="http://www.w3.org/2005/Atom"><link href="{site.root}/"/><title>Wire</title><entry><title>A</title><link href="1.html"/></entry></feed>'
    )
    (tmp_path / "feed.txt").write_text(atom)
    documents, _ = read(tmp_path / "feed.txt")
    assert [document.given.url for document in documents] == [f"{site.root}/1.html"]


def test_an_entry_that_holds_its_article_is_read_without_fetching(site, tmp_path):
    held = "".join(f"<p>{PARAGRAPH.format(number)}</p>" for number in range(5))
    item = f"<title>Norland &amp;amp; others pay</title><link>{site.root}/gone.html</link><content:encoded><![CDATA[{held}]]></content:encoded>"
    (tmp_path / "feed.rss").write_text(rss(item))
    documents, rejections = read(tmp_path / "feed.rss")
    assert rejections == []
    assert documents[0].text.split("\n\n") == ["Norland & others pay", *(PARAGRAPH.format(number).strip() for number in range(5))]
    assert (documents[0].given.url, documents[0].origin) == (f"{site.root}/gone.html", None)


def test_an_entry_whose_article_cannot_be_had_is_told_and_the_rest_is_read(site):
    good = site("1.html", page(1))
    links = (f"{site.root}/gone.html", "file:///etc/passwd", good)
    documents, rejections = read(site("feed.xml", rss(*(f"<link>{link}</link>" for link in links), "<title>Nothing</title>")))
    assert [document.name for document in documents] == [good]
    assert [rejection.code for rejection in rejections] == ["page_missing", "bad_address", "no_article"]


def test_a_feed_from_outside_cannot_reach_into_the_private_network(site, tmp_path):
    (tmp_path / "feed.rss").write_text(rss(f"<link>{site('secret.html', page(1))}</link>"))
    _, rejections = read(tmp_path / "feed.rss", allow_private=False)
    assert [rejection.code for rejection in rejections] == ["private_address"]


def test_a_feed_that_links_itself_comes_to_an_end(site):
    site("feed.xml", rss(f"<link>{site.root}/feed.xml</link>"))
    _, rejections = read(f"{site.root}/feed.xml")
    assert [rejection.code for rejection in rejections] == ["nested_feed"]


def test_a_sitemap_is_read_with_the_days_it_tells_of_news(site):
    links = [site(f"{number}.html", page(number)) for number in (1, 2)]
    news = "<news:news><news:publication_date>2025-12-03</news:publication_date></news:news><image:image><image:loc>x.png</image:loc></image:image>"
    spaces = 'xmlns:news="http://www.google.com/schemas/sitemap-news/0.9" xmlns:image="http://www.google.com/schemas/sitemap-image/1.1"'
    body = f"<url><loc>{links[0]}</loc>{news}</url><url><loc> {links[1]} </loc><lastmod>2026-01-01</lastmod></url>"
    address = site("sitemap.xml", f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" {spaces}>{body}</urlset>')
    index = site("index.xml", f'<?xml version="1.0"?><sitemapindex><sitemap><loc>{address}</loc></sitemap></sitemapindex>')
    for place in (address, index):
        documents, rejections = read(place)
        assert ([document.name for document in documents], rejections) == (links, [])
        assert [document.given.date for document in documents] == ["2025-12-03", None]


@pytest.mark.parametrize("kind", ["feed", "sitemap"])
def test_no_more_than_some_articles_are_read_at_once(site, monkeypatch, kind):
    monkeypatch.setattr(feeds, "MOST_LINKS", 2)
    link = site("1.html", page(1))
    text = rss(*[f"<link>{link}</link>"] * 5) if kind == "feed" else f"<urlset>{f'<url><loc>{link}</loc></url>' * 5}</urlset>"
    documents, rejections = read(site("feed.xml", text))
    assert (len(documents), [rejection.code for rejection in rejections]) == (2, ["too_many_links"])


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("<rss><channel><item>", "no_article"),
        ("<rss><channel></channel></rss>", "empty_feed"),
        ("<urlset></urlset>", "empty_feed"),
        ("<urlset><url><loc>http://", "bad_address"),
        ("<letter>Dear reader</letter>", "unsupported_format"),
        ('<!DOCTYPE rss [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]><rss><channel></channel></rss>', "empty_feed"),
    ],
)
def test_a_feed_without_articles_is_refused(tmp_path, text, code):
    (tmp_path / "feed.xml").write_text(text)
    _, rejections = read(tmp_path / "feed.xml")
    assert [rejection.code for rejection in rejections] == [code]


def test_entities_that_multiply_do_not_fill_the_memory(tmp_path):
    import time

    entities = '<!ENTITY a0 "aaaaaaaaaa">' + "".join(f'<!ENTITY a{k + 1} "{f"&a{k};" * 10}">' for k in range(9))
    for start, end in (("<rss><channel><item><title>", "</title></item></channel></rss>"), ("<urlset><url><loc>", "</loc></url></urlset>")):
        (tmp_path / "feed.rss").write_text(f"<?xml version='1.0'?><!DOCTYPE x [{entities}]>{start}&a9;{end}")
        started = time.monotonic()
        documents, rejections = read(tmp_path / "feed.rss")
        assert time.monotonic() - started < 20
        assert (documents, len(rejections)) == ([], 1)
