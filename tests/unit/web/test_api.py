"""The API: pages with a cursor, tags, CSV, days, feeds, words that mean something to a database, and what is for reviewers."""

from __future__ import annotations

import csv
import io
import pathlib
import shutil
import time
import xml.etree.ElementTree as ElementTree
from collections.abc import Iterator
from typing import Any

import pytest
from litestar.testing import TestClient

from pledgebook.book import open_book
from pledgebook.web import accounts
from pledgebook.web.app import create_app
from pledgebook.web.register import Register
from pledgebook.web.settings import Settings

Client = TestClient[Any]
V1 = "/api/v1"


@pytest.fixture(scope="module")
def api(story_book: pathlib.Path) -> Iterator[Client]:
    with TestClient(create_app(Settings(book=str(story_book), api_per_minute=100_000)), base_url="http://127.0.0.1") as client:
        yield client


def items(api: Client, path: str, **query: Any) -> list[Any]:
    answer = api.get(V1 + path, params=query)
    assert answer.status_code == 200, answer.text
    return list(answer.json()["items"])


@pytest.mark.parametrize("path", ["/entries", "/statements", "/talks", "/documents", "/claims", "/conflicts"])
def test_pages_follow_one_another_without_gap_or_repeat(api: Client, path: str) -> None:
    whole = items(api, path, limit=500)
    after, found, pages = None, [], 0
    while True:
        query = {"limit": 7} | ({"after": after} if after else {})
        answer = api.get(V1 + path, params=query)
        found += answer.json()["items"]
        pages += 1
        assert answer.json()["count"] == len(whole)
        after = answer.json()["next"]
        if after is None:
            assert "link" not in answer.headers
            break
        assert answer.headers["link"].endswith('>; rel="next"')
        assert api.get(answer.headers["link"].split(">")[0][1:]).status_code == 200
    assert found == whole
    assert pages == max(1, -(-len(whole) // 7))


def test_claims_and_conflicts_are_those_of_the_ledger(api: Client) -> None:
    ledger = api.app.state.library.ledger()
    known = {t.claim.id: (entry.id, t.claim.doc) for entry in ledger.entries for t in entry.testimonies}
    found = items(api, "/claims", limit=500)
    assert {held["claim"]["id"]: (held["entry"], held["claim"]["doc"]) for held in found} == known
    places = [(held["claim"]["doc"], min(span["start"] for span in held["claim"]["evidence"])) for held in found]
    assert places == sorted(places)
    kinds = {kind: len(items(api, "/claims", kind=kind, limit=500)) for kind in ("aid", "talks", "statement")}
    assert min(kinds.values()) > 0
    assert sum(kinds.values()) == len(known)
    document = found[0]["claim"]["doc"]
    of_one = items(api, "/claims", document=document[:9])
    assert [held["claim"]["id"] for held in of_one] == [held["claim"]["id"] for held in found if held["claim"]["doc"] == document]
    assert {held["id"]: held["claims"] for held in items(api, "/documents", limit=500)}[document] == len(of_one)
    contested = [(entry.id, conflict.field) for entry in ledger.entries for conflict in entry.conflicts]
    assert contested
    assert [(held["entry"], held["field"]) for held in items(api, "/conflicts", limit=500)] == contested


def test_entries_are_those_of_the_command_line(api: Client, story_book: pathlib.Path) -> None:
    with open_book(story_book, create=False) as book:
        view = book.ledger(donor="NLD", stage="pledged", as_of="2025-12-31")
        expected = [entry.id for entry in view.entries]
    assert expected
    assert sorted(entry["id"] for entry in items(api, "/entries", donor="Netherlands", stage="pledged", as_of="2025-12-31")) == sorted(expected)


def test_an_entry_leads_to_its_claims_their_sentences_and_the_text(api: Client) -> None:
    entry = items(api, "/entries", donor="NLD", stage="pledged")[0]
    claim = entry["testimonies"][0]["claim"]
    assert api.get(f"{V1}/entries/{claim['id']}").json()["entry"]["id"] == entry["id"]
    (evidence, *_) = items(api, f"/claims/{claim['id']}/evidence")
    text = api.get(f"{V1}/documents/{claim['doc']}/text").json()["text"]
    assert text[evidence["span"]["start"] : evidence["span"]["end"]] == evidence["words"]
    assert api.get(f"{V1}/claims/{claim['id']}").json()["entry"] == entry["id"]
    assert claim["id"] in {report["claim"]["id"] for report in items(api, "/claims", document=claim["doc"][:20])}


def test_who_has_the_answer_is_told_so_until_the_book_changes(story_book: pathlib.Path, tmp_path: pathlib.Path) -> None:
    place = shutil.copy(story_book, tmp_path / "book.db")
    with TestClient(create_app(Settings(book=str(place))), base_url="http://127.0.0.1") as api:
        first = api.get(f"{V1}/entries")
        tag = first.headers["etag"]
        again = api.get(f"{V1}/entries", headers={"If-None-Match": f'"other", W/{tag}'})
        assert (again.status_code, again.content) == (304, b"")
        assert api.get(f"{V1}/entries", params={"limit": 1}, headers={"If-None-Match": tag}).status_code == 200
        assert api.get(f"{V1}/entries", headers={"If-None-Match": tag, "Accept": "text/csv"}).status_code == 200
        with open_book(place) as book:
            book.reject(first.json()["items"][0]["id"], reason="a test", by="tester")
        # another process wrote; a server looks a few times a second
        until = time.monotonic() + 10
        while (changed := api.get(f"{V1}/entries", headers={"If-None-Match": tag})).status_code == 304 and time.monotonic() < until:
            time.sleep(0.05)
        assert changed.status_code == 200
        assert changed.headers["etag"] != tag
        (decision,) = api.get(f"{V1}/decisions").json()["items"]
        assert (decision["by"], decision["correction"]["field"], decision["stands"]) == ("tester", "withdrawn", True)


@pytest.mark.parametrize(
    "path", ["/entries", "/statements", "/talks", "/documents", "/claims", "/conflicts", "/totals", "/donors", "/sources", "/parties", "/economies"]
)
def test_lists_come_as_csv_where_that_is_asked_for(api: Client, path: str) -> None:
    asked = api.get(V1 + path, params={"format": "csv"})
    assert asked.headers["content-type"] == "text/csv; charset=utf-8"
    rows = list(csv.DictReader(io.StringIO(asked.text)))
    content = api.get(V1 + path).json()
    assert rows
    if path != "/conflicts":
        assert len(rows) == len(content["items"] if "items" in content else content["cells"])
    assert api.get(V1 + path, headers={"Accept": "text/csv"}).text == asked.text


def test_what_was_said_on_a_topic_is_told_by_side_as_on_its_page(api: Client) -> None:
    topics = [topic["code"] for topic in items(api, "/topics")]
    assert "weapons" in topics
    said = items(api, "/topics/weapons/statements", limit=500)
    assert len(said) > 5
    page = api.get("/statements?topic=weapons").text
    assert f"{len(said)} statements" in page
    sides = {side: items(api, "/topics/weapons/statements", side=side, limit=500) for side in ("for", "against", "terms", "neither")}
    assert sum(map(len, sides.values())) == len(said)
    assert all(held["side"] == side for side, listed in sides.items() for held in listed)
    days = [held["statement"]["first_published"] for held in said]
    assert len(set(days)) > 1
    assert api.get(V1 + "/topics/cheese/statements").json()["code"] == "unknown_topic"


def test_a_past_day_knows_no_later_report(api: Client) -> None:
    day = "2025-02-14"
    assert {document["published"]["window"]["last"] <= day for document in items(api, "/documents", as_of=day)} == {True}
    for path in ("/entries", "/statements", "/talks"):
        assert all(entry["first_published"] <= day for entry in items(api, path, as_of=day, limit=500))
    assert len(items(api, "/documents", as_of=day)) < len(items(api, "/documents", limit=500))
    assert api.get(f"{V1}/totals", params={"as_of": day}).json() != api.get(f"{V1}/totals").json()
    assert api.get(f"{V1}/search", params={"q": "PURL", "as_of": day}).json()["hits"] == []


def test_amounts_are_told_in_another_currency_with_the_rate(api: Client) -> None:
    page = api.get(f"{V1}/entries", params={"in": "eur", "sort": "greatest"}).json()
    entry = next(entry for entry in page["items"] if entry["amount"] and entry["amount"]["currency"] == "USD")
    held = page["converted"][entry["id"]]
    assert held["amount"]["currency"] == "EUR"
    assert held["amount"]["min"] == pytest.approx(entry["amount"]["min"] * held["rate"]["value"], rel=1e-9)
    # the European Central Bank's reference rate of 4 August 2025
    assert api.get(f"{V1}/rates", params={"currency": "eur", "into": "usd", "day": "2025-08-04"}).json()["value"] == 1.1565


HOSTILE = (
    "'",
    "' OR 1=1 --",
    '"; DROP TABLE entries; --',
    "%",
    "_",
    "*",
    "\\",
    "${7*7}",
    "{{7*7}}",
    "../../etc/passwd",
    "NLD' UNION SELECT hash FROM accounts --",
    "\u202e",
    "\x00",
)


@pytest.mark.parametrize("word", HOSTILE)
def test_words_that_mean_something_to_a_database_find_nothing_and_break_nothing(api: Client, word: str) -> None:
    tried = {
        "/entries": ("donor", "scheme", "class", "source", "stage", "type", "after", "in", "as_of", "sort", "basis"),
        "/statements": ("actor", "speaker", "act", "source", "after"),
        "/talks": ("actor", "status", "source"),
        "/documents": ("source", "after"),
        "/claims": ("document", "kind"),
        "/search": ("q",),
    }
    for path, names in tried.items():
        for name in names:
            answer = api.get(V1 + path, params={name: word} if path != "/search" else {"q": word})
            assert answer.status_code in (200, 400, 404), f"{path}?{name}={word!r}: {answer.text}"
            if answer.status_code == 200:
                found = answer.json()
                assert (found["items"] if "items" in found else found["hits"]) == [], f"{path}?{name}={word!r}"
            else:
                assert answer.headers["content-type"] == "application/problem+json"
    assert len(items(api, "/entries")) > 10


@pytest.mark.parametrize(
    "path", ["/documents/../../../../etc/passwd", "/documents/..%2f..%2fetc%2fpasswd/text", "/entries/..%2f", "/documents/%00/text", "/../accounts.db"]
)
def test_no_path_leads_out_of_the_book(api: Client, path: str) -> None:
    answer = api.get(V1 + path)
    assert answer.status_code in (400, 404)
    assert "root:" not in answer.text


@pytest.mark.parametrize(
    ("path", "status", "code"),
    [
        ("/entries?stage=promised", 400, "http_400"),
        ("/entries?limit=0", 400, "http_400"),
        ("/entries?as_of=tomorrow", 400, "http_400"),
        ("/entries?donor=Atlantis", 404, "unknown_party"),
        ("/entries?after=x", 400, "bad_cursor"),
        ("/documents?after=x", 400, "bad_cursor"),
        ("/entries/ffffffffffff", 404, "no_entry"),
        ("/documents/ffff", 404, "no_document"),
        ("/changes?since=2025-08-01&until=2025-07-01", 400, "bad_range"),
        ("/rates?currency=XXX&into=USD&day=2025-08-01", 404, "no_rate"),
        ("/changes", 400, "http_400"),
        ("/nothing", 404, "http_404"),
    ],
)
def test_what_cannot_be_answered_is_a_problem_with_a_code(api: Client, path: str, status: int, code: str) -> None:
    answer = api.get(V1 + path)
    problem = answer.json()
    assert (answer.status_code, problem["code"], problem["status"]) == (status, code, status)
    assert answer.headers["content-type"] == "application/problem+json"
    assert problem["detail"]


def test_nothing_is_written_through_the_api(api: Client) -> None:
    for path in ("/entries", "/documents", "/decisions"):
        for method in ("POST", "PUT", "PATCH", "DELETE"):
            assert api.request(method, V1 + path, json={}).status_code == 405


def test_changes_are_those_of_the_book_and_feed_readers_get_them(api: Client, story_book: pathlib.Path) -> None:
    with open_book(story_book, create=False) as book:
        import datetime

        expected = [(change.kind, change.entry) for change in book.changes(datetime.date(2025, 8, 1), datetime.date(2025, 8, 31)).changes]
    assert [(change["kind"], change["entry"]) for change in items(api, "/changes", since="2025-08-01", until="2025-08-31", limit=500)] == expected
    atom = api.get(f"{V1}/changes.atom")
    assert atom.headers["content-type"].startswith("application/atom+xml")
    tree = ElementTree.fromstring(atom.text)
    name = "{http://www.w3.org/2005/Atom}"
    ids = [found.text for found in tree.iter(f"{name}id")]
    feed = api.get(f"{V1}/changes.json")
    assert feed.headers["content-type"].startswith("application/feed+json")
    assert len(ids) == len(set(ids)) == len(feed.json()["items"]) + 1 > 2
    assert tree.find(f"{name}updated").text == feed.json()["items"][0]["date_published"]  # type: ignore[union-attr]


def test_beyond_this_machine_full_texts_are_for_reviewers(story_book: pathlib.Path, tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import argon2

    quick = argon2.PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    monkeypatch.setattr(accounts, "_hasher", lambda: quick)
    place = tmp_path / "accounts.db"
    accounts.add_account(Register(place), "Ada", "a long enough one")
    app = create_app(Settings(book=str(story_book), names=("book.example",), accounts=str(place)))
    with TestClient(app, base_url="http://book.example") as api:
        claim = items(api, "/claims", limit=1)[0]
        assert claim["evidence"][0]["words"], "sentences that carry claims are for all"
        address = f"{V1}/documents/{claim['claim']['doc']}/text"
        refused = api.get(address)
        assert (refused.status_code, refused.json()["code"]) == (403, "reviewers_only")
        documents = [hit for hit in api.get(f"{V1}/search", params={"q": "aid", "kind": "document"}).json()["hits"]]
        assert documents
        assert all(hit["snippet"] == [] for hit in documents)
        assert api.post("/account/sign-in", data={"name": "Ada", "password": "a long enough one"}, follow_redirects=False).status_code == 303
        allowed = api.get(address)
        assert allowed.status_code == 200
        assert claim["evidence"][0]["words"] in allowed.json()["text"]
        assert allowed.headers["cache-control"] == "no-store"


def test_the_api_is_asked_so_often_and_no_oftener(story_book: pathlib.Path) -> None:
    with TestClient(create_app(Settings(book=str(story_book), api_per_minute=3)), base_url="http://127.0.0.1") as made:
        assert [made.get(f"{V1}/parties").status_code for _ in range(4)] == [200, 200, 200, 429]
        refused = made.get(f"{V1}/parties")
        assert refused.headers["content-type"] == "application/problem+json"
        assert int(refused.headers["ratelimit-remaining"]) == 0
        assert made.get("/method").status_code != 429


def test_waits_and_constant_prices_are_those_of_the_command_line(api: Client, story_book: pathlib.Path) -> None:
    with open_book(story_book, create=False) as book:
        view = book.ledger()
        waits, prices = view.waiting("pledged", "delivered"), view.at_prices("EUR", 2022)
    answer = api.get(f"{V1}/waits").json()
    assert (len(answer["waits"]), answer["until"], answer["undated"]) == (len(waits.waits), str(waits.until), waits.undated)
    assert len(list(csv.DictReader(io.StringIO(api.get(f"{V1}/waits?format=csv").text)))) == len(waits.waits)
    found = api.get(f"{V1}/totals/at-prices", params={"in": "EUR", "year": 2022}).json()
    assert (found["source"], len(found["totals"])) == (prices.source, len(prices.totals))
    assert api.get(f"{V1}/totals/at-prices", params={"in": "CHF", "year": 2022}).status_code == 404
    assert api.get(f"{V1}/waits", params={"start": "delivered", "end": "pledged"}).status_code == 400
