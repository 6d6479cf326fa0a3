"""Web addresses to bytes, within limits that keep this machine and others safe."""

from __future__ import annotations

import datetime
import email.utils
import functools
import random
import time
import urllib.parse
from typing import TYPE_CHECKING

import msgspec

from pledgebook.errors import DocumentError
from pledgebook.version import __version__

if TYPE_CHECKING:
    from pledgebook.read.webcache import Answer

AGENT = "pledgebook"
_SAFE = "%/:=&?~+!$,;'@()*[]"
_BUSY = frozenset((429, 500, 502, 503, 504))
_FORBIDDEN = frozenset((401, 402, 403, 451))
_GONE = frozenset((404, 410))
_ROBOTS_BYTES = 500_000
_ROBOTS_LIFE_S = 3600.0


class Web(msgspec.Struct, frozen=True):
    """How addresses are fetched. Times are in seconds.

    `timeout_s` is for one answer from the first packet to the last byte, `patience_s` for all waiting between attempts;
    `pause_s` passes between two requests to one host. Without a `cache` folder nothing is kept between two fetches.
    """

    allow_private: bool = False
    timeout_s: float = 30.0
    max_bytes: int = 20_000_000
    max_redirects: int = 10
    attempts: int = 3
    backoff_s: float = 1.0
    patience_s: float = 60.0
    pause_s: float = 1.0
    robots: bool = True
    cache: str | None = None
    agent: str = f"{AGENT}/{__version__} (reads news reports for a ledger of aid; one page at a time)"


class Fetched(msgspec.Struct, frozen=True):
    """A page as it came: the address it came from in the end, its bytes, and what its server said it is."""

    url: str
    data: bytes
    media_type: str | None
    charset: str | None
    unchanged: bool
    """whether the server said that it is as it was when last fetched"""


class Refused(msgspec.Struct, frozen=True):
    """An answer that is no page: its status, and how long to wait before asking again where the server says so."""

    status: int
    wait_s: float | None


def fetch(url: str, web: Web = Web()) -> Fetched:
    """The page at an http or https address.

    Redirects are followed and each is checked like the first address; robots.txt is obeyed; a page that was fetched
    before is asked for only if it has changed; servers that are busy are asked again. Raises `DocumentError`:
    `bad_address`, `private_address`, `unknown_host`, `unreachable_host`, `robots_denied`, `too_many_redirects`,
    `fetch_timeout`, `page_too_large`, `bad_compression`, `page_missing`, `page_forbidden`, `server_busy`, `unexpected_answer`.
    """
    return fetcher(web).fetch(url)


@functools.lru_cache(maxsize=8)
def fetcher(web: Web) -> Fetcher:
    """The fetcher of these settings, which remembers what hosts it has asked and what their robots.txt say."""
    return Fetcher(web)


class Fetcher:
    """Fetches pages one at a time, politely."""

    def __init__(self, web: Web) -> None:
        from pledgebook.read.webcache import WebCache

        self.web = web
        self._cache = WebCache(web.cache) if web.cache else None
        self._robots: dict[str, tuple[float, object]] = {}
        self._asked: dict[str, float] = {}

    def fetch(self, url: str) -> Fetched:
        at = checked(url)
        for _ in range(self.web.max_redirects + 1):
            if self.web.robots:
                self._obey_robots(at, url)
            known = self._cache.get(at) if self._cache else None
            answer = self._asked_again(at, url, known)
            if isinstance(answer, str):
                at = redirected(at, answer, url)
                continue
            if self._cache and answer is not known:
                self._cache.put(answer)
            return Fetched(at, answer.data, answer.media_type, answer.charset, unchanged=answer is known)
        raise DocumentError(
            "too_many_redirects", f"{url}: more than {self.web.max_redirects} redirects, the last to {at}", "open it in a browser and save the page"
        )

    def _asked_again(self, at: str, url: str, known: Answer | None) -> Answer | str:
        """The answer, or where the server sends us; a server that is busy or out of reach is asked again after a while."""
        import httpcore

        patience, number, failure = self.web.patience_s, 0, ""
        while True:
            number += 1
            self._pause(at)
            try:
                found = self._ask(at, known)
            except (httpcore.NetworkError, httpcore.ProtocolError) as error:
                found, failure = Refused(0, None), str(error) or type(error).__name__
            if not isinstance(found, Refused):
                return found
            wait_s = found.wait_s if found.wait_s is not None else self.web.backoff_s * 2 ** (number - 1) * random.uniform(1.0, 1.2)
            again = found.status == 0 or found.status in _BUSY
            if not again or number >= self.web.attempts or wait_s > patience:
                raise _refusal(url, found, failure)
            patience -= wait_s
            time.sleep(wait_s)

    def _ask(self, at: str, known: Answer | None, max_bytes: int | None = None) -> Answer | Refused | str:
        from pledgebook.read.exchange import ask

        headers = {"User-Agent": self.web.agent, "Accept": "text/html,application/xhtml+xml,application/pdf,application/xml,*/*;q=0.5"}
        return ask(at, headers, self.web, known, max_bytes or self.web.max_bytes)

    def _pause(self, at: str) -> None:
        host = urllib.parse.urlsplit(at).netloc
        since = time.monotonic() - self._asked.get(host, float("-inf"))
        if since < self.web.pause_s:
            time.sleep(self.web.pause_s - since)
        self._asked[host] = time.monotonic()

    def _obey_robots(self, at: str, url: str) -> None:
        parts = urllib.parse.urlsplit(at)
        origin = f"{parts.scheme}://{parts.netloc}"
        held = self._robots.get(origin)
        if held is None or time.monotonic() - held[0] > _ROBOTS_LIFE_S:
            self._robots[origin] = held = (time.monotonic(), self._rules(origin))
        allowed = held[1] is not None and held[1].can_fetch(at, AGENT)  # type: ignore[attr-defined]
        if not allowed:
            said = "does not allow it" if held[1] is not None else "cannot be had, so nothing is allowed"
            raise DocumentError("robots_denied", f"{url}: {origin}/robots.txt {said}", "save the page from a browser and read the file")

    def _rules(self, origin: str) -> object | None:
        """What a host's robots.txt allows; all where it has none, nothing (None) where its server fails (RFC 9309)."""
        import httpcore
        from protego import Protego

        at = f"{origin}/robots.txt"
        for _ in range(6):
            try:
                found = self._ask(at, None, _ROBOTS_BYTES)
            except httpcore.NetworkError:
                return None
            if isinstance(found, str):
                at = redirected(at, found, origin)
                continue
            if isinstance(found, Refused):
                return Protego.parse("") if 400 <= found.status < 500 and found.status != 429 else None
            return Protego.parse(found.data.decode("utf-8", "replace"))
        return Protego.parse("")


