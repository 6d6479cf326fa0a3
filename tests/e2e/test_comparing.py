"""Claims compared in other processes make the same ledger to the last byte, whatever is lost on the way."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys

import msgspec
import pytest

from pledgebook.resolve import match
from pledgebook.resolve.compare import Context
from pledgebook.resolve.fold import fold
from pledgebook.resolve.shares import Found, Share, compare_share
from pledgebook.run import comparing
from pledgebook.run.comparing import Processes

pytestmark = pytest.mark.usefixtures("small_shares")


def rows(ledger):
    return msgspec.json.encode(ledger, order="deterministic")


def test_two_processes_make_the_bytes_that_one_makes(reported, facts):
    here = fold(reported, facts.dossier)
    assert max(entry.documents for entry in here.aid) > 1
    assert rows(fold(reported, facts.dossier, comparing=Processes(2))) == rows(here)


def test_each_pair_is_in_one_share_whatever_the_order_shares_are_answered_in(reported, facts):
    asked = []

    def backwards(context, given):
        held = list(given)
        asked.extend((share.views[k].claim.id, share.views[n].claim.id) for share in held for k, others in share.near for n in others)
        return (compare_share(share, context) for share in reversed(held))

    assert rows(fold(reported, facts.dossier, comparing=backwards)) == rows(fold(reported, facts.dossier))
    assert len(asked) == len(set(asked)) > 1000
    assert all(left < right for left, right in asked)


def dying(share: Share) -> Found:
    os.kill(os.getpid(), signal.SIGKILL)
    raise AssertionError


def test_what_a_process_that_dies_was_given_is_compared_here(reported, facts, monkeypatch):
    monkeypatch.setattr(comparing, "_compare", dying)
    assert rows(fold(reported, facts.dossier, comparing=Processes(2))) == rows(fold(reported, facts.dossier))


def test_few_claims_are_compared_here(reported, facts, monkeypatch):
    monkeypatch.setattr(match, "MANY", 1_000_000)

    def nobody(context: Context, given):
        raise AssertionError

    assert rows(fold(reported, facts.dossier, comparing=nobody)) == rows(fold(reported, facts.dossier))


def test_a_book_is_folded_anew_by_processes_into_the_rows_it_had(story_book, tmp_path):
    place = tmp_path / "story.db"
    with sqlite3.connect(story_book) as source, sqlite3.connect(place) as copy:
        source.backup(copy)
    done = subprocess.run([sys.executable, "-m", "pledgebook", "rebuild", "--jobs", "2", "--book", str(place)], capture_output=True, text=True)
    assert "identical" in done.stdout, done.stderr
