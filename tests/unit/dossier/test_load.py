"""A folder becomes a dossier, or an error that names the line."""

from __future__ import annotations

import datetime
import pathlib
from collections.abc import Callable

import pytest

from pledgebook.dossier.load import load_dossier
from pledgebook.dossier.schema import Context, PartyKind
from pledgebook.dossier.tables import digest_folder, read_tables
from pledgebook.errors import DossierError

Writer = Callable[..., pathlib.Path]


def test_every_table_reaches_the_dossier(dossier_folder: Writer) -> None:
    dossier = load_dossier(str(dossier_folder()))
    assert (dossier.name, dossier.title, dossier.beneficiaries, dossier.flags) == ("flood", "The flood of the Lower Marches", ("LMA",), ("date_ambiguous",))
    marches, _, georgia, rivers = dossier.parties
    assert marches.names == ("Lower Marches", "the Marches")
    assert (marches.adjectives, marches.seats, marches.currency, marches.basis) == (("Marcher", "Marchers"), ("Marchtown",), "LMC", "atlas")
    assert georgia.context == (Context("Georgia", not_before=("Tech", "state"), unless=("Atlanta",)),)
    assert (rivers.kind, rivers.members, rivers.currency) == (PartyKind.GROUP, ("LMA", "NOB"), None)
    assert [(tenure.name, tenure.aliases, tenure.period) for tenure in dossier.people] == [
        ("Ada Quill", ("Ada B. Quill",), ("2020-01-01", "2022-06-30")),
        ("Bram Oster", (), ("2022-06-30", None)),
    ]
    assert dossier.events[0].days.last == datetime.date(2021, 3, 9)
    assert (dossier.schemes[0].donors, dossier.schemes[0].supplier, dossier.schemes[0].period) == (("NOB",), None, ("2021-04-01", None))
    assert [(item.aliases, item.maker, item.general) for item in dossier.items] == [
        (("pump", "pumps", "water pumps"), "NOB", False),
        (("aid", "help", "assistance"), None, True),
    ]
    assert dossier.terms("verbs", "give") == ("give", "send")


def test_an_office_is_found_by_any_of_its_words(dossier_folder: Writer) -> None:
    dossier = load_dossier(str(dossier_folder()))
    assert dossier.office("Foreign secretary") == "foreign minister"
    assert dossier.office("harbour master") is None


def test_the_error_names_file_line_and_both_parties(dossier_folder: Writer) -> None:
    folder = dossier_folder(("parties.csv", "Northbank,,", "Northbank,the Marches,"))
    with pytest.raises(DossierError, match=r"^parties\.csv:3: alias 'the Marches' names two parties \(LMA, NOB\)$") as caught:
        load_dossier(str(folder))
    assert (caught.value.code, caught.value.hint) == ("ambiguous_alias", "remove one or fill the context column")


def test_the_error_counts_what_else_is_wrong(dossier_folder: Writer) -> None:
    folder = dossier_folder(("people.csv", "2020-01-01", "2020-13-01"), ("people.csv", "Bram Oster,,NOB", "Bram Oster,,XXX"))
    with pytest.raises(DossierError, match=r"and 1 more"):
        load_dossier(str(folder))


def test_an_unverified_row_does_not_keep_a_dossier_from_loading(dossier_folder: Writer) -> None:
    assert load_dossier(str(dossier_folder())).people[0].basis == "unverified"


def test_a_table_that_is_absent_is_empty(dossier_folder: Writer) -> None:
    folder = dossier_folder(("events.csv", "", None), ("items.csv", "", None))
    dossier = load_dossier(str(folder))
    assert (dossier.events, dossier.items) == ((), ())


def test_an_unknown_name_lists_the_shipped_dossiers() -> None:
    with pytest.raises(DossierError, match="no dossier 'atlantis'") as caught:
        load_dossier("atlantis")
    assert caught.value.hint == "shipped dossiers: floods, ukraine"


def test_the_digest_ignores_line_ends_and_byte_order_of_the_directory(dossier_folder: Writer, tmp_path: pathlib.Path) -> None:
    folder = dossier_folder()
    other = tmp_path / "other"
    for path in sorted(folder.rglob("*.*"), reverse=True):
        copy = other / path.relative_to(folder)
        copy.parent.mkdir(parents=True, exist_ok=True)
        copy.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    assert digest_folder(other) == digest_folder(folder)
    assert len(digest_folder(folder)) == 64


@pytest.mark.parametrize("change", [("people.csv", "2022-06-30,,", "2022-07-01,,"), ("words/verbs.toml", "send", "lend")])
def test_the_digest_changes_with_any_file(dossier_folder: Writer, change: tuple[str, str, str]) -> None:
    before = digest_folder(dossier_folder())
    assert digest_folder(dossier_folder(change)) != before


def test_a_renamed_file_changes_the_digest(dossier_folder: Writer) -> None:
    folder = dossier_folder()
    before = digest_folder(folder)
    (folder / "words" / "verbs.toml").rename(folder / "words" / "nouns.toml")
    assert digest_folder(folder) != before


def test_a_byte_order_mark_and_blank_lines_are_no_matter(dossier_folder: Writer) -> None:
    folder = dossier_folder()
    path = folder / "people.csv"
    path.write_text("\ufeff" + path.read_text(encoding="utf-8") + "\n\n", encoding="utf-8")
    assert len(load_dossier(str(folder)).people) == 2


def test_a_dossier_that_rests_on_nothing_known_is_refused_with_the_remedy(tmp_path):
    folder = tmp_path / "own"
    folder.mkdir()
    (folder / "dossier.toml").write_text('format = 1\nname = "own"\ntitle = "Own"\nbeneficiaries = ["PAK"]\nrests_on = "nothing"\n')
    with pytest.raises(DossierError, match="there is no dossier 'nothing' to rest on") as raised:
        load_dossier(str(folder))
    assert raised.value.code == "unknown_base"


def test_a_dossier_is_not_rested_on_two_deep_or_on_itself(tmp_path):
    head = 'format = 1\nname = "x"\ntitle = "X"\nbeneficiaries = ["PAK"]\nrests_on = "{}"\n'
    for name, base in (("one", "floods"), ("two", "two")):
        (tmp_path / name).mkdir()
        (tmp_path / name / "dossier.toml").write_text(head.format(base))
        with pytest.raises(DossierError):
            load_dossier(str(tmp_path / name))


def test_the_digest_changes_with_the_dossier_rested_on(tmp_path):
    for name in ("base", "own"):
        (tmp_path / name).mkdir()
    (tmp_path / "base" / "parties.csv").write_text("code,kind,name\nPAK,state,Pakistan\n")
    (tmp_path / "base" / "dossier.toml").write_text('format = 1\nname = "base"\ntitle = "B"\nbeneficiaries = ["PAK"]\n')
    (tmp_path / "own" / "dossier.toml").write_text('format = 1\nname = "own"\ntitle = "O"\nbeneficiaries = ["PAK"]\nrests_on = "base"\n')
    before = read_tables(tmp_path / "own")
    assert [row["code"] for row in before.rows["parties.csv"]] == ["PAK"]
    (tmp_path / "base" / "parties.csv").write_text("code,kind,name\nPAK,state,Pakistan\nNOR,state,Norway\n")
    assert read_tables(tmp_path / "own").digest != before.digest
