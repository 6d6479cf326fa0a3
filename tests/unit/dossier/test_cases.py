"""Cases of a dossier are read, checked and run."""

from __future__ import annotations

import pathlib
from collections.abc import Callable

import pytest

from pledgebook.annotate.names import find_names
from pledgebook.clean.layout import clean_document
from pledgebook.dossier.cases import Case, Reader, read_cases, run_cases
from pledgebook.dossier.check import check_dossier
from pledgebook.dossier.load import load_dossier
from pledgebook.dossier.tables import SHIPPED, digest_folder, read_tables
from pledgebook.model.annotation import MentionKind
from pledgebook.model.text import RawDocument

Writer = Callable[..., pathlib.Path]

RIGHT = '[[cases]]\nannotator = "names"\ntext = "Northbank paid."\nexpect = ["NOB"]\nnear_miss = "The north bank flooded."\n'


def write_cases(folder: pathlib.Path, text: str) -> pathlib.Path:
    (folder / "cases").mkdir()
    (folder / "cases" / "parties.toml").write_text(text, encoding="utf-8")
    return folder


def test_a_case_is_read_with_its_place(dossier_folder: Writer) -> None:
    folder = write_cases(dossier_folder(), RIGHT)
    assert read_cases(read_tables(folder)) == (Case("cases/parties.toml", 1, "names", "Northbank paid.", ("NOB",), "The north bank flooded."),)
    assert "bad_case" not in {problem.code for problem in check_dossier(folder)}


@pytest.mark.parametrize(
    "text",
    [
        RIGHT.replace("near_miss", "nearmiss"),
        RIGHT.replace('text = "Northbank paid."\n', ""),
        RIGHT.replace('["NOB"]', '"NOB"'),
        RIGHT.replace("[[cases]]", "[[case]]"),
    ],
)
def test_a_case_written_wrongly_is_a_problem(dossier_folder: Writer, text: str) -> None:
    assert "bad_case" in {problem.code for problem in check_dossier(write_cases(dossier_folder(), text))}


def test_cases_do_not_change_the_digest(dossier_folder: Writer) -> None:
    folder = dossier_folder()
    before = digest_folder(folder)
    assert digest_folder(write_cases(folder, RIGHT)) == before


def test_what_is_missed_and_what_goes_astray_both_fail() -> None:
    case = Case("cases/parties.toml", 3, "names", "Northbank paid.", ("NOB",), "The north bank flooded.")
    assert [problem.message for problem in run_cases([case], {"names": lambda text: []})] == ["case 3: found [] in 'Northbank paid.'"]
    assert [problem.message for problem in run_cases([case], {"names": lambda text: ["NOB"]})] == [
        "case 3: found ['NOB'] in the near miss 'The north bank flooded.'"
    ]


def test_an_annotator_nobody_knows_fails() -> None:
    case = Case("cases/parties.toml", 1, "naems", "x", ())
    assert [problem.hint for problem in run_cases([case], {"names": lambda text: []})] == ["annotators are: names"]


def names_reader(name: str) -> Reader:
    dossier = load_dossier(name)

    def read(text: str) -> list[str]:
        document = clean_document(RawDocument("case", "0" * 64, text, "utf-8"), dossier)
        return [mention.code or mention.name if mention.kind is MentionKind.PARTY else mention.name for mention in find_names(document, dossier)]

    return read


def test_every_case_of_names_in_the_shipped_dossier_holds() -> None:
    cases = [case for case in read_cases(read_tables(SHIPPED / "ukraine")) if case.annotator == "names"]
    failed = run_cases(cases, {"names": names_reader("ukraine")})
    assert [f"{problem}; {problem.hint}" for problem in failed] == []
