"""What a reader does with the book: follows a total to its sentence, filters, exports, goes back in time, with scripts and without."""

from __future__ import annotations

import csv
import re

from playwright.sync_api import Browser, Page, expect

GZIPPED_PAGE = 150_000
"""bytes of the first page with everything it loads, charts aside"""


def test_a_total_leads_down_to_the_sentence_and_back(page: Page, site: str) -> None:
    page.goto(site)
    card = page.locator(".card", has_text="contracted")
    # the first order under PURL, EUR 300m of the Netherlands, is the one contract
    expect(card.locator(".note")).to_contain_text("1 of ")
    card.locator(".big a").click()
    rows = page.locator("table.ledger tbody tr:not(.said)")
    expect(rows).to_have_count(1)
    expect(rows).to_contain_text("EUR 300m")
    rows.get_by_role("link", name="Open: Netherlands: EUR 300m contracted").click()
    evidence = page.locator(".report mark").first
    expect(evidence).to_contain_text("300 million euros")
    page.get_by_role("link", name="In the whole text").first.click()
    assert "#claim-" in page.url
    marked = page.locator(".text mark", has_text="300 million euros").first
    expect(marked).to_be_visible()
    marked.get_by_role("link").first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("EUR 300m")


def test_a_view_is_narrowed_and_its_address_can_be_passed_on(page: Page, site: str, browser: Browser) -> None:
    page.goto(f"{site}/ledger")
    page.get_by_role("combobox", name="Donor").select_option("NLD")
    page.wait_for_url(re.compile("donor=NLD"))
    page.get_by_role("combobox", name="Stage").select_option("pledged")
    page.wait_for_url(re.compile("stage=pledged"))
    assert "scheme=" not in page.url, "empty fields stay out of the address"
    rows = page.locator("table.ledger tbody tr")
    stages = rows.locator(".chip").all_inner_texts()
    assert stages
    assert set(stages) == {"pledged"}
    donors = page.locator("table.ledger tbody th").all_inner_texts()
    assert all("Netherlands" in donor for donor in donors)
    elsewhere = browser.new_page()
    elsewhere.goto(page.url)
    assert elsewhere.locator("table.ledger tbody th").all_inner_texts() == donors
    elsewhere.close()


