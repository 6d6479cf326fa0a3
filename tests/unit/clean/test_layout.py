import pytest

from pledgebook.clean.decode import row_document
from pledgebook.clean.layout import clean_document
from pledgebook.clean.repeats import repeated_places
from pledgebook.model.text import Given, Span

PAYS = "Norland will pay five million crowns for boats, the chancellor said."
SENDS = "The boats are to leave the yard before the end of the year, she added."


@pytest.fixture
def clean(dossier):
    return lambda text, **given: clean_document(row_document(text, "a", Given(**given)), dossier)


def cut(document):
    return [(one.kind, one.span.of(document.raw.text)) for one in document.cuts]


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        ("date 2025-12-03 https://herald.example/a.html", "crawl_header"),
        ("https://herald.example/a.html", "crawl_header"),
        ("ua en ru", "language_bar"),
        ("UA | EN | RU", "language_bar"),
        ("Photo: The chancellor at the yard (Getty Images)", "photo_credit"),
        ("Sailors load a boat. (AP Photo/Ada Holt)", "photo_credit"),
        ("Ada Holt/Herald/Getty Images", "photo_credit"),
        ("Author: Ada Holt", "byline"),
        ("By Ada Holt and Tomas Brandt", "byline"),
        ("Author", "byline"),
        ("- Advertisement -", "advert"),
        ("- Advertisement -spot_img", "advert"),
        ("ADVERTISEMENT", "advert"),
        ("0 Comments", "comments"),
        ("12 comments | 3 shares", "comments"),
        ("Leave a comment", "comments"),
        ("Read also: Norland buys a yard", "related_line"),
        ("Share on Facebook", "share"),
        ("Subscribe to our newsletter", "share"),
        ("We use cookies to improve this page.", "share"),
        ("© 2025 The Herald", "photo_credit"),
        ("3 min read", "comments"),
        ("Published: December 3, 2025, 10:15 AM EST", "date_line"),
        ("###", "separator"),
    ],
)
def test_a_line_of_furniture_is_cut(clean, line, kind):
    document = clean(f"{line}\n{PAYS}\n{line}")
    assert document.text == PAYS
    assert {found for found, _ in cut(document)} == {kind}


@pytest.mark.parametrize(
    "line",
    [
        "By Friday the boats will be in Norland.",
        "Subscribers to the fund paid for two boats.",
        "Photo reconnaissance drones are among the goods.",
        "The author of the plan is the chancellor.",
        "Related costs come to 3 million crowns.",
        "Comments by the chancellor were welcomed.",
        "In December 3 boats came.",
        "Background: Norland has paid twice before.",
        "Norland pays (in crowns) for boats and/or crews.",
        "It is no advertisement for Norland.",
    ],
)
def test_prose_that_looks_like_furniture_stays(clean, line):
    document = clean(f"{PAYS}\n\n{line}\n\n{SENDS}")
    assert line in document.text
    assert document.cuts == ()


@pytest.mark.parametrize(
    "prefix",
    [
        "KYIV (Example News) — ",
        "KYIV, Ukraine (AP) -- ",
        "Kyiv, Aug 10 (Herald) - ",
        "ODESA, Ukraine — ",
        "CNN — ",
        "Brussels CNN — ",
        "Wednesday, December 3, 2025 - ",
        "December 3, 2025 — ",
    ],
)
def test_a_dateline_is_cut_from_its_sentence(clean, prefix):
    document = clean(prefix + PAYS)
    assert document.text == PAYS
    assert cut(document) == [("dateline", prefix)]


@pytest.mark.parametrize(
    "text", ["NATO — Norland is a member — will pay.", "NATO – Norland says – pays.", "March 4, 2020: Norland paid.", "The boats – Norland's first – came."]
)
def test_a_dash_after_a_name_or_date_in_prose_is_no_dateline(clean, text):
    assert clean(text).text == text


def test_a_dateline_in_capitals_without_an_agency_opens_a_text_only(clean):
    document = clean(f"{PAYS}\n\n{SENDS}\n\nOSLO – Norway is named third.")
    assert document.cuts == ()


def test_teasers_under_a_label_go_and_prose_after_them_stays(clean):
    document = clean(f"{PAYS}\n\nRead also\n\nNorland buys a yard\n\n{SENDS}")
    assert document.text == f"{PAYS}\n\n{SENDS}"
    assert [kind for kind, _ in cut(document)] == ["related", "teaser"]


