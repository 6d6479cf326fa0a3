from __future__ import annotations

import datetime

import msgspec
import pytest

from pledgebook.annotate.dates import dates_in, find_dates
from pledgebook.dossier.load import load_dossier
from pledgebook.dossier.schema import Event
from pledgebook.model.annotation import DateMention
from pledgebook.model.text import Block, DateRange, Document, OffsetMap, Precision, Published, RawDocument, Span

THURSDAY = datetime.date(2025, 7, 10)
SUMMIT = Event("SUMMIT", "Vilnius summit", ("the Vilnius summit",), DateRange(datetime.date(2023, 7, 11), datetime.date(2023, 7, 12)))
OSLO = [Event(f"OSLO_{day.year}", "Oslo summit", ("the Oslo summit",), DateRange(day, day)) for day in (datetime.date(2024, 8, 5), datetime.date(2025, 8, 4))]
ROME = Event("ROME", "Rome summit", ("the Rome summit",), DateRange(datetime.date(2026, 5, 1), datetime.date(2026, 5, 1)))
INVASION = Event("INVASION", "the invasion", ("Russian invasion",), DateRange(datetime.date(2022, 2, 24), datetime.date(2022, 2, 24)))
DOSSIER = msgspec.structs.replace(load_dossier(), events=(SUMMIT, *OSLO, ROME, INVASION), digest="with events of these tests")

