"""Addresses of systems that are read over HTTP: safe to store, and whether a password may be sent there."""

from __future__ import annotations

from ipaddress import ip_address
from urllib.parse import urlsplit


def address(text: str) -> str:
    """An HTTP address that is safe to store and to show, without a slash at its end.

    Raises:
        ValueError: it is none, or carries a secret.
    """
    try:
        parts = urlsplit(text)
        host, _ = parts.hostname, parts.port
    except ValueError:
        host, parts = None, urlsplit("")
    if parts.scheme not in {"http", "https"} or not host:
        raise ValueError("not an address, such as `https://erp.example.com`")
    if parts.username is not None or parts.password is not None:
        raise ValueError("a password in the address would be stored: leave it out, and say `password.env=NAME`")
    if parts.query or parts.fragment:
        raise ValueError("an address without `?` and `#`, such as `https://erp.example.com`")
    return text.rstrip("/")


def private(text: str) -> bool:
    """Whether nobody on the way reads what is sent to an address: it is encrypted, or does not leave the machine."""
    parts = urlsplit(text)
    if parts.scheme == "https" or parts.hostname == "localhost":
        return True
    try:
        return ip_address(parts.hostname or "").is_loopback
    except ValueError:
        return False
