"""Deploys everything that is declared, in the order of its dependencies."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from local_platform.clients import Aws
from local_platform.manifest import Platform
from local_platform.names import ENVIRONMENT, arn, full_name, function_name
from local_platform.package import Packager
from local_platform.provision.functions import ensure_function, ensure_layer
from local_platform.provision.hosting import ensure_hosting
from local_platform.provision.http_api import api_functions, ensure_api
from local_platform.provision.identity import UserPool, ensure_user_pool
from local_platform.provision.keys import SECRET, ensure_keys
from local_platform.provision.permissions import ensure_role
from local_platform.provision.queues import ensure_bus, ensure_queue, ensure_rule, ensure_topic, queue_url
from local_platform.provision.tables import ensure_table
from local_platform.provision.triggers import ensure_triggers
from local_platform.service_manifest import Function, Reference, Service


@dataclass(frozen=True)
class Deployed:
    """Ids and names of what was deployed, for the rest of the platform.

    Attributes:
        edge_key: what the front sends with each request, as the edge does.
        api_functions: the functions on the path of a request, a part of `functions`.
        changed: those that this run deployed or changed.
    """

    api_id: str
    pool: UserPool
    functions: tuple[str, ...]
    api_functions: tuple[str, ...]
    changed: tuple[str, ...]
    edge_key: str


class Deployment:
    """Provisions the declarations of one checkout into one embedded AWS; every step may be repeated."""

    def __init__(self, aws: Aws, platform: Platform, packager: Packager, placeholders: Mapping[str, str]) -> None:
        """`placeholders` fills the placeholders of platform.yaml's settings: `{front}`, `{aws}`, and so on."""
        self.aws, self.platform, self.packager, self.placeholders = aws, platform, packager, dict(placeholders)

    def run(self, say: Callable[[str], None]) -> Deployed:
        """Provision everything.

        Raises:
            ManifestError: a contract or a package is missing.
        """
        services = self.platform.manifests
        say("Tables, queues, topics and rules")
        streams = {name: ensure_table(self.aws, name, table) for s in services for name, table in s.tables.items()}
        self._ensure_messaging()
        identity = self.platform.identity
        callback_url = f"{self.placeholders['public']}/invitations" if identity.sign_up else None
        pool = ensure_user_pool(self.aws, identity, callback_url)
        self.placeholders |= {"issuer": pool.issuer, "client": pool.client_id, "pool": pool.id, "jwks": pool.jwks_url}
        for sender in self.platform.senders:
            self.aws("ses").verify_email_identity(EmailAddress=sender)
        self.placeholders |= ensure_hosting(self.aws, self.platform.cluster)
        say("Functions")
        changed = tuple(name for service in services for name in self.deploy_functions(service))
        for service in services:
            for name, function in service.functions.items():
                ensure_triggers(self.aws, function_name(service.service, name), function, streams)
        say("Routes")
        api_id = ensure_api(self.aws, self.platform, self._setting("cors_origins").split())
        names = (function_name(service.service, name) for service in services for name in service.functions)
        key = self.platform.keys["edge_key_previous"]
        return Deployed(api_id, pool, tuple(names), api_functions(self.platform), changed, key)

    def deploy_functions(self, service: Service) -> list[str]:
        """Deploy the service's functions that changed; return their names."""
        if not service.functions:
            return []
        layer = ensure_layer(self.aws, self.packager.layer_zip())
        code = self.packager.service_zip(service)
        changed = []
        for short, function in service.functions.items():
            name = function_name(service.service, short)
            role = ensure_role(self.aws, name, function)
            environment = self._environment(function)
            if ensure_function(self.aws, name, function, code=code, environment=environment, role=role, layer=layer):
                changed.append(name)
        return changed

    def _environment(self, function: Function) -> dict[str, str]:
        """What AWS keeps: the names of the keys and where they are, never the keys."""
        secret = function.secret_variables
        plain = {name: self._value(it) for name, it in function.environment.items() if name not in secret}
        version = ensure_keys(self.aws, self.platform.keys) if secret else ""
        return plain | ({"KEYS": " ".join(secret), "KEYS_SECRET": SECRET, "KEYS_VERSION": version} if secret else {})

    def _ensure_messaging(self) -> None:
        queues = [item for service in self.platform.manifests for item in service.queues.items()]
        for name, queue in sorted(queues, key=lambda item: item[1].dead_letter is not None):
            ensure_queue(self.aws, name, queue)
        for bus in self.platform.buses:
            ensure_bus(self.aws, bus)
        for service in self.platform.manifests:
            for name, topic in service.topics.items():
                ensure_topic(self.aws, name, topic)
            for name, rule in service.rules.items():
                ensure_rule(self.aws, name, rule)

    def _value(self, value: str | Reference) -> str:
        if isinstance(value, str):
            return value
        match value.kind:
            case "queue":
                return queue_url(self.aws, value.name)
            case "topic":
                return arn("sns", full_name(value.name))
            case "setting":
                return self._setting(value.name)
            case _:
                return value.name if value.name == "default" else full_name(value.name)

    def _setting(self, name: str) -> str:
        return self.platform.settings[ENVIRONMENT][name].format_map(self.placeholders)
