"""Why two claims are one event or two is told with every comparison, its points, and who joined or parted them."""

from __future__ import annotations

import itertools

import msgspec
import pytest

from pledgebook.model.claim import CountsAs, Stage
from pledgebook.model.ledger import Judgement, Verdict
from pledgebook.resolve.folding import Folding
from pledgebook.resolve.identity import anchor


@pytest.fixture
def fold(facts):
    """The why of a fold of one document a claim, by the claims' places."""

    def folded(*claims, judge=(), published="2025-08-05"):
        documents = [facts.document(claim, source=f"{k}.example", published=published) for k, claim in enumerate(claims)]
        anchors = [anchor(document.reported[0].claim, document.id) for document in documents]
        judgements = [Judgement(anchors[a], anchors[b], verdict, ("read both",), "an analyst", number=n + 1) for n, (a, b, verdict) in enumerate(judge)]
        made = Folding(facts.dossier)
        made.fold(documents, judgements)
        ids = [document.reported[0].claim.id for document in documents]
        return lambda a, b: made.why(ids[a], ids[b]), ids

    return folded


def test_each_comparison_is_told_with_its_points_and_the_sum_with_the_threshold(fold, facts):
    why, ids = fold(facts.aid(5e8, "NLD", on="2025-08-04", items=("Patriots",)), facts.aid(5e8, "NLD", on="2025-08-05", items=("Patriots",)))
    told = why(0, 1)
    # the same donors 0.30, amount 0.40 and goods 0.25, days next to each other 0.15, and both have the same words 0.10
    assert [(line.field, line.points) for line in told.weighed.lines] == [("donors", 0.3), ("amounts", 0.4), ("dates", 0.15), ("items", 0.25), ("wording", 0.1)]
    assert (told.weighed.score, told.weighed.same, told.one) == (1.2, 0.6, True)
    assert told.answer == "one event: the sum 1.20 is at least 0.60"
    assert told.compared
    assert "aid promised UKR NLD 2025-07-28..2025-08-16 (2 claims)" in told.blocks
    assert (told.left, told.right, told.path, told.decided) == (ids[0], ids[1], (), None)


def test_what_cannot_be_one_event_is_told_with_the_points_it_would_have_had(fold, facts):
    why, _ = fold(facts.aid(5e8, "NLD", on="2025-08-04", scheme="PURL"), facts.aid(5e8, "NLD", on="2025-08-04", scheme="ERA"))
    told = why(0, 1)
    assert told.answer == "two events: scheme differs"
    assert (told.weighed.against.values, told.weighed.score) == ("PURL, ERA", 1.05)


def test_acts_that_share_no_block_were_not_compared(fold, facts):
    why, _ = fold(facts.aid(5e8, "NLD", on="2025-08-04"), facts.aid(5e8, "NLD", on="2026-02-04"))
    told = why(0, 1)
    assert (told.one, told.compared, told.blocks) == (False, False, ())
    assert told.answer == "two events: dates far apart"
    assert [line.points for line in told.weighed.lines if line.field == "dates"] == [-0.45]


def test_claims_that_are_one_event_by_way_of_others_show_the_path_surest_joins_first(fold, facts):
    # 0.05 + 0.40 + 0.25 + 0.10 and 0.30 + 0.25 + 0.25 + 0.10; the first and the last leave out what they have in common with the one between them
    full = facts.aid(5e8, "NLD", on="2025-08-04", items=("Patriots",))
    by_amount = facts.aid(5e8, on="2025-08-04")
    by_goods = facts.aid(None, "NLD", on="2025-08-04", items=("Patriots",))
    why, ids = fold(by_amount, full, by_goods)
    told = why(0, 2)
    assert told.one
    assert told.weighed.score < told.weighed.same
    assert told.answer == "one event: joined by way of 1 other claim"
    assert [(link.left, link.right, link.score) for link in told.path] == [(ids[0], ids[1], 0.8), (ids[1], ids[2], 0.9)]
    assert "amounts equal +0.40: USD 500m, USD 500m" in told.path[0].reasons