# read on Thursday 10 July 2025; "A/B" is from day A to day B, ";" parts mentions
CASES = [
    ("They met on July 9.", "2025-07-09"),
    ("They met on 9 July 2025.", "2025-07-09"),
    ("They met on 3 Dec in Oslo.", "2024-12-03"),
    ("They met on 2025-12-03.", "2025-12-03"),
    ("They met on 12/03/2025.", "2025-12-03"),
    ("They met on 12.03.2025.", "2025-03-12"),
    ("They met on Wednesday.", "2025-07-09"),
    ("They met on Thursday.", "2025-07-10"),
    ("They will meet on Friday.", "2025-07-11"),
    ("The ministry said on Wednesday it will pay on Friday.", "2025-07-09;2025-07-11"),
    ("The upcoming meeting next Friday is key.", "2025-07-11"),
    ("The aid arrives this Friday.", "2025-07-11"),
    ("They met last Thursday.", "2025-07-03"),
    ("On Wednesday, July 9, they met.", "2025-07-09"),
    ("On Thursday night, he signed it.", "2025-07-10"),
    ("Yesterday they met.", "2025-07-09"),
    ("Today, we pay.", "2025-07-10"),
    ("They meet tomorrow.", "2025-07-11"),
    ("They met this week.", "2025-07-07/2025-07-10"),
    ("They will meet this week.", "2025-07-10/2025-07-13"),
    ("They met last week.", "2025-06-30/2025-07-06"),
    ("They will meet next month.", "2025-08-01/2025-08-31"),
    ("They paid earlier this month.", "2025-07-01/2025-07-10"),
    ("They will pay later this year.", "2025-07-10/2025-12-31"),
    ("They paid in recent weeks.", "2025-06-05/2025-07-10"),
    ("They paid in recent days.", "2025-07-03/2025-07-10"),
    ("They will pay in the coming months.", "2025-07-10/2026-01-06"),
    ("They will pay over the next year.", "2025-07-10/2026-07-10"),
    ("They will pay over the next five months.", "2025-07-10/2025-12-10"),
    ("They met two weeks ago.", "2025-06-26"),
    ("They paid last year.", "2024-01-01/2024-12-31"),
    ("They paid over the last year.", "2024-07-10/2025-07-10"),
    ("They met in March.", "2025-03-01/2025-03-31"),
    ("They will meet in March.", "2026-03-01/2026-03-31"),
    ("They met in mid-March.", "2025-03-11/2025-03-20"),
    ("They met in early June.", "2025-06-01/2025-06-10"),
    ("They met in late June.", "2025-06-21/2025-06-30"),
    ("They will pay at the end of the year.", "2025-09-01/2025-12-31"),
    ("They will pay by the end of 2025.", "2025-07-10/2025-12-31"),
    ("They paid since the invasion.", "2022-02-24/2025-07-10"),
    ("They paid since February.", "2025-02-01/2025-07-10"),
    ("They paid since 2022.", "2022-01-01/2025-07-10"),
    ("They paid since Feb. 24.", "2025-02-24/2025-07-10"),
    ("They paid since Russia invaded Ukraine in February 2022.", "2022-02-24/2025-07-10"),
    ("They met between June 3 and June 5.", "2025-06-03/2025-06-05"),
    ("They met from Monday to Wednesday.", "2025-07-07/2025-07-09"),
    ("They paid in the spring of 2024.", "2024-03-01/2024-05-31"),
    ("They paid in summer 2024.", "2024-06-01/2024-08-31"),
    ("They paid in fiscal year 2023.", "2022-10-01/2023-09-30"),
    ("They paid in FY2024.", "2023-10-01/2024-09-30"),
    ("They paid in the second quarter of 2024.", "2024-04-01/2024-06-30"),
    ("They paid in Q3 2024.", "2024-07-01/2024-09-30"),
    ("They paid in 2024.", "2024-01-01/2024-12-31"),
    ("They will pay by winter.", "2025-07-10/2026-02-28"),
    ("They will pay within days.", "2025-07-10/2025-07-17"),
    ("At the Vilnius summit they paid.", "2023-07-11/2023-07-12"),
    ("They agreed at the summit in June.", "2025-06-01/2025-06-30"),
    ("They talked for five hours.", ""),
    ("Aid around the clock, 24/7.", ""),
    ("Article 5 says $2025 and 2000 missiles.", ""),
    ("The Sunday Times wrote it.", ""),
    ("They sent 2024 shells.", ""),
    ("They will have sent of 2000 missiles 50.", ""),
    ("They may pay.", ""),
    ("On August 15 the leaders meet.", "2025-08-15"),
    ("The talks begin on Monday.", "2025-07-14"),
    ("The plan for Friday’s talks stands and will proceed.", "2025-07-11"),
    ("Two weeks later, they paid.", "2025-07-24"),
    ("In May they met. Two weeks later, they paid.", "2025-05-01/2025-05-31;2025-06-14"),
    ("They met June 24-25 in Norport.", "2025-06-24/2025-06-25"),
    ("They met on the 24th of June, 2024.", "2024-06-24"),
    ("They met over the weekend.", "2025-07-05/2025-07-06"),
    ("They will meet at the weekend.", "2025-07-12/2025-07-13"),
    ("They met last month.", "2025-06-01/2025-06-30"),
    ("He has paid since January 2024.", "2024-01-01/2025-07-10"),
    ("They paid in the lead up to the invasion.", "2021-12-26/2022-02-24"),
    ("During the first 10 months of the war they paid.", "2022-02-24/2022-12-24"),
    ("They paid in the early days of the war.", "2022-02-24/2022-03-31"),
    ("Over the summer, the G7 agreed.", "2025-06-01/2025-08-31"),
    ("He met them last fall.", "2024-09-01/2024-11-30"),
    ("The deal must become law before July 19.", "2025-07-10/2025-07-19"),
    ("Until now from June to August 2024 they paid.", "2024-06-01/2024-08-31"),
    ("As of July 2, it had sent 16.", "2025-07-02"),
    ("The 2022 deal failed.", "2022-01-01/2022-12-31"),
    ("It fell in the fall of the city.", ""),
    ("They paid a day earlier.", "2025-07-09"),
    ("They paid a couple of months ago.", "2025-05-01/2025-05-31"),
    ("May and March on.", ""),
    ("Between now and mid-August, we will deliver.", "2025-07-10/2025-08-20"),
    ("It was pledged in June and slated for November.", "2025-06-01/2025-06-30;2025-11-01/2025-11-30"),
    ("It will arrive some time in 2026.", "2026-01-01/2026-12-31"),
    ("It paid in September last year.", "2024-09-01/2024-09-30"),
    ("The ministry announced the package on Tuesday and it will arrive in August.", "2025-07-08;2025-08-01/2025-08-31"),
    ("Aid will flow through fiscal year 2026.", "2025-07-10/2026-09-30"),
    ("He said at the end of June they paid.", "2025-06-21/2025-06-30"),
    ("They agreed on Tuesday of last week.", "2025-07-01"),
    ("By the end of the month they will pay.", "2025-07-10/2025-07-31"),
    ("By the end of March they had paid.", "2025-03-21/2025-03-31"),
    ("Since the war began, they paid.", "2022-02-24/2025-07-10"),
    ("Since the start of the conflict in 2014, they paid.", "2014-01-01/2025-07-10"),
    ("They paid since President Biden took office.", "2021-01-20/2025-07-10"),
    ("They paid the same day.", "None"),
    ("They paid from January 2024 to January 2025.", "2024-01-01/2025-01-31"),
    ("The hunt was announced for August 1 through Sept. 30.", "2025-08-01/2025-09-30"),
    ("Sales are expected to hit a whopping $207 billion between Nov. 1 and Dec. 31.", "2025-11-01/2025-12-31"),
    ("It was broadened later in spring.", "2025-03-01/2025-05-31"),
    ("It began its war against Hamas.", ""),
    ("Paid since the start of its war against Hamas.", ""),
    ("The White House could not be reached on Sunday.", "2025-07-06"),
    ("They said Friday's talks would fail.", "2025-07-11"),
    ("They first announced that guns would come on March 1.", "2025-03-01"),
    ("They announced that guns would come on Sept. 1.", "2025-09-01"),
    ("Guns will come on March 1.", "2026-03-01"),
    ("Before the October 7 attack they paid.", "2024-10-07"),
    ("Since then, they paid. In June they met. Since then, they paid.", "None;2025-06-01/2025-06-30;2025-06-30/2025-07-10"),
    ("The March 2024 pledge.", "2024-03-01/2024-03-31"),
    ("They will pay over the next two to three years.", "2025-07-10/2028-07-10"),
    ("They paid in the last 48 hours.", "2025-07-08/2025-07-10"),
    ("They will pay within hours.", "2025-07-10/2025-07-11"),
    ("They met two or three weeks ago.", "2025-06-19/2025-06-26"),
    ("They talked for 48 hours in the past.", ""),
    ("The drones fly two to three hours.", ""),
]


