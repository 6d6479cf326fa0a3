"""What each outlet had first, alone, and otherwise than the book."""

from __future__ import annotations

import msgspec

from pledgebook.analyse.outlets import Outlet, outlets, parts
from pledgebook.resolve.fold import fold


def told(facts, source, published, amount=500, **more):
    on = more.pop("on", "2025-08-04")
    return facts.document(facts.aid(amount and amount * 1e6, "NLD", on=on, **more), source=source, published=published)


def test_first_is_who_reports_a_day_before_all_others_and_alone_who_reports_at_all(facts):
    one_event = [told(facts, "a.example", "2025-08-04"), told(facts, "b.example", "2025-08-05"), told(facts, "a.example", "2025-08-06")]
    own = told(facts, "b.example", "2025-03-02", amount=77, on="2025-03-01")
    found = outlets(fold([*one_event, own], facts.dossier).entries)
    # a had the first event a day before b, which had another that nobody else tells, and so had it first as well
    assert found == (
        Outlet("a.example", entries=1, claims=2, first=1, alone=0, figures=2),
        Outlet("b.example", entries=2, claims=2, first=1, alone=1, figures=2),
    )


def test_nobody_is_first_on_one_day_or_beside_a_report_of_no_day(facts):
    same = fold([told(facts, "a.example", "2025-08-04"), told(facts, "b.example", "2025-08-04")], facts.dossier)
    undated = fold([told(facts, "a.example", "2025-08-04"), told(facts, "b.example", None)], facts.dossier)
    for ledger in (same, undated):
        (entry,) = ledger.entries
        assert [part.first for part in parts(entry)] == [0, 0]


def test_figures_that_cannot_be_true_beside_the_one_shown_are_counted(facts):
    reports = [told(facts, f"{name}.example", f"2025-08-0{k + 4}") for k, name in enumerate("ab")]
    (entry,), (silent,) = (fold(held, facts.dossier).entries for held in (reports, [told(facts, "c.gov.example", "2025-08-06", amount=None)]))
    entry = msgspec.structs.replace(entry, testimonies=(*entry.testimonies, *silent.testimonies))
    shown = msgspec.structs.replace(entry, amount=facts.money(900e6))
    found = {part.name: part for part in parts(shown)}
    assert {name: (part.figures, part.differing) for name, part in found.items()} == {"a.example": (1, 1), "b.example": (1, 1), "c.gov.example": (0, 0)}
    assert [part.differing for part in parts(entry)] == [0, 0, 0]
    assert [name for name, part in found.items() if part.official] == ["c.gov.example"]
