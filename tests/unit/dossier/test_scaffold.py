"""A new dossier can be read with at once, and nothing is written over."""

from __future__ import annotations

import pytest

from pledgebook.dossier.check import check_dossier
from pledgebook.dossier.load import load_dossier
from pledgebook.dossier.scaffold import scaffold
from pledgebook.errors import DossierError
from pledgebook.trying import try_cases


def test_a_new_dossier_has_no_fatal_problem_and_knows_its_beneficiary(tmp_path):
    folder = tmp_path / "drought"
    files = scaffold(folder, ("SOM", "ETH"), "Aid in a drought")
    assert all(path.is_file() for path in files)
    assert [problem for problem in check_dossier(folder) if problem.fatal] == []
    dossier = load_dossier(str(folder))
    assert (dossier.name, dossier.title, dossier.beneficiaries) == ("drought", "Aid in a drought", ("SOM", "ETH"))
    assert {"somalia", "ethiopia"} <= set(dossier.words["gate"]["beneficiary"])


@pytest.mark.parametrize(
    ("name", "beneficiaries", "code"),
    [("Drought", ("SOM",), "bad_name"), ("ukraine", ("SOM",), "bad_name"), ("drought", ("XXX",), "unknown_code"), ("drought", (), "unknown_code")],
)
def test_what_cannot_be_a_dossier_is_refused_and_nothing_is_written(tmp_path, name, beneficiaries, code):
    with pytest.raises(DossierError) as raised:
        scaffold(tmp_path / name, beneficiaries)
    assert raised.value.code == code
    assert not (tmp_path / name).exists()


def test_a_folder_that_holds_something_is_left_as_it_is(tmp_path):
    folder = tmp_path / "drought"
    folder.mkdir()
    (folder / "notes.txt").write_text("mine")
    with pytest.raises(DossierError) as raised:
        scaffold(folder, ("SOM",))
    assert raised.value.code == "folder_in_use"
    assert [path.name for path in folder.iterdir()] == ["notes.txt"]


def test_a_new_dossiers_cases_hold_and_one_that_does_not_is_shown(tmp_path):
    folder = tmp_path / "outbreak"
    scaffold(folder, ("UGA",), "Aid in an outbreak")
    assert try_cases(folder) == (3, [])
    cases = folder / "cases" / "aid.toml"
    cases.write_text(cases.read_text().replace("5000000", "6000000"))
    (failed,) = try_cases(folder)[1]
    assert failed.message == "case 2: found ['pledged NOR 5000000 USD total'] in 'Norway pledged 5 million dollars in humanitarian aid to Uganda.'"