def published(first: datetime.date, last: datetime.date) -> Published:
    same = first == last
    return Published(first if same else None, DateRange(first, last), Precision.DAY if same else Precision.WINDOW, "given")


def document(text: str, when: Published | None) -> Document:
    raw = RawDocument("a", "0" * 64, text, "utf-8")
    block = Block(Span(0, len(text)), "paragraph")
    return Document(raw, text, OffsetMap((0,), (0,), (len(text),)), (block,), (), (), None, None, None, None, when, "en")


def dates(text: str, when: Published | None = published(THURSDAY, THURSDAY)) -> tuple[DateMention, ...]:
    return find_dates(document(text, when), DOSSIER)


def shown(mention: DateMention) -> str:
    if mention.range is None:
        return "None"
    first, last = mention.range.first.isoformat(), mention.range.last.isoformat()
    return first if first == last else f"{first}/{last}"


@pytest.mark.parametrize(("text", "expected"), CASES)
def test_a_time_means_the_days_a_reader_takes_it_for(text: str, expected: str) -> None:
    assert ";".join(shown(mention) for mention in dates(text)) == expected


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("They met on July 9.", "day"),
        ("They met on Wednesday.", "weekday"),
        ("They met in June.", "month"),
        ("They met in 2024.", "year"),
        ("They met yesterday.", "relative"),
        ("They pay since June.", "since"),
        ("They pay by the end of 2025.", "deadline"),
        ("They met from Monday to Wednesday.", "range"),
        ("They met at the Vilnius summit.", "event"),
    ],
)
def test_a_mention_says_of_what_kind_it_is(text: str, kind: str) -> None:
    assert [mention.kind for mention in dates(text)] == [kind]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("At the Vilnius Summit they paid.", "2023-07-11/2023-07-12"),
        ("Since the Vilnius summit they paid.", "2023-07-11/2025-07-10"),
        ("They will meet at the Oslo summit.", "2025-08-04"),
        ("They met at the Oslo summit.", "2024-08-05"),
        ("They will meet at the Rome summit.", ""),
    ],
)
def test_an_event_is_the_last_that_had_come_or_a_near_one_meant_to_come(text: str, expected: str) -> None:
    assert ";".join(shown(mention) for mention in dates(text)) == expected


@pytest.mark.parametrize("text", ["Aid goes on amid the Russian invasion.", "It is a war.", "The war in Gaza began.", "They paid since the war in Gaza began."])
def test_a_war_that_is_only_named_or_is_another_tells_no_time(text: str) -> None:
    assert dates(text) == ()


def test_the_span_is_the_words_of_the_time() -> None:
    text = "On Thursday night, Norland paid, as it has since Feb. 24."
    assert [mention.span.of(text) for mention in dates(text)] == ["Thursday night", "since Feb. 24"]


def test_a_numeric_date_with_two_readings_is_ambiguous_and_others_are_not() -> None:
    assert [m.ambiguous for m in dates("On 04/03/2025 and 04/04/2025 and 24/03/2025 and 2025-04-03.")] == [True, False, False, False]


def test_without_a_publication_day_only_absolute_times_have_days() -> None:
    found = dates("On July 9, 2025 they met; on Friday they paid, as they had since 2022 and in 2024.", None)
    assert [shown(mention) for mention in found] == ["2025-07-09", "None", "None", "2024-01-01/2024-12-31"]


def test_a_publication_window_widens_relative_times_and_says_so() -> None:
    window = published(datetime.date(2025, 7, 9), datetime.date(2025, 7, 10))
    yesterday, friday, day = dates("Yesterday, on Friday and on July 4, 2025.", window)
    assert (shown(yesterday), yesterday.ambiguous) == ("2025-07-08/2025-07-09", True)
    assert (shown(friday), friday.ambiguous) == ("2025-07-04", False)
    assert (shown(day), day.ambiguous) == ("2025-07-04", False)


def test_a_long_window_leaves_relative_times_open() -> None:
    assert [shown(m) for m in dates("They met yesterday.", published(datetime.date(2025, 1, 1), datetime.date(2025, 6, 30)))] == ["None"]


def test_a_time_before_the_calendar_begins_stays_open() -> None:
    assert shown(dates("In 1950 he died. 900 years earlier, it began. 900 years earlier, too. 900 years earlier, none.")[-1]) == "None"


def test_dates_in_a_span_are_those_wholly_inside() -> None:
    text = "On Monday they met, on Tuesday they paid."
    found = dates(text)
    assert [m.span.of(text) for m in dates_in(found, Span(0, 20))] == ["Monday"]
    assert dates_in(found, Span(0, 25)) == found[:1]
