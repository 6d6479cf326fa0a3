"""The demonstration makes its own book, replaces no other, and every command it names works."""

from __future__ import annotations

import io
import json
import pathlib
import re
import shlex

import pytest
from rich.console import Console
from typer.testing import CliRunner

from pledgebook.book import open_book
from pledgebook.clean.decode import row_document
from pledgebook.cli import app
from pledgebook.demo import demo_reports, run_demo
from pledgebook.errors import BookError


def told(path: pathlib.Path) -> str:
    out = io.StringIO()
    run_demo(path, Console(file=out, width=200))
    return out.getvalue()


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> tuple[pathlib.Path, str]:
    path = tmp_path_factory.mktemp("demo") / "pledgebook-demo.db"
    return path, told(path)


def test_it_says_that_it_is_a_demonstration_with_invented_outlets(book: tuple[pathlib.Path, str]) -> None:
    assert "This is a demonstration" in book[1]
    assert "invented" in book[1].splitlines()[0]


def test_it_reads_what_it_ships_and_refuses_the_blank_row(book: tuple[pathlib.Path, str]) -> None:
    # nineteen text files and seven rows, of which two have one text and one is blank
    assert "Read 26 reports: 24 new, 1 known already" in book[1]
    assert "20-capital-crier.jsonl:7" in book[1]


def test_a_second_time_makes_the_book_anew(book: tuple[pathlib.Path, str]) -> None:
    assert "24 new" in told(book[0])


def test_every_command_it_names_works(book: tuple[pathlib.Path, str]) -> None:
    commands = re.findall(r"^  pledgebook (.+?)\s+# ", book[1], re.MULTILINE)
    assert len(commands) >= 6
    for command in commands:
        if "YOUR_REPORTS" not in command:
            done = CliRunner().invoke(app, shlex.split(command))
            assert done.exit_code == 0, f"{command}: {done.output}"


def test_a_book_of_other_reports_is_left_alone(tmp_path: pathlib.Path) -> None:
    path = tmp_path / "pledgebook-demo.db"
    with open_book(path) as mine:
        mine.add([row_document("Norway pledged $5 million in medicine to Ukraine on Monday.", "mine.txt")])
        counted = mine.counts()
    with pytest.raises(BookError, match="reports of its own"):
        told(path)
    with open_book(path) as mine:
        assert mine.counts() == counted


def test_a_demonstration_book_with_a_report_added_is_left_alone(tmp_path: pathlib.Path) -> None:
    path = tmp_path / "pledgebook-demo.db"
    told(path)
    with open_book(path) as mine:
        mine.add([row_document("The cat sat on the mat all day.", "mine.txt")])
    with pytest.raises(BookError, match="reports of its own"):
        told(path)


def test_a_file_that_is_no_book_is_left_alone(tmp_path: pathlib.Path) -> None:
    path = tmp_path / "pledgebook-demo.db"
    path.write_text("notes", encoding="utf-8")
    with pytest.raises(BookError):
        told(path)
    assert path.read_text(encoding="utf-8") == "notes"


def test_every_report_is_marked_as_a_demonstration_of_an_invented_outlet() -> None:
    for report in demo_reports().iterdir():
        text = report.read_text(encoding="utf-8")
        for part in text.splitlines() if report.name.endswith(".jsonl") else [text]:
            assert "for pledgebook" in part or "für pledgebook" in part, report.name
        addresses = re.findall(r"https?://([^/\s\"]+)", text)
        assert all(address.endswith(".example") for address in addresses), report.name


def test_rows_of_the_sample_have_ids_that_mark_them() -> None:
    rows = (demo_reports() / "20-capital-crier.jsonl").read_text(encoding="utf-8").splitlines()
    assert all(json.loads(row)["id"].startswith("demo-") for row in rows)
