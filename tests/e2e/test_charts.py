"""Charts in a real browser, under the site's own policy: pictures without JavaScript, and with it drawings that answer."""

from __future__ import annotations

import contextlib
import pathlib
import socket
import threading
import time
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import expect

from pledgebook.web.app import create_app
from pledgebook.web.settings import Settings

PATIENCE_MS = 60_000
"""the first start makes the library that draws, which takes seconds of a quiet machine"""



@contextlib.contextmanager
def served(book: pathlib.Path) -> Iterator[str]:
    import uvicorn

    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = uvicorn.Server(uvicorn.Config(create_app(Settings(book=str(book), port=port)), host="127.0.0.1", port=port, log_level="error"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        assert thread.is_alive()
        time.sleep(0.02)
    yield f"http://127.0.0.1:{port}"
    server.should_exit = True
    thread.join(20)


@pytest.fixture(scope="module")
def site(story_book: pathlib.Path) -> Iterator[str]:
    with served(story_book) as address:
        yield address


WATCH = """
window.refused = [];
addEventListener("securitypolicyviolation", (event) => refused.push(`${event.violatedDirective} ${event.blockedURI} ${event.sample}`));
"""


def test_without_javascript_every_chart_is_a_picture_with_its_table(site: str, browser: Any) -> None:
    page = browser.new_context(java_script_enabled=False).new_page()
    page.goto(site + "/donors")
    pictures = page.locator("figure.chart img")
    assert pictures.count() == 3
    for k in range(3):
        pictures.nth(k).scroll_into_view_if_needed()
        page.wait_for_timeout(100)
        # a picture that could not be loaded has no size of its own
        expect(pictures.nth(k)).to_be_visible()
        assert pictures.nth(k).bounding_box()["height"] > 60
        assert pictures.nth(k).get_attribute("alt")
    page.locator("figure.chart summary").first.click()
    assert page.locator("figure.chart table").first.is_visible()


def test_with_javascript_charts_answer_to_the_pointer_and_break_no_rule_of_the_policy(site: str, browser: Any) -> None:
    page = browser.new_page()
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
    page.on("request", lambda request: errors.append(f"went to {request.url}") if not request.url.startswith((site, "data:")) else None)
    page.add_init_script(WATCH)
    answer = page.goto(site + "/donors")
    assert "unsafe" not in answer.headers["content-security-policy"]
    assert "script-src 'self'" in answer.headers["content-security-policy"]
    for k in range(3):
        figure = page.locator("figure.chart").nth(k)
        figure.scroll_into_view_if_needed()
        figure.locator(".chart-live svg").wait_for(timeout=PATIENCE_MS)
    assert page.locator("figure.chart img").count() == 0
    page.locator("#chart-gdp .mark-rect path").first.hover()
    tip = page.locator("#vg-tooltip-element")
    tip.wait_for(state="visible", timeout=PATIENCE_MS)
    assert "Donor" in tip.inner_text()
    # the policy closes eval to scripts, and nobody knocked
    assert page.evaluate("refused") == []
    assert errors == []


def test_charts_follow_the_theme(site: str, browser: Any) -> None:
    context = browser.new_context(java_script_enabled=False, color_scheme="dark")
    page = context.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(site + "/donors")
    page.locator("figure.chart img").first.scroll_into_view_if_needed()
    page.wait_for_load_state("networkidle")
    pictures = [address for address in asked if "/charts/" in address]
    assert pictures
    assert all("theme=dark" in address for address in pictures)
