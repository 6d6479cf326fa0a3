"""The review desk over HTTP, without a browser: who may, what is decided and undone, hostile uploads, writers at once."""

from __future__ import annotations

import html
import http.server
import pathlib
import re
import shutil
import threading
from collections.abc import Iterator
from typing import Any

import msgspec
import pytest
from litestar.testing import TestClient

from pledgebook.book import open_book
from pledgebook.model.ledger import AidEntry
from pledgebook.read.fetch import Web
from pledgebook.review.stated import stated_value
from pledgebook.web import accounts, audit
from pledgebook.web.app import create_app
from pledgebook.web.register import Register
from pledgebook.web.review_entries import form_fields
from pledgebook.web.settings import Settings

PASSWORD = "a long enough one"
TOKEN = re.compile(r'name="csrf" value="([^"]+)"')
PROTECTED = tuple(f"/review{page}" for page in ("", "/history", "/log", "/upload", "/merge?entry=a", "/entries/a", "/claims/a", "/documents/a"))


@pytest.fixture
def place(story_book: pathlib.Path, tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch) -> pathlib.Path:
    import argon2

    quick = argon2.PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    monkeypatch.setattr(accounts, "_hasher", lambda: quick)
    book = pathlib.Path(shutil.copy(story_book, tmp_path / "book.db"))
    for name in ("Ada", "Bob"):
        accounts.add_account(Register(book.with_suffix(".accounts.db")), name, PASSWORD)
    return book


@pytest.fixture
def site(place: pathlib.Path) -> Iterator[Any]:
    with TestClient(create_app(Settings(book=str(place))), base_url="http://127.0.0.1") as client:
        yield client


class Reviewer:
    """Somebody signed in, who sends forms as a page would."""

    def __init__(self, site: Any, name: str = "Ada") -> None:
        self.site = site
        site.post("/account/sign-in", data={"name": name, "password": PASSWORD})
        self.csrf = TOKEN.findall(site.get("/review/history").text)[0]

    def post(self, address: str, follow: bool = True, **data: Any) -> Any:
        return self.site.post(address, data={"csrf": self.csrf, **data}, follow_redirects=follow)

    def upload(self, name: str, content: bytes, **data: str) -> Any:
        return self.site.post("/review/upload", data={"csrf": self.csrf, **data}, files={"file": (name, content)})


def test_a_stranger_is_led_to_the_form_and_changes_nothing(site: Any, place: pathlib.Path) -> None:
    for address in PROTECTED:
        answer = site.get(address, follow_redirects=False)
        assert answer.status_code == 303, address
        assert answer.headers["location"].startswith("/account/sign-in?next=")
    for address in ("/review/decide", "/review/undo", "/review/merge", "/review/entries/a", "/review/claims/a", "/review/documents/a", "/review/upload"):
        assert site.post(address, data={"act": "accept", "claims": "a"}).status_code == 401, address
    with open_book(place) as book:
        assert book.decisions() == ()


def test_without_the_word_of_the_session_nothing_is_written(site: Any, place: pathlib.Path) -> None:
    reviewer = Reviewer(site)
    reviewer.csrf = "made up"
    for address in ("/review/decide", "/review/undo", "/review/merge", "/review/upload"):
        assert reviewer.post(address, act="accept", claims="a").status_code == 403
    with open_book(place) as book:
        assert (book.decisions(), book.counts().documents) == ((), 68)


def test_a_question_is_decided_leaves_the_queue_and_comes_back_when_undone(site: Any, place: pathlib.Path) -> None:
    reviewer = Reviewer(site)
    first = site.get("/review").text
    count = int(re.search(r"Question 1 of (\d+)", first)[1])  # type: ignore[index]
    claims = re.search(r'name="claims" value="([^"]+)"', first)[1]  # type: ignore[index]
    act = re.search(r'name="act" value="(\w+)"', first)[1]  # type: ignore[index]
    left, right = claims.split()
    assert f'href="/why?left={left}&amp;right={right}" data-key="w">Why they were not joined' in first
    after = reviewer.post("/review/decide", act=act, claims=claims, n="0")
    assert "Decided: " in after.text
    assert f'value="{claims}"' not in after.text
    with open_book(place) as book:
        (decision,) = book.decisions()
        assert (decision.body.by, bool(decision.reason)) == ("Ada", True)
    undone = reviewer.post("/review/undo", decision=decision.id, back="queue")
    assert f"Question 1 of {count}" in undone.text
    assert f'value="{claims}"' in undone.text
    log = audit.notes(Register(place.with_suffix(".accounts.db")), 2)
    assert [note.act for note in log] == ["undo", act]
    assert decision.id in (log[1].outcome or "")
    assert "undone" in site.get("/review/history").text


