"""What a request's headers make of a call, and whose requests count together."""

import pytest

from chassis.access.caller import ANONYMOUS, Caller
from chassis.errors import FieldError, InvalidRequest
from chassis.http.request_context import RequestContext, make_context, source_of


def call(**headers: str):
    return make_context(
        "create_site", ANONYMOUS, "trace", {n.replace("_", "-"): v for n, v in headers.items()}, '{"a":1}'
    )


class TestCall:
    @pytest.mark.parametrize(
        ("prefer", "wait"),
        [("wait=5", 5), ("respond-async, wait=20", 20), ("wait=999", 20), ("await=5", 0), ("wait=x", 0), ("", 0)],
    )
    def test_waits_as_preferred(self, prefer, wait):
        assert call(prefer=prefer).wait == wait

    @pytest.mark.parametrize(("sent", "version"), [("3", 3), ('"3"', 3), ('W/"3"', 3), ("*", None)])
    def test_reads_the_version_seen(self, sent, version):
        assert call(if_match=sent).version == version

    @pytest.mark.parametrize(
        "headers",
        [{"if_match": "abc"}, {"idempotency_key": ""}, {"idempotency_key": "a b"}, {"idempotency_key": "k" * 256}],
    )
    def test_names_a_malformed_header(self, headers):
        with pytest.raises(InvalidRequest) as refused:
            call(**headers)

        assert refused.value.errors[0].code == "INVALID_HEADER"

    @pytest.mark.parametrize(
        ("header", "name", "words"),
        [
            (
                "if_match",
                "If-Match",
                "We cannot read this version. Send the version that you saw, for example 'If-Match: 3'.",
            ),
            (
                "idempotency_key",
                "Idempotency-Key",
                "We do not accept this key. Use 1 to 255 visible ASCII characters, for example a UUID.",
            ),
        ],
    )
    def test_says_what_to_send_in_a_header(self, header, name, words):
        with pytest.raises(InvalidRequest) as refused:
            call(**{header: "a b"})

        assert refused.value.detail == words
        assert list(refused.value.errors) == [FieldError(name, "INVALID_HEADER", words)]

    def test_holds_the_request_and_nothing_where_nothing_was_sent(self):
        sent = {"authorization": "Bearer t", "prefer": "wait=5", "if-match": "3", "x-viewer-address": "203.0.113.7"}
        full = make_context("create_site", ANONYMOUS, "trace", sent, None, path="/a", query={"b": "c"})
        bare = make_context("create_site", ANONYMOUS, "trace", {}, None)

        assert full == RequestContext(
            *("create_site", ANONYMOUS, "trace", None, 5, 3, "Bearer t", "203.0.113.7", "/a", {"b": "c"})
        )
        assert bare == RequestContext("create_site", ANONYMOUS, "trace")

    def test_keeps_the_token_out_of_its_text(self):
        assert "secret-token" not in repr(call(authorization="Bearer secret-token"))

    def test_the_same_key_of_two_people_is_two_keys(self):
        def key_of(user: str) -> str:
            made = make_context("create_site", Caller(user, "e"), "t", {"idempotency-key": "k"}, None)
            assert made.idempotency
            return made.idempotency.sort_key

        assert key_of("user-1") == key_of("user-1") != key_of("user-2")

    def test_the_same_key_for_another_request_is_no_repeat(self):
        def key_of(path: str, query: dict[str, str], body: object) -> object:
            return make_context(
                "act", ANONYMOUS, "t", {"idempotency-key": "k"}, body, path=path, query=query
            ).idempotency

        first = key_of("/a", {"b": "c"}, {"d": 1})

        assert first == key_of("/a", {"b": "c"}, {"d": 1})
        assert first not in [
            key_of("/x", {"b": "c"}, {"d": 1}),
            key_of("/a", {"b": "x"}, {"d": 1}),
            key_of("/a", {"b": "c"}, {"d": 2}),
        ]


@pytest.mark.parametrize(
    ("viewer", "source"),
    [
        ("203.0.113.7", "203.0.113.7"),
        ("", ""),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2::9", "2001:db8:1:2::/64"),
        ("a, b", ""),
        ("203.0.113.7, 10.0.0.1", ""),
    ],
)
def test_the_source_is_what_the_edge_says_and_never_nonsense(viewer, source):
    assert source_of(viewer) == source


def test_a_call_knows_its_source_and_does_not_show_it():
    call = make_context("act", ANONYMOUS, "trace", {"x-viewer-address": "203.0.113.7"}, None)

    assert call.source == "203.0.113.7"
    assert "203.0.113.7" not in repr(call)
