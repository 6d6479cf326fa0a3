"""Fetching from real servers on this machine: what they send, how they misbehave, and what becomes of it."""

from __future__ import annotations

import gzip
import socket
import time
import tracemalloc
import zlib

import pytest

from pledgebook.read import network
from pledgebook.read.fetch import checked, wait_of
from pledgebook.read.files import read_paths

from .sites import ARTICLE, HTML, get, read, refusal


def test_an_address_is_read_as_the_article_at_it(site):
    url = site.page("/2025/12/03/norland")
    document = read(url)
    assert document.text.split("\n\n")[0] == "Norland pays"
    assert (document.name, document.given.url, document.given.date) == (url, url, "2025-12-03")
    assert document.origin.data == ARTICLE.encode()
    assert site.asked[-1][1]["User-Agent"].startswith("pledgebook/")


def test_an_address_of_plain_text_is_read_as_it_is(site):
    assert read(site.page("/note", body="Norland pays.", kind="text/plain")).text == "Norland pays."
    assert read(site.page("/picture", body=b"\x89PNG...", kind="image/png")).code == "unsupported_format"


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_redirects_are_followed_to_where_they_lead(site, status):
    site.page("/new?a=é".replace("é", "%C3%A9"))
    url = site.page("/old", status, "", Location="new?a=%C3%A9")
    assert get(url).url == f"{site.root}/new?a=%C3%A9"


def test_a_loop_of_redirects_is_refused(site):
    site.page("/b", 302, "", Location="/a")
    assert refusal(site.page("/a", 302, "", Location="/b")) == "too_many_redirects"
    assert len(site.paths()) == 11


@pytest.mark.parametrize("target", ["file:///etc/passwd", "ftp://127.0.0.1/a", "gopher://a/", "javascript:alert(1)", "//user:word@127.0.0.1/", "http://["])
def test_a_redirect_to_what_is_no_web_address_is_refused(site, target):
    assert refusal(site.page("/a", 302, "", Location=target)) == "bad_address"


@pytest.fixture
def public(monkeypatch, site):
    """Makes `wire.example` stand for the test's server as if that were a public one; the rest of the checks are as they are."""
    true_lookup, true_check = socket.getaddrinfo, network.is_public
    answers = {"wire.example": ["127.0.0.1"]}

    def lookup(host, port, *rest, **more):
        name = host.decode() if isinstance(host, bytes) else host
        found = answers.get(name)
        if found is None:
            return true_lookup(host, port, *rest, **more)
        address = found.pop(0) if len(found) > 1 else found[0]
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port))]

    monkeypatch.setattr(socket, "getaddrinfo", lookup)
    site.answers, site.public = answers, f"http://wire.example:{site.port}"
    return lambda *addresses: monkeypatch.setattr(network, "is_public", lambda address: address in addresses or true_check(address))


def test_a_redirect_to_a_private_address_is_refused(site, public):
    public("127.0.0.1")
    site.page("/a", 302, "", Location=f"http://127.0.0.2:{site.port}/secret")
    site.page("/secret")
    assert refusal(f"{site.public}/a", allow_private=False) == "private_address"
    assert site.paths() == ["/a"]


def test_a_name_that_turns_to_a_private_address_after_it_was_checked_leads_nowhere_else(site, public):
    # public when the robots are asked, private when the page is: each connection goes where its own check looked
    public("127.0.0.1")
    site.answers["wire.example"] = ["127.0.0.1", "127.0.0.9"]
    site.page("/a")
    assert refusal(f"{site.public}/a", allow_private=False) == "private_address"
    assert site.paths() == []


