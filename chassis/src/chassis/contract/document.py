"""Completes a generated contract for its readers: introduction, servers, tags, parameters, headers, types of links."""

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import yaml

from chassis.contract.link_types import add_link_types
from chassis.contract.parameters import complete_parameters
from chassis.contract.response_headers import declare_headers, used_headers
from chassis.contract.schema_names import drop_unused_schemas, rename_schemas, show_body_examples

type Document = dict[str, Any]


def read_parts(folder: Path) -> Document:
    """What the contracts say beside the code: `platform.yaml` and `introduction.md` of `folder`."""
    parts: Document = yaml.safe_load((folder / "platform.yaml").read_text())
    parts["info"]["description"] = (folder / "introduction.md").read_text()
    return parts


def complete(document: Document, parts: Document, methods: Mapping[str, str]) -> Document:
    """The document of one service, generated from its code, as readers and generators of clients want it.

    `methods` are those of all acts of the platform, because links lead to other services too.
    """
    add_link_types(document, methods)
    rename_schemas(document)
    drop_unused_schemas(document)
    show_body_examples(document)
    for _, _, operation in operations_of(document):
        complete_parameters(operation, parts["parameters"])
        declare_headers(operation)
    document["components"]["headers"] = used_headers(document)
    add_frame(document, parts, document["info"]["title"])
    return document


def add_frame(document: Document, parts: Document, title: str | None = None) -> None:
    """Say what stands around the operations; of the tags only those that some operation bears, new ones at the end."""
    document["info"] = parts["info"] | ({"title": title} if title else {})
    document["servers"] = parts["servers"]
    borne = {tag for _, _, operation in operations_of(document) for tag in operation["tags"]}
    tags = parts["tags"] | {name: f"Acts on {name}." for name in sorted(borne - parts["tags"].keys())}
    document["tags"] = [{"name": name, "description": said} for name, said in tags.items() if name in borne]
    for scheme in document["components"]["securitySchemes"].values():
        scheme["description"] = parts["security"]["description"]


def operations_of(document: Document) -> Iterator[tuple[str, str, Document]]:
    """Each operation with its path and method."""
    for path, operations in document["paths"].items():
        for method, operation in operations.items():
            yield path, method, operation


def methods_of(documents: Iterable[Document]) -> dict[str, str]:
    """Each act of the documents with its method, in lower case."""
    return {one["operationId"]: method for document in documents for _, method, one in operations_of(document)}
