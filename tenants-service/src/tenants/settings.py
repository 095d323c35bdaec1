"""The environment of the tenants functions, typed; each function has its own part."""

from chassis.runtime.settings import Settings


class TenantsSettings(Settings):
    """Of every function: where tenants are kept."""

    tenants_table: str


class OperationSettings(TenantsSettings):
    """Of functions that promise slow work, or do it."""

    operations_table: str


class ApiSettings(OperationSettings):
    """Of the API."""

    cursor_key: str
    docs_url: str


class AuthorizerSettings(TenantsSettings):
    """Of the authorizer.

    `jwks_url` stands by itself, because an identity pool may be reached elsewhere than its issuer says.
    """

    token_issuer: str
    token_audience: str
    jwks_url: str


class UserPoolSettings(TenantsSettings):
    """Of the function that writes the identity pool."""

    user_pool_id: str
