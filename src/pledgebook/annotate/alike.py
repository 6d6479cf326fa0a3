"""Names of states as the parser sees them: one name for all, so that what is read of a state does not hang on how it is called.

The network was trained on texts that say more of some states than of others; the same sentence about two states would be
parsed in two ways.
"""

from __future__ import annotations

from collections.abc import Mapping

from pledgebook.annotate.compiled import per_dossier
from pledgebook.dossier.schema import Dossier


@per_dossier
def parsed_as(dossier: Dossier) -> Mapping[str, str]:
    """For each name, adjective and seat of a state that is one capitalised word, the word the parser takes it for; {} where the dossier has none.

    >>> from pledgebook.dossier.load import load_dossier
    >>> words = parsed_as(load_dossier())
    >>> words["Norway"] == words["Japan"], words["Norwegian"] == words["Japanese"], words["Oslo"] == words["Tokyo"]
    (True, True, True)
    """
    table = dossier.words.get("sentences", {}).get("parsed_as", {})
    found: dict[str, str] = {}
    for party in dossier.parties if table else ():
        if party.kind == "state":
            for kind, forms in (("name", (party.name, *party.names)), ("adjective", party.adjectives), ("seat", party.seats)):
                for form in forms:
                    # plurals of adjectives ("Germans") are people, and capitals are headlines and abbreviations
                    if form.istitle() and form.isalpha() and not (kind == "adjective" and form.endswith("s") and form[:-1] in party.adjectives):
                        found.setdefault(form, table[kind])
    return found