def test_a_list_under_a_label_stays(clean):
    document = clean(f"{PAYS}\n\nRead more\n\n- 12 patrol boats\n\n- 3 cranes")
    assert "12 patrol boats" in document.text


def test_under_a_label_that_closes_the_page_all_that_follows_goes(clean):
    document = clean(f"{PAYS} {SENDS}\n\nRecommended news\n\nA yard in the north\n\nIt builds boats.\n\n- Advertisement -")
    assert document.text == f"{PAYS} {SENDS}"


def test_a_second_printing_of_the_title_goes_with_the_caption_it_stands_in(clean):
    title = "Norland buys boats for its neighbours"
    document = clean(f"{title}\n\n{title} Photo: A boat (Getty Images)\n\n{PAYS}")
    assert document.title == title
    assert cut(document) == [("title_repeat", title), ("photo_credit", "Photo: A boat (Getty Images)")]
    assert [block.kind for block in document.blocks] == ["title", "paragraph"]
    assert document.repeats == ((Span(0, 37), Span(39, 76)),)


def test_a_given_title_is_the_title(clean):
    document = clean(PAYS, title="Norland buys boats")
    assert (document.title, [block.kind for block in document.blocks]) == ("Norland buys boats", ["paragraph"])


def test_a_lead_printed_above_the_body_is_the_repeat(clean):
    document = clean(f"{PAYS}\n{SENDS}\n{PAYS}\nShe spoke in the capital.\n{SENDS}")
    assert document.text == f"{PAYS}\n\nShe spoke in the capital.\n\n{SENDS}"
    assert [(kept.start > repeat.start) for kept, repeat in document.repeats] == [True, True]


def test_a_paragraph_printed_again_below_is_the_repeat(clean):
    document = clean(f"She spoke in the capital. {PAYS}\n\n{SENDS}\n\n{PAYS}")
    assert document.text == f"She spoke in the capital. {PAYS}\n\n{SENDS}"


def test_short_sentences_and_list_items_may_be_said_twice(clean):
    item = "- Ammunition for howitzers and rocket launchers of all makes."
    assert clean(f"We pay at once.\n\n{PAYS}\n\nWe pay at once.\n\n{item}\n\n{item}").repeats == ()


def test_where_a_sentence_is_repeated_its_parts_are_found_again(clean):
    document = clean(f"She spoke in the capital. {PAYS}\n\n{SENDS}\n\n{PAYS}")
    raw = document.raw.text
    amount = raw.index("five million")
    again = raw.rindex("five million")
    assert repeated_places(document, Span(amount, amount + 12)) == (Span(again, again + 12),)
    assert repeated_places(document, Span(0, 10)) == ()


def test_wrapped_lines_are_joined_and_paragraphs_kept_apart(clean):
    text = (
        "Norland, Westmark and the islands of the north announced on Monday that one\n"
        "billion crowns would be paid together for boats and for the training of the\n"
        "crews that are to sail them home.\n"
        "The chancellor, who leaves office soon, said that President\n"
        "Orla Venn had agreed."
    )
    document = clean(text)
    assert [block.span.of(document.text) for block in document.blocks] == [
        "Norland, Westmark and the islands of the north announced on Monday that one billion crowns would be paid together for boats"
        " and for the training of the crews that are to sail them home.",
        "The chancellor, who leaves office soon, said that President Orla Venn had agreed.",
    ]
    joint = document.text.index("one billion")
    assert document.offsets.raw(Span(joint, joint + 11)).of(text) == "one\nbillion"


def test_lines_that_are_paragraphs_stay_apart(clean):
    document = clean(f"{PAYS}\n{SENDS}\nThe boats\n- 12 tugs\n- 3 cranes")
    assert len(document.blocks) == 5


def test_short_items_in_small_letters_are_not_joined(clean):
    assert len(clean(f"{PAYS}\ntugs\ncranes\nspare parts").blocks) == 4


def test_odd_blanks_and_entities_are_read_as_what_they_mean(clean):
    document = clean("Holt &amp; Venn&nbsp;pay\u00a05\u00a0million\u200b crowns for mili\u00adtary&#8217;s  boats.")
    assert document.text == "Holt & Venn pay 5 million crowns for military’s boats."
    start = document.text.index("5 million")
    assert document.offsets.raw(Span(start, start + 9)).of(document.raw.text) == "5\u00a0million"


