"""A small dossier about a flood, whole and right; tests break one thing in it."""

from __future__ import annotations

import pathlib
from collections.abc import Callable

import pytest

FILES = {
    "dossier.toml": """format = 1
name = "flood"
title = "The flood of the Lower Marches"
beneficiaries = ["LMA"]
flags = ["date_ambiguous"]

[[roles]]
name = "foreign minister"
words = ["Foreign Secretary"]
exclusive = true
""",
    "parties.csv": """code,kind,name,names,adjectives,seats,bodies,currency,members,context,basis
LMA,state,Lower Marches,the Marches,Marcher|Marchers,Marchtown,,LMC,,,atlas
NOB,state,Northbank,,Northbanker,Harbour House,Assembly,NBK,,,atlas
GEO,state,Georgia,,Georgian,Tbilisi,,GEL,,"Georgia: not before Tech, state; unless Atlanta",unverified
RIVERS,group,River states,riverside countries,,,,,LMA|NOB,,unverified
""",
    "people.csv": """name,aliases,party,role,from,to,basis
Ada Quill,Ada B. Quill,NOB,foreign minister,2020-01-01,2022-06-30,unverified
Bram Oster,,NOB,foreign minister,2022-06-30,,unverified
""",
    "events.csv": """code,name,phrases,first,last,basis
FLOOD,The flood,the flood|great flood,2021-03-04,2021-03-09,unverified
""",
    "schemes.csv": """code,name,phrases,donors,supplier,aid_type,from,to,basis
DAM,Dam fund,Dam fund|fund for the dams,NOB,,financial,2021-04-01,,unverified
""",
    "items.csv": """code,name,item_class,aid_type,aliases,maker,general,basis
PUMP,pump,Equipment,humanitarian,pumps|water pumps,NOB,false,unverified
AID,aid,Aid,,help|assistance,,true,unverified
""",
    "SOURCES.csv": """basis,title,publisher,licence,note
atlas,The Little Atlas,Quay Press,CC0-1.0,
""",
    "words/verbs.toml": 'give = ["give", "send"]\n',
}

Writer = Callable[..., pathlib.Path]


@pytest.fixture
def dossier_folder(tmp_path: pathlib.Path) -> Writer:
    """Writes the dossier with `(file, old, new)` replaced; a file whose new text is None is left out."""

    def write(*changes: tuple[str, str, str | None]) -> pathlib.Path:
        files: dict[str, str | None] = dict(FILES)
        for file, old, new in changes:
            text = files.get(file) or ""
            assert old in text
            files[file] = None if new is None else (text.replace(old, new) if old else new)
        folder = tmp_path / "flood"
        for file, content in files.items():
            if content is not None:
                (folder / file).parent.mkdir(parents=True, exist_ok=True)
                (folder / file).write_text(content, encoding="utf-8")
        return folder

    return write
