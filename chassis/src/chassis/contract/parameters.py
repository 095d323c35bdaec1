"""What the code does not say of parameters: what they mean, their form, and an example that the platform accepts."""

from typing import Any

_ID = "[a-z0-9][a-z0-9-]{0,63}"
_UUID = "1b4e28ba-2fa1-4d2e-883f-0016d3cca427"
_IF_MATCH = {
    "name": "If-Match",
    "in": "header",
    "required": False,
    "schema": {"type": "string", "pattern": r'^(\*|(W/)?"?[0-9]{1,15}"?)$', "maxLength": 20, "examples": ["*"]},
    "description": "The `version` that you saw: 412 when somebody has changed it since.",
}
_HEADERS: dict[str, dict[str, Any]] = {
    "Prefer": {"pattern": "^[ -~]*$", "maxLength": 200, "examples": ["wait=20"]},
    "Idempotency-Key": {"pattern": "^[!-~]{1,255}$", "examples": ["7c9e6679-7425-40de-944b-e07fc1f90ae7"]},
}


def complete_parameters(operation: dict[str, Any], known: dict[str, Any]) -> None:
    """Add to each parameter what `known` says of its name; an id that it does not know has the form of all ids."""
    if "412" in operation["responses"]:
        operation.setdefault("parameters", []).append(dict(_IF_MATCH))
    for parameter in operation.get("parameters", []):
        parameter["schema"] = _without_null(parameter["schema"])
        if parameter["in"] == "header":
            parameter["schema"] = {**parameter["schema"], **_HEADERS.get(parameter["name"], {})}
        else:
            plain = _plain(parameter["name"])
            _complete(parameter, known.get(parameter["name"]) or plain, plain)


def _plain(name: str) -> dict[str, Any]:
    """What is true of a parameter of which nobody says more."""
    noun = name.removesuffix("_id")
    return {"description": f"The {noun}.", **({"prefix": noun} if noun != name else {})}


def _complete(parameter: dict[str, Any], said: dict[str, Any], plain: dict[str, Any]) -> None:
    schema: dict[str, Any] = parameter["schema"]
    schema.pop("title", None)
    schema.update(said.get("schema", {}))
    words = (said.get("description") if said is not plain else None, schema.pop("description", None))
    parameter.setdefault("description", " ".join(filter(None, words)) or plain["description"])
    if prefix := said.get("prefix"):
        schema.update(pattern=f"^{prefix}-{_ID}$", maxLength=len(prefix) + 65)
    example = said.get("example") or (f"{prefix}-{_UUID}" if prefix else None)
    if example is not None:
        schema["examples"] = [example]  # of the schema: a viewer fills in the example of a parameter as if it were sent


def _without_null(schema: dict[str, Any]) -> dict[str, Any]:
    """A query parameter is sent or left out; it is never null."""
    kinds = [kind for kind in schema.get("anyOf", []) if kind != {"type": "null"}]
    if len(kinds) != 1:
        return schema
    return {**{name: value for name, value in schema.items() if name != "anyOf"}, **kinds[0]}
