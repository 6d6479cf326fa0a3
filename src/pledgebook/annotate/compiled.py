"""Matchers are built once for a dossier, however often it is asked for."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import TypeVar

from pledgebook.dossier.schema import Dossier

T = TypeVar("T")


def per_dossier(build: Callable[[Dossier], T]) -> Callable[[Dossier], T]:
    """The function that builds something from a dossier, remembering it by the dossier's digest.

    A dossier without a digest (made by hand, in tests) is told apart by identity and kept alive with what was built.
    """
    built: dict[str | int, tuple[Dossier, T]] = {}

    @functools.wraps(build)
    def remembered(dossier: Dossier) -> T:
        key = dossier.digest or id(dossier)
        if key not in built:
            built[key] = (dossier, build(dossier))
        return built[key][1]

    return remembered
