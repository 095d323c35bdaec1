"""Whose requests count together."""

import pytest

from chassis.call import make_call, source_of
from chassis.caller import ANONYMOUS


@pytest.mark.parametrize(
    ("viewer", "peer", "source"),
    [
        ("203.0.113.7", "192.0.2.1", "203.0.113.7"),
        ("", "192.0.2.1", "192.0.2.1"),
        ("2001:db8:1:2:3:4:5:6", "192.0.2.1", "2001:db8:1:2::/64"),
        ("2001:db8:1:2::9", "", "2001:db8:1:2::/64"),
        ("a, b", "192.0.2.1", "192.0.2.1"),
        ("203.0.113.7, 10.0.0.1", "not an address", ""),
    ],
)
def test_the_edge_is_believed_before_the_peer_and_nonsense_never(viewer, peer, source):
    assert source_of(viewer, peer) == source


def test_a_call_knows_its_source_and_does_not_show_it():
    call = make_call("act", ANONYMOUS, "trace", {"x-viewer-address": "203.0.113.7"}, None, peer="192.0.2.1")

    assert call.source == "203.0.113.7"
    assert "203.0.113.7" not in repr(call)
