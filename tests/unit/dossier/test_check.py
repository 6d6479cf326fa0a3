"""Every kind of typo is found, with its file and line."""

from __future__ import annotations

import pathlib
from collections.abc import Callable

import pytest

from pledgebook.dossier.check import check_dossier

Writer = Callable[..., pathlib.Path]

TYPOS = [
    ("unknown_column", "people.csv:1", ("people.csv", "name,aliases,party", "name,alias,party")),
    ("missing_column", "events.csv:1", ("events.csv", "code,name,phrases,first", "code,name,phrases,begin")),
    ("cell_count", "schemes.csv:2", ("schemes.csv", "financial,2021-04-01", "financial,x,2021-04-01")),
    ("empty_cell", "people.csv:3", ("people.csv", "Bram Oster", "")),
    ("empty_cell", "items.csv:2", ("items.csv", "PUMP,pump,Equipment", "PUMP,pump,")),
    ("duplicate_code", "parties.csv:3", ("parties.csv", "NOB,state", "LMA,state")),
    ("unknown_kind", "parties.csv:5", ("parties.csv", "RIVERS,group", "RIVERS,gruop")),
    ("bad_currency", "parties.csv:2", ("parties.csv", "LMC", "lmc")),
    ("bad_code", "parties.csv:3", ("parties.csv", "NOB,state", "NORTH,state")),
    ("bad_context", "parties.csv:4", ("parties.csv", "not before Tech", "before Tech")),
    ("context_without_alias", "parties.csv:4", ("parties.csv", "Georgia: not", "Goergia: not")),
    ("ambiguous_alias", "parties.csv:3", ("parties.csv", "Northbanker", "Marcher")),
    ("repeated_alias", "parties.csv:2", ("parties.csv", "Marcher|Marchers", "Marcher|Marcher")),
    ("ambiguous_alias", "people.csv:3", ("people.csv", "Bram Oster,", "Bram Oster,Ada Quill")),
    ("unknown_code", "parties.csv:5", ("parties.csv", "LMA|NOB", "LMA|NBO")),
    ("unknown_code", "people.csv:2", ("people.csv", "Ada B. Quill,NOB", "Ada B. Quill,NBO")),
    ("unknown_code", "schemes.csv:2", ("schemes.csv", "NOB", "NBO")),
    ("unknown_code", "items.csv:2", ("items.csv", "NOB", "NBO")),
    ("unknown_code", "dossier.toml", ("dossier.toml", '["LMA"]', '["LAM"]')),
    ("bad_date", "events.csv:2", ("events.csv", "2021-03-09", "2021-02-30")),
    ("bad_date", "people.csv:2", ("people.csv", "2020-01-01", "2020")),
    ("reversed_dates", "events.csv:2", ("events.csv", "2021-03-09", "2021-03-03")),
    ("overlapping_tenures", "people.csv:3", ("people.csv", "2022-06-30,,", "2022-06-29,,")),
    ("overlapping_tenures", "people.csv:2", ("people.csv", "foreign minister,2022-06-30,", "foreign secretary,,")),
    ("unknown_aid_type", "schemes.csv:2", ("schemes.csv", "financial", "finance")),
    ("bad_boolean", "items.csv:3", ("items.csv", ",true,", ",yes,")),
    ("missing_basis", "parties.csv:2", ("parties.csv", "LMC,,,atlas", "LMC,,,")),
    ("unknown_basis", "parties.csv:2", ("parties.csv", "LMC,,,atlas", "LMC,,,atlsa")),
    ("missing_key", "dossier.toml", ("dossier.toml", 'title = "The flood of the Lower Marches"', "")),
    ("missing_key", "dossier.toml", ("dossier.toml", 'beneficiaries = ["LMA"]', 'beneficiaries = "LMA"')),
    ("unknown_key", "dossier.toml", ("dossier.toml", "flags =", "flag =")),
    ("bad_role", "dossier.toml", ("dossier.toml", "exclusive =", "exlcusive =")),
    ("bad_role", "dossier.toml", ("dossier.toml", 'name = "foreign minister"', "")),
    ("format_version", "dossier.toml", ("dossier.toml", "format = 1", "format = 2")),
    ("invalid_toml", "dossier.toml:2", ("dossier.toml", '"flood"', "flood")),
    ("invalid_toml", "words/verbs.toml:1", ("words/verbs.toml", '"send"', '"send')),
    ("missing_file", "dossier.toml", ("dossier.toml", "", None)),
]


@pytest.mark.parametrize(("code", "place", "change"), TYPOS)
def test_a_typo_is_found_where_it_stands(dossier_folder: Writer, code: str, place: str, change: tuple[str, str, str | None]) -> None:
    found = {(problem.code, str(problem).partition(": ")[0]) for problem in check_dossier(dossier_folder(change))}
    assert (code, place) in found


def test_a_right_dossier_has_only_its_unverified_rows_to_report(dossier_folder: Writer) -> None:
    problems = check_dossier(dossier_folder())
    assert {problem.code for problem in problems} == {"unverified"}
    assert "2 of 4 rows are unverified" in [problem.message for problem in problems]


def test_every_problem_says_what_to_do(dossier_folder: Writer) -> None:
    for _, _, change in TYPOS:
        assert all(problem.hint for problem in check_dossier(dossier_folder(change)))


def test_an_alias_of_two_parties_is_allowed_where_a_context_tells_them_apart(dossier_folder: Writer) -> None:
    folder = dossier_folder(("parties.csv", "NOB,state,Northbank,,", "NOB,state,Northbank,Georgia,"))
    assert "ambiguous_alias" not in {problem.code for problem in check_dossier(folder)}


def test_an_exclusive_office_may_change_hands_on_one_day(dossier_folder: Writer) -> None:
    assert "overlapping_tenures" not in {problem.code for problem in check_dossier(dossier_folder())}


def test_a_long_tenure_is_held_against_all_later_ones(dossier_folder: Writer) -> None:
    rows = "Ada Quill,,NOB,foreign minister,2010-01-01,2030-01-01,unverified\nBo Reed,,NOB,foreign minister,2011-01-01,2012-01-01,unverified\n"
    folder = dossier_folder(("people.csv", "Ada Quill,Ada B. Quill,NOB,foreign minister,2020-01-01,2022-06-30,unverified\n", rows))
    lines = [problem.line for problem in check_dossier(folder) if problem.code == "overlapping_tenures"]
    assert lines == [3, 4]


def test_an_office_nobody_holds_alone_may_have_two_holders(dossier_folder: Writer) -> None:
    folder = dossier_folder(("dossier.toml", "exclusive = true", ""), ("people.csv", "2022-06-30,,", "2021-01-01,,"))
    assert "overlapping_tenures" not in {problem.code for problem in check_dossier(folder)}


def test_bytes_that_are_no_utf8_are_named(dossier_folder: Writer) -> None:
    folder = dossier_folder()
    (folder / "people.csv").write_bytes(b"name,party,role\n\xff,NOB,envoy\n")
    assert [problem.code for problem in check_dossier(folder)] == ["not_utf8"]
