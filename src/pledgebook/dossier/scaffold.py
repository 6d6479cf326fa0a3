"""A new dossier's first files: little, valid, and saying what to fill in."""

from __future__ import annotations

import pathlib
import re

from pledgebook.dossier.tables import COLUMNS, SHIPPED
from pledgebook.errors import DossierError

_HEAD = """\
# What this book is kept of. Everything this folder does not say is taken from the dossier it rests on: states and
# officials, goods, the words of giving. A row with a code of its own is added, one with a known code stands instead.
format = 1
name = "{name}"
title = "{title}"
beneficiaries = [{beneficiaries}]
rests_on = "ukraine"
"""
_GATE = """\
# Which reports are read: those that name one of these words and speak of aid. "*" leaves a word's end open.
# Add the towns, regions and leaders that stand for the beneficiary in reports.
beneficiary = [{words}]

# Words that make a report one of aid, where they are others than the base's. The list stands instead of the base's
# (words/gate.toml of the dossier this one rests on), so take over what you keep.
# [triggers]
# aid = ["aid", "assistance", "donat*", "deliver*", "funding", "grant*", "pledg*", "vaccine*"]

[note]
# Other recipients that a short note may be about; what is named here stays outside.
others = []
"""
_TOPICS = """\
# What statements speak of; a word is met as a whole and in any case.
instead = true

[money]
name = "Money"
words = ["million", "billion", "loan", "loans", "grant", "grants", "funding"]
"""
_CASES = """\
# What must be found in a text, and a near miss in which it must not.
[[cases]]
annotator = "names"
text = "Norway helped."
expect = ["NOR"]
near_miss = "The norm helped."
"""
_AID_CASES = """\
# Whether a report that says this is read at all.
[[cases]]
annotator = "gate"
text = "Norway pledged humanitarian aid to {name}."
expect = ["read"]
near_miss = "{name} played well on Saturday."

# A claim in words: stage, donors, amount with its rule of counting, goods.
[[cases]]
annotator = "aid"
text = "Norway pledged 5 million dollars in humanitarian aid to {name}."
expect = ["pledged NOR 5000000 USD total"]
near_miss = "Norway spent 5 million dollars on its own roads, and {name} played well."
"""


def scaffold(folder: pathlib.Path, beneficiaries: tuple[str, ...], title: str | None = None) -> tuple[pathlib.Path, ...]:
    """Writes a new dossier into a folder that is not there yet or empty, and names its files.

    Beneficiaries are codes of parties, of a state its ISO 3166-1 alpha-3 code. Raises `DossierError` where the folder
    holds something, its name is no name for a dossier, or a code is no code of a known party.
    """
    from pledgebook.dossier.load import load_dossier

    if not re.fullmatch(r"[a-z][a-z0-9_-]*", folder.name) or (SHIPPED / folder.name).exists():
        raise DossierError("bad_name", f"{folder}: '{folder.name}' is no name for a new dossier", "take small letters, and no shipped dossier's name")
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise DossierError("folder_in_use", f"{folder}: there is something there already", "name a folder that is not there yet")
    parties = {party.code: party for party in load_dossier("ukraine").parties}
    unknown = [code for code in beneficiaries if code not in parties]
    if unknown or not beneficiaries:
        raise DossierError("unknown_code", f"'{', '.join(unknown)}' is no code of a known party", "give ISO 3166-1 alpha-3 codes, such as PAK")
    named = [word.lower() for code in beneficiaries for word in (parties[code].name, *parties[code].adjectives, *parties[code].seats)]
    files = {
        "dossier.toml": _HEAD.format(name=folder.name, title=title or folder.name, beneficiaries=_quoted(beneficiaries)),
        **{file: ",".join((*needed, *optional)) + "\n" for file, (needed, optional) in COLUMNS.items()},
        "words/gate.toml": _GATE.format(words=_quoted(named)),
        "words/topics.toml": _TOPICS,
        "cases/names.toml": _CASES,
        "cases/aid.toml": _AID_CASES.format(name=parties[beneficiaries[0]].name),
    }
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    return tuple(folder / name for name in files)


def _quoted(words: tuple[str, ...] | list[str]) -> str:
    return ", ".join(f'"{word}"' for word in dict.fromkeys(words))
