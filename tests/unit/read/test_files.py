import io
import json
import os
import pathlib

import pytest

from pledgebook.model.run import Rejection
from pledgebook.model.text import Given, RawDocument
from pledgebook.read.files import Limits, read_paths


def write(folder: pathlib.Path, name: str, data: str | bytes) -> pathlib.Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data if isinstance(data, bytes) else data.encode())
    return path


def split(found):
    found = list(found)
    return [item for item in found if isinstance(item, RawDocument)], [item for item in found if isinstance(item, Rejection)]


def rows(tmp_path: pathlib.Path, *lines: str, name: str = "rows.jsonl"):
    return split(read_paths([write(tmp_path, name, "\n".join(lines))]))


def test_a_file_is_one_document_named_by_its_file_name(tmp_path):
    documents, rejections = split(read_paths([write(tmp_path, "note.txt", "Norland pays.")]))
    assert [(document.name, document.text) for document in documents] == [("note.txt", "Norland pays.")]
    assert rejections == []


def test_a_folder_is_read_in_the_order_of_its_relative_paths(tmp_path):
    for name in ("b.txt", "a/z.txt", "a.txt", "a/b/c.txt", "c"):
        write(tmp_path, name, "Text.")
    documents, _ = split(read_paths([tmp_path]))
    assert [document.name for document in documents] == ["a.txt", "a/b/c.txt", "a/z.txt", "b.txt", "c"]


def test_what_a_folder_holds_beside_text_is_said(tmp_path):
    for name in ("a.txt", ".hidden", ".git/config", "page.html", "table.csv", "list.json", "photo.JPG"):
        write(tmp_path, name, "Text.")
    documents, rejections = split(read_paths([str(tmp_path)]))
    assert [document.name for document in documents] == ["a.txt"]
    assert [(pathlib.Path(rejection.place).name, rejection.code) for rejection in rejections] == [
        (".git", "hidden"),
        (".hidden", "hidden"),
        ("list.json", "unsupported_format"),
        ("page.html", "no_article"),
        ("photo.JPG", "unsupported_format"),
        ("table.csv", "empty_document"),
    ]
    assert all(rejection.hint for rejection in rejections)


def test_links_to_folders_pipes_and_broken_links_are_passed_over(tmp_path):
    write(tmp_path, "in/a.txt", "Text.")
    os.symlink(tmp_path, tmp_path / "in" / "loop")
    os.symlink(tmp_path / "gone", tmp_path / "in" / "lost")
    os.mkfifo(tmp_path / "in" / "pipe")
    documents, rejections = split(read_paths([tmp_path / "in"]))
    assert [document.name for document in documents] == ["a.txt"]
    assert [rejection.code for rejection in rejections] == ["link_to_folder", "broken_link", "not_a_file"]


def test_a_folder_without_files_is_said(tmp_path):
    _, rejections = split(read_paths([tmp_path]))
    assert [(rejection.place, rejection.code) for rejection in rejections] == [(str(tmp_path), "empty_folder")]


def test_a_missing_path_is_named_and_the_rest_is_read(tmp_path):
    documents, rejections = split(read_paths([tmp_path / "gone.txt", write(tmp_path, "a.txt", "Text.")]))
    assert len(documents) == 1
    assert rejections[0].code == "missing_path"
    assert "gone.txt" in rejections[0].message


@pytest.mark.parametrize(("data", "code"), [(b"", "empty_document"), (b"a\0b", "binary_document"), (b"x" * 101, "document_too_large")])
def test_a_file_that_is_no_document_is_rejected(tmp_path, data, code):
    _, rejections = split(read_paths([write(tmp_path, "a.txt", data)], limits=Limits(document_bytes=100)))
    assert [rejection.code for rejection in rejections] == [code]


def test_a_file_name_that_is_no_utf_8_is_shown_with_escapes(tmp_path):
    path = os.fsencode(tmp_path) + b"/caf\xe9.txt"
    with open(path, "wb") as file:
        file.write(b"Text.")
    documents, _ = split(read_paths([tmp_path]))
    assert [document.name for document in documents] == ["caf\\xe9.txt"]


def test_a_row_is_a_document_with_what_came_with_it(tmp_path):
    row = {"id": "n1", "text": "Norland pays.", "date": "2025-12-03", "source": "Herald", "url": "https://herald.example/a", "title": "Norland"}
    documents, rejections = rows(tmp_path, json.dumps(row))
    assert rejections == []
    assert documents[0].name == "n1"
    assert documents[0].given == Given("n1", "2025-12-03", "Herald", "https://herald.example/a", "Norland")


