"""PDFs: text with page numbers; what is no text, locked or broken is refused."""

from __future__ import annotations

import hashlib

import pytest

import pledgebook
from pledgebook.model.run import Rejection
from pledgebook.read.files import read_paths

LETTER = (
    (
        "MINISTRY OF ENERGY OF NORLAND",
        "Norland sends generators",
        "Norland will give Ukraine 10 million",
        "crowns for generators, the ministry said",
        "on 3 December 2025. The money comes from",
        "1",
    ),
    ("MINISTRY OF ENERGY OF NORLAND", "the budget of the coming year. Two ships left", "the port of Lowhaven at the weekend.", "2"),
    ("MINISTRY OF ENERGY OF NORLAND", "The harbour master told local reporters so.", "Page 3 of 3"),
)


def pdf(pages=LETTER, title=None, locked=False):
    """A PDF written by hand: a line of text under the other, in Helvetica."""
    objects = ["<< /Type /Catalog /Pages 2 0 R >>", "", "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>"]
    kids = []
    for lines in pages:
        drawn = "BT /F1 12 Tf 14 TL 72 760 Td " + " ".join(f"({line}) Tj T*" for line in lines) + " ET"
        objects.append(f"<< /Length {len(drawn)} >>\nstream\n{drawn}\nendstream")
        objects.append(f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents {len(objects)} 0 R /Resources << /Font << /F1 3 0 R >> >> >>")
        kids.append(f"{len(objects)} 0 R")
    objects[1] = f"<< /Type /Pages /Kids [{' '.join(kids)}] /Count {len(kids)} >>"
    extra = ""
    if title:
        objects.append(f"<< /Title ({title}) /CreationDate (D:20010101000000Z) >>")
        extra += f" /Info {len(objects)} 0 R"
    if locked:
        objects.append(f"<< /Filter /Standard /V 1 /R 2 /O <{'41' * 32}> /U <{'42' * 32}> /P -4 >>")
        extra += f" /Encrypt {len(objects)} 0 R /ID [<00> <00>]"
    out, places = "%PDF-1.4\n", []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += f"{number} 0 obj\n{body}\nendobj\n"
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    trailer = f"trailer << /Size {len(objects) + 1} /Root 1 0 R{extra} >>\nstartxref\n{len(out)}\n%%EOF\n"
    return f"{out}xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}{trailer}".encode("latin-1")


@pytest.fixture
def read(tmp_path):
    def one(data, name="letter.pdf"):
        (tmp_path / name).write_bytes(data)
        (found,) = read_paths([tmp_path / name])
        return found

    return one


def test_the_text_is_read_without_the_lines_that_run_along_every_page(read):
    assert read(pdf()).text.split("\n") == [*LETTER[0][1:-1], *LETTER[1][1:-1], *LETTER[2][1:-1]]


def test_prose_that_stands_at_the_head_of_every_page_stays(read):
    pages = [("MINISTRY OF ENERGY OF NORLAND", f"Norland gives {k} million crowns to Ukraine", "for generators and more.", f"- {k} -") for k in range(1, 5)]
    text = read(pdf(pages)).text
    assert text.split("\n") == [line for page in pages for line in page[1:3]]


def test_where_each_page_begins_is_kept(read):
    document = read(pdf())
    assert [document.text[start:].split("\n")[0] for start in document.origin.pages] == [
        "Norland sends generators",
        "the budget of the coming year. Two ships left",
        "The harbour master told local reporters so.",
    ]


def test_the_id_is_of_the_bytes_and_the_file_is_kept(read):
    document = read(pdf())
    assert (document.sha256, document.origin.data, document.origin.media_type) == (hashlib.sha256(pdf()).hexdigest(), pdf(), "application/pdf")


@pytest.mark.parametrize(("title", "taken"), [("Norland sends generators", "Norland sends generators"), ("Microsoft Word - draft7.doc", None), (None, None)])
def test_the_title_a_file_states_is_taken_where_the_first_page_says_the_same(read, title, taken):
    document = read(pdf(title=title))
    assert (document.given.title, document.given.date) == (taken, None)


def test_a_pdf_is_known_by_its_first_bytes(read):
    assert read(pdf(), name="letter.txt").origin.media_type == "application/pdf"


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (pdf([()] * 3), "scanned_pdf"),
        (pdf([("7",), ("8",)]), "scanned_pdf"),
        (pdf(locked=True), "encrypted_pdf"),
        (pdf()[:300], "broken_pdf"),
        (b"%PDF-1.7\nnothing", "broken_pdf"),
        (b"", "empty_document"),
    ],
)
def test_what_is_no_text_is_refused_with_a_remedy(read, data, code):
    refusal = read(data)
    assert isinstance(refusal, Rejection)
    assert (refusal.code, bool(refusal.hint)) == (code, True)


@pytest.mark.usefixtures("plain_reader")
def test_evidence_is_shown_with_its_page(tmp_path):
    from pledgebook.model.text import page_of

    (tmp_path / "letter.pdf").write_bytes(pdf([*LETTER, ("NOR pledges $10 million for generators and for other goods.",)]))
    with pledgebook.open(tmp_path / "book.db") as book:
        book.read(tmp_path / "letter.pdf")
        (entry,) = book.ledger().entries
        claim = entry.testimonies[0].claim
        assert page_of(claim.evidence[0], book.pages(claim.doc)) == 4
        assert book.verify().faults == ()
    assert page_of(claim.evidence[0], ()) is None
