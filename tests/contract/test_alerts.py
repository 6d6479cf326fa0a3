"""What the book holds that nobody was told: told once, to a file, a feed and a real server, whatever happens in between."""

from __future__ import annotations

import datetime
import http.server
import json
import os
import signal
import sqlite3
import subprocess
import sys
import threading

import pytest
from lxml import etree

import pledgebook
from pledgebook.alerts import run
from pledgebook.alerts.news import Spot
from pledgebook.alerts.outbox import outbox, place_beside
from pledgebook.alerts.rules import read_rules
from pledgebook.alerts.webhook import post, signature
from pledgebook.clean.decode import row_document
from pledgebook.errors import DocumentError, PledgebookError
from pledgebook.model.text import Given
from pledgebook.read.fetch import Web

pytestmark = pytest.mark.usefixtures("plain_reader")

FILE = '[to.desk]\nfile = "told.jsonl"\n'
PLEDGES = '[[rule]]\nname = "pledges"\nwhen = "pledge"\nto = ["desk"]\n'
LARGE = '[[rule]]\nname = "large"\nwhen = "pledge"\nover = "USD 200m"\nto = ["desk"]\n'
NEAR = Web(allow_private=True, backoff_s=0.02, timeout_s=2.0)


class Receiver:
    """A server that keeps what is posted to it; `answers` are given one after another, 204 when there are none left."""

    def __init__(self):
        self.posts, self.answers, self.at_post = [], [], lambda number: None
        receiver = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"]))
                receiver.posts.append((dict(self.headers), body))
                receiver.at_post(len(receiver.posts))
                status, headers = receiver.answers.pop(0) if receiver.answers else (204, {})
                self.send_response(status)
                for name, value in {"Content-Length": "0", **headers}.items():
                    self.send_header(name, value)
                self.end_headers()

            def log_message(self, *_):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.handle_error = lambda *_: None
        self.url = f"http://127.0.0.1:{self.server.server_port}/hook"
        threading.Thread(target=self.server.serve_forever, args=(0.02,), daemon=True).start()

    def ids(self):
        return [json.loads(body)["id"] for _, body in self.posts]


@pytest.fixture
def receiver():
    running = Receiver()
    yield running
    running.server.shutdown()
    running.server.server_close()


@pytest.fixture
def book(tmp_path):
    with pledgebook.open(tmp_path / "aid.db") as opened:
        add(opened, "NLD pledges $500 million.", "2025-08-04")
        yield opened


def add(book, text, day=None):
    assert book.add([row_document(text, "-", Given(date=day, source=f"{text[:3]}.example"))]).read == 1


def rules(tmp_path, text, book, environment=None):
    path = tmp_path / "rules.toml"
    path.write_text(text, encoding="utf-8")
    return read_rules(path, book.dossier, environment or {})


def once(book, tmp_path, text, environment=None, **options):
    return run.run(book, rules(tmp_path, text, book, environment), place_beside(str(tmp_path / "aid.db")), **{"web": NEAR, **options})


def lines(tmp_path):
    path = tmp_path / "told.jsonl"
    return [json.loads(line) for line in path.read_text().splitlines()] if path.exists() else []


def test_what_is_in_the_book_when_a_rule_is_new_is_remembered_and_what_comes_later_is_told_once(book, tmp_path):
    first = once(book, tmp_path, FILE + PLEDGES)
    assert (first.alerts, first.remembered, lines(tmp_path)) == ((), 1, [])
    add(book, "DEU pledges $300 million.", "2025-08-05")
    for _ in range(3):
        once(book, tmp_path, FILE + PLEDGES)
    (told,) = lines(tmp_path)
    assert (told["rule"], told["donors"], told["amount_min"], told["currency"]) == ("pledges", ["DEU"], 300e6, "USD")
    assert (told["words"], told["sources"], told["published"]) == ("DEU pledges $300 million", ["DEU.example"], "2025-08-05")


