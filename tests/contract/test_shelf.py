"""What pages ask of a book is what its ledger holds, in every store, today and as of any day."""

from __future__ import annotations

import datetime
import itertools

import msgspec
import pytest
import sqlalchemy as sa

import pledgebook
from pledgebook.analyse.explained import counting
from pledgebook.analyse.totals import grand_totals, totals
from pledgebook.clean.decode import row_document
from pledgebook.errors import BookError, PledgebookError
from pledgebook.ledgerview import LedgerView
from pledgebook.model.text import Given
from pledgebook.selection import Selection
from pledgebook.shelf import Sort
from pledgebook.store import memory, schema, search
from pledgebook.store.opening import looking

pytestmark = pytest.mark.usefixtures("plain_reader")

DAY = datetime.date(2025, 2, 2)
DONORS = ("NLD", "DEU", "NOR")


def report(k):
    text = f"Report {k}: {DONORS[k % 3]} pledges ${k % 4 + 1}00 million for F-16s, and {DONORS[k % 2]} delivers $7{k} million. " + f"filler {k} " * 40
    return row_document(text, f"r{k}", Given(id=f"r{k}", date=f"2025-0{k % 3 + 1}-0{k % 4 + 1}", source=f"{k % 5}.example", title=f"Headline {k}"))


REPORTS = [*(report(k) for k in range(16)), row_document("NLD pledges $900 million some day.", "u", Given(source="u.example"))]
SELECTIONS = (
    Selection(),
    Selection(donor="Netherlands"),
    Selection(stage="pledged"),
    Selection(source="WWW.2.example"),
    Selection(since=datetime.date(2025, 2, 1)),
    Selection(until=datetime.date(2025, 2, 2), donor="DEU"),
    Selection(independent=2),
    Selection(conflicts=True),
    Selection(conflicts=False, stage="delivered"),
    Selection(basis="reviewed"),
    Selection(scheme="purl"),
    Selection(aid_type="military"),
    Selection(item_class="air defence"),
)


@pytest.fixture
def book(new_place):
    with pledgebook.open(new_place()) as opened:
        opened.add(REPORTS)
        claims = [entry.claims[0] for entry in opened.folded().aid]
        opened.correct(claims[0], "scheme", "PURL", reason="the annex", by="analyst")
        opened.correct(claims[1], "aid_type", "military", reason="the annex", by="analyst")
        opened.correct(claims[2], "items", [{"name": "Patriot missiles", "quantity": None, "unit": None}], reason="the annex", by="analyst")
        yield opened


def shown(entries):
    return [entry.id for entry in entries]


def all_pages(book, selection=Selection(), **options):
    found, cursor = [], None
    for _ in range(100):
        page = book.page(selection, after=cursor, **options)
        found += page.entries
        cursor = page.next
        if cursor is None:
            assert page.count == len(found)
            return found
    raise AssertionError("the pages do not end")


@pytest.mark.parametrize("as_of", [None, DAY], ids=["today", "as of a day"])
def test_a_selection_shows_and_adds_up_the_entries_the_ledger_shows_and_adds_up(book, as_of):
    ledger = book.folded(as_of)
    sizes = set()
    for selection in SELECTIONS:
        view = LedgerView(ledger, book.dossier, selection)
        assert all_pages(book, selection, limit=4, as_of=as_of) == list(view.entries)
        found = book.totals(selection, as_of=as_of)
        assert (found.cells, found.grand) == (totals(view.entries), grand_totals(view.entries))
        assert found.counting == counting(view.entries)
        assert book.totals(selection, into="EUR", as_of=as_of).cells == view.totals("EUR")
        sizes.add(len(view.entries))
    # every selection but one or two leaves something, and they differ
    assert len(sizes) > 4
    assert max(sizes) == len(ledger.aid)


def test_a_page_of_every_order_goes_on_where_the_one_before_ended(book):
    ledger = book.folded()
    for sort in Sort:
        found = all_pages(book, sort=sort, limit=3)
        assert sorted(shown(found)) == sorted(shown(ledger.aid))
        assert shown(found) == shown(book.page(sort=sort, limit=500).entries)


