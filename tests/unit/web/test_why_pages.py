"""The page that tells why two claims are one event or two says what the command says, and is reached from where the question comes up."""

from __future__ import annotations

import html
import itertools
import pathlib
import re
import threading
from typing import Any

import pytest
from litestar.testing import TestClient

from pledgebook.book import open_book
from pledgebook.model.ledger import AidEntry, Ledger, Verdict
from pledgebook.resolve.why import Why
from pledgebook.web import library
from pledgebook.web.app import create_app
from pledgebook.web.settings import Settings


@pytest.fixture(scope="module")
def ledger(site: TestClient[Any]) -> Ledger:
    folded: Ledger = site.app.state.library.ledger()
    return folded


@pytest.fixture(scope="module")
def told_often(ledger: Ledger) -> AidEntry:
    return max(ledger.aid, key=lambda entry: len(entry.testimonies))


def asked(site: TestClient[Any], left: str, right: str) -> str:
    answer = site.get("/why", params={"left": left, "right": right})
    assert answer.status_code == 200
    return re.sub(r"\s+", " ", html.unescape(answer.text))


def told(site: TestClient[Any], left: str, right: str) -> Why:
    found: Why = site.app.state.library.book.why(left, right)
    return found


def points(page: str) -> list[str]:
    """What stands in the last column of the lines that were compared, those without points left out."""
    return [held for held in re.findall(r'class="finding">[^<]*</td><td class="number">([^<]*)</td>', page) if held]


def test_every_line_stands_with_its_points_and_the_sum_with_its_bands(site: TestClient[Any], told_often: AidEntry) -> None:
    for left, right in itertools.combinations(told_often.claims[:4], 2):
        page, found = asked(site, left, right), told(site, left, right)
        assert found.weighed
        assert sorted(points(page)) == sorted(f"{line.points:+.2f}" if line.points else "0" for line in found.weighed.lines)
        assert f'the same from 0.60, unsure from 0.50</td><td class="number">{found.weighed.score:.2f}</td>' in page
        assert "Why these reports are one event" in page
        assert found.answer[1:] in page
        assert page.count('<article class="half">') == 2


def test_the_scale_shows_where_the_sum_stands(site: TestClient[Any], told_often: AidEntry) -> None:
    left, right = told_often.claims[:2]
    score = told(site, left, right).weighed.score  # type: ignore[union-attr]
    drawn = re.search(r'class="scale-unsure" x="([\d.]+)" width="([\d.]+)".*?class="scale-sum" x="([\d.]+)"', asked(site, left, right))
    assert drawn
    longest = max(1.0, score)
    expected = (50 / longest, 10 / longest, min(100 * score / longest - 0.4, 99.2))
    assert [float(number) for number in drawn.groups()] == pytest.approx(expected, abs=0.02)


def test_the_lines_of_an_entry_lead_to_the_comparisons_it_rests_on(site: TestClient[Any], told_often: AidEntry) -> None:
    page = html.unescape(site.get(f"/entries/{told_often.id}").text)
    linked = set(re.findall(r'/why\?left=(\w+)&right=(\w+)"', page))
    assert linked == {(j.left.claim, j.right.claim) for j in told_often.judgements if j.verdict is Verdict.SAME}
    for left, right in linked:
        assert "one event" in asked(site, left, right)


def test_an_entry_that_may_be_the_same_leads_to_why_it_was_not_joined(site: TestClient[Any], ledger: Ledger) -> None:
    # a doubt may also be within an entry, joined by way of a third report
    doubtful = [entry for entry in ledger.aid if any(judgement.verdict is Verdict.UNSURE for judgement in entry.judgements)]
    pages = (html.unescape(site.get(f"/entries/{entry.id}").text) for entry in doubtful)
    left, right = next(found[0] for page in pages if (found := re.findall(r'/why\?left=(\w+)&right=(\w+)"[^>]*>why these were not joined', page)))
    assert "Why these reports are two events" in asked(site, left, right)


def test_what_joins_two_by_way_of_others_is_listed_link_by_link(site: TestClient[Any], ledger: Ledger) -> None:
    for entry in ledger.aid:
        for left, right in itertools.combinations(entry.claims, 2):
            found = told(site, left, right)
            if found.path:
                page = asked(site, left, right)
                assert "Joined by way of" in page
                assert all(f"left={link.left}&right={link.right}" in page for link in found.path)
                return
    pytest.fail("the story joins no two reports by way of a third")


def test_claims_of_two_kinds_stand_one_below_the_other_without_a_sum(site: TestClient[Any], ledger: Ledger) -> None:
    page = asked(site, ledger.aid[0].id, ledger.statements[0].id)
    assert "claims of two kinds are never compared" in page
    assert points(page) == []
    assert "scale-sum" not in page


def test_what_a_person_decided_is_told_with_name_and_reason(told_often: AidEntry, story_book: pathlib.Path, tmp_path: pathlib.Path) -> None:
    own = tmp_path / "own.db"
    own.write_bytes(story_book.read_bytes())
    left, right = told_often.claims[:2]
    with open_book(own) as book:
        book.judge(left, right, "not_same", reason="two <rounds>", by="Ada")
    with TestClient(create_app(Settings(book=str(own))), base_url="http://127.0.0.1") as client:
        raw = client.get("/why", params={"left": left, "right": right}).text
        other = client.get("/why", params={"left": left, "right": told_often.claims[2]}).text
    assert "Ada: not same, “two &lt;rounds&gt;”" in raw
    assert "nobody decided" in other


@pytest.mark.parametrize(("right", "status", "said"), [("ffffffffffff", 404, "No entry or claim begins with"), ("{left}", 400, "name one claim")])
def test_what_cannot_be_compared_is_told_on_a_page(site: TestClient[Any], told_often: AidEntry, right: str, status: int, said: str) -> None:
    answer = site.get("/why", params={"left": told_often.id, "right": right.format(left=told_often.id)})
    assert (answer.status_code, said in html.unescape(answer.text)) == (status, True)


def test_without_two_a_form_asks_for_them(site: TestClient[Any]) -> None:
    page = site.get("/why", params={"left": '"><i>'}).text
    assert 'name="right" value="" required' in page
    assert 'name="left" value="&#34;&gt;&lt;i&gt;"' in page


def test_a_fold_that_is_long_in_coming_keeps_no_reader_waiting(site: TestClient[Any], told_often: AidEntry, monkeypatch: pytest.MonkeyPatch) -> None:
    held, asking = threading.Event(), site.app.state.library
    unhurried = asking.book.why
    monkeypatch.setattr(library.Library.why, "__defaults__", (0.05,))
    monkeypatch.setattr(asking.book, "why", lambda left, right: held.wait(20) and unhurried(left, right))
    # a page that was asked for before would be at hand
    left, right = (claim[:11] for claim in told_often.claims[-2:])
    answers = [site.get("/why", params={"left": left, "right": right}) for _ in range(3)]
    assert [(answer.status_code, answer.headers["retry-after"]) for answer in answers] == [(503, "2")] * 3
    assert 'http-equiv="refresh"' in answers[0].text
    held.set()
    monkeypatch.setattr(library.Library.why, "__defaults__", (20.0,))
    assert "one event" in asked(site, left, right)
