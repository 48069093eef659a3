"""A client certificate that a proxy passes on."""

import base64
import ipaddress
import re
import ssl
from collections.abc import Sequence
from urllib.parse import unquote

from ..errors import ArgumentInvalid
from . import say

_PEM = re.compile("-----BEGIN CERTIFICATE-----(.*?)-----END CERTIFICATE-----", re.DOTALL)
_NAME = re.compile("[A-Za-z0-9!#$%&'*+.^_`|~-]+")

UNIX = "unix"
"""The peer of a connection over a Unix socket."""


class ProxyCertificate:
    """Takes the client's certificate from a header, if the connection comes from a proxy that is trusted.

    `trusted` lists the proxies' addresses or networks, and `"unix"` for any that connects through a Unix socket. They
    are compared with the peer of the connection itself, never with a forwarded address: `ProxyFix` changes nothing.
    From everybody else the header counts as absent, as it does where the server does not tell its peer; the first time
    the log says what to do. See to it that the proxy removes it from requests that it did not authenticate.

    Read are RFC 9440 (`Client-Cert: :base64:`), PEM with or without percent-encoding (nginx's
    `$ssl_client_escaped_cert`, AWS), and bare base64 (Traefik).
    """

    def __init__(self, header: str, *, trusted: Sequence[str]) -> None:
        if not isinstance(header, str) or not _NAME.fullmatch(header):
            raise ArgumentInvalid("header must be a header's name")
        is_list = isinstance(trusted, (list, tuple, set, frozenset))
        if not is_list or not trusted or not all(isinstance(peer, str) for peer in trusted):
            raise ArgumentInvalid("trusted must be a list of addresses or networks, and not empty")
        self.header = header
        self._unix = UNIX in trusted
        try:
            self._networks = [ipaddress.ip_network(peer) for peer in trusted if peer != UNIX]
        except ValueError as error:
            raise ArgumentInvalid(f"trusted must hold addresses or networks, such as 10.0.0.0/8: {error}") from error
        self._told: set[bool] = set()

    def passed_on(self, value: str, peer: str | None, no_peer: str) -> bytes | None:
        """The certificate's DER in the header's value, if the peer may pass one on.

        `no_peer` says what to do where nobody knows the peer.
        """
        if self.trusts(peer):
            return self.read(value)
        # Once of each kind: strangers may send the header as often as they like.
        if value and (peer is None) not in self._told:
            self._told.add(peer is None)
            reason = no_peer if peer is None else f"it came from {peer!a}: if that is your proxy, add it to trusted="
            say.warning("the client certificate in the header %s was ignored: %s", self.header, reason)
        return None

    def trusts(self, peer: str | None) -> bool:
        """Whether a peer, an address or `"unix"`, is a proxy of ours."""
        if peer is None:
            return False
        if peer == UNIX:
            return self._unix
        try:
            address = ipaddress.ip_address(peer.partition("%")[0])
        except ValueError:
            return False
        mapped = getattr(address, "ipv4_mapped", None)
        return any((mapped or address) in network for network in self._networks)

    def read(self, value: str) -> bytes | None:
        """The certificate's DER, or None where the header holds none."""
        value = value.strip()
        if value.startswith(":") and value.endswith(":"):
            return _decode(value[1:-1])
        value = unquote(value)
        pem = _PEM.search(value)
        return _decode(pem.group(1) if pem else value)


def _decode(text: str) -> bytes | None:
    try:
        der = base64.b64decode("".join(text.split()), validate=True)
        # Whatever is no certificate is none, not a mismatch.
        ssl.DER_cert_to_PEM_cert(der)
    except ValueError:
        return None
    return der or None