def test_a_new_rule_may_tell_everything_or_what_came_after_a_day(book, tmp_path):
    add(book, "DEU pledges $300 million.", "2025-08-05")
    seen = run.preview(book, rules(tmp_path, FILE + PLEDGES, book), tmp_path / "none.db", everything=True)
    assert (len(seen.alerts), lines(tmp_path), (tmp_path / "none.db").exists()) == (2, [], False)
    once(book, tmp_path, FILE + PLEDGES, since=datetime.date(2025, 8, 4))
    assert [line["donors"] for line in lines(tmp_path)] == [["DEU"]]


def test_a_rule_that_looks_for_something_else_is_new_and_one_that_tells_elsewhere_is_not(book, tmp_path):
    once(book, tmp_path, FILE + LARGE)
    assert once(book, tmp_path, FILE + LARGE.replace("200m", "100m")).remembered == 1
    assert once(book, tmp_path, FILE.replace("desk", "other") + LARGE.replace("desk", "other")).remembered == 0


def test_a_sum_is_compared_at_the_rate_of_the_day_and_small_ones_are_not_told(book, tmp_path):
    once(book, tmp_path, FILE + LARGE)
    add(book, "DEU pledges $150 million.", "2025-08-05")
    add(book, "NOR pledges $200 million.", "2025-08-06")
    once(book, tmp_path, FILE + LARGE)
    assert [line["donors"] for line in lines(tmp_path)] == [["NOR"]]
    # 200 million dollars were 172.35 million euros at the European Central Bank's rate of 6 August 2025, 1.1604
    euros = FILE + LARGE.replace("USD 200m", "EUR 172.3m").replace("large", "euros")
    assert [alert.donors for alert in once(book, tmp_path, euros, everything=True).alerts] == [("NLD",), ("NOR",)]
    none = FILE + LARGE.replace("USD 200m", "EUR 172.4m").replace("large", "more euros")
    assert [alert.donors for alert in once(book, tmp_path, none, everything=True).alerts] == [("NLD",)]


def test_deliveries_donors_and_conflicts_have_rules_of_their_own(book, tmp_path):
    text = FILE + '[[rule]]\nname = "arrived"\nwhen = "delivery"\nto = ["desk"]\ndonors = ["Germany"]\n'
    text += '[[rule]]\nname = "rows"\nwhen = "conflict"\nto = ["desk"]\n'
    once(book, tmp_path, text)
    add(book, "DEU delivers $40 million. NOR delivers $50 million.", "2025-09-01")
    add(book, "NLD pledges $560 million.", "2025-08-04")
    once(book, tmp_path, text)
    found = {(line["rule"], line["stage"], line["field"]) for line in lines(tmp_path)}
    entry = next(entry for entry in book.ledger().entries if entry.donors == ("NLD",))
    expected = {("arrived", "delivered", None)} | {("rows", "pledged", conflict.field) for conflict in entry.conflicts}
    assert found == expected
    assert entry.conflicts, "two figures of one promise on one day are a conflict"


def test_a_stage_that_moved_is_told_with_the_stage_before(book, tmp_path):
    text = FILE + '[[rule]]\nname = "moves"\nwhen = "stage"\nto = ["desk"]\n'
    once(book, tmp_path, text)
    claim = book.ledger().entries[0].claims[0]
    book.correct(claim, "stage", "committed", reason="it is law", by="mk")
    once(book, tmp_path, text)
    once(book, tmp_path, text)
    assert [(line["before"], line["stage"]) for line in lines(tmp_path)] == [("pledged", "committed")]


def test_what_was_told_is_known_when_better_code_reads_it_anew(book, tmp_path):
    once(book, tmp_path, FILE + PLEDGES, everything=True)
    # the same words, read by other code, have another id
    with outbox(tmp_path / "aid.db.alerts.db") as box:
        known = box.known()
    (rule,) = rules(tmp_path, FILE + PLEDGES, book).rules
    entry = book.ledger().entries[0]
    place = entry.testimonies[0].claim.evidence[0]
    spot = Spot(entry.testimonies[0].claim.doc, place.start + 2, place.end + 5)
    assert known.details(rule, [spot]) == {""}


