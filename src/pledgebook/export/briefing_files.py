"""A briefing as an HTML page that needs nothing else, and as a PDF; both with a chart, both the same bytes for the same book."""

from __future__ import annotations

import datetime
import html
import pathlib
from collections.abc import Iterator
from typing import Any

from pledgebook.errors import PledgebookError
from pledgebook.export.about import facts
from pledgebook.export.briefing import METHOD, Briefing, Item, Note

BARS = 12
MADE = datetime.datetime(2000, 1, 1, tzinfo=datetime.UTC)
"""PDF wants a day of making; a real one would make the same book another file"""
FAMILY = "Source"


def write_briefing(held: Briefing, path: pathlib.Path, *, replace: bool = False) -> None:
    """Writes the briefing as .html or .pdf; what stands there is left alone unless `replace`.

    Raises `PledgebookError` for another suffix, and where the place cannot be written.
    """
    suffix = path.suffix.lower()
    if suffix not in (".html", ".pdf"):
        raise PledgebookError("bad_suffix", f"{path}: a report is a file that ends in .html or .pdf", "give such a name")
    if path.exists() and not replace:
        raise PledgebookError("export_exists", f"{path}: something stands there", "give another name, or --replace to write over it")
    body = page(held).encode() if suffix == ".html" else pdf(held)
    try:
        path.write_bytes(body)
    except OSError as error:
        raise PledgebookError("export_failed", f"{path}: {error.strerror or error}", "see that the folder can be written and the disk has room") from None


def chart(held: Briefing) -> dict[str, Any]:
    """What each donor gives, as Vega-Lite."""
    values = [{"donor": donor, "amount": amount / 1e6} for donor, amount in held.donors[:BARS]]
    return {
        "$schema": "https://vega.github.io/schema/vega-lite/v5.json",
        "width": 480,
        "height": {"step": 18},
        "data": {"values": values},
        "mark": {"type": "bar", "color": "#2f6690"},
        "encoding": {
            "x": {"field": "amount", "type": "quantitative", "title": f"given, each promise once, {held.currency} million"},
            "y": {"field": "donor", "type": "nominal", "sort": "-x", "title": None},
        },
    }


def page(held: Briefing) -> str:
    """The briefing as one HTML page."""
    return "".join(_page(held))


def pdf(held: Briefing) -> bytes:
    """The briefing as a PDF."""
    import vl_convert
    from font_source_sans_pro import SourceSansPro, SourceSansProBold
    from fpdf import FPDF

    class Paper(FPDF):
        def footer(self) -> None:
            self.set_y(-15)
            self.set_font(FAMILY, size=8)
            self.cell(0, 10, f"{held.title}   page {self.page_no()}", align="C")

    paper = Paper(format="A4")
    paper.set_creation_date(MADE)
    paper.add_font(FAMILY, fname=SourceSansPro)
    paper.add_font(FAMILY, style="B", fname=SourceSansProBold)
    paper.set_title(held.title)
    paper.set_lang("en")
    paper.add_page()
    _write(paper, held.title, 20, bold=True)
    _write(paper, _origin(held), 8)
    if held.donors:
        picture = vl_convert.vegalite_to_png(chart(held), scale=2)
        paper.image(picture, w=paper.epw, alt_text=_spoken(held))
    for section in held.sections:
        _write(paper, section.title, 13, bold=True)
        for item in section.items:
            _write(paper, f"{item.text}{_marks(item)}", 10)
        if section.left:
            _write(paper, f"and {section.left} more", 10)
    if held.notes:
        _write(paper, "Sentences", 13, bold=True)
    for note in held.notes:
        _write(paper, f"[{note.number}] {_cited(note)}" + (f" {note.url}" if _web(note.url) else ""), 8)
    _write(paper, "Method", 13, bold=True)
    _write(paper, METHOD, 9)
    return bytes(paper.output())


def _write(paper: Any, text: str, size: int, *, bold: bool = False) -> None:
    if bold:
        paper.ln(3)
    paper.set_font(FAMILY, style="B" if bold else "", size=size)
    paper.multi_cell(0, size * 0.5, "".join(char if char.isprintable() else " " for char in text), new_x="LMARGIN", new_y="NEXT", align="L")
    paper.ln(1)


def _page(held: Briefing) -> Iterator[str]:
    import vl_convert

    title = html.escape(held.title)
    yield f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{title}</title><style>{_STYLE}</style></head><body><main><h1>{title}</h1>'
    yield f'<p class="small">{html.escape(_origin(held))}</p>'
    if held.donors:
        picture = vl_convert.vegalite_to_svg(chart(held))
        yield f'<figure role="img" aria-label="{html.escape(_spoken(held))}">{picture}</figure>'
    for section in held.sections:
        yield f"<h2>{html.escape(section.title)}</h2><ul>"
        for item in section.items:
            marks = "".join(f'<sup><a href="#note-{number}">[{number}]</a></sup>' for number in item.notes)
            yield f"<li>{html.escape(item.text)}{marks}</li>"
        yield "</ul>" + (f"<p>and {section.left} more</p>" if section.left else "")
    yield '<h2>Sentences</h2><ol class="small">' if held.notes else ""
    for note in held.notes:
        link = f' <a href="{html.escape(note.url or "")}" rel="noreferrer">{html.escape(note.url or "")}</a>' if _web(note.url) else ""
        yield f'<li id="note-{note.number}">{html.escape(_cited(note))}{link}</li>'
    yield ("</ol>" if held.notes else "") + f"<h2>Method</h2><p>{html.escape(METHOD)}</p></main></body></html>\n"


def _origin(held: Briefing) -> str:
    told = facts(held.about)
    parts = [f"pledgebook {told['pledgebook']}", f"dossier {told['dossier']} {told['dossier_digest'][:12]}", f"{told['documents']} documents"]
    parts += [f"as of {told['as_of']}"] if told["as_of"] else []
    parts += [f"only {told['selection']}"] if told["selection"] else []
    return "; ".join(parts)


def _spoken(held: Briefing) -> str:
    return "; ".join(f"{donor} {amount / 1e6:,.0f} million {held.currency}" for donor, amount in held.donors[:BARS])


def _cited(note: Note) -> str:
    where = ", ".join(part for part in ("/".join(note.sources) or "unknown source", note.title, str(note.published or "undated")) if part)
    return f"“{note.words}” ({where})"


def _marks(item: Item) -> str:
    return " " + "".join(f"[{number}]" for number in item.notes) if item.notes else ""


def _web(url: str | None) -> bool:
    return (url or "").startswith(("http://", "https://"))


_STYLE = (
    "body{font:16px/1.5 system-ui,sans-serif;color:#1b2733;margin:2rem}main{max-width:50rem;margin:auto}h1{line-height:1.2}h2{margin-top:2rem}"
    ".small{font-size:.85rem;color:#46535f}li{margin:.3rem 0}sup a{text-decoration:none}figure{margin:1rem 0;overflow-x:auto}a{color:#0b5394}"
    "@media print{body{margin:0}}"
)
