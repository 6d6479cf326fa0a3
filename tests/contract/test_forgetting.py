"""A text that is forgotten leaves no word in any store; its hash stays, with who wanted it and why."""

from __future__ import annotations

import pathlib

import pytest
import sqlalchemy as sa

import pledgebook
from pledgebook.clean.decode import row_document
from pledgebook.errors import PledgebookError
from pledgebook.model.text import Given
from pledgebook.review.transfer import exported

pytestmark = pytest.mark.usefixtures("plain_reader")

SIGNED = {"reason": "the publisher asked for it", "by": "mk"}
SECRET = "quetzalcoatlus"
TEXTS = (f"NLD pledges $500 million, said {SECRET}. And Latvia 7 million euros with {SECRET}.", "DEU pledges $300 million.")
DOCUMENTS = [row_document(text, f"d{k}", Given(f"d{k}", f"2025-08-0{k + 4}", f"s{k}.example")) for k, text in enumerate(TEXTS)]


@pytest.fixture
def place(new_place):
    found = new_place()
    with pledgebook.open(found) as book:
        book.add(DOCUMENTS)
        fields = {"stage": "pledged", "donors": ["LVA"], "amount": {"min": 7e6, "max": 7e6, "currency": "EUR"}}
        (added,) = book.add_claim("d0", fields, marked=[f"Latvia 7 million euros with {SECRET}"], **SIGNED)
        (undone,) = book.undo(added.id, **SIGNED)
        book.undo(undone.id, **SIGNED)
    return found


def everything(book):
    """Every value of every table, as text."""
    tables = [name for name in sa.inspect(book._engine).get_table_names() if not name.startswith("passage_index")]
    with book._engine.connect() as connection:
        return "\n".join(str(tuple(row)) for table in tables for row in connection.execute(sa.text(f'SELECT * FROM "{table}"')))


def indexed(book, beginning):
    """Words the full-text index holds that begin so."""
    with book._engine.connect().execution_options(writes=True) as connection, connection.begin():
        if connection.dialect.name == "sqlite":
            connection.exec_driver_sql("CREATE VIRTUAL TABLE IF NOT EXISTS temp.held USING fts5vocab('main', 'passage_index', 'row')")
            words = connection.exec_driver_sql("SELECT term FROM temp.held").scalars().all()
        else:
            words = connection.exec_driver_sql("SELECT word FROM ts_stat('SELECT vector FROM passages')").scalars().all()
    return [word for word in words if word.startswith(beginning)]


def test_no_word_is_left_and_figures_stay(place):
    with pledgebook.open(place) as book:
        assert SECRET in everything(book)
        assert book.search(SECRET).count > 0
        assert indexed(book, SECRET[:9]) != []
        totals = book.ledger().grand_totals()
        gone = book.forget("d0", **SIGNED)
        assert (gone.claims, gone.statements, gone.decisions) == (1, 0, 1)
        assert SECRET not in everything(book)
        assert book.text(DOCUMENTS[0].sha256) == ""
        assert book.search(SECRET).count == 0
        assert indexed(book, SECRET[:9]) == []
        assert book.ledger().grand_totals() == totals
        entry = next(entry for entry in book.ledger().entries if entry.donors == ("NLD",))
        assert entry.testimonies[0].words == ()
        assert any(entry.donors == ("LVA",) for entry in book.ledger().entries), "what a person added stays as well"
    if "://" not in place:
        held = b"".join(path.read_bytes() for path in pathlib.Path(place).parent.glob(pathlib.Path(place).name + "*"))
        assert DOCUMENTS[0].sha256.encode() in held
        assert SECRET.encode() not in held


def test_a_book_with_a_forgotten_text_verifies_and_says_so(place):
    with pledgebook.open(place) as book:
        book.forget("d0", **SIGNED)
        found = book.verify()
        assert (found.faults, found.forgotten, found.documents) == ((), 1, 2)
        assert book.rebuild().identical


def test_a_forgotten_text_that_came_back_behind_the_books_back_is_a_fault(place):
    with pledgebook.open(place) as book:
        book.forget("d0", **SIGNED)
        with book._engine.connect().execution_options(writes=True) as connection, connection.begin():
            connection.execute(sa.text("UPDATE documents SET text = 'back' WHERE text = ''"))
        assert "its text was forgotten, and it is there" in [fault.message for fault in book.verify().faults]


def test_reading_it_again_is_refused_with_the_reason(place):
    with pledgebook.open(place) as book:
        book.forget("d0", **SIGNED)
        report = book.add([*DOCUMENTS, row_document("NLD pledges $9 million.", "d9")])
        assert (report.read, report.known) == (1, 1)
        (refused,) = report.refused
        assert refused.code == "forgotten_document"
        assert "by mk: the publisher asked for it" in refused.message
        assert SECRET not in everything(book)


def test_it_is_read_again_where_that_is_asked_for_and_all_is_as_before(place):
    with pledgebook.open(place) as book:
        before, decisions = book.ledger().document(), list(exported(book.decisions()))
        book.forget("d0", **SIGNED)
        assert list(exported(book.decisions())) != decisions
        report = book.add(DOCUMENTS, even_forgotten=True)
        assert (report.known, report.refused) == (2, ())
        assert book.text(DOCUMENTS[0].sha256) == TEXTS[0]
        assert book.ledger().document() == before
        assert book.search(SECRET).counts["document"] == 1
        assert list(exported(book.decisions())) == decisions
        assert (book.verify().faults, book.verify().forgotten) == ((), 0)
        book.forget("d0", **SIGNED)
        assert SECRET not in everything(book)


def test_decisions_carried_here_bring_no_forgotten_word_back(place, new_place):
    with pledgebook.open(place) as book:
        lines = list(exported(book.decisions()))
        book.forget("d0", **SIGNED)
        imported = book.import_decisions(lines)
        assert [refused.message for refused in imported.refused if "the publisher asked for it" in refused.message]
        assert SECRET not in everything(book)


def test_what_is_not_there_or_gone_already_is_told(place):
    with pledgebook.open(place) as book:
        with pytest.raises(PledgebookError, match="no document is named"):
            book.forget("d7", **SIGNED)
        book.forget("d0", **SIGNED)
        with pytest.raises(PledgebookError, match="was forgotten on"):
            book.forget("d0", **SIGNED)


def test_the_same_text_in_another_file_is_refused_too(place):
    import msgspec

    with pledgebook.open(place) as book:
        book.forget("d0", **SIGNED)
        elsewhere = msgspec.structs.replace(DOCUMENTS[0], sha256="0" * 64, name="page.html")
        for even in (False, True):
            (refused,) = book.add([elsewhere], even_forgotten=even).refused
            assert refused.code == "forgotten_document"
        assert SECRET not in everything(book)


def test_the_page_a_text_was_taken_out_of_goes_with_it(place):
    import hashlib

    import msgspec

    from pledgebook.model.text import Origin

    data = f"<p>NOR pledges $8 million {SECRET}</p>".encode()
    page = msgspec.structs.replace(
        row_document(f"NOR pledges $8 million {SECRET}", "p"), sha256=hashlib.sha256(data).hexdigest(), origin=Origin("text/html", data, ())
    )
    with pledgebook.open(place) as book:
        book.add([page])
        book.forget("d0", **SIGNED)
        book.forget("p", **SIGNED)
        assert SECRET not in everything(book)
        with book._engine.connect() as connection:
            assert connection.execute(sa.text("SELECT count(*) FROM originals")).scalar() == 0
        assert (book.verify().faults, book.verify().forgotten) == ((), 2)
        book.add([page], even_forgotten=True)
        assert book.verify().faults == ()
