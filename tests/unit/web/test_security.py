"""Who may do what: hosts, sessions, forged requests, headers, and servers that others can reach."""

from __future__ import annotations

import pathlib
import shutil
import time
from collections.abc import Iterator
from typing import Any

import pytest
from litestar.testing import TestClient

from pledgebook.errors import PledgebookError
from pledgebook.web import accounts, audit, sessions
from pledgebook.web.app import create_app
from pledgebook.web.register import Register
from pledgebook.web.security import COOKIE
from pledgebook.web.settings import Settings

PASSWORD = "a long enough one"
Client = TestClient[Any]


@pytest.fixture(scope="module")
def book(story_book: pathlib.Path, tmp_path_factory: pytest.TempPathFactory) -> pathlib.Path:
    return pathlib.Path(shutil.copy(story_book, tmp_path_factory.mktemp("security") / "book.db"))


@pytest.fixture(autouse=True)
def register(book: pathlib.Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Register]:
    import argon2

    quick = argon2.PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    monkeypatch.setattr(accounts, "_hasher", lambda: quick)
    made = Register(book.with_suffix(".accounts.db"))
    accounts.add_account(made, "Ada", PASSWORD)
    yield made
    assert made.path
    made.path.unlink()


@pytest.fixture
def client(book: pathlib.Path) -> Iterator[Client]:
    with TestClient(create_app(Settings(book=str(book))), base_url="http://127.0.0.1") as made:
        yield made


def sign_in(client: Client, password: str = PASSWORD, **more: Any) -> Any:
    return client.post("/account/sign-in", data={"name": "Ada", "password": password}, follow_redirects=False, **more)


def csrf(client: Client, register: Register) -> str:
    found = sessions.session(register, client.cookies[COOKIE])
    assert found
    return found.csrf


def test_every_answer_has_a_policy_without_inline_script_or_style(client: Client) -> None:
    for address in ("/", "/nowhere", "/api/v1/nowhere", "/account/sign-in"):
        answer = client.get(address)
        policy = answer.headers["content-security-policy"]
        assert "default-src 'none'" in policy, address
        assert "unsafe" not in policy
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["x-frame-options"] == "DENY"
        for inline in ("<script>", "<style", " style=", " onclick=", "javascript:"):
            assert inline not in answer.text, address


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example", "localhost.evil.example:80", "192.0.2.7", "", "[", "127.0.0.1@evil.example"])
def test_another_host_is_refused(client: Client, host: str) -> None:
    answer = client.get("/", headers={"Host": host})
    assert answer.status_code == 421
    assert "68 reports" not in answer.text


@pytest.mark.parametrize("host", ["127.0.0.1:8765", "localhost:1", "[::1]:8765", "127.9.9.9"])
def test_this_machine_by_any_of_its_names_is_answered(client: Client, host: str) -> None:
    assert client.get("/", headers={"Host": host}).status_code == 200


def test_who_signs_in_gets_a_cookie_scripts_and_strangers_cannot_use(client: Client, register: Register) -> None:
    answer = sign_in(client)
    assert (answer.status_code, answer.headers["location"]) == (303, "/review")
    cookie = answer.headers["set-cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=lax" in cookie
    page = client.get("/")
    assert "Sign out" in page.text
    assert page.headers["cache-control"] == "no-store"
    assert csrf(client, register) in page.text
    assert audit.notes(register, 1)[0].act == "signed in"


def test_the_cookie_is_for_https_alone_where_the_page_came_so(client: Client) -> None:
    assert "Secure" not in sign_in(client).headers["set-cookie"]
    client.cookies.clear()
    client.base_url = "https://127.0.0.1"  # type: ignore[assignment]
    assert "Secure" in sign_in(client).headers["set-cookie"]


@pytest.mark.parametrize("following", ["//evil.example/", "https://evil.example", "/\\evil.example", "\t//evil.example", "javascript:alert(1)"])
def test_signing_in_leads_to_no_other_site(client: Client, following: str) -> None:
    answer = client.post("/account/sign-in", data={"name": "Ada", "password": PASSWORD, "next": following}, follow_redirects=False)
    assert answer.headers["location"] == "/review"


def test_a_wrong_password_is_refused_and_the_sixth_try_throttled(client: Client) -> None:
    for _ in range(accounts.PAIR_LIMIT):
        assert sign_in(client, "wrong").status_code == 401
    answer = sign_in(client)
    assert answer.status_code == 429
    assert 0 < int(answer.headers["retry-after"]) <= accounts.WINDOW_S + 1
    assert COOKIE not in client.cookies


def test_a_form_without_the_word_of_the_session_is_refused(client: Client, register: Register) -> None:
    sign_in(client)
    for data in ({}, {"csrf": ""}, {"csrf": "made up"}):
        assert client.post("/account/sign-out", data=data).status_code == 403
    assert "Sign out" in client.get("/").text
    assert client.post("/account/sign-out", data={"csrf": csrf(client, register)}, follow_redirects=False).status_code == 303
    assert "Sign out" not in client.get("/").text


@pytest.mark.parametrize(
    "headers", [{"Origin": "https://evil.example"}, {"Origin": "null"}, {"Origin": "http://127.0.0.1:99"}, {"Sec-Fetch-Site": "cross-site"}]
)
def test_a_form_from_another_site_is_refused_also_when_it_signs_in(client: Client, register: Register, headers: dict[str, str]) -> None:
    assert sign_in(client, headers=headers).status_code == 403
    sign_in(client)
    answer = client.post("/account/sign-out", data={"csrf": csrf(client, register)}, headers=headers)
    assert answer.status_code == 403


def test_an_expired_session_is_nobody(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    sign_in(client)
    real = time.time
    monkeypatch.setattr(time, "time", lambda: real() + sessions.IDLE_S + 1)
    assert "Sign in" in client.get("/").text
    assert client.post("/account/sign-out", data={"csrf": "x"}).status_code == 401


def test_a_made_up_cookie_is_nobody(client: Client) -> None:
    for token in ("", "x", "x" * 5000, "'; DROP TABLE sessions; --"):
        assert "Sign out" not in client.get("/", headers={"Cookie": f"{COOKIE}={token}"}).text


def test_a_body_greater_than_a_form_is_refused(client: Client) -> None:
    answer = client.post("/account/sign-in", data={"name": "Ada", "password": "x" * 2_000_000})
    assert answer.status_code == 413


@pytest.mark.parametrize("given", [{"host": "0.0.0.0"}, {"host": "192.0.2.7"}, {"host": "::"}, {"names": ("book.example",)}])
def test_a_server_others_can_reach_does_not_start_without_an_account(
    book: pathlib.Path, register: Register, given: dict[str, Any], tmp_path: pathlib.Path
) -> None:
    with pytest.raises(PledgebookError, match="nobody has an account") as refused:
        create_app(Settings(book=str(book), accounts=str(tmp_path / "none.db"), **given))
    assert refused.value.hint
    assert "pledgebook account add" in refused.value.hint
    create_app(Settings(book=str(book), **given))


def test_a_named_server_answers_under_its_name(book: pathlib.Path) -> None:
    app = create_app(Settings(book=str(book), names=("Book.example",)))
    with TestClient(app, base_url="http://book.example") as named:
        assert named.get("/").status_code == 200
        assert named.get("/", headers={"Host": "other.example"}).status_code == 421
