"""The environment of the tenants functions, typed; each function has its own part."""

from chassis.runtime.settings import Settings


class TenantsSettings(Settings):
    """Settings of every function: the table that stores tenants."""

    tenants_table: str


class OperationSettings(TenantsSettings):
    """Settings of functions that accept or run operations."""

    operations_table: str


class ApiSettings(OperationSettings):
    """Settings of the API; `sign_in_url` is where the identity pool's pages are, `sign_in_client` their client."""

    cursor_key: str
    docs_url: str
    sign_in_url: str
    sign_in_client: str


class AuthorizerSettings(TenantsSettings):
    """Settings of the authorizer.

    `jwks_url` is a separate setting, because the pool's address may differ from its issuer.
    """

    token_issuer: str
    token_audience: str
    jwks_url: str


class UserPoolSettings(TenantsSettings):
    """Settings of the function that writes the identity pool."""

    user_pool_id: str
