"""The way back to where somebody came from, with what became of the visit."""

import re
from urllib.parse import SplitResult, urlencode, urlsplit

_HOST = re.compile(r"[a-z0-9._-]+|\[[0-9a-f:.]+\]")


def way_back(address: str | None, told: dict[str, str]) -> str | None:
    """The address with these query parameters; those it has by other names stay as they are."""
    place = _place(address)
    if place is None:
        return None
    kept = [one for one in place.query.split("&") if one and one.partition("=")[0] not in told]
    return place._replace(query="&".join([*kept, urlencode(told)])).geturl()


def origin_of(address: str | None) -> str | None:
    """As a content policy names it."""
    place = _place(address)
    return f"{place.scheme}://{place.netloc}" if place else None


def _place(address: str | None) -> SplitResult | None:
    """With the host in the letters of DNS; nothing if that could not stand in a header."""
    try:
        parts = urlsplit(address or "")
        host = (parts.hostname or "").encode("idna").decode()
        port = parts.port
    except ValueError:
        return None
    host = f"[{host}]" if ":" in host else host
    if parts.scheme not in {"http", "https"} or not _HOST.fullmatch(host):
        return None
    return parts._replace(netloc=host if port is None else f"{host}:{port}")
