"""Network addresses, grouped by who is likely to hold them."""

from __future__ import annotations

from ipaddress import IPv6Address, ip_address

__all__ = ["address_group"]


def address_group(address: str) -> str:
    """Return what failures of an address are counted under.

    Parameters
    ----------
    address
        As the server gives it; text that is no address stands for itself.

    Returns
    -------
    str
        An IPv4 address itself, also where it is written as an IPv6 address; of an IPv6 address the
        first 64 bits, which one customer commonly holds as a whole.

    Notes
    -----
    Verified by tests/unit/service/access/test_addresses.py.

    Examples
    --------
    >>> from axiom.service.access.addresses import address_group
    >>> address_group("2001:db8::1"), address_group("192.0.2.7")
    ('2001:db8::/64', '192.0.2.7')
    """
    try:
        parsed = ip_address(address.partition("%")[0])
    except ValueError:
        return address
    if not isinstance(parsed, IPv6Address):
        return str(parsed)
    if parsed.ipv4_mapped is not None:
        return str(parsed.ipv4_mapped)
    return f"{IPv6Address(int(parsed) >> 64 << 64)}/64"
