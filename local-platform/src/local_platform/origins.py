"""Which host names and origins are this machine's own: a page of another site must not use the local platform.

A browser on this machine sends requests for any page that it shows. `Host` is a name of the page's site when DNS leads
that name here (DNS rebinding). `Origin` is the page's address. Programs send neither.
"""

OWN_NAMES = ("localhost", "127.0.0.1")


def is_own_host(host: str) -> bool:
    """Whether a `Host` header, with or without a port, names this machine; the names of sites do not."""
    return host.partition(":")[0].lower() in OWN_NAMES


def is_foreign_origin(origin: str, host: str) -> bool:
    """Whether an `Origin` header is there that is no address of the port to which the request was sent."""
    port = host.partition(":")[2]
    return bool(origin) and origin not in [f"http://{name}:{port}" for name in OWN_NAMES]
