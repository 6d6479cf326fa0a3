"""Shards: Parquet files of inputs and what was read in them, each of a portion of a run's inputs in their order."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, TypeAlias

import msgspec

from pledgebook.dossier.schema import Dossier
from pledgebook.errors import PledgebookError
from pledgebook.model.claim import Claim
from pledgebook.model.run import Rejection
from pledgebook.model.text import Given, Origin, RawDocument
from pledgebook.run.folders import ENDING
from pledgebook.run.local import Tally
from pledgebook.store.readings import Head, NewReading, sighting_key, sighting_of
from pledgebook.version import __version__, reading_version

INPUTS, CHARACTERS = 500, 8_000_000
"""inputs of a shard at most, and how long their texts are together before it is closed"""
FORMAT = 1
PASSING = frozenset(("too_slow", "reading_died", "no_memory"))
"""reasons that another run may not meet again"""
_ABOUT = b"pledgebook.shard"
_AGAIN = "make it again: `pledgebook read PATH... --shards FOLDER` with the same paths"

Found: TypeAlias = NewReading | Rejection
"""what reading an input gave, or why it was set aside"""


class Portion(msgspec.Struct, frozen=True):
    """Inputs that stand together in one shard; `number` says where they stand among the run's."""

    number: int
    items: tuple[RawDocument | Rejection, ...]

    def name(self, dossier: Dossier) -> str:
        """The shard's name; it is the same for the same inputs, code and dossier, and tells their order."""
        told = [item if isinstance(item, Rejection) else (item.name, item.sha256, _digest(_bytes(item.text)), item.given) for item in self.items]
        return f"{self.number:08}-{_digest(msgspec.msgpack.encode([reading_version(), dossier.digest, told]))[:16]}{ENDING}"


class About(msgspec.Struct, frozen=True, kw_only=True):
    """What a shard says of itself: how it was made, the digest of its rows, and what became of the inputs."""

    format: int
    version: str
    code: str
    dossier: str
    rows: str
    tally: Tally
    passing: int
    """inputs set aside for want of time or memory, which another run may read"""


class Row(msgspec.Struct, frozen=True, kw_only=True):
    """An input in a shard; one that was set aside has its place and the reason alone."""

    place: str
    refused: str | None = None
    sha256: str | None = None
    text: str | None = None
    encoding: str | None = None
    id: str | None = None
    date: str | None = None
    source: str | None = None
    url: str | None = None
    title: str | None = None
    media_type: str | None = None
    original: bytes | None = None
    pages: list[int] | None = None
    author: str | None = None
    relevant: bool | None = None
    head: str | None = None
    claims: list[str] | None = None
    left_out: list[str] | None = None


def portions(inputs: Iterable[RawDocument | Rejection]) -> Iterator[Portion]:
    """The inputs in portions, the same for the same inputs."""
    held: list[RawDocument | Rejection] = []
    number = size = 0
    for item in inputs:
        held.append(item)
        size += 0 if isinstance(item, Rejection) else len(item.text)
        if len(held) >= INPUTS or size >= CHARACTERS:
            yield Portion(number, tuple(held))
            held, size, number = [], 0, number + 1
    if held:
        yield Portion(number, tuple(held))


def encoded(items: Sequence[RawDocument | Rejection], found: Sequence[Found], tally: Tally, dossier: Dossier) -> bytes:
    """A shard as a file; the same for the same inputs and what was found in them."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    rows = [_row(item, what) for item, what in zip(items, found, strict=True)]
    about = About(
        format=FORMAT,
        version=__version__,
        code=reading_version(),
        dossier=dossier.digest,
        rows=_digest_of(rows),
        tally=tally,
        passing=sum(isinstance(what, Rejection) and what.code in PASSING for what in found),
    )
    schema = _schema().with_metadata({_ABOUT: msgspec.json.encode(about)})
    table = pa.Table.from_pylist([msgspec.structs.asdict(row) for row in rows], schema)
    written = io.BytesIO()
    # the least and the greatest text would be said again, and unpacked
    pq.write_table(table, written, compression="zstd", write_statistics=False)
    return written.getvalue()


def about(file: Any, place: str) -> About:
    """What a shard says of itself; raises `PledgebookError` for a file that is none or is damaged."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        told = (pq.read_schema(file).metadata or {}).get(_ABOUT)
    except (pa.ArrowException, OSError) as error:
        raise damaged(place, error) from error
    if told is None:
        reason = f"{place}: it is another program's Parquet, not a shard"
        raise PledgebookError("foreign_shard", reason, "take it out of the folder; to read a table of articles: `pledgebook read FILE`")
    try:
        made = msgspec.json.decode(told, type=dict[str, Any])
        if made.get("format") != FORMAT:
            reason = f"{place}: the shard was written by another pledgebook ({made.get('version')}, this is {__version__})"
            raise PledgebookError("other_shard", reason, "load it with that version, or " + _AGAIN)
        return msgspec.convert(made, About)
    except msgspec.MsgspecError as error:
        raise damaged(place, error) from error


