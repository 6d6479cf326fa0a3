"""What may be asked of the API, as the types of parameters; each is told in the OpenAPI document."""

from __future__ import annotations

import datetime
import enum
from typing import Annotated, TypeAlias

from litestar.di import NamedDependency
from litestar.params import FromQuery, PathParameter, QueryParameter

from pledgebook.model.claim import Act, AidType, Stage, TalksStatus
from pledgebook.selection import Selection
from pledgebook.store.shelf import Sort

LIMIT = 500
DEFAULT_LIMIT = 50
WORD = 120
"""characters of a name or code at most"""


class Basis(enum.StrEnum):
    REVIEWED = "reviewed"
    MACHINE = "machine"


class Form(enum.StrEnum):
    JSON = "json"
    CSV = "csv"


class Kind(enum.StrEnum):
    AID = "aid"
    TALKS = "talks"
    STATEMENT = "statement"


class Found(enum.StrEnum):
    DOCUMENT = "document"
    AID = "aid"
    TALKS = "talks"
    STATEMENT = "statement"


Day: TypeAlias = datetime.date | None
IdOf = PathParameter(description="The beginning of an id, in hexadecimal digits.", pattern="^[0-9a-f]+$", min_length=1, max_length=64)
Id: TypeAlias = Annotated[str, IdOf]
AsOf: TypeAlias = Annotated[Day, QueryParameter(name="as_of", description="The book as it stood at the end of this day.")]
After: TypeAlias = Annotated[str | None, QueryParameter(description="`next` of the page before.", max_length=600)]
Limit: TypeAlias = Annotated[int, QueryParameter(ge=1, le=LIMIT, description="How many at most.")]
FormOf: TypeAlias = Annotated[Form | None, QueryParameter(name="format", description="`json` or `csv`; the Accept header says it too.")]
Into: TypeAlias = Annotated[
    str | None, QueryParameter(name="in", pattern="^[A-Za-z]{3}$", description="A currency: amounts at the rate of the day, where there is one.")
]
Order: TypeAlias = Annotated[Sort, QueryParameter(name="sort", description="The order of the entries.")]
Donor: TypeAlias = Annotated[str | None, QueryParameter(description="A party by code or name.", min_length=1, max_length=WORD)]
Actor: TypeAlias = Annotated[str | None, QueryParameter(description="A party by code or name.", min_length=1, max_length=WORD)]
Scheme: TypeAlias = Annotated[str | None, QueryParameter(description="A scheme's code.", min_length=1, max_length=WORD)]
TypeOf: TypeAlias = Annotated[AidType | None, QueryParameter(name="type")]
ClassOf: TypeAlias = Annotated[str | None, QueryParameter(name="class", description="A class of goods of the dossier.", min_length=1, max_length=WORD)]
From: TypeAlias = Annotated[Day, QueryParameter(name="from", description="Only what happened on or after this day.")]
To: TypeAlias = Annotated[Day, QueryParameter(name="to", description="Only what happened by this day.")]
Conflicts: TypeAlias = Annotated[bool | None, QueryParameter(description="Only entries whose reports contradict one another, or only those without.")]
Independent: TypeAlias = Annotated[int | None, QueryParameter(ge=1, le=1000, description="At least so many independent sources.")]
Source: TypeAlias = Annotated[str | None, QueryParameter(description="An outlet that reports it.", min_length=1, max_length=WORD)]
Speaker: TypeAlias = Annotated[str | None, QueryParameter(description="Who says it, by name.", min_length=1, max_length=WORD)]


def aid_selection(
    donor: Donor = None,
    stage: FromQuery[Stage | None] = None,
    scheme: Scheme = None,
    aid_type: TypeOf = None,
    item_class: ClassOf = None,
    since: From = None,
    until: To = None,
    basis: FromQuery[Basis | None] = None,
    conflicts: Conflicts = None,
    independent: Independent = None,
    source: Source = None,
) -> Selection:
    """The filters of aid, as on the command line."""
    return Selection(
        donor=donor,
        stage=stage,
        scheme=scheme,
        aid_type=aid_type,
        since=since,
        until=until,
        basis=basis,
        item_class=item_class,
        conflicts=conflicts,
        independent=independent,
        source=source,
    )


def speech_selection(
    actor: Actor = None,
    since: From = None,
    until: To = None,
    basis: FromQuery[Basis | None] = None,
    conflicts: Conflicts = None,
    independent: Independent = None,
    source: Source = None,
) -> Selection:
    """The filters talks and statements share."""
    return Selection(donor=actor, since=since, until=until, basis=basis, conflicts=conflicts, independent=independent, source=source)


Aid: TypeAlias = NamedDependency[Selection]
Speech: TypeAlias = NamedDependency[Selection]
Asked: TypeAlias = NamedDependency[datetime.date | None]
ActOf: TypeAlias = FromQuery[Act | None]
StatusOf: TypeAlias = FromQuery[TalksStatus | None]


def given_day(as_of: AsOf = None) -> datetime.date | None:
    return as_of