def redirected(at: str, location: str, url: str) -> str:
    """Where a server sends us that was asked for `at` on the way from `url`, checked like any other address."""
    try:
        target = urllib.parse.urljoin(at, location)
    except ValueError:
        target = location
    return checked(target, came_from=url)


def checked(url: str, came_from: str | None = None) -> str:
    """The address as it is asked for, without its fragment; raises `DocumentError` where it is none that is fetched.

    >>> checked("HTTPS://Wire.Example/aid report#top")
    'https://wire.example/aid%20report'
    """
    place = f"{came_from}: redirected to {url}" if came_from else url
    hint = "give an address that starts with http:// or https://"
    try:
        parts = urllib.parse.urlsplit(url.strip())
        host, port = (parts.hostname or "").encode("idna").decode(), parts.port
    except (ValueError, UnicodeError) as error:
        raise DocumentError("bad_address", f"{place}: no address ({error})", hint) from None
    if parts.scheme.lower() not in ("http", "https") or not host:
        raise DocumentError("bad_address", f"{place}: only http and https addresses are fetched", hint)
    if parts.username or parts.password:
        raise DocumentError("bad_address", f"{place}: it holds a name or password", "leave them out, or save the page from a browser")
    netloc = (f"[{host}]" if ":" in host else host) + (f":{port}" if port else "")
    path, query = (urllib.parse.quote(part, safe=_SAFE) for part in (parts.path or "/", parts.query))
    return urllib.parse.urlunsplit((parts.scheme.lower(), netloc, path, query, ""))


def wait_of(header: str | None) -> float | None:
    """The seconds that a Retry-After header tells to wait; None where it tells none."""
    if header is None:
        return None
    if header.strip().isdigit():
        return float(header.strip())
    try:
        moment = email.utils.parsedate_to_datetime(header)
    except ValueError:
        return None
    aware = moment if moment.tzinfo else moment.replace(tzinfo=datetime.UTC)
    return max(0.0, (aware - datetime.datetime.now(datetime.UTC)).total_seconds())


def _refusal(url: str, found: Refused, failure: str) -> DocumentError:
    if found.status == 0:
        return DocumentError("unreachable_host", f"{url}: no connection ({failure})", "check the address and the connection to the network")
    if found.status in _GONE:
        return DocumentError("page_missing", f"{url}: the server says there is no such page ({found.status})", "check the address")
    if found.status in _FORBIDDEN:
        return DocumentError("page_forbidden", f"{url}: the server does not give it out ({found.status})", "save the page from a browser and read the file")
    if found.status in _BUSY:
        later = f" in {found.wait_s:.0f} seconds" if found.wait_s else " later"
        return DocumentError("server_busy", f"{url}: the server is busy or fails ({found.status})", f"run the command again{later}")
    return DocumentError("unexpected_answer", f"{url}: the server answers {found.status}", "open it in a browser and save the page")
