"""Documents in object stores, by addresses such as `s3://bucket/reports/*.jsonl.zst`."""

from __future__ import annotations

import glob
import io
import pathlib
import urllib.parse
from collections.abc import Iterator
from typing import Any

from pledgebook.errors import DocumentError
from pledgebook.model.run import Rejection
from pledgebook.model.text import RawDocument
from pledgebook.read.reader import Intake, source_of
from pledgebook.read.registry import read_source

SCHEMES = frozenset(("s3", "gs", "gcs", "az", "abfs", "hdfs"))
BLOCK_BYTES = 4 << 20
"""how much of an object is asked for at once"""
_SETUP = {
    "s3": "set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or run `aws configure`; for a public bucket set FSSPEC_S3_ANON=true",
    "gs": "run `gcloud auth application-default login`; for a public bucket set FSSPEC_GS_TOKEN=anon",
}
_NO_RIGHTS = ("NoCredentials", "Unauthorized", "Forbidden", "AccessDenied", "Permission", "Credential", "SignatureDoesNotMatch", "InvalidAccessKeyId")


def is_store(place: str) -> bool:
    """Whether a place is an address in an object store.

    >>> is_store("s3://bucket/a.jsonl"), is_store("https://wire.example/a"), is_store("reports/a.txt")
    (True, False, False)
    """
    return urllib.parse.urlsplit(place).scheme.lower() in SCHEMES if "://" in place else False


def read_store(url: str, intake: Intake) -> Iterator[RawDocument | Rejection]:
    """The documents of an object, of all below a prefix, or of what a pattern matches, sorted; each streamed, none kept.

    What cannot be had is answered as a `Rejection`: `no_filesystem`, `missing_path`, `store_forbidden`, `unreachable_store`.
    """
    try:
        files, found = _found(url)
    except Exception as error:  # each store's library raises its own
        yield Rejection.of(url, store_refusal(url, error))
        return
    scheme = url.split("://", 1)[0]
    for path, name in found:
        place = f"{scheme}://{path}"
        if pathlib.PurePosixPath(path).name.startswith("."):
            yield Rejection(place, "hidden", f"{place}: hidden files and folders are not read", "name it on its own to read it")
            continue
        try:
            # what a store gives out reads no line of a length that is said
            with files.open(path, "rb", block_size=BLOCK_BYTES) as held, io.BufferedReader(held, BLOCK_BYTES) as stream:
                yield from read_source(source_of(stream, place, name), intake)
        except Exception as error:  # as above
            yield Rejection.of(place, store_refusal(place, error))


def _found(url: str) -> tuple[Any, list[tuple[str, str]]]:
    """The store, and the objects' paths in it with the names their documents are called by."""
    import fsspec

    files, path = fsspec.core.url_to_fs(url)
    if glob.has_magic(path):
        paths = sorted(each for each in files.glob(path) if files.isfile(each))
        start = path.split("*")[0].rpartition("/")[0] + "/"
        named = [(each, each.removeprefix(start)) for each in paths]
    elif files.isfile(path):
        named = [(path, pathlib.PurePosixPath(path).name)]
    else:
        below = path.rstrip("/") + "/"
        named = [(each, each.removeprefix(below)) for each in sorted(files.find(path)) if not each.endswith("/")]
    if not named:
        # a bucket that is not there says so when it is listed; a prefix that is not there lists nothing
        files.ls(path.split("/")[0])
        raise FileNotFoundError(url)
    return files, named


def store_refusal(url: str, error: Exception) -> DocumentError:
    scheme = url.split("://", 1)[0].lower()
    kind, said = type(error).__name__, " ".join(str(error).split())[:160]
    if isinstance(error, ImportError):
        return DocumentError("no_filesystem", f"{url}: what reads such addresses is not installed ({said})", "install it: pip install 'pledgebook[cloud]'")
    if isinstance(error, FileNotFoundError):
        return DocumentError("missing_path", f"{url}: there is no such bucket or object", "check the address; `*` stands for names, `**` for folders too")
    if isinstance(error, PermissionError) or any(mark in kind or mark in said for mark in _NO_RIGHTS):
        return DocumentError("store_forbidden", f"{url}: the store does not give it out ({said or kind})", _SETUP.get(scheme, "check the store's credentials"))
    return DocumentError("unreachable_store", f"{url}: it cannot be had ({kind}: {said})", "check address, endpoint and network, and run the command again")
