"""Everything is reached by keys, and nothing a key does loses the place of the one who pressed it."""

from __future__ import annotations

import pathlib
import re
import shutil
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager

import pytest
from playwright.sync_api import Browser, Page, expect

from pledgebook.book import open_book
from pledgebook.web.accounts import add_account
from pledgebook.web.register import Register, register_path

PASSWORD = "a long sentence to sign in with"


@pytest.fixture(scope="module")
def place(story_book: pathlib.Path, tmp_path_factory: pytest.TempPathFactory) -> pathlib.Path:
    copied = pathlib.Path(shutil.copy(story_book, tmp_path_factory.mktemp("keys") / "own.db"))
    add_account(Register(register_path(str(copied))), "Ada", PASSWORD)
    return copied


@pytest.fixture(scope="module")
def desk(place: pathlib.Path, browser: Browser, served: Callable[[pathlib.Path], AbstractContextManager[str]]) -> Iterator[Page]:
    """A page of a reviewer who signed in with keys alone."""
    with served(place) as site:
        context = browser.new_context(base_url=site)
        page = context.new_page()
        page.on("pageerror", lambda error: pytest.fail(str(error)))
        page.goto("/account/sign-in")
        expect(page.locator("#name")).to_be_focused()
        page.keyboard.type("Ada")
        page.keyboard.press("Tab")
        page.keyboard.type(PASSWORD)
        page.keyboard.press("Enter")
        page.wait_for_url("**/review")
        yield page
        context.close()


def test_the_day_is_moved_by_several_keys_and_the_slider_keeps_the_focus(page: Page, site: str) -> None:
    page.goto(site)
    page.get_by_role("slider").focus()
    for _ in range(4):
        page.keyboard.press("ArrowLeft")
    # the last report of the story is of 5 December; a page a key would have moved the focus after the first
    page.wait_for_url("**as_of=2025-12-01")
    expect(page.get_by_role("slider")).to_be_focused()
    expect(page.get_by_role("slider")).to_have_attribute("aria-valuetext", "2025-12-01")


def test_a_filter_is_chosen_by_keys_and_keeps_the_focus(page: Page, site: str) -> None:
    page.goto(f"{site}/ledger")
    stages = page.get_by_role("combobox", name="Stage")
    wanted = stages.locator("option").nth(3).get_attribute("value")
    stages.focus()
    for _ in range(3):
        page.keyboard.press("ArrowDown")
    page.wait_for_url(f"**/ledger?stage={wanted}")
    expect(page.get_by_role("combobox", name="Stage")).to_be_focused()
    page.get_by_role("checkbox", name="only conflicts").focus()
    page.keyboard.press("Space")
    page.wait_for_url(f"**/ledger?stage={wanted}&conflicts=1")
    expect(page.get_by_role("checkbox", name="only conflicts")).to_be_focused()


def test_columns_that_are_others_than_usual_stand_in_the_address(page: Page, site: str) -> None:
    page.goto(f"{site}/ledger")
    page.get_by_text("More filters, grouping and columns").click()
    page.get_by_role("checkbox", name="Converted").check()
    page.wait_for_url("**column=converted**")
    page.get_by_role("checkbox", name="Converted").uncheck()
    page.wait_for_url(lambda address: "column=" not in address)


def test_donors_to_compare_are_chosen_before_anything_moves(page: Page, site: str) -> None:
    page.goto(f"{site}/compare")
    for name in ("Canada", "Netherlands"):
        page.get_by_role("checkbox", name=name, exact=True).focus()
        page.keyboard.press("Space")
    page.keyboard.press("Enter")
    page.wait_for_url("**/compare?donor=CAN&donor=NLD")


