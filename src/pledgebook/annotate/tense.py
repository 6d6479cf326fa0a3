"""Tense: whether the words around a place speak of what was or of what is to come; a cheap look, no parser."""

from __future__ import annotations

import enum
import re

from pledgebook.dossier.alternatives import any_of
from pledgebook.dossier.schema import Dossier
from pledgebook.model.text import Span

BORDER = re.compile(r"[.!?;:]\s|[“”\"«»\n]")
BEFORE_CHARACTERS = 200
AFTER_CHARACTERS = 70
NOUN_CHARACTERS = 40


class Tense(enum.Enum):
    PAST = "past"
    FUTURE = "future"
    SHIFTED = "shifted"
    """said with "would", which may since have come to pass"""
    OPEN = "open"

    @property
    def ahead(self) -> bool:
        return self in (Tense.FUTURE, Tense.SHIFTED)


def compile_tense(dossier: Dossier) -> re.Pattern[str]:
    """One pattern for the verb groups of a dossier's words; group `future` tells the two apart."""
    keys = ("future", "not_future", "scheduled", "past", "not_past")
    future, not_future, scheduled, past, not_past = (any_of(dossier.terms("dates", "tense", key)) for key in keys)
    filler = r"(?:\s+(?:not|also|soon|then|\w+ly))*"
    # a participle after "to be" says no time, one after "will be" or "expected to be" belongs to the future group, not to the past
    participle = rf"(?:\s+(?:be|have been|have))?{filler}(?:\s+\w+(?:ed|en|t)\b)?"
    return re.compile(
        rf"(?<![\w-])(?:(?P<future>(?!(?:{not_future})\b)(?:{future})\b{filler}(?:\s+to\b)?{filler}{participle}|(?:{scheduled})\b)"
        rf"|(?<!\bbe )(?!(?:{not_past})\b)(?P<past>(?:{past})\b|[a-z]{{2,}}ed\b))"
    )


def tense_at(text: str, place: Span, verbs: re.Pattern[str]) -> Tense:
    """The tense at a date: that of the last verb group before it in its clause, else of the first after it.

    >>> from pledgebook.dossier.load import load_dossier
    >>> verbs = compile_tense(load_dossier())
    >>> text = "The ministry said on Monday it will meet the envoys on Friday."
    >>> [tense_at(text, Span(text.index(day), text.index(day) + 6), verbs).value for day in ("Monday", "Friday")]
    ['past', 'future']
    """
    before = text[max(0, place.start - BEFORE_CHARACTERS) : place.start]
    borders = list(BORDER.finditer(before))
    before = before[borders[-1].end() :] if borders else before
    after = text[place.end : place.end + AFTER_CHARACTERS]
    border = BORDER.search(after)
    after = after[: border.start()] if border else after
    groups = list(verbs.finditer(before))
    later = verbs.search(after)
    # "said Thursday's talks would ...": a date that belongs to a noun goes with the noun's verb
    if later and (not groups or (after[:2] in ("'s", "’s") and later.start() <= NOUN_CHARACTERS)):
        groups = [later]
    group = groups[-1] if groups else None
    if group is None:
        return Tense.OPEN
    if not group.group("future"):
        return Tense.PAST
    return Tense.SHIFTED if group.group("future").startswith("would") else Tense.FUTURE
