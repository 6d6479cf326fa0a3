"""What statements are about, and on which side of it: by words of the dossier and by what kind of act a statement is."""

from __future__ import annotations

import enum
import re
from collections.abc import Iterable

import msgspec

from pledgebook.dossier.schema import Dossier
from pledgebook.model.claim import Act
from pledgebook.model.ledger import StatementEntry


class Stance(enum.StrEnum):
    """How somebody stands to what is said."""

    FOR = "for"
    AGAINST = "against"
    TERMS = "terms"
    """demands and conditions"""
    NEITHER = "neither"


STANCES = {
    Act.SUPPORT: Stance.FOR,
    Act.PROMISE: Stance.FOR,
    Act.PRAISE: Stance.FOR,
    Act.REJECT: Stance.AGAINST,
    Act.THREATEN: Stance.AGAINST,
    Act.CRITICISE: Stance.AGAINST,
    Act.DENY: Stance.AGAINST,
    Act.DEMAND: Stance.TERMS,
    Act.CONDITION: Stance.TERMS,
}


class Topic(msgspec.Struct, frozen=True):
    """A topic of the dossier; `pattern` finds its words."""

    code: str
    name: str
    words: tuple[str, ...]

    @property
    def pattern(self) -> re.Pattern[str]:
        return re.compile(r"\b(?:" + "|".join(re.escape(word) for word in self.words) + r")\b", re.IGNORECASE)


def topics(dossier: Dossier) -> tuple[Topic, ...]:
    """The topics of `words/topics.toml`, in its order; () for a dossier without."""
    table = dossier.words.get("topics", {})
    return tuple(Topic(code, str(held["name"]), tuple(held["words"])) for code, held in table.items() if isinstance(held, dict))


def stance(entry: StatementEntry) -> Stance:
    """How the speaker stands to what the statement speaks of, by its act."""
    return STANCES.get(entry.act, Stance.NEITHER) if entry.act else Stance.NEITHER


def about(entries: Iterable[StatementEntry], topic: Topic) -> tuple[StatementEntry, ...]:
    """The statements whose words name the topic, in the order given."""
    pattern = topic.pattern
    return tuple(entry for entry in entries if pattern.search(entry.text) or any(pattern.search(words) for t in entry.testimonies for words in t.words))