def test_entries_are_joined_side_by_side_and_split_again(site: Any, place: pathlib.Path) -> None:
    reviewer = Reviewer(site)
    with open_book(place) as book:
        left, right = [entry for entry in book.folded().aid if entry.documents == 1][:2]
    assert left.id in site.get(f"/review/merge?entry={left.id}").text
    compared = site.get(f"/review/merge?entry={left.id}&other={right.id}")
    assert compared.text.count('<article class="half">') == 2
    assert f'href="/why?left={left.id}&amp;right={right.id}"' in compared.text
    joined = reviewer.post("/review/merge", entry=[left.id, right.id])
    assert joined.status_code == 200
    with open_book(place) as book:
        assert book.entry(left.id).id == book.entry(right.id).id
        (decision, *_) = book.decisions()
        assert book.verify().faults == ()
    again = reviewer.post("/review/merge", entry=[left.id, right.id])
    assert (again.status_code, "one entry already" in again.text) == (400, True)
    reviewer.post("/review/undo", decision=decision.id)
    with open_book(place) as book:
        assert book.entry(left.id).id != book.entry(right.id).id


def test_claims_are_chosen_accepted_rejected_and_split_off(site: Any, place: pathlib.Path) -> None:
    reviewer = Reviewer(site)
    with open_book(place) as book:
        entry = next(entry for entry in book.folded().aid if len(entry.claims) > 2)
    one, two, three = entry.claims[:3]
    assert reviewer.post(f"/review/entries/{entry.id}", act="accept", claim=one).status_code == 200
    assert reviewer.post(f"/review/entries/{entry.id}", act="split", claim=two).status_code == 200
    assert reviewer.post(f"/review/entries/{entry.id}", act="reject", claim=three).status_code == 200
    assert reviewer.post(f"/review/entries/{entry.id}", act="accept").status_code == 400
    assert reviewer.post(f"/review/entries/{entry.id}", act="drop table", claim=one).status_code == 400
    with open_book(place) as book:
        assert book.entry(two).id != book.entry(one).id
        assert three not in {claim for held in book.folded().entries for claim in held.claims}


def test_a_field_is_corrected_and_a_figure_its_sentence_lacks_is_refused(site: Any, place: pathlib.Path) -> None:
    reviewer = Reviewer(site)
    with open_book(place) as book:
        entry = next(entry for entry in book.folded().aid if entry.amount and entry.documents == 1 and entry.scheme is None)
    address = f"/review/claims/{entry.claims[0]}"
    assert reviewer.post(address, field="scheme", value="PURL", reason="the text says so").status_code == 200
    refused = reviewer.post(address, field="amount", value="USD 123456789", reason="a test")
    assert refused.status_code == 400
    assert reviewer.post(address, field="scheme", value="", reason="").status_code == 400
    with open_book(place) as book:
        corrected = book.entry(entry.claims[0])
        assert isinstance(corrected, AidEntry)
        assert (corrected.scheme, corrected.amount) == ("PURL", entry.amount)


def test_what_a_form_shows_of_a_field_is_read_as_the_same_value(story_book: pathlib.Path) -> None:
    with open_book(story_book, create=False) as book:
        claims = [testimony.claim for entry in book.folded().entries for testimony in entry.testimonies]
    assert len(claims) > 100
    for claim in claims:
        for held in form_fields(claim):
            was = getattr(claim, held.name)
            if held.value:
                read = stated_value(held.name, held.value)
                assert msgspec.convert(read, type=_type(claim, held.name)) == was, (claim.id, held)
            else:
                assert was in (None, ())


def _type(claim: Any, name: str) -> Any:
    import typing

    return typing.get_type_hints(type(claim))[name]


def test_a_missed_claim_is_marked_by_place_or_by_words(site: Any, place: pathlib.Path) -> None:
    reviewer = Reviewer(site)
    text = "Committee notes.\r\nThe canteen \u202eserved soup. NLD gave 17 million euros, the clerk wrote.\nLater the same day the lights went out."
    uploaded = reviewer.post("/review/upload", text=text, name="notes.txt", source="clerk.example", date="2025-09-01")
    assert "1 document read" in uploaded.text
    with open_book(place) as book:
        document = next(held.id for held in book.catalogue() if any(s.source == "clerk.example" for s in held.sightings))
    shown = site.get(f"/review/documents/{document}").text
    assert "U+202E" in shown
    assert "U+000D" in shown
    assert "\u202e" not in shown
    start = text.index("NLD gave")
    fields = {"stage": "delivered", "donors": "NLD", "amount": "EUR 17m", "reason": "it was missed"}
    added = reviewer.post(f"/review/documents/{document}", kind="aid", span=f"{start}-{start + 28}", **fields)
    assert added.status_code == 200, added.text
    refused = reviewer.post(f"/review/documents/{document}", kind="aid", quote="The canteen", **fields)
    assert refused.status_code == 400
    with open_book(place) as book:
        (entry,) = [entry for entry in book.folded().aid if entry.testimonies[0].claim.doc == document and entry.amount and entry.amount.max == 17e6]
        assert entry.testimonies[0].words == ("NLD gave 17 million euros, t",)


HOSTILE = {
    "markup": b"<script>alert(1)</script> <img src=x onerror=alert(1)> The Netherlands pledges 500 million dollars of weapons to Ukraine.",
    "bidi": "The Netherlands \u202epledges 500 million dollars\u202c of weapons to Ukraine.".encode(),
    "one line": b"x" * 2_000_000,
    "binary": bytes(range(256)) * 10,
    "empty": b"",
    "no utf-8": b"\xff\xfe\xfa pledge",
}


