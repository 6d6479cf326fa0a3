"""The API for people: every address, what it takes and what it answers, out of the OpenAPI document the server gives to programs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec
from litestar import Request, Response, get
from markupsafe import Markup, escape

from pledgebook.web.api.openapi import described
from pledgebook.web.rendering import page

Json = Mapping[str, Any]
_REF = "#/components/schemas/"


class Parameter(msgspec.Struct, frozen=True):
    """What an address takes; `choices` are all it may be, () where that is open."""

    name: str
    place: str
    type: Markup
    about: str
    required: bool
    choices: tuple[str, ...]


class Answer(msgspec.Struct, frozen=True):
    """One answer of an address: its status, what it says, and its forms."""

    status: str
    about: str
    forms: tuple[tuple[str, Markup], ...]


class Operation(msgspec.Struct, frozen=True):
    """One thing that can be asked."""

    id: str
    path: str
    about: str
    parameters: tuple[Parameter, ...]
    answers: tuple[Answer, ...]


class Shape(msgspec.Struct, frozen=True):
    """A type of the answers: its fields, or the words it may be."""

    name: str
    about: str
    fields: tuple[tuple[str, Markup, bool], ...]
    words: tuple[str, ...]


@get("/api", sync_to_thread=True)
def api_reference(request: Request[Any, Any, Any]) -> Response[str]:
    """The reference of the API, made of its own description, so that it says what the server does."""
    held = described(request.app)
    schemas: Json = held["components"]["schemas"]
    operations = [_operation(path, method, held["paths"][path][method], schemas) for path in held["paths"] for method in held["paths"][path]]
    groups: dict[str, list[Operation]] = {}
    for operation in operations:
        groups.setdefault(operation.path.split("/")[3].partition(".")[0], []).append(operation)
    shapes = [_shape(name, schemas[name]) for name in sorted(schemas)]
    return page(request, "api.html", info=held["info"], groups=groups, shapes=shapes)


def _operation(path: str, method: str, said: Json, schemas: Json) -> Operation:
    parameters = tuple(_parameter(held, schemas) for held in said.get("parameters", ()))
    answers = tuple(
        Answer(status, held.get("description", ""), tuple((form, type_of(content["schema"])) for form, content in held.get("content", {}).items()))
        for status, held in sorted(said["responses"].items())
    )
    return Operation(f"{method}-{said['operationId']}", path, said.get("description", ""), parameters, answers)


def _parameter(held: Json, schemas: Json) -> Parameter:
    schema = held["schema"]
    about = held.get("description", "") or schema.get("description", "")
    return Parameter(held["name"], held["in"], type_of(schema), about, held.get("required", False), _choices(schema, schemas))


def _choices(schema: Json, schemas: Json) -> tuple[str, ...]:
    if "$ref" in schema:
        return _choices(schemas[schema["$ref"].removeprefix(_REF)], schemas)
    if "enum" in schema:
        return tuple(str(word) for word in schema["enum"] if word is not None)
    return next((found for part in schema.get("oneOf", ()) if (found := _choices(part, schemas))), ())


def _shape(name: str, schema: Json) -> Shape:
    required = set(schema.get("required", ()))
    fields = tuple((field, type_of(held), field in required) for field, held in schema.get("properties", {}).items())
    return Shape(name, schema.get("description", ""), fields, tuple(map(str, schema.get("enum", ()))))


def type_of(schema: Json) -> Markup:
    """A schema in words, the types it is made of as links.

    >>> print(type_of({"type": "array", "items": {"oneOf": [{"type": "string", "format": "date"}, {"type": "null"}]}}))
    list of date or null
    """
    if "$ref" in schema:
        name = schema["$ref"].removeprefix(_REF)
        return Markup('<a href="#type-{0}">{0}</a>').format(name)
    for several in ("oneOf", "anyOf"):
        if several in schema:
            return Markup(" or ").join(type_of(part) for part in schema[several])
    if "enum" in schema and len(schema["enum"]) == 1:
        return Markup("<code>{}</code>").format(schema["enum"][0])
    kind = schema.get("type", "anything")
    if kind == "array":
        return Markup("list of {}").format(type_of(schema.get("items", schema.get("prefixItems", [{}])[0])))
    if kind == "object" and isinstance(schema.get("additionalProperties"), dict):
        return Markup("{} by name").format(type_of(schema["additionalProperties"]))
    return escape(schema.get("format", " or ".join(kind) if isinstance(kind, list) else kind))
