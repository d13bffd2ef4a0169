"""The API described as OpenAPI 3.1 does it, drawn from the table of its operations."""

import json
from typing import Any

from django.conf import settings

from consultation.opendata.operations import CSV, IN_PATH, OPERATIONS, ROOT, Operation
from consultation.opendata.schemas import SHAPES, SLUG, Schema

PROBLEM = "application/problem+json"
ABOUT = (
    "What everybody may read of consultations: no key, no sign-in, read only. Times are in UTC and "
    "end in Z; dates are days in London. A response can be taken back at any moment: ask again "
    "before you rely on a copy. Responses, people at meetings and signatures are different things "
    "and are never added up."
)
PATH_SCHEMAS: dict[str, Schema] = {
    "slug": SLUG,
    "int": {"type": "integer", "minimum": 1, "maximum": 2**63 - 1},
}
ABOUT_PATH = {
    "consultation": "Id of a consultation.",
    "number": "Public number of a response.",
    "organisation": "Id of an organisation.",
}
REFUSALS = {
    "400": "A parameter is unknown, doubled or wrong.",
    "404": "There is no such thing, or it is not public.",
    "405": "Something else than reading was asked for.",
    "503": "It takes too long to find.",
}


def description() -> dict[str, Any]:
    """The whole description."""
    text = json.dumps({"schemas": SHAPES}).replace("#/$defs/", "#/components/schemas/")
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Counterpoint open data",
            "version": "1.0.0",
            "description": ABOUT,
            "license": {
                "name": settings.OPEN_DATA_LICENCE, "url": settings.OPEN_DATA_LICENCE_URL,
            },
        },
        "servers": [{"url": f"{settings.PUBLIC_URL}/{ROOT.rstrip('/')}"}],
        "paths": {f"/{one.path}": {"get": _operation(one)} for one in OPERATIONS},
        "components": {**json.loads(text), "headers": HEADERS},
    }  # fmt: skip


HEADERS: dict[str, Any] = {
    "ETag": {
        "description": "Send it back as If-None-Match: what has not changed answers 304.",
        "schema": {"type": "string"},
    },
    "Link": {"description": "The next page, as rel=next.", "schema": {"type": "string"}},
}


def _operation(one: Operation) -> dict[str, Any]:
    named = [name for name in IN_PATH if f"{{{name}}}" in one.path]
    in_path = [
        {
            "name": name, "in": "path", "required": True, "description": ABOUT_PATH[name],
            "schema": PATH_SCHEMAS[IN_PATH[name]],
        }
        for name in named
    ]  # fmt: skip
    in_query = [
        {"name": each.name, "in": "query", "description": each.about, "schema": each.schema}
        for each in one.parameters
    ]
    return {
        "operationId": one.name,
        "summary": one.summary,
        "parameters": [*in_path, *in_query],
        "responses": {
            "200": _found(one),
            "304": {"description": "It has not changed."},
            **{status: _refused(why) for status, why in REFUSALS.items()},
        },
    }


def _found(one: Operation) -> dict[str, Any]:
    content = {
        media: {"schema": {"$ref": f"#/components/schemas/{one.shape}"}}
        if media != CSV
        else {"schema": {"type": "string"}}
        for media in one.forms.values()
    }
    headers = {"ETag": {"$ref": "#/components/headers/ETag"}}
    if one.table:
        headers["Link"] = {"$ref": "#/components/headers/Link"}
    return {"description": one.summary, "headers": headers, "content": content}


def _refused(why: str) -> dict[str, Any]:
    schema = {"$ref": "#/components/schemas/problem"}
    return {"description": why, "content": {PROBLEM: {"schema": schema}}}
