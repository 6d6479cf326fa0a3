"""The long lists of the ledger page, choices and cells by the hundred, written without a template: that takes a tenth of the time."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterable, Sequence

import msgspec
from markupsafe import Markup, escape

from pledgebook.analyse.totals import JOINT, NOBODY, Sum
from pledgebook.model.claim import Stage
from pledgebook.store.shelf import FacetCount
from pledgebook.web.characters import harmless

Choice = tuple[str, str]


class Cells(msgspec.Struct, frozen=True):
    """The table of totals in one currency: rows of donors, columns of stages."""

    currency: str
    stages: tuple[Stage, ...]
    rows: tuple[tuple[str, tuple[Sum | None, ...]], ...]
    all: tuple[Sum | None, ...]


def select(
    name: str, label: str, counted: Iterable[FacetCount], value: str | None, *, told: Callable[[str], str] = str, more: tuple[Choice, ...] = ()
) -> Markup:
    """A field with a choice for each value that is known, `told` as people write it, and `more` that are not counted.

    >>> print(select("stage", "Stage", [FacetCount("pledged", 2)], "pledged"))
    <div class="field"><label for="f-stage">Stage</label><select id="f-stage" name="stage"><option value="">all</option>
    <option value="pledged" selected>pledged (2)</option></select></div>
    """
    options = [(held.value, f"{told(held.value)} ({held.count})") for held in counted if held.value is not None]
    options += more
    if value and value not in {code for code, _ in options}:
        options.append((value, told(value)))
    listed = "\n".join(f'<option value="{_safe(code)}"{" selected" if code == value else ""}>{_safe(text)}</option>' for code, text in options)
    head = f'<div class="field"><label for="f-{name}">{_safe(label)}</label><select id="f-{name}" name="{name}"><option value="">all</option>'
    return Markup(f"{head}\n{listed}</select></div>")


def cells(table: Cells, address: str, told: Callable[[str], str], shown: Callable[[Sum], str]) -> Markup:
    """The rows of a table of totals by their names, every figure leading to the entries it adds; `address` is the page's, up to the cell's name."""
    way = f"{_safe(address)}{table.currency}:"
    ways = [f'<td><a href="{way}{stage}:' for stage in table.stages]

    def line(row: str, sums: Sequence[Sum | None]) -> str:
        held = "".join("<td>–</td>" if sum_ is None else f'{before}{row}">{shown(sum_)}</a></td>' for sum_, before in zip(sums, ways, strict=True))
        return f'<tr><th scope="row">{_safe(told(row))}</th>{held}</tr>'

    rows = "\n".join(line(row, sums) for row, sums in sorted(table.rows, key=lambda held: by_name(held[0], told)))
    return Markup(f"<tbody>{rows}</tbody>\n<tfoot>{line('all', table.all)}</tfoot>")


def by_name(row: str, told: Callable[[str], str]) -> tuple[bool, str]:
    """Where a row of a table of donors stands: by its name, rows that are no party last."""
    return row in (JOINT, NOBODY), told(row).casefold()


@functools.lru_cache(8192)
def _safe(text: str) -> str:
    return str(escape(harmless(text)))
