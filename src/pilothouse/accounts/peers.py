"""Which address a request really comes from, believed no further than the proxies that were named."""

from __future__ import annotations

import ipaddress

from django.conf import settings
from django.http import HttpRequest

IPV6_NETWORK_BITS = 64


def peer_of(request: HttpRequest) -> str:
    """The address that limits count by: the peer's, or what a listed proxy says of it.

    Proxies append, so the last entry of X-Forwarded-For that is no proxy of ours is the only one that is not the
    caller's own invention. An IPv6 address counts as its /64 network, since one customer holds all of it.
    """
    peer = str(request.META.get("REMOTE_ADDR", ""))
    trusted = set(settings.TRUSTED_PROXIES)
    if peer in trusted:
        told = [part.strip() for part in request.headers.get("X-Forwarded-For", "").split(",")]
        peer = next((address for address in reversed(told) if address and address not in trusted), peer)
    try:
        address = ipaddress.ip_address(peer)
    except ValueError:
        return peer[:64]
    if address.version == 6:
        return str(ipaddress.ip_network(f"{address}/{IPV6_NETWORK_BITS}", strict=False).network_address)
    return str(address)
