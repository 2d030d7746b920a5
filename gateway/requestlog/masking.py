"""Bodies as they may be kept: secrets masked by name and by shape, and bounded."""

import json
import re
from urllib.parse import parse_qsl, urlencode

MASK = "•••"
WHOLE = 65_536  # a longer body is not read into the log at all

SECRET_NAMES = re.compile(
    r"token|secret|password|authori[sz]ation|api_?key|cookie|^url$|^data$|filedata|base64|filestream|^pdf$",
    re.IGNORECASE,
)
SECRET_SHAPES = re.compile(
    r"<token>.*?</token>"
    r"|PHRva2Vu[A-Za-z0-9+/=_-]+"  # base64 of "<token"
    r"|[0-9A-Fa-f]{64,}"  # also behind a %3E
    r"|\beyJ[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+"
    r"|\blg[so]_[A-Za-z0-9_-]{20,}"
    r"|/connect/[A-Za-z0-9_.-]+",
    re.IGNORECASE | re.DOTALL,
)
# A credential's key says what it is, its value is the secret; only these values are harmless.
HARMLESS = {
    "token_expiry",
    "token_type",
    "company_id",
    "environment",
    "token_name",
    "default_payment_terms",
    "administration",
    "default_analytic_plan",
}


def masked_body(body: bytes | None, longest: int) -> str | None:
    """Masked JSON of at most `longest` bytes; for what cannot be read, only its size."""
    if not body or longest == 0:
        return None
    if len(body) >= WHOLE:
        return f"[{len(body)} bytes or more, not kept]"
    try:
        parsed = json.loads(body)
    except (ValueError, RecursionError):
        return f"[{len(body)} bytes that are not JSON, not kept]"
    text = json.dumps(_masked(parsed), ensure_ascii=False, separators=(",", ":"))
    return masked_text(text).encode("utf-8", "replace")[:longest].decode("utf-8", "ignore")


def masked_text(text: str) -> str:
    return SECRET_SHAPES.sub(MASK, text.replace("\x00", "�"))


def masked_query(query: str) -> str:
    pairs = parse_qsl(query, keep_blank_values=True, errors="replace")
    # Before they are written with percent signs again, which would disguise a shape.
    kept = [
        (masked_text(name), MASK if SECRET_NAMES.search(name) else masked_text(value))
        for name, value in pairs
    ]
    return urlencode(kept, safe=MASK + ",;:@")


def _masked(value: object) -> object:
    if isinstance(value, list):
        return [_masked(one) for one in value]
    if not isinstance(value, dict):
        return value
    if value.keys() == {"key", "value"} and value["key"] not in HARMLESS:
        return {"key": value["key"], "value": MASK}
    return {name: MASK if _secret(name, inner) else _masked(inner) for name, inner in value.items()}


def _secret(name: str, value: object) -> bool:
    return (
        isinstance(value, str)
        and value != ""
        and bool(SECRET_NAMES.search(name))
        and (name not in HARMLESS)
    )
