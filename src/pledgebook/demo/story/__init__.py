"""The scheme of 2025 told by invented reports: its reports, the claims they make, and the ledger they must give.

Outlets and unnamed sources are invented (addresses end in .example); sums, donors and days of the packages are public
facts, some contradicted on purpose, and parliament votes, contracts and arrivals are made up.
"""

from __future__ import annotations

from importlib import resources
from importlib.resources.abc import Traversable

__all__ = ["story"]


def story() -> Traversable:
    """The folder with `reports.jsonl`, `claims.jsonl` and `ledger.toml`.

    >>> story().joinpath("reports.jsonl").read_text(encoding="utf-8").count("\\n") >= 60
    True
    """
    return resources.files("pledgebook.demo.story")