def test_orders_put_what_they_name_first_and_what_is_unknown_last(book):
    amounts = [entry.amount.min for entry in book.page(sort="greatest", limit=500).entries]
    assert amounts == sorted(amounts, reverse=True)
    assert amounts[0] == 900e6
    reported = [entry.first_published for entry in book.page(sort="reported", limit=500).entries]
    assert reported[-1] is None
    assert reported[:-1] == sorted(reported[:-1], reverse=True)
    stages = [entry.stage for entry in book.page(sort="stage", limit=500).entries]
    assert stages == sorted(stages, key=["pledged", "delivered"].index)
    contested = [len(entry.conflicts) for entry in book.page(sort="contested", limit=500).entries]
    assert contested == sorted(contested, reverse=True)


def test_a_cursor_of_another_order_or_none_at_all_is_refused(book):
    cursor = book.page(limit=2).next
    for wrong, sort in ((cursor, "greatest"), ("nonsense", "earliest"), ("", "earliest"), ("WzFd", "earliest")):
        with pytest.raises(BookError) as caught:
            book.page(after=wrong, sort=sort)
        assert caught.value.code == "bad_cursor"
    for options in ({"kind": "aids"}, {"sort": "sideways"}):
        with pytest.raises(PledgebookError):
            book.page(**options)


def test_facets_count_what_a_reader_would_find_by_asking_for_them(book):
    for selection in (Selection(), Selection(donor="NLD"), Selection(stage="pledged", source="2.example")):
        found = book.facets(selection)
        for name, fields in (("donor", "donor"), ("stage", "stage"), ("source", "source"), ("basis", "basis"), ("item_class", "item_class")):
            for facet in found[name]:
                asked = Selection(**{**{f: getattr(selection, f) for f in selection.__struct_fields__}, fields: facet.value})
                assert book.page(asked).count == facet.count, (name, facet)
    months = book.facets(Selection())["month"]
    assert [facet.value for facet in months] == ["2025-01", "2025-02", "2025-03", None]
    assert sum(facet.count for facet in months) == len(book.folded().aid)


def test_an_entry_is_found_by_any_claim_without_reading_the_others(book, monkeypatch):
    ledger = book.folded()
    monkeypatch.setattr(pledgebook.book.Book, "folded", lambda *_: pytest.fail("the whole ledger was read"))
    for entry in ledger.aid[:6]:
        for claim in entry.claims:
            assert book.entry(claim) == entry
    assert book.entries_by_id([ledger.aid[3].id, "nothing", ledger.aid[1].id]) == (ledger.aid[3], ledger.aid[1])
    first = ledger.aid[0]
    assert msgspec.structs.replace(first, testimonies=(), judgements=()) in book.entries_of(first.testimonies[0].claim.doc)
    assert set(shown(book.lifecycle(first))) == {entry.id for entry in ledger.aid if entry.lifecycle == first.lifecycle}


def test_the_overview_counts_what_there_is(book):
    ledger, found = book.folded(), book.overview(into="USD")
    assert found.entries == {"aid": len(ledger.aid), "talks": 0, "statement": 0}
    assert (found.documents, found.sources) == (17, 6)
    assert (found.first, found.last) == (datetime.date(2025, 1, 1), datetime.date(2025, 3, 4))
    assert found.conflicts == sum(1 for entry in ledger.aid if entry.conflicts)
    assert found.newest[0].first_published == datetime.date(2025, 3, 4)
    before = book.overview(as_of=DAY)
    assert (before.undated, before.as_of) == (1, DAY)
    assert before.documents + before.later + before.undated == 17


def test_what_is_added_is_on_the_shelf_at_once(book):
    was = book.totals().grand
    book.add([row_document("NOR pledges $77 million for a bridge.", "n", Given(date="2025-06-01", source="new.example"))])
    assert book.totals().grand != was
    assert book.page(Selection(source="new.example")).count == 1
    assert [hit.kind for hit in book.search("bridge").hits] != []
    assert book.page(Selection(source="new.example"), as_of=DAY).count == 0


