import datetime

import pytest

from pledgebook.clean.decode import row_document
from pledgebook.clean.layout import clean_document
from pledgebook.model.text import DateRange, Given, Precision

PAYS = "Norland will pay five million crowns for boats, the chancellor said."


@pytest.fixture
def clean(dossier):
    return lambda text, **given: clean_document(row_document(text, "a", Given(**given)), dossier)


def day(text):
    return datetime.date.fromisoformat(text)


def window(first, last):
    return DateRange(day(first), day(last))


@pytest.mark.parametrize(
    "given",
    [
        "2025-12-03",
        "2025-12-03T23:30:00+02:00",
        "2025-12-03 10:15",
        "20251203",
        "Wed, 03 Dec 2025 23:30:00 +0200",
        "3 Dec 2025",
        "December 3, 2025",
        "Dec. 3rd, 2025 10:15 AM EST",
        "Wednesday, 3 December 2025",
        "2025/12/03".replace("/", "-"),
    ],
)
def test_a_given_date_is_read_in_any_usual_form(clean, given):
    published = clean(PAYS, date=given).published
    assert (published.day, published.precision) == (day("2025-12-03"), Precision.DAY)


@pytest.mark.parametrize("given", ["2025-13-40", "yesterday", "0000-00-00", "32 Dec 2025", "03/04/2025", "n/a", "9999-01-01"])
def test_a_given_date_that_is_none_is_flagged_and_passed_over(clean, given):
    document = clean(PAYS, date=given)
    assert document.published is None
    assert document.flags == ("bad_date",)


def test_after_a_bad_date_the_address_is_asked(clean):
    document = clean(PAYS, date="soon", url="https://herald.example/2025/12/03/boats.html")
    assert document.published.day == day("2025-12-03")
    assert "bad_date" in document.flags


def test_a_month_is_a_window_without_a_day(clean):
    published = clean(PAYS, date="2025-12").published
    assert (published.day, published.window, published.precision) == (None, window("2025-12-01", "2025-12-31"), Precision.WINDOW)


@pytest.mark.parametrize(
    "url",
    [
        "https://h.example/2025/12/03/a",
        "https://h.example/20251203/a-1122.html",
        "https://h.example/2025/dec/03/a",
        "https://h.example/a-2025-12-03",
        "https://h.example/news/2025_12_03",
    ],
)
def test_the_day_in_an_address_is_the_publication(clean, url):
    assert clean(PAYS, url=url).published.day == day("2025-12-03")


@pytest.mark.parametrize("url", ["https://h.example/a-1122545516.html", "https://h.example/20251399/a", "https://h.example/2025"])
def test_other_figures_in_an_address_are_no_date(clean, url):
    assert clean(PAYS, url=url).published is None


def test_a_crawl_header_gives_date_and_outlet_and_says_whether_the_address_agrees(clean):
    document = clean(f"date 2025-12-03 https://www.herald.example/20251203/boats.html\n{PAYS}")
    assert document.published.day == day("2025-12-03")
    assert "the address agrees" in document.published.method
    assert (document.outlet, document.outlet_method) == ("herald.example", "host of the address above the text")


def test_a_dateline_with_a_full_date_is_the_publication_and_its_weekday_is_checked(clean):
    assert "weekday agrees" in clean(f"Wednesday, December 3, 2025 - {PAYS}").published.method
    document = clean(f"Monday, December 3, 2025 - {PAYS}")
    assert document.published.day == day("2025-12-03")
    assert "date_ambiguous" in document.flags


def test_a_line_of_publication_goes_before_one_of_updating(clean):
    document = clean(f"Updated: December 5, 2025\nPublished: December 3, 2025\n{PAYS}")
    assert document.published.day == day("2025-12-03")


def test_a_day_ahead_that_is_a_friday_tells_the_year_and_the_week(clean):
    text = (
        "President Orla Venn and Chancellor Ada Holt back the plan.\n\nShe said the boats will be ready whatever comes of Friday's talks.\n\n"
        "The president will meet her neighbours on August 15."
    )
    published = clean(text).published
    assert (published.window, published.precision) == (window("2025-08-09", "2025-08-14"), Precision.INFERRED_DAY)
    assert "Ada Holt" in published.method


def test_an_event_ahead_in_this_week_tells_the_week_and_a_weekday_past_the_day(clean):
    text = "President Orla Venn spoke on Sunday.\n\nHer envoys are set to discuss the plan at the Harbour Forum. They are in the capital this week."
    assert clean(text).published.window == window("2025-02-10", "2025-02-10")
    assert clean(text.replace("on Sunday", "to the press")).published.window == window("2025-02-10", "2025-02-14")


def test_an_event_on_its_weekday_and_a_later_weekday_tell_the_days(clean):
    text = "On Thursday night, President Tomas Brandt signed the harbour bill.\n\nThe interview was published on Friday."
    published = clean(text).published
    assert published.window == window("2022-12-30", "2022-12-31")


def test_a_dateline_without_a_year_needs_the_year_from_elsewhere(clean):
    dateline = "Oslo, Aug 10 (Herald) - "
    assert clean(f"{dateline}{PAYS}").published is None
    published = clean(f"{dateline}Chancellor Ada Holt bought boats.").published
    assert published.window == window("2025-08-10", "2025-08-11")


@pytest.mark.parametrize("text", [PAYS, "President Orla Venn bought boats on Friday.", "The boats came on July 11.", ""])
def test_where_the_clues_leave_more_than_a_year_nothing_is_told(clean, text):
    assert clean(text or "Boats.").published is None


def test_a_former_president_dates_the_text_after_his_time(clean):
    text = "{} Tomas Brandt said the boats came on Friday, August 15."
    assert clean(text.format("Former President")).published.window == window("2025-08-15", "2025-08-29")
    assert clean(text.format("President")).published is None


def test_the_source_given_is_the_outlet_before_any_address(clean):
    document = clean(PAYS, source="Herald", url="https://www.other.example/a")
    assert (document.outlet, document.outlet_method) == ("Herald", "given with the document")


def test_an_outlet_that_refers_to_itself_is_known_and_an_agency_it_cites_is_not(clean):
    assert clean(f"ua en ru\n{PAYS} Earlier today, Norland-Herald reported that boats came.").outlet == "Norland-Herald"
    assert clean(f"{PAYS} Earlier, Reuters reported that boats came.").outlet is None


@pytest.mark.parametrize(
    ("line", "author"),
    [("Author: Ada Holt", "Ada Holt"), ("By Ada Holt, Herald", "Ada Holt"), ("By Ada Holt and Tomas Brandt", "Ada Holt and Tomas Brandt"), ("Author", None)],
)
def test_the_author_is_the_name_of_the_byline(clean, line, author):
    assert clean(f"{line}\n{PAYS}").author == author


@pytest.mark.parametrize(("text", "language"), [("Die Regierung liefert weitere Waffen und zahlt dafür fünf Millionen.", "de"), (PAYS, "en"), ("5 %", "und")])
def test_the_language_is_told_where_there_is_text_enough(clean, text, language):
    assert clean(text).language == language


def test_a_scheme_tells_the_first_year_a_weekday_may_be_of(clean):
    text = "The chancellors will pay through {}, they announced on Thursday, 13 November.\n\nThey are to meet again on 3 December."
    published = clean(text.format("HAVEN")).published
    assert (published.window, published.precision) == (window("2025-11-13", "2025-11-27"), Precision.WINDOW)
    assert "HAVEN exists" in published.method
    assert clean(text.format("a fund")).published is None
