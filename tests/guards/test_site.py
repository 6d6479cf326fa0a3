"""The documentation site builds without a warning, asks nothing of other hosts, and can be read and searched."""

from __future__ import annotations

import http.server
import os
import pathlib
import re
import subprocess
import sys
import threading
import urllib.parse
from collections.abc import Iterator

import pytest
from lxml import html
from playwright.sync_api import Browser

ROOT = pathlib.Path(__file__).parents[2]
LEADING = "@rel='canonical' or @rel='next' or @rel='prev'"
ASSETS = ("//script/@src", "//img/@src", "//iframe/@src", "//source/@src", f"//link[not({LEADING})]/@href", "//object/@data")
OUTSIDE = re.compile(r"^(?:https?:)?//")
IN_STYLES = re.compile(r"url\(\s*['\"]?(?:https?:)?//|@import\s+['\"]?(?:https?:)?//")
HOST = re.compile(r"^(?:[a-z0-9-]+\.)+[a-z]{2,}$")


def build(folder: pathlib.Path, settings: pathlib.Path = ROOT / "mkdocs.yml") -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "mkdocs", "build", "--strict", "--config-file", str(settings), "--site-dir", str(folder)]
    return subprocess.run(command, capture_output=True, text=True, timeout=120, check=False, env={**os.environ, "NO_MKDOCS_2_WARNING": "1"})


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> pathlib.Path:
    folder = tmp_path_factory.mktemp("site")
    done = build(folder)
    assert done.returncode == 0, done.stderr
    return folder


def test_every_page_is_there(site: pathlib.Path) -> None:
    pages = [page.relative_to(ROOT / "docs").with_suffix("") for page in (ROOT / "docs").rglob("*.*") if page.suffix in (".md", ".ipynb")]
    addresses = [str(page.parent if page.name == "index" else page) for page in pages]
    assert [address for address in addresses if not (site / address / "index.html").is_file()] == []


def test_no_page_takes_anything_from_another_host(site: pathlib.Path) -> None:
    found = []
    for page in site.rglob("*.html"):
        tree = html.parse(str(page))
        found += [f"{page.name}: {address}" for path in ASSETS for address in tree.xpath(path) if OUTSIDE.match(address)]
    found += [style.name for style in site.rglob("*.css") if IN_STYLES.search(style.read_text(encoding="utf-8"))]
    assert found == []


def test_links_that_lead_out_are_whole_and_safe(site: pathlib.Path) -> None:
    links = {link for page in site.rglob("*.html") for link in html.parse(str(page)).xpath("//article//a/@href") if "://" in link}
    assert len(links) > 10
    wrong = [link for link in links if urllib.parse.urlsplit(link).scheme != "https" or not HOST.match(urllib.parse.urlsplit(link).netloc)]
    assert wrong == []


@pytest.mark.parametrize("link", ["[missing](no-such-page.md)", "[missing](index.md#no-such-heading)"])
def test_a_link_that_leads_nowhere_fails_the_build(link: str, tmp_path: pathlib.Path) -> None:
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "index.md").write_text(f"# One\n\n{link}\n", encoding="utf-8")
    kept = (ROOT / "mkdocs.yml").read_text(encoding="utf-8").split("nav:")[0].replace("hooks: [docs/site.py]\n", "")
    (tmp_path / "mkdocs.yml").write_text(kept, encoding="utf-8")
    done = build(tmp_path / "site", tmp_path / "mkdocs.yml")
    assert done.returncode != 0
    assert "no-such" in done.stderr


class Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def served(site: pathlib.Path) -> Iterator[str]:
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), lambda *given: Quiet(*given, directory=str(site)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()


def test_the_front_page_opens_and_finds_words_without_another_host(served: str, browser: Browser) -> None:
    shots = ROOT / "build" / "screenshots"
    shots.mkdir(parents=True, exist_ok=True)
    page = browser.new_page(viewport={"width": 1280, "height": 900}, color_scheme="light")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(served)
    assert page.title() == "pledgebook"
    page.screenshot(path=shots / "documentation.png")
    page.get_by_role("textbox", name="Search").press_sequentially("joint amount")
    page.locator(".md-search-result__item a").first.wait_for(state="attached", timeout=10_000)
    results = page.locator(".md-search-result__item").all_inner_texts()
    page.close()
    assert any("Counting" in text or "How amounts are counted" in text for text in results)
    assert [address for address in asked if not address.startswith((served, "data:", "blob:"))] == []