def test_a_book_whose_entries_are_not_up_to_date_is_laid_out_once_and_asked_alike(book, monkeypatch):
    expected = (book.page(limit=5), book.facets(), book.totals(), book.search("F-16s").counts)
    monkeypatch.setattr("pledgebook.book.folding_version", lambda: "better")
    made = []
    in_memory = memory.in_memory
    monkeypatch.setattr(memory, "in_memory", lambda *arguments: made.append(1) or in_memory(*arguments))
    assert (book.page(limit=5), book.facets(), book.totals(), book.search("F-16s").counts) == expected
    assert len(made) == 1


def refs(book, text, **options):
    return {(hit.kind, hit.ref) for hit in book.search(text, limit=500, **options).hits}


def test_search_finds_words_in_any_form_phrases_and_beginnings_and_leaves_out_the_excluded(book):
    book.add(
        [row_document("The Dutch ferries sailed at dawn; harbours were crowded. NLD pledges $3 million.", "f", Given(date="2025-05-01", title="Àrbre ferry"))]
    )
    (found,) = book.search("ferry", kinds=["document"]).hits
    assert refs(book, "FERRIES", kinds=["document"]) == refs(book, "harb*", kinds=["document"]) == refs(book, "arbre") == {(found.kind, found.ref)}
    assert refs(book, '"ferries sailed"') == refs(book, '"dutch ferries" dawn') == refs(book, "ferry")
    assert refs(book, '"sailed ferries"') == set()
    assert refs(book, "ferry -harbours", kinds=["document"]) == set()
    assert [piece.text for piece in found.snippet if piece.hit] == ["ferries"]
    assert [piece.text for piece in found.title if piece.hit] == ["ferry"]
    assert "".join(piece.text for piece in found.title) == "Àrbre ferry"


def test_search_tells_kinds_apart_and_counts_them(book):
    every = book.search("pledges", limit=500)
    # each document pledges, and so does one sentence of every entry of that stage
    assert every.counts == {"document": 17, "aid": book.page(Selection(stage="pledged")).count}
    assert book.search("F-16s").counts == {"document": 16}
    assert {hit.kind for hit in book.search("pledges", kinds=["aid"]).hits} == {"aid"}
    # a kind is no word of a text
    assert refs(book, "document") == set()
    assert all(book.entry(ref) for kind, ref in refs(book, "NLD pledges") if kind == "aid")


def test_search_goes_on_page_by_page_and_best_first(book):
    found, cursor = [], None
    for _ in itertools.count():
        hits = book.search("pledges", after=cursor, limit=5)
        found += hits.hits
        cursor = hits.next
        if cursor is None:
            break
    assert len(found) == hits.count == len({(hit.kind, hit.ref) for hit in found})
    assert [hit.score for hit in found] == sorted((hit.score for hit in found), reverse=True)


def test_of_many_that_fit_the_last_added_are_ranked_and_the_older_follow(book, monkeypatch):
    monkeypatch.setattr(search, "RANKED", 7)
    added = [hit.ref for hit in found_by_pages(book, "pledges", "document", limit=20)]
    assert len(added) == len(set(added)) == 17
    # any length of page goes through the same order, also over the place where ranking ends
    assert [[hit.ref for hit in found_by_pages(book, "pledges", "document", limit=size)] for size in (1, 3, 5)] == [added] * 3
    texts = {held.id: held.head.title for held in book.catalogue()}
    assert [texts[ref] for ref in added[7:]] == [f"Headline {k}" for k in reversed(range(10))]
    assert {hit.score for hit in found_by_pages(book, "pledges", "document", limit=20)[7:]} == {0.0}


def found_by_pages(book, text, kind, limit):
    found, hits = [], book.search(text, kinds=[kind], limit=limit)
    while True:
        found += hits.hits
        if hits.next is None:
            return found
        hits = book.search(text, kinds=[kind], limit=limit, after=hits.next)


