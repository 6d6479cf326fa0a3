"""The cases a dossier brings: texts with what must be found in them, and near misses in which it must not."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

import msgspec

from pledgebook.dossier.tables import Problem, Tables

KEYS = {"annotator", "text", "expect", "near_miss"}

Reader = Callable[[str], Iterable[str]]
"""what an annotator finds in a text, each find as a word to compare: a party's code, "500000000 USD" """


class Case(msgspec.Struct, frozen=True):
    """A text in which an annotator must find `expect`, in order, and one in which it must find none of it."""

    file: str
    number: int
    annotator: str
    text: str
    expect: tuple[str, ...]
    near_miss: str | None = None


def read_cases(tables: Tables) -> tuple[Case, ...]:
    """The cases of tables that `check_cases` has found right."""
    return tuple(Case(file, number, case["annotator"], case["text"], tuple(case["expect"]), case.get("near_miss")) for file, number, case in _each(tables))


def check_cases(tables: Tables) -> Iterator[Problem]:
    """What is wrong in how cases are written."""
    hint = f"a case has {', '.join(sorted(KEYS))}; only near_miss may be missing"
    for file, number, case in _each(tables):
        wrong = sorted(case.keys() - KEYS) + sorted(key for key in KEYS - {"near_miss"} if not isinstance(case.get(key), list if key == "expect" else str))
        if wrong:
            yield Problem(file, 0, "bad_case", f"case {number}: {', '.join(wrong)} unknown, missing or of the wrong type", hint)
    for stem, table in tables.cases.items():
        if table.keys() - {"cases"}:
            yield Problem(f"cases/{stem}.toml", 0, "bad_case", f"unknown keys: {', '.join(sorted(table.keys() - {'cases'}))}", "write [[cases]] tables")


def run_cases(cases: Iterable[Case], readers: Mapping[str, Reader]) -> list[Problem]:
    """The cases that fail, as problems; one for an annotator without a reader fails too.

    >>> case = Case("cases/states.toml", 1, "shout", "aid for Ruritania", ("RURITANIA",), "Ruritanian aid")
    >>> run_cases([case], {"shout": lambda text: [word.upper() for word in text.split() if word[0].isupper()]})
    []
    """
    failed: list[Problem] = []
    for case in cases:
        if case.annotator not in readers:
            failed.append(_failure(case, f"annotator '{case.annotator}' is unknown", f"annotators are: {', '.join(sorted(readers))}"))
            continue
        read = readers[case.annotator]
        found = tuple(read(case.text))
        if found != case.expect:
            failed.append(_failure(case, f"found {list(found)} in '{case.text}'", f"expected {list(case.expect)}"))
        if case.near_miss is not None and (astray := sorted(set(read(case.near_miss)) & set(case.expect))):
            failed.append(_failure(case, f"found {astray} in the near miss '{case.near_miss}'", "give the alias a context, or the word another list"))
    return failed


def _failure(case: Case, message: str, hint: str) -> Problem:
    return Problem(case.file, 0, "failed_case", f"case {case.number}: {message}", hint)


def _each(tables: Tables) -> Iterator[tuple[str, int, dict[str, Any]]]:
    for stem, table in tables.cases.items():
        listed = table.get("cases", [])
        for number, case in enumerate(listed if isinstance(listed, list) else [], start=1):
            yield f"cases/{stem}.toml", number, case if isinstance(case, dict) else {}