def test_what_a_person_decided_comes_first_on_either_side(fold, facts):
    claims = facts.aid(5e8, "NLD", on="2025-08-04"), facts.aid(9e8, "DEU", on="2025-08-04")
    told = fold(*claims, judge=[(0, 1, Verdict.SAME)])[0](0, 1)
    assert (told.one, told.answer, told.decided.reasons) == (True, "one event: an analyst said same", ("read both",))
    assert told.weighed.against.field == "donors"
    told = fold(claims[0], facts.aid(5e8, "NLD", on="2025-08-04"), judge=[(0, 1, Verdict.NOT_SAME)])[0](0, 1)
    assert (told.one, told.answer) == (False, "two events: an analyst said not_same")


def test_two_that_would_join_are_told_what_holds_their_events_apart(fold, facts):
    claims = [facts.aid(5e8, "NLD", on="2025-08-04") for _ in range(3)]
    why, ids = fold(*claims, judge=[(0, 1, Verdict.NOT_SAME), (0, 2, Verdict.SAME)])
    told = why(1, 2)
    assert told.answer == "two events: these two would join, but others of their events cannot be one"
    assert [({link.left, link.right}, link.by) for link in told.barriers] == [({ids[0], ids[1]}, "an analyst")]


def test_a_sum_that_would_do_and_is_not_enough_says_why(fold, facts):
    why, _ = fold(
        facts.aid(facts.money(3.3e9), "NATO", on="2025-08-04", counts_as=CountsAs.UMBRELLA, scheme="PURL"),
        facts.aid(facts.money(2.82e9), "NATO", on="2025-08-04", counts_as=CountsAs.UMBRELLA, scheme="PURL"),
    )
    assert why(0, 1).answer == "two events: running totals of a scheme need a like amount"


def test_a_vague_report_that_fits_two_events_says_so(fold, facts):
    vague = facts.aid(facts.money(2e8, high=1e9, approximate=True), "NLD", on="2025-08-04", counts_as=CountsAs.VAGUE)
    why, _ = fold(vague, facts.aid(3e8, "NLD", on="2025-08-04"), facts.aid(9e8, "NLD", on="2025-08-04"))
    told = why(0, 1)
    assert (told.one, told.doubted, told.answer) == (False, True, "two events: several events fit as well")


def test_claims_of_two_kinds_are_never_compared(fold, facts):
    told = fold(facts.aid(5e8, "NLD", on="2025-08-04"), facts.statement("Ann Example"))[0](0, 1)
    assert (told.weighed, told.answer) == (None, "two events: they are claims of two kinds")


def test_what_is_told_is_what_the_matcher_found(facts):
    stages, amounts, days = (Stage.PLEDGED, Stage.COMMITTED, Stage.DELIVERED), (None, 5e8, 5.4e8, 9e8), (None, "2025-08-04", "2025-08-12")
    donors = (("NLD",), ("NLD", "DEU", "NOR"), ("NATO",), ())
    aid = [facts.aid(m, *d, on=on, stage=s, items=("Patriots",)) for s, m, on, d in itertools.product(stages, amounts, days, donors)]
    talks = [facts.talks(*who, on=on) for who in (("NLD", "USA"), ("NLD", "USA", "DEU"), ("NLD",)) for on in days]
    said = [facts.statement("Ann Example", at=at, length=length) for at in (0, 30) for length in (40, 50)]
    documents = [facts.document(claim, source=f"{k}.example") for k, claim in enumerate([*aid[::3], *talks, *said])]
    made = Folding(facts.dossier)
    ledger = made.fold(documents)
    holder = {id_: entry.id for entry in ledger.entries for id_ in entry.claims}
    outcomes = set()
    for a, b in itertools.combinations(sorted(holder), 2):
        told, finding = made.why(a, b), made._found.finding(a, b)
        assert told.one is (holder[a] == holder[b])
        weighed = told.weighed
        if weighed is None:
            assert finding is None
            continue
        enough = weighed.score >= weighed.same and not weighed.short
        verdict = Verdict.NOT_SAME if weighed.against else Verdict.SAME if enough else None
        assert verdict in (finding.verdict if finding else None, None)
        if finding is not None and not finding.veto:
            assert (finding.score, finding.lines) == (weighed.score, weighed.lines)
        outcomes.add(finding and finding.verdict)
        msgspec.json.encode(told)
    assert outcomes == {None, *Verdict}
