"""HOST and PORT."""

import socket
from collections.abc import Iterator

import pytest
from address import Address, free_port, own_names
from command import CommandError

EVERYWHERE = "0.0.0.0"  # noqa: S104 - bound for a moment, to a port that is free


@pytest.fixture
def taken_port() -> Iterator[int]:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        yield other.getsockname()[1]


def test_default_is_localhost_8000() -> None:
    assert Address.from_environment({}).url == "http://localhost:8000"


def test_empty_variables_mean_the_default() -> None:
    assert Address.from_environment({"PORT": "", "HOST": ""}).url == "http://localhost:8000"


@pytest.mark.parametrize("port", ["0", "65536", "-1", "http", "80.5", "²"])
def test_port_that_is_none_is_told(port: str) -> None:
    with pytest.raises(CommandError, match="is not a port: give a number from 1 to 65535"):
        Address.from_environment({"PORT": port})


def test_taken_port_is_told_with_a_way_out(taken_port: int) -> None:
    with pytest.raises(CommandError, match=f"Port {taken_port} is taken .* PORT={taken_port + 1}"):
        Address("localhost", taken_port).sockets()


def test_taken_port_is_told_when_listening_everywhere(taken_port: int) -> None:
    with pytest.raises(CommandError, match="is taken"):
        Address(EVERYWHERE, taken_port).sockets()


def test_localhost_listens_on_the_loopback_addresses_only() -> None:
    port = free_port()
    assert set(Address("localhost", port).sockets()) <= {f"127.0.0.1:{port}", f"[::1]:{port}"}


def test_foreign_host_is_told() -> None:
    with pytest.raises(CommandError, match=r"HOST=192\.0\.2\.1 is not an address of this machine"):
        Address("192.0.2.1", free_port()).sockets()


def test_listening_everywhere_is_reached_by_localhost() -> None:
    assert Address(EVERYWHERE, 8000).url == "http://localhost:8000"


def test_own_names_begin_with_the_loopback_and_repeat_nothing() -> None:
    names = own_names()
    assert names[:3] == ["localhost", "127.0.0.1", "[::1]"]
    assert len(names) == len(set(names))
