"""The pool of ports."""

import socket

import pytest

from local_platform.fargate.ports import NoPortLeft, Ports


def test_each_port_has_one_owner_until_it_is_given_back():
    ports = Ports(range(18340, 18342))
    first, second = ports.take(), ports.take()
    assert {first, second} == {18340, 18341}
    with pytest.raises(NoPortLeft, match="widen the range"):
        ports.take()
    ports.give_back(first)
    assert ports.take() == first


def test_a_port_of_another_program_is_passed_over():
    with socket.socket() as other:
        other.bind(("127.0.0.1", 18342))
        other.listen()
        assert Ports(range(18342, 18344)).take() == 18343