def test_a_feed_holds_the_newest_first_and_is_valid_atom(book, tmp_path):
    text = '[to.desk]\nfeed = "out/told.atom"\n' + PLEDGES
    once(book, tmp_path, text, everything=True)
    add(book, "DEU pledges $300 million.", "2025-08-05")
    once(book, tmp_path, text)
    root = etree.parse(str(tmp_path / "out" / "told.atom")).getroot()
    space = {"a": "http://www.w3.org/2005/Atom"}
    assert [title.split(":")[0] for title in root.xpath("a:entry/a:title/text()", namespaces=space)] == ["Germany", "Netherlands"]
    ids = root.xpath("//a:id/text()", namespaces=space)
    assert len(set(ids)) == 3
    assert len(root.xpath("//a:updated", namespaces=space)) == 3


def hook(receiver, **more):
    return f'[to.desk]\nwebhook = "{receiver.url}"\n' + "".join(f'{key} = "{value}"\n' for key, value in more.items())


def test_a_post_is_signed_and_has_the_same_id_each_time_until_it_is_taken(book, tmp_path, receiver):
    receiver.answers = [(503, {}), (429, {"Retry-After": "0"}), (204, {})]
    ran = once(book, tmp_path, hook(receiver, secret="HOOK") + PLEDGES, {"HOOK": "a long secret"}, everything=True)
    assert (ran.places[0].told, ran.places[0].why) == (1, None)
    assert len(receiver.posts) == 3
    assert len(set(receiver.ids())) == 1
    for headers, body in receiver.posts:
        assert headers["webhook-signature"] == signature(headers["webhook-id"], int(headers["webhook-timestamp"]), body, "a long secret")
        assert headers["webhook-id"] == json.loads(body)["id"]
        assert headers["Content-Type"] == "application/json"


def test_what_a_server_does_not_take_waits_in_order_for_the_next_run(book, tmp_path, receiver):
    add(book, "DEU pledges $300 million.", "2025-08-05")
    receiver.answers = [(204, {}), (400, {})]
    first = once(book, tmp_path, hook(receiver) + PLEDGES, everything=True)
    assert (first.places[0].told, first.places[0].waiting, first.places[0].why.code) == (1, 1, "webhook_refused")
    second = once(book, tmp_path, hook(receiver) + PLEDGES)
    assert (second.places[0].told, second.alerts) == (1, ())
    assert receiver.ids()[1] == receiver.ids()[2] != receiver.ids()[0]


def test_private_addresses_redirects_and_silence_are_refused(book, tmp_path, receiver):
    with pytest.raises(DocumentError, match="no public address"):
        post(receiver.url, "x", b"{}", None, Web())
    ran = once(book, tmp_path, hook(receiver) + PLEDGES, everything=True, web=Web(backoff_s=0.01))
    assert (ran.places[0].why.code, receiver.posts) == ("private_address", [])
    receiver.answers = [(302, {"Location": "http://127.0.0.1:1/"})]
    assert once(book, tmp_path, hook(receiver) + PLEDGES).places[0].why.code == "webhook_moved"
    assert len(receiver.posts) == 1
    receiver.at_post = lambda number: threading.Event().wait(1.0)
    slow = Web(allow_private=True, attempts=1, timeout_s=0.2)
    assert once(book, tmp_path, hook(receiver) + PLEDGES, web=slow).places[0].why.code == "webhook_unreachable"


def test_a_file_that_was_cut_off_or_written_and_not_ticked_off_holds_each_alert_once(book, tmp_path, monkeypatch):
    add(book, "DEU pledges $300 million.", "2025-08-05")
    with monkeypatch.context() as broken:
        broken.setattr("pledgebook.alerts.outbox.Outbox.told", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):
            once(book, tmp_path, FILE + PLEDGES, everything=True)
    path = tmp_path / "told.jsonl"
    whole = path.read_bytes()
    assert len(whole.splitlines()) == 2
    path.write_bytes(whole[:-40])
    once(book, tmp_path, FILE + PLEDGES)
    assert path.read_bytes() == whole


KILLED = """
import sys
import pledgebook
from pathlib import Path
from pledgebook.alerts import run
from pledgebook.alerts.rules import read_rules
from pledgebook.read.fetch import Web
folder = Path(sys.argv[1])
with pledgebook.open(folder / "aid.db") as book:
    run.run(book, read_rules(folder / "rules.toml", book.dossier), folder / "aid.db.alerts.db", everything=True, web=Web(allow_private=True))
"""