@pytest.mark.parametrize("kind", HOSTILE)
def test_a_hostile_upload_is_read_or_refused_and_never_obeyed(site: Any, place: pathlib.Path, kind: str) -> None:
    answer = Reviewer(site).upload(f"{kind}<b>.txt", HOSTILE[kind])
    assert answer.status_code in (200, 400)
    assert "<script>alert" not in answer.text
    assert "<b>" not in answer.text
    assert "\u202e" not in answer.text
    with open_book(place) as book:
        assert book.verify().faults == ()
        for held in book.catalogue():
            if any(name.startswith(kind) for name in book.names(held.id)):
                for page in (f"/documents/{held.id}", f"/review/documents/{held.id}"):
                    shown = site.get(page)
                    assert shown.status_code == 200
                    assert "<script>alert" not in shown.text
                    assert "onerror=alert" not in shown.text or "&lt;img" in shown.text
                    assert "\u202e" not in shown.text


def test_ten_megabytes_in_one_line_are_refused(site: Any, place: pathlib.Path) -> None:
    assert Reviewer(site).upload("long.txt", b"x" * 10_000_000).status_code == 413
    with open_book(place) as book:
        assert book.counts().documents == 68


@pytest.mark.parametrize("name", ["../../evil.txt", "/etc/passwd", "..\\..\\evil.txt", "a\x00b.txt", "x" * 5000 + ".txt"])
def test_the_name_of_an_upload_is_a_label_and_no_path(site: Any, place: pathlib.Path, name: str) -> None:
    before = {path for path in place.parent.rglob("*") if not path.name.startswith("book.")}
    answer = Reviewer(site).upload(name, b"The minister opened a bridge on Friday.")
    assert answer.status_code in (200, 400)
    with open_book(place) as book:
        names = {held for document in book.catalogue() for held in book.names(document.id)}
    assert not any("/" in held or "\\" in held or len(held) > 200 for held in names)
    assert {path for path in place.parent.rglob("*") if not path.name.startswith("book.")} == before


def test_writers_at_two_servers_at_once_lose_nothing(place: pathlib.Path) -> None:
    with open_book(place) as book:
        claims = [entry.claims[0] for entry in book.folded().aid][:6]
    statuses: list[int] = []

    def decide(name: str, mine: list[str]) -> None:
        with TestClient(create_app(Settings(book=str(place))), base_url="http://127.0.0.1") as client:
            reviewer = Reviewer(client, name)
            statuses.extend(reviewer.post("/review/decide", follow=False, act="accept", claims=claim).status_code for claim in mine)

    threads = [threading.Thread(target=decide, args=(name, mine)) for name, mine in (("Ada", claims[:3]), ("Bob", claims[3:]))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert statuses == [303] * 6
    with open_book(place) as book:
        assert sorted(decision.body.target.claim for decision in book.decisions()) == sorted(claims)  # type: ignore[union-attr]
        assert {decision.body.by for decision in book.decisions()} == {"Ada", "Bob"}
        assert book.verify().faults == ()


def test_words_of_a_name_are_told_and_not_obeyed_on_review_pages(site: Any, place: pathlib.Path) -> None:
    reviewer = Reviewer(site)
    with open_book(place) as book:
        entry = book.folded().aid[0]
    reviewer.post(f"/review/entries/{entry.id}", act="accept", claim=entry.claims[0], reason="<script>alert('why')</script>")
    shown = site.get("/review/history").text
    assert "<script>alert" not in shown
    assert html.escape("<script>alert('why')</script>", quote=False) in shown.replace("&#39;", "'")


def test_a_report_is_fetched_from_its_address_and_nothing_private_is(site: Any, place: pathlib.Path, monkeypatch: pytest.MonkeyPatch) -> None:
    article = "<html><body><article><h1>Aid</h1><p>Norway will give Ukraine 19 million euros for generators, its ministry said.</p></article></body></html>"

    class Page(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200 if self.path == "/report" else 404)
            self.send_header("Content-Type", "text/html")
            self.end_headers()
            self.wfile.write(article.encode())

        def log_message(self, *_: object) -> None:
            pass

    server = http.server.HTTPServer(("127.0.0.1", 0), Page)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    address = f"http://127.0.0.1:{server.server_port}/report"
    reviewer = Reviewer(site)
    refused = reviewer.post("/review/upload", fetch=address)
    assert refused.status_code == 400
    assert "no public address" in refused.text
    assert reviewer.post("/review/upload", fetch="file:///etc/passwd").status_code == 400
    monkeypatch.setattr("pledgebook.web.review_documents.WEB", Web(allow_private=True))
    assert "1 document read" in reviewer.post("/review/upload", fetch=address).text
    server.shutdown()
    with open_book(place) as book:
        (held,) = [held for held in book.catalogue() if any(s.url == address for s in held.sightings)]
        assert "19 million euros" in book.text(held.id)
        assert book.original(held.id) is not None
