"""What a fetcher owes the servers it asks: robots, pauses, nothing fetched twice; and what it asks of them, a certificate."""

from __future__ import annotations

import shutil
import ssl
import subprocess
import time

import pytest

from pledgebook.read.fetch import Fetcher, fetch

from .sites import ARTICLE, HTML, Site, get, near, refusal


def test_robots_are_obeyed_with_their_wildcards(site):
    site.page("/robots.txt", body="User-agent: *\nDisallow: /private\nDisallow: /*?print=\n\nUser-agent: other\nDisallow: /", kind="text/plain")
    for path in ("/open", "/private/a", "/open?print=1"):
        site.page(path)
    assert get(f"{site.root}/open").data
    assert refusal(f"{site.root}/private/a") == "robots_denied"
    assert refusal(f"{site.root}/open?print=1") == "robots_denied"
    assert site.paths() == ["/open"]


def test_a_redirect_into_what_robots_may_not_read_is_refused(site):
    site.page("/robots.txt", body="User-agent: pledgebook\nDisallow: /private", kind="text/plain")
    assert refusal(site.page("/a", 302, "", Location="/private/a")) == "robots_denied"


@pytest.mark.parametrize(("status", "code"), [(404, None), (403, None), (500, "robots_denied"), (429, "robots_denied")])
def test_no_robots_allow_all_and_failing_robots_nothing(site, status, code):
    url = site.page("/a")
    site.page("/robots.txt", status, "")
    assert get(url).data if code is None else refusal(url) == code


def test_robots_are_asked_once(site):
    one = Fetcher(near())
    for _ in range(3):
        one.fetch(site.page("/a"))
    assert [path for path, _ in site.asked].count("/robots.txt") == 1


def test_a_host_is_given_a_pause_between_two_pages(site):
    one = Fetcher(near(pause_s=0.3, robots=False))
    started = time.monotonic()
    for _ in range(3):
        one.fetch(site.page("/a"))
    assert time.monotonic() - started >= 0.6


def conditional(site, **given):
    def page(handler):
        wanted = {"If-None-Match": given.get("ETag"), "If-Modified-Since": given.get("Last_Modified")}
        same = any(value and handler.headers.get(name) == value for name, value in wanted.items())
        handler.answer(304 if same else 200, b"" if same else ARTICLE.encode(), HTML, **given)

    site.pages["/a"] = page
    return f"{site.root}/a"


@pytest.mark.parametrize("given", [{"ETag": '"v1"'}, {"Last_Modified": "Wed, 03 Dec 2025 10:00:00 GMT"}])
def test_a_page_that_has_not_changed_is_taken_from_the_cache(site, tmp_path, given):
    url = conditional(site, **given)
    first, second = (get(url, cache=str(tmp_path / "cache")) for _ in range(2))
    assert (first.unchanged, second.unchanged) == (False, True)
    assert (first.data, first.media_type, first.charset) == (second.data, second.media_type, second.charset)


def test_a_damaged_cache_is_passed_over(site, tmp_path):
    url = conditional(site, ETag='"v1"')
    get(url, cache=str(tmp_path))
    for file in tmp_path.iterdir():
        file.write_bytes(file.read_bytes()[:-3] + b"xxx")
    assert get(url, cache=str(tmp_path)).data == ARTICLE.encode()


def test_a_cache_that_cannot_be_written_loses_nothing(site, tmp_path):
    (tmp_path / "file").write_text("in the way")
    assert get(conditional(site, ETag='"v1"'), cache=str(tmp_path / "file")).data == ARTICLE.encode()


def test_the_function_for_others_fetches(site):
    assert fetch(site.page("/a"), near()).data == ARTICLE.encode()


@pytest.fixture
def secured(tmp_path, monkeypatch):
    """A server with a certificate for the name it is given, signed by itself and trusted."""
    if not shutil.which("openssl"):
        pytest.skip("needs openssl to make a certificate")
    sites = []

    def start(name):
        key, certificate = tmp_path / f"{name}.key", tmp_path / f"{name}.pem"
        subject = ("-subj", f"/CN={name}", "-addext", f"subjectAltName=DNS:{name}")
        subprocess.run(
            ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", key, "-out", certificate, "-days", "2", *subject],
            check=True,
            capture_output=True,
        )
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate, key)
        sites.append(Site(context))
        return sites[-1]

    yield start
    for running in sites:
        running.server.shutdown()
        running.server.server_close()


def test_a_certificate_is_checked_against_the_name_that_was_asked_for(secured):
    site = secured("localhost")
    site.page("/a")
    assert get(f"https://localhost:{site.port}/a", robots=False).data == ARTICLE.encode()
    other = secured("wire.example")
    other.page("/a")
    assert refusal(f"https://localhost:{other.port}/a", robots=False) == "unsafe_connection"
