"""Review in a real browser against a real server: by keyboard, and with JavaScript off."""

from __future__ import annotations

import pathlib
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import pytest

from pledgebook.book import open_book

playwright = pytest.importorskip("playwright.sync_api")

PASSWORD = "a long enough one"


@pytest.fixture
def place(story_book: pathlib.Path, tmp_path: pathlib.Path) -> pathlib.Path:
    book = pathlib.Path(shutil.copy(story_book, tmp_path / "book.db"))
    command = [sys.executable, "-m", "pledgebook", "account", "add", "Ada", "--password-stdin", "--book", str(book)]
    subprocess.run(command, input=f"{PASSWORD}\n", text=True, check=True, capture_output=True)
    return book


@pytest.fixture
def site(place: pathlib.Path) -> Iterator[str]:
    """Where a server of a copy of the story's book is."""
    command = [sys.executable, "-m", "pledgebook", "serve", "--book", str(place), "--port", "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        found = re.search(r"http://\S+?(?=/ )", process.stdout.readline())
        assert found
        yield found.group()
        process.terminate()


def signed_in(browser: Any, site: str, **how: Any) -> Any:
    """A page at the review queue, whose console is kept in `.said`."""
    page = browser.new_context(**how).new_page()
    page.said = []
    page.on("console", lambda message: page.said.append(message.text))
    page.on("pageerror", lambda error: page.said.append(str(error)))
    page.goto(f"{site}/review")
    assert "/account/sign-in" in page.url
    page.fill("#name", "Ada")
    page.fill("#password", PASSWORD)
    page.press("#password", "Enter")
    page.wait_for_url(f"{site}/review")
    return page


def test_by_keyboard_a_question_is_answered_and_undone_and_entries_joined(browser: Any, site: str, place: pathlib.Path) -> None:
    with open_book(place) as book:
        left, right = [entry.id for entry in book.folded().aid if entry.documents == 1][:2]
    page = signed_in(browser, site)
    asked = page.input_value("[name=claims]")
    page.keyboard.press("n")
    page.wait_for_url("**/review?n=1")
    page.keyboard.press("p")
    page.wait_for_url("**/review?n=0")
    key = page.locator("form.decide [data-key]").first.get_attribute("data-key")
    with page.expect_navigation():
        page.keyboard.press(key)
    assert "done=" in page.url
    assert page.locator("[name=claims]").count() == 0 or page.input_value("[name=claims]") != asked
    with page.expect_navigation():
        page.keyboard.press("z")
    assert page.input_value("[name=claims]") == asked

    page.goto(f"{site}/review/entries/{left}")
    page.keyboard.press("m")
    page.wait_for_url("**/review/merge?*")
    page.fill("#other", right)
    page.press("#other", "Enter")
    page.wait_for_url("**other=*")
    page.locator("body").press("s")
    page.wait_for_url("**/review/entries/*")
    with open_book(place) as book:
        assert book.entry(left).id == book.entry(right).id
    page.locator(".done button").click()
    page.wait_for_url("**/review/history*")
    with open_book(place) as book:
        assert book.entry(left).id != book.entry(right).id
        assert {decision.body.by for decision in book.decisions()} == {"Ada"}
    assert page.said == []


def test_words_marked_with_the_mouse_become_a_claim_at_their_place(browser: Any, site: str, place: pathlib.Path) -> None:
    text = "Notes 😀 of the clerk.\r\nThe canteen served soup.\nNLD gave 17 million euros.\nThe lights went out."
    page = signed_in(browser, site)
    page.goto(f"{site}/review/upload")
    page.set_input_files("#file", files=[{"name": "notes.txt", "mimeType": "text/plain", "buffer": text.encode()}])
    page.fill("#source", "clerk.example")
    page.get_by_role("button", name="Read it").click()
    page.get_by_text("1 document read").wait_for()
    with open_book(place) as book:
        document = next(held.id for held in book.catalogue() if any(s.source == "clerk.example" for s in held.sightings))
    page.goto(f"{site}/review/documents/{document}")
    page.evaluate(
        """() => {
            const walker = document.createTreeWalker(document.getElementById("raw"), NodeFilter.SHOW_TEXT);
            for (let node = walker.nextNode(); node; node = walker.nextNode()) {
                const start = node.data.indexOf("NLD gave");
                if (start >= 0) {
                    const end = node.data.indexOf("euros") + 5;
                    document.getSelection().setBaseAndExtent(node, start, node, end);
                }
            }
        }"""
    )
    start = text.index("NLD gave")
    page.wait_for_function("document.getElementById('span').value !== ''")
    assert page.input_value("#span") == f"{start}-{start + 25}"
    page.select_option("[name=stage]", "delivered")
    page.fill("[name=donors]", "NLD")
    page.fill("[name=amount]", "EUR 17m")
    page.fill("#reason", "it was missed")
    page.get_by_role("button", name="Add the claim").click()
    page.wait_for_url("**/review/history*")
    with open_book(place) as book:
        assert any(t.words == ("NLD gave 17 million euros",) for entry in book.folded().aid for t in entry.testimonies)
    assert page.said == []


def test_with_javascript_off_a_question_is_answered_joined_and_undone(browser: Any, site: str, place: pathlib.Path) -> None:
    with open_book(place) as book:
        left, right = [entry.id for entry in book.folded().aid if entry.documents == 1][:2]
    page = signed_in(browser, site, java_script_enabled=False)
    asked = page.input_value("[name=claims]")
    page.locator("form.decide button[name=act]").first.click()
    page.wait_for_url("**done=*")
    page.locator(".done button").click()
    page.wait_for_load_state()
    assert page.input_value("[name=claims]") == asked
    page.goto(f"{site}/review/merge?entry={left}&other={right}")
    page.get_by_role("button", name="One event: join them").click()
    page.wait_for_url("**/review/entries/*")
    with open_book(place) as book:
        assert book.entry(left).id == book.entry(right).id
    page.goto(f"{site}/review/history")
    page.get_by_role("button", name="Undo").first.click()
    page.wait_for_load_state()
    with open_book(place) as book:
        assert book.entry(left).id != book.entry(right).id
    page.get_by_role("button", name="Sign out").click()
    page.wait_for_url(f"{site}/")
    page.goto(f"{site}/review")
    assert "/account/sign-in" in page.url