def test_a_name_is_looked_up_once_for_a_connection(site, public):
    public("127.0.0.1")
    # a second look within one connection would find the address where nobody answers
    site.answers["wire.example"] = ["127.0.0.1", "127.0.0.3"]
    site.page("/a")
    assert get(f"{site.public}/a", allow_private=False, robots=False).data == ARTICLE.encode()
    assert site.asked[-1][1]["Host"] == f"wire.example:{site.port}"


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "localhost", "127.1", "2130706433", "0x7f000001", "[::1]", "[::ffff:127.0.0.1]", "0.0.0.0", "10.1.2.3", "169.254.169.254"]
)
def test_private_addresses_are_refused_however_they_are_written(site, host):
    assert refusal(f"http://{host}:{site.port}/", allow_private=False, robots=False) == "private_address"
    assert site.asked == []


@pytest.mark.parametrize("host", ["169.254.169.254", "[::ffff:169.254.169.254]"])
def test_a_link_local_address_is_refused_even_where_private_ones_are_allowed(site, host):
    assert refusal(site.page("/a", 302, "", Location=f"http://{host}/latest/meta-data")) == "private_address"
    assert site.paths() == ["/a"]


@pytest.mark.parametrize(
    "url", ["ftp://a.example/", "file:///etc/passwd", "http://", "https://user:word@a.example/", "http://a.example:port/", "http://a..example/"]
)
def test_what_is_no_web_address_is_refused(url):
    (found,) = read_paths([url])
    assert (found.code, bool(found.hint)) == ("bad_address", True)


def test_line_ends_in_an_address_do_no_harm(site):
    site.page("/a%0D%0AX-Evil:%201")
    assert "\n" not in checked(f"{site.root}/a\r\nX-Evil: 1")


@pytest.mark.parametrize(
    ("status", "code"),
    [
        (404, "page_missing"),
        (410, "page_missing"),
        (401, "page_forbidden"),
        (403, "page_forbidden"),
        (451, "page_forbidden"),
        (418, "unexpected_answer"),
        (304, "unexpected_answer"),
    ],
)
def test_an_answer_that_is_no_page_is_refused_at_once(site, status, code):
    assert refusal(site.page("/a", status, "")) == code
    assert site.paths() == ["/a"]


@pytest.mark.parametrize("status", [429, 500, 502, 503, 504])
def test_a_busy_server_is_asked_again_and_then_given_up(site, status):
    assert refusal(site.page("/a", status, "")) == "server_busy"
    assert len(site.paths()) == 3


def test_a_server_that_recovers_is_read(site):
    answers = iter([(503, b""), (429, b""), (200, ARTICLE.encode())])
    site.pages["/a"] = lambda handler: handler.answer(*next(answers))
    assert get(f"{site.root}/a").data == ARTICLE.encode()


def test_a_server_that_says_when_to_ask_again_is_given_that_time(site):
    moments = []
    answers = iter([(429, b"", HTML), (200, b"x", HTML)])

    def page(handler):
        moments.append(time.monotonic())
        handler.answer(*next(answers), Retry_After="1")

    site.pages["/a"] = page
    get(f"{site.root}/a")
    assert 1.0 <= moments[1] - moments[0] < 3.0


def test_a_server_that_says_to_wait_long_is_not_waited_for(site):
    started = time.monotonic()
    assert refusal(site.page("/a", 429, "", Retry_After="3600")) == "server_busy"
    assert time.monotonic() - started < 3
    assert site.paths() == ["/a"]


def test_a_time_to_ask_again_may_be_a_date():
    assert wait_of("120") == 120.0
    assert wait_of("Fri, 31 Dec 1999 23:59:59 GMT") == 0.0
    assert wait_of("soon") is None
    assert wait_of(None) is None


def test_a_slow_server_is_given_up_at_the_deadline(site):
    def drip(handler):
        handler.send_response(200)
        handler.send_header("Content-Length", "1000000")
        handler.end_headers()
        for _ in range(100):
            handler.wfile.write(b"x")
            handler.wfile.flush()
            time.sleep(0.1)

    site.pages["/a"] = drip
    started = time.monotonic()
    assert refusal(f"{site.root}/a", timeout_s=0.6) == "fetch_timeout"
    assert time.monotonic() - started < 2


