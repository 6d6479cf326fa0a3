from __future__ import annotations

import pytest

from pledgebook.annotate.people import is_like, name_at, name_before, surnames

BARRED = frozenset({"minister", "the", "ukraine", "monday", "president"})


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Jan Smid said", "Jan Smid"),
        ("Jan Smid’s plan", "Jan Smid"),
        ("Ursel von der Aue, who", "Ursel von der Aue"),
        ("Jan P. Smid spoke", "Jan P. Smid"),
        ("Ann-Marie O'Hara spoke", "Ann-Marie O'Hara"),
        ("Jan Smid Monday", "Jan Smid"),
        ("Omar al-Karim spoke", "Omar al-Karim"),
        ("Jan “Bear” Smid said", "Jan “Bear” Smid"),
        ("Jan Smid. The", "Jan Smid"),
        ("Smid van", "Smid"),
        ("said so", None),
        ("The end", None),
        ("NATO pays", None),
        ("", None),
    ],
)
def test_a_name_is_a_run_of_capitalised_words(text: str, name: str | None) -> None:
    found = name_at(text, 0, BARRED, frozenset())
    assert (found.of(text) if found else None) == name


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("as Jan Smid", "Jan Smid"),
        ("Monday Jan van Dal", "Jan van Dal"),
        ("President Jan Smid", "Jan Smid"),
        ("Ukraine's Jan Smid", "Jan Smid"),
        ("met Smid", None),
        ("", None),
    ],
)
def test_a_name_before_a_place_has_two_words_at_least(text: str, name: str | None) -> None:
    found = name_before(text, len(text), BARRED)
    assert (found.of(text) if found else None) == name


def test_a_surname_leaves_out_generations_and_initials() -> None:
    assert surnames("Jan P. Smid Jr.") == ["Smid"]
    assert surnames("Harald V") == ["Harald"]
    assert surnames("Jr.") == ["Jr."]


def test_spellings_of_a_given_name_are_alike_and_other_names_are_not() -> None:
    assert is_like("serhii", ("serhiy",))
    assert is_like("ben", ("benjamin",))
    assert is_like("christopher", ("chris",))
    assert is_like("al", ("albert",))
    assert not is_like("benzion", ("benjamin",))
    assert not is_like("", ("jan",))
