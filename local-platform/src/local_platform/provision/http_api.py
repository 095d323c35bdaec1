"""The HTTP API: an authorized route per operation of the contracts, `ANY` per path for 405, `$default` for 404."""

from pathlib import Path
from typing import Any

import yaml

from local_platform.clients import Aws
from local_platform.manifest import Cors, ManifestError, Platform
from local_platform.names import arn, full_name, function_name
from local_platform.service_manifest import HttpTrigger, Service

type Json = dict[str, Any]

METHODS = frozenset({"get", "put", "post", "delete", "patch", "head"})
STAGE = "$default"


def ensure_api(aws: Aws, platform: Platform, origins: list[str]) -> str:
    """Create, change and remove routes until they are those of the contracts; return the API's id.

    Browsers may read its answers from pages of `origins`.
    """
    gateway, name = aws("apigatewayv2"), full_name(platform.api.name)
    there = [api["ApiId"] for api in gateway.get_apis()["Items"] if api["Name"] == name]
    api_id = str(there[0] if there else gateway.create_api(Name=name, ProtocolType="HTTP")["ApiId"])
    if not there:
        gateway.create_stage(ApiId=api_id, StageName=STAGE, AutoDeploy=True)
    gateway.update_api(ApiId=api_id, CorsConfiguration=_cors(platform.api.cors, origins))
    authorizer = _ensure_authorizer(gateway, api_id, platform)
    _ensure_routes(gateway, api_id, authorizer, declared_routes(platform))
    return api_id


def _cors(cors: Cors, origins: list[str]) -> Json:
    return {
        "AllowOrigins": origins,
        "AllowMethods": cors.methods,
        "AllowHeaders": cors.headers,
        "ExposeHeaders": cors.exposed,
        "MaxAge": cors.max_age,
    }


def declared_routes(platform: Platform) -> dict[str, tuple[str, bool]]:
    """Route key → name of the function, and whether it needs the authorizer."""
    routes = {"$default": (_named(platform.api.default), False)}
    for service in platform.manifests:
        for name, function in service.functions.items():
            if any(isinstance(trigger, HttpTrigger) for trigger in function.triggers):
                target = function_name(service.service, name)
                own = {key: (target, authorized) for key, authorized in _keys(platform.folder, service).items()}
                routes = own | routes  # of two services with one path, the first has its `ANY`
    return routes


def api_functions(platform: Platform) -> tuple[str, ...]:
    """The names of the functions on the path of a request: the authorizer and those that answer."""
    return (_named(platform.api.authorizer.function), *sorted({name for name, _ in declared_routes(platform).values()}))


def _keys(root: Path, service: Service) -> dict[str, bool]:
    contract = root / "openapi" / f"{service.service}.yaml"
    if not contract.exists():
        raise ManifestError(f"{contract} is missing: `make openapi` writes it.")
    keys = {}
    for path, operations in _read(contract)["paths"].items():
        keys[f"ANY {path}"] = False
        keys |= {f"{method.upper()} {path}": True for method in operations if method in METHODS}
    return keys


def _read(contract: Path) -> Json:
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # ten times faster, where PyYAML was built with it
    document: Json = yaml.load(contract.read_text(), loader)  # noqa: S506 - both are safe loaders
    return document


def _named(function: str) -> str:
    service, name = function.split("/")
    return function_name(service, name)


def _invocation(function: str) -> str:
    target = arn("lambda", f"function:{function}")
    return (
        arn("apigateway", "").removesuffix(":000000000000:") + f":lambda:path/2015-03-31/functions/{target}/invocations"
    )


def _ensure_authorizer(gateway: Any, api_id: str, platform: Platform) -> str:  # noqa: ANN401 - a botocore client
    declared = {
        "Name": "caller",
        "AuthorizerType": "REQUEST",
        "AuthorizerUri": _invocation(_named(platform.api.authorizer.function)),
        "AuthorizerPayloadFormatVersion": "2.0",
        "EnableSimpleResponses": True,
        "IdentitySource": ["$request.header.Authorization", "$request.header.X-Edge-Key"],
        "AuthorizerResultTtlInSeconds": platform.api.authorizer.ttl,
    }
    there = gateway.get_authorizers(ApiId=api_id)["Items"]
    if there:
        return str(
            gateway.update_authorizer(ApiId=api_id, AuthorizerId=there[0]["AuthorizerId"], **declared)["AuthorizerId"]
        )
    return str(gateway.create_authorizer(ApiId=api_id, **declared)["AuthorizerId"])


def _ensure_routes(gateway: Any, api_id: str, authorizer: str, declared: dict[str, tuple[str, bool]]) -> None:  # noqa: ANN401
    integrations = _ensure_integrations(gateway, api_id, {function for function, _ in declared.values()})
    there = {route["RouteKey"]: route for route in gateway.get_routes(ApiId=api_id)["Items"]}
    for key in there.keys() - declared.keys():
        gateway.delete_route(ApiId=api_id, RouteId=there[key]["RouteId"])
    for key, (function, authorized) in declared.items():
        authorization = (
            {"AuthorizationType": "CUSTOM", "AuthorizerId": authorizer} if authorized else {"AuthorizationType": "NONE"}
        )
        route = {"RouteKey": key, "Target": f"integrations/{integrations[function]}", **authorization}
        if key not in there:
            gateway.create_route(ApiId=api_id, **route)
        elif any(there[key].get(field) != value for field, value in route.items()):
            gateway.update_route(ApiId=api_id, RouteId=there[key]["RouteId"], **route)


def _ensure_integrations(gateway: Any, api_id: str, functions: set[str]) -> dict[str, str]:  # noqa: ANN401
    there = {i["IntegrationUri"]: i["IntegrationId"] for i in gateway.get_integrations(ApiId=api_id)["Items"]}
    return {f: there.get(_invocation(f)) or _create_integration(gateway, api_id, f) for f in sorted(functions)}


def _create_integration(gateway: Any, api_id: str, function: str) -> str:  # noqa: ANN401
    created = gateway.create_integration(
        ApiId=api_id,
        IntegrationType="AWS_PROXY",
        IntegrationUri=_invocation(function),
        PayloadFormatVersion="2.0",
    )
    return str(created["IntegrationId"])
