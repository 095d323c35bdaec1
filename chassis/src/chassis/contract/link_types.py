"""Types of links: for each resource, the relations that its `_links` and its `_unavailable` may ever hold."""

from collections.abc import Iterator, Mapping
from typing import Any

from chassis.http.envelope import Linked, LinkResource, PageReply, RefusalResource, Reply

type Schemas = dict[str, Any]
type Model = type[Linked] | type[Reply[Any]] | type[PageReply[Any]]

_METHODS = ["GET", "POST", "PUT", "DELETE"]
_REF = "#/components/schemas/"


def add_link_types(document: dict[str, Any], methods: Mapping[str, str]) -> None:
    """Replace the maps of links of every schema by types that name the relations; `methods` has those of all acts."""
    schemas: Schemas = document["components"]["schemas"]
    schemas[LinkResource.__name__] = _link()
    models = {model.__name__: model for model in _models(Linked, Reply, PageReply)}
    for name in sorted(set(schemas) & set(models)):
        properties = schemas[name]["properties"]
        links, unavailable = _types(models[name], schemas, methods)
        properties["_links"], properties["_unavailable"] = {"$ref": _REF + links}, {"$ref": _REF + unavailable}
        schemas[name]["required"] = sorted({*schemas[name].get("required", ()), "_links", "_unavailable"})


def _types(model: Model, schemas: Schemas, methods: Mapping[str, str]) -> tuple[str, str]:
    """The names of the two types of a model; adds them where they are not there yet."""
    source = _source(model)
    relations = source.relations
    writes = {*relations.writes, *(one.rel for one in relations.affordances if methods[one.act] != "get")}
    every = {*relations.reads, *writes, *(one.rel for one in relations.affordances)}
    name = source.__name__.removesuffix("Resource").removesuffix("Reply")
    links, unavailable = (f"{name}Links", f"{name}Unavailable") if every else ("NoLinks", "NoneUnavailable")
    schemas[links] = _map(every, LinkResource.__name__, _links_text(writes))
    schemas[unavailable] = _map({*writes, *relations.withheld}, RefusalResource.__name__, _UNAVAILABLE)
    return links, unavailable


_UNAVAILABLE = "What is not possible for you now, with the reason and what would unlock it."


def _links_text(writes: set[str]) -> str:
    text = "What you can do from here; a link is there only when you may follow it now."
    return f"{text} Those that change something: {', '.join(sorted(writes))}." if writes else text


def _map(names: set[str], kind: str, description: str) -> Schemas:
    return {
        "type": "object",
        "description": description,
        "properties": {name: {"$ref": _REF + kind} for name in sorted(names)},
        "additionalProperties": False,
    }


def _source(model: Model) -> Model:
    """The model whose relations these are: its own, those of a class above it, or those of the data it envelops."""
    declaring = next(part for part in model.__mro__ if "relations" in vars(part))
    if declaring is Reply:
        data = model.model_fields["data"].annotation
        return _source(data) if isinstance(data, type) and issubclass(data, Linked) else Linked
    shared = [known for known in _models(Linked) if vars(known).get("relations") is model.relations]
    return shared[0] if shared else declaring


def _models(*bases: type[Any]) -> Iterator[Any]:
    """All named models below `bases`, those defined first before others."""
    for base in bases:
        for model in base.__subclasses__():
            if "[" not in model.__name__:
                yield model
            yield from _models(model)


def _link() -> Schemas:
    return {
        "type": "object",
        "description": "A link: follow it with `method`, or with GET when there is none.",
        "properties": {
            "href": {
                "type": "string",
                "format": "uri-reference",
                "maxLength": 8192,
                "description": "A path of this host, or the address of a site.",
                "examples": ["/v1.0/tenants"],
            },
            "method": {"type": "string", "enum": _METHODS, "default": "GET", "description": "The HTTP method."},
        },
        "required": ["href"],
        "additionalProperties": False,
    }
