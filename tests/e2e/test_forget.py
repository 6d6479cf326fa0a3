"""`forget` on the command line, in a book with statements."""

from __future__ import annotations

import shutil

import pledgebook
from pledgebook.model.ledger import StatementEntry


def test_a_document_of_the_story_is_forgotten_with_what_was_said_in_it(shell, story_book, tmp_path):
    book = shutil.copy(story_book, tmp_path / "book.db")
    with pledgebook.open(book, create=False) as opened:
        spoken = next(entry for entry in opened.folded().entries if isinstance(entry, StatementEntry) and entry.documents == 1)
        document, claims = spoken.testimonies[0].claim.doc, sum(len(entry.claims) for entry in opened.folded().entries)
        sentence = opened.text(document)[spoken.testimonies[0].claim.evidence[0].start :][:40]
    done = shell("forget", document[:12], "--reason", "asked for", "--by", "mk", "--book", book)
    assert done.code == 0, done.err
    assert f"document {document[:12]}: text and words forgotten" in done.out
    assert sentence.encode() not in (tmp_path / "book.db").read_bytes()
    with pledgebook.open(book, create=False) as opened:
        left = {claim for entry in opened.folded().entries for claim in entry.claims}
        assert spoken.testimonies[0].claim.id not in left
        assert claims > len(left)
    from litestar.testing import TestClient

    from pledgebook.web.app import create_app
    from pledgebook.web.settings import Settings

    with TestClient(create_app(Settings(book=str(book))), base_url="http://127.0.0.1") as site:
        shown = site.get(f"/documents/{document}")
        assert "its text was forgotten on" in shown.text
        assert sentence not in shown.text
        assert site.get(f"/api/v1/documents/{document}/text").status_code == 410
    verified = shell("verify", "--book", book)
    assert verified.code == 0, verified.err
    assert "of 1 the text was forgotten" in verified.out
    again = shell("forget", document[:12], "--reason", "twice", "--by", "mk", "--book", book)
    assert again.code == 2
    assert "asked for" in again.err
