"""Documents from places: files, folders, patterns, web addresses and standard input, one at a time."""

from __future__ import annotations

import contextlib
import glob
import os
import pathlib
import re
import stat
from collections.abc import Iterable, Iterator
from typing import IO

from pledgebook.model.run import Rejection
from pledgebook.model.text import RawDocument
from pledgebook.read.reader import Intake, Limits, source_of
from pledgebook.read.registry import read_source, reader_named, reason, unreadable
from pledgebook.read.stores import is_store, read_store

_ADDRESS = re.compile(r"[A-Za-z][A-Za-z0-9+.-]+://")


def read_paths(
    paths: Iterable[str | os.PathLike[str]], stdin: IO[bytes] | None = None, limits: Limits | None = None, intake: Intake | None = None
) -> Iterator[RawDocument | Rejection]:
    """Every document at these places, lazily and in order; what cannot be read is answered as a `Rejection`.

    A file is read by the reader that knows it (`pledgebook readers` lists them); a folder with all below it, sorted,
    each file named by its path from there; a pattern such as `reports/*.html` stands for the files it matches, sorted;
    an http or https address is fetched, one in an object store (`s3://bucket/reports`) is read from there; `-` is `stdin`.
    Nothing is raised for a bad input: the rest is read.
    Raises `PledgebookError` for a format nobody reads.
    """
    how = intake or Intake(limits=limits or Limits())
    if how.format is not None:
        reader_named(how.format)
    return _read_places(paths, stdin, how)


def sizes(paths: Iterable[str | os.PathLike[str]]) -> list[int] | None:
    """The bytes of each file at these places; None where one is an address or standard input."""
    found: list[int] = []
    for path in paths:
        place = os.fspath(path)
        if place == "-" or _ADDRESS.match(place):
            return None
        for held in _matches(place):
            files = [each for each, _, refusal in _walk(held, "") if refusal is None] if os.path.isdir(held) else [held]
            found += [os.path.getsize(each) for each in files if os.path.exists(each)]
    return found


def _read_places(paths: Iterable[str | os.PathLike[str]], stdin: IO[bytes] | None, intake: Intake) -> Iterator[RawDocument | Rejection]:
    for path in paths:
        place = os.fspath(path)
        if place == "-":
            yield from _read_stdin(stdin, intake)
            continue
        if is_store(place):
            yield from read_store(place, intake)
            continue
        if _ADDRESS.match(place):
            yield from intake.read_address(place)
            continue
        for found in _matches(place):
            yield from _read_place(found, intake)


def _matches(place: str) -> list[str]:
    """The places a pattern stands for, sorted; the place itself where it is there or is no pattern."""
    if not glob.has_magic(place) or os.path.lexists(place):
        return [place]
    return sorted(glob.glob(place, recursive=True)) or [place]


def _read_place(place: str, intake: Intake) -> Iterator[RawDocument | Rejection]:
    try:
        mode = os.stat(place).st_mode
    except (OSError, ValueError) as error:
        yield unreadable(_printable(place), error)
        return
    if stat.S_ISDIR(mode):
        yield from _read_folder(place, intake)
    else:
        yield from _read_file(place, _printable(place), _printable(pathlib.Path(place).name), intake)


def _read_folder(folder: str, intake: Intake) -> Iterator[RawDocument | Rejection]:
    files = 0
    for path, relative, refusal in _walk(folder, ""):
        place = f"{_printable(folder).rstrip('/')}/{_printable(relative)}"
        if refusal is not None:
            yield Rejection(place, refusal[0], f"{place}: {refusal[1]}", refusal[2])
            continue
        files += 1
        yield from _read_file(path, place, _printable(relative), intake)
    # one that is watched waits for what will come
    if not files and intake.seen is None:
        yield Rejection(_printable(folder), "empty_folder", f"{_printable(folder)}: the folder holds no file to read", "name a folder of reports")


def _walk(folder: str, prefix: str) -> Iterator[tuple[str, str, tuple[str, str, str] | None]]:
    """(path, path from the start, refusal) in the order of the paths from the start; links to folders are not followed, so no loop can arise."""
    try:
        with os.scandir(folder) as entries:
            found = sorted(entries, key=lambda entry: entry.name + "/" if entry.is_dir(follow_symlinks=False) else entry.name)
    except OSError as error:
        yield folder, prefix or ".", ("unreadable_folder", reason(error), "check the path and your rights to it")
        return
    for entry in found:
        relative = prefix + entry.name
        if entry.name.startswith("."):
            yield entry.path, relative, ("hidden", "hidden files and folders are not read", "name it on its own to read it")
        elif entry.is_dir(follow_symlinks=False):
            yield from _walk(entry.path, relative + "/")
        elif entry.is_dir():
            yield entry.path, relative, ("link_to_folder", "links to folders are not followed", "name the folder itself")
        elif entry.is_symlink() and not os.path.exists(entry.path):
            yield entry.path, relative, ("broken_link", "the link leads nowhere", "remove it")
        elif not entry.is_file():
            yield entry.path, relative, ("not_a_file", "neither a file nor a folder", "remove it")
        else:
            yield entry.path, relative, None


def _read_file(path: str, place: str, name: str, intake: Intake) -> Iterator[RawDocument | Rejection]:
    try:
        if intake.seen and not intake.seen.changed(path):
            return
        with open(path, "rb") as file, intake.extent.reading(file) if intake.extent else contextlib.nullcontext():
            yield from read_source(source_of(file, place, name), intake)
    except OSError as error:
        yield unreadable(place, error)


def _read_stdin(stdin: IO[bytes] | None, intake: Intake) -> Iterator[RawDocument | Rejection]:
    if stdin is None:
        yield Rejection("-", "no_standard_input", "-: there is no standard input to read", "name a file, or pipe text in")
        return
    try:
        yield from read_source(source_of(stdin, "-", "-", whole_line=intake.limits.document_bytes), intake)
    except OSError as error:
        yield unreadable("-", error)


def _printable(path: str) -> str:
    """The path as text that can be written out; bytes that are no UTF-8 are shown as \\xNN, separators as '/'."""
    return os.fsencode(path).decode("utf-8", "backslashreplace").replace(os.sep, "/")
