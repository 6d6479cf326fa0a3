"""Every page in light, in dark and on a phone: free of faults that axe finds, no wider than the screen, and kept as a picture."""

from __future__ import annotations

import pathlib

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from pledgebook.book import open_book
from pledgebook.ledgerview import LedgerView

PAGES = {
    "overview": "/",
    "overview-past": "/?as_of=2025-08-10",
    "ledger": "/ledger",
    "ledger-grouped": "/ledger?group=donor&into=USD&column=date&column=what&column=stage&column=amount&column=converted&column=sources",
    "ledger-total": "/ledger?total=USD:pledged:SWE",
    "ledger-empty": "/ledger?donor=NLD&stage=refused",
    "entry": "/entries/{contested}",
    "entry-statement": "/entries/{statement}",
    "entry-talks": "/entries/{talks}",
    "document": "/documents/{document}",
    "document-cleaned": "/documents/{document}?view=cleaned",
    "donors": "/donors",
    "donor": "/donors/NLD",
    "compare": "/compare?donor=NLD&donor=CAN&donor=USA",
    "schemes": "/schemes",
    "scheme": "/schemes/PURL",
    "statements": "/statements",
    "statements-topic": "/statements?topic=weapons",
    "person": "/people/mark-rutte",
    "talks": "/talks",
    "sources": "/sources",
    "source": "/sources/capital-crier.example",
    "search": "/search?q=patriot",
    "method": "/method",
    "api": "/api",
    "missing": "/entries/ffffffffffff",
    "sign-in": "/account/sign-in",
}
PHONE = {"width": 390, "height": 844}
WIDE = {"width": 1280, "height": 900}


@pytest.fixture(scope="session")
def places(story_book: pathlib.Path) -> dict[str, str]:
    """Entries and a document worth a look."""
    with open_book(story_book, create=False) as book:
        view: LedgerView = book.ledger()
        contested = max(view.entries, key=lambda entry: (len(entry.conflicts), entry.documents))
        statement = max(view.statements, key=lambda entry: (entry.documents, len(entry.text)))
        return {
            "contested": contested.id,
            "statement": statement.id,
            "talks": view.talks[0].id,
            "document": max(contested.testimonies, key=lambda testimony: sum(map(len, testimony.words))).claim.doc,
        }


@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_sound_in_light_in_dark_and_on_a_phone(name: str, browser: Browser, site: str, places: dict[str, str], shots: pathlib.Path) -> None:
    context = browser.new_context(viewport=WIDE, color_scheme="light")
    page = context.new_page()
    page.goto(site + PAGES[name].format(**places))
    # a past day is folded first, and its page comes by itself
    expect(page.get_by_role("heading", level=1)).not_to_have_text("One moment", timeout=60_000)
    drawn(page, "light")
    page.screenshot(path=shots / f"{name}-light.png", full_page=True)
    found = faults(Axe().run(page).response)
    page.emulate_media(color_scheme="dark")
    drawn(page, "dark")
    page.screenshot(path=shots / f"{name}-dark.png", full_page=True)
    # only colours can have become worse
    dark = faults(Axe().run(page, options={"runOnly": ["color-contrast"]}).response)
    page.emulate_media(color_scheme="light")
    drawn(page, "light")
    page.set_viewport_size(PHONE)
    page.screenshot(path=shots / f"{name}-phone.png", full_page=True)
    width = page.evaluate("document.documentElement.scrollWidth")
    context.close()
    assert found == []
    assert dark == []
    assert width <= PHONE["width"], "a phone has to scroll sideways"


def drawn(page: Page, theme: str) -> None:
    """Looks at every chart until it is drawn in the colours of the theme, and goes back to the top."""
    for figure in page.locator("figure.chart").all():
        figure.scroll_into_view_if_needed()
        expect(figure).to_have_attribute("data-live", theme, timeout=20_000)
    page.evaluate("scrollTo(0, 0)")


def faults(report: dict[str, list[dict[str, object]]]) -> list[str]:
    """Every fault with the places it is at."""
    return [f"{fault['id']}: {[node['html'] for node in fault['nodes']][:3]}" for fault in report["violations"]]  # type: ignore[attr-defined]


def test_axe_finds_what_is_wrong(browser: Browser) -> None:
    page = browser.new_page()
    page.set_content("<html lang=en><title>x</title><main><h1>x</h1><img src='data:,'><p style='color:#ccc;background:#fff'>pale</p></main></html>")
    assert {fault.split(":")[0] for fault in faults(Axe().run(page).response)} >= {"image-alt", "color-contrast"}
    page.close()
