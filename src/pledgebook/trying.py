"""The cases a dossier brings, tried: names as the annotator finds them, whether the gate lets a text in, and aid as whole claims in words."""

from __future__ import annotations

import datetime
import pathlib
from collections.abc import Iterator

from pledgebook.clean.decode import row_document
from pledgebook.dossier.cases import Reader, read_cases, run_cases
from pledgebook.dossier.load import load_dossier
from pledgebook.dossier.schema import Dossier
from pledgebook.dossier.tables import Problem, read_tables
from pledgebook.model.annotation import MentionKind
from pledgebook.model.claim import AidClaim
from pledgebook.model.text import Given, RawDocument

DAY = datetime.date(2024, 5, 15)
"""when a case is taken to have been published, a Wednesday"""
AFTER = "\n\nThe session in the town hall lasted two hours."
"""a paragraph without aid, so that the text of a case is a report and no registry note"""


def try_cases(folder: pathlib.Path) -> tuple[int, list[Problem]]:
    """How many cases a dossier has of its own, and those that fail; raises `DossierError` for one that cannot be loaded."""
    cases = read_cases(read_tables(folder))
    if not cases:
        return 0, []
    dossier = load_dossier(str(folder))
    readers: dict[str, Reader] = {"names": lambda text: names_in(text, dossier), "aid": lambda text: aid_in(text, dossier)}
    readers["gate"] = lambda text: gate_of(text, dossier)
    return len(cases), run_cases(cases, readers)


def names_in(text: str, dossier: Dossier) -> Iterator[str]:
    """The parties of a text as codes and its people by name, in order."""
    from pledgebook.annotate.names import find_names
    from pledgebook.clean.layout import clean_document

    for mention in find_names(clean_document(_document(text), dossier), dossier):
        yield mention.code or mention.name if mention.kind is MentionKind.PARTY else mention.name


def aid_in(text: str, dossier: Dossier) -> Iterator[str]:
    """The aid claims of a text as words: stage, donors, amount with its counting rule, goods."""
    # the language pipeline takes seconds to import
    from pledgebook.pipeline import read_document

    for claim in read_document(_document(text), dossier, every_document=True).claims:
        if isinstance(claim, AidClaim):
            yield told(claim)


def gate_of(text: str, dossier: Dossier) -> list[str]:
    """`read` where the dossier's gate lets a report with this text in."""
    from pledgebook.annotate.gate import passes_gate
    from pledgebook.clean.layout import clean_document

    return ["read"] if passes_gate(clean_document(_document(text), dossier), dossier) else []


def told(claim: AidClaim) -> str:
    """A claim in words, as cases write it: `pledged NOR 5000000 USD total`."""
    amount = f"{claim.amount.min or claim.amount.max:.0f} {claim.amount.currency} {claim.counts_as}" if claim.amount else ""
    goods = ", ".join(f"{item.quantity:.0f} {item.name}" if item.quantity else item.name for item in claim.items)
    return " ".join(part for part in (str(claim.stage), "+".join(claim.donors), amount, goods) if part)


def _document(text: str) -> RawDocument:
    return row_document(text + AFTER, "case", Given(date=str(DAY)))