def test_a_server_that_drips_its_headers_is_given_up_at_the_deadline(site):
    def drip(handler):
        for _ in range(100):
            handler.wfile.write(b"X")
            handler.wfile.flush()
            time.sleep(0.1)

    site.pages["/a"] = drip
    started = time.monotonic()
    assert refusal(f"{site.root}/a", timeout_s=0.6) == "fetch_timeout"
    assert time.monotonic() - started < 2


def test_a_huge_page_is_refused_by_what_it_says_and_by_what_it_sends(site):
    assert refusal(site.page("/a", body="x" * 20_000), max_bytes=10_000) == "page_too_large"

    def endless(handler):
        handler.send_response(200)
        handler.end_headers()
        for _ in range(100_000):
            handler.wfile.write(b"x" * 10_000)

    site.pages["/b"] = endless
    assert refusal(f"{site.root}/b", max_bytes=1_000_000) == "page_too_large"


def test_a_packed_page_is_unpacked(site):
    raw = zlib.compressobj(wbits=-15)
    for packing, data in (
        ("gzip", gzip.compress(ARTICLE.encode(), mtime=0)),
        ("deflate", zlib.compress(ARTICLE.encode())),
        ("deflate", raw.compress(ARTICLE.encode()) + raw.flush()),
    ):
        assert get(site.page("/a", body=data, Content_Encoding=packing)).data == ARTICLE.encode()


def test_a_bomb_is_unpacked_no_further_than_the_limit(site):
    packer = zlib.compressobj(6, wbits=31)
    bomb = b"".join(packer.compress(b"\0" * 1_000_000) for _ in range(100)) + packer.flush()
    assert len(bomb) < 200_000
    url = site.page("/a", body=bomb, Content_Encoding="gzip")
    tracemalloc.start()
    assert refusal(url, max_bytes=1_000_000) == "page_too_large"
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 10_000_000


@pytest.mark.parametrize(("packing", "data"), [("br", b"x"), ("gzip", b"not gzip"), ("gzip", gzip.compress(b"x" * 1000, mtime=0)[:-9]), ("gzip, gzip", b"x")])
def test_a_page_that_cannot_be_unpacked_is_refused(site, packing, data):
    assert refusal(site.page("/a", body=data, Content_Encoding=packing)) == "bad_compression"


def test_a_page_that_breaks_off_is_asked_for_again(site):
    def broken(handler):
        handler.send_response(200)
        handler.send_header("Content-Length", "1000")
        handler.end_headers()
        handler.wfile.write(b"<html>")

    site.pages["/a"] = broken
    assert refusal(f"{site.root}/a") == "unreachable_host"
    assert len(site.paths()) == 3


def test_a_server_that_is_not_there_is_said(site):
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        assert refusal(f"http://127.0.0.1:{unused.getsockname()[1]}/", robots=False) == "unreachable_host"
    assert refusal("http://no-such-host.invalid/", robots=False) == "unknown_host"


@pytest.mark.parametrize("said", ["iso-8859-1", "windows-1251", "utf-7", "hex", "nonsense"])
def test_a_server_that_lies_about_its_characters_is_not_believed(site, said):
    assert "café ministry" in read(site.page("/a", kind=f"text/html; charset={said}")).text


def test_characters_only_the_server_names_are_read(site):
    text = ARTICLE.replace("its café ministry", "Міністерство енергетики")
    assert "Міністерство енергетики" in read(site.page("/a", body=text.encode("windows-1251"), kind="text/html; charset=windows-1251")).text


def test_a_page_behind_a_paywall_is_refused(site):
    stub = ARTICLE.replace("<p>The money", "<div>Subscribe to continue reading</div><p hidden>The money")
    assert read(site.page("/a", body=stub)).code == "paywalled_page"