def test_fields_that_are_missing_null_or_blank_are_not_given(tmp_path):
    documents, _ = rows(tmp_path, '{"text": "A.", "id": "", "date": null, "source": " "}')
    assert documents[0].given == Given()


def test_a_row_without_an_id_is_named_by_file_and_line_blank_lines_counted(tmp_path):
    documents, _ = rows(tmp_path, '{"text": "A."}', "", '{"text": "B."}')
    assert [document.name for document in documents] == ["rows.jsonl:1", "rows.jsonl:3"]


def test_a_number_is_taken_as_an_id(tmp_path):
    documents, _ = rows(tmp_path, '{"text": "A.", "id": 12}')
    assert documents[0].name == "12"


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("{broken", "bad_json"),
        ("[1]", "not_an_object"),
        ('"text"', "not_an_object"),
        ("{}", "missing_text"),
        ('{"text": null}', "missing_text"),
        ('{"text": 5}', "bad_field"),
        ('{"text": ["a"]}', "bad_field"),
        ('{"text": "  "}', "empty_document"),
        ('{"text": "A.", "date": 20251203}', "bad_field"),
        ('{"text": "A.", "title": {"en": "A"}}', "bad_field"),
        ('{"text": "A.", "id": true}', "bad_field"),
        ("[" * 5000, "bad_json"),
    ],
)
def test_a_bad_row_is_named_by_its_line_and_the_next_is_read(tmp_path, line, code):
    documents, rejections = rows(tmp_path, line, '{"text": "Good."}')
    assert [document.text for document in documents] == ["Good."]
    assert [(rejection.code, rejection.place.rsplit(":", 1)[1]) for rejection in rejections] == [(code, "1")]
    assert rejections[0].hint


def test_a_row_that_is_not_utf_8_is_rejected_alone(tmp_path):
    path = write(tmp_path, "rows.ndjson", b'{"text": "caf\xe9"}\n{"text": "Good."}\n')
    documents, rejections = split(read_paths([path]))
    assert [document.text for document in documents] == ["Good."]
    assert [rejection.code for rejection in rejections] == ["bad_json"]


def test_a_row_over_the_limit_is_passed_over_without_losing_the_next(tmp_path):
    path = write(tmp_path, "rows.jsonl", json.dumps({"text": "a" * 300_000}) + "\n" + '{"text": "Good."}')
    documents, rejections = split(read_paths([path], limits=Limits(document_bytes=100)))
    assert [(document.name, document.text) for document in documents] == [("rows.jsonl:2", "Good.")]
    assert [rejection.code for rejection in rejections] == ["document_too_large"]


def test_a_mark_and_windows_line_ends_in_jsonl_do_no_harm(tmp_path):
    path = write(tmp_path, "rows.jsonl", b'\xef\xbb\xbf{"text": "A."}\r\n{"text": "B."}\r\n')
    assert [document.text for document in split(read_paths([path]))[0]] == ["A.", "B."]


def test_a_jsonl_file_without_rows_is_said(tmp_path):
    _, rejections = rows(tmp_path, "", " ")
    assert [rejection.code for rejection in rejections] == ["empty_document"]


def test_rows_are_read_one_at_a_time(tmp_path):
    path = write(tmp_path, "rows.jsonl", '{"text": "A."}\n{"text": "B."}')
    assert next(iter(read_paths([path]))).text == "A."


def test_standard_input_is_one_document():
    documents, _ = split(read_paths(["-"], io.BytesIO(b"\n\nNorland pays.\n{not rows}")))
    assert [(document.name, document.text) for document in documents] == [("-", "\n\nNorland pays.\n{not rows}")]


def test_standard_input_that_begins_with_an_object_is_rows():
    documents, rejections = split(read_paths(["-"], io.BytesIO(b'\n{"text": "A."}\nbroken\n{"text": "B.", "id": "b"}')))
    assert [(document.name, document.text) for document in documents] == [("-:2", "A."), ("b", "B.")]
    assert [rejection.place for rejection in rejections] == ["-:3"]


def test_standard_input_that_is_missing_or_empty_is_said():
    assert [item.code for item in read_paths(["-"])] == ["no_standard_input"]
    assert [item.code for item in read_paths(["-"], io.BytesIO(b""))] == ["empty_document"]
    assert [item.code for item in read_paths(["-"], io.BytesIO(b"a" * 101), Limits(document_bytes=100))] == ["document_too_large"]