def test_just_the_view_is_exported_in_its_order(page: Page, site: str) -> None:
    page.goto(f"{site}/ledger?donor=NLD&sort=greatest")
    shown = [link.get_attribute("href") for link in page.locator("a.open").all()]
    with page.expect_download() as download:
        page.get_by_role("link", name="CSV").click()
    with open(download.value.path(), encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [f"/entries/{row['id']}" for row in rows] == shown
    assert len(rows) > 3


def test_totals_say_how_they_are_made_and_every_cell_leads_to_its_entries(page: Page, site: str) -> None:
    page.goto(f"{site}/ledger?scheme=PURL")
    expect(page.locator("#totals ~ .how")).to_contain_text("A joint amount stands once")
    table = page.get_by_role("group", name="Totals in USD")
    # shares that reports state of the Scandinavian package stand in their donors' rows
    table.get_by_role("row", name="Sweden").get_by_role("link", name="275m").click()
    # of the share alone nothing would be added up; the sum is the one the reader came from
    expect(page.locator(".explain")).to_contain_text("USD 275m, pledged, Sweden")
    expect(page.locator(".explain")).to_contain_text("share of a joint amount")
    expect(page.locator("#totals")).to_have_count(0)
    expect(page.locator("table.ledger tbody tr:not(.said)")).to_have_count(1)
    # one click from the figure to the sentence that carries it, one more to its place
    expect(page.locator(".said q")).to_contain_text("$275 million")
    page.locator(".said a").click()
    expect(page.locator(".report:target")).to_contain_text("$275 million")


def test_the_book_is_shown_as_of_a_day(page: Page, site: str) -> None:
    page.goto(site)
    slider = page.get_by_role("slider")
    expect(slider).to_be_visible()
    page.get_by_label("The book as of", exact=True).fill("2025-03-31")
    page.get_by_role("button", name="Show").click()
    expect(page.get_by_role("status").first).to_contain_text("31 Mar 2025")
    page.get_by_role("link", name="Ledger", exact=True).click()
    assert "as_of=2025-03-31" in page.url, "the day is kept from page to page"
    expect(page.locator("table.ledger")).not_to_contain_text("Dec 2025")
    page.get_by_role("link", name="Show everything known today").click()
    expect(page.locator("table.ledger")).to_contain_text("Dec 2025")


def test_the_slider_moves_by_keys(page: Page, site: str) -> None:
    page.goto(site)
    before = page.get_by_label("The book as of", exact=True).input_value()
    page.get_by_role("slider").focus()
    page.keyboard.press("ArrowLeft")
    page.wait_for_url(re.compile("as_of="))
    assert page.get_by_label("The book as of", exact=True).input_value() < before


def test_conflicting_figures_stand_side_by_side(page: Page, site: str) -> None:
    page.goto(f"{site}/ledger?conflicts=1&donor=SWE")
    page.locator("a.open").first.click()
    rivals = page.get_by_role("group", name="Rival values of amount")
    expect(rivals.get_by_role("columnheader")).to_have_text([re.compile("about USD 500m"), re.compile("USD 585m")])
    rivals.get_by_role("link", name="capital-crier.example").click()
    expect(page.locator(".report:target")).to_contain_text("$585 million")


def test_words_are_found_and_lit(page: Page, site: str) -> None:
    page.goto(site)
    page.keyboard.press("/")
    page.keyboard.type("patriot systems")
    page.keyboard.press("Enter")
    expect(page.locator(".hits mark").first).to_have_text(re.compile("patriot", re.IGNORECASE))
    page.get_by_role("link", name=re.compile("Reports")).click()
    assert set(page.locator(".hits .chip").all_inner_texts()) == {"report"}


def test_the_theme_is_chosen_once_for_all_pages(page: Page, site: str) -> None:
    page.goto(site)
    light = page.evaluate("getComputedStyle(document.body.parentElement).backgroundColor")
    page.get_by_role("button", name="Dark").click()
    page.goto(f"{site}/ledger")
    assert page.locator("html").get_attribute("data-theme") == "dark"
    assert page.evaluate("getComputedStyle(document.body.parentElement).backgroundColor") != light


def test_paper_is_black_on_white_with_the_evidence_underlined_whatever_the_screen_shows(page: Page, site: str) -> None:
    page.emulate_media(color_scheme="dark")
    page.goto(f"{site}/ledger?conflicts=1&donor=SWE")
    page.get_by_role("button", name="Light").click()
    page.get_by_role("button", name="Dark").click()
    page.locator("a.open").first.click()
    evidence = page.locator(".report mark").first
    expect(evidence).to_have_css("text-decoration-line", "none")
    page.emulate_media(media="print", color_scheme="dark")
    expect(evidence).to_have_css("text-decoration-line", "underline")
    expect(evidence).to_have_css("color", "rgb(32, 36, 42)")
    expect(page.locator("nav").first).to_be_hidden()
    expect(page.locator(".imprint .print-only")).to_have_text(page.url)
    assert page.evaluate("document.documentElement.scrollWidth") <= 1280


def test_everything_is_reached_without_scripts(browser: Browser, site: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(site)
    assert page.get_by_role("button", name="Dark").count() == 0, "what needs a script is not there"
    page.get_by_role("link", name="Ledger", exact=True).click()
    page.get_by_role("combobox", name="Stage").select_option("delivered")
    page.get_by_role("button", name="Show").click()
    assert set(page.locator("table.ledger .chip").all_inner_texts()) == {"delivered"}
    page.locator("a.open").first.click()
    expect(page.locator(".report mark").first).to_be_visible()
    page.get_by_role("searchbox").first.fill("Patriot")
    page.keyboard.press("Enter")
    expect(page.locator(".hits mark").first).to_be_visible()
    context.close()


def test_the_first_page_is_light(page: Page, site: str) -> None:
    bodies: list[int] = []
    page.on("response", lambda response: bodies.append(len(response.body())) if "/charts/" not in response.url else None)
    page.goto(site, wait_until="networkidle")
    assert 5_000 < sum(bodies) < GZIPPED_PAGE


def test_the_keyboard_reaches_the_content_past_the_menu(page: Page, site: str) -> None:
    page.goto(f"{site}/ledger")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the content")).to_be_focused()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('main') !== null")


def test_the_api_is_tried_on_its_own_page(page: Page, site: str) -> None:
    page.goto(f"{site}/api")
    operation = page.locator("details.operation", has=page.locator("summary", has_text="/api/v1/entries/{id}")).first
    operation.locator("> summary").click()
    operation.get_by_label("id of").fill("ffffffffffff")
    with page.expect_response(re.compile("/api/v1/entries/")) as answer:
        operation.get_by_role("button", name="Ask").click()
    assert (answer.value.status, answer.value.json()["code"]) == (404, "no_entry")
    page.goto(f"{site}/api#type-Amount")
    expect(page.locator("#type-Amount table")).to_contain_text("currency")
