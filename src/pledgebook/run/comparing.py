"""Compares claims in other processes of this machine, or on a Ray cluster; what was found is what would be found here."""

from __future__ import annotations

import collections
import concurrent.futures
import functools
import multiprocessing
from collections.abc import Callable, Iterator
from typing import Any

from pledgebook.resolve.compare import Context
from pledgebook.resolve.shares import Comparing, Found, Share, compare_share

AHEAD = 2
"""shares given to each process before the oldest must be done, so that memory does not grow with the book"""


class Processes:
    """So many processes of this machine; what one that dies was given is compared here."""

    def __init__(self, jobs: int) -> None:
        self._jobs = jobs

    def __call__(self, context: Context, shares: Iterator[Share]) -> Iterator[Found]:
        spawned = multiprocessing.get_context("spawn")
        with concurrent.futures.ProcessPoolExecutor(self._jobs, spawned, _know, (context,)) as pool:
            yield from _in_turn(shares, lambda share: pool.submit(_compare, share).result, self._jobs * AHEAD, context, concurrent.futures.BrokenExecutor)


class OnRay:
    """Tasks on a Ray cluster, at most `jobs` at once or one for each of its processors.

    Ray gives what a lost node had to another, and what it gives up is compared here. `address` is as `run.cluster.Cluster` takes it, and so are the errors.
    """

    def __init__(self, address: str, jobs: int | None = None) -> None:
        self._address, self._jobs = address, jobs

    def __call__(self, context: Context, shares: Iterator[Share]) -> Iterator[Found]:
        # what reads on a cluster brings the language pipeline, which takes seconds to import
        from pledgebook.run.cluster import connected

        ray: Any = connected(self._address)
        try:
            jobs = self._jobs or max(1, int(ray.cluster_resources().get("CPU", 1)))
            compare, known = ray.remote(num_cpus=1)(compare_share), ray.put(context)

            def give(share: Share) -> Callable[[], Found]:
                task = compare.remote(share, known)
                return lambda: ray.get(task)

            yield from _in_turn(shares, give, jobs * AHEAD, context, ray.exceptions.RayError)
        finally:
            ray.shutdown()


def comparing(jobs: int | None, address: str | None) -> Comparing | None:
    """Who compares, by what a command was told; None where this process does."""
    if address:
        return OnRay(address, jobs)
    return Processes(jobs) if jobs else None


def _in_turn(shares: Iterator[Share], give: Callable[[Share], Callable[[], Found]], most: int, context: Context, lost: type[Exception]) -> Iterator[Found]:
    """What is found on each share, in their order, with no more than so many given at once; what is lost is compared here."""
    waiting: collections.deque[tuple[Share, Callable[[], Found]]] = collections.deque()

    def answer() -> Found:
        share, ask = waiting.popleft()
        try:
            return ask()
        except lost:
            return compare_share(share, context)

    for share in shares:
        try:
            waiting.append((share, give(share)))
        except lost:
            waiting.append((share, functools.partial(compare_share, share, context)))
        if len(waiting) >= most:
            yield answer()
    while waiting:
        yield answer()


_context: Context


def _know(context: Context) -> None:
    global _context
    _context = context


def _compare(share: Share) -> Found:
    return compare_share(share, _context)
