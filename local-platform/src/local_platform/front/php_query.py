"""Query parameters under the names that PHP gives them."""

from urllib.parse import parse_qsl


def read_query(query: str) -> list[tuple[str, str]]:
    """Names and values, in order, as PHP fills `$_GET`; of `name[key]` the name only."""
    return [(php_name(name), value) for name, value in parse_qsl(query, keep_blank_values=True)]


def php_name(name: str) -> str:
    """The name of PHP's variable: `rest.route`, `rest route` and `rest[route` are all `rest_route`.

    Source: php_register_variable_ex in PHP's main/php_variables.c. Leading blanks and all after a NUL are dropped; a
    bracket begins an array's key when it is closed, and is one more underscore when it is not.
    """
    plain = name.partition("\0")[0].lstrip(" ")
    before, bracket, after = plain.partition("[")
    if bracket and "]" not in after:
        before = plain
    return before.translate(str.maketrans(" .[", "___"))
