"""Lambda functions and their layer; a function is deployed again only when its code or configuration changed."""

import base64
import hashlib
from typing import Any

from local_platform.clients import Aws
from local_platform.names import full_name
from local_platform.service_manifest import Function

type Json = dict[str, Any]

RUNTIME = "python3.12"


def ensure_layer(aws: Aws, content: bytes) -> str:
    """Publish the layer unless its newest version has this content; return the version's ARN."""
    functions = aws("lambda")
    versions = functions.list_layer_versions(LayerName=full_name("requirements"))["LayerVersions"]
    for version in versions[:1]:
        found = functions.get_layer_version_by_arn(Arn=version["LayerVersionArn"])
        if found["Content"]["CodeSha256"] == _digest(content):
            return str(version["LayerVersionArn"])
    published = functions.publish_layer_version(LayerName=full_name("requirements"), Content={"ZipFile": content})
    return str(published["LayerVersionArn"])


def ensure_function(
    aws: Aws, name: str, function: Function, *, code: bytes, environment: dict[str, str], role: str, layer: str
) -> bool:
    """Create the function or change what differs; return whether anything did."""
    functions = aws("lambda")
    declared = {
        "Role": role,
        "Handler": function.handler,
        "MemorySize": function.memory,
        "Timeout": function.timeout,
        "Environment": {"Variables": environment},
        "Layers": [layer],
        "Runtime": RUNTIME,
    }
    try:
        there = functions.get_function_configuration(FunctionName=name)
    except functions.exceptions.ResourceNotFoundException:
        functions.create_function(FunctionName=name, Code={"ZipFile": code}, **declared)
        return True
    configured, coded = _differs(there, declared), there["CodeSha256"] != _digest(code)
    if configured:
        functions.update_function_configuration(FunctionName=name, **declared)
    if coded:
        functions.update_function_code(FunctionName=name, ZipFile=code)
    return configured or coded


def _differs(there: Json, declared: Json) -> bool:
    layers = [layer["Arn"] for layer in there.get("Layers", [])]
    return (
        any(there.get(field) != value for field, value in declared.items() if field != "Layers")
        or layers != declared["Layers"]
    )


def _digest(content: bytes) -> str:
    return base64.b64encode(hashlib.sha256(content).digest()).decode()
