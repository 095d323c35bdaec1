"""One service's HTTP API: routes, request, answer."""