def test_the_question_after_a_decision_has_the_focus_and_says_what_was_decided(desk: Page) -> None:
    desk.goto("/review")
    title = desk.title()
    assert title.startswith("Question 1 of ")
    key = desk.locator("form.decide [data-key]").first.get_attribute("data-key")
    with desk.expect_navigation():
        desk.keyboard.press(str(key))
    expect(desk.locator("#question")).to_be_focused()
    said = desk.locator(f"#{desk.locator('#question').get_attribute('aria-describedby')}")
    expect(said).to_contain_text("Decided: claim")
    assert desk.title() != title
    desk.keyboard.press("Tab")
    assert desk.evaluate("document.activeElement.closest('section').contains(document.querySelector('#question'))"), "the next stop is in the question"
    with desk.expect_navigation():
        desk.keyboard.press("z")
    assert desk.title() == title


def test_enter_after_a_reason_decides_nothing_and_leads_to_the_decisions(desk: Page) -> None:
    desk.goto("/review")
    address = desk.url
    desk.locator("#reason").focus()
    desk.keyboard.type("two rounds of one scheme")
    desk.keyboard.press("Enter")
    first = desk.locator("form.decide button[data-key]").first
    expect(first).to_be_focused()
    assert desk.url == address
    with desk.expect_navigation():
        desk.keyboard.press(str(first.get_attribute("data-key")))
    desk.goto("/review/history")
    expect(desk.locator("tbody tr").first).to_contain_text("two rounds of one scheme")


def test_without_scripts_enter_after_a_reason_decides_nothing(desk: Page, browser: Browser) -> None:
    context = browser.new_context(java_script_enabled=False, storage_state=desk.context.storage_state())
    page = context.new_page()
    page.goto(re.sub(r"(https?://[^/]+).*", r"\1/review", desk.url))
    page.locator("#reason").fill("written in haste")
    page.locator("#reason").press("Enter")
    page.wait_for_timeout(300)
    assert page.locator("#reason").input_value() == "written in haste", "nothing was sent"
    context.close()


def test_sentences_are_marked_by_arrow_keys_at_their_places(desk: Page, place: pathlib.Path) -> None:
    with open_book(place, create=False) as book:
        entry = next(held for held in book.ledger(donor="SWE").entries if len(held.donors) == 3)
        document = next(t.claim.doc for t in entry.testimonies if "fjord-courier.example" in t.sources)
        text = book.texts([document])[document]
    desk.goto(f"/documents/{document}")
    desk.get_by_role("link", name="Mark a missed claim").click()
    desk.locator("#raw").focus()
    for _ in range(2):
        desk.keyboard.press("ArrowDown")
    # the first paragraph is a sentence of its own, the second three short ones
    expect(desk.locator("#quote")).to_have_value("Sweden will contribute $275 million.")
    desk.keyboard.press("Shift+ArrowDown")
    marked = "Sweden will contribute $275 million. Norway will contribute $146 million."
    expect(desk.locator("#quote")).to_have_value(marked)
    start = text.index(marked)
    expect(desk.locator("#span")).to_have_value(f"{start}-{start + len(marked)}")
    expect(desk.locator("#marked")).to_have_text(f"Marked: {marked}")
    desk.keyboard.press("ArrowUp")
    expect(desk.locator("#quote")).to_have_value("Sweden will contribute $275 million.")


def test_a_figure_that_is_not_in_the_sentence_leads_back_to_what_was_written(desk: Page, place: pathlib.Path) -> None:
    with open_book(place, create=False) as book:
        entry = next(held for held in book.ledger(donor="SWE").entries if len(held.donors) == 3)
    desk.goto(f"/entries/{entry.id}")
    desk.get_by_role("link", name="Review this entry").click()
    desk.get_by_role("link", name="Correct a field").first.click()
    form = desk.locator("form.correct", has=desk.locator("[value=amount]"))
    assert desk.locator("form.correct", has=desk.locator("[value=items]")).locator("[name=value]").input_value() == "weapons", "no JSON is asked of anybody"
    form.locator("[name=value]").fill("USD 999m")
    form.locator("[name=reason]").fill("a slip of the hand")
    form.locator("[name=reason]").press("Enter")
    expect(desk.get_by_role("heading", level=1)).to_have_text("Nothing was changed")
    expect(desk.locator("main")).not_to_contain_text("pledgebook add")
    desk.get_by_role("link", name="Back to the form").click()
    expect(desk.get_by_role("heading", level=1)).to_have_text("Correct a field")
