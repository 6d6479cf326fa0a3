import hashlib

import pytest

from pledgebook.clean.decode import MAX_DOCUMENT_BYTES, decode_document, row_document
from pledgebook.errors import DocumentError

ENGLISH = "Norland pays €5 million – “at once”."
RUSSIAN = "Министр сообщил, что помощь прибудет в пятницу. Стороны — «готовы»."


def code_of(data: bytes) -> str:
    with pytest.raises(DocumentError) as caught:
        decode_document(data, "a.txt")
    assert caught.value.hint
    return caught.value.code


@pytest.mark.parametrize(
    ("data", "encoding"),
    [
        (ENGLISH.encode(), "utf-8"),
        (b"\xef\xbb\xbf" + ENGLISH.encode(), "utf-8"),
        (ENGLISH.encode("utf-16"), "utf-16-le"),
        (b"\xfe\xff" + ENGLISH.encode("utf-16-be"), "utf-16-be"),
        (ENGLISH.replace("€", "EUR ").encode("utf-32"), "utf-32-le"),
        (ENGLISH.encode("windows-1252"), "windows-1252"),
    ],
)
def test_english_is_read_in_every_encoding_it_comes_in(data, encoding):
    document = decode_document(data, "a.txt")
    assert document.encoding == encoding
    assert document.text in (ENGLISH, ENGLISH.replace("€", "EUR "))
    assert document.sha256 == hashlib.sha256(data).hexdigest()


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_utf_16_without_a_mark_shows_in_its_nul_bytes(encoding):
    assert decode_document(b"Norland pays at once.".decode().encode(encoding), "a.txt").encoding == encoding


def test_cyrillic_single_bytes_are_windows_1251():
    document = decode_document(RUSSIAN.encode("windows-1251"), "a.txt")
    assert (document.text, document.encoding) == (RUSSIAN, "windows-1251")


def test_accents_are_windows_1252():
    text = "Größere Pakete für das Heer kosten über fünf Millionen; le député a été reçu à l’Élysée."
    document = decode_document(text.encode("windows-1252"), "a.txt")
    assert (document.text, document.encoding) == (text, "windows-1252")


def test_newlines_stay_as_they_came():
    assert decode_document(b"one\r\ntwo\rthree\n", "a").text == "one\r\ntwo\rthree\n"


def test_broken_utf_8_is_refused_at_its_byte_and_not_guessed():
    data = "Über ähnliche Größen".encode()[:-1] + b"\xc3"
    with pytest.raises(DocumentError, match=rf"a\.txt: byte {len(data) - 1} ") as caught:
        decode_document(data, "a.txt")
    assert caught.value.code == "undecodable_document"


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        (RUSSIAN, "koi8-r"),
        ("政府は来週、船と乗組員のために追加の資金を支払う。", "shift-jis"),
        ("政府下周将为船只支付更多资金。", "gbk"),
        ("Zażółć gęślą jaźń, mówi rząd.", "windows-1250"),
    ],
)
def test_an_encoding_that_cannot_be_told_is_refused_and_not_guessed(text, encoding):
    assert code_of(text.replace("—", "-").replace("«", '"').replace("»", '"').encode(encoding)) == "undecodable_document"


def test_random_bytes_are_refused():
    noise = bytes((value * 97 + 31) % 255 + 1 for value in range(2000))
    assert code_of(noise) in ("undecodable_document", "binary_document")


@pytest.mark.parametrize("data", [b"%PDF-1.7 text", b"PK\x03\x04rest", b"\x89PNG\r\n", b"text\x00more", b"a\x01\x02\x03\x04b"])
def test_files_that_are_no_text_are_refused(data):
    assert code_of(data) == "binary_document"


@pytest.mark.parametrize("data", [b"", b" \n\t", b"\xef\xbb\xbf", b"\xff\xfe", "\u00a0\n".encode()])
def test_an_empty_document_is_refused(data):
    assert code_of(data) == "empty_document"


def test_a_document_over_the_limit_is_refused_with_the_limit_and_a_remedy():
    with pytest.raises(DocumentError, match="2,000,000 bytes") as caught:
        decode_document(b"a" * (MAX_DOCUMENT_BYTES + 1), "big.txt")
    assert caught.value.code == "document_too_large"
    assert "JSONL" in caught.value.hint


@pytest.mark.parametrize(("text", "code"), [(" \n", "empty_document"), ("half \ud83d a pair", "undecodable_document"), ("a\0b", "binary_document")])
def test_a_row_whose_text_is_no_text_is_refused(text, code):
    with pytest.raises(DocumentError) as caught:
        row_document(text, "rows.jsonl:1")
    assert caught.value.code == code


def test_a_row_is_known_by_the_sha_256_of_its_text():
    assert row_document("Größe", "x").sha256 == hashlib.sha256("Größe".encode()).hexdigest()
