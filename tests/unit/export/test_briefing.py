"""The briefing: every line that tells of aid cites its sentence, hostile texts do nothing, and the files are whole."""

from __future__ import annotations

import datetime
import io
import re

import msgspec
import pypdfium2
import pytest
from lxml import html as markup

from pledgebook.analyse.changes import Changes, changes
from pledgebook.errors import PledgebookError
from pledgebook.export.briefing import Note, briefing
from pledgebook.export.briefing_files import page, pdf, write_briefing
from pledgebook.ledgerview import LedgerView
from pledgebook.resolve.fold import fold


@pytest.fixture(scope="module")
def held(sample):
    earlier = LedgerView(fold([], sample.view.dossier), sample.view.dossier).ledger
    told = Changes(datetime.date(2025, 9, 1), None, changes(earlier, sample.view.ledger, ()), 6, 0)
    return briefing(sample.view, told)


def text_of(body):
    return "\n".join(paper.get_textpage().get_text_bounded() for paper in pypdfium2.PdfDocument(io.BytesIO(body)))


def test_every_note_is_cited_and_every_citation_has_a_note(held):
    cited = [number for section in held.sections for item in section.items for number in item.notes]
    assert set(cited) == {note.number for note in held.notes} == set(range(1, len(held.notes) + 1))
    lists = {section.title: section for section in held.sections}
    assert set(lists) == {"In short", "Changes since 2025-09-01", "The largest amounts", "In dispute", "Promised and delivered"}
    assert all(item.notes for title in ("Changes since 2025-09-01", "The largest amounts", "In dispute") for item in lists[title].items)


def test_a_dispute_tells_both_values_and_cites_both(held):
    (item, *_) = next(section for section in held.sections if section.title == "In dispute").items
    assert "USD 500m" in item.text
    assert "USD 510m" in item.text
    assert len(item.notes) == 2
    assert len({held.notes[number - 1].sources for number in item.notes}) == 2


def test_the_largest_come_first_and_a_running_total_is_none_of_them(held):
    items = next(section for section in held.sections if section.title == "The largest amounts").items
    assert [re.search(r"USD \d+m", item.text)[0] for item in items[1:]] == ["USD 300m", "USD 7m"]
    assert items[0].text.startswith("Netherlands: USD 5")
    assert held.donors[0][0] == "Netherlands"


def test_the_page_runs_nothing_and_its_notes_lead_somewhere(held):
    note = Note(1, "<script>alert(1)</script> <b>&amp;", ('"><i>',), None, "<b>title</b>", "javascript:alert(1)")
    tree = markup.fromstring(page(msgspec.structs.replace(held, title="</title><script>", notes=(note, *held.notes[1:]))))
    assert tree.xpath("//script | //b | //i") == []
    assert [link for link in tree.xpath("//a/@href") if not link.startswith("#")] == []
    assert {link.removeprefix("#") for link in tree.xpath("//sup/a/@href")} <= set(tree.xpath("//*/@id"))
    assert "<script>alert(1)</script> <b>&amp;" in tree.text_content()


def test_the_pdf_holds_the_lines_and_the_sentences_in_any_european_script(held):
    note = Note(1, "Łódź and Київ gave **ünï** → \x07 <b>", ("a.example",), None, None, "javascript:alert(1)")
    told = " ".join(text_of(pdf(msgspec.structs.replace(held, notes=(note,)))).split())
    assert held.title in told
    assert "Netherlands: USD 5" in told
    assert "[1] “Łódź and Київ gave **ünï** → <b>” (a.example, undated)" in told
    assert "javascript" not in told


def test_a_view_as_of_a_day_says_so(facts, sample):
    ledger = fold([], facts.dossier, as_of=datetime.date(2025, 8, 31))
    assert briefing(LedgerView(ledger, facts.dossier)).title == "Test as of 2025-08-31"


def test_the_same_book_gives_the_same_file(held, tmp_path):
    for suffix in ("html", "pdf"):
        for name in ("one", "two"):
            write_briefing(held, tmp_path / f"{name}.{suffix}")
        assert (tmp_path / f"one.{suffix}").read_bytes() == (tmp_path / f"two.{suffix}").read_bytes()


def test_another_suffix_and_a_place_that_is_taken_are_refused(held, tmp_path):
    (tmp_path / "mine.html").write_text("mine")
    for name in ("report.docx", "mine.html"):
        with pytest.raises(PledgebookError) as caught:
            write_briefing(held, tmp_path / name)
        assert caught.value.hint
    assert (tmp_path / "mine.html").read_text() == "mine"
