"""Laws of reading aid: a sentence made of a giver, a verb, an amount and goods is read back as exactly these."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from pledgebook.clean.decode import row_document
from pledgebook.clean.layout import clean_document
from pledgebook.dossier.load import load_dossier
from pledgebook.extract.aid import find_drafts
from pledgebook.extract.context import Context
from pledgebook.extract.drafts import Draft
from pledgebook.extract.lexicon import lexicon
from pledgebook.extract.speech import find_speech
from pledgebook.model.claim import CountsAs, Stage
from pledgebook.pipeline import annotate

DOSSIER = load_dossier()
GIVERS = {"Norway": "NOR", "Germany": "DEU", "Poland": "POL", "Denmark": "DNK", "the Netherlands": "NLD", "the United States": "USA", "Canada": "CAN"}
VERBS = {
    "sent": Stage.DELIVERED,
    "has delivered": Stage.DELIVERED,
    "will send": Stage.PLEDGED,
    "will provide": Stage.PLEDGED,
    "is sending": Stage.PLEDGED,
    "promised to give": Stage.PLEDGED,
    "pledged": Stage.PLEDGED,
    "decided to send": Stage.COMMITTED,
    "approved": Stage.COMMITTED,
    "plans to send": Stage.PROPOSED,
    "could send": Stage.PROPOSED,
    "refused to send": Stage.REFUSED,
    "will not send": Stage.REFUSED,
}
GOODS = ("howitzers", "tanks", "generators", "rifles", "ambulances", "helmets", "armoured vehicles")
SCALES = {"million": 10**6, "billion": 10**9}
LAW = settings(max_examples=60, deadline=None)


def drafted(sentence: str) -> list[Draft]:
    annotated = annotate(clean_document(row_document(sentence, "a"), DOSSIER), DOSSIER)
    return find_drafts(Context(annotated, DOSSIER, lexicon(DOSSIER), find_speech(annotated, DOSSIER)))


def opened(words: str) -> str:
    return words[0].upper() + words[1:]


def listed(givers: list[str]) -> str:
    return givers[0] if len(givers) == 1 else f"{', '.join(givers[:-1])} and {givers[-1]}"


givers = st.lists(st.sampled_from(sorted(GIVERS)), min_size=1, max_size=4, unique=True)
verbs = st.sampled_from(sorted(VERBS))


@LAW
@given(givers, verbs, st.integers(2, 900), st.sampled_from(GOODS))
def test_givers_stage_and_counted_goods_are_read_back(who: list[str], verb: str, number: int, goods: str) -> None:
    verb = verb.replace("is ", "are ").replace("has ", "have ").replace("plans ", "plan ") if len(who) > 1 or who[0].endswith("States") else verb
    stage = {**VERBS, "are sending": Stage.PLEDGED, "have delivered": Stage.DELIVERED, "plan to send": Stage.PROPOSED}[verb]
    (draft,) = drafted(f"{opened(listed(who))} {verb} {number} {goods} to Ukraine.")
    assert draft.donors == [GIVERS[name] for name in who]
    assert draft.stage is stage
    assert [(item.name, item.quantity) for item in draft.items] == [(goods, number)]


@LAW
@given(givers, st.sampled_from(["announced", "pledged", "approved", "earmarked"]), st.integers(1, 999), st.sampled_from(sorted(SCALES)))
def test_givers_and_amount_are_read_back_and_the_amount_is_counted_once(who: list[str], verb: str, number: int, scale: str) -> None:
    (draft,) = drafted(f"{opened(listed(who))} {verb} €{number} {scale} for Ukraine.")
    assert draft.donors == [GIVERS[name] for name in who]
    assert draft.stage is (Stage.PLEDGED if verb in ("announced", "pledged") else Stage.COMMITTED)
    assert draft.money is not None
    assert draft.money.minimum == draft.money.maximum == number * SCALES[scale]
    assert (draft.money.currency, draft.counts_as) == ("EUR", CountsAs.TOTAL)


@LAW
@given(verbs, st.integers(2, 900), st.sampled_from(GOODS), st.sampled_from(["Poland", "Moldova", "Israel", "Taiwan"]))
def test_aid_to_others_is_never_read(verb: str, number: int, goods: str, other: str) -> None:
    assert drafted(f"Norway {verb} {number} {goods} to {other}, far from Ukraine.") == []
