"""Whether two donor lists can be one: equal, one a group that contains the other, one naming more of the same."""

from __future__ import annotations

import enum
from collections.abc import Iterable, Mapping

from pledgebook.dossier.schema import Dossier, PartyKind

MOST = 0.5
"""share of all names from which two lists may be one of which somebody got a name wrong"""


class Kinship(enum.StrEnum):
    """How two donor lists stand to each other, closest first."""

    EQUAL = "equal"
    CONTAINS = "contains"
    """one is a group the other belongs to, or both are groups with members in common"""
    SUPERSET = "superset"
    """one names more donors"""
    RIVAL = "rival"
    """most names are shared, and some of each list are not in the other"""
    OPEN = "open"
    """one names nobody"""
    APART = "apart"


class Parties:
    """The dossier's groups, to expand codes by."""

    def __init__(self, dossier: Dossier) -> None:
        open_groups = dossier.words.get("resolve", {}).get("groups", {})
        members = {code: frozenset(codes) for code, codes in open_groups.items()}
        members |= {party.code: frozenset(party.members) for party in dossier.parties if party.members}
        self._members: Mapping[str, frozenset[str]] = {code: _closure(code, members) for code in members}
        self._groups = frozenset(party.code for party in dossier.parties if party.kind is PartyKind.GROUP)
        self._known: dict[tuple[tuple[str, ...], tuple[str, ...]], Kinship] = {}

    def expand(self, codes: Iterable[str]) -> frozenset[str]:
        """The codes with the members of every group and organisation among them."""
        given = frozenset(codes)
        return given.union(*(self._members.get(code, frozenset()) for code in given))

    def is_group(self, code: str) -> bool:
        """Whether a code stands for parties that a text does not spell out."""
        return code in self._groups

    def is_open(self, code: str) -> bool:
        """Whether a code stands for parties of whom nobody knows which they may be."""
        return code in self._groups and not self._members.get(code)

    def kinship(self, left: tuple[str, ...], right: tuple[str, ...]) -> Kinship:
        """How two donor lists stand to each other, whatever their order."""
        if (left, right) not in self._known:
            self._known[left, right] = self._kinship(left, right)
        return self._known[left, right]

    def _kinship(self, left: tuple[str, ...], right: tuple[str, ...]) -> Kinship:
        a, b = frozenset(left), frozenset(right)
        if a == b:
            return Kinship.EQUAL
        if not a or not b:
            return Kinship.OPEN
        if a < b or b < a:
            return Kinship.SUPERSET
        if b <= self.expand(a) or a <= self.expand(b):
            return Kinship.CONTAINS
        return self._spelled_out_kinship(a, b)

    def _spelled_out_kinship(self, left: frozenset[str], right: frozenset[str]) -> Kinship:
        a, b = self.members(left), self.members(right)
        shared = a & b
        if shared and left <= self._groups and right <= self._groups:
            return Kinship.CONTAINS
        if len(shared) >= 2 and len(shared) >= MOST * len(a | b):
            return Kinship.RIVAL
        return Kinship.APART

    def members(self, codes: Iterable[str]) -> frozenset[str]:
        """The parties a list of codes comes to, with groups replaced by their members.

        An organisation that acts by itself, such as the EU, stands for itself; a group whose members nobody knows too.
        """
        return frozenset(code for code in self.expand(codes) if code not in self._groups or self.is_open(code))


def _closure(code: str, members: Mapping[str, frozenset[str]]) -> frozenset[str]:
    found: set[str] = set()
    pending = [code]
    while pending:
        for member in members.get(pending.pop(), frozenset()) - found:
            found.add(member)
            pending.append(member)
    return frozenset(found - {code})
