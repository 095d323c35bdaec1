"""`platform.yaml` with every `service.yaml`: what is declared once and read by this platform and by Terraform alike."""

from pathlib import Path
from typing import Literal

import yaml
from pydantic import Field, PrivateAttr, ValidationError

from local_platform.alarm_rules import AlarmRule
from local_platform.service_manifest import Closed, Service

SERVICE_FILE = "service.yaml"
PLATFORM_FILE = "platform.yaml"


class ManifestError(Exception):
    """A declaration cannot be read; the message names the file and each field."""


class Authorizer(Closed):
    """The function that authenticates callers, and for how many seconds its answer is cached."""

    function: str = Field(pattern=r"^[a-z-]+/[a-z-]+$", description="service/function")
    ttl: int = Field(ge=0, le=3600)


class Cors(Closed):
    """What browsers may send from other origins, and read of the answers; `max_age` in seconds."""

    methods: tuple[str, ...]
    headers: tuple[str, ...]
    exposed: tuple[str, ...]
    max_age: int = Field(ge=0, le=86_400)


class Api(Closed):
    """The HTTP API; `default` is the function (service/function) that answers unknown paths."""

    name: str
    authorizer: Authorizer
    default: str = Field(pattern=r"^[a-z-]+/[a-z-]+$")
    cors: Cors


class VerificationMail(Closed):
    """The mail with the code that verifies an address; `{####}` stands for the code."""

    subject: str
    message: str


class Identity(Closed):
    """The Cognito user pool, its client, and the groups that are there from the beginning.

    `sign_up` is the function (service/function) that the pool asks before it makes an account; None lets nobody
    make one.
    """

    pool: str
    client: str
    groups: tuple[str, ...] = ()
    sign_up: str | None = Field(default=None, pattern=r"^[a-z-]+/[a-z-]+$")
    verification_mail: VerificationMail | None = None


class WordPress(Closed):
    """What the image of WordPress and all its tasks have in common; `architecture` as ECS names it."""

    architecture: Literal["ARM64", "X86_64"]


class Platform(Closed):
    """platform.yaml: what no service owns, the services in order, the local platform's keys and settings."""

    buses: tuple[str, ...]
    cluster: str
    wordpress: WordPress
    identity: Identity
    senders: tuple[str, ...] = ()
    api: Api
    services: tuple[str, ...]
    keys: dict[str, str] = Field(default_factory=dict)
    settings: dict[str, dict[str, str]]
    alarms: dict[str, AlarmRule] = Field(default_factory=dict)

    _folder: Path = PrivateAttr(default=Path())
    _manifests: tuple[Service, ...] = PrivateAttr(default=())

    @property
    def folder(self) -> Path:
        """The root of the checkout."""
        return self._folder

    @property
    def manifests(self) -> tuple[Service, ...]:
        """The services' declarations, in order."""
        return self._manifests


def read_platform(root: Path) -> Platform:
    """Read platform.yaml and every service.yaml that it lists.

    Raises:
        ManifestError: a file is missing, malformed, or names something that is not declared.
    """
    platform = _read(Platform, root / PLATFORM_FILE)
    platform._folder = root
    platform._manifests = tuple(read_service(root / folder) for folder in platform.services)
    return platform


def read_service(folder: Path) -> Service:
    """Read `<folder>/service.yaml`.

    Raises:
        ManifestError: the file is missing or malformed.
    """
    service = _read(Service, folder / SERVICE_FILE)
    service._folder = folder
    return service


def _read[M: Closed](model: type[M], file: Path) -> M:
    try:
        return model.model_validate(yaml.load(file.read_text(), Loader=yaml.CSafeLoader))
    except FileNotFoundError:
        raise ManifestError(f"{file} is missing: write it, or take it out of {PLATFORM_FILE}.") from None
    except yaml.YAMLError as error:
        raise ManifestError(f"{file} is no YAML: {error}") from None
    except ValidationError as error:
        wrong = "; ".join(f"{'.'.join(map(str, e['loc'])) or 'the whole'}: {e['msg']}" for e in error.errors())
        raise ManifestError(f"{file}: {wrong}") from None
