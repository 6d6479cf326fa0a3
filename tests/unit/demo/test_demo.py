"""The demonstration makes its own book, replaces no other, and every command it names works."""

from __future__ import annotations

import io
import json
import os
import pathlib
import re
import shlex
import shutil
import subprocess
import sysconfig

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


def test_it_reads_the_story_and_adds_up_the_scheme_as_by_hand(book: tuple[pathlib.Path, str]) -> None:
    assert "Read 68 reports: 68 new, 0 known already, 0 refused" in book[1]
    (added,) = re.findall(r"^ *all reports +\d+ +\d+ +(\S+) +(\S+) +(\S+) +(\S+)", book[1], re.MULTILINE)
    assert added == ("605m", "605m", "3.03bn", "3.03bn")


def test_it_tells_one_event_in_many_voices_a_lifecycle_and_what_is_in_doubt(book: tuple[pathlib.Path, str]) -> None:
    for words in ("One event, 7 reports, 5 independent sources", "they disagree on currency", "One promise, from pledged to", "doubtful cases wait"):
        assert words in book[1]


def test_a_second_time_makes_the_book_anew_unless_people_decided_on_it(book: tuple[pathlib.Path, str], tmp_path: pathlib.Path) -> None:
    path = tmp_path / "pledgebook-demo.db"
    shutil.copy(book[0], path)
    with open_book(path) as mine:
        (entry, *_) = mine.ledger(donor="DEU", stage="pledged").entries
        (taken,) = mine.correct(entry.claims[0], "aid_type", "humanitarian", reason="an example", by="mk")
    assert "0 new, 68 known already" in (again := told(path))
    assert "1 decision taken on it are kept" in again
    with open_book(path) as mine:
        assert mine.decisions() == (taken,)
        assert mine.entry(entry.claims[0]).testimonies[0].corrected
        mine.undo(taken.id, reason="an example", by="mk")
    assert "2 decisions taken on it are kept" in told(path)


def test_every_command_it_names_works(book: tuple[pathlib.Path, str]) -> None:
    commands = re.findall(r"^  pledgebook (.+?)\s+# ", book[1], re.MULTILINE)
    assert len(commands) >= 6
    for command in commands:
        if "YOUR_REPORTS" not in command and not command.startswith("serve "):
            done = CliRunner().invoke(app, shlex.split(command))
            assert done.exit_code == 0, f"{command}: {done.output}"


def test_it_says_how_to_open_the_book_in_a_browser(book: tuple[pathlib.Path, str]) -> None:
    (line,) = re.findall(r"^  pledgebook serve .+$", book[1], re.MULTILINE)
    assert f"--book {book[0]} " in line
    assert line.endswith(" http://127.0.0.1:8765/")


def test_it_names_itself_by_its_place_where_the_search_path_does_not_lead_to_it(tmp_path: pathlib.Path) -> None:
    place = pathlib.Path(sysconfig.get_path("scripts"), "pledgebook")
    run = subprocess.run([place, "demo"], cwd=tmp_path, env={**os.environ, "PATH": "/usr/bin:/bin"}, capture_output=True, text=True, check=True)
    (line,) = re.findall(r"^  .*pledgebook serve .+$", run.stdout, re.MULTILINE)
    assert (tmp_path / line.split()[0]).samefile(place)


def test_a_book_of_other_reports_is_left_alone(tmp_path: pathlib.Path) -> None:
    path = tmp_path / "pledgebook-demo.db"
    with open_book(path) as mine:
        mine.add([row_document("Norway pledged $5 million in medicine to Ukraine on Monday.", "mine.txt")])
        counted = mine.counts()
    with pytest.raises(BookError, match="reports of its own"):
        told(path)
    with open_book(path) as mine:
        assert mine.counts() == counted


def test_a_demonstration_book_with_a_report_added_is_left_alone(book: tuple[pathlib.Path, str], tmp_path: pathlib.Path) -> None:
    path = tmp_path / "pledgebook-demo.db"
    shutil.copy(book[0], path)
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