def test_credits_and_scraps_inside_a_line_are_cut(clean):
    document = clean(f"{PAYS} (AP Photo/Ada Holt) {SENDS} Ada Holt/Herald/Getty Images The yard is full. ' ,' '' '':")
    assert document.text == f"{PAYS} {SENDS} The yard is full."


@pytest.mark.parametrize(
    ("text", "flagged"),
    [
        ("She said “we pay” and left.", False),
        ("She said, We pay at once” and left.", True),
        ('She said: "We pay at once.', True),
        ("She said: “We pay.\n\n“We pay at once.”", False),
        ("She said: “We pay.\n\nThe boats came.", True),
    ],
)
def test_a_quotation_mark_without_a_partner_is_flagged(clean, text, flagged):
    assert ("unbalanced_quote" in clean(text).flags) is flagged


def test_a_document_of_furniture_alone_is_empty(clean):
    document = clean("0 Comments\n- Advertisement -")
    assert (document.text, document.blocks, document.language) == ("", (), "und")


@pytest.mark.parametrize(
    ("above", "outlet"),
    [
        ("THE HARBOUR HERALD\nwww.harbour-herald.example\nTuesday, March 4, 2025", "harbour-herald.example"),
        ("Harbour Herald\nhttps://harbour-herald.example/2025/03/04/boats", "harbour-herald.example"),
        ("Harbour Herald, state news service\nhttps://harbour-herald.example/20250304/boats\nru en cn", "harbour-herald.example"),
        ("Harbour Yard | press release | yard.example\nPublished 4 March 2025", "yard.example"),
        ("HARBOUR RADIO 4 - THE MORNING HOUR - transcript\nharbour-radio.example\nTuesday 4 March 2025, 18:04", "harbour-radio.example"),
        ("Harbour Herald\nhttps://harbour-herald.example/2025/03/04/boats\nNorth | 4 min read", "harbour-herald.example"),
        ("The Harbour Herald\nhttps://harbour-herald.example/2025/03/04/boats\nNorth Wire report", "harbour-herald.example"),
        ("The Boat Blog\nPosted on March 4, 2025 by boatman | boat-blog.example", "boat-blog.example"),
    ],
)
def test_the_outlets_name_above_the_headline_is_no_title(clean, above, outlet):
    document = clean(f"{above}\n\nNorland buys boats for its neighbours\n\n{PAYS}")
    assert document.title == "Norland buys boats for its neighbours"
    assert document.outlet == outlet
    assert document.published.day.isoformat() == "2025-03-04"
    assert "masthead" in {kind for kind, _ in cut(document)}


def test_the_source_given_with_a_row_is_no_title(clean):
    document = clean(f"Harbour Herald\n\nNorland buys boats for its neighbours\n\n{PAYS}", source="The Harbour Herald")
    assert document.title == "Norland buys boats for its neighbours"


@pytest.mark.parametrize("title", ["Norland, Westmark agree on boats", "Norland - more boats come", "Norland Boats"])
def test_a_headline_that_begins_with_a_word_of_the_address_stays(clean, title):
    document = clean(f"{title}\nhttps://norland.example/2025/03/04/boats\n\n{PAYS}")
    assert document.text == f"{title}\n\n{PAYS}"


def test_what_a_voice_says_behind_its_label_is_prose_and_a_name_there_is_a_byline(clean):
    document = clean(f"CORRESPONDENT: {PAYS}\n\nCorrespondent: Ada Holt")
    assert document.text == f"CORRESPONDENT: {PAYS}"


@pytest.mark.parametrize("line", ["ADVERTISEMENT: Readers save 30 % on garden chairs", "Sponsored: A holiday in the north", "[SHARE] [TWEET] [MAIL]"])
def test_labelled_adverts_and_lines_of_buttons_are_cut(clean, line):
    assert clean(f"{PAYS}\n\n{SENDS}\n\n{line}").text == f"{PAYS}\n\n{SENDS}"


def test_a_headline_under_a_repeated_lead_is_the_title(clean):
    title = "Norland buys boats for its neighbours"
    document = clean(f"{PAYS}\n\n{title}\n\n{title}\n\n{PAYS}")
    assert document.text == f"{title}\n\n{PAYS}"
    assert clean(document.text).text == document.text
