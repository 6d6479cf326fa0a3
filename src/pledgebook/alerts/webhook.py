"""One alert posted to an address, signed as Standard Webhooks are (https://www.standardwebhooks.com/)."""

from __future__ import annotations

import base64
import hashlib
import hmac
import random
import time
import urllib.parse

import httpcore

from pledgebook.errors import DocumentError, PledgebookError
from pledgebook.read.fetch import Web, wait_of
from pledgebook.read.network import Deadline, GuardedBackend

_BUSY = frozenset((408, 425, 429, 500, 502, 503, 504))


def post(url: str, id_: str, body: bytes, secret: str | None, web: Web) -> None:
    """Posts until the server takes it (2xx), at most `web.attempts` times, with the same id each time.

    Redirects are not followed: a body that was meant for one server is not shown to another. Raises `DocumentError` for an
    address that is not public and `PledgebookError` where the server does not take it.
    """
    patience, number = web.patience_s, 0
    while True:
        number += 1
        status, wait_s, failure = _once(url, id_, body, secret, web)
        if 200 <= status < 300:
            return
        pause = wait_s if wait_s is not None else web.backoff_s * 2 ** (number - 1) * random.uniform(1.0, 1.2)
        if (status and status not in _BUSY) or number >= web.attempts or pause > patience:
            raise _refused(url, status, failure)
        patience -= pause
        time.sleep(pause)


def signature(id_: str, moment: int, body: bytes, secret: str) -> str:
    """What proves that a post comes from who knows the secret: HMAC-SHA256 over id, seconds since 1970 and body.

    A secret that begins with `whsec_` is base64, as the standard has it; any other is taken as it stands.

    >>> signature("msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, b'{"test": 2432232314}', "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")
    'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE='
    """
    key = base64.b64decode(secret.removeprefix("whsec_")) if secret.startswith("whsec_") else secret.encode()
    signed = hmac.new(key, f"{id_}.{moment}.".encode() + body, hashlib.sha256).digest()
    return f"v1,{base64.b64encode(signed).decode()}"


def _once(url: str, id_: str, body: bytes, secret: str | None, web: Web) -> tuple[int, float | None, str]:
    """The status a server answers, 0 where there is none; how long to wait; and what failed."""
    moment = int(time.time())
    headers: dict[bytes | str, bytes | str] = {"Host": urllib.parse.urlsplit(url).netloc, "User-Agent": web.agent}
    headers |= {"Content-Type": "application/json", "Content-Length": str(len(body))}
    headers |= {"webhook-id": id_, "webhook-timestamp": str(moment), "Idempotency-Key": id_}
    if secret:
        headers["webhook-signature"] = signature(id_, moment, body, secret)
    backend = GuardedBackend(Deadline(web.timeout_s), allow_private=web.allow_private)
    timeouts = dict.fromkeys(("connect", "read", "write", "pool"), web.timeout_s)
    try:
        with (
            httpcore.ConnectionPool(network_backend=backend, max_connections=1) as pool,
            pool.stream("POST", url, headers=headers, content=body, extensions={"timeout": timeouts}) as response,
        ):
            waits = next((value.decode("latin-1") for name, value in response.headers if name.lower() == b"retry-after"), None)
            return response.status, wait_of(waits), ""
    except DocumentError as error:
        if error.code == "private_address":
            raise
        return 0, None, str(error)
    except httpcore.TimeoutException:
        return 0, None, f"no answer within {web.timeout_s:g} seconds"
    except (httpcore.NetworkError, httpcore.ProtocolError) as error:
        return 0, None, str(error) or type(error).__name__


def _refused(url: str, status: int, failure: str) -> PledgebookError:
    if not status:
        return PledgebookError("webhook_unreachable", f"{url}: {failure}", "check the address; the alert waits for the next run")
    if 300 <= status < 400:
        return PledgebookError("webhook_moved", f"{url}: the server sends us elsewhere ({status})", "give the address it moved to; the alert waits")
    return PledgebookError("webhook_refused", f"{url}: the server does not take it ({status})", "see what the server expects; the alert waits for the next run")