def decoded(data: bytes, place: str, dossier: Dossier) -> Iterator[tuple[RawDocument | Rejection, Found]]:
    """The inputs of a shard and what was found in them, in their order.

    Raises `PledgebookError` before the first for a shard that is damaged, none, or read with other code or another dossier.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    told = about(pa.BufferReader(data), place)
    for what, theirs, ours in (("code", told.code, reading_version()), ("dossier", told.dossier[:12], dossier.digest[:12])):
        if theirs != ours:
            remedy = f"load it with that {what}, or " + _AGAIN
            raise PledgebookError("other_reading", f"{place}: the shard was read with another {what} ({theirs}; this is {ours})", remedy)
    try:
        rows = [msgspec.convert(row, Row) for row in pq.read_table(pa.BufferReader(data)).to_pylist()]
        if _digest_of(rows) != told.rows:
            raise ValueError("its rows are not those that were written")
        found = [_found(row, told) for row in rows]
    except (pa.ArrowException, OSError, ValueError, msgspec.MsgspecError) as error:
        raise damaged(place, error) from error
    yield from found


def damaged(place: str, error: Exception) -> PledgebookError:
    said = " ".join(str(error).split())[:120]
    return PledgebookError("damaged_shard", f"{place}: the shard is damaged ({said})", "delete it, and " + _AGAIN)


def _row(item: RawDocument | Rejection, found: Found) -> Row:
    if isinstance(item, Rejection) or isinstance(found, Rejection):
        reason = item if isinstance(item, Rejection) else found
        return Row(place=item.place if isinstance(item, Rejection) else item.name, refused=_json(reason))
    origin = item.origin
    page: dict[str, Any] = {}
    if origin is not None:
        page = {"media_type": origin.media_type, "original": origin.data, "pages": list(origin.pages), "author": origin.author}
    return Row(
        place=item.name,
        sha256=item.sha256,
        text=item.text,
        encoding=item.encoding,
        **msgspec.structs.asdict(item.given),
        **page,
        relevant=found.relevant,
        head=_json(found.head),
        claims=[_json(claim) for claim in found.claims],
        left_out=[_json(rejection) for rejection in found.rejections],
    )


def _found(row: Row, told: About) -> tuple[RawDocument | Rejection, Found]:
    if row.refused is not None:
        reason = msgspec.json.decode(row.refused, type=Rejection)
        return reason, reason
    if row.sha256 is None or row.text is None or row.encoding is None or row.head is None or row.relevant is None:
        raise ValueError(f"the row of {row.place} lacks its text or what was read in it")
    origin = None if row.media_type is None else Origin(row.media_type, row.original or b"", tuple(row.pages or ()), row.author)
    given = Given(row.id, row.date, row.source, row.url, row.title)
    raw = RawDocument(row.place, row.sha256, row.text, row.encoding, given, origin)
    reading = NewReading(
        code=told.code,
        dossier=told.dossier,
        sighting=sighting_key(sighting_of(raw)),
        relevant=row.relevant,
        head=msgspec.json.decode(row.head, type=Head),
        claims=tuple(msgspec.json.decode(claim, type=Claim) for claim in row.claims or ()),
        rejections=tuple(msgspec.json.decode(rejection, type=Rejection) for rejection in row.left_out or ()),
    )
    return raw, reading


def _schema() -> Any:
    import pyarrow as pa

    kinds = {"original": pa.binary(), "pages": pa.list_(pa.int32()), "relevant": pa.bool_(), "claims": pa.list_(pa.string()), "left_out": pa.list_(pa.string())}
    return pa.schema([(name, kinds.get(name, pa.string())) for name in Row.__struct_fields__])


def _digest_of(rows: Sequence[Row]) -> str:
    return _digest(msgspec.msgpack.encode(rows))


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def _bytes(text: str) -> bytes:
    # half a pair of code points is a fault of the text, told when it is read
    return text.encode("utf-8", "surrogatepass")


def _json(value: Any) -> str:
    return msgspec.json.encode(value, order="deterministic").decode()
