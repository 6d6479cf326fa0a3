"""Every page in light, in dark and on a phone: free of faults that axe finds, no wider than the screen, and kept as a picture."""

from __future__ import annotations

import pathlib
import shutil
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from typing import NamedTuple

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, expect

from pledgebook.analyse.rates import rough_dollars
from pledgebook.book import open_book
from pledgebook.ledgerview import LedgerView
from pledgebook.review.queue import Doubt, queue
from pledgebook.web.accounts import add_account
from pledgebook.web.register import Register, register_path

Served = Callable[[pathlib.Path], AbstractContextManager[str]]
PASSWORD = "a long sentence to sign in with"

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
    "waits": "/waits",
    "why": "/why?left={claim}&right={also}",
    "ledger-prices": "/ledger?into=USD&prices=2022",
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
DESK = {
    "review": "/review",
    "review-claim-asked": "/review?n={claim_asked}",
    "review-entry": "/review/entries/{contested}",
    "review-choose": "/review/merge?entry={single}",
    "review-merge": "/review/merge?entry={single}&other={other}",
    "review-correct": "/review/claims/{claim}",
    "review-mark": "/review/documents/{document}",
    "review-upload": "/review/upload",
    "review-history": "/review/history",
    "review-log": "/review/log",
}
"""what only a reviewer who signed in is shown"""
PHONE = {"width": 390, "height": 844}
WIDE = {"width": 1280, "height": 900}


@pytest.fixture(scope="session")
def places(story_book: pathlib.Path) -> dict[str, str]:
    """Entries and a document worth a look."""
    with open_book(story_book, create=False) as book:
        view: LedgerView = book.ledger()
        contested = max(view.entries, key=lambda entry: (len(entry.conflicts), entry.documents))
        statement = max(view.statements, key=lambda entry: (entry.documents, len(entry.text)))
        single, other = [entry.id for entry in view.entries if entry.documents == 1][:2]
        asked = [question.doubt for question in queue(book.folded(), rough_dollars(book.dossier))]
        return {
            "single": single,
            "other": other,
            "claim": contested.claims[0],
            "also": contested.claims[1],
            "claim_asked": str(asked.index(Doubt.CLAIM)),
            "contested": contested.id,
            "statement": statement.id,
            "talks": view.talks[0].id,
            "document": max(contested.testimonies, key=lambda testimony: sum(map(len, testimony.words))).claim.doc,
        }


@pytest.fixture(scope="session")
def own_book(story_book: pathlib.Path, tmp_path_factory: pytest.TempPathFactory) -> pathlib.Path:
    return pathlib.Path(shutil.copy(story_book, tmp_path_factory.mktemp("desk") / "own.db"))


class Desk(NamedTuple):
    """A server of a copy of the story's book, and a browser in which somebody is signed in to it."""

    site: str
    context: BrowserContext


@pytest.fixture(scope="session")
def desk(browser: Browser, served: Served, own_book: pathlib.Path, places: dict[str, str]) -> Iterator[Desk]:
    place = own_book
    add_account(Register(register_path(str(place))), "Ada", PASSWORD)
    with open_book(place) as book:
        first = book.accept(places["claim"], reason="the sentence says so", by="Ada")
        book.judge(places["single"], places["other"], "not_same", reason="two deliveries", by="Ada")
        book.undo(first[0].id, reason="looked at the wrong line", by="Ada")
    with served(place) as site:
        context = browser.new_context(viewport=WIDE, color_scheme="light")
        page = context.new_page()
        page.goto(f"{site}/account/sign-in")
        page.fill("#name", "Ada")
        page.fill("#password", PASSWORD)
        page.press("#password", "Enter")
        page.wait_for_url(lambda address: "sign-in" not in address)
        page.close()
        yield Desk(site, context)
        context.close()


@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_sound_in_light_in_dark_and_on_a_phone(name: str, browser: Browser, site: str, places: dict[str, str], shots: pathlib.Path) -> None:
    context = browser.new_context(viewport=WIDE, color_scheme="light")
    looked_at(context.new_page(), site + PAGES[name].format(**places), shots / name)
    context.close()


@pytest.mark.parametrize("name", DESK)
def test_a_page_of_a_reviewer_is_sound_in_light_in_dark_and_on_a_phone(name: str, desk: Desk, places: dict[str, str], shots: pathlib.Path) -> None:
    looked_at(desk.context.new_page(), desk.site + DESK[name].format(**places), shots / name)


def looked_at(page: Page, address: str, shot: pathlib.Path) -> None:
    """A page in three looks, each kept as a picture; fails where axe finds a fault, or a phone has to scroll sideways."""
    page.emulate_media(color_scheme="light")
    page.set_viewport_size(WIDE)
    page.goto(address)
    # a past day is folded first, and its page comes by itself
    expect(page.get_by_role("heading", level=1)).not_to_have_text("One moment", timeout=60_000)
    drawn(page, "light")
    page.screenshot(path=f"{shot}-light.png", full_page=True)
    found = faults(Axe().run(page).response)
    page.emulate_media(color_scheme="dark")
    drawn(page, "dark")
    page.screenshot(path=f"{shot}-dark.png", full_page=True)
    # only colours can have become worse
    dark = faults(Axe().run(page, options={"runOnly": ["color-contrast"]}).response)
    page.emulate_media(color_scheme="light")
    drawn(page, "light")
    page.set_viewport_size(PHONE)
    # charts are drawn as wide as there is room when a page is opened
    page.reload()
    drawn(page, "light")
    page.screenshot(path=f"{shot}-phone.png", full_page=True)
    width = page.evaluate("document.documentElement.scrollWidth")
    page.close()
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
