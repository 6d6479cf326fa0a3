"""What a run has done so far, in the format Prometheus reads."""

from __future__ import annotations

import functools
import pathlib
import time

import prometheus_client as prometheus

from pledgebook.errors import PledgebookError
from pledgebook.run.local import Tally

EVERY_S = 5.0
"""how often the file is written anew while a run goes on"""


class Metrics:
    """Keeps a file that node_exporter's textfile collector can pick up; it is replaced whole, so never half read.

    Raises `PledgebookError` where the file cannot be written.
    """

    def __init__(self, path: pathlib.Path) -> None:
        self._path, self._written = path, 0.0
        self._registry = prometheus.CollectorRegistry()
        gauge = functools.partial(prometheus.Gauge, registry=self._registry)
        self._documents = gauge("pledgebook_run_documents", "Inputs of this run by what became of them", ["outcome"])
        self._claims = gauge("pledgebook_run_claims", "Claims of this run by whether their evidence carries them", ["outcome"])
        self._seconds = gauge("pledgebook_run_seconds", "How long this run has taken")
        self._done = gauge("pledgebook_run_done", "1 when the run has ended by itself")
        self._started = time.monotonic()

    def note(self, tally: Tally, *, done: bool = False) -> None:
        """Writes the file if it is time to, or the run is done."""
        now = time.monotonic()
        if not done and now - self._written < EVERY_S:
            return
        self._written = now
        outcomes = {"read": tally.read - tally.elsewhere, "elsewhere": tally.elsewhere, "known": tally.known, "refused": tally.refused}
        for outcome, count in outcomes.items():
            self._documents.labels(outcome).set(count)
        self._claims.labels("kept").set(tally.claims)
        self._claims.labels("left_out").set(tally.unproven)
        self._seconds.set(now - self._started)
        self._done.set(done)
        try:
            prometheus.write_to_textfile(str(self._path), self._registry)
        except OSError as error:
            reason = f"{self._path}: metrics cannot be written ({error.strerror})"
            raise PledgebookError("bad_metrics", reason, "name a file in a folder you may write to") from error