def test_counting_ends_where_nobody_reads_on(book, monkeypatch):
    monkeypatch.setattr(search, "COUNTED", 5)
    assert book.search("pledges").counts == {"document": 5, "aid": 5}


def test_of_a_long_text_the_stretch_about_the_first_word_is_shown(book):
    book.add([row_document("NLD pledges $3 million. " + "Nothing else was said. " * 2000 + "The ferries sailed at dawn.", "f", Given(date="2025-05-01"))])
    (found,) = book.search("ferry", kinds=["document"]).hits
    shown = "".join(piece.text for piece in found.snippet)
    assert shown.startswith("…")
    assert shown.endswith("The ferries sailed at dawn.")
    assert [piece.text for piece in found.snippet if piece.hit] == ["ferries"]


def test_outlines_are_the_entries_without_what_reports_say(book):
    ids = [entry.id for entry in book.folded().aid][:3]
    whole, outlined = book.entries_by_id(ids), book.outlines_by_id([*reversed(ids), "nothing"])
    assert outlined == tuple(msgspec.structs.replace(entry, testimonies=(), judgements=()) for entry in reversed(whole))
    assert all(entry.testimonies for entry in whole)


@pytest.mark.parametrize(
    "text",
    ['"', '""', "'", "*", "-", "AND", "NOT (", "a OR b)", "title:x", "NEAR(a b", "{kind}:aid", "x'; DROP TABLE entries", "\0", "-only", "((", ":*", "!&|<->"],
)
def test_nothing_typed_is_an_error(book, text):
    book.search(text)
    book.search(text + " pledges")
    assert book.page().count > 0


def test_search_as_of_a_day_knows_no_later_report(book):
    early = book.search("pledges", as_of=DAY, limit=500)
    days = [hit.day for hit in early.hits]
    assert days
    assert all(day is not None and day <= DAY.isoformat() for day in days)
    assert early.counts["document"] < book.search("pledges").counts["document"]
    later = {hit.ref for hit in book.search("pledges", limit=500).hits if hit.day and hit.day > DAY.isoformat()}
    assert later.isdisjoint({hit.ref for hit in early.hits})


def test_a_document_read_anew_is_found_once(book):
    reports = [row_document(REPORTS[0].text, "other", Given(date="2024-12-31", source="first.example"))]
    book.add(reports)
    assert len([1 for kind, ref in refs(book, '"report 0"') if kind == "document" and ref == REPORTS[0].sha256]) == 1


def test_one_decision_writes_few_rows(book, monkeypatch):
    written = []
    connected = sa.event.listens_for(book._engine, "before_cursor_execute")

    @connected
    def note(connection, cursor, statement, parameters, context, many):
        if statement.startswith(("INSERT", "DELETE")):
            written.append((statement.split()[2], len(parameters) if many else 1))

    entry = book.folded().aid[5]
    book.accept(entry.claims[0], reason="right", by="analyst")
    rows = {}
    for table, number in written:
        rows[table] = rows.get(table, 0) + number
    assert rows.get("entries", 0) <= 4
    assert rows["passages"] <= 4


def test_the_indices_serve_the_pages(tmp_path):
    with pledgebook.open(tmp_path / "plan.db") as book:
        book.add(REPORTS[:3])
        with looking(book._engine) as connection:
            for name in ("earliest", "latest", "reported", "greatest", "sources", "contested", "stage", "donor"):
                index = next(index for index in schema.entries.indexes if index.name == f"ix_entries_{name}")
                query = sa.select(schema.entries.c.body).where(schema.entries.c.kind == "aid").order_by(*list(index.expressions)[1:])
                text = str(query.compile(connection.engine, compile_kwargs={"literal_binds": True}))
                plan = " ".join(row[3] for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {text}"))
                assert f"ix_entries_{name}" in plan
                assert "TEMP B-TREE" not in plan
