"""HOST and PORT."""

import socket

import pytest
from address import EVERYWHERE, Address, free_port, own_names


def test_default_is_localhost_8000_on_the_loopback_addresses_alone() -> None:
    assert Address.from_environment({"PORT": "", "HOST": ""}).url == Address(EVERYWHERE[0], 8000).url
    port = free_port()
    assert set(Address("localhost", port).sockets()) <= {f"127.0.0.1:{port}", f"[::1]:{port}"}
    assert own_names()[:3] == ["localhost", "127.0.0.1", "[::1]"]


@pytest.mark.parametrize("port", ["0", "65536", "-1", "http", "80.5", "²"])
def test_invalid_port_is_named(port: str) -> None:
    with pytest.raises(SystemExit, match=f"PORT={port} is not a port"):
        Address.from_environment({"PORT": port})


@pytest.mark.parametrize("host", ["localhost", EVERYWHERE[0]])
def test_taken_port_is_named_with_another_one(host: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        with pytest.raises(SystemExit, match=f"Port {port} is taken .* PORT={port + 1}"):
            Address(host, port).sockets()


def test_host_of_another_machine_is_named() -> None:
    with pytest.raises(SystemExit, match=r"HOST=192\.0\.2\.1 is not an address of this machine"):
        Address("192.0.2.1", free_port()).sockets()
