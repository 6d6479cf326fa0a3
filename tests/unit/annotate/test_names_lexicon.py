from __future__ import annotations

from pledgebook.annotate.lexicon import Literals, fold, per_dossier
from pledgebook.dossier.schema import Dossier


def test_folding_keeps_the_length_and_drops_case_accents_and_typographic_marks() -> None:
    text = "Łódź’s İZMİR–Øst ß ŒUVRE"
    assert len(fold(text)) == len(text)
    assert fold("Łódź’s İzmir–Øst") == "lodz's izmir-ost"


def test_literals_stand_at_word_borders_and_overlap() -> None:
    literals = Literals([("us", 1), ("us army", 2), ("negotiat*", 3)])
    found = [(hit.start, hit.end, hit.value) for hit in literals.find("us army, bus, usa; negotiators renegotiate")]
    assert found == [(0, 2, 1), (0, 7, 2), (19, 27, 3)]


def test_abbreviations_with_a_full_stop_are_found() -> None:
    assert [hit.value for hit in Literals([("u.s.", 1)]).find("the u.s. army, u.s.")] == [1, 1]


def test_a_table_is_built_once_for_a_dossier_and_anew_for_another() -> None:
    def dossier(digest: str) -> Dossier:
        return Dossier("d", "", digest, (), (), (), (), (), (), {})

    built: list[str] = []

    @per_dossier
    def table(of: Dossier) -> int:
        built.append(of.digest)
        return len(built)

    nameless = dossier("")
    assert [table(dossier("a")), table(dossier("a")), table(dossier("b")), table(nameless), table(nameless), table(dossier(""))] == [1, 1, 2, 3, 3, 4]
