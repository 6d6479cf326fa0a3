"""Laws of reading amounts: what is written is read back, wherever it stands."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from pledgebook.annotate.money import money_in
from pledgebook.dossier.load import load_dossier

DOSSIER = load_dossier("ukraine")
SCALES = {"million": 10**6, "m": 10**6, "bn": 10**9, "billion": 10**9, "trillion": 10**12}
SIGNS = {"$": "USD", "€": "EUR", "£": "GBP", "CHF ": "CHF", "NOK ": "NOK", "A$": "AUD"}
WORDS = {"euros": "EUR", "U.S. dollars": "USD", "zlotys": "PLN", "SEK": "SEK"}


@given(st.integers(1, 999), st.integers(0, 9), st.sampled_from(sorted(SCALES)), st.sampled_from(sorted(SIGNS)))
def test_a_sign_before_and_a_scale_after_give_the_value(whole: int, tenth: int, scale: str, sign: str) -> None:
    gap = " " if len(scale) > 2 else ""
    text = f"They sent {sign}{whole}.{tenth}{gap}{scale} to them."
    (money,) = money_in(text, DOSSIER)
    assert money.minimum == money.maximum == round((whole * 10 + tenth) * SCALES[scale] / 10)
    assert money.currency == SIGNS[sign]


@given(st.integers(1000, 10**12), st.sampled_from(sorted(WORDS)), st.sampled_from([",", ".", " ", "'"]))
def test_grouped_digits_are_read_whatever_groups_them(value: int, word: str, mark: str) -> None:
    text = f"It cost {value:,} {word}.".replace(",", mark)
    (money,) = money_in(text, DOSSIER)
    assert money.minimum == value
    assert money.currency == WORDS[word]


@given(st.integers(1, 998), st.integers(1, 999), st.sampled_from(sorted(SCALES)))
def test_a_range_is_ordered(low: int, more: int, scale: str) -> None:
    (money,) = money_in(f"between €{low}{scale} and €{low + more}{scale}", DOSSIER)
    assert money.minimum is not None
    assert money.maximum is not None
    assert money.minimum < money.maximum


@given(st.text(alphabet="0123456789 .,$€m-bn%toand ", max_size=60))
def test_any_text_gives_amounts_inside_it_with_a_sign_or_word_of_money(text: str) -> None:
    for money in money_in(text, DOSSIER):
        words = money.span.of(text)
        assert 0 <= money.span.start < money.span.end <= len(text)
        assert "$" in words or "€" in words


@given(st.text(alphabet=st.characters(blacklist_categories=("Cs",)), max_size=80))
def test_no_text_breaks_the_reader(text: str) -> None:
    for money in money_in(text, DOSSIER):
        assert money.minimum is not None or money.maximum is not None
