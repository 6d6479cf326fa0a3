"""Connections to public addresses only, each step of them within a deadline."""

from __future__ import annotations

import ipaddress
import socket
import ssl
import time
import typing

import httpcore

from pledgebook.errors import DocumentError

_NAT64 = ipaddress.ip_network("64:ff9b::/96")


class Deadline:
    """A moment after which nothing is waited for any more."""

    def __init__(self, seconds: float) -> None:
        self._end = time.monotonic() + seconds

    def left(self, timeout: float | None = None) -> float:
        """Seconds that are left, at most `timeout`; raises `httpcore.ReadTimeout` where none are."""
        left = self._end - time.monotonic()
        if left <= 0:
            raise httpcore.ReadTimeout("the deadline has passed")
        return left if timeout is None else min(left, timeout)


class GuardedBackend(httpcore.NetworkBackend):
    """Resolves a host once, refuses addresses that are not public, and connects to the very address that was checked.

    So a name that resolves to another address the next moment leads nowhere else, and a server that sends a byte now
    and then holds nobody beyond the deadline.
    """

    def __init__(self, deadline: Deadline, *, allow_private: bool) -> None:
        self._deadline = deadline
        self._allow_private = allow_private
        self._sockets = httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: typing.Iterable[typing.Any] | None = None,
    ) -> httpcore.NetworkStream:
        failure: Exception | None = None
        for address in addresses(host, port, allow_private=self._allow_private):
            try:
                stream = self._sockets.connect_tcp(address, port, self._deadline.left(timeout), local_address, socket_options)
                return _TimedStream(stream, self._deadline)
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                failure = error
        raise failure or httpcore.ConnectError("no address")


def addresses(host: str, port: int, *, allow_private: bool = False) -> list[str]:
    """The addresses a host stands for.

    Raises `DocumentError`: `unknown_host`, and `private_address` where any of them is not public and private ones are not allowed, or is
    link-local, which never is.
    """
    try:
        found = list(dict.fromkeys(str(entry[4][0]) for entry in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)))
    except (OSError, UnicodeError) as error:
        raise DocumentError("unknown_host", f"{host}: no such host ({error})", "check the address and the connection to the network") from None
    for address in found:
        # where clouds give out a machine's own credentials, and no server of anybody's network that is meant to be read
        if is_link_local(address):
            raise DocumentError("private_address", f"{host}: it stands for {address}, an address of this machine's own link", "save the page and read the file")
        if not allow_private and not is_public(address):
            message = f"{host}: it stands for {address}, which is no public address"
            raise DocumentError("private_address", message, "give --allow-private where a server of your own network is meant")
    return found


def is_public(address: str) -> bool:
    """Whether an address is one of the public internet's, also when it is written inside another.

    >>> [is_public(address) for address in ("93.184.215.14", "127.0.0.1", "10.0.0.8", "::ffff:192.168.0.1", "fe80::1%eth0")]
    [True, False, False, False, False]
    """
    ip: ipaddress.IPv4Address | ipaddress.IPv6Address = ipaddress.ip_address(address.split("%")[0])
    if isinstance(ip, ipaddress.IPv6Address):
        inner = ip.ipv4_mapped or ip.sixtofour or (ip.teredo[1] if ip.teredo else None)
        if ip in _NAT64:
            inner = ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)
        if inner is not None:
            return is_public(str(inner))
    return ip.is_global and not ip.is_multicast


def is_link_local(address: str) -> bool:
    """Whether an address is one of the machine's own link, also when it is written inside another.

    >>> [is_link_local(address) for address in ("169.254.169.254", "::ffff:169.254.169.254", "fe80::1%eth0", "10.0.0.8")]
    [True, True, True, False]
    """
    ip: ipaddress.IPv4Address | ipaddress.IPv6Address = ipaddress.ip_address(address.split("%")[0])
    return (ip.ipv4_mapped or ip).is_link_local if isinstance(ip, ipaddress.IPv6Address) else ip.is_link_local


class _TimedStream(httpcore.NetworkStream):
    def __init__(self, stream: httpcore.NetworkStream, deadline: Deadline) -> None:
        self._stream = stream
        self._deadline = deadline

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._stream.read(max_bytes, self._deadline.left(timeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._stream.write(buffer, self._deadline.left(timeout))

    def close(self) -> None:
        self._stream.close()

    def start_tls(self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None) -> httpcore.NetworkStream:
        return _TimedStream(self._stream.start_tls(ssl_context, server_hostname, self._deadline.left(timeout)), self._deadline)

    def get_extra_info(self, info: str) -> typing.Any:
        return self._stream.get_extra_info(info)