def test_a_process_killed_while_it_posts_loses_nothing_and_tells_the_rest_once(book, tmp_path, receiver):
    for number, donor in enumerate(("DEU", "NOR", "USA", "CAN", "SWE")):
        add(book, f"{donor} pledges ${number + 1}00 million.", "2025-08-05")
    text = hook(receiver) + FILE.replace("desk", "book") + PLEDGES.replace('["desk"]', '["desk", "book"]')
    (tmp_path / "rules.toml").write_text(text, encoding="utf-8")
    command = [sys.executable, "-c", KILLED, str(tmp_path)]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    first = subprocess.Popen(command, env=environment)
    # killed after the third post has come and before it is answered
    receiver.at_post = lambda number: first.send_signal(signal.SIGKILL) or first.wait() if number == 3 else None
    assert first.wait(timeout=60) == -signal.SIGKILL
    assert len(receiver.posts) == 3
    receiver.at_post = lambda number: None
    assert subprocess.run(command, env=environment, timeout=60, check=False).returncode == 0
    ids = receiver.ids()
    assert len(set(ids)) == 6
    assert ids[2] == ids[3], "the post that was cut off comes again, with its id"
    assert len(ids) == 7
    assert sorted(line["id"] for line in lines(tmp_path)) == sorted(set(ids))


def test_one_process_at_a_time_tells(book, tmp_path):
    with outbox(tmp_path / "aid.db.alerts.db"), pytest.raises(PledgebookError) as caught:
        once(book, tmp_path, FILE + PLEDGES)
    assert caught.value.code == "alerts_busy"


def test_another_programs_file_is_left_alone(book, tmp_path):
    other = tmp_path / "other.db"
    with sqlite3.connect(other) as connection:
        connection.execute("CREATE TABLE things (a)")
    was = other.read_bytes()
    for content in (was, b"no database at all, but a text " * 40):
        other.write_bytes(content)
        with pytest.raises(PledgebookError) as caught:
            run.run(book, rules(tmp_path, FILE + PLEDGES, book), other)
        assert (caught.value.code, other.read_bytes()) == ("alerts_unusable", content)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("[to.desk", "no TOML"),
        (FILE + PLEDGES.replace('"pledge"', '"promise"'), "Invalid enum value 'promise' - rule 1, when"),
        (FILE + PLEDGES + "above = 3\n", "unknown field `above` - rule 1"),
        (FILE + PLEDGES + 'over = "lots"\n', "rule 'pledges': over is 'lots'"),
        (FILE + PLEDGES + 'over = "up to USD 5m"\n', "rule 'pledges': over is 'up to USD 5m'"),
        (FILE + PLEDGES + 'donors = ["Atlantis"]\n', "rule 'pledges': the dossier has no party 'Atlantis'"),
        (FILE + PLEDGES + 'schemes = ["PURPLE"]\n', "no scheme 'PURPLE'"),
        (FILE + PLEDGES.replace('"desk"', '"tower"'), "rule 'pledges': there is no place 'tower'"),
        (FILE + PLEDGES.replace('["desk"]', "[]"), "rule 'pledges': it tells nobody"),
        (FILE + PLEDGES + PLEDGES, "two rules are called 'pledges'"),
        (FILE + 'feed = "b.atom"\n' + PLEDGES, "place 'desk': it is file and feed"),
        (FILE + 'secret = "S"\n' + PLEDGES, "place 'desk': a file is not signed"),
        ('[to.desk]\nwebhook = "ftp://a.example/"\n' + PLEDGES, "only http and https"),
        ('[to.desk]\nwebhook = "https://a.example/"\nsecret = "UNSET"\n' + PLEDGES, "place 'desk': the environment has no UNSET"),
    ],
)
def test_a_mistake_in_the_rules_is_named_with_its_place_and_remedy(book, tmp_path, text, says):
    with pytest.raises(PledgebookError) as caught:
        rules(tmp_path, text, book)
    assert says in str(caught.value)
    assert caught.value.hint


def test_a_book_on_a_server_needs_to_be_told_where_alerts_are_kept():
    with pytest.raises(PledgebookError, match="no file to keep alerts beside"):
        place_beside("postgresql://analyst@db.example/aid")
